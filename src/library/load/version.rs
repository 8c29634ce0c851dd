//! Versions of files, to detect changes without reading.
//!
//! Size, times and inode distinguish two versions of a file, except when it was changed twice within one tick of
//! the file system's clock and read in between. So for a file that was read shortly after it was changed, its
//! content counts instead, as in git's index.

use std::fs::Metadata;
use std::hash::{DefaultHasher, Hasher};
use std::time::{Duration, SystemTime};

use crate::library::FileState;

/// The bit set in versions that are made of a file's content.
const OF_CONTENT: u64 = 1 << 63;
/// The age below which a change is recent.
/// It is longer than a tick where times have nanoseconds, and longer than one where they have seconds, as on FAT.
const TICK: Duration = Duration::from_millis(100);
const COARSE_TICK: Duration = Duration::from_secs(3);

impl FileState {
    /// Returns the version of a file that was just read.
    pub(super) fn of(metadata: &Metadata, content: &[u8]) -> Self {
        if is_recent(metadata, SystemTime::now()) {
            Self::of_content(metadata, content)
        } else {
            Self::of_file(metadata)
        }
    }

    /// Returns the version of the content that was read.
    pub(super) fn of_content(metadata: &Metadata, content: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(metadata.len());
        hasher.write(content);
        Self(hasher.finish() | OF_CONTENT)
    }

    /// Returns the version of a file that can't be read. It is the same while the reason is the same.
    pub(super) fn of_failure(reason: &std::io::Error) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(reason.to_string().as_bytes());
        Self(hasher.finish() | OF_CONTENT)
    }

    /// Returns the version of a file as the file system describes it.
    pub(super) fn of_file(metadata: &Metadata) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(metadata.len());
        for number in times_and_place(metadata) {
            hasher.write_i64(number);
        }
        // The few numbers that would be confused with it only cause one needless read.
        Self(hasher.finish() & !OF_CONTENT)
    }

    /// Reports whether an equal version means the same content.
    /// Otherwise another look at the content is needed.
    pub(in crate::library) fn is_certain(self) -> bool {
        self != Self::UNKNOWN && !self.is_of_content()
    }

    /// Reports whether it is made of a file's content.
    pub(super) fn is_of_content(self) -> bool {
        self.0 & OF_CONTENT != 0
    }
}

/// Reports whether another change might go unnoticed.
/// That includes clocks that disagree, so that the change is in the future.
fn is_recent(metadata: &Metadata, now: SystemTime) -> bool {
    let Ok(changed) = metadata.modified() else { return true };
    let has_fractions =
        changed.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|since| since.subsec_nanos() != 0);
    let tick = if has_fractions { TICK } else { COARSE_TICK };
    now.duration_since(changed).is_ok_and(|age| age < tick) || changed > now
}

/// Returns the times of the last change, the device and the inode.
/// The second time is that of any change to the file's metadata, which no program can set back.
#[cfg(unix)]
fn times_and_place(metadata: &Metadata) -> [i64; 6] {
    use std::os::unix::fs::MetadataExt;
    let (device, inode) = (metadata.dev().cast_signed(), metadata.ino().cast_signed());
    [metadata.mtime(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec(), device, inode]
}

#[cfg(not(unix))]
fn times_and_place(metadata: &Metadata) -> [i64; 2] {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    let since = since.unwrap_or_default();
    [i64::try_from(since.as_secs()).unwrap_or(i64::MAX), i64::from(since.subsec_nanos())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_changed_a_moment_ago_or_tomorrow_is_recognised_by_its_content() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let of = |seconds: f64| {
            let time = SystemTime::now() - Duration::from_secs(1_000);
            let time = time + Duration::from_secs_f64(1_000.0 - seconds);
            file.as_file().set_modified(time).unwrap();
            FileState::of(&file.as_file().metadata().unwrap(), b"content").is_of_content()
        };
        assert!(of(0.0));
        assert!(of(-500.0));
        assert!(!of(4.0));
    }

    #[test]
    fn two_contents_of_one_size_have_two_stamps() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let metadata = file.as_file().metadata().unwrap();
        assert_ne!(FileState::of_content(&metadata, b"one"), FileState::of_content(&metadata, b"two"));
    }
}
