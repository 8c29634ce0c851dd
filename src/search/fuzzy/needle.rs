//! A word or phrase to find, prepared once for all briefings.

use memchr::memmem::Finder;

use super::column::letter_bit;
use super::letters::LetterBits;
use crate::text::fold;

/// The most letters that may be left out between two typed ones. It applies inside a word.
const SKIPPED: usize = 3;

/// The constraint on the ends of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ends {
    /// A word as typed. It matches anywhere in a name, at the beginning of a word elsewhere, loosely in names.
    Free,
    /// An unfinished phrase: a match starts at the beginning of a word.
    Begins,
    /// A phrase: whole words.
    Whole,
}

/// A folded word or phrase.
#[derive(Debug)]
pub struct Needle {
    pub(super) text: String,
    pub(super) ends: Ends,
    pub(super) finder: Finder<'static>,
    /// The bits of all its letters.
    pub(super) letters: u64,
    pub(super) loose: Option<Loose>,
}

impl Needle {
    /// Folds `text` like the briefings.
    pub fn new(text: &str, ends: Ends) -> Self {
        let text = fold(text).text;
        let finder = Finder::new(text.as_bytes()).into_owned();
        let letters = text.chars().map(letter_bit).fold(0, |all, bit| all | bit);
        let loose = if ends == Ends::Free { Loose::new(&text) } else { None };
        Self { text, ends, finder, letters, loose }
    }

    /// Reports whether the folded text is empty. Such a needle matches everything.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The folded text.
    pub fn folded(&self) -> &str {
        &self.text
    }

    /// Reports whether only matches of `shorter` can match this one.
    /// Short words are searched for in fewer fields, so they imply nothing.
    pub fn narrows(&self, shorter: &Self) -> bool {
        let both_free = self.ends == Ends::Free && shorter.ends == Ends::Free;
        both_free && shorter.text.len() >= 3 && self.text.starts_with(&shorter.text)
    }

    /// Returns the bit of a needle of a single letter or digit. For such a needle the bits of a slot are enough.
    pub(super) fn single_letter(&self) -> Option<u64> {
        let plain = self.ends == Ends::Free && self.text.len() == 1;
        (plain && self.text.as_bytes()[0].is_ascii_alphanumeric()).then_some(self.letters)
    }

    pub(super) fn first_bit(&self) -> u64 {
        self.text.chars().next().map_or(0, letter_bit)
    }
}

/// Recognises names with a word's letters in order, not too far apart.
///
/// The first letter begins a word; each further one is the next, or at most [`SKIPPED`] letters on, or begins a
/// later word. So `hkvision` finds Hikvision and `mp20` finds Milipol Paris 2019, but `nice` does not find every
/// long title with these four letters somewhere in it.
///
/// It is an automaton with one bit for each letter of the word, which steps from letter to letter of the name and
/// leaps from word to word where nothing is begun (bounded gaps as in Navarro and Raffinot 2003).
#[derive(Debug)]
pub(super) struct Loose(LetterBits);

impl Loose {
    fn new(word: &str) -> Option<Self> {
        // Loose matching of a single letter would be exact.
        LetterBits::new(word).filter(|letters| letters.last > 1).map(Self)
    }

    /// Reports whether `name` matches. `head` reports whether a word begins at a byte of it.
    pub(super) fn matches(&self, name: &str, head: impl Fn(usize) -> bool) -> bool {
        let mut states = States::default();
        name.char_indices().any(|(at, letter)| {
            let now = states.step(self.0.of(letter), head(at));
            now & self.0.last != 0
        })
    }

    /// Reports whether a name of at most 64 bytes matches.
    /// Its words begin at the bits of `heads`. Most names are such, and most are rejected after a few leaps.
    /// `None` when the name is not ASCII.
    pub(super) fn matches_short(&self, name: &[u8], heads: u64) -> Option<bool> {
        let mut states = States::default();
        let mut at = 0;
        loop {
            if states.near() == 0 {
                // Only a letter at the beginning of a word can match from here.
                let ahead = heads & u64::MAX.checked_shl(at).unwrap_or(0);
                if ahead == 0 {
                    return Some(false);
                }
                at = ahead.trailing_zeros();
            }
            let Some(letter) = name.get(at as usize) else { return Some(false) };
            let bits = self.0.of_ascii(*letter)?;
            if states.step(bits, heads >> at & 1 == 1) & self.0.last != 0 {
                return Some(true);
            }
            at += 1;
        }
    }
}

/// The progress of a match. Bit n is set when the letters up to n were found.
#[derive(Default)]
struct States {
    /// The states whose last letter is at one of the latest places.
    recent: [u64; SKIPPED + 1],
    /// The states whose last letter is anywhere.
    ever: u64,
}

impl States {
    fn near(&self) -> u64 {
        let [latest, second, third, fourth] = self.recent;
        latest | second | third | fourth
    }

    /// Advances by a letter of the name, as bits of the word.
    fn step(&mut self, letter: u64, head: bool) -> u64 {
        let before = if head { self.ever << 1 | 1 } else { self.near() << 1 };
        let now = before & letter;
        let [latest, second, third, _] = self.recent;
        self.recent = [now, latest, second, third];
        self.ever |= now;
        now
    }
}

#[cfg(test)]
mod tests {
    use super::super::column::{Column, LetterSet};
    use super::*;

    fn loosely(word: &str, name: &str) -> bool {
        let mut column = Column::default();
        column.push(name, &mut LetterSet::default());
        column.end_slot();
        let needle = Needle::new(word, Ends::Free);
        let at = column.values(0).next().unwrap();
        let loose = needle.loose.unwrap();
        let matches = loose.matches(column.value(at.clone()), |byte| column.head_at(at.start + byte));
        let short = loose.matches_short(column.value(at.clone()).as_bytes(), column.heads(at));
        assert!(short.is_none_or(|short| short == matches));
        matches
    }

    #[test]
    fn letters_may_be_left_out() {
        assert!(loosely("hkvision", "Hikvision"));
        assert!(loosely("hikvisn", "Hikvision"));
        assert!(loosely("dhtech", "Dahua Technology"));
        assert!(loosely("прет", "Привет"));
    }

    #[test]
    fn words_may_be_given_by_their_first_letters() {
        assert!(!loosely("mp19", "Milipol Paris 2019"), "1 does not begin the number");
        assert!(loosely("mp20", "Milipol Paris 2019"));
        assert!(loosely("ftc", "Federal Trade Commission"));
        assert!(loosely("hv", "HikVision"));
    }

    #[test]
    fn letters_that_stand_just_anywhere_do_not_match() {
        assert!(!loosely("nice", "Annual report on maritime insurance"));
        assert!(!loosely("ikvsion", "Hikvision"), "the first letter begins a word");
        assert!(!loosely("hn", "Hikvision"));
        assert!(!loosely("hikvisionx", "Hikvision"));
    }
}
