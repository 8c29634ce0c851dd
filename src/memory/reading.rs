//! The known state of a library's briefings, matched with its files.

use std::mem;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::error::Result;
use super::moved::{self, Moved};
use super::state::{ReadState, ReadStatus};
use super::writing::ensure_library;
use super::{BriefingKey, LibraryKey, Memory, Moment};
use crate::briefing::Fingerprint;
use crate::library::{FileState, Ix, Library};
use crate::text::Clean;

/// The time within which a return continues the same visit. What was new then is new now.
const VISIT: i64 = 30 * 60 * 1_000;

/// The most characters of a note that are shown.
const LONGEST_NOTE: usize = 2_000;

/// The known state of a library.
#[derive(Clone, Debug)]
pub struct LibraryState {
    /// The read status of its briefings.
    pub state: ReadState,
    /// Briefings that were read and whose files may have changed.
    /// Only their texts show whether they did, see [`Memory::settle`].
    pub unchecked: Vec<Ix>,
    /// Marks a library that was known before.
    pub was_known: bool,
}

/// The known state of one briefing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownBriefing {
    /// The edition that was read.
    pub read: Option<Fingerprint>,
    /// The time of the last mark as read or unread.
    pub read_at: Moment,
    /// Marks a star.
    pub starred: bool,
    /// The note at the star.
    pub note: Option<String>,
}

/// A row of the table of briefings with its read status.
pub(super) struct ReadingRow {
    pub path: String,
    library_state: i64,
    read: Option<i64>,
    now: Option<i64>,
    stamp: Option<i64>,
    starred: bool,
    note: Option<String>,
}

impl ReadingRow {
    const COLUMNS: &str =
        "briefing.path, briefing.met, briefing.read_print, briefing.now_print, briefing.stamp,
        briefing.starred, briefing.note";

    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            path: row.get(0)?,
            library_state: row.get(1)?,
            read: row.get(2)?,
            now: row.get(3)?,
            stamp: row.get(4)?,
            starred: row.get(5)?,
            note: row.get(6)?,
        })
    }

    /// Enters its read status into the state of a library.
    fn enter(&self, state: &mut ReadState, ix: Ix, visit: i64) {
        state.set(ix, self.standing(visit), self.starred);
        state.set_note(ix, self.note.as_deref().map(shown_note));
    }

    fn standing(&self, visit: i64) -> ReadStatus {
        match self.read {
            None if self.library_state > 0 && self.library_state == visit => ReadStatus::New,
            None => ReadStatus::Unread,
            Some(read) if self.now.is_some_and(|now| now != read) => ReadStatus::Changed,
            Some(_) => ReadStatus::Read,
        }
    }

    /// Returns the fingerprint of its file, if the reader marked anything.
    pub fn print(&self) -> Option<Fingerprint> {
        let is_marked = self.read.is_some() || self.starred;
        self.now.or(self.read).filter(|_| is_marked).map(Fingerprint::from_number)
    }

    /// Reports whether it was read and may differ in this version.
    /// The version is unknown, or another than the one compared last.
    fn is_stale(&self, version: FileState) -> bool {
        self.read.is_some() && (version == FileState::UNKNOWN || self.stamp != Some(version.number()))
    }
}

/// One folder while it is looked through.
struct FolderScan {
    state: ReadState,
    unchecked: Vec<Ix>,
    /// Marks the briefings that were found in the memory.
    known: Vec<bool>,
    /// The records of paths that are not in the library.
    gone: Vec<ReadingRow>,
    was_known: bool,
}

