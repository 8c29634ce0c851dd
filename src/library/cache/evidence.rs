//! The file of a library's evidence in the cache, beside its snapshot.
//!
//! It follows the rules of the snapshot: it is bound to the build of the program and to the folders, it is replaced as
//! a whole, and nothing in it is trusted. It is read by position, so each of its blocks has a checksum.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use super::disk::{EVIDENCE, replace_with};
use super::{BlockFile, SnapshotCache};

/// The number of bytes that are written at once.
const AT_ONCE: usize = 1 << 18;

impl SnapshotCache {
    /// Returns the number of this program and these folders.
    pub(in crate::library) fn identity(&self) -> u64 {
        self.identity
    }

    /// Opens the file of the evidence.
    ///
    /// # Errors
    ///
    /// When it can't be read.
    pub(in crate::library) fn open_evidence(&self) -> io::Result<BlockFile> {
        BlockFile::of_file(File::open(self.evidence_file())?)
    }

    /// Replaces the file of the evidence, all or nothing.
    /// The answer is the new file.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub(in crate::library) fn replace_evidence(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<BlockFile> {
        self.prepare_folder()?;
        let file = replace_with(&self.evidence_file(), |file| {
            let mut out = BufWriter::with_capacity(AT_ONCE, file);
            write(&mut out)?;
            out.flush()
        })?;
        BlockFile::of_file(file)
    }

    fn evidence_file(&self) -> PathBuf {
        self.file.with_extension(EVIDENCE)
    }
}
