//! The words of a text for the index and for passages.
//!
//! A word is a run of letters and digits, folded like [`fold_char`]: without case, accents and invisible
//! characters. Parts joined by apostrophes and hyphens count separately and as one (`IS'Vision` is `is`, `vision`
//! and `isvision`), so that each spelling finds the other. Scripts that put no blanks between words (Chinese,
//! Japanese, Korean, Thai, Lao, Khmer, Burmese) are cut into characters and pairs of characters, which find words
//! inside a run. A meaningful sign, such as an emoji or `€`, is a word too; punctuation is not.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::text::{fold_char, skipped, visible};

/// A separator between texts that no phrase may cross.
pub(super) const BREAK: char = '\u{1E}';

/// The most characters of a word that count.
const LONGEST: usize = 64;
/// The most parts that are also counted as one word.
const MOST_JOINED: usize = 4;

/// One word of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TextToken {
    /// Its folded letters.
    pub text: String,
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// Its place among the words.
    /// A pair of characters, or joined parts, have that of their first. A sign takes no place of its own: words on
    /// both sides of it remain neighbours.
    pub position: usize,
    /// Its form among those at its place.
    pub form: Form,
}

/// The form of a word. Several words may be at one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// A word, or a part of one joined by apostrophes or hyphens.
    #[default]
    Word,
    /// Such parts as one word.
    Joined,
    /// One character of a script without blanks.
    Single,
    /// Two such characters.
    Pair,
    /// A meaningful sign.
    Sign,
}

/// The words of a text in sequence.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    position: usize,
    /// The tokens of the current run, kept to save allocations.
    /// `filled` are in use, `given` of them were returned.
    run: Vec<TextToken>,
    filled: usize,
    given: usize,
}

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, position: 0, run: Vec::new(), filled: 0, given: 0 }
    }

    /// Returns the next word.
    pub fn next(&mut self) -> Option<&mut TextToken> {
        while self.given >= self.filled {
            self.filled = 0;
            self.given = 0;
            self.next_run()?;
        }
        self.given += 1;
        self.run.get_mut(self.given - 1)
    }

    /// Reads one run of letters; `None` at the end of the text.
    fn next_run(&mut self) -> Option<()> {
        loop {
            let first = self.text[self.at..].chars().next()?;
            if is_dense(first) {
                self.dense_run();
                return Some(());
            }
            if first.is_alphanumeric() {
                self.word_run();
                return Some(());
            }
            if is_sign(first) {
                self.sign(first);
                return Some(());
            }
            if first == BREAK {
                self.position += 1;
            }
            self.at += skipped(&self.text[self.at..]).max(first.len_utf8());
        }
    }

    /// Returns a slot for one more token of this run.
    fn put(&mut self, at: Range<usize>, position: usize, form: Form) -> &mut TextToken {
        if self.filled == self.run.len() {
            self.run.push(TextToken::default());
        }
        let token = &mut self.run[self.filled];
        self.filled += 1;
        token.text.clear();
        token.at = at;
        token.position = position;
        token.form = form;
        token
    }

    fn word_run(&mut self) {
        let first_position = self.position;
        let start = self.at;
        loop {
            let begun = self.at;
            let (end, length) = word_end(self.text, begun);
            self.at = end;
            let text = self.text;
            let after_apostrophe = begun > start && text[..begun].ends_with(is_apostrophe);
            // The possessive `s` is not a word of its own: `company’s` is `company`.
            if !(after_apostrophe && length == 1 && text[begun..].starts_with(['s', 'S'])) {
                let position = self.position;
                fold_into(&text[begun..end], &mut self.put(begun..end, position, Form::Word).text);
                self.position += 1;
            }
            let Some(joiner) = text[end..].chars().next().filter(|c| is_apostrophe(*c) || is_hyphen(*c))
            else {
                break;
            };
            let next = end + joiner.len_utf8();
            if !text[next..].chars().next().is_some_and(|c| c.is_alphanumeric() && !is_dense(c)) {
                break;
            }
            self.at = next;
        }
        if (2..=MOST_JOINED).contains(&self.filled) {
            let joined: String = self.run[..self.filled].iter().map(|token| token.text.as_str()).collect();
            let last_end = self.run[self.filled - 1].at.end;
            let token = self.put(start..last_end, first_position, Form::Joined);
            token.text.push_str(cut(&joined));
        }
    }

    /// Reads one sign; the two letters of a flag are one.
    fn sign(&mut self, first: char) {
        let start = self.at;
        self.at += first.len_utf8();
        let second = self.text[self.at..].chars().next().filter(|next| is_flag(first) && is_flag(*next));
        self.at += second.map_or(0, char::len_utf8);
        let (range, position) = (start..self.at, self.position);
        let text = &mut self.put(range, position, Form::Sign).text;
        text.push(first);
        text.extend(second);
    }

    fn dense_run(&mut self) {
        let text = self.text;
        let mut characters = visible(&text[self.at..]).peekable();
        let base = self.at;
        let mut end = self.at;
        // A long run is returned in pieces, so that a book without a blank takes no more memory than a page.
        const PIECE: usize = 256;
        let mut count = 0;
        while let Some((at, character)) = characters.next() {
            if !is_dense(character) || count == PIECE {
                break;
            }
            count += 1;
            let start = base + at;
            end = start + character.len_utf8();
            let position = self.position;
            self.put(start..end, position, Form::Single).text.push(character);
            if let Some((at, next)) = characters.peek().filter(|(_, next)| is_dense(*next)) {
                let pair = &mut self.put(start..base + at + next.len_utf8(), position, Form::Pair).text;
                pair.push(character);
                pair.push(*next);
            }
            self.position += 1;
        }
        self.at = end;
    }
}

