//! Blocks to lines, one block at a time.
//!
//! A [`Line`] is never wider than asked for, and each of its [`Span`]s knows which characters of the block it
//! shows, so that a match or a selection can be marked and a place found again at any width. Every line of a
//! block starts at a character of its own: that is what makes an [`Anchor`] a line.

mod code;
mod line;
mod prefix;
mod prose;
mod runs;
mod table;

use std::ops::Range;

use crate::text::Clean;

use super::document::{Anchor, Block, BlockKind, Document};
use super::highlight::tokens;
use line::LineBuilder;
pub use line::{Line, Span};
use prefix::Prefix;
pub use runs::Runs;

/// Options for laying out a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutOptions {
    /// Cells of a line; 0 counts as 1.
    pub width: usize,
    /// Bullets, bars and rules in ASCII.
    pub ascii: bool,
    /// Colour code. Without it the grammars are not loaded.
    pub highlight: bool,
    /// Leaves out the first block. Its text is shown as the title ([`Document::opens_with`]).
    pub skip_first: bool,
}

impl LayoutOptions {
    /// Everything shown, at this width.
    pub fn new(width: usize) -> Self {
        Self { width, ascii: false, highlight: true, skip_first: false }
    }
}

/// A block on its way to lines.
struct Layout<'d> {
    block: Block<'d>,
    options: LayoutOptions,
    prefix: Prefix,
    lines: Vec<Line>,
}

impl Document {
    /// The lines of a block, and any blank line behind it.
    /// Every block has at least one line, except a first one that is left out and one that does not exist.
    pub fn block_lines(&self, block: u32, options: &LayoutOptions) -> Vec<Line> {
        let Some(block) = self.block(block) else { return Vec::new() };
        if options.skip_first && block.number == 0 {
            return Vec::new();
        }
        let options = LayoutOptions { width: options.width.max(1), ..*options };
        let prefix = Prefix::of(block, &options);
        let mut layout = Layout { block, options, prefix, lines: Vec::new() };
        match block.kind() {
            BlockKind::Code(_) => layout.code(),
            BlockKind::Table(table) => layout.table(table),
            BlockKind::Rule => layout.rule(),
            _ => layout.prose(),
        }
        layout.gap();
        layout.lines
    }

    /// Prepares the grammars that the code in these blocks needs. The first use of one takes some 20 ms, which a
    /// worker can spend; one block of each language is enough.
    pub fn warm_up(&self, blocks: Range<u32>) {
        let mut known: Vec<&Clean> = Vec::new();
        for block in blocks.map_while(|number| self.block(number)) {
            if let Some(language) = block.language().filter(|language| !known.contains(language)) {
                tokens(block.text(), language);
                known.push(language);
            }
        }
    }

    /// All lines of the document, each with its anchor: for output that is not scrolled.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::markdown::{LayoutOptions, parse};
    ///
    /// let document = parse("89 of about 1,100 exhibitors\n\n- were **Chinese**\n");
    /// let lines = document.lines(LayoutOptions::new(20)).map(|(_, line)| line.text().clone());
    /// let lines: Vec<_> = lines.collect();
    /// assert_eq!(lines, ["89 of about 1,100", "exhibitors", "", "• were Chinese"]);
    /// ```
    pub fn lines(&self, options: LayoutOptions) -> impl Iterator<Item = (Anchor, Line)> {
        (0..self.block_count()).flat_map(move |block| {
            let lines = self.block_lines(block, &options).into_iter();
            lines.map(move |line| (Anchor { block, character: line.character() }, line))
        })
    }
}

impl<'d> Layout<'d> {
    /// Cells for the block's own text.
    fn room(&self) -> usize {
        self.options.width.saturating_sub(self.prefix.width()).max(1)
    }

    /// A new line behind the markers of the containers.
    fn line(&self) -> LineBuilder<'d> {
        let mut line = LineBuilder::new(self.block);
        self.prefix.push(self.lines.is_empty(), &mut line);
        line
    }

    fn ornament(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.options.ascii { ascii } else { unicode }
    }

    fn rule(&mut self) {
        let mut line = self.line();
        line.ornament(&self.ornament("─", "-").repeat(self.room()), super::style::TextRole::Rule);
        self.lines.push(line.finish(0));
    }

    /// Adds the blank line between this block and the next. It has the bars of the quotations that both are in.
    fn gap(&mut self) {
        let next = self.block.document.block(self.block.number + 1);
        let Some(next) = next.filter(|next| next.data.gap) else { return };
        let mut line = LineBuilder::new(self.block);
        self.prefix.push_shared(next, &mut line);
        // Behind the text, and behind the last line even when that starts there.
        let last = self.lines.last().map_or(0, |last| last.character() + 1);
        let behind = u32::try_from(self.block.text().len()).unwrap_or(u32::MAX).max(last);
        self.lines.push(line.finish(behind));
    }
}
