//! `briefing search` as a user runs it: a program with arguments, streams and an exit code.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[cfg(unix)]
#[path = "support/pty.rs"]
mod pty;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A library and a home of its own.
struct SearchFixture {
    folder: tempfile::TempDir,
}

impl SearchFixture {
    fn new() -> Self {
        let fixture = Self { folder: tempfile::tempdir().unwrap() };
        fixture.write(
            "companies/hikvision.md",
            "---\ntype: company\ntitle: Hikvision\naliases:\n  - Hangzhou Hikvision\n---\n\n## Key facts\n\n\
             - Nice uses its cameras.\n- It stayed away.\n",
        );
        fixture.write(
            "events/milipol.md",
            "---\ntype: event\ntitle: Milipol\n---\n\nFirst line.\n\n## Key facts\n\nHikvision had no stand, though \
             Nice runs its cameras.\n",
        );
        fixture
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("briefings").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_briefing"));
        command.env_clear().env("HOME", self.folder.path()).current_dir(self.folder.path());
        command.envs(environment.iter().copied()).args(["-L", "briefings", "search"]).args(arguments);
        Ran(command.output().unwrap())
    }
}

struct Ran(Output);

impl Ran {
    fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    #[track_caller]
    fn says(&self, expected: &str) {
        assert_eq!(self.out(), expected, "{}", self.err());
        assert_eq!(self.0.status.code(), Some(0));
    }
}

#[test]
fn a_pipe_gets_path_line_and_text() {
    SearchFixture::new().run(&["nice", "cameras"]).says(
        "briefings/companies/hikvision.md:10: Nice uses its cameras.\n\
         briefings/events/milipol.md:10: Hikvision had no stand, though Nice runs its cameras.\n",
    );
}

#[test]
fn an_alias_finds_what_says_the_name() {
    SearchFixture::new()
        .run(&["--files", "Hangzhou Hikvision"])
        .says("briefings/companies/hikvision.md\nbriefings/events/milipol.md\n");
}

#[test]
fn a_source_that_only_the_text_cites_is_found() {
    let fixture = SearchFixture::new();
    fixture.write("sources/wire.md", "---\ntype: source\ntitle: Wire report\norigin: Wire\n---\n");
    fixture
        .write("companies/acme.md", "---\ntitle: Acme\n---\n\nAcme sells cameras.[^wire]\n\n[^wire]: p. 1\n");
    for query in ["source:wire", "origin:Wire"] {
        fixture.run(&[query, "cameras"]).says("briefings/companies/acme.md:5: Acme sells cameras.[1]\n");
    }
}

#[test]
fn places_can_be_counted_and_surrounded() {
    let fixture = SearchFixture::new();
    fixture.run(&["--count", "hikvision stand"]).says("briefings/events/milipol.md:1\n");
    fixture.run(&["-C", "1", "stayed"]).says(
        "briefings/companies/hikvision.md-10-- Nice uses its cameras.\n\
         briefings/companies/hikvision.md:11: It stayed away.\n",
    );
}

const LONG: &str = "---\ntitle: Long\n---\n\nBefore.\n\nFirst line of a\nquagga paragraph\nwith three lines.\n\n\
    \tAfter. Another\n\nA quagga again.\n\nFar away.\n\nThe last quagga.\n";

#[test]
fn context_lines_are_those_around_the_whole_paragraph() {
    let fixture = SearchFixture::new();
    fixture.write("long.md", LONG);
    let lines =
        |all: &[&str]| all.iter().map(|line| format!("briefings/long.md{line}\n")).collect::<String>();
    let first = ":8: First line of a quagga paragraph with three lines.";
    fixture.run(&["-C", "2", "first quagga"]).says(&lines(&[
        "-5-Before.",
        "-6-",
        ":7: First line of a quagga paragraph with three lines.",
        "-10-",
        "-11-\tAfter. Another",
    ]));
    let all = fixture.run(&["-C", "1", "quagga"]).out();
    let groups: Vec<&str> = all.split("--\n").collect();
    assert_eq!(groups[0], lines(&["-6-", first, "-10-"]));
    assert_eq!(groups[1], lines(&["-12-", ":13: A quagga again.", "-14-"]));
    assert_eq!(groups[2], lines(&["-16-", ":17: The last quagga."]));
    // Places that stand near to each other share the lines between them.
    let all = fixture.run(&["-C", "4294967295", "quagga"]).out();
    assert!(all.starts_with(&lines(&["-4-", "-5-Before.", "-6-", first, "-10-"])), "{all}");
    assert_eq!(all.lines().count(), 12);
}

