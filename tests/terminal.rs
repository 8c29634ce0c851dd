//! The real program in a terminal: it starts, draws, does what keys say, ends, and leaves the terminal as it was.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/pty.rs"]
mod pty;

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use folder::library;
use portable_pty::CommandBuilder;
use pty::Pty;

/// The program over the briefings that are shipped, with a home of its own. What it remembers is nobody else's.
fn reader() -> CommandBuilder {
    static READERS: AtomicU32 = AtomicU32::new(0);
    let number = READERS.fetch_add(1, Ordering::Relaxed);
    let state = format!("{}/state-{}-{number}", env!("CARGO_TARGET_TMPDIR"), std::process::id());
    let mut program = CommandBuilder::new(env!("CARGO_BIN_EXE_briefing"));
    program.env_clear();
    program.env("TERM", "xterm-256color");
    program.env("HOME", std::env::temp_dir());
    program.env("BRIEFING_STATE", state);
    program.env("BRIEFING_LIBRARY", concat!(env!("CARGO_MANIFEST_DIR"), "/briefings"));
    program.cwd(std::env::temp_dir());
    program
}

fn open() -> Pty {
    let mut pty = Pty::open_command(reader());
    pty.wait_for("19 companies");
    pty.wait_for("CloudWalk");
    pty
}

#[test]
fn it_shows_the_library_filters_reads_goes_back_helps_and_quits() {
    let mut pty = open();
    assert!(pty.screen().alternate_screen());
    assert_ne!(pty.modes(), pty.modes_before);
    pty.press("/isv");
    pty.wait_for("/ isv");
    pty.wait_for("of 69");
    assert!(pty.text().contains("▌ IS’Vision"), "{}", pty.text());
    pty.press("\r");
    pty.wait_for("List › IS’Vision");
    pty.press("\x7f");
    pty.wait_for("best match");
    pty.press("?");
    pty.wait_for("Keys and commands");
    pty.press("\x1b");
    pty.wait_until_gone("Keys and commands");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    pty.assert_restored();
}

#[test]
fn ctrl_c_ends_it_with_130_and_the_terminal_restored() {
    let mut pty = open();
    pty.press("/hik\x03");
    assert_eq!(pty.wait_for_end(), 130);
    pty.assert_restored();
}

