//! Marks that the parser does not know: `==highlights==`, `^[notes within the text]` and `^names-of-blocks`.
//!
//! They are read from the text of a leaf, when all that the parser knows has become marks.

use std::ops::Range;

use memchr::memmem;

use super::builder::{DocumentBuilder, Leaf, RawMark};
use crate::markdown::document::{BlockKind, Container, Footnote, MarkKind, NONE};
use crate::text::Clean;

/// The sign of struck text, which stays: where struck text cannot be drawn, it would read as if it held.
pub(super) const STRIKE: &str = "~~";

/// A note that was written within a text. It is shown behind it.
pub(super) struct InlineNote {
    footnote: u32,
    text: String,
    marks: Vec<RawMark>,
}

impl DocumentBuilder<'_> {
    pub(super) fn open_strike(&mut self) {
        self.ensure_leaf();
        self.raw.push_str(self.strike());
        self.open_mark(MarkKind::Strike);
    }

    pub(super) fn close_strike(&mut self) {
        self.close_mark();
        self.raw.push_str(self.strike());
    }

    /// The sign as written: `H~2~O` has another one.
    fn strike(&self) -> &'static str {
        if self.html.is_hiding() {
            return "";
        }
        let written = self.source.as_bytes().get(self.at.0..).unwrap_or_default();
        if written.starts_with(b"~") && !written.starts_with(b"~~") { "~" } else { STRIKE }
    }

    /// Reads the marks in the raw text from `from` on.
    pub(super) fn read_signs(&mut self, from: usize) {
        let has = |raw: &str, sign: &[u8]| memmem::find(&raw.as_bytes()[from..], sign).is_some();
        if has(&self.raw, b"^[") {
            let notes = find_notes(&self.raw, from, self.is_open());
            self.take_notes(&notes);
        }
        if has(&self.raw, b"==") {
            let found = find_highlights(&self.raw, from, self.is_open());
            for (open, close) in &found {
                self.marks.push(RawMark {
                    start: *open,
                    end: *close,
                    kind: MarkKind::Underline,
                    html: false,
                });
            }
            let signs = found.iter().flat_map(|(open, close)| [*open, *close]);
            self.replace(&signs.map(|at| (at..at + 2, String::new())).collect::<Vec<_>>());
        }
    }

    /// Returns a test of whether a byte may be a sign.
    /// A byte of the raw text that is in code, or is a literal character, may not.
    pub(super) fn is_open(&self) -> impl Fn(usize) -> bool {
        let closed = self.taken();
        move |at| {
            let before = closed.partition_point(|range| range.end <= at);
            closed.get(before).is_none_or(|range| range.start > at)
                && self.literal.binary_search(&at).is_err()
        }
    }

    /// Replaces parts of the raw text, which are in order. Marks move along.
    pub(super) fn replace(&mut self, parts: &[(Range<usize>, String)]) {
        let mut raw = String::with_capacity(self.raw.len());
        let mut ends = Vec::with_capacity(parts.len());
        let mut from = 0;
        for (range, with) in parts {
            raw.push_str(&self.raw[from..range.start]);
            let start = raw.len();
            raw.push_str(with);
            ends.push((start, raw.len()));
            from = range.end;
        }
        raw.push_str(&self.raw[from..]);
        self.raw = raw;
        let moved = |at: usize| {
            let next = parts.partition_point(|(range, _)| range.start < at);
            let Some(last) = next.checked_sub(1) else { return at };
            let (range, (start, end)) = (&parts[last].0, ends[last]);
            // What was within a part moves to the start of its replacement.
            if at < range.end { start } else { (at - range.end).saturating_add(end) }
        };
        for mark in &mut self.marks {
            mark.start = moved(mark.start);
            mark.end = if mark.end == usize::MAX { usize::MAX } else { moved(mark.end) };
        }
        for at in self.literal.iter_mut().chain(&mut self.breaks).chain(&mut self.first_break) {
            *at = moved(*at);
        }
    }

    /// Makes footnotes of the notes whose texts, between their brackets, are these.
    fn take_notes(&mut self, inner: &[Range<usize>]) {
        let mut taken: Vec<Vec<RawMark>> = vec![Vec::new(); inner.len()];
        self.marks.retain(|mark| {
            let Some(note) = inner.partition_point(|note| note.start <= mark.start).checked_sub(1) else {
                return true;
            };
            let Range { start, end } = inner[note];
            if mark.end > end {
                return true;
            }
            taken[note].push(RawMark { start: mark.start - start, end: mark.end - start, ..*mark });
            false
        });
        let mut parts = Vec::with_capacity(inner.len());
        let mut marks = Vec::with_capacity(inner.len());
        for (note, marks_within) in inner.iter().zip(taken) {
            let footnote = u32::try_from(self.document.footnotes.len()).unwrap_or(NONE);
            self.numbered_footnotes += 1;
            let (text, number) = (self.raw[note.clone()].to_owned(), self.numbered_footnotes);
            self.document.footnotes.push(Footnote {
                label: Clean::line(&text),
                number: Some(number),
                source: self.at.0..self.at.1,
                ..Footnote::default()
            });
            self.notes.push(InlineNote { footnote, text, marks: marks_within });
            let whole = note.start - "^[".len()..note.end + 1;
            marks.push(RawMark {
                start: whole.start,
                end: whole.end,
                kind: MarkKind::Footnote(footnote),
                html: false,
            });
            parts.push((whole, format!("[{number}]")));
        }
        self.marks.extend(marks);
        self.replace(&parts);
    }

    /// Shows the notes of the leaf that was just shown behind it.
    pub(super) fn emit_notes(&mut self) {
        for InlineNote { footnote, text, marks } in std::mem::take(&mut self.notes) {
            self.open_footnote(footnote);
            (self.raw, self.marks) = (text, marks);
            self.emit(
                Leaf { kind: BlockKind::Paragraph, start: self.at.0, bare: false },
                "",
                0..self.raw.len(),
            );
            self.clear();
            self.close_container();
        }
    }

    pub(super) fn open_footnote(&mut self, footnote: u32) {
        let blocks = self.document.block_count();
        if let Some(note) =
            self.document.footnotes.get_mut(footnote as usize).filter(|n| n.definition.is_empty())
        {
            // The end is known when all blocks are: see `close_footnotes`.
            note.definition = blocks..blocks + 1;
            if note.source.is_empty() {
                note.source = self.at.0..self.at.1;
            }
        }
        self.open_container(Container::Footnote(footnote));
    }

    /// Leaves out the name that Obsidian gives a block. It is at the end of the block, and other files link to it.
    pub(super) fn drop_block_id(&mut self) {
        let Some(at) = self.raw.rfind('^') else { return };
        let id = &self.raw[at + 1..];
        let is_id = id.len() > 1
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && id.bytes().any(|byte| byte.is_ascii_alphabetic());
        let is_apart = at == 0 || self.raw[..at].ends_with([' ', '\n']);
        if !is_id || !is_apart || !self.is_open()(at) {
            return;
        }
        let end = self.raw[..at].trim_end_matches([' ', '\n']).len();
        self.replace(&[(end..self.raw.len(), String::new())]);
    }
}

