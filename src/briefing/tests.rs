//! Whole files in, briefings out.

use std::path::Path;

use super::*;

#[track_caller]
fn read(text: &str) -> Briefing {
    let (briefing, problems) = read_with_problems(text);
    assert_eq!(problems, []);
    briefing
}

fn read_with_problems(text: &str) -> (Briefing, Vec<Problem>) {
    Briefing::read(Path::new("lib/acme.md"), text.as_bytes())
}

fn shown(problems: &[Problem]) -> Vec<String> {
    let shown = |problem: &Problem| {
        let hint = problem.hint.as_ref().map_or(String::new(), |hint| format!(" ({hint})"));
        format!("{}:{} {}{hint}", problem.line, problem.column, problem.what)
    };
    problems.iter().map(shown).collect()
}

fn extra(briefing: &Briefing) -> Vec<(&str, &str)> {
    briefing.extra.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
}

fn words(texts: &[Clean]) -> Vec<&str> {
    texts.iter().map(Clean::as_str).collect()
}

const COMPANY: &str = r#"---
type: company
title: "Hikvision"
description: "Chinese video-surveillance maker."
updated: 2026-11-21
as_of: "2019-11-24"
aliases:
  - "Hikvision Digital Technology"
country: cn
city: "Hangzhou"
status:
  - {program: us-entity-list, state: active, since: "2019-10-09", sources: [scmp-1910, bis-1910]}
  - {program: us-ban, state: paused, since: 2019, until: 2020-05~, note: "section 889"}
links:
  - {to: milipol-paris-2019, role: absent, sources: [afp-1911]}
  - {to: dahua}
people:
  - "Yolen Ye (GDU, sales manager)"
  - "Nobody"
tags: [video-surveillance, xinjiang]
confidence: moderate
caveats:
  - "Articles end in November 2019."
draft: false
ticker: 002415
---

## Bottom line

Text.
"#;

#[test]
fn a_company_is_read_with_all_its_keys() {
    let company = read(COMPANY);
    assert_eq!(
        (company.kind, company.id.0.as_str(), company.title.as_str()),
        (Kind::Company, "acme", "Hikvision")
    );
    assert_eq!(company.description.unwrap(), "Chinese video-surveillance maker.");
    assert_eq!(company.updated, Day::new(2026, 11, 21));
    assert_eq!(company.as_of, FactDate::parse("2019-11-24").ok());
    assert_eq!((words(&company.countries), company.city.unwrap().as_str()), (vec!["CN"], "Hangzhou"));
    assert_eq!(words(&company.aliases), ["Hikvision Digital Technology"]);
    assert_eq!(company.status[0].state, StatusState::Active);
    assert_eq!(words(&company.status[0].sources), ["scmp-1910", "bis-1910"]);
    assert_eq!(company.status[1].state, StatusState::Other(Clean::line("paused")));
    assert_eq!(company.status[1].since.unwrap().to_string(), "2019");
    assert_eq!(company.status[1].until.unwrap().to_string(), "2020-05~");
    assert_eq!(
        (company.links[0].to.as_str(), company.links[0].role.as_str()),
        ("milipol-paris-2019", "absent")
    );
    assert_eq!(company.links[1].role, "related");
    assert_eq!(
        (company.people[0].name.as_str(), company.people[0].about.as_deref()),
        ("Yolen Ye", Some("GDU, sales manager"))
    );
    assert_eq!((company.people[1].name.as_str(), company.people[1].about.as_deref()), ("Nobody", None));
    assert_eq!(company.confidence, Some(Confidence::Moderate));
    assert_eq!((words(&company.caveats), company.draft), (vec!["Articles end in November 2019."], false));
    assert_eq!(company.extra[..], [(Clean::line("ticker"), Clean::line("002415"))]);
    assert_eq!((company.source, company.problem), (None, None));
}

#[test]
fn a_source_has_a_record_and_an_origin() {
    let source = read(
        "---\ntype: source\ntitle: Watch\npublisher: TechXplore\nauthor: [A, B]\npublished: 2019-11\nretrieved: 2021-12-05\nurl: https://example.com/a\norigin: AFP\n---\n",
    );
    assert_eq!(source.origin().as_str(), "AFP");
    let record = source.source.unwrap();
    assert_eq!(record.author.unwrap(), "A, B");
    assert_eq!(record.published.unwrap().to_string(), "2019-11");
    assert_eq!(record.retrieved, Day::new(2021, 12, 5));
    assert_eq!(read("---\ntype: source\npublisher: P\n---\n").origin().as_str(), "P");
    assert_eq!(read("---\ntype: source\ntitle: T\n---\n").origin().as_str(), "T");
}

