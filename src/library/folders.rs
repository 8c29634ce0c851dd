//! The folders that briefings stand in, as a reader names them: within the library, with `/`.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::text::Clean;

use super::{Ix, Library, Origin, Record, embedded};

impl Library {
    /// The folder of a briefing's file within the library; empty at its top. Of several folders that a library is of,
    /// each is named too.
    pub fn folder(&self, ix: Ix) -> Clean {
        self.folder_of(&self.record(ix))
    }

    /// The briefings with their folders, each folder worked out once.
    pub fn by_folder(&self) -> ByFolder<'_> {
        ByFolder { library: self, known: HashMap::new() }
    }

    fn folder_of(&self, record: &Record<'_>) -> Clean {
        let path = record.path();
        let (root, several) = match self.origin() {
            Origin::Folders(folders) => {
                let root = folders.iter().find(|root| path.starts_with(root));
                (root.map_or(Path::new(""), PathBuf::as_path), folders.len() > 1)
            }
            Origin::Embedded => (Path::new(embedded::FOLDER), false),
        };
        let inner = path.strip_prefix(root).unwrap_or(&path);
        let name = root.file_name().filter(|_| several);
        let parts = inner.parent().unwrap_or(Path::new("")).components();
        let parts: Vec<&OsStr> = name.into_iter().chain(parts.map(|part| part.as_os_str())).collect();
        Clean::line(&parts.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"))
    }
}

/// The folders of a library's briefings, of which there are far fewer than briefings.
#[derive(Debug)]
pub struct ByFolder<'a> {
    library: &'a Library,
    /// By the number of the word that the folder is.
    known: HashMap<u32, usize>,
}

impl ByFolder<'_> {
    /// A number for the folder of a briefing, counted from 0 in the order in which they are asked for; and the folder
    /// itself, when it is asked for the first time.
    pub fn number(&mut self, record: &Record<'_>) -> (usize, Option<Clean>) {
        let next = self.known.len();
        let number = *self.known.entry(record.folder_word()).or_insert(next);
        (number, (number == next).then(|| self.library.folder_of(record)))
    }
}
