//! The state of the library screen: query, hits and selection.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::engine::request::{Generation, ListOrder};
use crate::engine::response::QueryMistake;
use crate::keymap::action::Motion;
use crate::library::{Ix, Library};
use crate::search::Hit;
use crate::text::Clean;
use crate::tui::app::completing::Completing;
use crate::tui::app::line_input::LineInput;

/// The rows that one briefing takes in the list.
pub const ROWS_PER_BRIEFING: usize = 2;

/// The list of briefings.
#[derive(Clone, Debug, Default)]
pub struct BriefingList {
    /// The query line.
    pub input: LineInput,
    /// The requested order.
    pub order: ListOrder,
    /// The hits, in order.
    pub hits: Vec<Hit>,
    /// The words of the query.
    pub words: Vec<Clean>,
    /// The error of the query, if any.
    /// The hits are then those of the previous query.
    pub error: Option<QueryMistake>,
    /// The error that the query has once typing ends.
    /// It is an unfinished end that was left out of the search.
    pub unfinished: Option<QueryMistake>,
    /// Titles similar to a query without hits.
    pub nearest: Vec<Clean>,
    /// The number of briefings that the query searched.
    pub searched: usize,
    /// The selected hit.
    pub selected: usize,
    /// The first hit on the screen.
    pub top: usize,
    /// The last request.
    pub asked: Generation,
    /// The last request that was answered.
    pub answered: Generation,
    /// The pending request for completions of the line.
    pub asked_completions: Option<Generation>,
    /// A completion that the next key continues.
    pub completing: Option<Completing>,
    /// Moves made while the hits of another library are pending.
    /// They are applied when the hits arrive.
    late: Vec<(Motion, usize)>,
    /// The file to select as soon as it is among the hits.
    /// It preserves the selection over a new order and a reload.
    pub keep: Option<PathBuf>,
    /// The row of the selection in the previous library.
    /// A neighbour is selected when the briefing is gone.
    row_before: Option<usize>,
}

impl BriefingList {
    /// Returns the place of the error in the line.
    /// Nothing while the line is newer than the answer.
    pub fn mistake(&self) -> Option<&Range<usize>> {
        self.error.as_ref().filter(|_| !self.is_pending()).map(|mistake| &mistake.at)
    }

    /// Reports whether the last request has no answer yet. Hits that are missing then are not known to be none.
    pub fn is_pending(&self) -> bool {
        self.asked != self.answered
    }

    /// Reports whether the query has an error or an unfinished end.
    pub fn is_mistaken(&self) -> bool {
        self.error.is_some() || self.unfinished.is_some()
    }

    /// Ends typing: an unfinished end of the query becomes an error.
    pub fn end_typing(&mut self) {
        self.error = self.error.take().or(self.unfinished.take());
    }

    /// Returns the selected briefing.
    pub fn selected(&self) -> Option<Ix> {
        self.hits.get(self.selected).map(|hit| hit.ix)
    }

    /// Stores new hits and restores the selection.
    /// It stays on its briefing if that is among them; else it stays in its row when the library changed, and goes
    /// to the first hit when the query changed.
    pub fn show(&mut self, library: &Library, hits: Vec<Hit>) {
        let (wanted, row) = (self.keep.take(), self.row_before.take());
        self.hits = hits;
        let place = wanted.and_then(|path| self.place_of(library, &path)).or(row).unwrap_or(0);
        self.selected = place.min(self.hits.len().saturating_sub(1));
        for (motion, page) in std::mem::take(&mut self.late) {
            self.go(motion, page);
        }
    }

    /// Records the selected briefing's file for the next hits.
    pub fn keep_selection(&mut self, library: &Library) {
        if self.keep.is_none() {
            self.keep = self.selected().map(|ix| library.get(ix).path.clone());
        }
    }

    /// Prepares the list for another library.
    /// The numbers of its briefings differ, so nothing is shown until a search in it is answered. A renamed file
    /// stays selected.
    pub fn library_changed(&mut self, before: &Library, now: &Library) {
        self.keep_selection(before);
        self.row_before.get_or_insert(self.selected);
        if let Some(path) = &self.keep
            && now.at_path(path).is_none()
            && let Some(renamed) = renamed(before, now, path)
        {
            self.keep = Some(renamed);
        }
        self.hits.clear();
    }

    fn place_of(&self, library: &Library, path: &Path) -> Option<usize> {
        let ix = library.at_path(path)?;
        self.hits.iter().position(|hit| hit.ix == ix)
    }

    /// Moves the selection.
    /// A page has `page` hits.
    pub fn go(&mut self, motion: Motion, page: usize) {
        if self.hits.is_empty() && self.is_pending() {
            self.late.push((motion, page));
            return;
        }
        let last = self.hits.len().saturating_sub(1);
        self.selected = motion.row(self.selected, last, page.max(1));
    }

    /// Scrolls so that the selected hit is visible.
    /// `room` is the number of hits that fit on the screen.
    pub fn scroll_into_view(&mut self, room: usize) {
        self.top = scrolled(self.top, self.selected, self.hits.len(), room);
    }
}

/// Returns the new name of a file that is gone.
/// It is that of the only new file with its title, kind and `as_of` date.
fn renamed(before: &Library, now: &Library, path: &Path) -> Option<PathBuf> {
    let gone = before.get(before.at_path(path)?);
    let mut new = now.records().filter(|(_, record)| record.title() == gone.title.as_str());
    let mut new = new.by_ref().filter(|(ix, record)| {
        let briefing = now.get(*ix);
        before.at_path(&record.path()).is_none()
            && (&briefing.kind, briefing.as_of) == (&gone.kind, gone.as_of)
    });
    let (_, only) = new.next()?;
    new.next().is_none().then(|| only.path())
}

/// Returns the first row of a window that holds the selected row.
/// The window has `room` rows and stays near `top`.
pub fn scrolled(top: usize, selected: usize, all: usize, room: usize) -> usize {
    let room = room.max(1);
    top.clamp((selected + 1).saturating_sub(room), selected).min(all.saturating_sub(room))
}
