//! Work outside the app as plain data.
//! `update` requests it, the loop and the workers do it.

use std::path::PathBuf;

use crate::briefing::Fingerprint;
use crate::keymap::action::{SortKey, View};
use crate::library::Ix;
use crate::library::matrix::Axis;
use crate::memory::TextPosition;
use crate::text::Clean;

/// The number of a request.
/// An answer to an older one is dropped.
pub type Generation = u64;

/// One piece of outside work.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Finds the briefings that match a query, in this order.
    Search {
        /// The number of the request.
        generation: Generation,
        /// The query as typed.
        query: String,
        /// The requested order.
        order: ListOrder,
    },
    /// Finds the briefings that a query of the finder names.
    FindTitles {
        /// The number of the request.
        generation: Generation,
        /// The query as typed.
        query: String,
    },
    /// Finds the places that match a query of the finder.
    FindText {
        /// The number of the request.
        generation: Generation,
        /// The query as typed.
        query: String,
    },
    /// Brings the full-text index up to date.
    IndexText,
    /// Reads and parses the file of a briefing.
    Open {
        /// The number of the request.
        generation: Generation,
        /// The file.
        path: PathBuf,
        /// The purpose of reading it.
        purpose: OpenPurpose,
    },
    /// Finds the completions at the cursor of the query line.
    Complete {
        /// The number of the request.
        generation: Generation,
        /// The line.
        line: String,
        /// The byte position of the cursor.
        cursor: usize,
    },
    /// Works something out over the texts of the library.
    Analyse {
        /// The number of the request.
        generation: Generation,
        /// The question.
        question: AnalysisRequest,
    },
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
    /// Reads or writes the user's memory.
    Remember(MemoryRequest),
    /// Checks all briefings.
    Check {
        /// The number of the request.
        generation: Generation,
    },
    /// Stops reading all texts for this job.
    Stop(Job),
    /// Reads the library from disk again.
    Reload,
    /// Stops the process until the shell continues it.
    Suspend,
    /// Paints the whole screen again.
    Redraw,
    /// Quits.
    Quit(Quit),
}

/// A purpose for which all texts of the library are read.
/// Each can take long, reports its progress, and can be stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Reading the texts for the requests of the views.
    Reading,
    /// Checking the texts for problems.
    Checking,
}

impl Job {
    /// Returns the word for the job.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Checking => "checking",
        }
    }
}

/// A question to be worked out.
/// Numbers of briefings are those of the library that the app has.
#[derive(Clone, Debug, PartialEq)]
pub enum AnalysisRequest {
    /// The timeline of these briefings, which the line found: where that asks for dates, of what else it finds, and
    /// of its entries those with such dates.
    Timeline(Vec<Ix>, String),
    /// The matrix of these briefings.
    /// Without axes, those that suit the briefings.
    Matrix(Vec<Ix>, Option<(Axis, Axis)>),
    /// The comparison of these files.
    Comparison(Vec<PathBuf>),
    /// The counts of the values in these briefings, which the line found.
    Facets(String, Vec<Ix>),
    /// The evidence of all texts: citations of sources and links.
    Evidence,
}

impl MemoryRequest {
    /// Returns whether the reader marks something by it.
    pub fn is_mark(&self) -> bool {
        matches!(
            self,
            Self::Read { .. }
                | Self::Unread { .. }
                | Self::Star { .. }
                | Self::Note { .. }
                | Self::Bookmark { .. }
        )
    }
}

/// A request to the memory.
#[derive(Clone, Debug, PartialEq)]
pub enum MemoryRequest {
    /// Recalls what is known of the library that the app has.
    LoadState,
    /// Marks a briefing as read.
    /// That is the edition with this fingerprint, else the file as it is now.
    Read {
        /// The file.
        path: PathBuf,
        /// The fingerprint that was seen.
        /// If the file differs by now, it does not count as read.
        print: Option<Fingerprint>,
    },
    /// Marks a briefing as unread.
    Unread {
        /// The file.
        path: PathBuf,
    },
    /// Adds or removes the star of a briefing.
    Star {
        /// The file.
        path: PathBuf,
        /// Set when the briefing gets the star.
        starred: bool,
    },
    /// Sets the note at the star of a briefing.
    /// An empty one leaves the star without a note.
    Note {
        /// The file.
        path: PathBuf,
        /// The note.
        note: String,
    },
    /// Records the place at which a briefing was left.
    Leave {
        /// The file.
        path: PathBuf,
        /// The place.
        spot: TextPosition,
    },
    /// Sets the bookmark of a letter.
    Bookmark {
        /// The letter.
        letter: char,
        /// The file.
        path: PathBuf,
        /// The place.
        spot: TextPosition,
    },
    /// Finds the changes in a briefing since an edition was read.
    Compare {
        /// The number of the request.
        generation: Generation,
        /// The file.
        path: PathBuf,
        /// The edition; 0 is the latest that differs from the file now.
        edition: usize,
    },
    /// Records the user's place as the program ends.
    Shutdown(Box<Resumed>),
}

/// The state in which a library was left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resumed {
    /// The view.
    pub view: View,
    /// The filter line.
    pub query: String,
    /// The order of the list.
    pub order: ListOrder,
    /// The selected briefing.
    pub selected: Option<PathBuf>,
    /// The briefing that was open, and the place in it.
    pub open: Option<(PathBuf, TextPosition)>,
    /// The briefings read before, the latest last.
    pub history: Vec<(PathBuf, TextPosition)>,
}

/// The purpose of reading a briefing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenPurpose {
    /// Showing it beside the list while it is selected.
    Preview,
    /// Reading it.
    Reading,
}

/// The order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListOrder {
    /// The key to sort by.
    pub key: SortKey,
    /// Set when the usual direction of that key is reversed.
    pub reversed: bool,
    /// Set when the user chose the order.
    /// It then holds even while words are typed; else the best match comes first.
    pub chosen: bool,
}

impl Default for ListOrder {
    fn default() -> Self {
        Self { key: SortKey::AsOf, reversed: false, chosen: false }
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
