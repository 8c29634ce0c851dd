//! The requests of the app, answered at once.

use std::collections::VecDeque;

use crate::cli::linear::Linear;
use crate::cli::search;
use crate::engine::request::Request;
use crate::engine::response::{Message, Response};
use crate::keymap::action::Action;
use crate::search::fulltext::Thoroughness;
use crate::tui::effect::Effect;
use crate::tui::update;

impl Linear<'_> {
    pub(super) fn act(&mut self, action: Action) {
        let effects = update::update(&mut self.app, action);
        self.carry_out(effects);
    }

    pub(super) fn on_message(&mut self, message: Message) {
        let effects = update::on_message(&mut self.app, message);
        self.carry_out(effects);
    }

    /// Takes over what other processes have written to the memory.
    pub(super) fn look_around(&mut self) {
        for message in self.runner.catch_up() {
            self.on_message(message);
        }
    }

    /// Saves the position at the end of the session.
    pub(super) fn end_reading(&mut self) {
        let requests = update::shutdown_requests(&mut self.app);
        self.carry_out(requests.into_iter().map(Effect::remember).collect());
    }

    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut waiting = VecDeque::from(effects);
        while let Some(effect) = waiting.pop_front() {
            for message in self.answers(effect) {
                waiting.extend(update::on_message(&mut self.app, message));
            }
        }
    }

    fn answers(&mut self, effect: Effect) -> Vec<Message> {
        match effect {
            Effect::Ask(Request::IndexText) => self.index(),
            Effect::Ask(request) => self.runner.answer(request),
            // A message of the app says what else was asked for.
            Effect::Copy { .. }
            | Effect::Edit { .. }
            | Effect::Visit { .. }
            | Effect::Suspend
            | Effect::Redraw
            | Effect::Quit(_) => Vec::new(),
        }
    }

    /// Brings the full text up to date, and prints notes about it.
    fn index(&mut self) -> Vec<Message> {
        let text = self.runner.text().map_err(Into::into);
        let done = text.and_then(|text| search::refresh(self.context, &text, &Thoroughness::WhenDue));
        let message = done.err().map(|failure| failure.what);
        vec![Response::Indexed { progress: None, message }.into()]
    }
}
