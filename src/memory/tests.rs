//! The memory beside a folder of briefings, over visits, processes and damages.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::briefing::Fingerprint;
use crate::library::{self, Ix, Library, Record};

mod journal;
mod moved;
mod read_only;

const HOUR: i64 = 3_600_000;

/// A folder of briefings, and a memory beside it.
struct MemoryFixture {
    home: TempDir,
    memory: Memory,
    now: Moment,
}

impl MemoryFixture {
    fn new(files: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("notes")).unwrap();
        let (memory, warning) = Memory::open(&home.path().join("state")).unwrap();
        assert_eq!(warning, None);
        let fixture = Self { home, memory, now: Moment(1_000 * HOUR) };
        files.iter().for_each(|(name, text)| fixture.write(name, text));
        fixture
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("notes")
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.folder().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn library(&self) -> Library {
        library::load(&[self.folder()]).library
    }

    fn library_key(&self) -> LibraryKey {
        LibraryKey::of(self.library().origin())
    }

    fn key(&self, name: &str) -> BriefingKey {
        self.library_key().key(&self.folder().join(name)).unwrap()
    }

    /// Another process.
    fn beside(&self) -> Memory {
        Memory::open(&self.home.path().join("state")).unwrap().0
    }

    fn later(&mut self, hours: i64) {
        self.now.0 += hours * HOUR;
    }

    fn read(&mut self, name: &str) {
        let text = fs::read_to_string(self.folder().join(name)).unwrap();
        self.memory.mark_read(&self.key(name), &text, self.now).unwrap();
        self.now.0 += 1;
    }

    /// Visits the library; `name standing` of each briefing, and a star where there is one.
    fn visit(&mut self) -> Vec<String> {
        let (library, library_key) = (self.library(), self.library_key());
        let mut library_state = self.memory.register_library(&library_key, &library, self.now).unwrap();
        let print = |ix: &Ix| {
            let bytes = library::open(&library, &library.get(*ix).path).unwrap();
            (*ix, Fingerprint::of(&String::from_utf8(bytes).unwrap()))
        };
        let checked: Vec<_> = library_state.unchecked.iter().map(print).collect();
        for (ix, standing) in self.memory.settle(&library_key, &library, &checked).unwrap() {
            library_state.state.set(ix, standing, library_state.state.is_starred(ix));
        }
        shown(&library, &library_state.state)
    }
}

fn shown(library: &Library, state: &ReadState) -> Vec<String> {
    let one = |(ix, record): (Ix, Record<'_>)| {
        let star = if state.is_starred(ix) { " *" } else { "" };
        format!("{} {}{star}", record.id(), state.standing(ix).word())
    };
    library.records().map(one).collect()
}

#[test]
fn what_was_read_is_read_and_what_comes_later_is_new() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two")]);
    assert_eq!(fixture.visit(), ["a unread", "b unread"]);
    fixture.read("a.md");
    assert_eq!(fixture.visit(), ["a read", "b unread"]);
    fixture.later(10);
    fixture.write("c.md", "three");
    assert_eq!(fixture.visit(), ["a read", "b unread", "c new"]);
    assert_eq!(fixture.visit(), ["a read", "b unread", "c new"]);
    fixture.later(10);
    assert_eq!(fixture.visit(), ["a read", "b unread", "c unread"]);
}

#[test]
fn a_change_is_one_of_content_and_not_of_white_space_or_time() {
    let mut fixture = MemoryFixture::new(&[("a.md", "---\ntitle: A\n---\n\nOne two three.\n")]);
    fixture.visit();
    fixture.read("a.md");
    fixture.write("a.md", "---\ntitle:  A\n---\nOne two\nthree.");
    assert_eq!(fixture.visit(), ["a read"]);
    fixture.write("a.md", "---\ntitle: A\n---\n\nOne two four.\n");
    assert_eq!(fixture.visit(), ["a changed"]);
    assert_eq!(fixture.visit(), ["a changed"]);
    fixture.write("a.md", "---\ntitle: A\n---\n\nOne two three.\n");
    assert_eq!(fixture.visit(), ["a read"]);
}

