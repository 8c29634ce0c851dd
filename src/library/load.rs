//! Loading of libraries from folders. Only this module and its submodules read briefings.
//!
//! All Markdown files count, except hidden ones, those in hidden folders and in `node_modules`, and those that a
//! `.gitignore` names and the repository does not track. Two threads or more walk, read and parse. The caller's thread puts the library together, and can be handed growing parts of
//! it, each at least twice as large as the one before, so that the whole work is proportional.

mod beside;
mod bodies;
mod current;
mod file;
pub mod freshness;
mod ignored;
pub(super) mod roots;
mod survey;
mod texts;
mod tracked;
mod version;
mod walk;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use crate::briefing::{Briefing, Problem};
use crate::clean;
use crate::text::Clean;

use super::names::Paths;
use super::{Builder, FileState, Library, Origin, Store, UnchangedRecords, embedded};

pub use bodies::{EvidenceStore, GatheredEvidence, gather_evidence};
pub use current::{CurrentLibrary, FirstRows};
use file::MOST;
pub use file::open_file;
pub(super) use ignored::RULES;
pub use ignored::show_ignored;
pub use survey::{FolderListing, ListedFile, real_folders, survey, survey_files};
pub use texts::{each_text, each_text_while, leads_somewhere};
pub use version::{FolderState, StateReader};
pub use walk::Opener;

/// The most batches that wait to be read, or to be stored.
/// The threads that produce them must not fill the memory with data that will shrink to a fifth of its size.
const WAITING: usize = 8;

/// The time at which the first part is handed over.
const FIRST_PART: Duration = Duration::from_millis(10);
/// The size from which parts are handed over less often.
/// From then on the previous part must be as old as `BETWEEN_LARGE_PARTS`. Each part is several large blocks of
/// memory, and of the freed ones the allocator keeps as much as the whole library takes.
const LARGE_PART: usize = 16_384;
const BETWEEN_LARGE_PARTS: Duration = Duration::from_secs(5);

/// A whole library, and the problems found on loading.
#[derive(Debug)]
pub struct Loaded {
    /// The briefings.
    pub library: Library,
    /// The problems in files, in the order of their paths.
    pub problems: Vec<Problem>,
    /// The files that were found and not read, in path order.
    pub skipped: Vec<Skipped>,
}

/// A library after a look for changes.
#[derive(Debug, Default)]
pub struct Refreshed {
    /// The library as it is now, and its unchanged briefings.
    /// `None` when nothing changed, not even the known versions.
    pub now: Option<(Library, UnchangedRecords)>,
    /// Reports whether any file is new, gone or another version.
    /// If not, a new library has the same briefings with the same numbers, and only more is known of files that
    /// were read shortly after they were written.
    pub changed: bool,
    /// The problems in the files that were read again.
    pub problems: Vec<Problem>,
    /// The files that were found and not read.
    pub skipped: Vec<Skipped>,
    /// The folders as they were before their files were searched for; empty if only single files were looked at.
    pub folders: Vec<FolderState>,
}

/// The library as loaded so far.
#[derive(Debug)]
pub struct LoadProgress {
    /// The briefings so far.
    pub library: Library,
    /// The number of problems so far.
    pub problems: usize,
}

/// Something in a folder that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its path.
    pub path: PathBuf,
    /// The reason why it was not read.
    pub reason: SkipReason,
}

/// The reason why something was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// A FIFO, a socket, a device: reading it might never end.
    NotAFile(&'static str),
    /// A link that leads out of the library.
    Outside(PathBuf),
    /// A link to something that is read in its own place.
    SameAs(PathBuf),
    /// An error on looking at it.
    Unreadable(String),
    /// A folder of packages, which is left out on purpose.
    Packages,
    /// Something that a `.gitignore` names.
    Ignored,
}

impl Skipped {
    /// Reports whether it could not be read, so its contents are unknown.
    pub fn is_unreadable(&self) -> bool {
        matches!(self.reason, SkipReason::Unreadable(_))
    }

