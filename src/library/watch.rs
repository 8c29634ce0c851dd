//! Live reload: notices possible changes of a library's files.
//! [`refresh_files`] then finds out what changed, or [`refresh`], which looks at all files and reads few.
//!
//! A change is reported when nothing has happened for a moment, or at the latest when changes have gone on for a
//! while: an editor that replaces a file causes half a dozen events, a checkout ten thousand. When idle nothing
//! runs. Where the system can't report changes, that is reported once, and the caller has to look again itself.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::load::RULES;
use super::load::roots::is_passed_over;
use super::{Library, Refreshed, is_remote, refresh, refresh_files};
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

/// The quiet time before a change is reported, and the longest delay.
const QUIET: Duration = Duration::from_millis(120);
const LATEST: Duration = Duration::from_millis(500);

/// The most files that are listed. With more than this it is as quick to look at all.
const MOST_FILES: usize = 4_000;

/// The reason where the system gives no thread.
const NO_THREAD: &str = "the limit of threads for this user is reached";

/// A report of the watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchNotice {
    /// Changes are reported from now on. Earlier ones are not.
    Watching,
    /// Files may have changed.
    Change(WatchEvent),
    /// Changes are not reported, or no longer; the reason in words.
    Lost(&'static str),
}

/// The places that may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchEvent {
    /// Files or folders at these paths, which may be gone. The paths are those that the library has.
    These(BTreeSet<PathBuf>),
    /// Any file.
    Anything,
}

impl Default for WatchEvent {
    fn default() -> Self {
        Self::These(BTreeSet::new())
    }
}

impl WatchEvent {
    /// Looks at what changed of a library, and reads it again.
    pub fn look_at(&self, library: &Library) -> Refreshed {
        match self {
            Self::Anything => refresh(library),
            Self::These(paths) => refresh_files(library, paths),
        }
    }

    /// Adds other changes. When there are too many paths, it becomes [`WatchEvent::Anything`].
    pub fn and(&mut self, more: Self) {
        match (self, more) {
            (Self::These(own), Self::These(more)) if own.len() + more.len() <= MOST_FILES => own.extend(more),
            (own, _) => *own = Self::Anything,
        }
    }
}

/// A watch that runs until it is dropped.
#[derive(Debug)]
pub struct FileWatcher {
    /// Ends the thread.
    end: SyncSender<FileEvent>,
}

/// A relevant event from the system or from the watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileEvent {
    /// The gathered changes are not empty.
    Change,
    Failure(&'static str),
    /// The watch was dropped.
    End,
}

impl Drop for FileWatcher {
    fn drop(&mut self) {
        // A full queue means that the thread is awake; it ends when its next report is refused.
        let _ = self.end.try_send(FileEvent::End);
    }
}

/// Watches folders, and single files, from a thread of its own.
/// Setting up takes a while. The callback returns whether reports are still wanted.
pub fn watch(folders: &[PathBuf], tell: impl Fn(WatchNotice) -> bool + Send + Sync + 'static) -> FileWatcher {
    let (sender, happened) = sync_channel(64);
    let (end, folders) = (sender.clone(), folders.to_vec());
    let gathered = Arc::new(Mutex::new(WatchEvent::default()));
    let tell = Arc::new(tell);
    let teller = Arc::clone(&tell);
    let started =
        thread::Builder::new().spawn(move || match set_up(&folders, sender, Arc::clone(&gathered)) {
            Ok(watcher) => {
                if teller(WatchNotice::Watching) {
                    pass_on(&happened, &gathered, &*teller);
                }
                drop(watcher);
            }
            Err(reason) => {
                teller(WatchNotice::Lost(reason));
            }
        });
    if started.is_err() {
        tell(WatchNotice::Lost(NO_THREAD));
    }
    FileWatcher { end }
}

/// A folder as it is watched, and as the library names it.
struct WatchedFolder {
    watched: PathBuf,
    given: PathBuf,
}

impl WatchedFolder {
    /// Returns a path below it as the library names it.
    fn as_given(&self, path: &Path) -> Option<PathBuf> {
        let inner = path.strip_prefix(&self.watched).ok()?;
        // A library can be a single file: then there is nothing to append.
        Some(if inner.as_os_str().is_empty() { self.given.clone() } else { self.given.join(inner) })
    }
}

/// Returns the path under which changes of a place are reported.
/// macOS reports real paths, however the folder was reached, so the real one is watched on all systems. For a file
/// that is a link it is the link, which may be replaced.
fn watched(path: &Path) -> PathBuf {
    let real = match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if path.is_file() => folder.canonicalize().map(|folder| folder.join(name)),
        _ => path.canonicalize(),
    };
    real.unwrap_or_else(|_| path.to_owned())
}

