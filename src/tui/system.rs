//! The services of the loop in a real terminal session.
//! They are the engine, clipboard, editor and opener.
//!
//! Nothing here goes through a shell: programs are started with their arguments as they are.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::clean;
use crate::config;
use crate::engine::request::Request;
use crate::engine::runner::ThreadedRunner;
use crate::library;
use crate::terminal::{Terminal, editor};
use crate::text::{Clean, io_reason};
use crate::tui::event_loop::Host;
use crate::tui::input::Permit;

/// The longest encoded text for the clipboard through the terminal.
/// Several terminals drop longer ones.
const LONGEST_OSC52: usize = 74_994;

/// The longest time that tmux may take for a buffer.
const LONGEST_TMUX: Duration = Duration::from_secs(1);

/// A terminal session.
#[derive(Debug)]
pub struct TerminalSession {
    terminal: Terminal,
    permit: Permit,
    runner: ThreadedRunner,
}

impl TerminalSession {
    /// Creates a session on an entered terminal.
    pub fn new(terminal: Terminal, permit: Permit, runner: ThreadedRunner) -> Self {
        Self { terminal, permit, runner }
    }
}

impl Host for TerminalSession {
    fn dispatch(&mut self, request: Request) {
        self.runner.submit(request);
    }

    fn resume_input(&mut self) {
        self.permit.grant();
    }

    fn copy(&mut self, text: &Clean) -> Result<Clean, Clean> {
        if library::is_secure() {
            return Err(clean!("BRIEFING_SECURE is set"));
        }
        if env::var_os("TMUX").is_some() && tmux_buffer(text).is_ok() {
            return Ok(clean!("through tmux"));
        }
        let encoded = STANDARD.encode(text.as_bytes());
        if encoded.len() > LONGEST_OSC52 {
            return Err(clean!("too long for the clipboard of the terminal; try `briefing show --markdown`"));
        }
        // Only target `c`: mosh passes on no other.
        let sequence = format!("\u{1B}]52;c;{encoded}\u{7}");
        let written = self.terminal.writer().write_all(sequence.as_bytes());
        written.map(|()| clean!("with OSC 52")).map_err(|error| clean!("{error}"))
    }

    fn edit(&mut self, path: &Path, line: u32) -> Result<(), Clean> {
        if !path.is_file() {
            return Err(clean!("cannot edit {}: it is part of the built-in sample", path.display()));
        }
        let mut command = editor::command(path, line)?;
        let done = self.terminal.run_released(&mut command).map_err(|error| clean!("{error}"))?;
        match done {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(clean!("the editor exited with {status}")),
            Err(error) => Err(clean!(
                "cannot start {}: {error}",
                Path::new(command.get_program()).display(),
                error = io_reason(&error)
            )),
        }
    }

    fn open_url(&mut self, address: &Clean) -> Result<(), Clean> {
        if library::is_secure() {
            return Err(clean!("BRIEFING_SECURE is set"));
        }
        if env::var_os("SSH_CONNECTION").is_some() {
            return Err(clean!("no browser over SSH; copy the address instead"));
        }
        if !config::is_path_absolute() {
            return Err(clean!("PATH contains a relative folder; copy the address instead"));
        }
        open::that_detached(address.as_str()).map_err(|error| clean!("{error}"))
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.terminal.suspend()
    }

    fn resume(&mut self) -> io::Result<()> {
        self.terminal.resume()
    }

    fn size(&self) -> Option<(u16, u16)> {
        self.terminal.size().ok()
    }
}

/// Puts text into the clipboard through a tmux buffer.
/// tmux drops OSC 52 by default, but passes a buffer on to the outer clipboard.
fn tmux_buffer(text: &Clean) -> io::Result<()> {
    let mut command = config::command("tmux");
    command
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn()?;
    if let Some(mut input) = child.stdin.take() {
        let text = text.clone();
        // A server that hangs takes nothing: writing waits then, and must not keep the loop.
        thread::spawn(move || input.write_all(text.as_bytes()));
    }
    let start = Instant::now();
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(_) => return Err(io::Error::other("tmux did not accept the text")),
            None if start.elapsed() > LONGEST_TMUX => {
                child.kill()?;
                child.wait()?;
                return Err(io::ErrorKind::TimedOut.into());
            }
            None => thread::sleep(Duration::from_millis(2)),
        }
    }
}
