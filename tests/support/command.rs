//! The real program on the command line, in a home of its own and without this machine's environment.
//!
//! `briefing(["list"]).env("NO_COLOR", "1").run().code(0)`

#![allow(dead_code, reason = "each test uses the part that it needs")]

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The folder of the briefings that are shipped.
pub fn shipped() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/briefings"))
}

/// A command line that is not run yet. Its home and its working folder are one empty folder.
pub struct Line {
    command: Command,
    home: TempDir,
    input: Vec<u8>,
}

/// The program with these arguments.
pub fn briefing(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Line {
    let home = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_briefing"));
    command.args(arguments).env_clear().env("HOME", home.path()).current_dir(home.path());
    // A session of its own has no terminal to find the width of.
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Line { command, home, input: Vec::new() }
}

/// The program over the briefings that are shipped, in their folder.
pub fn over_shipped(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Line {
    let mut line = briefing(arguments);
    line.command.env("BRIEFING_LIBRARY", shipped());
    line
}

impl Line {
    /// With a variable in the environment.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// In another working folder.
    pub fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// With something on standard input.
    pub fn input(mut self, text: impl AsRef<[u8]>) -> Self {
        self.input = text.as_ref().to_vec();
        self
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Done {
        let mut child = self.command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = std::mem::take(&mut self.input);
        // The program may end without reading it.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is printed is UTF-8");
        Done {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
            _home: self.home,
        }
    }

    /// Runs it with a reader that takes one line and goes away.
    pub fn first_line(mut self) -> Done {
        let mut child = self.command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = std::mem::take(&mut self.input);
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let mut out = child.stdout.take().unwrap();
        let mut line = Vec::new();
        let mut byte = [0];
        while line.last() != Some(&b'\n') && out.read(&mut byte).unwrap() == 1 {
            line.push(byte[0]);
        }
        drop(out);
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let (out, err) = (String::from_utf8(line).unwrap(), String::from_utf8(output.stderr).unwrap());
        Done { code: output.status.code(), out, err, _home: self.home }
    }
}

/// How it ended and what it printed.
pub struct Done {
    /// The exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    _home: TempDir,
}

impl Done {
    /// Fails unless it ended with this code.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Fails unless it printed exactly this.
    #[track_caller]
    pub fn out(self, out: &str) -> Self {
        assert_eq!(self.out, out, "stderr:\n{}", self.err);
        self
    }

    /// Fails unless standard error is exactly this.
    #[track_caller]
    pub fn err(self, err: &str) -> Self {
        assert_eq!(self.err, err);
        self
    }

    /// Fails unless standard error has each of these texts.
    #[track_caller]
    pub fn complains(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.err.contains(text), "{text:?} is not in:\n{}", self.err);
        }
        self
    }

    /// Fails unless it printed each of these texts.
    #[track_caller]
    pub fn prints(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.out.contains(text), "{text:?} is not in:\n{}", self.out);
        }
        self
    }

    /// The lines that it printed.
    pub fn lines(&self) -> Vec<&str> {
        self.out.lines().collect()
    }

    /// The first field of each line.
    pub fn ids(&self) -> Vec<&str> {
        self.out.lines().map(|line| line.split('\t').next().unwrap_or_default()).collect()
    }
}
