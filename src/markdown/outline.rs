//! Headings and the sections below them.

use std::ops::Range;

use super::document::{BlockKind, Document};
use crate::text::Clean;

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its words.
    pub text: Clean,
    /// Its block.
    pub block: u32,
    /// Its anchor, as GitHub makes it, or as its author gave it.
    pub slug: Clean,
}

/// A heading with everything to the next one of its level or a higher one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The number of its heading among the headings; none for what stands before the first.
    pub heading: Option<u32>,
    /// The heading's level; 0 before the first.
    pub level: u8,
    /// The heading's words.
    pub title: Clean,
    /// Its blocks, the heading among them.
    pub blocks: Range<u32>,
    /// Its bytes in the source.
    pub source: Range<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct HeadingData {
    pub block: u32,
    pub level: u8,
    pub slug: Clean,
}

impl Document {
    /// The headings in order.
    pub fn headings(&self) -> impl ExactSizeIterator<Item = Heading> {
        self.headings.iter().map(|data| Heading {
            level: data.level,
            text: self.block(data.block).map(|block| Clean::line(block.text())).unwrap_or_default(),
            block: data.block,
            slug: data.slug.clone(),
        })
    }

    /// The sections in the order of their headings; a section holds those of lower level behind it. What stands
    /// before the first heading is a section without one, when there is any.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections = Vec::with_capacity(self.headings.len() + 1);
        let first = self.headings.first().map_or(self.block_count(), |heading| heading.block);
        if first > 0 {
            sections.push(self.section_over(None, 0, Clean::default(), 0..first));
        }
        let ends = self.section_ends();
        for ((number, heading), end) in (0..).zip(self.headings()).zip(ends) {
            sections.push(self.section_over(Some(number), heading.level, heading.text, heading.block..end));
        }
        sections
    }

    /// The first section with this title, in any case.
    pub fn section(&self, title: &str) -> Option<Section> {
        let title = title.to_lowercase();
        self.sections()
            .into_iter()
            .find(|section| section.heading.is_some() && section.title.to_lowercase() == title)
    }

    /// The number of the heading that `block` stands below, for a contents pane that follows.
    pub fn heading_over(&self, block: u32) -> Option<u32> {
        let after = self.headings.partition_point(|heading| heading.block <= block);
        u32::try_from(after).ok()?.checked_sub(1)
    }

    /// The block of the first heading behind `block`.
    pub fn next_heading(&self, block: u32) -> Option<u32> {
        let after = self.headings.partition_point(|heading| heading.block <= block);
        self.headings.get(after).map(|heading| heading.block)
    }

    /// The block of the last heading before `block`.
    pub fn previous_heading(&self, block: u32) -> Option<u32> {
        let before = self.headings.partition_point(|heading| heading.block < block);
        self.headings.get(before.checked_sub(1)?).map(|heading| heading.block)
    }

    /// The block of the heading with this anchor, or with these words as a wikilink gives them.
    pub fn find_heading(&self, anchor: &str) -> Option<u32> {
        // Obsidian writes a path of headings: `#First#Second`.
        let last = anchor.rsplit('#').next().unwrap_or(anchor);
        let wanted = slug(last);
        let exact = self.headings.iter().find(|heading| heading.slug == *last);
        exact
            .or_else(|| self.headings.iter().find(|heading| heading.slug == *wanted))
            .map(|heading| heading.block)
    }

    /// Whether the document opens with a heading of the first level that says just `title`.
    pub fn opens_with(&self, title: &str) -> bool {
        let first = self.block(0).filter(|block| block.kind() == BlockKind::Heading(1));
        first.is_some_and(|block| block.text().trim().to_lowercase() == title.trim().to_lowercase())
    }

    /// The block behind each heading's section.
    fn section_ends(&self) -> Vec<u32> {
        let mut ends = vec![self.block_count(); self.headings.len()];
        let mut next = [self.block_count(); 7];
        for (end, heading) in ends.iter_mut().zip(&self.headings).rev() {
            let level = usize::from(heading.level.min(6));
            *end = next[..=level].iter().copied().min().unwrap_or_default();
            next[level] = heading.block;
        }
        ends
    }

    fn section_over(&self, heading: Option<u32>, level: u8, title: Clean, blocks: Range<u32>) -> Section {
        let start =
            if heading.is_none() { Some(0) } else { self.block(blocks.start).map(|b| b.source().start) };
        let end = self.block(blocks.end).map_or(self.source_len, |block| block.source().start);
        let start = start.unwrap_or(end).min(end);
        Section { heading, level, title, blocks, source: start..end }
    }
}

/// The anchor that GitHub makes of a heading's words, before duplicates are numbered.
pub fn slug(text: &str) -> String {
    let kept = text.trim().chars().flat_map(char::to_lowercase).filter_map(|c| match c {
        ' ' | '\n' => Some('-'),
        '-' | '_' => Some(c),
        _ => c.is_alphanumeric().then_some(c),
    });
    kept.collect()
}
