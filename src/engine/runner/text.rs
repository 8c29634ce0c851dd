//! The thread of the full text.
//! The index is opened at the first request, brought up to date on a thread of its own, and searched again as it
//! grows.

use std::path::Path;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::clean;
use crate::engine::request::Generation;
use crate::engine::response::Response;
use crate::engine::runner::Outbox;
use crate::engine::session::{SharedSession, current};
use crate::engine::text as engine_text;
use crate::library::Origin;
use crate::library::watch::WatchEvent;
use crate::search::Progress;
use crate::search::fulltext::{self, Freshness, FullText, Pace, Thoroughness};
use crate::text::Clean;

/// The interval at which the progress of indexing is reported.
const EVERY: Duration = Duration::from_secs(1);

/// A request to the thread.
#[derive(Debug)]
pub(super) enum TextRequest {
    /// Brings the index up to date.
    Index,
    /// Notes that something in the library may have changed.
    /// It is checked when the index is requested next.
    Changed(WatchEvent),
    /// Finds places.
    Find { generation: Generation, query: String },
}

pub(super) fn run(
    origin: &Origin,
    cache: Option<&Path>,
    shared: &SharedSession,
    asked: &Receiver<TextRequest>,
    outbox: &Outbox,
) {
    // Before the first check, which covers all files, changes do not matter.
    let first = asked.iter().find(|one| !matches!(one, TextRequest::Changed(_)));
    let Some(mut next) = first else { return };
    // Opened only now, so that a session without a full-text search has no cost.
    let full_text = match FullText::open(origin, cache) {
        Ok(full_text) => Arc::new(full_text),
        Err(failure) => return refuse(&failure, next, asked, outbox),
    };
    let indexer = Indexer { text: Arc::clone(&full_text), looks: Arc::default(), outbox: outbox.clone() };
    // The changes since the last check.
    let mut changed = WatchEvent::Anything;
    loop {
        let mut newest = None;
        let mut take = |one: TextRequest| match one {
            TextRequest::Index => indexer.look(match std::mem::take(&mut changed) {
                // Changes may not be reported here.
                WatchEvent::These(paths) if paths.is_empty() => Thoroughness::WhenDue,
                WatchEvent::These(paths) => Thoroughness::These(paths),
                WatchEvent::Anything => Thoroughness::Every,
            }),
            TextRequest::Changed(more) => changed.and(more),
            TextRequest::Find { generation, query } => newest = Some((generation, query)),
        };
        take(next);
        while let Ok(more) = asked.try_recv() {
            take(more);
        }
        let mut waiting = None;
        if let Some((generation, query)) = newest {
            let was_trusted = full_text.is_trusted();
            let answer = engine_text::find(&full_text, &current(shared), &query, &mut || {
                waiting = waiting.take().or_else(|| asked.try_recv().ok());
                waiting.is_some()
            });
            if !outbox.send(Response::TextFound { generation, answer }) {
                return;
            }
            // The question is asked again once the index has been made anew.
            if was_trusted && !full_text.is_trusted() {
                indexer.look(Thoroughness::Every);
            }
        }
        next = match waiting.map_or_else(|| asked.try_recv(), Ok) {
            Ok(more) => more,
            Err(TryRecvError::Empty) => match asked.recv() {
                Ok(more) => more,
                Err(_) => return,
            },
            Err(TryRecvError::Disconnected) => return,
        };
    }
}

/// Answers every request with the reason of the failure.
fn refuse(
    failure: &fulltext::FullTextError,
    first: TextRequest,
    asked: &Receiver<TextRequest>,
    outbox: &Outbox,
) {
    for question in std::iter::once(first).chain(asked) {
        let message = match question {
            TextRequest::Index => Response::Indexed { progress: None, message: Some(clean!("{failure}")) },
            TextRequest::Changed(_) => continue,
            TextRequest::Find { generation, .. } => {
                Response::TextFound { generation, answer: Err(engine_text::failed(failure)) }
            }
        };
        if !outbox.send(message) {
            return;
        }
    }
}

