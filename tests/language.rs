//! The words of the code: a type has one name, and a name one type.

#![allow(clippy::unwrap_used, reason = "a file that cannot be read fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Names of types that are defined more than once, and the reason.
const DEFINED_TWICE: &[(&str, &str)] = &[
    ("Permit", "input is read in one way on Unix, in another elsewhere"),
    ("SavedModes", "a terminal has modes to save on Unix, none elsewhere"),
    ("Tty", "a terminal is a file on Unix, crossterm's elsewhere"),
];

#[test]
fn a_type_name_is_defined_once() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in sources(Path::new("src")) {
        for name in types(&fs::read_to_string(&file).unwrap()) {
            places.entry(name).or_default().push(file.display().to_string());
        }
    }
    assert!(places.len() > 400, "{} types", places.len());
    let is_allowed = |name: &str| DEFINED_TWICE.iter().any(|(allowed, _)| *allowed == name);
    let twice: Vec<String> = places
        .iter()
        .filter(|(name, files)| files.len() > 1 && !is_allowed(name))
        .map(|(name, files)| format!("{name}: {}", files.join(", ")))
        .collect();
    assert!(twice.is_empty(), "defined more than once:\n{}", twice.join("\n"));
    for (name, _) in DEFINED_TWICE {
        let count = places.get(*name).map_or(0, Vec::len);
        assert!(count > 1, "{name} is allowed twice and defined {count} times");
    }
}

/// The names of the types that a source file defines, without the types that belong to a trait or its implementation.
fn types(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    // The indent of the trait or the implementation that is open.
    let mut owner: Option<usize> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let line = line.trim();
        if owner == Some(indent) && line.starts_with('}') {
            owner = None;
        }
        let item = without_visibility(line);
        let (word, rest) = item.split_once([' ', '<']).unwrap_or((item, ""));
        let is_type = matches!(word, "struct" | "enum" | "union" | "trait")
            || (word == "type" && owner.is_none() && rest.contains('='));
        if is_type {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            if rest.starts_with(char::is_uppercase) {
                found.push(rest[..end].to_owned());
            }
        }
        if matches!(word, "impl" | "trait") && owner.is_none() && !line.ends_with('}') {
            owner = Some(indent);
        }
    }
    found
}

/// The line behind `pub`, `pub(…)` and `unsafe`.
fn without_visibility(line: &str) -> &str {
    let line = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(')').map_or(line, |(_, item)| item),
        Some(rest) if rest.starts_with(' ') => rest,
        _ => line,
    };
    let line = line.trim_start();
    line.strip_prefix("unsafe ").unwrap_or(line)
}

/// The Rust files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
