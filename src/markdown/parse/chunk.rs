//! Divides a large source into pieces that are parsed one by one.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem};

/// The largest source that is parsed in one go, exactly.
const WHOLE: usize = 192 << 10;
/// The least bytes of the first piece and of each further one. The first is several screens.
const FIRST: usize = 48 << 10;
const NEXT: usize = 384 << 10;
/// The factor of its size beyond which a piece may divide lists. Only the looks of a list may suffer from that.
const PATIENCE: usize = 4;
/// The factor of its size beyond which a piece may divide paragraphs.
/// It ends between two words: the parser's tree of one line of ten megabytes may take half a gigabyte. Only a mark
/// that would reach across is lost.
const DESPAIR: usize = 8;
/// The longest label; longer text is no label.
const MAX_LABEL: usize = 999;

/// The pieces of a source, in order.
pub(super) struct Chunks<'s> {
    source: &'s str,
    at: usize,
    joined: bool,
}

/// A piece of a source.
pub(super) struct Chunk {
    /// Its bytes.
    pub range: Range<usize>,
    /// Marks a continuation of the list that the piece before ended in.
    pub joined: bool,
}

impl<'s> Chunks<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self { source, at: 0, joined: false }
    }
}

impl Iterator for Chunks<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let (start, joined) = (self.at, self.joined);
        if start >= self.source.len() {
            return None;
        }
        if self.source.len() <= WHOLE {
            self.at = self.source.len();
        } else {
            (self.at, self.joined) = end_of_chunk(self.source, start, if start == 0 { FIRST } else { NEXT });
        }
        Some(Chunk { range: start..self.at, joined })
    }
}

/// The next place where a block begins at the margin.
/// It is at least `size` bytes on, outside every fence and raw HTML block, at a heading or a paragraph behind a
/// blank line; whatever is above is closed there. When there is no such place for long, the next item of a list
/// will do, and the result says so.
fn end_of_chunk(source: &str, start: usize, size: usize) -> (usize, bool) {
    let bytes = source.as_bytes();
    let mut open = OpenBlock::Nothing;
    let (mut blank, mut html) = (true, false);
    let mut line = start;
    for newline in memchr_iter(b'\n', &bytes[start..]).map(|at| start + at).chain([bytes.len()]) {
        let text = &bytes[line..newline];
        if line - start >= size && open == OpenBlock::Nothing && !html {
            if begins_block(text, blank) {
                return (line, false);
            }
            // A list is divided, which shows in nothing.
            if line - start >= size * PATIENCE && is_item(text) {
                return (line, !blank);
            }
            if line - start >= size * DESPAIR && text.first().is_some_and(u8::is_ascii_alphabetic) {
                return (line, true);
            }
        }
        if newline - line >= size * DESPAIR
            && open == OpenBlock::Nothing
            && let Some(word) = word_from(bytes, line.max(start + size * DESPAIR)..newline)
        {
            return (word, true);
        }
        blank = text.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
        html = !blank && (html || text.first() == Some(&b'<'));
        open = open.after(text);
        line = newline + 1;
    }
    (source.len(), false)
}

fn begins_block(line: &[u8], blank: bool) -> bool {
    match line {
        [b'#', b' ' | b'#', ..] => true,
        [b'[' | b'(' | b'"', ..] => blank,
        // `* a` is an item of a list.
        [b'*' | b'_', second, ..] => blank && !second.is_ascii_whitespace(),
        [first, ..] => blank && (first.is_ascii_alphabetic() || !first.is_ascii()),
        [] => false,
    }
}

/// The start of the next word that can begin only text.
fn word_from(bytes: &[u8], within: Range<usize>) -> Option<usize> {
    let starts = |at: &usize| bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
    memchr_iter(b' ', &bytes[within.clone()]).map(|at| within.start + at).find(starts).map(|at| at + 1)
}

fn is_item(line: &[u8]) -> bool {
    matches!(line, [b'-' | b'*' | b'+', b' ', second, ..] if *second != b' ' && *second != line[0])
}

/// The constructs that blank lines do not close.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum OpenBlock {
    Nothing,
    Fence(u8, usize),
    Html(&'static [u8]),
}

