//! A memory that cannot be written.

use super::*;

#[cfg(unix)]
fn forbid(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Reports whether nothing is forbidden to this process.
#[cfg(unix)]
fn is_root() -> bool {
    let folder = tempfile::tempdir().unwrap();
    forbid(folder.path(), 0o555);
    let is_root = fs::write(folder.path().join("probe"), "").is_ok();
    forbid(folder.path(), 0o755);
    is_root
}

/// Runs a test of this binary as a user without rights.
/// The user may not reach the binary where it is, so a copy is run.
#[cfg(target_os = "linux")]
fn run_without_rights(test: &str) {
    let folder = tempfile::tempdir().unwrap();
    forbid(folder.path(), 0o755);
    let copy = folder.path().join("tests");
    fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    let mut command = std::process::Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(copy).args(["--exact", test]);
    let done = command.current_dir("/").output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success() && said.contains("1 passed"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_memory_that_cannot_be_written_is_read() {
    if is_root() {
        #[cfg(target_os = "linux")]
        run_without_rights("memory::tests::read_only::a_memory_that_cannot_be_written_is_read");
        return;
    }
    let mut fixture = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two")]);
    fixture.visit();
    fixture.read("a.md");
    let key = fixture.key("a.md");
    fixture.memory.star(&key, true, None, fixture.now).unwrap();
    let state = fixture.home.path().join("state");
    let (library, library_key) = (fixture.library(), fixture.library_key());
    drop(std::mem::replace(&mut fixture.memory, Memory::open(&fixture.home.path().join("other")).unwrap().0));
    for (folder, file) in [(0o555, 0o444), (0o755, 0o444), (0o555, 0o644)] {
        forbid(&state.join(FILE), file);
        forbid(&state, folder);
        let opened = Memory::open_or_read(&state);
        forbid(&state, 0o755);
        let (memory, warning) = opened.unwrap();
        if memory.is_read_only() {
            assert!(warning.unwrap().starts_with("reading history is not being saved: "));
        }
        assert_eq!(
            shown(&library, &memory.look(&library_key, &library).unwrap().state),
            ["a read *", "b unread"]
        );
    }
}

#[test]
fn a_name_with_any_signs_is_opened_for_reading() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("a b%20?x#é");
    drop(Memory::open(&folder).unwrap());
    let memory = file::read(&folder).unwrap();
    assert!(memory.is_read_only());
    assert_eq!(memory.all_places().unwrap(), Vec::<String>::new());
}

#[test]
fn without_a_database_there_is_nothing_to_read() {
    let home = tempfile::tempdir().unwrap();
    assert!(file::read(home.path()).is_err());
    assert!(!home.path().join(FILE).exists());
}
