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
    &["event"],
    &["effect"],
    &["app"],
    &["update"],
    &["view"],
    &["screen", "input"],
    &["event_loop"],
    &["system"],
    &["run"],
];

/// The same inside the engine.
const ENGINE_ORDER: &[&[&str]] = &[
    &["report", "job", "clock", "debug_panic"],
    &["request"],
    &["response"],
    &["session"],
    &["answer", "text", "memory"],
    &["runner"],
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
    "engine/debug_panic",
    "engine/job",
    "engine/runner",
    "tui/screen",
    "tui/input",
    "tui/event_loop",
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
    ("rayon", &["search", "library.rs", "library/load", "library/store", "cli/search"]),
];

const MOST_LINES: usize = 600;

/// Circles of files that stand, each with its reason. A file and the files of its folder are one module, and may use
/// each other.
const CIRCLES: &[(&[&str], &str)] = &[
    (&["date/error", "date/fact", "date/lenient", "date/span"], "an error tries the ways to read a date"),
    (&["markdown/document", "markdown/link", "markdown/outline"], "parts of what a document can be asked"),
    (&["check/diagnostic", "check/rule"], "a rule explains itself by the level of its diagnostics"),
    (&["library/embedded", "library/load"], "the sample is loaded, and a load may be of the sample"),
    (&["memory/session", "memory/writing"], "to save a session is one way to write"),
    (&["memory/moved", "memory/reading"], "what moved is found while it is read"),
    (&["search/fulltext/passage", "search/fulltext/schema"], "a passage is shown as its fields are indexed"),
    (&["search/filter", "search/links"], "a filter over links filters their other ends"),
    (&["search/cache", "search/evaluate"], "the evaluation of a query fills the cache it uses"),
    (&["search/fulltext/update", "search/fulltext/work"], "an update is work that reports as an update"),
    (&["cli/export/attachments", "cli/export/data"], "paths within the library are those of the data"),
    (&["tui/app/finder", "tui/app/overlay"], "the finder is an overlay with a chooser of another"),
    (
        &[
            "markdown/parse/blocks",
            "markdown/parse/builder",
            "markdown/parse/html",
            "markdown/parse/inline",
            "markdown/parse/marks",
            "markdown/parse/tables",
        ],
        "the methods of one builder, by kind of block",
    ),
    (&["markdown/parse/fence", "markdown/parse/source"], "both cut the source into lines"),
    (
        &[
            "library/cache",
            "library/load/file",
            "library/load/freshness",
            "library/load/ignored",
            "library/load/tracked",
            "library/load/version",
            "library/names",
            "library/store",
            "library/store/block",
            "library/store/build",
            "library/store/entry",
            "library/store/reader",
            "library/store/record",
            "library/store/words",
            "library/store/write",
            "library/stored",
        ],
        "parts of a library are read from its snapshot when they are first used",
    ),
    (
        &[
            "tui/update/facets",
            "tui/update/library",
            "tui/update/memory",
            "tui/update/overlay",
            "tui/update/reader",
            "tui/update/related",
        ],
        "one state machine: each screen leads to others",
    ),
];

#[test]
fn a_module_uses_only_modules_above_it() {
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
        for (whole, order) in [("tui", TUI_ORDER), ("engine", ENGINE_ORDER)] {
            if let Some(part) = file.part_of(whole) {
                assert!(rank(order, part).is_some(), "{} has no place in the order of {whole}", file.name);
            }
        }
    }
}

