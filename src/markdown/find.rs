//! Finding words in a document: smart case, folded accents.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::document::{Anchor, Document};

/// A place where the words that were looked for stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The block.
    pub block: u32,
    /// The bytes of the block's text.
    pub range: Range<u32>,
}

impl Match {
    /// Where it starts.
    pub fn anchor(&self) -> Anchor {
        Anchor { block: self.block, character: self.range.start }
    }
}

/// What is looked for, ready to be compared. A capital in it makes case count; accents and the kind of
/// apostrophe never do, and any blank matches any other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    letters: Vec<char>,
    case_counts: bool,
}

impl Needle {
    /// Reads what was typed; nothing when there is nothing to look for.
    pub fn new(typed: &str) -> Option<Self> {
        let case_counts = typed.chars().any(char::is_uppercase);
        let mut needle = Self { letters: Vec::new(), case_counts };
        let mut letters = Vec::new();
        for character in typed.trim().chars() {
            needle.fold(character, |letter| letters.push(letter));
        }
        needle.letters = letters;
        (!needle.letters.is_empty()).then_some(needle)
    }

    fn fold(&self, character: char, mut push: impl FnMut(char)) {
        match character {
            _ if character.is_whitespace() => push(' '),
            '’' | '‘' | 'ʼ' | '´' | '`' => push('\''),
            '“' | '”' | '„' | '«' | '»' => push('"'),
            '‐' | '‑' | '–' | '—' => push('-'),
            _ if character.is_ascii() => {
                push(if self.case_counts { character } else { character.to_ascii_lowercase() });
            }
            _ => {
                for plain in std::iter::once(character).nfkd().filter(|c| !is_combining_mark(*c)) {
                    if self.case_counts {
                        push(plain);
                    } else {
                        plain.to_lowercase().for_each(&mut push);
                    }
                }
            }
        }
    }

    /// Calls `found` with each match in `text`, none overlapping another.
    pub fn find(&self, text: &str, mut found: impl FnMut(Range<usize>)) {
        let mut folded: Vec<(char, u32)> = Vec::with_capacity(text.len());
        for (at, character) in text.char_indices() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            self.fold(character, |letter| folded.push((letter, at)));
        }
        let first = self.letters[0];
        let mut at = 0;
        while at + self.letters.len() <= folded.len() {
            let window = &folded[at..at + self.letters.len()];
            if window[0].0 != first || !window.iter().map(|(letter, _)| letter).eq(&self.letters) {
                at += 1;
                continue;
            }
            let end = at + self.letters.len();
            let start = window[0].1 as usize;
            let last = window[window.len() - 1].1 as usize;
            let behind = folded.get(end).map_or(text.len(), |(_, byte)| *byte as usize);
            // A match ends with its last letter's own marks.
            found(start..if behind > last { behind } else { text.len() });
            at = end;
        }
    }
}

impl Document {
    /// All matches in these blocks, in reading order.
    pub fn find(&self, needle: &Needle, blocks: Range<u32>) -> Vec<Match> {
        let mut matches = Vec::new();
        for block in blocks.map_while(|number| self.block(number)) {
            needle.find(block.text(), |range| {
                let at = |byte| u32::try_from(byte).unwrap_or(u32::MAX);
                matches.push(Match { block: block.number, range: at(range.start)..at(range.end) });
            });
        }
        matches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(text: &str, typed: &str) -> Vec<String> {
        let mut all = Vec::new();
        Needle::new(typed)
            .expect("something to look for")
            .find(text, |range| all.push(text[range].to_owned()));
        all
    }

    #[test]
    fn case_counts_only_with_a_capital() {
        assert_eq!(found("Nice nice NICE", "nice").len(), 3);
        assert_eq!(found("Nice nice NICE", "Nice"), ["Nice"]);
    }

    #[test]
    fn accents_and_kinds_of_apostrophe_do_not_count() {
        assert_eq!(found("Société e\u{301}te\u{301}", "ete"), ["été", "e\u{301}te\u{301}"]);
        assert_eq!(found("IS’Vision\u{A0}SA", "is'vision sa"), ["IS’Vision\u{A0}SA"]);
        assert_eq!(found("海康威视", "康威"), ["康威"]);
    }

    #[test]
    fn nothing_is_looked_for_in_blanks() {
        assert_eq!(Needle::new("  "), None);
    }
}
