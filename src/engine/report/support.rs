//! The blocks of a text that are marked for weak support.

use std::collections::HashMap;

use crate::briefing::TextEvidence;
use crate::library::Library;

/// A weak support of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It rests on one origin.
    OneOrigin,
    /// It rests on no source of the library.
    NoSource,
}

/// Returns the blocks to mark for weak support.
/// A block with several statements is marked when all of them rest on one origin, or any of them on none.
pub fn support(library: &Library, text_evidence: &TextEvidence) -> HashMap<u32, Support> {
    let mut origins: HashMap<u32, (usize, usize)> = HashMap::new();
    for statement in &text_evidence.statements {
        let count = library.origins_of(text_evidence, statement).len();
        let (least, most) = origins.entry(statement.block).or_insert((count, count));
        (*least, *most) = ((*least).min(count), (*most).max(count));
    }
    let mark = |(block, (least, most))| match (least, most) {
        (0, _) => Some((block, Support::NoSource)),
        (1, 1) => Some((block, Support::OneOrigin)),
        _ => None,
    };
    origins.into_iter().filter_map(mark).collect()
}
