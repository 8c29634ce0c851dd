//! The files of a library and their states, found without reading them.
//!
//! Data that was made from the files (an index, a snapshot) is compared with a [`FolderListing`].

use std::collections::BTreeSet;
#[cfg(target_os = "linux")]
use std::ffi::OsStr;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::{SystemTime, UNIX_EPOCH};

use ignore::WalkState;

use super::ignored::{RULES, are_left_out};
use super::roots::{EntryKind, Roots};
use super::walk::{path_of, walker};

/// The files and folders of a library.
#[derive(Clone, Debug, Default)]
pub struct FolderListing {
    /// The briefings, in the order of their paths.
    pub files: Vec<ListedFile>,
    /// The folders that were walked.
    pub folders: Vec<FolderState>,
    /// The expected paths that could not be examined. Nothing is known of what is at and below them.
    pub unread: Vec<PathBuf>,
}

/// A file that is a briefing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Its path as a library has it.
    pub path: PathBuf,
    /// The state of its contents according to the file system.
    pub stamp: FileStamp,
}

/// The identity of a state of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileStamp {
    /// Its size in bytes.
    pub size: u64,
    /// The time of the last write, in nanoseconds since 1970.
    pub modified: i64,
    /// The inode number; 0 on systems without inodes.
    pub inode: u64,
}

/// A folder, and the time of the last change of its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderState {
    /// Its path as given.
    pub path: PathBuf,
    /// The time at which its names changed, in nanoseconds since 1970. That of its `.gitignore` is added.
    pub modified: i64,
}

impl FileStamp {
    /// Returns the stamp of a file, links followed.
    ///
    /// # Errors
    ///
    /// When it does not exist or can't be examined.
    pub fn of(path: &Path) -> io::Result<Self> {
        Ok(Self::from(&path.metadata()?))
    }
}

impl From<&Metadata> for FileStamp {
    fn from(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Self { size: metadata.len(), modified: modified(metadata), inode }
    }
}

impl FolderState {
    /// Reports whether its list of names is unchanged.
    pub fn is_unchanged(&self) -> bool {
        self.path.metadata().is_ok_and(|metadata| Self::state(&self.path, &metadata) == self.modified)
    }

    /// Returns the state of its names and of its rules.
    fn state(path: &Path, metadata: &Metadata) -> i64 {
        let rules = are_left_out().then(|| path.join(RULES).symlink_metadata().ok()).flatten();
        modified(metadata).wrapping_add(rules.map_or(0, |rules| modified(&rules)))
    }
}

/// Takes the stamps of many files in turn.
/// A folder is opened once for all successive files in it, which spares the system a third of its work.
#[derive(Debug, Default)]
pub struct StatReader {
    #[cfg(target_os = "linux")]
    folder: Option<(PathBuf, std::os::fd::OwnedFd)>,
}

impl StatReader {
    /// Returns the stamp of a file, links followed.
    ///
    /// # Errors
    ///
    /// When it does not exist or can't be examined.
    #[cfg(target_os = "linux")]
    pub fn at(&mut self, path: &Path) -> io::Result<FileStamp> {
        use rustix::fs::{AtFlags, CWD, Mode, OFlags, StatxFlags, openat, statx};
        let Some((folder, name)) = split(path) else { return FileStamp::of(path) };
        let handle = match &self.folder {
            Some((known, handle)) if known.as_os_str() == folder => handle,
            _ => {
                let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
                let handle = openat(CWD, folder, flags, Mode::empty())?;
                &self.folder.insert((folder.into(), handle)).1
            }
        };
        let wanted = StatxFlags::SIZE | StatxFlags::MTIME | StatxFlags::INO;
        let Ok(seen) = statx(handle, name, AtFlags::empty(), wanted) else { return FileStamp::of(path) };
        let modified = seen.stx_mtime.tv_sec.saturating_mul(1_000_000_000);
        let modified = modified.saturating_add(i64::from(seen.stx_mtime.tv_nsec));
        Ok(FileStamp { size: seen.stx_size, modified, inode: seen.stx_ino })
    }