impl Memory {
    /// Returns the known state of a library.
    /// Nothing is written: what the memory has never met counts as new when the library itself was known.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub fn look(&self, library_key: &LibraryKey, library: &Library) -> Result<LibraryState> {
        let mut look = FolderScan::new(library);
        for place in library_key.places() {
            let visit = visit_of(&self.connection, place)?;
            look.at(&self.connection, library_key, library, place, visit)?;
            let (mut gone, mut unknown) =
                (mem::take(&mut look.gone), look.unknown(library_key, library, place));
            let mut moved = moved::by_name(&mut gone, &mut unknown);
            moved.extend(moved::by_text(library, &mut gone, &mut unknown));
            for Moved { record, ix, .. } in moved {
                record.enter(&mut look.state, ix, visit);
            }
            if visit > 0 {
                unknown.iter().for_each(|(ix, _)| look.state.set(*ix, ReadStatus::New, false));
            }
        }
        Ok(look.into_library_state())
    }

    /// The same on a visit: briefings that were not known are entered, as new ones unless the library itself is. One
    /// whose file has another path and still its name, or its text, is taken for the same.
    ///
    /// # Errors
    ///
    /// When the database can't be read or written.
    pub fn register_library(
        &mut self,
        library_key: &LibraryKey,
        library: &Library,
        now: Moment,
    ) -> Result<LibraryState> {
        let mut strays = Vec::new();
        let mut library_state = self.write(|transaction, revision| {
            let mut look = FolderScan::new(library);
            for place in library_key.places() {
                let id = ensure_library(transaction, place)?;
                let before = visit_of(transaction, place)?;
                let visit = begin_visit(transaction, id, now)?;
                look.at(transaction, library_key, library, place, visit)?;
                let (mut gone, mut unknown) =
                    (mem::take(&mut look.gone), look.unknown(library_key, library, place));
                for Moved { record, ix, key } in moved::by_name(&mut gone, &mut unknown) {
                    moved::follow(transaction, (id, &record.path), (id, &key.path), revision)?;
                    record.enter(&mut look.state, ix, visit);
                    look.know(&record, library, ix);
                }
                let (library_state, standing) =
                    if before > 0 { (visit, ReadStatus::New) } else { (0, ReadStatus::Unread) };
                let mut insert = transaction.prepare_cached(
                    "INSERT INTO briefing (library, path, met, revision) VALUES (?1, ?2, ?3, ?4)",
                )?;
                for (ix, key) in &unknown {
                    insert.execute(params![id, key.path, library_state, revision])?;
                    look.state.set(*ix, standing, false);
                }
                strays.push((id, visit, gone, unknown));
            }
            Ok(look.into_library_state())
        })?;
        // Files are read while nothing is locked.
        for (id, visit, mut gone, mut unknown) in strays {
            let moved = moved::by_text(library, &mut gone, &mut unknown);
            if moved.is_empty() {
                continue;
            }
            self.write(|transaction, revision| {
                for Moved { record, ix, key } in &moved {
                    if moved::follow(transaction, (id, &record.path), (id, &key.path), revision)? {
                        record.enter(&mut library_state.state, *ix, visit);
                        library_state.unchecked.push(*ix);
                    }
                }
                Ok(())
            })?;
        }
        Ok(library_state)
    }

    /// Takes the current texts' fingerprints and returns the read statuses.
    /// The statuses are of those briefings that were read.
    ///
    /// # Errors
    ///
    /// When the database can't be written.
    pub fn settle(
        &mut self,
        library_key: &LibraryKey,
        library: &Library,
        checked: &[(Ix, Fingerprint)],
    ) -> Result<Vec<(Ix, ReadStatus)>> {
        let answers = self.compare(library_key, library, checked)?;
        self.write(|transaction, _| {
            let mut update = transaction.prepare_cached(
                "UPDATE briefing SET now_print = ?3, stamp = ?4 WHERE path = ?2
                 AND library = (SELECT id FROM library WHERE place = ?1)",
            )?;
            for (ix, print) in checked {
                let Some(key) = key_of(library_key, library, *ix) else { continue };
                let stamp = Some(library.version_of(*ix)).filter(|version| *version != FileState::UNKNOWN);
                let stamp = stamp.map(FileState::number);
                update.execute(params![key.place, key.path, print.number(), stamp])?;
            }
            Ok(())
        })?;
        Ok(answers)
    }

    /// The same without writing it down.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub fn compare(
        &self,
        library_key: &LibraryKey,
        library: &Library,
        checked: &[(Ix, Fingerprint)],
    ) -> Result<Vec<(Ix, ReadStatus)>> {
        let mut answers = Vec::new();
        for (ix, print) in checked {
            let Some(key) = key_of(library_key, library, *ix) else { continue };
            if let Some(read) = self.known(&key)?.read {
                answers.push((*ix, if read == *print { ReadStatus::Read } else { ReadStatus::Changed }));
            }
        }
        Ok(answers)
    }

    /// Returns the known state of one briefing.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub fn known(&self, key: &BriefingKey) -> Result<KnownBriefing> {
        let mut statement = self.connection.prepare_cached(
            "SELECT read_print, read_at, starred, note FROM briefing JOIN library ON library.id = briefing.library
             WHERE library.place = ?1 AND briefing.path = ?2",
        )?;
        let found = statement.query_row([&key.place, &key.path], |row| {
            let read = row.get::<_, Option<i64>>(0)?.map(Fingerprint::from_number);
            Ok(KnownBriefing { read, read_at: Moment(row.get(1)?), starred: row.get(2)?, note: row.get(3)? })
        });
        Ok(found.optional()?.unwrap_or_default())
    }

    /// Reports whether a library was ever visited. Anything in it that was read elsewhere counts as well.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub fn knows(&self, library_key: &LibraryKey) -> Result<bool> {
        let mut statement = self.connection.prepare_cached(
            "SELECT visit > 0 OR EXISTS
             (SELECT 1 FROM briefing WHERE briefing.library = library.id AND read_print IS NOT NULL)
             FROM library WHERE place = ?1",
        )?;
        let mut knows = |place| statement.query_row([place], |row| row.get(0)).optional();
        library_key.places().try_fold(false, |known, place| Ok(known || knows(place)?.unwrap_or(false)))
    }

    /// Takes over what other processes have written since the last time; says whether anything was.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub fn catch_up(
        &mut self,
        library_key: &LibraryKey,
        library: &Library,
        state: &mut ReadState,
    ) -> Result<bool> {
        // One view of the database for all questions.
        let transaction = self.connection.transaction()?;
        let newest: i64 =
            transaction.prepare_cached("SELECT number FROM revision")?.query_row([], |row| row.get(0))?;
        if newest == self.seen {
            return Ok(false);
        }
        let seen = mem::replace(&mut self.seen, newest);
        for place in library_key.places() {
            let visit = visit_of(&transaction, place)?;
            let mut statement = transaction.prepare_cached(&format!(
                "SELECT {} FROM briefing JOIN library ON library.id = briefing.library
                 WHERE briefing.revision > ?2 AND library.place = ?1",
                ReadingRow::COLUMNS
            ))?;
            let mut rows = statement.query(params![place, seen])?;
            while let Some(row) = rows.next()? {
                let record = ReadingRow::of(row)?;
                let path = library_key.path(place, &record.path);
                if let Some(ix) = path.and_then(|path| library.at_path(&path)) {
                    record.enter(state, ix, visit);
                }
            }
        }
        Ok(true)
    }
}

