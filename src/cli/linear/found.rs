//! The full text at the prompt: the finder's tab, its places numbered.

use crate::clean;
use crate::cli::Failure;
use crate::cli::linear::{Linear, Numbered};
use crate::text::Clean;
use crate::tui::action::{Action, Tab};
use crate::tui::app::Overlay;
use crate::tui::app::news::TextPlace;
use crate::tui::update;

impl Linear<'_> {
    /// Lists where the text says what is asked for.
    pub(super) fn search(&mut self, words: &str) -> Result<(), Failure> {
        if words.is_empty() {
            return self.say("what for? s and words");
        }
        self.act(Action::Finder(Tab::Text));
        let effects = update::paste(&mut self.app, words);
        self.carry_out(effects);
        let Some(Overlay::Finder(finder)) = &self.app.overlay else { return Ok(()) };
        let lines: Vec<Clean> = match (&finder.text.error, finder.text.found.places.as_slice()) {
            (Some(mistake), _) => vec![mistake.in_words()],
            (None, []) => vec![clean!("nothing says {words}")],
            (None, places) => {
                let rows = (1..).zip(places).map(|(at, place)| row(at, place));
                std::iter::once(finder.text.found.counted()).chain(rows).collect()
            }
        };
        let count = finder.text.found.places.len();
        if lines.len() == 1 {
            self.close_layer();
        }
        self.numbers = (0..count).map(Numbered::Found).collect();
        self.begin(&lines)
    }

    /// Reads on at a place that was found.
    pub(super) fn open_found(&mut self, number: usize) -> Result<(), Failure> {
        let Some(Overlay::Finder(finder)) = &mut self.app.overlay else { return Ok(()) };
        finder.text.selected = number;
        self.act(Action::Open);
        self.text()
    }
}

/// A place in its briefing.
fn row(number: usize, place: &TextPlace) -> Clean {
    let section = place.passage.section.as_ref().map(|section| format!(", {section}")).unwrap_or_default();
    // A briefing that was found by its fields says nothing to be read out, unless it has a description.
    let text = Some(&place.passage.text).filter(|text| !text.is_empty());
    clean!("{number}. {}{section}{}", place.title, text.map(|text| format!(": {text}")).unwrap_or_default())
}