    /// Returns the stamp of a file, links followed.
    ///
    /// # Errors
    ///
    /// When it does not exist or can't be examined.
    #[cfg(not(target_os = "linux"))]
    pub fn at(&mut self, path: &Path) -> io::Result<FileStamp> {
        FileStamp::of(path)
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

/// Returns the folders with links resolved, without those inside others.
/// The first of a pair is the folder as given, the second identifies the library however it was named. A missing
/// folder gets the path at which it is expected.
pub fn real_folders(folders: &[PathBuf]) -> Vec<(PathBuf, PathBuf)> {
    let roots = Roots::new(folders);
    let away: Vec<(PathBuf, PathBuf)> =
        roots.missing.iter().map(|(given, _)| (given.clone(), place_of(given))).collect();
    let mut all: Vec<(PathBuf, PathBuf)> = roots.walked.into_iter().zip(roots.real).collect();
    for (given, place) in away {
        if !all.iter().any(|(_, real)| place.starts_with(real)) {
            all.push((given, place));
        }
    }
    all
}

/// Returns the resolved path that a missing folder would have. The part of its path that exists is resolved.
fn place_of(given: &Path) -> PathBuf {
    let whole = std::path::absolute(given).unwrap_or_else(|_| given.to_owned());
    let there = whole.ancestors().skip(1).find_map(|above| Some((above, above.canonicalize().ok()?)));
    let place = there.and_then(|(above, real)| Some(real.join(whole.strip_prefix(above).ok()?)));
    place.unwrap_or(whole)
}

/// Looks at all briefings of these folders, or files. The rules are those of loading.
pub fn survey(folders: &[PathBuf]) -> FolderListing {
    let roots = Roots::new(folders);
    let unread = roots.missing.iter().map(|(path, _)| path.clone()).collect();
    let mut all = FolderListing { unread, ..FolderListing::default() };
    let Some(walker) = walker(&roots) else { return all };
    let (sender, receiver) = channel();
    walker.run(|| {
        let roots = &roots;
        let mut gathered = ThreadScan { survey: FolderListing::default(), sender: sender.clone() };
        Box::new(move |entry| {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    // If the error does not name a path, any path may be concerned.
                    let path = path_of(&error).map(Path::to_owned);
                    gathered
                        .survey
                        .unread
                        .extend(path.map_or_else(|| roots.walked.clone(), |path| vec![path]));
                    return WalkState::Continue;
                }
            };
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            if is_folder {
                match entry.path().metadata() {
                    Ok(metadata) => {
                        let modified = FolderState::state(entry.path(), &metadata);
                        let folder = FolderState { path: entry.into_path(), modified };
                        gathered.survey.folders.push(folder);
                    }
                    Err(_) => gathered.survey.unread.push(entry.into_path()),
                }
            } else if let EntryKind::Read(target) = roots.judge_entry(&entry) {
                // A file that can't be looked at can't be read either; it has no contents to compare.
                let stamp = FileStamp::of(&target).unwrap_or_default();
                gathered.survey.files.push(ListedFile { path: entry.into_path(), stamp });
            }
            WalkState::Continue
        })
    });
    drop(sender);
    for part in receiver {
        all.files.extend(part.files);
        all.folders.extend(part.folders);
        all.unread.extend(part.unread);
    }
    // By their bytes: comparing paths by components took half of the time of a survey.
    all.files.sort_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
    all.folders.sort_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
    all.unread.sort_unstable();
    all.unread.dedup();
    all
}

