//! A field whose values many briefings share, such as tags. Each value is stored, and searched, once.

use std::collections::HashMap;
use std::ops::Range;

use super::column::{Column, LetterSet};
use super::{Needle, Rate, Scale, scan_bytes};
use crate::library::{Record, Segment, UnchangedRecords};

/// The values of one field.
/// A value that is written in several ways is stored once for each of them, because words begin elsewhere in
/// `TradeFair` than in `tradefair`.
#[derive(Debug, Default)]
pub(super) struct SharedColumn {
    /// Each value in a slot of its own.
    values: Column,
    /// The value numbers of all slots, in sequence.
    numbers: Vec<u32>,
    /// The end of each slot in the numbers.
    ends: Vec<u32>,
}

impl SharedColumn {
    /// Makes the column of the tags of these briefings.
    pub(super) fn of_tags<'a>(briefings: impl Iterator<Item = Record<'a>> + Clone) -> Self {
        let mut known: HashMap<&'a str, u32> = HashMap::new();
        let mut shared = Self::default();
        shared.ends.reserve_exact(briefings.clone().count());
        for briefing in briefings {
            for tag in briefing.tags() {
                let number = *known.entry(tag).or_insert_with(|| {
                    shared.values.push(tag, &mut LetterSet::default());
                    shared.values.end_slot();
                    number(shared.values.len() - 1)
                });
                shared.numbers.push(number);
            }
            shared.ends.push(number(shared.numbers.len()));
        }
        shared.values.shrink();
        shared.numbers.shrink_to_fit();
        shared
    }

    /// Makes the column of the library that followed this one's.
    /// `fresh` has the slots of its new and changed briefings. Values that no slot has any more are kept.
    pub(super) fn followed(&self, unchanged: &UnchangedRecords, fresh: &Self) -> Self {
        let (values, renumbered) = self.values_with(&fresh.values);
        let mut all = Self { values, ..Self::default() };
        all.numbers.reserve_exact(self.numbers.len() + fresh.numbers.len());
        all.ends.reserve_exact(self.ends.len() + fresh.ends.len());
        let mut next = 0;
        for piece in unchanged.pieces() {
            match piece {
                Segment::Kept(slots) => all.append(self, slots, |number| number),
                Segment::Fresh(slots) => {
                    let own = next..next + slots.len();
                    next = own.end;
                    all.append(fresh, own, |number| renumbered[number as usize]);
                }
            }
        }
        all
    }

    /// Adds the missing values of another column. Also returns the new numbers of all of its values.
    fn values_with(&self, others: &Column) -> (Column, Vec<u32>) {
        let known: HashMap<&str, usize> =
            (0..self.values.len()).map(|at| (self.values.slot(at), at)).collect();
        let mut added = Vec::new();
        let numbers = (0..others.len()).map(|at| {
            let same = known.get(others.slot(at)).filter(|own| self.values.has_heads_of(**own, others, at));
            number(same.copied().unwrap_or_else(|| {
                added.push(at);
                self.values.len() + added.len() - 1
            }))
        });
        let numbers = numbers.collect();
        let added = added.into_iter().map(|at| (others, at..at + 1));
        (Column::joined(std::iter::once((&self.values, 0..self.values.len())).chain(added)), numbers)
    }

    fn append(&mut self, other: &Self, slots: Range<usize>, renumber: impl Fn(u32) -> u32) {
        let (from, to) = (other.start(slots.start), self.numbers.len());
        let numbers = other.numbers.get(from..other.start(slots.end)).unwrap_or_default();
        self.numbers.extend(numbers.iter().map(|number| renumber(*number)));
        self.ends.extend(other.ends[slots].iter().map(|end| number(*end as usize - from + to)));
    }

    fn start(&self, slot: usize) -> usize {
        slot.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize)
    }

    fn of_slot(&self, slot: usize) -> &[u32] {
        self.numbers.get(self.start(slot)..self.start(slot + 1)).unwrap_or_default()
    }

    /// Returns the rate of each value for a needle.
    pub(super) fn rates(&self, needle: &Needle, scale: Scale) -> Vec<Rate> {
        let mut rates = vec![0; self.values.len()];
        scan_bytes(&self.values, needle, scale, 0..rates.len(), 0, &mut rates);
        rates
    }

    /// Raises the rates of slots to those of their values.
    pub(super) fn raise(&self, values: &[Rate], slots: Range<usize>, rates: &mut [Rate]) {
        if values.iter().all(|rate| *rate == 0) {
            return;
        }
        for (slot, best) in slots.zip(rates) {
            let own = self.of_slot(slot);
            *best = own.iter().map(|number| values[*number as usize]).fold(*best, Rate::max);
        }
    }

    pub(super) fn memory(&self) -> usize {
        self.values.memory() + (self.numbers.capacity() + self.ends.capacity()) * size_of::<u32>()
    }
}

/// Makes a number of a value. More values would not fit into memory; the number is capped rather than wrong.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
impl PartialEq for SharedColumn {
    /// Compares slots by their values, whatever the numbers of these are.
    fn eq(&self, other: &Self) -> bool {
        let is_same = |(own, theirs): (&u32, &u32)| {
            let (own, theirs) = (*own as usize, *theirs as usize);
            self.values.slot(own) == other.values.slot(theirs)
                && self.values.has_heads_of(own, &other.values, theirs)
        };
        self.ends == other.ends && self.numbers.iter().zip(&other.numbers).all(is_same)
    }
}