#[test]
fn a_file_that_was_looked_at_is_not_looked_at_again() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one")]);
    fixture.visit();
    fixture.read("a.md");
    fixture.visit();
    let (library, library_key) = (fixture.library(), fixture.library_key());
    assert_eq!(fixture.memory.look(&library_key, &library).unwrap().unchecked, []);
    fixture.write("a.md", "other");
    let library = fixture.library();
    assert_eq!(fixture.memory.look(&library_key, &library).unwrap().unchecked.len(), 1);
}

#[test]
fn looking_writes_nothing() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one")]);
    let look = |fixture: &MemoryFixture| {
        let library = fixture.library();
        shown(&library, &fixture.memory.look(&fixture.library_key(), &library).unwrap().state)
    };
    assert_eq!(look(&fixture), ["a unread"]);
    assert!(!fixture.memory.knows(&fixture.library_key()).unwrap());
    fixture.visit();
    fixture.write("b.md", "two");
    assert_eq!(look(&fixture), ["a unread", "b new"]);
    assert_eq!(look(&fixture), ["a unread", "b new"]);
}

#[test]
fn a_moved_file_is_still_the_one_that_was_read() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two")]);
    fixture.visit();
    fixture.read("a.md");
    fs::create_dir(fixture.folder().join("deep")).unwrap();
    fs::rename(fixture.folder().join("a.md"), fixture.folder().join("deep/a.md")).unwrap();
    fixture.later(10);
    assert_eq!(fixture.visit(), ["b unread", "a read"]);
}

#[test]
fn unread_again_and_stars_with_a_note() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one")]);
    fixture.visit();
    fixture.read("a.md");
    let key = fixture.key("a.md");
    fixture.memory.star(&key, true, Some("for the report"), fixture.now).unwrap();
    assert_eq!(fixture.visit(), ["a read *"]);
    fixture.memory.mark_unread(&key, fixture.now).unwrap();
    assert_eq!(fixture.visit(), ["a unread *"]);
    assert_eq!(fixture.memory.known(&key).unwrap().note.as_deref(), Some("for the report"));
    fixture.memory.star(&key, false, None, fixture.now).unwrap();
    assert_eq!(fixture.visit(), ["a unread"]);
}

#[test]
fn editions_that_were_read_are_kept_but_not_for_ever() {
    let mut fixture = MemoryFixture::new(&[("a.md", "edition 0")]);
    let key = fixture.key("a.md");
    for number in 0..12 {
        fixture.write("a.md", &format!("edition {number}"));
        fixture.read("a.md");
    }
    let kept = fixture.memory.editions(&key).unwrap();
    assert_eq!(kept.len(), 8);
    let text = |kept: &StoredEdition| fixture.memory.text(&key, kept.print).unwrap().unwrap();
    assert_eq!(text(&kept[0]), "edition 11");
    assert_eq!(text(&kept[7]), "edition 4");
    assert_eq!(fixture.memory.text(&key, Fingerprint::of("edition 0")).unwrap(), None);
}

#[test]
fn another_process_sees_what_was_marked() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two")]);
    fixture.visit();
    let (library, library_key) = (fixture.library(), fixture.library_key());
    let mut other = fixture.beside();
    let mut state = other.register_library(&library_key, &library, fixture.now).unwrap().state;
    assert!(!other.catch_up(&library_key, &library, &mut state).unwrap());
    fixture.read("b.md");
    fixture.memory.star(&fixture.key("a.md"), true, None, fixture.now).unwrap();
    assert!(other.catch_up(&library_key, &library, &mut state).unwrap());
    assert_eq!(shown(&library, &state), ["a unread *", "b read"]);
    assert_eq!(state.counts().read, 1);
    assert!(!other.catch_up(&library_key, &library, &mut state).unwrap());
}

