//! The user's pager for long text on a terminal. It is started without a shell.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};

use crate::config;
use crate::library;

/// A running pager; it is waited for when dropped.
#[derive(Debug)]
pub(super) struct Pager {
    child: Child,
    input: Option<ChildStdin>,
}

impl Pager {
    /// Starts `$PAGER`, else `less`; returns nothing when it is empty or can't be started.
    pub(super) fn start() -> Option<Self> {
        // A pager can start programs and write files of its own.
        if library::is_secure() {
            return None;
        }
        let named = env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
        let mut words = named.split_whitespace();
        let program = words.next()?;
        let mut command = config::command(program);
        command.args(words).stdin(Stdio::piped());
        if Path::new(program).file_stem().is_some_and(|name| name == "less") {
            // Set whatever LESS holds: without it, colours are shown as characters.
            command.arg("-R");
        }
        if env::var_os("LESS").is_none() {
            // A short text ends the pager at once and stays on the screen.
            command.env("LESS", "FRX");
        }
        let mut child = command.spawn().ok()?;
        let input = child.stdin.take();
        Some(Self { child, input })
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.input.as_mut().map_or(Ok(bytes.len()), |input| input.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.input.as_mut().map_or(Ok(()), ChildStdin::flush)
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        drop(self.input.take());
        // The pager's exit code is not the command's.
        let _ = self.child.wait();
    }
}
