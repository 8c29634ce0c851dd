//! Finds rows that only moved up or down.
//! The terminal can then move them itself.
//!
//! Often only one column of text moves and a pane beside it stays. A terminal moves whole rows, so the pane must
//! be repaired afterwards; both ways are composed and counted to find the shorter one.

use super::grid::{CellSlot, Grid};
use std::ops::Range;

/// A range of rows that moved together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) top: u16,
    /// The row after the last one.
    pub(super) bottom: u16,
    /// The number of rows that the content moved up; negative is down.
    pub(super) by: i32,
}

/// The longest move that is searched for.
/// A longer one leaves too little on the screen to be worth it, and the search costs time.
const FARTHEST: i32 = 64;

/// The most unmoved rows between two moved ones of one band.
const WIDEST_GAP: u16 = 8;

/// Returns the move that explains most of the changes, if any.
pub(super) fn find(shown: &Grid, next: &Grid) -> Option<Shift> {
    let changed = changed_rows(shown, next);
    let farthest = FARTHEST.min(i32::from(next.size().1) - 1);
    let mut best: Option<(usize, Shift)> = None;
    for by in (-farthest..=farthest).filter(|&by| by != 0) {
        if let Some((weight, shift)) = band(shown, next, &changed, by)
            && best.is_none_or(|(most, _)| weight > most)
        {
            best = Some((weight, shift));
        }
    }
    best.map(|(_, shift)| shift)
}

/// A changed row.
/// It has the changed columns, and the number of those that aren't blank.
struct ChangedRow {
    y: u16,
    columns: Range<usize>,
    weight: usize,
}

fn changed_rows(shown: &Grid, next: &Grid) -> Vec<ChangedRow> {
    let differs = |(a, b): (&CellSlot, &CellSlot)| a != b;
    (0..next.size().1)
        .filter_map(|y| {
            let (old, new) = (shown.row(y), next.row(y));
            let first = old.iter().zip(new).position(differs)?;
            let last = old.iter().zip(new).rposition(differs)?;
            // In any row, blanks at the end are erased in a few bytes.
            let filled = new.iter().rposition(|spot| !spot.is_blank()).map_or(first, |last| last + 1);
            let columns = first..(last + 1).min(filled.max(first));
            let weight = new[columns.clone()].iter().filter(|spot| !spot.is_blank()).count();
            // Blanks are found everywhere, so they are no evidence of a move.
            (weight > 0).then_some(ChangedRow { y, columns, weight })
        })
        .collect()
}

/// Returns the heaviest run of changed rows that moved by `by`.
/// They are found `by` rows further down in `shown`.
fn band(shown: &Grid, next: &Grid, changed: &[ChangedRow], by: i32) -> Option<(usize, Shift)> {
    let mut best: Option<(usize, Range<u16>)> = None;
    let mut run: Option<(usize, Range<u16>)> = None;
    for row in changed {
        let Some(source) = u16::try_from(i32::from(row.y) + by).ok().filter(|&source| source < next.size().1)
        else {
            continue;
        };
        let columns = row.columns.clone();
        if shown.row(source).get(columns.clone()) != next.row(row.y).get(columns) {
            continue;
        }
        run = match run {
            Some((weight, rows)) if row.y - rows.end <= WIDEST_GAP => {
                Some((weight + row.weight, rows.start..row.y + 1))
            }
            _ => Some((row.weight, row.y..row.y + 1)),
        };
        if run.as_ref().map(|(weight, _)| weight) > best.as_ref().map(|(weight, _)| weight) {
            best.clone_from(&run);
        }
    }
    let (weight, rows) = best?;
    let distance = u16::try_from(by.unsigned_abs()).ok()?;
    // The band also holds the rows that the content came from.
    let (top, bottom) =
        if by > 0 { (rows.start, rows.end + distance) } else { (rows.start - distance, rows.end) };
    Some((weight, Shift { top, bottom, by }))
}
