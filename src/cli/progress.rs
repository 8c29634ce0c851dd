//! How far long work is, on standard error while that is a terminal: at most once a second, and gone at the end.
//!
//! Ctrl-C ends a command at any moment, as the terminal does it. Nothing that commands write can be left half done by
//! that but an export, whose folder is no longer empty then.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::clean;
use crate::cli::output::Output;
use crate::text::{Clean, thousands};

/// What is done sooner is not worth a word.
const FIRST: Duration = Duration::from_millis(300);
const EVERY: Duration = Duration::from_secs(1);

/// A count that goes on, such as `reading 12,000/100,000`. Several threads may tell how far it is.
pub(super) struct Progress {
    what: &'static str,
    /// When to say something again; nothing where nobody would see it.
    next: Option<Mutex<Instant>>,
    begun: Instant,
}

impl Progress {
    /// The progress of something, told where these streams are seen.
    pub(super) fn new(output: &Output, what: &'static str) -> Self {
        let begun = Instant::now();
        Self { what, next: output.shows_progress().then(|| Mutex::new(begun + FIRST)), begun }
    }

    /// Says how far it is, where that was not just said.
    pub(super) fn tell(&self, done: usize, of: Option<usize>) {
        // Whoever comes while another one is at it has nothing to add.
        let Some(Ok(mut next)) = self.next.as_ref().map(Mutex::try_lock) else { return };
        let now = Instant::now();
        if now >= *next {
            *next = now + EVERY;
            let of = of.map(|of| format!("/{}", thousands(of))).unwrap_or_default();
            Output::write_progress(&clean!("{} {}{of}", self.what, thousands(done)));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let first = self.begun + FIRST;
        let next = self.next.as_mut().and_then(|next| next.get_mut().ok());
        if next.is_some_and(|next| *next != first) {
            Output::write_progress(&Clean::default());
        }
    }
}
