//! Loads the library: from the snapshot, from the files, after changes.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use crate::clean;
use crate::engine::response::{Loading, Message};
use crate::engine::runner::{Outbox, text};
use crate::engine::session::{Session, SharedSession, current};
use crate::library::cache::SnapshotCache;
use crate::library::watch::{FileWatcher, WatchEvent, WatchNotice, watch};
use crate::library::{self, EvidenceStore, Library, Origin, Skipped};
use crate::search::{Hit, Index, MatchReason};
use crate::text::Clean;

/// The time without a change after which the snapshot is written.
/// It is large, so it is not written after each of many changes.
const QUIET: Duration = Duration::from_secs(30);
/// The polling interval where the system does not report changes.
/// A pause is also at least `POLL_RARELY` times the duration of the last check.
const POLL: Duration = Duration::from_secs(2);
const POLL_RARELY: u32 = 50;

/// A request to the loader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// The user requests a reload.
    Reload,
    /// Files may have changed.
    Look(WatchEvent),
    /// The system does not report changes.
    Poll(&'static str),
}

/// The loader's settings and channels.
pub(super) struct Loader {
    pub origin: Origin,
    pub cache: Option<PathBuf>,
    pub current: SharedSession,
    pub tasks: Sender<Task>,
    /// The thread of the full text, which receives the changes.
    pub text: Sender<text::TextRequest>,
    pub outbox: Outbox,
    /// Keeps the evidence of the whole library.
    pub evidence: Arc<EvidenceStore>,
}

/// The library as the files were at the last check.
struct ScannedLibrary {
    library: Arc<Library>,
    index: Arc<Index>,
    /// Set when the snapshot is of another state of the files.
    is_ahead: bool,
    /// The last report of what could not be read.
    /// It is not repeated.
    unread: Option<Clean>,
}