fn set_up(
    folders: &[PathBuf],
    happened: SyncSender<FileEvent>,
    gathered: Arc<Mutex<WatchEvent>>,
) -> Result<RecommendedWatcher, &'static str> {
    if folders.iter().any(|folder| is_remote(folder)) {
        return Err("the folder is on a network file system");
    }
    let here = std::env::current_dir().map_err(|_| "the current folder no longer exists")?;
    let roots: Vec<WatchedFolder> = folders
        .iter()
        .map(|given| WatchedFolder { watched: watched(&here.join(given)), given: given.clone() })
        .collect();
    let places: Vec<PathBuf> = roots.iter().map(|root| root.watched.clone()).collect();
    let handler = move |event: notify::Result<Event>| {
        let happening = match event {
            Ok(event) => meaning(&event, &roots).map(|meaning| meaning.gathered_in(&gathered)),
            Err(error) => Some(FileEvent::Failure(reason(&error))),
        };
        if let Some(happening) = happening {
            // A full queue holds a change already.
            let _ = happened.try_send(happening);
        }
    };
    // The target of a link that leads outside is not part of the library.
    let config = Config::default().with_follow_symlinks(false);
    // One that got no thread panics when it is dropped.
    let mut watcher =
        ManuallyDrop::new(RecommendedWatcher::new(handler, config).map_err(|error| reason(&error))?);
    for folder in &places {
        // Replacing a file makes another one, so its folder is watched.
        let (place, mode) = match folder.parent().filter(|_| folder.is_file()) {
            Some(parent) => (parent, RecursiveMode::NonRecursive),
            None => (folder.as_path(), RecursiveMode::Recursive),
        };
        watch_place(&mut watcher, place, mode)?;
    }
    Ok(ManuallyDrop::into_inner(watcher))
}

/// Watches one place. A watcher that got no thread says so by a panic, which is caught.
fn watch_place(
    watcher: &mut RecommendedWatcher,
    place: &Path,
    mode: RecursiveMode,
) -> Result<(), &'static str> {
    CATCHES.set(true);
    let done = panic::catch_unwind(AssertUnwindSafe(|| watcher.watch(place, mode)));
    CATCHES.set(false);
    done.map_err(|_| NO_THREAD)?.map_err(|error| reason(&error))
}

thread_local! {
    static CATCHES: Cell<bool> = const { Cell::new(false) };
}

/// Reports whether a panic of this thread is caught here.
/// Such a panic is an answer, and ends nothing.
pub fn catches_panics() -> bool {
    CATCHES.get()
}

/// Reports changes when they have settled.
fn pass_on(
    happened: &Receiver<FileEvent>,
    gathered: &Mutex<WatchEvent>,
    tell: &impl Fn(WatchNotice) -> bool,
) {
    while let Ok(mut happening) = happened.recv() {
        let begun = Instant::now();
        while happening == FileEvent::Change {
            let patience = QUIET.min(LATEST.saturating_sub(begun.elapsed()));
            match happened.recv_timeout(patience) {
                Ok(next) if patience.is_zero() && next == FileEvent::Change => break,
                Ok(next) => happening = next,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        let notice = match happening {
            FileEvent::Change => tell(WatchNotice::Change(std::mem::take(&mut *locked(gathered)))),
            FileEvent::Failure(reason) => {
                tell(WatchNotice::Lost(reason));
                false
            }
            FileEvent::End => false,
        };
        if !notice {
            return;
        }
    }
}

fn locked(gathered: &Mutex<WatchEvent>) -> std::sync::MutexGuard<'_, WatchEvent> {
    gathered.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The meaning of an event for the library.
#[derive(Debug, PartialEq, Eq)]
enum EventMeaning {
    Changed(WatchEvent),
    Lost(&'static str),
}

impl EventMeaning {
    /// Records the change, and returns the event for the thread.
    fn gathered_in(self, gathered: &Mutex<WatchEvent>) -> FileEvent {
        match self {
            Self::Changed(changed) => {
                locked(gathered).and(changed);
                FileEvent::Change
            }
            Self::Lost(reason) => FileEvent::Failure(reason),
        }
    }
}

/// Returns the meaning of an event for the library.
/// Reading is ignored, or looking at changes would cause more events.
fn meaning(event: &Event, roots: &[WatchedFolder]) -> Option<EventMeaning> {
    if event.need_rescan() || event.paths.is_empty() {
        return Some(EventMeaning::Changed(WatchEvent::Anything));
    }
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        EventKind::Access(_) => return None,
        EventKind::Remove(_)
            if event.paths.iter().any(|path| roots.iter().any(|root| root.watched == *path)) =>
        {
            return Some(EventMeaning::Lost("the folder was removed"));
        }
        _ => {}
    }
    // Rules say which of the other files count.
    let is_rules = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name == RULES)
            && path.parent().is_some_and(|folder| {
                roots.iter().any(|root| folder.starts_with(&root.watched)) && !is_hidden(folder, roots)
            })
    };
    if event.paths.iter().any(is_rules) {
        return Some(EventMeaning::Changed(WatchEvent::Anything));
    }
    let seen = event.paths.iter().filter(|path| !is_hidden(path, roots));
    let these: BTreeSet<PathBuf> =
        seen.filter_map(|path| roots.iter().find_map(|root| root.as_given(path))).collect();
    (!these.is_empty()).then_some(EventMeaning::Changed(WatchEvent::These(these)))
}

