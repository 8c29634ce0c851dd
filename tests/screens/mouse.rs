//! The mouse, for those who have switched it on.

use briefing::keymap::Mode;
use briefing::tui::event::Act;

use crate::folder::{Folder, library, numbered, page};
use crate::test_app::TestApp;

#[test]
fn a_click_selects_and_a_click_on_the_selected_opens() {
    let mut app = TestApp::over(library(["Acme", "Globex", "Initech"]));
    app.click("Initech");
    assert_eq!((app.selected(), app.mode()), ("Initech", Mode::Library));
    app.click("Initech");
    assert_eq!(app.reading(), Some("Initech"));
}

#[test]
fn a_click_between_the_rows_of_one_briefing_means_that_briefing() {
    let mut app = TestApp::over(library(["Acme", "Globex"]));
    // Header, query line, rule; each briefing has two rows.
    app.click_at(0, 6);
    assert_eq!(app.selected(), "Globex");
    app.click_at(0, 3);
    assert_eq!(app.selected(), "Acme");
}

#[test]
fn links_sections_and_views_do_what_their_keys_do() {
    let mut app = TestApp::over(
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
    app.press("/title:acme<enter>").click("the other");
    assert_eq!(app.reading(), Some("Globex"));
    app.press("<bksp>").click("Two");
    app.assert_shows(&["The end."]);
    app.press("<esc>").click("Timeline");
    assert_eq!(app.mode(), Mode::Timeline);
    app.click("List").click("acme ");
    assert_eq!(app.mode(), Mode::Filter);
}

#[test]
fn the_wheel_scrolls_a_text_by_lines_and_selects_in_a_list() {
    let mut app = TestApp::over(library(["Acme", "Globex"]));
    app.mouse(Act::WheelDown, 1, 1);
    assert_eq!(app.selected(), "Globex");
    app.mouse(Act::WheelUp, 70, 20);
    assert_eq!(app.selected(), "Acme");
    let mut app = TestApp::over(page(&numbered(80, |n| format!("line {n}\\\n"))));
    app.press("<enter>");
    let first = app.row(8);
    app.mouse(Act::WheelDown, 5, 5);
    assert_eq!(app.row(5), first);
    app.mouse(Act::WheelUp, 5, 5);
    assert_eq!(app.row(8), first);
}

#[test]
fn the_divider_is_dragged_as_far_as_both_sides_can_be_read() {
    let mut app = TestApp::over(library(["Acme"])).at(120, 24);
    let divider = |app: &TestApp| app.row(10).chars().position(|c| c == '│').unwrap();
    assert_eq!(divider(&app), 48);
    app.mouse(Act::Press, 48, 9).mouse(Act::Drag, 60, 2).mouse(Act::Drag, 70, 30);
    assert_eq!(divider(&app), 70);
    app.mouse(Act::Drag, 2, 9);
    assert_eq!(divider(&app), 24);
    app.mouse(Act::Drag, 500, 9).mouse(Act::Release, 500, 9);
    assert_eq!(divider(&app), 96);
    // Only what was taken hold of moves.
    app.mouse(Act::Drag, 40, 9).mouse(Act::Press, 10, 9).mouse(Act::Drag, 40, 9);
    assert_eq!(divider(&app), 96);
}

#[test]
fn layers_are_chosen_from_and_nothing_below_them_is_met() {
    let mut app = TestApp::over(library(["Acme", "Globex"]));
    app.press("S").click("by title");
    assert_eq!(app.mode(), Mode::Library);
    app.assert_shows(&["title ↑"]);
    app.press("S").click_at(0, 6);
    assert_eq!((app.mode(), app.selected()), (Mode::SortMenu, "Acme"));
    app.press("<esc>f").click("Globex").click("Globex");
    assert_eq!(app.reading(), Some("Globex"));
}

#[test]
fn a_cell_of_the_matrix_is_selected_and_opened() {
    let mut app = TestApp::shipped().at(120, 40);
    app.press("3");
    let before = app.cursor_row();
    app.click_at(60, 20);
    assert_ne!(app.cursor_row(), before);
    assert_eq!(app.mode(), Mode::Matrix);
}

#[test]
fn outside_of_everything_and_on_the_smallest_screens_nothing_happens() {
    for (columns, rows) in [(1, 1), (20, 5), (300, 40)] {
        let cells = [(0, 0), (columns, rows), (columns - 1, rows - 1), (u16::MAX, u16::MAX)];
        for keys in ["", "/acme", "<enter>", "?", "2", "f", "S"] {
            let mut app = TestApp::over(library(["Acme", "Globex"])).at(columns, rows);
            app.press(keys);
            for act in [Act::Press, Act::Drag, Act::Release, Act::WheelUp, Act::WheelDown] {
                for (x, y) in cells {
                    app.mouse(act, x, y);
                }
            }
        }
    }
}
