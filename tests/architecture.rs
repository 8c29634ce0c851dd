//! The order of the modules, the edges of the process, the homes of exchangeable crates and the size of files,
//! as ARCHITECTURE.md states them.

#![allow(clippy::unwrap_used, reason = "a file that cannot be read fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Top-level modules by rank: a module uses only modules of lower rank (and itself).
const ORDER: &[&[&str]] = &[
    &["text"],
    &["date"],
    &["markdown"],
    &["briefing"],
    &["library"],
    &["search"],
    &["check", "memory", "config"],
    &["engine"],
    &["theme", "keymap"],
    &["terminal"],
    &["tui"],
    &["cli"],
    &["main"],
];

/// The same inside the TUI.
const TUI_ORDER: &[&[&str]] = &[
    &["event", "debug_panic"],
    &["effect"],
    &["app"],
    &["update"],
    &["view"],
    &["screen", "input"],
    &["event_loop"],
    &["worker"],
    &["system"],
    &["run"],
];

/// The one part of the TUI that the command line uses.
const ENTRY: &str = "run";

/// Files below which the process may reach outside: files, threads, clock, environment, processes, streams.
const EDGES: &[&str] = &[
    "date/local",
    "library/load",
    "library/cache",
    "library/watch",
    "library/locate",
    "search/fulltext",
    "memory",
    "config",
    "tui/debug_panic",
    "tui/screen",
    "tui/input",
    "tui/event_loop",
    "tui/worker",
    "tui/system",
    "tui/run",
    "terminal",
    "cli",
    "main.rs",
];

/// What only an edge may name.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "fs::",
    "std::env",
    "std::process",
    "std::net",
    "std::thread",
    "thread::spawn",
    "Instant::now",
    "SystemTime",
    "Zoned::now",
    "Timestamp::now",
    "io::stdin",
    "io::stdout",
    "io::stderr",
];

/// Crates that one place alone may name, so that they can be exchanged.
const HOMES: &[(&str, &[&str])] = &[
    ("fuzzy_matcher", &["search/fuzzy"]),
    ("tantivy", &["search/fulltext"]),
    ("rusqlite", &["memory"]),
    ("clap", &["cli/args"]),
    ("clap_mangen", &["cli/args"]),
    ("terminal_colorsaurus", &["terminal"]),
    ("crossterm", &["tui/screen", "terminal", "tui/input"]),
    ("ratatui", &["tui", "theme", "cli/paint"]),
    ("pulldown_cmark", &["markdown"]),
    ("syntect", &["markdown/highlight"]),
    ("granit_parser", &["briefing/front_matter"]),
    ("toml", &["briefing/front_matter", "config"]),
    ("notify", &["library/watch"]),
    ("ignore", &["library/load"]),
    ("jiff", &["date"]),
    ("etcetera", &["library/locate"]),
    ("lz4_flex", &["memory"]),
    ("similar", &["briefing/changes"]),
    ("rayon", &["search", "library/load", "cli/search"]),
];

const MOST_LINES: usize = 600;

