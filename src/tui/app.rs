//! The state of the TUI: library, screens and overlay.
//!
//! [`App`] is changed by `update` alone and read by `view`; it does no work of its own outside the process.

use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::job::Job;
use crate::engine::request::{Generation, View};
use crate::engine::response::{Loading, OpenedBriefing};
use crate::keymap::{KeyOverrides, Mode};
use crate::library::timeline::TimelineEntry;
use crate::library::{Evidence, Ix, Library};
use crate::markdown::Anchor;
use crate::search::{Index, Progress};
use crate::text::Clean;
use crate::theme::Theme;
use crate::tui::app::areas::{Areas, ScreenLayout};

pub mod areas;
pub mod comparison;
pub mod completing;
pub mod finder;
pub mod history;
pub mod line_input;
pub mod list;
pub mod memory;
mod notices;
pub mod overlay;
pub mod pointing;
pub mod preview;
pub mod reader;
pub mod views;

pub use comparison::ComparisonView;
pub use completing::Completing;
pub use finder::Finder;
pub use history::{History, HistoryEntry};
pub use line_input::LineInput;
pub use list::BriefingList;
pub use memory::MemoryState;
pub use overlay::{
    Card, ChangeList, Choice, Chooser, Facets, Hints, LeadsTo, LinkTarget, NoteEditor, Overlay, PlaceList,
    Problems,
};
pub use pointing::Divider;
pub use preview::{PreviewFrame, PreviewLinks, PreviewState};
pub use reader::{Position, Reader};
pub use views::{MatrixView, TimelineView};

/// The whole state of the TUI.
#[derive(Debug)]
pub struct App {
    /// The library; replaced as a whole when it grows or changes.
    pub library: Arc<Library>,
    /// The search index of `library`.
    pub index: Arc<Index>,
    /// The number of briefings of each kind, in words.
    pub counted: Clean,
    /// The progress of loading; nothing when it is complete.
    pub loading: Option<Loading>,
    /// The full number of briefings while `library` holds only the first.
    /// It is remembered from the last session.
    pub remembered: Option<usize>,
    /// The origin of the library, in a few words.
    pub origin: Clean,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The colours and styles.
    pub theme: Theme,
    /// Set when nothing but ASCII is drawn.
    pub ascii: bool,
    /// The user's own key bindings.
    pub keys: KeyOverrides,
    /// The library screen, which also exists under the reader.
    pub list: BriefingList,
    /// The current view of the filtered set.
    pub view: View,
    /// The timeline of the set.
    pub timeline: TimelineView,
    /// The matrix of the set.
    pub matrix: MatrixView,
    /// The comparison that is shown.
    pub comparison: Option<ComparisonView>,
    /// The files picked for comparison, in the order of picking.
    pub picked: Vec<PathBuf>,
    /// The evidence of all texts of the library, once they were read.
    pub evidence: Option<Arc<Evidence>>,
    /// The job that reads all texts, and its progress.
    /// Of several jobs, the one that reported last.
    pub reading: Option<(Job, Progress)>,
    /// The pending request for the evidence.
    pub asked_evidence: Option<Generation>,
    /// Set when the reader marks statements with one origin or none.
    pub marks_support: bool,
    /// Set when the outline is shown beside the text, given room.
    pub outline: bool,
    /// The line that is being typed into, if any.
    pub typing: Option<ActiveInput>,
    /// The row of the preview, and whether it is current.
    pub previewed: PreviewFrame,
    /// The typed links of the briefing in the preview.
    pub preview_links: Option<PreviewLinks>,
    /// The selected briefing as far as it is read, for the preview.
    pub preview: Option<Arc<OpenedBriefing>>,
    /// The file that could not be read for the preview, and why: it is not asked for again before it changes.
    pub preview_failure: Option<(PathBuf, Clean)>,
    /// The open briefing.
    pub reader: Option<Reader>,
    /// A layer over the screen.
    pub overlay: Option<Overlay>,
    /// The remembered state: read status, stars, notes, bookmarks.
    pub memory: MemoryState,
    /// The history of visited places.
    pub history: History,
    /// A one-line message about the last action; the next key removes it.
    pub message: Option<Clean>,
    /// The file to read as soon as the library is there.
    pub open_first: Option<PathBuf>,
    /// The notices that wait to be shown.
    pub notices: notices::Notices,
    /// The number of the next request to the workers.
    pub next_generation: Generation,
    /// The pending request for the preview.
    pub asked_preview: Option<(Generation, PathBuf)>,
    /// The pending request for a briefing to read.
    pub asked_reader: Option<Opening>,
    /// The pending request for a check of the library.
    pub asked_check: Option<Generation>,
    /// The largest width of the text column, in cells.
    pub column: u16,
    /// The divider between list and preview.
    pub divider: Divider,
}

