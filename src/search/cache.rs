//! A cache of recent results. While a query is typed, most of it stays the same.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::WORTH_TWO_THREADS;
use super::bits::Bits;
use super::evaluate::Rated;
use super::fuzzy::{Cancelled, Ends, Haystack, Needle, Rate, rates};

/// The most words that are kept. They are the letters of one long word, typed and deleted again.
const WORDS: usize = 16;

/// The most sets of fields that are kept.
const SETS: usize = 16;

/// The words and fields evaluated last, for one index.
#[derive(Default)]
pub(super) struct QueryCache {
    words: VecDeque<CachedWord>,
    sets: VecDeque<(String, Arc<Bits>)>,
}

struct CachedWord {
    text: String,
    ends: Ends,
    needle: Arc<Needle>,
    rates: Arc<Vec<Rate>>,
}

impl QueryCache {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Returns the set under `key`, making it if necessary. A set that was stopped is not kept.
    pub(super) fn set(
        &mut self,
        key: &str,
        make: impl FnOnce() -> Result<Bits, Cancelled>,
    ) -> Result<Arc<Bits>, Cancelled> {
        if let Some(at) = self.sets.iter().position(|(own, _)| own == key)
            && let Some(found) = self.sets.remove(at)
        {
            let bits = Arc::clone(&found.1);
            self.sets.push_back(found);
            return Ok(bits);
        }
        let bits = Arc::new(make()?);
        self.sets.push_back((key.to_owned(), Arc::clone(&bits)));
        if self.sets.len() > SETS {
            self.sets.pop_front();
        }
        Ok(bits)
    }

    /// Returns the rates of a word.
    pub(super) fn word(
        &mut self,
        haystack: &Haystack,
        text: &str,
        ends: Ends,
        stop: &AtomicBool,
    ) -> Result<Rated, Cancelled> {
        if let Some(at) = self.words.iter().position(|word| word.text == text && word.ends == ends)
            && let Some(word) = self.words.remove(at)
        {
            let rated = Rated { needle: Arc::clone(&word.needle), rates: Arc::clone(&word.rates) };
            self.words.push_back(word);
            return Ok(rated);
        }
        let needle = Needle::new(text, ends);
        let mut found = self.narrowed(&needle, haystack.len());
        rate(haystack, &needle, &mut found, stop)?;
        let (needle, rates) = (Arc::new(needle), Arc::new(found));
        let answer = Rated { needle: Arc::clone(&needle), rates: Arc::clone(&rates) };
        self.words.push_back(CachedWord { text: text.to_owned(), ends, needle, rates });
        if self.words.len() > WORDS {
            self.words.pop_front();
        }
        Ok(answer)
    }

    /// Makes empty rates for a word. Slots without the beginning of the word can't have the word and are closed.
    fn narrowed(&self, needle: &Needle, slots: usize) -> Vec<Rate> {
        let before =
            self.words.iter().filter(|word| word.rates.len() == slots && needle.narrows(&word.needle));
        match before.max_by_key(|word| word.text.len()) {
            Some(word) => word.rates.iter().map(|rate| if *rate == 0 { rates::CLOSED } else { 0 }).collect(),
            None => vec![0; slots],
        }
    }
}

/// Rates all slots and leaves none closed. Two threads are used where that pays.
fn rate(
    haystack: &Haystack,
    needle: &Needle,
    found: &mut [Rate],
    stop: &AtomicBool,
) -> Result<(), Cancelled> {
    let slots = found.len();
    if slots > WORTH_TWO_THREADS {
        let (front, back) = found.split_at_mut(slots / 2);
        let (first, second) = rayon::join(
            || haystack.rate(needle, 0..slots / 2, front, stop),
            || haystack.rate(needle, slots / 2..slots, back, stop),
        );
        first.and(second)?;
    } else {
        haystack.rate(needle, 0..slots, found, stop)?;
    }
    found.iter_mut().filter(|rate| **rate == rates::CLOSED).for_each(|rate| *rate = 0);
    Ok(())
}
