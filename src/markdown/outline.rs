//! Headings and the sections below them.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::document::{BlockKind, Document};
use crate::text::{Clean, composed};

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

/// A heading and the text up to the next one. The next one is of the same level or a higher one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The number of its heading among the headings. The text before the first heading has no number.
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
        self.headings.iter().map(|data| self.heading_of(data))
    }

    /// A heading by its number, counted from 0.
    pub fn heading(&self, number: u32) -> Option<Heading> {
        self.headings.get(number as usize).map(|data| self.heading_of(data))
    }

    fn heading_of(&self, data: &HeadingData) -> Heading {
        Heading {
            level: data.level,
            text: self.block(data.block).map(|block| Clean::line(block.text())).unwrap_or_default(),
            block: data.block,
            slug: data.slug.clone(),
        }
    }

    /// The numbers of the main headings.
    /// These are of the highest level that divides the text; a first heading that is the only one of its level is
    /// a title and divides nothing.
    pub fn main_headings(&self) -> Vec<u32> {
        let at_level = |level: u8| (0_u32..).zip(&self.headings).filter(move |(_, data)| data.level == level);
        let mut levels = (1..=6).filter(|level| at_level(*level).next().is_some());
        let Some(highest) = levels.next() else { return Vec::new() };
        let is_title = at_level(highest).count() == 1 && at_level(highest).all(|(number, _)| number == 0);
        let level = levels.next().filter(|_| is_title).unwrap_or(highest);
        at_level(level).map(|(number, _)| number).collect()
    }

    /// The sections in the order of their headings.
    /// A section holds those of lower level behind it. The text before the first heading, if any, is a section
    /// without one.
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
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::markdown::parse;
    ///
    /// let source = "## Bottom line\n\nIt stayed away.\n\n## Key facts\n\n- 89 firms came.\n";
    /// let document = parse(source);
    /// let facts = document.section("key facts").unwrap();
    /// assert_eq!(&source[facts.source], "## Key facts\n\n- 89 firms came.\n");
    /// assert!(document.section("Timeline").is_none());
    /// ```
    pub fn section(&self, title: &str) -> Option<Section> {
        let title = title.to_lowercase();
        self.sections()
            .into_iter()
            .find(|section| section.heading.is_some() && section.title.to_lowercase() == title)
    }

    /// The number of the last heading at or before `block`. A contents pane follows the text with it.
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

    /// The block of the heading with this anchor or these words. The words are as a wikilink gives them.
    pub fn find_heading(&self, anchor: &str) -> Option<u32> {
        // Obsidian writes a path of headings: `#First#Second`.
        let last = anchor.rsplit('#').next().unwrap_or(anchor);
        let wanted = slug(last);
        let exact = self.headings.iter().find(|heading| heading.slug == *last);
        exact
            .or_else(|| self.headings.iter().find(|heading| heading.slug == *wanted))
            .map(|heading| heading.block)
    }

    /// Reports whether the document opens with a heading that is `title`.
    /// The heading is of the first level; case is ignored.
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

/// The anchor that GitHub makes of a heading's words. Duplicates are not numbered yet.
pub fn slug(text: &str) -> String {
    let text = text.trim();
    if text.is_ascii() {
        let kept = text.bytes().filter_map(|byte| match byte {
            b' ' | b'\n' => Some('-'),
            b'-' | b'_' => Some(char::from(byte)),
            _ => byte.is_ascii_alphanumeric().then(|| char::from(byte.to_ascii_lowercase())),
        });
        return kept.collect();
    }
    // Accents may be characters of their own, and always are in some scripts; two ways to write one are equal.
    let text = composed(text);
    let kept = text.chars().flat_map(char::to_lowercase).filter_map(|c| match c {
        ' ' | '\n' => Some('-'),
        '-' | '_' => Some(c),
        _ => (c.is_alphanumeric() || is_combining_mark(c)).then_some(c),
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;

    const SOURCE: &str =
        "intro\n\n# One\n\na\n\n## Key *facts*\n\nb\n\n## Key facts\n\nc\n\n# Two {#second}\n";

    #[test]
    fn anchors_are_made_as_github_makes_them() {
        for (text, anchor) in [
            ("Key facts", "key-facts"),
            (" A & B: C_d? ", "a--b-c_d"),
            ("Où ça?", "où-ça"),
            ("海康威视", "海康威视"),
            ("C++ / 2.0", "c--20"),
            ("Tie\u{302}\u{301}ng Vie\u{323}\u{302}t", "tiếng-việt"),
            ("हिन्दी में", "हिन्दी-में"),
            ("น้ำ", "น้ำ"),
        ] {
            assert_eq!(slug(text), anchor, "{text}");
        }
        let document = parse(SOURCE);
        let anchors: Vec<_> = document.headings().map(|heading| heading.slug.into_string()).collect();
        assert_eq!(anchors, ["one", "key-facts", "key-facts-1", "second"]);
        let last = document.headings().last().expect("there are four");
        assert_eq!((last.text.as_str(), last.level), ("Two", 1));
    }

    #[test]
    fn a_section_holds_the_lower_ones_behind_it() {
        let document = parse(SOURCE);
        let sections = document.sections();
        let found: Vec<_> = sections.iter().map(|s| (s.title.as_str(), &SOURCE[s.source.clone()])).collect();
        assert_eq!(found[0], ("", "intro\n\n"));
        assert_eq!(found[1], ("One", "# One\n\na\n\n## Key *facts*\n\nb\n\n## Key facts\n\nc\n\n"));
        assert_eq!(found[2], ("Key facts", "## Key *facts*\n\nb\n\n"));
        assert_eq!(found[4], ("Two", "# Two {#second}\n"));
        assert_eq!(document.section("key FACTS"), Some(sections[2].clone()));
    }

    #[test]
    fn headings_are_found_by_anchor_and_by_words() {
        let document = parse(SOURCE);
        assert_eq!(document.find_heading("key-facts-1"), Some(5));
        assert_eq!(document.find_heading("One#Key facts"), Some(3));
        assert_eq!(document.find_heading("nothing"), None);
        assert_eq!((document.next_heading(3), document.previous_heading(3)), (Some(5), Some(1)));
        assert_eq!((document.heading_over(0), document.heading_over(4)), (None, Some(1)));
    }

    #[test]
    fn the_main_headings_are_those_of_the_highest_level_but_for_a_title() {
        let main = |source| parse(source).main_headings();
        assert_eq!(main("# Title\n\n## A\n\n### B\n\n## C\n"), [1, 3]);
        assert_eq!(main("## A\n\n### B\n\n## C\n"), [0, 2]);
        assert_eq!(main("# One\n\n## A\n\n# Two\n"), [0, 2]);
        assert_eq!(main("# Title\n"), [0]);
        assert_eq!(main("## A\n\n# B\n"), [1]);
        assert!(main("text\n").is_empty());
    }

    #[test]
    fn a_title_is_recognised_in_any_case() {
        assert!(parse("# hikvision\n\nx").opens_with("Hikvision"));
        assert!(!parse("## Hikvision").opens_with("Hikvision"));
        assert!(!parse("").opens_with(""));
    }
}
