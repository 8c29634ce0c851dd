//! The folder of an export: existing files in it stay as they are, unless `--force` is given.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use crate::clean;
use crate::cli::CommandError;
use crate::text::io_reason;

/// A folder that files are written into.
#[derive(Debug)]
pub(in crate::cli) struct OutputFolder {
    path: PathBuf,
    over: bool,
    files: usize,
}

impl OutputFolder {
    /// Opens a folder that is new or empty; with `over`, any.
    pub(in crate::cli) fn open(path: &Path, over: bool) -> Result<Self, CommandError> {
        let failed = |error: &io::Error| {
            CommandError::new(
                "not-written",
                clean!("cannot write {}: {error}", path.display(), error = io_reason(error)),
            )
        };
        fs::create_dir_all(path).map_err(|error| failed(&error))?;
        let is_empty = fs::read_dir(path).map_err(|error| failed(&error))?.next().is_none();
        if !is_empty && !over {
            return Err(CommandError::new("not-empty", clean!("{} is not empty", path.display()))
                .hint(clean!("nothing was written; try another folder, or --force to overwrite files")));
        }
        Ok(Self { path: path.to_owned(), over, files: 0 })
    }

    /// Writes a file. `name` leads to nowhere outside of the folder.
    pub(in crate::cli) fn write(&mut self, name: &Path, bytes: &[u8]) -> Result<(), CommandError> {
        self.stream(name, |out| out.write_all(bytes))
    }

    /// Writes a file whose bytes are made during the writing. What cannot be written to its end is removed.
    pub(in crate::cli) fn stream(
        &mut self,
        name: &Path,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), CommandError> {
        let inside: PathBuf = name.components().filter(|part| matches!(part, Component::Normal(_))).collect();
        let path = self.path.join(inside);
        self.write_whole(&path, write).map_err(|error| {
            CommandError::new(
                "not-written",
                clean!("cannot write {}: {error}", path.display(), error = io_reason(&error)),
            )
        })?;
        self.files += 1;
        Ok(())
    }

    fn write_whole(
        &self,
        path: &Path,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        self.refuse_what_leads_elsewhere(path)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        // A file that is there is replaced when the new one is whole. The name is short, so that it fits beside any.
        let new = match self.over {
            true => path.with_file_name(format!(".briefing.{}.new", std::process::id())),
            false => path.to_owned(),
        };
        let mut out = BufWriter::new(OpenOptions::new().write(true).create_new(true).open(&new)?);
        let written = write(&mut out).and_then(|()| out.flush());
        drop(out);
        let written = written.and_then(|()| if self.over { replace(&new, path) } else { Ok(()) });
        if written.is_err() {
            // What could not be written is worth more to know than that it could not be removed.
            let _ = fs::remove_file(&new);
        }
        written
    }

    /// Refuses a path through a link, or to no regular file. It would be written elsewhere.
    fn refuse_what_leads_elsewhere(&self, path: &Path) -> io::Result<()> {
        let inner = path.ancestors().take_while(|part| *part != self.path);
        for part in inner {
            let Ok(found) = fs::symlink_metadata(part) else { continue };
            if found.is_symlink() {
                let target = fs::read_link(part).unwrap_or_default();
                let target = target.display();
                let why = match part.strip_prefix(path) {
                    Ok(_) => format!("it is a symbolic link to {target}"),
                    Err(_) => format!("{} is a symbolic link to {target}", part.display()),
                };
                return Err(io::Error::other(why));
            }
            if part == path && !found.is_file() {
                return Err(io::Error::other("a file or folder of another kind has this name"));
            }
        }
        Ok(())
    }

    /// Returns the number of files that were written.
    pub(super) fn files(&self) -> usize {
        self.files
    }
}

/// Replaces a file, or creates it, and keeps its permissions.
fn replace(new: &Path, path: &Path) -> io::Result<()> {
    if let Ok(before) = fs::symlink_metadata(path) {
        fs::set_permissions(new, before.permissions())?;
    }
    fs::rename(new, path)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn nothing_is_written_through_a_link() {
        let place = tempfile::tempdir().unwrap();
        let (out, outside) = (place.path().join("out"), place.path().join("outside"));
        fs::create_dir_all(&outside).unwrap();
        fs::create_dir_all(out.join("real")).unwrap();
        fs::write(outside.join("mine.html"), "mine").unwrap();
        symlink(outside.join("mine.html"), out.join("index.html")).unwrap();
        symlink(&outside, out.join("companies")).unwrap();
        symlink(outside.join("new.html"), out.join("dangling.html")).unwrap();
        let mut folder = OutputFolder::open(&out, true).unwrap();
        for name in ["index.html", "companies/acme.html", "dangling.html", "companies/deep/acme.html"] {
            let failure = folder.write(Path::new(name), b"text").unwrap_err();
            assert!(
                failure.what.contains("is a symbolic link to ") && failure.what.contains("outside"),
                "{name}"
            );
        }
        assert!(folder.write(Path::new("real"), b"text").is_err());
        folder.write(Path::new("real/acme.html"), b"text").unwrap();
        folder.write(Path::new("real/acme.html"), b"newer").unwrap();
        assert_eq!(fs::read(outside.join("mine.html")).unwrap(), b"mine");
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
        // The folder itself was named by the reader.
        symlink(&out, place.path().join("named")).unwrap();
        OutputFolder::open(&place.path().join("named"), true)
            .unwrap()
            .write(Path::new("a.html"), b"a")
            .unwrap();
    }
}
