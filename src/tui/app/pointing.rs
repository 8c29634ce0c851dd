//! The clickable parts of the screen.
//! The picture records their cells, so that a click refers to what was visible.

use ratatui::layout::{Position, Rect};

use crate::keymap::action::Action;
use crate::tui::app::overlay::LinkTarget;

/// A clickable area of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hotspot {
    /// Its cells.
    pub area: Rect,
    /// The thing in it.
    pub thing: HotspotTarget,
}

/// The divider between list and preview.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Divider {
    /// The column to which the mouse has moved it.
    pub at: Option<u16>,
    /// Set while the mouse is moving it.
    pub is_dragging: bool,
}

/// A thing that can be clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HotspotTarget {
    /// A row of the visible list, counted from its beginning.
    Row(usize),
    /// The cell of the matrix in this row and column.
    Cell(usize, usize),
    /// A link or a footnote of the open briefing.
    Target(LinkTarget),
    /// A part with the same action as a key.
    Do(Action),
    /// The divider between the list and the preview.
    Divider,
}

/// Returns the thing at a cell.
/// Of two the later one is returned, which was drawn over the other.
pub fn thing_at(hotspots: &[Hotspot], x: u16, y: u16) -> Option<HotspotTarget> {
    hotspots.iter().rev().find(|spot| spot.area.contains(Position { x, y })).map(|spot| spot.thing)
}