#[test]
fn code_is_shown_by_its_lines() {
    let fixture = SearchFixture::new();
    fixture.write("code.md", "```\none\nquagga\nthree\n```\n");
    fixture
        .run(&["-C", "1", "quagga"])
        .says("briefings/code.md-2-one\nbriefings/code.md:3: quagga\nbriefings/code.md-4-three\n");
}

#[test]
fn what_is_found_by_its_fields_is_shown_by_its_title_in_every_form() {
    let fixture = SearchFixture::new();
    fixture.write("plain.md", "# Plain\n\nOf no kind.\n");
    let hikvision = "briefings/companies/hikvision.md";
    for query in ["type:company", "type:company -stand"] {
        fixture.run(&[query]).says(&format!("{hikvision}:3: Hikvision\n"));
        fixture.run(&["--count", query]).says(&format!("{hikvision}:0\n"));
        fixture.run(&["--files", query]).says(&format!("{hikvision}\n"));
        let hit: serde_json::Value = serde_json::from_str(&fixture.run(&["--json", query]).out()).unwrap();
        assert_eq!((&hit["id"], &hit["why"]), (&"hikvision".into(), &"field".into()));
        assert_eq!(hit["passages"], serde_json::json!([]));
    }
    fixture.run(&["--", "-cameras"]).says("briefings/plain.md:1: Plain\n");
    assert_eq!(fixture.run(&[""]).out().lines().count(), 3);
    let either = fixture.run(&["type:company OR stand"]).out();
    assert!(
        either.contains(":3: Hikvision\n") && either.contains("milipol.md:10: Hikvision had"),
        "{either}"
    );
    let ran = fixture.run(&["type:source"]);
    assert_eq!((ran.0.status.code(), ran.err().as_str()), (Some(1), "no briefing matches `type:source`\n"));
}

#[test]
fn a_word_without_a_letter_finds_nothing_in_any_form() {
    let fixture = SearchFixture::new();
    for query in ["*", "...", "—"] {
        for form in ["--files", "--count", "--json", "-0", "-C1"] {
            let ran = fixture.run(&[form, query]);
            assert_eq!((ran.0.status.code(), ran.out().as_str()), (Some(1), ""), "{form} {query}");
        }
    }
}

#[test]
fn in_an_empty_library_it_is_said_that_there_are_no_briefings() {
    let fixture = SearchFixture::new();
    fs::remove_dir_all(fixture.folder.path().join("briefings")).unwrap();
    fs::create_dir(fixture.folder.path().join("briefings")).unwrap();
    for query in ["a", "type:company", ""] {
        let ran = fixture.run(&[query]);
        assert_eq!(ran.0.status.code(), Some(1));
        assert!(ran.err().starts_with("no briefings in briefings\n"), "{}", ran.err());
    }
}

#[test]
#[cfg(unix)]
fn paths_can_be_ended_by_nul_and_are_not_altered() {
    let fixture = SearchFixture::new();
    fixture.write("odd\nname\u{1B}.md", "quagga\n");
    fixture.write("plain.md", "quagga\n");
    for arguments in [&["-0", "quagga"][..], &["--files", "--null", "quagga"]] {
        let out = fixture.run(arguments).out();
        let mut paths: Vec<&str> = out.split_terminator('\0').collect();
        paths.sort_unstable();
        assert_eq!(paths, ["briefings/odd\nname\u{1B}.md", "briefings/plain.md"]);
    }
    assert_eq!(fixture.run(&["-0", "--json", "quagga"]).0.status.code(), Some(2));
}