#[test]
fn the_type_is_a_word_and_missing_means_a_note() {
    assert_eq!(read("---\nkind: Event\n---\n").kind, Kind::Event);
    assert_eq!(read("---\ntype: person\n---\n").kind, Kind::Other(Clean::line("person")));
    assert_eq!(read("---\ntype:\n---\n").kind, Kind::Note);
    assert_eq!(read("Text").kind, Kind::Note);
    let both = read("---\ntype: event\nkind: page\n---\n");
    assert_eq!((both.kind.clone(), extra(&both)), (Kind::Event, vec![("kind", "page")]));
}

#[test]
fn a_title_is_the_key_else_a_first_heading_that_opens_the_text_else_the_file_name() {
    for (text, title) in [
        ("---\ntitle: 2019\n---\n# Heading\n", "2019"),
        ("---\ntitle: 1.10\n---\n", "1.10"),
        ("---\ntitle: true\n---\n", "true"),
        ("---\ntitle: {a: b}\n---\n", "{a: b}"),
        ("---\ntitle: [one, two]\n---\n", "one, two"),
        ("---\ntitle: {{ page.title }}\n---\n", "{{ page.title }}"),
        ("---\ntitle:\n---\n# First *level*\n", "First level"),
        ("---\ntitle:\n---\n## Second level\n", "acme"),
        ("Text\n\n# Later\n", "acme"),
        ("<!--\n# Hidden\n-->\n\n# Real\n", "Real"),
        ("---\ntitle: ''\n---\nText\n", "acme"),
        ("Heading\n===\n", "Heading"),
        ("", "acme"),
        ("\u{FEFF}# With a mark\n", "With a mark"),
    ] {
        assert_eq!(read(text).title, title, "{text:?}");
    }
}

#[test]
fn values_of_other_types_are_kept() {
    let hugo = read(
        "---\ntitle: Post\ndate: 2019-10-07T10:00:00+02:00\nlastmod: 2020-01-02\ntags: one\naliases: [/old/, /older/]\nstatus: published\nlinks: [a, b]\nstart: soon\npublished: true\nsummary: Short.\nmenu: {main: {weight: 5}}\n---\n",
    );
    assert_eq!(hugo.updated, Day::new(2020, 1, 2));
    assert_eq!((words(&hugo.tags), words(&hugo.aliases)), (vec!["one"], vec!["/old/", "/older/"]));
    assert_eq!(hugo.description.as_deref(), Some("Short."));
    assert_eq!(
        extra(&hugo),
        [
            ("status", "published"),
            ("links", "a"),
            ("links", "b"),
            ("start", "soon"),
            ("published", "true"),
            ("menu.main.weight", "5"),
            ("date", "2019-10-07T10:00:00+02:00"),
        ]
    );
    assert_eq!(hugo.source, None);
    let others = read(
        "---\ntags: [a, 2019, null, a]\naliases: {name: X, url: y}\ncountry: [de, France]\nauthor: {name: N}\n---\n",
    );
    assert_eq!(words(&others.tags), ["a", "2019"]);
    assert_eq!(words(&others.aliases), ["X"]);
    assert_eq!(words(&others.countries), ["DE", "France"]);
    assert_eq!(others.source.unwrap().author.unwrap(), "N");
    assert_eq!(words(&read("---\ntags: a, b c\n---\n").tags), ["a", "b c"]);
    assert_eq!(words(&read("---\ntags: '#a #b'\n---\n").tags), ["a", "b"]);
    assert_eq!(words(&read("---\ntags:\n---\n").tags), Vec::<&str>::new());
}

#[test]
fn what_zola_nests_is_merged_in() {
    let zola = read(
        "+++\ntitle = \"Z\"\ndate = 2019-10-07\ndraft = true\n[taxonomies]\ntags = [\"a\", \"b\"]\ncategories = [\"c\"]\n[extra]\ntype = \"x\"\ncity = \"Graz\"\ntitle = \"no\"\nown = 1.50\n+++\n",
    );
    assert_eq!((zola.title.as_str(), zola.draft, zola.updated), ("Z", true, Day::new(2019, 10, 7)));
    assert_eq!((words(&zola.tags), zola.city.as_deref()), (vec!["a", "b"], Some("Graz")));
    assert_eq!(extra(&zola), [("categories", "c"), ("own", "1.50"), ("extra.title", "no")]);
    assert_eq!(zola.kind, Kind::Other(Clean::line("x")));
}

#[test]
fn dates_of_other_programs_are_fallbacks_for_updated() {
    for (front, day) in [
        ("updated: 2026-11-21\ndate: 2027-01-01", "2026-11-21"),
        ("date: 10/07/2019", "2019-10-07"),
        ("modified: 1570406400000", "2019-10-07"),
        ("date: 2019-10-07\nlastmod: 2019-10-09\nmodified: 2019-10-08", "2019-10-09"),
    ] {
        assert_eq!(read(&format!("---\n{front}\n---\n")).updated.unwrap().to_string(), day, "{front}");
    }
    let never = read("---\ndate: some day\n---\n");
    assert_eq!((never.updated, extra(&never)), (None, vec![("date", "some day")]));
}

