//! `briefing check` and `briefing new` as commands: what they print, how they end, what they leave behind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/command.rs"]
mod command;
#[path = "support/folder.rs"]
mod folder;

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use command::{Done, briefing, shipped};
use folder::Folder;

const ACME: &str =
    "---\ntype: company\ntitle: Acme\ndescription: D\nupdated: 2019-8\n---\n\n[gone](../events/gone.md)\n";
const FAIR: &str = "---\ntype: event\ntitle: Fair\ndescription: D\nupdated: 2026-01-31\nstart: 2019\n---\n";

/// A working folder with a library in it, and the program there.
struct Place(Folder);

impl Place {
    /// Without any file.
    fn empty() -> Self {
        Self(Folder::new())
    }

    /// With one company that has two faults, and one event that has none.
    fn broken() -> Self {
        Self::empty().with("briefings/companies/acme.md", ACME).with("briefings/events/fair.md", FAIR)
    }

    fn with(self, name: &str, text: &str) -> Self {
        Self(self.0.with(name, text))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// All files, by their names below the folder.
    fn files(&self) -> Vec<String> {
        let mut folders = vec![self.0.path().to_owned()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path.strip_prefix(self.0.path()).unwrap().display().to_string());
                }
            }
        }
        files.sort();
        files
    }

    fn run(&self, arguments: &[&str]) -> Done {
        briefing(arguments).within(self.0.path()).run()
    }
}

#[test]
fn the_shipped_briefings_pass_the_strict_check() {
    let checked = briefing(["check", "--strict"]).within(shipped()).run();
    checked.code(0).out("").err("69 briefings checked: no problems\n");
}

#[test]
fn people_see_the_line_with_a_caret() {
    let outcome = Place::broken().run(&["check"]).code(1);
    assert_eq!(
        outcome.out,
        "\
error[bad-date]: `updated`: month and day need two digits, with `-` before them
  --> briefings/companies/acme.md:5:10
5 | updated: 2019-8
  |          ^^^^^^ write `YYYY-MM-DD`

error[broken-link]: broken link: no file `../events/gone.md`
  --> briefings/companies/acme.md:8:8
8 | [gone](../events/gone.md)
  |        ^^^^^^^^^^^^^^^^^
"
    );
    assert_eq!(outcome.err, "2 briefings checked: 2 errors\n");
}

#[test]
fn colour_only_when_it_is_wanted() {
    let place = Place::broken();
    assert!(!place.run(&["check"]).out.contains('\u{1b}'));
    let coloured = place.run(&["check", "--color", "always"]).out;
    assert!(coloured.contains("\u{1b}[") && coloured.contains("^^^^^^"), "{coloured}");
}

#[test]
fn editors_get_one_line_each() {
    let outcome = Place::broken().run(&["check", "--format", "short", "--quiet"]).code(1);
    let lines: Vec<&str> = outcome.out.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("briefings/companies/acme.md:5:10: error[bad-date]: "), "{}", lines[0]);
    assert_eq!(outcome.err, "");
}

#[test]
fn programs_get_json_lines() {
    let outcome = Place::broken().run(&["check", "--format", "json"]).code(1);
    let found: Vec<Value> = outcome.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(found[1]["code"], "broken-link");
    assert_eq!(found[1]["path"], "briefings/companies/acme.md");
    assert_eq!([&found[1]["line"], &found[1]["column"], &found[1]["length"]], [8, 8, 17]);
    assert_eq!(found[1]["source"], "[gone](../events/gone.md)");
}

#[test]
fn github_gets_annotations() {
    let place = Place::broken().with("briefings/events/a,b:c.md", "---\nkind: event\nkind: 50%\n---\n");
    let outcome = place.run(&["check", "--format", "github"]).code(1);
    let last = outcome.out.lines().last().unwrap();
    assert_eq!(
        outcome.out.lines().nth(1).unwrap(),
        "::error file=briefings/companies/acme.md,line=8,col=8,endColumn=25,title=broken-link::broken link: no file `../events/gone.md`"
    );
    assert!(last.starts_with("::warning file=briefings/events/a%2Cb%3Ac.md,line=3,"), "{last}");
}

#[test]
fn code_scanners_get_sarif() {
    let place = Place::broken().with("briefings/events/ä b.md", "[x](gone.md)\n");
    let outcome = place.run(&["check", "--format", "sarif"]).code(1);
    let log: Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert!(region["endColumn"].as_u64() > region["startColumn"].as_u64());
    }
    let uri = &results[2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "briefings/events/%C3%A4%20b.md");
}

