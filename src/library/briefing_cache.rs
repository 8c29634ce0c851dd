//! What is made of a briefing on the first request for it: the whole briefing, or what its text says.
//!
//! A screen requests some dozens of a hundred thousand. Places for them are made in blocks of 64, so that a
//! library that is only searched keeps a few bytes for each block and nothing for each briefing.

use std::sync::OnceLock;

/// The number of places in a block.
const BLOCK: usize = 64;

/// The places of one block.
type CacheBlock<T> = [OnceLock<Box<T>>; BLOCK];

/// The values that were requested, by the number of their briefing.
#[derive(Debug)]
pub(super) struct BriefingCache<T>(Box<[OnceLock<Box<CacheBlock<T>>>]>);

impl<T> Default for BriefingCache<T> {
    fn default() -> Self {
        Self(Box::default())
    }
}

impl<T> BriefingCache<T> {
    /// Makes room for so many.
    pub fn new(count: usize) -> Self {
        Self(std::iter::repeat_with(OnceLock::new).take(count.div_ceil(BLOCK)).collect())
    }

    /// Returns the value of a briefing, made on the first request.
    ///
    /// # Panics
    ///
    /// When there is no such number.
    pub fn get(&self, at: usize, make: impl FnOnce() -> T) -> &T {
        let block = self.0[at / BLOCK].get_or_init(|| Box::new([const { OnceLock::new() }; BLOCK]));
        block[at % BLOCK].get_or_init(|| Box::new(make()))
    }

    /// Counts the bytes of the places, without the values themselves.
    pub fn memory(&self) -> usize {
        let made = self.0.iter().filter(|block| block.get().is_some()).count();
        size_of_val(&*self.0) + made * size_of::<CacheBlock<T>>()
    }
}
