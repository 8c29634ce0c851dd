//! Walking folders and reading the files found.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, Walk, WalkBuilder, WalkParallel};

use crate::briefing::{Briefing, Problem, ProblemKind, Severity};
use crate::clean;
use crate::library::names::Paths;
use crate::library::{FileState, Library};
use crate::text::{Clean, Pool, io_reason};

use super::file::{read_head, read_whole};
use super::roots::{EntryKind, Roots, is_walked};
use super::version::FolderState;
use super::{Batch, SkipReason, Skipped, WAITING};

/// The batch sizes of a thread. They are small at first, for the first part, and grow.
const FIRST_BATCH: usize = 16;
const MOST_IN_BATCH: usize = 256;

/// Reads all folders and sends the results.
/// It ends when everything was sent. Files that are unchanged since `before` are not opened.
pub(super) fn walk(folders: &[PathBuf], before: Option<&Paths<'_>>, sender: &SyncSender<Batch>) {
    let roots = Roots::new(folders);
    let known = |path: &Path| before.and_then(|paths| paths.at(path));
    let mut reader = WalkReader::new(sender.clone(), &roots, &known);
    for (path, error) in &roots.missing {
        reader.skip(path, SkipReason::Unreadable(error.clone()));
    }
    let Some(walk) = prepared(&roots) else { return };
    let mut entries = walk.build();
    if before.is_some() {
        // A refresh is not urgent, so one thread suffices.
        while let Some(entry) = entries.next().filter(|_| !reader.is_closed) {
            reader.note_folder(&entry);
            reader.take(entry);
        }
        reader.batch.folders.extend(roots.rule_states());
        return;
    }
    drop(reader);
    let readers = || WalkReader::new(sender.clone(), &roots, &known);
    read_on_threads(entries, &readers);
}

/// Reads on several threads the files that one thread finds.
/// Several walking threads would first put all entries of a folder into a queue, which for a hundred thousand
/// files are megabytes that the allocator keeps.
fn read_on_threads<'a>(entries: Walk, readers: &(dyn Fn() -> WalkReader<'a> + Sync)) {
    let (sender, receiver) = sync_channel(WAITING);
    let receiver = Arc::new(Mutex::new(receiver));
    std::thread::scope(|scope| {
        for _ in 0..threads() {
            let receiver = Arc::clone(&receiver);
            scope.spawn(move || {
                let mut reader = readers();
                let next = || receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                while let Ok(found) = next() {
                    let found: Vec<Result<DirEntry, ignore::Error>> = found;
                    found.into_iter().for_each(|entry| reader.take(entry));
                    if reader.is_closed {
                        return;
                    }
                }
            });
        }
        // When the last reader ends, nothing can be sent any more.
        drop(receiver);
        let mut size = FIRST_BATCH;
        let mut found = Vec::with_capacity(size);
        for entry in entries {
            found.push(entry);
            if found.len() == size {
                size = (size * 2).min(MOST_IN_BATCH);
                let found = std::mem::replace(&mut found, Vec::with_capacity(size));
                if sender.send(found).is_err() {
                    break;
                }
            }
        }
        // A closed channel means that the rest is no longer wanted.
        let _ = sender.send(found);
        drop(sender);
    });
}

/// Looks at single files of a library and sends the results.
/// Returns false when one of the paths is, or was, a folder: its contents need a walk.
pub(super) fn look_at(
    folders: &[PathBuf],
    before: &Library,
    paths: &BTreeSet<PathBuf>,
    sender: &SyncSender<Batch>,
) -> bool {
    let roots = Roots::new(folders);
    let known = |path: &Path| before.store.at_path(path).map(|at| (at, before.store.version(at)));
    let mut reader = WalkReader::new(sender.clone(), &roots, &known);
    for path in paths {
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => return false,
            Ok(metadata) => reader.found(path, roots.judge_path(path, metadata.file_type())),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return false,
            Err(_) if before.store.has_below(path) => return false,
            Err(_) => {}
        }
    }
    true
}

