//! What stands beside a list: the preview of its selected row, which follows the selection when the keys pause.
//!
//! A preview is as much to draw and to send as all rows of the list. A key that moves the selection changes the list
//! at once and leaves the preview for a frame of its own, so that a key that is held down costs two rows and not a
//! screen. Until then the preview is the one before as a whole, under its own title, or nothing.

use std::path::PathBuf;

use crate::tui::app::{App, Overlay};

/// How far the preview is behind the selection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Beside {
    /// It is of the selected row.
    #[default]
    Current,
    /// It still stands there as it was drawn for the row before.
    Before,
    /// The list has scrolled since it was drawn, and rows are moved as a whole: nothing is shown.
    Nothing,
}

/// Which preview is drawn, and which should be.
#[derive(Clone, Debug, Default)]
pub struct Previewed {
    drawn: Option<Row>,
    selected: Option<Row>,
    /// Whether the list has scrolled since `drawn` was drawn.
    scrolled: bool,
}

/// A row of a list that there is a preview of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which list.
    pub list: Listed,
    /// The file of the row.
    pub path: PathBuf,
    /// The line of the file that the row is about, in a list of places.
    pub line: Option<u32>,
    /// The first row on the screen.
    pub top: usize,
}

/// A list that there is a preview beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// The briefings of the library.
    Library,
    /// The same under a layer: whatever moves under it is drawn at once.
    Under,
    /// The titles found in the finder.
    Titles,
    /// The places found in the full text.
    Places,
}

impl Previewed {
    /// Takes over what is selected now. Says whether the preview should be of that at once.
    pub fn select(&mut self, selected: Option<Row>) -> bool {
        let follows_at_once = match (&self.drawn, &selected) {
            (Some(drawn), Some(selected)) => {
                drawn.list != selected.list
                    || selected.list == Listed::Under
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

    /// The preview is of what is selected.
    pub fn follow(&mut self) {
        self.drawn.clone_from(&self.selected);
        self.scrolled = false;
    }

    /// How far it is behind.
    pub fn state(&self) -> Beside {
        match () {
            () if self.drawn == self.selected => Beside::Current,
            () if self.scrolled => Beside::Nothing,
            () => Beside::Before,
        }
    }
}

impl App {
    /// Whether the preview has to follow the selection as soon as the keys pause.
    pub fn is_preview_behind(&self) -> bool {
        self.previewed.state() != Beside::Current
    }

    /// The row that the preview is of, `top` being the first row on the screen.
    pub(in crate::tui) fn selected_row(&self) -> Option<Row> {
        if let Some(Overlay::Finder(finder)) = &self.overlay {
            let path = finder.selected(&self.library)?;
            let place = finder.place().filter(|_| finder.is_in_text());
            let (list, top) = match place {
                Some(_) => (Listed::Places, finder.text.top),
                None => (Listed::Titles, finder.titles.top),
            };
            return Some(Row { list, path, line: place.map(|place| place.passage.line), top });
        }
        let path = self.library.get(self.list.selected()?).path.clone();
        let list = if self.overlay.is_none() { Listed::Library } else { Listed::Under };
        Some(Row { list, path, line: None, top: self.list.top })
    }
}
