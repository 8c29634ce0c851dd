//! The freshness rule: each kind of change, and what each kind of question says after it.
//!
//! The library is just large enough that not all files are compared for each question.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use briefing::library::cache::checksum;
use briefing::library::load::freshness::ALWAYS_COMPARED;

/// The words about an answer that does not rest on a comparison of all files.
const MAY_BE_MISSING: &str = "may be missing; --fresh checks every file";

struct Fixture {
    root: tempfile::TempDir,
}

struct Answer {
    code: Option<i32>,
    output: String,
    notes: String,
}

impl Fixture {
    /// A library of this many files whose folders have been still for a while.
    fn new(files: usize) -> Self {
        let fixture = Self { root: tempfile::tempdir().unwrap() };
        for folder in ["lib/notes", "cache"] {
            fs::create_dir_all(fixture.root.path().join(folder)).unwrap();
        }
        for number in 5..files {
            fixture.write(&format!("notes/{number}.md"), "A note.\n");
        }
        fixture.write("acme.md", &company("Acme", "They make anvils."));
        fixture.write("globex.md", &company("Globex", "They make globes."));
        fixture.write("fair.md", "---\ntype: event\nstart: 2019-11\n---\nA fair.\n");
        fixture.write("law.md", "---\ntype: event\n---\nA law.\n");
        fixture.write("post.md", "---\ntype: source\npublished: 2019-12\norigin: Agency\n---\n");
        sleep(Duration::from_millis(150));
        fixture
    }

    /// A library whose last comparison took so long that the next one is not due for hours.
    fn compared(files: usize) -> Self {
        let fixture = Self::new(files);
        assert_eq!(fixture.ask(&["list", "--limit", "1"]).code, Some(0));
        fixture.ask(&["facts", "acme"]);
        fixture.ask(&["search", "anvils"]);
        fixture.set_comparison(0, Duration::from_hours(1));
        fixture
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join("lib").join(name)
    }

    /// Writes a file in its place, with a time that can be trusted.
    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        age(&path);
    }

    /// Replaces a file as many editors do.
    fn replace(&self, name: &str, text: &str) {
        self.write("notes/new", text);
        fs::rename(self.path("notes/new"), self.path(name)).unwrap();
    }

    fn ask(&self, arguments: &[&str]) -> Answer {
        let output = Command::new(env!("CARGO_BIN_EXE_briefing"))
            .env_clear()
            .env("HOME", self.root.path())
            .env("BRIEFING_CACHE", self.root.path().join("cache"))
            .env("BRIEFING_LIBRARY", self.path(""))
            .current_dir(self.root.path())
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Answer { code: output.status.code(), output: text(output.stdout), notes: text(output.stderr) }
    }

    /// Makes the last comparison so many seconds old, and so long.
    fn set_comparison(&self, seconds: u64, took: Duration) {
        let kept = fs::read_dir(self.root.path().join("cache")).unwrap().map(|entry| entry.unwrap().path());
        let kept = kept.filter(|path| path.extension().is_some_and(|ending| ending == "comparison"));
        for path in kept {
            let mut bytes = fs::read(&path).unwrap();
            let at = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos();
            let at = u64::try_from(at).unwrap() - seconds * 1_000_000_000;
            // Behind the name of the form and the number of the snapshot.
            bytes[24..32].copy_from_slice(&at.to_le_bytes());
            bytes[32..40].copy_from_slice(&u64::try_from(took.as_nanos()).unwrap().to_le_bytes());
            let end = bytes.len() - 8;
            let sum = checksum(&bytes[..end]);
            bytes[end..].copy_from_slice(&sum.to_le_bytes());
            fs::write(path, bytes).unwrap();
        }
    }
}

fn age(path: &Path) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(100)).unwrap();
}

fn company(title: &str, fact: &str) -> String {
    format!(
        "---\ntype: company\ntitle: {title}\nlinks: [{{to: fair, role: exhibitor}}]\n---\n## Key facts\n\n\
         - In 2019, {fact}[^post]\n"
    )
}

/// Questions whose answers name the company and say its title or its fact.
const QUESTIONS: [&[&str]; 9] = [
    &["show", "acme", "--brief"],
    &["show", "acme"],
    &["show", "fair"],
    &["list", "type:company"],
    &["list", "acme"],
    &["facts", "acme"],
    &["links", "fair"],
    &["sources", "post"],
    &["compare", "acme", "globex"],
];

#[test]
fn an_edit_of_a_file_that_an_answer_names_is_seen_at_once() {
    let fixture = Fixture::compared(ALWAYS_COMPARED + 1);
    for (number, question) in (0..).zip(QUESTIONS) {
        let mark = format!("Mark{number}");
        fixture.write("acme.md", &company(&mark, &format!("{mark} makes anvils.")));
        let answer = fixture.ask(question);
        assert!(answer.output.contains(&mark), "{question:?}: {}", answer.output);
        assert!(answer.notes.contains(MAY_BE_MISSING), "{question:?}: {}", answer.notes);
    }
}

#[test]
fn a_source_that_an_answer_is_dated_by_or_rests_on_is_seen_at_once() {
    let fixture = Fixture::compared(ALWAYS_COMPARED + 1);
    let source = |month: &str| format!("---\ntype: source\npublished: 2019-{month}\norigin: A{month}\n---\n");
    let asked = [
        (&["list", "acme"][..], "2019-01"),
        (&["show", "acme", "--brief"], "2019-02"),
        (&["facts", "acme"], "A03"),
    ];
    for (question, expected) in asked {
        fixture.write("post.md", &source(&expected[expected.len() - 2..]));
        let answer = fixture.ask(question);
        assert!(answer.output.contains(expected), "{question:?}: {}", answer.output);
    }
}

