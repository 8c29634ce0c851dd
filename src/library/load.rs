//! From folders to a library. Only the files below this module read briefings.
//!
//! All Markdown files count, except hidden ones and those in hidden folders. `.gitignore` is not heeded: many
//! keep their notes out of a repository on purpose and still want to read them here. Two threads or more walk,
//! read and parse; the caller's thread puts the library together, and can be handed growing parts of it, each
//! twice as large as the one before, so that the whole work stays proportional.

mod file;
mod survey;
mod walk;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::briefing::{Briefing, Problem};
use crate::clean;
use crate::text::Clean;

use super::{Library, Origin, embedded};

pub use file::open_file;
pub use survey::{Folder, Stamp, Survey, Surveyed, real_folders, survey};
pub use walk::open_below;

/// When the first part is handed over.
const FIRST_PART: Duration = Duration::from_millis(10);

/// A whole library, and what was wrong on the way to it.
#[derive(Debug)]
pub struct Loaded {
    /// The briefings.
    pub library: Library,
    /// What is wrong in files, in the order of their paths.
    pub problems: Vec<Problem>,
    /// What was found and not read, in the order of the paths.
    pub skipped: Vec<Skipped>,
}

/// What has been read so far.
#[derive(Debug)]
pub struct Part {
    /// The briefings so far.
    pub library: Library,
    /// How many problems there are so far.
    pub problems: usize,
}

/// Something in a folder that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where it is.
    pub path: PathBuf,
    /// Why it was not read.
    pub reason: SkipReason,
}

/// Why something was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// A FIFO, a socket, a device: reading it might never end.
    NotAFile(&'static str),
    /// A link that leads out of the library.
    Outside(PathBuf),
    /// A link to something that is read in its own place.
    SameAs(PathBuf),
    /// It could not be looked at.
    Unreadable(String),
}

impl Skipped {
    /// The reason in words.
    pub fn why(&self) -> Clean {
        match &self.reason {
            SkipReason::NotAFile(what) => clean!("a {what}, not a file"),
            SkipReason::Outside(target) => clean!("leads out of the library, to {}", target.display()),
            SkipReason::SameAs(target) => clean!("another name of {}", target.display()),
            SkipReason::Unreadable(error) => clean!("{error}"),
        }
    }
}

/// Loads all briefings of these folders, or files.
pub fn load(folders: &[PathBuf]) -> Loaded {
    gather(folders, |_| {}, false)
}

/// The same, handing over parts of the library while loading goes on: the first after a few milliseconds, then
/// each time their number has doubled. The whole is the answer, not a part.
pub fn load_with(folders: &[PathBuf], on_part: impl FnMut(Part)) -> Loaded {
    gather(folders, on_part, true)
}

/// The bytes of one briefing of a library, read with the same care as when it was loaded.
///
/// # Errors
///
/// When it can't be read, is no regular file, has more than 100 MB, or is not in the library.
pub fn open(library: &Library, path: &Path) -> std::io::Result<Vec<u8>> {
    match library.origin() {
        Origin::Embedded => embedded::bytes(path)
            .map(<[u8]>::to_vec)
            .ok_or_else(|| std::io::Error::new(std::io::ErrorKind::NotFound, "not in the embedded sample")),
        Origin::Folders(folders) => walk::open_inside(folders, path),
    }
}

/// What a walking thread hands over.
#[derive(Default)]
struct Batch {
    briefings: Vec<Arc<Briefing>>,
    problems: Vec<Problem>,
    skipped: Vec<Skipped>,
}

fn gather(folders: &[PathBuf], on_part: impl FnMut(Part), in_parts: bool) -> Loaded {
    let origin = Origin::Folders(folders.to_vec());
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut all = std::thread::scope(|scope| {
        scope.spawn(|| walk::walk(folders, sender));
        collect(&origin, &receiver, on_part, in_parts)
    });
    all.problems.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
    all.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    Loaded { library: Library::new(origin, all.briefings), problems: all.problems, skipped: all.skipped }
}

fn collect(
    origin: &Origin,
    receiver: &Receiver<Batch>,
    mut on_part: impl FnMut(Part),
    in_parts: bool,
) -> Batch {
    let mut all = Batch::default();
    let begun = Instant::now();
    let mut handed_over = 0;
    loop {
        let waiting =
            if handed_over == 0 { FIRST_PART.saturating_sub(begun.elapsed()) } else { Duration::MAX };
        let batch = match receiver.recv_timeout(waiting.min(Duration::from_secs(3600))) {
            Ok(batch) => batch,
            Err(RecvTimeoutError::Timeout) => Batch::default(),
            Err(RecvTimeoutError::Disconnected) => return all,
        };
        all.briefings.extend(batch.briefings);
        all.problems.extend(batch.problems);
        all.skipped.extend(batch.skipped);
        let due = begun.elapsed() >= FIRST_PART && all.briefings.len() >= (handed_over * 2).max(1);
        if in_parts && due {
            handed_over = all.briefings.len();
            let library = Library::new(origin.clone(), all.briefings.clone());
            on_part(Part { library, problems: all.problems.len() });
        }
    }
}
