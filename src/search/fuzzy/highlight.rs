//! Places of a query's words in a text, for visible rows.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::column::{LetterSet, each_folded, letter_bit};
use super::needle::{Ends, Needle};
use super::{Scorer, Skim};

/// Returns the bytes of a title or another name that match.
/// They are sorted and apart. A word matches where it begins one, else where it is inside one, else by its
/// letters.
///
/// # Examples
///
/// ```
/// use briefing::search::highlight;
///
/// let title = "Milipol Paris 2019";
/// let found: Vec<&str> = highlight(&["paris"], title).into_iter().map(|at| &title[at]).collect();
/// assert_eq!(found, ["Paris"]);
/// assert!(highlight(&["drone"], title).is_empty());
/// ```
pub fn highlight<T: AsRef<str>>(words: &[T], text: &str) -> Vec<Range<usize>> {
    mark(words, text, &Depth::Letters)
}

/// Returns the matching bytes of a tag, person or description. Only beginnings of words match.
pub fn highlight_words<T: AsRef<str>>(words: &[T], text: &str) -> Vec<Range<usize>> {
    mark(words, text, &Depth::Beginnings)
}

/// The loosest match that is allowed.
#[derive(PartialEq)]
enum Depth {
    Beginnings,
    Letters,
}

/// A folded text with a map to the original.
struct Shadow<'a> {
    original: &'a str,
    folded: String,
    /// The original byte of each folded byte, and whether a word begins.
    origins: Vec<(usize, bool)>,
    letters: LetterSet,
}

fn mark<T: AsRef<str>>(words: &[T], text: &str, depth: &Depth) -> Vec<Range<usize>> {
    let shadow = Shadow::new(text);
    let mut marks = Vec::new();
    for word in words {
        let needle = Needle::new(word.as_ref(), Ends::Free);
        if !needle.is_empty() && needle.letters & !shadow.letters.all == 0 {
            shadow.mark(&needle, depth, &mut marks);
        }
    }
    merged(marks)
}

impl<'a> Shadow<'a> {
    fn new(original: &'a str) -> Self {
        let mut folded = String::with_capacity(original.len());
        let mut origins = Vec::with_capacity(original.len());
        let mut letters = LetterSet::default();
        each_folded(original, |at, character, head| {
            folded.push(character);
            letters.all |= letter_bit(character);
            origins.push((at, head));
            origins.resize(folded.len(), (at, false));
        });
        Self { original, folded, origins, letters }
    }

    fn head(&self, byte: usize) -> bool {
        self.origins.get(byte).is_some_and(|(_, head)| *head)
    }

    fn mark(&self, needle: &Needle, depth: &Depth, marks: &mut Vec<Range<usize>>) {
        let length = needle.text.len();
        let found = || needle.finder.find_iter(self.folded.as_bytes());
        let before = marks.len();
        marks.extend(found().filter(|at| self.head(*at)).map(|at| self.original(at, at + length)));
        if marks.len() > before || *depth == Depth::Beginnings {
            return;
        }
        if let Some(at) = found().next() {
            marks.push(self.original(at, at + length));
            return;
        }
        if needle.loose.as_ref().is_some_and(|loose| loose.matches(&self.folded, |byte| self.head(byte))) {
            self.mark_letters(needle, marks);
        }
    }

    fn mark_letters(&self, needle: &Needle, marks: &mut Vec<Range<usize>>) {
        // Blanks between the words, for the matcher. A blank has no byte to mark.
        let mut spaced = String::with_capacity(self.folded.len() + 8);
        let mut bytes = Vec::with_capacity(self.folded.len() + 8);
        for (at, character) in self.folded.char_indices() {
            if at > 0 && self.head(at) {
                spaced.push(' ');
                bytes.push(None);
            }
            spaced.push(character);
            bytes.push(Some(at..at + character.len_utf8()));
        }
        let places = Skim::default().places(&spaced, &needle.text).unwrap_or_default();
        let places = places.into_iter().filter_map(|place| bytes.get(place).cloned().flatten());
        marks.extend(places.map(|at| self.original(at.start, at.end)));
    }

    /// Returns the range of the original characters of these folded bytes.
    /// It includes the combining marks of the last one.
    fn original(&self, from: usize, to: usize) -> Range<usize> {
        let at = |byte: usize| self.origins.get(byte).map_or(self.original.len(), |(at, _)| *at);
        let last = at(to.saturating_sub(1));
        let rest = self.original.get(last..).unwrap_or_default();
        let marks =
            rest.chars().skip(1).take_while(|c| is_combining_mark(*c)).map(char::len_utf8).sum::<usize>();
        at(from)..last + rest.chars().next().map_or(0, char::len_utf8) + marks
    }
}

fn merged(mut marks: Vec<Range<usize>>) -> Vec<Range<usize>> {
    marks.sort_by_key(|mark| (mark.start, mark.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(marks.len());
    for mark in marks {
        match merged.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => merged.push(mark),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(words: &[&str], text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        for mark in highlight(words, text) {
            out += &[&text[at..mark.start], "[", &text[mark.clone()], "]"].concat();
            at = mark.end;
        }
        out + &text[at..]
    }

    #[test]
    fn the_original_characters_are_marked() {
        assert_eq!(shown(&["isvision"], "the IS’Vision file"), "the [IS’Vision] file");
        assert_eq!(shown(&["nestle"], "Nestle\u{301} SA"), "[Nestle\u{301}] SA");
        assert_eq!(shown(&["ecole"], "L’École"), "L’[École]");
        assert_eq!(shown(&["海康"], "杭州海康威视"), "杭州[海康]威视");
    }

    #[test]
    fn beginnings_of_words_come_before_middles_and_letters() {
        assert_eq!(shown(&["par"], "Compare Paris, Parma"), "Compare [Par]is, [Par]ma");
        assert_eq!(shown(&["vision"], "Hikvision"), "Hik[vision]");
        assert_eq!(shown(&["hkv"], "Hikvision"), "[H]i[kv]ision");
        assert_eq!(shown(&["mp"], "Milipol Paris"), "[M]ilipol [P]aris");
        assert_eq!(shown(&["x"], "Hikvision"), "Hikvision");
    }

    #[test]
    fn marks_that_touch_are_one() {
        assert_eq!(shown(&["hik", "vision"], "Hikvision"), "[Hikvision]");
    }

    #[test]
    fn in_running_text_only_beginnings_are_marked() {
        assert!(highlight_words(&["vision"], "Hikvision").is_empty());
        assert_eq!(highlight_words(&["vis", "a"], "a vision"), [0..1, 2..5]);
    }
}
