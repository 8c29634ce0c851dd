//! The end of a leaf: what it turns out to be, a heading, a callout's title or plain text.

use super::attributes;
use super::builder::{DocumentBuilder, Leaf, RawMark};
use super::marks::STRIKE;
use crate::markdown::document::{BlockKind, MarkKind};
use crate::markdown::outline::{HeadingData, slug};
use crate::text::Clean;

/// The longest address of an image that is shown. A longer one is most likely the image itself.
const MAX_ADDRESS: usize = 200;

impl DocumentBuilder<'_> {
    /// Ends the leaf being read, if there is one.
    pub(super) fn flush(&mut self) {
        if matches!(self.leaf, Some(Leaf { kind: BlockKind::Table(_), .. })) {
            return self.end_table();
        }
        let Some(leaf) = self.leaf.take() else { return };
        self.close_marks();
        self.trim(leaf.kind);
        if !matches!(leaf.kind, BlockKind::Code(_)) {
            self.drop_attributes();
            self.settle_breaks(leaf.kind);
            self.read_signs(0);
            self.drop_block_id();
        }
        if leaf.kind == BlockKind::Paragraph && self.raw.starts_with("[!") && self.begins_quote() {
            self.callout(leaf);
        } else if let BlockKind::Heading(level) = leaf.kind {
            self.heading(leaf, level);
        } else if let Some(image) = self.lone_image(leaf) {
            self.push_address(image);
            self.emit(leaf, "", 0..self.raw.len());
        } else if !self.raw.is_empty()
            || leaf.bare
            || matches!(leaf.kind, BlockKind::Rule | BlockKind::Code(_))
        {
            self.emit(leaf, "", 0..self.raw.len());
        }
        self.clear();
        self.emit_notes();
    }

    pub(super) fn clear(&mut self) {
        self.raw.clear();
        self.marks.clear();
        self.open_marks.clear();
        self.images.clear();
        self.literal.clear();
        self.first_break = None;
        self.breaks.clear();
        self.html.end_leaf();
    }

    pub(super) fn close_marks(&mut self) {
        let mut strikes = false;
        for mark in self.open_marks.drain(..) {
            let mark = &mut self.marks[mark];
            mark.end = self.raw.len();
            strikes |= mark.html && mark.kind == MarkKind::Strike;
        }
        if strikes && !self.html.is_reading_block() {
            self.raw.push_str(STRIKE);
        }
    }

    fn trim(&mut self, kind: BlockKind) {
        let kept = match kind {
            BlockKind::Code(_) => self.raw.strip_suffix('\n').unwrap_or(&self.raw).len(),
            _ => self.raw.trim_end_matches([' ', '\n']).len(),
        };
        self.raw.truncate(kept);
    }

    /// The link of the image that is all of a paragraph.
    fn lone_image(&self, leaf: Leaf) -> Option<u32> {
        let whole = |mark: &&RawMark| mark.start == 0 && mark.end == self.raw.len();
        self.marks.iter().filter(whole).find_map(|mark| match mark.kind {
            MarkKind::Image(link) if leaf.kind == BlockKind::Paragraph => Some(link),
            _ => None,
        })
    }

    /// Appends the address of an image that is alone.
    /// It comes behind the label, unless the label says the same or the address is the image itself.
    fn push_address(&mut self, image: u32) {
        let data = self.document.links.get(image as usize);
        let target = data.and_then(|d| self.targets.as_str().get(d.target.0 as usize..d.target.1 as usize));
        let target = target.unwrap_or_default().to_owned();
        if target.is_empty() || target.len() > MAX_ADDRESS || self.raw.contains(&target) {
            return;
        }
        self.raw.push(' ');
        let start = self.raw.len();
        self.push_joined(&target);
        let end = self.raw.len();
        self.marks.push(RawMark { start, end, kind: MarkKind::Address, html: false });
    }

    /// `[!kind|more]- Title` and, behind the first break, the callout's first paragraph.
    fn callout(&mut self, leaf: Leaf) {
        let line = self.first_break.unwrap_or(self.raw.len()).min(self.raw.len());
        let close = self.raw[..line].find(']');
        // Obsidian puts what a theme is to know behind a bar.
        let kind = close.and_then(|close| self.raw[2..close].split('|').next()).unwrap_or_default().trim();
        let named =
            !kind.is_empty() && kind.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
        let (Some(close), true) = (close, named) else {
            self.emit(leaf, "", 0..self.raw.len());
            return;
        };
        let kind = kind.to_owned();
        let foldable = self.raw[close + 1..line].starts_with(['+', '-']);
        self.make_callout(&kind, foldable);
        let rest = close + 1 + usize::from(foldable);
        let title = rest + self.raw[rest..line].len() - self.raw[rest..line].trim_start().len();
        let mut name: String = kind.chars().take(1).flat_map(char::to_uppercase).collect();
        name.extend(kind.chars().skip(1));
        if title < line {
            name.push_str(": ");
        }
        self.emit(Leaf { kind: BlockKind::CalloutTitle, ..leaf }, &name, title..line);
        if line + 1 < self.raw.len() {
            self.emit(leaf, "", line + 1..self.raw.len());
        }
    }

    fn heading(&mut self, leaf: Leaf, level: u8) {
        let id = self.take_heading_id();
        if self.raw.is_empty() {
            return;
        }
        let block = self.document.block_count();
        let base = id.unwrap_or_else(|| slug(&self.raw));
        let seen = self.slugs.entry(base.clone()).or_insert(0);
        let anchor = if *seen == 0 { base } else { format!("{base}-{seen}") };
        *seen += 1;
        self.document.headings.push(HeadingData { block, level, slug: Clean::line(&anchor) });
        self.emit(leaf, "", 0..self.raw.len());
    }

    /// Removes the attributes behind a title and returns the id.
    /// Several generators write them as `{#id .class}`.
    fn take_heading_id(&mut self) -> Option<String> {
        let open = self.raw.strip_suffix('}')?.rfind('{')?;
        let written = &self.raw[open..];
        if !attributes::names(written) || !self.is_open()(open) {
            return None;
        }
        let id = attributes::id(written).map(str::to_owned);
        self.raw.truncate(open);
        self.trim(BlockKind::Term);
        let end = self.raw.len();
        for mark in &mut self.marks {
            mark.end = mark.end.min(end);
        }
        id
    }
}
