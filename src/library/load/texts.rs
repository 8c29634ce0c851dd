//! Reading many briefings whole, on all cores.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::open;
use super::walk::Opener;
use crate::library::{Ix, Library, Origin};

/// Reads these briefings and passes the bytes of each to `take`.
/// It uses several threads; the answers are in the order of `briefings`.
///
/// # Examples
///
/// ```
/// use briefing::library::{each_text, embedded};
///
/// let library = embedded().library;
/// let all: Vec<_> = library.all().collect();
/// let sizes = each_text(&library, &all, |_, bytes| bytes.map_or(0, |bytes| bytes.len()));
/// assert_eq!(sizes.len(), library.len());
/// assert!(sizes.iter().all(|size| *size > 0));
/// ```
pub fn each_text<T: Send>(
    library: &Library,
    briefings: &[Ix],
    take: impl Fn(Ix, io::Result<Vec<u8>>) -> T + Sync,
) -> Vec<T> {
    each_text_while(library, briefings, |_| true, take).unwrap_or_default()
}

/// Reads briefings while `go_on` returns true.
/// `go_on` gets, before each text, the number of texts begun before it. `None` when it was stopped; then no more
/// files are opened.
pub fn each_text_while<T: Send>(
    library: &Library,
    briefings: &[Ix],
    go_on: impl Fn(usize) -> bool + Sync,
    take: impl Fn(Ix, io::Result<Vec<u8>>) -> T + Sync,
) -> Option<Vec<T>> {
    // The folders are looked at once, not for every file.
    let opener = match library.origin() {
        Origin::Folders(folders) => Some(Opener::new(folders)),
        Origin::Embedded => None,
    };
    let begun = AtomicUsize::new(0);
    let read = |ix: &Ix| {
        if !go_on(begun.fetch_add(1, Ordering::Relaxed)) {
            return None;
        }
        let path = library.record(*ix).path();
        let bytes = opener.as_ref().map_or_else(|| open(library, &path), |opener| opener.open(&path));
        Some(take(*ix, bytes))
    };
    briefings.par_iter().map(read).collect()
}

/// Reports whether a path that a link leads to exists.
pub fn leads_somewhere(library: &Library, path: &Path) -> bool {
    *library.origin() != Origin::Embedded && path.exists()
}