#[test]
fn a_library_in_order_is_an_empty_report_in_every_format() {
    let place = Place::empty().with("briefings/events/fair.md", FAIR);
    for format in ["human", "short", "json", "github"] {
        assert_eq!(place.run(&["check", "--format", format]).code(0).out, "");
    }
    let sarif: Value = serde_json::from_str(&place.run(&["check", "--format", "sarif"]).code(0).out).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 0);
}

#[test]
fn warnings_end_well_unless_the_check_is_strict() {
    let place = Place::empty().with(
        "briefings/sources/afp.md",
        "---\ntype: source\ntitle: T\npublisher: P\npublished: 2019\nupdated: 2026-01-31\n---\n",
    );
    assert!(place.run(&["check"]).code(0).out.starts_with("warning[uncited-source]"));
    assert!(place.run(&["check", "--strict"]).code(1).out.starts_with("error[uncited-source]"));
}

#[test]
fn stale_texts_are_listed_by_age_or_day() {
    let place = Place::empty().with("briefings/events/fair.md", FAIR);
    let stale = |when: &str| place.run(&["check", "--stale", when, "--format", "short"]);
    assert!(stale("2026-02-01").code(0).out.contains("warning[stale]"));
    assert_eq!(stale("2026-01-31").code(0).out, "");
    assert_eq!(stale("300y").code(0).out, "");
    assert!(stale("2026-2-1").code(2).err.contains("2026-02-01"));
}

#[test]
fn single_files_are_checked_within_the_library_that_holds_them() {
    let place = Place::broken();
    let event = place.run(&["check", "briefings/events/fair.md"]).code(0);
    assert_eq!(event.err, "1 briefing checked: no problems\n");
    let company = place.run(&["check", "briefings/companies/acme.md", "--format", "short"]).code(1);
    assert_eq!(company.out.lines().count(), 2);
    let folder = briefing(["check", "."]).within(&place.path("briefings/companies")).run().code(1);
    assert!(folder.err.starts_with("1 briefing checked"), "{}", folder.err);
    let gone = place.run(&["check", "briefings/gone.md"]).code(2);
    assert!(gone.err.contains("briefings/gone.md"), "{}", gone.err);
}

#[test]
fn a_library_of_any_name_is_found_around_its_file() {
    let place = Place::empty()
        .with("notes/companies/acme.md", &ACME.replace("2019-8", "2019-08-01").replace("gone.md", "fair.md"))
        .with("notes/events/fair.md", FAIR);
    assert_eq!(place.run(&["check", "notes/companies/acme.md"]).code(0).out, "");
}

#[test]
fn a_source_is_cited_by_files_that_were_not_asked_about() {
    let source = "---\ntype: source\ntitle: T\npublisher: P\npublished: 2019\nupdated: 2026-01-31\n---\n";
    let place = Place::empty()
        .with("briefings/sources/afp.md", source)
        .with("briefings/events/fair.md", &format!("{FAIR}\n## Key facts\n\n- So.[^afp]\n\n[^afp]: AFP.\n"));
    assert_eq!(place.run(&["check", "briefings/sources/afp.md", "--strict"]).code(0).out, "");
}

#[test]
fn a_rule_is_explained_by_its_code() {
    let place = Place::empty();
    let explained = place.run(&["check", "--explain", "missing-key"]).code(0).out;
    assert!(
        explained.starts_with("missing-key (error) checks that required keys are present\n"),
        "{explained}"
    );
    assert!(explained.contains("a note") && explained.ends_with("# briefing-ignore: missing-key\n"));
    assert!(
        place.run(&["check", "--explain", "mising-key"]).code(2).err.contains("did you mean missing-key?")
    );
    assert!(place.run(&["check", "--explain", "weather"]).code(2).err.contains("uncited-source"));
}

#[test]
fn a_new_company_passes_the_strict_check() {
    let place = Place::empty().with("briefings/companies/bolt.md", &FAIR.replace("event", "company"));
    let made = place.run(&["new", "company", "IS’Vision & Söhne"]).code(0);
    assert_eq!(
        made.out.trim_end(),
        place.path("briefings/companies/isvision-sohne.md").display().to_string()
    );
    assert!(place.read("briefings/companies/isvision-sohne.md").contains("title: \"IS’Vision & Söhne\""));
    assert_eq!(place.run(&["check", "--strict"]).code(0).out, "");
}

