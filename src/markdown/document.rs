//! A parsed document: leaf blocks in reading order over one clean text.
//!
//! Everything is an index into a few flat tables, so that ten megabytes of Markdown take little more than their
//! own size and nothing that walks a document needs a stack. A [`Document`] is complete when made.

use std::ops::Range;

use super::link::LinkData;
use super::outline::HeadingData;
use crate::text::{Clean, CleanBuf};

/// The number that means “no such entry”.
pub(super) const NONE: u32 = u32::MAX;

/// A place in a document that outlives a change of width: a character of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Anchor {
    /// The block's number.
    pub block: u32,
    /// The byte of the block's text at which the character starts.
    /// The blank line behind a block is at the byte behind its text.
    pub character: u32,
}

/// A parsed Markdown document.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Not a [`Clean`], which would need a copy.
    pub(super) text: CleanBuf,
    pub(super) blocks: Vec<BlockData>,
    pub(super) marks: Vec<MarkData>,
    pub(super) containers: Vec<ContainerData>,
    pub(super) languages: Vec<Clean>,
    pub(super) callouts: Vec<Clean>,
    pub(super) links: Vec<LinkData>,
    pub(super) targets: CleanBuf,
    pub(super) footnotes: Vec<Footnote>,
    pub(super) headings: Vec<HeadingData>,
    pub(super) tables: Vec<TableData>,
    pub(super) shapes: Vec<TableShape>,
    pub(super) cells: Vec<u32>,
    pub(super) lost_cells: Vec<Range<usize>>,
    pub(super) list_digits: Vec<u8>,
    pub(super) source_len: usize,
    pub(super) complete: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct BlockData {
    pub start: u32,
    pub end: u32,
    pub source: (u32, u32),
    pub first_mark: u32,
    pub container: u32,
    pub kind: BlockKind,
    /// Marks a blank line before it.
    pub gap: bool,
    /// Marks a continuation of the block before it. The text was too long for one block.
    pub continued: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct MarkData {
    /// Bytes of the document's text.
    pub start: u32,
    pub end: u32,
    pub kind: MarkKind,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct ContainerData {
    pub parent: u32,
    pub first_block: u32,
    pub depth: u32,
    pub kind: Container,
}

/// One run of rows of a table.
#[derive(Clone, Debug)]
pub(super) struct TableData {
    pub shape: u32,
    /// Its cells' ends, in [`Document::cells`].
    pub cells: Range<u32>,
    pub has_header: bool,
}

/// The properties that all runs of rows of one table share.
#[derive(Clone, Debug, Default)]
pub(super) struct TableShape {
    pub columns: Vec<TableColumn>,
    /// Each header cell's place in the document's text.
    pub header: Vec<Range<u32>>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TableColumn {
    pub align: Align,
    /// The cells of its widest cell, and of its longest word.
    pub natural: u32,
    pub longest: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Align {
    #[default]
    Left,
    Centre,
    Right,
}

/// The kind of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph in any container: see [`Block::containers`].
    Paragraph,
    /// A heading of this level, 1 to 6.
    Heading(u8),
    /// Code; [`Block::language`] knows in which language.
    Code(u32),
    /// Rows of a table.
    Table(u32),
    /// A thematic break.
    Rule,
    /// The term of a definition list.
    Term,
    /// The title line of a callout.
    CalloutTitle,
    /// The summary of an HTML `<details>`.
    Summary,
}

/// Something that holds blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// A block quotation.
    Quote,
    /// A callout: [`Document::callout_kind`] knows of which kind.
    Callout {
        /// Its kind's number.
        kind: u32,
        /// Marks a callout that its author made foldable.
        foldable: bool,
    },
    /// An item of a bulleted list.
    Bullet,
    /// An item of a numbered list.
    Numbered {
        /// Its number.
        number: u32,
        /// The list's number, by which its markers are aligned.
        list: u32,
    },
    /// An item of a task list, done or not.
    Task(bool),
    /// The definition of this footnote.
    Footnote(u32),
    /// A definition of the term before it.
    Definition,
    /// More containers than are shown one by one.
    Deep,
}

/// The kind of a mark on a range of a block's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// Strong importance.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Code, a key to press, or computer output.
    Code,
    /// Struck out.
    Strike,
    /// Lowered.
    Subscript,
    /// Raised.
    Superscript,
    /// A formula, as text.
    Math,
    /// Underlined or highlighted by its author.
    Underline,
    /// The label of this link.
    Link(u32),
    /// A reference to this footnote.
    Footnote(u32),
    /// An image in the place of this link's target.
    Image(u32),
    /// The address of an image that is alone in its paragraph.
    Address,
}

/// A marked range of a block's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its meaning.
    pub kind: MarkKind,
    /// Bytes of the block's text.
    pub range: Range<usize>,
}

