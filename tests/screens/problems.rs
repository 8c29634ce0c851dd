//! `!`: what is wrong in the library, and the editor at each place.

use briefing::keymap::Mode;
use briefing::tui::effect::Effect;

use crate::folder::Folder;
use crate::test_app::TestApp;

const BROKEN: &str =
    "---\ntype: company\ntitle: Acme\ndescription: D\nupdated: 2019-8\n---\n\n[gone](gone.md)\n";

fn broken() -> TestApp {
    TestApp::over(Folder::new().with("acme.md", BROKEN))
}

#[test]
fn problems_are_listed_with_file_line_and_code() {
    let mut app = broken();
    app.press("!");
    assert_eq!(app.mode(), Mode::Problems);
    app.assert_shows(&["Problems", "2 errors", "acme:5 `updated`: month"]);
    app.assert_shows(&["[broken-link] acme:8 broken link: no file `gone.md`"]);
}

#[test]
fn one_problem_is_counted_as_one() {
    let one = BROKEN.replace("[gone](gone.md)", "All is well.");
    let mut app = TestApp::over(Folder::new().with("acme.md", one.as_str()));
    app.press("!");
    app.assert_shows(&["1 error"]);
    assert!(!app.shows("1 errors"));
}

#[test]
fn the_command_is_found_by_its_name() {
    let mut app = broken();
    app.press(":problems<enter>");
    assert_eq!(app.mode(), Mode::Problems);
}

#[test]
fn enter_opens_the_editor_at_the_line_and_the_list_stays() {
    let mut app = broken();
    app.press("!<down><enter>");
    assert_eq!(app.effects(), [Effect::Edit { path: app.path("acme.md"), line: 8 }]);
    assert_eq!(app.mode(), Mode::Problems);
}

#[test]
fn typing_narrows_the_list() {
    let mut app = broken();
    app.press("!broken-link");
    assert!(!app.shows("[bad-date]"), "{}", app.screen());
    app.press("<enter>");
    assert_eq!(app.effects(), [Effect::Edit { path: app.path("acme.md"), line: 8 }]);
}

#[test]
fn a_fixed_file_leaves_the_list_and_the_typed_text_stays() {
    let mut app = broken();
    app.press("!acme");
    app.write("acme.md", &BROKEN.replace("2019-8", "2019-08-01"));
    app.reloaded();
    assert_eq!(app.mode(), Mode::Problems);
    assert!(!app.shows("[bad-date]") && app.shows("> acme"), "{}", app.screen());
    app.write("acme.md", "# Acme\n");
    app.reloaded();
    app.press("<esc>").assert_shows(&["no problems in 1 briefing"]);
}

#[test]
fn esc_closes_the_list_and_a_sound_library_says_so() {
    let mut app = broken();
    app.press("!<esc>");
    assert_eq!(app.mode(), Mode::Library);
    let mut app = TestApp::shipped();
    app.press("!");
    app.assert_shows(&["no problems in 69 briefings"]);
    app.press("<enter>");
    assert_eq!(app.effects(), []);
}