    /// Returns the reason in words.
    pub fn why(&self) -> Clean {
        match &self.reason {
            SkipReason::NotAFile(what) => clean!("not a regular file but a {what}"),
            SkipReason::Outside(target) => {
                clean!("a symbolic link out of the library, to {}", target.display())
            }
            SkipReason::SameAs(target) => clean!("a duplicate of {}", target.display()),
            SkipReason::Unreadable(error) => clean!("{error}"),
            SkipReason::Ignored => Clean::line("listed in .gitignore; to include it, try `ignored = true`"),
            SkipReason::Packages => {
                clean!("folders of packages are skipped; to open it, try -L with this folder")
            }
        }
    }

    /// Reports whether it is left out on purpose, which is no problem.
    pub fn is_on_purpose(&self) -> bool {
        matches!(self.reason, SkipReason::Packages | SkipReason::Ignored)
    }
}

/// Loads all briefings of these folders, or files.
///
/// # Examples
///
/// ```
/// use std::fs;
///
/// use briefing::library::load;
///
/// let folder = tempfile::tempdir()?;
/// fs::write(folder.path().join("fair.md"), "---\ntype: event\nstart: 2019-11-31\n---\n")?;
/// fs::write(folder.path().join("picture.png"), "no briefing")?;
/// let loaded = load(&[folder.path().to_owned()]);
/// assert_eq!(loaded.library.len(), 1);
/// // The calendar has no such day.
/// assert_eq!((loaded.problems.len(), loaded.problems[0].line), (1, 3));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn load(folders: &[PathBuf]) -> Loaded {
    gather(folders, &mut |_| {})
}

/// Loads like [`load`], handing over parts of the library in between.
/// The first comes after a few milliseconds, then one each time their number has doubled, but large ones seconds
/// apart. The whole library is returned and not handed over.
///
/// # Examples
///
/// ```
/// use std::fs;
///
/// use briefing::library::load_with;
///
/// let folder = tempfile::tempdir()?;
/// for number in 0..10 {
///     fs::write(folder.path().join(format!("{number}.md")), "text")?;
/// }
/// let mut parts = Vec::new();
/// let loaded = load_with(&[folder.path().to_owned()], |part| parts.push(part.library.len()));
/// assert_eq!(loaded.library.len(), 10);
/// // So small a library may be there before its first part is due.
/// assert!(parts.is_sorted() && parts.iter().all(|part| *part <= 10));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn load_with(folders: &[PathBuf], mut on_part: impl FnMut(LoadProgress)) -> Loaded {
    gather(folders, &mut on_part)
}

/// Looks at all files of a library and reads the changed ones. The sample never changes.
///
/// # Examples
///
/// ```
/// use std::fs;
///
/// use briefing::library::{load, refresh};
///
/// let folder = tempfile::tempdir()?;
/// fs::write(folder.path().join("a.md"), "text")?;
/// let library = load(&[folder.path().to_owned()]).library;
/// assert!(!refresh(&library).changed);
///
/// fs::write(folder.path().join("b.md"), "text")?;
/// let (now, unchanged) = refresh(&library).now.unwrap();
/// assert_eq!(now.len(), 2);
/// assert_eq!(unchanged.now(library.with_name("a")[0]), Some(now.with_name("a")[0]));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn refresh(library: &Library) -> Refreshed {
    let Origin::Folders(folders) = library.origin() else {
        return Refreshed::default();
    };
    refreshed(library, walk_and_collect(folders, Some(library), &mut |_| {}))
}