#[test]
fn arrow_keys_move() {
    let mut pty = open();
    pty.press("\x1b[B");
    pty.wait_for("▌ Huawei");
    pty.press("\x1bOA");
    pty.wait_for("▌ CloudWalk");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn keys_typed_ahead_mean_what_will_be_there() {
    for _ in 0..5 {
        let mut pty = open();
        pty.press("/hikvision\rJJ\x7f/\x15megvii\rq/\x15netposa\r");
        pty.wait_for("List › NetPosa");
        pty.press("\x03");
        assert_eq!(pty.wait_for_end(), 130);
    }
}

#[test]
fn it_works_in_twenty_columns_and_five_rows() {
    let mut pty = Pty::open_sized(reader(), 20, 5);
    pty.wait_for("▌ CloudWalk");
    pty.press("/isv");
    pty.wait_for("▌ IS’Vision");
    pty.press("\r");
    pty.wait_for("company · CN");
    pty.press("G");
    pty.wait_until_gone("company · CN");
    pty.press("qq");
    assert_eq!(pty.wait_for_end(), 0);
    pty.assert_restored();
}

#[test]
fn a_resize_is_followed() {
    let mut pty = open();
    pty.resize(120, 40);
    pty.wait_for("│");
    pty.wait_for("Bottom line");
    pty.resize(60, 20);
    pty.wait_until_gone("Bottom line");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    pty.assert_restored();
}

#[test]
fn what_is_pasted_is_text() {
    let mut pty = open();
    pty.press("\x1b[200~q\x1b[201~");
    pty.press("/\x1b[200~hik\nvision\x1b[201~");
    pty.wait_for("/ hik vision");
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
}

#[test]
fn without_colour_there_is_none() {
    let mut program = reader();
    program.env("NO_COLOR", "1");
    let mut pty = Pty::open_command(program);
    pty.wait_for("19 companies");
    pty.press("/hikvision\r");
    pty.wait_for("Bottom line");
    let screen = pty.screen();
    let mut looks = 0;
    for (y, x) in (0..24).flat_map(|y| (0..80).map(move |x| (y, x))) {
        let cell = screen.cell(y, x).unwrap();
        assert_eq!((cell.fgcolor(), cell.bgcolor()), Default::default(), "row {y}, column {x}");
        looks += usize::from(cell.bold());
    }
    assert!(looks > 0, "bold and the like stay");
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
}

#[test]
fn the_sample_opens_where_there_is_no_library() {
    let mut program = reader();
    program.env_remove("BRIEFING_LIBRARY");
    let mut pty = Pty::open_command(program);
    pty.wait_for("sample library");
    pty.wait_for("CloudWalk");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn a_reload_shows_what_was_written_meanwhile() {
    let folder = library(["Acme"]);
    let mut program = reader();
    program.env("BRIEFING_LIBRARY", folder.path());
    let mut pty = Pty::open_command(program);
    pty.wait_for("▌ Acme");
    folder.write("globex.md", "---\ntitle: Globex\n---\n");
    pty.press("R");
    pty.wait_for("Globex");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn the_text_tab_follows_what_is_written_over_while_it_is_open() {
    let said = |word: &str| format!("---\ntitle: Acme\n---\nIts cameras watch the {word}.\n");
    let folder = library(["Globex"]).with("acme.md", said("harbour"));
    let cache = tempfile::tempdir().unwrap();
    let mut program = reader();
    program.env("BRIEFING_LIBRARY", folder.path());
    program.env("BRIEFING_CACHE", cache.path());
    let mut pty = Pty::open_command(program);
    pty.wait_for("▌ Acme");
    pty.press("sharbour");
    pty.wait_for("watch the harbour");
    folder.write("acme.md", said("lighthouse"));
    pty.wait_until_gone("watch the harbour");
    pty.press(&format!("{}lighthouse", "\x7f".repeat("harbour".len())));
    pty.wait_for("watch the lighthouse");
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
}

#[test]
fn an_editor_gets_the_file_and_what_it_wrote_is_shown() {
    let folder = library(["Acme"]).with("editor", "#!/bin/sh\nprintf '%s' \"$*\" >\"${0%/*}/arguments\"\nprintf -- '---\\ntitle: Edited\\n---\\n' >\"$1\"\n");
    let editor = folder.path().join("editor");
    std::process::Command::new("chmod").arg("+x").arg(&editor).status().unwrap();
    let mut program = reader();
    program.env("BRIEFING_LIBRARY", folder.path());
    program.env("EDITOR", &editor);
    program.env("PATH", std::env::var_os("PATH").unwrap());
    let mut pty = Pty::open_command(program);
    pty.wait_for("▌ Acme");
    pty.press("e");
    pty.wait_for("▌ Edited");
    let file = folder.path().join("acme.md");
    assert_eq!(std::fs::read_to_string(folder.path().join("arguments")).unwrap(), file.display().to_string());
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    pty.assert_restored();
}

#[test]
fn what_is_copied_goes_to_the_terminals_clipboard_and_is_said() {
    let mut pty = open();
    pty.press("/hikvision\ryl");
    pty.wait_for("copied link with OSC 52: [[hikvision]]");
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
    pty.assert_restored();
}

#[test]
#[cfg(target_os = "linux")]
fn at_rest_it_writes_nothing_and_does_not_run() {
    // A folder of its own: whoever reads a watched file wakes the watcher.
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("hikvision.md"), "---\ntitle: Hikvision\n---\n## One\n\nText.\n")
        .unwrap();
    let mut command = reader();
    command.env("BRIEFING_LIBRARY", folder.path());
    let mut pty = Pty::open_command(command);
    pty.wait_for("1 note");
    pty.press("/hikvision\rJ");
    pty.wait_for("List › Hikvision");
    thread::sleep(Duration::from_millis(300));
    let before = (pty.written(), pty.activity());
    thread::sleep(Duration::from_secs(1));
    assert_eq!((pty.written(), pty.activity()), before);
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
}

#[test]
fn a_list_on_a_terminal_is_aligned_and_not_wider() {
    let mut program = reader();
    program.arg("list");
    // A type that all rows have in common would not be printed.
    program.args(["--", "-type:source"]);
    let mut pty = Pty::open_command(program);
    assert_eq!(pty.wait_for_end(), 0);
    let rows: Vec<String> = pty.text().lines().map(str::to_owned).collect();
    let kinds: Vec<Option<usize>> =
        rows.iter().filter(|row| row.contains("  company")).map(|row| row.find("  company")).collect();
    assert!(kinds.len() > 10 && kinds.windows(2).all(|pair| pair[0] == pair[1]), "{}", pty.text());
}

#[test]
fn a_cache_that_cannot_be_written_is_said() {
    let library = library(["Acme"]);
    // Below a file nobody, not even root, can make a folder.
    library.write("file.txt", "");
    let mut program = reader();
    program.env("BRIEFING_LIBRARY", library.path());
    program.env("BRIEFING_CACHE", library.path().join("file.txt/cache"));
    let mut pty = Pty::open_command(program);
    pty.wait_for("cannot save the cache");
    pty.press("sx");
    pty.wait_for("cannot save the full-text index");
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
}

#[test]
fn a_command_sees_what_changed_since_the_reader_left_its_snapshot() {
    let (library, cache) = (library(["Acme", "Globex", "Initech"]), tempfile::tempdir().unwrap());
    let mut program = reader();
    program.env("BRIEFING_LIBRARY", library.path());
    program.env("BRIEFING_CACHE", cache.path());
    let mut pty = Pty::open_command(program);
    pty.wait_for("Initech");
    let is_left = || {
        std::fs::read_dir(cache.path())
            .unwrap()
            .any(|entry| entry.unwrap().file_name().to_string_lossy().ends_with(".snapshot"))
    };
    while !is_left() {
        thread::sleep(Duration::from_millis(5));
    }
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    let list = |cache: &std::path::Path| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_briefing"));
        program.env("BRIEFING_LIBRARY", library.path()).env("BRIEFING_CACHE", cache).args(["list", "--json"]);
        String::from_utf8(program.output().unwrap().stdout).unwrap()
    };
    let nowhere = cache.path().join("nothing");
    assert!(list(cache.path()).contains("Globex"));
    assert_eq!(list(cache.path()), list(&nowhere));
    library.write("globex.md", "---\ntitle: Umbrella\n---\n");
    library.remove("initech.md");
    let after = list(cache.path());
    assert!(after.contains("Umbrella") && !after.contains("Initech") && !after.contains("Globex"), "{after}");
    assert_eq!(after, list(&nowhere));
}

#[test]
fn what_one_process_marks_another_shows_within_a_second() {
    let folder = library(["Acme", "Globex", "Initech"]);
    let mut program = reader();
    program.env("BRIEFING_LIBRARY", folder.path());
    let mut one = Pty::open_command(program.clone());
    one.wait_for("▌ Acme");
    let mut other = Pty::open_command(program);
    other.wait_for("▌ Acme");
    let mut took = Vec::new();
    for _ in 0..3 {
        let begun = Instant::now();
        one.press("*");
        other.wait_for("* • unread");
        took.push(begun.elapsed());
        one.wait_for("* • unread");
        let begun = Instant::now();
        other.press("*");
        one.wait_until_gone("* •");
        took.push(begun.elapsed());
        other.wait_until_gone("* •");
    }
    // A machine that does something else may be late once.
    let quickest = took.iter().min().unwrap();
    assert!(*quickest < Duration::from_secs(1), "{took:?}");
    for pty in [&mut one, &mut other] {
        pty.press("q");
        assert_eq!(pty.wait_for_end(), 0);
    }
}
