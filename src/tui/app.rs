//! What the TUI knows: the library, the screens and the layer over them.
//!
//! [`App`] is changed by `update` alone and read by `view`; it does no work of its own outside the process.

use std::path::PathBuf;
use std::sync::Arc;

use crate::briefing::Briefing;
use crate::library::Library;
use crate::markdown::Document;
use crate::search::Index;
use crate::text::Clean;
use crate::tui::effect::Generation;
use crate::tui::theme::Theme;

pub mod areas;
pub mod comparison;
pub mod history;
pub mod line_input;
pub mod list;
pub mod news;
pub mod overlay;
pub mod reader;

pub use history::{History, Place};
pub use line_input::LineInput;
pub use list::List;
pub use overlay::{Card, Choice, Chooser, Hints, LeadsTo, Overlay, Target};
pub use reader::{Position, Reader};

/// The whole state of the TUI.
#[derive(Debug)]
pub struct App {
    /// What is read; replaced as a whole when it grows or changes.
    pub library: Arc<Library>,
    /// What is searched; made from `library`.
    pub index: Arc<Index>,
    /// How many briefings of which kinds there are.
    pub counted: Clean,
    /// How far loading has come; nothing when it is complete.
    pub loading: Option<Loading>,
    /// How many briefings there are while `library` has only the first of them, as remembered from the last time.
    pub remembered: Option<usize>,
    /// Where the library comes from, in a few words.
    pub origin: Clean,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// What things look like.
    pub theme: Theme,
    /// The library screen, which is always there, under the reader too.
    pub list: List,
    /// What is being typed at, if anything is.
    pub typing: Option<Typing>,
    /// The selected briefing as far as it has been read, for the preview.
    pub preview: Option<Arc<Opened>>,
    /// The open briefing.
    pub reader: Option<Reader>,
    /// A layer over the screen.
    pub overlay: Option<Overlay>,
    /// Where the reader was.
    pub history: History,
    /// One line that says what just happened; gone with the next key.
    pub message: Option<Clean>,
    /// The number of the next question to the workers.
    pub next_generation: Generation,
    /// The question for the preview that is under way.
    pub asked_preview: Option<(Generation, PathBuf)>,
    /// The question for a briefing to read that is under way.
    pub asked_reader: Option<Opening>,
    /// How wide the text column may be, in cells.
    pub column: u16,
}

/// How far loading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loading {
    /// Briefings read so far.
    pub read: usize,
}

/// The line that is being typed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// The filter over the list.
    Filter,
    /// The words to find in the open briefing.
    Find,
}

/// A briefing with its text, as read from its file.
#[derive(Debug)]
pub struct Opened {
    /// What its front matter says.
    pub briefing: Briefing,
    /// Its text, parsed.
    pub document: Document,
    /// Its text as written.
    pub source: String,
    /// The line of the file at which the text starts, from 1.
    pub first_line: u32,
}

/// A briefing that is to be read as soon as its file has been.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The number of the question.
    pub generation: Generation,
    /// Its file.
    pub path: PathBuf,
    /// Where to go in it.
    pub at: Destination,
}

/// Where to go in a briefing that is opened.
#[derive(Clone, Debug, PartialEq)]
pub enum Destination {
    /// Its beginning.
    Start,
    /// A position it was left at.
    Position(Position),
    /// A heading, by its text or anchor.
    Heading(Clean),
}

/// What a key press is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Mode {
    Library,
    Filter,
    Reader,
    Find,
    Hints,
    Contents,
    Commands,
    SortMenu,
    CopyMenu,
    Card,
}

impl Mode {
    /// All modes.
    pub const ALL: &'static [Self] = &[
        Self::Library,
        Self::Filter,
        Self::Reader,
        Self::Find,
        Self::Hints,
        Self::Contents,
        Self::Commands,
        Self::SortMenu,
        Self::CopyMenu,
        Self::Card,
    ];

    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Library => "library",
            Self::Filter => "filter line",
            Self::Reader => "reader",
            Self::Find => "find line",
            Self::Hints => "link letters",
            Self::Contents => "contents",
            Self::Commands => "commands",
            Self::SortMenu => "sort menu",
            Self::CopyMenu => "copy menu",
            Self::Card => "card",
        }
    }
}

impl App {
    /// An app over a library that may still grow, before anything was asked.
    pub fn new(
        library: Arc<Library>,
        index: Arc<Index>,
        origin: Clean,
        theme: Theme,
        size: (u16, u16),
    ) -> Self {
        Self {
            counted: library.counted(),
            library,
            index,
            loading: Some(Loading { read: 0 }),
            remembered: None,
            origin,
            size,
            theme,
            list: List::default(),
            typing: None,
            preview: None,
            reader: None,
            overlay: None,
            history: History::default(),
            message: None,
            next_generation: 1,
            asked_preview: None,
            asked_reader: None,
            column: areas::COLUMN,
        }
    }

    /// What the next key press is for.
    pub fn mode(&self) -> Mode {
        match (&self.overlay, self.typing, &self.reader) {
            (Some(Overlay::Commands(_)), ..) => Mode::Commands,
            (Some(Overlay::Contents(_)), ..) => Mode::Contents,
            (Some(Overlay::Sort), ..) => Mode::SortMenu,
            (Some(Overlay::Copy), ..) => Mode::CopyMenu,
            (Some(Overlay::Hints(_)), ..) => Mode::Hints,
            (Some(Overlay::Card(_)), ..) => Mode::Card,
            (None, Some(Typing::Filter), _) => Mode::Filter,
            (None, Some(Typing::Find), _) => Mode::Find,
            (None, None, Some(_)) => Mode::Reader,
            (None, None, None) => Mode::Library,
        }
    }

    /// A number for a new question to the workers.
    pub fn ask(&mut self) -> Generation {
        self.next_generation += 1;
        self.next_generation
    }

    /// Whether a question to the workers has no answer yet, that for the library included.
    pub fn is_waiting(&self) -> bool {
        let nothing_yet = self.loading.is_some_and(|loading| loading.read == 0);
        nothing_yet
            || self.list.asked != self.list.answered
            || self.asked_preview.is_some()
            || self.asked_reader.is_some()
    }

    /// Where the reader is now.
    pub fn place(&self) -> Place {
        match &self.reader {
            Some(reader) => Place::Briefing { path: reader.opened.briefing.path.clone(), top: reader.top },
            None => Place::Library {
                query: self.list.input.text().to_owned(),
                selected: self.list.selected().map(|ix| self.library.get(ix).path.clone()),
            },
        }
    }
}
