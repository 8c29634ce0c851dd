//! The reader: moving, sections, back and forward, the place that is kept, copying, editing.

use briefing::keymap::Mode;
use briefing::tui::app::Position;
use briefing::tui::effect::Effect;

use crate::folder::{Folder, library, numbered, page};
use crate::test_app::TestApp;

/// Paragraphs of one line, numbered from 1.
fn paragraphs(count: usize) -> String {
    numbered(count, |number| format!("Line {number}.\n\n"))
}

/// Paragraphs that are wrapped: each word is numbered.
fn long_paragraphs(count: usize) -> String {
    numbered(count, |number| format!("{}\n\n", numbered(60, |word| format!("p{number}w{word} "))))
}

#[track_caller]
fn assert_top(app: &mut TestApp, keys: &str, top: &str) {
    app.press(keys);
    assert_eq!(app.row(2).trim(), top, "after {keys}:\n{}", app.screen());
}

#[test]
fn lines_pages_and_ends() {
    // 24 rows are 21 of text: the title, what it is, a blank line and then a paragraph at every other line.
    let mut app = TestApp::over(page(&paragraphs(100)));
    app.press("<enter>");
    for (keys, top) in [
        ("", "Page"),
        ("jjj", "Line 1."),
        ("k", ""),
        ("<down>", "Line 1."),
        ("<space>", "Line 11."),
        ("b", "Line 1."),
        ("<pgdn><pgdn>", "Line 21."),
        ("<pgup>", "Line 11."),
        ("<ctrl-d>", "Line 16."),
        ("<ctrl-u>", "Line 11."),
        ("<home>", "Page"),
        ("G", "Line 90."),
        ("j", "Line 90."),
        ("g", "Page"),
        ("k", "Page"),
    ] {
        assert_top(&mut app, keys, top);
    }
    app.press("<end>").assert_shows(&["Line 100."]);
    assert!(app.row(22).contains("Line 100."), "{}", app.screen());
    assert!(app.row(0).ends_with("100%"), "{}", app.screen());
}

#[test]
fn each_section_in_turn_and_back() {
    let mut app = TestApp::shipped();
    app.press("/hikvision<enter>");
    for (keys, top) in [
        ("J", "Bottom line"),
        ("J", "Key facts"),
        ("J", "Timeline"),
        ("K", "Key facts"),
        ("jjK", "Key facts"),
        ("KK", "Hikvision"),
        ("K", "Hikvision"),
    ] {
        assert_top(&mut app, keys, top);
    }
    app.press("JJJJJJJJ");
    assert!(app.row(0).ends_with("100%"), "{}", app.screen());
}

#[test]
fn a_document_of_a_hundred_thousand_lines_is_scrolled_to_its_end() {
    let text = numbered(100_000, |number| format!("- item {number}\n"));
    let mut app = TestApp::over(page(&text));
    app.press("<enter>G").assert_shows(&["item 100000", "item 99990"]);
    app.press("kkkkk").assert_shows(&["item 99975"]);
    app.press("g<space>").assert_shows(&["item 18", "item 37"]);
}

#[test]
fn a_short_text_does_not_scroll() {
    let mut app = TestApp::over(page("One line."));
    let before = app.press("<enter>").screen();
    for keys in ["j", "<space>", "G", "J", "<ctrl-d>"] {
        assert_eq!(app.press(keys).screen(), before, "{keys}");
    }
}

#[test]
fn an_empty_file_can_be_read() {
    let mut app = TestApp::over(Folder::new().with("empty.md", ""));
    app.press("<enter>jGgJKto");
    assert_eq!(app.reading(), Some("empty"));
    app.press("q");
    assert_eq!(app.mode(), Mode::Library);
}

#[test]
fn back_goes_to_the_library_as_it_was_left() {
    let mut app = TestApp::shipped();
    app.press("/type:company<down><down><down>");
    let (selected, titles) = (app.selected().to_owned(), app.titles().len());
    app.press("<enter>");
    assert_eq!(app.reading(), Some(selected.as_str()));
    app.press("<bksp>");
    assert_eq!((app.selected(), app.titles().len()), (selected.as_str(), titles));
    assert_eq!(app.state().list.input.text(), "type:company");
}

#[test]
fn back_and_forward_keep_the_position() {
    let mut app = TestApp::shipped();
    app.press("/hikvision<enter>JJjjj");
    let facts = app.row(2);
    app.press("os");
    if app.mode() == Mode::Card {
        app.press("<enter>");
    }
    assert_ne!(app.reading(), Some("Hikvision"));
    let second = app.reading().unwrap().to_owned();
    app.press("jj");
    let inside = app.row(2);
    app.press("<bksp>");
    assert_eq!((app.reading(), app.row(2)), (Some("Hikvision"), facts));
    app.press("L");
    assert_eq!((app.reading(), app.row(2)), (Some(second.as_str()), inside));
    app.press("<bksp><bksp>");
    assert_eq!(app.mode(), Mode::Library);
    app.press("L");
    assert_eq!(app.reading(), Some("Hikvision"));
}

