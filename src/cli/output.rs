//! The output of the command line: clean text only, data on standard output, all else on standard error.

use std::io::{self, IsTerminal, Write};
use std::ops::Range;

use serde::Serialize;

use crate::cli::json;
use crate::cli::pager::Pager;
use crate::text::Clean;

/// The way in which a progress line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProgressLine {
    /// Over the previous one.
    WrittenOver,
    /// Below the previous one: the terminal can do nothing else, or a screen reader reads it.
    Plain,
}

/// The output streams of the process.
pub struct Output {
    data: Box<dyn Write>,
    notes: Box<dyn Write>,
    quiet: bool,
    /// The kind of progress line, while standard error is a terminal.
    progress: Option<ProgressLine>,
    /// Set if standard output is a terminal.
    pub on_terminal: bool,
}

impl Output {
    /// Returns the process's own streams.
    pub fn standard(quiet: bool) -> Self {
        let stdout = io::stdout();
        let on_terminal = stdout.is_terminal();
        Self {
            data: Box::new(io::BufWriter::with_capacity(1 << 16, stdout)),
            notes: Box::new(io::stderr()),
            quiet,
            progress: Some(ProgressLine::WrittenOver).filter(|_| !quiet && io::stderr().is_terminal()),
            on_terminal,
        }
    }

    /// Returns the same without any sequence that moves the cursor.
    #[must_use]
    pub fn plain(self) -> Self {
        Self { progress: self.progress.map(|_| ProgressLine::Plain), ..self }
    }

    /// Prints a line of data.
    ///
    /// # Errors
    ///
    /// When the stream takes no more, a closed pipe among others.
    pub fn line(&mut self, line: &Clean) -> io::Result<()> {
        self.data.write_all(line.as_bytes())?;
        self.data.write_all(b"\n")
    }

    /// Prints a value as a line of JSON.
    ///
    /// # Errors
    ///
    /// When the stream takes no more.
    pub(super) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        json::write(&mut self.data, value)
    }

    /// Prints a prompt, which the input follows, and flushes.
    ///
    /// # Errors
    ///
    /// When the stream takes no more.
    pub fn prompt(&mut self, prompt: &Clean) -> io::Result<()> {
        self.data.write_all(prompt.as_bytes())?;
        self.data.write_all(b" ")?;
        self.data.flush()
    }

    /// Prints fields of one line, separated by tabs.
    ///
    /// # Errors
    ///
    /// When the stream takes no more.
    pub fn fields(&mut self, fields: &[Clean]) -> io::Result<()> {
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                self.data.write_all(b"\t")?;
            }
            self.data.write_all(field.as_bytes())?;
        }
        self.data.write_all(b"\n")
    }

    /// Prints clean text followed by a NUL byte.
    ///
    /// # Errors
    ///
    /// When the stream takes no more.
    pub fn null_ended(&mut self, text: &[u8]) -> io::Result<()> {
        self.data.write_all(text)?;
        self.data.write_all(b"\0")
    }

    /// Prints a line in styled pieces.
    /// Each piece is a byte range of the line with the parameters of an SGR sequence.
    ///
    /// # Errors
    ///
    /// When the stream takes no more.
    pub fn styled(&mut self, line: &Clean, pieces: &[(Range<usize>, String)]) -> io::Result<()> {
        for (range, style) in pieces {
            let piece = line.get(range.clone()).unwrap_or_default();
            if style.is_empty() {
                self.data.write_all(piece.as_bytes())?;
            } else {
                write!(self.data, "\u{1B}[{style}m{piece}\u{1B}[0m")?;
            }
        }
        self.data.write_all(b"\n")
    }

    /// Sends all further data through a pager, if one starts.
    pub fn page(&mut self) {
        if let Some(pager) = Pager::start() {
            self.data = Box::new(io::BufWriter::new(pager));
        }
    }

    /// Prints a remark on standard error, unless `--quiet` is set.
    pub fn note(&mut self, note: &Clean) {
        if !self.quiet {
            self.complain(note);
        }
    }

    /// Returns the kind of progress line, if anything would show it.
    pub(super) fn progress_line(&self) -> Option<ProgressLine> {
        self.progress
    }

    /// Writes a progress line to standard error.
    /// An empty line clears one that is written over. A failure is ignored.
    pub(super) fn write_progress(line: ProgressLine, text: &Clean) {
        let mut notes = io::stderr();
        let written = match line {
            ProgressLine::WrittenOver => write!(notes, "\r{text}\u{1B}[K"),
            ProgressLine::Plain => writeln!(notes, "{text}"),
        };
        let _ = written.and_then(|()| notes.flush());
    }

    /// Prints an error on standard error. A failure to do so cannot be reported and is ignored.
    pub fn complain(&mut self, error: &Clean) {
        let _ = writeln!(self.notes, "{error}");
    }

    /// Flushes all data.
    ///
    /// # Errors
    ///
    /// When the stream takes no more.
    pub fn finish(&mut self) -> io::Result<()> {
        self.data.flush()
    }
}
