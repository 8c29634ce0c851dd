//! Files and folders that have another path than when they were read.

use super::*;

fn rename(fixture: &MemoryFixture, from: &str, to: &str) {
    let to = fixture.folder().join(to);
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::rename(fixture.folder().join(from), to).unwrap();
}

/// What a look that writes nothing says, and then a visit: both say the same.
fn seen(fixture: &mut MemoryFixture) -> Vec<String> {
    let (library, library_key) = (fixture.library(), fixture.library_key());
    let looked = shown(&library, &fixture.memory.look(&library_key, &library).unwrap().state);
    let visited = fixture.visit();
    assert_eq!(looked, visited);
    assert_eq!(fixture.visit(), visited, "a second visit finds the same");
    visited
}

#[test]
fn a_renamed_file_keeps_what_is_known_of_it() {
    let mut fixture = MemoryFixture::new(&[("n1.md", "one"), ("n2.md", "two")]);
    fixture.visit();
    fixture.read("n1.md");
    let key = fixture.key("n1.md");
    fixture.memory.star(&key, true, Some("ask Ann"), fixture.now).unwrap();
    let spot = TextPosition { block: 3, character: 1 };
    fixture.memory.leave(&key, spot, fixture.now).unwrap();
    fixture.memory.set_bookmark(&Bookmark { letter: 'a', key, spot }, fixture.now).unwrap();
    rename(&fixture, "n1.md", "renamed.md");
    fixture.later(10);
    assert_eq!(seen(&mut fixture), ["n2 unread", "renamed read *"]);
    let key = fixture.key("renamed.md");
    assert_eq!(fixture.memory.known(&key).unwrap().note.as_deref(), Some("ask Ann"));
    assert_eq!(fixture.memory.spot(&key).unwrap(), Some(spot));
    assert_eq!(fixture.memory.bookmarks(&key.place).unwrap()[0].key, key);
    assert_eq!(fixture.memory.editions(&key).unwrap().len(), 1);
}

#[test]
fn a_file_with_another_name_in_another_folder_is_found_by_its_text() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two"), ("c.md", "three")]);
    fixture.visit();
    fixture.read("a.md");
    fixture.read("b.md");
    rename(&fixture, "a.md", "deep/x.md");
    rename(&fixture, "b.md", "deep/y.md");
    fixture.write("new.md", "four");
    fixture.later(10);
    assert_eq!(seen(&mut fixture), ["c unread", "x read", "y read", "new new"]);
}

#[test]
fn a_text_that_two_files_have_says_nothing() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one")]);
    fixture.visit();
    fixture.read("a.md");
    fs::remove_file(fixture.folder().join("a.md")).unwrap();
    fixture.write("x.md", "one");
    fixture.write("y.md", "one");
    fixture.later(10);
    assert_eq!(seen(&mut fixture), ["x new", "y new"]);
}

#[test]
fn a_copy_is_no_rename() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one")]);
    fixture.visit();
    fixture.read("a.md");
    fixture.write("copy.md", "one");
    fixture.later(10);
    assert_eq!(seen(&mut fixture), ["a read", "copy new"]);
}

#[test]
fn two_files_that_changed_names_stay_where_they_are() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two")]);
    fixture.visit();
    fixture.read("a.md");
    rename(&fixture, "a.md", "t.md");
    rename(&fixture, "b.md", "a.md");
    rename(&fixture, "t.md", "b.md");
    // A path that is still there is the same briefing with another text.
    assert_eq!(fixture.visit(), ["a changed", "b unread"]);
}

#[test]
fn one_file_is_called_by_another_name() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two")]);
    fixture.visit();
    fixture.read("a.md");
    let (old, new) = (fixture.key("a.md"), fixture.key("b.md"));
    assert_eq!(fixture.memory.move_briefing(&old, &new).unwrap(), Renamed::Done);
    assert_eq!(fixture.memory.move_briefing(&old, &new).unwrap(), Renamed::Unknown);
    assert!(fixture.memory.known(&new).unwrap().read.is_some());
    fixture.read("a.md");
    assert_eq!(fixture.memory.move_briefing(&old, &new).unwrap(), Renamed::Taken);
}

#[test]
fn a_library_that_was_only_opened_at_its_new_place_makes_way() {
    let mut fixture = MemoryFixture::new(&[("a.md", "one")]);
    fixture.visit();
    fixture.read("a.md");
    let (old, new) = (folder_name(&fixture.folder()), fixture.home.path().join("moved"));
    fs::rename(fixture.folder(), &new).unwrap();
    let library = library::load(std::slice::from_ref(&new)).library;
    let library_key = LibraryKey::of(library.origin());
    assert_eq!(
        shown(&library, &fixture.memory.register_library(&library_key, &library, fixture.now).unwrap().state),
        ["a unread"]
    );
    let new = folder_name(&new);
    assert_eq!(fixture.memory.move_library(&old, &new).unwrap(), Renamed::Done);
    assert_eq!(shown(&library, &fixture.memory.look(&library_key, &library).unwrap().state), ["a read"]);
    fixture
        .memory
        .mark_unread(&BriefingKey { place: old.clone(), path: "a.md".to_owned() }, fixture.now)
        .unwrap();
    assert_eq!(fixture.memory.move_library(&old, &new).unwrap(), Renamed::Taken);
}
