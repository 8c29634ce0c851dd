//! Small libraries, written in the test.

use super::*;
use crate::library::test_library::{ix, with_evidence};

/// One line an entry: date, title, marks, text, citations.
fn shown(library: &Library, timeline: &Timeline) -> Vec<String> {
    let line = |entry: &TimelineEntry| {
        let marks: Vec<String> = entry.marks.iter().map(|(mark, count)| format!("{mark} {count}")).collect();
        let cited: Vec<&str> = entry.citations.iter().map(Clean::as_str).collect();
        format!(
            "{} {} [{}] {} <{}>",
            entry.when,
            entry.title(library),
            marks.join(", "),
            entry.text,
            cited.join(" ")
        )
    };
    timeline.entries.iter().map(line).collect()
}

const ACME: &str = "\
---
type: company
title: Acme
status:
  - {program: list, state: active, since: 2019-10-09, until: 2021, note: by rule, sources: [a]}
links: [{to: fair, role: absent, note: no stand, sources: [a]}]
---
## Timeline

- 2019-10: coarse.[^b]
- 2019-10-31: fine.[^b]
- 2019: coarser.
- 2019-11-19: **Claim (Bob):** opened.[^b]

[^a]: A
[^b]: B
";
const BETA: &str = "\
---
type: company
title: Beta
status: [{program: list, state: active, since: 2019-10-09, sources: [b]}]
links: [{to: fair, role: absent, sources: [b]}]
---
## Timeline

- 2019-10-31: Fine.[^a]

[^a]: A
";
const FAIR: &str =
    "---\ntype: event\ntitle: Fair\ndescription: A fair.\nstart: 2019-11-19\nend: 2019-11-22\n---\n";

#[test]
fn one_company_has_its_lines_its_standing_and_its_events_by_date() {
    let (library, evidence) = with_evidence(&[("acme", ACME), ("fair", FAIR)]);
    let timeline = Timeline::new(&library, &evidence, &[ix(&library, "acme")]);
    assert_eq!(
        shown(&library, &timeline),
        [
            "2019-10-09 list [active 1] by rule <a>",
            "2019-10-31 Acme [] fine. <b>",
            "2019-10 Acme [] coarse. <b>",
            "2019-11-19 Acme [] claim (Bob): opened. <b>",
            "2019-11-19/2019-11-22 Fair [absent 1] no stand <a>",
            "2019 Acme [] coarser. <>",
            "2021 list [ended 1] by rule <a>",
        ]
    );
}

#[test]
fn the_same_event_on_the_same_day_is_one_entry_with_the_sources_of_all() {
    let (library, evidence) = with_evidence(&[("acme", ACME), ("beta", BETA), ("fair", FAIR)]);
    let all: Vec<Ix> = library.iter().map(|(ix, _)| ix).collect();
    let timeline = Timeline::new(&library, &evidence, &all);
    let shown = shown(&library, &timeline);
    assert!(shown.contains(&"2019-10-09 list [active 2] by rule <a b>".to_owned()), "{shown:#?}");
    assert!(shown.contains(&"2019-10-31 Acme [] fine. <b a>".to_owned()), "{shown:#?}");
    assert!(shown.contains(&"2019-11-19/2019-11-22 Fair [absent 2] A fair. <a b>".to_owned()), "{shown:#?}");
    assert_eq!(shown.len(), 7);
}

#[test]
fn a_period_takes_what_can_lie_in_it() {
    let (library, evidence) = with_evidence(&[("acme", ACME), ("fair", FAIR)]);
    let set = [ix(&library, "acme")];
    let day = |text| Day::parse(text).unwrap();
    let october = Timeline::within(&library, &evidence, &set, |first, last| {
        first <= day("2019-10-31") && last.is_none_or(|last| day("2019-10-01") <= last)
    });
    let dates: Vec<String> = october.entries.iter().map(|entry| entry.when.to_string()).collect();
    assert_eq!(dates, ["2019-10-09", "2019-10-31", "2019-10", "2019"]);
    assert!(Timeline::within(&library, &evidence, &set, |_, _| false).entries.is_empty());
}

#[test]
fn a_period_of_many_briefings_has_the_entries_of_the_whole_that_lie_in_it() {
    let library = crate::library::embedded().library;
    let evidence = crate::library::gather_evidence(&library).evidence;
    let all: Vec<Ix> = library.all().collect();
    assert!(all.len() >= MANY);
    let whole = Timeline::new(&library, &evidence, &all);
    for year in 2010..2023 {
        let is_wanted = |first: Day, last: Option<Day>| {
            first.year() <= year && last.is_none_or(|last| last.year() >= year)
        };
        let mut expected = whole.clone();
        expected.entries.retain(|entry| is_wanted(entry.when.first(), entry.when.last()));
        assert_eq!(Timeline::within(&library, &evidence, &all, is_wanted), expected, "{year}");
    }
}

#[test]
fn density_counts_by_year_quarter_month_and_day() {
    let (library, evidence) = with_evidence(&[("acme", ACME), ("fair", FAIR)]);
    let timeline = Timeline::new(&library, &evidence, &[ix(&library, "acme")]);
    let counts = |unit| timeline.density(unit).into_iter().map(|(_, count)| count).collect::<Vec<_>>();
    assert_eq!(timeline.density(TimeUnit::Year), [(2019, 6), (2021, 1)]);
    assert_eq!(counts(TimeUnit::Quarter), [6, 1]);
    assert_eq!(counts(TimeUnit::Month), [3, 2, 1, 1]);
    assert_eq!(timeline.density(TimeUnit::Day).len(), 5);
}

#[test]
fn a_coarse_date_is_listed_under_a_period_of_its_own_size() {
    let bucket = |date: &str, unit| Bucket::of(FactSpan::parse(date).unwrap(), unit).to_string();
    assert_eq!(bucket("2019-11-19/2019-11-22", TimeUnit::Quarter), "2019 Q4");
    assert_eq!(bucket("2019-11", TimeUnit::Day), "2019-11");
    assert_eq!(bucket("2019-11", TimeUnit::Quarter), "2019 Q4");
    assert_eq!(bucket("2019~", TimeUnit::Month), "2019");
    assert_eq!(bucket("2019-02-05", TimeUnit::Month), "2019-02");
    assert_eq!(bucket("2019-02-05", TimeUnit::Day), "2019-02-05");
}

#[test]
fn notes_have_the_date_of_their_front_matter_and_sources_theirs_among_themselves() {
    let files = [
        ("post", "---\ntitle: Post\ndate: 2020-03-01\n---\n"),
        ("src", "---\ntype: source\npublisher: P\npublished: 2019-05\n---\n"),
    ];
    let (library, evidence) = with_evidence(&files);
    let all: Vec<Ix> = library.iter().map(|(ix, _)| ix).collect();
    let dates = |set: &[Ix]| -> Vec<String> {
        Timeline::new(&library, &evidence, set).entries.iter().map(|entry| entry.when.to_string()).collect()
    };
    assert_eq!(dates(&all), ["2020-03-01"]);
    assert_eq!(dates(&[ix(&library, "src")]), ["2019-05"]);
}
