//! The reader: moving, sections, back and forward, the place that is kept, copying, editing.

use briefing::tui::app::{Mode, Position};
use briefing::tui::effect::Effect;

use crate::desk::Desk;
use crate::folder::{Folder, numbered, page, shelf};

/// Paragraphs of one line, numbered from 1.
fn paragraphs(count: usize) -> String {
    numbered(count, |number| format!("Line {number}.\n\n"))
}

/// Paragraphs that are wrapped: each word is numbered.
fn long_paragraphs(count: usize) -> String {
    numbered(count, |number| format!("{}\n\n", numbered(60, |word| format!("p{number}w{word} "))))
}

#[track_caller]
fn assert_top(desk: &mut Desk, keys: &str, top: &str) {
    desk.press(keys);
    assert_eq!(desk.row(2).trim(), top, "after {keys}:\n{}", desk.screen());
}

#[test]
fn lines_pages_and_ends() {
    // 24 rows are 21 of text: the title, what it is, a blank line and then a paragraph at every other line.
    let mut desk = Desk::over(page(&paragraphs(100)));
    desk.press("<enter>");
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
        assert_top(&mut desk, keys, top);
    }
    desk.press("<end>").assert_shows(&["Line 100."]);
    assert!(desk.row(22).contains("Line 100."), "{}", desk.screen());
    assert!(desk.row(0).ends_with("100%"), "{}", desk.screen());
}

#[test]
fn each_section_in_turn_and_back() {
    let mut desk = Desk::shipped();
    desk.press("/hikvision<enter>");
    for (keys, top) in [
        ("J", "Bottom line"),
        ("J", "Key facts"),
        ("J", "Timeline"),
        ("K", "Key facts"),
        ("jjK", "Key facts"),
        ("KK", "Hikvision"),
        ("K", "Hikvision"),
    ] {
        assert_top(&mut desk, keys, top);
    }
    desk.press("JJJJJJJJ");
    assert!(desk.row(0).ends_with("100%"), "{}", desk.screen());
}

#[test]
fn a_document_of_a_hundred_thousand_lines_is_scrolled_to_its_end() {
    let text = numbered(100_000, |number| format!("- item {number}\n"));
    let mut desk = Desk::over(page(&text));
    desk.press("<enter>G").assert_shows(&["item 100000", "item 99990"]);
    desk.press("kkkkk").assert_shows(&["item 99975"]);
    desk.press("g<space>").assert_shows(&["item 18", "item 37"]);
}

#[test]
fn a_short_text_does_not_scroll() {
    let mut desk = Desk::over(page("One line."));
    let before = desk.press("<enter>").screen();
    for keys in ["j", "<space>", "G", "J", "<ctrl-d>"] {
        assert_eq!(desk.press(keys).screen(), before, "{keys}");
    }
}

#[test]
fn an_empty_file_can_be_read() {
    let mut desk = Desk::over(Folder::new().with("empty.md", ""));
    desk.press("<enter>jGgJKto");
    assert_eq!(desk.reading(), Some("empty"));
    desk.press("q");
    assert_eq!(desk.mode(), Mode::Library);
}

#[test]
fn back_goes_to_the_library_as_it_was_left() {
    let mut desk = Desk::shipped();
    desk.press("/type:company<down><down><down>");
    let (selected, titles) = (desk.selected().to_owned(), desk.titles().len());
    desk.press("<enter>");
    assert_eq!(desk.reading(), Some(selected.as_str()));
    desk.press("<bksp>");
    assert_eq!((desk.selected(), desk.titles().len()), (selected.as_str(), titles));
    assert_eq!(desk.app().list.input.text(), "type:company");
}

#[test]
fn back_and_forward_keep_the_position() {
    let mut desk = Desk::shipped();
    desk.press("/hikvision<enter>JJjjj");
    let facts = desk.row(2);
    desk.press("os");
    if desk.mode() == Mode::Card {
        desk.press("<enter>");
    }
    assert_ne!(desk.reading(), Some("Hikvision"));
    let second = desk.reading().unwrap().to_owned();
    desk.press("jj");
    let inside = desk.row(2);
    desk.press("<bksp>");
    assert_eq!((desk.reading(), desk.row(2)), (Some("Hikvision"), facts));
    desk.press("L");
    assert_eq!((desk.reading(), desk.row(2)), (Some(second.as_str()), inside));
    desk.press("<bksp><bksp>");
    assert_eq!(desk.mode(), Mode::Library);
    desk.press("L");
    assert_eq!(desk.reading(), Some("Hikvision"));
}

