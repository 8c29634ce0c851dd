//! How far long work is, on standard error while that is a terminal: one line that is written over at most once a second,
//! and gone at the end. Where only plain text is wanted, nothing is written over: each line that is said is said to a
//! screen reader too, so there are fewer of them.
//!
//! Ctrl-C ends a command at any moment, as the terminal does it. Nothing that commands write can be left half done by
//! that but an export, whose folder is no longer empty then.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::clean;
use crate::cli::output::{Output, ProgressLine};
use crate::text::{Clean, thousands};

/// What is done sooner is not worth a word.
const FIRST: Duration = Duration::from_millis(300);

/// A count that goes on, such as `reading 12,000/100,000`. Several threads may tell how far it is.
pub(super) struct Progress {
    what: &'static str,
    line: Option<ProgressLine>,
    state: Mutex<State>,
}

struct State {
    /// When to say something again.
    next: Instant,
    /// Whether something was said that has to be taken away.
    shows: bool,
}

impl Progress {
    /// The progress of something, told where these streams are seen.
    pub(super) fn new(output: &Output, what: &'static str) -> Self {
        let state = State { next: Instant::now() + FIRST, shows: false };
        Self { what, line: output.progress_line(), state: Mutex::new(state) }
    }

    /// Says how far it is, where that was not just said.
    pub(super) fn tell(&self, done: usize, of: Option<usize>) {
        // Whoever comes while another one is at it has nothing to add.
        let (Some(line), Ok(mut state)) = (self.line, self.state.try_lock()) else { return };
        let now = Instant::now();
        if now >= state.next {
            let of = of.map(|of| format!("/{}", thousands(of))).unwrap_or_default();
            *state = State { next: now + every(line), shows: true };
            Output::write_progress(line, &clean!("{} {}{of}", self.what, thousands(done)));
        }
    }

    /// Takes away what was said; more may be said later.
    pub(super) fn clear(&self) {
        let (Some(line), Ok(mut state)) = (self.line, self.state.lock()) else { return };
        if std::mem::take(&mut state.shows) && line == ProgressLine::WrittenOver {
            Output::write_progress(line, &Clean::default());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn every(line: ProgressLine) -> Duration {
    match line {
        ProgressLine::WrittenOver => Duration::from_secs(1),
        ProgressLine::Plain => Duration::from_secs(5),
    }
}
