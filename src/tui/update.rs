//! The effect of each action on the app.
//! Work outside the process is returned as effects, never done here.

mod completing;
mod facets;
mod finder;
mod library;
mod memory;
mod overlay;
mod pointer;
mod problems;
mod reader;
mod related;
mod views;

use std::sync::Arc;

use crate::clean;
use crate::engine::job::Job;
use crate::engine::request::{Generation, Request, View};
use crate::engine::response::{Analysis, Loading, Message, Response};
use crate::keymap::Mode;
use crate::keymap::action::{Action, Tab};
use crate::library::{Evidence, Library};
use crate::tui::app::areas::{Areas, ScreenLayout, areas};
use crate::tui::app::finder::FinderPurpose;
use crate::tui::app::views::ViewRequest;
use crate::tui::app::{ActiveInput, App, ChangeList, Destination, Facets, Overlay, Problems};
use crate::tui::effect::{Effect, Quit};

pub use memory::shutdown_requests;
pub use pointer::point;

/// Requests what the first frame needs; only the size is known yet.
pub fn start(app: &mut App) -> Vec<Effect> {
    let mut effects = library::search(app);
    effects.extend(finder::enter_tab(app));
    settle(app, &mut effects);
    effects
}

/// Opens the finder to pick a briefing, before the app is started.
pub fn pick(app: &mut App, typed: &str) {
    finder::show(app, Tab::Titles, FinderPurpose::Pick, typed);
}

/// Carries an action out and returns the outside work it requires.
pub fn update(app: &mut App, action: Action) -> Vec<Effect> {
    app.take_message();
    if action == Action::Cancel
        && let Some((job, _)) = app.reading.take()
    {
        return vec![Effect::Ask(Request::Stop(job))];
    }
    if !matches!(action, Action::Complete(_)) {
        completing::forget(app);
    }
    let mut effects = match action {
        Action::Quit => vec![Effect::Quit(Quit::Interrupted)],
        Action::Suspend => vec![Effect::Suspend],
        Action::Redraw => vec![Effect::Redraw],
        Action::Reload => vec![Effect::Ask(Request::Reload)],
        Action::Show(view) => views::show(app, view),
        Action::Related => related::show(app),
        Action::Pick => {
            related::pick(app);
            Vec::new()
        }
        Action::Compare => related::compare(app),
        Action::SetAxis(side, axis) => {
            views::set_axis(app, side, axis);
            Vec::new()
        }
        Action::Read(ix) => reader::go_to(app, app.library.get(ix).path.clone(), Destination::Start),
        Action::Problems => problems::show(app),
        Action::MarkRead
        | Action::Star
        | Action::Note
        | Action::NextUnread
        | Action::Changes
        | Action::Bookmarks => memory::update(app, action),
        Action::Finder(tab) => finder::open(app, tab),
        Action::Facets => facets::show(app),
        Action::Complete(way) => completing::complete(app, way),
        _ => match app.mode() {
            Mode::Timeline | Mode::Matrix => views::update(app, action),
            Mode::Filter if app.view != View::Library && !matches!(action, Action::Type(_)) => {
                views::update(app, action)
            }
            Mode::Library | Mode::Filter => library::update(app, action),
            Mode::Reader | Mode::Find => reader::update(app, action),
            Mode::Comparison => related::update(app, action),
            Mode::Finder => finder::update(app, action),
            _ => overlay::update(app, action),
        },
    };
    settle(app, &mut effects);
    effects
}

/// Reports whether an action depends on an answer that is still pending.
/// The answer decides which briefing is selected or which screen is shown. Quitting and suspending wait for
/// nothing.
pub fn builds_on_answers(app: &App, action: Option<Action>) -> bool {
    match action {
        Some(Action::Quit | Action::Suspend | Action::Redraw) => false,
        _ if app.asked_reader.is_some() => true,
        Some(Action::Open | Action::Move(_)) if app.overlay.is_some() => match &app.overlay {
            Some(Overlay::Finder(finder)) => finder.is_waiting(),
            Some(Overlay::Facets(facets)) => facets.asked.is_some(),
            _ => false,
        },
        Some(Action::Complete(_)) => app.list.asked_completions.is_some(),
        Some(Action::MarkRead | Action::Star | Action::Note | Action::NextUnread) => {
            app.memory.state.is_none() || (app.reader.is_none() && app.list.is_pending())
        }
        // The counts are those of the search results.
        Some(Action::Facets) => app.list.is_pending(),
        // A move over the list itself is repeated when its hits arrive.
        Some(Action::Move(_)) => app.mode() == Mode::Filter && app.list.is_pending(),
        Some(Action::Open | Action::Edit | Action::Pick | Action::Related) => {
            app.overlay.is_none() && app.reader.is_none() && app.list.is_pending()
        }
        _ => false,
    }
}

