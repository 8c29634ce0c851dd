//! The words of the program: a name has one meaning, and comments, messages and pages are plain English.
//!
//! The lists are short; each entry has its reason, or the word to use instead.

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

/// Phrases that a reader has to translate, and what to write instead.
const NOT_PLAIN: &[(&str, &str)] = &[
    ("cannot be looked at", "cannot read"),
    ("is had", "there is"),
    ("is no value of", "invalid value"),
    ("is none", "no X matches, unknown X"),
    ("is told", "is reported, is shown"),
    ("mended", "fixed, corrected"),
    ("nobody", "no one, or name what is missing"),
    ("nothing says", "no text matches"),
    ("one behind the other", "in sequence"),
    ("so long as", "while, if"),
    ("what is said of", "name it"),
    ("whoever", "callers, readers, users"),
];

/// Metaphors and persons, none of which is part of a name: the field has a term for each.
const METAPHORS: &[(&str, &str)] = &[
    ("analyst", "analysis"),
    ("brush", "writer"),
    ("deed", "request"),
    ("desk", "context"),
    ("dossier", "evidence of a text"),
    ("dress", "apply a theme"),
    ("drill", "test"),
    ("errand", "job"),
    ("farewell", "close, save"),
    ("glance", "look-up, cache"),
    ("inspector", "check"),
    ("keeper", "worker, store"),
    ("pen", "writer, painter"),
    ("shelf", "library, table"),
    ("told", "reported"),
];

/// Words that a first line of documentation does not begin with: a clause is neither a sentence nor a noun.
const CLAUSES: &[&str] =
    &["How", "What", "When", "Where", "Whether", "Which", "Who", "Whoever", "Whose", "Why"];

/// The most words of a first line of documentation.
const WORDS: usize = 12;

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

#[test]
fn documentation_begins_with_a_short_sentence() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (file, text) in production() {
        // The comments of arguments are help texts.
        let limit =
            if file.starts_with("src/cli/args") || file.ends_with("cli/args.rs") { 17 } else { WORDS };
        for (line, sentence) in first_sentences(&text) {
            count += 1;
            let words = sentence.split_whitespace().count();
            let first = sentence.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            if CLAUSES.contains(&first) || words > limit {
                wrong.push(format!("{}:{line}: {words} words: {sentence}", file.display()));
            }
        }
    }
    assert!(count > 2_000, "{count} sentences");
    assert!(wrong.is_empty(), "{} first sentences:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn code_messages_and_pages_are_in_plain_words() {
    let mut wrong = Vec::new();
    let files: Vec<(PathBuf, String)> = production().into_iter().chain(pages()).collect();
    for (file, text) in &files {
        for (number, line) in (1..).zip(text.lines()) {
            let lower = line.to_lowercase();
            for (phrase, instead) in NOT_PLAIN.iter().filter(|(phrase, _)| has_phrase(&lower, phrase)) {
                wrong.push(format!(
                    "{}:{number}: \u{201c}{phrase}\u{201d} ({instead}): {line}",
                    file.display()
                ));
            }
        }
    }
    assert!(files.len() > 300, "{} files", files.len());
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn names_are_terms_of_the_field() {
    let mut wrong = Vec::new();
    for (file, text) in production() {
        for (number, line) in (1..).zip(text.lines()) {
            for name in line.split(|c: char| !c.is_alphanumeric() && c != '_') {
                let parts = parts(name);
                for (metaphor, instead) in
                    METAPHORS.iter().filter(|(word, _)| parts.iter().any(|part| part == word))
                {
                    wrong.push(format!("{}:{number}: {metaphor} ({instead}) in {name}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} names:\n{}", wrong.len(), wrong.join("\n"));
}

/// Reports whether words are in a line, and not as a part of longer ones.
fn has_phrase(line: &str, phrase: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(phrase).any(|(at, found)| {
        !line[..at].ends_with(is_letter) && !line[at + found.len()..].starts_with(is_letter)
    })
}

/// The words of a name in small letters: `test` and `library` of `test_library` and `TestLibrary`.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        if letter == '_' || letter.is_uppercase() && before.is_lowercase() {
            parts.push(String::new());
        }
        if let (Some(part), true) = (parts.last_mut(), letter != '_') {
            part.extend(letter.to_lowercase());
        }
        before = letter;
    }
    parts
}

/// The first sentence of each documentation comment, with the number of its line.
fn first_sentences(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut lines = (1..).zip(text.lines()).peekable();
    while let Some((number, line)) = lines.next() {
        let Some(first) = documentation(line) else { continue };
        let mut paragraph = first.to_owned();
        let mut is_open = !first.is_empty();
        while let Some(next) = lines.peek().and_then(|(_, line)| documentation(line)) {
            is_open &= !next.is_empty();
            if is_open {
                paragraph = format!("{paragraph} {next}");
            }
            lines.next();
        }
        let ends = [". ", ": ", "; "];
        let end = ends.iter().filter_map(|end| paragraph.find(end)).min().unwrap_or(paragraph.len());
        paragraph.truncate(end);
        found.push((number, paragraph));
    }
    found
}

fn documentation(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("///").map(str::trim)
}

/// The source files with their text, without tests.
fn production() -> Vec<(PathBuf, String)> {
    let is_test = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.contains("test") || path.components().any(|part| part.as_os_str() == "tests")
    };
    let files = sources(Path::new("src")).into_iter().filter(|path| !is_test(path));
    let files = files.map(|path| {
        let mut text = fs::read_to_string(&path).unwrap();
        if let Some(tests) = text.find(
            "
#[cfg(test)]
mod tests {",
        ) {
            text.truncate(tests);
        }
        (path, text)
    });
    files.collect()
}

/// The pages that come with the program, with their text.
fn pages() -> Vec<(PathBuf, String)> {
    let names = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];
    let mut pages: Vec<PathBuf> = names.iter().map(PathBuf::from).collect();
    let docs = fs::read_dir("docs").unwrap().map(|entry| entry.unwrap().path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    pages.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
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