/// Looks at these files of a library and reads the changed ones.
/// They may be new, changed or gone. If one of the paths is, or was, a folder, all files are looked at. The rest
/// of the library is taken over as it is.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeSet;
/// use std::fs;
///
/// use briefing::library::{load, refresh_files};
///
/// let folder = tempfile::tempdir()?;
/// let library = load(&[folder.path().to_owned()]).library;
/// let path = folder.path().join("a.md");
/// fs::write(&path, "text")?;
/// let refreshed = refresh_files(&library, &BTreeSet::from([path.clone()]));
/// let (now, _) = refreshed.now.unwrap();
/// assert!(now.at_path(&path).is_some());
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn refresh_files(library: &Library, paths: &BTreeSet<PathBuf>) -> Refreshed {
    let Origin::Folders(folders) = library.origin() else { return refresh(library) };
    let (sender, receiver) = sync_channel(paths.len() + 1);
    if !walk::look_at(folders, library, paths, &sender) {
        return refresh(library);
    }
    drop(sender);
    let mut unchanged = Unchanged { files: vec![true; library.len()], settled: Vec::new() };
    for at in paths.iter().filter_map(|path| library.store.at_path(path)) {
        unchanged.files[at] = false;
    }
    refreshed(library, collect(&library.origin, &receiver, Some((library, unchanged)), &mut |_| {}))
}

/// Makes the result of a look at a library's files.
fn refreshed(library: &Library, collected: Collected) -> Refreshed {
    let Collected { builder, unchanged, problems, skipped, folders } = collected;
    let changed = builder.len() > 0 || unchanged.files.contains(&false);
    if !changed && unchanged.settled.is_empty() {
        return Refreshed { now: None, changed, problems, skipped, folders };
    }
    let (store, unchanged) = builder.following(&library.store, &unchanged.versions(&library.store));
    let now = Some((library.followed(store, &unchanged), unchanged));
    Refreshed { now, changed, problems, skipped, folders }
}

/// The unchanged files of a library.
#[derive(Default)]
struct Unchanged {
    /// True for each file that is unchanged.
    files: Vec<bool>,
    /// The files of which more is known than before.
    settled: Vec<(usize, FileState)>,
}

impl Unchanged {
    fn none_of(library: &Library) -> Self {
        Self { files: vec![false; library.len()], settled: Vec::new() }
    }

    fn add(&mut self, library: &Library, at: usize, version: FileState) {
        if let Some(file) = self.files.get_mut(at) {
            *file = true;
        }
        if library.store.version(at) != version {
            self.settled.push((at, version));
        }
    }

    /// Returns the numbers of the unchanged files and their versions, in order.
    fn versions(&self, store: &Store) -> Vec<(usize, FileState)> {
        let settled: HashMap<usize, FileState> = self.settled.iter().copied().collect();
        let unchanged = (0..).zip(&self.files).filter(|(_, unchanged)| **unchanged);
        let version = |at| settled.get(&at).copied().unwrap_or_else(|| store.version(at));
        unchanged.map(|(at, _)| (at, version(at))).collect()
    }
}

/// Reads the bytes of one briefing as carefully as loading does.
///
/// # Errors
///
/// When it can't be read, is no regular file, has more than 100 MB, or is not in the library.
///
/// # Examples
///
/// ```
/// use std::fs;
///
/// use briefing::library::{load, open};
///
/// let (folder, elsewhere) = (tempfile::tempdir()?, tempfile::tempdir()?);
/// let (inside, outside) = (folder.path().join("a.md"), elsewhere.path().join("b.md"));
/// fs::write(&inside, "text")?;
/// fs::write(&outside, "text")?;
/// let library = load(&[folder.path().to_owned()]).library;
/// assert_eq!(open(&library, &inside)?, b"text");
/// assert!(open(&library, &outside).is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn open(library: &Library, path: &Path) -> std::io::Result<Vec<u8>> {
    match library.origin() {
        Origin::Embedded => embedded::bytes(path)
            .map(<[u8]>::to_vec)
            .ok_or_else(|| std::io::Error::new(std::io::ErrorKind::NotFound, "not in the embedded sample")),
        Origin::Folders(folders) => Opener::new(folders).open(path),
    }
}

