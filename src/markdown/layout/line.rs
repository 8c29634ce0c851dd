//! A line of cells.

use std::ops::Range;

use crate::markdown::document::Block;
use crate::markdown::style::{Face, Style, TextRole};
use crate::text::{Clean, CleanBuf, graphemes, width};

/// One line as it is to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    text: Clean,
    spans: Box<[Span]>,
    character: u32,
}

/// A part of a line in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its meaning.
    pub style: Style,
    /// Its bytes in the line's text.
    pub text: Range<u32>,
    /// The bytes of the block's text that it shows, byte for byte.
    /// They are empty for what the layout added. Where the two differ in length, one sign replaces a character
    /// that no cell could hold.
    pub shows: Range<u32>,
}

impl Line {
    /// Its text.
    pub fn text(&self) -> &Clean {
        &self.text
    }

    /// Its spans from left to right; together they are the text.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Its spans, each with its text.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &Span)> {
        self.spans.iter().map(|span| (&self.text[span.text.start as usize..span.text.end as usize], span))
    }

    /// The character of the block at which it starts: with the block's number its anchor.
    pub fn character(&self) -> u32 {
        self.character
    }

    /// Reports whether it is a blank line between blocks. A line that looks like one counts as well.
    pub fn is_blank(&self) -> bool {
        self.spans.iter().all(|span| span.shows.is_empty()) && self.text.trim().is_empty()
    }

    /// The cells it takes.
    pub fn width(&self) -> usize {
        width(&self.text)
    }
}

/// A line being put together.
pub(super) struct LineBuilder<'d> {
    block: Block<'d>,
    text: CleanBuf,
    spans: Vec<Span>,
}

impl<'d> LineBuilder<'d> {
    pub(super) fn new(block: Block<'d>) -> Self {
        Self { block, text: CleanBuf::with_capacity(96), spans: Vec::with_capacity(4) }
    }

    /// Something of the layout's own.
    pub(super) fn ornament(&mut self, text: &str, role: TextRole) {
        let start = self.text.len();
        self.text.push_raw(text);
        self.span(start, Style { role, face: Face::PLAIN }, 0..0);
    }

    pub(super) fn blanks(&mut self, count: usize) {
        if count > 0 {
            let start = self.text.len();
            self.text.push_blanks(count);
            self.span(start, Style::default(), 0..0);
        }
    }

    /// A part of the block's text.
    pub(super) fn shown(&mut self, range: Range<usize>, style: Style) {
        let base = self.block.data.start as usize;
        let start = self.text.len();
        self.text.push_part(&self.block.document.text, base + range.start..base + range.end);
        self.span(start, style, range);
    }

    /// Replaces characters that need two cells with signs.
    /// This happens in a single cell only. Returns whether it was necessary.
    pub(super) fn shown_as_signs(&mut self, range: &Range<usize>, room: usize) -> bool {
        let text = self.block.text().get(range.clone()).unwrap_or_default();
        if room > 1 || width(text) <= room {
            return false;
        }
        let mut at = range.start;
        for (cluster, _) in graphemes(text) {
            let start = self.text.len();
            self.text.push_raw("…");
            self.span(start, Style::default(), at..at + cluster.len());
            at += cluster.len();
        }
        true
    }

    fn span(&mut self, start: usize, style: Style, shows: Range<usize>) {
        let text = number(start)..number(self.text.len());
        let shows = number(shows.start)..number(shows.end);
        if text.is_empty() {
            return;
        }
        match self.spans.last_mut() {
            Some(last) if last.style == style && last.shows.is_empty() && shows.is_empty() => {
                last.text.end = text.end;
            }
            _ => self.spans.push(Span { style, text, shows }),
        }
    }

    pub(super) fn finish(self, character: u32) -> Line {
        Line { text: self.text.finish(), spans: self.spans.into_boxed_slice(), character }
    }
}

pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
