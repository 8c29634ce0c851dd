//! `briefing show`.

use serde_json::Value;

use crate::command::{briefing, over_shipped, shipped};
use crate::folder::{Folder, page};

#[test]
fn a_briefing_is_named_by_id_alias_words_or_path() {
    let by_id = over_shipped(["show", "isvision"]).run().code(0).err("");
    assert!(by_id.out.starts_with("IS’Vision\n"), "{}", by_id.out);
    for name in [
        &["IS'Vision"][..],
        &["ISVISION"],
        &["is’vision"],
        &["companies/isvision"],
        &["companies/isvision.md"],
    ] {
        assert_eq!(over_shipped(["show"].iter().chain(name)).run().code(0).out, by_id.out, "{name:?}");
    }
    over_shipped(["show", "hangzhou", "digital", "technology"]).run().code(0).prints(&["Hikvision\n"]);
}

#[test]
fn a_file_is_shown_without_a_library() {
    let path = shipped().join("companies/hikvision.md");
    let done = briefing([std::ffi::OsStr::new("show"), path.as_os_str()]).run().code(0).err("");
    assert!(done.out.starts_with("Hikvision\ncompany · CN"), "{}", done.out);
    let folder = page("Words.");
    briefing(["show", "./page.md"]).within(folder.path()).run().code(0).out("Page\nnote\n\nWords.\n");
}

#[test]
fn standard_input_is_shown() {
    let done = briefing(["show", "-"]).input("---\ntitle: Piped\n---\nSome *words*.\n").run();
    done.code(0).err("").out("Piped\nnote\n\nSome words.\n");
    briefing(["show", "-", "--markdown"])
        .input("# One\n\nSome *words*.\n")
        .run()
        .code(0)
        .out("# One\n\nSome *words*.\n");
    briefing(["show", "-"]).input("").run().code(0);
}

#[test]
fn the_brief_is_ten_lines_of_eighty_columns() {
    let done = over_shipped(["show", "hikvision", "--brief"]).run().code(0).err("");
    assert_eq!(done.lines().len(), 10, "{}", done.out);
    assert!(
        done.out.starts_with("HIKVISION  company CN  as of 2019-11-24  confidence high\n"),
        "{}",
        done.out
    );
    assert!(done.lines()[9].starts_with("caveat: "), "{}", done.out);
    for id in over_shipped(["list"]).run().code(0).ids() {
        let brief = over_shipped(["show", id, "--brief"]).run().code(0);
        assert!(brief.lines().len() <= 10, "{id}:\n{}", brief.out);
        for line in brief.lines() {
            assert!(briefing::text::width(line) <= 80, "{id}: {line}");
        }
    }
}

#[test]
fn the_markdown_is_the_text_as_it_is_written() {
    let done = over_shipped(["show", "hikvision", "--markdown"]).run().code(0);
    let file = std::fs::read_to_string(shipped().join("companies/hikvision.md")).unwrap();
    assert!(
        file.trim_end().ends_with(done.out.trim_end()) && done.out.starts_with("## Bottom line"),
        "{}",
        done.out
    );
}

#[test]
fn json_has_the_fields_and_the_text() {
    let done = over_shipped(["show", "hikvision", "--json"]).run().code(0);
    assert_eq!(done.lines().len(), 1);
    let whole: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(whole["id"], "hikvision");
    assert_eq!(whole["status"][0]["program"], "us-entity-list");
    assert!(whole["text"].as_str().unwrap().starts_with("Bottom line\n\nBy the end of 2019"));
    assert!(whole["markdown"].as_str().unwrap().contains("\n## Key facts\n"));
}

#[test]
fn the_markdown_in_json_is_the_markdown_in_the_file() {
    let text = "Two  blanks,\ta tab and \\ and \"quotes\".\n\n    code  with   blanks\n";
    let done = briefing(["show", "-", "--json"]).input(text).run().code(0);
    let whole: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(whole["markdown"], text);
}

#[test]
fn one_section_alone() {
    let done = over_shipped(["show", "hikvision", "--section", "open QUESTIONS"]).run().code(0);
    assert!(done.out.starts_with("Open questions\n") && !done.out.contains("Sources"), "{}", done.out);
    let written = over_shipped(["show", "hikvision", "--section", "Timeline", "--markdown"]).run().code(0);
    assert!(written.out.starts_with("## Timeline\n\n- 2018-08-13: "), "{}", written.out);
    over_shipped(["show", "hikvision", "--section", "Nope"])
        .run()
        .code(1)
        .out("")
        .complains(&["no section matches `Nope`", "sections: Bottom line, Key facts"]);
}

#[test]
fn no_line_is_wider_than_asked() {
    for width in [20, 40, 72, 120] {
        let done = over_shipped(["show", "milipol-paris-2019", "--width", &width.to_string()]).run().code(0);
        let widest = done.lines().into_iter().map(briefing::text::width).max().unwrap();
        assert!(widest <= width && widest > width * 2 / 3, "{widest} of {width}:\n{}", done.out);
    }
    over_shipped(["show", "hikvision", "--width", "0"]).run().code(2);
}

#[test]
fn several_that_match_are_named() {
    over_shipped(["show", "entity", "list"]).run().code(2).out("").complains(&[
        "several briefings match `entity list`",
        "us-entity-list-2019-10  US Entity List",
        "us-entity-list-2020-05",
    ]);
    let twins = Folder::new().with("north/index.md", "North.").with("south/index.md", "South.");
    let line = || briefing(["show", "index"]).env("BRIEFING_LIBRARY", twins.path());
    line().run().code(2).complains(&["north/index", "south/index"]);
    briefing(["show", "south/index"]).env("BRIEFING_LIBRARY", twins.path()).run().code(0).prints(&["South."]);
}

#[test]
fn a_missed_name_is_answered_with_the_closest() {
    over_shipped(["show", "hikvison"])
        .run()
        .code(1)
        .out("")
        .complains(&["no briefing matches `hikvison`", "did you mean hikvision"]);
    let done = over_shipped(["show", "hikvison", "--json"]).run().code(1).out("");
    let error: Value = serde_json::from_str(&done.err).unwrap();
    assert_eq!(error["error"]["code"], "no-match");
}

#[test]
fn flags_that_contradict_each_other_are_refused() {
    for flags in [["--brief", "--json"], ["--brief", "--markdown"], ["--json", "--markdown"]] {
        over_shipped(["show", "hikvision"].iter().chain(&flags))
            .run()
            .code(2)
            .complains(&["cannot be used with"]);
    }
    over_shipped(["show"]).run().code(2).complains(&["<ID or WORDS>"]);
}

#[test]
fn plain_means_ascii_where_the_text_is() {
    let folder = Folder::new().with(
        "page.md",
        "---\ntype: event\ntitle: Page\nstart: 2019-11-19\nend: 2019-11-22\ncity: Paris\ncaveats: [one, two]\n---\n\
         - item\n\n> quote\n\n| a | b |\n|---|---|\n| c | d |\n\n---\n",
    );
    for line in [
        briefing(["show", "page", "--plain"]),
        briefing(["show", "page"]).env("BRIEFING_PLAIN", "1"),
        briefing(["show", "page"]).env("TERM", "dumb"),
    ] {
        let done = line.env("BRIEFING_LIBRARY", folder.path()).run().code(0);
        assert!(done.out.is_ascii(), "{}", done.out);
    }
}
