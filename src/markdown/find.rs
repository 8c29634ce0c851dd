//! Finding words in a document: compared as the search compares them, without case, accents, apostrophes, hyphens
//! and invisible characters.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::document::{Anchor, Document};
use crate::text::{fold_char, is_joint, visible};

/// A place where the words of a search occur.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The block.
    pub block: u32,
    /// The bytes of the block's text.
    pub range: Range<u32>,
}

impl Match {
    /// Returns the place at which it starts.
    pub fn anchor(&self) -> Anchor {
        Anchor { block: self.block, character: self.range.start }
    }
}

/// The text of a search, ready to be compared.
/// Case, accents, apostrophes, hyphens and invisible characters never count; any blank matches any other, and any
/// sign that joins two parts of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindPattern {
    /// The typed text without its apostrophes and hyphens.
    /// Where it had some, it is also held with blanks in their place.
    spellings: Vec<Spelling>,
    /// Limits matches to whole words.
    is_whole: bool,
}

impl FindPattern {
    /// Reads what was typed; nothing when there is nothing to look for.
    pub fn new(typed: &str) -> Option<Self> {
        let parted: String = typed.chars().map(|typed| if is_joint(typed) { ' ' } else { typed }).collect();
        let parted: Vec<&str> = parted.split_whitespace().collect();
        let mut spellings = vec![Spelling::new(typed.trim())?];
        spellings.extend(Spelling::new(&parted.join(" ")).filter(|parted| *parted != spellings[0]));
        Some(Self { spellings, is_whole: false })
    }

    /// The same for whole words alone: `us` is not found in `business`.
    pub fn whole(words: &str) -> Option<Self> {
        Some(Self { is_whole: true, ..Self::new(words)? })
    }

    /// Reports whether each text that holds this one also holds `other`.
    pub fn narrows(&self, other: &Self) -> bool {
        let narrows =
            |one: &Spelling| other.spellings.iter().any(|other| one.letters.starts_with(&other.letters));
        !self.is_whole && !other.is_whole && self.spellings.iter().all(narrows)
    }

    /// Calls `found` with each match in `text`, none overlapping another.
    pub fn find(&self, text: &str, mut found: impl FnMut(Range<usize>)) {
        let mut end = 0;
        let mut take = |range: Range<usize>| {
            if range.start >= end && !(self.is_whole && cuts_a_word(text, &range)) {
                end = range.end;
                found(range);
            }
        };
        let is_plain = text.is_ascii() && memchr::memchr3(b'-', b'\'', b'`', text.as_bytes()).is_none();
        if let ([spelling], true) = (self.spellings.as_slice(), is_plain) {
            return spelling.find_plain(text, take);
        }
        let mut ranges = Vec::new();
        for spelling in &self.spellings {
            spelling.find_plain(text, |range| ranges.push(range));
            if !is_plain {
                spelling.find_around_others(text, |range| ranges.push(range));
            }
        }
        ranges.sort_unstable_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        ranges.into_iter().for_each(&mut take);
    }
}

/// Folded letters and blanks in their order in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spelling {
    letters: Vec<char>,
    /// The same as bytes, if all of them are ASCII.
    ascii: Option<Ascii>,
    /// The characters below U+0800 that a match may start with.
    may_start: Box<[bool]>,
}

impl Spelling {
    fn new(typed: &str) -> Option<Self> {
        let mut letters = Vec::new();
        for (_, character) in visible(typed) {
            fold(character, |letter| letters.push(letter));
        }
        // A hyphen at an end leaves a blank there.
        let end = letters.iter().rposition(|letter| *letter != ' ')? + 1;
        letters.truncate(end);
        letters.drain(..letters.iter().take_while(|letter| **letter == ' ').count());
        let first = *letters.first()?;
        let ascii = Ascii::new(&letters);
        let may_start = |character| {
            let mut starts = false;
            fold(character, |letter| starts |= letter == first);
            starts
        };
        let may_start = ('\0'..'\u{800}').map(may_start).collect();
        Some(Self { letters, ascii, may_start })
    }

    /// Finds matches in which each letter matches one ASCII character.
    /// Most text is such: there a match is found by its rarest letter.
    fn find_plain(&self, text: &str, mut take: impl FnMut(Range<usize>)) {
        let Some(ascii) = &self.ascii else { return };
        ascii.find(text.as_bytes(), |range| {
            let marks = if text.is_char_boundary(range.end) { marks(&text[range.end..]) } else { 0 };
            take(range.start..range.end + marks);
        });
    }

