//! The reader's own state: what was read in which version, stars, positions, marks, and where a session ended.
//!
//! A [`Memory`] is one database in the reader's state folder, shared by all libraries and by several processes at
//! once. What cannot be made again is in it, so it is never deleted: a damaged one is set aside under another
//! name, and one that a newer version wrote is left alone. Without a memory, for whatever reason, reading goes on
//! without one.
//!
//! What is known of the briefings of one library is a [`ReadState`], which lists and queries look at without
//! asking the database.

mod editions;
mod error;
mod exchange;
mod file;
mod moved;
mod place;
mod reading;
mod schema;
mod session;
mod state;
mod writing;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::Connection;

use crate::clean;
use crate::date::Day;
use crate::text::Clean;

pub use editions::StoredEdition;
pub use error::{MemoryError, Result};
pub use exchange::Merged;
pub use moved::Renamed;
pub use place::{BriefingKey, LibraryKey, file_keys, folder_name};
pub use reading::{KnownBriefing, LibraryState, shown_note};
pub use session::{Bookmark, LeftAt, SavedSession, TextPosition};
pub use state::{Counts, ReadState, ReadStatus};

/// The name of the database in the state folder.
pub const FILE: &str = "memory.db";

/// The reader's memory, open.
#[derive(Debug)]
pub struct Memory {
    connection: Connection,
    file: PathBuf,
    /// The identity of the file. Another process may set it aside and begin a new one.
    identity: Option<file::Identity>,
    /// The last change that this process has seen.
    seen: i64,
    /// Set if it can only be read.
    is_read_only: bool,
}

/// A moment, in milliseconds since 1970-01-01, in universal time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    /// The moment by this machine's clock.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// Returns the moment at which a day begins in this machine's zone.
    pub fn of_day(day: Day) -> Self {
        Self(day.local_start().saturating_mul(1_000))
    }

    /// Returns the day of it in the time zone of this machine.
    pub fn day(self) -> Day {
        Day::local(self.0.div_euclid(1_000))
    }

    /// Returns the time until the next day begins.
    pub fn until_tomorrow(self) -> Duration {
        let start = self.day().number().checked_add(1).and_then(Day::from_number).map(Self::of_day);
        let wait = start.map_or(0, |start| start.0.saturating_sub(self.0));
        Duration::from_millis(u64::try_from(wait).unwrap_or(0))
    }
}

impl Memory {
    /// Opens the memory in a folder, beginning a new one if needed.
    /// A damaged one is set aside first; the sentence that is returned then says so.
    ///
    /// # Errors
    ///
    /// When it can't be had: the folder can't be written, the disk is full, another program's database has its
    /// name, or a newer version wrote it.
    pub fn open(folder: &Path) -> Result<(Self, Option<Clean>)> {
        file::open(folder)
    }

    /// Opens the memory in a folder, read-only where it cannot be written.
    /// Its contents are then shown all the same, and a sentence reports it.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), where it cannot be read either.
    pub fn open_or_read(folder: &Path) -> Result<(Self, Option<Clean>)> {
        match Self::open(folder) {
            Err(error) if error.forbids_writing() => match file::read(folder) {
                Ok(memory) => {
                    let warning = clean!("reading history is not being saved: {error}");
                    Ok((memory, Some(warning)))
                }
                Err(_) => Err(error),
            },
            opened => opened,
        }
    }

    /// Returns whether it can only be read.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// Begins a new memory because this one turned out to be damaged: it is set aside, and what could still be read of
    /// it is taken over. A sentence says so, unless another process was faster.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn renew(self) -> Result<(Self, Option<Clean>)> {
        let Self { connection, file, identity, .. } = self;
        drop(connection);
        file::renew(&file, identity)
    }

    /// Returns the path of the database.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Reports whether the database is still the file that was opened.
    pub fn is_current(&self) -> bool {
        file::Identity::of(&self.file) == self.identity
    }
}

#[cfg(test)]
mod tests;
