//! Briefings built from their records on the first request.
//!
//! A screen requests some dozens of a hundred thousand. Places for them are made in blocks of 64, so that a
//! library that is only searched keeps a few bytes for each block and nothing for each briefing.

use std::sync::OnceLock;

use crate::briefing::Briefing;

/// The number of places in a block.
const BLOCK: usize = 64;

/// The places of one block.
type RecordChunk = [OnceLock<Box<Briefing>>; BLOCK];

/// The briefings of a library that were requested.
#[derive(Debug, Default)]
pub(super) struct BriefingCache(Box<[OnceLock<Box<RecordChunk>>]>);

impl BriefingCache {
    /// Makes room for so many.
    pub fn new(count: usize) -> Self {
        Self(std::iter::repeat_with(OnceLock::new).take(count.div_ceil(BLOCK)).collect())
    }

    /// Returns the briefing with this number, building it on the first request.
    ///
    /// # Panics
    ///
    /// When there is no such number.
    pub fn get(&self, at: usize, make: impl FnOnce() -> Briefing) -> &Briefing {
        let block = self.0[at / BLOCK].get_or_init(|| Box::new([const { OnceLock::new() }; BLOCK]));
        block[at % BLOCK].get_or_init(|| Box::new(make()))
    }

    /// Counts the bytes of the places, without the briefings themselves.
    pub fn memory(&self) -> usize {
        let made = self.0.iter().filter(|block| block.get().is_some()).count();
        size_of_val(&*self.0) + made * size_of::<RecordChunk>()
    }
}
