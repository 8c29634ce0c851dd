//! Texts by number.
//! A column of the screen can then be compared and copied as a few plain bytes.

use std::collections::HashMap;

/// A table that gives each text a number.
/// The number stays the same until the table is emptied.
#[derive(Debug, Default)]
pub(super) struct Interner {
    ids: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

/// The size above which the table is emptied before the next frame.
/// That frame is then painted whole. So the table doesn't grow for ever in a long session, and a screen rarely has
/// more than a few dozen.
const ENOUGH: usize = 4096;

impl Interner {
    /// Returns the number of `text`.
    pub(super) fn id(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.into());
        self.ids.insert(text.into(), id);
        id
    }

    /// Returns the text with this number, empty if it has none.
    pub(super) fn text(&self, id: u32) -> &str {
        usize::try_from(id).ok().and_then(|id| self.texts.get(id)).map_or("", |text| text)
    }

    /// Reports whether the table should be emptied.
    pub(super) fn is_full(&self) -> bool {
        self.texts.len() > ENOUGH
    }

    /// Removes every text; numbers returned before become invalid.
    pub(super) fn clear(&mut self) {
        self.ids.clear();
        self.texts.clear();
    }
}
