//! Matching of words against the names of briefings.
//!
//! A [`Haystack`] holds the folded fields of a library, a [`Needle`] one word. [`Haystack::rate`] gives every
//! briefing a rate for the word, in this order:
//!
//! - the word **as typed**: the whole title, the whole of another name (alias or id), the beginning of either,
//!   the beginning of a word in either, a tag, a person, the middle of a word in a name, the description;
//! - the word **loosely**, letters left out: in the title, in another name.
//!
//! Exact matches come before loose ones. Loose matching is for names only: a sentence of twenty words has nearly
//! every short word loosely in it, so a description would make everything match; tags, people and descriptions
//! match at the beginning of a word, descriptions only from three letters on or by a whole word.
//!
//! Rates are found with substring search over whole columns and a bit-parallel automaton, in about the time it
//! takes to read the memory. The matcher of the `fuzzy-matcher` crate (archived upstream, therefore named in this
//! file only and used through [`Scorer`]) orders the loose matches among themselves, and only those: to all words
//! that begin with the typed one it gives one score, to all names another, so that among them there is nothing to
//! score. Alone it would rank some loose matches higher, `Hearing of Experts` for `he` above `The Heron`, and
//! would not put the name that is just the word first; a test shows that this is all.

mod column;
mod haystack;
mod highlight;
mod letters;
mod needle;
mod shared;
mod text_test;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use column::{Column, Edge, SubstringRange};
pub use haystack::Haystack;
pub use highlight::{highlight, highlight_words};
pub use needle::{Ends, Needle};
pub(crate) use text_test::TextTest;

/// The rate of a word for a briefing; 0 is no match.
pub type Rate = u8;

/// The rates. They are spaced so that each identifies the field and the kind of the match.
pub(crate) mod rates {
    use super::Rate;

    pub(crate) const TITLE_WHOLE: Rate = 100;
    pub(crate) const NAME_WHOLE: Rate = 95;
    pub(crate) const TITLE_BEGINS: Rate = 90;
    pub(crate) const NAME_BEGINS: Rate = 85;
    pub(crate) const TITLE_WORD: Rate = 80;
    pub(crate) const NAME_WORD: Rate = 75;
    pub(crate) const TAG_WHOLE: Rate = 66;
    pub(crate) const TAG_WORD: Rate = 65;
    pub(crate) const PERSON_WORD: Rate = 64;
    pub(crate) const TITLE_INSIDE: Rate = 60;
    pub(crate) const NAME_INSIDE: Rate = 55;
    pub(crate) const ABOUT_WHOLE_WORD: Rate = 45;
    pub(crate) const ABOUT_WORD: Rate = 40;
    pub(crate) const TITLE_LOOSE: Rate = 20;
    pub(crate) const NAME_LOOSE: Rate = 10;
    /// The rate for a word that is empty when folded. An example is a lone apostrophe: everything has it.
    pub(crate) const NOTHING_ASKED: Rate = 1;
    /// The mark of a slot that is to be skipped. It is no rate.
    pub(crate) const CLOSED: Rate = 255;

    /// Reports whether the matcher's score orders briefings with this rate.
    pub(crate) const fn is_loose(rate: Rate) -> bool {
        rate == TITLE_LOOSE || rate == NAME_LOOSE
    }
}

/// Scores candidates for a word. The matcher is used through this trait.
pub trait Scorer {
    /// Returns the score. `None` if the candidate does not contain the word's letters in order.
    fn score(&self, candidate: &str, word: &str) -> Option<u32>;

    /// Returns the candidate's characters that match the letters of the word.
    fn places(&self, candidate: &str, word: &str) -> Option<Vec<usize>>;
}

/// The matcher of the skim fuzzy finder.
#[derive(Default)]
pub struct Skim(SkimMatcherV2);

impl Scorer for Skim {
    fn score(&self, candidate: &str, word: &str) -> Option<u32> {
        self.0.fuzzy_match(candidate, word).map(|score| u32::try_from(score).unwrap_or(0))
    }