/// A line that is being typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActiveInput {
    /// The filter over the list.
    Filter,
    /// The words to find in the open briefing.
    Find,
}

/// A briefing to be shown as soon as its file is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The number of the request.
    pub generation: Generation,
    /// Its file.
    pub path: PathBuf,
    /// The place to go to in it.
    pub at: Destination,
}

/// A place to go to in a briefing that is opened.
#[derive(Clone, Debug, PartialEq)]
pub enum Destination {
    /// Its beginning.
    Start,
    /// The current place in it: the briefing is open, and read again.
    Here,
    /// The position at which it was left.
    Position(Position),
    /// A heading, by its text or anchor.
    Heading(Clean),
    /// A place in the text, with the words to be marked there.
    Words(Anchor, Vec<Clean>),
}

impl App {
    /// Creates an app over a library that may still grow.
    /// Nothing is requested yet.
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
            ascii: false,
            keys: KeyOverrides::default(),
            list: BriefingList::default(),
            view: View::Library,
            timeline: TimelineView::default(),
            matrix: MatrixView::default(),
            comparison: None,
            picked: Vec::new(),
            evidence: None,
            reading: None,
            asked_evidence: None,
            marks_support: true,
            outline: false,
            typing: None,
            previewed: PreviewFrame::default(),
            preview_links: None,
            preview: None,
            preview_failure: None,
            reader: None,
            overlay: None,
            memory: MemoryState::default(),
            history: History::default(),
            message: None,
            open_first: None,
            notices: notices::Notices::default(),
            next_generation: 1,
            asked_preview: None,
            asked_reader: None,
            asked_check: None,
            column: areas::COLUMN,
            divider: Divider::default(),
        }
    }

    /// Returns the mode that decides the meaning of the next key.
    pub fn mode(&self) -> Mode {
        match (&self.overlay, self.typing, &self.reader) {
            (Some(Overlay::Commands(_)), ..) => Mode::Commands,
            (Some(Overlay::Problems(_)), ..) => Mode::Problems,
            (Some(Overlay::Facets(_)), ..) => Mode::Facets,
            (Some(Overlay::Finder(_)), ..) => Mode::Finder,
            (Some(Overlay::Contents(_)), ..) => Mode::Contents,
            (Some(Overlay::Sort), ..) => Mode::SortMenu,
            (Some(Overlay::Copy), ..) => Mode::CopyMenu,
            (Some(Overlay::Hints(_)), ..) => Mode::Hints,
            (Some(Overlay::Card(_)), ..) => Mode::Card,
            (Some(Overlay::Places(_)), ..) => Mode::Places,
            (Some(Overlay::Evidence(_)), ..) => Mode::Evidence,
            (Some(Overlay::Axes(_)), ..) => Mode::Axes,
            (Some(Overlay::Changes(_)), ..) => Mode::Changes,
            (Some(Overlay::Bookmarks), ..) => Mode::Bookmarks,
            (Some(Overlay::Note(_)), ..) => Mode::Note,
            (None, Some(ActiveInput::Filter), _) => Mode::Filter,
            (None, Some(ActiveInput::Find), _) => Mode::Find,
            (None, None, Some(_)) => Mode::Reader,
            (None, None, None) if self.comparison.is_some() => Mode::Comparison,
            (None, None, None) => match self.view {
                View::Library => Mode::Library,
                View::Timeline => Mode::Timeline,
                View::Matrix => Mode::Matrix,
            },
        }
    }

    /// Reports whether Esc clears typed text before it closes anything.
    pub fn has_input_to_clear(&self) -> bool {
        match (&self.overlay, self.typing) {
            (Some(Overlay::Finder(finder)), _) => !finder.input.is_empty(),
            (Some(Overlay::Commands(chooser)), _) => !chooser.input.is_empty(),
            (Some(Overlay::Problems(problems)), _) => !problems.chooser.input.is_empty(),
            (Some(Overlay::Facets(facets)), _) => !facets.chooser.input.is_empty(),
            (None, Some(ActiveInput::Filter)) => !self.list.input.is_empty(),
            _ => false,
        }
    }

    /// Returns the division of the screen.
    pub fn shape(&self) -> ScreenLayout {
        match (&self.reader, &self.comparison, self.view) {
            (Some(_), ..) => self.text_shape(),
            (None, Some(_), _) => ScreenLayout::Page,
            (None, None, View::Library) => ScreenLayout::List,
            (None, None, _) => ScreenLayout::Wide,
        }
    }

    /// Returns the parts of a screen of this shape.
    pub fn areas(&self, shape: ScreenLayout) -> Areas {
        areas::divided(self.size, shape, self.divider.at)
    }

    /// Returns the division of the screen while a briefing is read.
    pub fn text_shape(&self) -> ScreenLayout {
        if self.outline { ScreenLayout::Outlined } else { ScreenLayout::Text }
    }

    /// Returns the number of a new request to the workers.
    pub fn ask(&mut self) -> Generation {
        self.next_generation += 1;
        self.next_generation
    }

    /// Reports whether a request is unanswered, loading the library included.
    pub fn is_waiting(&self) -> bool {
        match &self.overlay {
            Some(Overlay::Finder(finder)) if finder.is_waiting() => return true,
            Some(Overlay::Facets(facets)) if facets.asked.is_some() => return true,
            _ => {}
        }
        let view = match self.view {
            View::Library => false,
            View::Timeline => self.timeline.request.asked != self.timeline.request.answered,
            View::Matrix => self.matrix.request.asked != self.matrix.request.answered,
        };
        let comparison = self.comparison.as_ref().is_some_and(|view| view.comparison.is_none());
        let list = self.list.is_pending();
        let nothing_yet = self.loading.is_some_and(|loading| loading.read == 0);
        nothing_yet
            || list
            || view
            || comparison
            || (self.asked_preview.is_some() && !self.is_preview_behind())
            || self.asked_reader.is_some()
    }

    /// Returns the user's current place.
    pub fn place(&self) -> HistoryEntry {
        if let Some(reader) = &self.reader {
            return HistoryEntry::Briefing { path: reader.opened.briefing.path.clone(), top: reader.top };
        }
        if let Some(view) = &self.comparison {
            return HistoryEntry::Comparison { paths: view.paths.clone(), top: view.top };
        }
        let query = self.list.input.text().to_owned();
        match self.view {
            View::Library => HistoryEntry::Library {
                query,
                selected: self.list.selected().map(|ix| self.library.get(ix).path.clone()),
            },
            View::Timeline => {
                let TimelineView { only, unit, selected, .. } = &self.timeline;
                HistoryEntry::Timeline { query, only: only.clone(), unit: *unit, selected: *selected }
            }
            View::Matrix => {
                let MatrixView { axes, row, column, .. } = &self.matrix;
                HistoryEntry::Matrix { query, axes: *axes, cell: (*row, *column) }
            }
        }
    }

    /// Returns the briefing that a command applies to.
    /// It is the open one, else the selected one.
    pub fn current(&self) -> Option<Ix> {
        if let Some(reader) = &self.reader {
            return self.library.at_path(&reader.opened.briefing.path);
        }
        match self.view {
            View::Library => self.list.selected(),
            View::Timeline => self.timeline.entry().and_then(TimelineEntry::briefing),
            View::Matrix => self.matrix.briefing(),
        }
    }
}
