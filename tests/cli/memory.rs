//! What was read, what is new and what changed, from the command line.

use std::path::Path;
use std::process::Command;

use briefing::library::{self, Library};
use briefing::memory::{LibraryKey, Memory, Moment};

use crate::command::{Line, briefing};
use crate::folder::Folder;

const ACME: &str = "---\ntype: company\ntitle: Acme\nstatus:\n  - {program: list, state: active, since: \"2019-10-09\"}\n---\n\n\
                    ## Key facts\n\n- It sold 12 cameras to Nice.[^a]\n- It has no office in Paris.\n\n[^a]: A\n";
const ACME_NOW: &str = "---\ntype: company\ntitle: Acme\nstatus:\n  - {program: list, state: ended, since: \"2019-10-09\"}\n---\n\n\
                        ## Key facts\n\n- It sold 15 cameras to Nice.[^a][^b]\n- Mexico *bought* a system.[^b]\n\n[^a]: A\n[^b]: B\n";

/// A library, and what somebody remembers of it.
struct Reader {
    library: Folder,
    state: Folder,
}

impl Reader {
    fn of(files: &[(&str, &str)]) -> Self {
        let library = files.iter().fold(Folder::new(), |folder, (name, text)| folder.with(name, text));
        Self { library, state: Folder::new() }
    }

    fn loaded(&self) -> Library {
        library::load(&[self.library.path().to_owned()]).library
    }

    fn memory(&self) -> (Memory, LibraryKey) {
        (Memory::open(self.state.path()).unwrap().0, LibraryKey::of(self.loaded().origin()))
    }

    /// Opens the library in the reader, and reads these to the end.
    fn reads(self, names: &[&str]) -> Self {
        let (mut memory, library_key) = self.memory();
        memory.register_library(&library_key, &self.loaded(), Moment::now()).unwrap();
        for name in names {
            let file = self.library.path().join(name);
            let text = std::fs::read_to_string(&file).unwrap();
            memory.mark_read(&library_key.key(&file).unwrap(), &text, Moment::now()).unwrap();
        }
        self
    }

    fn stars(self, name: &str) -> Self {
        let (mut memory, library_key) = self.memory();
        let key = library_key.key(&self.library.path().join(name)).unwrap();
        memory.star(&key, true, None, Moment::now()).unwrap();
        self
    }

    fn writes(self, name: &str, text: &str) -> Self {
        self.library.write(name, text);
        self
    }

