//! The line of a diagnostic, clean and cut around the mark.

use std::ops::Range;

use crate::briefing::LineRange;
use crate::text::Clean;

/// The most characters of an excerpt. `BEFORE` are shown before a mark, and `MOST` of the line in all.
const BEFORE: usize = 60;
const MOST: usize = 100;

/// A line of a file, or its part around a mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The line with its indentation, a tab as one blank. `…` marks text that is cut off.
    pub line: Clean,
    /// The bytes of it that are marked.
    pub mark: Range<usize>,
}

impl Excerpt {
    /// The number of characters left out before an excerpt. The excerpt is the part of the line around `place`.
    pub(super) fn skipped(place: LineRange) -> usize {
        let column = (place.column as usize).saturating_sub(1);
        let length = (place.length as usize).max(1);
        if column + length > MOST { column.saturating_sub(BEFORE) } else { 0 }
    }

    /// The part of a line around `place`. `rest` is the line without the characters that are skipped.
    pub(super) fn new(rest: &str, place: LineRange) -> Self {
        let skipped = Self::skipped(place);
        let column = (place.column as usize).saturating_sub(1 + skipped);
        let length = (place.length as usize).max(1);
        let byte = |characters: usize| rest.char_indices().nth(characters).map_or(rest.len(), |(at, _)| at);
        let to = byte(MOST);
        let (start, end) = (byte(column).min(to), byte(column + length).min(to));
        let before = if skipped > 0 { "…" } else { "" };
        let after = if to < rest.len() { "…" } else { "" };
        let gate = |text: &str| Clean::text(&text.replace('\t', " "));
        let (left, marked) = (gate(&rest[..start]), gate(&rest[start..end]));
        let right = gate(rest[end..to].trim_end());
        let mark = before.len() + left.len();
        Self {
            line: Clean::text(&format!("{before}{left}{marked}{right}{after}")),
            mark: mark..mark + marked.len(),
        }
    }

    /// The line in three parts: before, marked, after.
    pub fn parts(&self) -> [&str; 3] {
        let line = self.line.as_str();
        let get = |range: Range<usize>| line.get(range).unwrap_or_default();
        [get(0..self.mark.start), get(self.mark.clone()), get(self.mark.end..line.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str, column: u32, length: u32) -> [String; 3] {
        let place = LineRange { line: 1, column, length };
        let rest: String = line.chars().skip(Excerpt::skipped(place)).collect();
        Excerpt::new(&rest, place).parts().map(str::to_owned)
    }

    #[test]
    fn the_marked_characters_are_distinguished() {
        assert_eq!(parts("start: 2019-8", 8, 6), ["start: ", "2019-8", ""]);
        assert_eq!(parts("\t- {to: é\u{1b}x}", 9, 3), [" - {to: ", "é␛x", "}"]);
        assert_eq!(parts("short", 40, 5), ["short", "", ""]);
        assert_eq!(parts("", 1, 1), ["", "", ""]);
    }

    #[test]
    fn a_very_long_line_is_cut_around_the_mark() {
        let line = format!("{}[x](gone.md){}", "a".repeat(500_000), "b".repeat(500_000));
        let [before, marked, after] = parts(&line, 500_001, 12);
        assert_eq!(marked, "[x](gone.md)");
        assert!(before.starts_with('…') && after.ends_with('…'));
        assert!(before.chars().count() + after.chars().count() < 100);
    }
}
