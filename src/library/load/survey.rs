//! The files of a library and their states, found without reading them.
//!
//! Data that was made from the files (an index, a snapshot) is compared with a [`FolderListing`].

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

use ignore::WalkState;

use super::roots::{EntryKind, Roots};
use super::version::{FolderState, StateReader};
use super::walk::{path_of, walker};
use crate::library::FileState;

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
    /// Its version according to the file system; unknown if it can't be examined.
    pub state: FileState,
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
        let mut gathered = ThreadScan {
            survey: FolderListing::default(),
            states: StateReader::default(),
            sender: sender.clone(),
        };
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
                match FolderState::of(entry.path()) {
                    Ok(folder) => gathered.survey.folders.push(folder),
                    Err(_) => gathered.survey.unread.push(entry.into_path()),
                }
            } else if let EntryKind::Read(target) = roots.judge_entry(&entry) {
                // A file that can't be looked at can't be read either; it has no contents to compare.
                let state = gathered.states.at(&target).unwrap_or_default();
                gathered.survey.files.push(ListedFile { path: entry.into_path(), state });
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
    all.folders.extend(roots.rule_states());
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
    let (mut seen, mut states) = (FolderListing::default(), StateReader::default());
    for path in paths {
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => return None,
            Ok(metadata) => {
                if let EntryKind::Read(target) = roots.judge_path(path, metadata.file_type()) {
                    let state = states.at(&target).unwrap_or_default();
                    seen.files.push(ListedFile { path: path.clone(), state });
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
    states: StateReader,
    sender: std::sync::mpsc::Sender<FolderListing>,
}

impl Drop for ThreadScan {
    fn drop(&mut self) {
        // The receiver is gone only if the whole survey was given up.
        let _ = self.sender.send(std::mem::take(&mut self.survey));
    }
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
}
