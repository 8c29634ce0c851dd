//! The commands about evidence: who says so, who was there, what happened when.

use serde_json::Value;

use crate::command::{briefing, over_shipped};
use crate::folder::Folder;

#[track_caller]
fn json(line: &str) -> Value {
    serde_json::from_str(line).expect("a line of JSON")
}

#[test]
fn links_say_who_was_there_and_who_was_not_from_how_many_origins() {
    let done = over_shipped(["links", "milipol-paris-2019"]).run().code(0).err("");
    let fields: Vec<Vec<&str>> = done.lines().iter().map(|line| line.split('\t').collect()).collect();
    let who = |role: &str| -> Vec<&str> {
        fields.iter().filter(|line| line[0] == "link" && line[1] == role).map(|line| line[2]).collect()
    };
    assert_eq!(who("exhibitor"), ["gdu", "hytera", "norinco"]);
    assert_eq!(who("absent"), ["hikvision"]);
    let absent = fields.iter().find(|line| line[1] == "absent").unwrap();
    assert_eq!(absent[4..7], ["afp-1911,bu-1911-f24", "1", "AFP"]);
    assert!(fields.iter().any(|line| line[0] == "text" && line[2] == "norinco"));
    let first = over_shipped(["links", "milipol-paris-2019", "--json"]).run().code(0);
    let first = json(first.lines()[0]);
    assert_eq!((&first["sort"], &first["role"]), (&"link".into(), &"absent".into()));
    assert_eq!(first["origins"], serde_json::json!(["AFP"]));
}

#[test]
fn the_time_line_of_a_month_holds_what_can_have_happened_in_it() {
    let done = over_shipped(["timeline", "--since", "2019-10", "--until", "2019-10"]).run().code(0);
    let dates: Vec<&str> = done.lines().iter().map(|line| line.split('\t').next().unwrap()).collect();
    assert!(dates.contains(&"2019-10-07/2019-10-09") && dates.contains(&"2019-10~"), "{dates:?}");
    assert!(dates.iter().all(|date| date.starts_with("2019-10") || date.len() < 8), "{dates:?}");
    let sorted = dates.iter().position(|date| *date == "2019-10~")
        > dates.iter().position(|date| *date == "2019-10-09");
    assert!(sorted, "a coarse date is at the end of its period: {dates:?}");
    let by = over_shipped(["timeline", "hikvision", "--by", "quarter"]).run().code(0);
    assert!(by.lines().iter().any(|line| line.starts_with("2019 Q4\t2019-11-19/2019-11-22\tevent\tMilipol")));
}

#[test]
fn a_wrong_date_is_corrected_in_the_hint() {
    over_shipped(["timeline", "--since", "2019-8"])
        .run()
        .code(2)
        .complains(&["invalid value `2019-8` for --since", "write `2019-08`"]);
}

#[test]
fn facts_are_narrowed_by_support_and_by_kind() {
    let lines = |flags: &[&str]| {
        let arguments = ["facts", "id:hikvision"].iter().chain(flags);
        over_shipped(arguments).run().code(0).lines().len()
    };
    assert_eq!((lines(&[]), lines(&["--one-origin"]), lines(&["--claims"])), (25, 21, 3));
    assert_eq!((lines(&["--conflicts"]), lines(&["--claims", "--conflicts", "--one-origin"])), (1, 4));
    assert_eq!(lines(&["--open"]), 4);
    over_shipped(["facts", "id:hikvision", "--unsourced"]).run().code(1).complains(&["no statement matches"]);
    let claim = over_shipped(["facts", "id:hikvision", "--claims", "--json"]).run().code(0);
    let claim = json(claim.lines()[0]);
    assert_eq!(claim["who"], "Hikvision");
    assert_eq!(claim["origins"], serde_json::json!(["Hikvision"]));
}

