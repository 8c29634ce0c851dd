//! The state of the screen of a comparison.

use std::path::PathBuf;

use crate::engine::report::{self, PlainLine};
use crate::engine::request::Generation;
use crate::library::compare::Comparison;
use crate::text::Clean;

/// The screen of a comparison.
#[derive(Debug, Default)]
pub struct ComparisonView {
    /// The files that are compared.
    pub paths: Vec<PathBuf>,
    /// Their titles, in the order of the comparison.
    pub titles: Vec<Clean>,
    /// The result; nothing before the answer.
    pub comparison: Option<Comparison>,
    /// Its lines in the width of the screen.
    pub lines: Vec<PlainLine>,
    /// The first line on the screen.
    pub top: usize,
    /// The number of the request.
    pub asked: Generation,
    /// The width that `lines` were laid out for.
    columns: usize,
}

impl ComparisonView {
    /// Creates a comparison whose result is requested.
    pub fn new(paths: Vec<PathBuf>, asked: Generation, top: usize) -> Self {
        Self { paths, top, asked, ..Self::default() }
    }

    /// Stores the result.
    pub fn show(&mut self, comparison: Comparison, titles: Vec<Clean>) {
        (self.comparison, self.titles, self.columns) = (Some(comparison), titles, 0);
    }

    /// Lays out the lines for a screen of this size.
    pub fn arrange(&mut self, columns: usize, rows: usize) {
        if self.columns != columns
            && let Some(comparison) = &self.comparison
        {
            self.lines = report::comparison(comparison, &self.titles, columns);
            self.columns = columns;
        }
        if self.comparison.is_some() {
            self.top = self.top.min(self.lines.len().saturating_sub(rows.max(1)));
        }
    }
}
