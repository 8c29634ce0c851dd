//! The documents say what the program does: their pictures and tables are its own, their links lead somewhere, and
//! their command lines run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/folder.rs"]
mod folder;
#[cfg(unix)]
#[path = "support/pty.rs"]
mod pty;
#[path = "support/shots.rs"]
mod shots;
#[path = "support/test_app.rs"]
mod test_app;

#[cfg(unix)]
#[path = "documents/lines.rs"]
mod lines;
#[cfg(unix)]
#[path = "documents/packages.rs"]
mod packages;
#[path = "documents/page.rs"]
mod page;

use std::fs;
use std::path::Path;

use page::{pages, root};

/// What mends a picture or a table that is no longer the program's.
const AGAIN: &str = "make it again: cargo run --example documents";

#[test]
fn their_pictures_are_the_programs_screens() {
    for (file, picture) in shots::pictures() {
        let committed = fs::read_to_string(root().join(file)).unwrap_or_default();
        assert!(committed == picture, "{file} is another one; {AGAIN}");
    }
}

#[test]
fn the_demo_is_small_enough_to_stand_at_the_top_of_a_page() {
    let bytes = fs::metadata(root().join("docs/demo.svg")).unwrap().len();
    assert!((20_000..300_000).contains(&bytes), "{bytes}");
}

#[test]
fn their_tables_of_keys_are_the_programs() {
    for (file, table) in shots::tables() {
        let page = fs::read_to_string(root().join(file)).unwrap();
        let right =
            shots::with_keys(&page, &table).expect("<!-- keys --> and <!-- /keys --> stand around the table");
        assert!(page == right, "the keys in {file} are others; {AGAIN}");
    }
}

#[test]
fn their_links_lead_somewhere() {
    let mut all = 0;
    for page in pages() {
        for target in page.links() {
            let (file, heading) = target.split_once('#').unwrap_or((&target, ""));
            let path =
                if file.is_empty() { page.path.clone() } else { page.path.parent().unwrap().join(file) };
            assert!(path.exists(), "{}: {target}", page.name);
            if !heading.is_empty() {
                let text = fs::read_to_string(&path).unwrap();
                assert!(page::headings(&text).any(|found| found == heading), "{}: {target}", page.name);
            }
            all += 1;
        }
    }
    assert!(all > 20, "{all}");
}

#[test]
fn the_tests_that_the_readme_runs_are_those_of_every_change() {
    let readme = include_str!("../README.md");
    let tests =
        readme.lines().find(|line| line.starts_with("cargo test")).expect("the README runs the tests");
    let command = tests.split('#').next().unwrap_or_default().trim();
    let steps = include_str!("../.ci/run");
    assert!(steps.lines().any(|line| line == command), "{command} is no step of .ci/run");
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

/// Every module and type that the walk in ARCHITECTURE.md and the glossary name is there.
#[test]
fn the_modules_that_the_architecture_and_the_glossary_name_are_there() {
    let named = [
        ("ARCHITECTURE.md", include_str!("../ARCHITECTURE.md"), 40),
        ("docs/glossary.md", include_str!("../docs/glossary.md"), 25),
    ];
    for (page, text, fewest) in named {
        let spans = text.split('`').skip(1).step_by(2);
        let paths: Vec<&str> = spans
            .filter(|span| {
                let first = span.split("::").next().unwrap_or_default();
                span.contains("::") && root().join(format!("src/{first}.rs")).exists()
            })
            .collect();
        assert!(paths.len() > fewest, "{page}: {paths:?}");
        for path in paths {
            assert!(is_in_the_crate(path), "{page} names {path}, which is not there");
        }
    }
}

/// Whether a path such as `library::load::walk` or `keymap::TABLE` is a file, or an item in one.
fn is_in_the_crate(path: &str) -> bool {
    let parts: Vec<&str> = path.split("::").collect();
    let file = |parts: &[&str]| root().join("src").join(parts.join("/")).with_extension("rs");
    if file(&parts).exists() {
        return true;
    }
    let Some((item, module)) = parts.split_last() else { return false };
    let text = fs::read_to_string(file(module)).unwrap_or_default();
    let kinds = ["fn", "struct", "enum", "static", "const", "trait", "mod", "type"];
    // What a module passes on from a file below it counts as its own.
    let passes_on = || text.split(';').any(|one| one.contains("pub use") && one.contains(item));
    kinds.iter().any(|kind| text.contains(&format!("{kind} {item}"))) || passes_on()
}

/// All Rust files below a folder of the crate, one behind the other.
fn sources(folder: &str) -> String {
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut text = String::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(path).expect("the folder is there");
            waiting.extend(entries.map(|entry| entry.expect("it can be read").path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            text.push_str(&fs::read_to_string(&path).expect("sources are text"));
        }
    }
    text
}
