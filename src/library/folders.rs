//! The folders of briefings within the library, with `/`.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::text::Clean;

use super::{Ix, Library, Origin, Record, embedded};

impl Library {
    /// Returns the folder of a briefing's file within the library.
    /// It is empty at the library's top. If the library has several folders, each is named too.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::{Path, PathBuf};
    ///
    /// use briefing::briefing::Briefing;
    /// use briefing::library::{Library, Origin};
    ///
    /// let briefing = Briefing::read(Path::new("notes/events/2019/fair.md"), b"").0;
    /// let origin = Origin::Folders(vec![PathBuf::from("notes")]);
    /// let library = Library::new(origin, vec![briefing.into()]);
    /// let fair = library.with_name("fair")[0];
    /// assert_eq!(library.folder(fair), "events/2019");
    /// ```
    pub fn folder(&self, ix: Ix) -> Clean {
        self.folder_of(&self.record(ix))
    }

    /// Starts a look-up of folders, which determines each once.
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

/// The folders of a library's briefings. There are far fewer of them than briefings.
#[derive(Debug)]
pub struct ByFolder<'a> {
    library: &'a Library,
    /// The numbers by the word number of the folder.
    known: HashMap<u32, usize>,
}

impl ByFolder<'_> {
    /// Returns a number for the folder of a briefing.
    /// The numbers count from 0 in the order of the calls. The folder itself is returned on the first call for it.
    pub fn number(&mut self, record: &Record<'_>) -> (usize, Option<Clean>) {
        let next = self.known.len();
        let number = *self.known.entry(record.folder_word()).or_insert(next);
        (number, (number == next).then(|| self.library.folder_of(record)))
    }
}
