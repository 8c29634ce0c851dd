//! What the app knows of the reader's memory: how they stand to each briefing, where they left it, and their marks.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::library::Ix;
use crate::memory::{Counts, ReadState, Spot, Standing};
use crate::text::Clean;
use crate::tui::app::history::Place;
use crate::tui::app::{App, Note};
use crate::tui::effect::{Generation, Resumed};

/// What is remembered, as far as the app needs it at hand.
#[derive(Debug, Default)]
pub struct Remembered {
    /// How the reader stands to the briefings of the library that the app has; nothing before it is known.
    pub state: Option<Arc<ReadState>>,
    /// Whether that is only what was known of an earlier state of the library.
    pub is_carried: bool,
    /// Where briefings were left.
    pub spots: HashMap<PathBuf, Spot>,
    /// The reader's marks.
    pub bookmarks: BTreeMap<char, (PathBuf, Spot)>,
    /// Where the reader is in the open briefing, to be remembered when it is left.
    pub reading: Option<(PathBuf, Spot)>,
    /// The open briefing was seen to its end, or marked by hand: it is not marked again while it is open.
    pub settled: Option<PathBuf>,
    /// A note that was begun and not kept.
    pub draft: Option<Note>,
    /// The question what changed that is under way, and whether its answer is to be shown as a list.
    pub asked_changes: Option<(Generation, bool)>,
    /// What changed in a briefing that is still being opened.
    pub waiting_changes: Option<(ChangesSince, bool)>,
    /// Whether to go on where the last session ended, as soon as that is known.
    pub resume: bool,
    /// Whether the last session was asked for already.
    pub met: bool,
}

/// What the memory knows of a library and of the last session with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recalled {
    /// Where briefings were left.
    pub spots: HashMap<PathBuf, Spot>,
    /// The reader's marks.
    pub bookmarks: BTreeMap<char, (PathBuf, Spot)>,
    /// How the library was left.
    pub session: Option<Resumed>,
}

/// What changed in the open briefing since an edition of it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangesSince {
    /// The file.
    pub path: PathBuf,
    /// The edition, in words: when it was read, and which of how many it is.
    pub edition: Clean,
    /// Which of those that are kept, from 0 for the latest.
    pub number: usize,
    /// What changed.
    pub changes: crate::briefing::changes::Changes,
}

impl Remembered {
    /// How the reader stands to a briefing, once that says anything.
    pub fn standing(&self, ix: Ix) -> Option<Standing> {
        self.state.as_ref().filter(|state| state.says_something()).map(|state| state.standing(ix))
    }

    /// Whether a briefing is starred.
    pub fn is_starred(&self, ix: Ix) -> bool {
        self.state.as_ref().is_some_and(|state| state.is_starred(ix))
    }

    /// The note at the star of a briefing.
    pub fn note(&self, ix: Ix) -> Option<&Clean> {
        self.state.as_ref().and_then(|state| state.note(ix))
    }

    /// How many briefings stand how, once that says anything.
    pub fn counts(&self) -> Option<Counts> {
        self.state.as_ref().filter(|state| state.says_something()).map(|state| state.counts())
    }

    /// Where a briefing was left.
    pub fn spot(&self, path: &Path) -> Option<Spot> {
        self.spots.get(path).copied()
    }
}

impl App {
    /// How this session is left.
    pub fn session(&self) -> Resumed {
        let open = self.reader.as_ref().map(|reader| (reader.opened.briefing.path.clone(), reader.spot()));
        let selected = self.list.selected().map(|ix| self.library.get(ix).path.clone());
        let read = self.history.places().filter_map(|place| match place {
            Place::Briefing { path, top } => Some((path.clone(), top.spot())),
            _ => None,
        });
        let (query, order) = (self.list.input.text().to_owned(), self.list.order);
        Resumed { view: self.view, query, order, selected, open, history: read.collect() }
    }
}
