//! The index from the files to the hits.

mod away;
mod changed;
mod names;
mod order;
mod recovery;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::*;
use crate::date::Day;
use crate::library;
use crate::library::load::freshness::{LastComparison, now};
use crate::text::Clean;

/// A library in a folder of its own, and a cache beside it.
struct FullTextFixture {
    folder: tempfile::TempDir,
}

impl FullTextFixture {
    fn with(files: &[(&str, &str)]) -> Self {
        let fixture = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir_all(fixture.library()).unwrap();
        for (name, text) in files {
            fixture.write(name, text);
        }
        fixture
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("library")
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.library().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn origin(&self) -> Origin {
        Origin::Folders(vec![self.library()])
    }

    fn open(&self) -> FullText {
        FullText::open(&self.origin(), Some(&self.cache())).unwrap()
    }

    fn fresh(&self) -> FullText {
        let text = self.open();
        assert_eq!(refresh(&text), Freshness::Current);
        text
    }

    /// The only file below the cache with this name.
    fn kept(&self, name: &str) -> PathBuf {
        let inner = fs::read_dir(self.cache().join("text")).unwrap().next().unwrap().unwrap();
        inner.path().join(name)
    }
}

fn refresh(text: &FullText) -> Freshness {
    text.refresh(&Thoroughness::Every, Pace::Waited, &mut |_| {}).unwrap()
}

/// How many files a refresh reads.
fn read_by_refresh(text: &FullText) -> usize {
    let mut most = 0;
    text.refresh(&Thoroughness::WhenDue, Pace::Waited, &mut |progress| most = progress.of).unwrap();
    most
}

fn today() -> Day {
    Day::new(2026, 1, 1).unwrap()
}

fn answer(text: &FullText, query: &str, typing: bool) -> SearchOutcome {
    let query = Query::parse(query, today()).unwrap();
    let library = match &text.folders.first() {
        Some((given, _)) => library::load(std::slice::from_ref(given)).library,
        None => embedded().library,
    };
    let index = Index::new(&library);
    let ground = FullTextContext { library: &library, index: &index, asked: &QueryContext::default() };
    text.find(&query, &ResultLimit { limit: 100, typing, ground: Some(ground) }).unwrap()
}

fn names(answer: &SearchOutcome) -> Vec<String> {
    let name = |hit: &TextHit| hit.path.file_stem().unwrap().to_string_lossy().into_owned();
    answer.hits.iter().map(name).collect()
}

/// The files found, best first.
fn found(text: &FullText, query: &str) -> Vec<String> {
    names(&answer(text, query, false))
}

fn found_while_typing(text: &FullText, query: &str) -> Vec<String> {
    names(&answer(text, query, true))
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

const HIKVISION: &str = "---\ntype: company\ntitle: Hikvision\naliases: [Hangzhou Hikvision, 海康威视]\n---\n\
    ## Key facts\n\nIt makes video equipment.\n";

fn cities() -> FullTextFixture {
    FullTextFixture::with(&[
        ("hikvision.md", HIKVISION),
        (
            "nice.md",
            "---\ntype: event\ntitle: A fair\n---\nThe city of Nice bought cameras from Hikvision.\n",
        ),
        ("lyon.md", "---\ntype: event\ntitle: Cameras\n---\nLyon, not the city of Paris.\n"),
        ("china.md", "---\ntype: note\ntitle: Notes\ntags: [surveillance]\n---\n杭州海康威视数字技术。\n"),
        ("draft.md", "---\ntitle: Unfinished\ndraft: true\n---\ncameras\n"),
    ])
}

/// When the files of a fixture were compared last, and that this took a second.
fn note_compared(fixture: &FullTextFixture, at: i64) {
    LastComparison { at, took: Duration::from_secs(1) }.save(&fixture.kept("checked")).unwrap();
}

#[test]
fn a_text_written_over_in_its_place_is_found_or_it_is_said_that_files_were_not_compared() {
    let fixture = cities();
    for number in 0..1_000 {
        fixture.write(&format!("more/{number}.md"), "More.");
    }
    outlast_ticks();
    let text = fixture.fresh();
    fixture.write("lyon.md", "Lyon, not the city of Rome.\n");
    note_compared(&fixture, now());
    let when_due = |text: &FullText| text.refresh(&Thoroughness::WhenDue, Pace::Waited, &mut |_| {}).unwrap();
    assert!(matches!(when_due(&text), Freshness::Compared { ago } if ago < Duration::from_secs(10)));
    assert_eq!(found(&text, "rome"), Vec::<String>::new());
    for at in [now() - 11_000_000_000, now() + 60_000_000_000] {
        fixture.write("nice.md", &format!("Nice, {at}.\n"));
        note_compared(&fixture, at);
        assert_eq!(when_due(&text), Freshness::Current);
        assert_eq!(found(&text, "rome"), ["lyon"]);
        assert_eq!(found(&text, &at.to_string()), ["nice"]);
    }
    note_compared(&fixture, now());
    fixture.write("new.md", "A new file shows in its folder at once: Rimini.\n");
    assert_eq!(when_due(&text), Freshness::Current);
    assert_eq!(found(&text, "rimini"), ["new"]);
}

#[test]
fn files_that_are_as_they_were_are_reported_without_looking_for_them() {
    let fixture = cities();
    let age = |name: &str, seconds: u64| {
        let file = fs::File::options().write(true).open(fixture.library().join(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
    };
    for file in fs::read_dir(fixture.library()).unwrap() {
        age(file.unwrap().file_name().to_str().unwrap(), 100);
    }
    outlast_ticks();
    let text = fixture.fresh();
    assert!(text.is_as_indexed().unwrap());
    fixture.write("lyon.md", "Lyon, not the city of Rome.\n");
    assert!(!text.is_as_indexed().unwrap());
    age("lyon.md", 50);
    assert_eq!(refresh(&text), Freshness::Current);
    // The path of what was indexed before may still be in the index.
    assert!(text.is_as_indexed().unwrap());
    fs::remove_file(fixture.library().join("lyon.md")).unwrap();
    assert!(!text.is_as_indexed().unwrap());
    outlast_ticks();
    assert_eq!(refresh(&text), Freshness::Current);
    assert!(text.is_as_indexed().unwrap());
}

/// Waits until a folder that was just changed can be trusted.
fn outlast_ticks() {
    std::thread::sleep(Duration::from_millis(150));
}

#[test]
fn words_phrases_and_exclusions_find_what_says_them() {
    let fixture = cities();
    let text = fixture.fresh();
    assert_eq!(found(&text, "lyon paris"), ["lyon"]);
    assert_eq!(found(&text, "\"city of Nice\""), ["nice"]);
    assert_eq!(found(&text, "\"Nice of city\""), Vec::<String>::new());
    assert_eq!(found(&text, "city -nice"), ["lyon"]);
    assert_eq!(sorted(found(&text, "equipment OR paris")), ["hikvision", "lyon"]);
    assert_eq!(found(&text, "surveillance"), ["china"]);
}

#[test]
fn chinese_is_found_inside_a_run() {
    let fixture = cities();
    let text = fixture.fresh();
    assert_eq!(found(&text, "数字"), ["china"]);
    assert_eq!(found(&text, "杭"), ["china"]);
    assert_eq!(found(&text, "海数"), Vec::<String>::new());
}

#[test]
fn fields_are_decided_by_the_library() {
    let fixture = cities();
    let text = fixture.fresh();
    assert_eq!(found(&text, "type:event cameras"), ["lyon", "nice"]);
    assert_eq!(sorted(found(&text, "type:company OR paris")), ["hikvision", "lyon"]);
    assert_eq!(found(&text, "city -type:note -paris"), ["nice"]);
    assert_eq!(sorted(found(&text, "type:event")), ["lyon", "nice"]);
}

#[test]
fn drafts_are_found_only_when_asked_for() {
    let fixture = cities();
    let text = fixture.fresh();
    assert_eq!(found(&text, "unfinished"), Vec::<String>::new());
    assert_eq!(found(&text, "is:draft cameras"), ["draft"]);
}

#[test]
fn the_last_word_is_found_by_its_beginning_while_typing() {
    let fixture = cities();
    let text = fixture.fresh();
    assert_eq!(found(&text, "city cam"), Vec::<String>::new());
    assert_eq!(found_while_typing(&text, "city cam"), ["lyon", "nice"]);
    assert_eq!(found_while_typing(&text, "cam city"), Vec::<String>::new());
    // Its type begins so.
    assert_eq!(found_while_typing(&text, "c").last().unwrap(), "hikvision");
}

#[test]
fn an_empty_query_finds_everything_and_a_word_without_a_letter_nothing() {
    let fixture = cities();
    let text = fixture.fresh();
    assert_eq!(found(&text, "").len(), 4);
    for query in ["—", "*", "...", "— *", "\"— …\"", "😀"] {
        assert_eq!(found(&text, query), Vec::<String>::new(), "{query}");
        assert_eq!(found_while_typing(&text, query), Vec::<String>::new(), "{query}");
    }
    assert_eq!(found(&text, "nice -*"), ["nice"]);
    // Between words it is what stands between them in a text, too.
    assert_eq!(found(&text, "nice — cameras"), ["nice"]);
    assert_eq!(found_while_typing(&text, "— nice & camer"), ["nice"]);
    assert_eq!(found(&text, "nice OR *"), ["nice"]);
}

#[test]
fn a_sign_that_says_something_is_found() {
    let fixture = cities();
    fixture.write("smile.md", "---\ntitle: A 😀 fair\n---\nIt cost €5 and went 🚀 up.\n");
    let text = fixture.fresh();
    for query in ["😀", "🚀 smile OR 🚀 fair", "€5", "€", "\"went up\"", "\"went 🚀 up\""] {
        assert_eq!(found(&text, query), ["smile"], "{query}");
    }
    assert_eq!(found_while_typing(&text, "fair 😀"), ["smile"]);
}

#[test]
fn a_second_look_reads_nothing() {
    let fixture = cities();
    assert_eq!(read_by_refresh(&fixture.open()), 5);
    // Files that were written just now are compared by their contents, and are not indexed again.
    assert_eq!(read_by_refresh(&fixture.open()), 0);
    assert_eq!(found(&fixture.open(), "paris"), ["lyon"]);
}

#[test]
fn what_changed_came_or_went_is_noticed() {
    let fixture = cities();
    fixture.fresh();
    fixture.write("lyon.md", "Lyon is in Arles.");
    fixture.write("deep/new.md", "A new fair in Marseille.");
    fs::remove_file(fixture.library().join("nice.md")).unwrap();
    fs::rename(fixture.library().join("china.md"), fixture.library().join("moved.md")).unwrap();
    let text = fixture.open();
    assert_eq!(read_by_refresh(&text), 3);
    assert_eq!(found(&text, "arles"), ["lyon"]);
    assert_eq!(found(&text, "paris"), Vec::<String>::new());
    assert_eq!(found(&text, "marseille"), ["new"]);
    assert_eq!(found(&text, "nice"), Vec::<String>::new());
    assert_eq!(found(&text, "数字"), ["moved"]);
}

#[test]
fn a_change_within_the_same_tick_of_the_clock_is_noticed() {
    let fixture = FullTextFixture::with(&[("one.md", "aaaa")]);
    // The tick does not end while the test is at it, however slow the machine is.
    let tick = SystemTime::now() + Duration::from_secs(60);
    let write = |words: &str| {
        let file = fs::File::options().write(true).open(fixture.library().join("one.md")).unwrap();
        std::io::Write::write_all(&mut &file, words.as_bytes()).unwrap();
        file.set_modified(tick).unwrap();
    };
    write("aaaa");
    fixture.fresh();
    write("bbbb");
    let text = fixture.fresh();
    assert_eq!(found(&text, "bbbb"), ["one"]);
}

#[test]
fn many_changes_do_not_make_many_segments() {
    let fixture = FullTextFixture::with(&[("one.md", "first")]);
    for round in 0..12 {
        fixture.write(&format!("{round}.md"), "another");
        fixture.fresh();
    }
    let text = fixture.fresh();
    assert!(text.state().index.searchable_segment_ids().unwrap().len() <= 9);
    assert_eq!(found(&text, "another").len(), 12);
}

#[test]
fn the_sample_is_indexed_in_memory() {
    let text = FullText::open(&Origin::Embedded, Some(Path::new("/nonexistent"))).unwrap();
    refresh(&text);
    assert_eq!(text.why_not_kept(), None);
    assert_eq!(answer(&text, "", false).hits.len(), embedded().library.len());
}

#[test]
fn work_in_the_background_can_be_searched_in_parts() {
    let fixture = FullTextFixture::with(&[]);
    for number in 0..2_100 {
        fixture.write(&format!("{number}.md"), "same words");
    }
    let text = fixture.open();
    let mut seen = Vec::new();
    text.refresh(&Thoroughness::Every, Pace::Background, &mut |progress| {
        seen.push((progress.done, text.state().reader.searcher().num_docs()));
    })
    .unwrap();
    assert_eq!(seen.last(), Some(&(2_100, 2_000)));
    assert_eq!(answer(&text, "words", false).total, 2_100);
}

#[test]
fn no_query_can_crash_it() {
    let fixture = cities();
    let text = fixture.fresh();
    let long = "word ".repeat(120);
    let queries = [
        "-",
        "\"\"",
        "\"'\"",
        "-nice -city",
        "(a OR b) -(c d)",
        "'s",
        "海*",
        "a\u{301}",
        "\u{1E}",
        long.as_str(),
    ];
    for query in queries {
        if let Ok(query) = Query::parse_typed(query, today()) {
            for typing in [false, true] {
                let wanted = ResultLimit { limit: 0, typing, ground: None };
                text.find(&query, &wanted).unwrap();
            }
        }
    }
}
