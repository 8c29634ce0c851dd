//! The reader at a prompt, on a terminal that can do nothing but print lines.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/pty.rs"]
mod pty;

use folder::{Folder, numbered, page};
use portable_pty::CommandBuilder;
use pty::Pty;

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

fn open(program: CommandBuilder) -> Pty {
    let mut pty = Pty::open_sized(program, 80, 40);
    pty.wait_for("list>");
    pty
}

fn over(folder: &Folder) -> Pty {
    let mut program = reader();
    program.env("BRIEFING_LIBRARY", folder.path());
    open(program)
}

#[test]
fn a_list_a_briefing_its_links_and_the_time_line_are_read_by_numbers() {
    let mut pty = open(reader());
    assert!(
        pty.text().contains("52 briefings") && pty.text().contains("lines more: enter"),
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
    pty.wait_for("time line>");
    pty.wait_for("1. 2018");
    pty.press("b\r");
    pty.wait_for("Hikvision");
    pty.press("q\r");
    assert_eq!(pty.wait_for_end(), 0);
    // No sequence of any kind was written, and so no cursor moved.
    assert!(!pty.raw().contains(&0x1B), "{}", String::from_utf8_lossy(pty.raw()));
}

#[test]
fn a_link_is_followed_by_its_number_and_an_address_is_told() {
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
fn mistakes_are_told_and_nothing_is_lost() {
    let folder = page("Text.\n");
    let mut pty = over(&folder);
    pty.press("/since:soon\r");
    pty.wait_for("soon");
    pty.press("7\r");
    pty.wait_for("there is no 7 here");
    pty.press("xyz\r");
    pty.wait_for("xyz? Type ? for help");
    pty.press("?\r");
    pty.wait_for("the next page");
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
