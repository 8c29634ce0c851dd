//! The timeline and the matrix of the filtered set.

use std::path::PathBuf;
use std::sync::Arc;

use crate::date::FactSpan;
use crate::engine::request::Generation;
use crate::keymap::action::{Direction, Motion};
use crate::library::matrix::{Axis, Cell, Head, Matrix};
use crate::library::timeline::{Bucket, TimeUnit, Timeline, TimelineEntry};
use crate::library::{Ix, Library};
use crate::text::Clean;

/// The state of a view's request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ViewRequest {
    /// The number of the search whose hits were analysed.
    pub set: Generation,
    /// The number of the request.
    pub asked: Generation,
    /// The number of the last request that was answered.
    pub answered: Generation,
}

/// The timeline screen.
#[derive(Debug, Default)]
pub struct TimelineView {
    /// The events.
    pub timeline: Arc<Timeline>,
    /// The number of events per period of `unit`.
    pub density: Vec<(i32, usize)>,
    /// The unit by which time is divided.
    pub unit: TimeUnit,
    /// The selected entry.
    pub selected: usize,
    /// The first entry on the screen.
    pub top: usize,
    /// The entry to select as soon as there are entries.
    pub keep: Option<SavedSelection>,
    /// The file of the one briefing it is limited to.
    /// Nothing for the whole set.
    pub only: Option<PathBuf>,
    /// The state of the request.
    pub request: ViewRequest,
}

/// An entry that was selected.
#[derive(Clone, Debug, PartialEq)]
pub enum SavedSelection {
    /// The entry in this row.
    Row(usize),
    /// The entry with these contents.
    /// The numbers of its briefings are different in another library.
    Entry {
        /// The row it was in.
        row: usize,
        /// The time of the event.
        when: FactSpan,
        /// The text before it.
        title: Clean,
        /// Its text.
        text: Clean,
    },
}

impl SavedSelection {
    /// Returns the row of it among these entries.
    /// It is that of the same entry, else of one with the same time and title, else the nearest row.
    fn row(&self, entries: &[TimelineEntry], library: &Library) -> usize {
        let row = match self {
            Self::Row(row) => *row,
            Self::Entry { row, when, title, text } => {
                let there = || {
                    let same = |(_, entry): &(usize, &TimelineEntry)| {
                        entry.when == *when && entry.title(library) == title
                    };
                    entries.iter().enumerate().filter(same)
                };
                let same = there().find(|(_, entry)| entry.text == *text).or_else(|| there().next());
                same.map_or(*row, |(at, _)| at)
            }
        };
        row.min(entries.len().saturating_sub(1))
    }
}

impl TimelineView {
    /// The selected entry.
    pub fn entry(&self) -> Option<&TimelineEntry> {
        self.timeline.entries.get(self.selected)
    }

    /// Stores a timeline of a library and keeps the selection.
    /// It stays on its entry if that is there, else as near as possible.
    pub fn show(&mut self, timeline: Timeline, library: &Library) {
        self.keep_selection(library);
        self.timeline = Arc::new(timeline);
        self.density = self.timeline.density(self.unit);
        if !self.timeline.entries.is_empty() {
            let kept = self.keep.take().unwrap_or(SavedSelection::Row(self.selected));
            self.selected = kept.row(&self.timeline.entries, library);
        }
    }

    /// Empties the timeline when the library is replaced.
    /// Nothing is shown until the timeline of the new one arrives. `before` is the previous library.
    pub fn library_changed(&mut self, before: &Library) {
        self.keep_selection(before);
        (self.timeline, self.density) = (Arc::default(), Vec::new());
        self.request.set = 0;
    }

    fn keep_selection(&mut self, library: &Library) {
        if self.keep.is_none()
            && let Some(entry) = self.entry()
        {
            let (when, title, text) = (entry.when, entry.title(library).clone(), entry.text.clone());
            self.keep = Some(SavedSelection::Entry { row: self.selected, when, title, text });
        }
    }

    /// Divides time into finer or coarser periods.
    pub fn zoom(&mut self, way: Direction) {
        self.unit = match way {
            Direction::Next => self.unit.finer(),
            Direction::Previous => self.unit.coarser(),
        };
        self.density = self.timeline.density(self.unit);
    }

    /// Returns the period that an entry is listed under.
    pub fn bucket(&self, entry: usize) -> Option<Bucket> {
        self.timeline.entries.get(entry).map(|entry| Bucket::of(entry.when, self.unit))
    }

    /// Moves the selection by entries.
    pub fn go(&mut self, motion: Motion, page: usize) {
        let last = self.timeline.entries.len().saturating_sub(1);
        self.selected = motion.row(self.selected, last, page.max(1));
    }

    /// Moves the selection to the first entry of another period.
    /// It is the next period, or the one before.
    pub fn go_to_period(&mut self, way: Direction) {
        let here = self.bucket(self.selected);
        let first_of = |mut at: usize| {
            let bucket = self.bucket(at);
            while at > 0 && self.bucket(at - 1) == bucket {
                at -= 1;
            }
            at
        };
        let count = self.timeline.entries.len();
        self.selected = match way {
            Direction::Next => {
                (self.selected..count).find(|at| self.bucket(*at) != here).unwrap_or(self.selected)
            }
            Direction::Previous => first_of(first_of(self.selected).saturating_sub(1)),
        };
    }

