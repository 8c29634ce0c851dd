//! Reads keys, pastes and signals: the only place that does.
//!
//! [`spawn`] starts a thread that hands over what came in, one batch at a time, and reads on only when it is permitted
//! ([`Permit::grant`]). So nobody reads keys while an editor runs or the process is stopped, and a flood of keys comes in
//! batches instead of filling a queue.
//!
//! On Unix the bytes are read and decoded here; of crossterm only the types of its keys are used. Its reader blocks on the
//! first half of a sequence even when it is told not to wait, leaves keys in the kernel when more than 1,024 bytes come at
//! once, and never returns when the terminal is gone (crossterm #793).

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

/// One thing that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed, or is held and repeats. Releases aren't told.
    Key(KeyEvent),
    /// Text was pasted. It is as it came: not clean.
    Paste(String),
    /// Something was done with the mouse. Told only while it is captured.
    Mouse(Pointer),
    /// The terminal has these columns and rows now. At most one in a batch.
    Resize(u16, u16),
    /// The process was asked to stop for a while: `Terminal::suspend`.
    Suspend,
    /// The process was stopped by somebody else and is continued: `Terminal::resume`.
    Continue,
    /// The process was asked to end by this signal.
    Quit(i32),
    /// The terminal is gone. Nothing follows.
    Gone,
}
