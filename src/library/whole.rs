//! Briefings put together from their records when they are first asked for.
//!
//! A screen asks for some dozens of a hundred thousand. Places for them are made by the shelf of 64, so that a library
//! that is only searched keeps a few bytes for each shelf and nothing for each briefing.

use std::sync::OnceLock;

use crate::briefing::Briefing;

/// How many places are made at once.
const SHELF: usize = 64;

/// The places of one shelf.
type Shelf = [OnceLock<Box<Briefing>>; SHELF];

/// The briefings of a library that were asked for.
#[derive(Debug, Default)]
pub(super) struct Whole(Box<[OnceLock<Box<Shelf>>]>);

impl Whole {
    /// Room for so many.
    pub fn new(count: usize) -> Self {
        Self(std::iter::repeat_with(OnceLock::new).take(count.div_ceil(SHELF)).collect())
    }

    /// The briefing with this number, made now if nobody asked for it before.
    ///
    /// # Panics
    ///
    /// When there is no such number.
    pub fn get(&self, at: usize, make: impl FnOnce() -> Briefing) -> &Briefing {
        let shelf = self.0[at / SHELF].get_or_init(|| Box::new([const { OnceLock::new() }; SHELF]));
        shelf[at % SHELF].get_or_init(|| Box::new(make()))
    }

    /// The bytes of the places, without the briefings themselves.
    pub fn memory(&self) -> usize {
        let made = self.0.iter().filter(|shelf| shelf.get().is_some()).count();
        size_of_val(&*self.0) + made * size_of::<Shelf>()
    }
}
