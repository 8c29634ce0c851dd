//! What a question about evidence costs: `cargo bench --bench evidence`.
//!
//! Each question begins like a command: the kept evidence is opened and compared with the library. Then `one_text` reads
//! what one text says, `one_source` what rests on a source, `one_month` the time line of a month, and `all_texts` all
//! statements. `one_file_changed` brings the evidence up to date after an edit, and `from_nothing` reads all texts. The
//! folders, 1 kB a briefing, are made in the system's temporary folder and gone at the end.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot prepare itself fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use briefing::library::cache::SnapshotCache;
use briefing::library::timeline::Timeline;
use briefing::library::{Evidence, EvidenceStore, Ix, Library, load, refresh};
use divan::Bencher;
use tempfile::TempDir;

const COUNTS: [usize; 3] = [1_000, 10_000, 100_000];

fn main() {
    divan::main();
}

/// A library on disk with its kept evidence.
struct EvidenceFixture {
    root: TempDir,
    library: Arc<Library>,
}

impl EvidenceFixture {
    fn of(count: usize) -> Self {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("library");
        for number in 0..count {
            let path = path_of(&folder, number);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, briefing(number, count)).unwrap();
        }
        // What was written a moment ago is recognised by its content; a library mostly was not.
        std::thread::sleep(Duration::from_secs(3));
        let library = Arc::new(load(&[folder]).library);
        let fixture = Self { root, library };
        fixture.evidence();
        fixture
    }

    fn store(&self) -> EvidenceStore {
        let folders = [self.root.path().join("library")];
        EvidenceStore::new(SnapshotCache::new(&self.root.path().join("cache"), &folders))
    }

    /// The evidence as a process that starts now finds it.
    fn evidence(&self) -> Arc<Evidence> {
        self.store().gather_while(&self.library, |_| true).unwrap().evidence
    }

    fn text(&self) -> Ix {
        self.library.with_name("briefing-000501")[0]
    }

    fn source(&self) -> Ix {
        self.library.source("briefing-000500").unwrap()
    }
}

fn path_of(folder: &Path, number: usize) -> PathBuf {
    let kind = if number.is_multiple_of(20) { "sources" } else { "companies" };
    folder.join(kind).join(format!("briefing-{number:06}.md"))
}

/// Every twentieth briefing is a source that the others cite.
fn briefing(number: usize, count: usize) -> String {
    let source = |at: usize| format!("briefing-{:06}", (number * 7 + at * 20) % count / 20 * 20);
    if number.is_multiple_of(20) {
        return format!("---\ntype: source\npublisher: P{}\npublished: 2019-05\n---\n", number % 300);
    }
    let fact =
        |at| format!("- Words of statement {at} of number {number}.[^{}][^{}]\n", source(at), source(at + 1));
    let line = |at: usize| {
        format!("- {}-{:02}: Line {at} of {number}.[^{}]\n", 2000 + at, number % 12 + 1, source(at))
    };
    let facts: String = (0..9).map(fact).collect();
    let lines: String = (0..5).map(line).collect();
    let link = (number * 31 + 1) % count;
    format!(
        "---\ntype: company\ntitle: Number {number}\n---\n\n## Key facts\n\n{facts}\nSee [[briefing-{link:06}]].\n\n## Timeline\n\n{lines}"
    )
}

#[divan::bench(args = COUNTS, sample_count = 20, sample_size = 1)]
fn one_text(bencher: Bencher, count: usize) {
    let fixture = EvidenceFixture::of(count);
    let ix = fixture.text();
    bencher.bench_local(|| fixture.evidence().read_text(ix).statements.len());
}

#[divan::bench(args = COUNTS, sample_count = 20, sample_size = 1)]
fn one_source(bencher: Bencher, count: usize) {
    let fixture = EvidenceFixture::of(count);
    let ix = fixture.source();
    bencher.bench_local(|| fixture.evidence().dependents_of(ix).len());
}

#[divan::bench(args = COUNTS, sample_count = 20, sample_size = 1)]
fn one_month(bencher: Bencher, count: usize) {
    let fixture = EvidenceFixture::of(count);
    let all: Vec<Ix> = fixture.library.all().collect();
    bencher.bench_local(|| {
        let evidence = fixture.evidence();
        let is_wanted = |first: briefing::date::Day, _| first.year() == 2002 && first.month() == 3;
        Timeline::within(&fixture.library, &evidence, &all, is_wanted).entries.len()
    });
}

#[divan::bench(args = COUNTS, sample_count = 10, sample_size = 1)]
fn all_texts(bencher: Bencher, count: usize) {
    let fixture = EvidenceFixture::of(count);
    let all: Vec<Ix> = fixture.library.all().collect();
    bencher
        .bench_local(|| fixture.evidence().texts(&all).map(|(_, text)| text.statements.len()).sum::<usize>());
}

#[divan::bench(args = COUNTS, sample_count = 10, sample_size = 1)]
fn one_file_changed(bencher: Bencher, count: usize) {
    let fixture = EvidenceFixture::of(count);
    let path = fixture.library.record(fixture.text()).path();
    let mut rounds = 0;
    let changed = || {
        rounds += 1;
        fs::write(&path, format!("{}\nRound {rounds}.\n", briefing(501, count))).unwrap();
        // Long ago, so that its times can be trusted.
        let time = std::time::SystemTime::now() - Duration::from_secs(1000 - rounds);
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        Arc::new(refresh(&fixture.library).now.unwrap().0)
    };
    bencher.with_inputs(changed).bench_local_refs(|library| {
        fixture.store().gather_while(library, |_| true).unwrap().evidence.read_text(fixture.text())
    });
}

#[divan::bench(args = COUNTS, sample_count = 5, sample_size = 1)]
fn from_nothing(bencher: Bencher, count: usize) {
    let fixture = EvidenceFixture::of(count);
    let cache = fixture.root.path().join("cache");
    bencher.with_inputs(|| fs::remove_dir_all(&cache).unwrap()).bench_local_values(|()| fixture.evidence());
}
