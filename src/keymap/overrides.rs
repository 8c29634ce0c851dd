//! The user's own key bindings.

use std::collections::BTreeMap;

use crate::keymap::Key;

/// Commands by name, with keys that replace the default ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyOverrides(BTreeMap<&'static str, Vec<Key>>);

impl KeyOverrides {
    /// Returns the keys of a command, if they replace the default ones.
    pub fn of(&self, command: &str) -> Option<&[Key]> {
        self.0.get(command).map(Vec::as_slice)
    }

    /// Binds a command to these keys and no others.
    pub fn set(&mut self, command: &'static str, keys: Vec<Key>) {
        self.0.insert(command, keys);
    }

    /// Reports whether all commands have their default keys.
    pub fn is_usual(&self) -> bool {
        self.0.is_empty()
    }
}
