//! How long the memory takes: to acknowledge a mark, and to know a library of 100,000 briefings at the start.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot prepare itself fails")]

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use briefing::briefing::Briefing;
use briefing::library::{Library, Origin};
use briefing::memory::{LibraryKey, Memory, Moment};
use divan::Bencher;
use tempfile::TempDir;

const FOLDER: &str = "/library";
const MANY: usize = 100_000;

/// A library of many briefings, all of them known, and a thousand read.
static KNOWN: LazyLock<(TempDir, Library, LibraryKey)> = LazyLock::new(|| {
    let read = |number: usize| {
        let path = PathBuf::from(format!("{FOLDER}/{:02}/briefing-{number:06}.md", number % 100));
        Arc::new(Briefing::read(&path, text(number).as_bytes()).0)
    };
    let origin = Origin::Folders(vec![PathBuf::from(FOLDER)]);
    let library = Library::new(origin, (0..MANY).map(read).collect());
    let library_key = LibraryKey::of(library.origin());
    let state = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(state.path()).unwrap().0;
    memory.register_library(&library_key, &library, Moment(1)).unwrap();
    for number in (0..MANY).step_by(100) {
        mark(&mut memory, &library_key, number);
    }
    (state, library, library_key)
});

fn text(number: usize) -> String {
    format!("---\ntitle: Briefing {number}\n---\n\n{}\n", "Some words of it. ".repeat(250))
}

fn mark(memory: &mut Memory, library_key: &LibraryKey, number: usize) {
    let path = format!("{FOLDER}/{:02}/briefing-{number:06}.md", number % 100);
    let key = library_key.key(Path::new(&path)).unwrap();
    memory.mark_read(&key, &text(number), Moment(i64::try_from(number).unwrap())).unwrap();
}

/// Until a mark is acknowledged and on the disk, its text of 4.5 kB kept with it.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn a_mark(bencher: Bencher) {
    let (state, _, library_key) = &*KNOWN;
    let mut memory = Memory::open(state.path()).unwrap().0;
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        mark(&mut memory, library_key, number);
    });
}

/// What the start does behind the first paint.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn open_and_meet_100_000_known_briefings(bencher: Bencher) {
    let (state, library, library_key) = &*KNOWN;
    bencher.bench_local(|| {
        let mut memory = Memory::open(state.path()).unwrap().0;
        memory.register_library(library_key, library, Moment(2)).unwrap().state.counts()
    });
}

fn main() {
    divan::main();
}
