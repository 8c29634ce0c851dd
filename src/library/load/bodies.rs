//! Reading the bodies of a whole library: what each says becomes a dossier, and all of them the evidence.

use rayon::prelude::*;

use crate::briefing::{self, Dossier};
use crate::library::{Evidence, Library, Origin};
use crate::markdown;

use super::walk::Opener;
use super::{SkipReason, Skipped, embedded};

/// The evidence of a library, and the files that could not be read for it.
#[derive(Debug)]
pub struct Gathered {
    /// What all bodies say.
    pub evidence: Evidence,
    /// Files that could not be read any more, in the order of their paths. Their bodies count as empty.
    pub unread: Vec<Skipped>,
}

/// Reads and parses the bodies of all briefings, on all cores.
pub fn gather_evidence(library: &Library) -> Gathered {
    let opener = match library.origin() {
        Origin::Embedded => None,
        Origin::Folders(folders) => Some(Opener::new(folders)),
    };
    let briefings: Vec<_> = library.iter().map(|(_, briefing)| briefing).collect();
    let read: Vec<Result<Dossier, Skipped>> = briefings
        .par_iter()
        .map(|briefing| {
            let path = &briefing.path;
            let bytes = match &opener {
                Some(opener) => opener.open(path),
                None => Ok(embedded::bytes(path).unwrap_or_default().to_vec()),
            };
            let unreadable = |error: std::io::Error| Skipped {
                path: path.clone(),
                reason: SkipReason::Unreadable(error.to_string()),
            };
            bytes.map(|bytes| dossier(&bytes)).map_err(unreadable)
        })
        .collect();
    let mut unread = Vec::new();
    let dossiers = read.into_iter().map(|read| {
        read.unwrap_or_else(|skipped| {
            unread.push(skipped);
            Dossier::default()
        })
    });
    let dossiers = dossiers.collect();
    Gathered { evidence: Evidence::new(library, dossiers), unread }
}

/// What a file's body says.
fn dossier(bytes: &[u8]) -> Dossier {
    let body = briefing::body(bytes);
    Dossier::new(&markdown::parse(&body.text), &body)
}
