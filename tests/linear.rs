//! The reader at a prompt, on a terminal that can do nothing but print lines.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/pty.rs"]
mod pty;

use folder::{Folder, long_texts, numbered, page};
use std::ops::{Deref, DerefMut};

use portable_pty::CommandBuilder;
use pty::Pty;
use tempfile::TempDir;

/// The prompt, with what it remembers.
struct Prompt {
    pty: Pty,
    state: TempDir,
}

impl Deref for Prompt {
    type Target = Pty;

    fn deref(&self) -> &Pty {
        &self.pty
    }
}

impl DerefMut for Prompt {
    fn deref_mut(&mut self) -> &mut Pty {
        &mut self.pty
    }
}

impl Prompt {
    /// Types a line and waits for its answer.
    #[track_caller]
    fn asks(&mut self, line: &str, answer: &str) -> &mut Self {
        self.press(&format!("{line}\r"));
        self.wait_for(answer);
        self
    }

    /// Leaves, and comes back with the same memory to other files.
    fn again(mut self, folder: &Folder) -> Self {
        self.press("q\r");
        assert_eq!(self.wait_for_end(), 0);
        remembering(library(folder), self.state)
    }
}

/// The program at a prompt over the briefings that are shipped.
fn reader() -> CommandBuilder {
    let mut program = CommandBuilder::new(env!("CARGO_BIN_EXE_briefing"));
    program.env_clear();
    program.env("TERM", "dumb");
    program.env("HOME", std::env::temp_dir());
    program.env("BRIEFING_CONFIG", "/dev/null/none");
    program.env("BRIEFING_LIBRARY", concat!(env!("CARGO_MANIFEST_DIR"), "/briefings"));
    program.cwd(std::env::temp_dir());
    program.arg("--quiet");
    program
}

fn open(program: CommandBuilder) -> Prompt {
    remembering(program, tempfile::tempdir().unwrap())
}

fn remembering(mut program: CommandBuilder, state: TempDir) -> Prompt {
    program.env("BRIEFING_STATE", state.path());
    program.env("BRIEFING_CACHE", state.path().join("cache"));
    let mut pty = Pty::open_sized(program, 80, 40);
    pty.wait_for("list>");
    Prompt { pty, state }
}

fn library(folder: &Folder) -> CommandBuilder {
    let mut program = reader();
    program.env("BRIEFING_LIBRARY", folder.path());
    program
}

fn over(folder: &Folder) -> Prompt {
    open(library(folder))
}

#[test]
fn a_list_a_briefing_its_links_and_the_time_line_are_read_by_numbers() {
    let mut pty = open(reader());
    assert!(
        pty.text().contains("69 briefings") && pty.text().contains("lines more; press enter"),
        "{}",
        pty.text()
    );
    pty.press("/isvision\r");
    pty.wait_for("1 briefing\n");
    pty.wait_for("1. IS’Vision, company, as of");
    pty.press("1\r");
    pty.wait_for("text>");
    pty.wait_for("Bottom line");
    pty.press("links\r");
    pty.wait_for("1. ");
    pty.press("/id:hikvision\r");
    pty.wait_for("1. Hikvision, company");
    pty.press("1\rt\r");
    pty.wait_for("timeline>");
    pty.wait_for("1. 2018");
    pty.press("b\r");
    pty.wait_for("Hikvision");
    pty.press("q\r");
    assert_eq!(pty.wait_for_end(), 0);
    // No sequence of any kind was written, and so no cursor moved.
    assert!(!pty.raw().contains(&0x1B), "{}", String::from_utf8_lossy(pty.raw()));
}

