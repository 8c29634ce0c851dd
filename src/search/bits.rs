//! A set of briefings: one bit for each.

use crate::library::Ix;

/// A set of briefings of one library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    pub(super) fn none(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)], len }
    }

    pub(super) fn all(len: usize) -> Self {
        let mut bits = Self { words: vec![u64::MAX; len.div_ceil(64)], len };
        bits.cut();
        bits
    }

    /// Makes the set of the slots with a rate.
    pub(super) fn rated(rates: &[u8]) -> Self {
        let bits = |rates: &[u8]| rates.iter().rev().fold(0, |bits, rate| bits << 1 | u64::from(*rate > 0));
        Self { words: rates.chunks(64).map(bits).collect(), len: rates.len() }
    }

    /// Makes the set of the numbers that pass a test.
    pub(super) fn where_true(len: usize, test: impl Fn(usize) -> bool) -> Self {
        let bits = |from: usize| {
            (from..len.min(from + 64)).rev().fold(0, |bits, at| bits << 1 | u64::from(test(at)))
        };
        Self { words: (0..len).step_by(64).map(bits).collect(), len }
    }

    pub(super) fn add_number(&mut self, number: usize) {
        if let Some(word) = self.words.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    pub(super) fn add(&mut self, ix: Ix) {
        self.add_number(ix.index());
    }

    pub(super) fn has(&self, ix: Ix) -> bool {
        self.words.get(ix.index() / 64).is_some_and(|word| word >> (ix.index() % 64) & 1 == 1)
    }

    /// Returns the number of members.
    pub(super) fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(super) fn keep(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(own, other)| *own &= other);
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(own, other)| *own |= other);
    }

    pub(super) fn without(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(own, other)| *own &= !other);
    }

    pub(super) fn flip(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        self.cut();
    }

    pub(super) fn memory(&self) -> usize {
        self.words.capacity() * 8
    }

    fn cut(&mut self) {
        if let Some(last) = self.words.last_mut().filter(|_| !self.len.is_multiple_of(64)) {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }
}
