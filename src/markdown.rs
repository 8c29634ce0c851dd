//! Markdown: a source text becomes a flat [`Document`], and a document becomes [`Line`]s of cells.
//!
//! [`parse()`] never fails and never recurses over content; it takes linear time and keeps no part of the source.
//! [`Document::block_lines`] lays out one block at a time, so that a reader of ten megabytes pays for what is
//! shown; [`Flow`] keeps what was laid out and answers questions of place: the page from an [`Anchor`], the
//! anchor so many lines on, the last page. Nothing here reads a file, a clock or an environment variable, and
//! nothing knows a terminal: styles are meanings ([`TextRole`], [`Face`]), which a front end maps to attributes.

mod comment;
mod document;
mod find;
mod flow;
mod highlight;
mod layout;
mod link;
mod outline;
mod parse;
mod statement;
mod style;
mod table;
mod written;

pub use comment::without_comments;
pub use document::{Anchor, Block, BlockKind, Container, Document, Footnote, Mark, MarkKind};
pub use find::{FindPattern, Match};
pub use flow::{Flow, FlowRow, VisibleRows};
pub use highlight::CodeToken;
pub use layout::{LayoutOptions, Line, Runs, Span};
pub use link::{Link, Target, host_of, in_punycode};
pub use outline::{Heading, Section, slug};
pub use parse::{
    Reference as FootnoteReference, label as footnote_label, parse, parse_head, parse_head_with, parse_with,
    references as footnote_references,
};
pub use statement::{Item, StatementText, TableCell, TableRow};
pub use style::{Face, Style, TextRole};
pub use table::Table;

/// Returns the line of a byte of `source`, counted from 1.
pub fn line_of(source: &str, byte: usize) -> usize {
    let before = source.as_bytes().get(..byte).unwrap_or(source.as_bytes());
    memchr::memchr_iter(b'\n', before).count() + 1
}

/// The lines of a text, for questions about many of its bytes.
#[derive(Clone, Debug)]
pub struct Lines(Vec<usize>);

impl Lines {
    /// Finds where the lines of a text end.
    pub fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    /// Returns the line of a byte, counted from 1.
    pub fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|end| *end < byte) + 1
    }
}
