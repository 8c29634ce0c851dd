//! Warm start from a snapshot of a library in the cache folder.
//! The next start shows its first screen without reading the briefings.
//!
//! A snapshot is one file of blocks with checksums. It begins with the data of the first screen, so that one small
//! read fetches it. The library follows in parts that are read when they are first used, so that a question about
//! one briefing does not read all. Nothing in it is trusted. A wrong beginning, a checksum that does not match, parts
//! that do not fit together, another program or another library make it count as missing. It is replaced as a whole,
//! so that several processes can read and write it at once. A library from a snapshot has
//! to be brought up to date with [`refresh`](super::load::refresh).

mod blocks;
mod disk;
mod evidence;
mod pack;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::text::Clean;

use super::load::freshness::SnapshotComparison;
use super::names::Names;
use super::store::{Builder, Records, Store, WordStore};
use super::stored::{DamageMark, Stored, StoredFile};
use super::{Ix, Library, Origin};
pub use blocks::read_exact_at;
pub(super) use blocks::{BLOCK_CONTENT, BlockFile, BlockWriter, damaged};
pub(super) use disk::discard;
use disk::{COMPARISON, SNAPSHOT, replace_with};
pub use disk::{checksum, make_private_folder, replace};
use pack::{Front, SnapshotContents, SnapshotPart, SnapshotWriter, contents_of, stored_in};

/// The most rows of the list in the front of a snapshot. They are more than any terminal shows at once.
const ROWS: usize = 64;
/// The number of bytes that are written at once.
const AT_ONCE: usize = 1 << 18;
/// The beginning of each snapshot. The number is raised whenever its form changes.
const MAGIC: &[u8; 16] = b"briefing list 02";

/// The files of one library in the cache: its snapshot and its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotCache {
    file: PathBuf,
    origin: Origin,
    /// A checksum of the library's folders and the program. A snapshot must have the same one.
    identity: u64,
}

/// A snapshot that was opened.
#[derive(Debug)]
pub struct Snapshot {
    file: Arc<StoredFile>,
    contents: SnapshotContents,
    origin: Origin,
}

/// The data of the first screen.
#[derive(Debug)]
pub struct First {
    /// A few briefings. They are those of the first rows, and the ones that these are linked with.
    pub library: Library,
    /// The rows, in their order.
    pub rows: Vec<Ix>,
    /// The number of briefings in all.
    pub total: usize,
    /// The number of briefings of each kind, in words.
    pub counted: Clean,
}

/// The reason why there is no snapshot to start from.
#[derive(Debug, PartialEq, Eq)]
pub enum Missing {
    /// No snapshot was written yet, or it can't be read.
    Unreadable(io::ErrorKind),
    /// Another program or version wrote it, or it is another library's.
    Foreign,
    /// It differs from what was written.
    Damaged,
}

impl std::fmt::Display for Missing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(kind) => write!(formatter, "no snapshot to start from: {kind}"),
            Self::Foreign => {
                formatter.write_str("the snapshot belongs to another version or another library")
            }
            Self::Damaged => formatter.write_str("the snapshot is damaged"),
        }
    }
}

impl SnapshotCache {
    /// Makes the cache, below `folder`, of the library in these folders.
    /// `None` when one of the folders does not exist.
    pub fn new(folder: &Path, library: &[PathBuf]) -> Option<Self> {
        let mut named = Vec::new();
        for folder in library {
            // A relative path means another folder elsewhere, and paths are kept as they were given.
            for path in [folder, &folder.canonicalize().ok()?] {
                named.extend_from_slice(path.as_os_str().as_encoded_bytes());
                named.push(0);
            }
        }
        let file = folder.join(format!("library-{:016x}.{SNAPSHOT}", checksum(&named)));
        named.extend_from_slice(&disk::program().to_le_bytes());
        Some(Self { file, origin: Origin::Folders(library.to_vec()), identity: checksum(&named) })
    }

    /// Opens the snapshot.
    ///
    /// # Errors
    ///
    /// When there is no snapshot to start from, whatever the reason.
    pub fn open(&self) -> Result<Snapshot, Missing> {
        let unreadable = |error: io::Error| Missing::Unreadable(error.kind());
        let file = File::open(&self.file).map_err(unreadable)?;
        let file = BlockFile::of_file(file).map_err(|_| Missing::Damaged)?;
        let contents = contents_of(&file, MAGIC, self.identity)?;
        Ok(Snapshot {
            file: Arc::new(StoredFile::new(file, self.file.clone())),
            contents,
            origin: self.origin.clone(),
        })
    }

