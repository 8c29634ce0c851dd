//! `!`: what is wrong in the library, and the editor at each place.

use briefing::tui::app::Mode;
use briefing::tui::effect::Effect;

use crate::desk::Desk;
use crate::folder::Folder;

const BROKEN: &str =
    "---\ntype: company\ntitle: Acme\ndescription: D\nupdated: 2019-8\n---\n\n[gone](gone.md)\n";

fn broken() -> Desk {
    Desk::over(Folder::new().with("acme.md", BROKEN))
}

#[test]
fn problems_are_listed_with_file_line_and_code() {
    let mut desk = broken();
    desk.press("!");
    assert_eq!(desk.mode(), Mode::Problems);
    desk.assert_shows(&["Problems", "2 errors", "acme:5 `updated`: month"]);
    desk.assert_shows(&["acme:8 the link to `gone.md` leads nowhere [broken-link]"]);
}

#[test]
fn one_problem_is_counted_as_one() {
    let one = BROKEN.replace("[gone](gone.md)", "All is well.");
    let mut desk = Desk::over(Folder::new().with("acme.md", one.as_str()));
    desk.press("!");
    desk.assert_shows(&["1 error"]);
    assert!(!desk.shows("1 errors"));
}

#[test]
fn the_command_is_found_by_its_name() {
    let mut desk = broken();
    desk.press(":problems<enter>");
    assert_eq!(desk.mode(), Mode::Problems);
}

#[test]
fn enter_opens_the_editor_at_the_line_and_the_list_stays() {
    let mut desk = broken();
    desk.press("!<down><enter>");
    assert_eq!(desk.effects(), [Effect::Edit { path: desk.path("acme.md"), line: 8 }]);
    assert_eq!(desk.mode(), Mode::Problems);
}

#[test]
fn typing_narrows_the_list() {
    let mut desk = broken();
    desk.press("!broken-link");
    assert!(!desk.shows("[bad-date]"), "{}", desk.screen());
    desk.press("<enter>");
    assert_eq!(desk.effects(), [Effect::Edit { path: desk.path("acme.md"), line: 8 }]);
}

#[test]
fn a_mended_file_leaves_the_list_and_what_was_typed_stays() {
    let mut desk = broken();
    desk.press("!acme");
    desk.write("acme.md", &BROKEN.replace("2019-8", "2019-08-01"));
    desk.reloaded();
    assert_eq!(desk.mode(), Mode::Problems);
    assert!(!desk.shows("[bad-date]") && desk.shows("> acme"), "{}", desk.screen());
    desk.write("acme.md", "# Acme\n");
    desk.reloaded();
    desk.press("<esc>").assert_shows(&["nothing wrong in 1 briefing"]);
}

#[test]
fn esc_closes_the_list_and_a_sound_library_says_so() {
    let mut desk = broken();
    desk.press("!<esc>");
    assert_eq!(desk.mode(), Mode::Library);
    let mut desk = Desk::shipped();
    desk.press("!");
    desk.assert_shows(&["nothing wrong in 69 briefings"]);
    desk.press("<enter>");
    assert_eq!(desk.effects(), []);
}
