//! The states of files and folders, to detect changes without reading.
//!
//! Size, times and inode distinguish two versions of a file, except when it was changed twice within one tick of
//! the file system's clock and read in between. So for a file that was read shortly after it was changed, its
//! content counts instead, as in git's index. A folder that was listed shortly after it was changed has no state that
//! can be trusted.

use std::ffi::OsStr;
use std::fs::Metadata;
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::ignored::{RULES, are_left_out};
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
            Self::of_content(metadata.len(), content)
        } else {
            Self::of_file(metadata)
        }
    }

    /// Returns the version of content that was read.
    /// `size` is that of the whole file.
    pub fn of_content(size: u64, content: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(size);
        hasher.write(content);
        Self(hasher.finish() | OF_CONTENT)
    }

    /// Returns the version of a file that can't be read. It is the same while the reason is the same.
    pub fn of_failure(reason: &io::Error) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(reason.to_string().as_bytes());
        Self(hasher.finish() | OF_CONTENT)
    }

    /// Returns the version of a file as the file system describes it.
    pub(super) fn of_file(metadata: &Metadata) -> Self {
        Self::of_numbers(metadata.len(), &times_and_place(metadata))
    }

    fn of_numbers(size: u64, times_and_place: &[i64]) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(size);
        times_and_place.iter().for_each(|number| hasher.write_i64(*number));
        // The few numbers that would be confused with it only cause one needless read.
        Self(hasher.finish() & !OF_CONTENT)
    }

    /// Reports whether an equal version means the same content.
    /// Otherwise another look at the content is needed.
    pub fn is_certain(self) -> bool {
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

/// Looks at many files in turn.
/// A folder is opened once for all successive files in it, which spares the system a third of its work.
#[derive(Debug, Default)]
pub struct StateReader {
    #[cfg(target_os = "linux")]
    folder: Option<(PathBuf, std::os::fd::OwnedFd)>,
}

impl StateReader {
    /// Returns the version of a regular file, links followed.
    /// It is that by which the file system describes it.
    /// `None` when there is no such file, or it can't be examined.
    #[cfg(target_os = "linux")]
    pub fn at(&mut self, path: &Path) -> Option<FileState> {
        use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, StatxFlags, makedev, openat, statx};
        let Some((folder, name)) = split(path) else { return state_at(path) };
        let handle = match &self.folder {
            Some((known, handle)) if known.as_os_str() == folder => handle,
            _ => {
                let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
                let handle = openat(CWD, folder, flags, Mode::empty()).ok()?;
                &self.folder.insert((folder.into(), handle)).1
            }
        };
        let Ok(seen) = statx(handle, name, AtFlags::empty(), StatxFlags::BASIC_STATS) else {
            return state_at(path);
        };
        let device = makedev(seen.stx_dev_major, seen.stx_dev_minor).cast_signed();
        let numbers = [
            seen.stx_mtime.tv_sec,
            seen.stx_mtime.tv_nsec.into(),
            seen.stx_ctime.tv_sec,
            seen.stx_ctime.tv_nsec.into(),
            device,
            seen.stx_ino.cast_signed(),
        ];
        let is_file = FileType::from_raw_mode(seen.stx_mode.into()).is_file();
        is_file.then(|| FileState::of_numbers(seen.stx_size, &numbers))
    }

    /// Returns the version of a regular file, links followed.
    /// It is that by which the file system describes it.
    /// `None` when there is no such file, or it can't be examined.
    #[cfg(not(target_os = "linux"))]
    pub fn at(&mut self, path: &Path) -> Option<FileState> {
        state_at(path)
    }
}

/// Splits a path at its last slash; `None` when it has none, or ends with it.
/// `Path::parent` goes through the components of a path, which takes twice as long as the look at the file.
#[cfg(target_os = "linux")]
fn split(path: &Path) -> Option<(&OsStr, &OsStr)> {
    use std::os::unix::ffi::OsStrExt;
    let bytes = path.as_os_str().as_bytes();
    let slash = bytes.iter().rposition(|byte| *byte == b'/')?;
    let name = bytes.get(slash + 1..).filter(|name| !name.is_empty())?;
    Some((OsStr::from_bytes(&bytes[..slash.max(1)]), OsStr::from_bytes(name)))
}

