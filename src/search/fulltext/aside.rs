//! Searchable values beside the text of a file.
//!
//! They are front matter, addresses of links and languages of code.

use std::ops::Range;

use crate::briefing::{Locator, decoded};
use crate::markdown::{Anchor, Document};
use crate::text::Clean;

/// The name shown for a front-matter value without a better one.
pub(super) const FRONT_MATTER: &str = "front matter";

/// Calls `see` with each value of the front matter and its line.
pub(super) fn each_value(bytes: &[u8], see: &mut impl FnMut(u32, &Clean)) {
    Locator::new(&decoded(bytes)).values().iter().for_each(|(line, value)| see(*line, value));
}

/// Calls `see` with the addresses of links and languages of code. Each comes with its name and place.
pub(super) fn each(document: &Document, see: &mut impl FnMut(&'static str, Anchor, &Clean)) {
    for link in document.links() {
        see("address", link.anchor, &link.written);
    }
    for block in document.blocks() {
        if let Some(language) = block.language() {
            see("code", Anchor { block: block.number, character: 0 }, language);
        }
    }
}

/// Returns the byte of the source at which the address or language of a place stands, as far as it is written as it is read.
pub(super) fn byte_of(document: &Document, anchor: Anchor, value: &str, source: &str) -> usize {
    let near = source.floor_char_boundary(document.source_at(anchor));
    document.block(anchor.block).map_or(near, |block| nearest(source, block.source(), value, near))
}

/// Returns the byte in a range of the source that is nearest to `near` and at which a word is written; `near` where there is
/// none.
pub(super) fn nearest(source: &str, range: Range<usize>, word: &str, near: usize) -> usize {
    let written = source.get(range.clone()).unwrap_or_default();
    let places = memchr::memmem::find_iter(written.as_bytes(), word.as_bytes()).map(|at| range.start + at);
    places.min_by_key(|at| at.abs_diff(near)).unwrap_or(near)
}