/// Looks at these files alone, which may be new, changed or gone.
/// The answer has no folders. `None` when one of the paths is a folder, or can't be examined: then a whole survey
/// is needed.
pub fn survey_files(folders: &[PathBuf], paths: &BTreeSet<PathBuf>) -> Option<FolderListing> {
    let roots = Roots::new(folders);
    let mut seen = FolderListing::default();
    for path in paths {
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => return None,
            Ok(metadata) => {
                if let EntryKind::Read(target) = roots.judge_path(path, metadata.file_type()) {
                    let stamp = FileStamp::of(&target).unwrap_or_default();
                    seen.files.push(ListedFile { path: path.clone(), stamp });
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(_) => return None,
        }
    }
    roots.missing.is_empty().then_some(seen)
}

/// The results of one thread, handed over when it ends.
struct ThreadScan {
    survey: FolderListing,
    sender: std::sync::mpsc::Sender<FolderListing>,
}

impl Drop for ThreadScan {
    fn drop(&mut self) {
        // The receiver is gone only if the whole survey was given up.
        let _ = self.sender.send(std::mem::take(&mut self.survey));
    }
}

fn modified(metadata: &Metadata) -> i64 {
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

    fn names(survey: &FolderListing, root: &Path) -> Vec<String> {
        let name = |file: &ListedFile| {
            file.path.strip_prefix(root).unwrap().display().to_string().replace('\\', "/")
        };
        survey.files.iter().map(name).collect()
    }

    #[test]
    fn a_survey_sees_what_loading_reads() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        fs::create_dir_all(at("a/.hidden")).unwrap();
        fs::create_dir_all(at("a/node_modules/b")).unwrap();
        for name in [
            "a/one.md",
            "two.markdown",
            "three.txt",
            ".dot.md",
            "a/.hidden/four.md",
            "a/node_modules/five.md",
            "a/node_modules/b/six.md",
            "my_node_modules.md",
        ] {
            fs::write(at(name), "text").unwrap();
        }
        // Elsewhere a link needs a right that tests do not have.
        #[cfg(unix)]
        std::os::unix::fs::symlink(at("a/one.md"), at("again.md")).unwrap();
        let folders = [root.path().to_owned()];
        let seen = survey(&folders);
        assert_eq!(names(&seen, root.path()), ["a/one.md", "my_node_modules.md", "two.markdown"]);
        assert_eq!(seen.files.len(), crate::library::load(&folders).library.len());
        assert_eq!(seen.folders.len(), 3);
    }

    #[test]
    fn packages_are_left_out_and_reported_unless_the_library_is_of_them() {
        let root = tempfile::tempdir().unwrap();
        let package = root.path().join("node_modules/b");
        fs::create_dir_all(package.join("node_modules/c")).unwrap();
        for name in
            ["node_modules/five.md", "node_modules/b/six.md", "node_modules/b/node_modules/c/seven.md"]
        {
            fs::write(root.path().join(name), "text").unwrap();
        }
        let of = |folder: &Path| {
            let folders = [folder.to_owned()];
            let loaded = crate::library::load(&folders);
            let every: BTreeSet<PathBuf> = ["five.md", "b/six.md", "b/node_modules/c/seven.md"]
                .into_iter()
                .map(|name| root.path().join("node_modules").join(name))
                .filter(|path| path.starts_with(folder))
                .collect();
            let looked_at = survey_files(&folders, &every).unwrap();
            assert_eq!(names(&looked_at, root.path()), names(&survey(&folders), root.path()));
            assert!(loaded.skipped.iter().all(super::super::Skipped::is_on_purpose));
            (names(&looked_at, root.path()), loaded.skipped.len())
        };
        assert_eq!(of(root.path()), (vec![], 1));
        assert_eq!(of(&package), (vec!["node_modules/b/six.md".to_owned()], 1));
        let five = "node_modules/five.md".to_owned();
        let both = vec!["node_modules/b/six.md".to_owned(), five];
        assert_eq!(of(&root.path().join("node_modules")), (both, 1));
    }

    #[test]
    fn a_glance_sees_what_a_survey_sees() {
        let root = tempfile::tempdir().unwrap();
        for name in ["a/one.md", "a/two.md", "b/one.md", "c.md"] {
            fs::create_dir_all(root.path().join(name).parent().unwrap()).unwrap();
            fs::write(root.path().join(name), name).unwrap();
        }
        let early = SystemTime::UNIX_EPOCH - std::time::Duration::from_millis(1_500);
        fs::File::options().write(true).open(root.path().join("c.md")).unwrap().set_modified(early).unwrap();
        let mut stats = StatReader::default();
        let seen = survey(&[root.path().to_owned()]);
        assert_eq!(seen.files.len(), 4);
        for file in seen.files {
            assert_eq!(stats.at(&file.path).unwrap(), file.stamp, "{}", file.path.display());
        }
        assert!(stats.at(&root.path().join("a/none.md")).is_err());
        assert!(stats.at(&root.path().join("none/one.md")).is_err());
    }

    #[test]
    fn a_changed_file_has_another_stamp_and_a_new_one_changes_its_folder() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("one.md");
        fs::write(&file, "text").unwrap();
        let before = survey(&[root.path().to_owned()]);
        fs::write(&file, "longer text").unwrap();
        assert_ne!(FileStamp::of(&file).unwrap(), before.files[0].stamp);
        std::thread::sleep(std::time::Duration::from_millis(20));
        fs::write(root.path().join("two.md"), "").unwrap();
        assert!(!before.folders[0].is_unchanged());
    }
}
