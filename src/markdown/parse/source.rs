//! The source as the parser is given it: what other programs' Markdown has beyond the parser's is rewritten.
//!
//! Comments between `%%` are cut out, fences of `:::` become callouts, and a character that occurs nowhere in the
//! source keeps the parser from what it would misread: a colon at the start of a line as the mark of a definition,
//! asterisks beside the punctuation of Chinese, Japanese or Korean as no emphasis. The builder leaves that
//! character out again. A map leads from each byte of what the parser reads to its place in the source.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr_iter, memmem};

use super::emphasis;
use super::fence::{self, FenceLine};
use crate::markdown::comment::{Found, scan};

/// A source as the parser is given it.
pub(super) struct Prepared<'s> {
    pub text: Cow<'s, str>,
    /// The inserted character, which is no part of the text.
    pub filler: Option<char>,
    /// The starts of runs of copied bytes, there and in the source.
    runs: Vec<(usize, usize)>,
}

/// A part of the source that is replaced; bytes are put in where it is empty.
pub(super) struct Edit {
    pub cut: Range<usize>,
    pub put: Put,
}

/// The text that is put into a source.
pub(super) enum Put {
    Nothing,
    Filler,
    Text(String),
}

impl Edit {
    /// The order of edits at one place.
    /// Whole lines are replaced with all that would be put in there, and what is put in precedes what is cut
    /// behind it.
    fn order(&self, source: &str) -> u8 {
        match self.put {
            _ if self.cut.is_empty() => 1,
            Put::Nothing if source[..self.cut.end].ends_with('\n') => 0,
            Put::Nothing => 2,
            Put::Filler | Put::Text(_) => 0,
        }
    }
}

impl<'s> Prepared<'s> {
    pub(super) fn of(source: &'s str) -> Self {
        let mut edits = Vec::new();
        rewrite_blocks(source, &mut edits);
        let filler = filler(source);
        if filler.is_some() {
            keep_colons(source, |at| edits.push(Edit { cut: at..at, put: Put::Filler }));
            emphasis::join(source, |at| edits.push(Edit { cut: at..at, put: Put::Filler }));
        }
        if edits.is_empty() {
            return Self { text: Cow::Borrowed(source), filler: None, runs: Vec::new() };
        }
        edits.sort_by_key(|edit| (edit.cut.start, edit.order(source)));
        let mut prepared =
            Self { text: Cow::Borrowed(""), filler, runs: Vec::with_capacity(edits.len() + 1) };
        let mut text = String::with_capacity(source.len() + edits.len() * 3);
        let mut from = 0;
        for Edit { cut, put } in edits {
            // Nothing is done within what was cut.
            if cut.start < from {
                continue;
            }
            prepared.runs.push((text.len(), from));
            text.push_str(&source[from..cut.start]);
            match put {
                Put::Nothing => {}
                Put::Filler => text.extend(filler),
                Put::Text(put) => text.push_str(&put),
            }
            from = cut.end;
        }
        prepared.runs.push((text.len(), from));
        text.push_str(&source[from..]);
        prepared.text = Cow::Owned(text);
        prepared
    }

    /// The place in the source of a byte of the text.
    pub(super) fn in_source(&self, at: usize) -> usize {
        let next = self.runs.partition_point(|(start, _)| *start <= at);
        let Some((start, source)) = next.checked_sub(1).and_then(|run| self.runs.get(run)) else { return at };
        let place = source + (at - start);
        self.runs.get(next).map_or(place, |(_, next)| place.min(*next))
    }
}

/// Returns a character that does not occur in the source. It is one of those that never represent a character.
fn filler(source: &str) -> Option<char> {
    let mut used = 0_u32;
    for at in memmem::find_iter(source.as_bytes(), b"\xEF\xB7") {
        let last = source.as_bytes().get(at + 2).copied().unwrap_or_default();
        if (0x90..0xB0).contains(&last) {
            used |= 1 << (last - 0x90);
        }
    }
    char::from_u32(0xFDD0 + used.trailing_ones()).filter(|_| used != u32::MAX)
}