/// Makes a parallel walk over all folders; `None` without a folder.
pub(super) fn walker(roots: &Roots) -> Option<WalkParallel> {
    prepared(roots).map(|walk| walk.build_parallel())
}

fn prepared(roots: &Roots) -> Option<WalkBuilder> {
    let (first, others) = roots.walked.split_first()?;
    let mut builder = WalkBuilder::new(first);
    for other in others {
        builder.add(other);
    }
    builder.standard_filters(false).hidden(true).follow_links(false).threads(threads());
    match roots.ignored.clone() {
        Some(ignored) => {
            ignored.prepare();
            let is_folder = |entry: &DirEntry| entry.file_type().is_some_and(|kind| kind.is_dir());
            builder.filter_entry(move |entry| {
                is_walked(entry) && (entry.depth() == 0 || ignored.is_walked(entry.path(), is_folder(entry)))
            })
        }
        None => builder.filter_entry(is_walked),
    };
    Some(builder)
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 8))
}

/// Opens files that are below some folders, links followed.
#[derive(Debug)]
pub struct Opener(Roots);

impl Opener {
    /// Makes an opener for files below these folders.
    pub fn new(folders: &[PathBuf]) -> Self {
        Self(Roots::new(folders))
    }

    /// Reads the bytes of a file.
    ///
    /// # Errors
    ///
    /// When it can't be read, is no regular file, has more than 100 MB, or is elsewhere.
    pub fn open(&self, path: &Path) -> io::Result<Vec<u8>> {
        Ok(self.open_with_state(path)?.0)
    }

    /// Reads the bytes of a file, and its version.
    ///
    /// # Errors
    ///
    /// When it can't be read, is no regular file, has more than 100 MB, or is elsewhere.
    pub fn open_with_state(&self, path: &Path) -> io::Result<(Vec<u8>, FileState)> {
        let target = path.canonicalize()?;
        if self.0.hold(&target) {
            let content = read_whole(&target)?;
            let state = content.state();
            Ok((content.bytes, state))
        } else {
            let message = format!("a symbolic link out of the library, to {}", target.display());
            Err(io::Error::new(io::ErrorKind::PermissionDenied, message))
        }
    }
}

type UnchangedFiles<'a> = dyn Fn(&Path) -> Option<(usize, FileState)> + Sync + 'a;

/// The reading part of a thread of the walk.
struct WalkReader<'a> {
    sender: SyncSender<Batch>,
    roots: &'a Roots,
    /// Returns the number and version of a file in the library before.
    known: &'a UnchangedFiles<'a>,
    batch: Batch,
    next_size: usize,
    buffer: Vec<u8>,
    pool: Pool,
    is_closed: bool,
}

impl<'a> WalkReader<'a> {
    fn new(sender: SyncSender<Batch>, roots: &'a Roots, known: &'a UnchangedFiles<'a>) -> Self {
        let (batch, buffer, pool) = (Batch::default(), Vec::new(), Pool::default());
        Self { sender, roots, known, batch, next_size: FIRST_BATCH, buffer, pool, is_closed: false }
    }

    fn take(&mut self, entry: Result<DirEntry, ignore::Error>) {
        match entry {
            Ok(entry) => self.found(entry.path(), self.roots.judge_entry(&entry)),
            Err(error) => self.failed(&error),
        }
    }

    /// Notes the state of a folder whose names are read next.
    fn note_folder(&mut self, entry: &Result<DirEntry, ignore::Error>) {
        // A root can be a link to a folder.
        let is_folder =
            |entry: &&DirEntry| entry.depth() == 0 || entry.file_type().is_some_and(|kind| kind.is_dir());
        let folder = entry.as_ref().ok().filter(is_folder).map(DirEntry::path);
        self.batch.folders.extend(folder.map(FolderState::of_any));
    }

    fn found(&mut self, path: &Path, kind: EntryKind) {
        match kind {
            EntryKind::Read(target) => self.read(path, &target),
            EntryKind::Skip(reason) => self.skip(path, reason),
            EntryKind::Ignore => {}
        }
    }

