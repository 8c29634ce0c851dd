//! What the screens show of what was read: marks, counts, what changed, and coming back.

use briefing::text::Clean;
use briefing::tui::app::Mode;
use briefing::tui::app::news::Message;
use insta::assert_snapshot;

use crate::desk::Desk;
use crate::folder::{Folder, numbered, shelf};

const ACME: &str = "---\ntype: company\ntitle: Acme\ncountry: CN\n---\n\n## Key facts\n\n- It sold 12 cameras to Nice.[^a]\n\
                    - It has no office in Paris.\n\n[^a]: A\n";
const ACME_NOW: &str = "---\ntype: company\ntitle: Acme\ncountry: CN\n---\n\n## Key facts\n\n- It sold 15 cameras to Nice.[^a]\n\
                        - Mexico bought a system.[^b]\n\n[^a]: A\n[^b]: B\n";

/// Three briefings by title; Globex is longer than a screen.
fn desk() -> Desk {
    let long = numbered(80, |line| format!("Line {line} of Globex.\n\n"));
    let folder = Folder::new()
        .with("acme.md", ACME)
        .with("globex.md", format!("---\ntype: company\ntitle: Globex\ncountry: FR\n---\n\n{long}"))
        .with("initech.md", "---\ntype: event\ntitle: Initech\n---\n\nShort.\n");
    let mut desk = Desk::over(folder);
    desk.press("St");
    desk
}

