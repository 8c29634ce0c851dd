//! The files beside the database: none that a process maps into memory.

use rusqlite::Connection;

use super::*;

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_memory_in_use_has_no_file_that_is_mapped() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one")]);
    fixture.visit();
    fixture.read("a.md");
    let _beside = fixture.beside();
    assert_eq!(files(&fixture.home.path().join("state")), [FILE, "memory.db-journal"]);
}

#[test]
fn what_an_earlier_version_wrote_in_a_log_is_taken_over() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two")]);
    fixture.visit();
    fixture.read("a.md");
    let state = fixture.home.path().join("state");
    let Memory { connection, .. } =
        std::mem::replace(&mut fixture.memory, Memory::open(&fixture.home.path().join("other")).unwrap().0);
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(())).unwrap();
    connection.execute("UPDATE revision SET number = number + 1000", []).unwrap();
    let expected: i64 = connection.query_row("SELECT number FROM revision", [], |row| row.get(0)).unwrap();
    // Another folder has the same files, as a process leaves them that was killed.
    let left = fixture.home.path().join("left");
    fs::create_dir(&left).unwrap();
    for name in [FILE, "memory.db-wal"] {
        fs::copy(state.join(name), left.join(name)).unwrap();
    }
    let (memory, warning) = Memory::open(&left).unwrap();
    assert_eq!((warning, memory.seen), (None, expected));
    assert!(memory.known(&fixture.key("a.md")).unwrap().read.is_some());
    assert!(!files(&left).iter().any(|name| name.ends_with("-wal") || name.ends_with("-shm")));
}

#[test]
fn a_log_that_cannot_be_taken_over_is_not_read() {
    let home = tempfile::tempdir().unwrap();
    drop(Memory::open(home.path()).unwrap());
    let connection = Connection::open(home.path().join(FILE)).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    drop(connection);
    assert!(file::read(home.path()).unwrap().is_read_only());
    assert!(!files(home.path()).iter().any(|name| name.ends_with("-shm")));
}
