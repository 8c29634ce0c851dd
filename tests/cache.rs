//! The snapshot of a library: a second start finds what the first one left, and whatever is wrong with the file,
//! nothing wrong is shown.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use briefing::library::cache::{Missing, Snapshot, SnapshotCache, checksum};
use briefing::library::{Ix, Library, load, refresh};
use proptest::prelude::*;

/// A folder of briefings and a folder for the cache.
struct CacheFixture {
    root: tempfile::TempDir,
}

impl CacheFixture {
    fn new(titles: &[&str]) -> Self {
        let fixture = Self { root: tempfile::tempdir().unwrap() };
        fs::create_dir(fixture.library()).unwrap();
        for title in titles {
            fixture.write(title, &fixture.text(title));
        }
        fixture
    }

    fn text(&self, title: &str) -> String {
        format!(
            "---\ntype: company\ntitle: {title}\nupdated: 2026-01-02\ndescription: All about {title}\n\
             status: [{{program: list, sources: [source]}}]\nlinks: [{{to: Globex, role: supplier}}]\n---\nBody.\n"
        )
    }

    fn library(&self) -> PathBuf {
        self.root.path().join("lib")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.library().join(name).with_extension("md");
        fs::write(&path, text).unwrap();
        // Long ago, so that the file's times can be trusted.
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(100)).unwrap();
    }

    fn cache(&self) -> SnapshotCache {
        SnapshotCache::new(&self.root.path().join("cache"), &[self.library()]).unwrap()
    }

    fn load(&self) -> Library {
        load(&[self.library()]).library
    }

    /// Loads and leaves a snapshot; answers its file.
    fn leave_snapshot(&self) -> PathBuf {
        let library = self.load();
        let rows: Vec<Ix> = library.records().map(|(ix, _)| ix).collect();
        self.cache().save(&library, &rows).unwrap();
        let mut files = fs::read_dir(self.root.path().join("cache")).unwrap();
        files.next().unwrap().unwrap().path()
    }
}

fn whole(library: &Library) -> Vec<briefing::briefing::Briefing> {
    library.records().map(|(_, record)| record.briefing()).collect()
}

fn titles(library: &Library) -> Vec<String> {
    library.records().map(|(_, record)| record.title().to_owned()).collect()
}

fn opened(fixture: &CacheFixture) -> Snapshot {
    fixture.cache().open().unwrap()
}

/// What a start from the snapshot shows, the first screen and then everything; nothing when it does not start from it.
fn shown(cache: &SnapshotCache) -> Option<(Vec<String>, Vec<String>)> {
    let snapshot = cache.open().ok()?;
    let first = snapshot.first().ok()?;
    let rows = first.rows.iter().map(|ix| first.library.record(*ix).title().to_owned()).collect();
    Some((rows, titles(&snapshot.whole().ok()?)))
}

#[test]
fn a_second_start_finds_everything_without_a_file() {
    let fixture = CacheFixture::new(&["Acme", "Globex", "Initech"]);
    let before = fixture.load();
    fixture.leave_snapshot();
    fs::remove_dir_all(fixture.library()).unwrap();
    fs::create_dir(fixture.library()).unwrap();
    let after = opened(&fixture).whole().unwrap();
    assert_eq!(whole(&after), whole(&before));
    assert_eq!(after.counted(), before.counted());
    assert_eq!(after.links_of(after.at_path(&fixture.library().join("Globex.md")).unwrap()).len(), 3);
}

#[test]
fn the_first_screen_has_its_rows_in_their_order_and_the_count_of_all() {
    let names: Vec<String> = (0..300).map(|at| format!("Company {at:03}")).collect();
    let fixture = CacheFixture::new(&names.iter().map(String::as_str).collect::<Vec<_>>());
    fixture.write("source", "---\ntype: source\ntitle: Source\npublished: 2019-11\n---\n");
    let library = fixture.load();
    let rows: Vec<Ix> = library.records().map(|(ix, _)| ix).rev().skip(1).collect();
    fixture.cache().save(&library, &rows).unwrap();
    let first = opened(&fixture).first().unwrap();
    let shown: Vec<&str> = first.rows.iter().map(|ix| first.library.record(*ix).title()).collect();
    assert_eq!((first.total, shown.len(), shown[0], shown[1]), (301, 64, "Company 299", "Company 298"));
    assert_eq!(first.counted, library.counted());
    assert!(first.library.len() < 70);
    assert_eq!(first.library.as_of(first.rows[0]).unwrap().to_string(), "2019-11");
}

#[test]
fn what_changed_since_is_read_and_nothing_else() {
    let fixture = CacheFixture::new(&["Acme", "Globex", "Initech"]);
    fixture.leave_snapshot();
    fixture.write("Acme", &fixture.text("Acme Renamed"));
    fixture.write("Umbrella", &fixture.text("Umbrella"));
    fs::remove_file(fixture.library().join("Initech.md")).unwrap();
    let before = opened(&fixture).whole().unwrap();
    let refreshed = refresh(&before);
    assert!(refreshed.changed);
    let library = refreshed.now.unwrap().0;
    assert_eq!(titles(&library), ["Acme Renamed", "Globex", "Umbrella"]);
    assert_eq!(whole(&library), whole(&fixture.load()));
    assert!(refresh(&library).now.is_none());
}

