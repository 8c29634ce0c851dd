//! The preview beside a list.
//! It is of the selected row, and follows the selection when the keys pause.
//!
//! A preview is as much to draw and to send as all rows of the list. A key that moves the selection changes the
//! list at once and leaves the preview for a frame of its own, so that a key that is held down costs two rows and
//! not a screen. Until then the whole previous preview is shown, under its own title, or nothing.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::report::{NamedLink, linked};
use crate::library::{Ix, Library};
use crate::tui::app::{App, Overlay};

/// The state of the preview relative to the selection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PreviewState {
    /// The preview is of the selected row.
    #[default]
    Current,
    /// The preview is still of the previous row.
    Before,
    /// Nothing is shown.
    /// The list has scrolled since the preview was drawn, and scrolling moves whole rows of the screen.
    Nothing,
}

/// The row that the preview is drawn for, and the selected one.
#[derive(Clone, Debug, Default)]
pub struct PreviewFrame {
    drawn: Option<PreviewedRow>,
    selected: Option<PreviewedRow>,
    /// Set when the list has scrolled since `drawn` was drawn.
    scrolled: bool,
}

/// A row of a list that has a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewedRow {
    /// The list.
    pub list: PreviewedList,
    /// The file of the row.
    pub path: PathBuf,
    /// The line of the file, in a list of places.
    pub line: Option<u32>,
    /// The first row on the screen.
    pub top: usize,
}

/// A list that has a preview beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreviewedList {
    /// The briefings of the library.
    Library,
    /// The library under a layer: changes under it are drawn at once.
    Under,
    /// The titles found in the finder.
    Titles,
    /// The places found in the full text.
    Places,
}

/// The typed links of the briefing in the preview.
/// A briefing may have many thousands, so they are not gathered again for each frame.
#[derive(Debug)]
pub struct PreviewLinks {
    library: Arc<Library>,
    ix: Ix,
    links: Vec<NamedLink>,
}

impl PreviewFrame {
    /// Updates the selected row.
    /// Returns whether the preview follows it at once.
    pub fn select(&mut self, selected: Option<PreviewedRow>) -> bool {
        let follows_at_once = match (&self.drawn, &selected) {
            (Some(drawn), Some(selected)) => {
                drawn.list != selected.list
                    || selected.list == PreviewedList::Under
                    || (&drawn.path, drawn.line) == (&selected.path, selected.line)
            }
            _ => true,
        };
        self.scrolled |= self.drawn.as_ref().map(|row| row.top) != selected.as_ref().map(|row| row.top);
        self.selected = selected;
        if follows_at_once {
            self.follow();
        }
        follows_at_once
    }

    /// Makes the preview show the selected row.
    pub fn follow(&mut self) {
        self.drawn.clone_from(&self.selected);
        self.scrolled = false;
    }

    /// Returns the state of the preview.
    pub fn state(&self) -> PreviewState {
        match () {
            () if self.drawn == self.selected => PreviewState::Current,
            () if self.scrolled => PreviewState::Nothing,
            () => PreviewState::Before,
        }
    }
}

impl App {
    /// Gathers the typed links of the previewed briefing, unless they are known.
    /// While the preview is behind the selection nothing is gathered.
    pub(in crate::tui) fn keep_preview_links(&mut self) {
        let selected = self.previewed.selected.as_ref().filter(|_| !self.is_preview_behind());
        let ix = selected.and_then(|row| self.library.at_path(&row.path));
        self.preview_links = ix.map(|ix| match self.preview_links.take() {
            Some(known) if known.ix == ix && Arc::ptr_eq(&known.library, &self.library) => known,
            _ => PreviewLinks { library: Arc::clone(&self.library), ix, links: linked(&self.library, ix) },
        });
    }

    /// Returns the typed links of a briefing, for its preview.
    pub(in crate::tui) fn links_in_preview(&self, ix: Ix) -> Cow<'_, [NamedLink]> {
        match &self.preview_links {
            Some(known) if known.ix == ix && Arc::ptr_eq(&known.library, &self.library) => {
                Cow::Borrowed(&known.links)
            }
            _ => Cow::Owned(linked(&self.library, ix)),
        }
    }

    /// Reports whether the preview must follow the selection after a pause.
    pub fn is_preview_behind(&self) -> bool {
        self.previewed.state() != PreviewState::Current
    }

    /// Returns the row to preview.
    /// `top` is the first row on the screen.
    pub(in crate::tui) fn selected_row(&self) -> Option<PreviewedRow> {
        if let Some(Overlay::Finder(finder)) = &self.overlay {
            let path = finder.selected(&self.library)?;
            let place = finder.place().filter(|_| finder.is_in_text());
            let (list, top) = match place {
                Some(_) => (PreviewedList::Places, finder.text.top),
                None => (PreviewedList::Titles, finder.titles.top),
            };
            return Some(PreviewedRow { list, path, line: place.map(|place| place.passage.line), top });
        }
        let path = self.library.get(self.list.selected()?).path.clone();
        let list = if self.overlay.is_none() { PreviewedList::Library } else { PreviewedList::Under };
        Some(PreviewedRow { list, path, line: None, top: self.list.top })
    }
}