#[test]
fn positions_bookmarks_and_sessions_come_back() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one")]);
    let (key, library_key) = (fixture.key("a.md"), fixture.library_key());
    assert_eq!(fixture.memory.spot(&key).unwrap(), None);
    let spot = TextPosition { block: 3, character: 14 };
    fixture.memory.leave(&key, spot, fixture.now).unwrap();
    let bookmark = Bookmark { letter: 'a', key: key.clone(), spot };
    fixture.memory.set_bookmark(&bookmark, fixture.now).unwrap();
    let session = SavedSession { query: "type:company".to_owned(), ..SavedSession::default() };
    fixture.memory.save_session(&library_key, &session, fixture.now).unwrap();
    let memory = fixture.beside();
    assert_eq!(memory.spot(&key).unwrap(), Some(spot));
    assert_eq!(memory.spots(&key.place).unwrap(), [("a.md".to_owned(), spot)]);
    assert_eq!(memory.bookmarks(&key.place).unwrap(), [bookmark]);
    assert_eq!(memory.bookmarks("/elsewhere").unwrap(), []);
    assert_eq!(memory.session(&library_key).unwrap(), Some(session));
    assert_eq!(memory.session(&LibraryKey::default()).unwrap(), None);
}

#[test]
fn two_memories_are_merged_part_by_part() {
    let mut one = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two")]);
    one.visit();
    one.read("a.md");
    one.memory.star(&one.key("b.md"), true, Some("x"), one.now).unwrap();
    let lines = exported(&one.memory);
    let mut other = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two")]);
    other.later(100);
    other.visit();
    other.memory.star(&other.key("b.md"), true, Some("later"), other.now).unwrap();
    let place = folder_name(&other.folder());
    let merged = other.memory.import(lines.as_bytes(), Some(&place)).unwrap();
    assert_eq!((merged.lines, merged.changed), (3, 2));
    assert_eq!(other.visit(), ["a read", "b unread *"]);
    assert_eq!(other.memory.known(&other.key("b.md")).unwrap().note.as_deref(), Some("later"));
    assert_eq!(other.memory.editions(&other.key("a.md")).unwrap().len(), 1);
    assert_eq!(other.memory.import(lines.as_bytes(), Some(&place)).unwrap().changed, 0);
}

fn exported(memory: &Memory) -> String {
    let mut lines = String::new();
    let taken: std::result::Result<(), MemoryError> = memory.export(None, |line| {
        lines.push_str(line);
        lines.push('\n');
        Ok(())
    });
    taken.unwrap();
    lines
}

#[test]
fn what_is_no_memory_is_not_imported_and_nothing_of_it_stays() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one")]);
    let before = exported(&fixture.memory);
    let good = r#"{"briefing":{"library":"/x","path":"y","read":null,"read_at":5,"starred":false,"note":null,"star_at":0,"spot":{"block":0,"character":0},"left_at":0}}"#;
    for (lines, wrong) in [
        ("{}", "line 1: "),
        (good, "line 1: not an exported reading history"),
        ("{\"memory\":2}", "line 1: was exported by another version"),
        (&format!("{{\"memory\":1}}\n{good}\nnonsense"), "line 3: "),
    ] {
        let error = fixture.memory.import(lines.as_bytes(), None).unwrap_err().to_string();
        assert!(error.starts_with(wrong), "{error}");
        assert_eq!(exported(&fixture.memory), before);
    }
    fixture.memory.import(format!("{{\"memory\":1}}\n{good}").as_bytes(), None).unwrap();
    assert_eq!(fixture.memory.all_places().unwrap(), ["/x"]);
}

#[test]
fn what_is_forgotten_is_gone() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two")]);
    fixture.visit();
    fixture.read("a.md");
    fixture.read("b.md");
    assert!(fixture.memory.forget(&fixture.key("a.md")).unwrap());
    assert!(!fixture.memory.forget(&fixture.key("a.md")).unwrap());
    assert_eq!(fixture.visit(), ["a unread", "b read"]);
    assert_eq!(fixture.memory.editions(&fixture.key("a.md")).unwrap(), []);
    let place = folder_name(&fixture.folder());
    assert_eq!([1, 0], [0; 2].map(|_| fixture.memory.forget_library(&place).unwrap()));
    assert_eq!(fixture.visit(), ["a unread", "b unread"]);
    fixture.read("b.md");
    assert_eq!(fixture.memory.forget_all().unwrap(), 1);
    assert_eq!(exported(&fixture.memory), "{\"memory\":1}\n");
}

