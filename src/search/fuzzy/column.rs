//! One field of all briefings, folded, in one piece of memory.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::text::fold_char;

/// How many characters of a value are looked at: what a reader types stands in front, and the matcher needs
/// time and memory in proportion to the length.
const LONGEST: usize = 512;

/// Ends each value. Folding leaves no blanks, so no needle can hold it or match across it.
const END: char = '\n';

/// The folded values of one field, slot by slot, with the places where words begin.
///
/// All values stand in one string, so that a library costs a few allocations instead of a few for each
/// briefing, and one pass of a substring search covers all of it.
#[derive(Debug, Default)]
pub(super) struct Column {
    text: String,
    /// Where each slot ends in `text`.
    ends: Vec<u32>,
    /// One bit for each byte of `text`: whether a word begins there.
    heads: Vec<u64>,
}

/// Which letters stand in some text: a bit for each letter and digit, shared bits for all else.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Letters {
    pub all: u64,
    /// Those that begin a word.
    pub heads: u64,
}

/// Where a substring stands in its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub word_start: bool,
    pub word_end: bool,
    pub value_start: bool,
    pub value_end: bool,
}

impl Column {
    /// Adds a value to the slot that is being written.
    pub(super) fn push(&mut self, value: &str, letters: &mut Letters) {
        let from = self.text.len();
        each_folded(value, |_, folded, head| {
            let bit = letter_bit(folded);
            letters.all |= bit;
            if head {
                letters.heads |= bit;
                let at = self.text.len();
                if self.heads.len() <= at / 64 {
                    self.heads.resize(at / 64 + 1, 0);
                }
                self.heads[at / 64] |= 1 << (at % 64);
            }
            self.text.push(folded);
        });
        if self.text.len() > from {
            self.text.push(END);
        }
    }

    /// Whether the slot that is being written has this value already, folded.
    pub(super) fn ends_with(&self, from: u32, folded: &str) -> bool {
        self.text[from as usize..].split(END).any(|value| value == folded)
    }

    /// Ends the slot that is being written. Past four gigabytes of text a slot stays empty: its briefing is
    /// still found by its other fields.
    pub(super) fn end_slot(&mut self) {
        let last = self.ends.last().copied().unwrap_or(0);
        match u32::try_from(self.text.len()) {
            Ok(end) => self.ends.push(end),
            Err(_) => {
                self.text.truncate(last as usize);
                self.ends.push(last);
            }
        }
    }

    /// Adds the slots of another column behind the own ones.
    pub(super) fn append(&mut self, other: &Self) {
        let mut from = 0;
        for slot in 0..other.slots() {
            let to = other.ends[slot];
            let at = self.text.len();
            self.text.push_str(&other.text[from as usize..to as usize]);
            for byte in 0..(to - from) as usize {
                if other.head_at(from as usize + byte) {
                    let bit = at + byte;
                    if self.heads.len() <= bit / 64 {
                        self.heads.resize(bit / 64 + 1, 0);
                    }
                    self.heads[bit / 64] |= 1 << (bit % 64);
                }
            }
            self.end_slot();
            from = to;
        }
    }

    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.heads.shrink_to_fit();
    }

    pub(super) fn slots(&self) -> usize {
        self.ends.len()
    }

    /// Where the slot that is being written begins.
    pub(super) fn here(&self) -> u32 {
        self.ends.last().copied().unwrap_or(0)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The first byte of a slot; the end of the text for the slot behind the last.
    pub(super) fn start(&self, slot: usize) -> usize {
        slot.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize)
    }

    pub(super) fn end(&self, slot: usize) -> usize {
        self.ends.get(slot).map_or(self.text.len(), |end| *end as usize)
    }

    /// The values of a slot with their places in the column.
    pub(super) fn values(&self, slot: usize) -> impl Iterator<Item = Range<usize>> {
        let (mut at, end) = (self.start(slot), self.end(slot));
        std::iter::from_fn(move || {
            let length = self.text[at..end].find(END)?;
            let value = at..at + length;
            at = value.end + 1;
            Some(value)
        })
    }

    pub(super) fn value(&self, at: Range<usize>) -> &str {
        &self.text[at]
    }

    /// Whether a word begins at this byte.
    pub(super) fn head_at(&self, byte: usize) -> bool {
        self.heads.get(byte / 64).is_some_and(|bits| bits >> (byte % 64) & 1 == 1)
    }

    /// Where the bytes from `from` to `to` stand in their value.
    pub(super) fn place(&self, slot: usize, from: usize, to: usize) -> Place {
        let bytes = self.bytes();
        let value_start = from == self.start(slot) || bytes.get(from.wrapping_sub(1)) == Some(&b'\n');
        let next = bytes.get(to).copied().unwrap_or(b'\n');
        let value_end = next == b'\n';
        let word_end = value_end || self.head_at(to) || next.is_ascii_punctuation();
        Place { word_start: value_start || self.head_at(from), word_end, value_start, value_end }
    }

    /// A value with blanks between its words, as the matcher wants it.
    pub(super) fn spaced(&self, at: Range<usize>, out: &mut String) {
        out.clear();
        for (byte, character) in self.text[at.clone()].char_indices() {
            if byte > 0 && self.head_at(at.start + byte) {
                out.push(' ');
            }
            out.push(character);
        }
    }

    pub(super) fn memory(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4 + self.heads.capacity() * 8
    }
}