#[test]
fn sources_say_what_depends_on_one() {
    let done = over_shipped(["sources", "ihs-1912"]).run().code(0);
    let line: Vec<&str> = done.lines()[0].split('\t').collect();
    assert_eq!((line[0], line[1], line[3]), ("ihs-1912", "milipol-paris-2019", "estimate"));
    let afp = |arguments: &[&str]| over_shipped(arguments).run().code(0).lines().len();
    assert!(afp(&["sources", "--origin", "afp"]) > afp(&["sources", "bu-1911-f24"]));
    assert_eq!(afp(&["sources"]), 43);
    over_shipped(["sources", "--origin", "unknown"])
        .run()
        .code(1)
        .complains(&["no source has the origin `unknown`"]);
}

#[test]
fn a_source_is_found_by_what_only_texts_cite() {
    let mut ids = over_shipped(["list", "source:idc-cam"]).run().code(0).ids().join(" ");
    assert_eq!(ids, "milipol-paris-2019");
    ids = over_shipped(["list", "origin:IDC"]).run().code(0).ids().join(" ");
    assert_eq!(ids, "milipol-paris-2019");
}

#[test]
fn the_matrix_is_a_table_for_programs_and_for_spreadsheets() {
    let done = over_shipped(["matrix", "hikvision type:company"]).run().code(0);
    assert!(done.lines()[0].starts_with("company × event\tus-ndaa-2019\t"), "{}", done.out);
    assert!(done.lines()[1].starts_with("hikvision\tbarred\t") && done.lines()[1].ends_with("\t4"));
    let csv = over_shipped(["matrix", "--rows", "tag", "--columns", "year", "--csv"]).run().code(0);
    assert!(csv.lines()[0].starts_with("tag × year,2018,2019"), "{}", csv.lines()[0]);
    let cell = over_shipped(["matrix", "--json"]).run().code(0);
    assert!(cell.lines().iter().map(|line| json(line)).any(|cell| {
        cell["row"] == "hikvision" && cell["column"] == "milipol-paris-2019" && cell["origins"][0] == "AFP"
    }));
}

#[test]
fn briefings_are_compared_side_by_side() {
    let done = over_shipped(["compare", "hikvision", "dahua"]).run().code(0);
    assert_eq!(done.lines()[0], "aspect\tkey\thikvision\tdahua");
    done.prints(&[
        "Status\tus-entity-list\tactive since 2019-10-09\tactive since 2019-10-09",
        "Events\tMilipol Paris 2019\tabsent\t\n",
    ]);
    over_shipped(["compare", "hikvision", "hikvision"])
        .run()
        .code(2)
        .complains(&["cannot compare a briefing with itself"]);
}

#[test]
fn a_statement_is_cited_in_every_style() {
    over_shipped(["show", "hikvision", "--cite=3"]).run().code(0).prints(&[
        "AFP ranks it first in the world in video surveillance.\n  AFP, on TechXplore: ",
        "24 Nov 2019, https://techxplore.com/",
        "(Hikvision, Key facts, as of 2019-11-24)",
    ]);
    let csl = over_shipped(["show", "hikvision", "--cite", "--cite-format", "csl"]).run().code(0);
    let items: Value = serde_json::from_str(&csl.out).unwrap();
    let ids: Vec<&str> = items.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"afp-1911") && ids.len() == 16, "{ids:?}");
    over_shipped(["show", "hikvision", "--cite=99"]).run().code(1).complains(&["try a number from 1 to 25"]);
}

#[test]
fn a_vault_without_our_keys_has_backlinks_dates_and_tags_by_years() {
    let vault = Folder::new()
        .with("one.md", "---\ntags: [ideas]\ndate: 2021-03-04\n---\nSee [[two]].")
        .with("two.md", "---\ntags: ideas\ndate: 2022-01-01\n---\nWords.");
    let over = |arguments: &[&str]| {
        let arguments = ["-L", vault.path().to_str().unwrap()].into_iter().chain(arguments.iter().copied());
        briefing(arguments).run().code(0).out
    };
    assert_eq!(over(&["matrix"]), "tag × year\t2021\t2022\ttotal\nideas\t1\t1\t2\n");
    assert_eq!(over(&["links", "two"]), "text\t5\tone\tone\nshares\ttags: ideas\tone\tone\n");
    assert!(over(&["timeline"]).starts_with("2021-03-04\tdated\tone\t"));
}
