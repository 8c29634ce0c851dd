//! The states of the indexed files, and of the index. A file takes 16 bytes.
//!
//! The record is written as a whole after the index and never trusted: a wrong beginning, a wrong length, a wrong
//! checksum, or a changed index file make the index be built anew.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::directory::FileStamp;
use crate::library::FileState;
pub(super) use crate::library::cache::checksum as hash;
use crate::library::cache::replace;
pub(super) use crate::library::load::freshness::path_of_bytes as path_of;
use crate::library::load::{FolderListing, FolderState, StateReader};

/// The beginning of the record. The number is raised whenever the format of the index or of this record changes.
const MAGIC: &[u8; 16] = b"briefing text 08";
/// The number of files that a thread takes at once.
const TOGETHER: usize = 1_024;

/// All indexed files, and the folders they are in.
#[derive(Clone, Debug, Default)]
pub(super) struct IndexManifest {
    /// Keys with the versions of their files, in their order.
    /// Most searches compare folders only and never look at them.
    files: Vec<[u8; 16]>,
    pub folders: Vec<FolderState>,
    /// The places that could not be examined. Files there remain indexed if they were before.
    pub unread: Vec<PathBuf>,
    /// A hash of the states of the index's own files.
    pub index: u64,
    /// True if all files that could be examined were indexed.
    /// The record of unfinished work in the background has only some.
    pub complete: bool,
}

/// The work that brings an index up to date.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// Files to be read, those that are new or changed.
    pub read: Vec<PathBuf>,
    /// Keys that are gone.
    pub gone: Vec<u64>,
    /// Folders as they are now.
    pub folders: Vec<FolderState>,
    /// The places that could not be examined.
    pub unread: Vec<PathBuf>,
    /// The new versions of files whose contents were compared.
    pub settled: Vec<(u64, FileState)>,
}

impl Plan {
    /// Reports whether there is nothing to read or remove.
    pub fn is_empty(&self) -> bool {
        self.read.is_empty() && self.gone.is_empty()
    }
}

impl IndexManifest {
    /// Returns the number of indexed files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns the versions by key.
    pub fn files(&self) -> HashMap<u64, FileState> {
        self.files
            .iter()
            .filter_map(|record| {
                let mut record = record.as_slice();
                Some((number(&mut record)?, FileState::from_number(number(&mut record)?.cast_signed())))
            })
            .collect()
    }

    /// Replaces the versions.
    pub fn set_files(&mut self, files: &HashMap<u64, FileState>) {
        self.files = files.iter().map(|(key, version)| packed(*key, *version)).collect();
        self.files.sort_unstable_by_key(key_in);
    }

    /// Reports whether the lists of names below these roots are unchanged.
    /// A root is a folder, or file, with its key. One that the record does not contain was never examined and
    /// counts as changed.
    pub fn are_folders_unchanged(&self, roots: impl IntoIterator<Item = (PathBuf, u64)>) -> bool {
        let knows_file = |key: u64| self.files.binary_search_by_key(&key, key_in).is_ok();
        self.unread.is_empty()
            && roots.into_iter().all(|(root, key)| self.knows_folder(&root) || knows_file(key))
            && self.folders.iter().all(FolderState::is_unchanged)
    }

    /// Reports whether a folder was at this path when all were examined.
    pub fn knows_folder(&self, path: &Path) -> bool {
        let path = path.as_os_str();
        self.folders.binary_search_by(|folder| folder.path.as_os_str().cmp(path)).is_ok()
    }

    /// Reports whether the files are unchanged since indexing.
    /// They must be those of these paths, and no others. A file whose contents would have to be compared counts as
    /// changed.
    pub fn are_of(&self, paths: &[PathBuf], key_of: impl Fn(&Path) -> u64 + Sync) -> bool {
        let seen: Vec<AtomicBool> = self.files.iter().map(|_| AtomicBool::new(false)).collect();
        let is_same = |states: &mut StateReader, path: &PathBuf| {
            let key = key_of(path);
            // The index may still know the path of a file that is gone.
            let Ok(at) = self.files.binary_search_by_key(&key, key_in) else { return true };
            seen[at].store(true, Ordering::Relaxed);
            states.at(path).is_some_and(|state| packed(key, state) == self.files[at])
        };
        let all_same = paths.par_chunks(TOGETHER).all(|paths| {
            let mut states = StateReader::default();
            paths.iter().all(|path| is_same(&mut states, path))
        });
        all_same && seen.iter().all(|seen| seen.load(Ordering::Relaxed))
    }

