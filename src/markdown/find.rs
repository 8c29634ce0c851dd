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
    /// The same as bytes, if all of them are ASCII.
    ascii: Option<Ascii>,
    /// Whether a match may start with a character, for those below U+0800.
    may_start: Box<[bool]>,
    /// Whether only whole words are found.
    is_whole: bool,
}

impl Needle {
    /// Reads what was typed; nothing when there is nothing to look for.
    pub fn new(typed: &str) -> Option<Self> {
        let case_counts = typed.chars().any(char::is_uppercase);
        let mut letters = Vec::new();
        for character in typed.trim().chars() {
            fold(character, case_counts, |letter| letters.push(letter));
        }
        let first = *letters.first()?;
        let ascii = Ascii::new(&letters, case_counts);
        let may_start = |character| {
            let mut starts = false;
            fold(character, case_counts, |letter| starts |= letter == first);
            starts
        };
        let may_start = ('\0'..'\u{800}').map(may_start).collect();
        Some(Self { letters, case_counts, ascii, may_start, is_whole: false })
    }

    /// The same for whole words alone, and in any case: `us` is not found in `business`.
    pub fn whole(words: &str) -> Option<Self> {
        Some(Self { is_whole: true, ..Self::new(&words.to_lowercase())? })
    }

    /// Whether every text that this is found in is one that `other` is found in.
    pub fn narrows(&self, other: &Self) -> bool {
        let are_parts = !self.is_whole && !other.is_whole;
        are_parts && self.letters.starts_with(&other.letters) && (self.case_counts || !other.case_counts)
    }

    /// Calls `found` with each match in `text`, none overlapping another. Most text is ASCII: there a match is found
    /// by its rarest letter. Only around other characters is everything compared letter by letter.
    pub fn find(&self, text: &str, mut found: impl FnMut(Range<usize>)) {
        let mut end = 0;
        let mut take = |range: Range<usize>| {
            if range.start >= end && !(self.is_whole && cuts_a_word(text, &range)) {
                end = range.end;
                found(range);
            }
        };
        if text.is_ascii() {
            return self.find_ascii(text, take);
        }
        let mut ranges = Vec::new();
        self.find_ascii(text, |range| ranges.push(range));
        self.find_around_others(text, |range| ranges.push(range));
        ranges.sort_unstable_by_key(|range| range.start);
        ranges.into_iter().for_each(&mut take);
    }

    /// The matches whose letters are all ASCII.
    fn find_ascii(&self, text: &str, mut take: impl FnMut(Range<usize>)) {
        let Some(ascii) = &self.ascii else { return };
        ascii.find(text.as_bytes(), |range| {
            let marks = if text.is_char_boundary(range.end) { self.marks(&text[range.end..]) } else { 0 };
            take(range.start..range.end + marks);
        });
    }

    /// The matches in which a character is not ASCII: before the first such one stand fewer others than there are
    /// letters.
    fn find_around_others(&self, text: &str, mut take: impl FnMut(Range<usize>)) {
        const CHUNK: usize = 64;
        let mut from = 0;
        for (number, chunk) in
            text.as_bytes().chunks(CHUNK).enumerate().filter(|(_, chunk)| !chunk.is_ascii())
        {
            let begins = chunk.iter().enumerate().filter(|(_, byte)| **byte >= 0xC0);
            for at in begins.map(|(at, _)| number * CHUNK + at) {
                let lowest = from.max((at + 1).saturating_sub(self.letters.len()));
                for start in (lowest..=at).filter(|start| self.may_start_at(text, *start)) {
                    if let Some(length) = self.end_of_match(&text[start..]) {
                        take(start..start + length);
                    }
                }
                from = at + 1;
            }
        }
    }

    fn may_start_at(&self, text: &str, at: usize) -> bool {
        let character = text.get(at..).and_then(|rest| rest.chars().next());
        character.is_some_and(|character| self.may_start.get(character as usize).is_none_or(|may| *may))
    }

    /// How many bytes the combining marks take with which a text starts.
    fn marks(&self, text: &str) -> usize {
        if text.as_bytes().first().is_none_or(u8::is_ascii) {
            return 0;
        }
        let is_mark = |character: &char| {
            let mut is_mark = true;
            fold(*character, self.case_counts, |_| is_mark = false);
            is_mark
        };
        text.chars().take_while(is_mark).map(char::len_utf8).sum()
    }

