//! Comments: what an author wrote for himself, between `<!--` and `-->` or, as Obsidian has it, between `%%` and
//! `%%`.
//!
//! Code holds none. The scan knows of blocks no more than that takes: fences, indented code and code spans.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr3, memmem};

/// A comment, or a line that could begin a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A comment between `%%` and `%%`, with both.
    Percent(Range<usize>),
    /// A comment between `<!--` and `-->`, with both.
    Html(Range<usize>),
    /// A line outside code and comments, without its line feed.
    Line(Range<usize>),
}

/// Returns `text` with blanks in place of every comment outside code. Line feeds stay, so that each line keeps its
/// number and each byte its place.
pub fn without_comments(text: &str) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), b"%%").is_none() && memmem::find(text.as_bytes(), b"<!--").is_none() {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    scan(text, |found| {
        if let Found::Percent(range) | Found::Html(range) = found {
            kept.push_str(&text[kept.len()..range.start]);
            kept.extend(text[range].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        }
    });
    kept.push_str(&text[kept.len()..]);
    Cow::Owned(kept)
}

/// Calls `see` with comments and text lines of a source, in order.
pub(super) fn scan(text: &str, see: impl FnMut(Found)) {
    let mut scan = CommentScan {
        text,
        see,
        fence: None,
        list: 0,
        after_blank: true,
        after_code: false,
        paragraph: 0,
        html_ends: true,
    };
    let mut at = 0;
    while at < text.len() {
        at = scan.line(at);
    }
}

struct CommentScan<'t, F> {
    text: &'t str,
    see: F,
    fence: Option<Fence>,
    /// The columns before the text of a list's items; 0 outside lists. Inside a list, indented text is no code.
    list: usize,
    after_blank: bool,
    after_code: bool,
    /// The end of the paragraph that was asked for last.
    paragraph: usize,
    /// Marks that a `-->` may follow.
    html_ends: bool,
}

/// An open fence, and the containers that it is in.
#[derive(Clone, Copy)]
struct Fence {
    mark: u8,
    length: usize,
    quotes: usize,
    /// The columns of the items that it is in.
    item: usize,
}

/// The place at which the text of a line begins.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    /// The bytes before it.
    pub byte: usize,
    pub quotes: usize,
    /// The columns before it, behind the last `>`; those of the item's marker among them.
    pub column: usize,
    /// The columns that the item takes before its text; 0 without a marker.
    pub item: usize,
}

impl Place {
    pub(super) fn of(line: &[u8]) -> Self {
        let mut place = Self::default();
        while let Some(byte) = line.get(place.byte) {
            let rest = &line[place.byte..];
            let marker = item_marker(rest);
            match byte {
                b' ' => place.column += 1,
                b'\t' => place.column += 4 - place.column % 4,
                b'>' if place.column < 4 || place.item > 0 => {
                    place.quotes += 1;
                    (place.column, place.item) = (0, 0);
                    // One blank belongs to the sign.
                    place.byte += usize::from(rest.get(1) == Some(&b' '));
                }
                _ if marker > 0 && place.column - place.item < 4 => {
                    place.column += marker;
                    place.item = place.column;
                    place.byte += marker;
                    continue;
                }
                _ => break,
            }
            place.byte += 1;
        }
        place
    }
}

/// The length of the item marker at the start of `line`.
/// It is in bytes and includes one blank; without a marker it is 0.
fn item_marker(line: &[u8]) -> usize {
    let digits = line.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
    let sign = match line.get(digits) {
        Some(b'-' | b'*' | b'+') if digits == 0 => true,
        Some(b'.' | b')') => digits > 0,
        _ => false,
    };
    if sign && matches!(line.get(digits + 1), Some(b' ' | b'\t')) { digits + 2 } else { 0 }
}

