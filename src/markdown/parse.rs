//! Source text to [`Document`].
//!
//! pulldown-cmark finds the structure; [`DocumentBuilder`] flattens its events. A large source is read in chunks cut
//! where a block must begin in any case, so that the parser's tree stays small, and so that its first chunk
//! alone gives the same first blocks, with the same numbers, as the whole.

mod attributes;
mod autolink;
mod blocks;
mod breaks;
mod builder;
mod chunk;
mod emit;
mod emphasis;
mod fence;
mod finish;
mod html;
mod inline;
mod labels;
mod marks;
mod small;
mod source;
mod tables;
mod tag;

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag};

use self::builder::DocumentBuilder;
use self::chunk::{Chunks, Definitions};
pub use self::labels::{Reference, label, references};
use self::source::Prepared;
use super::document::Document;

/// The most bytes of a source; the rest is cut off.
/// Byte positions are kept in 32 bits, with room for what the gate adds.
const MAX_SOURCE: usize = 1 << 29;

/// The whole document.
///
/// # Examples
///
/// ```
/// use briefing::markdown::{BlockKind, parse};
///
/// let document = parse("# Fairs\n\nChina's firms *came*.[^afp]\n\n[^afp]: AFP, 2019.\n");
/// let first = document.block(0).unwrap();
/// assert_eq!((first.kind(), first.text()), (BlockKind::Heading(1), "Fairs"));
/// assert!(document.plain_text().contains("China's firms came."));
/// assert_eq!(document.footnotes()[0].label, "afp");
/// ```
pub fn parse(source: &str) -> Document {
    parse_with(source, |_| None)
}

/// Parses the whole document with definitions from elsewhere.
/// Footnotes that it refers to and does not define are read as if they were defined at its end: `define` returns
/// the text of the definition with this label, if there is one.
///
/// # Examples
///
/// ```
/// use briefing::markdown::parse_with;
///
/// let define = |label: &str| (label == "afp-1911").then(|| "AFP, 24 November 2019.".to_owned());
/// let document = parse_with("It stayed away.[^afp-1911]\n", define);
/// assert!(document.plain_text().contains("AFP, 24 November 2019."));
/// ```
pub fn parse_with(source: &str, define: impl Fn(&str) -> Option<String>) -> Document {
    read(source, usize::MAX, &define)
}

/// Parses the beginning of the document, enough for a first screen.
/// The time hardly grows with the source. The blocks are the first blocks of the whole document, with the same
/// numbers and texts; links and footnotes that are defined further on are known. [`Document::is_complete`] reports
/// whether that was all.
pub fn parse_head(source: &str) -> Document {
    parse_head_with(source, |_| None)
}

/// The beginning of what [`parse_with`] returns.
pub fn parse_head_with(source: &str, define: impl Fn(&str) -> Option<String>) -> Document {
    read(source, 1, &define)
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

fn read(source: &str, chunks: usize, define: &dyn Fn(&str) -> Option<String>) -> Document {
    let source = &source[..source.floor_char_boundary(MAX_SOURCE)];
    let skipped = if source.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let prepared = Prepared::of(&source[skipped..]);
    let text = &*prepared.text;
    let mut builder =
        DocumentBuilder::new(source, if chunks == 1 { 0 } else { text.len() + text.len() / 16 });
    let place = |at: usize| skipped + prepared.in_source(at);
    let added = Added::find(text, define);
    let mut definitions = None;
    let mut complete = true;
    for (number, chunk) in Chunks::new(text).enumerate() {
        if number == chunks {
            complete = false;
            break;
        }
        builder.joined = chunk.joined;
        let chunk = chunk.range;
        let supplied = if chunk.len() == text.len() {
            added.supply(text)
        } else {
            definitions
                .get_or_insert_with(|| Definitions::find(text, &added.labels))
                .supply(chunk.clone())
                .into()
        };
        let mut events = Parser::new_ext(&supplied, options()).into_offset_iter();
        // What was supplied comes behind a blank line; an empty cell may be just at the end.
        let own = events
            .by_ref()
            .take_while(|(event, at)| at.start <= chunk.len() || matches!(event, Event::End(_)));
        for (event, at) in own {
            let (start, end) = (at.start.min(chunk.len()), at.end.min(chunk.len()));
            builder.at = (place(chunk.start + start), place(chunk.start + end));
            // A character behind a backslash, or written as an entity, is itself and no sign.
            let before = at.start.checked_sub(1).and_then(|before| supplied.as_bytes().get(before));
            if matches!(event, Event::Text(_))
                && (before == Some(&b'\\') || supplied.as_bytes().get(at.start) == Some(&b'&'))
            {
                builder.literal.push(builder.raw.len());
            }
            builder.event(unfilled(event, prepared.filler));
        }
        builder.end_chunk();
    }
    if complete {
        builder.add(Parser::new_ext(&added.text, options()));
    }
    builder.finish(complete)
}

/// An event without the character that was put into the source.
fn unfilled(event: Event<'_>, filler: Option<char>) -> Event<'_> {
    let Some(filler) = filler else { return event };
    let without = |text: &mut CowStr<'_>| {
        if text.contains(filler) {
            *text = text.replace(filler, "").into();
        }
    };
    let mut event = event;
    match &mut event {
        Event::Text(text)
        | Event::Code(text)
        | Event::InlineMath(text)
        | Event::DisplayMath(text)
        | Event::Html(text)
        | Event::InlineHtml(text)
        | Event::FootnoteReference(text)
        | Event::Start(Tag::FootnoteDefinition(text) | Tag::CodeBlock(CodeBlockKind::Fenced(text))) => {
            without(text);
        }
        Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) => {
            without(dest_url);
            without(title);
        }
        _ => {}
    }
    event
}

