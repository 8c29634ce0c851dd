//! The events of the parser, turned into blocks.

use std::collections::HashMap;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::blocks::{Lists, OpenContainer};
use super::html::HtmlState;
use super::inline::OpenImage;
use super::marks::InlineNote;
use super::tables::TableState;
use crate::markdown::document::{BlockKind, Document, MarkKind, NONE};
use crate::text::CleanBuf;

/// A document in the making, and the leaf being read.
#[derive(Default)]
pub(super) struct DocumentBuilder<'s> {
    /// The whole source.
    pub source: &'s str,
    pub document: Document,
    pub text: CleanBuf,
    pub targets: CleanBuf,
    /// The leaf's decoded text before the gate, and its marks.
    pub raw: String,
    pub marks: Vec<RawMark>,
    /// The images being read.
    pub images: Vec<OpenImage>,
    /// The places of characters in the raw text that are literal. Their author kept them from having a meaning.
    pub literal: Vec<usize>,
    /// The notes that were written within the leaf.
    pub notes: Vec<InlineNote>,
    /// The marks not yet closed, by their number in `marks`.
    pub open_marks: Vec<usize>,
    pub leaf: Option<Leaf>,
    /// The end of the leaf's first line, for callouts.
    pub first_break: Option<usize>,
    /// The blanks of the raw text at which a source line ends.
    pub breaks: Vec<usize>,
    pub open: Vec<OpenContainer>,
    pub lists: Lists,
    pub table: TableState,
    pub html: HtmlState,
    /// Labels in lower case to footnotes.
    pub footnotes: HashMap<String, u32>,
    pub numbered_footnotes: u32,
    pub languages: HashMap<String, u32>,
    pub callouts: HashMap<String, u32>,
    pub slugs: HashMap<String, u32>,
    /// Marks that the next block continues the list of the chunk before.
    pub joined: bool,
    /// The bytes of the source that the current event comes from.
    pub at: (usize, usize),
}

/// A leaf block being read.
#[derive(Clone, Copy)]
pub(super) struct Leaf {
    pub kind: BlockKind,
    pub start: usize,
    /// Text directly in an item, as tight lists have it.
    pub bare: bool,
}

/// A mark in the raw text of a leaf.
#[derive(Clone, Copy)]
pub(super) struct RawMark {
    pub start: usize,
    pub end: usize,
    pub kind: MarkKind,
    /// Opened by an HTML tag.
    pub html: bool,
}

impl<'s> DocumentBuilder<'s> {
    pub(super) fn new(source: &'s str, room: usize) -> Self {
        let mut builder = Self { source, text: CleanBuf::with_capacity(room), ..Self::default() };
        builder.document.source_len = source.len();
        builder
    }

    /// Ends a chunk: no container reaches into the next.
    pub(super) fn end_chunk(&mut self) {
        self.flush();
        self.open.clear();
        self.lists.clear();
    }

