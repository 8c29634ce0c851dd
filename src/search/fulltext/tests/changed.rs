//! An index that is told what changed looks at that alone, and still is what a look at everything would make it.

use std::collections::BTreeSet;

use super::*;

fn these(shelf: &FullTextFixture, names: &[&str]) -> Thoroughness {
    Thoroughness::These(names.iter().map(|name| shelf.library().join(name)).collect::<BTreeSet<_>>())
}

fn look_at(shelf: &FullTextFixture, text: &FullText, names: &[&str]) {
    let done = text.refresh(&these(shelf, names), Pace::Background, &mut |_| {}).unwrap();
    assert_eq!(done, Freshness::Current);
}

/// What it finds, and that a look at everything finds no more to do.
#[track_caller]
fn is_right(shelf: &FullTextFixture, text: &FullText) {
    let everything = |text: &FullText| sorted(found(text, ""));
    let mut anew = FullText::open(&shelf.origin(), None).unwrap();
    refresh(&anew);
    assert_eq!(everything(text), everything(&anew));
    anew = shelf.open();
    assert_eq!(read_by_refresh(&anew), 0);
    assert_eq!(everything(text), everything(&anew));
}

#[test]
fn files_that_came_changed_and_went_are_looked_at_and_no_others() {
    let shelf = cities();
    let text = shelf.fresh();
    shelf.write("lyon.md", "Lyon, not the city of Rome.\n");
    shelf.write("new.md", "A new fair in Marseille.\n");
    fs::remove_file(shelf.library().join("china.md")).unwrap();
    shelf.write("nice.md", "Nobody tells of this: Turin.\n");
    look_at(&shelf, &text, &["lyon.md", "new.md", "china.md", ".hidden", "picture.png"]);
    assert_eq!(found(&text, "rome"), ["lyon"]);
    assert_eq!(found(&text, "marseille"), ["new"]);
    assert_eq!(found(&text, "数字"), Vec::<String>::new());
    assert_eq!(found(&text, "turin"), Vec::<String>::new());
    // Another process trusts nothing of the sort.
    assert_eq!(found(&shelf.fresh(), "turin"), ["nice"]);
}

#[test]
fn what_becomes_of_folders_is_found_out_by_looking_at_everything() {
    let shelf = cities();
    shelf.write("deep/arles.md", "Arles.\n");
    let text = shelf.fresh();
    let at = |name: &str| shelf.library().join(name);
    fs::rename(at("deep"), at("deeper")).unwrap();
    look_at(&shelf, &text, &["deep", "deeper"]);
    is_right(&shelf, &text);
    shelf.write("more/even/turin.md", "Turin.\n");
    look_at(&shelf, &text, &["more/even/turin.md"]);
    assert_eq!(found(&text, "turin"), ["turin"]);
    is_right(&shelf, &text);
    fs::remove_dir_all(at("deeper")).unwrap();
    look_at(&shelf, &text, &["deeper"]);
    assert_eq!(found(&text, "arles"), Vec::<String>::new());
    fs::remove_dir_all(at("more")).unwrap();
    shelf.write("more", "A file is no folder.\n");
    look_at(&shelf, &text, &["more"]);
    is_right(&shelf, &text);
    fs::rename(at("more"), at("folder.md")).unwrap();
    look_at(&shelf, &text, &["more", "folder.md"]);
    is_right(&shelf, &text);
}

#[test]
fn after_somebody_else_wrote_the_index_a_part_is_not_enough() {
    let shelf = cities();
    let text = shelf.fresh();
    shelf.write("lyon.md", "Lyon, not the city of Rome.\n");
    look_at(&shelf, &text, &["lyon.md"]);
    // Another process that knew nothing of it has made the index anew.
    fs::remove_file(shelf.kept("stamps")).unwrap();
    let lyon = fs::read(shelf.library().join("lyon.md")).unwrap();
    fs::remove_file(shelf.library().join("lyon.md")).unwrap();
    shelf.fresh();
    fs::write(shelf.library().join("lyon.md"), lyon).unwrap();
    shelf.write("new.md", "A new fair in Marseille.\n");
    look_at(&shelf, &text, &["new.md"]);
    assert_eq!(found(&text, "marseille"), ["new"]);
    assert_eq!(found(&text, "rome"), ["lyon"]);
}

#[test]
fn an_index_that_was_never_made_is_made_of_everything() {
    let shelf = cities();
    let text = shelf.open();
    look_at(&shelf, &text, &["lyon.md"]);
    assert_eq!(text.len(), 5);
}
