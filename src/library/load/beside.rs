//! Files that briefings link to and that are not briefings: pictures and attachments.

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::{MOST, open_file};
use crate::library::{Ix, Library, Origin};
use crate::text::composed;

impl Library {
    /// Returns the path that a relative target in a briefing means.
    /// Nothing is returned for a target from the root of a site or outside of the library. The file need not
    /// exist. A name with letters composed otherwise means the file with that name.
    pub fn path_of(&self, from: Ix, target: &str) -> Option<PathBuf> {
        let own = self.record(from).path();
        let root = match &self.origin {
            Origin::Folders(folders) => folders.iter().find(|folder| own.starts_with(folder))?.as_path(),
            Origin::Embedded => Path::new("briefings"),
        };
        let folder = own.parent().unwrap_or(Path::new(""));
        if target.starts_with('/') {
            return None;
        }
        let mut inside: Vec<Component<'_>> = folder.strip_prefix(root).ok()?.components().collect();
        for component in Path::new(target).components() {
            match component {
                Component::Normal(_) => inside.push(component),
                Component::CurDir => {}
                Component::ParentDir => _ = inside.pop()?,
                Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        Some(inside.into_iter().fold(root.to_owned(), |folder, name| spelt(&folder, name.as_os_str())))
    }

    /// The bytes of a file beside the briefings, up to 100 MB.
    ///
    /// # Errors
    ///
    /// When it can't be read, is no regular file or larger, is hidden or in a hidden folder, or when it or a folder on
    /// the way to it within the library is a symbolic link.
    pub fn open_beside(&self, path: &Path) -> io::Result<Vec<u8>> {
        open_file(&self.real_beside(path)?)
    }

    /// Returns the real path of a file beside the briefings.
    /// Fails if the file may not be read.
    fn real_beside(&self, path: &Path) -> io::Result<PathBuf> {
        let refused = |why: &str| io::Error::new(io::ErrorKind::PermissionDenied, why.to_owned());
        let Origin::Folders(folders) = &self.origin else { return Err(io::ErrorKind::NotFound.into()) };
        let root = folders.iter().find(|folder| path.starts_with(folder));
        let root = root.ok_or_else(|| refused("it is outside the library"))?;
        let inner = path.strip_prefix(root).unwrap_or(path);
        if inner.components().any(|part| !matches!(part, Component::Normal(_))) {
            return Err(refused("it is outside the library"));
        }
        if inner.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b".")) {
            return Err(refused("it is hidden"));
        }
        let real = path.canonicalize()?;
        if real != root.canonicalize()?.join(inner) {
            return Err(refused("it is a symbolic link, or in one"));
        }
        Ok(real)
    }

    /// Reports whether [`open_beside`](Self::open_beside) would open a file, without reading it.
    pub fn has_beside(&self, path: &Path) -> bool {
        let metadata = self.real_beside(path).and_then(|real| real.symlink_metadata());
        metadata.is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MOST)
    }
}

/// Returns the path of a name, spelt as in the folder.
/// macOS may write `ï` as two characters where a text has one.
fn spelt(folder: &Path, name: &OsStr) -> PathBuf {
    let path = folder.join(name);
    let Some(wanted) = name.to_str().filter(|name| !name.is_ascii() && path.symlink_metadata().is_err())
    else {
        return path;
    };
    let wanted = composed(wanted);
    let mut entries = folder.read_dir().into_iter().flatten().flatten();
    let same = entries.find(|entry| entry.file_name().to_str().is_some_and(|name| composed(name) == wanted));
    same.map_or(path, |entry| entry.path())
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn only_plain_files_within_the_library_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("lib");
        fs::create_dir_all(root.join("img/.hidden")).unwrap();
        fs::create_dir_all(folder.path().join("outside")).unwrap();
        for name in ["lib/a.md", "lib/img/p.png", "lib/img/.hidden/p.png", "lib/.env", "outside/p.png"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        symlink(folder.path().join("outside"), root.join("linked")).unwrap();
        symlink(root.join("img/p.png"), root.join("img/link.png")).unwrap();
        let library = crate::library::load(std::slice::from_ref(&root)).library;
        let from = library.at_path(&root.join("a.md")).unwrap();
        let opens = |target: &str| {
            let path = library.path_of(from, target);
            path.is_some_and(|path| library.has_beside(&path) && library.open_beside(&path).is_ok())
        };
        assert!(opens("img/p.png") && opens("./img/../img/p.png"));
        // Two characters in the name of the file, one in the link, and the other way round.
        fs::create_dir(root.join("Bi\u{308}ld")).unwrap();
        fs::write(root.join("Bi\u{308}ld/\u{ef}.png"), "x").unwrap();
        assert!(
            opens("B\u{ef}ld/\u{ef}.png") && opens("Bi\u{308}ld/i\u{308}.png") && !opens("b\u{ef}ld/i.png")
        );
        for target in [
            "../outside/p.png",
            "linked/p.png",
            "img/link.png",
            ".env",
            "img/.hidden/p.png",
            "img",
            "gone.png",
            "/etc/passwd",
        ] {
            assert!(!opens(target), "{target}");
        }
    }
}