    /// Reads the events of a text that is behind the source.
    pub(super) fn add<'t>(&mut self, events: impl Iterator<Item = Event<'t>>) {
        self.at = (self.source.len(), self.source.len());
        for event in events {
            self.event(event);
        }
        self.end_chunk();
    }

    pub(super) fn finish(mut self, complete: bool) -> Document {
        self.close_footnotes();
        self.document.text = self.text;
        self.document.text.shrink_to_fit();
        self.document.targets = self.targets;
        self.document.targets.shrink_to_fit();
        self.document.complete = complete;
        self.document.blocks.shrink_to_fit();
        self.document.marks.shrink_to_fit();
        self.document
    }

    pub(super) fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.finish_tag(tag),
            Event::Text(text) => self.push_text(&text),
            Event::Code(code) => self.push_marked(&code, MarkKind::Code),
            Event::InlineMath(math) => self.push_math("$", &math),
            Event::DisplayMath(math) => self.push_math("$$", &math),
            Event::Html(html) => self.html_block(&html),
            Event::InlineHtml(html) => self.inline_html(&html),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::SoftBreak => self.push_soft_break(),
            Event::HardBreak => self.push_break('\n'),
            Event::Rule => self.rule(),
            Event::TaskListMarker(done) => self.task(done),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.open_leaf(BlockKind::Paragraph, false),
            Tag::Heading { level, .. } => self.open_leaf(BlockKind::Heading(level_of(level)), false),
            Tag::CodeBlock(kind) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => self.language(info),
                    CodeBlockKind::Indented => NONE,
                };
                self.open_leaf(BlockKind::Code(language), false);
            }
            Tag::HtmlBlock => self.start_html_block(),
            Tag::BlockQuote(_) => self.start_quote(),
            Tag::List(first) => self.start_list(first),
            Tag::Item => self.start_item(),
            Tag::FootnoteDefinition(label) => self.start_footnote(&label),
            Tag::DefinitionListTitle => self.open_leaf(BlockKind::Term, false),
            Tag::DefinitionListDefinition => self.start_definition(),
            Tag::Table(alignments) => self.start_table(&alignments),
            Tag::Emphasis => self.open_mark(MarkKind::Emphasis),
            Tag::Strong => self.open_mark(MarkKind::Strong),
            Tag::Strikethrough => self.open_strike(),
            Tag::Superscript => self.open_mark(MarkKind::Superscript),
            Tag::Subscript => self.open_mark(MarkKind::Subscript),
            Tag::Link { link_type, dest_url, .. } => self.open_link(link_type, &dest_url),
            Tag::Image { link_type, dest_url, title, .. } => self.open_image(link_type, &dest_url, &title),
            Tag::TableHead | Tag::TableRow | Tag::TableCell | Tag::DefinitionList | Tag::MetadataBlock(_) => {
            }
        }
    }

    fn finish_tag(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionList => self.flush(),
            TagEnd::HtmlBlock => self.end_html_block(),
            TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition | TagEnd::DefinitionListDefinition => {
                self.close_container();
            }
            TagEnd::Item => self.end_item(),
            TagEnd::List(_) => self.end_list(),
            TagEnd::TableCell => self.end_written_cell(),
            TagEnd::TableHead => self.end_row(true),
            TagEnd::TableRow => self.end_body_row(),
            TagEnd::Table => self.end_table(),
            TagEnd::Strikethrough => self.close_strike(),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Superscript | TagEnd::Subscript => {
                self.close_mark();
            }
            TagEnd::Link => self.close_link(),
            TagEnd::Image => self.close_image(),
            TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Begins a leaf; one still open ends first.
    pub(super) fn open_leaf(&mut self, kind: BlockKind, bare: bool) {
        self.flush();
        self.leaf = Some(Leaf { kind, start: self.at.0, bare });
    }

    /// Begins a leaf unless one is open. Text outside a leaf comes from tight lists.
    pub(super) fn ensure_leaf(&mut self) {
        if self.leaf.is_none() {
            self.open_leaf(BlockKind::Paragraph, true);
        }
    }

    fn rule(&mut self) {
        self.open_leaf(BlockKind::Rule, false);
        self.flush();
    }

    fn language(&mut self, info: &str) -> u32 {
        let word = info.split([' ', ',', '\t', '{']).next().unwrap_or_default();
        if word.is_empty() {
            return NONE;
        }
        intern(&mut self.languages, &mut self.document.languages, word)
    }
}

/// Returns the number of `word` in `list`, adding it when new.
pub(super) fn intern(
    known: &mut HashMap<String, u32>,
    list: &mut Vec<crate::text::Clean>,
    word: &str,
) -> u32 {
    if let Some(number) = known.get(word) {
        return *number;
    }
    let number = u32::try_from(list.len()).unwrap_or(NONE);
    list.push(crate::text::Clean::line(word));
    known.insert(word.to_owned(), number);
    number
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
