//! Long text on a terminal goes through the user's pager, without a shell.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::library;

/// A pager that is running; it is waited for when dropped.
#[derive(Debug)]
pub(super) struct Pager {
    child: Child,
    input: Option<ChildStdin>,
}

impl Pager {
    /// Starts `$PAGER`, else `less`; nothing when it is set to nothing or can't be started.
    pub(super) fn start() -> Option<Self> {
        // A pager can start programs and write files of its own.
        if library::is_secure() {
            return None;
        }
        let named = env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
        let mut words = named.split_whitespace();
        let program = words.next()?;
        let mut command = Command::new(program);
        command.args(words).stdin(Stdio::piped());
        if Path::new(program).file_stem().is_some_and(|name| name == "less") {
            // Whatever LESS says: colours are no text.
            command.arg("-R");
        }
        if env::var_os("LESS").is_none() {
            // A short text ends at once, and the screen keeps it.
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
        // Its exit code says nothing about the briefing.
        let _ = self.child.wait();
    }
}
