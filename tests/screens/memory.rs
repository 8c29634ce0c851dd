//! What the screens show of what was read: marks, counts, what changed, and coming back.

use briefing::engine::response::Message;
use briefing::keymap::Mode;
use briefing::text::Clean;
use insta::assert_snapshot;

use crate::folder::{Folder, library, numbered};
use crate::test_app::TestApp;

const ACME: &str = "---\ntype: company\ntitle: Acme\ncountry: CN\n---\n\n## Key facts\n\n- It sold 12 cameras to Nice.[^a]\n\
                    - It has no office in Paris.\n\n[^a]: A\n";
const ACME_NOW: &str = "---\ntype: company\ntitle: Acme\ncountry: CN\n---\n\n## Key facts\n\n- It sold 15 cameras to Nice.[^a]\n\
                        - Mexico bought a system.[^b]\n\n[^a]: A\n[^b]: B\n";

/// Three briefings by title; Globex is longer than a screen.
fn app() -> TestApp {
    let long = numbered(80, |line| format!("Line {line} of Globex.\n\n"));
    let folder = Folder::new()
        .with("acme.md", ACME)
        .with("globex.md", format!("---\ntype: company\ntitle: Globex\ncountry: FR\n---\n\n{long}"))
        .with("initech.md", "---\ntype: event\ntitle: Initech\n---\n\nShort.\n");
    let mut app = TestApp::over(folder);
    app.press("St");
    app
}

