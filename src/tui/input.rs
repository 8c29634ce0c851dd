//! Reads keys, pastes and signals, and is the only reader of them.
//!
//! [`spawn`] starts a thread that hands over input one batch at a time, and reads on only when it is permitted
//! ([`Permit::grant`]). So no keys are read while an editor runs or the process is stopped, and a flood of keys
//! comes in batches instead of filling a queue.
//!
//! On Unix the bytes are read and decoded here; of crossterm only the types of its keys are used. Its reader
//! blocks on the first half of a sequence even when asked not to wait, leaves keys in the kernel when more than
//! 1,024 bytes come at once, and never returns when the terminal is gone (crossterm #793).

#[cfg(any(unix, test))]
mod decode;
#[cfg(not(unix))]
#[path = "input/other.rs"]
mod reader;
#[cfg(unix)]
#[path = "input/unix.rs"]
mod reader;

pub use reader::{Permit, spawn};

mod translate;

pub use translate::events;

use crossterm::event::KeyEvent;

use crate::tui::event::Pointer;

/// One piece of input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalInput {
    /// A key was pressed, or is held and repeats.
    /// Releases are not reported.
    Key(KeyEvent),
    /// Text was pasted, unchanged: it is not clean.
    Paste(String),
    /// The mouse was used.
    /// Reported only while it is captured.
    Mouse(Pointer),
    /// The terminal was resized to these columns and rows.
    /// At most one in a batch.
    Resize(u16, u16),
    /// The process received a request to stop: see `Terminal::suspend`.
    Suspend,
    /// The process was stopped from outside and continues: see `Terminal::resume`.
    Continue,
    /// The process received this signal to end.
    Quit(i32),
    /// The terminal is gone; nothing follows.
    Gone,
}
