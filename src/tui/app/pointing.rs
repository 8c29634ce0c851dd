//! What can be pointed at with the mouse. The picture says where it stands, so that a click means what was seen.

use ratatui::layout::{Position, Rect};

use crate::tui::action::Action;
use crate::tui::app::overlay::Target;

/// A part of the screen, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hotspot {
    /// Its cells.
    pub area: Rect,
    /// What it is.
    pub thing: Thing,
}

/// What stands between list and preview.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Divider {
    /// The column where the mouse has put it.
    pub at: Option<u16>,
    /// Whether the mouse is moving it.
    pub is_held: bool,
}

/// Something that can be pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// The row of this number in the list that is shown, counted from its beginning.
    Row(usize),
    /// The cell of the matrix in this row and column.
    Cell(usize, usize),
    /// A link or a footnote of the open briefing.
    Target(Target),
    /// Something that does what a key does.
    Do(Action),
    /// What stands between the list and the preview.
    Divider,
}

/// What stands in a cell; of two the later one, which was drawn over the other.
pub fn thing_at(hotspots: &[Hotspot], x: u16, y: u16) -> Option<Thing> {
    hotspots.iter().rev().find(|spot| spot.area.contains(Position { x, y })).map(|spot| spot.thing)
}