impl OpenBlock {
    pub(super) fn after(self, line: &[u8]) -> Self {
        let indent = line.iter().take_while(|byte| **byte == b' ').count();
        let text = &line[indent.min(line.len())..];
        match self {
            Self::Html(end) if memmem::find(text, end).is_some() => Self::Nothing,
            Self::Fence(mark, count) => {
                let run = text.iter().take_while(|byte| **byte == mark).count();
                let closes = indent < 4
                    && run >= count
                    && text[run..].iter().all(|b| matches!(b, b' ' | b'\t' | b'\r'));
                if closes { Self::Nothing } else { self }
            }
            Self::Nothing if indent < 4 => Self::opened_by(text),
            _ => self,
        }
    }

    fn opened_by(text: &[u8]) -> Self {
        match text.first() {
            Some(mark @ (b'`' | b'~')) => {
                let run = text.iter().take_while(|byte| *byte == mark).count();
                let is_code_span = *mark == b'`' && memchr(b'`', &text[run..]).is_some();
                if run >= 3 && !is_code_span { Self::Fence(*mark, run) } else { Self::Nothing }
            }
            Some(b'<') => {
                const RAW: [(&[u8], &[u8]); 7] = [
                    (b"<!--", b"-->"),
                    (b"<script", b"</script>"),
                    (b"<style", b"</style>"),
                    (b"<pre", b"</pre>"),
                    (b"<textarea", b"</textarea>"),
                    (b"<![CDATA[", b"]]>"),
                    (b"<?", b"?>"),
                ];
                let starts =
                    |start: &[u8]| text.get(..start.len()).is_some_and(|t| t.eq_ignore_ascii_case(start));
                let raw = RAW.iter().find(|(start, _)| starts(start));
                raw.filter(|(_, end)| memmem::find(text, end).is_none())
                    .map_or(Self::Nothing, |(_, end)| Self::Html(end))
            }
            _ => Self::Nothing,
        }
    }
}

/// The text that closes an open fence or raw HTML. It closes what is open at the end of a text.
pub(super) fn closing(text: &str) -> String {
    match text.lines().fold(OpenBlock::Nothing, |open, line| open.after(line.as_bytes())) {
        OpenBlock::Nothing => String::new(),
        OpenBlock::Fence(mark, count) => String::from(char::from(mark)).repeat(count),
        OpenBlock::Html(end) => String::from_utf8_lossy(end).into_owned(),
    }
}

/// The lines of a source that define footnotes and link references.
/// Chunks that only refer to them need these lines.
pub(super) struct Definitions<'s> {
    source: &'s str,
    /// The first line that defines each label.
    lines: HashMap<Cow<'s, str>, Range<usize>>,
    /// The labels of footnotes defined outside the source. They are written as `^label` in lower case.
    outside: &'s HashSet<String>,
}

impl<'s> Definitions<'s> {
    pub(super) fn find(source: &'s str, outside: &'s HashSet<String>) -> Self {
        let bytes = source.as_bytes();
        let mut lines = HashMap::new();
        for close in memmem::find_iter(bytes, b"]:") {
            let reach = close.saturating_sub(MAX_LABEL);
            let start = memchr::memrchr(b'\n', &bytes[reach..close]).map_or(reach, |at| reach + at + 1);
            let indent = bytes[start..close].iter().take_while(|byte| **byte == b' ').count();
            let label = start + indent + 1..close;
            let opens = bytes.get(start + indent) == Some(&b'[') && (start == 0 || bytes[start - 1] == b'\n');
            if indent > 3 || !opens || label.is_empty() || memchr(b']', &bytes[label.clone()]).is_some() {
                continue;
            }
            let end = memchr(b'\n', &bytes[close..]).map_or(bytes.len(), |at| close + at);
            lines.entry(key(&source[label])).or_insert(start..end);
        }
        Self { source, lines, outside }
    }

