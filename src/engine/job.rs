//! Work that takes long: its progress, and how it is cancelled.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::search::Progress;

/// The time until the first report of progress.
/// Further ones follow every `EVERY`.
const FIRST: Duration = Duration::from_millis(300);
const EVERY: Duration = Duration::from_secs(1);

/// A purpose for which all texts of the library are read.
/// Each can take long, reports its progress, and can be stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Reading the texts for the requests of the views.
    Reading,
    /// Checking the texts for problems.
    Checking,
}

impl Job {
    /// Returns the word for the job.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Checking => "checking",
        }
    }
}

/// The error of work that was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobCancelled;

/// The cancellation of one piece of work.
/// The work and its requester share it.
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// Cancels the work, which ends at its next look.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Reports whether the work was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Returns the flag in the form that a search looks at.
    pub fn flag(&self) -> &AtomicBool {
        &self.0
    }
}

/// The control over one job at a time: it reports the progress and cancels.
pub struct JobControl {
    tell: Box<dyn Fn(Option<Progress>) + Send + Sync>,
    /// The time before which nothing is reported.
    /// Shorter work needs no report.
    first: Duration,
    under_way: AtomicBool,
    /// The tokens of the work that is under way or waits.
    tokens: Mutex<Vec<CancelToken>>,
}

/// A control that reports nothing.
impl Default for JobControl {
    fn default() -> Self {
        Self::new(|_| ())
    }
}

impl fmt::Debug for JobControl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("JobControl").field("under_way", &self.under_way).finish_non_exhaustive()
    }
}

impl JobControl {
    /// Creates a control that reports the progress of longer work.
    /// It reports at most once a second, and `None` when the work is over.
    pub fn new(tell: impl Fn(Option<Progress>) + Send + Sync + 'static) -> Self {
        let (under_way, tokens) = (AtomicBool::new(false), Mutex::default());
        Self { tell: Box::new(tell), first: FIRST, under_way, tokens }
    }

    /// Reports from the beginning.
    #[cfg(test)]
    pub(super) fn at_once(self) -> Self {
        Self { first: Duration::ZERO, ..self }
    }

    /// Cancels the work that is under way, and all that waits.
    /// Reports whether any is under way.
    pub fn stop(&self) -> bool {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.drain(..).for_each(|token| token.cancel());
        self.under_way.load(Ordering::Relaxed)
    }

    /// Returns a token for work that is requested now.
    /// The work may have to wait.
    pub fn token(&self) -> CancelToken {
        let token = CancelToken::default();
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        // Only this list still has the token of work that has ended.
        tokens.retain(|token| Arc::strong_count(&token.0) > 1);
        tokens.push(token.clone());
        token
    }

    /// Runs work on a number of texts.
    /// The work calls back before each text with the number begun, and learns whether to continue.
    pub(super) fn run<T>(
        &self,
        token: &CancelToken,
        of: usize,
        work: impl FnOnce(&(dyn Fn(usize) -> bool + Sync)) -> Option<T>,
    ) -> Result<T, JobCancelled> {
        if token.is_cancelled() {
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
                (self.tell)(Some(Progress { done, of }));
            }
            !token.is_cancelled()
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
        Arc::new(crate::briefing::Briefing { path, ..Default::default() })
    });
    Library::new(Origin::Folders(vec!["/nowhere".into()]), briefings.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_cancels_what_was_requested_before_it_alone() {
        let control = JobControl::default();
        let (before, gone) = (control.token(), control.token());
        drop(gone);
        assert!(!control.stop());
        let after = control.token();
        assert!(before.is_cancelled() && !after.is_cancelled());
        assert_eq!(control.run(&before, 1, |_| Some(())), Err(JobCancelled));
        assert_eq!(control.run(&after, 1, |go_on| go_on(0).then_some(())), Ok(()));
    }
}
