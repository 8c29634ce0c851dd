//! The timeline and the matrix: requests, moves, and opening.

use crate::clean;
use crate::engine::request::{AnalysisRequest, Request, View};
use crate::keymap::action::{Action, Side};
use crate::library::Ix;
use crate::library::citation::source_in_words;
use crate::library::matrix::{Axis, Cell};
use crate::text::Clean;
use crate::tui::app::areas::{matrix_parts, timeline_parts};
use crate::tui::app::views::ViewRequest;
use crate::tui::app::{App, Choice, Chooser, Destination, Overlay, PlaceList};
use crate::tui::effect::Effect;
use crate::tui::update::{library, overlay, reader, screen};

pub(super) fn update(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Move(motion) => match app.view {
            View::Matrix => app.matrix.go(motion, matrix_rows(app)),
            _ => app.timeline.go(motion, timeline_rows(app)),
        },
        Action::Across(way) => match app.view {
            View::Matrix => app.matrix.go_across(way),
            _ => app.timeline.go_to_period(way),
        },
        Action::Zoom(way) => {
            app.timeline.zoom(way);
            app.message = Some(clean!("by {}", app.timeline.unit.word()));
        }
        Action::Turn => turn(app),
        Action::Axes => show_axes(app),
        Action::Open => return open(app),
        Action::Search => {
            // A query covers the whole library, and so does the timeline then.
            if app.timeline.only.take().is_some() {
                app.timeline.request = ViewRequest::default();
            }
            library::type_query(app);
        }
        Action::Help => overlay::show_commands(app),
        Action::Back => return library::travel(app, library::HistoryStep::Back),
        Action::Forward => return library::travel(app, library::HistoryStep::Forward),
        Action::Edit => {
            let current = app.current().map(|ix| app.library.get(ix).path.clone());
            return current.map(|path| Effect::Edit { path, line: 1 }).into_iter().collect();
        }
        Action::Close => return leave(app),
        Action::Cancel => return cancel(app),
        _ => {}
    }
    Vec::new()
}

/// Shows a view.
/// From a briefing the timeline is limited to it.
pub(super) fn show(app: &mut App, view: View) -> Vec<Effect> {
    let only = match (&app.reader, view) {
        (Some(reader), View::Timeline) => Some(reader.opened.briefing.path.clone()),
        _ => None,
    };
    let same = app.reader.is_none() && app.comparison.is_none() && app.view == view;
    if same && (view != View::Timeline || app.timeline.only == only) {
        return Vec::new();
    }
    app.history.leave(app.place());
    (app.reader, app.comparison, app.typing) = (None, None, None);
    app.view = view;
    if view == View::Timeline && app.timeline.only != only {
        app.timeline.only = only;
        app.timeline.request = ViewRequest::default();
    }
    Vec::new()
}

/// Requests the contents of the view if they are missing.
/// That is so after a new search, and when it is first shown.
pub(super) fn ask(app: &mut App) -> Option<Effect> {
    // While the library is being loaded, a view of its parts is not worth reading all their texts.
    if app.reader.is_some() || app.loading.is_some() || app.list.is_pending() {
        return None;
    }
    let request = match app.view {
        View::Library => return None,
        View::Timeline => &app.timeline.request,
        View::Matrix => &app.matrix.request,
    };
    // What is shown stays while something is wrong with the query, as the list does.
    let stays = app.list.error.is_some() && request.set != 0;
    if request.set == app.list.answered || stays {
        return None;
    }
    let generation = app.ask();
    let set = || app.list.hits.iter().map(|hit| hit.ix).collect();
    let question = if app.view == View::Matrix {
        AnalysisRequest::Matrix(set(), app.matrix.axes)
    } else {
        let only = app.timeline.only.as_ref().and_then(|path| app.library.at_path(path));
        match only {
            Some(ix) => AnalysisRequest::Timeline(vec![ix], String::new()),
            None => AnalysisRequest::Timeline(set(), app.list.input.text().to_owned()),
        }
    };
    let answered = app.list.answered;
    let request = if app.view == View::Matrix { &mut app.matrix.request } else { &mut app.timeline.request };
    (request.set, request.asked) = (answered, generation);
    Some(Effect::Ask(Request::Analyse { generation, question }))
}

/// Updates the scroll position of the view.
pub(super) fn arrange(app: &mut App) {
    match app.view {
        View::Library => {}
        View::Timeline => {
            let rows = timeline_rows(app);
            app.timeline.scroll_into_view(rows);
        }
        View::Matrix => {
            let Some(matrix) = &app.matrix.matrix else { return };
            let parts = matrix_parts(screen(app).main, matrix);
            app.matrix.scroll_into_view(parts.rows, parts.columns);
        }
    }
}

