//! Lines of at most so many cells.
//!
//! Words are taken apart only where they do not fit: then at the opportunities of Unicode's line breaking
//! (UAX 14), a URL only when no line could hold it, and anything else between grapheme clusters as a last resort.

use std::ops::Range;

use memchr::memchr;
use unicode_linebreak::linebreaks;

use super::width::{pieces, width};

/// The lines of `text`: byte ranges without the blanks at their ends, in order. A line feed always ends a line.
/// Only a character that is wider than `cells` by itself makes a wider line.
///
/// # Examples
///
/// ```
/// use briefing::text::wrap;
///
/// let text = "Hikvision stayed away from the fair.";
/// let lines: Vec<&str> = wrap(text, 16).into_iter().map(|line| &text[line]).collect();
/// assert_eq!(lines, ["Hikvision stayed", "away from the", "fair."]);
/// ```
pub fn wrap(text: &str, cells: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    for_each_line(text, cells, |line| lines.push(line));
    lines
}

/// Calls `line` with each line that [`wrap`] would return.
pub fn for_each_line(text: &str, cells: usize, line: impl FnMut(Range<usize>)) {
    let mut wrapper = Wrapper { text, cells: cells.max(1), line, start: 0, end: 0, used: 0, last: None };
    let mut from = 0;
    loop {
        let to = memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |at| from + at);
        wrapper.fill(from, to);
        if to == text.len() {
            return;
        }
        from = to + 1;
    }
}

/// Keeps two letters apart that would be drawn as one.
const NON_JOINER: char = '\u{200C}';

struct Wrapper<'t, F> {
    text: &'t str,
    cells: usize,
    line: F,
    /// The line being filled, without blanks behind its last word. `used` is the number of cells it takes.
    start: usize,
    end: usize,
    used: usize,
    /// The last word placed, unless it is the first on its line.
    last: Option<WrapWord>,
}

/// A word, and the line as it was before it.
#[derive(Clone, Copy)]
struct WrapWord {
    start: usize,
    end: usize,
    cells: usize,
    line_end: usize,
}

