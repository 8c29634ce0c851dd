//! The folder that is exported into: what is in it already stays as it is, unless that was asked for.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use crate::clean;
use crate::cli::Failure;

/// A folder that files are written into.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    over: bool,
    files: usize,
}

impl Folder {
    /// A folder that is new or empty; with `over`, any.
    pub(super) fn open(path: &Path, over: bool) -> Result<Self, Failure> {
        let failed = |error: &io::Error| Failure::new("not-written", clean!("{}: {error}", path.display()));
        fs::create_dir_all(path).map_err(|error| failed(&error))?;
        let is_empty = fs::read_dir(path).map_err(|error| failed(&error))?.next().is_none();
        if !is_empty && !over {
            return Err(Failure::new("not-empty", clean!("{} is not empty", path.display())).hint(clean!(
                "nothing was written; name another folder, or write over what is there with --force"
            )));
        }
        Ok(Self { path: path.to_owned(), over, files: 0 })
    }

    /// Writes a file. `name` leads to nowhere outside of the folder.
    pub(super) fn write(&mut self, name: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let inside: PathBuf = name.components().filter(|part| matches!(part, Component::Normal(_))).collect();
        let path = self.path.join(inside);
        self.write_whole(&path, bytes)
            .map_err(|error| Failure::new("not-written", clean!("{}: {error}", path.display())))?;
        self.files += 1;
        Ok(())
    }

    fn write_whole(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.write(true);
        if self.over {
            options.create(true).truncate(true);
        } else {
            options.create_new(true);
        }
        options.open(path)?.write_all(bytes)
    }

    /// How many files were written.
    pub(super) fn files(&self) -> usize {
        self.files
    }
}
