//! The input of the prompt, typed or through a pipe: lines, and Ctrl-C.
//!
//! Lines are read on a thread of their own, one for each request: what is typed ahead of the end stays for the
//! next program on the terminal. Ctrl-C stops the reading of all texts while that is under way; else it quits, as
//! soon as the current work is done, or without waiting for what takes longer.

use std::io::{self, BufRead, IsTerminal, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crate::engine::job::JobControl;

/// The longest line that is read, in bytes. A file without any end of line may be sent.
const LONGEST: u64 = 1 << 16;

/// One piece of input.
#[derive(Debug)]
pub(super) enum LineEvent {
    /// A line, without blanks around it.
    Line(String),
    /// A line that is too long for a command.
    TooLong,
    /// Ctrl-C.
    #[cfg_attr(not(unix), expect(dead_code, reason = "ctrl-c ends the program there"))]
    Interrupt,
    /// The end of input.
    End,
}

/// The source of lines.
#[derive(Debug)]
pub(super) struct LineSource {
    /// Set if the lines are typed at a terminal.
    pub(super) is_typed: bool,
    ask: Sender<()>,
    received: Receiver<io::Result<LineEvent>>,
}

impl LineSource {
    /// Starts to read standard input. Ctrl-C stops the work under this watch.
    pub(super) fn new(watch: &Arc<JobControl>) -> io::Result<Self> {
        let (ask, asked) = channel();
        let (events, received) = channel();
        interrupt::watch(Arc::clone(watch), events.clone())?;
        thread::Builder::new().name("lines".into()).spawn(move || {
            while asked.recv().is_ok() && events.send(line(&mut io::stdin().lock())).is_ok() {}
        })?;
        Ok(Self { is_typed: io::stdin().is_terminal(), ask, received })
    }

    /// Returns the next piece of input.
    pub(super) fn next(&self) -> io::Result<LineEvent> {
        // The thread ends only with this value.
        let _ = self.ask.send(());
        self.received.recv().unwrap_or(Ok(LineEvent::End))
    }
}

/// Reads a line. The rest of one that is too long is skipped.
fn line(from: &mut impl BufRead) -> io::Result<LineEvent> {
    let mut line = Vec::new();
    if from.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
        return Ok(LineEvent::End);
    }
    if line.len() as u64 == LONGEST && !line.ends_with(b"\n") {
        from.skip_until(b'\n')?;
        return Ok(LineEvent::TooLong);
    }
    Ok(LineEvent::Line(String::from_utf8_lossy(&line).trim().to_owned()))
}

#[cfg(unix)]
mod interrupt {
    use std::time::Duration;

    use super::{Arc, JobControl, LineEvent, Sender, io, thread};
    use signal_hook::consts::SIGINT;
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    /// The time that the program has to end by itself.
    /// Work that nothing stops, such as indexing, is ended with it: whatever it writes is useless or complete at
    /// any moment.
    const GRACE: Duration = Duration::from_secs(1);

    /// Handles Ctrl-C from now on.
    pub(super) fn watch(watch: Arc<JobControl>, events: Sender<io::Result<LineEvent>>) -> io::Result<()> {
        let mut signals = Signals::new([SIGINT])?;
        thread::Builder::new().name("interrupts".into()).spawn(move || {
            for signal in &mut signals {
                if watch.stop() {
                    continue;
                }
                if events.send(Ok(LineEvent::Interrupt)).is_ok() {
                    thread::sleep(GRACE);
                }
                let _ = emulate_default_handler(signal);
            }
        })?;
        Ok(())
    }
}

#[cfg(not(unix))]
mod interrupt {
    use super::{Arc, JobControl, LineEvent, Sender, io};

    /// Leaves Ctrl-C to the system, which ends the program.
    pub(super) fn watch(_: Arc<JobControl>, _: Sender<io::Result<LineEvent>>) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(mut bytes: &[u8]) -> Vec<String> {
        let mut all = Vec::new();
        loop {
            match line(&mut bytes).unwrap() {
                LineEvent::End => return all,
                LineEvent::Line(line) => all.push(line),
                other => all.push(format!("{other:?}")),
            }
        }
    }

    #[test]
    fn lines_end_in_any_way_and_the_last_one_may_not_end_at_all() {
        assert_eq!(received(b"/acme\r\n\n 1 \nq"), ["/acme", "", "1", "q"]);
        assert_eq!(received(b"\xFF\n"), ["\u{FFFD}"]);
        assert_eq!(received(b""), Vec::<String>::new());
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_the_next_one_is_heard() {
        let long = "x".repeat(3 * usize::try_from(LONGEST).unwrap());
        assert_eq!(received(format!("{long}\nq\n").as_bytes()), ["TooLong", "q"]);
        let longest = "x".repeat(usize::try_from(LONGEST).unwrap() - 1);
        assert_eq!(received(format!("{longest}\nq\n").as_bytes()), [longest.as_str(), "q"]);
    }
}
