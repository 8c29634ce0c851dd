//! Writing down the reader's actions: read, unread, starred, left at a place, forgotten.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::error::Result;
use super::session::TextPosition;
use super::{BriefingKey, Memory, Moment, editions};
use crate::briefing::Fingerprint;

/// The condition of a briefing with any reading history.
const HAS_HISTORY: &str = "(read_print IS NOT NULL OR starred = 1 OR note IS NOT NULL OR left_at > 0)";

impl Memory {
    /// Marks a briefing as read and keeps the text of this edition.
    ///
    /// # Errors
    ///
    /// When it could not be written. Else it is on the disk.
    pub fn mark_read(&mut self, key: &BriefingKey, text: &str, now: Moment) -> Result<()> {
        let print = Fingerprint::of(text);
        self.write(|transaction, revision| {
            let id = ensure_briefing(transaction, key)?;
            transaction
                .prepare_cached(
                    // Which version of the file that was is not known for sure: it is looked at when the library is met.
                    "UPDATE briefing SET read_print = ?2, now_print = ?2, stamp = NULL, read_at = ?3, revision = ?4
                     WHERE id = ?1",
                )?
                .execute(params![id, print.number(), now.0, revision])?;
            editions::keep(transaction, id, text, print, now)
        })
    }

    /// Marks a briefing as unread. What was kept of it stays.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn mark_unread(&mut self, key: &BriefingKey, now: Moment) -> Result<()> {
        self.write(|transaction, revision| {
            let id = ensure_briefing(transaction, key)?;
            transaction
                .prepare_cached(
                    "UPDATE briefing SET read_print = NULL, read_at = ?2, revision = ?3 WHERE id = ?1",
                )?
                .execute(params![id, now.0, revision])?;
            Ok(())
        })
    }

    /// Adds or removes a star, with or without a note.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn star(&mut self, key: &BriefingKey, starred: bool, note: Option<&str>, now: Moment) -> Result<()> {
        self.write(|transaction, revision| {
            let id = ensure_briefing(transaction, key)?;
            transaction
                .prepare_cached(
                    "UPDATE briefing SET starred = ?2, note = ?3, star_at = ?4, revision = ?5 WHERE id = ?1",
                )?
                .execute(params![id, starred, note, now.0, revision])?;
            Ok(())
        })
    }

    /// Remembers where a briefing was left.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn leave(&mut self, key: &BriefingKey, spot: TextPosition, now: Moment) -> Result<()> {
        self.write(|transaction, _| {
            let id = ensure_briefing(transaction, key)?;
            // The place of a reader in a text is no news for other processes.
            transaction
                .prepare_cached("UPDATE briefing SET block = ?2, character = ?3, left_at = ?4 WHERE id = ?1")?
                .execute(params![id, spot.block, spot.character, now.0])?;
            Ok(())
        })
    }

    /// Forgets a briefing, with its kept texts.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn forget(&mut self, key: &BriefingKey) -> Result<bool> {
        self.write(|transaction, revision| {
            let mut known = 0;
            if let Some(id) = find_briefing(transaction, key)? {
                let count = format!("SELECT count(*) FROM briefing WHERE id = ?1 AND {HAS_HISTORY}");
                known = transaction.query_row(&count, [id], |row| row.get::<_, i64>(0))?;
                transaction.execute("DELETE FROM edition WHERE briefing = ?1", [id])?;
                transaction.execute(
                    "UPDATE briefing SET met = 0, read_print = NULL, now_print = NULL, stamp = NULL, read_at = 0,
                     starred = 0, note = NULL, star_at = 0, block = 0, character = 0, left_at = 0, revision = ?2
                     WHERE id = ?1",
                    params![id, revision],
                )?;
            }
            Ok(known > 0)
        })
    }

    /// Forgets everything about a folder; returns the number of its briefings.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn forget_library(&mut self, place: &str) -> Result<usize> {
        self.write(|transaction, _| {
            let known = format!(
                "SELECT count(*) FROM briefing JOIN library ON library.id = briefing.library
                 WHERE place = ?1 AND {HAS_HISTORY}"
            );
            let briefings: i64 = transaction.query_row(&known, [place], |row| row.get(0))?;
            transaction.execute("DELETE FROM library WHERE place = ?1", [place])?;
            let sessions = "DELETE FROM session WHERE name = ?1 OR instr(char(10) || name || char(10),
                            char(10) || ?1 || char(10)) > 0";
            transaction.execute(sessions, [place])?;
            Ok(usize::try_from(briefings).unwrap_or(0))
        })
    }

    /// Forgets everything; returns the number of briefings.
    ///
    /// # Errors
    ///
    /// When it could not be written.
    pub fn forget_all(&mut self) -> Result<usize> {
        self.write(|transaction, _| {
            let known = format!("SELECT count(*) FROM briefing WHERE {HAS_HISTORY}");
            let briefings: i64 = transaction.query_row(&known, [], |row| row.get(0))?;
            transaction.execute_batch("DELETE FROM library; DELETE FROM session;")?;
            Ok(usize::try_from(briefings).unwrap_or(0))
        })
    }

    /// Does work in one transaction, with a new highest number.
    /// The number is higher than that of all work before it.
    pub(super) fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>, i64) -> Result<T>) -> Result<T> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let revision: i64 = transaction
            .prepare_cached("UPDATE revision SET number = number + 1 RETURNING number")?
            .query_row([], |row| row.get(0))?;
        let done = work(&transaction, revision)?;
        transaction.commit()?;
        // What others wrote in between has not been seen yet.
        if self.seen == revision - 1 {
            self.seen = revision;
        }
        Ok(done)
    }
}

/// Returns the number of a folder. It is entered when it is not known.
pub(super) fn ensure_library(connection: &Connection, place: &str) -> Result<i64> {
    let find = "SELECT id FROM library WHERE place = ?1";
    if let Some(id) = connection.prepare_cached(find)?.query_row([place], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    connection.prepare_cached("INSERT INTO library (place) VALUES (?1)")?.execute([place])?;
    Ok(connection.last_insert_rowid())
}

/// Returns the number of a briefing. It is entered when it is not known.
pub(super) fn ensure_briefing(connection: &Connection, key: &BriefingKey) -> Result<i64> {
    if let Some(id) = find_briefing(connection, key)? {
        return Ok(id);
    }
    let library = ensure_library(connection, &key.place)?;
    connection
        .prepare_cached("INSERT INTO briefing (library, path) VALUES (?1, ?2)")?
        .execute(params![library, key.path])?;
    Ok(connection.last_insert_rowid())
}

pub(super) fn find_briefing(connection: &Connection, key: &BriefingKey) -> Result<Option<i64>> {
    let find = "SELECT briefing.id FROM briefing JOIN library ON library.id = briefing.library
                WHERE library.place = ?1 AND briefing.path = ?2";
    let mut statement = connection.prepare_cached(find)?;
    Ok(statement.query_row([&key.place, &key.path], |row| row.get(0)).optional()?)
}
