//! What other people's folders hold, and what the program answers: one folder a kind, below `tests/cases/`.
//!
//! A kind has a folder `library/` of small inputs and a `session.txt`. A line `$ COMMAND` is run by `sh` beside a
//! copy of that library, which is called `briefings` there, so that `briefing list` opens it; what it prints on both
//! streams follows, and `[exit N]` where N is not 0. A line `@ 80x24 KEYS` is the screen after these keys. A line
//! `# …` is a remark, and empty lines are passed over. The folder of the run is printed as `[ROOT]`.
//!
//! `UPDATE_CASES=1 cargo test --test cases` writes the answers anew, to be read in the diff; with
//! `CASES=title,dates` only kinds whose names begin so are run.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/test_app.rs"]
mod test_app;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use tempfile::TempDir;

use crate::folder::Folder;
use crate::test_app::TestApp;

#[test]
fn every_kind_of_input_is_answered_as_reviewed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let wanted = std::env::var("CASES").unwrap_or_default();
    let mut kinds: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("session.txt").is_file())
        .filter(|path| wanted.split(',').any(|start| name(path).starts_with(start)))
        .collect();
    kinds.sort();
    assert!(!kinds.is_empty(), "no kind begins with {wanted:?}");
    let (queue, failures) = (Mutex::new(kinds.into_iter()), Mutex::new(Vec::new()));
    let next = || queue.lock().unwrap().next();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(kind) = next() {
                    failures.lock().unwrap().extend(difference(&kind));
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// Where a kind answers otherwise than it was reviewed to; with `UPDATE_CASES` it is written instead.
fn difference(kind: &Path) -> Option<String> {
    let file = kind.join("session.txt");
    let reviewed = fs::read_to_string(&file).unwrap();
    let answered = Session::new(&kind.join("library")).run(&reviewed);
    if answered == reviewed {
        return None;
    }
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(&file, answered).unwrap();
        return None;
    }
    let mut report = format!("{}:\n", file.display());
    for change in similar::TextDiff::from_lines(&reviewed, &answered).unified_diff().iter_hunks() {
        write!(report, "{change}").unwrap();
    }
    Some(report)
}

/// A copy of a kind's library, and a home of its own beside it.
struct Session {
    root: TempDir,
}

impl Session {
    fn new(library: &Path) -> Self {
        let root = TempDir::new().unwrap();
        fs::create_dir(root.path().join("home")).unwrap();
        copy(library, &root.path().join("briefings"));
        Self { root }
    }

    /// The session with what is answered now.
    fn run(&self, reviewed: &str) -> String {
        let mut text = String::new();
        let mut is_answer = false;
        for line in reviewed.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                write!(text, "\n{line}\n{}", self.command(command)).unwrap();
            } else if let Some(keys) = line.strip_prefix("@ ") {
                write!(text, "\n{line}\n{}", self.screen(keys)).unwrap();
            } else if line.starts_with("# ") {
                // A remark is above its subject.
                let gap = if is_answer { "\n" } else { "" };
                writeln!(text, "{gap}{line}").unwrap();
                is_answer = false;
                continue;
            } else {
                continue;
            }
            is_answer = true;
        }
        text
    }

    /// What a command prints, each line set in by two blanks so that none is taken for a command.
    fn command(&self, command: &str) -> String {
        let bin = Path::new(env!("CARGO_BIN_EXE_briefing")).parent().unwrap();
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.root.path().join("home"))
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .current_dir(self.root.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).expect("what is printed is UTF-8");
        let real = self.root.path().canonicalize().unwrap();
        let mut text = indented(
            &printed
                .replace(&*real.to_string_lossy(), "[ROOT]")
                .replace(&*self.root.path().to_string_lossy(), "[ROOT]"),
        );
        match output.status.code() {
            Some(0) => {}
            Some(code) => writeln!(text, "  [exit {code}]").unwrap(),
            None => writeln!(text, "  [{}]", output.status).unwrap(),
        }
        text
    }

    /// The screen of a size after keys: `80x24 KEYS`.
    fn screen(&self, line: &str) -> String {
        let (size, keys) = line.split_once(' ').unwrap_or((line, ""));
        let (columns, rows) = size.split_once('x').expect("a size is COLUMNSxROWS");
        let folder = Folder::new();
        copy(&self.root.path().join("briefings"), folder.path());
        let mut app = TestApp::over(folder).at(columns.parse().unwrap(), rows.parse().unwrap());
        indented(&app.press(keys).screen())
    }
}

/// Set in by two blanks, without blanks at the ends of lines.
fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).into_iter().flatten() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