#[test]
fn new_renamed_replaced_and_deleted_files_are_seen_at_once() {
    let fixture = Fixture::compared(ALWAYS_COMPARED + 1);
    let companies = |fixture: &Fixture| {
        let answer = fixture.ask(&["list", "type:company", "--sort", "title"]);
        assert!(!answer.notes.contains(MAY_BE_MISSING), "{}", answer.notes);
        fixture.set_comparison(0, Duration::from_hours(1));
        let ids = answer.output.lines().map(|line| line.split('\t').next().unwrap().to_owned());
        ids.collect::<Vec<_>>()
    };
    fixture.write("initech.md", &company("Initech", "They make software."));
    assert_eq!(companies(&fixture), ["acme", "globex", "initech"]);
    fs::rename(fixture.path("initech.md"), fixture.path("notes/hooli.md")).unwrap();
    assert_eq!(companies(&fixture), ["acme", "globex", "hooli"]);
    fs::remove_file(fixture.path("notes/hooli.md")).unwrap();
    assert_eq!(companies(&fixture), ["acme", "globex"]);
    fixture.replace("notes/7.md", &company("Seven", "They make sevens."));
    assert_eq!(companies(&fixture), ["acme", "globex", "7"]);
    fs::create_dir(fixture.path("more")).unwrap();
    fixture.write("more/umbrella.md", &company("Umbrella", "They make umbrellas."));
    assert_eq!(companies(&fixture), ["acme", "globex", "7", "umbrella"]);
    fs::remove_dir_all(fixture.path("more")).unwrap();
    assert_eq!(fixture.ask(&["show", "umbrella"]).code, Some(1));
    assert!(fixture.ask(&["facts", "type:company"]).output.contains("sevens"));
}

#[test]
fn an_edit_that_brings_another_file_into_an_answer_is_late_by_the_time_of_the_rule_and_no_more() {
    let fixture = Fixture::compared(ALWAYS_COMPARED + 1);
    let questions = [&["list", "type:company"], &["facts", "type:company"], &["links", "fair"]];
    for (number, question) in (10..).zip(questions) {
        let mark = format!("Mark{number}");
        fixture.write(&format!("notes/{number}.md"), &company(&mark, &format!("{mark} makes marks.")));
        let answer = fixture.ask(question);
        assert!(!answer.output.contains(&mark), "{question:?}: {}", answer.output);
        assert!(answer.notes.contains(MAY_BE_MISSING), "{question:?}: {}", answer.notes);
        let answer = fixture.ask(&[question[0], question[1], "--fresh"]);
        assert!(answer.output.contains(&mark), "{question:?}: {}", answer.output);
        assert!(!answer.notes.contains(MAY_BE_MISSING), "{question:?}: {}", answer.notes);
        fixture.set_comparison(0, Duration::from_hours(1));
    }
    for (seconds, is_seen) in [(99, false), (101, true)] {
        let mark = format!("Late{seconds}");
        fixture.write(&format!("notes/{seconds}.md"), &company(&mark, "They are late."));
        fixture.set_comparison(seconds, Duration::from_secs(10));
        let answer = fixture.ask(&["list", "type:company"]);
        assert_eq!(answer.output.contains(&mark), is_seen, "{}", answer.output);
        assert_eq!(answer.notes.contains(MAY_BE_MISSING), !is_seen, "{}", answer.notes);
    }
}

#[test]
fn nothing_is_called_missing_before_all_files_are_compared() {
    let fixture = Fixture::compared(ALWAYS_COMPARED + 1);
    fixture.write("notes/10.md", &company("Initech", "They make software."));
    for question in [&["show", "Initech"][..], &["list", "initech"], &["facts", "Initech"]] {
        let answer = fixture.ask(question);
        assert_eq!(answer.code, Some(0), "{question:?}: {}", answer.notes);
    }
    assert_eq!(fixture.ask(&["show", "Umbrella"]).code, Some(1));
}

#[test]
fn a_small_library_is_always_as_its_files_are() {
    let fixture = Fixture::compared(10);
    fixture.write("notes/7.md", &company("Seven", "They make sevens."));
    for question in
        [&["list", "type:company"][..], &["facts", "type:company"], &["search", "sevens", "type:company"]]
    {
        let answer = fixture.ask(question);
        assert!(answer.output.contains("even"), "{question:?}: {}", answer.output);
        assert_eq!(answer.notes, "", "{question:?}");
    }
}

#[test]
fn a_damaged_record_of_the_comparison_or_another_snapshot_means_that_all_files_are_compared() {
    let fixture = Fixture::compared(ALWAYS_COMPARED + 1);
    let kept = |ending: &str| {
        let entries = fs::read_dir(fixture.root.path().join("cache")).unwrap();
        let mut paths = entries.map(|entry| entry.unwrap().path());
        paths.find(|path| path.extension().is_some_and(|own| own == ending)).unwrap()
    };
    let old_snapshot = fs::read(kept("snapshot")).unwrap();
    fixture.write("notes/10.md", &company("Initech", "They make software."));
    fs::write(kept("comparison"), "damaged").unwrap();
    assert!(fixture.ask(&["list", "type:company"]).output.contains("Initech"));
    fixture.set_comparison(0, Duration::from_hours(1));
    assert!(fixture.ask(&["list", "type:company"]).notes.contains(MAY_BE_MISSING));
    fs::write(kept("snapshot"), old_snapshot).unwrap();
    assert!(fixture.ask(&["list", "type:company"]).output.contains("Initech"));
}