    /// Scrolls so that the selected entry is visible.
    /// No row below the last entry stays empty.
    pub fn scroll_into_view(&mut self, rows: usize) {
        let last = self.timeline.entries.len().saturating_sub(1);
        let (full, first) = (self.first_above(last, rows), self.first_above(self.selected, rows));
        self.top = self.top.min(self.selected).min(full).max(first);
    }

    /// Returns the first entry on a screen whose last one is given.
    /// The headings of periods between entries are counted.
    fn first_above(&self, last: usize, rows: usize) -> usize {
        let mut first = last;
        let mut used = 2;
        while first > 0 {
            used += 1 + usize::from(self.bucket(first - 1) != self.bucket(first));
            if used > rows {
                break;
            }
            first -= 1;
        }
        first
    }
}

/// The matrix screen.
#[derive(Debug, Default)]
pub struct MatrixView {
    /// The matrix of who was where; nothing before the first answer.
    pub matrix: Option<Arc<Matrix>>,
    /// The chosen axes; else those that suit the set.
    pub axes: Option<(Axis, Axis)>,
    /// The selected row.
    pub row: usize,
    /// The selected column.
    pub column: usize,
    /// The first row on the screen.
    pub top: usize,
    /// The first column on the screen.
    pub left: usize,
    /// The row and column to select.
    /// They are selected as soon as there is a matrix of the same axes, and are given by the labels of their
    /// heads.
    pub keep: Option<((Axis, Axis), [Clean; 2])>,
    /// The state of the request.
    pub request: ViewRequest,
}

impl MatrixView {
    /// Stores a matrix and keeps the selection.
    /// It stays on its row and column if those are there, else on their numbers as far as they exist.
    pub fn show(&mut self, matrix: Matrix) {
        self.keep_selection();
        if let Some((axes, [row, column])) = self.keep.take()
            && axes == (matrix.rows, matrix.columns)
        {
            let place = |heads: &[Head], label| heads.iter().position(|head| head.label == label);
            self.row = place(&matrix.row_heads, row).unwrap_or(self.row);
            self.column = place(&matrix.column_heads, column).unwrap_or(self.column);
        }
        self.row = self.row.min(matrix.row_heads.len().saturating_sub(1));
        self.column = self.column.min(matrix.column_heads.len().saturating_sub(1));
        self.matrix = Some(Arc::new(matrix));
    }

    /// Empties the matrix when the library is replaced.
    /// Nothing is shown until the matrix of the new one arrives.
    pub fn library_changed(&mut self) {
        self.keep_selection();
        self.matrix = None;
        self.request.set = 0;
    }

    fn keep_selection(&mut self) {
        if self.keep.is_none()
            && let Some(matrix) = &self.matrix
            && let (Some(row), Some(column)) =
                (matrix.row_heads.get(self.row), matrix.column_heads.get(self.column))
        {
            self.keep = Some(((matrix.rows, matrix.columns), [row.label.clone(), column.label.clone()]));
        }
    }

    /// Returns the axes of the visible matrix.
    pub fn shown_axes(&self) -> Option<(Axis, Axis)> {
        self.matrix.as_ref().map(|matrix| (matrix.rows, matrix.columns))
    }

    /// Returns the selected cell, unless it is empty.
    pub fn cell(&self) -> Option<&Cell> {
        self.matrix.as_ref()?.cell(self.row, self.column)
    }

    /// Returns the briefing of the selected row, else of the column.
    pub fn briefing(&self) -> Option<Ix> {
        let matrix = self.matrix.as_ref()?;
        let row = matrix.row_heads.get(self.row).and_then(|head| head.briefing);
        row.or_else(|| matrix.column_heads.get(self.column)?.briefing)
    }

    /// Moves the selection by rows.
    pub fn go(&mut self, motion: Motion, page: usize) {
        let rows = self.matrix.as_ref().map_or(0, |matrix| matrix.row_heads.len());
        self.row = motion.row(self.row, rows.saturating_sub(1), page.max(1));
    }

    /// Moves the selection by a column.
    pub fn go_across(&mut self, way: Direction) {
        let columns = self.matrix.as_ref().map_or(0, |matrix| matrix.column_heads.len());
        let motion = if way == Direction::Next { Motion::LineDown } else { Motion::LineUp };
        self.column = motion.row(self.column, columns.saturating_sub(1), 1);
    }

    /// Scrolls so that the selected cell is visible.
    pub fn scroll_into_view(&mut self, rows: usize, columns: usize) {
        self.top = self.top.clamp((self.row + 1).saturating_sub(rows.max(1)), self.row);
        self.left = self.left.clamp((self.column + 1).saturating_sub(columns.max(1)), self.column);
    }
}