impl<F: FnMut(Range<usize>)> Wrapper<'_, F> {
    /// Breaks the text from `from` to `to`, which holds no line feed.
    fn fill(&mut self, from: usize, to: usize) {
        let bytes = self.text.as_bytes();
        let blanks = bytes[from..to].iter().take_while(|byte| **byte == b' ').count();
        self.begin(from + blanks);
        let mut at = from + blanks;
        while at < to {
            let end = memchr(b' ', &bytes[at..to]).map_or(to, |space| at + space);
            self.place(at, end);
            at = end + bytes[end..to].iter().take_while(|byte| **byte == b' ').count();
        }
        (self.line)(self.start..self.end);
    }

    fn begin(&mut self, at: usize) {
        self.start = at;
        self.end = at;
        self.used = 0;
        self.last = None;
    }

    fn place(&mut self, start: usize, end: usize) {
        let word = &self.text[start..end];
        let cells = width(word);
        let first = self.end == self.start;
        let gap = if first { 0 } else { start - self.end };
        if self.used + gap + cells <= self.cells {
            self.last = (!first).then_some(WrapWord { start, end, cells, line_end: self.end });
            self.end = end;
            self.used += gap + cells;
            return;
        }
        if !first && self.takes_last_word_along(word, cells + gap) {
            self.end = end;
            self.used += gap + cells;
            return;
        }
        if cells <= self.cells && (is_url(word) || !self.splits(word, gap)) {
            self.next_line(start);
            self.end = end;
            self.used = cells;
            return;
        }
        self.take_apart(start, end, gap);
    }

    fn next_line(&mut self, at: usize) {
        if self.end > self.start {
            (self.line)(self.start..self.end);
        }
        self.begin(at);
    }

    /// Moves a French mark together with the word beside it.
    /// French sets a blank before `!` and inside guillemets: such a mark is never alone at a line's edge.
    fn takes_last_word_along(&mut self, word: &str, more: usize) -> bool {
        let Some(last) = self.last else { return false };
        let closing = word.chars().all(|c| matches!(c, '!' | '?' | ':' | ';' | '»' | '%' | '€' | '›'));
        let opening = matches!(&self.text[last.start..last.end], "«" | "‹");
        if !(closing || opening) || last.cells + more > self.cells {
            return false;
        }
        (self.line)(self.start..last.line_end);
        self.begin(last.start);
        self.used = last.cells;
        true
    }

    /// Reports whether a first part of `word` can stay on this line.
    fn splits(&self, word: &str, gap: usize) -> bool {
        let Some(room) = self.cells.checked_sub(self.used + gap) else { return false };
        opportunities(word).next().is_some_and(|at| width(&word[..at]) <= room)
    }

    /// Spreads a word over lines, as few as its opportunities allow.
    fn take_apart(&mut self, start: usize, end: usize, gap: usize) {
        let word = &self.text[start..end];
        if is_url(word) {
            self.next_line(start);
            self.take_pieces(start, end, 0, url_opportunities(word));
        } else {
            self.take_pieces(start, end, gap, opportunities(word));
        }
    }

    fn take_pieces(&mut self, start: usize, end: usize, mut gap: usize, cuts: impl Iterator<Item = usize>) {
        let mut at = start;
        for cut in cuts.map(|cut| start + cut).chain([end]) {
            let cells = width(&self.text[at..cut]);
            if self.used + gap + cells > self.cells {
                self.next_line(at);
                gap = 0;
            }
            if cells > self.cells {
                self.take_clusters(at, cut);
            } else {
                self.used += gap + cells;
                self.end = cut;
            }
            gap = 0;
            at = cut;
        }
        self.last = None;
    }

    fn take_clusters(&mut self, start: usize, end: usize) {
        let mut at = start;
        // The clusters before this one that a non-joiner holds to it: where they begin, and their cells.
        let mut held: Option<(usize, usize)> = None;
        for (cluster, cells) in pieces(&self.text[start..end], self.cells) {
            if self.used + cells > self.cells {
                self.divide(
                    at,
                    held.filter(|(from, taken)| *from > self.start && taken + cells <= self.cells),
                );
            }
            let (from, taken) = held.unwrap_or((at, 0));
            held = cluster.ends_with(NON_JOINER).then_some((from.max(self.start), taken + cells));
            self.used += cells;
            at += cluster.len();
            self.end = at;
        }
    }

    /// Ends the line before the cluster at `at`.
    /// Clusters `held` to it move along. A non-joiner at a line's end would have nothing left to act on: where it
    /// can't be taken along, it is left out.
    fn divide(&mut self, at: usize, held: Option<(usize, usize)>) {
        if let Some((from, taken)) = held {
            self.end = from;
            self.next_line(from);
            (self.end, self.used) = (at, taken);
            return;
        }
        if self.text[self.start..self.end].ends_with(NON_JOINER) {
            self.end -= NON_JOINER.len_utf8();
        }
        self.next_line(at);
    }
}

fn is_url(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.") || word.starts_with("mailto:")
}

/// The places at which a word may be divided.
/// After an ASCII hyphen it is divided only between two words of two letters or more: options and signs (`--flag`,
/// `e-mail`) stay whole.
fn opportunities(word: &str) -> impl Iterator<Item = usize> {
    let bytes = word.as_bytes();
    linebreaks(word).map(|(at, _)| at).filter(move |at| {
        if *at >= bytes.len() {
            return false;
        }
        if !bytes[at - 1].is_ascii() {
            return true;
        }
        let letters = |byte: &u8| !byte.is_ascii() || byte.is_ascii_alphanumeric();
        let before = bytes[..at - 1].iter().rev().take(2).filter(|b| letters(b)).count();
        let behind = bytes[*at..].iter().take(2).filter(|b| letters(b)).count();
        before == 2 && behind == 2
    })
}