/// The results that a walking thread hands over.
#[derive(Default)]
struct Batch {
    briefings: Vec<(Briefing, FileState)>,
    /// The numbers, in the library before, of unchanged files.
    unchanged: Vec<(usize, FileState)>,
    problems: Vec<Problem>,
    skipped: Vec<Skipped>,
    /// The folders, each as it was before its names were read.
    folders: Vec<FolderState>,
}

/// The results of all walking threads.
struct Collected {
    /// The briefings that were read.
    builder: Builder,
    /// The files of the library before that need no reading.
    unchanged: Unchanged,
    problems: Vec<Problem>,
    skipped: Vec<Skipped>,
    folders: Vec<FolderState>,
}

fn gather(folders: &[PathBuf], on_part: &mut dyn FnMut(LoadProgress)) -> Loaded {
    let Collected { builder, problems, skipped, .. } = walk_and_collect(folders, None, on_part);
    let library = Library::of(Origin::Folders(folders.to_vec()), builder.finish());
    Loaded { library, problems, skipped }
}

/// Reads all files except those that are unchanged since `before`.
fn walk_and_collect(
    folders: &[PathBuf],
    before: Option<&Library>,
    on_part: &mut dyn FnMut(LoadProgress),
) -> Collected {
    let origin = Origin::Folders(folders.to_vec());
    let (sender, receiver) = sync_channel(WAITING);
    let paths = before.map(|library| Paths::new(&library.store));
    let mut all = std::thread::scope(|scope| {
        let paths = paths.as_ref();
        scope.spawn(move || walk::walk(folders, paths, &sender));
        let before = before.map(|library| (library, Unchanged::none_of(library)));
        collect(&origin, &receiver, before, on_part)
    });
    all.problems.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
    all.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

fn collect(
    origin: &Origin,
    receiver: &Receiver<Batch>,
    before: Option<(&Library, Unchanged)>,
    on_part: &mut dyn FnMut(LoadProgress),
) -> Collected {
    let (before, unchanged) = before.unzip();
    let mut all = Collected {
        builder: Builder::default(),
        unchanged: unchanged.unwrap_or_default(),
        problems: Vec::new(),
        skipped: Vec::new(),
        folders: Vec::new(),
    };
    let begun = Instant::now();
    let (mut handed_over, mut last) = (0, begun);
    loop {
        // Only the first part is due at a certain time; after that nothing happens until something arrives.
        let patience = FIRST_PART.saturating_sub(begun.elapsed());
        let waits = before.is_none() && handed_over == 0 && !patience.is_zero();
        let answer =
            if waits { receiver.recv_timeout(patience) } else { receiver.recv().map_err(Into::into) };
        match answer {
            Ok(batch) => all.add(batch, before),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return all,
        }
        let read = all.builder.len();
        let due = begun.elapsed() >= FIRST_PART && read >= (handed_over * 2).max(1);
        let pays = read < LARGE_PART || last.elapsed() >= BETWEEN_LARGE_PARTS;
        if before.is_none() && due && pays {
            (handed_over, last) = (read, Instant::now());
            let library = Library::of(origin.clone(), all.builder.so_far());
            on_part(LoadProgress { library, problems: all.problems.len() });
        }
    }
}

impl Collected {
    fn add(&mut self, batch: Batch, before: Option<&Library>) {
        for (briefing, version) in batch.briefings {
            if !self.builder.add(&briefing, version) {
                let reason = SkipReason::Unreadable("the library has too many files".to_owned());
                self.skipped.push(Skipped { path: briefing.path, reason });
            }
        }
        if let Some(before) = before {
            batch.unchanged.into_iter().for_each(|(at, version)| self.unchanged.add(before, at, version));
        }
        self.problems.extend(batch.problems);
        self.skipped.extend(batch.skipped);
        self.folders.extend(batch.folders);
    }
}