fn state_at(path: &Path) -> Option<FileState> {
    path.metadata().ok().filter(Metadata::is_file).map(|metadata| FileState::of_file(&metadata))
}

/// A folder, and the time of the last change of its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderState {
    /// Its path as given.
    pub path: PathBuf,
    /// The time at which its names changed, in nanoseconds since 1970. That of its `.gitignore` is added.
    pub modified: i64,
}

impl FolderState {
    /// The time of a folder that may change again without another time.
    const UNKNOWN: i64 = i64::MIN;
    /// The time of something that is not there.
    const MISSING: i64 = i64::MIN + 1;

    /// Returns the state of a folder whose names are listed after this.
    ///
    /// # Errors
    ///
    /// When it can't be examined.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let metadata = path.metadata()?;
        let is_recent = is_recent(&metadata, SystemTime::now());
        let modified = if is_recent { Self::UNKNOWN } else { Self::now(path, &metadata) };
        Ok(Self { path: path.to_owned(), modified })
    }

    /// Returns the state of a folder or file that may be missing.
    /// It counts as changed if it can't be examined.
    pub(super) fn of_any(path: &Path) -> Self {
        Self::of(path).unwrap_or_else(|error| {
            let is_missing = error.kind() == io::ErrorKind::NotFound;
            Self { path: path.to_owned(), modified: if is_missing { Self::MISSING } else { Self::UNKNOWN } }
        })
    }

    /// Reports whether its list of names is unchanged.
    pub fn is_unchanged(&self) -> bool {
        match self.path.metadata() {
            Ok(metadata) => {
                self.modified != Self::UNKNOWN && Self::now(&self.path, &metadata) == self.modified
            }
            Err(error) => self.modified == Self::MISSING && error.kind() == io::ErrorKind::NotFound,
        }
    }

    /// Returns the state of its names and of its rules.
    fn now(path: &Path, metadata: &Metadata) -> i64 {
        let rules = are_left_out().then(|| path.join(RULES).symlink_metadata().ok()).flatten();
        modified(metadata).wrapping_add(rules.map_or(0, |rules| modified(&rules)))
    }
}

/// Returns the time of the last change in nanoseconds since 1970.
pub(super) fn modified(metadata: &Metadata) -> i64 {
    let nanoseconds = |time: SystemTime| match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_nanos()).unwrap_or(i64::MAX),
    };
    metadata.modified().map_or(0, nanoseconds)
}

#[cfg(test)]
mod tests {
    use std::fs;

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
    fn a_look_at_a_file_gives_the_version_that_reading_it_gives() {
        let root = tempfile::tempdir().unwrap();
        let mut reader = StateReader::default();
        for name in ["a/one.md", "a/two.md", "b/one.md", "c.md"] {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, name).unwrap();
            let early = SystemTime::UNIX_EPOCH - Duration::from_millis(1_500);
            fs::File::options().write(true).open(&path).unwrap().set_modified(early).unwrap();
            let wanted = FileState::of_file(&path.metadata().unwrap());
            assert_eq!((reader.at(&path), state_at(&path)), (Some(wanted), Some(wanted)));
        }
        for name in ["a/none.md", "none/one.md", "a"] {
            assert_eq!(reader.at(&root.path().join(name)), None, "{name}");
        }
    }

    #[test]
    fn a_folder_that_was_just_changed_has_no_state_to_trust() {
        let root = tempfile::tempdir().unwrap();
        assert!(!FolderState::of(root.path()).unwrap().is_unchanged());
        std::thread::sleep(TICK * 2);
        let state = FolderState::of(root.path()).unwrap();
        assert!(state.is_unchanged());
        fs::write(root.path().join("one.md"), "").unwrap();
        assert!(!state.is_unchanged());
    }

    #[test]
    fn two_contents_of_one_size_have_two_stamps() {
        assert_ne!(FileState::of_content(3, b"one"), FileState::of_content(3, b"two"));
    }
}