#[test]
fn back_does_nothing_where_nothing_is_behind() {
    let mut app = TestApp::over(library(["Acme"]));
    let before = app.screen();
    assert_eq!(app.press("<bksp>HL").screen(), before);
    assert!(app.effects().is_empty());
}

#[test]
fn a_closed_briefing_is_one_step_back() {
    let mut app = TestApp::shipped();
    app.press("/hikvision<enter>JJq");
    assert_eq!(app.mode(), Mode::Library);
    app.press("<bksp>");
    assert_eq!(app.reading(), Some("Hikvision"));
    assert_eq!(app.row(2).trim(), "Key facts");
}

#[test]
fn the_place_is_kept_when_the_screen_or_the_column_changes() {
    let mut app = TestApp::over(page(&long_paragraphs(40)));
    app.press("<enter><space><space><space>j");
    let word = app.row(2).split_whitespace().next().unwrap().to_owned();
    for size in [(40, 24), (120, 40), (20, 5), (60, 20), (80, 24)] {
        app.resize(size.0, size.1);
        let body = app.rows().into_iter().skip(if size.1 < 8 { 1 } else { 2 }).collect::<Vec<_>>();
        assert!(body[0].split_whitespace().any(|w| w == word), "{word} at {size:?}:\n{}", app.screen());
    }
    for keys in ["+", "+++", "-", "--------"] {
        app.press(keys);
        assert!(app.row(2).split_whitespace().any(|w| w == word), "{word} after {keys}:\n{}", app.screen());
    }
}

#[test]
fn a_resize_storm_ends_where_it_began() {
    let mut app = TestApp::over(page(&long_paragraphs(40)));
    app.press("<enter><space><space>");
    let before = app.screen();
    for step in 0..200_u16 {
        app.resize(step * 7 % 130, step * 11 % 50);
    }
    assert_eq!(app.resize(80, 24).screen(), before);
}

#[test]
fn the_column_has_its_limits_and_says_how_wide_it_is() {
    let mut app = TestApp::over(page(&long_paragraphs(2)));
    app.press("<enter>-");
    assert_eq!(app.message(), "text column: 68 characters wide");
    app.press(&"-".repeat(40));
    assert_eq!(app.message(), "text column: 30 characters wide");
    app.press(&"+".repeat(80));
    assert_eq!(app.message(), "text column: 160 characters wide");
}

#[test]
fn a_reload_shows_the_new_text_at_the_same_place() {
    let mut app = TestApp::over(page(&paragraphs(60)));
    app.press("<enter><space>");
    let top = app.row(2);
    app.write("page.md", &format!("---\ntitle: Page\n---\n{}The end.\n", paragraphs(60)));
    app.press("R");
    assert_eq!(app.row(2), top);
    app.press("G").assert_shows(&["The end."]);
}

#[test]
fn a_briefing_whose_file_is_gone_stays_open_and_says_so() {
    let mut app = TestApp::over(page("Still here."));
    app.press("<enter>");
    app.remove("page.md");
    app.press("R").assert_shows(&["Still here."]);
    assert!(app.message().contains("no longer in the library"), "{}", app.message());
    app.press("j<bksp>");
    assert_eq!((app.mode(), app.titles().len()), (Mode::Library, 0));
}

#[test]
fn a_file_deleted_meanwhile_is_reported() {
    let mut app = TestApp::over(page("Text."));
    app.remove("page.md");
    app.press("<enter>");
    assert_eq!(app.mode(), Mode::Library);
    assert!(app.message().starts_with("cannot read"), "{}", app.message());
}

#[track_caller]
fn copied(app: &mut TestApp, key: char) -> (String, String) {
    app.press(&format!("y{key}"));
    assert_eq!(app.mode(), Mode::Reader);
    match app.effects() {
        [Effect::Copy { what, text }] => ((*what).to_owned(), text.to_string()),
        other => panic!("y{key} asked for {other:?}, and said {:?}", app.message()),
    }
}