impl<F: FnMut(Found)> CommentScan<'_, F> {
    /// Takes the line at `start` and returns the start of the next. A comment may take many lines.
    fn line(&mut self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let end = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let line = &bytes[start..end];
        let place = Place::of(line);
        let text = line[place.byte..].trim_ascii_end();
        if text.is_empty() && place.item == 0 {
            self.after_blank = true;
            return end + 1;
        }
        if let Some(fence) = self.fence.take_if(|fence| fence.holds(place)) {
            let run = text.iter().take_while(|byte| **byte == fence.mark).count();
            let closes = run >= fence.length && run == text.len() && place.item == 0;
            self.fence = (!closes).then_some(fence);
            return end + 1;
        }
        self.fence = None;
        let after_blank = std::mem::take(&mut self.after_blank);
        let after_code = std::mem::take(&mut self.after_code);
        if place.item > 0 {
            self.list = place.item;
        } else if after_blank || place.column > 0 {
            self.list = self.list.min(place.column);
        }
        if place.column >= 4 && self.list == 0 && (after_blank || after_code) {
            self.after_code = true;
            return end + 1;
        }
        self.fence = Fence::opened_by(text, place.quotes, self.list.min(place.column));
        if self.fence.is_some() {
            return end + 1;
        }
        (self.see)(Found::Line(start..end));
        self.inline(start + place.byte, end)
    }

    /// Finds comments from `at` on and returns the next line's start.
    /// It looks as far as the end of a line, and of the line in which a comment ends.
    fn inline(&mut self, mut at: usize, mut end: usize) -> usize {
        let bytes = self.text.as_bytes();
        let (block, mut missing) = (at, UnclosedLengths::default());
        while let Some(sign) = memchr3(b'`', b'%', b'<', &bytes[at..end]).map(|found| at + found) {
            at = match bytes[sign] {
                _ if sign > block && bytes[sign - 1] == b'\\' => sign + 1,
                b'`' => self.behind_code(sign, &mut missing),
                b'%' => match self.percent(sign, block, end) {
                    Some(comment) => {
                        (self.see)(Found::Percent(comment.clone()));
                        comment.end
                    }
                    None => sign + 1 + usize::from(bytes.get(sign + 1) == Some(&b'%')),
                },
                _ if bytes[sign..].starts_with(b"<!--") => match self.html(sign, block) {
                    Some(comment) => {
                        (self.see)(Found::Html(comment.clone()));
                        comment.end
                    }
                    None => sign + 4,
                },
                _ => sign + 1,
            };
            if at > end {
                end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found);
                missing = UnclosedLengths::default();
            }
        }
        end + 1
    }

    /// The comment that begins with the percent sign at `sign`. The text of the line begins at `block`.
    fn percent(&mut self, sign: usize, block: usize, end: usize) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        // `100%%` says how much.
        if bytes.get(sign + 1) != Some(&b'%') || sign > 0 && bytes[sign - 1].is_ascii_digit() {
            return None;
        }
        // A comment that begins a line may go on over paragraphs, and alone on its line to the end; one within a
        // line ends with its paragraph.
        let begins = sign == block;
        let reach = if begins { bytes.len() } else { self.end_of_paragraph(sign) };
        match memmem::find(&bytes[sign + 2..reach], b"%%") {
            Some(close) => Some(sign..sign + close + 4),
            None => (begins && bytes[sign + 2..end].trim_ascii().is_empty()).then_some(sign..bytes.len()),
        }
    }

    /// The comment that begins with the `<!--` at `sign`. One that is not closed reaches to the end where it begins a
    /// block, and is text elsewhere.
    fn html(&mut self, sign: usize, block: usize) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        // `<!-->` and `<!--->` are whole ones.
        let empty = [&b"<!-->"[..], b"<!--->"].into_iter().find(|all| bytes[sign..].starts_with(all));
        let length = empty.map(<[u8]>::len).or_else(|| {
            let close = self.html_ends.then(|| memmem::find(&bytes[sign + 4..], b"-->")).flatten();
            close.map(|close| close + 7)
        });
        self.html_ends = length.is_some();
        length.or((sign == block).then(|| bytes.len() - sign)).map(|length| sign..sign + length)
    }

    fn end_of_paragraph(&mut self, from: usize) -> usize {
        if from >= self.paragraph {
            self.paragraph = self.find_end_of_paragraph(from);
        }
        self.paragraph
    }

    fn find_end_of_paragraph(&self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut line = from;
        while let Some(newline) = memchr(b'\n', &bytes[line..]).map(|at| line + at) {
            line = newline + 1;
            let rest = &bytes[line..];
            let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'>')).count();
            if rest.get(blank).is_none_or(|byte| *byte == b'\n') {
                return newline;
            }
        }
        bytes.len()
    }

    /// Returns where text goes on behind the backticks at `sign`.
    /// That is behind the code that they open, when they do.
    fn behind_code(&mut self, sign: usize, missing: &mut UnclosedLengths) -> usize {
        let bytes = self.text.as_bytes();
        let run = |at: usize| bytes[at..].iter().take_while(|byte| **byte == b'`').count();
        let length = run(sign);
        let open = sign + length;
        if missing.is(length) {
            return open;
        }
        let mut at = open;
        let reach = self.end_of_paragraph(open);
        while let Some(found) = memchr(b'`', &bytes[at..reach]).map(|found| at + found) {
            let other = run(found);
            at = found + other;
            if other == length {
                return at;
            }
        }
        missing.note(length);
        open
    }
}

