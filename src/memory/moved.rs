//! Files that have another path than when they were read: what is known of them follows.

use std::collections::HashMap;
use std::hash::Hash;

use rusqlite::{Connection, params};

use super::error::Result;
use super::reading::ReadingRow;
use super::writing::{ensure_library, find_briefing};
use super::{BriefingKey, Memory};
use crate::briefing::{self, Fingerprint};
use crate::library::{self, Ix, Library};

/// The most new files that are read to find moved ones.
const MOST_READ: usize = 1_000;

/// A file that was moved: its record under the old path, and its new path.
pub(super) struct Moved {
    pub record: ReadingRow,
    pub ix: Ix,
    pub key: BriefingKey,
}

/// The outcome of calling something by another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renamed {
    /// It has the new name.
    Done,
    /// Nothing is known under the old name.
    Unknown,
    /// Something was read or starred under the new name already.
    Taken,
}

/// Takes out files that are gone and found under another path.
/// No other file may have the name.
pub(super) fn by_name(gone: &mut Vec<ReadingRow>, unknown: &mut Vec<(Ix, BriefingKey)>) -> Vec<Moved> {
    let name = |path: &str| Some(path.rsplit('/').next().unwrap_or_default().to_owned());
    pairs(gone, unknown, |record| name(&record.path), |(_, key)| name(&key.path))
}

/// Takes out files that are gone while another has their text.
/// Exactly one other file must have it. Only what the reader has marked is looked for, and only among the first of
/// many new files.
pub(super) fn by_text(
    library: &Library,
    gone: &mut Vec<ReadingRow>,
    unknown: &mut Vec<(Ix, BriefingKey)>,
) -> Vec<Moved> {
    if unknown.is_empty() || gone.iter().all(|record| record.print().is_none()) {
        return Vec::new();
    }
    let read: Vec<Ix> = unknown.iter().take(MOST_READ).map(|(ix, _)| *ix).collect();
    let prints = library::each_text(library, &read, |ix, bytes| {
        bytes.ok().map(|bytes| (ix, Fingerprint::of(&briefing::decoded(&bytes))))
    });
    let prints: HashMap<Ix, Fingerprint> = prints.into_iter().flatten().collect();
    pairs(gone, unknown, ReadingRow::print, |(ix, _)| prints.get(ix).copied())
}

/// Takes out what exactly one on each side has in common.
fn pairs<T: Eq + Hash>(
    gone: &mut Vec<ReadingRow>,
    unknown: &mut Vec<(Ix, BriefingKey)>,
    of_gone: impl Fn(&ReadingRow) -> Option<T>,
    of_unknown: impl Fn(&(Ix, BriefingKey)) -> Option<T>,
) -> Vec<Moved> {
    let mut sides: HashMap<T, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (at, record) in gone.iter().enumerate() {
        if let Some(common) = of_gone(record) {
            sides.entry(common).or_default().0.push(at);
        }
    }
    for (at, one) in unknown.iter().enumerate() {
        if let Some(side) = of_unknown(one).and_then(|common| sides.get_mut(&common)) {
            side.1.push(at);
        }
    }
    let mut old: Vec<Option<ReadingRow>> = gone.drain(..).map(Some).collect();
    let mut new: Vec<Option<(Ix, BriefingKey)>> = unknown.drain(..).map(Some).collect();
    let mut moved = Vec::new();
    for (olds, news) in sides.into_values() {
        if let ([from], [to]) = (olds.as_slice(), news.as_slice())
            && let (Some(record), Some((ix, key))) = (old[*from].take(), new[*to].take())
        {
            moved.push(Moved { record, ix, key });
        }
    }
    gone.extend(old.into_iter().flatten());
    unknown.extend(new.into_iter().flatten());
    moved
}

/// Calls a briefing by another library and path, with its bookmarks; says whether that was done. What is known under
/// the new path makes way where it is no mark of the reader.
pub(super) fn follow(
    connection: &Connection,
    from: (i64, &str),
    to: (i64, &str),
    revision: i64,
) -> Result<bool> {
    connection
        .prepare_cached(
            "DELETE FROM briefing WHERE library = ?1 AND path = ?2 AND (read_at, star_at, left_at) = (0, 0, 0)",
        )?
        .execute(params![to.0, to.1])?;
    let done = connection
        .prepare_cached(
            "UPDATE OR IGNORE briefing SET library = ?3, path = ?4, revision = ?5 WHERE library = ?1 AND path = ?2",
        )?
        .execute(params![from.0, from.1, to.0, to.1, revision])?;
    if done > 0 {
        connection
            .prepare_cached(
                "UPDATE OR IGNORE bookmark SET library = ?3, path = ?4 WHERE library = ?1 AND path = ?2",
            )?
            .execute(params![from.0, from.1, to.0, to.1])?;
    }
    Ok(done > 0)
}

impl Memory {
    /// Calls a briefing by another name, because its file was moved.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn move_briefing(&mut self, from: &BriefingKey, to: &BriefingKey) -> Result<Renamed> {
        self.write(|transaction, revision| {
            if find_briefing(transaction, from)?.is_none() {
                return Ok(Renamed::Unknown);
            }
            let old = ensure_library(transaction, &from.place)?;
            let new = ensure_library(transaction, &to.place)?;
            let done = follow(transaction, (old, &from.path), (new, &to.path), revision)?;
            Ok(if done { Renamed::Done } else { Renamed::Taken })
        })
    }

    /// Moves what is known of the files below an inner folder.
    /// It is [`Renamed::Taken`] if a file could not follow; the others have followed.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn move_folder(&mut self, from: &BriefingKey, to: &BriefingKey) -> Result<Renamed> {
        self.write(|transaction, revision| {
            let old = ensure_library(transaction, &from.place)?;
            let new = ensure_library(transaction, &to.place)?;
            let prefix = format!("{}/", from.path);
            let paths: Vec<String> = transaction
                .prepare("SELECT path FROM briefing WHERE library = ?1 AND substr(path, 1, length(?2)) = ?2")?
                .query_map(params![old, prefix], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            let mut renamed = if paths.is_empty() { Renamed::Unknown } else { Renamed::Done };
            for path in &paths {
                let inner = path.strip_prefix(&prefix).unwrap_or(path);
                let target = format!("{}/{inner}", to.path);
                if !follow(transaction, (old, path), (new, &target), revision)? {
                    renamed = Renamed::Taken;
                }
            }
            Ok(renamed)
        })
    }

    /// Calls a folder by another name, because it was moved. What is known under the new name makes way where it is no
    /// mark of the reader.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn move_library(&mut self, from: &str, to: &str) -> Result<Renamed> {
        self.write(|transaction, _| {
            let count = "SELECT count(*) FROM library WHERE place = ?1";
            if transaction.query_row(count, [from], |row| row.get::<_, i64>(0))? == 0 {
                return Ok(Renamed::Unknown);
            }
            if from != to {
                transaction.execute(
                    "DELETE FROM library WHERE place = ?1 AND NOT EXISTS (SELECT 1 FROM briefing
                     WHERE briefing.library = library.id AND (read_at, star_at, left_at) <> (0, 0, 0))",
                    [to],
                )?;
            }
            let moved = transaction
                .execute("UPDATE OR IGNORE library SET place = ?2 WHERE place = ?1", [from, to])?;
            if moved == 0 {
                return Ok(Renamed::Taken);
            }
            transaction.execute("UPDATE OR REPLACE session SET name = ?2 WHERE name = ?1", [from, to])?;
            Ok(Renamed::Done)
        })
    }
}
