//! Long work in the header, and how it is stopped.

use briefing::engine::job::Job;
use briefing::engine::response::Message;
use briefing::keymap::Mode;
use briefing::search::Progress;

use crate::folder::{Folder, library};
use crate::test_app::TestApp;

fn progress(job: Job, done: usize) -> Message {
    Message::Reading { job, progress: Some(Progress { done, of: 31_000 }) }
}

fn over(job: Job) -> Message {
    Message::Reading { job, progress: None }
}

#[test]
fn progress_of_reading_is_in_the_header_of_every_screen() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20)] {
        for keys in ["", "2", "3", "<enter>", "F", "xjxc", "!"] {
            let mut app = TestApp::over(library(["Acme", "Globex"])).at(columns, rows);
            for (job, line) in [
                (Job::Reading, " reading 1,200/31,000 · esc cancels"),
                (Job::Checking, " checking 1,200/31,000 · esc cancels"),
            ] {
                let before = app.press(keys).row(0);
                app.on_message(progress(job, 1_200));
                let left = app.row(0).strip_suffix(line).map(str::to_owned);
                let Some(left) = left else { panic!("{}", app.screen()) };
                // On the smallest screen too, the view that is shown is named.
                let view = [("2", "Timeline"), ("3", "Matrix")].iter().find(|(key, _)| *key == keys);
                assert!(view.is_none_or(|(_, name)| left.contains(name)), "{left:?}");
                // What has no room beside it goes whole: half a word would be read as another.
                let words: Vec<&str> = before.split(' ').collect();
                assert!(left.split(' ').all(|word| words.contains(&word)), "{left:?} of {before:?}");
                app.on_message(over(job));
                assert!(!app.shows("1,200"));
            }
        }
    }
}

#[test]
fn esc_stops_it_and_the_screen_that_waited_is_left() {
    for keys in ["2", "xjxc", "F"] {
        let mut app = TestApp::over(library(["Acme", "Globex"]));
        app.hold_texts(true).press(keys);
        app.on_message(progress(Job::Reading, 5)).press("<esc>");
        assert_eq!((app.mode(), app.message()), (Mode::Library, "cancelled: reading"), "{keys}");
        assert!(!app.shows("reading 5/"));
        // Asked for again, the texts are read again.
        app.hold_texts(false).press("2");
        assert_eq!(app.mode(), Mode::Timeline);
        app.assert_shows(&["No dated entries."]);
    }
}

#[test]
fn esc_stops_a_check_and_the_screen_and_what_is_typed_stay() {
    let mut app = TestApp::over(library(["Acme", "Globex"]));
    app.hold_texts(true).press("/glo<enter>!");
    assert_eq!(app.message(), "checking 2 briefings");
    app.on_message(progress(Job::Checking, 5)).press("<esc>");
    assert_eq!((app.reading(), app.message()), (Some("Globex"), "cancelled: checking"));
    assert!(!app.shows("checking 5/"));
    // Nothing is stopped any more: the key means what it always means.
    app.press("<esc>");
    assert_eq!((app.reading(), app.mode()), (None, Mode::Library));
    // Asked for again, the texts are read again.
    app.hold_texts(false).press("!");
    assert_eq!(app.mode(), Mode::Problems);
}

#[test]
fn who_asks_again_while_a_check_is_under_way_does_not_begin_it_anew() {
    let mut app = TestApp::over(library(["Acme", "Globex"]));
    app.hold_texts(true).press("!");
    let asked = app.state().asked_check;
    assert!(asked.is_some());
    app.press("j!");
    assert_eq!((app.state().asked_check, app.message()), (asked, "checking 2 briefings"));
}

#[test]
fn of_two_jobs_the_end_of_one_does_not_hide_the_other() {
    let mut app = TestApp::over(library(["Acme", "Globex"]));
    app.hold_texts(true).press("!2").on_message(progress(Job::Checking, 5));
    app.on_message(over(Job::Reading));
    assert!(app.row(0).ends_with(" checking 5/31,000 · esc cancels"), "{}", app.screen());
    app.on_message(over(Job::Checking));
    assert!(!app.shows("checking 5/"));
}

#[test]
fn a_library_that_changes_during_a_check_has_it_begun_anew_and_nothing_is_said_to_have_stopped() {
    let mut app = TestApp::over(library(["Acme", "Globex"]));
    app.press("!").hold_texts(true).reloaded();
    let first = app.state().asked_check;
    app.on_message(progress(Job::Checking, 5)).reloaded();
    assert!(first.is_some() && app.state().asked_check > first);
    assert_eq!((app.mode(), app.message()), (Mode::Problems, "checking 2 briefings"));
    // What is typed in the list waits for nothing, and esc stops before it clears and closes.
    app.press("acme").on_message(progress(Job::Checking, 7)).press("<esc>");
    assert_eq!((app.mode(), app.message()), (Mode::Problems, "cancelled: checking"));
    app.press("<esc><esc>");
    assert_eq!(app.mode(), Mode::Library);
}

#[test]
fn a_view_that_waits_for_the_library_says_how_far_that_is_and_counts_nothing_yet() {
    for keys in ["2", "3"] {
        let mut app = TestApp::over(Folder::new());
        app.hold_texts(true).on_part(&library(["Acme", "Globex"])).press(keys);
        assert!(app.row(0).ends_with(" loading 2"), "{}", app.screen());
        assert!(!app.shows("0 entries"), "{}", app.screen());
    }
}
