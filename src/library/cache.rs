//! Warm start from a snapshot of a library in the cache folder.
//! The next start shows its first screen without reading the briefings.
//!
//! A snapshot is one file. It begins with the data of the first screen, so that one small read fetches it; the
//! whole library follows as it is kept in memory. Nothing in it is trusted. A wrong beginning, a checksum that
//! does not match, parts that do not fit together, another program or another library make it count as missing. It
//! is replaced as a whole, so that several processes can read and write it at once. A library from a snapshot has
//! to be brought up to date with [`refresh`](super::load::refresh).

mod blocks;
mod disk;
mod evidence;
mod pack;

use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::text::Clean;

use super::store::Builder;
use super::{Ix, Library, Origin};
pub use blocks::read_exact_at;
pub(super) use blocks::{BLOCK_CONTENT, BlockFile, BlockWriter, damaged};
use disk::{CheckedRange, Header, SNAPSHOT, read_most, read_sections};
pub use disk::{checksum, make_private_folder, replace};
use pack::{Front, PARTS, pack_parts, unpack_parts};

/// The most rows of the list in the front of a snapshot. They are more than any terminal shows at once.
const ROWS: usize = 64;
/// The size of the first read. The front nearly always fits into it.
const FIRST_READ: usize = 1 << 16;
/// The beginning of each snapshot. The number is raised whenever its form changes.
const MAGIC: &[u8; 16] = b"briefing list 01";

/// The header of a snapshot: the front and the parts of the whole library.
type SnapshotHeader = Header<{ 1 + PARTS }>;

/// The files of one library in the cache: its snapshot and its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotCache {
    file: PathBuf,
    origin: Origin,
    /// A checksum of the library's folders and the program. A snapshot must have the same one.
    identity: u64,
}

/// A snapshot whose front was read.
#[derive(Debug)]
pub struct Snapshot {
    file: File,
    header: SnapshotHeader,
    origin: Origin,
    front: Front,
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

    /// Opens the snapshot and reads its front.
    ///
    /// # Errors
    ///
    /// When there is no snapshot to start from, whatever the reason.
    pub fn open(&self) -> Result<Snapshot, Missing> {
        let unreadable = |error: io::Error| Missing::Unreadable(error.kind());
        let mut file = File::open(&self.file).map_err(unreadable)?;
        let mut bytes = vec![0; FIRST_READ];
        let mut read = read_most(&mut file, &mut bytes).map_err(unreadable)?;
        bytes.truncate(read);
        let header = SnapshotHeader::read(&bytes, MAGIC, self.identity)?;
        // A damaged length must not make us ask for more memory than the file has bytes.
        let size = file.metadata().map_err(unreadable)?.len();
        if header.size() != Some(size) {
            return Err(Missing::Damaged);
        }
        let front_end = header.first_end().ok_or(Missing::Damaged)?;
        if read < front_end {
            bytes.resize(front_end, 0);
            read += read_most(&mut file, &mut bytes[read..]).map_err(unreadable)?;
        }
        let front = bytes
            .get(SnapshotHeader::SIZE..front_end)
            .filter(|_| read >= front_end)
            .ok_or(Missing::Damaged)?;
        let front = Front::read(&header.sections[0].check(front.to_vec())?).ok_or(Missing::Damaged)?;
        Ok(Snapshot { file, header, origin: self.origin.clone(), front })
    }

    /// Writes a snapshot, all or nothing. `rows` are the first rows of the list.
    ///
    /// # Errors
    ///
    /// When it can't be written. The library works without a snapshot.
    pub fn save(&self, library: &Library, rows: &[Ix]) -> io::Result<()> {
        let front = front_of(library, rows).pack();
        let parts = library.store.parts();
        let parts = pack_parts(&parts);
        let mut sections = [CheckedRange::of(&front); 1 + PARTS];
        for (section, part) in sections.iter_mut().skip(1).zip(&parts) {
            *section = CheckedRange::of(part);
        }
        let header = Header { magic: MAGIC, identity: self.identity, sections };
        self.prepare_folder()?;
        let header = header.pack();
        let front = [header.as_slice(), &front];
        let all: Vec<&[u8]> = front.into_iter().chain(parts.iter().map(AsRef::as_ref)).collect();
        replace(&self.file, &all)
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
    /// The data of the first screen.
    pub fn first(&mut self) -> First {
        let front = std::mem::take(&mut self.front);
        let library = Library::of(self.origin.clone(), front.store);
        // Paths order the few briefings too, so that their numbers are those that were written.
        let rows = front.rows.into_iter().filter(|at| *at < library.len()).map(super::ix).collect();
        First { library, rows, total: front.total, counted: Clean::line(&front.counted) }
    }

    /// Reads the whole library.
    ///
    /// # Errors
    ///
    /// When it differs from what was written.
    pub fn whole(mut self) -> Result<Library, Missing> {
        let unreadable = |error: io::Error| Missing::Unreadable(error.kind());
        let start = self.header.first_end().ok_or(Missing::Damaged)? as u64;
        self.file.seek(SeekFrom::Start(start)).map_err(unreadable)?;
        let [_, parts @ ..] = self.header.sections;
        let parts: [Vec<u8>; PARTS] = read_sections(&mut self.file, parts)?;
        let store = unpack_parts(parts).ok_or(Missing::Damaged)?;
        Ok(Library::of(self.origin, store))
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
