//! Live reload: notices that files of a library may have changed. What has changed, whoever listens finds out by a
//! [`refresh`](super::load::refresh), which looks at all files and reads few.
//!
//! A change is told when nothing has happened for a moment, or at the latest when something has gone on happening
//! for a while: an editor that replaces a file causes half a dozen events, a checkout ten thousand. At rest nothing
//! runs. Where the system can't tell of changes, that is said once, and whoever listens has to look by himself.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::is_remote;
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

/// How long nothing must have happened, and how long a change is held back at the most.
const QUIET: Duration = Duration::from_millis(120);
const LATEST: Duration = Duration::from_millis(500);

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// From now on changes are told. What changed before is not.
    Watching,
    /// Something may have changed.
    Change,
    /// Changes are not told, or no longer; why, in words.
    Lost(&'static str),
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
    thread::spawn(move || match set_up(&folders, sender) {
        Ok(watcher) => {
            if tell(Noticed::Watching) {
                pass_on(&happened, &tell);
            }
            drop(watcher);
        }
        Err(reason) => {
            tell(Noticed::Lost(reason));
        }
    });
    Watch { end }
}

fn set_up(folders: &[PathBuf], happened: SyncSender<Happened>) -> Result<RecommendedWatcher, &'static str> {
    if folders.iter().any(|folder| is_remote(folder)) {
        return Err("the folder is on another machine, which does not tell of changes");
    }
    let roots = folders.to_vec();
    let hear = move |event: notify::Result<Event>| {
        let happening = match event {
            Ok(event) => meaning(&event, &roots),
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
    for folder in folders {
        // A file that is replaced is another one, so its folder is watched.
        let (place, mode) = match folder.parent().filter(|_| folder.is_file()) {
            Some(parent) if parent.as_os_str().is_empty() => (Path::new("."), RecursiveMode::NonRecursive),
            Some(parent) => (parent, RecursiveMode::NonRecursive),
            None => (folder.as_path(), RecursiveMode::Recursive),
        };
        watcher.watch(place, mode).map_err(|error| reason(&error))?;
    }
    Ok(watcher)
}

/// Tells of changes when they have come to rest.
fn pass_on(happened: &Receiver<Happened>, tell: &impl Fn(Noticed) -> bool) {
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
            Happened::Change => tell(Noticed::Change),
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

/// What an event means for the library. Reading is none of its concern, or looking at changes would cause more.
fn meaning(event: &Event, roots: &[PathBuf]) -> Option<Happened> {
    if event.need_rescan() {
        return Some(Happened::Change);
    }
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        EventKind::Access(_) => return None,
        EventKind::Remove(_) if event.paths.iter().any(|path| roots.contains(path)) => {
            return Some(Happened::Failure("the folder was removed"));
        }
        _ => {}
    }
    let matters = |path: &PathBuf| !is_hidden(path, roots);
    (event.paths.is_empty() || event.paths.iter().any(matters)).then_some(Happened::Change)
}

/// Whether a hidden folder or file is on the way from a root: a repository's own folder changes all the time.
fn is_hidden(path: &Path, roots: &[PathBuf]) -> bool {
    let inner = roots.iter().find_map(|root| path.strip_prefix(root).ok()).unwrap_or(Path::new(""));
    inner.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."))
}

fn reason(error: &notify::Error) -> &'static str {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system watches no more folders (fs.inotify.max_user_watches)"
        }
        notify::ErrorKind::PathNotFound => "the folder is not there",
        _ => "the system does not tell of them",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    fn told(happenings: &[Happened]) -> Vec<Noticed> {
        let (sender, happened) = sync_channel(happenings.len());
        happenings.iter().for_each(|happening| sender.send(*happening).unwrap());
        drop(sender);
        let told = Mutex::new(Vec::new());
        pass_on(&happened, &|noticed| {
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
        let roots = [PathBuf::from("/lib")];
        let event = |kind: EventKind, path: &str| meaning(&Event::new(kind).add_path(path.into()), &roots);
        let (open, any) = (EventKind::Access(AccessKind::Open(AccessMode::Any)), EventKind::Any);
        assert_eq!(event(open, "/lib/a.md"), None);
        assert_eq!(event(any, "/lib/.git/index"), None);
        assert_eq!(event(any, "/lib/a/.a.md.swp"), None);
        assert_eq!(event(any, "/lib/a.md"), Some(Happened::Change));
        let removed = EventKind::Remove(notify::event::RemoveKind::Folder);
        assert_eq!(event(removed, "/lib/a"), Some(Happened::Change));
        assert!(matches!(event(removed, "/lib"), Some(Happened::Failure(_))));
    }
}
