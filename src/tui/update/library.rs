//! The library screen: moving, filtering, sorting, opening.

use std::path::PathBuf;
use std::sync::Arc;

use crate::date::Day;
use crate::engine::request::{Generation, ListOrder, OpenPurpose, Request, View};
use crate::engine::response::{QueryMistake, SearchResult};
use crate::keymap::action::Action;
use crate::library::Library;
use crate::search::Hit;
use crate::search::query::Query;
use crate::tui::app::list::ROWS_PER_BRIEFING;
use crate::tui::app::views::{SavedSelection, ViewRequest};
use crate::tui::app::{ActiveInput, App, BriefingList, Destination, HistoryEntry, Opening, Overlay};
use crate::tui::effect::{Effect, Quit};
use crate::tui::update::{overlay, reader, related, screen};

pub(super) fn update(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Move(motion) => app.list.go(motion, room(app)),
        Action::Open => return open_selected(app),
        Action::Search => type_query(app),
        Action::Type(key) if app.list.input.edit(key) => return search(app),
        Action::Sort => app.overlay = Some(Overlay::Sort),
        Action::Help => overlay::show_commands(app),
        Action::Back => return travel(app, HistoryStep::Back),
        Action::Forward => return travel(app, HistoryStep::Forward),
        Action::Edit => return edit_selected(app),
        Action::Close => return vec![Effect::Quit(Quit::Done)],
        Action::Cancel => return cancel(app),
        _ => {}
    }
    Vec::new()
}

/// Starts typing at the query, as another word behind it.
/// A query with an unfinished end or an error is continued as it is.
pub(super) fn type_query(app: &mut App) {
    app.typing = Some(ActiveInput::Filter);
    // The date does not matter here.
    let is_whole = Query::parse(app.list.input.text(), Day::of_unix_time(0)).is_ok();
    if is_whole && !app.list.is_mistaken() {
        app.list.input.begin_word();
    }
}

/// Returns how many briefings fit into the list.
pub(super) fn room(app: &App) -> usize {
    (usize::from(screen(app).main.height) / ROWS_PER_BRIEFING).max(1)
}

/// Requests the hits of the typed query.
pub(super) fn search(app: &mut App) -> Vec<Effect> {
    app.list.asked = app.ask();
    vec![Effect::Ask(Request::Search {
        generation: app.list.asked,
        query: app.list.input.text().to_owned(),
        order: app.list.order,
    })]
}

/// Asks again for the hits of a query: a time before today is another one on a new day.
pub(super) fn new_day(app: &mut App) -> Vec<Effect> {
    if app.list.input.is_empty() {
        return Vec::new();
    }
    app.list.keep_selection(&app.library);
    search(app)
}

/// Shows remembered rows, unless another query was made meanwhile.
pub(super) fn remember(app: &mut App, hits: Vec<Hit>) -> Vec<Effect> {
    if !app.list.input.is_empty() || app.list.order != ListOrder::default() {
        return search(app);
    }
    // Earlier requests were made without any library.
    app.list.asked = app.ask();
    app.list.answered = app.list.asked;
    app.list.show(&app.library, hits);
    Vec::new()
}

pub(super) fn found(app: &mut App, generation: Generation, answer: Result<SearchResult, QueryMistake>) {
    take(&mut app.list, &app.library, generation, answer);
}

/// Stores an answer in a list, if it answers the last request.
pub(super) fn take(
    list: &mut BriefingList,
    library: &Library,
    generation: Generation,
    answer: Result<SearchResult, QueryMistake>,
) {
    if generation != list.asked {
        return;
    }
    list.answered = generation;
    match answer {
        Ok(found) => {
            list.error = None;
            list.unfinished = found.unfinished;
            list.nearest = found.nearest;
            list.searched = found.searched;
            list.words = found.words;
            list.show(library, found.hits);
        }
        Err(mistake) => (list.error, list.unfinished) = (Some(mistake), None),
    }
}

