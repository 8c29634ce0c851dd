//! A document as one flow of lines, laid out on request.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::document::{Anchor, Document};
use super::layout::{LayoutOptions, Line};

/// The number of blocks that are kept laid out.
/// None has more lines than its text has characters, and that is limited.
const KEPT: usize = 256;

/// Laid-out blocks of one document at one width.
/// It answers the questions of place that need them. An application owns one for each document it shows.
///
/// # Examples
///
/// ```
/// use briefing::markdown::{Anchor, Flow, LayoutOptions, parse};
///
/// let document = parse("# Fairs\n\none\n\ntwo\n\nthree\n");
/// let mut flow = Flow::new(LayoutOptions::new(40));
/// let top = flow.last_page(&document, 3);
/// let page = flow.page(&document, top, 3);
/// let texts: Vec<&str> = page.rows.iter().map(|row| row.line().text().as_str()).collect();
/// assert_eq!(texts, ["two", "", "three"]);
/// assert_eq!(flow.step(&document, top, -100), Anchor::default());
/// ```
#[derive(Clone, Debug)]
pub struct Flow {
    options: LayoutOptions,
    blocks: HashMap<u32, Arc<[Line]>>,
    oldest: VecDeque<u32>,
}

/// The lines of a screen.
#[derive(Clone, Debug, Default)]
pub struct VisibleRows {
    /// The lines from top to bottom.
    pub rows: Vec<FlowRow>,
}

/// A line with its place.
#[derive(Clone, Debug)]
pub struct FlowRow {
    /// The place at which it starts.
    pub anchor: Anchor,
    lines: Arc<[Line]>,
    at: usize,
}

impl FlowRow {
    /// The line.
    pub fn line(&self) -> &Line {
        &self.lines[self.at]
    }
}

impl VisibleRows {
    /// Reports whether it has no lines. Either the document is empty, or the page was requested behind the end.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Flow {
    /// A flow with nothing laid out.
    pub fn new(options: LayoutOptions) -> Self {
        Self { options, blocks: HashMap::new(), oldest: VecDeque::new() }
    }

    /// Returns the options of the layout.
    pub fn options(&self) -> &LayoutOptions {
        &self.options
    }

    /// Lays out otherwise from now on. Anchors stay good.
    pub fn set_options(&mut self, options: LayoutOptions) {
        if options != self.options {
            self.options = options;
            self.clear();
        }
    }

    /// Forgets what was laid out: for another document. The whole of one whose head was shown needs no more than
    /// this.
    pub fn clear(&mut self) {
        self.blocks.clear();
        self.oldest.clear();
    }

    /// The lines of a block.
    pub fn block(&mut self, document: &Document, block: u32) -> Arc<[Line]> {
        if let Some(lines) = self.blocks.get(&block) {
            return Arc::clone(lines);
        }
        let lines: Arc<[Line]> = document.block_lines(block, &self.options).into();
        if self.oldest.len() >= KEPT
            && let Some(oldest) = self.oldest.pop_front()
        {
            self.blocks.remove(&oldest);
        }
        self.oldest.push_back(block);
        self.blocks.insert(block, Arc::clone(&lines));
        lines
    }

    /// Up to `height` lines from the one that shows `from`.
    pub fn page(&mut self, document: &Document, from: Anchor, height: usize) -> VisibleRows {
        let mut page = VisibleRows { rows: Vec::with_capacity(height.min(512)) };
        let mut skip = None;
        for block in from.block..document.block_count() {
            if page.rows.len() >= height {
                break;
            }
            let lines = self.block(document, block);
            let first = *skip.get_or_insert_with(|| line_at(&lines, from.character));
            skip = Some(0);
            for at in (first..lines.len()).take(height - page.rows.len()) {
                let anchor = Anchor { block, character: lines[at].character() };
                page.rows.push(FlowRow { anchor, lines: Arc::clone(&lines), at });
            }
        }
        page
    }

    /// The start of the line that shows `anchor`. When no line shows it, it is the last line before it.
    pub fn line_start(&mut self, document: &Document, anchor: Anchor) -> Anchor {
        self.step(document, anchor, 0)
    }

    /// The start of the line `lines` further on.
    /// It is further back when `lines` is negative, and never beyond the first or the last line.
    pub fn step(&mut self, document: &Document, from: Anchor, lines: i64) -> Anchor {
        let Some(last) = document.block_count().checked_sub(1) else { return Anchor::default() };
        let mut block = from.block.min(last);
        let laid = self.block(document, block);
        let character = if from.block > last { u32::MAX } else { from.character };
        // The line wanted, counted from the first of `block`.
        let mut wanted = i64::try_from(line_at(&laid, character)).unwrap_or(i64::MAX).saturating_add(lines);
        loop {
            let count = i64::try_from(self.block(document, block).len()).unwrap_or(i64::MAX);
            if wanted < 0 && block > 0 {
                block -= 1;
                wanted += i64::try_from(self.block(document, block).len()).unwrap_or(i64::MAX);
            } else if wanted >= count && block < last {
                wanted -= count;
                block += 1;
            } else {
                return self.start_of(document, block, wanted.clamp(0, (count - 1).max(0)));
            }
        }
    }

