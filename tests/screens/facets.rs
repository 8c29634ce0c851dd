//! Facets: which values there are in what was found, how many briefings each leaves, and asking for one.

use briefing::tui::app::Mode;
use insta::assert_snapshot;

use crate::desk::Desk;
use crate::folder::{Folder, shelf};

#[test]
fn a_value_is_added_to_the_query_line() {
    let mut desk = Desk::shipped();
    desk.press("/milipol<enter><bksp>F");
    assert_eq!(desk.mode(), Mode::Facets);
    desk.press("type:company<enter>");
    assert_eq!((desk.mode(), desk.app().list.input.text()), (Mode::Library, "milipol type:company"));
}

#[test]
fn the_count_is_what_the_list_has_afterwards() {
    for view in ["", "2", "3"] {
        let mut desk = Desk::shipped();
        desk.press(&format!("{view}Ftype:company"));
        desk.assert_shows(&["▌ 19  type:company"]);
        desk.press("<enter>");
        assert_eq!(desk.app().list.hits.len(), 19, "{view}");
    }
}

#[test]
fn values_are_of_what_was_found_and_nothing_else() {
    let mut desk = Desk::shipped();
    desk.press("/type:event<enter><bksp>F");
    assert!(!desk.screen().contains("type:company"), "{}", desk.screen());
    desk.assert_shows(&["type:event"]);
}

#[test]
fn esc_clears_what_is_typed_then_closes_and_leaves_the_query() {
    let mut desk = Desk::shipped();
    desk.press("/milipol<enter><bksp>Fzzz");
    desk.assert_shows(&["Nothing matches; esc clears"]);
    desk.press("<esc>");
    assert_eq!(desk.mode(), Mode::Facets);
    desk.press("<esc>");
    assert_eq!((desk.mode(), desk.app().list.input.text()), (Mode::Library, "milipol"));
}

#[test]
fn a_paste_narrows_the_values() {
    let mut desk = Desk::shipped();
    desk.press("F").paste("country:FR");
    desk.press("<enter>");
    assert_eq!(desk.app().list.input.text(), "country:FR");
}

#[test]
fn the_selection_stays_on_its_briefing() {
    let mut desk = Desk::shipped();
    desk.press("jjF");
    let before = desk.app().list.selected().unwrap();
    desk.press("type:company<enter>");
    assert_eq!(desk.app().list.selected(), Some(before));
}

#[test]
fn the_pictures() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        let mut desk = Desk::shipped().at(columns, rows);
        assert_snapshot!(
            format!("facets_{columns}x{rows}"),
            desk.press("/type:company<enter><bksp>F").screen()
        );
    }
}

#[test]
fn what_is_found_while_loading_goes_on_is_counted_too() {
    let note = |folder: Folder, name: &str, kind: &str| {
        folder.with(&format!("{name}.md"), format!("---\ntitle: {name}\ntype: {kind}\n---\n"))
    };
    let first = note(note(shelf([]), "Acme", "company"), "Fair", "event");
    let all = note(
        note(note(note(shelf([]), "Acme", "company"), "Fair", "event"), "Expo", "event"),
        "Gala",
        "event",
    );
    let mut desk = Desk::loading(0);
    desk.hear_part(&first);
    desk.press("F");
    desk.assert_shows(&["▌ 1  type:company", "1  type:event"]);
    desk.hear_part(&all);
    // The selection stays on its value, which stands elsewhere now.
    desk.assert_shows(&["3  type:event", "▌ 1  type:company"]);
}