#[test]
fn back_does_nothing_where_nothing_is_behind() {
    let mut desk = Desk::over(shelf(["Acme"]));
    let before = desk.screen();
    assert_eq!(desk.press("<bksp>HL").screen(), before);
    assert!(desk.effects().is_empty());
}

#[test]
fn a_closed_briefing_is_one_step_back() {
    let mut desk = Desk::shipped();
    desk.press("/hikvision<enter>JJq");
    assert_eq!(desk.mode(), Mode::Library);
    desk.press("<bksp>");
    assert_eq!(desk.reading(), Some("Hikvision"));
    assert_eq!(desk.row(2).trim(), "Key facts");
}

#[test]
fn the_place_is_kept_when_the_screen_or_the_column_changes() {
    let mut desk = Desk::over(page(&long_paragraphs(40)));
    desk.press("<enter><space><space><space>j");
    let word = desk.row(2).split_whitespace().next().unwrap().to_owned();
    for size in [(40, 24), (120, 40), (20, 5), (60, 20), (80, 24)] {
        desk.resize(size.0, size.1);
        let body = desk.rows().into_iter().skip(if size.1 < 8 { 1 } else { 2 }).collect::<Vec<_>>();
        assert!(body[0].split_whitespace().any(|w| w == word), "{word} at {size:?}:\n{}", desk.screen());
    }
    for keys in ["+", "+++", "-", "--------"] {
        desk.press(keys);
        assert!(desk.row(2).split_whitespace().any(|w| w == word), "{word} after {keys}:\n{}", desk.screen());
    }
}

#[test]
fn a_resize_storm_ends_where_it_began() {
    let mut desk = Desk::over(page(&long_paragraphs(40)));
    desk.press("<enter><space><space>");
    let before = desk.screen();
    for step in 0..200_u16 {
        desk.resize(step * 7 % 130, step * 11 % 50);
    }
    assert_eq!(desk.resize(80, 24).screen(), before);
}

#[test]
fn the_column_has_its_limits_and_says_how_wide_it_is() {
    let mut desk = Desk::over(page(&long_paragraphs(2)));
    desk.press("<enter>-");
    assert_eq!(desk.message(), "column 68 wide");
    desk.press(&"-".repeat(40));
    assert_eq!(desk.message(), "column 30 wide");
    desk.press(&"+".repeat(80));
    assert_eq!(desk.message(), "column 160 wide");
}

#[test]
fn a_reload_shows_the_new_text_at_the_same_place() {
    let mut desk = Desk::over(page(&paragraphs(60)));
    desk.press("<enter><space>");
    let top = desk.row(2);
    desk.write("page.md", &format!("---\ntitle: Page\n---\n{}The end.\n", paragraphs(60)));
    desk.press("R");
    assert_eq!(desk.row(2), top);
    desk.press("G").assert_shows(&["The end."]);
}

#[test]
fn a_briefing_whose_file_is_gone_stays_open_and_says_so() {
    let mut desk = Desk::over(page("Still here."));
    desk.press("<enter>");
    desk.remove("page.md");
    desk.press("R").assert_shows(&["Still here."]);
    assert!(desk.message().contains("no longer in the library"), "{}", desk.message());
    desk.press("j<bksp>");
    assert_eq!((desk.mode(), desk.titles().len()), (Mode::Library, 0));
}

#[test]
fn a_file_that_went_away_behind_our_back_is_told() {
    let mut desk = Desk::over(page("Text."));
    desk.remove("page.md");
    desk.press("<enter>");
    assert_eq!(desk.mode(), Mode::Library);
    assert!(desk.message().starts_with("cannot read "), "{}", desk.message());
}

#[track_caller]
fn copied(desk: &mut Desk, key: char) -> (String, String) {
    desk.press(&format!("y{key}"));
    assert_eq!(desk.mode(), Mode::Reader);
    match desk.effects() {
        [Effect::Copy { what, text }] => ((*what).to_owned(), text.to_string()),
        other => panic!("y{key} asked for {other:?}, and said {:?}", desk.message()),
    }
}

