//! An index that gets the changed paths looks at that alone, and still is what a look at everything would make it.

use std::collections::BTreeSet;

use super::*;

fn these(fixture: &FullTextFixture, names: &[&str]) -> Thoroughness {
    Thoroughness::These(names.iter().map(|name| fixture.library().join(name)).collect::<BTreeSet<_>>())
}

fn look_at(fixture: &FullTextFixture, text: &FullText, names: &[&str]) {
    let done = text.refresh(&these(fixture, names), Pace::Background, &mut |_| {}).unwrap();
    assert_eq!(done, Freshness::Current);
}

/// What it finds, and that a look at everything finds no more to do.
#[track_caller]
fn is_right(fixture: &FullTextFixture, text: &FullText) {
    let everything = |text: &FullText| sorted(found(text, ""));
    let mut anew = FullText::open(&fixture.origin(), None).unwrap();
    refresh(&anew);
    assert_eq!(everything(text), everything(&anew));
    anew = fixture.open();
    assert_eq!(read_by_refresh(&anew), 0);
    assert_eq!(everything(text), everything(&anew));
}

#[test]
fn files_that_came_changed_and_went_are_looked_at_and_no_others() {
    let fixture = cities();
    let text = fixture.fresh();
    fixture.write("lyon.md", "Lyon, not the city of Rome.\n");
    fixture.write("new.md", "A new fair in Marseille.\n");
    fs::remove_file(fixture.library().join("china.md")).unwrap();
    fixture.write("nice.md", "Nobody tells of this: Turin.\n");
    look_at(&fixture, &text, &["lyon.md", "new.md", "china.md", ".hidden", "picture.png"]);
    assert_eq!(found(&text, "rome"), ["lyon"]);
    assert_eq!(found(&text, "marseille"), ["new"]);
    assert_eq!(found(&text, "数字"), Vec::<String>::new());
    assert_eq!(found(&text, "turin"), Vec::<String>::new());
    // Another process trusts nothing of the sort.
    assert_eq!(found(&fixture.fresh(), "turin"), ["nice"]);
}

#[test]
fn what_becomes_of_folders_is_found_out_by_looking_at_everything() {
    let fixture = cities();
    fixture.write("deep/arles.md", "Arles.\n");
    let text = fixture.fresh();
    let at = |name: &str| fixture.library().join(name);
    fs::rename(at("deep"), at("deeper")).unwrap();
    look_at(&fixture, &text, &["deep", "deeper"]);
    is_right(&fixture, &text);
    fixture.write("more/even/turin.md", "Turin.\n");
    look_at(&fixture, &text, &["more/even/turin.md"]);
    assert_eq!(found(&text, "turin"), ["turin"]);
    is_right(&fixture, &text);
    fs::remove_dir_all(at("deeper")).unwrap();
    look_at(&fixture, &text, &["deeper"]);
    assert_eq!(found(&text, "arles"), Vec::<String>::new());
    fs::remove_dir_all(at("more")).unwrap();
    fixture.write("more", "A file is no folder.\n");
    look_at(&fixture, &text, &["more"]);
    is_right(&fixture, &text);
    fs::rename(at("more"), at("folder.md")).unwrap();
    look_at(&fixture, &text, &["more", "folder.md"]);
    is_right(&fixture, &text);
}

#[test]
fn after_somebody_else_wrote_the_index_a_part_is_not_enough() {
    let fixture = cities();
    let text = fixture.fresh();
    fixture.write("lyon.md", "Lyon, not the city of Rome.\n");
    look_at(&fixture, &text, &["lyon.md"]);
    // Another process that knew nothing of it has made the index anew.
    fs::remove_file(fixture.kept("stamps")).unwrap();
    let lyon = fs::read(fixture.library().join("lyon.md")).unwrap();
    fs::remove_file(fixture.library().join("lyon.md")).unwrap();
    fixture.fresh();
    fs::write(fixture.library().join("lyon.md"), lyon).unwrap();
    fixture.write("new.md", "A new fair in Marseille.\n");
    look_at(&fixture, &text, &["new.md"]);
    assert_eq!(found(&text, "marseille"), ["new"]);
    assert_eq!(found(&text, "rome"), ["lyon"]);
}

#[test]
fn an_index_that_was_never_made_is_made_of_everything() {
    let fixture = cities();
    let text = fixture.open();
    look_at(&fixture, &text, &["lyon.md"]);
    assert_eq!(text.len(), 5);
}
