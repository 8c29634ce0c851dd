//! The picture of an app, as a pure function of its state.

mod apply_theme;
mod comparison;
mod finder;
mod frame;
mod library;
mod matrix;
mod overlay;
mod query_error;
mod reader;
mod row_painter;
mod sections;
mod timeline;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use crate::engine::request::View;
use crate::keymap::Mode;
use crate::text::Clean;
use crate::tui::app::areas::ScreenLayout;
use crate::tui::app::pointing::{Hotspot, HotspotTarget};
use crate::tui::app::{App, Overlay};

/// One frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// The cells of the screen.
    pub cells: Buffer,
    /// The position of the hardware cursor.
    /// It is on the active row, or in the line that is being typed into.
    pub cursor: Option<Position>,
    /// Ranges of cells that link to an address.
    pub links: Vec<LinkArea>,
    /// The clickable areas; of two at one cell the later one counts.
    pub hotspots: Vec<Hotspot>,
}

impl Picture {
    /// Adds a clickable area.
    fn add_hotspot(&mut self, area: Rect, thing: HotspotTarget) {
        self.hotspots.push(Hotspot { area, thing });
    }
}

/// A range of cells in one row that links to an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkArea {
    /// The row.
    pub y: u16,
    /// The columns.
    pub x: std::ops::Range<u16>,
    /// The address.
    pub target: Clean,
}

/// Draws the app.
pub fn view(app: &App) -> Picture {
    let size = Rect::new(0, 0, app.size.0, app.size.1);
    let mut picture =
        Picture { cells: Buffer::empty(size), cursor: None, links: Vec::new(), hotspots: Vec::new() };
    let parts = app.areas(app.shape());
    match (&app.overlay, &app.reader, &app.comparison, app.view) {
        (Some(Overlay::Finder(found)), ..) => {
            finder::draw(app, found, &app.areas(ScreenLayout::List), &mut picture);
        }
        (_, Some(open), ..) => reader::draw(app, open, &parts, &mut picture),
        (_, None, Some(compared), _) => comparison::draw(app, compared, &parts, &mut picture),
        (_, None, None, View::Library) => library::draw(app, &parts, &mut picture),
        (_, None, None, View::Timeline) => timeline::draw(app, &parts, &mut picture),
        (_, None, None, View::Matrix) => matrix::draw(app, &parts, &mut picture),
    }
    match app.reader.as_ref().and_then(|reader| reader.find.as_ref()) {
        Some(find) if app.mode() == Mode::Find => {
            let last = Rect { y: size.height.saturating_sub(1), height: size.height.min(1), ..size };
            // Clear: on a screen without a footer this is the last row of the text.
            Clear.render(last, &mut picture.cells);
            frame::find_line(app, find, last, &mut picture);
        }
        _ => frame::footer(app, parts.footer, &mut picture),
    }
    query_error::draw(app, &mut picture);
    if let Some(layer) = &app.overlay
        && !matches!(layer, Overlay::Hints(_) | Overlay::Finder(_))
    {
        // Nothing below a layer is clickable.
        picture.hotspots.clear();
        overlay::draw(app, layer, &parts, &mut picture);
    }
    if let Some(reading) = app.reading {
        frame::reading(app, reading, &mut picture);
    }
    // On the smallest screens the row or column of the cursor may not exist.
    picture.cursor = picture.cursor.filter(|_| !size.is_empty()).map(|at| Position {
        x: at.x.min(size.width.saturating_sub(1)),
        y: at.y.min(size.height.saturating_sub(1)),
    });
    apply_theme::apply_theme(app, &mut picture.cells);
    picture
}
