//! What `.gitignore` files name. It is left out of a library, except files that the repository tracks.
//!
//! The files count in all folders of a library, and in the folders above it up to the repository's own. Those above
//! do not count if they name the library's folder itself: a folder that is opened by name is read.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::file::open_file;
use super::tracked::Repository;

/// The name of the files with the rules.
pub(in crate::library) const RULES: &str = ".gitignore";

/// The largest file of rules. A larger one does not count, because each rule costs time for each file.
const MOST_BYTES: u64 = 256 << 10;

/// Set when the user wants to read what is ignored, too.
static SHOWN: AtomicBool = AtomicBool::new(false);

/// Includes files that `.gitignore` names in all libraries of this process.
/// By default they are left out.
pub fn show_ignored(shown: bool) {
    SHOWN.store(shown, Ordering::Relaxed);
}

/// Reports whether what `.gitignore` names is left out.
pub(super) fn are_left_out() -> bool {
    !SHOWN.load(Ordering::Relaxed)
}

/// The rules of a library's folders, read on first use.
#[derive(Debug)]
pub(super) struct Ignored {
    /// The library's folders as walked and with links resolved.
    roots: Vec<(PathBuf, PathBuf)>,
    known: Mutex<HashMap<OsString, Arc<Rules>>>,
    /// Set when any rules are known.
    any: AtomicBool,
}

/// The rules for the entries of one folder.
#[derive(Debug, Default)]
struct Rules {
    /// The folder, links resolved.
    real: PathBuf,
    above: Option<Arc<Rules>>,
    own: Option<Gitignore>,
    repository: Option<Arc<Repository>>,
    /// The folder is ignored, so that only tracked files in it count.
    is_ignored: bool,
    /// The folder is ignored and has no tracked files.
    is_left_out: bool,
}

impl Ignored {
    /// Makes the rules of a library with these folders.
    pub fn new(walked: &[PathBuf], real: &[PathBuf]) -> Self {
        let roots = walked.iter().cloned().zip(real.iter().cloned()).collect();
        Self { roots, known: Mutex::default(), any: AtomicBool::new(false) }
    }

    /// Reads the rules for the library's folders before they are walked.
    pub fn prepare(&self) {
        for (walked, _) in &self.roots {
            self.rules(walked);
        }
    }

    /// Reports whether a walk from the folders above continues to this entry.
    pub fn is_walked(&self, path: &Path, is_folder: bool) -> bool {
        if self.has_rules() && path.parent().is_some_and(|folder| self.rules(folder).is_left_out) {
            return false;
        }
        if is_folder {
            self.rules(path);
        }
        true
    }

    /// Reports whether any folder that was walked so far has rules.
    pub fn has_rules(&self) -> bool {
        self.any.load(Ordering::Relaxed)
    }

    /// Reports whether a file or folder is left out.
    pub fn leave_out(&self, path: &Path, is_folder: bool) -> bool {
        let Some((folder, name)) = path.parent().zip(path.file_name()) else { return false };
        let rules = self.rules(folder);
        if rules.is_left_out {
            return true;
        }
        let real = rules.real.join(name);
        rules.ignore(&real, is_folder) && !rules.may_track(&real)
    }

    /// Returns the files outside the library that decide what is ignored.
    /// They are the rules of folders above, and the lists of what repositories track.
    pub fn files_outside(&self) -> BTreeSet<PathBuf> {
        if !self.has_rules() {
            return BTreeSet::new();
        }
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let repositories = known.values().filter_map(|rules| rules.repository.as_ref());
        let indexes = repositories.filter_map(|repository| repository.index());
        let is_root = |rules: &Rules| self.roots.iter().any(|(_, real)| *real == rules.real);
        let roots = known.values().filter(|rules| is_root(rules));
        let above = roots
            .flat_map(|root| std::iter::successors(root.above.as_deref(), |rules| rules.above.as_deref()));
        let above = above.filter(|rules| rules.own.is_some()).map(|rules| rules.real.join(RULES));
        above.chain(indexes).collect()
    }

    /// Returns the rules for the entries of a folder of the library.
    fn rules(&self, folder: &Path) -> Arc<Rules> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rules) = known().get(folder.as_os_str()) {
            return Arc::clone(rules);
        }
        let root = self.roots.iter().find(|(walked, _)| folder.starts_with(walked));
        let rules = match (root, folder.parent(), folder.file_name()) {
            (Some((walked, real)), ..) if folder == walked => Rules::at(real),
            (Some(_), Some(parent), Some(name)) => Rules::below(&self.rules(parent), name.as_ref()),
            _ => Rules::default(),
        };
        if rules.above.is_some() || rules.own.is_some() {
            self.any.store(true, Ordering::Relaxed);
        }
        let rules = Arc::new(rules);
        known().insert(folder.as_os_str().to_owned(), Arc::clone(&rules));
        rules
    }
}