/// Reports whether a text might have a word that begins with `term`.
/// The text is not cut into words, which takes a hundred times as long; a no is certain, a yes is not.
pub(super) fn may_hold(text: &str, term: &str) -> bool {
    let Some(first) = term.bytes().next() else { return true };
    if !term.is_ascii() {
        return !text.is_ascii();
    }
    let bytes = text.as_bytes();
    let begins = |at: usize| goes_on(&bytes[at..], term.as_bytes());
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), bytes).any(begins)
        || begins_beyond_ascii(text, char::from(first))
}

/// Reports whether a term may continue like these bytes. Apostrophes and hyphens are skipped.
fn goes_on(bytes: &[u8], term: &[u8]) -> bool {
    let mut wanted = term.iter();
    let Some(mut next) = wanted.next() else { return true };
    let mut held = false;
    for byte in bytes {
        match byte {
            // Folding, and a possessive that is left out, are decided when words are cut.
            0x80.. => return true,
            b's' | b'S' if held => return true,
            b'\'' | b'`' | b'-' => held = true,
            byte if byte.to_ascii_lowercase() == *next => match wanted.next() {
                Some(letter) => (next, held) = (letter, false),
                None => return true,
            },
            _ => return false,
        }
    }
    false
}

/// Reports whether a non-ASCII character folds to this first letter.
fn begins_beyond_ascii(text: &str, first: char) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| !byte.is_ascii()) {
        at += next;
        let Some(character) = text[at..].chars().next() else { return true };
        let mut begun = None;
        fold_char(character, |plain| {
            begun.get_or_insert(plain);
        });
        if begun == Some(first) {
            return true;
        }
        at += character.len_utf8();
    }
    false
}

/// Returns the end and the length of the word at `from`. The end is in bytes, the length in characters.
fn word_end(text: &str, from: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut end = from;
    while bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        end += 1;
    }
    let mut length = end - from;
    if bytes.get(end).is_some_and(|byte| !byte.is_ascii()) {
        while let Some(character) = text[end..].chars().next() {
            let belongs =
                (character.is_alphanumeric() && !is_dense(character)) || is_combining_mark(character);
            let skipped = if belongs { 0 } else { skipped(&text[end..]) };
            if !belongs && skipped == 0 {
                break;
            }
            end += if belongs { character.len_utf8() } else { skipped };
            length += usize::from(belongs);
        }
    }
    (end, length)
}

