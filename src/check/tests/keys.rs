//! Front matter and its keys.

use super::*;

#[test]
fn values_and_dates_are_marked_whole() {
    let broken = fixture().but("events/fair.md", "start: 2019-11-19", "start: 2019-8").but(
        "companies/acme.md",
        "country: FR",
        "country: France\nconfidence: sure",
    );
    assert_eq!(
        broken.says(),
        [
            "acme:8:10 warning[bad-value] France: unknown country code `France`; try a two-letter code of ISO 3166-1, such as FR",
            "acme:9:13 error[bad-value] sure: invalid value for `confidence`; try low, moderate or high",
            "fair:6:8 error[bad-date] 2019-8: `start`: month and day need two digits, with `-` before them; write `2019-08`",
        ]
    );
}

#[test]
fn a_front_matter_that_no_parser_takes_is_an_error() {
    let broken = fixture().but("events/fair.md", "title: Fair", "title: Fair: 2019");
    assert_eq!(
        broken.says(),
        ["fair:3:12 error[front-matter] :: the value must be in quotes; write title: \"Fair: 2019\""]
    );
    let double = fixture().but("events/fair.md", "title: Fair", "title: Fair\ntitle: Fair");
    assert_eq!(double.report().diagnostics[0].level, Level::Warning);
    assert_eq!(double.codes(), ["front-matter"]);
}

#[test]
fn an_end_is_not_before_its_beginning() {
    let broken = fixture().but("events/fair.md", "end: 2019-11-22", "end: 2019-11-01").but(
        "companies/acme.md",
        "since: \"2019\"",
        "since: \"2019\", until: \"2018\"",
    );
    assert_eq!(
        broken.says(),
        [
            "acme:10:61 error[date-order] \"2018\": `until` 2018 is before `since` 2019",
            "fair:7:6 error[date-order] 2019-11-01: `end` 2019-11-01 is before `start` 2019-11-19",
        ]
    );
    let coarse = fixture().but("events/fair.md", "end: 2019-11-22", "end: \"2019\"");
    assert_eq!(coarse.codes(), Vec::<&str>::new());
}

#[test]
fn required_keys_are_missed_in_our_own_kinds() {
    let broken = fixture()
        .but("companies/acme.md", "description: D", "descripton: D")
        .but("companies/acme.md", ", role: exhibitor", "")
        .but("companies/acme.md", "state: active, ", "")
        .but("events/fair.md", "start: 2019-11-19\n", "")
        .but("sources/afp.md", "publisher: AFP", "publisher:");
    assert_eq!(
        broken.says(),
        [
            "acme:4:1 error[missing-key] descripton: the company has no `description`; did you mean `description`?",
            "acme:10:5 error[missing-key] {program: us-list, since: \"2019\", sources: [afp]}: the status of program `us-list` has no `state`",
            "acme:12:5 error[missing-key] {to: fair, sources: [afp]}: the link to fair has no `role`",
            "fair:2:1 error[missing-key] type: the event has no `start`; add `start: \"2019-11-19\"`",
            "afp:4:1 error[missing-key] publisher: `publisher` is empty",
        ]
    );
}

#[test]
fn other_peoples_markdown_is_not_held_to_our_keys() {
    let foreign = CheckFixture::default()
        .with(
            "index.md",
            "---\nlayout: post\nstatus: published\nlinks: [a, b]\ndate: 10/07/2019\n---\n# Hi\n",
        )
        .with("notes/index.md", "# Also\n\n## Key facts\n\n- No source.\n\n## Timeline\n\n- once\n")
        .with(
            "post.md",
            "---\ntype: post\naliases: [/old/]\n---\n[site](/docs/x/) [[Not yet]] `[^a]` [x]({{ url }})\n",
        );
    assert_eq!(
        foreign.says(),
        ["post:5:20 hint[broken-link] Not yet: broken link: no briefing has the name `Not yet`"]
    );
}

#[test]
fn descriptions_and_caveats_fit_their_line() {
    let long = format!("description: {}", "é".repeat(161));
    let broken = fixture().but("companies/acme.md", "description: D", &long).but(
        "companies/acme.md",
        "country: FR",
        &format!("caveats:\n  - short\n  - {}", "x".repeat(101)),
    );
    let places: Vec<_> = broken.report().diagnostics.iter().map(|found| found.place).collect();
    assert_eq!(broken.codes(), ["too-long", "too-long"]);
    assert_eq!(
        [(places[0].line, places[0].length), (places[1].line, places[1].length)],
        [(4, 161), (10, 101)]
    );
    let just =
        fixture().but("companies/acme.md", "description: D", &format!("description: {}", "é".repeat(160)));
    assert_eq!(just.codes(), Vec::<&str>::new());
}

#[test]
fn a_text_is_stale_only_before_the_day_asked_for() {
    let mut old = fixture();
    old.options.stale_before = Day::new(2026, 2, 1);
    assert_eq!(
        old.says(),
        [
            "acme:5:10 warning[stale] 2026-01-31: `updated` is 2026-01-31, before 2026-02-01; review the text, then set `updated`",
            "fair:5:10 warning[stale] 2026-01-31: `updated` is 2026-01-31, before 2026-02-01; review the text, then set `updated`",
        ]
    );
    old.options.stale_before = Day::new(2026, 1, 31);
    assert_eq!(old.codes(), Vec::<&str>::new());
}