/// Reports whether a path has a part that is passed over.
/// It is looked for below the root: a repository's own folder changes all the time.
fn is_hidden(path: &Path, roots: &[WatchedFolder]) -> bool {
    let inner = roots.iter().find_map(|root| path.strip_prefix(&root.watched).ok()).unwrap_or(Path::new(""));
    inner.components().any(|part| is_passed_over(part.as_os_str()))
}

fn reason(error: &notify::Error) -> &'static str {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => "too many folders to watch (fs.inotify.max_user_watches)",
        notify::ErrorKind::PathNotFound => "the folder does not exist",
        _ => "the system does not report changes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(happenings: &[FileEvent]) -> Vec<WatchNotice> {
        let (sender, happened) = sync_channel(happenings.len());
        happenings.iter().for_each(|happening| sender.send(*happening).unwrap());
        drop(sender);
        let notice = Mutex::new(Vec::new());
        pass_on(&happened, &Mutex::default(), &|noticed| {
            notice.lock().unwrap().push(noticed);
            true
        });
        notice.into_inner().unwrap()
    }

    #[test]
    fn many_changes_are_reported_once_and_a_failure_is_the_end() {
        let burst = [FileEvent::Change; 1_000];
        let failed = [&burst[..], &[FileEvent::Failure("gone"), FileEvent::Change]].concat();
        assert_eq!(notice(&failed), [WatchNotice::Lost("gone")]);
        assert_eq!(notice(&[FileEvent::Change, FileEvent::End, FileEvent::Change]), []);
    }

    #[test]
    fn reading_and_hidden_folders_are_no_change() {
        let roots = [WatchedFolder { watched: "/at/lib".into(), given: "lib".into() }];
        let event = |kind: EventKind, path: &str| {
            meaning(&Event::new(kind).add_path(format!("/at{path}").into()), &roots)
        };
        let (open, any) = (EventKind::Access(AccessKind::Open(AccessMode::Any)), EventKind::Any);
        assert_eq!(event(open, "/lib/a.md"), None);
        assert_eq!(event(any, "/lib/.git/index"), None);
        assert_eq!(event(any, "/lib/.hidden/.gitignore"), None);
        let anything = Some(EventMeaning::Changed(WatchEvent::Anything));
        assert_eq!(event(any, "/lib/.gitignore"), anything);
        assert_eq!(event(any, "/lib/a/.gitignore"), anything);
        assert_eq!(event(any, "/lib/a/.a.md.swp"), None);
        let changed = |path: &str| Some(EventMeaning::Changed(WatchEvent::These([path.into()].into())));
        assert_eq!(event(any, "/lib/a.md"), changed("lib/a.md"));
        let removed = EventKind::Remove(notify::event::RemoveKind::Folder);
        assert_eq!(event(removed, "/lib/a"), changed("lib/a"));
        assert!(matches!(event(removed, "/lib"), Some(EventMeaning::Lost(_))));
        // What is beside a library of one file is watched with it.
        assert_eq!(event(any, "/other.md"), None);
    }

    #[test]
    fn of_very_many_files_it_is_not_reported_which() {
        let these = |names: std::ops::Range<usize>| {
            WatchEvent::These(names.map(|name| PathBuf::from(format!("{name}.md"))).collect())
        };
        let mut changed = these(0..10);
        changed.and(these(10..20));
        assert_eq!(changed, these(0..20));
        changed.and(these(20..MOST_FILES + 1));
        assert_eq!(changed, WatchEvent::Anything);
        changed.and(these(0..1));
        assert_eq!(changed, WatchEvent::Anything);
    }
}
