//! What one changed file costs: `cargo bench --bench reload`.
//!
//! `until_found` is all of it: a file is written over in its place, the watch tells, the library and the full-text index
//! are brought up to date, and a word that is new in the file is found. `library` and `index` are the parts of it that
//! grow with the library, `index_everything` is the index when it is not told which file, `nothing_changed` is what a search
//! costs that looks at every file first, `library_compared` the same for the library, and `titles` a look through all
//! records. The folders, 4 kB a briefing, are made in the system's temporary folder and gone at the end.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark that cannot prepare itself fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use briefing::date::Day;
use briefing::library::watch::{FileWatcher, WatchEvent, WatchNotice, watch};
use briefing::library::{Library, Origin, load, refresh};
use briefing::search::fulltext::{FullText, Pace, ResultLimit, Thoroughness};
use briefing::search::query::Query;
use divan::Bencher;
use tempfile::TempDir;

const COUNTS: [usize; 3] = [1_000, 10_000, 100_000];
const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    divan::main();
}

/// A library on disk with its index.
struct LibraryFixture {
    root: TempDir,
    library: Library,
    text: FullText,
    rounds: usize,
}

impl LibraryFixture {
    fn of(count: usize) -> Self {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("library");
        for number in 0..count {
            let path = path_of(&folder, number);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, briefing(number, "unchanged")).unwrap();
        }
        // What was written a moment ago is told by its content; a library mostly was not.
        std::thread::sleep(Duration::from_secs(3));
        let library = load(std::slice::from_ref(&folder)).library;
        let text = FullText::open(&Origin::Folders(vec![folder]), Some(&root.path().join("cache"))).unwrap();
        let mut fixture = Self { root, library, text, rounds: 0 };
        fixture.index(&Thoroughness::Every);
        fixture
    }

    fn folder(&self) -> PathBuf {
        self.root.path().join("library")
    }

    /// Writes a file over in its place; answers its path and a word that it did not have before.
    fn write(&mut self) -> (PathBuf, String) {
        self.rounds += 1;
        let (number, word) = (self.rounds * 7 % 1_000, format!("novelty{}", self.rounds));
        let path = path_of(&self.folder(), number);
        fs::write(&path, briefing(number, &word)).unwrap();
        (path, word)
    }

    fn index(&mut self, check: &Thoroughness) {
        self.text.refresh(check, Pace::Background, &mut |_| {}).unwrap();
    }

    fn look(&mut self, changed: &WatchEvent) {
        if let Some((library, _)) = changed.look_at(&self.library).now {
            self.library = library;
        }
    }

    fn finds(&self, word: &str) -> bool {
        let query = Query::parse(word, Day::new(2026, 1, 1).unwrap()).unwrap();
        let wanted = ResultLimit { limit: 10, typing: false, ground: None };
        self.text.find(&query, &wanted).unwrap().total == 1
    }
}

fn path_of(folder: &std::path::Path, number: usize) -> PathBuf {
    folder.join(format!("{:02}", number % 20)).join(format!("briefing-{number:06}.md"))
}

fn briefing(number: usize, word: &str) -> String {
    let body = "Words of a text that nobody changes. ".repeat(100);
    format!(
        "---\ntype: company\ntitle: Briefing {number}\n---\n\n{body}\n\n{word} words of number {number}.\n"
    )
}

/// A watch that is set up.
fn watched(fixture: &LibraryFixture) -> (FileWatcher, Receiver<WatchNotice>) {
    let (sender, noticed) = channel();
    let watch = watch(&[fixture.folder()], move |notice| sender.send(notice).is_ok());
    assert_eq!(noticed.recv_timeout(PATIENCE), Ok(WatchNotice::Watching));
    (watch, noticed)
}

#[divan::bench(args = COUNTS, sample_count = 10, sample_size = 1)]
fn until_found(bencher: Bencher, count: usize) {
    let mut fixture = LibraryFixture::of(count);
    let (_watch, noticed) = watched(&fixture);
    bencher.bench_local(|| {
        let (_, word) = fixture.write();
        while !fixture.finds(&word) {
            match noticed.recv_timeout(PATIENCE) {
                Ok(WatchNotice::Change(changed)) => {
                    fixture.look(&changed);
                    fixture.index(&match changed {
                        WatchEvent::These(paths) => Thoroughness::These(paths),
                        WatchEvent::Anything => Thoroughness::Every,
                    });
                }
                other => panic!("{other:?} while {word} is waited for"),
            }
        }
    });
}

#[divan::bench(args = COUNTS, sample_count = 10, sample_size = 1)]
fn library(bencher: Bencher, count: usize) {
    let mut fixture = LibraryFixture::of(count);
    bencher.bench_local(|| {
        let (path, _) = fixture.write();
        fixture.look(&WatchEvent::These(BTreeSet::from([path])));
    });
}

#[divan::bench(args = COUNTS, sample_count = 10, sample_size = 1)]
fn index(bencher: Bencher, count: usize) {
    let mut fixture = LibraryFixture::of(count);
    bencher.bench_local(|| {
        let (path, word) = fixture.write();
        fixture.index(&Thoroughness::These(BTreeSet::from([path])));
        assert!(fixture.finds(&word));
    });
}

#[divan::bench(args = COUNTS, sample_count = 10, sample_size = 1)]
fn index_everything(bencher: Bencher, count: usize) {
    let mut fixture = LibraryFixture::of(count);
    bencher.bench_local(|| {
        let (_, word) = fixture.write();
        fixture.index(&Thoroughness::Every);
        assert!(fixture.finds(&word));
    });
}

#[divan::bench(args = COUNTS, sample_count = 20, sample_size = 1)]
fn nothing_changed(bencher: Bencher, count: usize) {
    let mut fixture = LibraryFixture::of(count);
    bencher.bench_local(|| fixture.index(&Thoroughness::Every));
}

#[divan::bench(args = COUNTS, sample_count = 20, sample_size = 1)]
fn library_compared(bencher: Bencher, count: usize) {
    let fixture = LibraryFixture::of(count);
    bencher.bench_local(|| assert!(!refresh(&fixture.library).changed));
}

#[divan::bench(args = COUNTS, sample_count = 20)]
fn titles(bencher: Bencher, count: usize) {
    let fixture = LibraryFixture::of(count);
    bencher.bench_local(|| fixture.library.records().map(|(_, record)| record.title().len()).sum::<usize>());
}
