//! The keys that the reader gave to commands.

use std::collections::BTreeMap;

use crate::tui::event::Key;

/// Commands by their names, with the keys that they have instead of the usual ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(BTreeMap<&'static str, Vec<Key>>);

impl Keys {
    /// The keys of a command, if it has others than the usual ones.
    pub fn of(&self, command: &str) -> Option<&[Key]> {
        self.0.get(command).map(Vec::as_slice)
    }

    /// Gives a command these keys and no others.
    pub fn set(&mut self, command: &'static str, keys: Vec<Key>) {
        self.0.insert(command, keys);
    }

    /// Whether all commands have their usual keys.
    pub fn is_usual(&self) -> bool {
        self.0.is_empty()
    }
}