    fn places(&self, candidate: &str, word: &str) -> Option<Vec<usize>> {
        self.0.fuzzy_indices(candidate, word).map(|(_, places)| places)
    }
}

/// The searchable fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    /// Aliases, and ids that are used as names.
    Names,
    /// Other ids.
    Ids,
    Tags,
    People,
    About,
}

/// The rates of a field's matches.
#[derive(Clone, Copy)]
struct Scale {
    /// The rate if the value is the word.
    whole: Rate,
    /// The rate if the value begins with the word.
    begins: Rate,
    /// The rate if a word of the value begins with the word.
    word: Rate,
    /// The rate if a word of the value is the word.
    whole_word: Rate,
    /// The rate inside a word; 0 where that is no match.
    inside: Rate,
    /// The rate that makes further looks in this field needless.
    enough: Rate,
}

const TITLE: Scale = Scale {
    whole: rates::TITLE_WHOLE,
    begins: rates::TITLE_BEGINS,
    word: rates::TITLE_WORD,
    whole_word: rates::TITLE_WORD,
    inside: rates::TITLE_INSIDE,
    // A slot has one title, so its whole and its beginning are seen first.
    enough: rates::TITLE_WORD,
};

const NAMES: Scale = Scale {
    whole: rates::NAME_WHOLE,
    begins: rates::NAME_BEGINS,
    word: rates::NAME_WORD,
    whole_word: rates::NAME_WORD,
    inside: rates::NAME_INSIDE,
    enough: rates::NAME_WHOLE,
};

const TAGS: Scale = flat(rates::TAG_WHOLE, rates::TAG_WORD, rates::TAG_WORD);
const PEOPLE: Scale = flat(rates::PERSON_WORD, rates::PERSON_WORD, rates::PERSON_WORD);
const ABOUT: Scale = flat(rates::ABOUT_WHOLE_WORD, rates::ABOUT_WORD, rates::ABOUT_WHOLE_WORD);

/// The scale of descriptions for a lone sign. Whole words only, as for words of two letters.
const ABOUT_SHORT: Scale = flat(rates::ABOUT_WHOLE_WORD, 0, rates::ABOUT_WHOLE_WORD);

const fn flat(whole: Rate, word: Rate, whole_word: Rate) -> Scale {
    Scale { whole, begins: word, word, whole_word, inside: 0, enough: whole }
}

impl Scale {
    fn rate(self, place: SubstringRange, ends: Ends) -> Rate {
        let stands = match ends {
            Ends::Free => true,
            Ends::Begins => place.begins != Edge::Inside,
            Ends::Whole => place.begins != Edge::Inside && place.ends != Edge::Inside,
        };
        if !stands {
            return 0;
        }
        match (place.begins, place.ends) {
            (Edge::Value, Edge::Value) => self.whole,
            (Edge::Value, Edge::Word) => self.begins.max(self.whole_word),
            (Edge::Value, Edge::Inside) => self.begins,
            (Edge::Word, Edge::Value | Edge::Word) => self.whole_word,
            (Edge::Word, Edge::Inside) => self.word,
            (Edge::Inside, _) => self.inside,
        }
    }
}

/// The number of slots between two checks of the stop flag.
const STRIDE: usize = 4096;

/// The work is no longer wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

impl Haystack {
    /// Rates the slots for one word.
    /// `rates` has the same length as `slots` and holds zeros; a slot to be skipped comes in, and stays, as
    /// `rates::CLOSED`.
    ///
    /// # Errors
    ///
    /// When `stop` is set meanwhile.
    pub fn rate(
        &self,
        needle: &Needle,
        slots: Range<usize>,
        rates: &mut [Rate],
        stop: &AtomicBool,
    ) -> Result<(), Cancelled> {
        if needle.is_empty() {
            for rate in rates {
                *rate = (*rate).max(rates::NOTHING_ASKED);
            }
            return Ok(());
        }
        let tags = self.tags.rates(needle, TAGS);
        for from in slots.clone().step_by(STRIDE) {
            if stop.load(Ordering::Relaxed) {
                return Err(Cancelled);
            }
            let part = from..slots.end.min(from + STRIDE);
            let Some(rates) = rates.get_mut(from - slots.start..part.end - slots.start) else { break };
            match needle.single_letter() {
                Some(bit) => self.rate_letter(needle, bit, part, rates),
                None => self.rate_part(needle, &tags, &part, rates),
            }
        }
        Ok(())
    }

