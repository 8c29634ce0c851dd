//! The full text at the prompt: the finder's tab with numbered matches.

use crate::clean;
use crate::cli::CommandError;
use crate::cli::linear::{Linear, Numbered};
use crate::engine::response::TextPlace;
use crate::keymap::action::{Action, Tab};
use crate::text::Clean;
use crate::tui::app::Overlay;
use crate::tui::update;

impl Linear<'_> {
    /// Lists the places where the full text matches.
    pub(super) fn search(&mut self, words: &str) -> Result<(), CommandError> {
        if words.is_empty() {
            return self.say("try: s WORDS");
        }
        self.act(Action::Finder(Tab::Text));
        let effects = update::paste(&mut self.app, words);
        self.carry_out(effects);
        let Some(Overlay::Finder(finder)) = &self.app.overlay else { return Ok(()) };
        let lines: Vec<Clean> = match (&finder.text.error, finder.text.found.places.as_slice()) {
            (Some(mistake), _) => vec![mistake.in_words()],
            (None, []) => vec![clean!("no text matches `{words}`")],
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

    /// Opens the briefing at a match.
    pub(super) fn open_found(&mut self, number: usize) -> Result<(), CommandError> {
        let Some(Overlay::Finder(finder)) = &mut self.app.overlay else { return Ok(()) };
        finder.text.selected = number;
        self.act(Action::Open);
        self.text()
    }
}

/// Returns the line of a match in its briefing.
fn row(number: usize, place: &TextPlace) -> Clean {
    let section = place.passage.section.as_ref().map(|section| format!(", {section}")).unwrap_or_default();
    // The snippet of a briefing that was found by its fields is empty, unless it has a description.
    let text = Some(&place.passage.text).filter(|text| !text.is_empty());
    clean!("{number}. {}{section}{}", place.title, text.map(|text| format!(": {text}")).unwrap_or_default())
}