/// Brings the index up to date on a separate thread.
/// It runs one check after another.
struct Indexer {
    text: Arc<FullText>,
    looks: Arc<Mutex<IndexQueue>>,
    outbox: Outbox,
}

/// The state of the checks: the running and the next one.
#[derive(Default)]
struct IndexQueue {
    under_way: bool,
    next: Option<Thoroughness>,
    /// Set when a check failed.
    /// The next one does not know what it should have covered.
    failed: bool,
}

impl IndexQueue {
    /// Returns the next check; without one, no check is running any more.
    fn next(&mut self) -> Option<Thoroughness> {
        self.under_way = self.next.is_some();
        let check = self.next.take()?;
        Some(if std::mem::take(&mut self.failed) { Thoroughness::Every } else { check })
    }
}

impl Indexer {
    /// Requests a check.
    /// It starts at once, or after the running one, which may have been too early to see the changes.
    fn look(&self, check: Thoroughness) {
        let mut looks = locked(&self.looks);
        looks.next = Some(match looks.next.take() {
            Some(waiting) => waiting.and(check),
            None => check,
        });
        if std::mem::replace(&mut looks.under_way, true) {
            return;
        }
        let (text, looks, outbox) = (Arc::clone(&self.text), Arc::clone(&self.looks), self.outbox.clone());
        thread::spawn(move || {
            lower_priority();
            loop {
                let Some(check) = locked(&looks).next() else { return };
                let done = bring_up_to_date(&text, &check, &outbox);
                locked(&looks).failed |= done.is_err();
                let message = done.unwrap_or_else(|failure| Some(clean!("{failure}")));
                if !outbox.send(Response::Indexed { progress: None, message }) {
                    return;
                }
            }
        });
    }
}

fn locked(looks: &Mutex<IndexQueue>) -> MutexGuard<'_, IndexQueue> {
    looks.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Brings the index up to date and reports the progress.
/// Returns the message for the user at the end of it.
fn bring_up_to_date(
    text: &FullText,
    check: &Thoroughness,
    outbox: &Outbox,
) -> Result<Option<Clean>, fulltext::FullTextError> {
    let mut next = Instant::now() + EVERY / 5;
    let mut last = None;
    let done = text.refresh(check, Pace::Background, &mut |progress: Progress| {
        last = Some(progress);
        if Instant::now() >= next {
            next = Instant::now() + EVERY;
            outbox.send(Response::Indexed { progress: last, message: None });
        }
    })?;
    let message = engine_text::freshness(text, &done);
    if done != Freshness::Behind {
        return Ok(message);
    }
    // The receiver is only gone when the program ends.
    outbox.send(Response::Indexed { progress: last, message });
    text.wait_for_writer()?;
    bring_up_to_date(text, check, outbox)
}

