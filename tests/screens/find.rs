//! Find in the page: typed at, counted, gone through, left.

use briefing::keymap::Mode;
use ratatui::style::Modifier;

use crate::folder::page;
use crate::test_app::TestApp;

fn far(word: &str) -> String {
    format!(
        "First {word}.\n\n{}Second {word}.\n\n{}Third {word}.\n",
        "Words.\n\n".repeat(40),
        "Words.\n\n".repeat(40)
    )
}

#[test]
fn what_is_typed_is_seen_with_the_cursor_behind_it() {
    let mut app = TestApp::over(page(&far("Nice")));
    app.press("<enter>/nic");
    assert_eq!(app.mode(), Mode::Find);
    assert!(app.cursor_row().starts_with(" / nic"), "{}", app.screen());
    assert_eq!(app.picture().cursor.unwrap().x, 6);
    app.press("<left>");
    assert_eq!(app.picture().cursor.unwrap().x, 5);
}

#[test]
fn typing_goes_to_the_first_match_and_says_how_many_there_are() {
    let mut app = TestApp::over(page(&far("Nice")));
    app.press("<enter>/nice");
    app.assert_shows(&["First Nice", "1 of 3"]);
    app.press("<enter>");
    assert_eq!(app.mode(), Mode::Reader);
    app.assert_shows(&["match 1 of 3 for “nice”"]);
}

#[test]
fn n_goes_on_and_around_and_capital_n_back() {
    let mut app = TestApp::over(page(&far("Nice")));
    app.press("<enter>/nice<enter>");
    for (key, count, place) in [
        ("n", "2 of 3", "Second Nice"),
        ("n", "3 of 3", "Third Nice"),
        ("n", "1 of 3", "First Nice"),
        ("N", "3 of 3", "Third Nice"),
        ("N", "2 of 3", "Second Nice"),
    ] {
        app.press(key).assert_shows(&[count]);
        assert!(app.cursor_row().contains(place), "{key}:\n{}", app.screen());
    }
}

#[test]
fn the_arrows_go_through_the_matches_while_typing() {
    let mut app = TestApp::over(page(&far("Nice")));
    app.press("<enter>/nice<down>").assert_shows(&["2 of 3", "Second Nice"]);
    app.press("<up><up>").assert_shows(&["3 of 3", "Third Nice"]);
    assert_eq!(app.mode(), Mode::Find);
}

#[test]
fn case_does_not_count() {
    let mut app = TestApp::over(page("Nice is nice, NICE is not Nice."));
    app.press("<enter>/nice").assert_shows(&["1 of 4"]);
    app.press("<ctrl-u>Nice").assert_shows(&["1 of 4"]);
}

#[test]
fn accents_are_folded() {
    let mut app = TestApp::over(page("The café and the cafe."));
    app.press("<enter>/cafe").assert_shows(&["1 of 2"]);
}

#[test]
fn every_match_is_marked_and_the_one_gone_to_more_so() {
    let mut app = TestApp::over(page("Nice is nice, so nice."));
    app.press("<enter>/nice<enter>");
    assert_eq!(app.with_look(Modifier::REVERSED), ["Nice"]);
    assert_eq!(app.with_look(Modifier::UNDERLINED), ["nice", "nice"]);
    assert_eq!(app.press("n").with_look(Modifier::UNDERLINED), ["Nice", "nice"]);
}

#[test]
fn a_match_across_a_line_break_and_marks_is_found() {
    let mut app = TestApp::over(page("The **video** surveillance\nfirm."));
    app.press("<enter>/video surveillance firm").assert_shows(&["1 of 1"]);
}

#[test]
fn no_match_is_said_and_the_text_stays_where_it_was() {
    let mut app = TestApp::over(page(&far("Nice")));
    app.press("<enter><space>");
    let top = app.row(2);
    app.press("/zzz").assert_shows(&["no match"]);
    assert_eq!(app.row(2), top);
    app.press("<enter>nN");
    assert_eq!(app.row(2), top);
}

#[test]
fn esc_goes_back_to_where_the_search_began_then_clears_the_marks() {
    let mut app = TestApp::over(page(&far("Nice")));
    app.press("<enter>jjj");
    let before = app.screen();
    app.press("/third");
    assert_ne!(app.row(2), before.lines().nth(2).unwrap());
    assert_eq!(app.press("<esc>").screen(), before);
    app.press("/nice<enter>n<esc>");
    assert_eq!((app.mode(), app.with_look(Modifier::REVERSED).len()), (Mode::Reader, 0));
    app.assert_shows(&["Second Nice"]);
}

#[test]
fn an_empty_search_leaves_nothing_behind() {
    let mut app = TestApp::over(page("Words."));
    let before = app.press("<enter>").screen();
    assert_eq!(app.press("/<enter>").screen(), before);
    assert_eq!(app.press("nN").screen(), before);
}

#[test]
fn a_paste_is_looked_for() {
    let mut app = TestApp::over(page(&far("Nice")));
    app.press("<enter>/").paste("Third Nice").assert_shows(&["1 of 1", "Third Nice"]);
}

#[test]
fn the_line_is_seen_at_every_size() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5), (20, 2), (9, 1)] {
        let mut app = TestApp::over(page(&far("Nice"))).at(columns, rows);
        app.press("<enter>/nice");
        assert!(app.cursor_row().contains("/ nice"), "{columns}x{rows}:\n{}", app.screen());
    }
}
