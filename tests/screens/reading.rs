//! Long work in the header, and how it is stopped.

use briefing::search::fulltext::Progress;
use briefing::tui::app::Mode;
use briefing::tui::app::news::News;

use crate::desk::Desk;
use crate::folder::shelf;

#[test]
fn how_far_the_reading_of_all_texts_is_stands_in_the_header_of_every_screen() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20)] {
        for keys in ["", "2", "3", "<enter>", "F", "xjxc"] {
            let mut desk = Desk::over(shelf(["Acme", "Globex"])).at(columns, rows);
            desk.press(keys).hear(News::Reading(Some(Progress { done: 1_200, of: 31_000 })));
            assert!(desk.row(0).ends_with(" reading 1,200/31,000 · esc stops"), "{}", desk.screen());
            desk.hear(News::Reading(None));
            assert!(!desk.shows("reading 1,200"));
        }
    }
}

#[test]
fn esc_stops_it_and_the_screen_that_waited_is_left() {
    for keys in ["2", "xjxc", "F"] {
        let mut desk = Desk::over(shelf(["Acme", "Globex"]));
        desk.hold_texts(true).press(keys);
        desk.hear(News::Reading(Some(Progress { done: 5, of: 31_000 }))).press("<esc>");
        assert_eq!((desk.mode(), desk.message()), (Mode::Library, "stopped reading"), "{keys}");
        assert!(!desk.shows("reading 5/"));
        // Asked for again, the texts are read again.
        desk.hold_texts(false).press("2");
        assert_eq!(desk.mode(), Mode::Timeline);
        desk.assert_shows(&["Nothing here has a date."]);
    }
}
