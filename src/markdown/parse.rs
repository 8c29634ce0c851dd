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
mod finish;
mod html;
mod inline;
mod small;
mod tables;
mod tag;

use pulldown_cmark::{Options, Parser};

use self::builder::Builder;
use self::chunk::{Chunks, Definitions};
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
    let text = &source[skipped..];
    let mut builder = Builder::new(source, if chunks == 1 { 0 } else { text.len() + text.len() / 16 });
    let mut definitions = None;
    let mut complete = true;
    for (number, chunk) in Chunks::new(text).enumerate() {
        if number == chunks {
            complete = false;
            break;
        }
        builder.joined = chunk.joined;
        let chunk = chunk.range;
        if chunk.len() == text.len() {
            builder.read(Parser::new_ext(text, options()), skipped, text.len());
            break;
        }
        let supplied = definitions.get_or_insert_with(|| Definitions::find(text)).supply(chunk.clone());
        builder.read(Parser::new_ext(&supplied, options()), skipped + chunk.start, chunk.len());
    }
    builder.finish(complete)
}
