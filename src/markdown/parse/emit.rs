//! Raw text to blocks: through the gate, the marks along with it, and in pieces when it is long.

use std::ops::Range;

use super::builder::{DocumentBuilder, Leaf};
use crate::markdown::document::{BlockData, BlockKind, MarkData, MarkKind, NONE};
use crate::text::graphemes;

/// The longest text of one block. A longer one becomes several blocks, so that no block costs much to lay out.
const MAX_TEXT: usize = 32 << 10;
/// The distance to look back for a good place to divide.
const SEARCH: usize = 4 << 10;

impl DocumentBuilder<'_> {
    /// Makes blocks of a part of the raw text. A `prefix` of ours comes before it.
    pub(super) fn emit(&mut self, leaf: Leaf, prefix: &str, range: Range<usize>) {
        if !matches!(leaf.kind, BlockKind::Code(_)) {
            self.find_bare_links(range.clone());
        }
        let start = self.end();
        self.text.push_raw(prefix);
        let map = self.settle(range.clone(), &[]);
        let end = self.end();
        if (end - start) as usize <= MAX_TEXT {
            self.push_whole(leaf, start..end, &range, &map);
        } else {
            let marks = self.settled_marks(&range, &map);
            let pieces = BlockRanges {
                text: self.text.as_str(),
                at: start as usize,
                end: end as usize,
                kind: leaf.kind,
            };
            let pieces: Vec<_> = pieces.collect();
            self.push_blocks(leaf, &pieces, &marks);
        }
        // Blocks must not run into each other in the plain text.
        self.text.push_raw("\n");
    }

    /// Pushes one block, as nearly all leaves make it.
    fn push_whole(&mut self, leaf: Leaf, text: Range<u32>, range: &Range<usize>, map: &Map) {
        let gap = self.needs_gap(leaf);
        let (number, first) = (self.document.block_count(), self.document.marks.len());
        for at in 0..self.marks.len() {
            let mark = self.marks[at];
            if mark.start >= range.end || mark.end <= range.start {
                continue;
            }
            let (start, end) = (map.place(mark.start.max(range.start)), map.place(mark.end.min(range.end)));
            if start < end {
                self.document.marks.push(MarkData { start, end, kind: mark.kind });
                self.place_link(mark.kind, number, start, end);
            }
        }
        self.document.marks[first..].sort_by_key(|mark| mark.start);
        let (start, end) = (leaf.start, self.at.1.max(leaf.start));
        self.document.blocks.push(BlockData {
            start: text.start,
            end: text.end,
            source: (u32::try_from(start).unwrap_or(NONE), u32::try_from(end).unwrap_or(NONE)),
            first_mark: u32::try_from(first).unwrap_or(NONE),
            container: self.container(),
            kind: leaf.kind,
            gap,
            continued: false,
        });
        self.note_shown(number);
    }

    pub(super) fn end(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(NONE)
    }

    /// Appends a part of the raw text through the gate. The map leads from every mark's ends and every cut to
    /// its place in the document's text.
    pub(super) fn settle(&mut self, range: Range<usize>, cuts: &[usize]) -> Map {
        let start = self.end();
        let raw = &self.raw[range.clone()];
        if self.text.push_raw(raw) {
            return Map { from: range.start, start, moved: Vec::new() };
        }
        // Something had to be marked: once more in parts, between all the places that must be found again.
        self.text.truncate(start as usize);
        let ends = self.marks.iter().flat_map(|mark| [mark.start, mark.end]);
        let mut stops: Vec<usize> =
            ends.chain(cuts.iter().copied()).filter(|at| range.contains(at)).collect();
        stops.extend([range.start, range.end]);
        stops.sort_unstable();
        stops.dedup();
        let mut moved = Vec::with_capacity(stops.len());
        for (at, stop) in stops.iter().enumerate() {
            moved.push((*stop, u32::try_from(self.text.len()).unwrap_or(NONE)));
            let next = stops.get(at + 1).copied().unwrap_or(range.end);
            self.text.push_raw(&self.raw[*stop..next]);
        }
        Map { from: range.start, start, moved }
    }

    /// The marks within `range`, by where they start in the document's text.
    pub(super) fn settled_marks(&self, range: &Range<usize>, map: &Map) -> Vec<MarkData> {
        let inside = self.marks.iter().filter(|mark| mark.start < range.end && mark.end > range.start);
        let clipped = inside.map(|mark| MarkData {
            start: map.place(mark.start.max(range.start)),
            end: map.place(mark.end.min(range.end)),
            kind: mark.kind,
        });
        let mut marks: Vec<MarkData> = clipped.filter(|mark| mark.start < mark.end).collect();
        marks.sort_by_key(|mark| mark.start);
        marks
    }

    /// Pushes the blocks of the `pieces` of one leaf. Each gets its share of the marks.
    pub(super) fn push_blocks(&mut self, leaf: Leaf, pieces: &[(BlockKind, Range<u32>)], marks: &[MarkData]) {
        let gap = self.needs_gap(leaf);
        let (whole, source_end) = (pieces_span(pieces), self.at.1.max(leaf.start));
        let mut marks = marks.iter().copied().peekable();
        let mut carried: Vec<MarkData> = Vec::new();
        for (at, (kind, range)) in pieces.iter().enumerate() {
            let first_mark = u32::try_from(self.document.marks.len()).unwrap_or(NONE);
            carried.retain(|mark| mark.end > range.start);
            while let Some(mark) = marks.next_if(|mark| mark.start < range.end) {
                carried.push(mark);
            }
            let number = self.document.block_count();
            for mark in &carried {
                let (start, end) = (mark.start.max(range.start), mark.end.min(range.end));
                if start < end {
                    self.document.marks.push(MarkData { start, end, kind: mark.kind });
                    self.place_link(mark.kind, number, start, end);
                }
            }
            carry_on(&mut carried, range.end);
            let source = |at: u32| self.source_of(leaf.start..source_end, &whole, at);
            let end = if at + 1 == pieces.len() { source_end } else { source(range.end) };
            let start = if at == 0 { leaf.start } else { source(range.start) };
            self.document.blocks.push(BlockData {
                start: range.start,
                end: range.end,
                source: (u32::try_from(start).unwrap_or(NONE), u32::try_from(end).unwrap_or(NONE)),
                first_mark,
                container: self.container(),
                kind: *kind,
                gap: gap && at == 0,
                continued: at > 0,
            });
            self.note_shown(number);
        }
    }

    fn place_link(&mut self, kind: MarkKind, block: u32, start: u32, end: u32) {
        let (MarkKind::Link(link) | MarkKind::Image(link)) = kind else { return };
        if let Some(data) = self.document.links.get_mut(link as usize).filter(|data| data.block == NONE) {
            data.block = block;
            data.start = start;
            data.end = end;
        }
    }

    /// A place within a leaf's source in proportion. It is at the start of a character.
    fn source_of(&self, source: Range<usize>, whole: &Range<u32>, at: u32) -> usize {
        let (done, all) = ((at - whole.start) as usize, (whole.end - whole.start).max(1) as usize);
        self.source.floor_char_boundary(source.start + (source.len().saturating_mul(done)) / all)
    }
}

