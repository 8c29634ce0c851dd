//! The library screen's state: what is typed, what was found, which row is selected.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::clean;
use crate::library::{Ix, Library};
use crate::search::Hit;
use crate::search::query::QueryError;
use crate::text::Clean;
use crate::tui::action::Motion;
use crate::tui::app::completing::Completing;
use crate::tui::app::line_input::LineInput;
use crate::tui::effect::{Generation, Order};

/// The rows that one briefing takes in the list.
pub const ROWS_PER_BRIEFING: usize = 2;

/// The list of briefings.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The query line.
    pub input: LineInput,
    /// The order asked for.
    pub order: Order,
    /// What matches, in order.
    pub hits: Vec<Hit>,
    /// The words that were looked for.
    pub words: Vec<Clean>,
    /// What is wrong with the query, when something is: the hits are then those of the query before.
    pub error: Option<QueryMistake>,
    /// What is wrong with the query once nobody types at it any more: an end that was left out as unfinished.
    pub unfinished: Option<QueryMistake>,
    /// Titles near to a query that matched nothing.
    pub nearest: Vec<Clean>,
    /// The selected hit.
    pub selected: usize,
    /// The first hit on the screen.
    pub top: usize,
    /// The last question asked.
    pub asked: Generation,
    /// The last question answered.
    pub answered: Generation,
    /// The question what the line could be completed to, while it is under way.
    pub asked_completions: Option<Generation>,
    /// A completion that the next key goes on with.
    pub completing: Option<Completing>,
    /// Moves made while the hits of another library are under way; they are made up for when those come.
    late: Vec<(Motion, usize)>,
    /// The file to select as soon as it is among the hits: the selection outlives a new order and a reload.
    pub keep: Option<PathBuf>,
    /// The row that the selection had in the library before: its neighbour takes it when the briefing is gone.
    row_before: Option<usize>,
}

/// A mistake in a query: where it is and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryMistake {
    /// Bytes of the query.
    pub at: Range<usize>,
    /// What is wrong.
    pub what: Clean,
    /// What would be right.
    pub hint: Option<Clean>,
}

impl QueryMistake {
    /// What is wrong and what would be right, in one line.
    pub fn in_words(&self) -> Clean {
        let hint = self.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        clean!("{}{hint}", self.what)
    }
}

impl From<QueryError> for QueryMistake {
    fn from(error: QueryError) -> Self {
        Self { at: error.at, what: error.what, hint: error.hint }
    }
}

impl List {
    /// Where the mistake of the query stands in the line, when what is wrong is what stands there now.
    pub fn mistake(&self) -> Option<&Range<usize>> {
        self.error.as_ref().filter(|_| self.asked == self.answered).map(|mistake| &mistake.at)
    }

    /// Whether something is wrong with the query, or would be without more.
    pub fn is_mistaken(&self) -> bool {
        self.error.is_some() || self.unfinished.is_some()
    }

    /// Nobody types at the query any more: what is unfinished in it is wrong.
    pub fn end_typing(&mut self) {
        self.error = self.error.take().or(self.unfinished.take());
    }

    /// The selected briefing.
    pub fn selected(&self) -> Option<Ix> {
        self.hits.get(self.selected).map(|hit| hit.ix)
    }

    /// Takes over new hits. The selection stays on its briefing if that is among them, else in its row when it was
    /// the library that changed, and goes to the first when it was the question.
    pub fn show(&mut self, library: &Library, hits: Vec<Hit>) {
        let (wanted, row) = (self.keep.take(), self.row_before.take());
        self.hits = hits;
        let place = wanted.and_then(|path| self.place_of(library, &path)).or(row).unwrap_or(0);
        self.selected = place.min(self.hits.len().saturating_sub(1));
        for (motion, page) in std::mem::take(&mut self.late) {
            self.go(motion, page);
        }
    }

    /// Remembers the selected briefing's file over a change of the hits.
    pub fn keep_selection(&mut self, library: &Library) {
        if self.keep.is_none() {
            self.keep = self.selected().map(|ix| library.get(ix).path.clone());
        }
    }

    /// The library is another one now: the numbers of its briefings mean others, so nothing is shown until what was
    /// asked is answered from it. A file that got another name stays selected.
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

    /// Moves the selection, `page` hits at a time for pages.
    pub fn go(&mut self, motion: Motion, page: usize) {
        if self.hits.is_empty() && self.asked != self.answered {
            self.late.push((motion, page));
            return;
        }
        let last = self.hits.len().saturating_sub(1);
        self.selected = motion.row(self.selected, last, page.max(1));
    }

    /// Moves the window so that the selected hit is in it: `room` hits fit on the screen.
    pub fn scroll_into_view(&mut self, room: usize) {
        self.top = scrolled(self.top, self.selected, self.hits.len(), room);
    }
}

/// The new name of a file that is gone: that of the only new file with its title, kind and cut-off.
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

/// The first row of a window of `room` rows that holds the selected one, near to where it was.
pub fn scrolled(top: usize, selected: usize, all: usize, room: usize) -> usize {
    let room = room.max(1);
    top.clamp((selected + 1).saturating_sub(room), selected).min(all.saturating_sub(room))
}
