//! Any bytes are a snapshot: it is refused, or read to its end and shown. Checksums are made to fit, since a fuzzer finds
//! nothing behind them otherwise.

use std::fs;
use std::path::PathBuf;

use briefing::library::cache::{SnapshotCache, checksum};
use briefing::library::load;
use briefing::search::Index;

use crate::oracle::assert_clean;

/// The header: a name and an identity, length and sum of each section, and its own sum.
const NAMED: usize = 24;
const SECTIONS: usize = 7;
const HEADER: usize = NAMED + SECTIONS * 16 + 8;

/// The first byte says which section is changed and how, the next two where; the rest is the new content.
/// Without any, the file is these bytes.
pub fn check(data: &[u8]) {
    FIXTURE.with(|fixture| judge(fixture, data));
}

fn judge(fixture: &SnapshotFixture, data: &[u8]) {
    let file = match data {
        [how @ 0..=0x7F, high, low, bytes @ ..] => {
            fixture.changed(*how, u16::from_be_bytes([*high, *low]), bytes)
        }
        other => other.to_vec(),
    };
    fs::write(&fixture.file, file).expect("the folder takes files");
    let Ok(mut snapshot) = fixture.cache.open() else { return };
    let first = snapshot.first();
    for row in first.rows {
        // A writer of matching checksums can put anything there; what is shown has passed the gate all the same.
        assert_clean("title", &first.library.get(row).title);
        first.library.links_of(row);
    }
    let Ok(library) = snapshot.whole() else { return };
    for (ix, record) in library.records() {
        assert_eq!(record.briefing().path, library.get(ix).path);
        library.links_of(ix);
        library.sort_date(ix);
        library.label(ix);
    }
    Index::new(&library);
}

/// A small library, its cache, and the sections of a sound snapshot of it.
struct SnapshotFixture {
    _folder: tempfile::TempDir,
    cache: SnapshotCache,
    file: PathBuf,
    named: Vec<u8>,
    sections: Vec<Vec<u8>>,
}

thread_local! {
    /// Made once; its folder goes with the thread.
    static FIXTURE: SnapshotFixture = SnapshotFixture::new().expect("a folder for a snapshot");
}

impl SnapshotFixture {
    fn new() -> std::io::Result<Self> {
        // In memory where that is possible: it is written again and again.
        let quick = PathBuf::from("/dev/shm");
        let folder = if quick.is_dir() { tempfile::tempdir_in(quick)? } else { tempfile::tempdir()? };
        let (library, kept) = (folder.path().join("library"), folder.path().join("kept"));
        fs::create_dir(&library)?;
        for (name, text) in [
            (
                "acme",
                "---\ntype: company\ntitle: Acme\naliases: [A]\nlinks: [{to: fair, role: exhibitor}]\n---\nWords.\n",
            ),
            (
                "fair",
                "---\ntype: event\ntitle: Fair\nstart: 2019-11\nstatus: [{program: p, state: active, sources: [s]}]\n---\n",
            ),
            (
                "s",
                "---\ntype: source\ntitle: S\npublished: 2019-11-02\npeople: [\"N (o, f)\"]\nodd: 1\n---\n",
            ),
        ] {
            fs::write(library.join(name).with_extension("md"), text)?;
        }
        let folders = vec![library];
        let cache = SnapshotCache::new(&kept, &folders).expect("the folder is there");
        let library = load(&folders).library;
        let rows: Vec<_> = library.records().map(|(ix, _)| ix).collect();
        cache.save(&library, &rows)?;
        let file = fs::read_dir(&kept)?.next().expect("the snapshot")?.path();
        let bytes = fs::read(&file)?;
        let mut rest = &bytes[HEADER..];
        let mut sections = Vec::new();
        for at in 0..SECTIONS {
            let length = bytes[NAMED + at * 16..].first_chunk::<8>().expect("a header");
            let (section, after) = rest.split_at(u64::from_le_bytes(*length).try_into().expect("a length"));
            sections.push(section.to_vec());
            rest = after;
        }
        let fixture = Self { _folder: folder, cache, file, named: bytes[..NAMED].to_vec(), sections };
        assert_eq!(fixture.packed(&fixture.sections), bytes, "a snapshot has another form by now");
        Ok(fixture)
    }

    /// The snapshot with a section changed: overwritten, cut, or with something put into it.
    fn changed(&self, how: u8, at: u16, bytes: &[u8]) -> Vec<u8> {
        let mut sections = self.sections.clone();
        let section = &mut sections[usize::from(how) % SECTIONS];
        let at = usize::from(at).min(section.len());
        match usize::from(how) / SECTIONS % 3 {
            0 => {
                let end = (at + bytes.len()).min(section.len());
                section[at..end].copy_from_slice(&bytes[..end - at]);
            }
            1 => section.truncate(at),
            _ => drop(section.splice(at..at, bytes.iter().copied())),
        }
        self.packed(&sections)
    }

    fn packed(&self, sections: &[Vec<u8>]) -> Vec<u8> {
        let mut file = self.named.clone();
        for section in sections {
            file.extend((section.len() as u64).to_le_bytes());
            file.extend(checksum(section).to_le_bytes());
        }
        file.extend(checksum(&file).to_le_bytes());
        sections.iter().for_each(|section| file.extend(section));
        file
    }
}