    fn rate_part(&self, needle: &Needle, tags: &[Rate], slots: &Range<usize>, rates: &mut [Rate]) {
        scan(&self.title, needle, TITLE, slots, rates);
        scan(&self.names, needle, NAMES, slots, rates);
        scan(&self.ids, needle, NAMES, slots, rates);
        self.tags.raise(tags, slots.clone(), rates);
        scan(&self.people, needle, PEOPLE, slots, rates);
        match *needle.text.as_bytes() {
            [_] => scan(&self.about, needle, ABOUT_SHORT, slots, rates),
            [first, second] => scan_short(&self.about, [first, second], slots, rates),
            _ => scan(&self.about, needle, ABOUT, slots, rates),
        }
        self.rate_loosely(needle, slots, rates);
    }

    /// Rates slots for a single letter.
    /// It is searched for in names only; elsewhere it would find everything. The letters that a slot has, and that
    /// begin its words, are known without reading it.
    fn rate_letter(&self, needle: &Needle, bit: u64, slots: Range<usize>, rates: &mut [Rate]) {
        let letter = needle.text.as_bytes();
        for (slot, best) in slots.zip(rates) {
            let letters = &self.letters[slot];
            if letters.title.all & bit != 0 {
                let (from, to) = (self.title.start(slot), self.title.end(slot));
                let title = &self.title.bytes()[from..to];
                *best = (*best).max(match title {
                    [first, _end] if first == &letter[0] => rates::TITLE_WHOLE,
                    [first, ..] if first == &letter[0] => rates::TITLE_BEGINS,
                    _ if letters.title.heads & bit != 0 => rates::TITLE_WORD,
                    _ => rates::TITLE_INSIDE,
                });
            }
            if letters.names.all & bit != 0 && *best < rates::NAME_WHOLE {
                let heads = letters.names.heads & bit != 0;
                let inner = if heads { rates::NAME_WORD } else { rates::NAME_INSIDE };
                let value = |at: Range<usize>| match &self.names.bytes()[at] {
                    [only] if only == &letter[0] => rates::NAME_WHOLE,
                    [first, ..] if first == &letter[0] => rates::NAME_BEGINS,
                    _ => 0,
                };
                let begins = if heads { self.names.values(slot).map(value).max().unwrap_or(0) } else { 0 };
                *best = (*best).max(inner).max(begins);
            }
        }
    }

    /// Rates slots without an exact match loosely. Only those with all letters of the word are read.
    fn rate_loosely(&self, needle: &Needle, slots: &Range<usize>, rates: &mut [Rate]) {
        let Some(loose) = &needle.loose else { return };
        let first = needle.first_bit();
        let matches = |column: &Column, at: Range<usize>| {
            let quick = if at.len() <= 64 {
                loose.matches_short(&column.bytes()[at.clone()], column.heads(at.clone()))
            } else {
                None
            };
            let from = at.start;
            quick.unwrap_or_else(|| loose.matches(column.value(at), |byte| column.head_at(from + byte)))
        };
        for (slot, best) in slots.clone().zip(rates).filter(|(_, best)| **best == 0) {
            let letters = &self.letters[slot];
            let may = |own: column::LetterSet| needle.letters & !own.all == 0 && own.heads & first != 0;
            if may(letters.title) && self.title.values(slot).any(|at| matches(&self.title, at)) {
                *best = rates::TITLE_LOOSE;
            } else if may(letters.names) && self.names.values(slot).any(|at| matches(&self.names, at)) {
                *best = rates::NAME_LOOSE;
            }
        }
    }

