//! `briefing pick` in a terminal: what is chosen goes to standard output, the finder to the terminal itself.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/pty.rs"]
mod pty;

use std::fs;

use folder::{Folder, library};
use portable_pty::CommandBuilder;
use pty::Pty;

/// A shell in a terminal that picks from a library, with what the pick says in a file.
struct Picking {
    pty: Pty,
    folder: Folder,
}

impl Picking {
    fn with(arguments: &str) -> Self {
        let folder = library(["Acme", "Globex"]);
        let mut shell = CommandBuilder::new("/bin/sh");
        shell.env_clear();
        shell.env("TERM", "xterm-256color");
        shell.env("HOME", folder.path().join("home"));
        shell.cwd(folder.path());
        let program = env!("CARGO_BIN_EXE_briefing");
        // Both streams that a terminal has are taken, as in `vim "$(git ls-files | briefing pick)"`.
        shell.args(["-c", &format!("'{program}' -L . pick {arguments} </dev/null >said.txt; echo ended $?")]);
        Self { pty: Pty::open_command(shell), folder }
    }

    /// Waits for a screen that says this.
    fn sees(mut self, words: &str) -> Self {
        self.pty.wait_for(words);
        self
    }

    fn press(mut self, keys: &str) -> Self {
        self.pty.press(keys);
        self
    }

    /// It ended with this code and said this on standard output.
    #[track_caller]
    fn ends(mut self, code: u8, said: &str) {
        self.pty.wait_for(&format!("ended {code}"));
        assert_eq!(fs::read_to_string(self.folder.path().join("said.txt")).unwrap(), said);
        assert!(!self.pty.screen().alternate_screen());
    }
}

#[test]
fn enter_answers_the_id() {
    Picking::with("").sees("2 of 2").press("glo").sees("1 of 2").press("\r").ends(0, "globex\n");
}

#[test]
fn a_query_is_typed_already() {
    Picking::with("glo").sees("> glo").sees("1 of 2").press("\r").ends(0, "globex\n");
}

#[test]
fn keys_typed_ahead_choose_what_will_be_found() {
    for _ in 0..5 {
        Picking::with("").sees("2 of 2").press("glo\r").ends(0, "globex\n");
    }
}

#[test]
fn the_path_is_answered_where_it_is_asked_for() {
    Picking::with("--path acme").sees("1 of 2").press("\r").ends(0, "./acme.md\n");
}

#[test]
fn what_is_found_in_the_text_can_be_picked() {
    let folder = |name| format!("---\ntitle: {name}\n---\n");
    let picking = Picking::with("nowhere").sees("0 of 2");
    picking.folder.write("third.md", format!("{}\nIt is said nowhere else.\n", folder("Third")));
    picking.press("\t").sees("in 1 briefing").press("\r").ends(0, "third\n");
}

#[test]
fn esc_chooses_nothing_and_answers_1() {
    Picking::with("").sees("2 of 2").press("\x1b").ends(1, "");
}

#[test]
fn ctrl_c_chooses_nothing_and_answers_130() {
    Picking::with("acme").sees("1 of 2").press("\x03").ends(130, "");
}
