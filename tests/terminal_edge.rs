//! The terminal in the hands of a real program: entered, left, stopped, taken away.
//!
//! The program is this test binary itself, run once more in a pseudo-terminal with [`PROGRAM`] in its environment.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/pty.rs"]
mod pty;

use briefing::terminal::{Terminal, Tty, install_panic_hook};
use briefing::theme::Palette;
use briefing::tui::input::{self, TerminalInput};
use briefing::tui::screen::{Picture, Screen};
use crossterm::event::KeyCode;
use pty::{PROGRAM, Pty};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// A reader in a few lines: it shows what came in, and some keys make it misbehave.
#[test]
#[ignore = "it is the program that the other tests run"]
fn program() {
    if std::env::var_os(PROGRAM).is_some() {
        std::process::exit(run());
    }
}

fn run() -> i32 {
    install_panic_hook();
    let mut terminal = Terminal::enter(Tty::stdio().unwrap()).unwrap();
    let mut screen = Screen::new(terminal.writer(), Palette::Colour);
    let (sender, batches) = channel();
    let permit = input::spawn(&Tty::stdio().unwrap(), move |batch| sender.send(batch).is_ok()).unwrap();
    let mut size = terminal.size().unwrap();
    let (mut keys, mut last) = (0, String::from("ready"));
    loop {
        screen
            .draw(&picture(size, &[&format!("{} x {}", size.0, size.1), &format!("keys {keys}"), &last]))
            .unwrap();
        let Ok(batch) = batches.recv() else { return 7 };
        for input in batch {
            last = format!("last {input:?}");
            match input {
                TerminalInput::Key(key) => {
                    keys += 1;
                    match key.code {
                        KeyCode::Char('q') => return 0,
                        KeyCode::Char('p') => panic!("the main thread panics"),
                        KeyCode::Char('w') => {
                            thread::spawn(|| panic!("a worker panics"));
                        }
                        KeyCode::Char('h') => {
                            screen.draw(&picture(size, &["hangs"])).unwrap();
                            thread::sleep(Duration::from_mins(1));
                        }
                        KeyCode::Char('f') => loop {
                            screen.forget();
                            screen.draw(&picture(size, &["floods"; 20])).unwrap();
                        },
                        KeyCode::Char('e') => {
                            let mut editor = Command::new("sh");
                            editor.args(["-c", "echo editor; read line; echo got $line; sleep 0.1"]);
                            terminal.run_released(&mut editor).unwrap().unwrap();
                            screen.forget();
                        }
                        _ => {}
                    }
                }
                TerminalInput::Suspend => {
                    terminal.suspend().unwrap();
                    screen.forget();
                }
                TerminalInput::Continue => {
                    terminal.resume().unwrap();
                    screen.forget();
                }
                TerminalInput::Resize(width, height) => size = (width, height),
                TerminalInput::Quit(signal) => return 128 + signal,
                TerminalInput::Gone => return 129,
                TerminalInput::Paste(_) | TerminalInput::Mouse(_) => {}
            }
        }
        permit.grant();
    }
}

fn picture((width, height): (u16, u16), lines: &[&str]) -> Picture {
    let mut cells = Buffer::empty(Rect::new(0, 0, width, height));
    for (y, line) in (0..height).zip(lines) {
        cells.set_string(0, y, line, Style::new().bold());
    }
    Picture { cells, cursor: Some(Position::new(0, 1)), links: Vec::new(), hotspots: Vec::new() }
}

#[test]
fn a_normal_end_restores_the_terminal() {
    let mut pty = Pty::open();
    pty.wait_for("ready");
    assert!(pty.screen().alternate_screen() && pty.screen().bracketed_paste());
    assert_ne!(pty.modes(), pty.modes_before);
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    pty.assert_restored();
}

/// In a release build too, which can't be asked to panic as the real program can.
#[test]
fn a_panic_anywhere_restores_the_terminal_and_is_seen() {
    for (key, message) in [("p", "the main thread panics"), ("w", "a worker panics")] {
        let mut pty = Pty::open();
        pty.wait_for("ready");
        pty.press(key);
        assert_eq!(pty.wait_for_end(), 101);
        pty.assert_restored();
        assert!(pty.text().contains(message), "{}", pty.text());
    }
}

