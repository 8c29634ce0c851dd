//! Work outside the app as plain data.
//! `update` asks for it; the engine answers requests, the loop does the rest.

use std::path::PathBuf;

use crate::engine::request::{MemoryRequest, Request};
use crate::text::Clean;

/// One piece of outside work.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Asks the engine.
    Ask(Request),
    /// Puts text into the clipboard.
    Copy {
        /// The name of the text, for the message.
        what: &'static str,
        /// The text.
        text: Clean,
    },
    /// Opens the editor on a file, at a line counted from 1.
    Edit {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u32,
    },
    /// Opens an address outside; only `http`, `https` and `mailto` get here.
    Visit {
        /// The address.
        address: Clean,
    },
    /// Stops the process until the shell continues it.
    Suspend,
    /// Paints the whole screen again.
    Redraw,
    /// Quits.
    Quit(Quit),
}

impl Effect {
    /// Asks the memory.
    pub fn remember(request: MemoryRequest) -> Self {
        Self::Ask(Request::Remember(request))
    }
}

/// A way in which the program ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quit {
    /// With a picked briefing.
    Picked {
        /// Its file.
        path: PathBuf,
        /// The shortest name by which it is found again.
        name: Clean,
    },
    /// As requested.
    Done,
    /// Interrupted by Ctrl-C.
    Interrupted,
}