/// Inserts pasted text into the line that is being typed into.
/// Without such a line it has no effect.
pub fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    let mut effects = match (&mut app.overlay, app.typing) {
        (
            Some(
                Overlay::Commands(chooser)
                | Overlay::Problems(Problems { chooser, .. })
                | Overlay::Facets(Facets { chooser, .. }),
            ),
            _,
        ) => {
            chooser.input.paste(text);
            chooser.narrow();
            Vec::new()
        }
        (Some(Overlay::Note(note)), _) => {
            note.input.paste(text);
            Vec::new()
        }
        (Some(Overlay::Finder(found)), _) => {
            found.input.paste(text);
            finder::ask(app)
        }
        (None, Some(ActiveInput::Filter)) => {
            app.list.input.paste(text);
            library::search(app)
        }
        (None, Some(ActiveInput::Find)) => {
            reader::paste(app, text);
            Vec::new()
        }
        _ => Vec::new(),
    };
    settle(app, &mut effects);
    effects
}

/// Updates the size of the terminal.
pub fn resize(app: &mut App, size: (u16, u16)) -> Vec<Effect> {
    app.size = size;
    let mut effects = Vec::new();
    settle(app, &mut effects);
    effects
}

/// Makes the preview follow the selection when the keys have paused.
pub fn on_idle(app: &mut App) -> Vec<Effect> {
    app.previewed.follow();
    let mut effects = Vec::new();
    settle(app, &mut effects);
    effects
}

/// Processes a message from the engine.
pub fn on_message(app: &mut App, message: Message) -> Vec<Effect> {
    let mut effects = match message {
        Message::Library { library, index, state, loading, message } => {
            app.counted = library.counted();
            app.remembered = None;
            let before = std::mem::replace(&mut app.library, library);
            app.index = index;
            (app.evidence, app.asked_evidence) = (None, None);
            (app.memory.state, app.memory.is_carried) = (state, true);
            // While loading goes on, a user who has not moved yet sees the top of the list.
            if app.loading.is_none() || app.list.selected > 0 {
                app.list.library_changed(&before, &app.library);
            }
            app.list.hits.clear();
            // Their lines name briefings of the previous library.
            if matches!(app.overlay, Some(Overlay::Places(_) | Overlay::Evidence(_))) {
                app.overlay = None;
            }
            app.matrix.library_changed();
            app.timeline.library_changed(&before);
            app.loading = loading;
            message.into_iter().for_each(|message| app.add_notice(message));
            let mut effects = reader::library_changed(app, &before);
            effects.extend(library::search(app));
            effects.extend(finder::library_changed(app, &before));
            effects.extend(problems::library_changed(app));
            effects.extend(memory::library_changed(app));
            if app.loading.is_none()
                && let Some(view) = app.comparison.take()
            {
                effects.extend(related::show_comparison(app, view.paths, view.top));
            }
            if app.loading.is_none()
                && let Some(path) = app.open_first.take().filter(|path| app.library.at_path(path).is_some())
            {
                effects.extend(reader::go_to(app, path, Destination::Start));
            }
            effects
        }
        Message::StateLoaded { library, state, loaded } => memory::loaded(app, &library, state, loaded),
        Message::Remembered { library, index, hits, total, counted } => {
            app.library = library;
            app.memory.state = None;
            app.index = index;
            app.loading = Some(Loading { read: total });
            app.remembered = Some(total);
            app.counted = counted;
            library::remember(app, hits)
        }
        Message::Notice(words) => {
            app.add_notice(words);
            Vec::new()
        }
        Message::NewDay => library::new_day(app),
        Message::Reading { job, progress } => {
            app.reading = match progress {
                Some(progress) => Some((job, progress)),
                None => app.reading.take().filter(|(finished, _)| *finished != job),
            };
            Vec::new()
        }
        Message::Response(response) => respond(app, response),
    };
    settle(app, &mut effects);
    effects
}

/// Applies the answer to a request.
/// It is dropped if a newer request replaced its request.
fn respond(app: &mut App, response: Response) -> Vec<Effect> {
    match response {
        Response::Analysed { generation, library, evidence, answer } => {
            analysed(app, generation, &library, evidence, answer)
        }
        Response::Changed { generation, answer } => {
            memory::changed(app, generation, answer);
            Vec::new()
        }
        Response::Found { generation, answer } => {
            let is_answer = generation == app.list.asked;
            library::found(app, generation, answer);
            if is_answer { facets::recount(app) } else { Vec::new() }
        }
        Response::Completions { generation, completions } => {
            completing::completed(app, generation, completions)
        }
        Response::Checked { generation, diagnostics } => {
            problems::heard(app, generation, diagnostics.as_deref());
            Vec::new()
        }
        Response::TitlesFound { generation, answer } => {
            finder::titles_found(app, generation, answer);
            Vec::new()
        }
        Response::TextFound { generation, answer } => {
            finder::text_found(app, generation, answer);
            Vec::new()
        }
        Response::Indexed { progress, message } => finder::indexed(app, progress, message),
        Response::Completed(opened) => {
            reader::completed(app, opened);
            Vec::new()
        }
        Response::Opened { generation, path, answer } => reader::opened(app, generation, &path, answer),
    }
}