/// Definitions of footnotes that a source refers to and does not hold.
#[derive(Default)]
struct Added {
    /// Their labels, as keys of [`Definitions`].
    labels: HashSet<String>,
    /// The definitions.
    text: String,
    /// The same without their texts: what a part of the source needs to know them.
    known: String,
}

impl Added {
    fn find(source: &str, define: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut added = Self::default();
        for reference in references(source).into_iter().filter(|reference| !reference.is_defined) {
            let label = reference.label;
            if let Some(definition) = define(label) {
                // Writing to a String cannot fail.
                let _ = write!(added.text, "[^{label}]: {definition}\n\n");
                let _ = write!(added.known, "\n\n[^{label}]: .");
                added.labels.insert(format!("^{}", labels::key(label)));
            }
        }
        added
    }

    fn supply<'s>(&self, source: &'s str) -> Cow<'s, str> {
        match self.known.as_str() {
            "" => source.into(),
            known => format!("{source}\n{}{known}", chunk::closing(source)).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::Block;

    fn define(label: &str) -> Option<String> {
        label.starts_with('s').then(|| format!("[Source {label}](sources/{label}.md)."))
    }

    #[test]
    fn footnotes_that_are_known_elsewhere_are_defined_at_the_end() {
        let document = parse_with("One.[^s1] Two.[^x] `[^s2]` Three.[^S1]\n\n- [^s3]\n", define);
        let notes: Vec<_> =
            document.footnotes().iter().map(|note| (note.label.as_str(), note.number)).collect();
        assert_eq!(notes, [("s1", Some(1)), ("s3", Some(2))]);
        let texts: Vec<_> = document.blocks().map(Block::text).collect();
        assert_eq!(texts, ["One.[1] Two.[^x] [^s2] Three.[1]", "[2]", "Source s1.", "Source s3."]);
        assert_eq!(document.footnotes()[0].definition, 2..3);
        assert_eq!(document.link_count(), 2);
    }

    #[test]
    fn an_image_in_the_label_of_another_is_only_its_label() {
        let document = parse("An ![a ![b](c.png) d|40](e.png), [![f](g.png)](h.md).\n");
        assert_eq!(document.plain_text(), "An [image: a b d], [image: f].\n");
        assert_eq!(document.link_count(), 3);
        // So the work on nested ones grows with the source alone.
        let nested = |count: usize| parse(&format!("{}{}", "![a".repeat(count), "](b)".repeat(count)));
        let marks = |count| nested(count).blocks().map(|block| block.marks().count()).sum::<usize>();
        assert!(marks(60_000) <= 2 * marks(30_000), "{}", marks(60_000));
    }

    #[test]
    fn what_the_source_leaves_open_hides_no_definition() {
        for open in ["```\ncode\n", "~~~~\ncode", "<!-- comment\n", "> ```\n> code\n"] {
            let document = parse_with(&format!("One.[^s1]\n\n{open}"), define);
            assert_eq!(document.footnotes()[0].number, Some(1), "{open:?}");
        }
    }

    #[test]
    fn what_is_defined_stays_as_it_is() {
        let source = "One.[^s1]\n\n[^s1]: Mine.\n";
        let (plain, with) = (parse(source), parse_with(source, define));
        assert!(plain.blocks().map(Block::text).eq(with.blocks().map(Block::text)));
    }

    #[test]
    fn a_long_source_knows_them_in_all_its_parts() {
        let part = format!("## Part\n\nSaid.[^s1] {}\n\n", "more words ".repeat(300));
        let document = parse_with(&part.repeat(200), define);
        assert_eq!(document.references(0).count(), 200);
        assert!(!document.footnotes()[0].definition.is_empty());
        let head = parse_head_with(&part.repeat(200), define);
        assert!(!head.is_complete() && head.footnotes()[0].number == Some(1));
    }
}