impl FolderScan {
    fn new(library: &Library) -> Self {
        Self {
            state: ReadState::new(library),
            unchecked: Vec::new(),
            known: vec![false; library.len()],
            gone: Vec::new(),
            was_known: false,
        }
    }

    /// Looks at what is known of one folder.
    fn at(
        &mut self,
        connection: &Connection,
        library_key: &LibraryKey,
        library: &Library,
        place: &str,
        visit: i64,
    ) -> Result<()> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {} FROM briefing JOIN library ON library.id = briefing.library WHERE library.place = ?1",
            ReadingRow::COLUMNS
        ))?;
        let mut rows = statement.query([place])?;
        while let Some(row) = rows.next()? {
            let record = ReadingRow::of(row)?;
            let Some(ix) = library_key.path(place, &record.path).and_then(|path| library.at_path(&path))
            else {
                self.gone.push(record);
                continue;
            };
            record.enter(&mut self.state, ix, visit);
            self.know(&record, library, ix);
        }
        Ok(())
    }

    /// Notes that a briefing is known.
    /// Its file must be looked at where that has another version.
    fn know(&mut self, record: &ReadingRow, library: &Library, ix: Ix) {
        self.known[ix.index()] = true;
        self.was_known = true;
        if record.is_stale(library.version_of(ix)) {
            self.unchecked.push(ix);
        }
    }

    /// The briefings of a folder that were not found in the memory.
    fn unknown(&self, library_key: &LibraryKey, library: &Library, place: &str) -> Vec<(Ix, BriefingKey)> {
        let missing = library.records().map(|(ix, _)| ix).filter(|ix| !self.known[ix.index()]);
        let keys = missing.filter_map(|ix| Some((ix, key_of(library_key, library, ix)?)));
        keys.filter(|(_, key)| key.place == place).collect()
    }

    fn into_library_state(self) -> LibraryState {
        LibraryState { state: self.state, unchecked: self.unchecked, was_known: self.was_known }
    }
}

/// A note as it is shown. What is kept may come from elsewhere and be of any length.
pub fn shown_note(note: &str) -> Clean {
    let end = note.char_indices().nth(LONGEST_NOTE).map_or(note.len(), |(end, _)| end);
    Clean::line(&note[..end])
}

/// Returns the name of a library's briefing in the memory.
pub(super) fn key_of(library_key: &LibraryKey, library: &Library, ix: Ix) -> Option<BriefingKey> {
    library_key.key(&library.record(ix).path())
}

/// The number of the visit to a folder; 0 when there was none yet.
fn visit_of(connection: &Connection, place: &str) -> Result<i64> {
    let mut statement = connection.prepare_cached("SELECT visit FROM library WHERE place = ?1")?;
    Ok(statement.query_row([place], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Begins a visit, or goes on with the last one; answers its number.
fn begin_visit(connection: &Connection, library: i64, now: Moment) -> Result<i64> {
    let mut statement = connection.prepare_cached(
        "UPDATE library SET visit = visit + (visit = 0 OR ?2 - seen_at > ?3), seen_at = max(seen_at, ?2)
         WHERE id = ?1 RETURNING visit",
    )?;
    Ok(statement.query_row(params![library, now.0, VISIT], |row| row.get(0))?)
}
