//! The names of libraries and briefings in the memory: real paths of folders, and paths inside them.
//!
//! Two ways to name one folder mean one memory, and a library of several folders shares what is known of each with
//! those who open it alone.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use crate::library::Origin;

/// The name of the sample in the program.
const SAMPLE: &str = "sample:";

/// The folders of one library, as the memory calls them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LibraryKey {
    roots: Vec<LibraryRoot>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct LibraryRoot {
    /// The beginning of its paths in the library.
    given: PathBuf,
    /// The real path, in text that leads back to it.
    place: String,
}

/// The name of one briefing in the memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BriefingKey {
    /// The folder.
    pub place: String,
    /// The path inside it.
    pub path: String,
}

impl LibraryKey {
    /// The folders of a library. One that is not there is called as it was given.
    pub fn of(origin: &Origin) -> Self {
        let root = |given: &PathBuf| {
            // A file is represented by its folder.
            let folder = if given.is_file() { given.parent().unwrap_or(Path::new("")) } else { given };
            let named = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let real = named.canonicalize().unwrap_or_else(|_| named.to_owned());
            LibraryRoot { given: folder.to_owned(), place: to_text(&real) }
        };
        let mut roots: Vec<LibraryRoot> = match origin {
            Origin::Folders(folders) => folders.iter().map(root).collect(),
            Origin::Embedded => vec![LibraryRoot { given: PathBuf::new(), place: SAMPLE.to_owned() }],
        };
        // Of two folders one in the other, a briefing belongs to the inner one.
        roots.sort_by_key(|root| std::cmp::Reverse(root.given.components().count()));
        roots.dedup();
        Self { roots }
    }

    /// Returns the name in the memory of a briefing at this path.
    pub fn key(&self, path: &Path) -> Option<BriefingKey> {
        self.roots.iter().find_map(|root| {
            let inner = path.strip_prefix(&root.given).ok()?;
            Some(BriefingKey { place: root.place.clone(), path: to_text(inner) })
        })
    }

    /// The path in the library of what the memory calls so; nothing when it can't be one of the library's.
    pub fn path(&self, place: &str, path: &str) -> Option<PathBuf> {
        let inner = from_text(path)?;
        // What is kept is not trusted: a path must not lead out of its folder.
        let stays = inner.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let root = self.roots.iter().find(|root| root.place == place).filter(|_| stays)?;
        Some(root.given.join(inner))
    }

    /// The folders, each once.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.roots.iter().map(|root| root.place.as_str())
    }

    /// Returns the name of the library as a whole. What is kept of the library as a whole has this name.
    pub fn name(&self) -> String {
        let mut places: Vec<&str> = self.places().collect();
        places.sort_unstable();
        places.join("\n")
    }
}

/// A folder as the memory calls it. It may be gone; the folder that it was in is made real then.
pub fn folder_name(folder: &Path) -> String {
    let real = folder.canonicalize().ok().or_else(|| real(folder));
    to_text(&real.unwrap_or_else(|| folder.to_owned()))
}

/// Returns a path whose folder is real. Its last part may be gone.
fn real(path: &Path) -> Option<PathBuf> {
    let (folder, name) = (path.parent()?, path.file_name()?);
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let real = folder.canonicalize().or_else(|_| std::path::absolute(folder));
    Some(real.ok()?.join(name))
}

/// Returns the keys that the memory may know a file by.
/// `places` are the folders that it knows; the innermost comes first. The file itself may be gone.
pub fn file_keys(places: &[String], file: &Path) -> Vec<BriefingKey> {
    let Some(real) = real(file).map(|real| to_text(&real)) else { return Vec::new() };
    let inner = |place: &String| real.strip_prefix(place.as_str())?.strip_prefix('/').map(str::to_owned);
    let key = |place: &String| Some(BriefingKey { place: place.clone(), path: inner(place)? });
    let mut keys: Vec<BriefingKey> = places.iter().filter_map(key).collect();
    keys.sort_by_key(|key| std::cmp::Reverse(key.place.len()));
    keys
}

/// A path as text: what is not UTF-8, control characters and `%` itself are `%` and two digits, so that it leads
/// back to the same bytes.
fn to_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '%' => text.push_str("%25"),
                control if control.is_ascii_control() => text.push_str(&format!("%{:02X}", control as u32)),
                '\\' if cfg!(windows) => text.push('/'),
                other => text.push(other),
            }
        }
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("%{byte:02X}")));
    }
    text
}

/// The path of a text.
fn from_text(text: &str) -> Option<PathBuf> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        if *first == b'%' {
            let (digits, behind) = behind.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = behind;
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    os_string(bytes).map(PathBuf::from)
}

#[cfg(unix)]
fn os_string(bytes: Vec<u8>) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn os_string(bytes: Vec<u8>) -> Option<OsString> {
    String::from_utf8(bytes).ok().map(OsString::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library_key(folders: &[&Path]) -> LibraryKey {
        LibraryKey::of(&Origin::Folders(folders.iter().map(|folder| folder.to_path_buf()).collect()))
    }

    #[test]
    fn a_briefing_is_called_the_same_however_its_folder_is_named() {
        let home = tempfile::tempdir().unwrap();
        let real = home.path().join("notes");
        std::fs::create_dir_all(real.join("deep")).unwrap();
        std::fs::write(real.join("a.md"), "").unwrap();
        let plain = library_key(&[&real]).key(&real.join("a.md")).unwrap();
        assert_eq!(plain.path, "a.md");
        let roundabout = real.join("deep/..");
        assert_eq!(library_key(&[&roundabout]).key(&roundabout.join("a.md")), Some(plain.clone()));
        assert_eq!(library_key(&[&real.join("a.md")]).key(&real.join("a.md")), Some(plain));
    }

    #[test]
    fn of_nested_folders_the_inner_one_counts() {
        let home = tempfile::tempdir().unwrap();
        let inner = home.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        let both = library_key(&[home.path(), &inner]);
        let key = both.key(&inner.join("a.md")).unwrap();
        assert_eq!(key, library_key(&[&inner]).key(&inner.join("a.md")).unwrap());
        assert_eq!(both.path(&key.place, &key.path), Some(inner.join("a.md")));
    }

    #[cfg(unix)]
    #[test]
    fn any_file_name_leads_back_to_itself() {
        use std::os::unix::ffi::OsStrExt;
        for bytes in [&b"a/100%.md"[..], b"\xFF\xFE.md", b"new\nline.md", "é\\.md".as_bytes()] {
            let path = Path::new(std::ffi::OsStr::from_bytes(bytes));
            assert_eq!(from_text(&to_text(path)).as_deref(), Some(path));
        }
    }

    #[test]
    fn what_is_kept_cannot_lead_out_of_the_library() {
        let library_key = LibraryKey::of(&Origin::Embedded);
        assert_eq!(library_key.path(SAMPLE, "../secret.md"), None);
        assert_eq!(library_key.path(SAMPLE, "/etc/passwd"), None);
        assert_eq!(library_key.path(SAMPLE, "a%2"), None);
        assert_eq!(library_key.path("elsewhere", "a.md"), None);
        assert_eq!(library_key.path(SAMPLE, "a/b.md"), Some(PathBuf::from("a/b.md")));
    }
}
