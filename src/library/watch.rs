//! Live reload: notices that files of a library may have changed, and which. What has become of them, whoever listens
//! finds out by [`refresh_files`], or by a [`refresh`], which looks at
//! all files and reads few.
//!
//! A change is told when nothing has happened for a moment, or at the latest when something has gone on happening
//! for a while: an editor that replaces a file causes half a dozen events, a checkout ten thousand. At rest nothing
//! runs. Where the system can't tell of changes, that is said once, and whoever listens has to look by himself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::load::roots::is_passed_over;
use super::{Library, Refreshed, is_remote, refresh, refresh_files};
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

/// How long nothing must have happened, and how long a change is held back at the most.
const QUIET: Duration = Duration::from_millis(120);
const LATEST: Duration = Duration::from_millis(500);

/// Of more files than this it is not told which they are: looking at all is as quick then.
const MOST_FILES: usize = 4_000;

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// From now on changes are told. What changed before is not.
    Watching,
    /// Something may have changed.
    Change(Changed),
    /// Changes are not told, or no longer; why, in words.
    Lost(&'static str),
}

/// What may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// What stands, or stood, at these paths: files, but also folders. The paths are those that the library has.
    These(BTreeSet<PathBuf>),
    /// Whatever there is.
    Anything,
}

impl Default for Changed {
    fn default() -> Self {
        Self::These(BTreeSet::new())
    }
}

impl Changed {
    /// Looks at what changed of a library, and reads it again.
    pub fn look_at(&self, library: &Library) -> Refreshed {
        match self {
            Self::Anything => refresh(library),
            Self::These(paths) => refresh_files(library, paths),
        }
    }

    /// Both together.
    pub fn and(&mut self, more: Self) {
        match (self, more) {
            (Self::These(own), Self::These(more)) if own.len() + more.len() <= MOST_FILES => own.extend(more),
            (own, _) => *own = Self::Anything,
        }
    }
}

/// Watches until it is dropped.
#[derive(Debug)]
pub struct Watch {
    /// Ends the thread.
    end: SyncSender<Happened>,
}

/// What the system tells, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Happened {
    /// There is something in what is gathered.
    Change,
    Failure(&'static str),
    /// Nobody wants to know any more.
    End,
}

impl Drop for Watch {
    fn drop(&mut self) {
        // A full queue means that the thread is awake; it finds out when it tells the next change.
        let _ = self.end.try_send(Happened::End);
    }
}

/// Watches folders, and single files, from a thread of its own: setting up takes a while. `tell` answers whether
/// anybody still listens.
pub fn watch(folders: &[PathBuf], tell: impl Fn(Noticed) -> bool + Send + 'static) -> Watch {
    let (sender, happened) = sync_channel(64);
    let (end, folders) = (sender.clone(), folders.to_vec());
    let gathered = Arc::new(Mutex::new(Changed::default()));
    thread::spawn(move || match set_up(&folders, sender, Arc::clone(&gathered)) {
        Ok(watcher) => {
            if tell(Noticed::Watching) {
                pass_on(&happened, &gathered, &tell);
            }
            drop(watcher);
        }
        Err(reason) => {
            tell(Noticed::Lost(reason));
        }
    });
    Watch { end }
}

/// A folder as it is watched, and as the library has it.
struct Root {
    watched: PathBuf,
    given: PathBuf,
}

impl Root {
    /// The path of something in it, as the library has it, if it is in it.
    fn as_given(&self, path: &Path) -> Option<PathBuf> {
        let inner = path.strip_prefix(&self.watched).ok()?;
        // A library can be a single file: then nothing stands behind it.
        Some(if inner.as_os_str().is_empty() { self.given.clone() } else { self.given.join(inner) })
    }
}

/// The path of a folder or file by which its changes are told. macOS reports real paths, whatever way led there, so
/// that the real one is watched everywhere. Of a file that is a link it is the link that may be replaced.
fn watched(path: &Path) -> PathBuf {
    let real = match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if path.is_file() => folder.canonicalize().map(|folder| folder.join(name)),
        _ => path.canonicalize(),
    };
    real.unwrap_or_else(|_| path.to_owned())
}

fn set_up(
    folders: &[PathBuf],
    happened: SyncSender<Happened>,
    gathered: Arc<Mutex<Changed>>,
) -> Result<RecommendedWatcher, &'static str> {
    if folders.iter().any(|folder| is_remote(folder)) {
        return Err("the folder is on another machine");
    }
    let here = std::env::current_dir().map_err(|_| "the current folder is gone")?;
    let roots: Vec<Root> = folders
        .iter()
        .map(|given| Root { watched: watched(&here.join(given)), given: given.clone() })
        .collect();
    let places: Vec<PathBuf> = roots.iter().map(|root| root.watched.clone()).collect();
    let hear = move |event: notify::Result<Event>| {
        let happening = match event {
            Ok(event) => meaning(&event, &roots).map(|meaning| meaning.gathered_in(&gathered)),
            Err(error) => Some(Happened::Failure(reason(&error))),
        };
        if let Some(happening) = happening {
            // A full queue holds a change already.
            let _ = happened.try_send(happening);
        }
    };
    // What a link leads to outside is none of the library's.
    let config = Config::default().with_follow_symlinks(false);
    let mut watcher = RecommendedWatcher::new(hear, config).map_err(|error| reason(&error))?;
    for folder in &places {
        // A file that is replaced is another one, so its folder is watched.
        let (place, mode) = match folder.parent().filter(|_| folder.is_file()) {
            Some(parent) => (parent, RecursiveMode::NonRecursive),
            None => (folder.as_path(), RecursiveMode::Recursive),
        };
        watcher.watch(place, mode).map_err(|error| reason(&error))?;
    }
    Ok(watcher)
}