#[test]
fn an_unchanged_library_is_not_read_again() {
    let fixture = CacheFixture::new(&["Acme"]);
    fixture.leave_snapshot();
    let before = opened(&fixture).whole().unwrap();
    let refreshed = refresh(&before);
    assert!(!refreshed.changed && refreshed.now.is_none());
}

#[test]
fn a_file_read_right_after_it_was_written_is_compared_by_content() {
    let fixture = CacheFixture::new(&[]);
    let path = fixture.library().join("a.md");
    fs::write(&path, "# One").unwrap();
    let first = fixture.load();
    let same = refresh(&first);
    assert!(!same.changed);
    // The same size in the same tick of the clock would deceive any stamp.
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, "# Two").unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    let changed = refresh(&first);
    assert!(changed.changed);
    assert_eq!(titles(&changed.now.unwrap().0), ["Two"]);
}

#[test]
fn a_snapshot_of_another_program_or_library_is_foreign() {
    let fixture = CacheFixture::new(&["Acme"]);
    let file = fixture.leave_snapshot();
    let bytes = fs::read(&file).unwrap();
    let mut other_version = bytes.clone();
    other_version[..16].copy_from_slice(b"briefing list 99");
    // The checksum of the first block is at its end.
    let sum = checksum(&other_version[..4096 - 8]);
    other_version[4096 - 8..4096].copy_from_slice(&sum.to_le_bytes());
    fs::write(&file, other_version).unwrap();
    assert_eq!(fixture.cache().open().unwrap_err(), Missing::Foreign);
    let other = CacheFixture::new(&["Globex"]);
    fs::write(other.leave_snapshot(), bytes).unwrap();
    assert_eq!(other.cache().open().unwrap_err(), Missing::Foreign);
}

#[test]
fn every_truncation_is_found_out() {
    let fixture = CacheFixture::new(&["Acme", "Globex"]);
    let file = fixture.leave_snapshot();
    let bytes = fs::read(&file).unwrap();
    for length in (0..bytes.len()).step_by(7) {
        fs::write(&file, &bytes[..length]).unwrap();
        assert_eq!(shown(&fixture.cache()), None, "{length}");
    }
    fs::write(&file, [&bytes[..], b"x"].concat()).unwrap();
    assert_eq!(shown(&fixture.cache()), None);
}

#[test]
fn every_flipped_byte_is_found_out() {
    let fixture = CacheFixture::new(&["Acme", "Globex"]);
    let file = fixture.leave_snapshot();
    let mut bytes = fs::read(&file).unwrap();
    // Most of a small snapshot fills its blocks up.
    for at in (0..bytes.len()).step_by(5) {
        bytes[at] ^= 1 << (at % 8);
        fs::write(&file, &bytes).unwrap();
        assert_eq!(shown(&fixture.cache()), None, "{at}");
        bytes[at] ^= 1 << (at % 8);
    }
}

#[test]
fn a_cache_that_cannot_be_written_says_so_and_leaves_nothing() {
    let fixture = CacheFixture::new(&["Acme"]);
    let library = fixture.load();
    let blocked = fixture.root.path().join("a-file");
    fs::write(&blocked, "").unwrap();
    let cache = SnapshotCache::new(&blocked, &[fixture.library()]).unwrap();
    assert!(cache.save(&library, &[]).is_err());
    assert!(matches!(cache.open(), Err(Missing::Unreadable(_))));
    assert_eq!(SnapshotCache::new(Path::new("/nowhere"), &[fixture.root.path().join("gone")]), None);
}

#[test]
fn two_processes_replace_each_others_snapshots_and_readers_see_whole_ones() {
    let fixture = CacheFixture::new(&["Acme", "Globex"]);
    fixture.leave_snapshot();
    let library = fixture.load();
    let rows: Vec<Ix> = library.records().map(|(ix, _)| ix).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| (0..200).for_each(|_| _ = fixture.cache().save(&library, &rows).unwrap()));
        for _ in 0..200 {
            let (rows, all) = shown(&fixture.cache()).unwrap();
            assert_eq!((rows.len(), all), (2, vec!["Acme".to_owned(), "Globex".to_owned()]));
        }
    });
}

#[cfg(unix)]
#[test]
fn a_snapshot_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = CacheFixture::new(&["Acme"]);
    let file = fixture.leave_snapshot();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), keep in 0..80_usize) {
        let fixture = CacheFixture::new(&["Acme"]);
        let file = fixture.leave_snapshot();
        let beginning = fs::read(&file).unwrap();
        fs::write(&file, [&beginning[..keep.min(beginning.len())], &bytes].concat()).unwrap();
        prop_assert_eq!(shown(&fixture.cache()), None);
    }
}