    /// Writes a snapshot, all or nothing, and returns its number. `rows` are the first rows of the list.
    ///
    /// # Errors
    ///
    /// When it can't be written. The library works without a snapshot.
    pub fn save(&self, library: &Library, rows: &[Ix]) -> io::Result<u64> {
        let front = front_of(library, rows).pack();
        let store = &library.store;
        let mut number = 0;
        self.prepare_folder()?;
        replace_with(&self.file, |file| {
            let mut out = BufWriter::with_capacity(AT_ONCE, file);
            let mut writer = SnapshotWriter::new(&mut out, MAGIC, self.identity)?;
            writer.section(&front)?;
            let record_ends = writer.pieces(store.pack_records())?;
            let word_ends = writer.pieces(store.words().pack())?;
            writer.section(&store.pack_versions())?;
            library.names.pack().iter().try_for_each(|part| writer.section(part))?;
            writer.section(&library.incoming.get().pack())?;
            writer.section(&record_ends)?;
            writer.section(&word_ends)?;
            number = writer.finish(library.len(), store.word_count())?;
            out.flush()
        })?;
        Ok(number)
    }

    /// Reads the last comparison of the library's files with a snapshot.
    pub(super) fn comparison(&self) -> Option<SnapshotComparison> {
        SnapshotComparison::load(&self.file.with_extension(COMPARISON))
    }

    /// Writes a comparison of the library's files with a snapshot.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub(super) fn save_comparison(&self, comparison: &SnapshotComparison) -> io::Result<()> {
        comparison.save(&self.file.with_extension(COMPARISON))
    }

    /// Makes the folder, and takes out what is no longer of use.
    fn prepare_folder(&self) -> io::Result<()> {
        let Some(folder) = self.file.parent() else { return Ok(()) };
        make_private_folder(folder)?;
        disk::remove_old_files(folder);
        Ok(())
    }
}

impl Snapshot {
    /// Returns its number. Snapshots with the same number have the same content.
    pub fn number(&self) -> u64 {
        self.contents.number
    }

    /// Reads the data of the first screen.
    ///
    /// # Errors
    ///
    /// When it differs from what was written.
    pub fn first(&self) -> Result<First, Missing> {
        let bytes =
            self.file.read(self.contents.section(SnapshotPart::Front)).map_err(|_| Missing::Damaged)?;
        let front = Front::read(&bytes).ok_or(Missing::Damaged)?;
        let library = Library::of(self.origin.clone(), front.store);
        // Paths order the few briefings too, so that their numbers are those that were written.
        let rows = front.rows.into_iter().filter(|at| *at < library.len()).map(super::ix).collect();
        Ok(First { library, rows, total: front.total, counted: Clean::line(&front.counted) })
    }

    /// Returns the library, whose parts are read when first used.
    /// [`Library::damage`] reports whether a part differed from what was written.
    ///
    /// # Errors
    ///
    /// When not even the places of its parts can be read.
    pub fn library(self) -> Result<Library, Missing> {
        let Self { file, contents, origin } = self;
        let section = |section| contents.section(section);
        let stored = || {
            let records =
                stored_in(&file, section(SnapshotPart::Records), section(SnapshotPart::RecordEnds))?;
            let words = stored_in(&file, section(SnapshotPart::Words), section(SnapshotPart::WordEnds))?;
            let words = WordStore::stored(contents.words, words)?;
            let versions = Stored::at(&file, section(SnapshotPart::Versions));
            Some(Store::stored(words, Records::stored(contents.briefings, records)?, versions))
        };
        let store = stored().ok_or(Missing::Damaged)?;
        let names = [SnapshotPart::Names, SnapshotPart::Titles, SnapshotPart::Paths, SnapshotPart::Labels]
            .map(section);
        let names = Names::stored(&file, names);
        let incoming = Stored::at(&file, section(SnapshotPart::Incoming));
        Ok(Library { incoming, damage: DamageMark(Some(file)), ..Library::named(origin, store, names) })
    }

    /// Reads the whole library.
    ///
    /// # Errors
    ///
    /// When it differs from what was written.
    pub fn whole(self) -> Result<Library, Missing> {
        let library = self.library()?;
        if library.read_all() { Ok(library) } else { Err(Missing::Damaged) }
    }
}

/// Collects the briefings of the first rows and those shown with them.
/// The latter are the sources that their dates come from, and for the selected row the other ends of its links.
fn front_of(library: &Library, rows: &[Ix]) -> Front {
    let rows = rows.get(..ROWS).unwrap_or(rows);
    let mut needed = rows.to_vec();
    for ix in rows {
        needed.extend(library.record(*ix).dating().filter_map(|id| library.source(id)));
    }
    if let Some(first) = rows.first() {
        needed.extend(library.links_of(*first).into_iter().filter_map(|link| link.other));
    }
    needed.sort_unstable();
    needed.dedup();
    let mut builder = Builder::default();
    for ix in &needed {
        // They are in a store already, so there is room for them.
        let _added = builder.add(&library.record(*ix).briefing(), library.store.version(ix.index()));
    }
    let numbers = rows.iter().filter_map(|row| needed.binary_search(row).ok()).collect();
    Front {
        store: builder.finish(),
        rows: numbers,
        total: library.len(),
        counted: library.counted().into_string(),
    }
}