/// Tells of changes when they have come to rest.
fn pass_on(happened: &Receiver<Happened>, gathered: &Mutex<Changed>, tell: &impl Fn(Noticed) -> bool) {
    while let Ok(mut happening) = happened.recv() {
        let begun = Instant::now();
        while happening == Happened::Change {
            let patience = QUIET.min(LATEST.saturating_sub(begun.elapsed()));
            match happened.recv_timeout(patience) {
                Ok(next) if patience.is_zero() && next == Happened::Change => break,
                Ok(next) => happening = next,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        let told = match happening {
            Happened::Change => tell(Noticed::Change(std::mem::take(&mut *locked(gathered)))),
            Happened::Failure(reason) => {
                tell(Noticed::Lost(reason));
                false
            }
            Happened::End => false,
        };
        if !told {
            return;
        }
    }
}

fn locked(gathered: &Mutex<Changed>) -> std::sync::MutexGuard<'_, Changed> {
    gathered.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What an event means for the library.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Changed(Changed),
    Lost(&'static str),
}

impl Meaning {
    /// Notes what changed, and says what has happened.
    fn gathered_in(self, gathered: &Mutex<Changed>) -> Happened {
        match self {
            Self::Changed(changed) => {
                locked(gathered).and(changed);
                Happened::Change
            }
            Self::Lost(reason) => Happened::Failure(reason),
        }
    }
}

/// What an event means for the library. Reading is none of its concern, or looking at changes would cause more.
fn meaning(event: &Event, roots: &[Root]) -> Option<Meaning> {
    if event.need_rescan() || event.paths.is_empty() {
        return Some(Meaning::Changed(Changed::Anything));
    }
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        EventKind::Access(_) => return None,
        EventKind::Remove(_)
            if event.paths.iter().any(|path| roots.iter().any(|root| root.watched == *path)) =>
        {
            return Some(Meaning::Lost("the folder was removed"));
        }
        _ => {}
    }
    let seen = event.paths.iter().filter(|path| !is_hidden(path, roots));
    let these: BTreeSet<PathBuf> =
        seen.filter_map(|path| roots.iter().find_map(|root| root.as_given(path))).collect();
    (!these.is_empty()).then_some(Meaning::Changed(Changed::These(these)))
}

/// Whether something that is no part of a library is on the way from a root: a repository's own folder changes all the
/// time.
fn is_hidden(path: &Path, roots: &[Root]) -> bool {
    let inner = roots.iter().find_map(|root| path.strip_prefix(&root.watched).ok()).unwrap_or(Path::new(""));
    inner.components().any(|part| is_passed_over(part.as_os_str()))
}

fn reason(error: &notify::Error) -> &'static str {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => "too many folders to watch (fs.inotify.max_user_watches)",
        notify::ErrorKind::PathNotFound => "the folder is not there",
        _ => "the system does not tell of any",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(happenings: &[Happened]) -> Vec<Noticed> {
        let (sender, happened) = sync_channel(happenings.len());
        happenings.iter().for_each(|happening| sender.send(*happening).unwrap());
        drop(sender);
        let told = Mutex::new(Vec::new());
        pass_on(&happened, &Mutex::default(), &|noticed| {
            told.lock().unwrap().push(noticed);
            true
        });
        told.into_inner().unwrap()
    }

    #[test]
    fn many_changes_are_told_once_and_a_failure_is_the_end() {
        let burst = [Happened::Change; 1_000];
        let failed = [&burst[..], &[Happened::Failure("gone"), Happened::Change]].concat();
        assert_eq!(told(&failed), [Noticed::Lost("gone")]);
        assert_eq!(told(&[Happened::Change, Happened::End, Happened::Change]), []);
    }

    #[test]
    fn reading_and_hidden_folders_are_no_change() {
        let roots = [Root { watched: "/at/lib".into(), given: "lib".into() }];
        let event = |kind: EventKind, path: &str| {
            meaning(&Event::new(kind).add_path(format!("/at{path}").into()), &roots)
        };
        let (open, any) = (EventKind::Access(AccessKind::Open(AccessMode::Any)), EventKind::Any);
        assert_eq!(event(open, "/lib/a.md"), None);
        assert_eq!(event(any, "/lib/.git/index"), None);
        assert_eq!(event(any, "/lib/a/.a.md.swp"), None);
        let changed = |path: &str| Some(Meaning::Changed(Changed::These([path.into()].into())));
        assert_eq!(event(any, "/lib/a.md"), changed("lib/a.md"));
        let removed = EventKind::Remove(notify::event::RemoveKind::Folder);
        assert_eq!(event(removed, "/lib/a"), changed("lib/a"));
        assert!(matches!(event(removed, "/lib"), Some(Meaning::Lost(_))));
        // What is beside a library of one file is watched with it.
        assert_eq!(event(any, "/other.md"), None);
    }

    #[test]
    fn of_very_many_files_it_is_not_told_which() {
        let these = |names: std::ops::Range<usize>| {
            Changed::These(names.map(|name| PathBuf::from(format!("{name}.md"))).collect())
        };
        let mut changed = these(0..10);
        changed.and(these(10..20));
        assert_eq!(changed, these(0..20));
        changed.and(these(20..MOST_FILES + 1));
        assert_eq!(changed, Changed::Anything);
        changed.and(these(0..1));
        assert_eq!(changed, Changed::Anything);
    }
}
