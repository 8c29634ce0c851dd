//! How far long work is: said on standard error while that is a terminal, and nowhere else.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/pty.rs"]
mod pty;

use std::ffi::OsString;
use std::process::{Command, Output};

use folder::{Folder, long_texts};
use portable_pty::CommandBuilder;
use pty::Pty;

/// The program in a terminal, over that library, with these variables and what a shell makes of `$0` and `line`.
fn in_terminal(folder: &Folder, variables: &[(&str, &str)], line: &str) -> Pty {
    let mut shell = CommandBuilder::new("sh");
    shell.args(["-c", line, env!("CARGO_BIN_EXE_briefing")]);
    shell.env_clear();
    for (name, value) in environment(folder) {
        shell.env(name, value);
    }
    for (name, value) in variables {
        shell.env(name, value);
    }
    shell.cwd(folder.path());
    Pty::open_command(shell)
}

fn environment(folder: &Folder) -> Vec<(&'static str, OsString)> {
    let own = |name: &str| folder.path().join(name).into_os_string();
    let path = std::env::var_os("PATH").unwrap();
    vec![
        ("TERM", "xterm-256color".into()),
        ("PATH", path),
        ("HOME", own(".home")),
        ("BRIEFING_LIBRARY", folder.path().into()),
    ]
}

/// Runs the line over longer and longer work, until how far that is was worth saying; answers the terminal at the end.
#[track_caller]
fn said(variables: &[(&str, &str)], line: &str, words: &str) -> (Folder, Pty) {
    for count in [40, 80, 160, 320, 640, 1_280] {
        let folder = long_texts(count);
        let mut pty = in_terminal(&folder, variables, line);
        pty.wait_for_end();
        if String::from_utf8_lossy(pty.raw()).contains(words) {
            return (folder, pty);
        }
    }
    panic!("{words:?} was never said");
}

fn written(pty: &Pty) -> String {
    String::from_utf8_lossy(pty.raw()).into_owned()
}

#[test]
fn how_far_long_work_is_is_written_over_and_gone_at_the_end() {
    let (folder, pty) = said(&[], "exec \"$0\" check --format json > found", "\rchecking ");
    let shown = written(&pty);
    let count = std::fs::read_dir(folder.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|ending| ending == "md"));
    assert!(shown.contains(&format!("/{}\x1b[K", count.count())), "{shown:?}");
    // The last thing that it did in its line was to leave it empty.
    let lines: Vec<&str> = shown.split('\r').filter(|line| line.ends_with("\x1b[K")).collect();
    assert!(lines.len() < 12, "at most once a second: {lines:?}");
    assert!(!pty.text().contains("checking "), "{}", pty.text());
    assert!(pty.text().contains(" briefings checked: "), "{}", pty.text());
    // What was asked for has none of it.
    let found = std::fs::read_to_string(folder.path().join("found")).unwrap();
    assert!(found.starts_with('{') && !found.contains("checking "));
}

#[test]
fn where_only_plain_text_is_wanted_it_comes_in_lines_without_a_sequence() {
    for (variables, line) in
        [(&[("TERM", "dumb")][..], "exec \"$0\" check > found"), (&[], "exec \"$0\" --plain check > found")]
    {
        let (_folder, pty) = said(variables, line, "checking ");
        let shown = written(&pty);
        assert!(!shown.contains('\x1b'), "{shown:?}");
        let progress = shown.lines().find(|line| line.starts_with("checking ")).unwrap();
        assert!(progress.contains('/'), "{progress:?}");
    }
}

#[test]
fn no_progress_is_printed_to_a_pipe_or_with_quiet() {
    let (folder, pty) = said(&[], "exec \"$0\" check > found", "\rchecking ");
    drop(pty);
    let Output { stderr, .. } = Command::new(env!("CARGO_BIN_EXE_briefing"))
        .env_clear()
        .envs(environment(&folder))
        .arg("check")
        .output()
        .unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert!(stderr.contains(" briefings checked: "), "{stderr:?}");
    assert!(!stderr.contains("checking") && !stderr.contains(['\r', '\x1b']), "{stderr:?}");
    let mut quiet = in_terminal(&folder, &[], "exec \"$0\" --quiet check > found");
    quiet.wait_for_end();
    assert_eq!(written(&quiet), "");
}
