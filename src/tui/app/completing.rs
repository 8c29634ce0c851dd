//! The completion of the query line.
//! It holds the typed line, the candidates, and the candidate in the line now.

use crate::clean;
use crate::keymap::action::Direction;
use crate::search::query::Completions;
use crate::text::Clean;
use crate::tui::app::LineInput;

/// A completion that the next key can continue.
#[derive(Clone, Debug)]
pub struct Completing {
    /// The line before the completion.
    line: String,
    completions: Completions,
    /// The index of the candidate in the line.
    at: usize,
}

impl Completing {
    /// Starts with the first candidate; returns nothing without one.
    pub fn begin(line: String, completions: Completions) -> Option<Self> {
        (!completions.items.is_empty()).then_some(Self { line, completions, at: 0 })
    }

    /// Moves to the next or previous candidate.
    pub fn go_on(&mut self, way: Direction) {
        let all = self.completions.items.len();
        let step = if way == Direction::Next { 1 } else { all - 1 };
        self.at = (self.at + step) % all;
    }

    /// Reports whether there is only one candidate.
    /// Behind it something else can be completed.
    pub fn is_only_one(&self) -> bool {
        self.completions.items.len() == 1
    }

    /// Puts the current candidate into the line.
    pub fn put_into(&self, input: &mut LineInput) {
        let Some(item) = self.completions.items.get(self.at) else { return };
        input.set(&self.line);
        input.replace(self.completions.replace.clone(), &item.text);
    }

    /// Describes the candidate, as in `completion 2 of 5: its meaning`.
    pub fn message(&self) -> Clean {
        let (number, all) = (self.at + 1, self.completions.items.len());
        let about = self.completions.items.get(self.at).and_then(|item| item.about.as_ref());
        match about {
            Some(about) => clean!("completion {number} of {all}: {about}"),
            None => clean!("completion {number} of {all}"),
        }
    }
}
