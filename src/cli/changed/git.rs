//! The state of a folder on a day, from git.
//!
//! git is run with arguments, never through a shell, and only with commands that run nothing of the repository's:
//! no diffs, no filters, no hooks. Files are requested by the numbers of their contents, so that no name of a file
//! is ever part of a command. A repository that takes its objects from elsewhere, or would fetch them, is refused.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::ask::{Contents, ask};
use crate::clean;
use crate::cli::CommandError;
use crate::date::Day;
use crate::library::{self, Library};
use crate::text::Clean;

/// The history of a folder on a day.
pub(super) enum FolderHistory {
    /// Kept in git.
    Kept(Checkout),
    /// Not kept in git, with the reason.
    NotKept(Clean),
}

/// A folder as it was on a day.
pub(super) struct Checkout {
    folder: PathBuf,
    /// The number of each file's content, by its path in the folder.
    files: HashMap<PathBuf, String>,
    contents: Contents,
}

impl FolderHistory {
    /// Returns the folder at the beginning of a day.
    ///
    /// # Errors
    ///
    /// Fails where a repository is there but can't be read, or does not reach back to that day.
    pub fn at(folder: &Path, day: Day) -> Result<Self, CommandError> {
        let root = if folder.is_file() { folder.parent().unwrap_or(Path::new(".")) } else { folder };
        let folder = if folder.is_file() { root.to_owned() } else { folder.to_owned() };
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let unread = |why: Clean| {
            CommandError::new("git", clean!("cannot read the git history of {}: {why}", root.display()))
        };
        if !is_in_repository(root) {
            return Ok(Self::NotKept(clean!("the folder {} is not in a git repository", root.display())));
        }
        if library::is_secure() {
            return Err(unread(clean!("git is not started while BRIEFING_SECURE is set")));
        }
        let is_shallow = examine(root).map_err(unread)?;
        if ask(root, &["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).map_err(unread)?.is_none() {
            return Err(unread(clean!("the repository has no commit, or its HEAD is broken")));
        }
        // A folder in another repository, which git does not track there, has no history.
        if said(root, &["ls-tree", "-z", "--name-only", "HEAD"]).map_err(unread)?.is_empty() {
            return Ok(Self::NotKept(clean!("git tracks no file in {}", root.display())));
        }
        // Along the first parents only: the commits of a branch that was merged later were not there yet.
        // The last second before the day begins here: a commit at midnight belongs to the day.
        let before = format!("--min-age={}", day.local_start().saturating_sub(1).max(0));
        let commit =
            said(root, &["rev-list", "-1", "--first-parent", &before, "HEAD", "--"]).map_err(unread)?;
        let commit = String::from_utf8_lossy(&commit);
        let files = match commit.trim() {
            "" if is_shallow => {
                return Err(unread(clean!("the repository is a shallow clone that begins after {day}"))
                    .hint(clean!("try `git fetch --unshallow`")));
            }
            // It was begun later: nothing was there then.
            "" => HashMap::new(),
            commit => parse(&said(root, &["ls-tree", "-r", "-z", commit]).map_err(unread)?),
        };
        let contents = Contents::start(root).map_err(unread)?;
        Ok(Self::Kept(Checkout { folder, files, contents }))
    }
}

impl Checkout {
    /// The path of a briefing in the folder; nothing when it is in another one.
    pub fn inner(&self, path: &Path) -> Option<PathBuf> {
        path.strip_prefix(&self.folder).ok().map(Path::to_owned)
    }

    /// Returns the text of a file, if it was there.
    pub fn text(&mut self, inner: &Path) -> Result<Option<Vec<u8>>, CommandError> {
        let Some(number) = self.files.get(inner) else { return Ok(None) };
        let unread = |why| {
            CommandError::new("git", clean!("cannot read the git history of {}: {why}", inner.display()))
        };
        self.contents.of(number).map(Some).map_err(unread)
    }

    /// Returns the briefings that are not there any more, in order.
    pub fn gone(&self, library: &Library) -> Vec<PathBuf> {
        let is_briefing = |path: &PathBuf| {
            let ending = path.extension().and_then(|ending| ending.to_str());
            let hidden = path.iter().any(|part| part.as_encoded_bytes().starts_with(b"."));
            matches!(ending, Some("md" | "markdown" | "mdx")) && !hidden
        };
        let paths = self.files.keys().filter(|path| is_briefing(path)).map(|path| self.folder.join(path));
        let mut gone: Vec<PathBuf> = paths.filter(|path| library.at_path(path).is_none()).collect();
        gone.sort();
        gone
    }
}

/// Reports whether a folder or one above it holds a repository.
/// git itself would not distinguish that from one that it can't read.
fn is_in_repository(root: &Path) -> bool {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    root.ancestors().any(|folder| fs::symlink_metadata(folder.join(".git")).is_ok())
}

/// Refuses a repository that lacks some of its objects.
/// Returns whether it is a shallow clone.
fn examine(root: &Path) -> Result<bool, Clean> {
    let asked =
        said(root, &["rev-parse", "--is-shallow-repository", "--git-path", "objects/info/alternates"])?;
    let asked = asked.strip_suffix(b"\n").unwrap_or(&asked);
    let line = asked.iter().position(|byte| *byte == b'\n').ok_or_else(|| clean!("git is too old"))?;
    let alternates = path_of(&asked[line + 1..]).map(|path| root.join(path));
    // It is only looked at: a file that is not regular could block the read.
    let is_empty =
        |path: PathBuf| fs::symlink_metadata(path).map_or(true, |file| file.is_file() && file.len() == 0);
    if !alternates.is_some_and(is_empty) {
        return Err(clean!("the repository borrows objects from another one (objects/info/alternates)"));
    }
    let promised = r"^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$";
    if ask(root, &["config", "--get-regexp", promised])?.is_some() {
        return Err(clean!("the repository is a partial clone, and missing objects are never fetched"));
    }
    Ok(&asked[..line] == b"true")
}

/// Returns the output of git, where there must be some.
fn said(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, Clean> {
    ask(root, arguments)?.ok_or_else(|| clean!("git {} failed", arguments.first().unwrap_or(&"")))
}

/// Reads `<mode> <type> <number>\t<path>`, each ended by a NUL byte.
fn parse(listing: &[u8]) -> HashMap<PathBuf, String> {
    let entry = |entry: &[u8]| {
        let tab = entry.iter().position(|byte| *byte == b'\t')?;
        let mut words = std::str::from_utf8(&entry[..tab]).ok()?.split(' ');
        let (mode, kind, number) = (words.next()?, words.next()?, words.next()?);
        // Links and other repositories have no text.
        let is_file = kind == "blob" && mode.starts_with("100");
        let path = path_of(&entry[tab + 1..])?;
        is_file.then(|| (path, number.to_owned()))
    };
    listing.split(|byte| *byte == 0).filter_map(entry).collect()
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(PathBuf::from(OsString::from_vec(bytes.to_vec())))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    String::from_utf8(bytes.to_vec()).ok().map(OsString::from).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_may_have_anything_in_them() {
        let listing =
            b"100644 blob aa\tplain.md\x00100755 blob bb\tnew\nline.md\x00120000 blob cc\tlink.md\0\
                        040000 tree dd\tfolder\x00160000 commit ee\tother\0garbage\0";
        let mut files: Vec<_> = parse(listing).into_iter().collect();
        files.sort();
        let expected =
            [(PathBuf::from("new\nline.md"), "bb".to_owned()), (PathBuf::from("plain.md"), "aa".to_owned())];
        assert_eq!(files, expected);
    }
}
