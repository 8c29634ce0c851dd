//! The read status at the prompt: marks, stars and notes, the next unread, and changes.

use std::sync::Arc;

use crate::clean;
use crate::cli::CommandError;
use crate::cli::linear::{Linear, Numbered, page};
use crate::engine::request::View;
use crate::keymap::action::Action;
use crate::markdown::Anchor;
use crate::text::Clean;
use crate::tui::app::{Overlay, Position};
use crate::tui::update;

impl Linear<'_> {
    /// Moves the reader to a range of lines that was shown.
    /// The place is now there, and what was shown to its end was read.
    pub(super) fn go_to(&mut self, start: usize, end: usize) {
        let is_end = end == self.lines.len();
        let shown = self.lines.get(start..end).unwrap_or_default();
        let first = shown.iter().find_map(|(_, at)| *at).filter(|at| *at != Anchor::default());
        let Some(reader) = &mut self.app.reader else { return };
        reader.top = match first {
            _ if is_end => Position::Tail(u32::MAX),
            Some(anchor) => Position::Text(anchor),
            None => Position::Head(0),
        };
        let size = self.app.size;
        let effects = update::resize(&mut self.app, size);
        self.carry_out(effects);
    }

    /// Marks or stars the open briefing, or one by its number.
    /// It then prints the read status and the star.
    pub(super) fn mark(&mut self, action: Action, number: &str) -> Result<(), CommandError> {
        if !self.choose(number)? {
            return Ok(());
        }
        self.act(action);
        self.say_standing()
    }

    /// Writes a note at the star of the open briefing.
    /// Without words, the note is printed.
    pub(super) fn note(&mut self, words: &str) -> Result<(), CommandError> {
        if self.app.reader.is_none() {
            return self.say("open a briefing first");
        }
        if words.is_empty() {
            let note = self.app.current().and_then(|ix| self.app.memory.note(ix).cloned());
            let none = || Clean::line("you have no note here; try: w TEXT");
            return self.say(&note.map_or_else(none, |note| clean!("your note: {note}")));
        }
        self.act(Action::Note);
        if let Some(Overlay::Note(note)) = &mut self.app.overlay {
            note.input.set(if words == "-" { "" } else { words });
            self.act(Action::Open);
        }
        self.say_standing()
    }

    /// Opens the next briefing that waits to be read.
    pub(super) fn next_unread(&mut self) -> Result<(), CommandError> {
        let open = |linear: &Self| linear.app.reader.as_ref().map(|reader| Arc::as_ptr(&reader.opened));
        let before = open(self);
        self.act(Action::NextUnread);
        if open(self) == before { self.tell() } else { self.text() }
    }

    /// Shows the changes of the open briefing, or of one listed.
    /// Repeated, it compares with the reading before. In the list without a number it lists the new and changed
    /// ones.
    pub(super) fn changes(&mut self, number: &str) -> Result<(), CommandError> {
        if self.app.reader.is_none() {
            if number.is_empty() {
                self.filter("is:changed OR is:new")?;
                let is_none = self.app.list.error.is_none() && self.app.list.hits.is_empty();
                return if is_none { self.say("nothing is new or changed") } else { Ok(()) };
            }
            if !self.choose(number)? {
                return Ok(());
            }
        }
        let was_open = self.app.reader.is_some();
        self.act(Action::Changes);
        let answered = self.app.message.is_none();
        match &self.app.overlay {
            Some(Overlay::Changes(list)) if answered => {
                let lines = page::changes(&list.since);
                let places = list.since.changes.list.iter().map(|change| match change.place {
                    Some((block, _)) => Numbered::Block(block),
                    None => Numbered::Described(Clean::line("this statement is no longer in the text")),
                });
                self.numbers = places.collect();
                self.begin(&lines)
            }
            _ if was_open => self.tell(),
            _ => self.text(),
        }
    }

    /// Selects the briefing of a command: the open one, or that of a number.
    /// Reports whether there is one.
    fn choose(&mut self, number: &str) -> Result<bool, CommandError> {
        if self.app.reader.is_some() && number.is_empty() {
            return Ok(true);
        }
        let place = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let place = place.filter(|place| *place < self.numbers.len() && self.app.reader.is_none());
        let Some(place) = place else {
            let known = self.numbers.len();
            self.say(&match known {
                0 => Clean::line("the list is empty"),
                _ => clean!("try the command with a number from 1 to {known}"),
            })?;
            return Ok(false);
        };
        match self.app.view {
            View::Timeline => self.app.timeline.selected = place,
            View::Library | View::Matrix => self.app.list.selected = place,
        }
        Ok(true)
    }

    /// Prints the pending messages of the app.
    pub(super) fn tell(&mut self) -> Result<(), CommandError> {
        while let Some(message) = self.app.take_message() {
            self.say(&message)?;
        }
        Ok(())
    }

    fn say_standing(&mut self) -> Result<(), CommandError> {
        self.tell()?;
        let Some(ix) = self.app.current() else { return Ok(()) };
        let title = self.app.library.get(ix).title.clone();
        let standing = self.app.memory.state.as_ref().map_or("", |state| state.standing(ix).word());
        let star = page::star(&self.app, ix);
        self.say(&clean!("{title}: {standing}{star}"))
    }
}