impl Rules {
    /// Makes the rules for a library's own folder.
    /// They include those of the folders above in its repository.
    fn at(root: &Path) -> Self {
        let top = root.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok());
        let Some(inner) = top.and_then(|top| root.strip_prefix(top).ok()) else { return Self::of(root) };
        let mut rules = Self::of(top.unwrap_or(root));
        for name in inner {
            rules = Self::below(&Arc::new(rules), name.as_ref());
        }
        if rules.is_ignored {
            let repository = rules.repository;
            return Self { repository, ..Self::of(root) };
        }
        rules
    }

    /// Makes the rules for a folder within another one.
    fn below(above: &Arc<Self>, name: &Path) -> Self {
        let real = above.real.join(name);
        let is_ignored = above.ignore(&real, true);
        let is_left_out = above.is_left_out || (is_ignored && !above.may_track(&real));
        if is_left_out {
            return Self { real, is_ignored, is_left_out, above: Some(Arc::clone(above)), ..Self::default() };
        }
        let own = Self::of(&real);
        if own.repository.is_some() {
            // Another repository has rules of its own.
            return own;
        }
        let repository = above.repository.clone();
        // Folders without rules need not be asked.
        let above = if above.own.is_some() || above.is_ignored {
            Some(Arc::clone(above))
        } else {
            above.above.clone()
        };
        Self { above, repository, is_ignored, ..own }
    }

    /// Makes the rules of a folder alone.
    fn of(real: &Path) -> Self {
        let repository = Repository::at(real).map(Arc::new);
        Self { real: real.to_owned(), own: read(real), repository, ..Self::default() }
    }

    /// Reports whether the rules ignore an entry. The nearest rule counts, but nothing in an ignored folder returns.
    fn ignore(&self, path: &Path, is_folder: bool) -> bool {
        let folders = std::iter::successors(Some(self), |rules| rules.above.as_deref());
        let decided = folders.filter_map(|rules| rules.own.as_ref()).find_map(|own| {
            let found = own.matched(path, is_folder);
            (!found.is_none()).then(|| found.is_ignore())
        });
        self.is_ignored || decided.unwrap_or(false)
    }

    fn may_track(&self, path: &Path) -> bool {
        self.repository.as_ref().is_some_and(|repository| repository.may_track(path))
    }
}