    /// The start of a line; a block left out has none, then of the next one's first.
    fn start_of(&mut self, document: &Document, block: u32, line: i64) -> Anchor {
        let lines = self.block(document, block);
        let line = usize::try_from(line).ok().and_then(|at| lines.get(at));
        match line {
            Some(line) => Anchor { block, character: line.character() },
            None if block + 1 < document.block_count() => self.start_of_block(document, block + 1),
            None => Anchor { block, character: 0 },
        }
    }

    fn start_of_block(&mut self, document: &Document, block: u32) -> Anchor {
        let lines = self.block(document, block);
        Anchor { block, character: lines.first().map_or(0, Line::character) }
    }

    /// The top of the last page: from here `height` lines reach exactly to the end.
    pub fn last_page(&mut self, document: &Document, height: usize) -> Anchor {
        let Some(last) = document.block_count().checked_sub(1) else { return Anchor::default() };
        let back = i64::try_from(height.saturating_sub(1)).unwrap_or(i64::MAX);
        self.step(document, Anchor { block: last, character: u32::MAX }, -back)
    }

    /// Reports whether the document ends within `height` lines from `from`.
    pub fn shows_end(&mut self, document: &Document, from: Anchor, height: usize) -> bool {
        from >= self.last_page(document, height)
    }

    /// Counts the lines from one anchor to a later one.
    /// There is no answer when `to` is before `from`, or when there are more lines than `most`.
    pub fn distance(&mut self, document: &Document, from: Anchor, to: Anchor, most: usize) -> Option<usize> {
        if to < from {
            return None;
        }
        let mut lines = 0;
        let first = self.block(document, from.block);
        let before = line_at(&first, from.character);
        for block in from.block..to.block {
            lines += self.block(document, block).len();
            if lines > most + before {
                return None;
            }
        }
        let last = self.block(document, to.block);
        (lines + line_at(&last, to.character)).checked_sub(before).filter(|distance| *distance <= most)
    }

    /// The place at this fraction of the document, from 0 to 1.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place found by percentage, within bounds by the clamp"
    )]
    pub fn at_fraction(&mut self, document: &Document, fraction: f64) -> Anchor {
        let byte = (document.source_len() as f64 * fraction.clamp(0.0, 1.0)) as usize;
        let block = document.block_at_source(byte);
        let Some(data) = document.block(block) else { return Anchor::default() };
        let (source, text) = (data.source(), data.text());
        let inside = byte.saturating_sub(source.start).min(source.len());
        let character = text.len().saturating_mul(inside) / source.len().max(1);
        let character = u32::try_from(text.floor_char_boundary(character)).unwrap_or(u32::MAX);
        self.line_start(document, Anchor { block, character })
    }
}

/// The line that shows a character: the last one that does not start behind it.
fn line_at(lines: &[Line], character: u32) -> usize {
    lines.partition_point(|line| line.character() <= character).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;

    fn document() -> Document {
        parse(&format!("# T\n\n{}\n\n- a\n- b\n\nend\n", "word ".repeat(40)))
    }

    fn texts(page: &VisibleRows) -> Vec<&str> {
        page.rows.iter().map(|row| row.line().text().as_str()).collect()
    }

    #[test]
    fn the_last_page_ends_with_the_last_line() {
        let document = document();
        let mut flow = Flow::new(LayoutOptions::new(20));
        let top = flow.last_page(&document, 4);
        assert_eq!(texts(&flow.page(&document, top, 9)), ["• a", "• b", "", "end"]);
        assert!(flow.shows_end(&document, top, 4));
        assert!(!flow.shows_end(&document, Anchor::default(), 4));
        assert_eq!(flow.last_page(&document, 1000), Anchor::default());
    }

    #[test]
    fn a_title_left_out_takes_no_line() {
        let document = document();
        let mut flow = Flow::new(LayoutOptions { skip_first: true, ..LayoutOptions::new(20) });
        let page = flow.page(&document, Anchor::default(), 1);
        assert_eq!(texts(&page), ["word word word word"]);
        assert_eq!(flow.step(&document, page.rows[0].anchor, -5).block, 1);
        assert_eq!(flow.line_start(&document, Anchor::default()).block, 1);
    }

    #[test]
    fn distances_are_counted_in_lines() {
        let document = document();
        let mut flow = Flow::new(LayoutOptions::new(20));
        let to = flow.step(&document, Anchor::default(), 7);
        assert_eq!(flow.distance(&document, Anchor::default(), to, 100), Some(7));
        assert_eq!(flow.distance(&document, Anchor::default(), to, 6), None);
        assert_eq!(flow.distance(&document, to, Anchor::default(), 100), None);
    }

    #[test]
    fn fractions_lead_there_and_back() {
        let document = parse(&"A paragraph of words.\n\n".repeat(500));
        let mut flow = Flow::new(LayoutOptions::new(20));
        for percent in [0.0, 0.25, 0.5, 0.99, 1.0] {
            let anchor = flow.at_fraction(&document, percent);
            assert!((document.fraction(anchor) - percent).abs() < 0.01, "{percent}");
        }
    }

    #[test]
    fn an_empty_document_has_a_place_too() {
        let document = parse("");
        let mut flow = Flow::new(LayoutOptions::new(20));
        assert_eq!(flow.step(&document, Anchor { block: 7, character: 7 }, 3), Anchor::default());
        assert!(flow.page(&document, Anchor::default(), 5).is_empty());
        assert_eq!(flow.last_page(&document, 5), Anchor::default());
        assert_eq!(flow.at_fraction(&document, 0.5), Anchor::default());
    }
}