    /// A chunk's text followed by the definitions it refers to. Those are added that are not in the chunk.
    pub(super) fn supply(&self, chunk: Range<usize>) -> String {
        let text = &self.source[chunk.clone()];
        let mut supplied = String::with_capacity(text.len() + 4096);
        supplied.push_str(text);
        if !self.outside.is_empty() {
            supplied.push('\n');
            supplied.push_str(&closing(text));
        }
        supplied.push_str("\n\n");
        if self.lines.is_empty() && self.outside.is_empty() {
            return supplied;
        }
        let mut done = HashSet::new();
        let mut done_outside = HashSet::new();
        for label in labels(text) {
            let key = key(label);
            let Some(line) = self.lines.get(&key) else {
                if self.outside.contains(&*key) && done_outside.insert(key) {
                    supplied.push('[');
                    supplied.push_str(label);
                    supplied.push_str("]: .\n\n");
                }
                continue;
            };
            if chunk.contains(&line.start) || !done.insert(line.start) {
                continue;
            }
            let whole = &self.source[line.clone()];
            match whole.split_once("]:") {
                // A footnote's text belongs to another chunk; here it is only known to exist.
                Some((label, _)) if label.trim_start().starts_with("[^") => {
                    supplied.push_str(label);
                    supplied.push_str("]: .\n\n");
                }
                _ => {
                    supplied.push_str(whole);
                    supplied.push_str("\n\n");
                }
            }
        }
        supplied
    }
}

/// Everything in brackets that could be a reference: not the labels of inline links, nor wikilinks.
fn labels(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    memchr_iter(b'[', bytes).filter_map(move |open| {
        let window = &bytes[open + 1..bytes.len().min(open + 1 + MAX_LABEL)];
        let length = memchr::memchr2(b']', b'[', window).filter(|at| window[*at] == b']')?;
        let behind = bytes.get(open + length + 2);
        let wiki = open > 0 && bytes[open - 1] == b'[' && behind == Some(&b']');
        (behind != Some(&b'(') && !wiki).then(|| &text[open + 1..open + 1 + length])
    })
}

/// Returns a label's key. Labels match without regard to case and to the length of blanks.
fn key(label: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase();
    if label.bytes().all(plain) {
        return Cow::Borrowed(label);
    }
    Cow::Owned(label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::markdown::{parse, parse_head};

    #[test]
    fn a_line_without_end_is_divided_between_words() {
        let source = format!("{}\n\n{}", "some words ".repeat(500_000), "next\nline ".repeat(400_000));
        let chunks: Vec<_> = super::Chunks::new(&source).map(|chunk| chunk.range).collect();
        assert!(chunks.len() > 3);
        assert!(chunks.iter().all(|chunk| chunk.len() <= 9 * super::NEXT));
        assert!(
            chunks
                .windows(2)
                .all(|pair| pair[0].end == pair[1].start && source.is_char_boundary(pair[0].end))
        );
        assert_eq!(chunks.last().map(|chunk| chunk.end), Some(source.len()));
    }

    fn long_source() -> String {
        let mut source = String::new();
        for part in 0..800 {
            let _ = write!(
                source,
                "## Part {part}\n\nWords [here][Ref {part}] and a note[^n{part}] and [^n7].\n\n- one\n- two\n\n\
                 ```\n# not a heading\n\nnor this\n```\n\n<!-- hidden\n\nhidden -->\n\n1. first\n\n   {}\n\n",
                "more words ".repeat(30)
            );
        }
        for part in 0..800 {
            let _ = write!(source, "[ref {part}]: target-{part}.md\n\n[^n{part}]: Source {part}.\n\n");
        }
        source
    }

    #[test]
    fn chunks_give_what_one_piece_would() {
        let source = long_source();
        let document = parse(&source);
        assert_eq!(document.headings().len(), 800);
        assert_eq!(document.link_count(), 800);
        assert_eq!(document.footnotes().len(), 800);
        assert!(document.footnotes().iter().all(|note| note.number.is_some() && !note.definition.is_empty()));
        assert!(!document.plain_text().contains("hidden"));
        let code =
            document.blocks().filter(|block| matches!(block.kind(), crate::markdown::BlockKind::Code(_)));
        assert!(code.map(crate::markdown::Block::text).all(|text| text == "# not a heading\n\nnor this"));
    }

    #[test]
    fn the_head_is_the_beginning_of_the_whole() {
        let source = long_source();
        let (head, whole) = (parse_head(&source), parse(&source));
        assert!(!head.is_complete() && whole.is_complete());
        assert!(head.block_count() > 100 && head.block_count() < whole.block_count());
        for (a, b) in head.blocks().zip(whole.blocks()) {
            assert_eq!((a.text(), a.source(), a.kind()), (b.text(), b.source(), b.kind()));
            assert!(a.marks().eq(b.marks()));
        }
        assert_eq!(head.link(3), whole.link(3));
    }
}