impl Loader {
    /// Loads, then carries out requests until the channel closes.
    pub fn run(mut self, asked: &Receiver<Task>) {
        let folders = match &self.origin {
            Origin::Embedded => return self.keep_sample(asked),
            Origin::Folders(folders) => folders.clone(),
        };
        let mut cache = self.cache.as_deref().and_then(|folder| SnapshotCache::new(folder, &folders));
        self.evidence = Arc::new(EvidenceStore::new(cache.clone()));
        let mut scanned = match cache.as_ref().and_then(|cache| self.remembered(cache)) {
            Some(scanned) => scanned,
            None => self.read(&folders),
        };
        self.save(&mut cache, &mut scanned);
        let _watch = self.watch(&folders);
        let mut poll: Option<Duration> = None;
        let (mut looked, mut changed) = (Instant::now(), Instant::now());
        loop {
            let save_at = (scanned.is_ahead && cache.is_some()).then(|| changed + QUIET);
            let look_at = poll.map(|poll| looked + poll);
            let task = match save_at.into_iter().chain(look_at).min() {
                Some(until) => asked.recv_timeout(until.saturating_duration_since(Instant::now())),
                None => asked.recv().map_err(RecvTimeoutError::from),
            };
            let now = Instant::now();
            let mut by_hand = false;
            // Without a request it is time to check everything.
            let mut what = WatchEvent::Anything;
            match task {
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    if save_at.is_some_and(|at| at <= now) {
                        self.save(&mut cache, &mut scanned);
                    }
                    if look_at.is_none_or(|at| at > now) {
                        continue;
                    }
                }
                Ok(first) => {
                    what = WatchEvent::default();
                    // All pending requests are handled at once.
                    for task in std::iter::once(first).chain(asked.try_iter()) {
                        match task {
                            Task::Look(changed) => what.and(changed),
                            Task::Reload => {
                                what = WatchEvent::Anything;
                                by_hand = true;
                            }
                            Task::Poll(reason) => {
                                what = WatchEvent::Anything;
                                poll = Some(POLL);
                                self.notice(clean!("checking files for changes regularly, because they cannot be watched: {reason}"));
                            }
                        }
                    }
                }
            }
            // Before the app receives it and requests the full text to follow. That thread ends with the program.
            let _ = self.text.send(text::TextRequest::Changed(what.clone()));
            let before = Arc::clone(&scanned.library);
            if !self.refresh(&mut scanned, &what, by_hand) {
                return;
            }
            looked = Instant::now();
            if !Arc::ptr_eq(&before, &scanned.library) {
                changed = looked;
            }
            poll = poll.map(|_| POLL.max((looked - now) * POLL_RARELY));
        }
    }

    /// Reads the sample once; it never changes.
    fn keep_sample(&self, asked: &Receiver<Task>) {
        let loaded = library::embedded();
        let index = Index::new(&loaded.library);
        self.tell(loaded.library, index, None, None);
        while let Ok(task) = asked.recv() {
            if task == Task::Reload {
                self.notice(clean!("the built-in sample never changes"));
            }
        }
    }

    /// Loads the library of the snapshot.
    /// Its first screen is sent before the rest is read.
    fn remembered(&self, cache: &SnapshotCache) -> Option<ScannedLibrary> {
        let snapshot = cache.open().ok()?;
        let first = snapshot.first().ok()?;
        let library = Arc::new(first.library);
        let index = Arc::new(Index::new(&library));
        let hits = first.rows.into_iter().map(|ix| Hit { ix, score: 0, why: MatchReason::Field }).collect();
        let message = Message::Remembered {
            library: Arc::clone(&library),
            index: Arc::clone(&index),
            hits,
            total: first.total,
            counted: first.counted,
        };
        self.publish(message, Session::indexed(library, index));
        let library = snapshot.whole().ok()?;
        let index = Index::new(&library);
        Some(self.tell(library, index, None, None))
    }

    /// Loads the library of the files, sending it as it grows.
    fn read(&self, folders: &[PathBuf]) -> ScannedLibrary {
        let loaded = library::load_with(folders, |part| {
            let loading = Some(Loading { read: part.library.len() });
            let index = Index::new(&part.library);
            self.tell(part.library, index, loading, None);
        });
        let index = Index::new(&loaded.library);
        let scanned = self.tell(loaded.library, index, None, complaint(&loaded.skipped, is_wrong));
        ScannedLibrary {
            is_ahead: true,
            unread: complaint(&loaded.skipped, Skipped::is_unreadable),
            ..scanned
        }
    }

    /// Reads changed files again; returns whether the app still receives.
    fn refresh(&self, scanned: &mut ScannedLibrary, what: &WatchEvent, by_hand: bool) -> bool {
        let refreshed = what.look_at(&scanned.library);
        let mut message = if by_hand { complaint(&refreshed.skipped, is_wrong) } else { None };
        if *what == WatchEvent::Anything || !refreshed.skipped.is_empty() {
            let unread = complaint(&refreshed.skipped, Skipped::is_unreadable);
            if unread != scanned.unread {
                message = message.or_else(|| unread.clone());
            }
            scanned.unread = unread;
        }
        match refreshed.now {
            Some((library, kept)) if refreshed.changed => {
                let unread = scanned.unread.take();
                let index = scanned.index.followed(&scanned.library, &library, &kept);
                let next = self.tell(library, index, None, message);
                *scanned = ScannedLibrary { is_ahead: true, unread, ..next };
                return true;
            }
            // The same briefings with the same numbers, so the index remains valid.
            Some((library, _)) => {
                scanned.library = Arc::new(library);
                scanned.is_ahead = true;
            }
            None => {}
        }
        if let Some(message) = message {
            return self.notice(message);
        }
        !by_hand || self.notice(clean!("nothing has changed"))
    }

    fn watch(&self, folders: &[PathBuf]) -> FileWatcher {
        let tasks = self.tasks.clone();
        watch(folders, move |noticed| {
            let task = match noticed {
                WatchNotice::Watching => Task::Look(WatchEvent::Anything),
                WatchNotice::Change(changed) => Task::Look(changed),
                WatchNotice::Lost(reason) => Task::Poll(reason),
            };
            tasks.send(task).is_ok()
        })
    }

    /// Writes the snapshot.
    /// Without one the next start reads the files, as the first did. A failure is reported once, and writing is
    /// not tried again.
    fn save(&self, to: &mut Option<SnapshotCache>, scanned: &mut ScannedLibrary) {
        let Some(cache) = to.as_ref().filter(|_| scanned.is_ahead) else { return };
        scanned.is_ahead = false;
        if let Err(error) = cache.save(&scanned.library, &scanned.index.everything(&scanned.library)) {
            self.notice(clean!("cannot save the cache: {error}; the next start is slower"));
            *to = None;
        }
    }

    fn tell(
        &self,
        library: Library,
        index: Index,
        loading: Option<Loading>,
        message: Option<Clean>,
    ) -> ScannedLibrary {
        let (library, index) = (Arc::new(library), Arc::new(index));
        let mut known = current(&self.current).followed_by(Arc::clone(&library), Arc::clone(&index));
        if loading.is_none() {
            // The evidence of a part must not replace that of the whole.
            known = known.kept_by(Arc::clone(&self.evidence));
        }
        let state = known.marks();
        let message = Message::Library {
            library: Arc::clone(&library),
            index: Arc::clone(&index),
            state,
            loading,
            message,
        };
        self.publish(message, known);
        ScannedLibrary { library, index, is_ahead: false, unread: None }
    }

    /// Sends a library to the app and makes it the current one.
    /// The app receives it before any answer from it, and its next request is answered from no other: the numbers
    /// of briefings differ between libraries.
    fn publish(&self, message: Message, known: Session) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        self.outbox.send(message);
        let (control, clock) = (Arc::clone(current.reading()), current.clock);
        *current = known.controlled_by(control).at(clock);
    }

    fn notice(&self, words: Clean) -> bool {
        self.outbox.send(Message::Notice(words))
    }
}

/// Reports whether something was skipped that its author may miss.
fn is_wrong(skipped: &Skipped) -> bool {
    !skipped.is_on_purpose()
}

/// Describes the skipped files of some kind, in one line.
fn complaint(skipped: &[Skipped], is_reported: impl Fn(&Skipped) -> bool) -> Option<Clean> {
    let wrong: Vec<&Skipped> = skipped.iter().filter(|skipped| is_reported(skipped)).collect();
    let first = wrong.first()?;
    let more = match wrong.len() {
        1 => String::new(),
        several => format!(" (and {} more)", several - 1),
    };
    Some(clean!("skipped {}: {}{more}", first.path.display(), first.why()))
}
