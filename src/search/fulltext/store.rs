//! Where an index is kept, and opening it with suspicion.

use std::collections::HashSet;
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tantivy::{IndexReader, IndexSettings, ReloadPolicy};

use super::directory::Folder;
use super::schema::{Fields, PATH, key};
use super::stamps::{Stamps, hash, path_of, state_of_folder};
use crate::clean;
use crate::text::Clean;

/// Where an index lives.
#[derive(Debug)]
pub(super) enum Home {
    /// In this folder of the cache.
    Disk(PathBuf),
    /// In memory, with the reason when it should be on the disk.
    Memory(Option<Clean>),
    /// In memory: it is the index of the embedded sample.
    Sample,
}

/// An index, ready to be searched.
pub(super) struct State {
    pub index: tantivy::Index,
    pub reader: IndexReader,
    pub fields: Fields,
    /// What the index was made of; nothing when it can't be trusted or was never made.
    pub stamps: Option<Stamps>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("State").field("stamps", &self.stamps.as_ref().map(Stamps::len)).finish()
    }
}

impl Home {
    /// The folder for a library, which is known by where its folders really are.
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

    pub fn stamps(&self) -> Option<PathBuf> {
        self.file("stamps")
    }

    pub fn checked(&self) -> Option<PathBuf> {
        self.file("checked")
    }

    pub fn index(&self) -> Option<PathBuf> {
        self.file("index")
    }

    /// Keeps the record of what is indexed, where there is a place for it.
    pub fn keep(&self, stamps: &Stamps) -> io::Result<()> {
        self.stamps().map_or(Ok(()), |path| stamps.save(&path))
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        match self {
            Self::Disk(folder) => Some(folder.join(name)),
            Self::Memory(_) | Self::Sample => None,
        }
    }

    /// The right to write; it lasts as long as the answer. Nothing when another process keeps it for longer than
    /// `patience`; `waiting` is called again and again meanwhile.
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

    /// Waits until nobody writes, however long that takes.
    pub fn wait_for_writer(&self) -> io::Result<()> {
        // Whoever reads shares the right to.
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
    /// For what nobody else can write.
    pub fn none() -> Self {
        Self { _file: None }
    }
}

impl State {
    /// The index as it is kept, or an empty one that nobody trusts.
    pub fn open(home: &Home) -> Result<Self, super::Failure> {
        match Self::trusted(home) {
            Some(state) => Ok(state),
            None => Self::untrusted(),
        }
    }

    /// An empty index in place of one that cannot be used.
    pub fn untrusted() -> Result<Self, super::Failure> {
        Ok(Self { stamps: None, ..Self::create(None)? })
    }

    /// The index as it is kept, when all its files are as they were left.
    pub fn trusted(home: &Home) -> Option<Self> {
        let stamps = Stamps::load(&home.stamps()?)?;
        let state = state_of_folder(&home.index()?).ok()?;
        if state != stamps.index {
            return None;
        }
        let state = Self::read(home)?;
        Some(Self { stamps: Some(stamps), ..state })
    }

    /// The last state that somebody who is writing just now has completed.
    pub fn read(home: &Home) -> Option<Self> {
        let (schema, fields) = Fields::new();
        let index = tantivy::Index::open(Folder::new(&home.index()?)).ok()?;
        if index.schema() != schema {
            return None;
        }
        Self::over(index, fields).ok()
    }

    /// An index without an entry, in this folder, or else in memory.
    pub fn create(folder: Option<&Path>) -> Result<Self, super::Failure> {
        let (schema, fields) = Fields::new();
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
        let stamps = Some(Stamps::default());
        Ok(Self { stamps, ..Self::over(index, fields)? })
    }

    /// The paths of the indexed files, and of some that are gone or indexed twice; those of a folder side by side.
    pub fn paths(&self) -> Result<Vec<PathBuf>, super::Failure> {
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

    /// The keys of what is indexed at and below these places.
    pub fn keys_below(&self, places: &[PathBuf]) -> Result<HashSet<u64>, super::Failure> {
        if places.is_empty() {
            return Ok(HashSet::new());
        }
        let is_below = |path: &&PathBuf| places.iter().any(|place| path.starts_with(place));
        Ok(self.paths()?.iter().filter(is_below).map(|path| key(path)).collect())
    }

    fn over(index: tantivy::Index, fields: Fields) -> tantivy::Result<Self> {
        Fields::teach(&index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { index, reader, fields, stamps: None })
    }
}

/// Makes a folder that only its owner can read: an index says what the briefings say.
fn ensure_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
