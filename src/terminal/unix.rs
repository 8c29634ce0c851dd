//! The terminal on Unix: descriptors, line modes, job control.

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::{Pid, getpgrp, getppid, getsid};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr, ttyname};
use signal_hook::consts::{SIGCONT, SIGSTOP};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The terminal for output and input.
#[derive(Clone, Debug)]
pub struct Tty {
    input: Arc<OwnedFd>,
    output: Arc<OwnedFd>,
}

/// The previous line modes.
pub(super) type SavedModes = Termios;

impl Tty {
    /// Returns the terminal of standard input and standard output.
    ///
    /// # Errors
    ///
    /// Fails if one of them isn't a terminal.
    pub fn stdio() -> io::Result<Self> {
        let (input, output) = (io::stdin(), io::stdout());
        if !isatty(&input) || !isatty(&output) {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "not a terminal"));
        }
        Ok(Self {
            input: Arc::new(input.as_fd().try_clone_to_owned()?),
            output: Arc::new(output.as_fd().try_clone_to_owned()?),
        })
    }

    /// Returns the controlling terminal of the process.
    /// For use when the standard streams are needed for something else.
    ///
    /// # Errors
    ///
    /// Fails if the process has no terminal.
    pub fn controlling() -> io::Result<Self> {
        let open = |path: &std::ffi::CStr| {
            rustix::fs::open(path, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())
        };
        // By its own name if a stream has it: macOS can't wait for input on /dev/tty.
        let (input, output, error) = (io::stdin(), io::stdout(), io::stderr());
        let named = [error.as_fd(), input.as_fd(), output.as_fd()]
            .into_iter()
            .find_map(|stream| open(&ttyname(stream, Vec::new()).ok()?).ok());
        let tty = Arc::new(match named {
            Some(tty) => tty,
            None => open(c"/dev/tty")?,
        });
        Ok(Self { input: Arc::clone(&tty), output: tty })
    }

    /// Returns the columns and rows.
    ///
    /// # Errors
    ///
    /// Fails if the terminal is gone.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        let size = tcgetwinsize(&self.output)?;
        Ok((size.ws_col, size.ws_row))
    }

    /// Returns the descriptor that keys are read from.
    pub(crate) fn input(&self) -> BorrowedFd<'_> {
        self.input.as_fd()
    }

    /// Does nothing: the sequence that the caller writes suffices.
    #[expect(clippy::unused_self, reason = "the same interface as elsewhere")]
    pub(super) fn capture_mouse(&self) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn make_raw(&self) -> io::Result<SavedModes> {
        let before = tcgetattr(&self.output)?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(&self.output, OptionalActions::Now, &raw)?;
        Ok(before)
    }

    pub(super) fn make_cooked(&self, before: &SavedModes) {
        // If the terminal is gone, there is no way to report it.
        let _ = tcsetattr(&self.output, OptionalActions::Now, before);
    }

    /// Writes to the terminal without the buffer of standard output.
    /// The buffer would cut a frame at its last line feed.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(&self.output, bytes) {
                // Another program may have made the terminal non-blocking and left it so.
                Err(rustix::io::Errno::AGAIN) => {
                    poll(&mut [PollFd::new(&self.output, PollFlags::OUT)], None)?;
                }
                written => return Ok(written?),
            }
        }
    }

    pub(super) fn can_be_written_to(&self, within: Duration) -> bool {
        let within = Timespec::try_from(within).unwrap_or(Timespec { tv_sec: 0, tv_nsec: 0 });
        poll(&mut [PollFd::new(&self.output, PollFlags::OUT)], Some(&within)).is_ok_and(|ready| ready > 0)
    }
}

/// Reports whether another process could continue this one.
///
/// In an orphaned process group, such as that of a program for which a terminal was opened, the kernel ignores
/// SIGTSTP for that reason; SIGSTOP it wouldn't ignore. A leader outside the process's PID namespace, as in a
/// container entered from outside, has the number 0 (`pid_namespaces(7)`), which rustix takes for a broken promise
/// of the kernel; nix doesn't.
pub(super) fn can_stop() -> bool {
    let Ok(session) = getsid(None) else {
        return false;
    };
    getpgrp() != session && getsid(Some(getppid())) == Ok(session)
}

/// Stops the process group; returns whether it was continued.
pub(super) fn stop() -> bool {
    let continued = Arc::new(AtomicBool::new(false));
    let Ok(watch) = signal_hook::flag::register(SIGCONT, Arc::clone(&continued)) else {
        return false;
    };
    // SIGSTOP and not SIGTSTP, which is handled here; to all, since the shell waits for the first of the group.
    let sent = killpg(getpgrp(), Signal::SIGSTOP);
    // Another thread may be stopped first: this one mustn't continue before it has been stopped as well.
    let start = Instant::now();
    while sent.is_ok() && !continued.load(Ordering::SeqCst) && start.elapsed() < Duration::from_millis(100) {
        thread::sleep(Duration::from_millis(1));
    }
    signal_hook::low_level::unregister(watch);
    continued.load(Ordering::SeqCst)
}

/// Sends a signal to a process.
pub(super) fn send(process: u32, signal: i32) {
    if let (Ok(process), Ok(signal)) = (i32::try_from(process), Signal::try_from(signal)) {
        let _ = kill(Pid::from_raw(process), signal);
    }
}

/// Stops this process only.
pub(super) fn stop_alone() {
    let _ = signal_hook::low_level::raise(SIGSTOP);
}
