//! Input events in types of our own.
//! The rest of the TUI does not know the terminal library.

use crate::keymap::Key;

/// One event from the terminal or from the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted; it is never run as commands.
    Paste(String),
    /// The mouse was used, which has to be enabled.
    Mouse(Pointer),
    /// The terminal was resized to these columns and rows.
    Resize(u16, u16),
    /// The process received a request to stop for a while.
    Suspend,
    /// The process was stopped from outside and continues.
    Continue,
    /// The process received a request to end, or its terminal is gone.
    End,
}

/// A mouse event with its cell, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// The kind of event.
    pub act: Act,
    /// The column.
    pub x: u16,
    /// The row.
    pub y: u16,
}

/// An event of the left mouse button or the wheel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Act {
    Press,
    Drag,
    Release,
    WheelUp,
    WheelDown,
}
