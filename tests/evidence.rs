//! Kept evidence: what the cache keeps of the texts is what a full reading finds, whatever happened to the files and to
//! the cache since.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use briefing::briefing::TextContent;
use briefing::library::cache::{SnapshotCache, checksum};
use briefing::library::{Evidence, EvidenceStore, Ix, Library, gather_evidence, load, refresh};
use proptest::prelude::*;

/// The form of the file: blocks with a number and a checksum, of which the last is the footer. It has a name, three
/// numbers, of which the last is that of the briefings, and the length of each column.
const BLOCK: usize = 4096;
const CONTENT: usize = BLOCK - 16;
const COLUMNS: usize = 8;
const LENGTHS: usize = 16 + 3 * 8;

const ACME: &str = "---
type: company
status: [{program: list, state: active, sources: [s1]}]
links: [{to: fair, role: absent, sources: [s1, s2]}]
---
## Key facts

- Said plainly here.[^s1] See [[fair]].
- **Claim (A rival):** by another company.[^s2][^s1]

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

    fn load(&self) -> Arc<Library> {
        Arc::new(load(&[self.library()]).library)
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
    let all: Vec<Ix> = library.all().collect();
    let selected = |content| evidence.with_content(&all, content);
    let dated = |year| evidence.with_date(&all, |when| when.first().year() == year);
    let of = |ix| {
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?}",
            evidence.text_evidence(ix),
            evidence.cited(ix),
            evidence.dependents_of(ix),
            evidence.backlinks(ix),
            evidence.users(ix),
            evidence.citing_any(&[ix]),
        )
    };
    let contents = [TextContent::Claims, TextContent::Conflicts, TextContent::Questions].map(selected);
    library.all().map(of).chain([format!("{contents:?} {:?}", [2019, 2020].map(dated))]).collect()
}

/// Compares what a store answers with a full reading, and answers the numbers of texts that it reported.
fn assert_same(library: &Arc<Library>, store: &EvidenceStore) -> Vec<usize> {
    let reported = Mutex::new(Vec::new());
    let kept = store.gather_while(library, |begun| {
        reported.lock().unwrap().push(begun);
        true
    });
    let (kept, afresh) = (kept.unwrap(), gather_evidence(library));
    assert_eq!(everything(library, &kept.evidence), everything(library, &afresh.evidence));
    assert_eq!(kept.unread, afresh.unread);
    reported.into_inner().unwrap()
}

#[test]
fn only_changed_texts_are_read_again() {
    let fixture = EvidenceFixture::with_acme();
    assert_eq!(assert_same(&fixture.load(), &fixture.store()).len(), 3);
    let library = fixture.load();
    assert!(assert_same(&library, &fixture.store()).is_empty());
    fixture.write("fair", "---\ntype: event\n---\nNow [[acme]] is named.\n");
    let library = Arc::new(refresh(&library).now.unwrap().0);
    let store = fixture.store();
    assert_eq!(assert_same(&library, &store), [2]);
    assert!(assert_same(&library, &store).is_empty());
    assert!(assert_same(&library, &fixture.store()).is_empty());
}

#[test]
fn reading_that_was_stopped_leaves_nothing() {
    let fixture = EvidenceFixture::with_acme();
    assert!(fixture.store().gather_while(&fixture.load(), |begun| begun < 1).is_none());
    assert!(!fixture.root.path().join("cache").exists());
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
    let library = refresh(&library).now.map_or(library, |(library, _)| Arc::new(library));
    assert_eq!(assert_same(&library, &fixture.store()), [2]);
}