/// The rows of titles in the list.
fn titles(app: &TestApp) -> Vec<String> {
    let named = ["Acme", "Globex", "Initech", "Umbrella"];
    let rows = app.rows().into_iter().map(|row| row.trim_start_matches(['▌', ' ']).to_owned());
    let rows = rows.filter(|row| named.iter().any(|name| row.starts_with(name)));
    rows.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn before_anything_was_read_no_mark_is_in_the_way() {
    let app = app();
    assert!(!app.shows("unread"), "{}", app.screen());
}

#[test]
fn a_text_seen_to_its_end_is_read_and_a_longer_one_is_not_yet() {
    let mut app = app();
    app.press("<enter><esc>");
    assert_eq!(titles(&app), ["Acme company CN", "Globex • unread company FR", "Initech • unread event"]);
    assert!(app.row(0).ends_with("2 unread"), "{}", app.screen());
    app.press("j<enter><esc>");
    assert_eq!(titles(&app)[1], "Globex • unread company FR");
    app.press("<enter>G<esc>");
    assert_eq!(titles(&app)[1], "Globex company FR");
}

#[test]
fn marks_and_stars_are_set_by_hand_in_list_and_reader() {
    let mut app = app();
    app.press("jmkm*");
    assert_eq!(titles(&app)[0], "Acme * company CN");
    app.press("m");
    assert_eq!(titles(&app)[0], "Acme * • unread company CN");
    app.press("<enter>");
    assert!(app.row(0).contains("* Acme"), "{}", app.screen());
    // Who says so by hand is not contradicted by the end of the text.
    app.press("m").resize(80, 30);
    app.press("*<esc>");
    assert_eq!(titles(&app)[0], "Acme • unread company CN");
}

#[test]
fn a_note_is_written_at_a_star_and_seen_wherever_that_is() {
    let mut app = app();
    app.press("w").assert_shows(&["Your note on Acme"]);
    assert_eq!(app.mode(), Mode::Note);
    for (columns, rows) in [(80, 24), (60, 20), (20, 5)] {
        assert_snapshot!(format!("note_{columns}x{rows}"), app.resize(columns, rows).screen());
    }
    app.resize(80, 24).press("ask Ann: what<bksp><bksp><bksp><bksp>who pays?<enter>");
    assert_eq!(titles(&app)[0], "Acme * • unread company CN");
    app.assert_shows(&["* ask Ann: who pays?"]);
    app.press("<enter>").assert_shows(&["List › * Acme", "* ask Ann: who pays?"]);
    // What is there is changed, in the reader too, and found.
    app.press("w<ctrl-u>pays in May<enter>").assert_shows(&["* pays in May"]);
    app.press("<esc>/note:may");
    assert_eq!(app.titles(), ["Acme"]);
    let mut app = app.started_again(12, false).at(120, 40);
    app.press("St").assert_shows(&["* pays in May"]);
    app.press("w<ctrl-u><enter>");
    assert!(!app.shows("May") && app.shows("*  company CN"), "{}", app.screen());
}

#[test]
fn what_was_typed_in_a_note_is_not_lost_and_neither_is_a_note_without_its_star() {
    let mut app = app();
    app.press("wfirst<enter>w, second<esc>");
    assert_eq!(
        (app.mode(), app.message()),
        (Mode::Library, "your note is not saved; press w to continue it")
    );
    app.press("j").assert_shows(&["* first"]);
    app.press("kw").assert_shows(&["first, second"]);
    app.press("<enter>").assert_shows(&["* first, second"]);
    app.press("*");
    assert!(!app.shows("first"), "{}", app.screen());
    app.press("*").assert_shows(&["* first, second"]);
    // Pasted text is one line, and signs stand for what would act on the terminal.
    app.press("w<ctrl-u>").paste("a\nb\u{1B}[2J\u{202E}c").press("<enter>");
    app.assert_shows(&["* a b[2J‹202E›c"]);
}

#[test]
fn marks_stay_while_the_library_is_read_again() {
    let mut app = app();
    app.press("mwnoted<enter>j*");
    app.write("umbrella.md", "---\ntitle: Umbrella\n---\n\nNew.\n");
    app.reloading(|app| {
        assert!(app.row(0).ends_with("1 new · 2 unread · 2 starred"), "{}", app.screen());
    });
    assert!(app.row(0).ends_with("1 new · 2 unread · 2 starred"), "{}", app.screen());
    app.assert_shows(&["* noted"]);
}

#[test]
fn u_goes_from_one_unread_to_the_next_from_anywhere() {
    let mut app = app();
    app.press("m3u");
    assert_eq!(app.reading(), Some("Globex"));
    app.press("u");
    assert_eq!(app.reading(), Some("Initech"));
    app.press("u");
    assert_eq!(app.reading(), Some("Globex"));
    app.press("Gu").press("u");
    assert_eq!(app.message(), "no unread briefing in this list");
}

#[test]
fn what_is_new_and_what_changed_is_seen_at_the_next_visit() {
    let mut app = app();
    app.press("<enter><esc>j<enter>G<esc>jm");
    let mut app = app.started_again(12, false);
    assert!(!app.shows("unread") && !app.shows("new"), "{}", app.screen());
    app.write("acme.md", ACME_NOW);
    app.write("umbrella.md", "---\ntitle: Umbrella\n---\n\nNew.\n");
    app.reloaded().press("St");
    assert_eq!(
        titles(&app),
        ["Acme ~ changed company CN", "Globex company FR", "Initech event", "Umbrella + new note"]
    );
    assert!(app.row(0).ends_with("1 new · 1 changed"), "{}", app.screen());
    app.press("/is:changed");
    assert_eq!(app.titles(), ["Acme"]);
    let mut narrow = app.at(40, 20);
    narrow.press("<esc><esc>");
    assert!(narrow.shows("~  company CN"), "{}", narrow.screen());
}

#[test]
fn a_changed_text_shows_where_and_v_says_what() {
    let mut app = app();
    app.press("<enter><esc>");
    app.write("acme.md", ACME_NOW);
    app.reloaded().press("St<enter>");
    let margin = |app: &TestApp, text: &str| {
        let row = app.rows().into_iter().find(|row| row.contains(text)).unwrap();
        row.trim_start().chars().next().unwrap()
    };
    assert_eq!((margin(&app, "15 cameras"), margin(&app, "Mexico")), ('~', '+'));
    app.press("v");
    assert_eq!(app.mode(), Mode::Changes);
    app.assert_shows(&[
        "Since your reading of 22 Nov 2026: 1 added · 1 removed · 1 reworded · 1 source",
        "It sold [-12-]{+15+} cameras to Nice.",
        "Mexico bought a system. [b]",
        "It has no office in Paris.",
    ]);
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        assert_snapshot!(format!("changes_{columns}x{rows}"), app.resize(columns, rows).screen());
    }
    app.resize(80, 24).press("v");
    assert_eq!(app.message(), "no earlier reading is saved");
    app.press("<esc>").write("acme.md", &ACME_NOW.replace("Mexico", "Peru"));
    app.reloaded().press("vv");
    app.assert_shows(&["Since your reading of 22 Nov 2026 (2 of 2)", "Peru bought a system."]);
    app.press("<esc><esc>kv");
    assert_eq!(
        app.message(),
        "not marked as read yet, so there is nothing to compare; the end of a text marks it"
    );
}