    /// Compares with the files on the disk.
    /// `is_gone` reports whether an unseen file is gone, or was not examined; `key_of` gives the key of a file,
    /// `read` its contents with its version.
    pub fn compare(
        &self,
        survey: FolderListing,
        is_gone: impl Fn(u64) -> bool,
        key_of: impl Fn(&Path) -> u64,
        read: impl Fn(&Path) -> io::Result<(Vec<u8>, FileState)>,
    ) -> Plan {
        let files = self.files();
        let mut plan = Plan { folders: survey.folders, unread: survey.unread, ..Plan::default() };
        let mut seen = HashSet::with_capacity(survey.files.len());
        for file in survey.files {
            let key = key_of(&file.path);
            seen.insert(key);
            let same = match files.get(&key) {
                None | Some(&FileState::UNKNOWN) => false,
                Some(known) if known.is_certain() => *known == file.state,
                Some(known) => match read(&file.path) {
                    Ok((bytes, now)) => {
                        plan.settled.push((key, now));
                        FileState::of_content(bytes.len() as u64, &bytes) == *known
                    }
                    Err(error) => FileState::of_failure(&error) == *known,
                },
            };
            if !same {
                plan.read.push(file.path);
            }
        }
        plan.gone = files.into_keys().filter(|key| !seen.contains(key) && is_gone(*key)).collect();
        plan
    }

    /// Reports whether a comparison found nothing to do.
    pub fn agree_with(&self, plan: &Plan) -> bool {
        let same_places = self.folders == plan.folders && self.unread == plan.unread;
        self.complete && plan.is_empty() && plan.settled.is_empty() && same_places
    }

    /// Reads a record; `None` when it is missing or not trustworthy.
    pub fn load(path: &Path) -> Option<Self> {
        let bytes = fs::read(path).ok()?;
        let (body, checksum) = bytes.split_last_chunk::<8>()?;
        if hash(body) != u64::from_le_bytes(*checksum) {
            return None;
        }
        let mut rest = body.strip_prefix(MAGIC)?;
        let index = number(&mut rest)?;
        let complete = number(&mut rest)? == 1;
        let folders = usize::try_from(number(&mut rest)?).ok()?;
        let mut manifest = Self { index, complete, ..Self::default() };
        for _ in 0..folders {
            let modified = i64::from_le_bytes(number(&mut rest)?.to_le_bytes());
            manifest.folders.push(FolderState { path: next_path(&mut rest)?, modified });
        }
        for _ in 0..number(&mut rest)? {
            manifest.unread.push(next_path(&mut rest)?);
        }
        let (records, none) = rest.as_chunks::<16>();
        if !none.is_empty() {
            return None;
        }
        manifest.files = records.to_vec();
        Some(manifest)
    }

    /// Writes the record, all or nothing.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(64 + self.files.len() * 16);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&self.index.to_le_bytes());
        bytes.extend_from_slice(&u64::from(self.complete).to_le_bytes());
        bytes.extend_from_slice(&(self.folders.len() as u64).to_le_bytes());
        for folder in &self.folders {
            bytes.extend_from_slice(&folder.modified.to_le_bytes());
            put_path(&mut bytes, &folder.path);
        }
        bytes.extend_from_slice(&(self.unread.len() as u64).to_le_bytes());
        for place in &self.unread {
            put_path(&mut bytes, place);
        }
        bytes.extend_from_slice(self.files.as_flattened());
        let checksum = hash(&bytes);
        bytes.extend_from_slice(&checksum.to_le_bytes());
        replace(path, &[&bytes])
    }
}

/// Hashes the states of the files in a folder, except locks.
pub(super) fn state_of_folder(folder: &Path) -> io::Result<u64> {
    let mut states = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if !name.as_encoded_bytes().ends_with(b".lock") {
            states.push((name, FileStamp::from(&entry.metadata()?)));
        }
    }
    states.sort();
    let mut hasher = DefaultHasher::new();
    states.hash(&mut hasher);
    Ok(hasher.finish())
}

fn packed(key: u64, version: FileState) -> [u8; 16] {
    let mut packed = [0; 16];
    let numbers = [key, version.number().cast_unsigned()].map(u64::to_le_bytes);
    packed.copy_from_slice(numbers.as_flattened());
    packed
}

