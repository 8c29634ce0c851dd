//! The files that a repository tracks, read from git's index without starting git.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::file::open_file;

/// A repository around or inside a library.
#[derive(Debug)]
pub(super) struct Repository {
    /// Its folder, links resolved.
    folder: PathBuf,
    names: OnceLock<Option<TrackedNames>>,
}

/// The names in an index, in byte order, relative to the repository.
type TrackedNames = Vec<Box<[u8]>>;

impl Repository {
    /// Returns the repository in a folder, if there is one. Its index is read when it is first needed.
    pub fn at(folder: &Path) -> Option<Self> {
        let git = folder.join(".git").symlink_metadata().ok()?;
        let is_one = git.is_file() || git.is_dir();
        is_one.then(|| Self { folder: folder.to_owned(), names: OnceLock::new() })
    }

    /// Returns the file with the names of what it tracks.
    pub fn index(&self) -> Option<PathBuf> {
        data_of(&self.folder).map(|git| git.join("index"))
    }

    /// Reports whether a file, or one in this folder, may be tracked.
    /// If the index can't be read, any file may be.
    pub fn may_track(&self, path: &Path) -> bool {
        let Some(names) = self.names.get_or_init(|| read(&self.folder)) else { return true };
        let Ok(inner) = path.strip_prefix(&self.folder) else { return true };
        let parts: Vec<&[u8]> = inner.iter().map(|part| part.as_encoded_bytes()).collect();
        let name = parts.join(&b'/');
        let folder = [&name[..], b"/"].concat();
        let begins = |from: &[u8], fits: &dyn Fn(&[u8]) -> bool| {
            let at = names.partition_point(|known| **known < *from);
            names.get(at).is_some_and(|known| fits(known))
        };
        begins(&name, &|known| known == name) || begins(&folder, &|known| known.starts_with(&folder))
    }
}

/// Returns the folder with the data of a repository.
fn data_of(folder: &Path) -> Option<PathBuf> {
    let git = folder.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    // In a work tree or submodule it is a file that names the folder.
    let text = String::from_utf8(open_file(&git).ok()?).ok()?;
    Some(folder.join(text.strip_prefix("gitdir:")?.trim()))
}

/// Reads the index of a repository. One without an index tracks nothing.
fn read(folder: &Path) -> Option<TrackedNames> {
    let git = data_of(folder)?;
    let index = git.join("index");
    match fs::metadata(&index) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && git.is_dir() => {
            Some(TrackedNames::new())
        }
        Err(_) => None,
        Ok(_) => names(&open_file(&index).ok()?),
    }
}

/// Returns the names in an index of version 2, 3 or 4.
/// Its hashes have 20 or 32 bytes.
fn names(index: &[u8]) -> Option<TrackedNames> {
    entries(index, 20).or_else(|| entries(index, 32))
}

fn entries(index: &[u8], hash: usize) -> Option<TrackedNames> {
    let number = |at: usize| Some(u32::from_be_bytes(index.get(at..at + 4)?.try_into().ok()?));
    let version = number(4).filter(|version| index.starts_with(b"DIRC") && (2..=4).contains(version))?;
    let count = number(8)?;
    let (mut at, mut names) = (12, TrackedNames::new());
    for _ in 0..count {
        let begin = at;
        // Times, device, inode, mode, owner and size stand before the hash.
        at += 40 + hash;
        let flags = u16::from_be_bytes(index.get(at..at + 2)?.try_into().ok()?);
        at += if flags & 0x4000 == 0 { 2 } else { 4 };
        let mut name = Vec::new();
        if version == 4 {
            let dropped = varint(index, &mut at)?;
            let before: &[u8] = names.last().map_or(&[], |name| &**name);
            name.extend_from_slice(&before[..before.len().checked_sub(dropped)?]);
        }
        let rest = index.get(at..)?;
        let length = rest.iter().position(|byte| *byte == 0)?;
        name.extend_from_slice(&rest[..length]);
        at += length + 1;
        if version < 4 {
            at = begin + (at - begin).next_multiple_of(8);
        }
        // Out of order it is something else than what was expected.
        if name.is_empty() || names.last().is_some_and(|before| **before > *name) {
            return None;
        }
        names.push(name.into());
    }
    let end = index.len().checked_sub(hash).filter(|end| at <= *end)?;
    while at < end {
        // A split index has most names in another file.
        if index.get(at..at + 4)? == b"link" {
            return None;
        }
        at = at.checked_add(8)?.checked_add(usize::try_from(number(at + 4)?).ok()?)?;
    }
    (at == end).then_some(names)
}

/// Reads a number in the offset encoding of git's packs.
fn varint(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0_usize;
    for more in 0..4 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value = ((value + usize::from(more > 0)) << 7) | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An index as git writes it, without the data of the files.
    pub fn index(version: u32, hash: usize, files: &[&str], extension: &[u8]) -> Vec<u8> {
        let count = u32::try_from(files.len()).unwrap();
        let mut out = [&b"DIRC"[..], &version.to_be_bytes(), &count.to_be_bytes()].concat();
        let mut before = "";
        for file in files {
            let begin = out.len();
            out.extend(vec![7; 40 + hash]);
            out.extend(if version == 3 { &[0x40, 0, 0, 0][..] } else { &[0, 0] });
            if version == 4 {
                let same = file.bytes().zip(before.bytes()).take_while(|(one, other)| one == other).count();
                out.push(u8::try_from(before.len() - same).unwrap());
                out.extend(&file.as_bytes()[same..]);
                out.push(0);
            } else {
                out.extend(file.as_bytes());
                out.push(0);
                out.resize(begin + (out.len() - begin).next_multiple_of(8), 0);
            }
            before = file;
        }
        if !extension.is_empty() {
            out.extend(extension);
            out.extend([0, 0, 0, 3, 1, 2, 3]);
        }
        out.extend(vec![9; hash]);
        out
    }

    #[test]
    fn the_names_of_all_versions_of_an_index_are_read() {
        let files = ["a.md", "docs/a name.md", "docs/b.md", "docs/b.md", "docs/ü.md", "z"];
        for version in 2..=4 {
            for hash in [20, 32] {
                for extension in [&b""[..], b"TREE"] {
                    let read = names(&index(version, hash, &files, extension)).unwrap();
                    let expected: Vec<&[u8]> = files.iter().map(|file| file.as_bytes()).collect();
                    assert_eq!(read.iter().map(|name| &**name).collect::<Vec<_>>(), expected);
                }
            }
        }
    }

    #[test]
    fn an_index_that_is_cut_split_or_of_another_version_is_not_read() {
        let whole = index(2, 20, &["a.md", "b.md"], b"");
        for length in 0..whole.len() {
            assert_eq!(names(&whole[..length]), None, "{length}");
        }
        assert_eq!(names(&index(2, 20, &["a.md"], b"link")), None);
        assert_eq!(names(&index(5, 20, &["a.md"], b"")), None);
        assert_eq!(names(&index(2, 20, &["b.md", "a.md"], b"")), None);
    }
}
