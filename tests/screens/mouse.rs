//! The mouse, for those who have switched it on.

use briefing::tui::app::Mode;
use briefing::tui::event::Act;

use crate::desk::Desk;
use crate::folder::{Folder, numbered, page, shelf};

#[test]
fn a_click_selects_and_a_click_on_the_selected_opens() {
    let mut desk = Desk::over(shelf(["Acme", "Globex", "Initech"]));
    desk.click("Initech");
    assert_eq!((desk.selected(), desk.mode()), ("Initech", Mode::Library));
    desk.click("Initech");
    assert_eq!(desk.reading(), Some("Initech"));
}

#[test]
fn a_click_between_the_rows_of_one_briefing_means_that_briefing() {
    let mut desk = Desk::over(shelf(["Acme", "Globex"]));
    // Header, query line, rule; each briefing has two rows.
    desk.click_at(0, 6);
    assert_eq!(desk.selected(), "Globex");
    desk.click_at(0, 3);
    assert_eq!(desk.selected(), "Acme");
}

#[test]
fn links_sections_and_views_do_what_their_keys_do() {
    let mut desk = Desk::over(
        Folder::new()
            .with(
                "acme.md",
                format!(
                    "---\ntitle: Acme\n---\n[to the other](globex.md)\n\n## One\n\n{}## Two\n\nThe end.\n",
                    numbered(40, |n| format!("Line {n}.\n\n"))
                ),
            )
            .with("globex.md", "---\ntitle: Globex\n---\nWords.\n"),
    );
    desk.press("/title:acme<enter>").click("the other");
    assert_eq!(desk.reading(), Some("Globex"));
    desk.press("<bksp>").click("Two");
    desk.assert_shows(&["The end."]);
    desk.press("<esc>").click("Time line");
    assert_eq!(desk.mode(), Mode::Timeline);
    desk.click("Library").click("acme ");
    assert_eq!(desk.mode(), Mode::Filter);
}

#[test]
fn the_wheel_scrolls_a_text_by_lines_and_selects_in_a_list() {
    let mut desk = Desk::over(shelf(["Acme", "Globex"]));
    desk.mouse(Act::WheelDown, 1, 1);
    assert_eq!(desk.selected(), "Globex");
    desk.mouse(Act::WheelUp, 70, 20);
    assert_eq!(desk.selected(), "Acme");
    let mut desk = Desk::over(page(&numbered(80, |n| format!("line {n}\\\n"))));
    desk.press("<enter>");
    let first = desk.row(8);
    desk.mouse(Act::WheelDown, 5, 5);
    assert_eq!(desk.row(5), first);
    desk.mouse(Act::WheelUp, 5, 5);
    assert_eq!(desk.row(8), first);
}

#[test]
fn what_stands_between_list_and_preview_is_dragged_as_far_as_both_can_be_read() {
    let mut desk = Desk::over(shelf(["Acme"])).at(120, 24);
    let divider = |desk: &Desk| desk.row(10).chars().position(|c| c == '│').unwrap();
    assert_eq!(divider(&desk), 48);
    desk.mouse(Act::Press, 48, 9).mouse(Act::Drag, 60, 2).mouse(Act::Drag, 70, 30);
    assert_eq!(divider(&desk), 70);
    desk.mouse(Act::Drag, 2, 9);
    assert_eq!(divider(&desk), 24);
    desk.mouse(Act::Drag, 500, 9).mouse(Act::Release, 500, 9);
    assert_eq!(divider(&desk), 96);
    // Only what was taken hold of moves.
    desk.mouse(Act::Drag, 40, 9).mouse(Act::Press, 10, 9).mouse(Act::Drag, 40, 9);
    assert_eq!(divider(&desk), 96);
}

#[test]
fn layers_are_chosen_from_and_nothing_below_them_is_met() {
    let mut desk = Desk::over(shelf(["Acme", "Globex"]));
    desk.press("S").click("by title");
    assert_eq!(desk.mode(), Mode::Library);
    desk.assert_shows(&["title ↑"]);
    desk.press("S").click_at(0, 6);
    assert_eq!((desk.mode(), desk.selected()), (Mode::SortMenu, "Acme"));
    desk.press("<esc>f").click("Globex").click("Globex");
    assert_eq!(desk.reading(), Some("Globex"));
}

#[test]
fn a_cell_of_the_matrix_is_selected_and_opened() {
    let mut desk = Desk::shipped().at(120, 40);
    desk.press("3");
    let before = desk.cursor_row();
    desk.click_at(60, 20);
    assert_ne!(desk.cursor_row(), before);
    assert_eq!(desk.mode(), Mode::Matrix);
}

#[test]
fn outside_of_everything_and_on_the_smallest_screens_nothing_happens() {
    for (columns, rows) in [(1, 1), (20, 5), (300, 40)] {
        let cells = [(0, 0), (columns, rows), (columns - 1, rows - 1), (u16::MAX, u16::MAX)];
        for keys in ["", "/acme", "<enter>", "?", "2", "f", "S"] {
            let mut desk = Desk::over(shelf(["Acme", "Globex"])).at(columns, rows);
            desk.press(keys);
            for act in [Act::Press, Act::Drag, Act::Release, Act::WheelUp, Act::WheelDown] {
                for (x, y) in cells {
                    desk.mouse(act, x, y);
                }
            }
        }
    }
}