#[test]
fn a_module_uses_only_what_stands_above_it() {
    let mut wrong = Vec::new();
    for file in sources() {
        let user = file.module();
        for used in file.names_after("crate::") {
            match (rank(ORDER, user), rank(ORDER, &used)) {
                (_, None) => {} // a macro or a re-export of the crate's root
                (Some(above), Some(below)) if user == used || below < above => {}
                _ => wrong.push(format!("{} uses crate::{used}", file.name)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_place_in_the_order() {
    for file in sources() {
        let module = file.module();
        assert!(module == "lib" || rank(ORDER, module).is_some(), "{} has no place in ORDER", file.name);
        if let Some(part) = file.tui_part() {
            assert!(rank(TUI_ORDER, part).is_some(), "{} has no place in TUI_ORDER", file.name);
        }
    }
}

#[test]
fn the_parts_of_the_tui_keep_their_order() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(user) = file.tui_part() else { continue };
        for used in file.names_after("tui::").into_iter().chain(file.names_after("crate::tui::")) {
            let allowed = match (rank(TUI_ORDER, user), rank(TUI_ORDER, &used)) {
                (_, None) => true,
                (Some(above), Some(below)) => user == used || below < above,
                (None, _) => false,
            };
            if !allowed {
                wrong.push(format!("{} uses tui::{used}", file.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_command_line_knows_only_the_way_into_the_tui() {
    let mut wrong = Vec::new();
    // The prompt still changes the state of the app itself.
    for file in sources().iter().filter(|file| file.module() == "cli" && !file.is_below("cli/linear")) {
        let used = file.names_after("crate::tui::").into_iter().filter(|used| used != ENTRY);
        wrong.extend(used.map(|used| format!("{} uses tui::{used}", file.name)));
        if file.names_after("crate::").contains("tui") && file.names_after("crate::tui::").is_empty() {
            wrong.push(format!("{} uses tui as a whole", file.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn modules_form_no_circle() {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in sources() {
        let user = file.module().to_owned();
        let used = file.names_after("crate::").into_iter().filter(|used| *used != user);
        uses.entry(user.clone()).or_default().extend(used);
    }
    while let Some(free) = uses.iter().find(|(_, used)| used.iter().all(|u| !uses.contains_key(u))) {
        let free = free.0.clone();
        uses.remove(&free);
    }
    assert!(uses.is_empty(), "these modules use one another in a circle: {:?}", uses.keys());
}

#[test]
fn only_the_edges_reach_outside_the_process() {
    let mut wrong = Vec::new();
    for file in sources() {
        if EDGES.iter().any(|edge| file.is_below(edge)) {
            continue;
        }
        wrong.extend(
            OUTSIDE.iter().filter(|word| file.mentions(word)).map(|word| format!("{}: {word}", file.name)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn exchangeable_crates_are_named_in_one_place() {
    let mut wrong = Vec::new();
    for file in sources() {
        for (name, homes) in HOMES {
            let used = file.mentions(&format!("{name}::")) || file.mentions(&format!("use {name}"));
            if used && !homes.iter().any(|home| file.is_below(home)) {
                wrong.push(format!("{} names {name}", file.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn production_files_stay_short_and_say_what_they_are_for() {
    for file in sources() {
        let lines = file.production().lines().count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines of production code", file.name);
        assert!(file.text.starts_with("//!"), "{} does not say what it answers for", file.name);
        assert!(!file.name.ends_with("mod.rs"), "{}: name the file after the module", file.name);
    }
}

#[test]
fn nothing_is_printed_around_the_gate() {
    // Standard output and error are written by the command line's writer alone, which takes clean text.
    let words =
        ["println!", "eprintln!", "print!(", "eprint!(", "writeln!(io", "writeln!(std", "stdout().write"];
    for file in sources() {
        for word in words {
            assert!(!file.mentions(word), "{} prints with {word}", file.name);
        }
        if file.mentions("io::stdout") || file.mentions("io::stderr") {
            let homes = ["cli/output", "terminal"];
            assert!(homes.iter().any(|home| file.is_below(home)), "{} opens a stream", file.name);
        }
    }
}

/// One file below `src`.
struct Source {
    /// Its path below `src`, with `/`.
    name: String,
    text: String,
}

impl Source {
    fn module(&self) -> &str {
        self.name.split(['/', '.']).next().unwrap_or_default()
    }

    /// The part of the TUI it belongs to; none for `tui.rs` and for files outside.
    fn tui_part(&self) -> Option<&str> {
        self.name.strip_prefix("tui/")?.split(['/', '.']).next()
    }

    fn is_below(&self, place: &str) -> bool {
        self.name == place || self.name.strip_prefix(place).is_some_and(|rest| rest.starts_with(['/', '.']))
    }

    /// Everything before the tests, without comments.
    fn production(&self) -> String {
        let code = self.text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or_default();
        code.to_owned()
    }

    fn code(&self) -> String {
        let lines = self.production();
        let code: Vec<&str> = lines.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
        code.join("\n")
    }

    fn mentions(&self, word: &str) -> bool {
        let code = self.code();
        let starts_word = |at: usize| {
            !code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
        };
        code.match_indices(word).any(|(at, _)| starts_word(at))
    }

    /// The names that follow `prefix` in paths, `prefix{a, b}` included.
    fn names_after(&self, prefix: &str) -> BTreeSet<String> {
        let code = self.code();
        let mut names = BTreeSet::new();
        for (at, _) in code.match_indices(prefix) {
            if code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let rest = &code[at + prefix.len()..];
            let word = |text: &str| {
                text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
            };
            match rest.strip_prefix('{') {
                Some(list) => {
                    let list = list.split('}').next().unwrap_or_default();
                    names.extend(list.split(',').map(|item| word(item.trim())));
                }
                None => {
                    names.insert(word(rest));
                }
            }
        }
        names.remove("");
        names
    }
}

fn rank(order: &[&[&str]], module: &str) -> Option<usize> {
    order.iter().position(|group| group.contains(&module))
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                files.push(Source { name, text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    assert!(!files.is_empty());
    files
}
