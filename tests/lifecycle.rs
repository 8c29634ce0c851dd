//! The real program's whole life in a terminal: every way out, and everything a terminal does to it. After each the
//! terminal is as it was, and the program is gone within two seconds.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/pty.rs"]
mod pty;

use std::time::Duration;

use folder::{Folder, library};
use portable_pty::CommandBuilder;
use pty::Pty;

const SOON: Duration = Duration::from_secs(2);

/// The program over a library, with that library as its home.
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
    program(folder.path().join("editor"), script)
}

/// A shell script there. Another process writes it: one that this process had open for writing could not be run for as
/// long as a program that another test starts meanwhile has it too.
fn program(path: std::path::PathBuf, script: &str) -> std::path::PathBuf {
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", "printf '#!/bin/sh\\n%s\\n' \"$1\" > \"$0\" && chmod +x \"$0\""])
        .arg(&path)
        .arg(script);
    assert!(shell.status().unwrap().success());
    path
}

#[test]
fn hazard_5_every_signal_ends_it_and_restores_the_terminal() {
    let folder = library(["Acme", "Globex"]);
    for signal in
        ["TERM", "INT", "HUP", "QUIT", "USR1", "USR2", "ALRM", "XCPU", "ABRT", "VTALRM", "PROF", "IO", "PWR"]
    {
        if signal == "PWR" && !cfg!(target_os = "linux") {
            continue;
        }
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

/// Only a build with debug assertions can be asked to panic (`src/tui/debug_panic.rs`). For others `tests/terminal_edge.rs` has a
/// program of its own.
#[test]
#[cfg(debug_assertions)]
fn hazard_5_a_panic_on_the_main_thread_and_on_a_worker_restores_the_terminal_and_is_printed() {
    let folder = library(["Acme", "Globex"]);
    for thread in ["main", "worker"] {
        let panicked = format!("asked to panic: {thread}");
        let mut program = reader(&folder);
        program.env("BRIEFING_DEBUG_PANIC", thread);
        let mut pty = Pty::open_command(program);
        pty.wait_for("▌ Acme");
        assert!(pty.screen().alternate_screen());
        assert_ne!(pty.modes(), pty.modes_before);
        pty.press("\r");
        assert!(pty.ends_within(SOON), "{thread}");
        assert_eq!(pty.wait_for_end(), 101);
        pty.assert_restored();
        let written = String::from_utf8_lossy(pty.raw()).into_owned();
        let (left, said) = (written.rfind("\x1b[?1049l").unwrap(), written.find(&panicked).unwrap());
        assert!(left < said && pty.text().contains(&panicked), "{written:?}");
    }
}

#[test]
#[cfg(debug_assertions)]
fn what_a_panic_says_goes_to_standard_error() {
    let folder = library(["Acme"]);
    for thread in ["main", "worker"] {
        let mut shell = reader(&folder);
        *shell.get_argv_mut() =
            ["sh", "-c", "exec \"$0\" 2>said", env!("CARGO_BIN_EXE_briefing")].map(Into::into).to_vec();
        shell.env("BRIEFING_DEBUG_PANIC", thread);
        let mut pty = Pty::open_command(shell);
        pty.wait_for("▌ Acme");
        pty.press("\r");
        assert_eq!(pty.wait_for_end(), 101);
        pty.assert_restored();
        let said = std::fs::read_to_string(folder.path().join("said")).unwrap();
        assert!(said.contains(&format!("asked to panic: {thread}")), "{said:?}");
        assert!(!String::from_utf8_lossy(pty.raw()).contains("asked to panic"));
    }
}

#[test]
fn hazard_3_nothing_is_left_when_the_terminal_is_taken_away() {
    let folder = library(["Acme"]);
    // Reading or writing sees it first, as it happens: the code is the same.
    for with_signal in [true, false].repeat(4) {
        let mut program = reader(&folder);
        program.set_controlling_tty(with_signal);
        let mut pty = Pty::open_command(program);
        pty.wait_for("▌ Acme");
        pty.press("jkjk");
        assert_eq!(pty.close_and_wait(SOON), Some(0), "with a signal: {with_signal}");
    }
}

#[test]
fn hazard_18_it_is_stopped_by_its_key_and_paints_again_when_continued() {
    let folder = library(["Acme"]);
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
    let folder = library(["Acme"]);
    let mut program = reader(&folder);
    program.env("EDITOR", editor(&folder, "kill -KILL $$"));
    let mut pty = Pty::open_command(program);
    pty.wait_for("▌ Acme");
    pty.press("e");
    pty.wait_for("the editor exited with");
    assert!(pty.screen().alternate_screen() && pty.screen().bracketed_paste());
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    pty.assert_restored();
}

#[test]
fn an_editor_that_is_open_keeps_no_program() {
    for signal in ["TERM", "HUP", "QUIT", "INT"] {
        for script in ["echo editing; exec sleep 5", "trap \"\" TERM HUP QUIT INT; echo editing; sleep 5; :"]
        {
            let folder = library(["Acme"]);
            let mut program = reader(&folder);
            program.env("EDITOR", editor(&folder, script));
            let mut pty = Pty::open_command(program);
            pty.wait_for("▌ Acme");
            pty.press("e");
            pty.wait_for("editing");
            pty.signal_program(signal);
            assert!(pty.ends_within(SOON), "{signal}: {script}");
            assert_eq!(pty.modes(), pty.modes_before);
        }
    }
}

#[test]
fn a_tmux_that_hangs_does_not_keep_the_reader() {
    let folder = library(["Acme"]);
    std::fs::create_dir(folder.path().join("programs")).unwrap();
    program(folder.path().join("programs/tmux"), "exec sleep 20");
    let mut reader = reader(&folder);
    let path = format!("{}:{}", folder.path().join("programs").display(), std::env::var("PATH").unwrap());
    reader.env("PATH", path);
    reader.env("TMUX", "/tmp/none,1,0");
    let mut pty = Pty::open_command(reader);
    pty.wait_for("▌ Acme");
    pty.press("\ryb");
    pty.wait_for("with OSC 52");
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
}

#[test]
fn colours_reach_less_whatever_it_is_set_to() {
    for pager in ["less", "less -S"] {
        let folder = library(["Acme"]).with("acme.md", "Words.\n\n".repeat(999));
        std::fs::create_dir(folder.path().join("programs")).unwrap();
        program(folder.path().join("programs/less"), "echo \"called $*.\"; cat >/dev/null");
        let mut line = reader(&folder);
        let path = format!("{}:{}", folder.path().join("programs").display(), std::env::var("PATH").unwrap());
        for (name, value) in [("PATH", path.as_str()), ("PAGER", pager), ("LESS", "-S")] {
            line.env(name, value);
        }
        line.args(["show", "acme"]);
        let mut pty = Pty::open_command(line);
        pty.wait_for("-R.");
        pty.wait_for_end();
    }
}

#[test]
fn a_program_in_the_current_folder_is_not_started_for_one_in_path() {
    let folder = library(["Acme"]).with("acme.md", "Words.\n\n".repeat(999));
    for name in ["less", "git", "tmux", "vi"] {
        program(folder.path().join(name), "touch started");
    }
    for relative in ["", ".", "./"] {
        let mut line = reader(&folder);
        line.cwd(folder.path());
        let path = format!("{relative}:{}", std::env::var("PATH").unwrap());
        for (name, value) in [("PATH", path.as_str()), ("PAGER", "less"), ("TMUX", "/tmp/none,1,0")] {
            line.env(name, value);
        }
        let mut pager = line.clone();
        pager.args(["show", "acme"]);
        let mut pager = Pty::open_command(pager);
        pager.wait_for("Words.");
        pager.press("q");
        pager.wait_for_end();
        let mut git = line.clone();
        git.args(["changed", "--since", "2020"]);
        Pty::open_command(git).wait_for_end();
        let mut pty = Pty::open_command(line);
        pty.wait_for("▌ acme");
        pty.press("\ryb");
        pty.wait_for("with OSC 52");
        pty.press("\x03");
        pty.wait_for_end();
        assert!(!folder.path().join("started").exists(), "PATH={path}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn too_little_memory_is_said_before_the_terminal_is_entered() {
    let folder = library(["Acme"]);
    for (kilobytes, command, said) in [
        (100_000, "", "start the reader"),
        (900_000, "", "start the reader"),
        (300_000, "search a", "search texts"),
    ] {
        let mut shell = reader(&folder);
        let run = format!("ulimit -v {kilobytes}; exec '{}' {command}", env!("CARGO_BIN_EXE_briefing"));
        *shell.get_argv_mut() = ["bash", "-c", &run].map(Into::into).to_vec();
        let mut pty = Pty::open_command(shell);
        pty.wait_for(&format!("error: cannot {said}"));
        assert_eq!(pty.wait_for_end(), 2);
        pty.assert_restored();
    }
}

/// The limit counts all processes of a user, so the program runs as a user without any other; only root can arrange it.
#[test]
#[cfg(target_os = "linux")]
fn too_few_threads_are_said_with_the_terminal_restored_or_changes_are_polled() {
    use std::os::unix::fs::PermissionsExt;
    if std::fs::read_dir("/proc/1/fd").is_err() {
        return;
    }
    let folder = library(["Acme"]);
    // Everything on the way to the program may be closed to others.
    let copy = folder.path().join("program");
    std::fs::copy(env!("CARGO_BIN_EXE_briefing"), &copy).unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    for (user, threads) in (60_001..).zip([2, 4, 8, 10, 12, 13, 14, 15, 16, 17, 18, 20]) {
        let mut shell = reader(&folder);
        let run = format!(
            "exec setpriv --reuid {user} --clear-groups bash -c 'ulimit -u {threads}; exec {}'",
            copy.display()
        );
        *shell.get_argv_mut() = ["bash", "-c", &run].map(Into::into).to_vec();
        let mut pty = Pty::open_command(shell);
        if pty.wait_for_one_of(&["cannot start a thread", "▌ Acme"]) == "▌ Acme" {
            pty.press("jk\r");
            pty.press("\x03");
        }
        let code = pty.wait_for_end();
        assert!([2, 130].contains(&code), "{threads}: {code}");
        pty.assert_restored();
    }
}

#[test]
fn hazard_14_a_storm_of_resizes_and_a_screen_of_one_cell_are_survived() {
    let folder = library(["Acme", "Globex"]);
    let mut pty = open(&folder);
    for size in (1..=40).chain((1..40).rev()) {
        pty.resize(size * 3, size);
    }
    pty.press("\r");
    pty.resize(1, 1);
    pty.press("jk");
    pty.resize(80, 24);
    pty.wait_for("List › Acme");
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
    pty.assert_restored();
}

#[test]
fn sequences_in_pieces_and_late_answers_of_the_terminal_are_no_keys() {
    let folder = library(["Acme", "Globex"]);
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
    let folder = library(["Acme", "Globex"]);
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
    let folder = library(["Acme"]);
    let mut program = reader(&folder);
    program.env("BRIEFING_SECURE", "1");
    program.env("EDITOR", editor(&folder, "touch \"$HOME.edited\""));
    let mut pty = Pty::open_command(program);
    pty.wait_for("▌ Acme");
    pty.press("e");
    pty.wait_for("cannot start an editor");
    pty.press("\ryl");
    pty.wait_for("cannot copy");
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
    pty.assert_restored();
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

/// What a terminal with a light background answers to whoever asks for its colours.
const LIGHT: &str = "\x1b]10;rgb:0000/0000/0000\x1b\\\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62;22c";

/// The reader with `theme = "auto"` on a terminal with all colours.
fn open_with_theme_auto(folder: &Folder) -> Pty {
    let mut program = reader(folder);
    program.env("BRIEFING_THEME", "auto");
    program.env("COLORTERM", "truecolor");
    Pty::open_command(program)
}

/// Whether the screen has the light theme's background.
fn is_light(pty: &Pty) -> bool {
    let cell = pty.screen().cell(10, 40).unwrap();
    matches!(cell.bgcolor(), vt100::Color::Rgb(red, green, blue) if red.min(green).min(blue) > 200)
}

#[test]
fn with_theme_auto_a_terminal_that_says_that_it_is_light_gets_the_light_theme() {
    let folder = library(["Acme"]);
    // The program waits for a twentieth of a second, which a busy machine does not always keep to.
    let in_time = (0..50).any(|_| {
        let mut pty = open_with_theme_auto(&folder);
        pty.wait_for_bytes(b"\x1b]11;?");
        pty.press(LIGHT);
        pty.wait_for("▌ Acme");
        let light = is_light(&pty);
        pty.press("q");
        assert_eq!(pty.wait_for_end(), 0);
        pty.assert_restored();
        light
    });
    assert!(in_time, "no answer was ever heard");
}

#[test]
fn with_theme_auto_no_answer_holds_nothing_up_and_a_late_one_is_no_keys() {
    let folder = library(["Acme", "Globex"]);
    let mut pty = open_with_theme_auto(&folder);
    pty.wait_for_bytes(b"\x1b]11;?");
    let asked = std::time::Instant::now();
    pty.wait_for("▌ Acme");
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    assert!(!is_light(&pty));
    // In pieces too: the end of an answer comes long after its beginning.
    pty.press(&LIGHT[..30]);
    std::thread::sleep(Duration::from_millis(100));
    pty.press(&LIGHT[30..]);
    pty.press("/glo");
    pty.wait_for("▌ Globex");
    assert!(pty.text().lines().nth(1).unwrap().contains("/ glo "), "{}", pty.text());
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
    pty.assert_restored();
}

#[test]
fn nothing_is_asked_over_ssh_nor_with_another_theme() {
    let folder = library(["Acme"]);
    for (name, value) in [("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22"), ("BRIEFING_THEME", "ink")] {
        let mut program = reader(&folder);
        program.env("COLORTERM", "truecolor");
        program.env("BRIEFING_THEME", "auto");
        program.env(name, value);
        let mut pty = Pty::open_command(program);
        pty.wait_for("▌ Acme");
        pty.press("q");
        pty.wait_for_end();
        assert!(!pty.raw().windows(5).any(|bytes| bytes == b"\x1b]11;"), "{name}");
    }
}

#[test]
fn hazard_4_where_nothing_can_be_remembered_that_is_said_once_and_reading_goes_on() {
    let folder = library(["Acme", "Globex"]);
    // A file where the folder should be: nobody can write there, the superuser neither.
    folder.write("state", "mine");
    let mut program = reader(&folder);
    program.env("BRIEFING_STATE", folder.path().join("state"));
    let mut pty = Pty::open_sized(program, 120, 24);
    pty.wait_for("reading history is not being saved");
    pty.press("*");
    pty.wait_until_gone("reading history is not being saved");
    pty.press("\r");
    pty.wait_for("List › * Acme");
    pty.press("q");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    pty.assert_restored();
    assert_eq!(std::fs::read_to_string(folder.path().join("state")).unwrap(), "mine");
}

#[test]
fn hazard_21_on_a_shared_account_no_opener_and_no_pager_is_started() {
    let folder = library(["Acme"]);
    folder.write(
        "acme.md",
        format!("---\ntitle: Acme\n---\n[out](https://example.org/)\n\n{}", "Words.\n\n".repeat(999)),
    );
    // Whatever would be started leaves a file.
    let programs = folder.path().join("programs");
    std::fs::create_dir(&programs).unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    for name in ["xdg-open", "gio", "wslview", "tmux", "less", "more", "vi", "sh", "editor", "git"] {
        program(programs.join(name), ": > \"$TRAP\"");
    }
    let trap = folder.path().join("trap");
    let secure = |arguments: &[&str]| {
        let mut line = reader(&folder);
        line.args(arguments);
        for (name, value) in [
            ("BRIEFING_SECURE", "1"),
            ("TMUX", "/tmp/none,1,0"),
            ("PAGER", "less"),
            ("VISUAL", "vi"),
            ("EDITOR", "vi"),
        ] {
            line.env(name, value);
        }
        line.env("TRAP", &trap);
        line.env("PATH", &programs);
        line
    };
    let mut pty = Pty::open_command(secure(&[]));
    pty.wait_for("▌ Acme");
    pty.press("\ros");
    pty.wait_for("https://example.org/");
    pty.press("\r");
    pty.wait_for("BRIEFING_SECURE is set");
    pty.press("yb");
    pty.wait_for("cannot copy");
    pty.press("e");
    pty.wait_for("cannot start an editor");
    pty.press("\x03");
    assert_eq!(pty.wait_for_end(), 130);
    assert!(!String::from_utf8_lossy(pty.raw()).contains("\x1b]52;"), "something was copied");
    let mut pty = Pty::open_sized(secure(&["show", "acme"]), 80, 5);
    pty.wait_for_end();
    let mut pty = Pty::open_command(secure(&["changed", "--since", "7d"]));
    assert_eq!(pty.wait_for_end(), 2);
    assert!(!trap.exists(), "a program was started");
    // Without the variable the same are started, so that the trap is one.
    let mut free = secure(&["show", "acme"]);
    free.env("BRIEFING_SECURE", "0");
    let mut pty = Pty::open_sized(free, 80, 5);
    pty.wait_for_end();
    assert!(trap.exists(), "the trap catches nothing");
}

#[test]
fn the_mouse_is_captured_only_when_asked_for_and_let_go_on_every_way_out() {
    let folder = library(["Acme", "Globex"]);
    let captured = |pty: &Pty| pty.screen().mouse_protocol_mode() == vt100::MouseProtocolMode::ButtonMotion;
    let mut pty = open(&folder);
    assert!(!captured(&pty));
    pty.press("q");
    pty.wait_for_end();
    let written = String::from_utf8_lossy(pty.raw()).into_owned();
    // 1007 is the wheel as arrow keys, which captures nothing.
    assert!(
        ["[?1000", "[?1002", "[?1003", "[?1006"].iter().all(|mode| !written.contains(mode)),
        "{written:?}"
    );
    let with_mouse = |script: &str| {
        let mut program = reader(&folder);
        program.env("BRIEFING_MOUSE", "1");
        program.env("EDITOR", editor(&folder, script));
        let mut pty = Pty::open_sized(program, 300, 24);
        pty.wait_for("▌ Acme");
        assert!(captured(&pty));
        pty
    };
    for way in ["TERM", "HUP", "INT", "q", "\x03"] {
        let mut pty = with_mouse("");
        if way.len() > 1 {
            pty.signal(way);
        } else {
            pty.press(way);
        }
        pty.wait_for_end();
        pty.assert_restored();
    }
    // Given back to the editor, and taken again.
    let mut pty = with_mouse("echo editing; read line");
    pty.press("e");
    pty.wait_for("editing");
    assert!(!captured(&pty));
    pty.press("\n");
    pty.wait_for("▌ Acme");
    assert!(captured(&pty));
    // The divider is taken hold of beyond what the old way of telling could count.
    pty.press("\x1b[<0;61;9M\x1b[<32;250;9M\x1b[<0;250;9m");
    pty.wait_for(&format!("\n{}│", " ".repeat(249)));
    pty.press("\x1b[<0;5;6M");
    pty.wait_for("▌ Globex");
    pty.press("\x1b[<0;5;6M");
    pty.wait_for("List › Globex");
    pty.press("q");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    pty.assert_restored();
}

#[test]
fn a_mistake_in_the_settings_is_on_the_screen() {
    let folder = library(["Acme"]);
    folder.write("set.toml", "tehme = \"ink\"\n");
    let mut program = reader(&folder);
    program.env("BRIEFING_CONFIG", folder.path().join("set.toml"));
    let mut pty = Pty::open_sized(program, 160, 24);
    pty.wait_for("unknown setting `tehme`; did you mean `theme`?");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}
