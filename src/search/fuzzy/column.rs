//! One field of all briefings, folded, in one piece of memory.

use std::ops::Range;

use memchr::memchr;
use unicode_normalization::char::is_combining_mark;

use crate::text::{fold_char, visible};

/// The most characters of a value that are kept.
/// Typed words occur near the start, and the matcher needs time and memory in proportion to the length.
const LONGEST: usize = 512;

/// The end mark of each value. Folding leaves no blanks, so no needle can hold it or match across it.
const END: char = '\n';

/// The folded values of one field, slot by slot, with word beginnings.
///
/// All values are in one string, so that a library costs a few allocations instead of a few for each briefing, and
/// one pass of a substring search covers all of it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Column {
    text: String,
    /// The end of each slot in `text`.
    ends: Vec<u32>,
    /// One bit for each byte of `text`.
    /// It is set if a word or a sign begins there, or the value ends. So a word ends where one of these bits
    /// follows it.
    heads: Vec<u64>,
}

/// The letters of a text: a bit for each letter and digit. All others share bits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct LetterSet {
    pub all: u64,
    /// The letters that begin a word.
    pub heads: u64,
}

/// The position of a substring in its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SubstringRange {
    pub begins: Edge,
    pub ends: Edge,
}

/// The boundary at one end of a substring.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Edge {
    /// The end of the value.
    Value,
    /// The end of a word.
    Word,
    /// More of the same word.
    Inside,
}

impl Column {
    /// Adds a value to the current slot.
    pub(super) fn push(&mut self, value: &str, letters: &mut LetterSet) {
        let from = self.text.len();
        if value.is_ascii() {
            self.push_ascii(value, letters);
        } else {
            each_folded(value, |_, folded, head| {
                let bit = letter_bit(folded);
                letters.all |= bit;
                if head {
                    letters.heads |= bit;
                    self.mark_head();
                }
                self.text.push(folded);
            });
        }
        if self.text.len() > from {
            self.mark_head();
            self.text.push(END);
        }
    }

    /// Adds an ASCII value, several times faster than other text. Nearly all names and descriptions are ASCII.
    fn push_ascii(&mut self, value: &str, letters: &mut LetterSet) {
        let mut folded = [0_u8; LONGEST];
        let mut length = 0;
        let mut before = PreviousChar::Blank;
        for byte in value.bytes().take(LONGEST) {
            let AsciiProperties { letter, kind, bit } = PLAIN[usize::from(byte & 0x7F)];
            let head = begins_word(before, kind) || length == 0;
            before = kind;
            if letter == 0 {
                continue;
            }
            letters.all |= 1 << bit;
            if head {
                letters.heads |= 1 << bit;
                let at = self.text.len() + length;
                if self.heads.len() <= at / 64 {
                    self.heads.resize(at / 64 + 1, 0);
                }
                self.heads[at / 64] |= 1 << (at % 64);
            }
            folded[length] = letter;
            length += 1;
        }
        self.text.push_str(std::str::from_utf8(&folded[..length]).unwrap_or_default());
    }

    /// Marks the byte that is written next.
    fn mark_head(&mut self) {
        let at = self.text.len();
        if self.heads.len() <= at / 64 {
            self.heads.resize(at / 64 + 1, 0);
        }
        self.heads[at / 64] |= 1 << (at % 64);
    }

    /// Returns the text of the current slot.
    pub(super) fn written(&self) -> &str {
        let start = self.ends.last().map_or(0, |end| *end as usize);
        self.text.get(start..).unwrap_or_default()
    }

    /// Reports whether the current slot has this folded value.
    pub(super) fn has(&self, folded: &str) -> bool {
        self.written().split_terminator(END).any(|own| own == folded)
    }

    /// Ends the current slot.
    /// Past four gigabytes of text a slot stays empty: its briefing is still found by its other fields.
    pub(super) fn end_slot(&mut self) {
        let last = self.ends.last().copied().unwrap_or(0);
        let end = u32::try_from(self.text.len()).unwrap_or(last);
        self.text.truncate(end as usize);
        self.ends.push(end);
    }

    /// Reserves memory for so many bytes of values and slots.
    pub(super) fn reserve(&mut self, bytes: usize, slots: usize) {
        self.text.reserve_exact(bytes);
        self.ends.reserve_exact(slots);
        self.heads.reserve_exact(bytes / 64 + 1);
    }

