//! The progress of long work, shown while standard error is a terminal.
//!
//! One line is written over at most once a second and cleared at the end. Where only plain text is wanted, nothing
//! is written over: a screen reader reads out every line, so there are fewer of them.
//!
//! Ctrl-C ends a command at any moment, as the terminal does it. That leaves nothing half written but an export,
//! whose folder is then no longer empty.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::clean;
use crate::cli::output::{Output, ProgressLine};
use crate::text::{Clean, thousands};

/// The time within which finished work shows no progress.
const FIRST: Duration = Duration::from_millis(300);

/// A count that goes on, such as `reading 12,000/100,000`. Several threads may report it.
pub(super) struct ProgressReporter {
    what: &'static str,
    line: Option<ProgressLine>,
    state: Mutex<ProgressState>,
}

struct ProgressState {
    /// The time from which a new line may be written.
    next: Instant,
    /// Set if a line is shown that has to be cleared.
    shows: bool,
}

impl ProgressReporter {
    /// Begins the progress of some work, shown if this output shows any.
    pub(super) fn new(output: &Output, what: &'static str) -> Self {
        let state = ProgressState { next: Instant::now() + FIRST, shows: false };
        Self { what, line: output.progress_line(), state: Mutex::new(state) }
    }

    /// Shows the count, unless a line was shown just now.
    pub(super) fn tell(&self, done: usize, of: Option<usize>) {
        // A thread that comes while another one writes has nothing to add.
        let (Some(line), Ok(mut state)) = (self.line, self.state.try_lock()) else { return };
        let now = Instant::now();
        if now >= state.next {
            let of = of.map(|of| format!("/{}", thousands(of))).unwrap_or_default();
            *state = ProgressState { next: now + every(line), shows: true };
            Output::write_progress(line, &clean!("{} {}{of}", self.what, thousands(done)));
        }
    }

    /// Clears the line. Later counts may be shown again.
    pub(super) fn clear(&self) {
        let (Some(line), Ok(mut state)) = (self.line, self.state.lock()) else { return };
        if std::mem::take(&mut state.shows) && line == ProgressLine::WrittenOver {
            Output::write_progress(line, &Clean::default());
        }
    }
}

impl Drop for ProgressReporter {
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
