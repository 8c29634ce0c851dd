//! The briefings that come with the program.

use std::path::Path;

use crate::briefing::Briefing;

use super::load::Loaded;
use super::{Builder, FileState, Library, Origin};

/// The folder that all of them are in.
pub(super) const FOLDER: &str = "briefings";

/// Names such as `briefings/companies/hikvision.md`, with their contents.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Reads the embedded sample.
///
/// # Examples
///
/// ```
/// use briefing::library::{embedded, open};
///
/// let loaded = embedded();
/// assert!(loaded.problems.is_empty() && !loaded.library.is_empty());
///
/// // Its texts are in the program as well.
/// let (_, first) = loaded.library.records().next().unwrap();
/// assert!(open(&loaded.library, &first.path())?.starts_with(b"---"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn embedded() -> Loaded {
    let mut problems = Vec::new();
    let mut builder = Builder::default();
    for (name, bytes) in FILES {
        let (briefing, wrong) = Briefing::read(Path::new(name), bytes);
        // A sample that fills a store would not fit into the program.
        let _added = builder.add(&briefing, FileState::UNKNOWN);
        problems.extend(wrong);
    }
    Loaded { library: Library::of(Origin::Embedded, builder.finish()), problems, skipped: Vec::new() }
}

/// Returns the bytes of one embedded briefing.
pub(super) fn bytes(path: &Path) -> Option<&'static [u8]> {
    let name = path.to_str()?;
    let at = FILES.binary_search_by(|(other, _)| (*other).cmp(name)).ok()?;
    FILES.get(at).map(|(_, bytes)| *bytes)
}
