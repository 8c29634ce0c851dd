//! Facets: which values there are in what was found, how many briefings each leaves, and asking for one.

use briefing::keymap::Mode;
use insta::assert_snapshot;

use crate::folder::{Folder, library};
use crate::test_app::TestApp;

#[test]
fn a_value_is_added_to_the_query_line() {
    let mut app = TestApp::shipped();
    app.press("/milipol<enter><bksp>F");
    assert_eq!(app.mode(), Mode::Facets);
    app.press("type:company<enter>");
    assert_eq!((app.mode(), app.state().list.input.text()), (Mode::Library, "milipol type:company"));
}

#[test]
fn the_count_is_what_the_list_has_afterwards() {
    for view in ["", "2", "3"] {
        let mut app = TestApp::shipped();
        app.press(&format!("{view}Ftype:company"));
        app.assert_shows(&["▌ 19  type:company"]);
        app.press("<enter>");
        assert_eq!(app.state().list.hits.len(), 19, "{view}");
    }
}

#[test]
fn values_are_of_what_was_found_and_nothing_else() {
    let mut app = TestApp::shipped();
    app.press("/type:event<enter><bksp>F");
    assert!(!app.screen().contains("type:company"), "{}", app.screen());
    app.assert_shows(&["type:event"]);
}

#[test]
fn esc_clears_what_is_typed_then_closes_and_leaves_the_query() {
    let mut app = TestApp::shipped();
    app.press("/milipol<enter><bksp>Fzzz");
    app.assert_shows(&["No match. Press esc to clear the input."]);
    app.press("<esc>");
    assert_eq!(app.mode(), Mode::Facets);
    app.press("<esc>");
    assert_eq!((app.mode(), app.state().list.input.text()), (Mode::Library, "milipol"));
}

#[test]
fn a_paste_narrows_the_values() {
    let mut app = TestApp::shipped();
    app.press("F").paste("country:FR");
    app.press("<enter>");
    assert_eq!(app.state().list.input.text(), "country:FR");
}

#[test]
fn the_selection_stays_on_its_briefing() {
    let mut app = TestApp::shipped();
    app.press("jjF");
    let before = app.state().list.selected().unwrap();
    app.press("type:company<enter>");
    assert_eq!(app.state().list.selected(), Some(before));
}

#[test]
fn the_pictures() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        let mut app = TestApp::shipped().at(columns, rows);
        assert_snapshot!(
            format!("facets_{columns}x{rows}"),
            app.press("/type:company<enter><bksp>F").screen()
        );
    }
}

#[test]
fn what_is_found_while_loading_goes_on_is_counted_too() {
    let note = |folder: Folder, name: &str, kind: &str| {
        folder.with(&format!("{name}.md"), format!("---\ntitle: {name}\ntype: {kind}\n---\n"))
    };
    let first = note(note(library([]), "Acme", "company"), "Fair", "event");
    let all = note(
        note(note(note(library([]), "Acme", "company"), "Fair", "event"), "Expo", "event"),
        "Gala",
        "event",
    );
    let mut app = TestApp::loading(0);
    app.on_part(&first);
    app.press("F");
    app.assert_shows(&["▌ 1  type:company", "1  type:event"]);
    app.on_part(&all);
    // The selection stays on its value, which stands elsewhere now.
    app.assert_shows(&["3  type:event", "▌ 1  type:company"]);
}