    /// Calls `see` for each slot that has the needle in one field.
    /// The flag reports whether a value of the slot is the needle.
    pub(crate) fn having(&self, field: Field, needle: &Needle, see: impl FnMut(usize, bool)) {
        let scale = Scale { inside: rates::TITLE_INSIDE, enough: rates::TITLE_WHOLE, ..TITLE };
        let mut found = vec![0; self.len()];
        let column = match field {
            Field::Title => &self.title,
            Field::Names => &self.names,
            Field::Ids => &self.ids,
            Field::People => &self.people,
            Field::About => &self.about,
            Field::Tags => {
                self.tags.raise(&self.tags.rates(needle, scale), 0..self.len(), &mut found);
                return each_found(&found, see);
            }
        };
        scan_bytes(column, needle, scale, 0..self.len(), 0, &mut found);
        each_found(&found, see);
    }

    /// Returns the matcher's score for a slot that matches loosely.
    pub fn score(&self, needle: &Needle, slot: usize, rate: Rate, scorer: &impl Scorer) -> u32 {
        let column = match rate {
            rates::TITLE_LOOSE => &self.title,
            rates::NAME_LOOSE => &self.names,
            _ => return 0,
        };
        let mut spaced = String::new();
        let each = column.values(slot).filter_map(|at| {
            column.spaced(at, &mut spaced);
            scorer.score(&spaced, &needle.text)
        });
        each.max().unwrap_or(0)
    }
}

/// Calls `see` for each slot with a rate. The flag reports whether a value of the slot is the needle.
fn each_found(rates: &[Rate], mut see: impl FnMut(usize, bool)) {
    let found = rates.iter().enumerate().filter(|(_, rate)| **rate > 0);
    found.for_each(|(slot, rate)| see(slot, *rate == rates::TITLE_WHOLE));
}

/// Finds the needle in a column and raises the slots' rates.
fn scan(column: &Column, needle: &Needle, scale: Scale, slots: &Range<usize>, rates: &mut [Rate]) {
    // If few slots can still gain, each is searched by itself; otherwise the column is read through. Starting a
    // search costs as much as reading the values of several slots.
    let open = rates.iter().filter(|rate| **rate < scale.enough).count();
    if open * 8 < rates.len() {
        for (slot, best) in slots.clone().zip(rates) {
            if *best < scale.enough {
                scan_bytes(column, needle, scale, slot..slot + 1, slot, std::slice::from_mut(best));
            }
        }
        return;
    }
    scan_bytes(column, needle, scale, slots.clone(), slots.start, rates);
}

/// Finds a word of two letters in descriptions.
/// It must be a whole word, since nearly every sentence has a word that begins with it, and a substring search
/// would stop there again and again.
fn scan_short(column: &Column, word: [u8; 2], slots: &Range<usize>, rates: &mut [Rate]) {
    let mut slot = slots.start;
    column.each_word_of_two(column.start(slots.start), column.start(slots.end), |at| {
        if column.bytes().get(at..at + 2) == Some(&word) {
            while column.end(slot) <= at {
                slot += 1;
            }
            if let Some(best) = rates.get_mut(slot - slots.start) {
                *best = (*best).max(rates::ABOUT_WHOLE_WORD);
            }
        }
    });
}

fn scan_bytes(
    column: &Column,
    needle: &Needle,
    scale: Scale,
    slots: Range<usize>,
    base: usize,
    rates: &mut [Rate],
) {
    let bytes = column.bytes();
    let (mut at, end) = (column.start(slots.start), column.start(slots.end));
    let mut slot = slots.start;
    while let Some(found) = bytes.get(at..end).and_then(|rest| needle.finder.find(rest)) {
        let from = at + found;
        while column.end(slot) <= from {
            slot += 1;
        }
        let Some(best) = rates.get_mut(slot - base) else { break };
        *best = (*best).max(scale.rate(column.place(slot, from, from + needle.text.len()), needle.ends));
        at = if *best >= scale.enough { column.end(slot) } else { from + 1 };
    }
}

#[cfg(test)]
mod tests;
