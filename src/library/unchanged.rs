//! The briefings that a library and its successor have in common.
//!
//! A changed file makes a new library, in which all other briefings are unchanged but may have other numbers.
//! Results for the unchanged ones are carried over by the [`UnchangedRecords`] of the two libraries, and only the rest is
//! computed again: of a hundred thousand briefings, mostly one.

use std::ops::Range;

use super::{Ix, ix};

/// The unchanged briefings of two libraries.
/// Both are in the order of their paths, so neighbours in one are mostly neighbours in the other and make up one
/// run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnchangedRecords {
    runs: Vec<Run>,
    before: usize,
    now: usize,
}

/// Briefings that are neighbours in both libraries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    before: usize,
    now: usize,
    len: usize,
}

/// A part of the new library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A range of the earlier library, unchanged.
    Kept(Range<usize>),
    /// A range of the new library whose briefings are new or changed.
    Fresh(Range<usize>),
}

impl UnchangedRecords {
    /// Starts for a library of so many briefings, with none kept yet.
    pub(super) fn of(before: usize) -> Self {
        Self { before, ..Self::default() }
    }

    /// Appends a kept briefing to the new library. `before` comes after all that were kept so far.
    pub(super) fn keep(&mut self, before: usize) {
        match self.runs.last_mut() {
            Some(run) if run.before + run.len == before && run.now + run.len == self.now => run.len += 1,
            _ => self.runs.push(Run { before, now: self.now, len: 1 }),
        }
        self.now += 1;
    }

    /// Appends a new or changed briefing to the new library.
    pub(super) fn add_fresh(&mut self) {
        self.now += 1;
    }

    /// Returns the new number of a briefing of the earlier library. `None` when it is gone or was changed.
    pub fn now(&self, before: Ix) -> Option<Ix> {
        let at = before.index();
        let run = self.runs.get(self.runs.partition_point(|run| run.before <= at).checked_sub(1)?)?;
        let offset = at - run.before;
        (offset < run.len).then(|| ix(run.now + offset))
    }

    /// The pieces of the new library, from first to last.
    pub fn pieces(&self) -> impl Iterator<Item = Segment> + Clone {
        let mut at = 0;
        let end = Run { before: self.before, now: self.now, len: 0 };
        let runs = self.runs.iter().copied().chain([end]).flat_map(move |run| {
            let fresh = Segment::Fresh(at..run.now);
            at = run.now + run.len;
            [fresh, Segment::Kept(run.before..run.before + run.len)]
        });
        runs.filter(|piece| !piece.is_empty())
    }

    /// The briefings of the new library that are new or were changed.
    pub fn fresh(&self) -> impl Iterator<Item = Ix> {
        self.pieces().filter_map(Segment::fresh).flatten().map(ix)
    }

    /// The briefings of the earlier library that are gone or were changed.
    pub fn gone(&self) -> impl Iterator<Item = Ix> {
        let mut at = 0;
        let end = Run { before: self.before, now: self.now, len: 0 };
        let gaps = self.runs.iter().copied().chain([end]).map(move |run| {
            let gap = at..run.before;
            at = run.before + run.len;
            gap
        });
        gaps.flatten().map(ix)
    }
}

impl Segment {
    fn fresh(self) -> Option<Range<usize>> {
        match self {
            Self::Fresh(range) => Some(range),
            Self::Kept(_) => None,
        }
    }

    fn is_empty(&self) -> bool {
        let (Self::Kept(range) | Self::Fresh(range)) = self;
        range.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `k3` keeps the fourth of the earlier library, `+` is new.
    fn unchanged(before: usize, steps: &str) -> UnchangedRecords {
        let mut unchanged = UnchangedRecords::of(before);
        for step in steps.split(' ') {
            match step.strip_prefix('k') {
                Some(at) => unchanged.keep(at.parse().unwrap()),
                None => unchanged.add_fresh(),
            }
        }
        unchanged
    }

    #[test]
    fn what_stands_side_by_side_is_one_piece() {
        let unchanged = unchanged(6, "+ k0 k1 k3 + + k5");
        let pieces: Vec<Segment> = unchanged.pieces().collect();
        let (old, new) = (Segment::Kept, Segment::Fresh);
        assert_eq!(pieces, [new(0..1), old(0..2), old(3..4), new(4..6), old(5..6)]);
        assert_eq!(unchanged.fresh().map(Ix::index).collect::<Vec<_>>(), [0, 4, 5]);
        assert_eq!(unchanged.gone().map(Ix::index).collect::<Vec<_>>(), [2, 4]);
        let now = |at| unchanged.now(ix(at)).map(Ix::index);
        assert_eq!([0, 1, 2, 3, 4, 5, 6].map(now), [Some(1), Some(2), None, Some(3), None, Some(6), None]);
    }

    #[test]
    fn what_is_gone_at_the_end_is_gone() {
        let unchanged = unchanged(3, "k0 +");
        assert_eq!(unchanged.gone().map(Ix::index).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(unchanged.fresh().map(Ix::index).collect::<Vec<_>>(), [1]);
    }
}
