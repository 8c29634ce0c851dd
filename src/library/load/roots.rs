//! The choice of files: rules for links, special files and other formats.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::FileType;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::DirEntry;

use super::SkipReason;
use super::ignored::{self, Ignored};
use super::version::FolderState;

/// The folders to walk, as given and with links resolved.
#[derive(Debug)]
pub(super) struct Roots {
    pub walked: Vec<PathBuf>,
    pub real: Vec<PathBuf>,
    pub missing: Vec<(PathBuf, String)>,
    /// The files that `.gitignore` names; `None` when that is read, too.
    pub ignored: Option<Arc<Ignored>>,
}

/// The decision about an entry of the walk.
pub(super) enum EntryKind {
    /// A briefing, to be read from this path.
    Read(PathBuf),
    /// A briefing that is not read.
    Skip(SkipReason),
    /// Something that is not a briefing.
    Ignore,
}

impl Roots {
    /// Makes roots without those that are inside another one. So no file is read twice.
    /// What `.gitignore` names is left out, unless the user wants to read it.
    pub fn new(folders: &[PathBuf]) -> Self {
        let mut roots = Self { walked: Vec::new(), real: Vec::new(), missing: Vec::new(), ignored: None };
        let mut found = Vec::new();
        for folder in folders {
            match folder.canonicalize() {
                Ok(real) => found.push((folder.clone(), real)),
                Err(error) => roots.missing.push((folder.clone(), error.to_string())),
            }
        }
        let all: HashSet<PathBuf> = found.iter().map(|(_, real)| real.clone()).collect();
        for (given, real) in found {
            let inside = real.ancestors().skip(1).any(|above| all.contains(above));
            if !inside && !roots.real.contains(&real) {
                roots.walked.push(given);
                roots.real.push(real);
            }
        }
        let leaves_out = ignored::are_left_out();
        roots.ignored = leaves_out.then(|| Arc::new(Ignored::new(&roots.walked, &roots.real)));
        roots
    }

    /// Reports whether a real path is below one of the roots.
    pub fn hold(&self, target: &Path) -> bool {
        self.real.iter().any(|root| target.starts_with(root))
    }

    /// Returns the states of the rules that are outside of the library.
    pub fn rule_states(&self) -> Vec<FolderState> {
        let files = self.ignored.as_ref().map(|ignored| ignored.files_outside()).unwrap_or_default();
        files.iter().map(|file| FolderState::of_any(file)).collect()
    }

    /// Reports whether the walk reaches a place.
    /// It does if the way to it from a root has no hidden folder and no folder of packages, and it is not ignored.
    fn walk_past(&self, target: &Path) -> bool {
        let roots = || self.walked.iter().zip(&self.real);
        let inner = roots().find_map(|(walked, real)| Some((walked, target.strip_prefix(real).ok()?)));
        inner.is_some_and(|(walked, inner)| {
            !inner.components().any(|part| is_passed_over(part.as_os_str()))
                && !self.ignored.as_ref().is_some_and(|ignored| ignored.leave_out(&walked.join(inner), false))
        })
    }
}

/// The folder that package managers fill. It holds thousands of texts by other authors.
const PACKAGES: &str = "node_modules";

/// Reports whether a file or folder of this name is passed over.
/// Hidden ones, and packages, below a library's folder are no part of the library. A library can still be such a
/// folder itself.
pub(in crate::library) fn is_passed_over(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".") || name == PACKAGES
}

/// Reports whether the walk continues to an entry.
/// A folder of packages is visited, to be reported, but not its contents.
pub(super) fn is_walked(entry: &DirEntry) -> bool {
    let path = entry.path().as_os_str().as_encoded_bytes();
    let folder = path.len().checked_sub(entry.file_name().len() + 1).map_or(path, |end| &path[..end]);
    // Compared by bytes, because each file of a library passes here.
    let above = folder.strip_suffix(PACKAGES.as_bytes());
    entry.depth() < 2 || !above.is_some_and(|above| above.ends_with(b"/") || above.ends_with(b"\\"))
}

