//! The thread that waits for keys and signals.
//!
//! It waits for three things at once: the terminal, the signals, and the permit. Without a permit it doesn't read
//! the terminal, but it still sees signals and the end of the terminal. Those that end the program are delivered
//! at once, and if the program does not react within [`GRACE`], this thread ends it, so that no orphan process
//! remains.

use super::TerminalInput;
use super::decode::Decoder;
use crate::terminal::{self, Tty};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2,
    SIGVTALRM, SIGWINCH, SIGXCPU, SIGXFSZ,
};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::WithOrigin;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

/// The permission of the reader to continue.
/// The reader ends when this is dropped.
#[derive(Debug)]
pub struct Permit(UnixStream);

impl Permit {
    /// Lets the reader read the next batch.
    /// To be called once for each batch, after it was handled.
    pub fn grant(&self) {
        // Either the reader has ended, or so many permits are queued already that another has no effect.
        let _ = (&self.0).write(&[0]);
    }
}

/// Starts to read `tty`.
/// Each batch goes to `deliver`, on the reader's thread; when that returns false, reading ends.
///
/// # Errors
///
/// Fails if the system gives no thread or no pipe.
pub fn spawn(
    tty: &Tty,
    deliver: impl FnMut(Vec<TerminalInput>) -> bool + Send + 'static,
) -> io::Result<Permit> {
    let (grants, permits) = UnixStream::pair()?;
    grants.set_nonblocking(true)?;
    permits.set_nonblocking(true)?;
    let (signalled, signals) = UnixStream::pair()?;
    let caught = [SIGWINCH, SIGTSTP, SIGCONT, SIGXFSZ].into_iter().chain(ENDING);
    #[cfg(target_os = "linux")]
    let caught = caught.chain([nix::sys::signal::Signal::SIGPWR as i32]);
    let reader = InputThread {
        tty: tty.clone(),
        signals: SignalDelivery::with_pipe(signalled, signals, WithOrigin::default(), caught)?,
        permits,
        deliver,
        decoder: Decoder::default(),
        pending: PendingSignals::default(),
        permitted: true,
        gone: false,
        exit_deadline: None,
    };
    thread::Builder::new().name("input".into()).spawn(move || reader.run())?;
    Ok(Permit(grants))
}

/// The signals that end the program.
/// After an abort of its own, the program has no time to restore anything.
const ENDING: [i32; 12] = [
    SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU, SIGABRT, SIGVTALRM, SIGPROF, SIGIO,
];

/// The time that the program has to end by itself on request.
const GRACE: Duration = Duration::from_millis(1500);

struct InputThread<F> {
    tty: Tty,
    signals: SignalDelivery<UnixStream, WithOrigin>,
    permits: UnixStream,
    deliver: F,
    decoder: Decoder,
    pending: PendingSignals,
    permitted: bool,
    gone: bool,
    exit_deadline: Option<ExitDeadline>,
}

/// The signals that were not delivered yet.
#[derive(Default)]
struct PendingSignals {
    resized: bool,
    continued: bool,
    suspend: bool,
    end: Option<ExitReason>,
}

/// The reason why the program has to end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ExitReason {
    Signal(i32),
    Gone,
}

/// The deadline for the program's end.
/// At `when` this thread ends it with `code`, unless it has ended by itself.
#[derive(Clone, Copy)]
struct ExitDeadline {
    when: Instant,
    code: i32,
}

/// The sources that are ready to be read.
struct Ready {
    signals: bool,
    permits: bool,
    tty: PollFlags,
}

impl<F: FnMut(Vec<TerminalInput>) -> bool> InputThread<F> {
    fn run(mut self) {
        loop {
            let Ok(ready) = self.wait() else {
                // Without waiting there's no reading; an end is better than a program that reacts to no key.
                (self.deliver)(vec![TerminalInput::Gone]);
                return;
            };
            if ready.permits && !self.take_permit() {
                return;
            }
            if ready.signals {
                self.take_signals();
            }
            self.take_keys(ready.tty);
            if self.exit_deadline.is_some_and(|deadline| deadline.when <= Instant::now()) {
                self.end_the_program();
            }
            let batch = self.batch();
            if !batch.is_empty() {
                self.permitted = false;
                if !(self.deliver)(batch) {
                    return;
                }
            }
        }
    }