/// The rows of titles in the list.
fn titles(desk: &Desk) -> Vec<String> {
    let named = ["Acme", "Globex", "Initech", "Umbrella"];
    let rows = desk.rows().into_iter().map(|row| row.trim_start_matches(['▌', ' ']).to_owned());
    let rows = rows.filter(|row| named.iter().any(|name| row.starts_with(name)));
    rows.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn before_anything_was_read_no_mark_is_in_the_way() {
    let desk = desk();
    assert!(!desk.shows("unread"), "{}", desk.screen());
}

#[test]
fn a_text_seen_to_its_end_is_read_and_a_longer_one_is_not_yet() {
    let mut desk = desk();
    desk.press("<enter><esc>");
    assert_eq!(titles(&desk), ["Acme company CN", "Globex • unread company FR", "Initech • unread event"]);
    assert!(desk.row(0).ends_with("2 unread"), "{}", desk.screen());
    desk.press("j<enter><esc>");
    assert_eq!(titles(&desk)[1], "Globex • unread company FR");
    desk.press("<enter>G<esc>");
    assert_eq!(titles(&desk)[1], "Globex company FR");
}

#[test]
fn marks_and_stars_are_set_by_hand_in_list_and_reader() {
    let mut desk = desk();
    desk.press("jmkm*");
    assert_eq!(titles(&desk)[0], "Acme * company CN");
    desk.press("m");
    assert_eq!(titles(&desk)[0], "Acme * • unread company CN");
    desk.press("<enter>");
    assert!(desk.row(0).contains("* Acme"), "{}", desk.screen());
    // Who says so by hand is not contradicted by the end of the text.
    desk.press("m").resize(80, 30);
    desk.press("*<esc>");
    assert_eq!(titles(&desk)[0], "Acme • unread company CN");
}

#[test]
fn a_note_is_written_at_a_star_and_seen_wherever_that_is() {
    let mut desk = desk();
    desk.press("w").assert_shows(&["Note on Acme"]);
    assert_eq!(desk.mode(), Mode::Note);
    for (columns, rows) in [(80, 24), (60, 20), (20, 5)] {
        assert_snapshot!(format!("note_{columns}x{rows}"), desk.resize(columns, rows).screen());
    }
    desk.resize(80, 24).press("ask Ann: what<bksp><bksp><bksp><bksp>who pays?<enter>");
    assert_eq!(titles(&desk)[0], "Acme * • unread company CN");
    desk.assert_shows(&["* ask Ann: who pays?"]);
    desk.press("<enter>").assert_shows(&["Library › * Acme", "* ask Ann: who pays?"]);
    // What is there is changed, in the reader too, and found.
    desk.press("w<ctrl-u>pays in May<enter>").assert_shows(&["* pays in May"]);
    desk.press("<esc>/note:may");
    assert_eq!(desk.titles(), ["Acme"]);
    let mut desk = desk.started_again(12, false).at(120, 40);
    desk.press("St").assert_shows(&["* pays in May"]);
    desk.press("w<ctrl-u><enter>");
    assert!(!desk.shows("May") && desk.shows("*  company CN"), "{}", desk.screen());
}

#[test]
fn what_was_typed_in_a_note_is_not_lost_and_neither_is_a_note_without_its_star() {
    let mut desk = desk();
    desk.press("wfirst<enter>w, second<esc>");
    assert_eq!((desk.mode(), desk.message()), (Mode::Library, "note not saved; w continues it"));
    desk.press("j").assert_shows(&["* first"]);
    desk.press("kw").assert_shows(&["first, second"]);
    desk.press("<enter>").assert_shows(&["* first, second"]);
    desk.press("*");
    assert!(!desk.shows("first"), "{}", desk.screen());
    desk.press("*").assert_shows(&["* first, second"]);
    // Pasted text is one line, and signs stand for what would act on the terminal.
    desk.press("w<ctrl-u>").paste("a\nb\u{1B}[2J\u{202E}c").press("<enter>");
    desk.assert_shows(&["* a b[2J‹202E›c"]);
}

#[test]
fn marks_stay_while_the_library_is_read_again() {
    let mut desk = desk();
    desk.press("mwnoted<enter>j*");
    desk.write("umbrella.md", "---\ntitle: Umbrella\n---\n\nNew.\n");
    desk.reloading(|desk| {
        assert!(desk.row(0).ends_with("1 new · 2 unread · 2 starred"), "{}", desk.screen());
    });
    assert!(desk.row(0).ends_with("1 new · 2 unread · 2 starred"), "{}", desk.screen());
    desk.assert_shows(&["* noted"]);
}

#[test]
fn u_goes_from_one_unread_to_the_next_from_anywhere() {
    let mut desk = desk();
    desk.press("m3u");
    assert_eq!(desk.reading(), Some("Globex"));
    desk.press("u");
    assert_eq!(desk.reading(), Some("Initech"));
    desk.press("u");
    assert_eq!(desk.reading(), Some("Globex"));
    desk.press("Gu").press("u");
    assert_eq!(desk.message(), "nothing new, unread or changed in this list");
}

#[test]
fn what_is_new_and_what_changed_is_seen_at_the_next_visit() {
    let mut desk = desk();
    desk.press("<enter><esc>j<enter>G<esc>jm");
    let mut desk = desk.started_again(12, false);
    assert!(!desk.shows("unread") && !desk.shows("new"), "{}", desk.screen());
    desk.write("acme.md", ACME_NOW);
    desk.write("umbrella.md", "---\ntitle: Umbrella\n---\n\nNew.\n");
    desk.reloaded().press("St");
    assert_eq!(
        titles(&desk),
        ["Acme ~ changed company CN", "Globex company FR", "Initech event", "Umbrella + new note"]
    );
    assert!(desk.row(0).ends_with("1 new · 1 changed"), "{}", desk.screen());
    desk.press("/is:changed");
    assert_eq!(desk.titles(), ["Acme"]);
    let mut narrow = desk.at(40, 20);
    narrow.press("<esc><esc>");
    assert!(narrow.shows("~  company CN"), "{}", narrow.screen());
}

#[test]
fn a_changed_text_shows_where_and_v_says_what() {
    let mut desk = desk();
    desk.press("<enter><esc>");
    desk.write("acme.md", ACME_NOW);
    desk.reloaded().press("St<enter>");
    let margin = |desk: &Desk, text: &str| {
        let row = desk.rows().into_iter().find(|row| row.contains(text)).unwrap();
        row.trim_start().chars().next().unwrap()
    };
    assert_eq!((margin(&desk, "15 cameras"), margin(&desk, "Mexico")), ('~', '+'));
    desk.press("v");
    assert_eq!(desk.mode(), Mode::Changes);
    desk.assert_shows(&[
        "Since you read it on 22 Nov 2026: 1 added · 1 removed · 1 reworded · 1 source",
        "It sold [-12-]{+15+} cameras to Nice.",
        "Mexico bought a system. [b]",
        "It has no office in Paris.",
    ]);
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        assert_snapshot!(format!("changes_{columns}x{rows}"), desk.resize(columns, rows).screen());
    }
    desk.resize(80, 24).press("v");
    assert_eq!(desk.message(), "no older edition is kept");
    desk.press("<esc>").write("acme.md", &ACME_NOW.replace("Mexico", "Peru"));
    desk.reloaded().press("vv");
    desk.assert_shows(&["Since you read it on 22 Nov 2026 (2 of 2)", "Peru bought a system."]);
    desk.press("<esc><esc>kv");
    assert_eq!(desk.message(), "not read yet: there is nothing to compare with");
}

