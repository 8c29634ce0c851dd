//! Why there is no memory, or why it did not take something.

use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::clean;
use crate::text::Clean;

/// What the memory answers.
pub type Result<T> = std::result::Result<T, MemoryError>;

/// Why there is no memory, or why it did not take something.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// A later version of the program wrote it.
    #[error("{} was written by a newer version of briefing", file.display())]
    Newer {
        /// The database.
        file: PathBuf,
    },
    /// It is a database, but none of this program's.
    #[error("{} is not a memory of briefing", file.display())]
    Foreign {
        /// The database.
        file: PathBuf,
    },
    /// Its folder or file can't be used.
    #[error("{}: {error}", file.display())]
    Unusable {
        /// The folder or the database.
        file: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is damaged.
    #[error("the memory is damaged")]
    Damaged,
    /// The disk takes no more.
    #[error("the disk is full")]
    Full,
    /// It must not be written.
    #[error("it cannot be written")]
    ReadOnly,
    /// Another process has held it for too long.
    #[error("another program holds it")]
    Busy,
    /// A line of an import says nothing that is understood.
    #[error("line {line}: {what}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// Anything else that the database says.
    #[error("{0}")]
    Database(rusqlite::Error),
}

impl MemoryError {
    /// Returns whether it is why nothing can be written, while what is there may still be read.
    pub fn forbids_writing(&self) -> bool {
        matches!(self, Self::Unusable { .. } | Self::Full | Self::ReadOnly)
    }

    /// In one line that can be shown.
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
                // A table that should be there is not, or has other columns: somebody else changed it.
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

/// Whether a write, a sync, a truncation or the growth of the shared index failed.
fn is_write_failure(extended: i32) -> bool {
    // SQLITE_IOERR with 3 (write), 4 and 5 (sync), 6 (truncate), 19 (the shared index).
    matches!(extended >> 8, 3..=6 | 19)
}
