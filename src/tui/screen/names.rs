//! Texts by number, so that a column of the screen can be compared and copied as a few plain bytes.

use std::collections::HashMap;

/// Gives each text a number, the same one as long as it isn't emptied.
#[derive(Debug, Default)]
pub(super) struct Names {
    ids: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

/// Beyond this the table is emptied before the next frame, which then is painted whole: it doesn't grow for ever in a
/// long session, and a screen rarely has more than a few dozen.
const ENOUGH: usize = 4096;

impl Names {
    /// The number of `text`.
    pub(super) fn id(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.into());
        self.ids.insert(text.into(), id);
        id
    }

    /// The text with this number, empty if there is none.
    pub(super) fn text(&self, id: u32) -> &str {
        usize::try_from(id).ok().and_then(|id| self.texts.get(id)).map_or("", |text| text)
    }

    /// Whether it should be emptied.
    pub(super) fn is_full(&self) -> bool {
        self.texts.len() > ENOUGH
    }

    /// Forgets every text; numbers handed out before mean nothing any more.
    pub(super) fn clear(&mut self) {
        self.ids.clear();
        self.texts.clear();
    }
}
