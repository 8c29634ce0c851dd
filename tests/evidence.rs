//! Kept evidence: what the cache keeps of the texts is what a full reading finds, whatever happened to the files and to
//! the cache since.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use briefing::library::cache::{Missing, SnapshotCache, checksum};
use briefing::library::{Evidence, EvidenceStore, Library, gather_evidence, load, refresh};
use proptest::prelude::*;

/// The header of the file: a name and an identity, length and sum of each section, and its own sum.
const NAMED: usize = 24;
const SECTIONS: usize = 3;
const HEADER: usize = NAMED + SECTIONS * 16 + 8;

const ACME: &str = "---
type: company
status: [{program: list, state: active, sources: [s1]}]
links: [{to: fair, role: absent, sources: [s1, s2]}]
---
## Key facts

- Told plainly here.[^s1] See [[fair]].
- **Claim (A rival):** told by another.[^s2][^s1]

## Open questions

- Who knows?
";
const SOURCE: &str = "---\ntype: source\ntitle: A source\npublished: 2019-11-02\n---\n";

/// A folder of briefings and a folder for the cache.
struct EvidenceFixture {
    root: tempfile::TempDir,
}

impl EvidenceFixture {
    fn new() -> Self {
        let fixture = Self { root: tempfile::tempdir().unwrap() };
        fs::create_dir_all(fixture.library().join("deep")).unwrap();
        fixture
    }

    fn with_acme() -> Self {
        let fixture = Self::new();
        for (name, text) in [("acme", ACME), ("fair", "---\ntype: event\n---\n"), ("s1", SOURCE)] {
            fixture.write(name, text);
        }
        fixture
    }

    fn library(&self) -> PathBuf {
        self.root.path().join("lib")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.library().join(name).with_extension("md")
    }

