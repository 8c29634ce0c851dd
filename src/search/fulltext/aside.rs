//! Searchable values beside the text of a file: front matter, addresses of links and languages of code.

use crate::briefing::{Locator, decoded};
use crate::markdown::{Anchor, Document};
use crate::text::Clean;

/// The name under which a value of the front matter is shown that has no better one.
pub(super) const FRONT_MATTER: &str = "front matter";

/// Calls `see` with each value of the front matter and its line.
pub(super) fn each_value(bytes: &[u8], see: &mut impl FnMut(u32, &Clean)) {
    Locator::new(&decoded(bytes)).values().iter().for_each(|(line, value)| see(*line, value));
}

/// Calls `see` with the addresses of links and the languages of code, with their name and place.
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
