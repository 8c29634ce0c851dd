//! Code: as written, a little to the right, and folded rather than cut.

use std::ops::Range;

use super::Layout;
use super::line::number;
use crate::markdown::highlight::{CodeToken, tokens};
use crate::markdown::style::{Face, Style, TextRole};
use crate::text::pieces;

const INDENT: usize = 2;

impl Layout<'_> {
    pub(super) fn code(&mut self) {
        let text = self.block.text();
        let coloured = match self.block.language() {
            Some(language) if self.options.highlight && !self.block.is_continued() => tokens(text, language),
            _ => Vec::new(),
        };
        let room = self.room();
        let indent = if room >= INDENT + 8 { INDENT } else { 0 };
        let room = room - indent;
        // A mark before what was folded, where there is room for one.
        let mark = if room >= 6 { self.ornament("↪ ", "> ") } else { "" };
        let folded = room - if mark.is_empty() { 0 } else { 2 };
        let mut from = 0;
        for code in text.split('\n') {
            fold(code, room, folded, |part| {
                let mut line = self.line();
                if !part.is_empty() {
                    line.blanks(indent);
                }
                if part.start > 0 {
                    line.ornament(mark, TextRole::Muted);
                }
                let part = from + part.start..from + part.end;
                let start = number(part.start);
                if !line.shown_as_signs(&part, room) {
                    coloured_parts(&coloured, part, |part, token| {
                        line.shown(part, Style { role: TextRole::Code(token), face: Face::PLAIN });
                    });
                }
                self.lines.push(line.finish(start));
            });
            from += code.len() + 1;
        }
    }
}

/// Calls `part` with the parts of a line of code: the first takes up to `room` cells, the others `folded`.
fn fold(code: &str, room: usize, folded: usize, mut part: impl FnMut(Range<usize>)) {
    if code.len() <= room {
        part(0..code.len());
        return;
    }
    let (mut start, mut at, mut used, mut room) = (0, 0, 0, room);
    for (cluster, cells) in pieces(code, folded) {
        if used + cells > room && at > start {
            part(start..at);
            (start, used, room) = (at, 0, folded);
        }
        used += cells;
        at += cluster.len();
    }
    part(start..at);
}

fn coloured_parts(
    tokens: &[(Range<usize>, CodeToken)],
    range: Range<usize>,
    mut part: impl FnMut(Range<usize>, CodeToken),
) {
    let mut at = range.start;
    let first = tokens.partition_point(|(token, _)| token.end <= range.start);
    for (token, kind) in &tokens[first..] {
        if token.start >= range.end {
            break;
        }
        if token.start > at {
            part(at..token.start, CodeToken::Plain);
        }
        part(token.start.max(at)..token.end.min(range.end), *kind);
        at = token.end.min(range.end);
    }
    if at < range.end {
        part(at..range.end, CodeToken::Plain);
    }
}