#[test]
fn a_library_that_moved_takes_its_memory_along() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one")]);
    fixture.visit();
    fixture.read("a.md");
    let (old, new) = (folder_name(&fixture.folder()), "/elsewhere/notes");
    assert_eq!(fixture.memory.move_library(&old, new).unwrap(), Renamed::Done);
    assert_eq!(fixture.memory.move_library(&old, new).unwrap(), Renamed::Unknown);
    let key = BriefingKey { place: new.to_owned(), path: "a.md".to_owned() };
    assert!(fixture.memory.known(&key).unwrap().read.is_some());
}

#[test]
fn a_newer_memory_and_somebody_elses_database_are_left_alone() {
    for (change, expected) in [
        ("PRAGMA user_version = 99", "was written by a newer version of briefing"),
        ("PRAGMA application_id = 7", "is not a reading history of briefing"),
        (
            "CREATE TRIGGER t AFTER UPDATE ON briefing BEGIN DELETE FROM library; END",
            "is not a reading history of briefing",
        ),
    ] {
        let home = tempfile::tempdir().unwrap();
        let file = Memory::open(home.path()).unwrap().0.file().to_owned();
        let connection = Connection::open(&file).unwrap();
        connection.execute_batch(change).unwrap();
        drop(connection);
        let before = fs::read(&file).unwrap();
        let error = Memory::open(home.path()).unwrap_err().to_string();
        assert!(error.ends_with(expected), "{error}");
        assert_eq!(fs::read(&file).unwrap(), before);
    }
}

#[test]
fn a_damaged_memory_is_set_aside_and_never_deleted() {
    let home = tempfile::tempdir().unwrap();
    for round in 1..3 {
        fs::write(home.path().join(FILE), "this is no database, but was one once".repeat(100)).unwrap();
        let (memory, warning) = Memory::open(home.path()).unwrap();
        let warning = warning.unwrap();
        assert!(warning.contains("damaged") && warning.contains("a new one was created"), "{warning}");
        assert_eq!(memory.all_places().unwrap(), [""; 0]);
        let aside = fs::read_dir(home.path()).unwrap().flatten().filter(|entry| {
            let name = entry.file_name().into_string().unwrap();
            name.contains("damaged") && fs::read(entry.path()).unwrap().starts_with(b"this is no database")
        });
        assert_eq!(aside.count(), round);
    }
}

#[test]
fn what_can_still_be_read_of_a_damaged_memory_is_taken_over() {
    let mut fixture = MemoryFixture::new(&[]);
    for number in 0..200 {
        let words = (1..300).map(|word| format!("{} ", word * (number + 7) * 7_919 % 100_003));
        fixture.write(&format!("{number:03}.md"), &words.collect::<String>());
    }
    fixture.visit();
    (0..200).for_each(|number| fixture.read(&format!("{number:03}.md")));
    let MemoryFixture { home, memory, .. } = fixture;
    let file = memory.file().to_owned();
    drop(memory);
    // The last pages hold texts; the first ones what was read.
    let mut bytes = fs::read(&file).unwrap();
    let end = bytes.len();
    bytes[end - 40_960..].fill(0xA5);
    fs::write(&file, bytes).unwrap();
    let (memory, warning) = match Memory::open(&home.path().join("state")).unwrap() {
        (memory, None) => memory.renew().unwrap(),
        renewed => renewed,
    };
    assert!(warning.unwrap().ends_with("everything that could still be read was copied"));
    let library_key = LibraryKey::of(&library::Origin::Folders(vec![home.path().join("notes")]));
    let read = |number: usize| {
        let key = library_key.key(&home.path().join(format!("notes/{number:03}.md"))).unwrap();
        memory.known(&key).unwrap().read.is_some()
    };
    assert_eq!((0..200).filter(|number| read(*number)).count(), 200);
}

#[test]
fn a_folder_that_cannot_be_made_is_reported() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("file"), "").unwrap();
    let error = Memory::open(&home.path().join("file/state")).unwrap_err();
    assert!(matches!(error, MemoryError::Unusable { .. }), "{error}");
}