/// The notes in a text, each by the text between its brackets.
fn find_notes(text: &str, from: usize, is_open: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut notes = Vec::new();
    let mut end = from;
    for at in memmem::find_iter(&bytes[from..], b"^[").map(|at| from + at) {
        if at < end || !is_open(at) || !is_open(at + 1) {
            continue;
        }
        let mut depth = 0_usize;
        for bracket in memchr::memchr2_iter(b'[', b']', &bytes[at + 1..]).map(|found| at + 1 + found) {
            if !is_open(bracket) {
                continue;
            }
            depth = if bytes[bracket] == b'[' { depth + 1 } else { depth - 1 };
            if depth == 0 {
                end = bracket + 1;
                break;
            }
        }
        // What is not closed here is closed nowhere further on.
        if end <= at {
            break;
        }
        if !text[at + 2..end - 1].trim().is_empty() {
            notes.push(at + 2..end - 1);
        }
    }
    notes
}

/// The two signs of each highlight. Between blanks `==` compares, and more than two lines are an ornament.
fn find_highlights(text: &str, from: usize, is_open: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open = None;
    let mut done = from;
    for at in memmem::find_iter(&text.as_bytes()[from..], b"==").map(|at| from + at) {
        if at < done || !is_open(at) {
            continue;
        }
        let run = text[at..].bytes().take_while(|byte| *byte == b'=').count();
        done = at + run;
        let (before, behind) = (text[..at].chars().next_back(), text[done..].chars().next());
        let is_edge = |c: Option<char>| c.is_none_or(|c| c.is_whitespace());
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        match open {
            _ if run != 2 => {}
            Some(start) if !is_edge(before) && !is_word(behind) => {
                found.push((start, at));
                open = None;
            }
            _ if !is_edge(behind) && !is_word(before) => open = Some(at),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::markdown::{Container, MarkKind, parse};

    fn text(source: &str) -> String {
        parse(source).plain_text().trim_end().to_owned()
    }

    fn highlighted(source: &str) -> Vec<String> {
        let document = parse(source);
        let block = document.block(0).expect("there is one");
        let marks = block.marks().filter(|mark| mark.kind == MarkKind::Underline);
        marks.map(|mark| block.text()[mark.range].to_owned()).collect()
    }

    #[test]
    fn highlights_are_marks_and_not_signs() {
        for (source, found, shown) in [
            ("a ==b c== d", &["b c"][..], "a b c d"),
            ("==**a** b==, ==c==", &["a b", "c"], "a b, c"),
            ("海==康威==视", &["康威"], "海康威视"),
            ("| a |\n|---|\n| ==b== |", &["b"], "a\nb"),
        ] {
            assert_eq!(
                (highlighted(source), text(source).as_str()),
                (found.iter().map(|s| (*s).to_owned()).collect(), shown)
            );
        }
        for source in ["a == b and c == d", "a==b or c==d", "`==a==`", "\\==a==", "=====", "a ==b", "$==a==$"]
        {
            assert!(highlighted(source).is_empty(), "{source}");
            assert!(text(source).contains("=="), "{source}");
        }
    }

    #[test]
    fn a_note_within_a_text_is_a_footnote() {
        let document = parse("One^[see *this* [[b]] or [c](c.md)]. Two^[2].\n\n- item^[x]\n- next\n");
        let blocks: Vec<_> = document.blocks().map(crate::markdown::Block::text).collect();
        assert_eq!(blocks, ["One[1]. Two[2].", "see this b or c", "2", "item[3]", "x", "next"]);
        let numbers: Vec<_> =
            document.footnotes().iter().map(|note| (note.number, note.definition.clone())).collect();
        assert_eq!(numbers.len(), 3);
        let note = document.block(1).expect("there is one");
        assert!(matches!(note.containers().next(), Some(Container::Footnote(_))));
        assert!(
            note.marks().any(|mark| mark.kind == MarkKind::Emphasis && &note.text()[mark.range] == "this")
        );
        assert_eq!(document.links().map(|link| link.label.into_string()).collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(document.references(1).count(), 1);
        for source in ["a^[", "a^[]", "a^[b", "`^[a]`", "\\^[a]", "x^\\[a]"] {
            assert!(parse(source).footnotes().is_empty(), "{source}");
        }
    }

    #[test]
    fn the_name_of_a_block_is_not_shown() {
        assert_eq!(text("Text. ^quote-1\n\n- item ^37066d\n\n# T ^abc\n"), "Text.\nitem\nT");
        assert_eq!(text("a\n\n^abc-d\n\nb"), "a\nb");
        for source in ["10 ^6", "a^bc", "`a ^bc`", "a ^b c", "a \\^bc"] {
            assert!(text(source).contains('^'), "{source}");
        }
    }

    #[test]
    fn struck_text_keeps_its_signs() {
        assert_eq!(text("It ~~did *so*~~ not. <del>x</del> <s>y</s>"), "It ~~did so~~ not. ~~x~~ ~~y~~");
        assert_eq!(text("H~2~O and <s>never closed"), "H~2~O and ~~never closed~~");
        let document = parse("a ~~b~~");
        let block = document.block(0).expect("there is one");
        assert!(block.marks().any(|mark| mark.kind == MarkKind::Strike && &block.text()[mark.range] == "b"));
    }

    #[test]
    fn what_is_embedded_is_named_by_what_it_is() {
        for (source, shown) in [
            ("![[note|emb]]", "[note: emb]"),
            ("![[note#Part]]", "[note: note#Part]"),
            ("![[p.png|300]]", "[image: p.png]"),
            ("![[a/p.png|300x200]]", "[image: p.png]"),
            ("![[p.PNG|A photo]]", "[image: A photo]"),
            ("![[x.pdf]]", "[file: x.pdf]"),
            ("![[x.pdf#page=3]]", "[file: x.pdf#page=3]"),
            ("![[talk.mp3]] ![t](t.mp4)", "[audio: talk.mp3] [video: t]"),
            ("![Photo|100](p.png)", "[image: Photo] p.png"),
            ("x ![](https://a.example/badge?x=1)", "x [image: badge?x=1]"),
            ("| a |\n|---|\n| ![[p.png\\|300]] |", "a\n[image: p.png]"),
        ] {
            let shown_so = text(source);
            let shown_so = shown_so.strip_suffix(" note").unwrap_or(&shown_so);
            assert!(shown_so.starts_with(shown), "{source}: {shown_so}");
        }
    }

    #[test]
    fn the_bar_of_a_wikilink_in_a_table_is_no_part_of_its_name() {
        let document = parse("| a |\n|---|\n| [[Other note\\|Alias]] |\n");
        let link = document.link(0).expect("there is one");
        assert_eq!((link.written.as_str(), link.label.as_str()), ("Other note", "Alias"));
    }
}
