//! The history of places, each complete enough to return to.

use std::path::{Path, PathBuf};

use crate::library::matrix::Axis;
use crate::library::timeline::TimeUnit;
use crate::tui::app::Position;

/// One place: a view, its query, the item and the position.
#[derive(Clone, Debug, PartialEq)]
pub enum HistoryEntry {
    /// The library with a query and the selected file.
    Library {
        /// The query as typed.
        query: String,
        /// The file of the selected briefing.
        /// Unlike a row number it stays valid after a reload.
        selected: Option<PathBuf>,
    },
    /// The timeline of a query, or of one briefing.
    Timeline {
        /// The query as typed.
        query: String,
        /// The file of the one briefing it is limited to.
        only: Option<PathBuf>,
        /// The unit by which time is divided.
        unit: TimeUnit,
        /// The selected entry.
        selected: usize,
    },
    /// The matrix of a query.
    Matrix {
        /// The query as typed.
        query: String,
        /// The axes, if they were chosen.
        axes: Option<(Axis, Axis)>,
        /// The selected row and column.
        cell: (usize, usize),
    },
    /// A comparison.
    Comparison {
        /// The files that are compared.
        paths: Vec<PathBuf>,
        /// The first line on the screen.
        top: usize,
    },
    /// A briefing at a position.
    Briefing {
        /// Its file.
        path: PathBuf,
        /// The position at the top of the screen.
        top: Position,
    },
}

/// The places before and after the current one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    back: Vec<HistoryEntry>,
    forward: Vec<HistoryEntry>,
}

/// The largest number of places kept.
const LONGEST: usize = 500;

impl History {
    /// Leaves `here` for a new place, dropping the places ahead.
    pub fn leave(&mut self, here: HistoryEntry) {
        self.forward.clear();
        if self.back.last() != Some(&here) {
            self.back.push(here);
        }
        if self.back.len() > LONGEST {
            self.back.remove(0);
        }
    }

    /// Returns the places before this one, the latest last.
    pub fn places(&self) -> impl Iterator<Item = &HistoryEntry> {
        self.back.iter()
    }

    /// Maps the positions in a file to its new edition.
    /// `now` returns the new position of an old one.
    pub fn follow(&mut self, file: &Path, now: impl Fn(Position) -> Position) {
        for place in self.back.iter_mut().chain(&mut self.forward) {
            if let HistoryEntry::Briefing { path, top } = place
                && path == file
            {
                *top = now(*top);
            }
        }
    }

    /// Inserts places of an earlier session before all others.
    pub fn begin_with(&mut self, earlier: Vec<HistoryEntry>) {
        self.back.splice(0..0, earlier);
        let over = self.back.len().saturating_sub(LONGEST);
        self.back.drain(..over);
    }

    /// Goes back from `here`.
    pub fn back(&mut self, here: HistoryEntry) -> Option<HistoryEntry> {
        let place = self.back.pop()?;
        self.forward.push(here);
        Some(place)
    }

    /// Goes forward from `here`.
    pub fn forward(&mut self, here: HistoryEntry) -> Option<HistoryEntry> {
        let place = self.forward.pop()?;
        self.back.push(here);
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(query: &str) -> HistoryEntry {
        HistoryEntry::Library { query: query.to_owned(), selected: None }
    }

    #[test]
    fn back_and_forward_are_each_others_reverse() {
        let mut history = History::default();
        history.leave(library("a"));
        assert_eq!(history.back(library("b")), Some(library("a")));
        assert_eq!(history.back(library("a")), None);
        assert_eq!(history.forward(library("a")), Some(library("b")));
        assert_eq!(history.forward(library("b")), None);
    }

    #[test]
    fn a_new_way_forgets_the_old_forward() {
        let mut history = History::default();
        history.leave(library("a"));
        history.back(library("b"));
        history.leave(library("a"));
        assert_eq!(history.forward(library("c")), None);
    }
}
