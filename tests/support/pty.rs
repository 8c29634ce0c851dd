//! A program in a pseudo-terminal.

#![allow(dead_code, reason = "each test uses the part that it needs")]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{ErrorKind, Read, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Columns and rows where nothing else is asked for.
const SIZE: (u16, u16) = (80, 24);

/// How long a program may take where nothing else is asked for.
const LONGEST: Duration = Duration::from_secs(10);

/// The variable by which the test binary knows that it is the program.
pub const PROGRAM: &str = "BRIEFING_EDGE_PROGRAM";

/// A pseudo-terminal with the program in it. A program that takes longer than ten seconds is killed.
pub struct Pty {
    master: Box<dyn MasterPty>,
    reader: Box<dyn Read>,
    writer: Box<dyn Write>,
    child: Box<dyn Child + Send + Sync>,
    terminal: vt100::Parser,
    /// All that the program wrote.
    raw: Vec<u8>,
    /// The line modes before the program ran.
    pub modes_before: String,
    _running: Sender<()>,
}

impl Pty {
    /// The program alone, as when a terminal is opened for it.
    pub fn open() -> Self {
        Self::run(program(), SIZE, LONGEST)
    }

    /// Another program.
    pub fn open_command(command: CommandBuilder) -> Self {
        Self::run(command, SIZE, LONGEST)
    }

    /// Another program in so many columns and rows.
    pub fn open_sized(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        Self::run(command, (columns, rows), LONGEST)
    }

    /// Another program, which may take so long.
    pub fn open_for(command: CommandBuilder, columns: u16, rows: u16, longest: Duration) -> Self {
        Self::run(command, (columns, rows), longest)
    }

    /// The program on a terminal that doesn't send it a signal when it dies.
    pub fn open_without_signals() -> Self {
        let mut program = program();
        program.set_controlling_tty(false);
        Self::run(program, SIZE, LONGEST)
    }

    /// The program in the foreground of a shell with job control, which continues it at each Enter.
    pub fn open_in_shell() -> Self {
        let exe = std::env::current_exe().unwrap();
        let mut shell = CommandBuilder::new("bash");
        shell.env(PROGRAM, "1");
        let run = format!("'{}' --exact program --ignored --nocapture", exe.display());
        let again = "echo shell $n; n=$((n+1)); read line; fg";
        shell.args(["-mc", &format!("n=1; {run}; {again}; {again}; echo shell $n; read line")]);
        Self::run(shell, SIZE, LONGEST)
    }