/// Puts an axis on a side of the matrix.
/// If the other side has it, the two are exchanged.
pub(super) fn set_axis(app: &mut App, side: Side, axis: Axis) {
    let Some((rows, columns)) = app.matrix.shown_axes() else { return };
    let axes = match side {
        Side::Rows if axis == columns => (columns, rows),
        Side::Columns if axis == rows => (columns, rows),
        Side::Rows => (axis, columns),
        Side::Columns => (rows, axis),
    };
    app.matrix.axes = Some(axes);
    (app.matrix.row, app.matrix.column) = (0, 0);
    app.matrix.request.set = 0;
}

fn timeline_rows(app: &App) -> usize {
    usize::from(timeline_parts(screen(app).main).list.height).max(1)
}

fn matrix_rows(app: &App) -> usize {
    app.matrix.matrix.as_ref().map_or(1, |matrix| matrix_parts(screen(app).main, matrix).rows)
}

fn turn(app: &mut App) {
    let Some((rows, columns)) = app.matrix.shown_axes() else { return };
    app.matrix.axes = Some((columns, rows));
    (app.matrix.row, app.matrix.column) = (app.matrix.column, app.matrix.row);
    app.matrix.request.set = 0;
}

fn show_axes(app: &mut App) {
    let Some((rows, columns)) = app.matrix.shown_axes() else { return };
    let mut choices = Vec::new();
    for (side, heading, chosen) in [(Side::Rows, "Rows", rows), (Side::Columns, "Columns", columns)] {
        choices.push(Choice::heading(Clean::line(heading)));
        for axis in Axis::ALL {
            let label = match axis == chosen {
                true => clean!("{} (current)", axis.plural()),
                false => Clean::line(axis.plural()),
            };
            choices.push(Choice::line(Clean::default(), label, Action::SetAxis(side, axis)));
        }
    }
    app.overlay = Some(Overlay::Axes(Chooser::new(choices, 0)));
}

fn open(app: &mut App) -> Vec<Effect> {
    if app.typing.take().is_some() && app.list.is_mistaken() {
        return Vec::new();
    }
    match app.view {
        View::Matrix => {
            open_cell(app);
            Vec::new()
        }
        _ => match app.current() {
            Some(ix) => reader::go_to(app, app.library.get(ix).path.clone(), Destination::Start),
            None => Vec::new(),
        },
    }
}

/// Lists the contents of the selected cell.
/// They are the pair with its sources, or the briefings that are counted.
fn open_cell(app: &mut App) {
    let Some(matrix) = &app.matrix.matrix else { return };
    let (Some(row), Some(column)) =
        (matrix.row_heads.get(app.matrix.row), matrix.column_heads.get(app.matrix.column))
    else {
        return;
    };
    let empty = Cell::default();
    let cell = app.matrix.cell().unwrap_or(&empty);
    let name = |head: &crate::library::matrix::Head| match head.briefing {
        Some(ix) => app.library.get(ix).title.clone(),
        None => head.label.clone(),
    };
    let title = clean!("{} × {}", name(row), name(column));
    let mut choices = Vec::new();
    if cell.roles.is_empty() && cell.briefings.is_empty() {
        choices.push(Choice::heading(clean!("not in the sources")));
    }
    if !cell.roles.is_empty() {
        let roles: Vec<&str> = cell.roles.iter().map(Clean::as_str).collect();
        let notes: String = cell.notes.iter().map(|note| format!(" · {note}")).collect();
        choices.push(Choice::heading(clean!("{}{notes}", roles.join(", "))));
    }
    let mut briefings: Vec<Ix> = cell.briefings.clone();
    let heads = row.briefing.into_iter().chain(column.briefing);
    briefings.extend(heads.filter(|ix| !cell.briefings.contains(ix)));
    for ix in briefings {
        let briefing = app.library.get(ix);
        choices.push(Choice::line(clean!("{}", briefing.kind), briefing.title.clone(), Action::Read(ix)));
    }
    if !cell.sources.is_empty() {
        let origins = app.library.origins(&cell.sources);
        choices.push(Choice::heading(super::related::origins_in_words(&origins)));
        for id in &cell.sources {
            let label = source_in_words(&app.library, id);
            let source = app.library.source(id).map(Action::Read);
            choices.push(Choice { lead: id.clone(), label, action: source, heading: false });
        }
    }
    app.overlay = Some(Overlay::Places(PlaceList { title, about: None, chooser: Chooser::new(choices, 0) }));
}

/// Leaves the view.
/// The timeline of one briefing returns to it, a view of the set to the list.
fn leave(app: &mut App) -> Vec<Effect> {
    if app.view == View::Timeline
        && let Some(path) = app.timeline.only.clone()
    {
        return reader::go_to(app, path, Destination::Start);
    }
    show(app, View::Library)
}

/// Clears the query of the view; without one leaves the view.
fn cancel(app: &mut App) -> Vec<Effect> {
    let typing = app.typing.take().is_some();
    if !app.list.input.is_empty() && app.timeline.only.is_none() {
        app.list.keep_selection(&app.library);
        app.list.input.clear();
        return library::search(app);
    }
    if typing { Vec::new() } else { leave(app) }
}
