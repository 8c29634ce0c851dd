//! Converts the state in which a library was left between front end and memory.

use std::path::{Path, PathBuf};

use crate::engine::request::{ListOrder, Resumed, View};
use crate::engine::response::LoadedState;
use crate::memory::{LeftAt, LibraryKey, Memory, Result, SavedSession, TextPosition};
use crate::search::Sort;

/// The largest number of remembered places of the history.
const PLACES: usize = 50;

/// The names by which orders are remembered.
const ORDERS: [(&str, Sort); 5] = [
    ("as-of", Sort::AsOf),
    ("title", Sort::Title),
    ("type", Sort::Kind),
    ("updated", Sort::Updated),
    ("folder", Sort::Folder),
];

/// Returns the memory of a library except for its read statuses.
pub(super) fn loaded(memory: &Memory, library_key: &LibraryKey) -> Result<LoadedState> {
    let mut loaded = LoadedState::default();
    for place in library_key.places() {
        for (path, spot) in memory.spots(place)? {
            loaded.spots.extend(library_key.path(place, &path).map(|path| (path, spot)));
        }
        for bookmark in memory.bookmarks(place)? {
            let path = library_key.path(&bookmark.key.place, &bookmark.key.path);
            loaded.bookmarks.extend(path.map(|path| (bookmark.letter, (path, bookmark.spot))));
        }
    }
    loaded.session = memory.session(library_key)?.map(|session| resumed(library_key, session));
    Ok(loaded)
}

/// Converts a session to the form of the memory.
pub(super) fn session(library_key: &LibraryKey, left: &Resumed) -> SavedSession {
    let at = |(path, spot): &(PathBuf, TextPosition)| left_at(library_key, path, *spot);
    let skipped = left.history.len().saturating_sub(PLACES);
    let order = left.order;
    let sort = ORDERS.iter().find(|(_, key)| *key == order.key && order.chosen);
    SavedSession {
        view: left.view.name().to_owned(),
        query: left.query.clone(),
        sort: sort.map_or("", |(name, _)| name).to_owned(),
        reversed: order.reversed,
        selected: left.selected.as_ref().and_then(|path| left_at(library_key, path, TextPosition::default())),
        open: left.open.as_ref().and_then(at),
        history: left.history.iter().skip(skipped).filter_map(at).collect(),
    }
}

fn left_at(library_key: &LibraryKey, path: &Path, spot: TextPosition) -> Option<LeftAt> {
    let key = library_key.key(path)?;
    Some(LeftAt { library: key.place, path: key.path, spot })
}

fn resumed(library_key: &LibraryKey, session: SavedSession) -> Resumed {
    let path = |left: LeftAt| Some((library_key.path(&left.library, &left.path)?, left.spot));
    let order = ORDERS.iter().find(|(name, _)| *name == session.sort);
    let order = order.map_or_else(ListOrder::default, |(_, key)| ListOrder {
        key: *key,
        reversed: session.reversed,
        chosen: true,
    });
    let view = View::ALL.into_iter().map(|(_, view)| view).find(|view| view.name() == session.view);
    Resumed {
        view: view.unwrap_or_default(),
        query: session.query,
        order,
        selected: session.selected.and_then(path).map(|(path, _)| path),
        open: session.open.and_then(path),
        history: session.history.into_iter().filter_map(path).collect(),
    }
}
