//! The real program's whole life in a terminal: every way out, and everything a terminal does to it. After each the
//! terminal is as it was, and the program is gone within two seconds.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/pty.rs"]
mod pty;

use std::time::Duration;

use folder::{Folder, shelf};
use portable_pty::CommandBuilder;
use pty::Pty;

const SOON: Duration = Duration::from_secs(2);

/// The program over a shelf, with that shelf as its home.
fn reader(folder: &Folder) -> CommandBuilder {
    let mut program = CommandBuilder::new(env!("CARGO_BIN_EXE_briefing"));
    program.env_clear();
    program.env("TERM", "xterm-256color");
    program.env("PATH", std::env::var_os("PATH").unwrap());
    program.env("HOME", folder.path().join(".home"));
    program.env("BRIEFING_LIBRARY", folder.path());
    program.cwd(folder.path());
    program
}

fn open(folder: &Folder) -> Pty {
    let mut pty = Pty::open_command(reader(folder));
    pty.wait_for("▌ Acme");
    pty
}

/// A shell script in the folder, as somebody's editor.
fn editor(folder: &Folder, script: &str) -> std::path::PathBuf {
    folder.write("editor", format!("#!/bin/sh\n{script}\n"));
    let path = folder.path().join("editor");
    assert!(std::process::Command::new("chmod").arg("+x").arg(&path).status().unwrap().success());
    path
}

#[test]
fn hazard_5_every_signal_ends_it_and_restores_the_terminal() {
    let folder = shelf(["Acme", "Globex"]);
    for signal in ["TERM", "INT", "HUP"] {
        for screen in ["", "\r", "/glo", "?"] {
            let mut pty = open(&folder);
            pty.press(screen);
            pty.signal(signal);
            assert!(pty.ends_within(SOON), "{signal} after {screen:?}");
            pty.wait_for_end();
            pty.assert_restored();
        }
    }
}

#[test]
fn hazard_3_nothing_is_left_when_the_terminal_is_taken_away() {
    let folder = shelf(["Acme"]);
    for with_signal in [true, false] {
        let mut program = reader(&folder);
        program.set_controlling_tty(with_signal);
        let mut pty = Pty::open_command(program);
        pty.wait_for("▌ Acme");
        assert!(pty.close_and_wait(SOON), "with a signal: {with_signal}");
    }
}

#[test]
fn hazard_18_it_is_stopped_by_its_key_and_paints_again_when_continued() {
    let folder = shelf(["Acme"]);
    let mut shell = CommandBuilder::new("bash");
    shell.env_clear();
    for (name, value) in [("TERM", "xterm-256color".into()), ("PATH", std::env::var_os("PATH").unwrap())] {
        shell.env(name, value);
    }
    shell.env("HOME", folder.path().join(".home"));
    let run = format!("'{}' -L '{}'", env!("CARGO_BIN_EXE_briefing"), folder.path().display());
    shell.args(["--norc", "-mc", &format!("{run}; echo stopped; read line; fg; echo over")]);
    shell.cwd(folder.path());
    let mut pty = Pty::open_command(shell);
    pty.wait_for("▌ Acme");
    pty.press("\x1a");
    pty.wait_for("stopped");
    pty.assert_restored();
    pty.press("\n");
    pty.wait_for("▌ Acme");
    assert!(pty.screen().alternate_screen());
    pty.press("q");
    pty.wait_for("over");
    pty.wait_for_end();
    pty.assert_restored();
}

#[test]
fn an_editor_that_is_killed_gives_the_terminal_back() {
    let folder = shelf(["Acme"]);
    let mut program = reader(&folder);
    program.env("EDITOR", editor(&folder, "kill -KILL $$"));
    let mut pty = Pty::open_command(program);
    pty.wait_for("▌ Acme");
    pty.press("e");
    pty.wait_for("the editor ended with");
    assert!(pty.screen().alternate_screen() && pty.screen().bracketed_paste());
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    pty.assert_restored();
}

#[test]
fn hazard_14_a_storm_of_resizes_and_a_screen_of_one_cell_are_survived() {
    let folder = shelf(["Acme", "Globex"]);
    let mut pty = open(&folder);
    for size in (1..=40).chain((1..40).rev()) {
        pty.resize(size * 3, size);
    }
    pty.press("\r");
    pty.resize(1, 1);
    pty.press("jk");
    pty.resize(80, 24);
    pty.wait_for("Library › Acme");
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
    pty.assert_restored();
}

#[test]
fn sequences_in_pieces_and_late_answers_of_the_terminal_are_no_keys() {
    let folder = shelf(["Acme", "Globex"]);
    let mut pty = open(&folder);
    // An arrow key in two pieces, and answers to questions that nobody asked.
    pty.press("\x1b");
    pty.press("[B");
    pty.wait_for("▌ Globex");
    pty.press("\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;22c\x1b[?2026;2$y\x1bP>|xterm(1)\x1b\\\x1b[12;1R");
    pty.press("/");
    pty.wait_for("esc close");
    pty.press("a");
    pty.wait_for("▌ Acme");
    assert!(pty.text().lines().nth(1).unwrap().contains("/ a "), "{}", pty.text());
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
}

#[test]
fn what_is_pasted_runs_nothing_and_acts_on_nothing() {
    let folder = shelf(["Acme", "Globex"]);
    let mut pty = open(&folder);
    // Nothing is typed at: a paste goes nowhere, whatever keys it holds.
    pty.press("\x1b[200~qqq\n\x1b[2J!rm -rf /\n:quit\n\x1b[201~");
    pty.press("/\x1b[200~glo\nbex\x1b]0;title\x07\x1b[201~");
    pty.wait_for("/ glo bex");
    // What would have named the window is words like others.
    assert!(pty.text().contains("]0;title"), "{}", pty.text());
    assert!(folder.path().join("acme.md").exists());
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
    pty.assert_restored();
}

#[test]
fn hazard_21_on_a_shared_account_no_program_is_started_and_nothing_is_written() {
    let folder = shelf(["Acme"]);
    let mut program = reader(&folder);
    program.env("BRIEFING_SECURE", "1");
    program.env("EDITOR", editor(&folder, "touch \"$HOME.edited\""));
    let mut pty = Pty::open_command(program);
    pty.wait_for("▌ Acme");
    pty.press("e");
    pty.wait_for("no editor is started");
    pty.press("\ryl");
    pty.wait_for("not copied: BRIEFING_SECURE is set");
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
    pty.assert_restored();
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn a_mistake_in_the_settings_is_on_the_screen() {
    let folder = shelf(["Acme"]);
    folder.write("set.toml", "tehme = \"ink\"\n");
    let mut program = reader(&folder);
    program.env("BRIEFING_CONFIG", folder.path().join("set.toml"));
    let mut pty = Pty::open_sized(program, 160, 24);
    pty.wait_for("nothing is called `tehme`; did you mean `theme`?");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}
