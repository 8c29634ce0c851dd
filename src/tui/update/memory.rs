//! The read status: marking briefings, the next unread one, changes.
//! Also restores the last session.

use std::path::PathBuf;
use std::sync::Arc;

use crate::clean;
use crate::engine::request::{MemoryRequest, Resumed, View};
use crate::engine::response::{ChangesSince, LoadedState};
use crate::keymap::action::Action;
use crate::keymap::{Key, key_for};
use crate::library::{Ix, Library};
use crate::memory::{ReadState, ReadStatus};
use crate::text::Clean;
use crate::tui::app::{
    App, ChangeList, Destination, HistoryEntry, LineInput, NoteEditor, Overlay, Position, Reader,
};
use crate::tui::effect::Effect;
use crate::tui::update::{library, reader};

pub(super) fn update(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::MarkRead => mark(app),
        Action::Star => star(app),
        Action::Note => {
            write_note(app);
            Vec::new()
        }
        Action::NextUnread => next_unread(app),
        Action::Changes => changes(app),
        Action::Bookmarks => {
            app.overlay = Some(Overlay::Bookmarks);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Returns the current briefing with the read statuses.
/// Shows a message when they are not known yet.
fn current(app: &mut App) -> Option<(Ix, PathBuf, Arc<ReadState>)> {
    let ix = app.current()?;
    let Some(state) = app.memory.state.clone() else {
        app.message = Some(clean!("the reading history is still loading"));
        return None;
    };
    Some((ix, app.library.get(ix).path.clone(), state))
}

/// Marks a read briefing as unread, any other as read.
fn mark(app: &mut App) -> Vec<Effect> {
    let Some((ix, path, state)) = current(app) else { return Vec::new() };
    if app.reader.is_some() {
        // A mark that was set by hand is not undone at the end of the text.
        app.memory.settled = Some(path.clone());
    }
    let request = match state.standing(ix) {
        ReadStatus::Read => MemoryRequest::Unread { path },
        _ => MemoryRequest::Read { path, print: app.reader.as_ref().and_then(|reader| reader.opened.print) },
    };
    vec![Effect::remember(request)]
}

fn star(app: &mut App) -> Vec<Effect> {
    let Some((ix, path, state)) = current(app) else { return Vec::new() };
    if state.is_starred(ix) && state.note(ix).is_some() {
        let key = key_for(&app.keys, app.mode(), "star");
        app.message = Some(clean!("your note is hidden with the star; press {key} to show both again"));
    }
    vec![Effect::remember(MemoryRequest::Star { path, starred: !state.is_starred(ix) })]
}

/// Opens the note line of the current briefing.
/// It holds the saved note, or the draft that was begun.
fn write_note(app: &mut App) {
    let Some((ix, path, state)) = current(app) else { return };
    let note = app.memory.draft.take_if(|draft| draft.path == path).unwrap_or_else(|| {
        let mut input = LineInput::default();
        input.set(state.note(ix).map_or("", Clean::as_str));
        NoteEditor { path, title: app.library.get(ix).title.clone(), input }
    });
    app.overlay = Some(Overlay::Note(note));
}

/// Saves the note that was typed.
pub(super) fn keep_note(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Note(note)) = app.overlay.take() else { return Vec::new() };
    let text = note.input.text().trim().to_owned();
    vec![Effect::remember(MemoryRequest::Note { path: note.path, note: text })]
}

/// Closes the note line and keeps its text as a draft.
pub(super) fn put_note_aside(app: &mut App) {
    let Some(Overlay::Note(note)) = app.overlay.take() else { return };
    let kept = app.library.at_path(&note.path).and_then(|ix| app.memory.note(ix));
    if kept.map_or("", Clean::as_str) != note.input.text() {
        let key = key_for(&app.keys, app.mode(), "note");
        app.message = Some(clean!("your note is not saved; press {key} to continue it"));
        app.memory.draft = Some(note);
    }
}

/// Shows the note of the open briefing above its text.
pub(super) fn show_note(app: &mut App) {
    let Some(reader) = &mut app.reader else { return };
    let ix = app.library.at_path(&reader.opened.briefing.path);
    reader.set_note(ix.and_then(|ix| app.memory.note(ix)));
}

/// Opens the next new, unread or changed briefing of the list.
/// The search starts after the current one and wraps at the end of the list.
fn next_unread(app: &mut App) -> Vec<Effect> {
    let Some(state) = app.memory.state.clone() else {
        app.message = Some(clean!("the reading history is still loading"));
        return Vec::new();
    };
    let here = app.current();
    let at = here.and_then(|ix| app.list.hits.iter().position(|hit| hit.ix == ix));
    let from = at.map_or(0, |at| at + 1);
    let (before, behind) = app.list.hits.split_at(from.min(app.list.hits.len()));
    let round = (from..).zip(behind).chain((0..).zip(before));
    let is_waiting = |ix: Ix| state.standing(ix).is_waiting() && (Some(ix) != here || app.reader.is_none());
    let next = round.map(|(row, hit)| (row, hit.ix)).find(|(_, ix)| is_waiting(*ix));
    let Some((row, ix)) = next else {
        app.message = Some(clean!("no unread briefing in this list"));
        return Vec::new();
    };
    let path = app.library.get(ix).path.clone();
    app.history.leave(app.place());
    app.list.selected = row;
    reader::ask(app, path, Destination::Start)
}

/// Requests the changes in the current briefing, which is opened for it.
/// If changes are shown already, those since the edition before are requested.
fn changes(app: &mut App) -> Vec<Effect> {
    let edition = match &app.overlay {
        Some(Overlay::Changes(shown)) => shown.since.number + 1,
        _ => 0,
    };
    let Some(ix) = app.current() else { return Vec::new() };
    let path = app.library.get(ix).path.clone();
    let mut effects = Vec::new();
    if app.reader.is_none() {
        app.history.leave(app.place());
        effects = reader::ask(app, path.clone(), Destination::Start);
    }
    let generation = app.ask();
    app.memory.asked_changes = Some((generation, true));
    effects.push(Effect::remember(MemoryRequest::Compare { generation, path, edition }));
    effects
}

/// Handles an answer with changes.
pub(super) fn changed(app: &mut App, generation: u64, answer: Result<ChangesSince, Clean>) {
    let Some((_, shown)) = app.memory.asked_changes.take_if(|(asked, _)| *asked == generation) else {
        return;
    };
    match answer {
        Err(reason) if shown => app.message = Some(reason),
        Err(_) => {}
        Ok(since) if app.asked_reader.as_ref().is_some_and(|opening| opening.path == since.path) => {
            // Another worker opens the text, and may be slower.
            app.memory.waiting_changes = Some((since, shown));
        }
        Ok(since) => show_changes(app, since, shown),
    }
}

/// Marks the changes in the open briefing, and lists them if `listed`.
fn show_changes(app: &mut App, since: ChangesSince, listed: bool) {
    let is_open = |reader: &&mut Reader| reader.opened.briefing.path == since.path;
    let Some(reader) = app.reader.as_mut().filter(is_open) else { return };
    reader.mark_changes(&since.changes);
    if listed {
        app.overlay = Some(Overlay::Changes(ChangeList::new(since, app.size.0)));
    }
}

/// Handles a letter for a bookmark.
/// A lower-case letter goes to its bookmark, a capital one sets it here.
pub(super) fn type_letter(app: &mut App, key: Key) -> Vec<Effect> {
    let Some(letter) = key.typed().filter(char::is_ascii_alphabetic) else { return Vec::new() };
    app.overlay = None;
    let lower = letter.to_ascii_lowercase();
    if letter.is_ascii_uppercase() {
        let Some(ix) = app.current() else { return Vec::new() };
        let path = app.library.get(ix).path.clone();
        let spot = app.reader.as_ref().map(|reader| reader.top.spot()).unwrap_or_default();
        app.memory.bookmarks.insert(lower, (path.clone(), spot));
        app.message = Some(clean!("bookmark {lower} set here"));
        return vec![Effect::remember(MemoryRequest::Bookmark { letter: lower, path, spot })];
    }
    match app.memory.bookmarks.get(&lower).cloned() {
        Some((path, spot)) if app.library.at_path(&path).is_some() => {
            reader::go_to(app, path, Destination::Position(Position::from(spot)))
        }
        Some((path, _)) => {
            app.message = Some(clean!("no longer in the library: {}", path.display()));
            Vec::new()
        }
        None => {
            let (key, capital) = (key_for(&app.keys, app.mode(), "bookmarks"), lower.to_ascii_uppercase());
            app.message = Some(clean!("no bookmark {lower}; press {key} and {capital} to set it here"));
            Vec::new()
        }
    }
}

/// Requests the read statuses of a new library when it is complete.
pub(super) fn library_changed(app: &App) -> Option<Effect> {
    app.loading.is_none().then_some(Effect::remember(MemoryRequest::LoadState))
}

/// Stores the read statuses of a library.
pub(super) fn loaded(
    app: &mut App,
    of: &Arc<Library>,
    state: Arc<ReadState>,
    loaded: Option<Box<LoadedState>>,
) -> Vec<Effect> {
    if !Arc::ptr_eq(of, &app.library) {
        return Vec::new();
    }
    let is_first = app.memory.state.replace(state).is_none() || app.memory.is_carried;
    app.memory.is_carried = false;
    let mut effects = Vec::new();
    if let Some(loaded) = loaded {
        app.memory.spots.extend(loaded.spots);
        app.memory.bookmarks = loaded.bookmarks;
        if !std::mem::replace(&mut app.memory.library_state, true)
            && let Some(session) = loaded.session
        {
            effects.extend(resume(app, session));
        }
    }
    // Results that were found without the read statuses are searched again.
    let asks_for_marks = ["is:", "note:"].iter().any(|field| app.list.input.text().contains(field));
    if is_first && asks_for_marks {
        app.list.keep_selection(&app.library);
        effects.extend(library::search(app));
    }
    effects
}

/// Restores the history of the last session.
/// If requested, the session is continued as well.
fn resume(app: &mut App, session: Resumed) -> Vec<Effect> {
    let in_library = |path: &PathBuf| app.library.at_path(path).is_some();
    let earlier = session.history.into_iter().filter(|(path, _)| in_library(path));
    let earlier = earlier.map(|(path, spot)| HistoryEntry::Briefing { path, top: spot.into() }).collect();
    let (open, selected) = (session.open.filter(|(path, _)| in_library(path)), session.selected);
    app.history.begin_with(earlier);
    let is_untouched = app.reader.is_none() && app.view == View::Library && app.list.input.is_empty();
    if !app.memory.resume || !is_untouched {
        return Vec::new();
    }
    app.list.input.set(&session.query);
    app.list.order = session.order;
    app.list.keep.clone_from(&selected);
    app.view = session.view;
    let mut effects = library::search(app);
    if let Some((path, spot)) = open {
        // The hits of the list are not known yet, but the selected file is.
        let left = match session.view {
            View::Library => HistoryEntry::Library { query: session.query, selected },
            View::Timeline | View::Matrix => app.place(),
        };
        app.history.leave(left);
        effects.extend(reader::ask(app, path, Destination::Position(spot.into())));
    }
    effects
}

/// Records the consequences of the user's place.
/// A text that was seen to its end becomes read, and the place in a briefing that was left is remembered.
pub(super) fn settle(app: &mut App, effects: &mut Vec<Effect>) {
    if app.asked_reader.is_none()
        && let Some((since, listed)) = app.memory.waiting_changes.take()
    {
        show_changes(app, since, listed);
    }
    let here = app.reader.as_ref().map(|reader| (reader.opened.briefing.path.clone(), reader.spot()));
    let is_other = |now: &(PathBuf, _)| app.memory.reading.as_ref().is_none_or(|(path, _)| *path != now.0);
    if here.as_ref().is_none_or(is_other) {
        if let Some((path, spot)) = app.memory.reading.take() {
            app.memory.spots.insert(path.clone(), spot);
            effects.push(Effect::remember(MemoryRequest::Leave { path, spot }));
        }
        app.memory.settled = None;
        if here.is_some() {
            effects.extend(ask_for_margin(app));
        }
    }
    app.memory.reading = here;
    let (Some(reader), Some(state)) = (&app.reader, &app.memory.state) else { return };
    let path = &reader.opened.briefing.path;
    if !reader.is_at_end() || app.memory.settled.as_ref() == Some(path) {
        return;
    }
    let standing = app.library.at_path(path).map(|ix| state.standing(ix));
    if standing.is_some_and(ReadStatus::is_waiting) {
        let print = reader.opened.print;
        effects.push(Effect::remember(MemoryRequest::Read { path: path.clone(), print }));
    }
    app.memory.settled = Some(path.clone());
}

/// Requests the changes to mark in a changed briefing.
fn ask_for_margin(app: &mut App) -> Option<Effect> {
    let path = app.reader.as_ref()?.opened.briefing.path.clone();
    let standing = app.memory.state.as_ref()?.standing(app.library.at_path(&path)?);
    if standing != ReadStatus::Changed || app.memory.asked_changes.is_some() {
        return None;
    }
    let generation = app.ask();
    app.memory.asked_changes = Some((generation, false));
    Some(Effect::remember(MemoryRequest::Compare { generation, path, edition: 0 }))
}

/// Returns the requests to the memory at the end of the program.
pub fn shutdown_requests(app: &mut App) -> Vec<MemoryRequest> {
    let leave = app.memory.reading.take().map(|(path, spot)| MemoryRequest::Leave { path, spot });
    leave.into_iter().chain([MemoryRequest::Shutdown(Box::new(app.session()))]).collect()
}