#[test]
fn a_text_is_opened_where_it_was_left() {
    let mut app = app();
    app.press("j<enter><space><space>");
    let seen = app.row(3);
    app.press("<esc><enter>");
    assert_eq!(app.row(3), seen);
    assert!(app.message().starts_with("continued where you left off"));
    let mut app = app.started_again(1, false);
    app.press("Stj<enter>");
    assert_eq!(app.row(3), seen);
    // What was read to its end begins at the start.
    app.press("G<esc><enter>").assert_shows(&["Line 1 of Globex."]);
}

#[test]
fn a_session_goes_on_where_it_ended_when_that_is_wanted() {
    let mut app = app();
    app.press("/globex<enter><space>");
    let seen = app.row(3);
    let fresh = app.started_again(1, false);
    assert_eq!((fresh.reading(), fresh.titles().len()), (None, 3));
    let mut app = fresh;
    app.press("St/globex<enter>");
    let mut app = app.started_again(1, true);
    assert_eq!((app.reading(), app.row(3)), (Some("Globex"), seen));
    app.press("<esc>");
    assert_eq!(app.titles(), ["Globex"]);
    assert!(app.row(1).contains("globex"), "{}", app.screen());
}

#[test]
fn back_leads_to_where_the_list_was_left_and_then_to_what_was_read_before() {
    let mut app = app();
    app.press("/o<enter><esc><esc>j<enter><space>");
    let read: Vec<String> = ["Globex", "Initech"].map(str::to_owned).to_vec();
    assert_eq!(app.reading(), Some(read[1].as_str()), "{}", app.screen());
    let mut app = app.started_again(1, true);
    assert_eq!(app.reading(), Some("Initech"));
    app.press("<bksp>");
    assert_eq!((app.reading(), app.selected()), (None, "Initech"));
    app.press("<bksp>");
    assert_eq!(app.reading(), Some("Globex"));
}

#[test]
fn letters_lead_to_places_in_every_session() {
    let mut app = app();
    app.press("'a");
    assert_eq!(app.message(), "no bookmark a; press ' and A to set it here");
    app.press("j<enter><space><space>");
    let seen = app.row(3);
    app.press("'A<esc>");
    let mut app = app.started_again(1, false);
    app.press("'").assert_shows(&["Bookmarks", "a  Globex"]);
    app.press("a");
    assert_eq!((app.reading(), app.row(3)), (Some("Globex"), seen));
}

#[test]
fn what_another_process_marks_is_seen_here() {
    let mut app = app();
    let acme = app.path("acme.md");
    app.meanwhile(|memory, library_key, now| {
        memory.mark_read(&library_key.key(&acme).unwrap(), ACME, now).unwrap();
    });
    assert_eq!(titles(&app)[0], "Acme company CN");
    assert!(app.row(0).ends_with("2 unread"), "{}", app.screen());
}

#[test]
fn a_damaged_memory_is_reported_once_and_reading_goes_on() {
    let mut app = app();
    app.press("m");
    app.damage();
    let mut app = app.started_again(1, false);
    assert!(app.message().contains("the reading history was damaged and was renamed"), "{}", app.message());
    app.press("St").press("m");
    assert_eq!(titles(&app)[0], "Acme company CN");
}

#[test]
fn nothing_is_ever_written_beside_the_briefings() {
    let mut app = app();
    app.press("m*'A<enter>G<esc>jv<esc>");
    let folder = app.path("");
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["acme.md", "globex.md", "initech.md"]);
}

#[test]
fn what_no_key_has_asked_for_is_said_until_it_was_seen() {
    let mut app = app();
    for words in ["one", "two", "one"] {
        app.on_message(Message::Notice(Clean::line(words)));
    }
    assert_eq!(app.message(), "one");
    assert_eq!(app.press("j").message(), "two");
    // What comes later waits behind it.
    app.on_message(Message::Notice(Clean::line("three")));
    assert_eq!(app.press("u").message(), "three");
    assert_eq!(app.press("j").message(), "");
}

#[test]
fn the_first_mark_that_is_not_kept_says_so() {
    for keys in ["*", "m", "wnote<enter>"] {
        let mut app = TestApp::over(library(["Acme", "Globex"])).without_memory();
        app.press(keys);
        assert!(app.message().contains("lasts until you quit"), "{keys}: {}", app.message());
        assert_eq!(app.press("j*").message(), "", "it is said once");
    }
}

#[test]
fn on_a_new_day_a_query_is_asked_again() {
    let mut app = app();
    app.press("/acme<enter><bksp>");
    let before = app.screen();
    app.on_message(Message::NewDay);
    assert_eq!(app.screen(), before);
}
