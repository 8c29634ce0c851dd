//! The app's part of the memory.
//! It holds read statuses, the places where briefings were left, and bookmarks.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::engine::request::{Generation, Resumed};
use crate::engine::response::ChangesSince;
use crate::library::Ix;
use crate::memory::{Counts, ReadState, ReadStatus, TextPosition};
use crate::text::Clean;
use crate::tui::app::history::HistoryEntry;
use crate::tui::app::{App, NoteEditor};

/// The remembered state that the app keeps at hand.
#[derive(Debug, Default)]
pub struct MemoryState {
    /// The read statuses in the current library, once known.
    pub state: Option<Arc<ReadState>>,
    /// Set when `state` is of an earlier state of the library.
    pub is_carried: bool,
    /// The places at which briefings were left.
    pub spots: HashMap<PathBuf, TextPosition>,
    /// The bookmarks.
    pub bookmarks: BTreeMap<char, (PathBuf, TextPosition)>,
    /// The place in the open briefing, recorded when it is left.
    pub reading: Option<(PathBuf, TextPosition)>,
    /// The open briefing, once it was read to its end or marked.
    /// It is not marked again while it is open.
    pub settled: Option<PathBuf>,
    /// A note that was begun and not saved.
    pub draft: Option<NoteEditor>,
    /// The pending request for changes.
    /// The flag says that its answer is shown as a list.
    pub asked_changes: Option<(Generation, bool)>,
    /// The changes in a briefing that is still being opened.
    pub waiting_changes: Option<(ChangesSince, bool)>,
    /// Set when the last session is restored once known.
    pub resume: bool,
    /// Set when the last session was requested already.
    pub library_state: bool,
}

impl MemoryState {
    /// Returns the read status of a briefing, once statuses are meaningful.
    pub fn standing(&self, ix: Ix) -> Option<ReadStatus> {
        self.state.as_ref().filter(|state| state.says_something()).map(|state| state.standing(ix))
    }

    /// Reports whether a briefing is starred.
    pub fn is_starred(&self, ix: Ix) -> bool {
        self.state.as_ref().is_some_and(|state| state.is_starred(ix))
    }

    /// Returns the note at the star of a briefing.
    pub fn note(&self, ix: Ix) -> Option<&Clean> {
        self.state.as_ref().and_then(|state| state.note(ix))
    }

    /// Returns the counts by read status, once statuses are meaningful.
    pub fn counts(&self) -> Option<Counts> {
        self.state.as_ref().filter(|state| state.says_something()).map(|state| state.counts())
    }

    /// Returns the place at which a briefing was left.
    pub fn spot(&self, path: &Path) -> Option<TextPosition> {
        self.spots.get(path).copied()
    }
}

impl App {
    /// Returns the state of this session.
    pub fn session(&self) -> Resumed {
        let open = self.reader.as_ref().map(|reader| (reader.opened.briefing.path.clone(), reader.spot()));
        let selected = self.list.selected().map(|ix| self.library.get(ix).path.clone());
        let read = self.history.places().filter_map(|place| match place {
            HistoryEntry::Briefing { path, top } => Some((path.clone(), top.spot())),
            _ => None,
        });
        let (query, order) = (self.list.input.text().to_owned(), self.list.order);
        Resumed { view: self.view, query, order, selected, open, history: read.collect() }
    }
}
