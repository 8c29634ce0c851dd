//! The text of the footer: the outcome of the last action, else notices that were not seen yet.

use std::collections::VecDeque;

use crate::text::Clean;
use crate::tui::app::App;

/// The most notices that wait; later ones are dropped.
const MOST: usize = 8;

/// Notices that wait until they were seen.
#[derive(Debug, Default)]
pub struct Notices(VecDeque<Clean>);

impl App {
    /// Returns the line to show.
    pub fn shown_message(&self) -> Option<&Clean> {
        self.message.as_ref().or(self.notices.0.front())
    }

    /// Adds a notice that no key has caused.
    /// It is shown until a key is pressed while it is visible.
    pub fn add_notice(&mut self, words: Clean) {
        if self.notices.0.len() < MOST && !self.notices.0.contains(&words) {
            self.notices.0.push_back(words);
        }
    }

    /// Takes away the line that is shown.
    pub fn take_message(&mut self) -> Option<Clean> {
        self.message.take().or_else(|| self.notices.0.pop_front())
    }
}
