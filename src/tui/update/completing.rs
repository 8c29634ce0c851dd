//! Completion of the query line: requests and the next candidate.

use crate::engine::request::{Generation, Request};
use crate::keymap::action::Direction;
use crate::search::query::Completions;
use crate::text::Clean;
use crate::tui::app::{App, Completing};
use crate::tui::effect::Effect;
use crate::tui::update::library::search;

/// Requests completions of the line, or moves to the next candidate.
pub(super) fn complete(app: &mut App, way: Direction) -> Vec<Effect> {
    if let Some(completing) = &mut app.list.completing {
        completing.go_on(way);
        return put_completion(app);
    }
    let generation = app.ask();
    app.list.asked_completions = Some(generation);
    let (line, cursor) = (app.list.input.text().to_owned(), app.list.input.before_cursor().len());
    vec![Effect::Ask(Request::Complete { generation, line, cursor })]
}

pub(super) fn completed(app: &mut App, generation: Generation, completions: Completions) -> Vec<Effect> {
    if app.list.asked_completions != Some(generation) {
        return Vec::new();
    }
    app.list.asked_completions = None;
    app.list.completing = Completing::begin(app.list.input.text().to_owned(), completions);
    if app.list.completing.is_none() {
        app.message = Some(Clean::line("no completions"));
        return Vec::new();
    }
    put_completion(app)
}

fn put_completion(app: &mut App) -> Vec<Effect> {
    let Some(completing) = app.list.completing.take() else { return Vec::new() };
    completing.put_into(&mut app.list.input);
    app.message = Some(completing.message());
    app.list.completing = Some(completing).filter(|completing| !completing.is_only_one());
    search(app)
}

/// Ends the completion: the next one starts again.
pub(super) fn forget(app: &mut App) {
    (app.list.completing, app.list.asked_completions) = (None, None);
}
