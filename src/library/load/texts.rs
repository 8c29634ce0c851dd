//! Reading many briefings whole, on all cores.

use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::open;
use super::walk::Opener;
use crate::library::{Ix, Library, Origin};

/// Reads these briefings and hands the bytes of each to `take`, on several threads; the answers are in the order
/// of `briefings`.
pub fn each_text<T: Send>(
    library: &Library,
    briefings: &[Ix],
    take: impl Fn(Ix, io::Result<Vec<u8>>) -> T + Sync,
) -> Vec<T> {
    // The folders are looked at once, not for every file.
    let opener = match library.origin() {
        Origin::Folders(folders) => Some(Opener::new(folders)),
        Origin::Embedded => None,
    };
    let read = |ix: &Ix| {
        let path = &library.get(*ix).path;
        take(*ix, opener.as_ref().map_or_else(|| open(library, path), |opener| opener.open(path)))
    };
    briefings.par_iter().map(read).collect()
}

/// Whether there is a file or a folder at a path, which a link of the library leads to.
pub fn leads_somewhere(library: &Library, path: &Path) -> bool {
    *library.origin() != Origin::Embedded && path.exists()
}
