//! Cutting a large source into pieces that can be parsed one by one.

use std::collections::HashSet;
use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem};

/// A source up to this size is parsed in one go, exactly.
const WHOLE: usize = 192 << 10;
/// The first piece holds at least this much, which is several screens; each further one as much as this.
const FIRST: usize = 48 << 10;
const NEXT: usize = 384 << 10;
/// Beyond so many times its size a piece also ends where only the looks of a list may suffer.
const PATIENCE: usize = 4;
/// A label longer than this is none.
const MAX_LABEL: usize = 999;

/// The pieces of a source: byte ranges, in order.
pub(super) struct Chunks<'s> {
    source: &'s str,
    at: usize,
}

impl<'s> Chunks<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self { source, at: 0 }
    }
}

impl Iterator for Chunks<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if start >= self.source.len() {
            return None;
        }
        let size = if start == 0 { FIRST } else { NEXT };
        self.at = if self.source.len() <= WHOLE {
            self.source.len()
        } else {
            end_of_chunk(self.source, start, size)
        };
        Some(start..self.at)
    }
}

/// The next place, at least `size` bytes on, where a paragraph or a heading begins at the margin behind a blank
/// line and outside every fence and raw HTML block: whatever stands above is closed there.
fn end_of_chunk(source: &str, start: usize, size: usize) -> usize {
    let bytes = source.as_bytes();
    let mut open = Open::Nothing;
    let mut blank = true;
    let mut line = start;
    for newline in memchr_iter(b'\n', &bytes[start..]).map(|at| start + at).chain([bytes.len()]) {
        let text = bytes[line..newline].strip_suffix(b"\r").unwrap_or(&bytes[line..newline]);
        if blank
            && line - start >= size
            && open == Open::Nothing
            && begins_block(text, line - start >= size * PATIENCE)
        {
            return line;
        }
        blank = text.iter().all(|byte| matches!(byte, b' ' | b'\t'));
        open = open.after(text);
        line = newline + 1;
    }
    source.len()
}

fn begins_block(line: &[u8], impatient: bool) -> bool {
    match line.first() {
        Some(b'#') => true,
        Some(byte) if byte.is_ascii_alphabetic() || !byte.is_ascii() => true,
        // A new item of an unending list: the list is divided, which shows in nothing but its spacing.
        Some(byte) => impatient && (byte.is_ascii_digit() || matches!(byte, b'-' | b'*' | b'+')),
        None => false,
    }
}

/// What blank lines do not close.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Nothing,
    Fence(u8, usize),
    Html(&'static [u8]),
}

impl Open {
    fn after(self, line: &[u8]) -> Self {
        let indent = line.iter().take_while(|byte| **byte == b' ').count();
        let text = &line[indent.min(line.len())..];
        match self {
            Self::Html(end) if memmem::find(text, end).is_some() => Self::Nothing,
            Self::Fence(mark, count) => {
                let run = text.iter().take_while(|byte| **byte == mark).count();
                let closes =
                    indent < 4 && run >= count && text[run..].iter().all(|b| matches!(b, b' ' | b'\t'));
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

/// The lines of a source that define footnotes and link references, for chunks that only refer to them.
#[derive(Default)]
pub(super) struct Definitions {
    /// Label, as written between the brackets, and the whole line.
    lines: Vec<(Range<usize>, Range<usize>)>,
}

impl Definitions {
    pub(super) fn find(source: &str) -> Self {
        let bytes = source.as_bytes();
        let mut lines = Vec::new();
        for close in memmem::find_iter(bytes, b"]:") {
            let start = memchr::memrchr(b'\n', &bytes[close.saturating_sub(MAX_LABEL)..close])
                .map_or(close.saturating_sub(MAX_LABEL), |at| close.saturating_sub(MAX_LABEL) + at + 1);
            let indent = bytes[start..close].iter().take_while(|byte| **byte == b' ').count();
            let label = start + indent + 1..close;
            let opens = bytes.get(start + indent) == Some(&b'[') && (start == 0 || bytes[start - 1] == b'\n');
            if indent > 3 || !opens || label.is_empty() || memchr(b']', &bytes[label.clone()]).is_some() {
                continue;
            }
            let end = memchr(b'\n', &bytes[close..]).map_or(bytes.len(), |at| close + at);
            lines.push((label, start..end));
        }
        Self { lines }
    }

    /// A chunk's text, and behind it the definitions that it refers to and that stand elsewhere.
    pub(super) fn supply(&self, source: &str, chunk: Range<usize>) -> String {
        let text = &source[chunk.clone()];
        let mut supplied = String::with_capacity(text.len() + 4096);
        supplied.push_str(text);
        supplied.push_str("\n\n");
        let mut wanted = labels(text);
        for (label, line) in &self.lines {
            if chunk.contains(&line.start) || !wanted.remove(&key(&source[label.clone()])) {
                continue;
            }
            if source[label.clone()].starts_with('^') {
                // Its text belongs to another chunk; here it is only known to exist.
                supplied.push_str(&source[line.start..label.end]);
                supplied.push_str("]: .\n\n");
            } else {
                supplied.push_str(&source[line.clone()]);
                supplied.push_str("\n\n");
            }
        }
        supplied
    }
}

/// Everything in brackets that could be a reference.
fn labels(text: &str) -> HashSet<String> {
    let bytes = text.as_bytes();
    let mut labels = HashSet::new();
    let mut before = "";
    for open in memchr_iter(b'[', bytes) {
        let window = &bytes[open + 1..bytes.len().min(open + 1 + MAX_LABEL)];
        let Some(length) = memchr::memchr2(b']', b'[', window).filter(|at| window[*at] == b']') else {
            continue;
        };
        let label = &text[open + 1..open + 1 + length];
        if label != before {
            labels.insert(key(label));
            before = label;
        }
    }
    labels
}

/// Labels match without regard to case and to the length of blanks.
fn key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use crate::markdown::{parse, parse_head};

    fn long_source() -> String {
        let mut source = String::new();
        for part in 0..800 {
            source.push_str(&format!(
                "## Part {part}\n\nWords [here][Ref {part}] and a note[^n{part}] and [^n7].\n\n- one\n- two\n\n\
                 ```\n# not a heading\n\nnor this\n```\n\n<!-- hidden\n\nhidden -->\n\n1. first\n\n   {}\n\n",
                "more words ".repeat(30)
            ));
        }
        for part in 0..800 {
            source.push_str(&format!("[ref {part}]: target-{part}.md\n\n[^n{part}]: Source {part}.\n\n"));
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
        assert!(code.map(|block| block.text()).all(|text| text == "# not a heading\n\nnor this"));
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