#[test]
fn y_copies_what_its_menu_says() {
    let mut desk = Desk::shipped();
    desk.press("/hikvision<enter>");
    assert_eq!(copied(&mut desk, 'p').1, "briefings/companies/hikvision.md");
    assert_eq!(copied(&mut desk, 'l').1, "[[hikvision]]");
    let (what, body) = copied(&mut desk, 'b');
    assert_eq!(what, "text");
    assert!(body.starts_with("Bottom line\n\nBy the end of 2019") && !body.contains("**"), "{body}");
    let markdown = copied(&mut desk, 'm').1;
    assert!(markdown.contains("## Key facts") && markdown.contains("[^afp-1911]"), "{markdown}");
    desk.press("JJ");
    let section = copied(&mut desk, 's').1;
    assert!(section.starts_with("## Key facts\n") && !section.contains("## Timeline"), "{section}");
    let citation = copied(&mut desk, 'c').1;
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
    let mut desk = Desk::over(page("Words."));
    desk.press("<enter>yc");
    assert!(desk.effects().is_empty());
    assert!(desk.message().contains("nothing of that kind"), "{}", desk.message());
}

#[test]
fn e_opens_the_editor_at_the_line_on_top() {
    let folder = Folder::new().with(
        "page.md",
        format!("---\ntitle: Page\ntags: [a]\n---\n\n## One\n\n{}\n## Two\n\nHere.\n", paragraphs(30)),
    );
    let mut desk = Desk::over(folder);
    let path = desk.path("page.md");
    desk.press("<enter>");
    let at = |line: u32| [Effect::Edit { path: path.clone(), line }];
    assert_eq!(desk.press("e").effects(), at(1));
    assert_eq!(desk.press("Je").effects(), at(6));
    assert_eq!(desk.press("jjjje").effects(), at(10));
}

#[test]
fn two_reloads_in_a_row_change_nothing() {
    let mut desk = Desk::shipped();
    desk.press("/hikvision<enter>JJ");
    let (before, top) = (desk.screen(), desk.app().reader.as_ref().unwrap().top);
    desk.press("RR");
    assert_eq!((desk.screen(), desk.app().reader.as_ref().unwrap().top), (before, top));
    assert!(matches!(top, Position::Text(_)));
}

#[test]
fn a_first_heading_equal_to_the_title_is_shown_once() {
    let mut desk = Desk::over(page("# Page\n\nWords.\n"));
    desk.press("<enter>");
    let titles = desk.rows().iter().skip(1).filter(|row| row.trim() == "Page").count();
    assert_eq!(titles, 1, "{}", desk.screen());
}

#[test]
fn the_rule_names_the_sections_and_marks_the_one_that_is_read() {
    let mut desk = Desk::shipped();
    desk.press("/hikvision<enter>");
    assert!(desk.row(1).contains("─ Bottom line ─ Key facts ─"), "{}", desk.screen());
    desk.press("JJ");
    assert!(desk.row(1).contains("▌Key facts ─"), "{}", desk.screen());
    // What the rule has no room for comes into sight when it is read.
    let mut desk = Desk::shipped().at(30, 20);
    desk.press("/hikvision<enter>");
    assert!(!desk.row(1).contains("Sources"), "{}", desk.screen());
    desk.press("G");
    assert!(desk.row(1).contains("▌Sources"), "{}", desk.screen());
}

#[test]
fn the_outline_stands_beside_a_wide_text_when_asked_for() {
    let mut desk = Desk::shipped().at(120, 40);
    desk.press("/hikvision<enter>");
    assert!(!desk.shows("On this page"));
    desk.press("TJJ").assert_shows(&["On this page", "▌ Key facts", "Linked"]);
    desk.press("T");
    assert!(!desk.shows("On this page"));
    let mut desk = Desk::shipped();
    desk.press("/hikvision<enter>T");
    assert!(desk.message().contains("110 columns"), "{}", desk.message());
}

#[test]
fn a_large_text_is_whole_and_the_place_in_it_is_kept() {
    let mut desk = Desk::over(page(&paragraphs(60_000)));
    desk.press("<enter>");
    let reader = desk.app().reader.as_ref().unwrap();
    assert!(reader.document().is_complete() && reader.document().source_len() > 600_000);
    desk.press("jjj");
    assert_eq!(desk.row(2).trim(), "Line 1.");
    desk.press("G").assert_shows(&["Line 60000.", "100%"]);
    desk.press("/line 59999<enter>").assert_shows(&["1 of 1"]);
    assert!(desk.cursor_row().contains("Line 59999."), "{}", desk.screen());
}