/// Applies the result of an analysis.
/// If it is about another library than the current one, it is requested again.
fn analysed(
    app: &mut App,
    generation: Generation,
    library: &Arc<Library>,
    evidence: Option<Arc<Evidence>>,
    answer: Analysis,
) -> Vec<Effect> {
    let is_current = Arc::ptr_eq(library, &app.library);
    if is_current && let Some(evidence) = evidence {
        app.evidence = Some(evidence);
        related::refresh(app);
    }
    match answer {
        // A facet adds words to the query, which mean the same in any library.
        Analysis::Facets(counted) => facets::counted(app, generation, counted),
        Analysis::Stopped => return stopped(app, generation),
        Analysis::Evidence if app.asked_evidence == Some(generation) => app.asked_evidence = None,
        Analysis::Timeline(timeline) if app.timeline.request.asked == generation => {
            app.timeline.request.answered = generation;
            if is_current {
                app.timeline.show(timeline, &app.library);
            } else {
                app.timeline.request.set = 0;
            }
        }
        Analysis::Matrix(matrix) if app.matrix.request.asked == generation => {
            app.matrix.request.answered = generation;
            if is_current {
                app.matrix.show(matrix);
            } else {
                app.matrix.request.set = 0;
            }
        }
        Analysis::Comparison(comparison) => {
            let Some(view) = app.comparison.as_mut().filter(|view| view.asked == generation) else {
                return Vec::new();
            };
            if !is_current {
                let (paths, top) = (view.paths.clone(), view.top);
                return related::show_comparison(app, paths, top);
            }
            let titles = comparison.briefings.iter().map(|ix| library.get(*ix).title.clone()).collect();
            view.show(comparison, titles);
        }
        // The answer to an older request.
        Analysis::Evidence | Analysis::Timeline(_) | Analysis::Matrix(_) => {}
    }
    Vec::new()
}

/// Leaves the screen that waited for the texts.
/// Requesting it again starts the reading again.
fn stopped(app: &mut App, generation: Generation) -> Vec<Effect> {
    app.message = Some(clean!("cancelled: {}", Job::Reading.word()));
    if app.asked_evidence == Some(generation) {
        app.asked_evidence = None;
    }
    if matches!(&app.overlay, Some(Overlay::Facets(facets)) if facets.asked == Some(generation)) {
        app.overlay = None;
    }
    if app.comparison.as_ref().is_some_and(|view| view.asked == generation) {
        app.comparison = None;
    }
    if app.timeline.request.asked == generation {
        app.timeline.request = ViewRequest::default();
        if app.view == View::Timeline {
            app.view = View::Library;
        }
    }
    Vec::new()
}

/// Shows the result of a piece of outside work as a message.
pub fn tell(app: &mut App, message: crate::text::Clean) {
    app.message = Some(message);
}

/// Returns the current division of the screen.
pub fn screen(app: &App) -> Areas {
    app.areas(app.shape())
}

/// Updates all dependent state.
/// These are the windows around selections, the laid-out lines, and the preview.
fn settle(app: &mut App, effects: &mut Vec<Effect>) {
    if app.typing != Some(ActiveInput::Filter) && app.list.asked == app.list.answered {
        app.list.end_typing();
    }
    if app.reader.is_some() {
        memory::show_note(app);
        reader::arrange(app);
    } else if let Some(view) = &mut app.comparison {
        let main = areas(app.size, ScreenLayout::Page).main;
        view.arrange(usize::from(main.width.saturating_sub(2)), usize::from(main.height));
    } else if app.view != View::Library {
        effects.extend(views::ask(app));
        views::arrange(app);
    } else {
        app.list.scroll_into_view(library::room(app));
    }
    let parts = app.areas(ScreenLayout::List);
    let has_list = match &mut app.overlay {
        Some(Overlay::Finder(finder)) => {
            finder.scroll_into_view(parts.main.height.into());
            true
        }
        _ => app.shape() == ScreenLayout::List,
    };
    let selected = if has_list && parts.side.width > 0 { app.selected_row() } else { None };
    let path = selected.as_ref().map(|row| row.path.clone());
    if app.previewed.select(selected) {
        effects.extend(path.and_then(|path| library::ask_for_preview(app, path)));
    }
    app.keep_preview_links();
    memory::settle(app, effects);
    if let Some(Overlay::Changes(list)) = &mut app.overlay
        && list.columns != app.size.0
    {
        *list = ChangeList::new(list.since.clone(), app.size.0);
    }
}
