//! Reading many briefings whole, on all cores.

use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::library::{Ix, Library, Origin};

use super::embedded;
use super::walk::Opener;

/// Reads these briefings and hands the bytes of each to `take`, on several threads; the answers are in the order
/// of `briefings`.
pub fn each_text<T: Send>(
    library: &Library,
    briefings: &[Ix],
    take: impl Fn(Ix, io::Result<Vec<u8>>) -> T + Sync,
) -> Vec<T> {
    let opener = match library.origin() {
        Origin::Embedded => None,
        Origin::Folders(folders) => Some(Opener::new(folders)),
    };
    let read = |ix: &Ix| {
        let path = &library.get(*ix).path;
        let bytes = match &opener {
            Some(opener) => opener.open(path),
            None => Ok(embedded::bytes(path).unwrap_or_default().to_vec()),
        };
        take(*ix, bytes)
    };
    briefings.par_iter().map(read).collect()
}

/// Whether there is a file or a folder at a path, which a link of the library leads to.
pub fn leads_somewhere(library: &Library, path: &Path) -> bool {
    *library.origin() != Origin::Embedded && path.exists()
}
