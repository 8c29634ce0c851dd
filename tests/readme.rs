//! The README says what the program does.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use briefing::tui::keymap;

const README: &str = include_str!("../README.md");

#[test]
fn its_table_of_keys_is_the_programs() {
    let begin = README.find("<!-- keys -->").map(|at| at + "<!-- keys -->".len());
    let end = README.find("<!-- /keys -->");
    let (Some(begin), Some(end)) = (begin, end) else {
        panic!("README.md needs the lines <!-- keys --> and <!-- /keys --> around its table of keys");
    };
    let table = README[begin..end].trim();
    assert!(
        table == keymap::markdown().trim(),
        "the table between <!-- keys --> and <!-- /keys --> in README.md should be:\n\n{}",
        keymap::markdown()
    );
}

/// Every promise of SECURITY.md has its number and a test, and each test that it names is there, so that no promise is
/// kept by a name alone.
#[test]
fn the_tests_that_keep_the_promises_are_there() {
    let security = include_str!("../SECURITY.md");
    let named: Vec<&str> = security
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.rsplit('|').nth(1))
        .flat_map(|tests| tests.split('`').skip(1).step_by(2))
        .collect();
    assert!(named.len() > 30, "{named:?}");
    let promises = security.split("## What is promised").nth(1).and_then(|part| part.split("##").next());
    let promises: Vec<&str> =
        promises.expect("the promises").lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    for (number, promise) in (1..).zip(&promises) {
        assert!(promise.starts_with(&format!("| {number} |")), "the number of {promise}");
        assert!(promise.matches('`').count() >= 2, "no test keeps {promise}");
    }
    assert!(promises.len() >= 26, "{}", promises.len());
    let all = [sources("src"), sources("tests")].concat();
    for name in named {
        assert!(all.contains(&format!("fn {name}()")), "SECURITY.md names {name}, which no test is called");
    }
}

/// All Rust files below a folder of the crate, one behind the other.
fn sources(folder: &str) -> String {
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut text = String::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("the folder is there");
            waiting.extend(entries.map(|entry| entry.expect("it can be read").path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            text.push_str(&fs::read_to_string(&path).expect("sources are text"));
        }
    }
    text
}