#[test]
fn y_copies_what_its_menu_says() {
    let mut app = TestApp::shipped();
    app.press("/hikvision<enter>");
    assert_eq!(copied(&mut app, 'p').1, "briefings/companies/hikvision.md");
    assert_eq!(copied(&mut app, 'l').1, "[[hikvision]]");
    let (what, body) = copied(&mut app, 'b');
    assert_eq!(what, "text");
    assert!(body.starts_with("Bottom line\n\nBy the end of 2019") && !body.contains("**"), "{body}");
    let markdown = copied(&mut app, 'm').1;
    assert!(markdown.contains("## Key facts") && markdown.contains("[^afp-1911]"), "{markdown}");
    app.press("JJ");
    let section = copied(&mut app, 's').1;
    assert!(section.starts_with("## Key facts\n") && !section.contains("## Timeline"), "{section}");
    let citation = copied(&mut app, 'c').1;
    assert!(
        citation.starts_with(
            "AFP ranks it first in the world in video surveillance.\n  AFP, on TechXplore: “Watch this"
        ),
        "{citation}"
    );
    assert!(citation.contains("24 Nov 2019, https://techxplore.com"), "{citation}");
}

#[test]
fn there_is_nothing_to_cite_in_a_text_without_sources() {
    let mut app = TestApp::over(page("Words."));
    app.press("<enter>yc");
    assert!(app.effects().is_empty());
    assert!(app.message().contains("nothing to copy of this kind"), "{}", app.message());
}

#[test]
fn e_opens_the_editor_at_the_line_on_top() {
    let folder = Folder::new().with(
        "page.md",
        format!("---\ntitle: Page\ntags: [a]\n---\n\n## One\n\n{}\n## Two\n\nHere.\n", paragraphs(30)),
    );
    let mut app = TestApp::over(folder);
    let path = app.path("page.md");
    app.press("<enter>");
    let at = |line: u32| [Effect::Edit { path: path.clone(), line }];
    assert_eq!(app.press("e").effects(), at(1));
    assert_eq!(app.press("Je").effects(), at(6));
    assert_eq!(app.press("jjjje").effects(), at(10));
}

#[test]
fn two_reloads_in_a_row_change_nothing() {
    let mut app = TestApp::shipped();
    app.press("/hikvision<enter>JJ");
    let (before, top) = (app.screen(), app.state().reader.as_ref().unwrap().top);
    app.press("RR");
    assert_eq!((app.screen(), app.state().reader.as_ref().unwrap().top), (before, top));
    assert!(matches!(top, Position::Text(_)));
}

#[test]
fn a_first_heading_equal_to_the_title_is_shown_once() {
    let mut app = TestApp::over(page("# Page\n\nWords.\n"));
    app.press("<enter>");
    let titles = app.rows().iter().skip(1).filter(|row| row.trim() == "Page").count();
    assert_eq!(titles, 1, "{}", app.screen());
}

#[test]
fn the_rule_names_the_sections_and_marks_the_one_that_is_read() {
    let mut app = TestApp::shipped();
    app.press("/hikvision<enter>");
    assert!(app.row(1).contains("─ Bottom line ─ Key facts ─"), "{}", app.screen());
    app.press("JJ");
    assert!(app.row(1).contains("▌Key facts ─"), "{}", app.screen());
    // What the rule has no room for comes into sight when it is read.
    let mut app = TestApp::shipped().at(30, 20);
    app.press("/hikvision<enter>");
    assert!(!app.row(1).contains("Sources"), "{}", app.screen());
    app.press("G");
    assert!(app.row(1).contains("▌Sources"), "{}", app.screen());
}

#[test]
fn the_outline_is_beside_a_wide_text_on_request() {
    let mut app = TestApp::shipped().at(120, 40);
    app.press("/hikvision<enter>");
    assert!(!app.shows("On this page"));
    app.press("TJJ").assert_shows(&["On this page", "▌ Key facts", "Linked"]);
    app.press("T");
    assert!(!app.shows("On this page"));
    let mut app = TestApp::shipped();
    app.press("/hikvision<enter>T");
    assert!(app.message().contains("110 columns"), "{}", app.message());
}

#[test]
fn a_large_text_is_whole_and_the_place_in_it_is_kept() {
    let mut app = TestApp::over(page(&paragraphs(60_000)));
    app.press("<enter>");
    let reader = app.state().reader.as_ref().unwrap();
    assert!(reader.document().is_complete() && reader.document().source_len() > 600_000);
    app.press("jjj");
    assert_eq!(app.row(2).trim(), "Line 1.");
    app.press("G").assert_shows(&["Line 60000.", "100%"]);
    app.press("/line 59999<enter>").assert_shows(&["1 of 1"]);
    assert!(app.cursor_row().contains("Line 59999."), "{}", app.screen());
}