fn fold_into(word: &str, out: &mut String) {
    // The usual case; going through words by character takes a quarter of the time of reading a text.
    if word.is_ascii() {
        let start = out.len();
        out.push_str(&word[..word.len().min(LONGEST)]);
        out[start..].make_ascii_lowercase();
        return;
    }
    for (_, character) in visible(word).take(LONGEST) {
        fold_char(character, |plain| out.push(plain));
    }
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(at, _)| &text[..at])
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | 'ʼ' | '‘' | '´' | '`')
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '‐' | '‑')
}

/// Reports whether a character is a meaningful sign.
/// Such are currencies, arrows, mathematics, symbols, emoji; not bullets, line and table drawing, and signs that
/// only modify the sign before them.
fn is_sign(character: char) -> bool {
    matches!(character,
        '€' | '£' | '¥' | '§' | '©' | '®' | '°' | '±' | '×'
        | '\u{20A0}'..='\u{20CF}' | '\u{2100}'..='\u{24FF}' | '\u{2600}'..='\u{2BFF}'
        | '\u{1F000}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}')
}

/// Reports whether a character is a letter of a flag.
fn is_flag(character: char) -> bool {
    matches!(character, '\u{1F1E6}'..='\u{1F1FF}')
}

/// Reports whether a character's script puts no blanks between words.
/// Scripts that attach particles to words are included.
fn is_dense(character: char) -> bool {
    if character < '\u{E00}' {
        return false;
    }
    matches!(character,
        '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E4E}'          // Thai
        | '\u{E81}'..='\u{ECD}' | '\u{EDC}'..='\u{EDF}'        // Lao
        | '\u{1000}'..='\u{103F}' | '\u{1050}'..='\u{108F}'    // Burmese
        | '\u{1100}'..='\u{11FF}'                              // Hangul letters
        | '\u{1780}'..='\u{17D3}'                              // Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{3099}'..='\u{309A}'
        | '\u{309D}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}'
        | '\u{3105}'..='\u{318E}' | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{A960}'..='\u{A97C}'
        | '\u{AC00}'..='\u{D7FB}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FFDC}'
        | '\u{1AFF0}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut tokens = Tokens::new(text);
        let mut words = Vec::new();
        while let Some(token) = tokens.next() {
            words.push(format!("{}@{}", token.text, token.position));
        }
        words
    }

    #[track_caller]
    fn stands_at(text: &str, word: &str) -> Vec<String> {
        let mut tokens = Tokens::new(text);
        let mut places = Vec::new();
        while let Some(token) = tokens.next() {
            if token.text == word {
                places.push(text[token.at.clone()].to_owned());
            }
        }
        places
    }

    #[test]
    fn case_and_accents_do_not_count() {
        assert_eq!(words("Société GÉNÉRALE e\u{301}te\u{301}"), ["societe@0", "generale@1", "ete@2"]);
        assert_eq!(stands_at("la Société.", "societe"), ["Société"]);
        assert_eq!(stands_at("un e\u{301}te\u{301}!", "ete"), ["e\u{301}te\u{301}"]);
    }

    #[test]
    fn invisible_characters_part_no_word() {
        assert_eq!(words("Über‹AD›wachungs\u{AD}technik x"), ["uberwachungstechnik@0", "x@1"]);
        assert_eq!(words("‹FEFF›one two‹200B› ‹2060› three"), ["one@0", "two@1", "three@2"]);
        assert_eq!(words("می\u{200C}خواهم"), words("میخواهم"));
        assert_eq!(words("海‹200B›康"), words("海康"));
        assert_eq!(words("IS‹200B›’‹200B›Vision"), ["is@0", "vision@1"]);
        assert_eq!(stands_at("a Zür\u{AD}ich.", "zurich"), ["Zür\u{AD}ich"]);
        assert!(may_hold("ca‹AD›meras", "cameras") && may_hold("‹AD›cameras", "cameras"));
    }

    #[test]
    fn what_is_held_together_counts_as_parts_and_as_one() {
        assert_eq!(words("IS’Vision"), ["is@0", "vision@1", "isvision@0"]);
        assert_eq!(words("us-entity-list, x"), ["us@0", "entity@1", "list@2", "usentitylist@0", "x@3"]);
        assert_eq!(stands_at("by IS’Vision.", "isvision"), ["IS’Vision"]);
        assert_eq!(words("- a -b c'"), ["a@0", "b@1", "c@2"]);
    }

    #[test]
    fn the_possessive_is_no_word() {
        assert_eq!(words("the company’s cameras"), ["the@0", "company@1", "cameras@2"]);
        assert_eq!(stands_at("the company’s", "company"), ["company"]);
    }

    #[test]
    fn scripts_without_blanks_are_cut_into_pairs() {
        assert_eq!(words("海康威"), ["海@0", "海康@0", "康@1", "康威@1", "威@2"]);
        assert_eq!(words("a海b"), ["a@0", "海@1", "b@2"]);
        assert_eq!(words("한국"), ["한@0", "한국@0", "국@1"]);
        assert_eq!(words("東京・大阪").len(), 6);
    }

    #[test]
    fn a_long_run_is_cut_into_pieces_and_loses_no_character() {
        let run = "海康".repeat(500);
        let singles =
            words(&run).iter().filter(|word| word.split('@').next().unwrap().chars().count() == 1).count();
        assert_eq!(singles, 1_000);
    }

    #[test]
    fn a_sign_is_a_word_that_takes_no_place() {
        assert_eq!(words("a 😀🚀 b, €5 → c"), ["a@0", "😀@1", "🚀@1", "b@1", "€@2", "5@2", "→@3", "c@3"]);
        assert_eq!(words("🇫🇷🇨🇳 👍🏽 ❤\u{FE0F}"), ["🇫🇷@0", "🇨🇳@0", "👍@0", "❤@0"]);
        assert_eq!(words("* . … – • — & | ■ ─"), Vec::<String>::new());
    }

    #[test]
    fn no_phrase_reaches_across_a_break() {
        assert_eq!(words("a\u{1E}b"), ["a@0", "b@2"]);
    }

    #[test]
    fn what_a_text_has_it_may_hold() {
        let texts = [
            "Société GÉNÉRALE e\u{301}te\u{301} la ﬁn",
            "IS’Vision, us-entity-list; the company’s, company's-house, O'Neill's-bar ʼabc x`y",
            "😀 to 🇫🇷🚀, €5",
            "海康威 a海b 한국 ①st ½ K\u{301}elvin \u{212A}",
            &"long".repeat(40),
            &"a-b-c-".repeat(40),
        ];
        for text in texts {
            let mut tokens = Tokens::new(text);
            while let Some(token) = tokens.next() {
                assert!(may_hold(text, &token.text), "{} in {text}", token.text);
                let begun: String = token.text.chars().take(2).collect();
                assert!(may_hold(text, &begun), "{begun} in {text}");
            }
        }
        for absent in ["camera", "visio2", "海康", "q", "entitylists"] {
            assert!(!may_hold("by IS'Vision: the us-entity-list", absent), "{absent}");
        }
        assert!(!may_hold("— “quoted” €5 … für", "camera"));
    }

    #[test]
    fn a_word_of_a_million_letters_is_cut() {
        let mut tokens = Tokens::new("");
        assert!(tokens.next().is_none());
        let long = "x".repeat(1_000_000);
        assert_eq!(words(&long), [format!("{}@0", "x".repeat(64))]);
    }
}
