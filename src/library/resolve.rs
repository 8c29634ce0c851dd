//! The briefings that links lead to, for all links of a library.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::find::target_in;
use super::{Ix, Library};

/// Resolves many links and looks each path up once in a folder.
/// A path is tried with all endings and as a folder before it counts as a name: seven look-ups, and in most libraries
/// the same few thousand targets are linked from everywhere.
pub(super) struct LinkResolver<'a> {
    library: &'a Library,
    /// A number for each folder that links were resolved in.
    folders: HashMap<PathBuf, usize>,
    /// The briefing whose links came last, with the number of its folder.
    last: Option<(Ix, usize)>,
    /// The files that paths lead to, by the folder.
    files: HashMap<(usize, String), Option<Ix>>,
    /// The briefings that names lead to from everywhere; nothing where that depends on the place of the link.
    names: HashMap<String, Option<Option<Ix>>>,
}

impl<'a> LinkResolver<'a> {
    pub fn new(library: &'a Library) -> Self {
        Self { library, folders: HashMap::new(), last: None, files: HashMap::new(), names: HashMap::new() }
    }

    /// Returns the briefing that a link of `from` leads to.
    /// The answer is that of [`Library::resolve`].
    pub fn resolve(&mut self, from: Ix, link: &str) -> Option<Ix> {
        let key = (self.folder(from), target_in(link)?);
        let file = match self.files.get(&key) {
            Some(file) => *file,
            None => {
                let file = self.library.relative(from, &key.1);
                self.files.insert(key.clone(), file);
                file
            }
        };
        file.or_else(|| self.named(from, key.1))
    }

    fn named(&mut self, from: Ix, name: String) -> Option<Ix> {
        let library = self.library;
        let known = self.names.get(&name).copied();
        let anywhere = known.unwrap_or_else(|| library.by_name_from_anywhere(&name));
        let found = anywhere.unwrap_or_else(|| library.by_name(from, &name));
        if known.is_none() {
            self.names.insert(name, anywhere);
        }
        found
    }

    fn folder(&mut self, from: Ix) -> usize {
        if let Some((_, folder)) = self.last.filter(|(ix, _)| *ix == from) {
            return folder;
        }
        let path = self.library.record(from).path();
        let next = self.folders.len();
        let folder = *self.folders.entry(path.parent().unwrap_or(Path::new("")).to_owned()).or_insert(next);
        self.last = Some((from, folder));
        folder
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::library::test_library::library;

    use super::*;

    proptest! {
        #[test]
        fn many_links_lead_where_each_alone_does(
            links in proptest::collection::vec((0..5_usize, "(\\.\\./)?(a/|b/|/)?(one|two|x)(\\.md|\\.html|/)?(#h)?"), 1..40)
        ) {
            let files = [
                ("lib/one.md", "# Two"),
                ("lib/a/one.md", "# One"),
                ("lib/a/two.md", ""),
                ("lib/b/x/index.md", "# Page"),
                ("lib/b/one.md", ""),
            ];
            let library = library(&files.map(|(path, text)| (path.to_owned(), text.to_owned())));
            let mut resolver = LinkResolver::new(&library);
            for (from, link) in links {
                let from = super::super::ix(from);
                prop_assert_eq!(resolver.resolve(from, &link), library.resolve(from, &link), "{} in {:?}", link, from);
            }
        }
    }
}
