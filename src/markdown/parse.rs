//! Source text to [`Document`].
//!
//! pulldown-cmark finds the structure; [`Builder`] flattens its events. A large source is read in chunks cut
//! where a block must begin in any case, so that the parser's tree stays small, and so that its first chunk
//! alone gives the same first blocks, with the same numbers, as the whole.

mod autolink;
mod blocks;
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

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag};

use self::builder::Builder;
use self::chunk::{Chunks, Definitions};
pub use self::labels::{Reference, label, references};
use self::source::Prepared;
use super::document::Document;

/// Sources are cut off here: byte positions are kept in 32 bits, with room for what the gate adds.
const MAX_SOURCE: usize = 1 << 29;

/// The whole document.
pub fn parse(source: &str) -> Document {
    read(source, usize::MAX)
}

/// The beginning of the document, enough for a first screen, in a time that hardly grows with the source. Its
/// blocks are the first blocks of the whole document, with the same numbers and texts; links and footnotes that
/// are defined further on are known. [`Document::is_complete`] says whether that was all.
pub fn parse_head(source: &str) -> Document {
    read(source, 1)
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

fn read(source: &str, chunks: usize) -> Document {
    let source = &source[..source.floor_char_boundary(MAX_SOURCE)];
    let skipped = if source.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let prepared = Prepared::of(&source[skipped..]);
    let text = &*prepared.text;
    let mut builder = Builder::new(source, if chunks == 1 { 0 } else { text.len() + text.len() / 16 });
    let place = |at: usize| skipped + prepared.in_source(at);
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
            Cow::Borrowed(text)
        } else {
            definitions.get_or_insert_with(|| Definitions::find(text)).supply(chunk.clone()).into()
        };
        let mut events = Parser::new_ext(&supplied, options()).into_offset_iter();
        // What was supplied stands behind a blank line; an empty cell may stand just at the end.
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
