//! Finding words in the open text.

use crate::markdown::{Document, Match, Needle};
use crate::tui::action::Way;
use crate::tui::app::LineInput;
use crate::tui::app::reader::Position;

/// Words that are looked for, and where they stand.
#[derive(Clone, Debug)]
pub struct Find {
    /// What is typed.
    pub input: LineInput,
    /// All matches in reading order.
    pub matches: Vec<Match>,
    /// The match that was gone to.
    pub current: Option<usize>,
    /// Where the reader was when the search began.
    pub begun_at: Position,
}

impl Find {
    /// Nothing typed yet.
    pub fn new(begun_at: Position) -> Self {
        Self { input: LineInput::default(), matches: Vec::new(), current: None, begun_at }
    }

    /// Looks for what is typed; the current match is then the first one from where the search began.
    pub fn look(&mut self, document: &Document) {
        self.matches = match Needle::new(self.input.text()) {
            Some(needle) => document.find(&needle, 0..document.block_count()),
            None => Vec::new(),
        };
        let from = match self.begun_at {
            Position::Head(_) => 0,
            Position::Text(anchor) => self.matches.partition_point(|found| found.anchor() < anchor),
            Position::Tail(_) => self.matches.len(),
        };
        self.current = (!self.matches.is_empty()).then_some(if from < self.matches.len() { from } else { 0 });
    }

    /// Goes to the next or previous match, from the last to the first and back.
    pub fn step(&mut self, way: Way) -> Option<&Match> {
        let all = self.matches.len();
        let current = self.current.filter(|_| all > 0)?;
        let next = match way {
            Way::Next => (current + 1) % all,
            Way::Previous => (current + all - 1) % all,
        };
        self.current = Some(next);
        self.matches.get(next)
    }

    /// The match that was gone to.
    pub fn here(&self) -> Option<&Match> {
        self.matches.get(self.current?)
    }
}
