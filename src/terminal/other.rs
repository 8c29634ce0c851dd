//! The terminal where there is no Unix.
//! It is used through crossterm, and without job control.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

/// The terminal for output and input.
#[derive(Clone, Debug)]
pub struct Tty(());

/// The previous line modes, which crossterm stores.
#[derive(Debug)]
pub(super) struct SavedModes;

impl Tty {
    /// Returns the terminal of standard input and standard output.
    ///
    /// # Errors
    ///
    /// Fails if one of them isn't a terminal.
    pub fn stdio() -> io::Result<Self> {
        if io::stdin().is_terminal() && io::stdout().is_terminal() {
            Ok(Self(()))
        } else {
            Err(io::Error::new(io::ErrorKind::Unsupported, "not a terminal"))
        }
    }

    /// Returns the controlling terminal of the process.
    /// Here it is only found through the standard streams.
    ///
    /// # Errors
    ///
    /// Fails if they aren't a terminal.
    pub fn controlling() -> io::Result<Self> {
        Self::stdio()
    }

    /// Returns the columns and rows.
    ///
    /// # Errors
    ///
    /// Fails if the console does not report them.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        crossterm::terminal::size()
    }

    #[expect(clippy::unused_self, reason = "the same interface as on Unix")]
    pub(super) fn capture_mouse(&self) -> io::Result<()> {
        crossterm::execute!(io::stdout(), crossterm::event::EnableMouseCapture)
    }

    #[expect(clippy::unused_self, reason = "the same interface as on Unix")]
    pub(super) fn make_raw(&self) -> io::Result<SavedModes> {
        // This query also switches on the interpretation of sequences.
        #[cfg(windows)]
        let _ = crossterm::ansi_support::supports_ansi();
        crossterm::terminal::enable_raw_mode()?;
        Ok(SavedModes)
    }

    #[expect(clippy::unused_self, reason = "the same interface as on Unix")]
    pub(super) fn make_cooked(&self, _: &SavedModes) {
        let _ = crossterm::terminal::disable_raw_mode();
    }

    #[expect(clippy::unused_self, reason = "the same interface as on Unix")]
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()?;
        Ok(bytes.len())
    }

    #[expect(clippy::unused_self, reason = "the same interface as on Unix")]
    pub(super) fn can_be_written_to(&self, _within: Duration) -> bool {
        true
    }
}

pub(super) fn can_stop() -> bool {
    false
}

pub(super) fn stop() -> bool {
    false
}