/// The places to divide a URL that no line can hold: behind its separators.
fn url_opportunities(word: &str) -> impl Iterator<Item = usize> {
    let separator =
        |byte: u8| matches!(byte, b'/' | b'?' | b'&' | b'=' | b'-' | b'_' | b'.' | b'#' | b'+' | b',' | b';');
    let bytes = word.as_bytes();
    (1..bytes.len()).filter(move |at| separator(bytes[at - 1]) && !separator(bytes[*at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_a_non_joiner_keeps_apart_stay_together_while_they_fit_and_never_make_a_line_too_wide() {
        assert_eq!(lines("abc\u{200C}d", 3), ["ab", "c\u{200C}d"]);
        assert_eq!(lines("ab\u{200C}c", 2), ["a", "b\u{200C}c"]);
        let chain = "x\u{200C}".repeat(9);
        assert!(lines(&chain, 2).iter().all(|line| width(line) <= 2), "{:?}", lines(&chain, 2));
        assert_eq!(lines(&chain, 2).concat().replace('\u{200C}', ""), "x".repeat(9));
        assert!(lines(&chain, 2).iter().rev().skip(1).all(|line| !line.ends_with('\u{200C}')));
        assert_eq!(lines("a\u{200C}b", 1), ["a", "b"]);
    }

    #[track_caller]
    fn lines(text: &str, cells: usize) -> Vec<&str> {
        wrap(text, cells).into_iter().map(|line| &text[line]).collect()
    }

    #[test]
    fn words_go_to_the_next_line_whole() {
        assert_eq!(lines("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(lines("", 10), [""]);
        assert_eq!(lines("a\n\nb ", 10), ["a", "", "b"]);
        assert_eq!(lines("  a  b", 10), ["a  b"]);
    }

    #[test]
    fn a_long_word_is_divided_where_it_must_be() {
        assert_eq!(lines("a well-known fact", 8), ["a well-", "known", "fact"]);
        assert_eq!(lines("use --flag now", 8), ["use", "--flag", "now"]);
        assert_eq!(lines("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    }

    #[test]
    fn a_url_is_divided_only_when_no_line_holds_it() {
        assert_eq!(lines("see https://a.example/x", 19), ["see", "https://a.example/x"]);
        assert_eq!(
            lines("see https://a.example/reports/2019", 20),
            ["see", "https://a.example/", "reports/2019"]
        );
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_stop() {
        assert_eq!(lines("海康威视在北京。", 10), ["海康威视在", "北京。"]);
        assert_eq!(lines("海康威视。", 8), ["海康威", "视。"]);
    }

    #[test]
    fn french_marks_keep_their_word() {
        assert_eq!(lines("Bonjour Marie !", 13), ["Bonjour", "Marie !"]);
        assert_eq!(lines("il dit « oui » hier", 8), ["il dit", "« oui »", "hier"]);
    }

    #[test]
    fn no_line_is_wider_than_asked_in_any_script() {
        for text in [
            "সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে।",
            "សិទ្ធិមនុស្សទាំងអស់ កើតមកមានសេរីភាព និងសមភាព ក្នុងផ្នែកសេចក្ដីថ្លៃថ្នូរ។",
            "மனிதப் பிறிவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்;",
            "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता",
            "มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
            "family 👩\u{200D}👩\u{200D}👧\u{200D}👦 and 👍🏽 of 🇫🇷🇩🇪",
        ] {
            for cells in 1..80 {
                let lines = lines(text, cells);
                let widest =
                    |line: &&str| width(line) <= cells || cells == 1 && line.chars().any(|c| c > '\u{1F000}');
                assert!(lines.iter().all(widest), "{cells}: {lines:?}");
                let letters = |text: &str| text.split_whitespace().collect::<String>();
                assert_eq!(letters(&lines.concat()), letters(text), "{cells}");
            }
        }
    }

    #[test]
    fn clusters_stay_whole_at_any_width() {
        let text = "👩\u{200D}🔬👩\u{200D}🔬e\u{301}e\u{301}";
        assert_eq!(lines(text, 2), ["👩\u{200D}🔬", "👩\u{200D}🔬", "e\u{301}e\u{301}"]);
        assert_eq!(lines("海x", 1), ["海", "x"]);
        assert_eq!(lines("abc", 0), ["a", "b", "c"]);
    }
}
