//! The effects of the mouse.
//! A click selects, and opens what is selected; the wheel scrolls; the divider can be dragged.

use crate::engine::request::View;
use crate::keymap::Mode;
use crate::keymap::action::{Action, Motion};
use crate::tui::app::pointing::HotspotTarget;
use crate::tui::app::{App, Overlay};
use crate::tui::effect::Effect;
use crate::tui::event::{Act, Pointer};
use crate::tui::update::{builds_on_answers, finder, overlay, reader, settle, update};

/// The number of lines that the wheel scrolls in a text.
const LINES: usize = 3;

/// Handles a mouse event over `thing`, as shown in the last picture.
pub fn point(app: &mut App, pointer: Pointer, thing: Option<HotspotTarget>) -> Vec<Effect> {
    match pointer.act {
        Act::WheelUp => scroll(app, Motion::LineUp),
        Act::WheelDown => scroll(app, Motion::LineDown),
        Act::Press => thing.map(|thing| press(app, thing)).unwrap_or_default(),
        Act::Drag if app.divider.is_dragging => {
            app.divider.at = Some(pointer.x);
            let mut effects = Vec::new();
            settle(app, &mut effects);
            effects
        }
        Act::Drag => Vec::new(),
        Act::Release => {
            app.divider.is_dragging = false;
            Vec::new()
        }
    }
}

/// Scrolls a text by several lines, a list by one.
/// In a list each step selects one row, so that its preview can be read.
fn scroll(app: &mut App, motion: Motion) -> Vec<Effect> {
    let by_lines = matches!(app.mode(), Mode::Reader | Mode::Find | Mode::Comparison | Mode::Card);
    let times = if by_lines { LINES } else { 1 };
    (0..times).flat_map(|_| update(app, Action::Move(motion))).collect()
}

fn press(app: &mut App, thing: HotspotTarget) -> Vec<Effect> {
    app.take_message();
    app.divider.is_dragging = thing == HotspotTarget::Divider;
    match thing {
        HotspotTarget::Divider => Vec::new(),
        HotspotTarget::Do(action) => update(app, action),
        HotspotTarget::Target(target) => {
            app.overlay = None;
            let mut effects = reader::follow(app, target);
            settle(app, &mut effects);
            effects
        }
        // While an answer is pending, the rows may change.
        _ if builds_on_answers(app, Some(Action::Open)) => Vec::new(),
        HotspotTarget::Row(row) => {
            let again = select(app, row);
            open_or_settle(app, again)
        }
        HotspotTarget::Cell(row, column) => {
            let again = (app.matrix.row, app.matrix.column) == (row, column);
            (app.matrix.row, app.matrix.column) = (row, column);
            open_or_settle(app, again)
        }
    }
}

/// Opens the thing if it was selected before the click.
fn open_or_settle(app: &mut App, open: bool) -> Vec<Effect> {
    if open {
        return update(app, Action::Open);
    }
    let mut effects = Vec::new();
    settle(app, &mut effects);
    effects
}

/// Selects a row of the visible list.
/// Returns whether it was selected before.
fn select(app: &mut App, row: usize) -> bool {
    if let Some(Overlay::Finder(_)) = &app.overlay {
        return finder::select(app, row);
    }
    if let Some(chooser) = overlay::chooser(app) {
        let before = chooser.selected;
        chooser.select(row);
        return before == row;
    }
    let selected = match app.view {
        View::Library => &mut app.list.selected,
        View::Timeline => &mut app.timeline.selected,
        View::Matrix => return false,
    };
    std::mem::replace(selected, row) == row
}