/// Requests the text for the preview, unless it is there.
/// It may also be on its way, or known to be unreadable.
pub(super) fn ask_for_preview(app: &mut App, path: PathBuf) -> Option<Effect> {
    let shown = app.preview.as_ref().is_some_and(|preview| preview.briefing.path == path);
    let asked = app.asked_preview.as_ref().is_some_and(|(_, asked)| *asked == path);
    let failed = app.preview_failure.as_ref().is_some_and(|(failed, _)| *failed == path);
    if shown || asked || failed {
        return None;
    }
    let generation = app.ask();
    app.asked_preview = Some((generation, path.clone()));
    Some(Effect::Ask(Request::Open { generation, path, purpose: OpenPurpose::Preview }))
}

/// A direction in the history.
#[derive(Clone, Copy)]
pub(super) enum HistoryStep {
    Back,
    Forward,
}

/// Goes back or forward to another place.
pub(super) fn travel(app: &mut App, way: HistoryStep) -> Vec<Effect> {
    let here = app.place();
    let place = match way {
        HistoryStep::Back => app.history.back(here),
        HistoryStep::Forward => app.history.forward(here),
    };
    match place {
        Some(HistoryEntry::Library { query, selected }) => {
            (app.reader, app.comparison, app.view) = (None, None, View::Library);
            app.list.keep = selected;
            app.list.input.set(&query);
            search(app)
        }
        Some(HistoryEntry::Timeline { query, only, unit, selected }) => {
            (app.reader, app.comparison, app.view) = (None, None, View::Timeline);
            app.timeline.only = only;
            app.timeline.unit = unit;
            (app.timeline.timeline, app.timeline.density) = (Arc::default(), Vec::new());
            app.timeline.keep = Some(SavedSelection::Row(selected));
            app.timeline.request = ViewRequest::default();
            app.list.input.set(&query);
            search(app)
        }
        Some(HistoryEntry::Matrix { query, axes, cell }) => {
            (app.reader, app.comparison, app.view) = (None, None, View::Matrix);
            app.matrix.axes = axes;
            (app.matrix.row, app.matrix.column) = cell;
            (app.matrix.matrix, app.matrix.keep) = (None, None);
            app.matrix.request = ViewRequest::default();
            app.list.input.set(&query);
            search(app)
        }
        Some(HistoryEntry::Comparison { paths, top }) => {
            app.reader = None;
            related::show_comparison(app, paths, top)
        }
        Some(HistoryEntry::Briefing { path, top }) => reader::ask(app, path, Destination::Position(top)),
        None if app.reader.is_some() => {
            app.reader = None;
            Vec::new()
        }
        None => Vec::new(),
    }
}

fn open_selected(app: &mut App) -> Vec<Effect> {
    // With an error in the line it is unclear which briefing is selected: the error is shown and the list stays.
    if app.typing.take().is_some() && app.list.is_mistaken() {
        return Vec::new();
    }
    let Some(ix) = app.list.selected() else { return Vec::new() };
    let path = app.library.get(ix).path.clone();
    app.history.leave(app.place());
    if let Some(opened) =
        app.preview.clone().filter(|shown| shown.briefing.path == path && shown.document.is_complete())
    {
        let generation = app.ask();
        app.asked_reader = Some(Opening { generation, path: path.clone(), at: Destination::Start });
        return reader::opened(app, generation, &path, Ok(opened));
    }
    reader::ask(app, path, Destination::Start)
}

fn edit_selected(app: &App) -> Vec<Effect> {
    let selected = app.list.selected().map(|ix| app.library.get(ix).path.clone());
    selected.map(|path| Effect::Edit { path, line: 1 }).into_iter().collect()
}

fn cancel(app: &mut App) -> Vec<Effect> {
    if app.list.input.is_empty() {
        app.typing = None;
        return Vec::new();
    }
    app.list.keep_selection(&app.library);
    app.list.input.clear();
    search(app)
}