    /// Finds matches with characters that are not ASCII or not compared.
    /// Before the first of these, a match has fewer other characters than there are letters.
    fn find_around_others(&self, text: &str, mut take: impl FnMut(Range<usize>)) {
        const CHUNK: usize = 64;
        let is_other = |byte: &u8| *byte >= 0xC0 || matches!(byte, b'-' | b'\'' | b'`');
        let mut from = 0;
        // Whole chunks are passed over at once.
        let has_other = |chunk: &[u8]| chunk.iter().fold(false, |any, byte| any | is_other(byte));
        let chunks = text.as_bytes().chunks(CHUNK).enumerate();
        for (number, chunk) in chunks.filter(|(_, chunk)| has_other(chunk)) {
            let begins = chunk.iter().enumerate().filter(|(_, byte)| is_other(byte));
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

    /// The end of a match that starts with the first character.
    /// The marks of its last letter are included. The character may represent several letters, of which the first
    /// may be left out.
    fn end_of_match(&self, text: &str) -> Option<usize> {
        let mut characters = visible(text);
        let (start, first) = characters.next().filter(|(start, _)| *start == 0)?;
        let mut letters = Vec::new();
        fold(first, |letter| letters.push(letter));
        let mut matched = (0..letters.len()).find_map(|skipped| {
            let mut pairs = letters[skipped..].iter().zip(&self.letters);
            pairs.all(|(letter, wanted)| letter == wanted).then(|| letters.len() - skipped)
        })?;
        let mut end = start + first.len_utf8();
        while matched < self.letters.len() {
            let (at, character) = characters.next()?;
            if is_joint(character) {
                // It parts two words as a blank does.
                matched += usize::from(self.letters[matched] == ' ');
                continue;
            }
            let mut fits = true;
            fold(character, |letter| {
                fits &= self.letters.get(matched).is_none_or(|wanted| letter == *wanted);
                matched += 1;
            });
            // Of blanks beside a dash, and of several, one is enough.
            let is_another_blank =
                || character.is_whitespace() && self.letters.get(matched - 2) == Some(&' ');
            if !fits && !is_another_blank() {
                return None;
            }
            matched -= usize::from(!fits);
            end = at + character.len_utf8();
        }
        Some(end + marks(&text[end..]))
    }
}

/// Returns the length in bytes of the leading combining marks.
fn marks(text: &str) -> usize {
    if text.as_bytes().first().is_none_or(u8::is_ascii) {
        return 0;
    }
    text.chars().take_while(|character| is_combining_mark(*character)).map(char::len_utf8).sum()
}

/// Reports whether a range begins or ends inside a word.
/// Scripts without case mostly put no blanks between words: there a word may begin anywhere.
fn cuts_a_word(text: &str, range: &Range<usize>) -> bool {
    let goes_on = |at: usize| {
        let is_part =
            |character: char| character.is_lowercase() || character.is_uppercase() || character.is_numeric();
        text[..at].chars().next_back().is_some_and(is_part) && text[at..].chars().next().is_some_and(is_part)
    };
    goes_on(range.start) || goes_on(range.end)
}

/// Letters that are all ASCII and are compared byte by byte.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ascii {
    letters: Box<[u8]>,
    /// The place of the letter that texts have least of.
    rarest: usize,
    /// The folded form of each byte. One that isn't ASCII folds to itself.
    folded: Box<[u8]>,
}

impl Ascii {
    fn new(letters: &[char]) -> Option<Self> {
        let letters: Option<Box<[u8]>> = letters.iter().map(|letter| u8::try_from(*letter).ok()).collect();
        let letters = letters.filter(|letters| letters.is_ascii())?;
        let rarest = (0..letters.len()).max_by_key(|at| rarity(letters[*at]))?;
        let folded = (0..=u8::MAX).map(|byte| if byte.is_ascii() { fold_ascii(byte) } else { byte });
        Some(Self { letters, rarest, folded: folded.collect() })
    }

    /// Finds the rarest letter and compares the rest only there.
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

/// Calls `push` with the letters that a character is compared as.
/// A combining mark, an apostrophe and a hyphen have none.
fn fold(character: char, mut push: impl FnMut(char)) {
    match character {
        _ if is_joint(character) => {}
        _ if character.is_ascii() => push(fold_ascii(character as u8).into()),
        '“' | '”' | '„' | '«' | '»' => push('"'),
        _ if character.is_whitespace() => push(' '),
        // The bulk of Chinese text: none of these decomposes or has a case.
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' => push(character),
        _ => fold_char(character, push),
    }
}

const fn fold_ascii(character: u8) -> u8 {
    match character {
        // The vertical tab is a blank as well.
        b'\t'..=b'\r' => b' ',
        _ => character.to_ascii_lowercase(),
    }
}

/// The rarity of a letter in European texts.
/// Of the most frequent ones, in their order, the first is the least rare.
fn rarity(letter: u8) -> usize {
    const FREQUENT: &[u8] = b" etaoinsrhldcumfpgwybvk-.,";
    memchr::memchr(letter.to_ascii_lowercase(), FREQUENT).unwrap_or(FREQUENT.len())
}

impl Document {
    /// Returns all matches of any of the needles in these blocks.
    /// They are in order; of two that overlap the one that begins first is kept, and of two that begin together
    /// the longer one.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::markdown::{FindPattern, parse};
    ///
    /// let document = parse("The *face-recog*nition business.\n\nThe US list.\n");
    /// let find = |pattern: Option<FindPattern>| {
    ///     document.find(&[pattern.unwrap()], 0..document.block_count())
    /// };
    /// assert_eq!(find(FindPattern::new("face recognition")).len(), 1);
    /// assert_eq!(find(FindPattern::new("us")).len(), 2);
    /// assert_eq!(find(FindPattern::whole("us"))[0].block, 1);
    /// ```
    pub fn find(&self, needles: &[FindPattern], blocks: impl IntoIterator<Item = u32>) -> Vec<Match> {
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
        FindPattern::new(typed)
            .expect("something to look for")
            .find(text, |range| all.push(text[range].to_owned()));
        all
    }

