//! The reasons why there is no memory or a write failed.

use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::clean;
use crate::text::{Clean, io_reason};

/// The result of a request to the memory.
pub type Result<T> = std::result::Result<T, MemoryError>;

/// The reason why there is no memory or a write failed.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// A later version of the program wrote it.
    #[error("{} was written by a newer version of briefing", file.display())]
    Newer {
        /// The database.
        file: PathBuf,
    },
    /// A database of another program.
    #[error("{} is not a reading history of briefing", file.display())]
    Foreign {
        /// The database.
        file: PathBuf,
    },
    /// A folder or file that can't be used.
    #[error("cannot open {}: {}", file.display(), io_reason(error))]
    Unusable {
        /// The folder or the database.
        file: PathBuf,
        /// The cause.
        error: std::io::Error,
    },
    /// A damaged memory.
    #[error("the reading history is damaged")]
    Damaged,
    /// A disk that takes no more.
    #[error("the disk is full")]
    Full,
    /// A memory that must not be written.
    #[error("it cannot be written")]
    ReadOnly,
    /// A memory that another process has held for too long.
    #[error("another program is using it")]
    Busy,
    /// A line of an import that is not understood.
    #[error("line {line}: {what}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// The description of the damage.
        what: String,
    },
    /// Anything else that the database says.
    #[error("{0}")]
    Database(rusqlite::Error),
}

impl MemoryError {
    /// Reports whether it forbids writing, while reading may still work.
    pub fn forbids_writing(&self) -> bool {
        matches!(self, Self::Unusable { .. } | Self::Full | Self::ReadOnly)
    }

    /// Returns the error in one line that can be shown.
    pub fn words(&self) -> Clean {
        clean!("{self}")
    }
}

impl From<rusqlite::Error> for MemoryError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        match &error {
            E::SqliteFailure(code, _) => match code.code {
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged,
                ErrorCode::DiskFull => Self::Full,
                // A file must not grow: by a limit or by what the disk has left for this user.
                ErrorCode::SystemIoFailure if is_write_failure(code.extended_code) => Self::Full,
                ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => Self::ReadOnly,
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
                // A table that should be there is not, or has other columns: another program changed it.
                ErrorCode::Unknown | ErrorCode::TypeMismatch => Self::Damaged,
                _ => Self::Database(error),
            },
            // Values of another sort than were written.
            E::InvalidColumnType(..)
            | E::FromSqlConversionFailure(..)
            | E::IntegralValueOutOfRange(..)
            | E::Utf8Error(..)
            | E::QueryReturnedNoRows => Self::Damaged,
            _ => Self::Database(error),
        }
    }
}

/// Reports whether an attempt to write failed.
/// It may be a write, a sync, a truncation or the growth of the shared index.
fn is_write_failure(extended: i32) -> bool {
    // SQLITE_IOERR with 3 (write), 4 and 5 (sync), 6 (truncate), 19 (the shared index).
    matches!(extended >> 8, 3..=6 | 19)
}
