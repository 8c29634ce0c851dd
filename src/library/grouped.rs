//! Values grouped by briefing in one block of memory.

use super::Ix;
use super::stored::{Unpack, short_numbers};

/// The values of each briefing, in the order given.
#[derive(Debug, PartialEq)]
pub(super) struct Grouped<T> {
    /// The start of each briefing's values. It has one entry more than there are briefings.
    starts: Box<[u32]>,
    values: Box<[T]>,
}

impl<T> Default for Grouped<T> {
    fn default() -> Self {
        Self { starts: Box::default(), values: Box::default() }
    }
}

impl Grouped<(Ix, u32)> {
    /// Writes the values: the number of starts, the starts, and two numbers for each value.
    pub fn pack(&self) -> Vec<u8> {
        let count = u32::try_from(self.starts.len()).unwrap_or(0);
        let values = self.values.iter().flat_map(|(ix, number)| [ix.0, *number]);
        let numbers = std::iter::once(count).chain(self.starts.iter().copied()).chain(values);
        numbers.flat_map(u32::to_le_bytes).collect()
    }

    /// Reports whether the values can belong to so many briefings.
    pub fn fits(&self, briefings: usize) -> bool {
        let starts = &self.starts;
        starts.len() == briefings + 2
            && starts.is_sorted()
            && starts.last().is_some_and(|end| *end as usize == self.values.len())
            && self.values.iter().all(|(ix, _)| ix.index() < briefings)
    }
}

impl Unpack for Grouped<(Ix, u32)> {
    fn unpack(bytes: Vec<u8>) -> Option<Self> {
        let mut numbers = short_numbers(&bytes)?;
        let count = numbers.next()? as usize;
        let mut starts = Vec::with_capacity(count.min(bytes.len()));
        starts.extend(numbers.by_ref().take(count));
        let mut values = Vec::with_capacity(bytes.len() / 8);
        while let Some(ix) = numbers.next() {
            values.push((Ix(ix), numbers.next()?));
        }
        Some(Self { starts: starts.into_boxed_slice(), values: values.into_boxed_slice() })
    }
}

impl<T: Copy> Grouped<T> {
    /// Counts and places values, each paired with its briefing. Every briefing's number is below `briefings`.
    pub fn new(briefings: usize, pairs: impl Iterator<Item = (Ix, T)> + Clone) -> Self {
        let mut starts = vec![0_u32; briefings + 1];
        for (ix, _) in pairs.clone() {
            starts[ix.index() + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut values = Vec::with_capacity(starts.last().map_or(0, |all| *all as usize));
        values.extend(pairs.clone().map(|(_, value)| value));
        for (ix, value) in pairs {
            // Until all are placed, a start is where the next value goes.
            let at = &mut starts[ix.index()];
            values[*at as usize] = value;
            *at += 1;
        }
        // Now each is where the next one's values begin.
        starts.copy_within(..briefings, 1);
        starts[0] = 0;
        Self { starts: starts.into_boxed_slice(), values: values.into_boxed_slice() }
    }

    /// The bytes that it keeps in memory.
    pub fn memory(&self) -> usize {
        size_of_val(&*self.starts) + size_of_val(&*self.values)
    }

    /// The values of a briefing.
    pub fn of(&self, ix: Ix) -> &[T] {
        let at = |index: usize| self.starts.get(index).map_or(0, |start| *start as usize);
        self.values.get(at(ix.index())..at(ix.index() + 1)).unwrap_or_default()
    }
}
