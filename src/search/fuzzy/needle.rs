//! What is looked for: a word or phrase, prepared once for all briefings.

use memchr::memmem::Finder;

use super::column::letter_bit;
use crate::text::fold;

/// How many letters may be left out between two that are typed, inside a word.
const SKIPPED: usize = 3;

/// The longest word that is matched loosely: one bit of a machine word for each letter.
const LONGEST_LOOSE: usize = 64;

/// How the ends of a needle must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ends {
    /// A word as typed: anywhere in a name, at the beginning of a word elsewhere, loosely in names.
    Free,
    /// A phrase that goes on: it begins with a word.
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
    /// Folds `text` as the briefings are folded.
    pub fn new(text: &str, ends: Ends) -> Self {
        let text = fold(text).text;
        let finder = Finder::new(text.as_bytes()).into_owned();
        let letters = text.chars().map(letter_bit).fold(0, |all, bit| all | bit);
        let loose = if ends == Ends::Free { Loose::new(&text) } else { None };
        Self { text, ends, finder, letters, loose }
    }

    /// Whether nothing is left of it: it asks for nothing, and everything has it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The folded text.
    pub fn folded(&self) -> &str {
        &self.text
    }

    /// Whether only what matches `shorter` can match this one. Short words are looked for in fewer fields, so
    /// they tell nothing.
    pub fn narrows(&self, shorter: &Self) -> bool {
        let both_free = self.ends == Ends::Free && shorter.ends == Ends::Free;
        both_free && shorter.text.len() >= 3 && self.text.starts_with(&shorter.text)
    }

    /// The letter and its bit, when it is a single letter or digit: then the bits of a slot say all.
    pub(super) fn single_letter(&self) -> Option<u64> {
        let plain = self.ends == Ends::Free && self.text.len() == 1;
        (plain && self.text.as_bytes()[0].is_ascii_alphanumeric()).then_some(self.letters)
    }

    pub(super) fn first_bit(&self) -> u64 {
        self.text.chars().next().map_or(0, letter_bit)
    }
}

/// Recognises names that have the letters of a word in order, not too far apart.
///
/// The first letter begins a word; each further one is the next, or at most [`SKIPPED`] letters on, or begins a
/// later word. So `hkvision` finds Hikvision and `mp19` finds Milipol Paris 2019, but `nice` does not find
/// every long title with these four letters somewhere in it.
///
/// An automaton with one bit for each letter of the word, stepped once for each letter of the name (Shift-And,
/// Baeza-Yates and Gonnet 1992; bounded gaps as in Navarro and Raffinot 2003).
#[derive(Debug)]
pub(super) struct Loose {
    plain: [u64; 128],
    others: Vec<(char, u64)>,
    accepting: u64,
}

impl Loose {
    fn new(word: &str) -> Option<Self> {
        let length = word.chars().count();
        if !(2..=LONGEST_LOOSE).contains(&length) {
            return None;
        }
        let mut loose = Self { plain: [0; 128], others: Vec::new(), accepting: 1 << (length - 1) };
        for (at, letter) in word.chars().enumerate() {
            match loose.plain.get_mut(letter as usize) {
                Some(bits) => *bits |= 1 << at,
                None => match loose.others.iter_mut().find(|(other, _)| *other == letter) {
                    Some((_, bits)) => *bits |= 1 << at,
                    None => loose.others.push((letter, 1 << at)),
                },
            }
        }
        Some(loose)
    }

    /// Whether `name` matches; `head` says whether a word begins at a byte of it.
    pub(super) fn matches(&self, name: &str, head: impl Fn(usize) -> bool) -> bool {
        // Bit n is set when the word's letters up to n have been found, the last of them: at one of the latest
        // places (`recent`), or anywhere (`ever`).
        let mut recent = [0_u64; SKIPPED + 1];
        let mut ever = 0_u64;
        for (step, (at, letter)) in name.char_indices().enumerate() {
            let before =
                if head(at) { ever << 1 | 1 } else { recent.iter().fold(0, |all, bits| all | bits) << 1 };
            let now = before & self.bits(letter);
            if now & self.accepting != 0 {
                return true;
            }
            recent[step % recent.len()] = now;
            ever |= now;
        }
        false
    }

    fn bits(&self, letter: char) -> u64 {
        match self.plain.get(letter as usize) {
            Some(bits) => *bits,
            None => self.others.iter().find(|(other, _)| *other == letter).map_or(0, |(_, bits)| *bits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::column::{Column, Letters};
    use super::*;

    fn loosely(word: &str, name: &str) -> bool {
        let mut column = Column::default();
        column.push(name, &mut Letters::default());
        column.end_slot();
        let needle = Needle::new(word, Ends::Free);
        let at = column.values(0).next().unwrap();
        needle.loose.unwrap().matches(column.value(at.clone()), |byte| column.head_at(at.start + byte))
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
        assert!(loosely("mp19", "Milipol Paris 2019") == false, "1 does not begin the number");
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
