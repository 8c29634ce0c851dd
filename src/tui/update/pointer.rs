//! What the mouse does: a click selects and on what is selected opens, the wheel scrolls, the divider can be dragged.

use crate::tui::action::{Action, Motion};
use crate::tui::app::pointing::Thing;
use crate::tui::app::{App, Mode, Overlay, View};
use crate::tui::effect::Effect;
use crate::tui::event::{Act, Pointer};
use crate::tui::update::{builds_on_answers, finder, overlay, reader, settle, update};

/// How many lines of a text the wheel scrolls at once.
const LINES: usize = 3;

/// Takes what the mouse did over `thing`, which is what the last picture showed there.
pub fn point(app: &mut App, pointer: Pointer, thing: Option<Thing>) -> Vec<Effect> {
    match pointer.act {
        Act::WheelUp => scroll(app, Motion::LineUp),
        Act::WheelDown => scroll(app, Motion::LineDown),
        Act::Press => thing.map(|thing| press(app, thing)).unwrap_or_default(),
        Act::Drag if app.divider.is_held => {
            app.divider.at = Some(pointer.x);
            let mut effects = Vec::new();
            settle(app, &mut effects);
            effects
        }
        Act::Drag => Vec::new(),
        Act::Release => {
            app.divider.is_held = false;
            Vec::new()
        }
    }
}

/// Text goes by several lines; in a list each step selects, so that what is beside it can be looked at.
fn scroll(app: &mut App, motion: Motion) -> Vec<Effect> {
    let by_lines = matches!(app.mode(), Mode::Reader | Mode::Find | Mode::Comparison | Mode::Card);
    let times = if by_lines { LINES } else { 1 };
    (0..times).flat_map(|_| update(app, Action::Move(motion))).collect()
}

fn press(app: &mut App, thing: Thing) -> Vec<Effect> {
    app.take_message();
    app.divider.is_held = thing == Thing::Divider;
    match thing {
        Thing::Divider => Vec::new(),
        Thing::Do(action) => update(app, action),
        Thing::Target(target) => {
            app.overlay = None;
            let mut effects = reader::follow(app, target);
            settle(app, &mut effects);
            effects
        }
        // While an answer is under way, other rows may stand there soon.
        _ if builds_on_answers(app, Some(Action::Open)) => Vec::new(),
        Thing::Row(row) => {
            let again = select(app, row);
            open_or_settle(app, again)
        }
        Thing::Cell(row, column) => {
            let again = (app.matrix.row, app.matrix.column) == (row, column);
            (app.matrix.row, app.matrix.column) = (row, column);
            open_or_settle(app, again)
        }
    }
}

/// What is clicked again is opened.
fn open_or_settle(app: &mut App, open: bool) -> Vec<Effect> {
    if open {
        return update(app, Action::Open);
    }
    let mut effects = Vec::new();
    settle(app, &mut effects);
    effects
}

/// Selects a row of the list that is shown; answers whether it was selected before.
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
