//! The views beside the list, over the same filtered set: the time line and the matrix.

use std::path::PathBuf;
use std::sync::Arc;

use crate::date::FactSpan;
use crate::library::matrix::{Axis, Cell, Head, Matrix};
use crate::library::timeline::{Bucket, Entry, Timeline, Unit};
use crate::library::{Ix, Library};
use crate::text::Clean;
pub use crate::tui::action::View;
use crate::tui::action::{Motion, Way};
use crate::tui::effect::Generation;

impl View {
    /// All of them with the keys that lead to them.
    pub const ALL: [(&'static str, Self); 3] =
        [("1", Self::Library), ("2", Self::Timeline), ("3", Self::Matrix)];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Library => "Library",
            Self::Timeline => "Time line",
            Self::Matrix => "Matrix",
        }
    }
}

/// Of what a view was asked for, and which answer it has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The search whose hits were asked about.
    pub set: Generation,
    /// The number of the question.
    pub asked: Generation,
    /// The number of the last one answered.
    pub answered: Generation,
}

/// The time line screen.
#[derive(Debug, Default)]
pub struct TimelineView {
    /// What happened.
    pub timeline: Arc<Timeline>,
    /// How much of it when, by `unit`.
    pub density: Vec<(i32, usize)>,
    /// How fine time is divided.
    pub unit: Unit,
    /// The selected entry.
    pub selected: usize,
    /// The first entry on the screen.
    pub top: usize,
    /// What to select as soon as there are entries: where the reader was before.
    pub keep: Option<Kept>,
    /// The only briefing whose time line it is, by its file; nothing for the whole set.
    pub only: Option<PathBuf>,
    /// What was asked.
    pub request: Request,
}

/// An entry that was selected.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// The entry in this row.
    Row(usize),
    /// The entry that says this; the numbers of its briefings mean others in another library.
    Entry {
        /// The row it was in.
        row: usize,
        /// When it happened.
        when: FactSpan,
        /// What stands before its text.
        title: Clean,
        /// Its text.
        text: Clean,
    },
}

impl Kept {
    /// The row of it among these entries: that of the same, else of the same at that time, else as near as can be.
    fn row(&self, entries: &[Entry], library: &Library) -> usize {
        let row = match self {
            Self::Row(row) => *row,
            Self::Entry { row, when, title, text } => {
                let there = || {
                    let same =
                        |(_, entry): &(usize, &Entry)| entry.when == *when && entry.title(library) == title;
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
    pub fn entry(&self) -> Option<&Entry> {
        self.timeline.entries.get(self.selected)
    }

    /// Takes over a time line of a library; the selection stays on its entry if that is there, else as near as can be.
    pub fn show(&mut self, timeline: Timeline, library: &Library) {
        self.keep_selection(library);
        self.timeline = Arc::new(timeline);
        self.density = self.timeline.density(self.unit);
        if !self.timeline.entries.is_empty() {
            let kept = self.keep.take().unwrap_or(Kept::Row(self.selected));
            self.selected = kept.row(&self.timeline.entries, library);
        }
    }

    /// The library is another one than `before` now: nothing is shown until the time line of it is there.
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
            self.keep = Some(Kept::Entry { row: self.selected, when, title, text });
        }
    }

    /// Divides time otherwise.
    pub fn zoom(&mut self, way: Way) {
        self.unit = match way {
            Way::Next => self.unit.finer(),
            Way::Previous => self.unit.coarser(),
        };
        self.density = self.timeline.density(self.unit);
    }

    /// The period that an entry is listed under.
    pub fn bucket(&self, entry: usize) -> Option<Bucket> {
        self.timeline.entries.get(entry).map(|entry| Bucket::of(entry.when, self.unit))
    }

    /// Moves the selection by entries.
    pub fn go(&mut self, motion: Motion, page: usize) {
        let last = self.timeline.entries.len().saturating_sub(1);
        self.selected = motion.row(self.selected, last, page.max(1));
    }

    /// Moves the selection to the first entry of the next period, or of the one before.
    pub fn go_to_period(&mut self, way: Way) {
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
            Way::Next => (self.selected..count).find(|at| self.bucket(*at) != here).unwrap_or(self.selected),
            Way::Previous => first_of(first_of(self.selected).saturating_sub(1)),
        };
    }

    /// Moves the window so that the selected entry is in it, with the headings of periods between.
    pub fn scroll_into_view(&mut self, rows: usize) {
        self.top = self.top.min(self.selected);
        let mut first = self.selected;
        let mut used = 2;
        while first > 0 {
            used += 1 + usize::from(self.bucket(first - 1) != self.bucket(first));
            if used > rows {
                break;
            }
            first -= 1;
        }
        self.top = self.top.max(first);
    }
}

/// The matrix screen.
#[derive(Debug, Default)]
pub struct MatrixView {
    /// Who was where; nothing before the first answer.
    pub matrix: Option<Arc<Matrix>>,
    /// The axes chosen; else those that say most about the set.
    pub axes: Option<(Axis, Axis)>,
    /// The selected row.
    pub row: usize,
    /// The selected column.
    pub column: usize,
    /// The first row on the screen.
    pub top: usize,
    /// The first column on the screen.
    pub left: usize,
    /// What to select as soon as there is a matrix of the same axes: the heads of the row and column before.
    pub keep: Option<((Axis, Axis), [Clean; 2])>,
    /// What was asked.
    pub request: Request,
}

impl MatrixView {
    /// Takes over a matrix; the selection stays on its row and column if those are there, else where it was as far
    /// as that is.
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

    /// The library is another one now: nothing is shown until the matrix of it is there.
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

    /// The axes of what is shown.
    pub fn shown_axes(&self) -> Option<(Axis, Axis)> {
        self.matrix.as_ref().map(|matrix| (matrix.rows, matrix.columns))
    }

    /// The selected cell, when there is anything in it.
    pub fn cell(&self) -> Option<&Cell> {
        self.matrix.as_ref()?.cell(self.row, self.column)
    }

    /// The briefing that the selected row stands for, else that of the column.
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
    pub fn go_across(&mut self, way: Way) {
        let columns = self.matrix.as_ref().map_or(0, |matrix| matrix.column_heads.len());
        let motion = if way == Way::Next { Motion::LineDown } else { Motion::LineUp };
        self.column = motion.row(self.column, columns.saturating_sub(1), 1);
    }

    /// Moves the window so that the selected cell is in it.
    pub fn scroll_into_view(&mut self, rows: usize, columns: usize) {
        self.top = self.top.clamp((self.row + 1).saturating_sub(rows.max(1)), self.row);
        self.left = self.left.clamp((self.column + 1).saturating_sub(columns.max(1)), self.column);
    }
}