    fn run(command: CommandBuilder, (cols, rows): (u16, u16), longest: Duration) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let modes_before = format!("{:?}", pair.master.get_termios().unwrap());
        let child = pair.slave.spawn_command(command).unwrap();
        let mut killer = child.clone_killer();
        let (running, ended) = channel();
        thread::spawn(move || {
            if ended.recv_timeout(longest) == Err(RecvTimeoutError::Timeout) {
                let _ = killer.kill();
            }
        });
        Self {
            reader: pair.master.try_clone_reader().unwrap(),
            writer: pair.master.take_writer().unwrap(),
            master: pair.master,
            child,
            terminal: vt100::Parser::new(rows.try_into().unwrap(), cols.try_into().unwrap(), 0),
            modes_before,
            raw: Vec::new(),
            _running: running,
        }
    }

    /// Waits until `text` is on the screen.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        // A program that takes too long is ended, and cleans up: what it showed before says more.
        let mut shown = self.text();
        while !self.text().contains(text) {
            assert!(
                self.read(),
                "never saw {text:?}, but:\n{shown}\nand at the end ({}):\n{}",
                self.end(),
                self.text()
            );
            if self.screen().alternate_screen() {
                shown = self.text();
            }
        }
    }

    /// Waits until one of these is on the screen, and says which.
    #[track_caller]
    pub fn wait_for_one_of<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        loop {
            let shown = self.text();
            if let Some(text) = texts.iter().find(|text| shown.contains(**text)) {
                return text;
            }
            assert!(self.read(), "never saw one of {texts:?}, but:\n{shown}");
        }
    }

    /// Waits until the program has written these bytes.
    #[track_caller]
    pub fn wait_for_bytes(&mut self, bytes: &[u8]) {
        while !self.raw.windows(bytes.len()).any(|written| written == bytes) {
            assert!(
                self.read(),
                "{:?} was never written, but:\n{}",
                bytes.escape_ascii().to_string(),
                self.text()
            );
        }
    }

    /// Waits until `text` is no longer on the screen.
    #[track_caller]
    pub fn wait_until_gone(&mut self, text: &str) {
        while self.text().contains(text) {
            assert!(self.read(), "{text:?} never went:\n{}", self.text());
        }
    }

    /// Waits for the end of the program, and returns its code.
    pub fn wait_for_end(&mut self) -> i32 {
        while self.read() {}
        i32::try_from(self.child.wait().unwrap().exit_code()).unwrap()
    }

    /// Reads something; false at the end.
    fn read(&mut self) -> bool {
        let mut bytes = [0; 4096];
        loop {
            match self.reader.read(&mut bytes) {
                Ok(count) => {
                    self.terminal.process(&bytes[..count]);
                    self.raw.extend_from_slice(&bytes[..count]);
                    return count > 0;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // The error of Linux once the other side is closed everywhere.
                Err(_) => return false,
            }
        }
    }

    /// How the program ended, in words, for a test that didn't expect it to.
    fn end(&mut self) -> String {
        self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string())
    }

    pub fn press(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
    }

    pub fn resize(&mut self, cols: u16, rows: u16) {
        self.terminal.screen_mut().set_size(rows.try_into().unwrap(), cols.try_into().unwrap());
        self.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Sends the signal to the process in the foreground.
    pub fn signal(&self, name: &str) {
        let group = self.master.process_group_leader().unwrap();
        let sent =
            std::process::Command::new("kill").args([&format!("-{name}"), &group.to_string()]).status();
        assert!(sent.unwrap().success());
    }

    pub fn screen(&self) -> &vt100::Screen {
        self.terminal.screen()
    }

    /// All that the program wrote, byte by byte.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    pub fn text(&self) -> String {
        self.screen().contents()
    }

    pub fn modes(&self) -> String {
        format!("{:?}", self.master.get_termios().unwrap())
    }

    #[track_caller]
    pub fn assert_restored(&self) {
        self.assert_restored_screen();
        assert_eq!(self.modes(), self.modes_before);
    }

    #[track_caller]
    pub fn assert_restored_screen(&self) {
        assert!(!self.screen().alternate_screen());
        assert!(!self.screen().bracketed_paste());
        assert_eq!(self.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert!(!self.screen().hide_cursor());
        assert!(!self.screen().bold());
    }

    /// Whether the program ends by itself within `time`, while its output is not read.
    pub fn ends_within(&mut self, time: Duration) -> bool {
        ends_within(&mut self.child, time)
    }

    /// Takes the terminal away from the program, and returns its code if it ends within `time`.
    pub fn close_and_wait(self, time: Duration) -> Option<u32> {
        let mut child = self.child;
        drop((self.master, self.reader, self.writer));
        ends_within(&mut child, time).then(|| child.wait().unwrap().exit_code())
    }

    /// Sends the signal to the program alone.
    pub fn signal_program(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        let sent = std::process::Command::new("kill").args([&format!("-{name}"), &id]).status();
        assert!(sent.unwrap().success());
    }

    /// How many bytes the program has written so far, to whatever it has open.
    #[cfg(target_os = "linux")]
    pub fn written(&self) -> String {
        let io = std::fs::read_to_string(format!("/proc/{}/io", self.child.process_id().unwrap())).unwrap();
        io.lines().find(|line| line.starts_with("wchar")).unwrap().to_owned()
    }

    /// How often each of the program's threads was given the processor.
    #[cfg(target_os = "linux")]
    pub fn activity(&self) -> Vec<String> {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.process_id().unwrap())).unwrap();
        let mut activity = Vec::new();
        for task in tasks {
            let status = std::fs::read_to_string(task.unwrap().path().join("status")).unwrap();
            activity.extend(status.lines().filter(|line| line.contains("ctxt_switches")).map(str::to_owned));
        }
        activity
    }
}

fn program() -> CommandBuilder {
    let mut program = CommandBuilder::new(std::env::current_exe().unwrap());
    program.args(["--exact", "program", "--ignored", "--nocapture"]);
    program.env(PROGRAM, "1");
    program.env("RUST_BACKTRACE", "0");
    program
}

fn ends_within(child: &mut Box<dyn Child + Send + Sync>, time: Duration) -> bool {
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > time {
            child.kill().unwrap();
            return false;
        }
        thread::sleep(Duration::from_millis(10));
    }
    true
}
