//! The file of a snapshot: its header, its checksum, and how it is replaced.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Missing;
use super::pack::PARTS;

/// The beginning of each snapshot. The number is raised whenever its form changes.
const MAGIC: &[u8; 16] = b"briefing list 01";
/// A snapshot that nobody wrote for so long is of a library that is gone, and an attempt is one that failed.
const OLD: Duration = Duration::from_hours(180 * 24);
const OLD_ATTEMPT: Duration = Duration::from_hours(1);

/// What a snapshot begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub identity: u64,
    pub front: Section,
    /// The parts of the whole library.
    pub parts: [Section; PARTS],
}

/// A stretch of the file, and its checksum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub length: u64,
    pub sum: u64,
}

impl Section {
    pub fn of(bytes: &[u8]) -> Self {
        Self { length: bytes.len() as u64, sum: checksum(bytes) }
    }

    /// The same bytes, if they are those that were written.
    pub fn check(self, bytes: Vec<u8>) -> Result<Vec<u8>, Missing> {
        if Self::of(&bytes) == self { Ok(bytes) } else { Err(Missing::Damaged) }
    }
}

impl Header {
    /// The name, the identity, two numbers for each section, and the sum of all that.
    pub const SIZE: usize = 16 + 8 + (1 + PARTS) * 16 + 8;

    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&self.identity.to_le_bytes());
        for section in std::iter::once(&self.front).chain(&self.parts) {
            bytes.extend_from_slice(&section.length.to_le_bytes());
            bytes.extend_from_slice(&section.sum.to_le_bytes());
        }
        let sum = checksum(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes
    }

    pub fn read(bytes: &[u8], identity: u64) -> Result<Self, Missing> {
        let bytes = bytes.get(..Self::SIZE).ok_or(Missing::Damaged)?;
        let (named, sum) = bytes.split_at(Self::SIZE - 8);
        let (magic, numbers) = named.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(Missing::Foreign);
        }
        if checksum(named).to_le_bytes() != sum {
            return Err(Missing::Damaged);
        }
        let mut numbers = numbers.as_chunks::<8>().0.iter().map(|number| u64::from_le_bytes(*number));
        let mut next = || numbers.next().ok_or(Missing::Damaged);
        if next()? != identity {
            return Err(Missing::Foreign);
        }
        let front = Section { length: next()?, sum: next()? };
        let mut parts = [Section::default(); PARTS];
        for part in &mut parts {
            *part = Section { length: next()?, sum: next()? };
        }
        Ok(Self { identity, front, parts })
    }

    /// How many bytes the whole file has.
    pub fn size(&self) -> Option<u64> {
        let sections = std::iter::once(&self.front).chain(&self.parts);
        sections.map(|section| section.length).try_fold(Self::SIZE as u64, u64::checked_add)
    }

    /// Where the front ends.
    pub fn front_end(&self) -> Option<usize> {
        usize::try_from(self.front.length).ok()?.checked_add(Self::SIZE)
    }
}

/// What tells this program from another build of it: whatever reads front matter in another way must not find what
/// the one before made of it.
pub(super) fn program() -> u64 {
    let mut bytes = env!("CARGO_PKG_VERSION").as_bytes().to_vec();
    // Where the program can't look at itself its version has to do.
    if let Ok(metadata) = std::env::current_exe().and_then(fs::metadata) {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        bytes.extend_from_slice(&metadata.len().to_le_bytes());
        bytes.extend_from_slice(&since.unwrap_or_default().as_nanos().to_le_bytes());
    }
    checksum(&bytes)
}

/// A 64-bit sum that every changed byte changes: FNV-1a over words of eight bytes, with a final mixing step. It
/// guards against accidents, not against anybody who can write into the cache.
pub fn checksum(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01B3;
    let mut state = 0xCBF2_9CE4_8422_2325 ^ bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        state = (state ^ u64::from_le_bytes(*word)).wrapping_mul(PRIME);
        state ^= state >> 29;
    }
    for byte in rest {
        state = (state ^ u64::from(*byte)).wrapping_mul(PRIME);
    }
    // The mixing step of MurmurHash3.
    state = (state ^ (state >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    state = (state ^ (state >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    state ^ (state >> 33)
}

/// Replaces a file as a whole: a reader sees the old one or the new one. What a crash of the machine leaves is
/// found out by its checksum.
///
/// # Errors
///
/// When the disk does not take it; then the old file is still there.
pub fn replace(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let beside = path.with_extension(format!("new{}", std::process::id()));
    let written = create_private(&beside).and_then(|mut file| {
        parts.iter().try_for_each(|part| file.write_all(part))?;
        file.flush()
    });
    let replaced = written.and_then(|()| fs::rename(&beside, path));
    if replaced.is_err() {
        // What is left of the attempt is of no use; that it can't be removed either changes nothing.
        let _ = fs::remove_file(&beside);
    }
    replaced
}

/// A file that only its owner reads: titles and summaries are as private as the briefings.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a folder, with those above it, that only its owner looks into.
///
/// # Errors
///
/// When it can't be made.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Removes snapshots of libraries that are long gone, and attempts that somebody killed. What can't be removed stays.
pub(super) fn remove_old_snapshots(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if !name.starts_with(b"library-") {
            continue;
        }
        let most = if name.ends_with(b".snapshot") { OLD } else { OLD_ATTEMPT };
        let written = entry.metadata().and_then(|metadata| metadata.modified());
        let age = written.ok().and_then(|written| SystemTime::now().duration_since(written).ok());
        if age.is_some_and(|age| age > most) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
