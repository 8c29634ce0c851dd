//! The reader's places: in each briefing, at bookmarks, and in the library when it was last left.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::error::Result;
use super::writing::ensure_library;
use super::{BriefingKey, LibraryKey, Memory, Moment};

/// A place in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPosition {
    /// The block of its document.
    pub block: u32,
    /// The character of the block.
    pub character: u32,
}

/// A letter for a place in a briefing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// The letter.
    pub letter: char,
    /// The briefing.
    pub key: BriefingKey,
    /// The place in it.
    pub spot: TextPosition,
}

/// A place of a session. The briefing is given by its name in the memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftAt {
    /// The folder.
    pub library: String,
    /// The path in it.
    pub path: String,
    /// The place in the text.
    pub spot: TextPosition,
}

/// The state in which a library was left.
/// What a later version adds is left out by this one, and what is missing is as at first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedSession {
    /// The view, by its name.
    pub view: String,
    /// The filter line.
    pub query: String,
    /// The name of the list's order; empty when none was chosen.
    pub sort: String,
    /// Reverses the order.
    pub reversed: bool,
    /// The selected briefing.
    pub selected: Option<LeftAt>,
    /// The briefing that was open.
    pub open: Option<LeftAt>,
    /// The places visited before, the latest last.
    pub history: Vec<LeftAt>,
}

impl SavedSession {
    /// The same in another folder.
    pub(super) fn be_about(&mut self, place: &str) {
        let all = self.selected.iter_mut().chain(&mut self.open).chain(&mut self.history);
        all.for_each(|left| place.clone_into(&mut left.library));
    }
}

impl Memory {
    /// Returns the place at which a briefing was left.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub fn spot(&self, key: &BriefingKey) -> Result<Option<TextPosition>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT block, character FROM briefing JOIN library ON library.id = briefing.library
             WHERE library.place = ?1 AND briefing.path = ?2 AND left_at > 0",
        )?;
        let found = statement.query_row([&key.place, &key.path], |row| {
            Ok(TextPosition { block: row.get(0)?, character: row.get(1)? })
        });
        Ok(found.optional()?)
    }

    /// Sets a bookmark.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn set_bookmark(&mut self, bookmark: &Bookmark, now: Moment) -> Result<()> {
        let Bookmark { letter, key, spot } = bookmark;
        self.write(|transaction, _| {
            let library = ensure_library(transaction, &key.place)?;
            transaction.execute(
                "INSERT INTO bookmark (library, letter, path, block, character, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO UPDATE SET path = excluded.path, block = excluded.block,
                 character = excluded.character, at = excluded.at",
                params![library, letter.to_string(), key.path, spot.block, spot.character, now.0],
            )?;
            Ok(())
        })
    }

    /// Returns the places at which a folder's briefings were left.
    /// They come with the paths of the briefings in the folder.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub fn spots(&self, place: &str) -> Result<Vec<(String, TextPosition)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT path, block, character FROM briefing JOIN library ON library.id = briefing.library
             WHERE library.place = ?1 AND left_at > 0 AND (block > 0 OR character > 0)",
        )?;
        let rows = statement.query_map([place], |row| {
            Ok((row.get(0)?, TextPosition { block: row.get(1)?, character: row.get(2)? }))
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// All bookmarks of a folder.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub fn bookmarks(&self, place: &str) -> Result<Vec<Bookmark>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT letter, path, block, character FROM bookmark JOIN library ON library.id = bookmark.library
             WHERE library.place = ?1 ORDER BY letter",
        )?;
        let rows = statement.query_map([place], |row| {
            let letter: String = row.get(0)?;
            let key = BriefingKey { place: place.to_owned(), path: row.get(1)? };
            let spot = TextPosition { block: row.get(2)?, character: row.get(3)? };
            Ok(Bookmark { letter: letter.chars().next().unwrap_or(' '), key, spot })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Remembers how a library was left.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn save_session(
        &mut self,
        library_key: &LibraryKey,
        session: &SavedSession,
        now: Moment,
    ) -> Result<()> {
        let state = serde_json::to_string(session).unwrap_or_default();
        self.write(|transaction, _| {
            transaction.execute(
                "INSERT INTO session (name, state, at) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET state = excluded.state, at = excluded.at",
                params![library_key.name(), state, now.0],
            )?;
            for place in library_key.places() {
                transaction.execute(
                    "UPDATE library SET seen_at = max(seen_at, ?2) WHERE place = ?1",
                    params![place, now.0],
                )?;
            }
            Ok(())
        })
    }

    /// Returns the state in which a library was last left.
    /// It returns nothing when that is not known or not understood.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn session(&self, library_key: &LibraryKey) -> Result<Option<SavedSession>> {
        let find = "SELECT state FROM session WHERE name = ?1";
        let state: Option<String> =
            self.connection.query_row(find, [library_key.name()], |row| row.get(0)).optional()?;
        Ok(state.and_then(|state| serde_json::from_str(&state).ok()))
    }
}
