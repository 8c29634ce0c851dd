//! Work outside the program, as plain data: `update` asks for it, the loop and the workers do it.

use std::path::PathBuf;

use crate::briefing::Fingerprint;
use crate::library::Ix;
use crate::library::matrix::Axis;
use crate::memory::Spot;
use crate::text::Clean;
use crate::tui::action::{SortKey, View};

/// Tells answers apart: an answer to an older question is dropped.
pub type Generation = u64;

/// One piece of outside work.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Find what matches a query, in this order.
    Search {
        /// The number of the question.
        generation: Generation,
        /// The query as typed.
        query: String,
        /// The order wanted.
        order: Order,
    },
    /// Find the briefings that a query of the finder names.
    FindTitles {
        /// The number of the question.
        generation: Generation,
        /// The query as typed.
        query: String,
    },
    /// Find the places that say what a query of the finder asks for.
    FindText {
        /// The number of the question.
        generation: Generation,
        /// The query as typed.
        query: String,
    },
    /// Bring the full-text index up to date.
    IndexText,
    /// Read and parse the file of a briefing.
    Open {
        /// The number of the question.
        generation: Generation,
        /// The file.
        path: PathBuf,
        /// What for.
        purpose: Purpose,
    },
    /// Find what could stand at the cursor of the query line.
    Complete {
        /// The number of the question.
        generation: Generation,
        /// The line.
        line: String,
        /// The byte at which the cursor stands.
        cursor: usize,
    },
    /// Work something out over the texts of the library.
    Analyse {
        /// The number of the question.
        generation: Generation,
        /// What.
        question: Question,
    },
    /// Put text into the clipboard.
    Copy {
        /// What it is, for the message.
        what: &'static str,
        /// The text.
        text: Clean,
    },
    /// Open the editor on a file, at a line counted from 1.
    Edit {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u32,
    },
    /// Open an address outside; only `http`, `https` and `mailto` get here.
    Visit {
        /// The address.
        address: Clean,
    },
    /// Ask or tell the reader's memory.
    Remember(Deed),
    /// Check all briefings.
    Check {
        /// The number of the question.
        generation: Generation,
    },
    /// Stop reading all texts for this.
    Stop(Job),
    /// Read the library from disk again.
    Reload,
    /// Stop the process until the shell continues it.
    Suspend,
    /// Paint the whole screen again.
    Redraw,
    /// Leave.
    Quit(Quit),
}

/// What all texts of the library are read for. Each can take long, says how far it is, and can be stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// To know what they say, for the questions of the views.
    Reading,
    /// To find what is wrong in them.
    Checking,
}

impl Job {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Checking => "checking",
        }
    }
}

/// What is to be worked out. Numbers of briefings are those of the library that the app has.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// The time line of these briefings, which the line found: where that asks for dates, of what else it finds, and
    /// of its entries those with such dates.
    Timeline(Vec<Ix>, String),
    /// The matrix of these briefings, with these axes, or those that suit them.
    Matrix(Vec<Ix>, Option<(Axis, Axis)>),
    /// These files side by side.
    Comparison(Vec<PathBuf>),
    /// How many of these briefings, which the line found, have which values.
    Facets(String, Vec<Ix>),
    /// What all texts say: what rests on a source, and what links where.
    Evidence,
}

impl Deed {
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

/// What the memory is asked or told.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// What is known of the library that the app has.
    Recall,
    /// A briefing was read, in this edition or as its file is now.
    Read {
        /// The file.
        path: PathBuf,
        /// What was seen of it: if the file says something else by now, it is not read.
        print: Option<Fingerprint>,
    },
    /// A briefing counts as unread.
    Unread {
        /// The file.
        path: PathBuf,
    },
    /// A briefing has a star, or no longer.
    Star {
        /// The file.
        path: PathBuf,
        /// Whether it has one.
        starred: bool,
    },
    /// A briefing has a star with this note, or without one when it is empty.
    Note {
        /// The file.
        path: PathBuf,
        /// The note.
        note: String,
    },
    /// A briefing was left at a place.
    Leave {
        /// The file.
        path: PathBuf,
        /// The place.
        spot: Spot,
    },
    /// A letter stands for a place.
    Bookmark {
        /// The letter.
        letter: char,
        /// The file.
        path: PathBuf,
        /// The place.
        spot: Spot,
    },
    /// What changed in a briefing since an edition was read: 0 for the latest that is another than the file is now.
    Compare {
        /// The number of the question.
        generation: Generation,
        /// The file.
        path: PathBuf,
        /// Which edition.
        edition: usize,
    },
    /// The program ends, and this is where the reader was.
    Farewell(Box<Resumed>),
}

/// How a library was left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resumed {
    /// The view.
    pub view: View,
    /// The filter line.
    pub query: String,
    /// The order of the list.
    pub order: Order,
    /// The selected briefing.
    pub selected: Option<PathBuf>,
    /// The briefing that was open, and where.
    pub open: Option<(PathBuf, Spot)>,
    /// The briefings read before, the latest last.
    pub history: Vec<(PathBuf, Spot)>,
}

/// What a briefing is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be shown beside the list while it is selected.
    Preview,
    /// To be read.
    Reading,
}

/// The order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// What to sort by.
    pub key: SortKey,
    /// Against the usual direction of that key.
    pub reversed: bool,
    /// Chosen by the reader: then it holds even while words are typed; else the best match comes first.
    pub chosen: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { key: SortKey::AsOf, reversed: false, chosen: false }
    }
}

/// How the program ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quit {
    /// With the briefing in this file, which was to be picked.
    Picked {
        /// Its file.
        path: PathBuf,
        /// The shortest name by which it is found again.
        name: Clean,
    },
    /// As asked.
    Done,
    /// By Ctrl-C.
    Interrupted,
}
