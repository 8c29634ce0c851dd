//! Files written whole or not at all: a new one never over another, a changed one in its place.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file that must not exist yet.
/// It is written under a hidden name beside it and then linked to its own, which, unlike renaming, fails when
/// there is such a file.
///
/// # Errors
///
/// When there is a file of this name, or it can't be written; then nothing is left behind.
pub(in crate::cli) fn new_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let hidden = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let written = write_whole(&hidden, bytes).and_then(|()| match fs::hard_link(&hidden, path) {
        // Some file systems have no links. There the name is taken first, and a file that is cut short is
        // recognizable.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !path.exists() => {
            write_whole(path, bytes)
        }
        linked => linked,
    });
    let removed = fs::remove_file(&hidden);
    // A failure to write matters more than a failure to remove.
    written.and(removed)
}

/// Replaces a file that holds `before`.
/// The new one is written under a hidden name beside it, with its permissions, and then renamed: at each moment
/// the one or the other is there, whole.
///
/// # Errors
///
/// When it is a link or no file, holds something else by now, or can't be written; then it is as it was.
pub(in crate::cli) fn replaced_file(path: &Path, before: &[u8], bytes: &[u8]) -> io::Result<()> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is a symbolic link or not a regular file",
        ));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let hidden = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let replace = || {
        write_whole(&hidden, bytes)?;
        fs::set_permissions(&hidden, metadata.permissions())?;
        if fs::read(path)? != before {
            return Err(io::Error::other("another program changed it in the meantime"));
        }
        fs::rename(&hidden, path)
    };
    let replaced = replace();
    if replaced.is_err() {
        // The failure to write matters more than a failure to remove.
        let _ = fs::remove_file(&hidden);
    }
    replaced
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_whole_and_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("acme.md");
        new_file(&path, b"text").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"text");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_there_is_never_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("acme.md");
        fs::write(&path, "mine").unwrap();
        assert_eq!(new_file(&path, b"text").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_is_replaced_only_if_it_is_as_it_was_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("acme.md");
        fs::write(&path, "old").unwrap();
        assert!(replaced_file(&path, b"other", b"new").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        replaced_file(&path, b"old", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_written_through_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("acme.md"), folder.path().join("link.md"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        assert!(replaced_file(&link, b"old", b"new").is_err());
        replaced_file(&path, b"old", b"new").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn without_its_folder_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gone/acme.md");
        assert_eq!(new_file(&path, b"text").unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
