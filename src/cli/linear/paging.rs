//! The output of lines: page by page at a terminal, whole to a pipe.

use crate::clean;
use crate::cli::CommandError;
use crate::cli::linear::{Linear, NumberedLine};
use crate::text::{Clean, ascii, count_of, wrap};

impl Linear<'_> {
    /// Shows new lines from the first one on.
    pub(super) fn begin(&mut self, lines: &[Clean]) -> Result<(), CommandError> {
        self.lines = self.wrapped(lines.iter().map(|line| (line.clone(), None)).collect());
        (self.next, self.is_text) = (0, false);
        self.page()
    }

    /// Wraps lines as the terminal would, so that each takes one row.
    /// Where there are no pages, nothing is wrapped: a program may want to take it line by line.
    pub(super) fn wrapped(&self, lines: Vec<NumberedLine>) -> Vec<NumberedLine> {
        if !self.input.is_typed {
            return lines;
        }
        let columns = usize::from(self.app.size.0).max(1);
        let wrapped = lines.into_iter().flat_map(|(line, at)| {
            let part =
                |range| (Clean::text(line.get::<std::ops::Range<usize>>(range).unwrap_or_default()), at);
            wrap(&line, columns).into_iter().map(part).collect::<Vec<_>>()
        });
        wrapped.collect()
    }

    /// Returns the number of lines on a page.
    /// A pipe is answered whole: the height of the terminal must not decide what a script gets, and no user is
    /// there to ask for the rest.
    pub(super) fn room(&self) -> usize {
        if !self.input.is_typed {
            return usize::MAX;
        }
        usize::from(self.app.size.1.saturating_sub(2)).max(1)
    }

    /// Prints the next page.
    pub(super) fn page(&mut self) -> Result<(), CommandError> {
        if self.is_silent {
            return Ok(());
        }
        if self.next >= self.lines.len() {
            return self.say("end of text");
        }
        // A pending message takes a line of the page.
        let room = self.room() - usize::from(self.app.shown_message().is_some() && self.room() > 1);
        let end = self.next.saturating_add(room).min(self.lines.len());
        let start = self.next;
        for at in start..end {
            let line = self.lines[at].0.clone();
            self.say(&line)?;
        }
        self.next = end;
        if self.is_text {
            self.go_to(start, end);
        }
        let left = self.lines.len() - end;
        if left > 0 {
            self.say(&clean!("({} more; press enter)", count_of(left, "line")))?;
        }
        self.tell()
    }

    /// Prints one line, or several.
    pub(super) fn say(&mut self, text: &str) -> Result<(), CommandError> {
        let line = if self.ascii { Clean::text(&ascii(text)) } else { Clean::text(text) };
        Ok(self.context.output.line(&line)?)
    }
}