    /// Joins the slots of these columns in sequence.
    pub(super) fn joined<'a>(parts: impl Iterator<Item = (&'a Self, Range<usize>)> + Clone) -> Self {
        let (mut bytes, mut slots) = (0, 0);
        for (column, range) in parts.clone() {
            bytes += column.bytes_of(&range).len();
            slots += range.len();
        }
        let mut joined = Self::default();
        joined.reserve(bytes, slots);
        parts.for_each(|(column, range)| joined.append(column, range));
        joined
    }

    fn append(&mut self, other: &Self, slots: Range<usize>) {
        let bytes = other.bytes_of(&slots);
        let (to, from) = (self.text.len(), bytes.start);
        for at in bytes.clone().step_by(64) {
            let heads = other.heads(at..bytes.end);
            let (index, shift) = ((to + at - from) / 64, (to + at - from) % 64);
            // The upper bits of these 64 belong to the next word.
            let above = if shift == 0 { 0 } else { heads >> (64 - shift) };
            for (index, heads) in [(index, heads << shift), (index + 1, above)] {
                if heads != 0 {
                    self.heads.resize(self.heads.len().max(index + 1), 0);
                    self.heads[index] |= heads;
                }
            }
        }
        self.text.push_str(&other.text[bytes]);
        let ends = other.ends[slots].iter().map(|end| *end as usize - from + to);
        self.ends.extend(ends.map(|end| u32::try_from(end).unwrap_or(u32::MAX)));
    }

    fn bytes_of(&self, slots: &Range<usize>) -> Range<usize> {
        self.start(slots.start)..self.start(slots.end)
    }

    /// Frees unused memory.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.heads.shrink_to_fit();
    }

    /// Returns the number of slots.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Returns the first byte of a slot. For the slot after the last it is the end of the text.
    pub(super) fn start(&self, slot: usize) -> usize {
        slot.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize)
    }

    pub(super) fn end(&self, slot: usize) -> usize {
        self.ends.get(slot).map_or(self.text.len(), |end| *end as usize)
    }

    /// The values of a slot, as ranges of the column.
    pub(super) fn values(&self, slot: usize) -> impl Iterator<Item = Range<usize>> {
        let (mut at, end) = (self.start(slot), self.end(slot));
        std::iter::from_fn(move || {
            let length = memchr(END as u8, self.text.as_bytes().get(at..end)?)?;
            let value = at..at + length;
            at = value.end + 1;
            Some(value)
        })
    }

    /// Returns all values of a slot, each with its end mark.
    pub(super) fn slot(&self, slot: usize) -> &str {
        self.value(self.bytes_of(&(slot..slot + 1)))
    }

    /// Reports whether two slots with the same text have the same words.
    /// The slots are of two columns; the words are compared by their beginnings.
    pub(super) fn has_heads_of(&self, slot: usize, other: &Self, others: usize) -> bool {
        let (own, theirs) = (self.bytes_of(&(slot..slot + 1)), other.bytes_of(&(others..others + 1)));
        own.zip(theirs).all(|(own, theirs)| self.head_at(own) == other.head_at(theirs))
    }

    pub(super) fn value(&self, at: Range<usize>) -> &str {
        &self.text[at]
    }

    /// Reports whether a word begins at this byte.
    pub(super) fn head_at(&self, byte: usize) -> bool {
        self.heads.get(byte / 64).is_some_and(|bits| bits >> (byte % 64) & 1 == 1)
    }

    /// Returns the position of some bytes in their value.
    pub(super) fn place(&self, slot: usize, from: usize, to: usize) -> SubstringRange {
        let bytes = self.bytes();
        let starts_value = from == self.start(slot) || bytes.get(from.wrapping_sub(1)) == Some(&(END as u8));
        let ends_value = bytes.get(to).is_none_or(|next| *next == END as u8);
        let edge = |value: bool, at: usize| match value {
            true => Edge::Value,
            false if self.head_at(at) => Edge::Word,
            false => Edge::Inside,
        };
        SubstringRange { begins: edge(starts_value, from), ends: edge(ends_value, to) }
    }

    /// Writes a value with blanks between its words, for the matcher.
    pub(super) fn spaced(&self, at: Range<usize>, out: &mut String) {
        out.clear();
        for (byte, character) in self.text[at.clone()].char_indices() {
            if byte > 0 && self.head_at(at.start + byte) {
                out.push(' ');
            }
            out.push(character);
        }
    }

    /// Returns the word beginnings among the first 64 of these bytes. There is one bit for each.
    pub(super) fn heads(&self, at: Range<usize>) -> u64 {
        let word = |index: usize| self.heads.get(index).copied().unwrap_or(0);
        let (index, shift) = (at.start / 64, at.start % 64);
        let above = if shift == 0 { 0 } else { word(index + 1) << (64 - shift) };
        let within = if at.len() < 64 { (1 << at.len()) - 1 } else { u64::MAX };
        (word(index) >> shift | above) & within
    }

    /// Calls `see` with each start of a word of two bytes.
    pub(super) fn each_word_of_two(&self, from: usize, to: usize, mut see: impl FnMut(usize)) {
        for at in from / 64..to.div_ceil(64) {
            let bits = |at: usize| self.heads.get(at).copied().unwrap_or(0);
            let (here, next) = (bits(at), bits(at + 1));
            let mut words = here & (here >> 2 | next << 62);
            while words != 0 {
                let byte = at * 64 + words.trailing_zeros() as usize;
                words &= words - 1;
                if (from..to).contains(&byte) {
                    see(byte);
                }
            }
        }
    }

    pub(super) fn memory(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4 + self.heads.capacity() * 8
    }
}

