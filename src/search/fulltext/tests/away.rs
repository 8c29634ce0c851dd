//! A library that is not there for a while, as a whole or in part: what was indexed is neither thrown away nor taken
//! for all there is.

use super::*;
use crate::search::fulltext::manifest::IndexManifest;

/// Moves something away for as long as `meanwhile` takes.
fn without<T>(path: &Path, meanwhile: impl FnOnce() -> T) -> T {
    let elsewhere = path.with_extension("away");
    fs::rename(path, &elsewhere).unwrap();
    let answer = meanwhile();
    fs::rename(&elsewhere, path).unwrap();
    answer
}

fn open_all(fixture: &FullTextFixture, folders: &[PathBuf]) -> FullText {
    FullText::open(&Origin::Folders(folders.to_vec()), Some(&fixture.cache())).unwrap()
}

/// What a plain word finds; the library may be away, so it is not loaded.
fn said(text: &FullText, word: &str) -> Vec<String> {
    let query = Query::parse(word, today()).unwrap();
    names(&text.find(&query, &ResultLimit { limit: 100, typing: false, ground: None }).unwrap())
}

#[test]
fn a_library_that_was_away_for_a_moment_is_found_again_and_not_indexed_again() {
    let fixture = cities();
    let text = fixture.fresh();
    let seen = without(&fixture.library(), || {
        let other = fixture.open();
        let seen = [refresh(&text), refresh(&other), refresh(&fixture.open())];
        assert_eq!(said(&text, "paris"), Vec::<String>::new());
        seen
    });
    assert_eq!(seen, [(); 3].map(|()| Freshness::Without(vec![fixture.library()])));
    assert_eq!(read_by_refresh(&fixture.open()), 0);
    for text in [&text, &fixture.open()] {
        assert_eq!(refresh(text), Freshness::Current);
        assert_eq!(said(text, "paris"), ["lyon"]);
    }
}

#[test]
fn a_library_that_was_opened_while_it_was_away_is_found_when_it_is_back() {
    let fixture = cities();
    let text = without(&fixture.library(), || {
        let text = fixture.open();
        assert_eq!(refresh(&text), Freshness::Without(vec![fixture.library()]));
        text
    });
    assert_eq!(refresh(&text), Freshness::Current);
    assert_eq!(said(&text, "paris"), ["lyon"]);
    let path = fixture.library().join("lyon.md");
    assert!(text.read(&path).unwrap().ends_with(b"Paris.\n"));
    // It is the index that everybody else finds, too.
    assert_eq!(read_by_refresh(&fixture.open()), 0);
}

#[test]
fn while_one_of_several_folders_is_away_the_others_are_kept_up_to_date() {
    let fixture = cities();
    let second = fixture.folder.path().join("second");
    fs::create_dir(&second).unwrap();
    fs::write(second.join("turin.md"), "Turin, not the city of Paris.\n").unwrap();
    let folders = [fixture.library(), second.clone()];
    let text = open_all(&fixture, &folders);
    assert_eq!(refresh(&text), Freshness::Current);
    without(&second, || {
        fixture.write("new.md", "A new fair in Marseille.");
        for text in [&text, &open_all(&fixture, &folders)] {
            assert_eq!(refresh(text), Freshness::Without(vec![second.clone()]));
            assert_eq!(said(text, "marseille"), ["new"]);
            // What can't be read is no hit, though it stays indexed.
            assert_eq!(said(text, "paris"), ["lyon"]);
        }
        let both = without(&fixture.library(), || refresh(&text));
        assert_eq!(both, Freshness::Without(vec![fixture.library(), second.clone()]));
        assert_eq!(refresh(&text), Freshness::Without(vec![second.clone()]));
    });
    fs::write(second.join("turin.md"), "Turin, not the city of Rome.\n").unwrap();
    for text in [&text, &open_all(&fixture, &folders)] {
        assert_eq!(refresh(text), Freshness::Current);
        assert_eq!(said(text, "rome"), ["turin"]);
        assert_eq!(said(text, "paris"), ["lyon"]);
    }
}

#[test]
fn a_record_that_does_not_know_the_folder_is_not_trusted() {
    let fixture = FullTextFixture::with(&[]);
    let text = fixture.fresh();
    let mut nothing = IndexManifest::default();
    (nothing.index, nothing.complete) = (text.state().manifest.as_ref().unwrap().index, true);
    nothing.save(&fixture.kept("stamps")).unwrap();
    fixture.write("lyon.md", "Lyon, not the city of Paris.\n");
    let text = fixture.open();
    assert!(!text.is_as_indexed().unwrap());
    refresh(&text);
    assert_eq!(said(&text, "paris"), ["lyon"]);
}

#[test]
fn a_library_of_one_file_and_an_empty_one_are_current_once_looked_at() {
    let fixture = cities();
    let file = fixture.library().join("lyon.md");
    let old = SystemTime::now() - Duration::from_secs(100);
    fs::File::options().write(true).open(&file).unwrap().set_modified(old).unwrap();
    let text = open_all(&fixture, std::slice::from_ref(&file));
    assert_eq!(refresh(&text), Freshness::Current);
    assert!(text.is_as_indexed().unwrap());
    assert_eq!(said(&text, "paris"), ["lyon"]);
    let away = without(&file, || refresh(&text));
    assert_eq!(away, Freshness::Without(vec![file]));
    assert_eq!(refresh(&text), Freshness::Current);
    assert_eq!(said(&text, "paris"), ["lyon"]);

    let empty = FullTextFixture::with(&[]);
    outlast_ticks();
    let text = empty.fresh();
    assert!(text.is_as_indexed().unwrap());
    empty.write("new.md", "A new fair in Marseille.");
    assert_eq!(refresh(&text), Freshness::Current);
    assert_eq!(said(&text, "marseille"), ["new"]);
}