/// The bit of a folded character.
pub(super) fn letter_bit(character: char) -> u64 {
    let bit = match character {
        'a'..='z' => character as u32 - 'a' as u32,
        '0'..='9' => 26 + (character as u32 - '0' as u32),
        '\0'..='\u{7F}' => 36,
        other => 37 + other as u32 % 27,
    };
    1 << bit
}

/// What stood before a character, as far as it decides whether a word begins.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Gap,
    Lower,
    Upper,
    Digit,
    Ideograph,
}

/// Calls `push` for each folded character of `text` with the byte of its original and whether a word begins:
/// after a blank or a sign, at a capital after a small letter (`HikVision`), at a number after a letter, and at
/// each ideograph, since Chinese and Japanese write no blanks. The first character always begins a word.
pub(super) fn each_folded(text: &str, mut push: impl FnMut(usize, char, bool)) {
    let mut before = Before::Gap;
    let mut begun = false;
    // Whatever the value begins with begins its first word.
    let mut push = |at, folded, head| push(at, folded, !std::mem::replace(&mut begun, true) || head);
    for (at, character) in text.char_indices().take(LONGEST) {
        if character.is_ascii() {
            let now = match character {
                'a'..='z' => Before::Lower,
                'A'..='Z' => Before::Upper,
                '0'..='9' => Before::Digit,
                _ => Before::Gap,
            };
            let head = match (before, now) {
                (_, Before::Gap) => false,
                (Before::Gap | Before::Ideograph, _) | (Before::Lower, Before::Upper) => true,
                (Before::Lower | Before::Upper, Before::Digit) => true,
                _ => false,
            };
            fold_char(character, |folded| push(at, folded, head));
            before = now;
        } else if !is_combining_mark(character) {
            let now = kind(character);
            let head = now != Before::Gap && (before == Before::Gap || before == Before::Ideograph)
                || now == Before::Ideograph
                || (before, now) == (Before::Lower, Before::Upper);
            let mut first = head;
            fold_char(character, |folded| push(at, folded, std::mem::take(&mut first)));
            before = now;
        }
    }
}

fn kind(character: char) -> Before {
    match character {
        '\u{2E80}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' => Before::Ideograph,
        _ if character.is_uppercase() => Before::Upper,
        _ if character.is_numeric() => Before::Digit,
        _ if character.is_alphanumeric() => Before::Lower,
        _ => Before::Gap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(text: &str) -> String {
        let mut marked = String::new();
        each_folded(text, |_, folded, head| {
            if head {
                marked.push('|');
            }
            marked.push(folded);
        });
        marked
    }

    #[test]
    fn words_begin_after_signs_at_capitals_and_numbers() {
        assert_eq!(heads("IS’Vision"), "|is|vision");
        assert_eq!(heads("HikVision Digital-Technology"), "|hik|vision|digital|technology");
        assert_eq!(heads("Milipol2019, 5G (Paris)"), "|milipol|2019,|5g(|paris)");
        assert_eq!(heads("Nestle\u{301} École"), "|nestle|ecole");
        assert_eq!(heads("海康威视 A"), "|海|康|威|视|a");
        assert_eq!(heads("Привет Мир"), "|привет|мир");
    }

    #[test]
    fn values_and_slots_are_kept_apart() {
        let mut column = Column::default();
        let mut letters = Letters::default();
        column.push("Hangzhou Hikvision", &mut letters);
        column.push("’", &mut letters);
        column.push("HIK", &mut letters);
        column.end_slot();
        column.end_slot();
        column.push("Dahua", &mut letters);
        column.end_slot();
        let values = |slot| column.values(slot).map(|at| column.value(at).to_owned()).collect::<Vec<_>>();
        assert_eq!(values(0), ["hangzhouhikvision", "hik"]);
        assert!(values(1).is_empty());
        assert_eq!(values(2), ["dahua"]);
        let place = column.place(0, 8, 17);
        assert!(place.word_start && place.value_end && !place.value_start);
    }

    #[test]
    fn columns_joined_are_as_one_written_at_once() {
        let titles = ["Hikvision Digital", "", "Dahua", "IS’Vision 2019"];
        let column = |titles: &[&str]| {
            let mut column = Column::default();
            for title in titles {
                column.push(title, &mut Letters::default());
                column.end_slot();
            }
            column
        };
        let whole = column(&titles);
        let mut joined = column(&titles[..1]);
        joined.append(&column(&titles[1..]));
        assert_eq!((joined.text, joined.ends, joined.heads), (whole.text, whole.ends, whole.heads));
    }
}