/// The new places of the raw text's marks.
pub(super) struct Map {
    from: usize,
    start: u32,
    moved: Vec<(usize, u32)>,
}

impl Map {
    pub(super) fn place(&self, at: usize) -> u32 {
        if self.moved.is_empty() {
            return self.start + u32::try_from(at - self.from).unwrap_or(NONE);
        }
        let found = self.moved.partition_point(|(raw, _)| *raw < at);
        self.moved.get(found).or(self.moved.last()).map_or(self.start, |(_, place)| *place)
    }
}

fn pieces_span(pieces: &[(BlockKind, Range<u32>)]) -> Range<u32> {
    let start = pieces.first().map_or(0, |(_, range)| range.start);
    start..pieces.last().map_or(start, |(_, range)| range.end)
}

/// Keeps of the marks that reach beyond `end` one of each kind: a thousand nested ones say no more.
fn carry_on(carried: &mut Vec<MarkData>, end: u32) {
    let mut kept: Vec<MarkData> = Vec::new();
    for mark in carried.drain(..).filter(|mark| mark.end > end) {
        match kept.iter_mut().find(|other| other.kind == mark.kind) {
            Some(other) => other.end = other.end.max(mark.end),
            None => kept.push(mark),
        }
    }
    *carried = kept;
}

/// The parts of a text that become blocks.
struct BlockRanges<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    kind: BlockKind,
}

impl Iterator for BlockRanges<'_> {
    type Item = (BlockKind, Range<u32>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.at > self.end {
            return None;
        }
        let start = self.at;
        let end = if self.end - start <= MAX_TEXT { self.end } else { self.divide(start) };
        // The last piece leaves nothing; another begins behind the line feed or blank it was divided at.
        let blank = self.text.as_bytes().get(end).is_some_and(|byte| matches!(byte, b' ' | b'\n'));
        self.at = if end == self.end { self.end + 1 } else { end + usize::from(blank) };
        let range = u32::try_from(start).unwrap_or(NONE)..u32::try_from(end).unwrap_or(NONE);
        Some((self.kind, range))
    }
}

impl BlockRanges<'_> {
    /// The best place for an end: a line feed in code, a blank in other text, else between clusters.
    fn divide(&self, start: usize) -> usize {
        let floor = |at: usize| self.text.floor_char_boundary(at.min(self.end));
        let window = floor(start + MAX_TEXT - SEARCH)..floor(start + MAX_TEXT);
        let bytes = &self.text.as_bytes()[window.clone()];
        let code = matches!(self.kind, BlockKind::Code(_));
        let line = if code { memchr::memrchr(b'\n', bytes) } else { None };
        if let Some(at) = line.or_else(|| memchr::memrchr(b' ', bytes)) {
            return window.start + at;
        }
        let mut at = window.start;
        for (cluster, _) in graphemes(&self.text[window.start..floor(window.end + 64)]) {
            if at + cluster.len() > window.end {
                break;
            }
            at += cluster.len();
        }
        if at > window.start { at } else { window.end }
    }
}
