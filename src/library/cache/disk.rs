//! The file of a snapshot: its header, its checksum, and its replacement.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The endings of the files of a library.
pub(super) const SNAPSHOT: &str = "snapshot";
pub(super) const EVIDENCE: &str = "evidence";
pub(super) const COMPARISON: &str = "comparison";
/// The age of a file, and of an unfinished one, for removal.
/// The library of a file that was not written for so long is gone, and an attempt has failed.
const OLD: Duration = Duration::from_hours(180 * 24);
const OLD_ATTEMPT: Duration = Duration::from_hours(1);

/// Returns a number that identifies this build of the program.
/// Another build may read front matter in another way and must not use an earlier result.
pub(super) fn program() -> u64 {
    let mut bytes = env!("CARGO_PKG_VERSION").as_bytes().to_vec();
    // If the file of the program can't be examined, its version has to do.
    if let Ok(metadata) = std::env::current_exe().and_then(fs::metadata) {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        bytes.extend_from_slice(&metadata.len().to_le_bytes());
        bytes.extend_from_slice(&since.unwrap_or_default().as_nanos().to_le_bytes());
    }
    checksum(&bytes)
}

/// Computes a 64-bit sum that every changed byte changes.
/// It is FNV-1a over words of eight bytes, with a final mixing step. It guards against accidents, not against
/// anyone who can write into the cache.
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

/// Replaces a file as a whole.
/// A reader sees the old one or the new one. Damage by a crash of the machine is detected by the checksum.
///
/// # Errors
///
/// When it can't be written; then the old file is still there.
pub fn replace(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    replace_with(path, |file| parts.iter().try_for_each(|part| file.write_all(part))).map(drop)
}

/// Replaces a file by what `write` puts into a new one.
/// The answer is the new file.
///
/// # Errors
///
/// When it can't be written; then the old file is still there.
pub(super) fn replace_with(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<File> {
    // Several threads, and several processes, may write the same file, and files that differ in their ending.
    static ATTEMPTS: AtomicUsize = AtomicUsize::new(0);
    let attempt = ATTEMPTS.fetch_add(1, Ordering::Relaxed);
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".new{}-{attempt}", std::process::id()));
    let beside = PathBuf::from(beside);
    let written = create_private(&beside).and_then(|mut file| {
        write(&mut file)?;
        file.flush()?;
        fs::rename(&beside, path)?;
        Ok(file)
    });
    if written.is_err() {
        // The unfinished file is of no use; a failure to remove it changes nothing.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Removes a file that is of no use. One that can't be removed is replaced later.
pub(in crate::library) fn discard(path: &Path) {
    let _ = fs::remove_file(path);
}

/// Creates a file that only its owner can read. Titles and summaries are as private as the briefings.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a folder, with its parents, that only its owner can enter.
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

/// Removes files that were not written for long, and unfinished ones. A file that can't be removed stays.
pub(super) fn remove_old_files(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if !entry.file_name().as_encoded_bytes().starts_with(b"library-") {
            continue;
        }
        let is_whole = path
            .extension()
            .is_some_and(|ending| [SNAPSHOT, EVIDENCE, COMPARISON].iter().any(|known| ending == *known));
        let most = if is_whole { OLD } else { OLD_ATTEMPT };
        let written = entry.metadata().and_then(|metadata| metadata.modified());
        let age = written.ok().and_then(|written| SystemTime::now().duration_since(written).ok());
        if age.is_some_and(|age| age > most) {
            let _ = fs::remove_file(path);
        }
    }
}