#[test]
fn a_signal_restores_the_terminal() {
    for (signal, code) in
        [("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131), ("USR1", 138), ("ALRM", 142)]
    {
        let mut pty = Pty::open();
        pty.wait_for("ready");
        pty.signal(signal);
        assert_eq!(pty.wait_for_end(), code, "{signal}");
        pty.assert_restored();
    }
}

#[test]
fn a_signal_is_seen_in_the_middle_of_a_sequence() {
    let mut pty = Pty::open();
    pty.wait_for("ready");
    pty.press("\x1b[200~half a paste");
    pty.signal("TERM");
    assert_eq!(pty.wait_for_end(), 143);
    pty.assert_restored();
}

#[test]
fn a_hanging_program_ends_on_a_signal() {
    let mut pty = Pty::open();
    pty.wait_for("ready");
    pty.press("h");
    pty.wait_for("hangs");
    pty.signal("TERM");
    assert_eq!(pty.wait_for_end(), 143);
    pty.assert_restored();
}

#[test]
fn nothing_is_left_when_the_terminal_dies() {
    for (hangs, with_signal) in [(false, true), (false, false), (true, true), (true, false)] {
        let mut pty = if with_signal { Pty::open() } else { Pty::open_without_signals() };
        pty.wait_for("ready");
        if hangs {
            pty.press("h");
            pty.wait_for("hangs");
        }
        assert!(
            pty.close_and_wait(Duration::from_secs(2)).is_some(),
            "hangs: {hangs}, signal: {with_signal}"
        );
    }
}

#[test]
fn a_terminal_that_takes_nothing_keeps_no_program() {
    let mut pty = Pty::open();
    pty.wait_for("ready");
    pty.press("f");
    thread::sleep(Duration::from_millis(300));
    pty.signal("TERM");
    assert!(pty.ends_within(Duration::from_secs(3)));
    assert_eq!(pty.modes(), pty.modes_before);
}

#[test]
fn every_key_of_a_flood_arrives() {
    let mut pty = Pty::open();
    pty.wait_for("ready");
    pty.press(&"j".repeat(3000));
    pty.wait_for("keys 3000");
    pty.press("\x1b");
    pty.wait_for("code: Esc");
    pty.press("\x1b[A");
    pty.wait_for("code: Up");
    pty.press("\x1b[200~Acme\x1b[201~");
    pty.wait_for("Paste(\"Acme\")");
}

#[test]
fn a_resize_is_shown() {
    let mut pty = Pty::open();
    pty.wait_for("80 x 24");
    pty.resize(100, 30);
    pty.wait_for("100 x 30");
}

#[test]
fn an_editor_has_the_terminal_to_itself() {
    let mut pty = Pty::open();
    pty.wait_for("ready");
    pty.press("e");
    pty.wait_for("editor");
    assert!(!pty.screen().alternate_screen());
    assert_eq!(pty.modes(), pty.modes_before);
    pty.press("jjjj\n");
    pty.wait_for("got jjjj");
    // The keys went to the editor and nowhere else.
    pty.wait_for("keys 1");
    assert!(pty.screen().alternate_screen());
    assert_ne!(pty.modes(), pty.modes_before);
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    pty.assert_restored();
}

#[test]
fn stopped_and_continued_by_a_shell() {
    let mut pty = Pty::open_in_shell();
    pty.wait_for("ready");
    for times in 1..=2 {
        pty.signal("TSTP");
        pty.wait_for(&format!("shell {times}"));
        assert!(!pty.screen().alternate_screen());
        pty.press("\n");
        pty.wait_for("last Suspend");
        assert!(pty.screen().alternate_screen());
    }
    pty.press("q");
    pty.wait_for("shell 3");
    pty.assert_restored_screen();
}

#[test]
fn stopped_by_somebody_else_and_continued() {
    let mut pty = Pty::open();
    pty.wait_for("ready");
    pty.signal("STOP");
    pty.signal("CONT");
    pty.wait_for("last Continue");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    pty.assert_restored();
}

#[test]
fn without_a_shell_there_is_no_stopping() {
    let mut pty = Pty::open();
    pty.wait_for("ready");
    pty.signal("TSTP");
    pty.wait_for("last Suspend");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
#[cfg(target_os = "linux")]
fn at_rest_nothing_runs() {
    let mut pty = Pty::open();
    pty.wait_for("ready");
    pty.press("j");
    pty.wait_for("keys 1");
    thread::sleep(Duration::from_millis(200));
    let before = pty.activity();
    thread::sleep(Duration::from_millis(500));
    assert_eq!(pty.activity(), before);
}
