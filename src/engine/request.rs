//! The requests of a front end to the engine, as plain data.

use std::path::PathBuf;

use crate::briefing::Fingerprint;
use crate::engine::job::Job;
use crate::library::Ix;
use crate::library::matrix::Axis;
use crate::memory::TextPosition;
use crate::search::Sort;

/// The number of a request.
/// An answer to an older one is dropped.
pub type Generation = u64;

/// One request to the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
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
    /// Checks all briefings.
    Check {
        /// The number of the request.
        generation: Generation,
    },
    /// Reads or writes the user's memory.
    Remember(MemoryRequest),
    /// Stops reading all texts for this job.
    Stop(Job),
    /// Reads the library from disk again.
    Reload,
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
    pub key: Sort,
    /// Set when the usual direction of that key is reversed.
    pub reversed: bool,
    /// Set when the user chose the order.
    /// It then holds even while words are typed; else the best match comes first.
    pub chosen: bool,
}

impl Default for ListOrder {
    fn default() -> Self {
        Self { key: Sort::AsOf, reversed: false, chosen: false }
    }
}

/// One of the views of the filtered set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// The list of briefings.
    #[default]
    Library,
    /// The timeline of events.
    Timeline,
    /// The matrix of who was where.
    Matrix,
}

impl View {
    /// All views with the keys that lead to them.
    pub const ALL: [(&'static str, Self); 3] =
        [("1", Self::Library), ("2", Self::Timeline), ("3", Self::Matrix)];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Library => "List",
            Self::Timeline => "Timeline",
            Self::Matrix => "Matrix",
        }
    }
}