impl Fence {
    fn opened_by(text: &[u8], quotes: usize, item: usize) -> Option<Self> {
        let mark = *text.first().filter(|mark| matches!(mark, b'`' | b'~'))?;
        let length = text.iter().take_while(|byte| **byte == mark).count();
        let is_span = mark == b'`' && memchr(b'`', &text[length..]).is_some();
        (length >= 3 && !is_span).then_some(Self { mark, length, quotes, item })
    }

    /// Reports whether a line is in the containers of this fence. The text of the line begins at `line`.
    fn holds(&self, line: Place) -> bool {
        line.quotes >= self.quotes && line.column >= self.item
    }
}

/// The lengths of backticks that nothing closes on this line. Each is looked for once.
#[derive(Default)]
struct UnclosedLengths(u64);

impl UnclosedLengths {
    fn is(&self, length: usize) -> bool {
        length >= 64 || self.0 & 1 << length != 0
    }

    fn note(&mut self, length: usize) {
        self.0 |= 1 << length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a text, without the blanks that stand for comments.
    fn left(text: &str) -> String {
        let kept = without_comments(text);
        assert_eq!(kept.len(), text.len(), "{text:?}");
        assert_eq!(kept.matches('\n').count(), text.matches('\n').count(), "{text:?}");
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_are_found_wherever_an_author_writes_them() {
        for (text, expected) in [
            ("Text. %% ask %% More.", "Text. More."),
            ("a%%b%%c", "a c"),
            ("a\n\n%%\n## Hidden\n\n- x\n\n%%\n\nb", "a b"),
            ("%% begins\n\nand goes on %%\nb", "b"),
            ("a %% over\na line %% b", "a b"),
            ("> %%\n> secret\n> %%\n> open", "> > open"),
            ("- a %%b%%\n  %% c\n  d %%\n- e", "- a - e"),
            ("- a\n\n      %%b%%\n", "- a"),
            ("é %%ü%% 海", "é 海"),
            ("a\n\n%%\nnever closed", "a"),
            ("%%%%a", "a"),
            ("a <!-- b\nc --> d <!--> e <!---> f", "a d e f"),
            ("<!-- %% -->a %% b", "a %% b"),
            ("a\n\n<!-- never closed", "a"),
            ("> ```\n> code\n\n%% secret %%", "> ``` > code"),
            ("- ```\n  code\n\n%% secret %%", "- ``` code"),
        ] {
            assert_eq!(left(text), expected, "{text:?}");
        }
    }

    #[test]
    fn code_and_lone_signs_are_no_comments() {
        for text in [
            "```\n%% a %%\n```",
            "~~~\n%%\n~~~\n",
            "- ```\n  %% a %%\n  ```",
            "> ```\n> %%\n> ```",
            "a\n\n    %% a %%\n\n    <!-- b -->",
            "\t%% a %%",
            "`%% a %%` and ``%% ` %%``",
            "`over\na %% line %%`",
            "\\%% a %%",
            "100%% of 50%%",
            "a %% b",
            "a %% b\n\nc %% d",
            "50 % of 20 %",
            "a <!-- b",
        ] {
            assert_eq!(without_comments(text), text);
        }
    }

    #[test]
    fn openings_without_end_are_read_in_linear_time() {
        for part in
            ["%% ", "a %% ", "`", "` `` ", "<!-- ", "a <!-- ", "%%\n", "- %%\n", "> ", "1. ", "``` %%\n"]
        {
            let text = part.repeat(200_000 / part.len());
            let start = std::time::Instant::now();
            scan(&text, |_| {});
            assert!(start.elapsed().as_secs() < 2, "{part:?}");
        }
    }
}