/// What a terminal is shown.
#[cfg(unix)]
fn on_a_terminal(
    fixture: &SearchFixture,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> (String, String) {
    let mut command = portable_pty::CommandBuilder::new(env!("CARGO_BIN_EXE_briefing"));
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("HOME", fixture.folder.path());
    environment.iter().for_each(|(name, value)| command.env(name, value));
    command.cwd(fixture.folder.path());
    command.args(["-L", "briefings", "search", "-q"].iter().chain(arguments));
    let mut pty = pty::Pty::open_sized(command, 60, 20);
    assert_eq!(pty.wait_for_end(), 0);
    (pty.text(), String::from_utf8_lossy(pty.raw()).into_owned())
}

#[test]
#[cfg(unix)]
fn a_terminal_marks_what_matches_also_without_colour() {
    let fixture = SearchFixture::new();
    let raw = |environment, arguments| on_a_terminal(&fixture, arguments, environment).1;
    let marked = raw(&[("NO_COLOR", "1")][..], &["stand"]);
    assert!(marked.contains("\u{1B}[1;4mstand\u{1B}[0m"), "{marked:?}");
    assert!(!marked.contains("[1;4;3") && !marked.contains("[3"), "{marked:?}");
    assert!(raw(&[], &["stand"]).contains("\u{1B}[1;4;35mstand"));
    for (environment, arguments) in
        [(&[][..], &["--color", "never", "stand"][..]), (&[("TERM", "dumb")], &["stand"])]
    {
        let plain = raw(environment, arguments);
        assert!(!plain.contains("\u{1B}["), "{plain:?}");
    }
}

#[test]
#[cfg(unix)]
fn a_terminal_shows_lines_around_a_place_in_their_order_and_numbered() {
    let fixture = SearchFixture::new();
    fixture.write("long.md", LONG);
    let (screen, _) = on_a_terminal(&fixture, &["-C", "2", "first quagga"], &[]);
    let shown = "\
Long  note  briefings/long.md
     5- Before.
     6-
     7  First line of a quagga paragraph with three lines.
    10-
    11-  After. Another";
    assert_eq!(screen.trim_end(), shown);
    fixture.write("many.md", "zebu 1\n\nzebu 2\n\nzebu 3\n\nzebu 4\n\nzebu 5\n");
    let (screen, _) = on_a_terminal(&fixture, &["zebu"], &[]);
    assert!(screen.contains("\n     5  zebu 3\n        and 2 more"), "{screen}");
    let (screen, _) = on_a_terminal(&fixture, &["type:company"], &[]);
    assert_eq!(screen.trim_end(), "Hikvision  company  briefings/companies/hikvision.md");
}

#[test]
fn json_is_one_object_a_briefing() {
    let ran = SearchFixture::new().run(&["--json", "type:event nice"]);
    let lines: Vec<serde_json::Value> =
        ran.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [hit] = lines.as_slice() else { panic!("{}", ran.out()) };
    assert_eq!((hit["id"].as_str(), hit["type"].as_str()), (Some("milipol"), Some("event")));
    let passage = &hit["passages"][0];
    assert_eq!(passage["section"], "Key facts");
    assert_eq!(passage["line"], 10);
    assert_eq!(passage["matches"], serde_json::json!([[31, 35]]));
}

#[test]
fn nothing_found_is_exit_code_one_and_a_mistake_two() {
    let fixture = SearchFixture::new();
    let ran = fixture.run(&["absent"]);
    assert_eq!((ran.0.status.code(), ran.out()), (Some(1), String::new()));
    assert_eq!(ran.err(), "no text matches `absent`\n");
    let ran = fixture.run(&["--json", "since:1.2.2019 x"]);
    assert_eq!(ran.0.status.code(), Some(2));
    let error: serde_json::Value = serde_json::from_str(&ran.err()).unwrap();
    assert_eq!(error["error"]["code"], "query");
    assert_eq!(fixture.run(&["tpye:event"]).0.status.code(), Some(2));
}

#[test]
fn a_change_is_found_at_once() {
    let fixture = SearchFixture::new();
    fixture.run(&["nice"]);
    fixture.write("events/new.md", "A fair in Marseille.\n");
    fixture.run(&["marseille"]).says("briefings/events/new.md:1: A fair in Marseille.\n");
    fixture.write("events/new.md", "A fair in Arles.\n");
    assert_eq!(fixture.run(&["marseille"]).0.status.code(), Some(1));
    fixture.run(&["--files", "arles"]).says("briefings/events/new.md\n");
    fs::remove_file(fixture.path("events/new.md")).unwrap();
    assert_eq!(fixture.run(&["arles"]).0.status.code(), Some(1));
}

#[test]
#[cfg(unix)]
fn the_index_is_kept_in_the_cache_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = SearchFixture::new();
    fixture.run(&["nice"]);
    let kept = fixture.folder.path().join(".cache/briefing/text");
    assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o700);
    let elsewhere = fixture.folder.path().join("elsewhere");
    fixture.run_with(&["nice"], &[("XDG_CACHE_HOME", elsewhere.to_str().unwrap())]);
    assert!(elsewhere.join("briefing/text").is_dir());
}