#[test]
fn the_parts_of_the_engine_and_of_the_tui_keep_their_order() {
    let mut wrong = Vec::new();
    for (whole, order) in [("tui", TUI_ORDER), ("engine", ENGINE_ORDER)] {
        for file in sources() {
            let Some(user) = file.part_of(whole) else { continue };
            for used in file.names_after(&format!("crate::{whole}::")) {
                let allowed = match (rank(order, user), rank(order, &used)) {
                    (_, None) => true,
                    (Some(above), Some(below)) => user == used || below < above,
                    (None, _) => false,
                };
                if !allowed {
                    wrong.push(format!("{} uses {whole}::{used}", file.name));
                }
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
fn files_form_no_circle_but_those_with_a_reason() {
    let files = sources();
    let exports = exports(&files);
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in &files {
        let user = file.stem();
        let used = file.paths().into_iter().filter_map(|path| home(&files, &exports, &path));
        uses.insert(user, used.filter(|used| !is_family(user, used)).collect());
    }
    let found: Vec<Vec<&str>> = circles(&uses);
    let known: Vec<Vec<&str>> = CIRCLES.iter().map(|(circle, _)| circle.to_vec()).collect();
    let new: Vec<_> = found.iter().filter(|circle| !known.contains(circle)).collect();
    let gone: Vec<_> = known.iter().filter(|circle| !found.contains(circle)).collect();
    assert!(new.is_empty(), "files that use one another in a circle: {new:#?}");
    assert!(gone.is_empty(), "circles that are no more, to be taken out of the list: {gone:#?}");
}

/// Whether one file is in the folder of the other, and so of its module.
fn is_family(one: &str, other: &str) -> bool {
    let is_above = |above: &str, below: &str| {
        below.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    is_above(one, other) || is_above(other, one)
}

/// The circles of a graph: each the files that reach each other, in order.
fn circles<'a>(uses: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<Vec<&'a str>> {
    let reach = |from: &'a str| -> BTreeSet<&'a str> {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![from];
        while let Some(file) = waiting.pop() {
            let next = uses.get(file).into_iter().flatten();
            waiting.extend(next.filter(|next| seen.insert(**next)));
        }
        seen
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> = uses.keys().map(|file| (*file, reach(file))).collect();
    let circle = |file: &&'a str| -> Vec<&'a str> {
        let others = reached[*file]
            .iter()
            .filter(|other| reached.get(**other).is_some_and(|back| back.contains(file)));
        others.copied().collect()
    };
    let all: BTreeSet<Vec<&str>> = uses.keys().map(circle).filter(|circle| circle.len() > 1).collect();
    all.into_iter().collect()
}

/// What files name anew with `pub use`: file and name, and the path that it stands for.
fn exports(files: &[Source]) -> BTreeMap<(String, String), Vec<String>> {
    let mut exports = BTreeMap::new();
    for file in files {
        for (is_public, path) in file.uses() {
            if let (true, Some(name)) = (is_public, path.last()) {
                exports.insert((file.stem().to_owned(), name.clone()), path.clone());
            }
        }
    }
    exports
}

/// The file in which a path is defined: the deepest that it names, or the one that the file got the name from.
fn home<'a>(
    files: &'a [Source],
    exports: &BTreeMap<(String, String), Vec<String>>,
    path: &[String],
) -> Option<&'a str> {
    let mut path = path.to_vec();
    for _ in 0..8 {
        let deepest = (1..=path.len()).rev().find_map(|length| {
            let stem = path[..length].join("/");
            files.iter().map(Source::stem).find(|known| **known == stem).map(|known| (known, length))
        });
        let (file, length) = deepest?;
        match path.get(length).and_then(|name| exports.get(&(file.to_owned(), name.clone()))) {
            Some(other) if *other != path => path = other.clone(),
            _ => return Some(file),
        }
    }
    None
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

    /// The part of a module it belongs to; none for the module's own file and for files outside.
    fn part_of(&self, whole: &str) -> Option<&str> {
        self.name.strip_prefix(whole)?.strip_prefix('/')?.split(['/', '.']).next()
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

    /// Its path without the ending.
    fn stem(&self) -> &str {
        self.name.strip_suffix(".rs").unwrap_or(&self.name)
    }

    /// The paths that it uses with `use`, from the root of the crate, and whether it names them anew.
    fn uses(&self) -> Vec<(bool, Vec<String>)> {
        let code = self.code();
        let mut uses = Vec::new();
        for statement in code.split(';') {
            let Some(at) = statement.rfind("use ").filter(|at| !statement[*at..].contains("//")) else {
                continue;
            };
            let before = statement[..at].lines().last().unwrap_or_default().trim();
            if !before.is_empty() && !before.starts_with("pub") {
                continue;
            }
            let mut leaves = Vec::new();
            leaves_of("", statement[at + 4..].trim(), &mut leaves);
            uses.extend(
                leaves
                    .into_iter()
                    .map(|leaf| (before.starts_with("pub"), self.rooted(&leaf, before.starts_with("pub")))),
            );
        }
        uses
    }

    /// All paths in it that begin at the root of the crate, at its parent or at itself.
    fn paths(&self) -> Vec<Vec<String>> {
        let code = self.code();
        let mut paths: Vec<Vec<String>> = self.uses().into_iter().map(|(_, path)| path).collect();
        for start in ["crate::", "super::", "self::"] {
            for (at, _) in code.match_indices(start) {
                let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
                if code[..at].chars().next_back().is_some_and(is_word) {
                    continue;
                }
                let path: String = code[at..].chars().take_while(|c| is_word(*c)).collect();
                paths.push(self.rooted(path.trim_end_matches(':'), false));
            }
        }
        paths
    }

    /// A path from the root of the crate. In `pub use`, one without a start begins at the file itself.
    fn rooted(&self, path: &str, begins_here: bool) -> Vec<String> {
        let mut base: Vec<String> = self.stem().split('/').map(str::to_owned).collect();
        let mut parts = path.split("::").peekable();
        match parts.peek() {
            Some(&"crate") => {
                base.clear();
                parts.next();
            }
            Some(&"self") => {
                parts.next();
            }
            Some(&"super") => {
                while parts.next_if_eq(&"super").is_some() {
                    base.pop();
                }
            }
            _ if begins_here => {}
            _ => return Vec::new(),
        }
        base.extend(parts.filter(|part| *part != "self").map(str::to_owned));
        base
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

/// The paths of a tree such as `a::{b, c::{self, d}}`.
fn leaves_of(before: &str, tree: &str, out: &mut Vec<String>) {
    let Some((path, list)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        out.push(format!("{before}{path}"));
        return;
    };
    let list = list.trim_end().strip_suffix('}').unwrap_or(list);
    let (mut depth, mut start) = (0, 0);
    for (at, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                leaves_of(&format!("{before}{}", path.trim()), list[start..at].trim(), out);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !list[start..].trim().is_empty() {
        leaves_of(&format!("{before}{}", path.trim()), list[start..].trim(), out);
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
