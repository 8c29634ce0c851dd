//! Attachments: the pictures and other files that an export copies, and their names.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::data::within;
use super::folder::OutputFolder;
use crate::clean;
use crate::cli::{CommandContext, CommandError};
use crate::library::{Ix, Library};
use crate::markdown::Target;
use crate::text::io_reason;

/// The endings of pictures that a page shows.
/// None of them can act where it is shown as a picture.
const PICTURES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "ico", "svg"];
/// The endings of files that a page leads to.
/// A browser runs nothing in any of them.
const FILES: [&str; 30] = [
    "png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "pdf", "txt", "csv", "tsv", "json", "geojson",
    "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "bib", "ics", "zip", "gz", "mp3", "ogg", "wav",
    "flac", "mp4", "webm",
];

/// The files that an export copies.
pub(super) struct Attachments<'a> {
    library: &'a Library,
    /// Each file that a link leads to, and whether it is copied.
    known: RefCell<BTreeMap<PathBuf, bool>>,
}

impl<'a> Attachments<'a> {
    pub(super) fn new(library: &'a Library) -> Self {
        Self { library, known: RefCell::default() }
    }

    /// Returns the path in the library of a picture to copy. A link embeds it.
    pub(super) fn picture(&self, from: Ix, target: &Target) -> Option<PathBuf> {
        self.taken(from, target, &PICTURES)
    }

    /// Returns the path in the library of a file to copy. A link leads to it.
    pub(super) fn file(&self, from: Ix, target: &Target) -> Option<PathBuf> {
        self.taken(from, target, &FILES)
    }

    fn taken(&self, from: Ix, target: &Target, endings: &[&str]) -> Option<PathBuf> {
        let (Target::File { path: name, .. } | Target::Wiki { name, .. }) = target else { return None };
        let ending = Path::new(name.as_str()).extension()?.to_str()?.to_ascii_lowercase();
        if !endings.contains(&ending.as_str()) {
            return None;
        }
        let path = self.library.path_of(from, name)?;
        let mut known = self.known.borrow_mut();
        let is_taken = known.get(&path).copied().unwrap_or_else(|| self.library.has_beside(&path));
        known.insert(path.clone(), is_taken);
        is_taken.then(|| within(self.library, &path))
    }

    /// Copies the files into a folder of the export.
    /// Each keeps its path within the library. One that cannot be read any more is reported.
    pub(super) fn write(
        self,
        context: &mut CommandContext,
        folder: &mut OutputFolder,
        into: &Path,
    ) -> Result<(), CommandError> {
        let known = self.known.into_inner();
        for path in known.into_iter().filter(|(_, is_taken)| *is_taken).map(|(path, _)| path) {
            let name = within(self.library, &path);
            match self.library.open_beside(&path) {
                Ok(bytes) => folder.write(&into.join(name), &bytes)?,
                Err(error) => context.output.note(&clean!(
                    "cannot copy {}: {error}",
                    name.display(),
                    error = io_reason(&error)
                )),
            }
        }
        Ok(())
    }
}

/// Returns a path as an address, relative to where it is written.
pub(super) fn address(path: &Path) -> String {
    let mut address = String::new();
    for part in path {
        if !address.is_empty() {
            address.push('/');
        }
        for byte in part.as_encoded_bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
                address.push(char::from(*byte));
            } else {
                address.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    address
}