    fn types<const N: usize>(&self, arguments: [&str; N]) -> Line {
        briefing(arguments)
            .env("BRIEFING_LIBRARY", self.library.path())
            .env("BRIEFING_STATE", self.state.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
    }

    fn git(&self, arguments: &[&str], date: &str) {
        let done = Command::new("git")
            .args(["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"])
            .args(arguments)
            .current_dir(self.library.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_COMMITTER_DATE", date)
            .env("GIT_AUTHOR_DATE", date)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    fn commits(self, date: &str) -> Self {
        if !self.library.path().join(".git").exists() {
            self.git(&["init", "-q"], date);
        }
        self.git(&["add", "-A"], date);
        self.git(&["commit", "-q", "-m", "x"], date);
        self
    }
}

#[test]
fn lists_are_filtered_by_what_was_read() {
    let files = [("acme.md", ACME), ("globex.md", "# Globex\n"), ("initech.md", "# Initech\n")];
    let reader = Reader::of(&files).reads(&["acme.md", "globex.md"]).stars("initech.md");
    let reader = reader.writes("acme.md", ACME_NOW).writes("umbrella.md", "# Umbrella\n");
    let ids = |flag: &str| {
        let query = format!("is:{flag}");
        let done = reader.types(["list", &query]).run();
        let mut ids: Vec<String> = done.ids().into_iter().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids("changed"), ["acme"]);
    assert_eq!(ids("unread"), ["initech", "umbrella"]);
    assert_eq!(ids("new"), ["umbrella"]);
    assert_eq!(ids("starred"), ["initech"]);
    reader.types(["list", "--", "-is:unread", "-is:changed"]).run().code(0).prints(&["globex"]);
}

#[test]
fn stars_and_notes_are_in_json_only() {
    let reader = Reader::of(&[("acme.md", ACME), ("globex.md", "# Globex\n")]).reads(&["acme.md"]);
    let (mut memory, library_key) = reader.memory();
    let key = library_key.key(&reader.library.path().join("globex.md")).unwrap();
    memory.star(&key, true, Some("ask Ann \u{1B}[2J"), Moment::now()).unwrap();
    let rows = reader.types(["list", "--sort", "title", "--json"]).run().code(0).lines().join("\n");
    let rows: Vec<serde_json::Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |row: &serde_json::Value| (row["standing"].clone(), row["starred"].clone(), row["note"].clone());
    assert_eq!(of(&rows[0]), ("read".into(), false.into(), serde_json::Value::Null));
    assert_eq!(of(&rows[1]), ("unread".into(), true.into(), "ask Ann ␛[2J".into()));
    reader.types(["list", "note:ann"]).run().code(0).prints(&["globex"]);
    reader.types(["list", "note:bob"]).run().code(1);
    // A briefing that is handed on does not say what its reader thinks of it.
    let shown = reader.types(["show", "globex", "--json"]).run().code(0).lines().join("\n");
    assert!(!shown.contains("Ann"), "{shown}");
    // Another machine has the note after an import.
    let export = reader.types(["memory", "export"]).run().code(0).lines().join("\n");
    assert!(export.contains(r#""note":"ask Ann \u001b[2J""#), "{export}");
}

#[test]
fn without_a_memory_everything_is_unread_and_none_is_begun() {
    let reader = Reader::of(&[("acme.md", ACME)]);
    reader.types(["list", "is:unread"]).run().code(0).prints(&["acme"]);
    reader.types(["changed"]).run().code(1).complains(&["no reading history for this library", "--since 7d"]);
    let row = reader.types(["list", "--json"]).run().code(0).lines().join("");
    assert!(row.contains(r#""standing":"unread","starred":false,"note":null"#), "{row}");
    reader.types(["memory", "export"]).run().code(1).complains(&["no reading history"]);
    assert!(!reader.state.path().join("memory.db").exists());
}

#[test]
fn changes_since_the_last_reading_are_printed_statement_by_statement() {
    let reader = Reader::of(&[("acme.md", ACME), ("globex.md", "# Globex\n")]).reads(&["acme.md"]);
    reader.types(["changed"]).run().code(1).complains(&["nothing has changed since your last reading"]);
    let reader = reader.writes("acme.md", ACME_NOW).writes("initech.md", "# Initech\n");
    let done = reader.types(["changed"]).run().code(0);
    let rows: Vec<Vec<&str>> = done.lines().iter().map(|line| line.split('\t').collect()).collect();
    let seen: Vec<[&str; 6]> = rows
        .iter()
        .map(|row| {
            [
                row[0],
                row[3],
                row.get(4).copied().unwrap_or(""),
                row.get(5).copied().unwrap_or(""),
                row.get(6).copied().unwrap_or(""),
                row.get(7).copied().unwrap_or(""),
            ]
        })
        .collect();
    assert_eq!(
        seen,
        [
            ["acme", "status changed", "list", "active since 2019-10-09", "ended since 2019-10-09", ""],
            [
                "acme",
                "reworded",
                "Key facts",
                "It sold 12 cameras to Nice.",
                "It sold 15 cameras to Nice.",
                "b"
            ],
            ["acme", "added", "Key facts", "", "Mexico bought a system.", "b"],
            ["acme", "removed", "Key facts", "It has no office in Paris.", "", ""],
            ["acme", "source added", "Sources", "", "", "b"],
            ["initech", "new", "", "", "", ""],
        ]
    );
    reader.types(["changed", "globex"]).run().code(1).complains(&["you have not read globex yet"]);
    reader.types(["changed", "zzz"]).run().code(1).complains(&["no briefing matches `zzz`"]);
}

#[test]
fn changes_are_printed_as_json_and_as_a_newsletter() {
    let reader = Reader::of(&[("acme.md", ACME)]).reads(&["acme.md"]).writes("acme.md", ACME_NOW);
    let done = reader.types(["changed", "--json"]).run().code(0);
    let changes: Vec<serde_json::Value> =
        done.lines().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(changes[1]["kind"], "reworded");
    assert_eq!(changes[1]["words"][1], serde_json::json!({"side": "before", "text": "12"}));
    assert_eq!(changes[1]["line"], 10);
    assert_eq!(changes[2]["sources"], serde_json::json!(["b"]));
    reader.types(["changed", "--markdown"]).run().code(0).out(
        "# Changed since the last reading\n\n## Acme\n\n\
         - **Status changed** (list): ~~active~~ **ended** since 2019-10-09\n\
         - **Reworded** (Key facts): It sold ~~12~~ **15** cameras to Nice. \\[b\\]\n\
         - **Added** (Key facts): Mexico bought a system. \\[b\\]\n\
         - **Removed** (Key facts): It has no office in Paris.\n\
         - **Source added** (Sources) \\[b\\]\n",
    );
    reader
        .types(["changed", "--json", "--since", "soon"])
        .run()
        .code(2)
        .complains(&["\"code\":\"usage\"", "7d"]);
}

#[test]
fn the_memory_goes_along_with_a_folder_that_moves() {
    let reader = Reader::of(&[("acme.md", ACME)]).reads(&["acme.md"]);
    let elsewhere = Folder::new().with("acme.md", ACME);
    let (old, new) = (reader.library.path().to_str().unwrap(), elsewhere.path().to_str().unwrap());
    let is_read =
        |folder: &str| reader.types(["-L", folder, "list", "--", "-is:unread"]).run().ids() == ["acme"];
    assert!(is_read(old) && !is_read(new));
    reader.types(["memory", "move", old, new]).run().code(0);
    assert!(is_read(new) && !is_read(old));
    reader.types(["memory", "move", new, old]).run().code(0);
    assert!(is_read(old) && !is_read(new));
    reader.types(["memory", "move", new, old]).run().code(1).complains(&["no reading history for"]);
}

#[test]
fn the_memory_goes_along_with_a_folder_however_its_path_is_written() {
    let reader = Reader::of(&[("notes/acme.md", ACME), ("notes/deep/globex.md", "# Globex\n")])
        .reads(&["notes/acme.md", "notes/deep/globex.md"]);
    let (library, home) = (reader.library.path().to_owned(), reader.library.path().parent().unwrap());
    let read = |folder: &Path| {
        let done = reader.types(["-L", folder.to_str().unwrap(), "list", "--", "-is:unread"]).run();
        let mut ids: Vec<String> = done.ids().into_iter().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    assert_eq!(read(&library), ["acme", "globex"]);
    let renames = |old: &str, new: &str| {
        std::fs::rename(library.join(old), library.join(new)).unwrap();
        reader.types(["memory", "move", old, new]).within(&library).run().code(0);
        assert_eq!(read(&library), ["acme", "globex"], "{old} {new}");
    };
    // A folder of the library, from a path that is relative to where the reader is.
    renames("notes", "texts");
    renames("texts/", "notes/");
    let name = library.file_name().unwrap().to_str().unwrap();
    let moved = format!("{name}-moved");
    std::fs::rename(&library, home.join(&moved)).unwrap();
    reader.types(["memory", "move", &format!("{name}/"), &moved]).within(home).run().code(0);
    assert_eq!(read(&home.join(&moved)), ["acme", "globex"]);
    std::fs::rename(home.join(&moved), &library).unwrap();
}

#[test]
fn changes_since_a_day_come_from_git() {
    let odd = "odd\n$(touch x)`'\"\u{1B}.md";
    let reader =
        Reader::of(&[("deep/acme.md", ACME), (odd, "# Odd\n\nOne two three.\n"), ("gone.md", "# Gone\n")])
            .commits("2026-01-10T12:00:00+0000");
    let reader = reader.writes("deep/acme.md", ACME_NOW).writes("new.md", "# New\n");
    std::fs::remove_file(reader.library.path().join("gone.md")).unwrap();
    let reader = reader.commits("2026-03-10T12:00:00+0000").writes(odd, "# Odd\n\nOne two four.\n");
    let kinds = |since: &str| {
        let done = reader.types(["changed", "--since", since]).run();
        let mut kinds: Vec<String> = done
            .lines()
            .iter()
            .map(|line| {
                line.split('\t')
                    .enumerate()
                    .filter(|(at, _)| *at == 0 || *at == 3)
                    .map(|(_, word)| word)
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        kinds.sort();
        kinds
    };
    let name = "odd $(touch x)`'\"␛ reworded";
    let early = [
        "acme added",
        "acme removed",
        "acme reworded",
        "acme source added",
        "acme status changed",
        "gone gone",
        "new new",
        name,
    ];
    assert_eq!(kinds("2026-02-01"), early);
    assert_eq!(kinds("2026-03-11"), [name]);
    assert_eq!(kinds("2026-01-01"), ["acme new", "new new", "odd $(touch x)`'\"␛ new"]);
    reader
        .types(["changed", "--since", "2026-02-01", "acme"])
        .run()
        .code(0)
        .prints(&["12 cameras", "15 cameras"]);
    let inside = reader.library.path().join("deep");
    let done =
        reader.types(["changed", "--since", "2026-02-01"]).env("BRIEFING_LIBRARY", &inside).run().code(0);
    assert!(done.lines().iter().all(|line| line.starts_with("acme\t")));
    assert!(!reader.library.path().join("x").exists());
}

#[test]
fn a_repository_runs_nothing_of_its_own() {
    let reader =
        Reader::of(&[("acme.md", ACME)]).commits("2026-01-10T12:00:00+0000").writes("acme.md", ACME_NOW);
    let trap = reader.state.path().join("trapped");
    let run = format!("touch {}; cat", trap.display());
    for key in [
        "core.fsmonitor",
        "diff.external",
        "core.pager",
        "filter.x.clean",
        "filter.x.smudge",
        "diff.x.textconv",
        "core.sshCommand",
        "core.askPass",
        "core.alternateRefsCommand",
        "credential.helper",
        "gpg.program",
    ] {
        reader.git(&["config", key, &run], "2026-01-10T12:00:00+0000");
    }
    let reader = reader.writes(".gitattributes", "*.md filter=x diff=x\n");
    reader.types(["changed", "--since", "2026-02-01"]).run().code(0).prints(&["reworded"]);
    assert!(!trap.exists());
}

#[test]
fn changes_since_a_day_come_from_the_memory_where_there_is_no_git() {
    let reader = Reader::of(&[("acme.md", ACME), ("globex.md", "# Globex\n")]);
    reader.types(["changed", "--since", "7d"]).run().code(2).complains(&["is not in a git repository"]);
    let reader = reader.reads(&["acme.md"]).writes("acme.md", ACME_NOW).reads(&["acme.md"]);
    reader.types(["changed"]).run().code(1).complains(&["nothing has changed"]);
    let done = reader.types(["changed", "--since", "7d"]).run().code(0);
    assert!(done.lines().iter().any(|line| line.contains("reworded")));
    done.complains(&["cannot compare 1 of 2: never read"]);
}

#[test]
fn a_memory_goes_to_another_machine_and_is_forgotten_here() {
    let reader =
        Reader::of(&[("acme.md", ACME), ("globex.md", "# Globex\n")]).reads(&["acme.md"]).stars("globex.md");
    let exported = reader.types(["memory", "export"]).run().code(0).out;
    let other = Reader::of(&[("acme.md", ACME_NOW), ("globex.md", "# Globex\n")]);
    let folder = other.library.path().to_str().unwrap().to_owned();
    for news in ["of them new or newer", ", 0 of them new or newer"] {
        let import = other.types(["-L", &folder, "memory", "import", "-"]).input(&exported);
        import.run().code(0).complains(&[news]);
    }
    other.types(["list", "is:changed"]).run().code(0).prints(&["acme"]);
    other.types(["list", "is:starred"]).run().code(0).prints(&["globex"]);
    other.types(["changed", "acme"]).run().code(0).prints(&["12 cameras"]);
    other
        .types(["memory", "forget", "acme"])
        .run()
        .code(0)
        .complains(&["deleted the reading history of 1 briefing"]);
    other.types(["list", "is:changed"]).run().code(1);
    other.types(["memory", "forget", "--whole-library"]).run().code(0);
    other.types(["list", "is:starred"]).run().code(1);
    other.types(["memory", "forget"]).run().code(2).complains(&["try ids, --whole-library or --all"]);
    other.types(["memory", "import", "-"]).input("nonsense").run().code(2).complains(&["line 1"]);
    reader.types(["memory", "forget", "--all"]).run().code(0);
    assert_eq!(reader.types(["memory", "export"]).run().code(0).out, "{\"memory\":1}\n");
}

#[test]
fn text_that_the_gate_would_show_as_signs_comes_back_as_it_was() {
    let text = "# A\n\nright to left \u{202E}here, and a zero\u{200B}width blank 深圳\n";
    let reader = Reader::of(&[("a.md", text)]).reads(&["a.md"]);
    let exported = reader.types(["memory", "export"]).run().code(0).out;
    assert!(!exported.contains('\u{202E}'));
    let other = Reader::of(&[("a.md", text)]);
    let folder = other.library.path().to_str().unwrap().to_owned();
    other.types(["-L", &folder, "memory", "import", "-"]).input(&exported).run().code(0);
    other.types(["list", "is:unread"]).run().code(1);
    let (memory, library_key) = other.memory();
    let key = library_key.key(&other.library.path().join("a.md")).unwrap();
    let kept = memory.editions(&key).unwrap();
    assert_eq!(memory.text(&key, kept[0].print).unwrap().as_deref(), Some(text));
}

#[test]
fn a_state_folder_that_cannot_be_used_stops_no_command() {
    let reader = Reader::of(&[("acme.md", ACME)]);
    reader.state.write("memory.db", "not a database at all, however one looks at it".repeat(50));
    reader
        .types(["list", "is:unread"])
        .run()
        .code(0)
        .prints(&["acme"])
        .complains(&["the reading history was damaged and was renamed"]);
    let file = Path::new("/dev/null/state");
    reader.types(["list", "is:unread"]).env("BRIEFING_STATE", file).run().code(0).prints(&["acme"]);
    reader
        .types(["memory", "forget", "--all"])
        .env("BRIEFING_STATE", file)
        .run()
        .code(2)
        .complains(&["reading history:"]);
}