#[test]
fn a_link_is_followed_by_its_number_and_an_address_is_printed() {
    let folder = page("[Other](other.md) and [site](https://example.org/x).\n")
        .with("other.md", "---\ntitle: Other\n---\nThe other text.\n");
    let mut pty = over(&folder);
    pty.press("/page\r");
    pty.wait_for("1. Page, note");
    pty.press("1\rlinks\r");
    pty.wait_for("1. Other: Other");
    pty.wait_for("2. site: https://example.org/x");
    pty.press("2\r");
    pty.press("1\r");
    pty.wait_for("The other text.");
    pty.press("b\r");
    pty.wait_for("Page");
    pty.press("\x04");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn a_long_text_comes_page_by_page() {
    let folder = page(&numbered(100, |n| format!("Paragraph {n}.\n\n")));
    let mut pty = over(&folder);
    pty.press("1\r");
    pty.wait_for("Paragraph 17.");
    assert!(!pty.text().contains("Paragraph 30."), "{}", pty.text());
    pty.press("\r");
    pty.wait_for("Paragraph 30.");
    pty.press("p\r");
    pty.wait_for("Paragraph 2.");
    pty.press("q\r");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn mistakes_are_reported_and_nothing_is_lost() {
    let folder = page("Text.\n");
    let mut pty = over(&folder);
    pty.press("/since:soon\r");
    pty.wait_for("soon");
    pty.press("7\r");
    pty.wait_for("no number 7 here");
    pty.press("xyz\r");
    pty.wait_for("unknown command `xyz`; type ? for help");
    pty.press("?\r");
    pty.wait_for("next page");
    pty.press("/page\r1\r");
    pty.wait_for("Text.");
    pty.press("q\r");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn hostile_text_and_typing_come_out_as_signs() {
    let folder = page("a\u{1B}[2Jb &#27;]0;x\n");
    let mut pty = over(&folder);
    pty.press("1\r");
    pty.wait_for("a␛[2Jb");
    pty.press("q\r");
    assert_eq!(pty.wait_for_end(), 0);
    assert!(!pty.raw().contains(&0x1B));
}

#[test]
fn a_locale_without_utf_8_gets_ascii_alone() {
    let mut program = reader();
    program.env("LANG", "C");
    let mut pty = open(program);
    pty.press("/isvision\r");
    pty.wait_for("1. IS'Vision, company");
    pty.press("1\r\r\r");
    pty.wait_for("text>");
    pty.press("q\r");
    assert_eq!(pty.wait_for_end(), 0);
    assert!(pty.raw().is_ascii(), "{}", String::from_utf8_lossy(pty.raw()));
}

#[test]
fn the_flag_and_the_variable_ask_for_it_too() {
    for by_flag in [true, false] {
        let mut program = reader();
        program.env("TERM", "xterm-256color");
        if by_flag {
            program.arg("--plain");
        } else {
            program.env("BRIEFING_PLAIN", "1");
        }
        let mut pty = open(program);
        pty.press("q\r");
        assert_eq!(pty.wait_for_end(), 0);
        assert!(!pty.raw().contains(&0x1B));
    }
}

#[test]
fn what_was_read_starred_and_noted_is_said_by_words() {
    let folder = page("Text.\n").with("other.md", "---\ntitle: Other\n---\nThe other text.\n");
    let mut pty = over(&folder);
    pty.asks("1", "text>").asks("b", "in the library: 1 unread");
    pty.asks("* 2", "starred").asks("/is:starred", "1 briefing\n");
    pty.asks("1", "text>").asks("w ask Ann", "read, starred, your note: ask Ann");
    pty.asks("w", "your note: ask Ann").asks("m", ": unread, starred");
    pty.asks("m", ": read, starred").asks("u", "no unread briefing in this list");
    pty.asks("/note:ann", "starred, your note: ask Ann");
    pty.asks("m", "try the command with a number from 1 to 1");
    pty.asks("1", "* ask Ann").asks("w -", ": read, starred\n");
    pty.press("q\r");
    assert_eq!(pty.wait_for_end(), 0);
    assert!(!pty.raw().contains(&0x1B));
}

#[test]
fn a_page_that_was_not_shown_was_not_read_and_the_place_is_kept() {
    let folder = page(&numbered(100, |n| format!("Paragraph {n}.\n\n"))).with("other.md", "# Other\n");
    let mut pty = over(&folder);
    pty.asks("/page", "1. Page, note").asks("1", "Paragraph 17.").asks("", "Paragraph 30.");
    pty.asks("b", "list>").asks("/is:unread", "1. Page, note");
    let mut pty = pty.again(&folder);
    pty.asks("/page", "1. Page, note").asks("1", "continued where you left off").wait_for("Paragraph 30.");
    assert!(!pty.text().contains("Paragraph 2."), "{}", pty.text());
    pty.asks("g", "Paragraph 2.");
    for _ in 0..8 {
        pty.press("\r");
    }
    pty.wait_for("end of text");
    pty.asks("/page is:unread", "0 briefings");
    pty.press("q\r");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn changes_are_printed_statement_by_statement() {
    let before = "---\ntitle: Page\n---\n\n## Facts\n\n- It sold 12 cameras.\n- It has no office.\n";
    let folder = Folder::new().with("page.md", before).with("other.md", "# Other\n");
    let mut pty = over(&folder);
    pty.asks("v 1", "not marked as read yet, so there is nothing to compare");
    pty.asks("/page", "1. Page")
        .asks("1", "no office")
        .asks("v", "nothing has changed since your last reading");
    folder.write("page.md", before.replace("12", "15").replace("has no", "has an"));
    let mut pty = pty.again(&folder);
    pty.wait_for(", changed");
    folder.write("new.md", "# Brand new\n");
    let mut pty = pty.again(&folder);
    pty.asks("v", "2 briefings").wait_for("new, note, new");
    pty.asks("/is:changed", "1. Page, note, changed").asks("v 1", "since your reading of ");
    pty.wait_for("1. reworded, Facts: before: It sold 12 cameras. After: It sold 15 cameras.");
    pty.asks("v", "no earlier reading is saved").asks("1", "It sold 15 cameras.");
    pty.press("q\r");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn the_full_text_is_searched_and_opened_at_the_place() {
    let folder = page(&numbered(100, |n| format!("Paragraph {n}.\n\n")))
        .with("other.md", "---\ntitle: Other\n---\nThe quick brown fox.\n");
    let mut pty = over(&folder);
    pty.asks("s quick fox", "1 match in 1 briefing").wait_for("1. Other: The quick brown fox.");
    pty.asks("s \"paragraph 70\"", "1. Page: Paragraph 70.").asks("1", "Paragraph 71.");
    assert!(!pty.text().contains("Paragraph 2."), "{}", pty.text());
    pty.asks("s nosuchword", "no text matches `nosuchword`").asks("s since:soon", "soon");
    pty.press("q\r");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn a_session_at_the_prompt_goes_on_where_it_ended() {
    let folder = page(&numbered(100, |n| format!("Paragraph {n}.\n\n"))).with("other.md", "# Other\n");
    let mut pty = over(&folder);
    pty.asks("/page", "1. Page").asks("1", "Paragraph 17.").asks("", "Paragraph 30.");
    pty.press("q\r");
    assert_eq!(pty.wait_for_end(), 0);
    let mut program = library(&folder);
    program.env("BRIEFING_STATE", pty.state.path());
    program.arg("--resume");
    let mut again = Pty::open_sized(program, 80, 40);
    again.wait_for("text>");
    again.wait_for("Paragraph 30.");
    assert!(!again.text().contains("Paragraph 2."), "{}", again.text());
    again.press("b\r");
    again.wait_for("1 briefing\n");
    again.press("q\r");
    assert_eq!(again.wait_for_end(), 0);
}

#[test]
fn how_far_the_reading_of_all_texts_is_is_said_in_lines_and_ctrl_c_stops_it() {
    for count in [40, 80, 160, 320, 640, 1_280] {
        let folder = long_texts(count);
        let mut program = CommandBuilder::new(env!("CARGO_BIN_EXE_briefing"));
        program.env_clear();
        program.env("TERM", "dumb");
        program.env("HOME", folder.path().join(".home"));
        program.env("BRIEFING_LIBRARY", folder.path());
        program.cwd(folder.path());
        let mut pty = open(program);
        pty.press("t\r");
        if pty.wait_for_one_of(&["reading ", "timeline>"]) != "reading " {
            continue;
        }
        pty.press("\x03");
        pty.wait_for("cancelled: reading");
        // The prompt is there again, and nothing but the timeline is missing.
        pty.asks("/text1", "1. Text 1, note").asks("1", "text>");
        pty.press("q\r");
        assert_eq!(pty.wait_for_end(), 0);
        let written = String::from_utf8_lossy(pty.raw()).into_owned();
        assert!(written.contains(&format!("/{count}")) && !written.contains('\x1b'), "{written:?}");
        return;
    }
    panic!("how far it is was never said");
}

#[test]
fn ctrl_c_at_the_prompt_leaves_and_the_place_is_kept() {
    let folder = page(&numbered(100, |n| format!("Paragraph {n}.\n\n"))).with("other.md", "# Other\n");
    let mut pty = over(&folder);
    pty.asks("/page", "1. Page").asks("1", "Paragraph 17.").asks("", "Paragraph 30.");
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
    assert_eq!(pty.modes(), pty.modes_before);
    let mut again = remembering(library(&folder), pty.state);
    again.asks("/page", "1. Page").asks("1", "continued where you left off").wait_for("Paragraph 30.");
    again.press("q\r");
    assert_eq!(again.wait_for_end(), 0);
}

#[test]
fn what_is_typed_behind_the_end_belongs_to_the_shell() {
    let mut shell = CommandBuilder::new("sh");
    shell.args(["-c", "\"$0\" --quiet; read line; echo got $line", env!("CARGO_BIN_EXE_briefing")]);
    shell.env_clear();
    let state = tempfile::tempdir().unwrap();
    let path = std::env::var("PATH").unwrap();
    for (name, value) in [("TERM", "dumb"), ("PATH", &path), ("HOME", state.path().to_str().unwrap())] {
        shell.env(name, value);
    }
    let mut pty = Pty::open_command(shell);
    pty.wait_for("list>");
    pty.press("q\rfor the shell\r");
    pty.wait_for("got for the shell");
    assert_eq!(pty.wait_for_end(), 0);
}