fn key_in(record: &[u8; 16]) -> u64 {
    record.first_chunk().map_or(0, |key| u64::from_le_bytes(*key))
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let (number, after) = rest.split_first_chunk::<8>()?;
    *rest = after;
    Some(u64::from_le_bytes(*number))
}

fn next_path(rest: &mut &[u8]) -> Option<PathBuf> {
    let length = usize::try_from(number(rest)?).ok()?;
    let (path, after) = rest.split_at_checked(length)?;
    *rest = after;
    path_of(path)
}

fn put_path(bytes: &mut Vec<u8>, path: &Path) {
    let name = path.as_os_str().as_encoded_bytes();
    bytes.extend_from_slice(&(name.len() as u64).to_le_bytes());
    bytes.extend_from_slice(name);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A version that the file system vouches for.
    const CERTAIN: FileState = FileState::from_number(7);

    fn not_found() -> io::Error {
        io::ErrorKind::NotFound.into()
    }

    fn key_of(path: &Path) -> u64 {
        hash(path.as_os_str().as_encoded_bytes())
    }

    fn record_of(files: &[(&str, FileState)]) -> IndexManifest {
        let mut manifest = IndexManifest { complete: true, ..IndexManifest::default() };
        manifest
            .set_files(&files.iter().map(|(path, version)| (key_of(Path::new(path)), *version)).collect());
        manifest
    }

    fn compared(
        manifest: &IndexManifest,
        survey: FolderListing,
        unknown: &[&str],
        read: io::Result<Vec<u8>>,
    ) -> Plan {
        let is_gone = |key| !unknown.iter().any(|path| key_of(Path::new(path)) == key);
        let read = read.ok();
        let read = |_: &Path| read.clone().map(|bytes| (bytes, CERTAIN)).ok_or_else(not_found);
        manifest.compare(survey, is_gone, key_of, read)
    }

    #[test]
    fn what_nobody_could_look_at_is_not_gone() {
        let known = CERTAIN;
        let manifest = record_of(&[("/lib/a.md", known), ("/lib/shut/b.md", known)]);
        let unread: Vec<PathBuf> = vec!["/lib/shut".into()];
        let survey = FolderListing { unread: unread.clone(), ..FolderListing::default() };
        let plan = compared(&manifest, survey, &["/lib/shut/b.md"], Ok(Vec::new()));
        assert_eq!(plan.gone, [key_of(Path::new("/lib/a.md"))]);
        assert!(!manifest.agree_with(&plan));
        let manifest = IndexManifest { unread, ..record_of(&[("/lib/shut/b.md", known)]) };
        assert!(manifest.agree_with(&Plan { unread: manifest.unread.clone(), ..Plan::default() }));
        assert!(!manifest.are_folders_unchanged([]), "what was not looked at may have changed");
    }

    #[test]
    fn a_file_that_could_not_be_read_is_read_when_it_can_be() {
        let files = vec![crate::library::load::ListedFile { path: "/lib/a.md".into(), state: CERTAIN }];
        let survey = FolderListing { files, ..FolderListing::default() };
        let manifest = record_of(&[("/lib/a.md", FileState::of_failure(&not_found()))]);
        assert_eq!(compared(&manifest, survey.clone(), &[], Err(not_found())).read.len(), 0);
        assert_eq!(compared(&manifest, survey, &[], Ok(b"text".to_vec())).read.len(), 1);
    }

    #[test]
    fn a_file_that_was_just_written_is_compared_by_its_content() {
        let files = vec![crate::library::load::ListedFile { path: "/lib/a.md".into(), state: CERTAIN }];
        let survey = FolderListing { files, ..FolderListing::default() };
        let manifest = record_of(&[("/lib/a.md", FileState::of_content(4, b"text"))]);
        let same = compared(&manifest, survey.clone(), &[], Ok(b"text".to_vec()));
        assert_eq!((same.read.len(), same.settled), (0, vec![(key_of(Path::new("/lib/a.md")), CERTAIN)]));
        assert_eq!(compared(&manifest, survey, &[], Ok(b"Text".to_vec())).read.len(), 1);
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stamps");
        let manifest = IndexManifest {
            folders: vec![FolderState { path: "/lib".into(), modified: -3 }],
            unread: vec!["/lib/shut".into(), "/other".into()],
            ..record_of(&[("/lib/a.md", CERTAIN)])
        };
        manifest.save(&path).unwrap();
        let read = IndexManifest::load(&path).unwrap();
        assert_eq!(
            (read.files, read.folders, read.unread),
            (manifest.files, manifest.folders, manifest.unread)
        );
    }
}
