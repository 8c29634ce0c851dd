//! The evidence of a library in the cache, beside its snapshot.
//!
//! The file follows the rules of the snapshot: it is bound to the build of the program and to the folders, each of its
//! parts has a checksum, it is replaced as a whole, and nothing in it is trusted.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use crate::library::evidence::{EVIDENCE_PARTS, Evidence};

use super::disk::{CheckedRange, EVIDENCE, Header, read_most, read_sections};
use super::{Missing, SnapshotCache, replace};

/// The beginning of each file. The number is raised whenever its form changes.
const MAGIC: &[u8; 16] = b"briefing said 01";

type EvidenceHeader = Header<EVIDENCE_PARTS>;

impl SnapshotCache {
    /// Reads the evidence of the library as it was saved.
    ///
    /// # Errors
    ///
    /// When it can't be read, or differs from what was written.
    pub fn evidence(&self) -> Result<Evidence, Missing> {
        let unreadable = |error: io::Error| Missing::Unreadable(error.kind());
        let mut file = File::open(self.evidence_file()).map_err(unreadable)?;
        let mut header = vec![0; EvidenceHeader::SIZE];
        let read = read_most(&mut file, &mut header).map_err(unreadable)?;
        header.truncate(read);
        let header = EvidenceHeader::read(&header, MAGIC, self.identity)?;
        // A damaged length must not make us ask for more memory than the file has bytes.
        let size = file.metadata().map_err(unreadable)?.len();
        if header.size() != Some(size) {
            return Err(Missing::Damaged);
        }
        Evidence::from_parts(read_sections(&mut file, header.sections)?).ok_or(Missing::Damaged)
    }

    /// Writes the evidence of the library, all or nothing.
    ///
    /// # Errors
    ///
    /// When it can't be written. All texts are read again then.
    pub fn save_evidence(&self, evidence: &Evidence) -> io::Result<()> {
        let parts = evidence.parts();
        let sections = parts.each_ref().map(|part| CheckedRange::of(part));
        let header = Header { magic: MAGIC, identity: self.identity, sections }.pack();
        self.prepare_folder()?;
        let mut all = vec![header.as_slice()];
        all.extend(parts.iter().map(AsRef::as_ref));
        replace(&self.evidence_file(), &all)
    }

    fn evidence_file(&self) -> PathBuf {
        self.file.with_extension(EVIDENCE)
    }
}
