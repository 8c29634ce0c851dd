//! Find in the page: typed at, counted, gone through, left.

use briefing::tui::app::Mode;
use ratatui::style::Modifier;

use crate::desk::Desk;
use crate::folder::page;

fn far(word: &str) -> String {
    format!(
        "First {word}.\n\n{}Second {word}.\n\n{}Third {word}.\n",
        "Words.\n\n".repeat(40),
        "Words.\n\n".repeat(40)
    )
}

#[test]
fn what_is_typed_is_seen_with_the_cursor_behind_it() {
    let mut desk = Desk::over(page(&far("Nice")));
    desk.press("<enter>/nic");
    assert_eq!(desk.mode(), Mode::Find);
    assert!(desk.cursor_row().starts_with(" / nic"), "{}", desk.screen());
    assert_eq!(desk.picture().cursor.unwrap().x, 6);
    desk.press("<left>");
    assert_eq!(desk.picture().cursor.unwrap().x, 5);
}

#[test]
fn typing_goes_to_the_first_match_and_says_how_many_there_are() {
    let mut desk = Desk::over(page(&far("Nice")));
    desk.press("<enter>/nice");
    desk.assert_shows(&["First Nice", "1 of 3"]);
    desk.press("<enter>");
    assert_eq!(desk.mode(), Mode::Reader);
    desk.assert_shows(&["1 of 3 for “nice”"]);
}

#[test]
fn n_goes_on_and_around_and_capital_n_back() {
    let mut desk = Desk::over(page(&far("Nice")));
    desk.press("<enter>/nice<enter>");
    for (key, count, place) in [
        ("n", "2 of 3", "Second Nice"),
        ("n", "3 of 3", "Third Nice"),
        ("n", "1 of 3", "First Nice"),
        ("N", "3 of 3", "Third Nice"),
        ("N", "2 of 3", "Second Nice"),
    ] {
        desk.press(key).assert_shows(&[count]);
        assert!(desk.cursor_row().contains(place), "{key}:\n{}", desk.screen());
    }
}

#[test]
fn the_arrows_go_through_the_matches_while_typing() {
    let mut desk = Desk::over(page(&far("Nice")));
    desk.press("<enter>/nice<down>").assert_shows(&["2 of 3", "Second Nice"]);
    desk.press("<up><up>").assert_shows(&["3 of 3", "Third Nice"]);
    assert_eq!(desk.mode(), Mode::Find);
}

#[test]
fn case_does_not_count() {
    let mut desk = Desk::over(page("Nice is nice, NICE is not Nice."));
    desk.press("<enter>/nice").assert_shows(&["1 of 4"]);
    desk.press("<ctrl-u>Nice").assert_shows(&["1 of 4"]);
}

#[test]
fn accents_are_folded() {
    let mut desk = Desk::over(page("The café and the cafe."));
    desk.press("<enter>/cafe").assert_shows(&["1 of 2"]);
}

#[test]
fn every_match_is_marked_and_the_one_gone_to_more_so() {
    let mut desk = Desk::over(page("Nice is nice, so nice."));
    desk.press("<enter>/nice<enter>");
    assert_eq!(desk.with_look(Modifier::REVERSED), ["Nice"]);
    assert_eq!(desk.with_look(Modifier::UNDERLINED), ["nice", "nice"]);
    assert_eq!(desk.press("n").with_look(Modifier::UNDERLINED), ["Nice", "nice"]);
}

#[test]
fn a_match_across_a_line_break_and_marks_is_found() {
    let mut desk = Desk::over(page("The **video** surveillance\nfirm."));
    desk.press("<enter>/video surveillance firm").assert_shows(&["1 of 1"]);
}

#[test]
fn no_match_is_said_and_the_text_stays_where_it_was() {
    let mut desk = Desk::over(page(&far("Nice")));
    desk.press("<enter><space>");
    let top = desk.row(2);
    desk.press("/zzz").assert_shows(&["no match"]);
    assert_eq!(desk.row(2), top);
    desk.press("<enter>nN");
    assert_eq!(desk.row(2), top);
}

#[test]
fn esc_goes_back_to_where_the_search_began_then_clears_the_marks() {
    let mut desk = Desk::over(page(&far("Nice")));
    desk.press("<enter>jjj");
    let before = desk.screen();
    desk.press("/third");
    assert_ne!(desk.row(2), before.lines().nth(2).unwrap());
    assert_eq!(desk.press("<esc>").screen(), before);
    desk.press("/nice<enter>n<esc>");
    assert_eq!((desk.mode(), desk.with_look(Modifier::REVERSED).len()), (Mode::Reader, 0));
    desk.assert_shows(&["Second Nice"]);
}

#[test]
fn an_empty_search_leaves_nothing_behind() {
    let mut desk = Desk::over(page("Words."));
    let before = desk.press("<enter>").screen();
    assert_eq!(desk.press("/<enter>").screen(), before);
    assert_eq!(desk.press("nN").screen(), before);
}

#[test]
fn a_paste_is_looked_for() {
    let mut desk = Desk::over(page(&far("Nice")));
    desk.press("<enter>/").paste("Third Nice").assert_shows(&["1 of 1", "Third Nice"]);
}

#[test]
fn the_line_is_seen_at_every_size() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5), (20, 2), (9, 1)] {
        let mut desk = Desk::over(page(&far("Nice"))).at(columns, rows);
        desk.press("<enter>/nice");
        assert!(desk.cursor_row().contains("/ nice"), "{columns}x{rows}:\n{}", desk.screen());
    }
}
