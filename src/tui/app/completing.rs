//! Completing the query line: what was typed, what fits there, and which of it stands there now.

use crate::clean;
use crate::search::query::Completions;
use crate::text::Clean;
use crate::tui::action::Way;
use crate::tui::app::LineInput;

/// A completion that goes on with the next key.
#[derive(Clone, Debug)]
pub struct Completing {
    /// The line before anything was completed.
    line: String,
    completions: Completions,
    /// Which of them stands in the line.
    at: usize,
}

impl Completing {
    /// Begins with the first that fits; nothing when nothing does.
    pub fn begin(line: String, completions: Completions) -> Option<Self> {
        (!completions.items.is_empty()).then_some(Self { line, completions, at: 0 })
    }

    /// Goes on to the next or the previous.
    pub fn go_on(&mut self, way: Way) {
        let all = self.completions.items.len();
        let step = if way == Way::Next { 1 } else { all - 1 };
        self.at = (self.at + step) % all;
    }

    /// Whether there is only one: behind it something else can be completed.
    pub fn is_only_one(&self) -> bool {
        self.completions.items.len() == 1
    }

    /// Puts what is chosen into the line.
    pub fn put_into(&self, input: &mut LineInput) {
        let Some(item) = self.completions.items.get(self.at) else { return };
        input.set(&self.line);
        input.replace(self.completions.replace.clone(), &item.text);
    }

    /// `2 of 5: what it finds`.
    pub fn told(&self) -> Clean {
        let (number, all) = (self.at + 1, self.completions.items.len());
        let about = self.completions.items.get(self.at).and_then(|item| item.about.as_ref());
        match about {
            Some(about) => clean!("{number} of {all}: {about}"),
            None => clean!("{number} of {all}"),
        }
    }
}
