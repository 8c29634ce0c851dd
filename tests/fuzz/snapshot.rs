//! Any bytes are a snapshot: it is refused, or read to its end and shown. Checksums are made to fit, since a fuzzer finds
//! nothing behind them otherwise.

use std::fs;
use std::path::PathBuf;

use briefing::library::cache::{SnapshotCache, checksum};
use briefing::library::load;
use briefing::search::Index;

use crate::oracle::assert_clean;

/// The size of a block, and of its content: behind it are the number of the block and a checksum of both.
const BLOCK: usize = 4096;
const CONTENT: usize = BLOCK - 16;

/// The first byte says how the snapshot is changed, the next two where; the rest is the new content.
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
    let Ok(snapshot) = fixture.cache.open() else { return };
    let Ok(first) = snapshot.first() else { return };
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

/// A small library, its cache, and the content of a sound snapshot of it.
struct SnapshotFixture {
    _folder: tempfile::TempDir,
    cache: SnapshotCache,
    file: PathBuf,
    content: Vec<u8>,
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
        let content = bytes.chunks(BLOCK).flat_map(|block| &block[..CONTENT]).copied().collect();
        let fixture = Self { _folder: folder, cache, file, content };
        assert_eq!(packed(&fixture.content), bytes, "a snapshot has another form by now");
        Ok(fixture)
    }

    /// The snapshot with something overwritten, or put into it so that what follows is moved.
    fn changed(&self, how: u8, at: u16, bytes: &[u8]) -> Vec<u8> {
        let mut content = self.content.clone();
        let at = usize::from(at) % content.len();
        let end = (at + bytes.len()).min(content.len());
        if how % 2 == 1 {
            // The last block has the places of all parts.
            let last = content.len() - CONTENT;
            content[at.min(last)..last].rotate_right(bytes.len().min(last - at.min(last)));
        }
        content[at..end].copy_from_slice(&bytes[..end - at]);
        packed(&content)
    }
}

fn packed(content: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    for (number, block) in (0_u64..).zip(content.chunks(CONTENT)) {
        let block = [block, &number.to_le_bytes()].concat();
        file.extend(&block);
        file.extend(checksum(&block).to_le_bytes());
    }
    file
}
