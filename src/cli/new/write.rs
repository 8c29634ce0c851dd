//! A new file that is there whole or not at all, and never in the place of another.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file that must not exist yet. It is written under a hidden name beside it and then linked to its own,
/// which, unlike renaming, fails when there is such a file.
///
/// # Errors
///
/// When there is a file of this name, or it can't be written; then nothing is left behind.
pub(super) fn new_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let hidden = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let written = write_whole(&hidden, bytes).and_then(|()| match fs::hard_link(&hidden, path) {
        // Some file systems have no links. There the name is taken first, and what is cut short is seen as such.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !path.exists() => {
            write_whole(path, bytes)
        }
        linked => linked,
    });
    let removed = fs::remove_file(&hidden);
    // A failure to write is worth more to know than that nothing had to be removed.
    written.and(removed)
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
    fn without_its_folder_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gone/acme.md");
        assert_eq!(new_file(&path, b"text").unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
