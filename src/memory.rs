//! The reader's own state: what was read in which version, stars, positions, marks, and where a session ended.
//!
//! A [`Memory`] is one database in the reader's state folder, shared by all libraries and by several processes at
//! once. What cannot be made again is in it, so it is never deleted: a damaged one is set aside under another name, and
//! one that a newer version wrote is left alone. Whoever has no memory, for whatever reason, reads on without one.
//!
//! What is known of the briefings of one library is a [`ReadState`], which lists and queries look at without asking
//! the database.

mod error;
mod exchange;
mod file;
mod kept;
mod place;
mod reading;
mod schema;
mod session;
mod state;
mod writing;

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::Connection;

use crate::date::Day;
use crate::text::Clean;

pub use error::{MemoryError, Result};
pub use exchange::Merged;
pub use kept::Kept;
pub use place::{Key, Shelf, folder_name};
pub use reading::{Known, Met, shown_note};
pub use session::{Bookmark, LeftAt, Session, Spot};
pub use state::{Counts, ReadState, Standing};

/// The name of the database in the state folder.
pub const FILE: &str = "memory.db";

/// The reader's memory, open.
#[derive(Debug)]
pub struct Memory {
    connection: Connection,
    file: PathBuf,
    /// Which file that is: somebody else may set it aside and begin a new one.
    identity: Option<file::Identity>,
    /// The last change that this process has seen.
    seen: i64,
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

    /// The beginning of a day.
    pub fn of_day(day: Day) -> Self {
        Self(i64::from(day.number()) * 86_400_000)
    }

    /// The day of it.
    pub fn day(self) -> Day {
        Day::of_unix_time(u64::try_from(self.0 / 1_000).unwrap_or(0))
    }
}

impl Memory {
    /// Opens the memory in a folder, and begins one where there is none. A damaged one is set aside first; then a
    /// sentence says so.
    ///
    /// # Errors
    ///
    /// When it can't be had: the folder can't be written, the disk is full, somebody else's database has its name, or a
    /// newer version wrote it.
    pub fn open(folder: &Path) -> Result<(Self, Option<Clean>)> {
        file::open(folder)
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

    /// Waits until everything that was acknowledged outlives a failure of the power too. What is acknowledged outlives
    /// every process at once.
    ///
    /// # Errors
    ///
    /// When the disk does not take it.
    pub fn flush(&self) -> Result<()> {
        file::flush(&self.file).map_err(|error| MemoryError::Unusable { file: self.file.clone(), error })
    }

    /// Where the database is.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Whether the database is still the file that was opened.
    pub fn is_current(&self) -> bool {
        file::Identity::of(&self.file) == self.identity
    }
}

#[cfg(test)]
mod tests;
