//! Requests to git, each answered within two seconds or not at all.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use crate::clean;
use crate::config;
use crate::text::{Clean, io_reason};

/// The longest wait for one answer of git.
/// In a repository with a FIFO among its files git waits for ever.
const LONGEST: Duration = Duration::from_secs(2);

/// The most bytes of a file that can be a briefing.
const LARGEST: u64 = 100_000_000;

/// The most bytes of a list of files.
const LONGEST_ANSWER: u64 = 200_000_000;

/// Returns the output of git.
/// There is no output when git fails without a message, as it does where there is nothing to print.
///
/// # Errors
///
/// Fails with git's own message, or where it can't be started or does not answer.
pub(super) fn ask(folder: &Path, arguments: &[&str]) -> Result<Option<Vec<u8>>, Clean> {
    let mut command = git(folder);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = Running(command.spawn().map_err(|error| unstarted(&error))?);
    let answer = running.0.stdout.take().map(|stream| all_of(stream, LONGEST_ANSWER));
    let complaint = running.0.stderr.take().map(|stream| all_of(stream, 10_000));
    let heard =
        |stream: Option<Receiver<Vec<u8>>>| stream.and_then(|stream| stream.recv_timeout(LONGEST).ok());
    let answer = heard(answer).ok_or_else(hung)?;
    if answer.len() as u64 == LONGEST_ANSWER {
        return Err(clean!("output of git is longer than {LONGEST_ANSWER} bytes"));
    }
    let complaint = heard(complaint).ok_or_else(hung)?;
    match running.0.wait() {
        Ok(status) if status.success() => Ok(Some(answer)),
        Ok(_) if complaint.is_empty() => Ok(None),
        Ok(_) => Err(reason(&String::from_utf8_lossy(&complaint))),
        Err(error) => Err(clean!("{error}")),
    }
}

/// A running git that returns contents by their numbers.
pub(super) struct Contents {
    running: Running,
    ask: ChildStdin,
    answers: Receiver<Result<Vec<u8>, Clean>>,
}

impl Contents {
    pub fn start(folder: &Path) -> Result<Self, Clean> {
        let mut command = git(folder);
        command
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut running = Running(command.spawn().map_err(|error| unstarted(&error))?);
        let closed = || clean!("cannot communicate with git");
        let ask = running.0.stdin.take().ok_or_else(closed)?;
        let mut stream = BufReader::new(running.0.stdout.take().ok_or_else(closed)?);
        // It waits for the receiver before it reads on, so that no more than one content is held.
        let (answered, answers) = std::sync::mpsc::sync_channel(0);
        thread::spawn(move || while answered.send(content(&mut stream)).is_ok() {});
        Ok(Self { running, ask, answers })
    }

    pub fn of(&mut self, number: &str) -> Result<Vec<u8>, Clean> {
        writeln!(self.ask, "{number}").and_then(|()| self.ask.flush()).map_err(|error| clean!("{error}"))?;
        let answer = self.answers.recv_timeout(LONGEST).unwrap_or_else(|_| Err(hung()));
        if answer.is_err() {
            self.running.end();
        }
        answer
    }
}

/// Reads `<number> blob <size>`, the content, and a line feed.
fn content(stream: &mut impl BufRead) -> Result<Vec<u8>, Clean> {
    let failed = |error| clean!("{error}");
    let mut head = String::new();
    stream.take(200).read_line(&mut head).map_err(failed)?;
    if head.trim_end().ends_with(" missing") {
        return Err(clean!("the repository has no content for that day"));
    }
    let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
    let size = size.filter(|size| head.contains(" blob ") && *size <= LARGEST);
    let size = size.ok_or_else(|| clean!("its content for that day is damaged or not text"))?;
    let mut content = Vec::new();
    stream.take(size + 1).read_to_end(&mut content).map_err(failed)?;
    if content.len() as u64 != size + 1 {
        return Err(clean!("its content for that day is damaged"));
    }
    content.pop();
    Ok(content)
}

/// A running git that is ended when it is dropped.
struct Running(Child);

impl Running {
    /// Ends it, whatever it does.
    fn end(&mut self) {
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Reads a stream on a thread of its own.
fn all_of(stream: impl Read + Send + 'static, most: u64) -> Receiver<Vec<u8>> {
    let (read, all) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if stream.take(most).read_to_end(&mut bytes).is_ok() {
            let _ = read.send(bytes);
        }
    });
    all
}

fn unstarted(error: &io::Error) -> Clean {
    match error.kind() {
        io::ErrorKind::NotFound => clean!("git is not installed"),
        _ => clean!("cannot start git: {error}", error = io_reason(error)),
    }
}

fn hung() -> Clean {
    clean!("git did not answer within {} seconds", LONGEST.as_secs())
}

/// Returns the main line of git's own message, without its prefix.
fn reason(complaint: &str) -> Clean {
    let line = complaint.lines().find(|line| line.starts_with("fatal: ") || line.starts_with("error: "));
    let line = line.or(complaint.lines().next()).unwrap_or_default();
    let said = line.trim_start_matches("fatal: ").trim_start_matches("error: ");
    clean!("git: {said}")
}

/// The variables that point to another repository. None of them holds for this one.
const OF_OTHERS: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_NAMESPACE",
    "GIT_TRACE",
];

fn git(folder: &Path) -> Command {
    let mut command = config::command("git");
    command.args([
        "--no-pager",
        "--no-replace-objects",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "log.showSignature=false",
    ]);
    command.arg("-C").arg(folder);
    for name in OF_OTHERS {
        command.env_remove(name);
    }
    // Nothing is fetched, and no password is requested. Versions before 2.45 do not know the second: they find no
    // protocol allowed.
    command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "");
    command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_are_distinguished_from_missing_and_damaged_ones() {
        let said = |bytes: &[u8]| content(&mut &*bytes).map_err(Clean::into_string);
        assert_eq!(said(b"aa blob 3\nabc\n"), Ok(b"abc".to_vec()));
        assert_eq!(said(b"aa blob 0\n\n"), Ok(Vec::new()));
        assert!(said(b"aa missing\n").is_err_and(|why| why.contains("no content for that day")));
        for damaged in [&b"aa blob 9\nabc\n"[..], b"", b"aa tree 3\nabc\n", b"aa blob 999999999999\n"] {
            assert!(said(damaged).is_err_and(|why| why.contains("damaged")), "{damaged:?}");
        }
    }

    #[test]
    fn the_reason_is_in_git_s_own_words() {
        let words = "fatal: detected dubious ownership in repository at '/x'\nTo add an exception\n";
        assert_eq!(&*reason(words), "git: detected dubious ownership in repository at '/x'");
        assert_eq!(&*reason("warning: odd\nerror: bad\n"), "git: bad");
    }
}