/// Returns the bit of a folded character.
pub(super) fn letter_bit(character: char) -> u64 {
    let bit = match character {
        'a'..='z' => character as u32 - 'a' as u32,
        '0'..='9' => 26 + (character as u32 - '0' as u32),
        '\0'..='\u{7F}' => 36,
        other => 37 + other as u32 % 27,
    };
    1 << bit
}

/// The kind of a character, which decides where words begin.
#[derive(Clone, Copy, PartialEq)]
enum PreviousChar {
    /// A character that is left out, or the beginning of the text.
    Blank,
    Sign,
    Lower,
    Upper,
    Digit,
    Ideograph,
}

/// Calls `push` for each folded character of `text`.
/// It gets the byte of the original and whether a word begins. A word begins after a blank or a sign, at a sign,
/// at a capital after a small letter (`HikVision`), at a number after a letter, and at each ideograph, since
/// Chinese and Japanese write no blanks. The first character always begins a word.
pub(super) fn each_folded(text: &str, mut push: impl FnMut(usize, char, bool)) {
    let mut before = PreviousChar::Blank;
    let mut begun = false;
    for (at, character) in visible(text).take(LONGEST) {
        if !character.is_ascii() && is_combining_mark(character) {
            continue;
        }
        let now = kind(character);
        let mut head = begins_word(before, now);
        before = now;
        // One character may fold to several, the first of which begins the word, or to none.
        fold_char(character, |folded| {
            let first = !std::mem::replace(&mut begun, true);
            push(at, folded, std::mem::take(&mut head) || first);
        });
    }
}

/// Reports whether a word begins between two characters.
const fn begins_word(before: PreviousChar, now: PreviousChar) -> bool {
    match (before, now) {
        (PreviousChar::Lower, PreviousChar::Upper)
        | (PreviousChar::Lower | PreviousChar::Upper, PreviousChar::Digit) => true,
        (
            PreviousChar::Lower | PreviousChar::Upper | PreviousChar::Digit,
            PreviousChar::Lower | PreviousChar::Upper | PreviousChar::Digit,
        ) => false,
        (before, now) => before as u8 != now as u8 || matches!(now, PreviousChar::Ideograph),
    }
}

/// The properties of an ASCII character. `letter` is 0 if it is left out.
#[derive(Clone, Copy)]
struct AsciiProperties {
    letter: u8,
    kind: PreviousChar,
    bit: u8,
}

/// The results of [`fold_char`], [`kind`] and [`letter_bit`] for ASCII.
static PLAIN: [AsciiProperties; 128] = plain();

const fn plain() -> [AsciiProperties; 128] {
    let mut table = [AsciiProperties { letter: 0, kind: PreviousChar::Sign, bit: 36 }; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        let (letter, kind, bit) = match byte {
            b'a'..=b'z' => (byte, PreviousChar::Lower, byte - b'a'),
            b'A'..=b'Z' => (byte.to_ascii_lowercase(), PreviousChar::Upper, byte - b'A'),
            b'0'..=b'9' => (byte, PreviousChar::Digit, 26 + byte - b'0'),
            b' ' | b'-' | b'\'' => (0, PreviousChar::Blank, 36),
            b'\t'..=b'\r' | b'`' => (0, PreviousChar::Sign, 36),
            _ => (byte, PreviousChar::Sign, 36),
        };
        table[byte as usize] = AsciiProperties { letter, kind, bit };
        byte += 1;
    }
    table
}

fn kind(character: char) -> PreviousChar {
    match character {
        'a'..='z' => PreviousChar::Lower,
        'A'..='Z' => PreviousChar::Upper,
        '0'..='9' => PreviousChar::Digit,
        ' ' | '-' | '\'' | '’' => PreviousChar::Blank,
        '\0'..='\u{7F}' => PreviousChar::Sign,
        '\u{2E80}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' => PreviousChar::Ideograph,
        _ if character.is_uppercase() => PreviousChar::Upper,
        _ if character.is_numeric() => PreviousChar::Digit,
        _ if character.is_alphanumeric() => PreviousChar::Lower,
        _ if character.is_whitespace() => PreviousChar::Blank,
        _ => PreviousChar::Sign,
    }
}

#[cfg(test)]
mod tests;
