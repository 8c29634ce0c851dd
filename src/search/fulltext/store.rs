//! The place of an index, and opening it without trust.

use std::collections::HashSet;
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tantivy::{IndexReader, IndexSettings, ReloadPolicy};

use super::directory::Folder;
use super::manifest::{IndexManifest, hash, path_of, state_of_folder};
use super::schema::{IndexFields, PATH, key};
use crate::clean;
use crate::text::Clean;

/// The place of an index.
#[derive(Debug)]
pub(super) enum Home {
    /// A folder of the cache.
    Disk(PathBuf),
    /// Memory, with the reason when it should be on the disk.
    Memory(Option<Clean>),
    /// Memory, for the embedded sample.
    Sample,
}

/// An index, ready to be searched.
pub(super) struct OpenIndex {
    pub index: tantivy::Index,
    pub reader: IndexReader,
    pub fields: IndexFields,
    /// The files the index was made of. `None` when it can't be trusted or was never made.
    pub manifest: Option<IndexManifest>,
}

impl std::fmt::Debug for OpenIndex {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("State")
            .field("stamps", &self.manifest.as_ref().map(IndexManifest::len))
            .finish()
    }
}

impl Home {
    /// Returns the place for a library, identified by its resolved folders.
    pub fn in_cache(cache: &Path, folders: &[(PathBuf, PathBuf)]) -> Self {
        let mut names: Vec<&[u8]> =
            folders.iter().map(|(_, real)| real.as_os_str().as_encoded_bytes()).collect();
        names.sort_unstable();
        let folder = cache.join("text").join(format!("{:016x}", hash(&names.join(&b'\0'))));
        match ensure_folder(&folder) {
            Ok(()) => Self::Disk(folder),
            Err(error) => Self::Memory(Some(clean!("{}: {error}", folder.display()))),
        }
    }

    pub fn manifest(&self) -> Option<PathBuf> {
        self.file("stamps")
    }

    pub fn checked(&self) -> Option<PathBuf> {
        self.file("checked")
    }

    pub fn index(&self) -> Option<PathBuf> {
        self.file("index")
    }

    /// Saves the record of the indexed files, if there is a place.
    pub fn keep(&self, manifest: &IndexManifest) -> io::Result<()> {
        self.manifest().map_or(Ok(()), |path| manifest.save(&path))
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        match self {
            Self::Disk(folder) => Some(folder.join(name)),
            Self::Memory(_) | Self::Sample => None,
        }
    }

    /// Takes the right to write, which lasts until the lock is dropped.
    /// `None` when another process holds it for longer than `patience`; `waiting` is called again and again
    /// meanwhile.
    pub fn lock(&self, patience: Duration, waiting: &mut dyn FnMut()) -> io::Result<Option<Lock>> {
        let Some(file) = self.lock_file()? else { return Ok(Some(Lock::none())) };
        let until = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Lock { _file: Some(file) })),
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    waiting();
                    std::thread::sleep(Duration::from_millis(10));
                }
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }

    /// Waits until no process writes, however long that takes.
    pub fn wait_for_writer(&self) -> io::Result<()> {
        // Readers share the lock.
        self.lock_file()?.map_or(Ok(()), |file| file.lock_shared())
    }

    fn lock_file(&self) -> io::Result<Option<File>> {
        let Some(path) = self.file("writer.lock") else { return Ok(None) };
        File::options().create(true).truncate(false).write(true).open(path).map(Some)
    }
}

/// The right to write.
pub(super) struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// Makes a lock for an index that no other process can write.
    pub fn none() -> Self {
        Self { _file: None }
    }
}

impl OpenIndex {
    /// Opens the kept index, or an empty one that is not trusted.
    pub fn open(home: &Home) -> Result<Self, super::FullTextError> {
        match Self::trusted(home) {
            Some(state) => Ok(state),
            None => Self::untrusted(),
        }
    }

    /// Makes an empty index in place of an unusable one.
    pub fn untrusted() -> Result<Self, super::FullTextError> {
        Ok(Self { manifest: None, ..Self::create(None)? })
    }

    /// Opens the kept index if all its files are unchanged.
    pub fn trusted(home: &Home) -> Option<Self> {
        let manifest = IndexManifest::load(&home.manifest()?)?;
        let state = state_of_folder(&home.index()?).ok()?;
        if state != manifest.index {
            return None;
        }
        let state = Self::read(home)?;
        Some(Self { manifest: Some(manifest), ..state })
    }

    /// Opens the last state that a process writing now has completed.
    pub fn read(home: &Home) -> Option<Self> {
        let (schema, fields) = IndexFields::new();
        let index = tantivy::Index::open(Folder::new(&home.index()?)).ok()?;
        if index.schema() != schema {
            return None;
        }
        Self::over(index, fields).ok()
    }

    /// Makes an index without entries, in this folder or in memory.
    pub fn create(folder: Option<&Path>) -> Result<Self, super::FullTextError> {
        let (schema, fields) = IndexFields::new();
        let index = match folder {
            None => tantivy::Index::create_in_ram(schema),
            Some(folder) => {
                match fs::remove_dir_all(folder) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                    _ => ensure_folder(folder)?,
                }
                tantivy::Index::create(Folder::new(folder), schema, IndexSettings::default())?
            }
        };
        let manifest = Some(IndexManifest::default());
        Ok(Self { manifest, ..Self::over(index, fields)? })
    }

    /// Returns the paths of the indexed files.
    /// There may be some of files that are gone or indexed twice. Within a segment, files of one folder are
    /// together.
    pub fn paths(&self) -> Result<Vec<PathBuf>, super::FullTextError> {
        let mut paths = Vec::new();
        for segment in self.reader.searcher().segment_readers() {
            let Some(column) = segment.fast_fields().bytes(PATH)? else { continue };
            let mut names = column.dictionary().stream()?;
            while names.advance() {
                paths.extend(path_of(names.key()));
            }
        }
        Ok(paths)
    }

    /// Returns the keys of the files indexed at and below these places.
    pub fn keys_below(&self, places: &[PathBuf]) -> Result<HashSet<u64>, super::FullTextError> {
        if places.is_empty() {
            return Ok(HashSet::new());
        }
        let is_below = |path: &&PathBuf| places.iter().any(|place| path.starts_with(place));
        Ok(self.paths()?.iter().filter(is_below).map(|path| key(path)).collect())
    }

    fn over(index: tantivy::Index, fields: IndexFields) -> tantivy::Result<Self> {
        IndexFields::teach(&index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { index, reader, fields, manifest: None })
    }
}

/// Makes a folder that only its owner can read. An index contains the words of the briefings.
fn ensure_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
