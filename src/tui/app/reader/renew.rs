//! Replaces the open briefing by another edition of it.
//! Everything with a place in the text moves to the same text in the new edition.

use std::sync::Arc;

use crate::briefing::changes::moved::BlockMapping;
use crate::engine::response::OpenedBriefing;
use crate::library::Library;
use crate::tui::app::reader::{Position, Reader};

impl Position {
    /// Returns the same place in another edition.
    #[must_use]
    pub fn followed(self, moved: &BlockMapping<'_>) -> Self {
        match self {
            Self::Text(anchor) => Self::Text(moved.anchor(anchor)),
            around => around,
        }
    }
}

impl Reader {
    /// Takes another edition of the text.
    /// `moved` maps the places of this one to it.
    pub fn renew(&mut self, opened: Arc<OpenedBriefing>, library: &Library, moved: &BlockMapping<'_>) {
        let top = self.top.followed(moved);
        let mut renewed = Self::new(opened, library, top);
        if self.top == self.gone_to.1 {
            renewed.gone_to.0 = self.gone_to.0.followed(moved);
        }
        let changed = self.changed.iter().filter_map(|(block, sign)| Some((moved.block(*block)?, *sign)));
        renewed.changed = changed.collect();
        renewed.note = self.note.take();
        renewed.find = self.find.take();
        if let Some(find) = &mut renewed.find {
            find.look_in_another(&renewed.opened.document, |anchor| moved.anchor(anchor));
        }
        *self = renewed;
    }
}
