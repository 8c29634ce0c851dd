//! The thread of the memory: its requests, and its work between them.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::time::Duration;

use crate::engine::memory::MemoryWorker;
use crate::engine::request::MemoryRequest;
use crate::engine::runner::Outbox;
use crate::engine::session::{SharedSession, current};
use crate::library::watch::{FileWatcher, WatchNotice, watch};

/// The interval at which the memory is polled.
/// That is needed where the system does not report changes: on another machine's disk.
const POLL: Duration = Duration::from_secs(1);

/// A request to the thread.
#[derive(Debug)]
pub enum MemoryJob {
    /// A request of the app.
    Request(MemoryRequest),
    /// Another process may have written something.
    CatchUp,
    /// The system will not report when another process writes.
    Poll,
    /// No requests will follow.
    End,
}

/// Carries out requests until the last one.
/// Between them, it reads files that may have changed.
pub fn keep(
    shared: &SharedSession,
    folder: Option<PathBuf>,
    (jobs, asked): (&Sender<MemoryJob>, &Receiver<MemoryJob>),
    outbox: &Outbox,
) {
    let mut memory_worker = MemoryWorker::new(folder);
    let mut watched: Option<FileWatcher> = None;
    let mut poll = None;
    loop {
        let job = next(asked, memory_worker.unchecked() > 0, poll);
        let session = current(shared);
        let messages = match job {
            None => memory_worker.check_some(&session),
            Some(MemoryJob::Request(request)) => {
                memory_worker.carry_out(&session, &request, session.clock.now())
            }
            Some(MemoryJob::CatchUp) => memory_worker.catch_up(&session, session.clock.now()),
            Some(MemoryJob::Poll) => {
                poll = Some(POLL);
                memory_worker.catch_up(&session, session.clock.now())
            }
            Some(MemoryJob::End) => return,
        };
        for message in messages {
            if !outbox.send(message) {
                // The app is gone, and its last requests may still be under way.
                break;
            }
        }
        if let (None, Some(folder)) = (&watched, memory_worker.open_folder()) {
            let jobs = jobs.clone();
            watched = Some(watch(&[folder.to_owned()], move |noticed| {
                let job = if matches!(noticed, WatchNotice::Lost(_)) {
                    MemoryJob::Poll
                } else {
                    MemoryJob::CatchUp
                };
                jobs.send(job).is_ok()
            }));
        }
    }
}

/// Returns the next request, or nothing if there is `else_to_do` instead.
/// Where the system does not report changes, looking for them is the request after a while without another.
fn next(asked: &Receiver<MemoryJob>, else_to_do: bool, poll: Option<Duration>) -> Option<MemoryJob> {
    match asked.try_recv() {
        Ok(job) => return Some(job),
        Err(TryRecvError::Disconnected) => return Some(MemoryJob::End),
        Err(TryRecvError::Empty) if else_to_do => return None,
        Err(TryRecvError::Empty) => {}
    }
    let Some(poll) = poll else { return Some(asked.recv().unwrap_or(MemoryJob::End)) };
    Some(match asked.recv_timeout(poll) {
        Ok(job) => job,
        Err(RecvTimeoutError::Timeout) => MemoryJob::CatchUp,
        Err(RecvTimeoutError::Disconnected) => MemoryJob::End,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn where_nobody_tells_of_changes_they_are_looked_for() {
        let (ask, asked) = channel();
        let soon = Some(Duration::from_millis(1));
        assert!(matches!(next(&asked, false, soon), Some(MemoryJob::CatchUp)));
        assert!(next(&asked, true, soon).is_none());
        ask.send(MemoryJob::Poll).unwrap();
        assert!(matches!(next(&asked, false, soon), Some(MemoryJob::Poll)));
        drop(ask);
        assert!(matches!(next(&asked, false, soon), Some(MemoryJob::End)));
        assert!(matches!(next(&asked, true, None), Some(MemoryJob::End)));
    }
}