#[test]
fn a_new_event_passes_once_its_day_is_known() {
    let place = Place::broken();
    let made = place.run(&["new", "event", "Big", "Fair"]).code(0);
    assert!(made.err.contains("still to fill in: start"), "{}", made.err);
    let checked = place.run(&["check", "briefings/events/big-fair.md", "--format", "short"]).code(1);
    assert!(checked.out.contains(":6:8: error[bad-date]: `start`"), "{}", checked.out);
    place.run(&["new", "event", "Big Fair 2", "--date", "2019-10~"]).code(0);
    place.run(&["check", "--strict", "briefings/events/big-fair-2.md"]).code(0);
    assert!(place.run(&["new", "event", "X", "--date", "2019-8"]).code(2).err.contains("2019-08"));
}

#[test]
fn a_new_source_lacks_only_somebody_who_cites_it() {
    let place = Place::broken();
    place
        .run(&[
            "new",
            "source",
            "Watch: \"this\"",
            "--id",
            "afp-1911",
            "--date",
            "2019",
            "--publisher",
            "A: B",
        ])
        .code(0);
    // There is no folder `sources`, and no other source to stand beside.
    let checked = place.run(&["check", "--strict", "briefings/afp-1911.md", "--format", "short"]).code(1);
    assert_eq!(checked.out.lines().count(), 1, "{}", checked.out);
    assert!(checked.out.contains("[uncited-source]"), "{}", checked.out);
}

#[test]
fn links_and_citations_are_filled_in() {
    let source =
        "---\ntype: source\ntitle: Watch this\npublisher: P\npublished: 2019\nupdated: 2026-01-31\n---\n";
    let place = Place::broken().with("briefings/sources/afp.md", source);
    place.run(&["new", "company", "Bolt", "--from", "event=fair:exhibitor", "--from", "source=afp"]).code(0);
    let text = place.read("briefings/companies/bolt.md");
    assert!(text.contains("  - {to: fair, role: exhibitor, sources: [afp]}\n"), "{text}");
    assert!(text.ends_with("[^afp]: [Watch this](../sources/afp.md).\n"), "{text}");
    assert_eq!(place.run(&["check", "--strict", "briefings/companies/bolt.md"]).code(0).out, "");
    let wrong = place.run(&["new", "company", "Nut", "--from", "event=fare"]).code(2);
    assert!(wrong.err.contains("did you mean fair?"), "{}", wrong.err);
    assert!(place.run(&["new", "company", "Nut", "--from", "fair"]).code(2).err.contains("--from company="));
}

#[test]
fn nothing_is_ever_overwritten() {
    let place = Place::broken();
    let before = place.files();
    for title in ["Acme", "ACME", "Fair"] {
        let refused = place.run(&["new", "company", title]).code(2);
        assert!(refused.err.contains("already") && refused.err.contains("--id"), "{}", refused.err);
    }
    assert_eq!(place.files(), before);
    assert_eq!(place.read("briefings/companies/acme.md"), ACME);
}

#[test]
fn a_hidden_file_of_that_name_is_not_overwritten_either() {
    // The library does not hold what is no Markdown, but the name is taken.
    let place = Place::broken();
    fs::create_dir(place.path("briefings/companies/bolt.md")).unwrap();
    place.run(&["new", "company", "Bolt"]).code(2);
    assert_eq!(place.files(), ["briefings/companies/acme.md", "briefings/events/fair.md"]);
}

#[test]
fn a_title_cannot_lead_out_of_the_library() {
    let place = Place::broken();
    let made = place.run(&["new", "company", "../../etc/passwd"]).code(0);
    assert!(made.out.trim_end().ends_with("briefings/companies/etc-passwd.md"), "{}", made.out);
    assert!(place.run(&["new", "company", "X", "--id", "../x"]).code(2).err.contains("--id x"));
    assert!(place.run(&["new", "company", "海康威视"]).code(2).err.contains("--id ID"));
}

#[test]
fn the_sample_is_never_written_to() {
    let place = Place::empty();
    let refused = place.run(&["new", "company", "Acme"]).code(2);
    assert!(refused.err.contains("mkdir -p briefings/companies"), "{}", refused.err);
    assert_eq!(place.files(), Vec::<String>::new());
}