#[test]
fn a_file_of_more_than_100_megabytes_is_listed_and_its_size_is_told() {
    let mut desk = Desk::over(page(&paragraphs(120_000)));
    let file = std::fs::OpenOptions::new().append(true).open(desk.path("page.md")).unwrap();
    file.set_len(150_000_000).unwrap();
    desk.reloaded().assert_shows(&["Page"]);
    desk.press("<enter>");
    assert!(
        desk.message().ends_with("page.md: the file has 150 MB; at most 100 MB are shown"),
        "{}",
        desk.message()
    );
    assert_eq!(desk.mode(), Mode::Library);
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
    let mut desk = Desk::over(page(&sections("")));
    for keys in ["<enter>JJ", "jjj"] {
        desk.press(keys);
        let seen = desk.rows()[2..22].to_vec();
        desk.write("page.md", &paged(&sections(&"Inserted words.\n\n".repeat(10))));
        desk.reloaded();
        assert_eq!(desk.rows()[2..22], seen, "{}", desk.screen());
        desk.write("page.md", &paged(&sections("")));
        desk.reloaded();
        assert_eq!(desk.rows()[2..22], seen, "{}", desk.screen());
    }
}

#[test]
fn a_line_inside_a_long_paragraph_stays_where_it_is() {
    let long = numbered(200, |number| format!("word{number} "));
    let mut desk = Desk::over(page(&format!("First.\n\n{long}\n\nLast.\n")));
    desk.press("<enter><space>jjj");
    let row = desk.row(2);
    let other = long.replacen("word3 ", "another3 and more before it ", 1).replacen("word199", "other", 1);
    desk.write("page.md", &paged(&format!("Zeroth.\n\nFirst.\n\n{other}\n\nLast.\n")));
    desk.reloaded();
    let word = row.split_whitespace().next().unwrap();
    assert!(desk.row(2).contains(word), "{word}:\n{}", desk.screen());
}

#[test]
fn a_paragraph_that_is_gone_leaves_its_place_to_the_next() {
    let text = |more: &str| sections(more).replace("The same.\n\n", "");
    let mut desk = Desk::over(page(&text("")));
    desk.press("<enter>JJ");
    assert_eq!(desk.row(2).trim(), "Two");
    let without = text("Inserted.\n\n").replace("## Two\n\nTwo 1: none yet.\n\n", "");
    desk.write("page.md", &paged(&without));
    desk.reloaded();
    assert_eq!(desk.row(2).trim(), "Two 2: none yet.");
}

#[test]
fn an_open_find_outlives_a_reload_with_its_match() {
    let mut desk = Desk::over(page(&sections("")));
    desk.press("<enter>/two<enter>nnn").assert_shows(&["4 of 13 for “two”"]);
    let row = desk.cursor_row();
    desk.write("page.md", &paged(&sections("Two more.\n\nAnd two.\n\n")));
    desk.reloaded();
    desk.assert_shows(&["6 of 15 for “two”"]);
    assert_eq!(desk.cursor_row(), row);
    desk.press("N").assert_shows(&["5 of 15"]);
    // The line that is being typed at stays open as well.
    desk.press("<esc>/three 7");
    desk.write("page.md", &paged(&sections("")));
    desk.reloaded();
    assert_eq!(desk.mode(), Mode::Find);
    desk.press(":").assert_shows(&["1 of 1"]);
}

#[test]
fn the_way_back_leads_to_what_was_there() {
    let mut desk = Desk::over(page(&sections("")));
    desk.press("<enter>JJjj");
    let row = desk.row(2);
    desk.press("fpage<enter>").press("<home>");
    desk.write("page.md", &paged(&sections("More.\n\nMore yet.\n\n")));
    desk.reloaded();
    desk.press("<bksp>");
    assert_eq!(desk.row(2), row, "{}", desk.screen());
}

#[test]
fn the_place_in_a_large_text_is_kept_as_well() {
    let mut desk = Desk::over(page(&paragraphs(60_000)));
    desk.press("<enter>/line 40000.<enter><esc>");
    let seen = desk.rows()[2..22].to_vec();
    desk.write("page.md", &paged(&format!("New.\n\nNewer.\n\n{}", paragraphs(60_000))));
    desk.reloaded();
    assert_eq!(desk.rows()[2..22], seen, "{}", desk.screen());
}