    /// Writes a file that was changed long ago, so that its times can be trusted.
    fn write(&self, name: &str, text: &str) {
        self.write_now(name, text);
        let file = fs::File::options().write(true).open(self.path(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(100)).unwrap();
    }

    fn write_now(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn load(&self) -> Library {
        load(&[self.library()]).library
    }

    fn cache(&self) -> SnapshotCache {
        SnapshotCache::new(&self.root.path().join("cache"), &[self.library()]).unwrap()
    }

    /// The store of a process that starts now.
    fn store(&self) -> EvidenceStore {
        EvidenceStore::new(Some(self.cache()))
    }

    fn file(&self) -> PathBuf {
        evidence_file(&self.root.path().join("cache"))
    }

    /// Leaves evidence in the cache, and answers its file.
    fn leave_evidence(&self) -> PathBuf {
        assert_same(&self.load(), &self.store());
        self.file()
    }
}

fn evidence_file(cache: &Path) -> PathBuf {
    let mut files = fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path());
    files.find(|path| path.extension().is_some_and(|ending| ending == "evidence")).unwrap()
}

/// What a library says, all of it.
fn everything(library: &Library, evidence: &Evidence) -> Vec<String> {
    let of = |ix| {
        let cited: Vec<&str> = evidence.cited(ix).map(|label| label.as_str()).collect();
        let (dependents, links) = (evidence.dependents_of(ix), evidence.backlinks(ix));
        format!(
            "{:?} {cited:?} {dependents:?} {links:?} {:?}",
            evidence.text_evidence(ix),
            evidence.users(ix)
        )
    };
    library.all().map(of).collect()
}

/// Compares what a store answers with a full reading, and answers the numbers of texts that it reported.
fn assert_same(library: &Library, store: &EvidenceStore) -> Vec<usize> {
    let told = Mutex::new(Vec::new());
    let kept = store.gather_while(library, |begun| {
        told.lock().unwrap().push(begun);
        true
    });
    let (kept, afresh) = (kept.unwrap(), gather_evidence(library));
    assert_eq!(everything(library, &kept.evidence), everything(library, &afresh.evidence));
    assert_eq!(kept.unread, afresh.unread);
    told.into_inner().unwrap()
}

#[test]
fn only_changed_texts_are_read_again() {
    let fixture = EvidenceFixture::with_acme();
    assert_eq!(assert_same(&fixture.load(), &fixture.store()).len(), 3);
    let library = fixture.load();
    assert!(assert_same(&library, &fixture.store()).is_empty());
    fixture.write("fair", "---\ntype: event\n---\nNow [[acme]] is told of.\n");
    let library = refresh(&library).now.unwrap().0;
    let store = fixture.store();
    assert_eq!(assert_same(&library, &store), [2]);
    assert!(assert_same(&library, &store).is_empty());
    assert!(assert_same(&library, &fixture.store()).is_empty());
}

#[test]
fn reading_that_was_stopped_leaves_nothing() {
    let fixture = EvidenceFixture::with_acme();
    assert!(fixture.store().gather_while(&fixture.load(), |begun| begun < 1).is_none());
    assert_eq!(fixture.cache().evidence().unwrap_err(), Missing::Unreadable(std::io::ErrorKind::NotFound));
    assert_eq!(assert_same(&fixture.load(), &fixture.store()).len(), 3);
}

#[test]
fn a_text_follows_the_sources_that_it_names() {
    let fixture = EvidenceFixture::with_acme();
    fixture.leave_evidence();
    // Its second source appears, is renamed in its file, and goes: each time the text says something else.
    for text in [SOURCE, "---\ntype: source\ntitle: B source\n---\n", "no source", SOURCE] {
        fixture.write("s2", text);
        assert_eq!(assert_same(&fixture.load(), &fixture.store()).len(), 2, "{text}");
        assert!(assert_same(&fixture.load(), &fixture.store()).is_empty());
    }
    fs::remove_file(fixture.path("s2")).unwrap();
    assert_eq!(assert_same(&fixture.load(), &fixture.store()).len(), 1);
    // What is about another file is not read again.
    fixture.write("s3", SOURCE);
    assert_eq!(assert_same(&fixture.load(), &fixture.store()).len(), 1);
}

#[test]
fn a_file_read_right_after_it_was_written_is_read_again() {
    let fixture = EvidenceFixture::with_acme();
    fixture.write_now("acme", ACME);
    let library = fixture.load();
    assert_eq!(assert_same(&library, &fixture.store()).len(), 3);
    let time = fs::metadata(fixture.path("acme")).unwrap().modified().unwrap();
    // The same size in the same tick of the clock would deceive any stamp.
    fixture.write_now("acme", &ACME.replace("plainly", "quietly"));
    fs::File::options().write(true).open(fixture.path("acme")).unwrap().set_modified(time).unwrap();
    let library = refresh(&library).now.map_or(library, |(library, _)| library);
    assert_eq!(assert_same(&library, &fixture.store()), [2]);
}

#[test]
fn every_truncation_and_flipped_byte_is_found_out() {
    let fixture = EvidenceFixture::with_acme();
    let file = fixture.leave_evidence();
    let mut bytes = fs::read(&file).unwrap();
    for length in 0..bytes.len() {
        fs::write(&file, &bytes[..length]).unwrap();
        assert!(fixture.cache().evidence().is_err(), "{length}");
    }
    fs::write(&file, [&bytes[..], b"x"].concat()).unwrap();
    assert!(fixture.cache().evidence().is_err());
    for at in 0..bytes.len() {
        bytes[at] ^= 1 << (at % 8);
        fs::write(&file, &bytes).unwrap();
        assert!(fixture.cache().evidence().is_err(), "{at}");
        bytes[at] ^= 1 << (at % 8);
    }
    fs::write(&file, &bytes).unwrap();
    assert!(fixture.cache().evidence().is_ok());
}

#[test]
fn a_damaged_foreign_older_or_cut_file_is_replaced() {
    let fixture = EvidenceFixture::with_acme();
    let file = fixture.leave_evidence();
    let sound = fs::read(&file).unwrap();
    let other = EvidenceFixture::with_acme();
    let foreign = fs::read(other.leave_evidence()).unwrap();
    let older = [b"briefing said 00", &sound[16..]].concat();
    let mut damaged = sound.clone();
    damaged[HEADER + 40] ^= 4;
    let snapshot = {
        fixture.cache().save(&fixture.load(), &[]).unwrap();
        fs::read(file.with_extension("snapshot")).unwrap()
    };
    let wrong = [foreign, older, damaged, sound[..sound.len() / 2].to_vec(), Vec::new(), snapshot];
    for wrong in wrong {
        fs::write(&file, wrong).unwrap();
        // A writer that ended in the middle has left its attempt.
        fs::write(file.with_extension("evidence.new1-0"), &sound[..sound.len() / 3]).unwrap();
        assert_eq!(assert_same(&fixture.load(), &fixture.store()).len(), 3);
        assert_eq!(fs::read(&file).unwrap(), sound);
    }
}

#[test]
fn a_cache_that_cannot_be_written_costs_nothing_but_time() {
    let fixture = EvidenceFixture::with_acme();
    let blocked = fixture.root.path().join("a-file");
    fs::write(&blocked, "").unwrap();
    let cache = SnapshotCache::new(&blocked, &[fixture.library()]);
    for _ in 0..2 {
        assert_eq!(assert_same(&fixture.load(), &EvidenceStore::new(cache.clone())).len(), 3);
    }
}

#[test]
fn two_threads_replace_the_file_and_readers_see_whole_ones() {
    let fixture = EvidenceFixture::with_acme();
    fixture.leave_evidence();
    let library = fixture.load();
    let evidence = gather_evidence(&library).evidence;
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..100).for_each(|_| fixture.cache().save_evidence(&evidence).unwrap()));
        }
        for _ in 0..200 {
            let read = fixture.cache().evidence().unwrap();
            assert_eq!(everything(&library, &read), everything(&library, &evidence));
        }
    });
    assert_eq!(fs::read_dir(fixture.root.path().join("cache")).unwrap().count(), 1);
}