#[test]
fn without_a_cache_it_says_so_and_finds_all_the_same() {
    let fixture = SearchFixture::new();
    let blocked = fixture.folder.path().join("blocked");
    fs::write(&blocked, "").unwrap();
    let ran = fixture.run_with(&["--files", "stand"], &[("XDG_CACHE_HOME", blocked.to_str().unwrap())]);
    ran.says("briefings/events/milipol.md\n");
    assert!(ran.err().contains("cannot save the index"), "{}", ran.err());
}

#[test]
fn searches_at_once_all_answer() {
    let fixture = SearchFixture::new();
    for number in 0..300 {
        fixture.write(&format!("{number}.md"), "the same words\n");
    }
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| fixture.run(&["--files", "stand"]).says("briefings/events/milipol.md\n"));
        }
    });
}

#[test]
fn while_another_makes_the_index_a_search_answers_all_the_same_and_says_so() {
    let fixture = SearchFixture::new();
    fixture.run(&["nice"]);
    let kept = fixture.folder.path().join(".cache/briefing/text");
    let kept = fs::read_dir(kept).unwrap().next().unwrap().unwrap().path();
    let writer = fs::File::options().write(true).open(kept.join("writer.lock")).unwrap();
    writer.lock().unwrap();
    fixture.write("events/new.md", "No stand either.\n");
    // The other has begun to change it: what was there before is found.
    let ran = fixture.run(&["--files", "stand"]);
    ran.says("briefings/events/milipol.md\n");
    assert!(ran.err().contains("results may be incomplete"), "{}", ran.err());
    // The other makes it for the first time: nothing is there yet.
    fs::remove_dir_all(kept.join("index")).unwrap();
    fs::remove_file(kept.join("stamps")).unwrap();
    let ran = fixture.run(&["--files", "stand"]);
    ran.says("briefings/events/new.md\nbriefings/events/milipol.md\n");
    assert!(
        ran.err().contains("using a temporary index in memory: another `briefing` process is writing it"),
        "{}",
        ran.err()
    );
}

#[test]
fn control_characters_in_a_file_are_shown_and_not_sent() {
    let fixture = SearchFixture::new();
    fixture.write("evil\u{1B}[31m.md", "word \u{1B}[31mred\n");
    let out = fixture.run(&["word"]).out();
    assert!(!out.contains('\u{1B}') && out.contains('␛'), "{out}");
}

#[test]
fn matches_are_marked_where_colour_is_wanted() {
    let out = SearchFixture::new().run(&["--color", "always", "stand"]).out();
    assert!(out.contains("\u{1B}[1;4;35mstand\u{1B}[0m"), "{out:?}");
}

#[test]
fn the_sample_can_be_searched() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_briefing"));
    command.env_clear().env("HOME", folder.path()).current_dir(folder.path());
    let output = command.args(["search", "-q", "nothing-says-this-word"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}