    /// Where a match that starts with the first character of `text` ends, its last letter's own marks included. The
    /// character may stand for several letters, of which the first may be left out.
    fn end_of_match(&self, text: &str) -> Option<usize> {
        let mut characters = text.char_indices();
        let mut letters = Vec::new();
        fold(characters.next()?.1, self.case_counts, |letter| letters.push(letter));
        let mut matched = (0..letters.len()).find_map(|skipped| {
            let mut pairs = letters[skipped..].iter().zip(&self.letters);
            pairs.all(|(letter, wanted)| letter == wanted).then(|| letters.len() - skipped)
        })?;
        while matched < self.letters.len() {
            let mut fits = true;
            fold(characters.next()?.1, self.case_counts, |letter| {
                fits &= self.letters.get(matched).is_none_or(|wanted| letter == *wanted);
                matched += 1;
            });
            if !fits {
                return None;
            }
        }
        let end = characters.offset();
        Some(end + self.marks(&text[end..]))
    }
}

/// Whether a range of a text begins or ends inside a word. Scripts without case mostly put no blanks between words:
/// there a word may begin anywhere.
fn cuts_a_word(text: &str, range: &Range<usize>) -> bool {
    let goes_on = |at: usize| {
        let is_part =
            |character: char| character.is_lowercase() || character.is_uppercase() || character.is_numeric();
        text[..at].chars().next_back().is_some_and(is_part) && text[at..].chars().next().is_some_and(is_part)
    };
    goes_on(range.start) || goes_on(range.end)
}

/// Letters that are all ASCII, which can be looked for byte by byte.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ascii {
    letters: Box<[u8]>,
    /// The place of the letter that texts have least of.
    rarest: usize,
    /// What each byte folds to; one that isn't ASCII to itself.
    folded: Box<[u8]>,
}

impl Ascii {
    fn new(letters: &[char], case_counts: bool) -> Option<Self> {
        let letters: Option<Box<[u8]>> = letters.iter().map(|letter| u8::try_from(*letter).ok()).collect();
        let letters = letters.filter(|letters| letters.is_ascii())?;
        let rarest = (0..letters.len()).max_by_key(|at| rarity(letters[*at]))?;
        let folded =
            (0..=u8::MAX).map(|byte| if byte.is_ascii() { fold_ascii(byte, case_counts) } else { byte });
        Some(Self { letters, rarest, folded: folded.collect() })
    }

    /// Only where the rarest letter stands is the rest compared.
    fn find(&self, text: &[u8], mut take: impl FnMut(Range<usize>)) {
        let fold = |byte: &u8| self.folded[usize::from(*byte)];
        let mut look = |at: usize| {
            let Some(start) = at.checked_sub(self.rarest) else { return };
            let Some(window) = text.get(start..start + self.letters.len()) else { return };
            if window.iter().map(fold).eq(self.letters.iter().copied()) {
                take(start..start + window.len());
            }
        };
        let alike: Vec<u8> = (0..0x80).filter(|byte| fold(byte) == self.letters[self.rarest]).collect();
        match alike.as_slice() {
            [one] => memchr::memchr_iter(*one, text).for_each(&mut look),
            [one, two] => memchr::memchr2_iter(*one, *two, text).for_each(&mut look),
            alike => (0..text.len()).filter(|at| alike.contains(&text[*at])).for_each(&mut look),
        }
    }
}

/// Calls `push` with the letters that a character stands for when it is compared: none for a combining mark.
fn fold(character: char, case_counts: bool, mut push: impl FnMut(char)) {
    match character {
        _ if character.is_ascii() => push(fold_ascii(character as u8, case_counts).into()),
        '‐' | '‑' | '–' | '—' => push('-'),
        '’' | '‘' | 'ʼ' | '´' => push('\''),
        '“' | '”' | '„' | '«' | '»' => push('"'),
        _ if character.is_whitespace() => push(' '),
        // The bulk of Chinese text: none of these decomposes or has a case.
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' => push(character),
        _ => {
            for plain in std::iter::once(character).nfkd().filter(|c| !is_combining_mark(*c)) {
                if case_counts {
                    push(plain);
                } else {
                    plain.to_lowercase().for_each(&mut push);
                }
            }
        }
    }
}

fn fold_ascii(character: u8, case_counts: bool) -> u8 {
    match character {
        // The vertical tab is a blank as well.
        _ if character.is_ascii_whitespace() || character == 0x0B => b' ',
        b'`' => b'\'',
        _ if case_counts => character,
        _ => character.to_ascii_lowercase(),
    }
}

