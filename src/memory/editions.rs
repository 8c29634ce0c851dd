//! The texts that were read, kept for showing differences offline.

use rusqlite::{Connection, OptionalExtension, params};

use super::error::Result;
use super::{BriefingKey, Memory, Moment};
use crate::briefing::Fingerprint;

/// The most editions of a briefing that are kept.
const EDITIONS: i64 = 8;
/// The longest text that is kept. What is known of longer ones is whether they changed.
const LONGEST: usize = 4 << 20;

/// An edition that was read and is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredEdition {
    /// The edition.
    pub print: Fingerprint,
    /// The last time it was read.
    pub read_at: Moment,
}

impl Memory {
    /// Returns the kept editions of a briefing, latest read first.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub fn editions(&self, key: &BriefingKey) -> Result<Vec<StoredEdition>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT edition.print, edition.read_at FROM edition
             JOIN briefing ON briefing.id = edition.briefing JOIN library ON library.id = briefing.library
             WHERE library.place = ?1 AND briefing.path = ?2 ORDER BY edition.read_at DESC, edition.id DESC",
        )?;
        let rows = statement.query_map([&key.place, &key.path], |row| {
            Ok(StoredEdition { print: Fingerprint::from_number(row.get(0)?), read_at: Moment(row.get(1)?) })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The text of a kept edition; nothing when it is not kept any more, or not as it was.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub fn text(&self, key: &BriefingKey, print: Fingerprint) -> Result<Option<String>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT edition.size, edition.text FROM edition
             JOIN briefing ON briefing.id = edition.briefing JOIN library ON library.id = briefing.library
             WHERE library.place = ?1 AND briefing.path = ?2 AND edition.print = ?3",
        )?;
        let found = statement
            .query_row(params![key.place, key.path, print.number()], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
            })
            .optional()?;
        Ok(found.and_then(|(size, packed)| unpack(size, &packed)))
    }
}

/// Keeps the text of an edition. The oldest of too many are forgotten.
pub(super) fn keep(
    connection: &Connection,
    briefing: i64,
    text: &str,
    print: Fingerprint,
    read_at: Moment,
) -> Result<()> {
    if text.len() > LONGEST {
        return Ok(());
    }
    let size = i64::try_from(text.len()).unwrap_or(i64::MAX);
    let packed = lz4_flex::block::compress(text.as_bytes());
    connection
        .prepare_cached(
            "INSERT INTO edition (briefing, print, read_at, size, text) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (briefing, print) DO UPDATE SET read_at = max(read_at, excluded.read_at)",
        )?
        .execute(params![briefing, print.number(), read_at.0, size, packed])?;
    connection
        .prepare_cached(
            "DELETE FROM edition WHERE briefing = ?1 AND id NOT IN
             (SELECT id FROM edition WHERE briefing = ?1 ORDER BY read_at DESC, id DESC LIMIT ?2)",
        )?
        .execute(params![briefing, EDITIONS])?;
    Ok(())
}

fn unpack(size: i64, packed: &[u8]) -> Option<String> {
    // The size is not trusted: it must not make us ask for more memory than a text may have.
    let size = usize::try_from(size).ok().filter(|size| *size <= LONGEST)?;
    String::from_utf8(lz4_flex::block::decompress(packed, size).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_packed_and_unpacked() {
        let text = "one two ".repeat(1_000);
        let packed = lz4_flex::block::compress(text.as_bytes());
        assert!(packed.len() * 20 < text.len());
        assert_eq!(unpack(8_000, &packed), Some(text));
    }

    #[test]
    fn what_is_damaged_counts_as_not_kept_and_asks_for_no_memory() {
        assert_eq!(unpack(i64::MAX, b"x"), None);
        assert_eq!(unpack(-1, b"x"), None);
        assert_eq!(unpack(10, b"\xFF\xFF\xFF"), None);
    }
}