/// A footnote that is defined in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footnote {
    /// Its label as written: in a briefing the id of a source.
    pub label: Clean,
    /// Its number, in the order of first reference; none when nothing refers to it.
    pub number: Option<u32>,
    /// The blocks of its definition. They are empty when the definition is in a part not yet parsed.
    pub definition: Range<u32>,
    /// The bytes of its definition in the source, its label included; empty like the definition.
    pub source: Range<usize>,
}

/// One leaf block of a document.
#[derive(Clone, Copy, Debug)]
pub struct Block<'d> {
    pub(super) document: &'d Document,
    pub(super) data: &'d BlockData,
    /// Its number in the document.
    pub number: u32,
}

impl Document {
    /// Returns the number of blocks.
    pub fn block_count(&self) -> u32 {
        u32::try_from(self.blocks.len()).unwrap_or(NONE)
    }

    /// The block of this number.
    pub fn block(&self, number: u32) -> Option<Block<'_>> {
        self.blocks.get(number as usize).map(|data| Block { document: self, data, number })
    }

    /// All blocks in reading order.
    pub fn blocks(&self) -> impl DoubleEndedIterator<Item = Block<'_>> {
        let numbered = (0..self.block_count()).zip(&self.blocks);
        numbered.map(|(number, data)| Block { document: self, data, number })
    }

    /// Reports whether this is the whole document, not only its beginning.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The size of the whole source in bytes. It is the same when only the beginning was parsed.
    pub fn source_len(&self) -> usize {
        self.source_len
    }

    /// The words of the document, block by block, without markup: what a full-text index takes.
    pub fn plain_text(&self) -> &str {
        self.text.as_str()
    }

    /// The bytes of the source beyond the last column of a table. They are in no block.
    pub fn lost_cells(&self) -> &[Range<usize>] {
        &self.lost_cells
    }

    /// The footnotes in order of first appearance, references and definitions alike.
    pub fn footnotes(&self) -> &[Footnote] {
        &self.footnotes
    }

    /// The places that refer to a footnote, in reading order.
    pub fn references(&self, footnote: u32) -> impl Iterator<Item = Anchor> {
        self.blocks().flat_map(move |block| {
            block.marks().filter(move |mark| mark.kind == MarkKind::Footnote(footnote)).map(move |mark| {
                Anchor { block: block.number, character: u32::try_from(mark.range.start).unwrap_or(NONE) }
            })
        })
    }

    /// The word that names a kind of callout, in lower case: `note`, `warning` or anything else.
    pub fn callout_kind(&self, kind: u32) -> Option<&Clean> {
        self.callouts.get(kind as usize)
    }

    /// The last block that starts at or before this source byte.
    pub fn block_at_source(&self, byte: usize) -> u32 {
        let after = self.blocks.partition_point(|block| block.source.0 as usize <= byte);
        u32::try_from(after.saturating_sub(1)).unwrap_or(NONE)
    }

    /// Finds an anchor in `source`, from which the document was made.
    /// It is at the word at the anchor when the source has the same word, else in proportion.
    pub fn locate(&self, source: &str, anchor: Anchor) -> usize {
        let guess = self.source_at(anchor);
        let Some(block) = self.block(anchor.block) else { return guess };
        let text = block.text().get(anchor.character as usize..).unwrap_or_default();
        let word = text.split_whitespace().find(|word| word.len() > 2);
        let (Some(word), Some(within)) = (word, source.get(block.source())) else { return guess };
        let places = memchr::memmem::find_iter(within.as_bytes(), word).map(|at| block.source().start + at);
        places.min_by_key(|at| at.abs_diff(guess)).unwrap_or(guess)
    }

    /// Returns an anchor's byte in the source.
    /// It is exact at the beginning of a block, and in proportion behind that.
    pub fn source_at(&self, anchor: Anchor) -> usize {
        let Some(block) = self.block(anchor.block) else { return self.source_len };
        let source = block.source();
        let (at, all) = (anchor.character as usize, block.text().len().max(1));
        source.start + source.len().saturating_mul(at.min(all)) / all
    }

    /// Returns the position of an anchor as a fraction, 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a fraction for a percentage")]
    pub fn fraction(&self, anchor: Anchor) -> f64 {
        if self.source_len == 0 { 0.0 } else { self.source_at(anchor) as f64 / self.source_len as f64 }
    }
}

impl<'d> Block<'d> {
    /// Returns its kind.
    pub fn kind(self) -> BlockKind {
        self.data.kind
    }