    fn wait(&self) -> io::Result<Ready> {
        let wanted = if self.permitted { PollFlags::IN } else { PollFlags::empty() };
        let input = self.tty.input();
        let mut waiting = vec![
            PollFd::new(self.signals.get_read(), PollFlags::IN),
            PollFd::new(&self.permits, PollFlags::IN),
        ];
        if !self.gone {
            // The end of the terminal is reported even without a requested event.
            waiting.push(PollFd::from_borrowed_fd(input, wanted));
        }
        let patience = self.decoder.patience().filter(|_| self.permitted);
        let until_exit =
            self.exit_deadline.map(|deadline| deadline.when.saturating_duration_since(Instant::now()));
        let longest = patience.into_iter().chain(until_exit).min();
        let longest = longest.and_then(|longest| Timespec::try_from(longest).ok());
        match poll(&mut waiting, longest.as_ref()) {
            Ok(_) => {}
            Err(Errno::INTR) => waiting.iter_mut().for_each(PollFd::clear_revents),
            Err(error) => return Err(error.into()),
        }
        let flags: Vec<PollFlags> = waiting.iter().map(PollFd::revents).collect();
        let flags = |index: usize| flags.get(index).copied().unwrap_or(PollFlags::empty());
        Ok(Ready { signals: !flags(0).is_empty(), permits: !flags(1).is_empty(), tty: flags(2) })
    }

    /// Takes the permits that were granted.
    /// Returns false when no more can come.
    fn take_permit(&mut self) -> bool {
        match self.permits.read(&mut [0; 64]) {
            Ok(0) => return false,
            Ok(_) => {
                self.permitted = true;
                if !self.gone {
                    // A program that requests more input is alive, and decides alone when to end.
                    self.exit_deadline = None;
                }
            }
            Err(error) if is_passing(&error) => {}
            Err(_) => return false,
        }
        true
    }

    fn take_signals(&mut self) {
        let signals: Vec<_> = self.signals.pending().collect();
        for origin in signals {
            match origin.signal {
                SIGWINCH => self.pending.resized = true,
                // After `Terminal::suspend` all modes are set already.
                SIGCONT => self.pending.continued |= !terminal::take_resumed(),
                // The editor was stopped and waits for this process to stop as well.
                SIGTSTP if terminal::is_released() => terminal::stop_released(),
                SIGTSTP => self.pending.suspend = true,
                // Ctrl-C and Ctrl-\ in the editor are meant for the editor.
                SIGINT | SIGQUIT if terminal::is_released() && origin.process.is_none() => {}
                // A file that may not grow: the write that tried fails, and says so.
                SIGXFSZ => {}
                signal if !self.gone => {
                    terminal::pass_on(signal);
                    self.pending.end = Some(ExitReason::Signal(signal));
                }
                _ => {}
            }
        }
    }

    fn take_keys(&mut self, tty: PollFlags) {
        if tty.contains(PollFlags::IN) && self.permitted {
            let mut bytes = [0; 4096];
            match rustix::io::read(self.tty.input(), &mut bytes) {
                Ok(0) => self.lose_terminal(),
                Ok(count) => self.decoder.feed(bytes.get(..count).unwrap_or_default()),
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(_) => self.lose_terminal(),
            }
        } else if tty.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            self.lose_terminal();
        } else if self.permitted {
            self.decoder.give_up_if_due();
        }
    }

    fn lose_terminal(&mut self) {
        self.gone = true;
        self.pending.end = Some(ExitReason::Gone);
    }

    /// Returns the input to deliver now.
    fn batch(&mut self) -> Vec<TerminalInput> {
        if !self.permitted && self.pending.end.is_none() {
            return Vec::new();
        }
        let mut batch = Vec::new();
        let pending = std::mem::take(&mut self.pending);
        if pending.resized
            && let Ok((width, height)) = self.tty.size()
        {
            batch.push(TerminalInput::Resize(width, height));
        }
        if pending.continued {
            batch.push(TerminalInput::Continue);
        }
        self.decoder.take(&mut batch);
        // Mouse reports are dropped unless the mouse is captured.
        batch.retain(|input| !matches!(input, TerminalInput::Mouse(_)) || terminal::has_mouse());
        if pending.suspend {
            batch.push(TerminalInput::Suspend);
        }
        match pending.end {
            Some(ExitReason::Signal(signal)) => {
                batch.push(TerminalInput::Quit(signal));
                self.condemn(128 + signal);
            }
            Some(ExitReason::Gone) => {
                batch.push(TerminalInput::Gone);
                self.condemn(128 + SIGHUP);
            }
            None => {}
        }
        batch
    }

    fn condemn(&mut self, code: i32) {
        self.exit_deadline.get_or_insert(ExitDeadline { when: Instant::now() + GRACE, code });
    }

    fn end_the_program(&self) {
        terminal::leave();
        std::process::exit(self.exit_deadline.map_or(1, |deadline| deadline.code));
    }
}

fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}
