//! The limits that the system sets for a process: work beyond them ends with an error.

use std::any::Any;
#[cfg(unix)]
use std::sync::Arc;
use std::{panic, process};

use crate::clean;
use crate::cli::output::Output;
use crate::cli::{CommandError, complain};
use crate::terminal;

/// Ends the program with an error where no more threads start.
///
/// It does so in a panic hook: the libraries that share work among threads have no other way to report it.
pub(super) fn watch_threads() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        if !is_about_threads(panicked.payload()) {
            return print(panicked);
        }
        terminal::leave();
        let exit = complain(&mut Output::standard(false), &too_few_threads(), false);
        process::exit(exit.code().into());
    }));
}

/// Returns the error for a thread that the system refuses.
pub(super) fn too_few_threads() -> CommandError {
    let what = clean!("cannot start a thread: the limit of threads for this user is reached");
    CommandError::new("limit", what).hint(clean!("try a higher limit (ulimit -u), or quit other programs"))
}

/// Makes a write beyond the limit of file sizes fail.
/// It fails like a write to a full disk.
///
/// The system's signal for it would end the program in the middle of a file.
#[cfg(unix)]
pub(super) fn watch_sizes() {
    // With a handler of any kind the write returns an error. Where none can be set, the system's own answer remains.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
}

/// There is no such limit.
#[cfg(not(unix))]
pub(super) fn watch_sizes() {}

fn is_about_threads(payload: &(dyn Any + Send)) -> bool {
    let message =
        payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
    message.is_some_and(|message| {
        message.starts_with("failed to spawn thread") || message.starts_with("The global thread pool")
    })
}

/// The least address space for the work of all threads.
/// An allocation that fails later ends a process at once, and the terminal would stay in the reader's mode. Each thread
/// reserves some 70 MB, and the index of the full text takes several times its part of the texts.
#[cfg(unix)]
const LEAST: u64 = 2 << 30;

/// Refuses what needs more memory than the process may have.
/// That is the reader and the index of the full text; `what` says which.
///
/// # Errors
///
/// Fails where the system gives the process less than that.
#[cfg(unix)]
pub(super) fn ensure_memory(what: &str) -> Result<(), CommandError> {
    use rustix::process::{Resource, getrlimit};
    match getrlimit(Resource::As).current {
        Some(most) if most < LEAST => {
            let (most, least) = (most >> 20, LEAST >> 20);
            let what = clean!("cannot {what}: that needs {least} MB of memory, but the limit is {most} MB");
            Err(CommandError::new("limit", what)
                .hint(clean!("try a higher limit (ulimit -v), or `briefing list` and `briefing show ID`")))
        }
        _ => Ok(()),
    }
}

/// Accepts every process: no limit is known here.
#[cfg(not(unix))]
pub(super) fn ensure_memory(_: &str) -> Result<(), CommandError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_threads_that_do_not_start_are_reported_so() {
        let is = |message: &str| is_about_threads(&message.to_owned());
        assert!(is("failed to spawn thread: Os { code: 11, kind: WouldBlock }"));
        assert!(is("The global thread pool has not been initialized.: ThreadPoolBuildError"));
        assert!(!is("index out of bounds") && !is_about_threads(&"asked to panic: worker"));
        assert!(!is_about_threads(&7_u8));
    }
}