    /// Its text: clean, decoded, without markup. A line feed in it is a hard break, or a line of code.
    pub fn text(self) -> &'d str {
        &self.document.text.as_str()[self.data.start as usize..self.data.end as usize]
    }

    /// The same, as a type that may be shown.
    pub fn clean(self) -> Clean {
        let mut buffer = CleanBuf::default();
        buffer.push_part(&self.document.text, self.data.start as usize..self.data.end as usize);
        buffer.finish()
    }

    /// Its bytes in the source.
    pub fn source(self) -> Range<usize> {
        self.data.source.0 as usize..self.data.source.1 as usize
    }

    /// Reports whether it continues the block before it. The text was too long for one block.
    pub fn is_continued(self) -> bool {
        self.data.continued
    }

    /// The language named at a block of code.
    pub fn language(self) -> Option<&'d Clean> {
        match self.data.kind {
            BlockKind::Code(language) => self.document.languages.get(language as usize),
            _ => None,
        }
    }

    /// Returns the marks of its text, ordered by their starts.
    pub fn marks(self) -> impl Iterator<Item = Mark> + 'd {
        self.marks_from(0)
    }

    /// The marks that start at or behind a byte of its text.
    pub fn marks_from(self, byte: usize) -> impl Iterator<Item = Mark> + 'd {
        let start = self.data.start;
        let marks = self.mark_data();
        let first = marks.partition_point(|mark| (mark.start.saturating_sub(start) as usize) < byte);
        marks[first..].iter().map(move |mark| Mark {
            kind: mark.kind,
            range: mark.start.saturating_sub(start) as usize..mark.end.saturating_sub(start) as usize,
        })
    }

    pub(super) fn mark_data(self) -> &'d [MarkData] {
        let next = self.document.blocks.get(self.number as usize + 1);
        let end = next.map_or(self.document.marks.len(), |block| block.first_mark as usize);
        self.document.marks.get(self.data.first_mark as usize..end).unwrap_or_default()
    }

    /// The containers it is in, innermost first.
    pub fn containers(self) -> impl Iterator<Item = Container> + 'd {
        self.container_data().map(|(_, container)| container.kind)
    }

    /// The same with their numbers. The numbers distinguish two items of one list.
    pub fn numbered_containers(self) -> impl Iterator<Item = (u32, Container)> + 'd {
        self.container_data().map(|(number, container)| (number, container.kind))
    }

    pub(super) fn container_data(self) -> impl Iterator<Item = (u32, &'d ContainerData)> {
        let containers = &self.document.containers;
        let at = |number: u32| containers.get(number as usize).map(|data| (number, data));
        std::iter::successors(at(self.data.container), move |(_, data)| at(data.parent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{line_of, parse};

    #[test]
    fn a_place_is_found_again_in_the_source() {
        let source = "# T\n\nfirst line\nsecond *line* here\n\n```rust\none\ntwo\nthree\n```\n";
        let document = parse(source);
        let line_at = |block: u32, word: &str| {
            let text = document.block(block).expect("there is one").text();
            let character = u32::try_from(text.find(word).expect("the word is there")).unwrap_or(NONE);
            line_of(source, document.locate(source, Anchor { block, character }))
        };
        assert_eq!(line_at(0, "T"), 1);
        assert_eq!(line_at(1, "first"), 3);
        assert_eq!(line_at(1, "second"), 4);
        assert_eq!(line_at(1, "here"), 4);
        assert_eq!(line_at(2, "two"), 8);
        assert_eq!(line_at(2, "three"), 9);
    }

    #[test]
    fn footnotes_are_numbered_in_the_order_of_first_reference() {
        let document = parse("[^b]: B\n\nx[^a] y[^b] z[^a]\n\n[^a]: A\n\n    more\n[^c]: C\n");
        let found: Vec<_> =
            document.footnotes().iter().map(|note| (note.label.as_str(), note.number)).collect();
        assert_eq!(found, [("b", Some(2)), ("a", Some(1)), ("c", None)]);
        assert_eq!(document.footnotes()[1].definition, 2..4);
        assert_eq!(document.block(1).map(Block::text), Some("x[1] y[2] z[1]"));
        assert_eq!(document.references(1).count(), 2);
    }

    #[test]
    fn containers_are_named_from_the_innermost_outwards() {
        let document = parse("> 1. - [x] done\n");
        let found: Vec<_> = document.block(0).expect("there is one").containers().collect();
        assert_eq!(
            found,
            [Container::Task(true), Container::Numbered { number: 1, list: 0 }, Container::Quote]
        );
    }

    #[test]
    fn callouts_of_any_kind_are_known() {
        let document = parse("> [!Question]+ Why?\n> So.\n");
        let title = document.block(0).expect("there is one");
        assert_eq!((title.kind(), title.text()), (BlockKind::CalloutTitle, "Question: Why?"));
        let Some(Container::Callout { kind, foldable: true }) = title.containers().next() else { panic!() };
        assert_eq!(document.callout_kind(kind).map(Clean::as_str), Some("question"));
        assert_eq!(parse("> [!] x").block(0).map(Block::text), Some("[!] x"));
    }
}
