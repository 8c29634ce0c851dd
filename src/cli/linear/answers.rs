//! The work that workers do for the screen, done at once.

use std::collections::VecDeque;

use crate::cli::linear::Linear;
use crate::cli::progress::ProgressReporter;
use crate::cli::{search, today};
use crate::keymap::action::Action;
use crate::library::cache_folder;
use crate::memory::Moment;
use crate::search::NEVER;
use crate::search::fulltext::{FullText, Thoroughness};
use crate::tui::app::message::Message;
use crate::tui::effect::{Effect, MemoryRequest};
use crate::tui::update;
use crate::tui::worker::{self, text};

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
        for message in self.memory_worker.catch_up(&self.known, Moment::now()) {
            self.on_message(message);
        }
    }

    /// Saves the position at the end of the session.
    pub(super) fn end_reading(&mut self) {
        let effects = update::shutdown_effects(&mut self.app);
        self.carry_out(effects);
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
        let today = today();
        match effect {
            Effect::Search { generation, query, order } => {
                let answer = worker::find(&mut self.searcher, &self.known, &query, order, today, &NEVER);
                vec![Message::Found { generation, answer }]
            }
            Effect::Open { generation, path, purpose } => {
                let mut messages = Vec::new();
                worker::open(&self.known.library, (generation, path, purpose), &mut |part| {
                    messages.push(part);
                    true
                });
                messages
            }
            Effect::Analyse { generation, question } => {
                vec![worker::analyse(&self.known, generation, question, today)]
            }
            Effect::Remember(request) => self.remember(&request),
            Effect::IndexText => self.index(),
            Effect::FindText { generation, query } => {
                let Some(text) = &self.text else { return Vec::new() };
                let answer = text::find(text, &self.known, &query, today, &mut || false);
                vec![Message::TextFound { generation, answer }]
            }
            // No key leads to any other effect here.
            _ => Vec::new(),
        }
    }

    fn remember(&mut self, request: &MemoryRequest) -> Vec<Message> {
        let mut messages = self.memory_worker.carry_out(&self.known, request, Moment::now());
        let of = self.memory_worker.unchecked();
        let progress = ProgressReporter::new(&self.context.output, "comparing");
        while self.memory_worker.unchecked() > 0 {
            progress.tell(of - self.memory_worker.unchecked().min(of), Some(of));
            messages.extend(self.memory_worker.check_some(&self.known));
        }
        drop(progress);
        messages.extend(self.memory_worker.flush());
        messages
    }

    /// Opens the full text and brings it up to date.
    fn index(&mut self) -> Vec<Message> {
        let opened = match self.text.take() {
            Some(text) => Ok(text),
            None => FullText::open(self.known.library.origin(), cache_folder().as_deref()),
        };
        let done = opened.map_err(Into::into).and_then(|text| {
            let done = search::refresh(self.context, &text, &Thoroughness::WhenDue);
            self.text = Some(text);
            done
        });
        let message = done.err().map(|failure| failure.what);
        vec![Message::Indexed { progress: None, message }]
    }
}