#[test]
fn every_truncation_and_flipped_byte_is_found_out() {
    let fixture = EvidenceFixture::with_acme();
    let file = fixture.leave_evidence();
    let sound = fs::read(&file).unwrap();
    let library = fixture.load();
    let expected = everything(&library, &gather_evidence(&library).evidence);
    let is_found_out = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        let evidence = fixture.store().gather_while(&library, |_| true).unwrap().evidence;
        assert_eq!(everything(&library, &evidence), expected);
        fs::read(&file).unwrap() == sound
    };
    for length in (0..sound.len()).step_by(211).chain([BLOCK, sound.len() - 1]) {
        assert!(is_found_out(&sound[..length]), "{length}");
    }
    assert!(is_found_out(&[&sound[..], b"x"].concat()));
    assert!(is_found_out(&[&sound[..], &[0; BLOCK]].concat()));
    // All bytes of the first texts, of the end of a block and of the footer, and some of the rest.
    let all = (0..300).chain(BLOCK - 20..BLOCK + 20).chain(sound.len() - BLOCK..sound.len() - BLOCK + 200);
    for at in all.chain((0..sound.len()).step_by(97)) {
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << (at % 8);
        assert!(is_found_out(&bytes), "{at}");
    }
}

#[test]
fn a_damaged_foreign_older_or_cut_file_is_replaced() {
    let fixture = EvidenceFixture::with_acme();
    let file = fixture.leave_evidence();
    let sound = fs::read(&file).unwrap();
    let other = EvidenceFixture::with_acme();
    let foreign = fs::read(other.leave_evidence()).unwrap();
    let older = changed(&sound, |content| {
        let name = content.len() - CONTENT;
        content[name..name + 16].copy_from_slice(b"briefing said 01");
    });
    let snapshot = {
        fixture.cache().save(&fixture.load(), &[]).unwrap();
        fs::read(file.with_extension("snapshot")).unwrap()
    };
    let wrong = [foreign, older, sound[..sound.len() / 2].to_vec(), Vec::new(), snapshot];
    for wrong in wrong {
        fs::write(&file, wrong).unwrap();
        // A writer that ended in the middle has left its attempt.
        fs::write(file.with_extension("evidence.new1-0"), &sound[..sound.len() / 3]).unwrap();
        assert_eq!(assert_same(&fixture.load(), &fixture.store()).len(), 3);
        assert_eq!(fs::read(&file).unwrap(), sound);
    }
}

#[test]
fn a_text_that_is_gone_is_made_of_what_the_library_knows() {
    let fixture = EvidenceFixture::with_acme();
    let library = fixture.load();
    fs::remove_file(fixture.path("acme")).unwrap();
    for _ in 0..2 {
        let gathered = fixture.store().gather_while(&library, |_| true).unwrap();
        assert_eq!(gathered.unread.len(), 1);
        assert_eq!(
            everything(&library, &gathered.evidence),
            everything(&library, &gather_evidence(&library).evidence)
        );
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
    let file = fixture.leave_evidence();
    let library = fixture.load();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..50 {
                    // The other thread may have removed it.
                    drop(fs::remove_file(&file));
                    fixture.store().gather_while(&library, |_| true).unwrap();
                }
            });
        }
        for _ in 0..50 {
            assert_same(&library, &fixture.store());
        }
    });
    assert_same(&library, &fixture.store());
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

/// A file with changed content and the sums that fit it.
fn changed(file: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut content: Vec<u8> = file.chunks(BLOCK).flat_map(|block| &block[..CONTENT]).copied().collect();
    change(&mut content);
    let sealed = |(number, block): (u64, &[u8])| {
        let mut block = block.to_vec();
        block.resize(CONTENT, 0);
        block.extend(number.to_le_bytes());
        block.extend(checksum(&block).to_le_bytes());
        block
    };
    (0..).zip(content.chunks(CONTENT)).flat_map(sealed).collect()
}

