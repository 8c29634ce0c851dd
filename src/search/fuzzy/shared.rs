//! One field of all briefings whose values many of them share, such as tags: each value is kept, and looked for, once.

use std::collections::HashMap;
use std::ops::Range;

use super::column::{Column, Letters};
use super::{Needle, Rate, Scale, scan_bytes};
use crate::library::Record;

/// The values of one field. A value that is written in several ways stands once for each of them, because words
/// begin elsewhere in `TradeFair` than in `tradefair`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct SharedColumn {
    /// Each value in a slot of its own.
    values: Column,
    /// The numbers of the values of all slots, one behind the other.
    numbers: Vec<u32>,
    /// Where each slot ends in them.
    ends: Vec<u32>,
}

impl SharedColumn {
    /// The tags of these briefings.
    pub(super) fn of_tags<'a>(briefings: impl Iterator<Item = Record<'a>> + Clone) -> Self {
        let mut known: HashMap<&'a str, u32> = HashMap::new();
        let mut shared = Self::default();
        shared.ends.reserve_exact(briefings.clone().count());
        for briefing in briefings {
            for tag in briefing.tags() {
                let number = *known.entry(tag).or_insert_with(|| {
                    shared.values.push(tag, &mut Letters::default());
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

    /// The rate of each value for a needle.
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
            let start =
                slot.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
            let end = self.ends.get(slot).map_or(start, |end| *end as usize);
            let own = self.numbers.get(start..end).unwrap_or_default();
            *best = own.iter().map(|number| values[*number as usize]).fold(*best, Rate::max);
        }
    }

    pub(super) fn memory(&self) -> usize {
        self.values.memory() + (self.numbers.capacity() + self.ends.capacity()) * size_of::<u32>()
    }
}

/// More values than that would not fit into memory; the number is cut off rather than wrong.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
