//! Reads the bodies of a library into the evidence of each text and of the library.

use crate::briefing::{self, TextEvidence};
use crate::library::{Evidence, Ix, Library};

use super::{SkipReason, Skipped, each_text_while};

/// The evidence of a library, and the files that were not readable.
#[derive(Debug)]
pub struct GatheredEvidence {
    /// The evidence of all bodies.
    pub evidence: Evidence,
    /// The files that are no longer readable, in path order. Their bodies count as empty.
    pub unread: Vec<Skipped>,
}

/// Reads and parses the bodies of all briefings, on all cores.
///
/// # Examples
///
/// ```
/// use briefing::library::{embedded, gather_evidence};
///
/// let library = embedded().library;
/// let gathered = gather_evidence(&library);
/// assert!(gathered.unread.is_empty());
/// let fair = library.with_name("milipol-paris-2019")[0];
/// let statements = &gathered.evidence.text_evidence(fair).statements;
/// assert!(statements.iter().any(|statement| statement.kind.word() == "conflict"));
/// ```
pub fn gather_evidence(library: &Library) -> GatheredEvidence {
    // It is never stopped.
    gather_evidence_while(library, |_| true).unwrap_or_else(|| GatheredEvidence {
        evidence: Evidence::new(library, Vec::new()),
        unread: Vec::new(),
    })
}

/// Gathers evidence while `go_on` returns true.
/// `go_on` gets the number of bodies that were begun. `None` when it was stopped.
pub fn gather_evidence_while(
    library: &Library,
    go_on: impl Fn(usize) -> bool + Sync,
) -> Option<GatheredEvidence> {
    let all: Vec<Ix> = library.all().collect();
    let read = each_text_while(library, &all, go_on, |ix, bytes| {
        bytes.map(|bytes| text_evidence(library, ix, bytes)).map_err(|error| Skipped {
            path: library.record(ix).path(),
            reason: SkipReason::Unreadable(error.to_string()),
        })
    })?;
    let mut unread = Vec::new();
    let text_evidence = read.into_iter().map(|read| {
        read.unwrap_or_else(|skipped| {
            unread.push(skipped);
            TextEvidence::default()
        })
    });
    let text_evidence = text_evidence.collect();
    Some(GatheredEvidence { evidence: Evidence::new(library, text_evidence), unread })
}

/// Gathers the evidence of a file's body.
fn text_evidence(library: &Library, ix: Ix, bytes: Vec<u8>) -> TextEvidence {
    let body = briefing::into_body(bytes);
    TextEvidence::new(&library.document(&library.record(ix).path(), &body.text), &body)
}