/// A file with changed columns, each with its values in sequence and their ends, and all numbers that fit them.
fn resealed(file: &[u8], change: impl FnOnce(&mut [(Vec<u8>, Vec<u32>)])) -> Vec<u8> {
    changed(file, |content| {
        let footer = content.split_off(content.len() - CONTENT);
        let number = |at: usize| {
            usize::try_from(u64::from_le_bytes(*footer[at..].first_chunk::<8>().unwrap())).unwrap()
        };
        let count = number(LENGTHS - 8);
        let mut rest = &content[..];
        let mut take = |length: usize| {
            let (own, after) = rest.split_at(length);
            rest = after;
            own.to_vec()
        };
        let column = |at: usize| {
            let (values, ends) = (take(number(LENGTHS + at * 8)), take(count * 4));
            (values, ends.as_chunks().0.iter().map(|end| u32::from_le_bytes(*end)).collect())
        };
        let mut columns: Vec<(Vec<u8>, Vec<u32>)> = (0..COLUMNS).map(column).collect();
        change(&mut columns);
        content.clear();
        let mut footer = footer[..LENGTHS].to_vec();
        for (values, ends) in columns {
            footer.extend((values.len() as u64).to_le_bytes());
            content.extend(values);
            content.extend(ends.iter().flat_map(|end| end.to_le_bytes()));
        }
        content.resize(content.len().next_multiple_of(CONTENT), 0);
        content.extend(footer);
    })
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
    assert!(before.contains("Said plainly here."));
    let file = evidence_file(&cache);
    let hostile = b"\x1b]0;pwn\x07 \xc2\x9b\n here.";
    let bytes = changed(&fs::read(&file).unwrap(), |texts| {
        let plain = b"Said plainly here.";
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
    assert!(printed(command).contains("Said plainly here."));
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

const NAMES: [&str; 9] = ["acme", "fair", "s1", "s2", "deep/acme", "deep/s1", "é", "deep/x y", "deep/index"];

/// Texts whose evidence depends on each other.
const TEXTS: [&str; 11] = [
    ACME,
    SOURCE,
    "---\ntype: source\ntitle: \"[Other] title\"\n---\nSee [[acme]].\n",
    "---\ntype: note\ntitle: S2\naliases: [fair]\n---\nWords.[^s1][^acme] And [up](../acme.md).\n",
    "Words.[^s2]\n\n[^s2]: Defined [here](deep/s1.md).\n",
    "## Timeline\n\n- 2019-11-02: Day.[^s1]\n- **2019~**: Year.[^S1][^é]\n",
    "## Open questions\n\n- What of [[x y]]?[^s2]\n",
    "[[acme]] [[deep/acme]] [[é]] [[S2]]\n",
    "[a](deep/) [b](.) [c](x%20y) [[fair]] [[a source]] [[Acme.md]]\n",
    "## Key facts\n\n- **Conflict:** one.[^s1]\n\n## Timeline\n\n- 2020: Two.[^S2]\n\n[^s1]: a\n[^S2]: b\n",
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
                library = Arc::new(now);
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
        which in 0..COLUMNS,
        how in 0..4,
        at in any::<prop::sample::Index>(),
        put in prop::collection::vec(any::<u8>(), 1..12),
    ) {
        let fixture = EvidenceFixture::with_acme();
        let file = fixture.leave_evidence();
        let bytes = resealed(&fs::read(&file).unwrap(), |columns| {
            let (values, ends) = &mut columns[which];
            let at = at.index(values.len() + 1);
            let [end, more] = [at, put.len()].map(|size| u32::try_from(size).unwrap());
            match how {
                0 => {
                    values.truncate(at);
                    ends.iter_mut().for_each(|own| *own = end.min(*own));
                }
                1 => {
                    values.splice(at..at, put.iter().copied());
                    ends.iter_mut().filter(|own| **own >= end).for_each(|own| *own += more);
                }
                2 => values.iter_mut().skip(at).zip(&put).for_each(|(old, new)| *old = *new),
                _ => ends.iter_mut().zip(&put).for_each(|(end, new)| *end = end.wrapping_add((*new).into()).wrapping_sub(128)),
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
            assert!(evidence.citing_any(&[ix]).iter().all(|from| from.index() < library.len()));
        }
    }
}
