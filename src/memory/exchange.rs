//! The memory as JSON Lines, for keeping and merging: of each part the later one stays.

use std::io::{self, BufRead, Read};

use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};

use super::error::{MemoryError, Result};
use super::writing::{ensure_briefing, ensure_library};
use super::{BriefingKey, Memory, Moment, SavedSession, TextPosition, editions};
use crate::briefing::Fingerprint;

/// The form of the lines; a higher number is of a later version.
const FORM: u32 = 1;
/// The longest line. A line has at most one text, and no text is longer than this.
const LONGEST_LINE: u64 = 32 << 20;

/// The counts of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Lines that were read, the first aside, which says what follows.
    pub lines: usize,
    /// Lines of which a part was later than before, or new.
    pub changed: usize,
}

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ExportLine {
    Memory(u32),
    Briefing(BriefingLine),
    Edition(EditionLine),
    Bookmark(BookmarkLine),
    Session(SessionLine),
}

#[derive(Debug, Serialize, Deserialize)]
struct BriefingLine {
    library: String,
    path: String,
    /// The edition that was read; `null` means unread.
    read: Option<String>,
    read_at: i64,
    starred: bool,
    note: Option<String>,
    star_at: i64,
    spot: TextPosition,
    left_at: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct EditionLine {
    library: String,
    path: String,
    read_at: i64,
    text: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct BookmarkLine {
    library: String,
    letter: char,
    path: String,
    spot: TextPosition,
    at: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct SessionLine {
    library: String,
    session: SavedSession,
    at: i64,
}

impl Memory {
    /// Hands over everything, or what concerns these folders, line by line.
    ///
    /// # Errors
    ///
    /// When the database can't be read, or `take` does not take a line.
    pub fn export<E: From<MemoryError>>(
        &self,
        places: Option<&[&str]>,
        mut take: impl FnMut(&str) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut out = |line: ExportLine| take(&serde_json::to_string(&line).unwrap_or_default());
        out(ExportLine::Memory(FORM))?;
        for place in self.all_places()? {
            if places.is_none_or(|places| places.contains(&place.as_str())) {
                export_library(&self.connection, self, &place, &mut out)?;
            }
        }
        let mut statement =
            self.connection.prepare("SELECT name, state, at FROM session").map_err(MemoryError::from)?;
        let mut rows = statement.query([]).map_err(MemoryError::from)?;
        while let Some(row) = rows.next().map_err(MemoryError::from)? {
            let read = || Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?));
            let (library, state, at) = read().map_err(MemoryError::Database)?;
            let is_wanted =
                places.is_none_or(|places| library.split('\n').all(|place| places.contains(&place)));
            if let Some(session) = serde_json::from_str(&state).ok().filter(|_| is_wanted) {
                out(ExportLine::Session(SessionLine { library, session, at }))?;
            }
        }
        Ok(())
    }

    /// Merges what another memory has handed over. With `place`, everything is taken to be about that folder: it has
    /// another path on another machine. All or nothing.
    ///
    /// # Errors
    ///
    /// When a line is not understood, or the database can't be written.
    pub fn import(&mut self, mut lines: impl BufRead, place: Option<&str>) -> Result<Merged> {
        self.write(|transaction, revision| {
            let mut merged = Merged::default();
            let mut buffer = Vec::new();
            let mut library: Option<String> = None;
            for number in 1.. {
                buffer.clear();
                let wrong = |what: String| MemoryError::Line { line: number, what };
                let read = |error: io::Error| wrong(error.to_string());
                let length = (&mut lines).take(LONGEST_LINE).read_until(b'\n', &mut buffer).map_err(read)?;
                if length == 0 {
                    break;
                }
                if length as u64 == LONGEST_LINE {
                    return Err(wrong("too long".to_owned()));
                }
                let line: ExportLine =
                    serde_json::from_slice(&buffer).map_err(|_| wrong("not an exported entry".to_owned()))?;
                let line = match (line, place) {
                    (ExportLine::Memory(FORM), _) if number == 1 => None,
                    (ExportLine::Memory(_), _) => {
                        return Err(wrong("was exported by another version".to_owned()));
                    }
                    (_, _) if number == 1 => return Err(wrong("not an exported reading history".to_owned())),
                    (line, None) => Some(line),
                    (line, Some(place)) => {
                        let named = library.get_or_insert_with(|| line.library().to_owned());
                        if *named != line.library() {
                            return Err(wrong(
                                "belongs to a second library; export one library with -L".to_owned(),
                            ));
                        }
                        Some(line.about(place))
                    }
                };
                if let Some(line) = line {
                    merged.changed += usize::from(merge(transaction, revision, line)? > 0);
                    merged.lines += 1;
                }
            }
            Ok(merged)
        })
    }

    /// All folders of which something is known.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub fn all_places(&self) -> Result<Vec<String>> {
        let mut statement = self.connection.prepare("SELECT place FROM library ORDER BY place")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

impl ExportLine {
    fn library(&self) -> &str {
        match self {
            Self::Memory(_) => "",
            Self::Briefing(line) => &line.library,
            Self::Edition(line) => &line.library,
            Self::Bookmark(line) => &line.library,
            Self::Session(line) => &line.library,
        }
    }

    fn about(mut self, place: &str) -> Self {
        match &mut self {
            Self::Memory(_) => {}
            Self::Briefing(line) => place.clone_into(&mut line.library),
            Self::Edition(line) => place.clone_into(&mut line.library),
            Self::Bookmark(line) => place.clone_into(&mut line.library),
            Self::Session(line) => {
                place.clone_into(&mut line.library);
                line.session.be_about(place);
            }
        }
        self
    }
}

fn export_library<E: From<MemoryError>>(
    connection: &Connection,
    memory: &Memory,
    place: &str,
    out: &mut impl FnMut(ExportLine) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    // What matters most comes first, should a damaged database not be read to its end.
    let briefings = briefings(connection, place)?;
    let keys: Vec<BriefingKey> = briefings
        .iter()
        .map(|line| BriefingKey { place: place.to_owned(), path: line.path.clone() })
        .collect();
    briefings.into_iter().try_for_each(|line| out(ExportLine::Briefing(line)))?;
    bookmarks(connection, place)?.into_iter().try_for_each(|line| out(ExportLine::Bookmark(line)))?;
    for key in keys {
        // The oldest first, so that a memory that keeps only some keeps the latest.
        for kept in memory.editions(&key)?.into_iter().rev() {
            if let Some(text) = memory.text(&key, kept.print)? {
                let (library, path) = (key.place.clone(), key.path.clone());
                out(ExportLine::Edition(EditionLine { library, path, read_at: kept.read_at.0, text }))?;
            }
        }
    }
    Ok(())
}

/// The known briefings of a folder. More is known of them than that they are there.
fn briefings(connection: &Connection, place: &str) -> Result<Vec<BriefingLine>> {
    let mut statement = connection.prepare(
        "SELECT path, read_print, read_at, starred, note, star_at, block, character, left_at FROM briefing
         JOIN library ON library.id = briefing.library
         WHERE library.place = ?1 AND (read_at > 0 OR star_at > 0 OR left_at > 0) ORDER BY path",
    )?;
    let rows = statement.query_map([place], |row| {
        let read: Option<i64> = row.get(1)?;
        Ok(BriefingLine {
            library: place.to_owned(),
            path: row.get(0)?,
            read: read.map(|number| Fingerprint::from_number(number).to_string()),
            read_at: row.get(2)?,
            starred: row.get(3)?,
            note: row.get(4)?,
            star_at: row.get(5)?,
            spot: TextPosition { block: row.get(6)?, character: row.get(7)? },
            left_at: row.get(8)?,
        })
    })?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

fn bookmarks(connection: &Connection, place: &str) -> Result<Vec<BookmarkLine>> {
    let mut statement = connection.prepare(
        "SELECT letter, path, block, character, at FROM bookmark JOIN library ON library.id = bookmark.library
         WHERE library.place = ?1 ORDER BY letter",
    )?;
    let rows = statement.query_map([place], |row| {
        let letter: String = row.get(0)?;
        Ok(BookmarkLine {
            library: place.to_owned(),
            letter: letter.chars().next().unwrap_or(' '),
            path: row.get(1)?,
            spot: TextPosition { block: row.get(2)?, character: row.get(3)? },
            at: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// Merges one line; answers how many of its parts were later than what was there.
fn merge(transaction: &Transaction<'_>, revision: i64, line: ExportLine) -> Result<usize> {
    match line {
        ExportLine::Memory(_) => Ok(0),
        ExportLine::Briefing(line) => merge_briefing(transaction, revision, line),
        ExportLine::Edition(line) => {
            let id = ensure_briefing(transaction, &BriefingKey { place: line.library, path: line.path })?;
            // What its fingerprint is, only the text itself says.
            let print = Fingerprint::of(&line.text);
            let count = "SELECT count(*) FROM edition WHERE briefing = ?1 AND print = ?2";
            let there: i64 = transaction.query_row(count, params![id, print.number()], |row| row.get(0))?;
            editions::keep(transaction, id, &line.text, print, Moment(line.read_at))?;
            Ok(usize::from(there == 0))
        }
        ExportLine::Bookmark(line) => {
            let library = ensure_library(transaction, &line.library)?;
            Ok(transaction.execute(
                "INSERT INTO bookmark (library, letter, path, block, character, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO UPDATE SET path = excluded.path, block = excluded.block,
                 character = excluded.character, at = excluded.at WHERE excluded.at > at",
                params![library, line.letter.to_string(), line.path, line.spot.block, line.spot.character, line.at],
            )?)
        }
        ExportLine::Session(line) => {
            let state = serde_json::to_string(&line.session).unwrap_or_default();
            Ok(transaction.execute(
                "INSERT INTO session (name, state, at) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE
                 SET state = excluded.state, at = excluded.at WHERE excluded.at > at",
                params![line.library, state, line.at],
            )?)
        }
    }
}

fn merge_briefing(transaction: &Transaction<'_>, revision: i64, line: BriefingLine) -> Result<usize> {
    let read: Option<Fingerprint> = line.read.as_deref().and_then(|print| print.parse().ok());
    let id = ensure_briefing(transaction, &BriefingKey { place: line.library, path: line.path })?;
    let read = transaction
        .prepare_cached(
            "UPDATE briefing SET read_print = ?2, now_print = ?2, stamp = NULL, read_at = ?3, revision = ?4
             WHERE id = ?1 AND read_at < ?3",
        )?
        .execute(params![id, read.map(Fingerprint::number), line.read_at, revision])?;
    let starred = transaction
        .prepare_cached(
            "UPDATE briefing SET starred = ?2, note = ?3, star_at = ?4, revision = ?5 WHERE id = ?1 AND star_at < ?4",
        )?
        .execute(params![id, line.starred, line.note, line.star_at, revision])?;
    let left = transaction
        .prepare_cached(
            "UPDATE briefing SET block = ?2, character = ?3, left_at = ?4 WHERE id = ?1 AND left_at < ?4",
        )?
        .execute(params![id, line.spot.block, line.spot.character, line.left_at])?;
    Ok(read + starred + left)
}