    fn read(&mut self, path: &Path, target: &Path) {
        let known = (self.known)(path);
        if let Some((at, version)) = known.filter(|(_, version)| is_still(target, *version)) {
            self.keep(at, version);
        } else {
            self.read_again(path, target, known);
        }
    }

    fn read_again(&mut self, path: &Path, target: &Path, known: Option<(usize, FileState)>) {
        let buffer = std::mem::take(&mut self.buffer);
        match read_head(target, buffer) {
            Ok(content) => {
                let version = content.state();
                let same =
                    |known: FileState| known == FileState::of_content(content.metadata.len(), &content.bytes);
                if let Some((at, _)) = known.filter(|(_, known)| !content.changed_during_read && same(*known))
                {
                    self.buffer = content.bytes;
                    return self.keep(at, version);
                }
                let (mut briefing, problems) = Briefing::read_with(&mut self.pool, path, &content.bytes);
                self.batch.problems.extend(problems);
                if content.changed_during_read {
                    let problem = problem(path, clean!("it keeps changing while it is read"));
                    briefing.problem.get_or_insert_with(|| problem.what.clone());
                    self.batch.problems.push(problem);
                }
                self.batch.briefings.push((briefing, version));
                self.buffer = content.bytes;
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                self.skip(path, SkipReason::NotAFile("special file"));
            }
            Err(error) => {
                let version = FileState::of_failure(&error);
                if let Some((at, _)) = known.filter(|(_, known)| *known == version) {
                    return self.keep(at, version);
                }
                // It stays in the list with its reason: a file that vanishes silently would be missed.
                let problem =
                    problem(path, clean!("cannot read the file: {error}", error = io_reason(&error)));
                self.batch.briefings.push((Briefing::unread(path, &problem), version));
                self.batch.problems.push(problem);
            }
        }
        self.hand_over_when_full();
    }

    fn keep(&mut self, at: usize, version: FileState) {
        self.batch.unchanged.push((at, version));
        self.hand_over_when_full();
    }

    fn failed(&mut self, error: &ignore::Error) {
        let path = path_of(error).map(Path::to_owned).unwrap_or_default();
        self.skip(&path, SkipReason::Unreadable(reason(error)));
    }

    fn skip(&mut self, path: &Path, reason: SkipReason) {
        self.batch.skipped.push(Skipped { path: path.to_owned(), reason });
    }

    fn hand_over_when_full(&mut self) {
        if self.batch.briefings.len() + self.batch.unchanged.len() >= self.next_size {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        self.next_size = (self.next_size * 2).min(MOST_IN_BATCH);
        self.is_closed |= self.sender.send(std::mem::take(&mut self.batch)).is_err();
    }
}

impl Drop for WalkReader<'_> {
    fn drop(&mut self) {
        self.hand_over();
    }
}

/// Reports whether a file is unchanged, without opening it.
fn is_still(target: &Path, version: FileState) -> bool {
    let is_same =
        |metadata: std::fs::Metadata| metadata.is_file() && FileState::of_file(&metadata) == version;
    !version.is_of_content() && std::fs::metadata(target).is_ok_and(is_same)
}

/// Returns the reason of an error without the path.
/// The path is printed beside it.
fn reason(error: &ignore::Error) -> String {
    let Some(error) = error.io_error() else { return error.to_string() };
    error.get_ref().and_then(|inner| inner.source()).map_or_else(|| error.to_string(), ToString::to_string)
}

fn problem(path: &Path, what: Clean) -> Problem {
    let (path, kind) = (path.to_owned(), ProblemKind::Unreadable);
    Problem { path, line: 1, column: 1, length: 1, kind, severity: Severity::Error, what, hint: None }
}

pub(super) fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_walk_does_not_repeat_its_place() {
        let error = Walk::new("/no/such/place").find_map(Result::err).unwrap();
        assert_eq!(path_of(&error), Some(Path::new("/no/such/place")));
        assert!(!reason(&error).contains("/no/such"), "{}", reason(&error));
    }
}
