//! Files and folders that have another path than when they were read.

use super::*;

fn rename(desk: &MemoryFixture, from: &str, to: &str) {
    let to = desk.folder().join(to);
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::rename(desk.folder().join(from), to).unwrap();
}

/// What a look that writes nothing says, and then a visit: both say the same.
fn seen(desk: &mut MemoryFixture) -> Vec<String> {
    let (library, shelf) = (desk.library(), desk.shelf());
    let looked = shown(&library, &desk.memory.look(&shelf, &library).unwrap().state);
    let visited = desk.visit();
    assert_eq!(looked, visited);
    assert_eq!(desk.visit(), visited, "a second visit finds the same");
    visited
}

#[test]
fn a_renamed_file_keeps_what_is_known_of_it() {
    let mut desk = MemoryFixture::new(&[("n1.md", "one"), ("n2.md", "two")]);
    desk.visit();
    desk.read("n1.md");
    let key = desk.key("n1.md");
    desk.memory.star(&key, true, Some("ask Ann"), desk.now).unwrap();
    let spot = TextPosition { block: 3, character: 1 };
    desk.memory.leave(&key, spot, desk.now).unwrap();
    desk.memory.set_bookmark(&Bookmark { letter: 'a', key, spot }, desk.now).unwrap();
    rename(&desk, "n1.md", "renamed.md");
    desk.later(10);
    assert_eq!(seen(&mut desk), ["n2 unread", "renamed read *"]);
    let key = desk.key("renamed.md");
    assert_eq!(desk.memory.known(&key).unwrap().note.as_deref(), Some("ask Ann"));
    assert_eq!(desk.memory.spot(&key).unwrap(), Some(spot));
    assert_eq!(desk.memory.bookmarks(&key.place).unwrap()[0].key, key);
    assert_eq!(desk.memory.editions(&key).unwrap().len(), 1);
}

#[test]
fn a_file_with_another_name_in_another_folder_is_found_by_its_text() {
    let mut desk = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two"), ("c.md", "three")]);
    desk.visit();
    desk.read("a.md");
    desk.read("b.md");
    rename(&desk, "a.md", "deep/x.md");
    rename(&desk, "b.md", "deep/y.md");
    desk.write("new.md", "four");
    desk.later(10);
    assert_eq!(seen(&mut desk), ["c unread", "x read", "y read", "new new"]);
}

#[test]
fn a_text_that_two_files_have_says_nothing() {
    let mut desk = MemoryFixture::new(&[("a.md", "one")]);
    desk.visit();
    desk.read("a.md");
    fs::remove_file(desk.folder().join("a.md")).unwrap();
    desk.write("x.md", "one");
    desk.write("y.md", "one");
    desk.later(10);
    assert_eq!(seen(&mut desk), ["x new", "y new"]);
}

#[test]
fn a_copy_is_no_rename() {
    let mut desk = MemoryFixture::new(&[("a.md", "one")]);
    desk.visit();
    desk.read("a.md");
    desk.write("copy.md", "one");
    desk.later(10);
    assert_eq!(seen(&mut desk), ["a read", "copy new"]);
}

#[test]
fn two_files_that_changed_names_stay_where_they_are() {
    let mut desk = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two")]);
    desk.visit();
    desk.read("a.md");
    rename(&desk, "a.md", "t.md");
    rename(&desk, "b.md", "a.md");
    rename(&desk, "t.md", "b.md");
    // A path that is still there is the same briefing with another text.
    assert_eq!(desk.visit(), ["a changed", "b unread"]);
}

#[test]
fn one_file_is_called_by_another_name() {
    let mut desk = MemoryFixture::new(&[("a.md", "one"), ("b.md", "two")]);
    desk.visit();
    desk.read("a.md");
    let (old, new) = (desk.key("a.md"), desk.key("b.md"));
    assert_eq!(desk.memory.move_briefing(&old, &new).unwrap(), Renamed::Done);
    assert_eq!(desk.memory.move_briefing(&old, &new).unwrap(), Renamed::Unknown);
    assert!(desk.memory.known(&new).unwrap().read.is_some());
    desk.read("a.md");
    assert_eq!(desk.memory.move_briefing(&old, &new).unwrap(), Renamed::Taken);
}

#[test]
fn a_library_that_was_only_opened_at_its_new_place_makes_way() {
    let mut desk = MemoryFixture::new(&[("a.md", "one")]);
    desk.visit();
    desk.read("a.md");
    let (old, new) = (folder_name(&desk.folder()), desk.home.path().join("moved"));
    fs::rename(desk.folder(), &new).unwrap();
    let library = library::load(std::slice::from_ref(&new)).library;
    let shelf = LibraryKey::of(library.origin());
    assert_eq!(shown(&library, &desk.memory.meet(&shelf, &library, desk.now).unwrap().state), ["a unread"]);
    let new = folder_name(&new);
    assert_eq!(desk.memory.move_library(&old, &new).unwrap(), Renamed::Done);
    assert_eq!(shown(&library, &desk.memory.look(&shelf, &library).unwrap().state), ["a read"]);
    desk.memory.mark_unread(&BriefingKey { place: old.clone(), path: "a.md".to_owned() }, desk.now).unwrap();
    assert_eq!(desk.memory.move_library(&old, &new).unwrap(), Renamed::Taken);
}
