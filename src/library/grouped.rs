//! Values grouped by briefing, side by side in one block of memory.

use super::{Ix, ix};

/// For each briefing of a library its values, in the order in which they were given.
#[derive(Debug, PartialEq)]
pub(super) struct Grouped<T> {
    /// Where the values of a briefing begin; one more than there are briefings.
    starts: Box<[u32]>,
    values: Box<[T]>,
}

impl<T> Default for Grouped<T> {
    fn default() -> Self {
        Self { starts: Box::default(), values: Box::default() }
    }
}

impl<T: Copy> Grouped<T> {
    /// Two passes: count, then place. Every briefing's number is below `briefings`.
    pub fn new(briefings: usize, pairs: &[(Ix, T)]) -> Self {
        let mut starts = vec![0_u32; briefings + 1];
        for (ix, _) in pairs {
            starts[ix.index() + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut values: Vec<T> = pairs.iter().map(|(_, value)| *value).collect();
        for (ix, value) in pairs {
            let at = &mut next[ix.index()];
            values[*at as usize] = *value;
            *at += 1;
        }
        Self { starts: starts.into_boxed_slice(), values: values.into_boxed_slice() }
    }

    /// All of them with the briefing that each belongs to, in the order of the briefings.
    pub fn pairs(&self) -> impl Iterator<Item = (Ix, T)> {
        (0..self.starts.len()).map(ix).flat_map(|ix| self.of(ix).iter().map(move |value| (ix, *value)))
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