fn rewrite_blocks(source: &str, edits: &mut Vec<Edit>) {
    let has = |sign: &[u8]| memmem::find(source.as_bytes(), sign).is_some();
    let (comments, fences) = (has(b"%%"), has(b":::"));
    if !comments && !fences {
        return;
    }
    let mut lines: Vec<FenceLine> = Vec::new();
    scan(source, |found| match found {
        Found::Percent(range) => {
            edits.push(Edit { cut: around_comment(source, range), put: Put::Nothing });
        }
        Found::Line(range) if fences => lines.extend(FenceLine::of(source, range)),
        Found::Line(_) | Found::Html(_) => {}
    });
    fence::rewrite(source, &lines, edits);
}

/// A comment with the blanks that would be left over: those before it, or its whole lines.
fn around_comment(source: &str, comment: Range<usize>) -> Range<usize> {
    let bytes = source.as_bytes();
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let before = bytes[..comment.start].iter().rev().take_while(|byte| is_blank(byte)).count();
    let behind = bytes[comment.end..].iter().take_while(|byte| is_blank(byte)).count();
    let (start, end) = (comment.start - before, comment.end + behind);
    let begins = start == 0 || bytes[start - 1] == b'\n';
    let newline = bytes.get(end) == Some(&b'\n');
    match (begins, newline || end == bytes.len()) {
        // A line that only the comment kept from the text above is kept from it by an empty one.
        (true, true) if newline && !underlines(source[end + 1..].lines().next().unwrap_or_default()) => {
            start..end + 1
        }
        (true, false) => comment.start..end,
        (_, true) => start..end,
        (false, false) if behind > 0 => start..comment.end,
        (false, false) => comment,
    }
}

/// Reports whether a line makes a heading of the text above it.
fn underlines(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && (line.bytes().all(|byte| byte == b'-') || line.bytes().all(|byte| byte == b'='))
}

/// Calls `before` with each colon that can't begin a definition.
/// It begins a line and has no blank behind it: no definition is written so.
fn keep_colons(source: &str, mut before: impl FnMut(usize)) {
    let bytes = source.as_bytes();
    for colon in memchr_iter(b':', bytes) {
        if matches!(bytes.get(colon + 1), Some(b' ' | b'\t')) {
            continue;
        }
        let lead = bytes[..colon].iter().rposition(|byte| !matches!(byte, b' ' | b'\t' | b'>'));
        if lead.is_some_and(|last| bytes[last] == b'\n') {
            before(colon);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_leads_back_to_its_place() {
        let source = "a %%x%% b\n:c\n";
        let prepared = Prepared::of(source);
        let filler = prepared.filler.expect("there is one");
        assert_eq!(prepared.text, format!("a b\n{filler}:c\n"));
        let place = |word: &str| prepared.in_source(prepared.text.find(word).expect("the word is there"));
        for word in ["a", "b", ":c", "c"] {
            assert_eq!(place(word), source.find(word).expect("the word is there"), "{word}");
        }
        assert_eq!(prepared.in_source(prepared.text.len()), source.len());
    }

    #[test]
    fn a_source_that_needs_nothing_is_taken_as_it_is() {
        for source in ["", "a: b\n", "Term\n: definition\n", "50 % of 20 %"] {
            let prepared = Prepared::of(source);
            assert!(matches!(prepared.text, Cow::Borrowed(_)), "{source:?}");
            assert_eq!(prepared.in_source(source.len()), source.len());
        }
    }

    #[test]
    fn the_filler_is_no_character_of_the_source() {
        assert_eq!(filler("a"), Some('\u{FDD0}'));
        assert_eq!(filler("\u{FDD0}\u{FDD2}"), Some('\u{FDD1}'));
        let all: String = ('\u{FDD0}'..='\u{FDEF}').collect();
        assert_eq!(filler(&all), None);
    }

    #[test]
    fn a_comment_leaves_no_blanks_behind() {
        for (source, left) in [
            ("a %%x%% b", "a b"),
            ("a %%x%%\nb", "a\nb"),
            ("%%x%% b", "b"),
            ("a\n%%x%%\nb", "a\nb"),
            ("a\n  %%\n\nx\n%%  \nb", "a\nb"),
            ("a\n%%x%%\n---\n", "a\n\n---\n"),
            ("a%%x%%b", "ab"),
            ("a, %%x%%.", "a, ."),
        ] {
            assert_eq!(Prepared::of(source).text, left, "{source:?}");
        }
    }
}