#[test]
fn only_old_files_of_the_cache_are_removed() {
    let fixture = EvidenceFixture::with_acme();
    let folder = fixture.leave_evidence().parent().unwrap().to_owned();
    let aged = |name: &str, hours: u64| {
        let file = fs::File::create(folder.join(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(hours * 3600)).unwrap();
    };
    aged("library-1.evidence", 200 * 24);
    aged("library-2.evidence", 170 * 24);
    aged("library-3.evidence.new7-0", 2);
    aged("library-4.evidence.new7-0", 0);
    fixture.write("fair", "Changed.");
    assert_same(&fixture.load(), &fixture.store());
    let left = [
        "library-1.evidence",
        "library-2.evidence",
        "library-3.evidence.new7-0",
        "library-4.evidence.new7-0",
    ];
    assert_eq!(left.map(|name| folder.join(name).exists()), [false, true, false, true]);
}

/// A file with changed sections and the sums that fit them.
fn resealed(file: &[u8], change: impl FnOnce(&mut [Vec<u8>; SECTIONS])) -> Vec<u8> {
    let mut rest = &file[HEADER..];
    let mut sections = [const { Vec::new() }; SECTIONS];
    for (at, section) in sections.iter_mut().enumerate() {
        let length = file[NAMED + at * 16..].first_chunk::<8>().unwrap();
        let (own, after) = rest.split_at(usize::try_from(u64::from_le_bytes(*length)).unwrap());
        *section = own.to_vec();
        rest = after;
    }
    change(&mut sections);
    let mut out = file[..NAMED].to_vec();
    for section in &sections {
        out.extend((section.len() as u64).to_le_bytes());
        out.extend(checksum(section).to_le_bytes());
    }
    out.extend(checksum(&out).to_le_bytes());
    sections.iter().for_each(|section| out.extend(section));
    out
}

/// Runs the program over a library, with a cache.
fn run(library: &Path, cache: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_briefing"));
    command.args(arguments).env_clear().env("HOME", cache).env("BRIEFING_CACHE", cache);
    command.env("BRIEFING_LIBRARY", library).current_dir(library).stdin(Stdio::null());
    command
}

fn printed(mut command: Command) -> String {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn what_someone_put_into_the_cache_is_shown_with_signs() {
    let fixture = EvidenceFixture::with_acme();
    let cache = fixture.root.path().join("cache");
    let facts = || printed(run(&fixture.library(), &cache, &["facts", "acme"]));
    let before = facts();
    assert!(before.contains("Told plainly here."));
    let file = evidence_file(&cache);
    let hostile = b"\x1b]0;pwn\x07 \xc2\x9b\n here.";
    let bytes = resealed(&fs::read(&file).unwrap(), |sections| {
        let texts = &mut sections[2];
        let plain = b"Told plainly here.";
        assert_eq!(hostile.len(), plain.len());
        let at = texts.windows(plain.len()).position(|window| window == plain).unwrap();
        texts[at..at + plain.len()].copy_from_slice(hostile);
    });
    fs::write(&file, bytes).unwrap();
    let shown = facts();
    assert!(shown.contains("pwn"), "the cache was not used: {shown}");
    assert!(!shown.contains(|character: char| character.is_control() && !"\n\t".contains(character)));
    assert_eq!(shown.lines().count(), before.lines().count());
}

#[test]
fn a_writer_that_is_killed_at_any_moment_leaves_right_answers() {
    let times: u64 = std::env::var("BRIEFING_KILLS").ok().and_then(|times| times.parse().ok()).unwrap_or(20);
    let fixture = EvidenceFixture::with_acme();
    for at in 0..300 {
        let text = ACME.replace("plainly", &format!("by {at}"));
        fixture.write(&format!("deep/company-{at}"), &text);
    }
    let cache = fixture.root.path().join("cache");
    let ask = |cache: &Path| run(&fixture.library(), cache, &["facts", "type:company", "--json"]);
    printed(ask(&cache));
    let mut random = 7_u64;
    for time in 0..times {
        fixture.write("acme", &ACME.replace("plainly", &format!("in turn {time}")));
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut writer = ask(&cache).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros((random >> 33) % 60_000));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let empty = tempfile::tempdir().unwrap();
        assert_eq!(printed(ask(&cache)), printed(ask(empty.path())), "turn {time}");
    }
}

#[test]
fn on_a_shared_account_no_evidence_is_kept() {
    let fixture = EvidenceFixture::with_acme();
    let cache = fixture.root.path().join("cache");
    fs::create_dir(&cache).unwrap();
    let mut command = run(&fixture.library(), &cache, &["facts", "acme"]);
    command.env("BRIEFING_SECURE", "1");
    assert!(printed(command).contains("Told plainly here."));
    assert_eq!(fs::read_dir(&cache).unwrap().count(), 0);
}

/// A change of the files.
#[derive(Clone, Debug)]
enum FileChange {
    Write(usize, usize),
    /// The same, a moment ago: its times can't be trusted.
    WriteNow(usize, usize),
    Remove(usize),
    Rename(usize, usize),
}

const NAMES: [&str; 8] = ["acme", "fair", "s1", "s2", "deep/acme", "deep/s1", "é", "deep/x y"];

/// Texts whose evidence depends on each other.
const TEXTS: [&str; 9] = [
    ACME,
    SOURCE,
    "---\ntype: source\ntitle: \"[Other] title\"\n---\nSee [[acme]].\n",
    "---\ntype: note\ntitle: S2\naliases: [fair]\n---\nWords.[^s1][^acme] And [up](../acme.md).\n",
    "Words.[^s2]\n\n[^s2]: Defined [here](deep/s1.md).\n",
    "## Timeline\n\n- 2019-11-02: Day.[^s1]\n- **2019~**: Year.[^S1][^é]\n",
    "## Open questions\n\n- What of [[x y]]?[^s2]\n",
    "[[acme]] [[deep/acme]] [[é]] [[S2]]\n",
    "",
];

fn change() -> impl Strategy<Value = FileChange> {
    let (name, text) = (0..NAMES.len(), 0..TEXTS.len());
    prop_oneof![
        5 => (name.clone(), text.clone()).prop_map(|(name, text)| FileChange::Write(name, text)),
        1 => (name.clone(), text).prop_map(|(name, text)| FileChange::WriteNow(name, text)),
        2 => name.clone().prop_map(FileChange::Remove),
        1 => (name.clone(), name).prop_map(|(from, to)| FileChange::Rename(from, to)),
    ]
}

impl EvidenceFixture {
    fn apply(&self, change: &FileChange) {
        match change {
            FileChange::Write(name, text) => self.write(NAMES[*name], TEXTS[*text]),
            FileChange::WriteNow(name, text) => self.write_now(NAMES[*name], TEXTS[*text]),
            // A file that is not there stays away.
            FileChange::Remove(name) => drop(fs::remove_file(self.path(NAMES[*name]))),
            FileChange::Rename(from, to) => {
                drop(fs::rename(self.path(NAMES[*from]), self.path(NAMES[*to])));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_kept_is_what_a_full_reading_finds(
        before in prop::collection::vec(change(), 0..12),
        rounds in prop::collection::vec((prop::collection::vec(change(), 0..4), any::<bool>()), 1..5),
    ) {
        let fixture = EvidenceFixture::new();
        before.iter().for_each(|change| fixture.apply(change));
        let mut library = fixture.load();
        let staying = fixture.store();
        assert_same(&library, &staying);
        for (changes, stays) in rounds {
            changes.iter().for_each(|change| fixture.apply(change));
            if let Some((now, _)) = refresh(&library).now {
                library = now;
            }
            if stays {
                assert_same(&library, &staying);
            } else {
                assert_same(&library, &fixture.store());
                assert_same(&fixture.load(), &fixture.store());
            }
        }
    }

    #[test]
    fn a_file_with_sums_that_fit_is_refused_or_shown_clean(
        which in 0..SECTIONS,
        how in 0..3,
        at in any::<prop::sample::Index>(),
        put in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let fixture = EvidenceFixture::with_acme();
        let file = fixture.leave_evidence();
        let bytes = resealed(&fs::read(&file).unwrap(), |sections| {
            let section = &mut sections[which];
            let at = at.index(section.len() + 1);
            match how {
                0 => section.truncate(at),
                1 => drop(section.splice(at..at, put.iter().copied())),
                _ => section.iter_mut().skip(at).zip(&put).for_each(|(old, new)| *old = *new),
            }
        });
        fs::write(&file, bytes).unwrap();
        let library = fixture.load();
        let evidence = fixture.store().gather_while(&library, |_| true).unwrap().evidence;
        for said in everything(&library, &evidence) {
            prop_assert!(!said.contains(char::is_control), "{said:?}");
        }
        for ix in library.all() {
            for from in evidence.dependents_of(ix).iter().map(|dependent| dependent.from) {
                assert!(library.get(from).path.starts_with(fixture.library()));
            }
            for from in evidence.backlinks(ix).iter().map(|link| link.from) {
                assert!(library.get(from).path.starts_with(fixture.library()));
            }
            library.origin_uses(evidence.text_evidence(ix));
        }
    }
}