    #[test]
    fn case_accents_and_other_spellings_of_a_letter_do_not_count() {
        assert_eq!(found("Nice nice NICE", "Nice").len(), 3);
        assert_eq!(found("a needle in hay", "NEEDLE"), ["needle"]);
        assert_eq!(found("Société e\u{301}te\u{301}", "ete"), ["été", "e\u{301}te\u{301}"]);
        assert_eq!(found("in Łódź und Straße, Bjørn", "lodz"), ["Łódź"]);
        assert_eq!(found("in Łódź und Straße, Bjørn", "STRASSE"), ["Straße"]);
        assert_eq!(found("die STRASSE und die Strasse", "straße"), ["STRASSE", "Strasse"]);
        assert_eq!(found("海康威视", "康威"), ["康威"]);
    }

    #[test]
    fn apostrophes_and_hyphens_do_not_count() {
        let email = "An email, an e-mail, an e\u{2011}mail; an E‐Mail.";
        assert_eq!(found(email, "email"), ["email", "e-mail", "e\u{2011}mail", "E‐Mail"]);
        assert_eq!(found(email, "e-mail"), found(email, "email"));
        assert_eq!(found("can't, can’t, cant, can`t; scant", "cant").len(), 5);
        assert_eq!(found("can't, can’t, cant", "can’t").len(), 3);
        assert_eq!(found("IS’Vision\u{A0}SA, is vision sa, ISVision SA", "is'vision sa").len(), 3);
        assert_eq!(found("the US-Entity-List, a us – entity", "us entity"), ["US-Entity", "us – entity"]);
        assert_eq!(found("He is our man", "sour"), Vec::<String>::new());
        assert_eq!(found("a-b a--b", "ab"), ["a-b", "a--b"]);
        assert_eq!(found("state-of-the-art", "of the"), ["of-the"]);
    }

    #[test]
    fn invisible_characters_do_not_count() {
        let text = "Über‹AD›wachungs\u{200B}technik und Überwachungstechnik";
        assert_eq!(found(text, "überwachungstechnik").len(), 2);
        assert_eq!(found(text, "Uber\u{AD}wachungs‹2060›technik").len(), 2);
        assert_eq!(found("plain cameras", "ca\u{AD}meras"), ["cameras"]);
        assert_eq!(found("می\u{200C}خواهم", "میخواهم").len(), 1);
        assert_eq!(found("میخواهم", "می\u{200C}خواهم").len(), 1);
        assert_eq!(found("‹FEFF›Nice", "nice"), ["Nice"]);
    }

    #[test]
    fn any_blank_is_any_other() {
        assert_eq!(found("a b\ta\tb\na\nb", "a b"), ["a b", "a\tb", "a\nb"]);
    }

    #[test]
    fn a_character_of_several_letters_is_marked_whole() {
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
            prop_assume!(FindPattern::new(typed).is_some());
            prop_assert_eq!(found(&text, typed), found(&format!("海{text}"), typed));
        }
    }

    #[test]
    fn whole_words_are_found_in_any_case_and_nothing_inside_others() {
        let whole = |text: &str, words: &str| {
            let mut all = Vec::new();
            FindPattern::whole(words)
                .expect("something")
                .find(text, |range| all.push(text[range].to_owned()));
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
        let needles: Vec<FindPattern> =
            ["cameras", "nice uses", "nice"].into_iter().filter_map(FindPattern::whole).collect();
        let found = document.find(&needles, 0..document.block_count());
        let text = |found: &Match| {
            let block = document.block(found.block).expect("there is one");
            block.text()[found.range.start as usize..found.range.end as usize].to_owned()
        };
        let all: Vec<String> = found.iter().map(text).collect();
        assert_eq!(all, ["Nice uses", "cameras", "cameras", "Nice", "nice uses"]);
    }

    #[test]
    fn nothing_is_looked_for_in_blanks_and_hyphens() {
        assert_eq!((FindPattern::new("  "), FindPattern::new(" - ’")), (None, None));
    }

    #[test]
    fn typing_on_narrows_what_is_found() {
        let narrows = |typed: &str, before: &str| {
            FindPattern::new(typed).expect("something").narrows(&FindPattern::new(before).expect("something"))
        };
        assert!(narrows("Nice", "ni") && narrows("e-m", "e-") && narrows("e-mail", "e-m"));
        assert!(!narrows("ice", "ni") && !narrows("e", "e-m"));
    }
}