/// How rare a letter is in European texts: of the most frequent ones, in their order, the first is the least rare.
fn rarity(letter: u8) -> usize {
    const FREQUENT: &[u8] = b" etaoinsrhldcumfpgwybvk-.,";
    memchr::memchr(letter.to_ascii_lowercase(), FREQUENT).unwrap_or(FREQUENT.len())
}

impl Document {
    /// All matches of any of the needles in these blocks, in their order; of two that overlap the one that begins
    /// first, and of two that begin together the longer one.
    pub fn find(&self, needles: &[Needle], blocks: impl IntoIterator<Item = u32>) -> Vec<Match> {
        let mut matches: Vec<Match> = Vec::new();
        for block in blocks.into_iter().filter_map(|number| self.block(number)) {
            let before = matches.len();
            for needle in needles {
                needle.find(block.text(), |range| {
                    let at = |byte| u32::try_from(byte).unwrap_or(u32::MAX);
                    matches.push(Match { block: block.number, range: at(range.start)..at(range.end) });
                });
            }
            if needles.len() > 1 && matches.len() > before + 1 {
                let mut here = matches.split_off(before);
                here.sort_unstable_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end)));
                let mut end = 0;
                here.retain(|found| {
                    let is_free = found.range.start >= end;
                    end = if is_free { found.range.end } else { end };
                    is_free
                });
                matches.append(&mut here);
            }
        }
        matches
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
    fn any_blank_is_any_other_and_a_grave_is_an_apostrophe() {
        assert_eq!(found("a b\ta\tb\na\nb", "a b"), ["a b", "a\tb", "a\nb"]);
        assert_eq!(found("IS`Vision and is'vision", "is'v"), ["IS`V", "is'v"]);
    }

    #[test]
    fn a_character_that_stands_for_several_letters_is_marked_whole() {
        assert_eq!(found("eﬃcient oﬃce", "fic"), ["ﬃc", "ﬃc"]);
        assert_eq!(found("oﬃce", "of"), ["oﬃ"]);
        assert_eq!(found("½ hour", "2"), ["½"]);
    }

    #[test]
    fn no_match_overlaps_another() {
        assert_eq!(found("aaaaa", "aa"), ["aa", "aa"]);
        assert_eq!(found("áaáaá", "aa"), ["áa", "áa"]);
    }

    proptest! {
        /// In a text that is ASCII and in the same with a character before it that isn't.
        #[test]
        fn what_is_found_does_not_depend_on_how(text in "[abAB '`\n]{0,40}", typed in "[abA ']{1,4}") {
            let typed = typed.trim();
            prop_assume!(!typed.is_empty());
            prop_assert_eq!(found(&text, typed), found(&format!("海{text}"), typed));
        }
    }

    #[test]
    fn whole_words_are_found_in_any_case_and_nothing_inside_others() {
        let whole = |text: &str, words: &str| {
            let mut all = Vec::new();
            Needle::whole(words).expect("something").find(text, |range| all.push(text[range].to_owned()));
            all
        };
        assert_eq!(whole("US business, the US's, Aus 2us us", "us"), ["US", "US", "us"]);
        assert_eq!(whole("éus us-made ÜUS", "US"), ["us"]);
        assert_eq!(whole("海康威视 a康威b", "康威"), ["康威", "康威"]);
        assert_eq!(whole("Nice uses it; nice uses", "nice uses"), ["Nice uses", "nice uses"]);
    }

    #[test]
    fn several_needles_are_found_in_reading_order() {
        let document = crate::markdown::parse("Nice uses its cameras.\n\nMore cameras in Nice, nice uses.");
        let needles: Vec<Needle> =
            ["cameras", "nice uses", "nice"].into_iter().filter_map(Needle::whole).collect();
        let found = document.find(&needles, 0..document.block_count());
        let text = |found: &Match| {
            let block = document.block(found.block).expect("there is one");
            block.text()[found.range.start as usize..found.range.end as usize].to_owned()
        };
        let all: Vec<String> = found.iter().map(text).collect();
        assert_eq!(all, ["Nice uses", "cameras", "cameras", "Nice", "nice uses"]);
    }

    #[test]
    fn nothing_is_looked_for_in_blanks() {
        assert_eq!(Needle::new("  "), None);
    }
}
