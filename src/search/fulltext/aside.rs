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

/// Returns the byte of the source where an address or language is.
/// It is exact if the source has the value as it is read, else it is near.
pub(super) fn byte_of(document: &Document, anchor: Anchor, value: &str, source: &str) -> usize {
    let near = source.floor_char_boundary(document.source_at(anchor));
    document.block(anchor.block).map_or(near, |block| nearest(source, block.source(), value, near))
}

/// Returns the byte nearest to `near` at which a word is written.
/// Only a range of the source is searched. Without the word in it the result is `near`.
pub(super) fn nearest(source: &str, range: Range<usize>, word: &str, near: usize) -> usize {
    let written = source.get(range.clone()).unwrap_or_default();
    let places = memchr::memmem::find_iter(written.as_bytes(), word.as_bytes()).map(|at| range.start + at);
    places.min_by_key(|at| at.abs_diff(near)).unwrap_or(near)
}