/// Lowers the thread's priority: keys come before the index.
/// On Linux the priority is a thread's own, and threads that it starts inherit it; elsewhere it is the whole
/// process's and remains.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    // Without a lower priority it works as well, but competes with other work.
    let _ = rustix::process::nice(10);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::PathBuf;
    use std::sync::mpsc::{Sender, channel};

    use super::*;
    use crate::date::Day;
    use crate::engine::clock::Clock;
    use crate::engine::response::Message;
    use crate::engine::session::Session;
    use crate::library::Library;
    use crate::memory::Moment;

    /// As long as an answer may take. The machine that runs the tests may be busy.
    const PATIENCE: Duration = Duration::from_secs(20);

    /// A library in a folder, with the thread that searches its full text.
    struct TextFixture {
        root: tempfile::TempDir,
        asked: Sender<TextRequest>,
        events: Receiver<Message>,
    }

    impl TextFixture {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            let (library, cache) = (root.path().join("library"), root.path().join("cache"));
            fs::create_dir(&library).unwrap();
            let (asked, questions) = channel();
            let (outbox, events) = Outbox::channel();
            let clock = Clock::Fixed(Moment::of_day(Day::new(2026, 1, 1).unwrap()));
            let shared: SharedSession = Arc::new(Mutex::new(Session::new(Library::default()).at(clock)));
            let origin = Origin::Folders(vec![library]);
            thread::spawn(move || run(&origin, Some(&cache), &shared, &questions, &outbox));
            Self { root, asked, events }
        }

        fn write(&self, name: &str, text: &str) -> PathBuf {
            let path = self.root.path().join("library").join(name);
            fs::write(&path, text).unwrap();
            path
        }

        /// Says that these files have changed, and asks for a look.
        fn look_at(&self, paths: &[&PathBuf]) {
            let these: BTreeSet<PathBuf> = paths.iter().map(|path| (*path).clone()).collect();
            self.asked.send(TextRequest::Changed(WatchEvent::These(these))).unwrap();
            self.asked.send(TextRequest::Index).unwrap();
        }

        fn next_message(&self) -> Message {
            match self.events.recv_timeout(PATIENCE) {
                Ok(message) => message,
                Err(error) => panic!("{error}"),
            }
        }

        /// Waits until a look has ended.
        fn has_looked(&self) {
            while !matches!(
                self.next_message(),
                Message::Response(Response::Indexed { progress: None, message: None })
            ) {}
        }

        fn titles(&self, query: &str) -> Vec<String> {
            self.asked.send(TextRequest::Find { generation: 1, query: query.to_owned() }).unwrap();
            loop {
                if let Message::Response(Response::TextFound { answer, .. }) = self.next_message() {
                    return answer.unwrap().places.iter().map(|place| place.title.to_string()).collect();
                }
            }
        }

        /// The right to write the index, as another process would have it.
        fn writer(&self) -> fs::File {
            let kept = fs::read_dir(self.root.path().join("cache/text")).unwrap().next().unwrap().unwrap();
            let lock = fs::File::options().write(true).open(kept.path().join("writer.lock")).unwrap();
            lock.lock().unwrap();
            lock
        }
    }

    #[test]
    fn what_changes_while_the_index_is_made_is_looked_at_afterwards() {
        let fixture = TextFixture::new();
        fixture.asked.send(TextRequest::Index).unwrap();
        fixture.has_looked();
        let writer = fixture.writer();
        let one = fixture.write("one.md", "# One\n\nA quagga.\n");
        fixture.look_at(&[&one]);
        let behind = fixture.next_message();
        assert!(
            matches!(behind, Message::Response(Response::Indexed { message: Some(_), .. })),
            "{behind:?}"
        );
        let two = fixture.write("two.md", "# Two\n\nA quagga.\n");
        fixture.look_at(&[&two]);
        // The thread has taken it once it answers.
        assert_eq!(fixture.titles("quagga").len(), 0);
        drop(writer);
        fixture.has_looked();
        fixture.has_looked();
        let mut titles = fixture.titles("quagga");
        titles.sort();
        assert_eq!(titles, ["One", "Two"]);
    }

    #[test]
    fn only_what_changed_is_looked_at() {
        let fixture = TextFixture::new();
        fixture.asked.send(TextRequest::Changed(WatchEvent::Anything)).unwrap();
        fixture.asked.send(TextRequest::Index).unwrap();
        fixture.has_looked();
        let one = fixture.write("one.md", "# One\n\nA quagga.\n");
        fixture.write("two.md", "# Two\n\nA quagga.\n");
        fixture.look_at(&[&one]);
        fixture.has_looked();
        assert_eq!(fixture.titles("quagga"), ["One"]);
        fixture.asked.send(TextRequest::Changed(WatchEvent::Anything)).unwrap();
        fixture.asked.send(TextRequest::Index).unwrap();
        fixture.has_looked();
        assert_eq!(fixture.titles("quagga").len(), 2);
    }

    #[test]
    fn after_a_look_that_failed_the_next_is_one_at_everything() {
        let mut looks =
            IndexQueue { under_way: true, next: Some(Thoroughness::These(BTreeSet::new())), failed: true };
        assert_eq!(looks.next(), Some(Thoroughness::Every));
        looks.next = Some(Thoroughness::WhenDue);
        assert_eq!(looks.next(), Some(Thoroughness::WhenDue));
        assert_eq!((looks.next(), looks.under_way), (None, false));
    }
}
