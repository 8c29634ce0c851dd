//! The freshness rule: when all files are compared before a question is answered.
//!
//! All questions of commands follow it. The folders are looked at each time, so that a new, renamed or deleted file is
//! noticed at once. All files are compared each time in a library of up to a thousand, and otherwise if the last
//! comparison is more than ten times as long ago as it took. In between, the files that an answer is made of are
//! compared before it is given ([`CurrentLibrary`](super::CurrentLibrary)).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::briefing::packing::{read_number, write_number};
use crate::library::cache::{checksum, replace};

use super::FolderState;

/// The number of files up to which all are always compared.
pub const ALWAYS_COMPARED: usize = 1_000;

/// The least ratio of the interval between comparisons to their duration.
const RARELY: u32 = 10;

/// The files that are compared for a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// All, if they are few or the last comparison is old.
    WhenDue,
    /// All.
    All,
}

/// The time and duration of the last comparison of all files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastComparison {
    /// The time at which it began, in nanoseconds since 1970.
    pub at: i64,
    /// Its duration.
    pub took: Duration,
}

impl LastComparison {
    /// Returns the time since then, if another comparison is too early.
    /// `files` is the number of files. Whether the folders are unchanged is asked last, because it has to be looked
    /// for.
    pub fn may_wait(self, files: usize, are_folders_unchanged: impl FnOnce() -> bool) -> Option<Duration> {
        // A time in the future comes from a wrong clock.
        let ago = Duration::from_nanos(u64::try_from(now().saturating_sub(self.at)).ok()?);
        let is_early = files > ALWAYS_COMPARED && ago < self.took.saturating_mul(RARELY);
        (is_early && are_folders_unchanged()).then_some(ago)
    }

    /// Reads what was saved.
    pub fn load(path: &Path) -> Option<Self> {
        Self::unpack(&mut fs::read(path).ok()?.as_slice())
    }

    /// Saves it for the next process.
    ///
    /// # Errors
    ///
    /// When it can't be written. Then the next question compares all files.
    pub fn save(self, path: &Path) -> io::Result<()> {
        replace(path, &[&self.pack()])
    }

    fn pack(self) -> [u8; 16] {
        let took = u64::try_from(self.took.as_nanos()).unwrap_or(u64::MAX);
        let mut bytes = [0; 16];
        bytes.copy_from_slice([self.at.to_le_bytes(), took.to_le_bytes()].as_flattened());
        bytes
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let at = i64::from_le_bytes(*bytes.split_off(..8)?.first_chunk()?);
        let took = u64::from_le_bytes(*bytes.split_off(..8)?.first_chunk()?);
        Some(Self { at, took: Duration::from_nanos(took) })
    }
}

/// A comparison that is under way.
#[derive(Clone, Copy, Debug)]
pub struct ComparisonTimer {
    at: i64,
    begun: Instant,
}

impl ComparisonTimer {
    /// Starts before the first look at a file.
    pub fn start() -> Self {
        Self { at: now(), begun: Instant::now() }
    }

    /// Returns the comparison, which ends now.
    pub fn stop(self) -> LastComparison {
        LastComparison { at: self.at, took: self.begun.elapsed() }
    }
}

/// The last comparison of all files with a snapshot.
/// The folders are as they were then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::library) struct SnapshotComparison {
    /// The number of the snapshot that agreed with the files.
    pub snapshot: u64,
    pub last: LastComparison,
    pub folders: Vec<FolderState>,
}

impl SnapshotComparison {
    /// The beginning of each file. The number is raised whenever its form changes.
    const MAGIC: &[u8; 16] = b"briefing seen 01";

    /// Reports whether no file was added, renamed or deleted since.
    pub fn are_folders_unchanged(&self) -> bool {
        !self.folders.is_empty() && self.folders.iter().all(FolderState::is_unchanged)
    }

    /// Reads what was saved. `None` when it is missing or differs from what was written.
    pub fn load(path: &Path) -> Option<Self> {
        let bytes = fs::read(path).ok()?;
        let (content, sum) = bytes.split_last_chunk::<8>()?;
        let rest = &mut content.strip_prefix(Self::MAGIC)?;
        if checksum(content).to_le_bytes() != *sum {
            return None;
        }
        let snapshot = u64::from_le_bytes(*rest.split_off(..8)?.first_chunk()?);
        let last = LastComparison::unpack(rest)?;
        let mut folders = Vec::new();
        while !rest.is_empty() {
            let modified = i64::from_le_bytes(*rest.split_off(..8)?.first_chunk()?);
            let length = read_number(rest)? as usize;
            folders.push(FolderState { path: path_of_bytes(rest.split_off(..length)?)?, modified });
        }
        Some(Self { snapshot, last, folders })
    }

    /// Writes it, all or nothing.
    ///
    /// # Errors
    ///
    /// When it can't be written. Then the next question compares all files.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let mut bytes = Self::MAGIC.to_vec();
        bytes.extend_from_slice(&self.snapshot.to_le_bytes());
        bytes.extend_from_slice(&self.last.pack());
        for FolderState { path, modified } in &self.folders {
            let name = path.as_os_str().as_encoded_bytes();
            bytes.extend_from_slice(&modified.to_le_bytes());
            write_number(&mut bytes, name.len());
            bytes.extend_from_slice(name);
        }
        let sum = checksum(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        replace(path, &[&bytes])
    }
}

/// Makes a path of the bytes that were stored for it.
pub fn path_of_bytes(bytes: &[u8]) -> Option<PathBuf> {
    #[cfg(unix)]
    return Some(PathBuf::from(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes)));
    #[cfg(not(unix))]
    return std::str::from_utf8(bytes).ok().map(PathBuf::from);
}

/// Returns the present time in nanoseconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_files_are_compared_if_they_are_few_or_it_is_long_ago() {
        let compared = |seconds: i64| LastComparison {
            at: now() - seconds * 1_000_000_000,
            took: Duration::from_secs(2),
        };
        let waits = |seconds: i64, files: usize| compared(seconds).may_wait(files, || true).is_some();
        assert_eq!((waits(1, ALWAYS_COMPARED), waits(1, ALWAYS_COMPARED + 1)), (false, true));
        assert_eq!((waits(19, 5_000), waits(20, 5_000), waits(-5, 5_000)), (true, false, false));
        assert_eq!(compared(1).may_wait(5_000, || false), None);
    }

    #[test]
    fn a_comparison_is_read_as_it_was_written_and_not_when_it_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("comparison");
        let folders = ["lib", "lib/ü"].map(|path| FolderState { path: path.into(), modified: -3 });
        let last = LastComparison { at: -1, took: Duration::from_nanos(5) };
        let comparison = SnapshotComparison { snapshot: 7, last, folders: folders.to_vec() };
        comparison.save(&path).unwrap();
        assert_eq!(SnapshotComparison::load(&path), Some(comparison));
        let bytes = fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 4;
            fs::write(&path, &damaged).unwrap();
            assert_eq!(SnapshotComparison::load(&path), None, "{at}");
            fs::write(&path, &bytes[..at]).unwrap();
            assert_eq!(SnapshotComparison::load(&path), None, "{at}");
        }
    }
}