#[test]
fn wrong_values_in_our_own_kinds_are_reported_with_place_and_hint_and_kept() {
    let (event, problems) = read_with_problems(
        "---\ntype: event\ntitle: E\nupdated: 2026-1-1\nstart: 2019-8\nend: 19.11.2019\nconfidence: certain\ndraft: perhaps\nlinks:\n  - {role: x}\n  - dahua\n---\n",
    );
    assert_eq!(
        shown(&problems),
        [
            "4:10 `updated`: month and day need two digits, with `-` before them (write `2026-01-01`)",
            "5:8 `start`: month and day need two digits, with `-` before them (write `2019-08`)",
            "6:6 `end`: write the year first (write `2019-11-19`)",
            "7:13 invalid value for `confidence` (try low, moderate or high)",
            "8:8 invalid value for `draft` (try true or false)",
            "10:5 a link needs a `to` with the id of its target (write {to: ID, role: …})",
            "11:5 a link needs a `to` with the id of its target (write {to: ID, role: …})",
        ]
    );
    assert_eq!(event.updated, Day::new(2026, 1, 1));
    assert_eq!(
        event.problem.as_deref(),
        Some("line 4: `updated`: month and day need two digits, with `-` before them")
    );
    assert!(extra(&event).contains(&("start", "2019-8")) && extra(&event).contains(&("links", "dahua")));
}

#[test]
fn hazard_11_a_broken_front_matter_never_hides_the_file() {
    let (briefing, problems) =
        read_with_problems("---\ntype: company\ntitle: Acme: Q3 results\ntags: [a]\n---\nBody\n");
    assert_eq!((briefing.kind, briefing.title.as_str()), (Kind::Company, "Acme: Q3 results"));
    assert_eq!(words(&briefing.tags), ["a"]);
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].line, problems[0].severity), (3, Severity::Error));
    assert_eq!(problems[0].hint.as_deref(), Some("write title: \"Acme: Q3 results\""));
    assert!(briefing.problem.unwrap().starts_with("line 3: "));
}

#[test]
fn hazard_11_bytes_in_another_encoding_are_marked() {
    let (briefing, problems) = Briefing::read(Path::new("a.md"), b"---\ntitle: caf\xE9\n---\n");
    assert_eq!(briefing.title, "caf\u{FFFD}");
    assert_eq!(
        shown(&problems),
        ["2:11 not UTF-8: invalid bytes are shown as \u{FFFD} (save the file as UTF-8)"]
    );
    let utf16: Vec<u8> =
        "\u{FEFF}---\ntitle: Société\n---\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(Briefing::read(Path::new("a.md"), &utf16).0.title, "Société");
}

#[test]
fn hazard_15_a_binary_file_is_listed_with_its_reason() {
    let (briefing, problems) = Briefing::read(Path::new("x/photo.md"), b"\x89PNG\0\0");
    assert_eq!(
        (briefing.title.as_str(), briefing.problem.as_deref()),
        ("photo", Some("binary file, not text"))
    );
    assert_eq!(problems.len(), 1);
}

#[test]
fn hazard_1_escapes_in_front_matter_become_visible() {
    let briefing = read("---\ntitle: \"a\\e[31mb\"\ntags: [\"x\\u202Ey\"]\nown: \"\\x07\"\n---\n");
    assert_eq!(briefing.title, "a␛[31mb");
    assert_eq!((words(&briefing.tags), extra(&briefing)), (vec!["x‹202E›y"], vec![("own", "␇")]));
}

#[test]
fn the_body_knows_its_first_line() {
    let of = |text: &str| {
        let body = body(text.as_bytes());
        (body.text, body.first_line)
    };
    assert_eq!(of("---\na: 1\n---\nBody\n"), ("Body\n".into(), 4));
    assert_eq!(of("\u{FEFF}---\r\na: 1\r\n---\r\nBody\r\nmore"), ("Body\nmore".into(), 4));
    assert_eq!(of("Body"), ("Body".into(), 1));
    assert_eq!(of("---\nno front matter\n---\n"), ("---\nno front matter\n---\n".into(), 1));
    assert_eq!(of(""), (String::new(), 1));
}

#[test]
fn keys_are_found_on_demand() {
    let found = locate(COMPANY.as_bytes(), "status[1].until").unwrap();
    assert_eq!((found.value.line, found.value.length), (13, 8));
    assert_eq!(found.key.map(|key| (key.line, key.length)), Some((13, 5)));
}

