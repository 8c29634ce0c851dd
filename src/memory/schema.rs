//! The tables, and the steps that bring earlier versions up to this.
//!
//! Each step leads from one version to the next and is never changed once it was released. `PRAGMA user_version`
//! says which version a database has; all steps that it lacks are taken in one transaction.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::error::{MemoryError, Result};

/// The mark in each database that distinguishes it from others: "brfg".
pub(super) const APPLICATION: i32 = 0x6272_6667;

/// The steps. After the last one a database has as many versions as there are steps.
const STEPS: &[&str] = &[FIRST];

/// The tables of the first version.
///
/// - `library`: one folder. `visit` counts visits; `seen_at` is the last time it was in use.
/// - `briefing`: one file that was ever met. `met` is the visit in which it was new, 0 for those of the first
///   look. `read_print` is the fingerprint of the edition that was read; `now_print` that of the file when it had
///   the version `stamp`. `…_at` say when each part was last changed, so that two memories can be merged part by
///   part. `revision` counts changes of all rows, by which other processes find what is new.
/// - `edition`: a text that was read, compressed.
/// - `bookmark`: a letter for a place. `session`: where a library was left, as JSON.
const FIRST: &str = "
CREATE TABLE revision (number INTEGER NOT NULL);
INSERT INTO revision VALUES (0);
CREATE TABLE library (
    id INTEGER PRIMARY KEY,
    place TEXT NOT NULL UNIQUE,
    visit INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE briefing (
    id INTEGER PRIMARY KEY,
    library INTEGER NOT NULL REFERENCES library(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    met INTEGER NOT NULL DEFAULT 0,
    read_print INTEGER,
    now_print INTEGER,
    stamp INTEGER,
    read_at INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    note TEXT,
    star_at INTEGER NOT NULL DEFAULT 0,
    block INTEGER NOT NULL DEFAULT 0,
    character INTEGER NOT NULL DEFAULT 0,
    left_at INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    UNIQUE (library, path)
);
CREATE INDEX briefing_by_revision ON briefing (revision);
CREATE TABLE edition (
    id INTEGER PRIMARY KEY,
    briefing INTEGER NOT NULL REFERENCES briefing(id) ON DELETE CASCADE,
    print INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    text BLOB NOT NULL,
    UNIQUE (briefing, print)
);
CREATE TABLE bookmark (
    library INTEGER NOT NULL REFERENCES library(id) ON DELETE CASCADE,
    letter TEXT NOT NULL,
    path TEXT NOT NULL,
    block INTEGER NOT NULL,
    character INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (library, letter)
);
CREATE TABLE session (
    name TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    at INTEGER NOT NULL
);
";

/// The kind of a database, before anything in it is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Age {
    Empty,
    Earlier(usize),
    Current,
    Newer,
    Foreign,
}

/// Brings the tables up to this version.
pub(super) fn ensure(connection: &mut Connection, file: &std::path::Path) -> Result<()> {
    // All questions see one moment: another process may be making the tables right now.
    let look = connection.transaction()?;
    let found = age(&look)?;
    drop(look);
    match found {
        Age::Current => return Ok(()),
        Age::Newer => return Err(MemoryError::Newer { file: file.to_owned() }),
        Age::Foreign => return Err(MemoryError::Foreign { file: file.to_owned() }),
        Age::Empty | Age::Earlier(_) => {}
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been faster.
    match age(&transaction)? {
        Age::Empty => migrate(&transaction, 0)?,
        Age::Earlier(version) => migrate(&transaction, version)?,
        Age::Current | Age::Newer | Age::Foreign => {}
    }
    transaction.commit()?;
    Ok(())
}

fn migrate(transaction: &Transaction<'_>, from: usize) -> Result<()> {
    for step in STEPS.get(from..).unwrap_or_default() {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", i64::try_from(STEPS.len()).unwrap_or(i64::MAX))?;
    Ok(())
}

fn age(connection: &Connection) -> Result<Age> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    let (objects, foreign): (i64, i64) = connection.query_row(
        // Ours has no triggers and no views: they would run other people's code.
        "SELECT count(*), count(*) FILTER (WHERE type NOT IN ('table', 'index')) FROM sqlite_schema",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(match usize::try_from(version) {
        Ok(0) if objects == 0 => Age::Empty,
        _ if application != APPLICATION || foreign > 0 => Age::Foreign,
        Ok(version) if version == STEPS.len() => Age::Current,
        Ok(version) if (1..STEPS.len()).contains(&version) => Age::Earlier(version),
        Ok(version) if version > STEPS.len() => Age::Newer,
        _ => Age::Foreign,
    })
}
