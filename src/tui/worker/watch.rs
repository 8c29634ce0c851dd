//! Watches the reading of all texts: reports its progress and stops it.

use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use crate::search::fulltext::IndexProgress;
use crate::tui::app::message::Message;
use crate::tui::effect::Job;
use crate::tui::event_loop::LoopEvent;

/// The time until the first report of progress.
/// Further ones follow every `EVERY`.
const FIRST: Duration = Duration::from_millis(300);
const EVERY: Duration = Duration::from_secs(1);

/// The error of work that was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobCancelled;

/// A watch over one job at a time.
pub struct JobControl {
    tell: Box<dyn Fn(Option<IndexProgress>) + Send + Sync>,
    /// The time before which nothing is reported.
    /// Shorter work needs no report.
    first: Duration,
    under_way: AtomicBool,
    /// The number of stops so far.
    stops: AtomicUsize,
}

/// The time of a request for work: before or after a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked(usize);

/// A watch that reports nothing.
impl Default for JobControl {
    fn default() -> Self {
        Self::new(|_| ())
    }
}

impl fmt::Debug for JobControl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Watch").field("under_way", &self.under_way).finish_non_exhaustive()
    }
}

impl JobControl {
    /// Creates a watch that reports the progress of longer work.
    /// It reports at most once a second, and `None` when the work is over.
    pub fn new(tell: impl Fn(Option<IndexProgress>) + Send + Sync + 'static) -> Self {
        let (under_way, stops) = (AtomicBool::new(false), AtomicUsize::new(0));
        Self { tell: Box::new(tell), first: FIRST, under_way, stops }
    }

    /// Creates a watch over a job that reports to the loop.
    pub(super) fn over(job: Job, events: Sender<LoopEvent>) -> Self {
        Self::new(move |progress| {
            // The receiver is only gone when the program ends.
            let _ = events.send(LoopEvent::Message(Message::Reading { job, progress }));
        })
    }

    /// Reports from the beginning.
    #[cfg(test)]
    pub(super) fn at_once(self) -> Self {
        Self { first: Duration::ZERO, ..self }
    }

    /// Stops the work that is under way, and all that waits.
    /// Reports whether any is under way.
    pub fn stop(&self) -> bool {
        self.stops.fetch_add(1, Ordering::Relaxed);
        self.under_way.load(Ordering::Relaxed)
    }

    /// Returns the present, for work that may have to wait.
    /// A stop before it begins applies to it, too.
    pub(super) fn asked(&self) -> Asked {
        Asked(self.stops.load(Ordering::Relaxed))
    }

    /// Runs work on a number of texts.
    /// The work calls back before each text with the number begun, and learns whether to continue.
    pub(super) fn run<T>(
        &self,
        asked: Asked,
        of: usize,
        work: impl FnOnce(&(dyn Fn(usize) -> bool + Sync)) -> Option<T>,
    ) -> Result<T, JobCancelled> {
        if self.asked() != asked {
            return Err(JobCancelled);
        }
        self.under_way.store(true, Ordering::Relaxed);
        let first = Instant::now() + self.first;
        let next = Mutex::new(first);
        let done = work(&|done| {
            // While one thread reports, others have nothing to add.
            if let Ok(mut next) = next.try_lock()
                && *next <= Instant::now()
            {
                *next = Instant::now() + EVERY;
                (self.tell)(Some(IndexProgress { done, of }));
            }
            self.asked() == asked
        });
        self.under_way.store(false, Ordering::Relaxed);
        if next.into_inner().is_ok_and(|next| next != first) {
            (self.tell)(None);
        }
        done.ok_or(JobCancelled)
    }
}

/// Returns a library whose texts take long enough to be watched.
#[cfg(test)]
pub(super) fn slow_library() -> crate::library::Library {
    use crate::library::{Library, Origin};
    let briefings = (0..60_000).map(|number| {
        let path = format!("/nowhere/{number}.md").into();
        std::sync::Arc::new(crate::briefing::Briefing { path, ..Default::default() })
    });
    Library::new(Origin::Folders(vec!["/nowhere".into()]), briefings.collect())
}