#[test]
fn keys_are_understood_in_any_case() {
    let lower = "type: company\ntitle: Acme\ndescription: Short.\nupdated: 2026-11-21\nas_of: 2019\nstart: 2018\n\
                 end: 2020\naliases: [A]\ncountry: cn\ncity: Paris\nstatus: [{program: p, state: active, since: 2019}]\n\
                 links: [{to: b, role: supplier, note: n, sources: [s]}]\npeople: [P]\ntags: [t]\nconfidence: low\n\
                 caveats: [c]\ndraft: true\npublisher: P\nauthor: W\npublished: 2019-10\nretrieved: 2021-12-05\n\
                 url: https://example.com\norigin: O\n";
    let expected = read(&format!("---\n{lower}---\n"));
    let title_case = |key: &str| key[..1].to_ascii_uppercase() + &key[1..];
    let with_keys = |change: &dyn Fn(&str) -> String| -> String {
        let mut text = String::new();
        // Keys stand at the start of a line, behind `{` or behind a comma and a blank.
        let mut rest = lower;
        while let Some(at) = rest.find(": ") {
            let (before, after) = rest.split_at(at);
            let start = before.rfind(['\n', '{', ' ']).map_or(0, |at| at + 1);
            text.push_str(&before[..start]);
            text.push_str(&change(&before[start..]));
            text.push_str(": ");
            rest = &after[2..];
        }
        format!("---\n{text}{rest}---\n")
    };
    for change in [&title_case as &dyn Fn(&str) -> String, &|key| key.to_ascii_uppercase()] {
        let text = with_keys(change);
        assert_eq!(read(&text), expected, "{text}");
        let bytes = text.as_bytes();
        for path in ["title", "links[0].to", "status[0].program", "tags[0]"] {
            assert!(locate(bytes, path).is_some(), "{path} in {text}");
        }
    }
    for (text, day) in [("Date: 2020-01-02", 2), ("LastMod: 2020-01-03", 3), ("MODIFIED: 2020-01-04", 4)] {
        assert_eq!(read(&format!("---\n{text}\n---\n")).updated, Day::new(2020, 1, day));
    }
    for (text, tags) in [
        ("+++\nTitle = \"T\"\n[Taxonomies]\nTags = [\"x\"]\n+++\n", vec!["x"]),
        ("+++\n[Extra]\nTags = [\"y\"]\n+++\n", vec!["y"]),
    ] {
        assert_eq!(words(&read(text).tags), tags, "{text}");
    }
}

#[test]
fn of_a_key_in_several_cases_the_one_in_lower_case_counts() {
    let both = read("---\nTitle: Upper\ntitle: lower\nTITLE: all\n---\n");
    assert_eq!((&*both.title, extra(&both)), ("lower", vec![("Title", "Upper"), ("TITLE", "all")]));
    let capitals = read("---\nTitle: Upper\nTITLE: all\n---\n");
    assert_eq!((&*capitals.title, extra(&capitals)), ("Upper", vec![("TITLE", "all")]));
    let empty = read("---\ntitle:\nTitle: Upper\n---\n");
    assert_eq!(&*empty.title, "Upper");
    // Keys of other people keep their spelling.
    assert_eq!(extra(&read("---\nDueDate: soon\n---\n")), [("DueDate", "soon")]);
}

#[test]
fn a_day_in_the_file_name_dates_what_gives_no_date() {
    let updated = |path: &str, front: &str| {
        Briefing::read(Path::new(path), format!("---\n{front}\n---\n").as_bytes()).0.updated
    };
    let day = Day::new(2026, 11, 20);
    for path in
        ["2026-11-20.md", "daily/2026-11-20 Design review.md", "_posts/2026-11-20-x.md", "20261120.md"]
    {
        assert_eq!(updated(path, "tags: [a]"), day, "{path}");
        assert_eq!(updated(path, "date: 2020-01-02"), Day::new(2020, 1, 2), "{path}");
    }
    for front in ["as_of: 2019", "start: 2019", "end: 2019", "published: 2019", "type: company"] {
        assert_eq!(updated("2026-11-20.md", front), None, "{front}");
    }
    assert_eq!(updated("2026/11/20.md", ""), None);
}

#[test]
fn tags_in_the_text_stand_behind_those_of_the_front_matter() {
    let tags = |text: &str| words(&read(text).tags).join(" ");
    assert_eq!(tags("---\ntags: [one, Todo]\n---\n\nText #two #todo #one #two.\n"), "one Todo two");
    assert_eq!(tags("Text #garden/trees and `#code`.\n"), "garden/trees");
    assert_eq!(tags("---\n# comment #not\ntitle: T #not\n---\n#yes\n"), "yes");
    assert_eq!(tags("---\ntags: one\n---\n"), "one");
}