/// Reads the rules of a folder, if it has any. A line that is no rule does not count, nor does a link.
fn read(folder: &Path) -> Option<Gitignore> {
    let path = folder.join(RULES);
    let metadata = path.symlink_metadata().ok()?;
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return None;
    }
    let bytes = open_file(&path).ok()?;
    let mut builder = GitignoreBuilder::new(folder);
    for line in String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines() {
        // An error is about this line alone.
        let _ = builder.add_line(None, line);
    }
    builder.build().ok().filter(|rules| !rules.is_empty())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use tempfile::TempDir;

    use super::super::tracked::tests::index;
    use super::*;
    use crate::library::load::{load, survey, survey_files};

    fn folder(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    /// Returns the files that are read. Loading, a survey and a look at each file must agree.
    fn read_of(root: &Path) -> Vec<String> {
        let roots = [root.to_owned()];
        let names = |paths: Vec<PathBuf>| -> Vec<String> {
            let name = |path: &PathBuf| path.strip_prefix(root).unwrap().display().to_string();
            paths.iter().map(name).map(|name| name.replace('\\', "/")).collect()
        };
        let loaded = load(&roots);
        let read: Vec<PathBuf> = loaded.library.records().map(|(_, record)| record.path()).collect();
        let surveyed = survey(&roots);
        let seen: Vec<PathBuf> = surveyed.files.into_iter().map(|file| file.path).collect();
        let mut read = names(read);
        read.sort();
        assert_eq!(read, names(seen));
        let mut every = BTreeSet::new();
        for folder in surveyed.folders.iter().filter(|folder| folder.path.is_dir()) {
            let entries = fs::read_dir(&folder.path).unwrap().map(|entry| entry.unwrap().path());
            every.extend(entries.filter(|path| path.is_file()));
        }
        let mut alone =
            names(survey_files(&roots, &every).unwrap().files.into_iter().map(|file| file.path).collect());
        alone.sort();
        assert_eq!(read, alone);
        read
    }

    #[test]
    fn rules_nest_negate_and_name_folders_and_files() {
        let folder = folder(&[
            (".gitignore", "\u{feff}build/\n*.tmp.md\n!keep.tmp.md\n/top.md\n# no rule\n[\n"),
            ("a.md", ""),
            ("top.md", ""),
            ("b.tmp.md", ""),
            ("keep.tmp.md", ""),
            ("build/one.md", ""),
            ("build/deep/two.md", ""),
            ("notes/top.md", ""),
            ("notes/.gitignore", "!b.tmp.md\nprivate\n"),
            ("notes/b.tmp.md", ""),
            ("notes/c.tmp.md", ""),
            ("notes/private/d.md", ""),
            ("notes/in/private/d.md", ""),
            ("plain/build.md", ""),
        ]);
        let read = ["a.md", "keep.tmp.md", "notes/b.tmp.md", "notes/top.md", "plain/build.md"];
        assert_eq!(read_of(folder.path()), read);
        let loaded = load(&[folder.path().to_owned()]);
        assert!(loaded.skipped.iter().all(|skipped| skipped.is_on_purpose()));
        assert_eq!(loaded.skipped.len(), 6);
    }

    #[test]
    fn tracked_files_are_read_even_in_ignored_folders() {
        let folder = folder(&[
            (".gitignore", "docs/\nown.md\n"),
            ("docs/a.md", ""),
            ("docs/b.md", ""),
            ("docs/deep/c.md", ""),
            ("docs/other/d.md", ""),
            ("own.md", ""),
            ("in/own.md", ""),
        ]);
        let git = folder.path().join(".git");
        fs::create_dir(&git).unwrap();
        assert_eq!(read_of(folder.path()), [""; 0]);
        fs::write(git.join("index"), index(2, 20, &["docs/a.md", "docs/deep/c.md", "in/own.md"], b""))
            .unwrap();
        assert_eq!(read_of(folder.path()), ["docs/a.md", "docs/deep/c.md", "in/own.md"]);
        fs::write(git.join("index"), "damaged").unwrap();
        assert_eq!(read_of(folder.path()).len(), 6, "nothing may get lost");
    }

    #[test]
    fn rules_above_the_library_count_up_to_the_repository() {
        let folder = folder(&[
            (".gitignore", "*.md\n"),
            ("repository/.git/HEAD", ""),
            ("repository/.gitignore", "drafts/\nprivate/\n"),
            ("repository/notes/a.md", ""),
            ("repository/notes/drafts/b.md", ""),
            ("repository/private/c.md", ""),
            ("repository/private/drafts/d.md", ""),
        ]);
        let repository = folder.path().join("repository");
        assert_eq!(read_of(&repository), ["notes/a.md"]);
        assert_eq!(read_of(&repository.join("notes")), ["a.md"]);
        // A folder that is opened by name is read.
        assert_eq!(read_of(&repository.join("private")), ["c.md", "drafts/d.md"]);
        // Without a repository, only rules inside the library count.
        fs::remove_dir_all(repository.join(".git")).unwrap();
        assert_eq!(read_of(&repository.join("notes")), ["a.md", "drafts/b.md"]);
    }

    #[test]
    fn changed_rules_make_a_folder_count_as_changed() {
        let folder = folder(&[(".gitignore", "a.md\n"), ("a.md", "")]);
        // A folder that was just changed cannot be trusted.
        std::thread::sleep(std::time::Duration::from_millis(150));
        let seen = survey(&[folder.path().to_owned()]).folders;
        assert!(seen.iter().all(crate::library::load::FolderState::is_unchanged));
        let rules = fs::File::options().write(true).open(folder.path().join(RULES)).unwrap();
        rules.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        assert!(!seen.iter().any(crate::library::load::FolderState::is_unchanged));
    }

    #[cfg(unix)]
    #[test]
    fn rules_that_are_a_link_a_pipe_or_too_large_do_not_count() {
        let folder = folder(&[("a.md", ""), ("rules", "a.md\n")]);
        let rules = folder.path().join(RULES);
        std::os::unix::fs::symlink(folder.path().join("rules"), &rules).unwrap();
        assert_eq!(read_of(folder.path()), ["a.md"]);
        fs::remove_file(&rules).unwrap();
        fs::write(&rules, "a.md\n".repeat(60_000)).unwrap();
        assert_eq!(read_of(folder.path()), ["a.md"]);
        fs::remove_file(&rules).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&rules).status().unwrap().success());
        let surveyed = survey(&[folder.path().to_owned()]);
        assert_eq!(surveyed.files.len(), 1);
    }
}