impl Roots {
    /// Decides about an entry of the walk.
    pub fn judge_entry(&self, entry: &DirEntry) -> EntryKind {
        let (path, is_root) = (entry.path(), entry.depth() == 0);
        let Some(kind) = entry.file_type() else { return EntryKind::Ignore };
        if let Some(ignored) = self.ignored.as_ref().filter(|ignored| !is_root && ignored.has_rules())
            && (kind.is_dir() || is_markdown(path))
            && ignored.leave_out(path, kind.is_dir())
        {
            return EntryKind::Skip(SkipReason::Ignored);
        }
        self.judge(path, kind, is_root)
    }

    /// Decides about a path that no walk has reached.
    pub fn judge_path(&self, path: &Path, kind: FileType) -> EntryKind {
        let inner = self.walked.iter().find_map(|root| path.strip_prefix(root).ok()).unwrap_or(path);
        if inner.components().any(|part| is_passed_over(part.as_os_str())) {
            return EntryKind::Ignore;
        }
        let is_root = inner.as_os_str().is_empty();
        if !is_root
            && is_markdown(path)
            && self.ignored.as_ref().is_some_and(|ignored| ignored.leave_out(path, false))
        {
            return EntryKind::Skip(SkipReason::Ignored);
        }
        self.judge(path, kind, is_root)
    }

    /// Decides about the file or folder at a path.
    fn judge(&self, path: &Path, kind: FileType, is_root: bool) -> EntryKind {
        if kind.is_symlink() && !is_root {
            self.judge_link(path)
        } else if kind.is_dir() && !is_root && path.file_name().is_some_and(|name| name == PACKAGES) {
            EntryKind::Skip(SkipReason::Packages)
        } else if kind.is_dir() || !(is_markdown(path) || is_root) {
            EntryKind::Ignore
        } else if kind.is_file() || kind.is_symlink() {
            EntryKind::Read(path.to_owned())
        } else {
            EntryKind::Skip(SkipReason::NotAFile(special(kind)))
        }
    }

    /// Decides about a link.
    /// Links are followed to files inside the library only. A file that the walk finds in its own place is not
    /// read twice, or each of its statements would count twice; so no link to a folder is followed, and no loop
    /// can arise.
    fn judge_link(&self, path: &Path) -> EntryKind {
        let target = match path.canonicalize() {
            Ok(target) => target,
            Err(error) if is_markdown(path) => {
                return EntryKind::Skip(SkipReason::Unreadable(error.to_string()));
            }
            Err(_) => return EntryKind::Ignore,
        };
        let is_folder = target.is_dir();
        if !is_folder && !is_markdown(path) {
            EntryKind::Ignore
        } else if !self.hold(&target) {
            EntryKind::Skip(SkipReason::Outside(target))
        } else if is_folder || (self.walk_past(&target) && is_markdown(&target)) {
            EntryKind::Skip(SkipReason::SameAs(target))
        } else {
            EntryKind::Read(target)
        }
    }
}

/// Reports whether a path has the ending of a Markdown file.
/// It is compared by bytes, because each file of a library passes here: `Path::extension` goes through the components.
fn is_markdown(path: &Path) -> bool {
    let bytes = path.as_os_str().as_encoded_bytes();
    ["md", "markdown", "mdx"].into_iter().any(|ending| {
        let Some((stem, last)) = bytes.split_at_checked(bytes.len().wrapping_sub(ending.len())) else {
            return false;
        };
        let has_name =
            stem.strip_suffix(b".").is_some_and(|name| !matches!(name.last(), None | Some(b'/' | b'\\')));
        has_name && last.eq_ignore_ascii_case(ending.as_bytes())
    })
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match () {
        () if kind.is_fifo() => "FIFO",
        () if kind.is_socket() => "socket",
        () => "device",
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "special file"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_markdown_file_has_a_name_and_one_of_three_endings() {
        for path in ["a.md", "a/b.MD", "a.b.Markdown", "ä.mdx", "a/.b.md", "..md"] {
            assert!(is_markdown(Path::new(path)), "{path}");
        }
        for path in ["", "md", ".md", "a/.md", "a.md/b", "a.txt", "a.mdd", "md.", "amd"] {
            assert!(!is_markdown(Path::new(path)), "{path}");
        }
        for name in ["a.md", ".md", "..md", "md", "a.", "a.b.mdx"] {
            let by_path = Path::new(name).extension().is_some_and(|ending| ending == "md" || ending == "mdx");
            assert_eq!(is_markdown(Path::new(name)), by_path, "{name}");
        }
    }
}