#[test]
fn a_file_of_more_than_100_megabytes_is_listed_and_its_size_is_told() {
    let mut app = TestApp::over(page(&paragraphs(120_000)));
    let file = std::fs::OpenOptions::new().append(true).open(app.path("page.md")).unwrap();
    file.set_len(150_000_000).unwrap();
    app.reloaded().assert_shows(&["Page"]);
    app.press("<enter>");
    assert!(
        app.message().ends_with("page.md: the file has 150 MB; the limit is 100 MB"),
        "{}",
        app.message()
    );
    assert_eq!(app.mode(), Mode::Library);
}

/// Sections of numbered paragraphs, with `more` below the first heading.
fn sections(more: &str) -> String {
    let paragraphs =
        |name: &str| numbered(12, |number| format!("{name} {number}: none yet.\n\nThe same.\n\n"));
    let [one, two, three] = ["One", "Two", "Three"].map(paragraphs);
    format!("## One\n\n{more}{one}## Two\n\n{two}## Three\n\n{three}")
}

fn paged(text: &str) -> String {
    format!("---\ntitle: Page\n---\n{text}")
}

#[test]
fn what_is_read_stays_where_it_is_when_something_is_written_above_it() {
    let mut app = TestApp::over(page(&sections("")));
    for keys in ["<enter>JJ", "jjj"] {
        app.press(keys);
        let seen = app.rows()[2..22].to_vec();
        app.write("page.md", &paged(&sections(&"Inserted words.\n\n".repeat(10))));
        app.reloaded();
        assert_eq!(app.rows()[2..22], seen, "{}", app.screen());
        app.write("page.md", &paged(&sections("")));
        app.reloaded();
        assert_eq!(app.rows()[2..22], seen, "{}", app.screen());
    }
}

#[test]
fn a_line_inside_a_long_paragraph_stays_where_it_is() {
    let long = numbered(200, |number| format!("word{number} "));
    let mut app = TestApp::over(page(&format!("First.\n\n{long}\n\nLast.\n")));
    app.press("<enter><space>jjj");
    let row = app.row(2);
    let other = long.replacen("word3 ", "another3 and more before it ", 1).replacen("word199", "other", 1);
    app.write("page.md", &paged(&format!("Zeroth.\n\nFirst.\n\n{other}\n\nLast.\n")));
    app.reloaded();
    let word = row.split_whitespace().next().unwrap();
    assert!(app.row(2).contains(word), "{word}:\n{}", app.screen());
}

#[test]
fn a_paragraph_that_is_gone_leaves_its_place_to_the_next() {
    let text = |more: &str| sections(more).replace("The same.\n\n", "");
    let mut app = TestApp::over(page(&text("")));
    app.press("<enter>JJ");
    assert_eq!(app.row(2).trim(), "Two");
    let without = text("Inserted.\n\n").replace("## Two\n\nTwo 1: none yet.\n\n", "");
    app.write("page.md", &paged(&without));
    app.reloaded();
    assert_eq!(app.row(2).trim(), "Two 2: none yet.");
}

#[test]
fn an_open_find_outlives_a_reload_with_its_match() {
    let mut app = TestApp::over(page(&sections("")));
    app.press("<enter>/two<enter>nnn").assert_shows(&["match 4 of 13 for “two”"]);
    let row = app.cursor_row();
    app.write("page.md", &paged(&sections("Two more.\n\nAnd two.\n\n")));
    app.reloaded();
    app.assert_shows(&["match 6 of 15 for “two”"]);
    assert_eq!(app.cursor_row(), row);
    app.press("N").assert_shows(&["5 of 15"]);
    // The line that is being typed at stays open as well.
    app.press("<esc>/three 7");
    app.write("page.md", &paged(&sections("")));
    app.reloaded();
    assert_eq!(app.mode(), Mode::Find);
    app.press(":").assert_shows(&["1 of 1"]);
}

#[test]
fn the_way_back_leads_to_what_was_there() {
    let mut app = TestApp::over(page(&sections("")));
    app.press("<enter>JJjj");
    let row = app.row(2);
    app.press("fpage<enter>").press("<home>");
    app.write("page.md", &paged(&sections("More.\n\nMore yet.\n\n")));
    app.reloaded();
    app.press("<bksp>");
    assert_eq!(app.row(2), row, "{}", app.screen());
}

#[test]
fn the_place_in_a_large_text_is_kept_as_well() {
    let mut app = TestApp::over(page(&paragraphs(60_000)));
    app.press("<enter>/line 40000.<enter><esc>");
    let seen = app.rows()[2..22].to_vec();
    app.write("page.md", &paged(&format!("New.\n\nNewer.\n\n{}", paragraphs(60_000))));
    app.reloaded();
    assert_eq!(app.rows()[2..22], seen, "{}", app.screen());
}
