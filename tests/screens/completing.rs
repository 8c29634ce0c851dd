//! Completing the query line, and mistakes in it where they stand.

use briefing::keymap::Mode;
use insta::assert_snapshot;

use crate::test_app::TestApp;

fn line(keys: &str) -> String {
    let mut app = TestApp::shipped();
    app.press(keys);
    app.state().list.input.text().to_owned()
}

#[test]
fn a_field_and_then_its_value_are_completed() {
    assert_eq!(line("/conf<tab>"), "confidence:");
    assert_eq!(line("/conf<tab><tab>"), "confidence:low");
    assert_eq!(line("/nice conf<tab>mod<tab>"), "nice confidence:moderate");
    assert_eq!(line("/tag:xinj<tab>"), "tag:xinjiang");
}

#[test]
fn of_several_the_most_used_comes_first_and_tab_goes_round() {
    assert_eq!(line("/type:<tab>"), "type:source");
    assert_eq!(line("/type:<tab><tab>"), "type:company");
    assert_eq!(line("/type:<tab><backtab><backtab>"), line("/type:<tab><tab>"));
    assert_eq!(line("/type:<tab><tab><tab><tab>"), "type:source");
}

#[test]
fn what_is_behind_the_cursor_stays() {
    assert_eq!(line("/conf nice<home><right><right><right><right><tab>high"), "confidence:high nice");
}

#[test]
fn the_list_follows_and_it_is_said_what_the_word_means() {
    let mut app = TestApp::shipped();
    app.press("/type:comp<tab>");
    assert_eq!(app.state().list.hits.len(), 19);
    app.press("<esc>co<tab>");
    app.assert_shows(&["1 of 3: "]);
    app.press("x");
    assert!(!app.screen().contains("1 of 3"));
}

#[test]
fn other_keys_begin_anew() {
    assert_eq!(line("/co<tab><bksp><bksp><tab>"), "company:");
    let mut app = TestApp::shipped();
    app.press("/xyzxyz<tab>");
    app.assert_shows(&["no completions"]);
    assert_eq!(app.mode(), Mode::Filter);
}

#[test]
fn a_name_is_completed_to_its_id() {
    assert_eq!(line("/company:\"Hangzhou H<tab>"), "company:hikvision");
    assert_eq!(line("/at:\"Milipol P<tab>"), "at:milipol-paris-2019");
}

#[test]
fn another_word_begins_behind_what_is_asked_already() {
    let mut app = TestApp::shipped();
    app.press("/type:company<enter><bksp>/");
    let (text, found) = (|app: &TestApp| app.state().list.input.text().to_owned(), app.titles().len());
    assert_eq!((text(&app).as_str(), app.picture().cursor.unwrap().x), ("type:company ", 16));
    app.press("since:2019");
    assert_eq!(text(&app), "type:company since:2019");
    // What is only looked at again stays what it is.
    let mut app = TestApp::shipped();
    app.press("/type:company<enter><bksp>/<enter><bksp>/");
    assert_eq!((text(&app).as_str(), app.titles().len()), ("type:company ", found));
    app.press("<bksp>");
    assert_eq!((text(&app).as_str(), app.titles().len()), ("type:company", found));
    // What has an unfinished end is gone on with.
    for typed in ["type:", "\"city of", "since:2019-1", "tpye:x"] {
        let mut app = TestApp::shipped();
        app.press(&format!("/{typed}<enter>"));
        if app.mode() == Mode::Reader {
            app.press("<bksp>");
        }
        assert_eq!(text(app.press("/")), typed);
    }
    let mut app = TestApp::shipped();
    assert_eq!(text(app.press("2/type:company<enter><bksp>").press("/x")), "type:company x");
}

#[test]
fn it_works_over_every_view() {
    for view in ["2", "3"] {
        assert_eq!(line(&format!("{view}/type:comp<tab>")), "type:company");
    }
}

#[test]
fn a_mistake_is_marked_in_its_place() {
    for (keys, marked) in [
        ("/nice since:2019-8 x", "since:_2019-8_"),
        ("/tpye:event x", "_tpye"),
        ("snice since:2019-8 x", "since:_2019-8_"),
        ("2/nice since:2019-8 x", "since:_2019-8_"),
        // The beginning is out of sight.
        (&format!("/{} since:2019-8 x", "word ".repeat(30)), "since:_2019-8_"),
        // Signs stand for what can't be shown.
        ("/\u{202E} since:2019-8 x", "since:_2019-8_"),
    ] {
        let mut app = TestApp::shipped();
        app.press(keys);
        let looks = app.looks().replace('*', "");
        assert!(looks.contains(marked), "{keys}: {looks}");
        // The cursor stands behind the mark, or before it.
        app.press("<home>").looks();
    }
}

#[test]
fn no_part_of_a_long_line_can_be_marked_wrongly() {
    let mut app = TestApp::shipped();
    app.press(&format!("/{}since:2019-8 x", "é海 ".repeat(40)));
    for columns in 0..90 {
        app.resize(columns, 10).picture();
    }
    for _ in 0..140 {
        app.press("<left>").picture();
    }
}

#[test]
fn the_pictures() {
    let mut app = TestApp::shipped();
    assert_snapshot!("completed", app.press("/status:us<tab>").screen());
    assert_snapshot!("mistake_looks", TestApp::shipped().press("/nice since:2019-8 x").looks());
}