#[test]
fn a_text_is_opened_where_it_was_left() {
    let mut desk = desk();
    desk.press("j<enter><space><space>");
    let seen = desk.row(3);
    desk.press("<esc><enter>");
    assert_eq!(desk.row(3), seen);
    assert!(desk.message().starts_with("where you left it"));
    let mut desk = desk.started_again(1, false);
    desk.press("Stj<enter>");
    assert_eq!(desk.row(3), seen);
    // What was read to its end begins at the start.
    desk.press("G<esc><enter>").assert_shows(&["Line 1 of Globex."]);
}

#[test]
fn a_session_goes_on_where_it_ended_when_that_is_wanted() {
    let mut desk = desk();
    desk.press("/globex<enter><space>");
    let seen = desk.row(3);
    let fresh = desk.started_again(1, false);
    assert_eq!((fresh.reading(), fresh.titles().len()), (None, 3));
    let mut desk = fresh;
    desk.press("St/globex<enter>");
    let mut desk = desk.started_again(1, true);
    assert_eq!((desk.reading(), desk.row(3)), (Some("Globex"), seen));
    desk.press("<esc>");
    assert_eq!(desk.titles(), ["Globex"]);
    assert!(desk.row(1).contains("globex"), "{}", desk.screen());
}

#[test]
fn back_leads_to_where_the_list_was_left_and_then_to_what_was_read_before() {
    let mut desk = desk();
    desk.press("/o<enter><esc><esc>j<enter><space>");
    let read: Vec<String> = ["Globex", "Initech"].map(str::to_owned).to_vec();
    assert_eq!(desk.reading(), Some(read[1].as_str()), "{}", desk.screen());
    let mut desk = desk.started_again(1, true);
    assert_eq!(desk.reading(), Some("Initech"));
    desk.press("<bksp>");
    assert_eq!((desk.reading(), desk.selected()), (None, "Initech"));
    desk.press("<bksp>");
    assert_eq!(desk.reading(), Some("Globex"));
}

#[test]
fn letters_lead_to_places_in_every_session() {
    let mut desk = desk();
    desk.press("'a");
    assert_eq!(desk.message(), "no mark 'a; 'A puts one here");
    desk.press("j<enter><space><space>");
    let seen = desk.row(3);
    desk.press("'A<esc>");
    let mut desk = desk.started_again(1, false);
    desk.press("'").assert_shows(&["Marks", "a  Globex"]);
    desk.press("a");
    assert_eq!((desk.reading(), desk.row(3)), (Some("Globex"), seen));
}

#[test]
fn what_another_process_marks_is_seen_here() {
    let mut desk = desk();
    let acme = desk.path("acme.md");
    desk.meanwhile(|memory, shelf, now| memory.mark_read(&shelf.key(&acme).unwrap(), ACME, now).unwrap());
    assert_eq!(titles(&desk)[0], "Acme company CN");
    assert!(desk.row(0).ends_with("2 unread"), "{}", desk.screen());
}

#[test]
fn a_damaged_memory_is_told_once_and_reading_goes_on() {
    let mut desk = desk();
    desk.press("m");
    desk.damage();
    let mut desk = desk.started_again(1, false);
    assert!(desk.message().contains("the memory was damaged and is now"), "{}", desk.message());
    desk.press("St").press("m");
    assert_eq!(titles(&desk)[0], "Acme company CN");
}

#[test]
fn nothing_is_ever_written_beside_the_briefings() {
    let mut desk = desk();
    desk.press("m*'A<enter>G<esc>jv<esc>");
    let folder = desk.path("");
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["acme.md", "globex.md", "initech.md"]);
}

#[test]
fn what_no_key_has_asked_for_is_said_until_it_was_seen() {
    let mut desk = desk();
    for words in ["one", "two", "one"] {
        desk.hear(Message::Notice(Clean::line(words)));
    }
    assert_eq!(desk.message(), "one");
    assert_eq!(desk.press("j").message(), "two");
    // What comes later waits behind it.
    desk.hear(Message::Notice(Clean::line("three")));
    assert_eq!(desk.press("u").message(), "three");
    assert_eq!(desk.press("j").message(), "");
}

#[test]
fn the_first_mark_that_is_not_kept_says_so() {
    for keys in ["*", "m", "wnote<enter>"] {
        let mut desk = Desk::over(shelf(["Acme", "Globex"])).without_memory();
        desk.press(keys);
        assert!(
            desk.message().starts_with("not saved, it lasts until you quit"),
            "{keys}: {}",
            desk.message()
        );
        assert_eq!(desk.press("j*").message(), "", "it is said once");
    }
}

#[test]
fn on_a_new_day_a_query_is_asked_again() {
    let mut desk = desk();
    desk.press("/acme<enter><bksp>");
    let before = desk.screen();
    desk.hear(Message::NewDay);
    assert_eq!(desk.screen(), before);
}
