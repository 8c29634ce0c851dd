//! For each rule a file that breaks it and one that doesn't, as sentences over a small library.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;
use crate::briefing::Briefing;
use crate::library::Origin;

/// Files below `lib`, checked as a library.
#[derive(Clone, Default)]
struct Shelf {
    files: BTreeMap<PathBuf, String>,
    options: Options,
}

/// A company, an event and a source that are in order.
fn shelf() -> Shelf {
    Shelf::default().with("companies/acme.md", ACME).with("events/fair.md", FAIR).with("sources/afp.md", AFP)
}

const ACME: &str = "---
type: company
title: Acme
description: D
updated: 2026-01-31
as_of: \"2019-11-24\"
aliases: [Acme Corp]
country: FR
status:
  - {program: us-list, state: active, since: \"2019\", sources: [afp]}
links:
  - {to: fair, role: exhibitor, sources: [afp]}
---

## Bottom line

The answer.[^afp]

## Key facts

- It did so at the [fair](../events/fair.md).[^afp]
- **Assessment:** it will again.

## Timeline

- 2019-10: it began.[^afp]

## Sources

[^afp]: [AFP](../sources/afp.md).
";

const FAIR: &str = "---
type: event
title: Fair
description: D
updated: 2026-01-31
start: 2019-11-19
end: 2019-11-22
---
";

const AFP: &str = "---
type: source
title: Watch this
publisher: AFP
published: 2019-11-24
updated: 2026-01-31
---
";

impl Shelf {
    fn with(mut self, name: &str, text: &str) -> Self {
        self.files.insert(Path::new("lib").join(name), text.to_owned());
        self
    }

    /// With something else in the place of some text of a file.
    #[track_caller]
    fn but(mut self, name: &str, text: &str, other: &str) -> Self {
        let file = self.files.get_mut(&Path::new("lib").join(name)).expect("there is such a file");
        assert!(file.contains(text), "{text:?} is not in {name}");
        *file = file.replacen(text, other, 1);
        self
    }

    fn report(&self) -> Report {
        let read = |(path, text): (&PathBuf, &String)| Arc::new(Briefing::read(path, text.as_bytes()).0);
        let briefings = self.files.iter().map(read).collect();
        let library = Library::new(Origin::Folders(vec!["lib".into()]), briefings);
        let checker = Checker::new(&library, self.options);
        let all: Vec<Ix> = library.iter().map(|(ix, _)| ix).collect();
        let text = |ix: &Ix| self.files[&library.get(*ix).path].as_bytes();
        let checked = all.iter().map(|ix| checker.file(*ix, text(ix))).collect();
        checker.report(checked, &all, |path| path == Path::new("lib/events/plan.pdf"))
    }

    /// `acme:3:8 error[code] marked: what; hint`, one line each.
    fn says(&self) -> Vec<String> {
        let report = self.report();
        let line = |found: &Diagnostic| {
            let file = found.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let hint = found.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
            let (level, code, what) = (found.level, found.rule.code(), &found.what);
            let (place, [_, marked, _]) = (found.place, found.excerpt.parts());
            format!("{file}:{}:{} {level}[{code}] {marked}: {what}{hint}", place.line, place.column)
        };
        report.diagnostics.iter().map(line).collect()
    }

    /// The codes alone.
    fn codes(&self) -> Vec<&'static str> {
        self.report().diagnostics.iter().map(|found| found.rule.code()).collect()
    }
}

#[test]
fn a_library_in_order_has_nothing_wrong() {
    assert_eq!(shelf().says(), Vec::<String>::new());
}

#[test]
fn values_and_dates_are_marked_whole() {
    let broken = shelf().but("events/fair.md", "start: 2019-11-19", "start: 2019-8").but(
        "companies/acme.md",
        "country: FR",
        "country: France\nconfidence: sure",
    );
    assert_eq!(
        broken.says(),
        [
            "acme:8:10 warning[bad-value] France: `France` is no country code; write the two letters of ISO 3166-1, such as FR",
            "acme:9:13 error[bad-value] sure: `confidence` is not a level; write low, moderate or high",
            "fair:6:8 error[bad-date] 2019-8: `start`: month and day have two digits, with `-` before them; write `2019-08`",
        ]
    );
}

#[test]
fn a_front_matter_that_no_parser_takes_is_an_error() {
    let broken = shelf().but("events/fair.md", "title: Fair", "title: Fair: 2019");
    assert_eq!(
        broken.says(),
        [
            "fair:3:12 error[front-matter] :: mapping values are not allowed in this context; quote the value: title: \"Fair: 2019\""
        ]
    );
    let double = shelf().but("events/fair.md", "title: Fair", "title: Fair\ntitle: Fair");
    assert_eq!(double.report().diagnostics[0].level, Level::Warning);
    assert_eq!(double.codes(), ["front-matter"]);
}

#[test]
fn an_end_is_not_before_its_beginning() {
    let broken = shelf().but("events/fair.md", "end: 2019-11-22", "end: 2019-11-01").but(
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
    let coarse = shelf().but("events/fair.md", "end: 2019-11-22", "end: \"2019\"");
    assert_eq!(coarse.codes(), Vec::<&str>::new());
}

#[test]
fn required_keys_are_missed_in_our_own_kinds() {
    let broken = shelf()
        .but("companies/acme.md", "description: D", "descripton: D")
        .but("companies/acme.md", ", role: exhibitor", "")
        .but("companies/acme.md", "state: active, ", "")
        .but("events/fair.md", "start: 2019-11-19\n", "")
        .but("sources/afp.md", "publisher: AFP", "publisher:");
    assert_eq!(
        broken.says(),
        [
            "acme:4:1 error[missing-key] descripton: the company has no `description`; did you mean `description`?",
            "acme:10:5 error[missing-key] {program: us-list, since: \"2019\", sources: [afp]}: the status in us-list has no `state`",
            "acme:12:5 error[missing-key] {to: fair, sources: [afp]}: the link to fair has no `role`",
            "fair:2:1 error[missing-key] type: the event has no `start`; add `start: \"2019-11-19\"`",
            "afp:4:1 error[missing-key] publisher: `publisher` is empty",
        ]
    );
}

#[test]
fn other_peoples_markdown_is_not_held_to_our_keys() {
    let foreign = Shelf::default()
        .with(
            "index.md",
            "---\nlayout: post\nstatus: published\nlinks: [a, b]\ndate: 10/07/2019\n---\n# Hi\n",
        )
        .with("notes/index.md", "# Also\n\n## Key facts\n\n- No source.\n\n## Timeline\n\n- once\n")
        .with(
            "post.md",
            "---\ntype: post\naliases: [/old/]\n---\n[site](/docs/x/) [[Not yet]] `[^a]` [x]({{ url }})\n",
        );
    assert_eq!(foreign.says(), ["post:5:20 note[broken-link] Not yet: no briefing is called `Not yet`"]);
}

#[test]
fn descriptions_and_caveats_fit_their_line() {
    let long = format!("description: {}", "é".repeat(161));
    let broken = shelf().but("companies/acme.md", "description: D", &long).but(
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
        shelf().but("companies/acme.md", "description: D", &format!("description: {}", "é".repeat(160)));
    assert_eq!(just.codes(), Vec::<&str>::new());
}

#[test]
fn a_text_is_stale_only_before_the_day_asked_for() {
    let mut old = shelf();
    old.options.stale_before = Day::new(2026, 2, 1);
    assert_eq!(
        old.says(),
        [
            "acme:5:10 warning[stale] 2026-01-31: last edited on 2026-01-31, before 2026-02-01; look through it, then set `updated`",
            "fair:5:10 warning[stale] 2026-01-31: last edited on 2026-01-31, before 2026-02-01; look through it, then set `updated`",
        ]
    );
    old.options.stale_before = Day::new(2026, 1, 31);
    assert_eq!(old.codes(), Vec::<&str>::new());
}

#[test]
fn as_of_is_not_before_a_cited_source() {
    let broken = shelf().but("companies/acme.md", "as_of: \"2019-11-24\"", "as_of: \"2019-10\"");
    assert_eq!(
        broken.says(),
        [
            "acme:6:8 warning[early-as-of] \"2019-10\": `as_of` 2019-10 is before afp, which was published 2019-11-24; write \"2019-11-24\" or later"
        ]
    );
    let same_month = shelf().but("companies/acme.md", "as_of: \"2019-11-24\"", "as_of: \"2019-11\"");
    assert_eq!(same_month.codes(), Vec::<&str>::new());
}

#[test]
fn unusual_states_and_roles_are_mentioned() {
    let odd = shelf().but("companies/acme.md", "state: active", "state: activ").but(
        "companies/acme.md",
        "role: exhibitor",
        "role: host",
    );
    assert_eq!(
        odd.says(),
        [
            "acme:10:31 note[unknown-state] activ: `activ` is none of the states; did you mean `active`?",
            "acme:12:22 note[unknown-role] host: `host` is no usual role; usual here: exhibitor, attendee, speaker, organiser, absent, listed, proposed, barred, excluded, affected",
        ]
    );
    let strict = Shelf { options: Options { strict: true, ..Options::default() }, ..odd };
    assert!(strict.report().diagnostics.iter().all(|found| found.level == Level::Note));
}

#[test]
fn unknown_ids_are_told_what_may_be_meant() {
    let broken = shelf().but("companies/acme.md", "{to: fair,", "{to: fairs,").but(
        "companies/acme.md",
        "role: exhibitor, sources: [afp]",
        "role: exhibitor, sources: [afp, apf]",
    );
    assert_eq!(
        broken.says(),
        [
            "acme:12:10 error[unknown-id] fairs: the library has no briefing `fairs`; did you mean `fair`?",
            "acme:12:49 error[unknown-id] apf: the library has no source `apf`; did you mean `afp`?",
        ]
    );
}

#[test]
fn items_that_were_refused_do_not_shift_the_places() {
    let broken = shelf().but("companies/acme.md", "links:\n", "links:\n  - {role: x}\n  - gone\n").but(
        "companies/acme.md",
        "{to: fair,",
        "{to: fairs,",
    );
    let places: Vec<_> = broken.report().diagnostics.iter().map(|f| (f.rule.code(), f.place.line)).collect();
    assert_eq!(places, [("bad-value", 12), ("bad-value", 13), ("unknown-id", 14)]);
}

#[test]
fn a_citation_is_a_source_of_the_library() {
    let broken = shelf().but("companies/acme.md", "it began.[^afp]", "it began.[^afb]").but(
        "companies/acme.md",
        "## Sources\n",
        "## Sources\n\n[^afb]: A book.\n",
    );
    assert_eq!(
        broken.says(),
        ["acme:26:21 warning[unknown-source] [^afb]: `afb` is no source of the library; did you mean `afp`?"]
    );
}

#[test]
fn both_ends_of_a_link_say_the_same_role() {
    let links = |role: &str| format!("end: 2019-11-22\nlinks:\n  - {{to: acme, role: {role}}}");
    let broken = shelf().but("events/fair.md", "end: 2019-11-22", &links("absent"));
    assert_eq!(
        broken.says(),
        [
            "acme:12:22 error[role-conflict] exhibitor: the role is `exhibitor` here and `absent` in fair; declare it once, or the same in both files",
            "fair:9:22 error[role-conflict] absent: the role is `absent` here and `exhibitor` in acme; declare it once, or the same in both files",
        ]
    );
    let same = shelf().but("events/fair.md", "end: 2019-11-22", &links("exhibitor"));
    assert_eq!(same.codes(), Vec::<&str>::new());
    let more =
        shelf().but("events/fair.md", "end: 2019-11-22", &links("exhibitor}\n  - {to: acme, role: speaker"));
    assert_eq!(more.codes(), Vec::<&str>::new());
}

#[test]
fn roles_between_companies_are_compared_from_both_sides() {
    let other = |role: &str| {
        let links = format!("links:\n  - {{to: acme, role: {role}}}");
        let company =
            format!("---\ntype: company\ntitle: Bolt\ndescription: D\nupdated: 2026-01-31\n{links}\n---\n");
        let link = "{to: bolt, role: customer}\n  - {to: fair,";
        shelf().with("companies/bolt.md", &company).but("companies/acme.md", "{to: fair,", link)
    };
    assert_eq!(other("supplier").codes(), Vec::<&str>::new());
    assert_eq!(other("parent").codes(), ["role-conflict", "role-conflict"]);
}

#[test]
fn an_id_belongs_to_one_file() {
    let broken = shelf().with("events/Acme.md", FAIR);
    assert_eq!(
        broken.says(),
        [
            "acme:2:1 error[ambiguous-id] type: the id `acme` is also lib/events/Acme.md; rename one of the files",
            "Acme:2:1 error[ambiguous-id] type: the id `Acme` is also lib/companies/acme.md; rename one of the files",
        ]
    );
    assert_eq!(shelf().with("notes/acme.md", "# Mine\n").codes(), Vec::<&str>::new());
}

#[test]
fn an_alias_stands_once() {
    let broken = shelf().but("companies/acme.md", "[Acme Corp]", "[Acme Corp, acme corp, FAIR-]").but(
        "companies/acme.md",
        "country: FR",
        "country: FR\nown: 1",
    );
    assert_eq!(
        broken.says(),
        [
            "acme:7:22 warning[duplicate-alias] acme corp: the alias `acme corp` says nothing new; take it out: it is the title or another alias",
            "acme:7:33 warning[duplicate-alias] FAIR-: the alias `FAIR-` also names fair",
        ]
    );
}

#[test]
fn links_in_the_text_lead_somewhere() {
    let text = "[a](../companies/acm.md) [b](plan.pdf) [c](plan2.pdf) [[acme]] [[acne|A]] [d](#here) [e](#gone)\n\n\
                ## Here\n\n[f](../companies/acm.md) [g](https://x.example) [h](../../out.md) [i](../companies/)\n";
    let broken = shelf().with("events/fair.md", &format!("{FAIR}{text}"));
    assert_eq!(
        broken.says(),
        [
            "fair:9:5 error[broken-link] ../companies/acm.md: the link to `../companies/acm.md` leads nowhere; did you mean `../companies/acme.md`?",
            "fair:9:44 error[broken-link] plan2.pdf: the link to `plan2.pdf` leads nowhere",
            "fair:9:66 error[broken-link] acne: no briefing is called `acne`",
            "fair:9:90 error[broken-link] #gone: there is no heading `#gone` here",
            "fair:13:5 error[broken-link] ../companies/acm.md: the link to `../companies/acm.md` leads nowhere; did you mean `../companies/acme.md`?",
            "fair:13:71 error[broken-link] ../companies/: the link to `../companies/` leads nowhere",
        ]
    );
}

#[test]
fn statements_name_their_source() {
    let broken = shelf()
        .but("companies/acme.md", "The answer.[^afp]", "The answer.")
        .but("companies/acme.md", "fair](../events/fair.md).[^afp]", "fair](../events/fair.md).")
        .but("companies/acme.md", "sources: [afp]}\nlinks", "}\nlinks");
    assert_eq!(
        broken.says(),
        [
            "acme:10:5 warning[unsourced] {program: us-list, state: active, since: \"2019\", }: the status in us-list names no source; add `sources: [ID]`",
            "acme:17:1 warning[unsourced] The answer.: the bottom line names no source; put [^ID] behind what rests on it",
            "acme:21:3 warning[unsourced] It did so at the [fair](../events/fair.md).: no source: It did so at the fair.; put [^ID] behind it",
        ]
    );
}

#[test]
fn lines_of_the_time_line_begin_with_a_date() {
    let broken = shelf().but("companies/acme.md", "- 2019-10: it", "- 2019-8: it");
    assert_eq!(
        broken.says(),
        [
            "acme:26:3 error[bad-date] 2019-8: `2019-8`: month and day have two digits, with `-` before them; write `2019-08`"
        ]
    );
    let none = shelf().but("companies/acme.md", "- 2019-10: it", "- It");
    assert_eq!(
        none.says(),
        [
            "acme:26:3 error[bad-date] It began.[^afp]: a line of the time line begins with its date; write `- 2019-10-07: …`"
        ]
    );
}

#[test]
fn footnotes_are_defined_and_referred_to() {
    let broken = shelf().but("companies/acme.md", "it began.[^afp]", "it began.[^apf] And on.[^afp]").but(
        "companies/acme.md",
        "## Sources\n",
        "## Sources\n\n[^bu]: B.\n",
    );
    assert_eq!(
        broken.says(),
        [
            "acme:26:21 error[undefined-footnote] [^apf]: `[^apf]` is not defined; did you mean `afp`?",
            "acme:30:1 warning[unused-footnote] [^bu]: nothing refers to `[^bu]`",
        ]
    );
    let code =
        shelf().but("companies/acme.md", "it began.", "it `[^a]` began.\n\n  ```\n  [^b]\n  ```\n\n  So.");
    assert_eq!(code.codes(), Vec::<&str>::new());
}

#[test]
fn a_source_is_cited_by_something() {
    let lonely = shelf().with("sources/bu.md", AFP);
    assert_eq!(lonely.says(), ["bu:2:1 warning[uncited-source] type: nothing cites this source"]);
    let only_defined = lonely.clone().but("companies/acme.md", "## Sources\n", "## Sources\n\n[^bu]: B.\n");
    assert_eq!(only_defined.codes(), ["unused-footnote", "uncited-source"]);
    let by_key =
        lonely.but("companies/acme.md", "role: exhibitor, sources: [afp]", "role: exhibitor, sources: [bu]");
    assert_eq!(by_key.codes(), Vec::<&str>::new());
}

#[test]
fn a_comment_in_the_front_matter_silences_rules_for_its_file() {
    let broken = shelf().but("companies/acme.md", "The answer.[^afp]", "The answer.").but(
        "companies/acme.md",
        "country: FR",
        "country: France",
    );
    assert_eq!(broken.codes(), ["bad-value", "unsourced"]);
    let silenced = broken.clone().but(
        "companies/acme.md",
        "title: Acme",
        "title: Acme # briefing-ignore: unsourced,bad-value",
    );
    assert_eq!(silenced.codes(), Vec::<&str>::new());
    let misspelt =
        broken.but("companies/acme.md", "type: company", "# briefing-ignore: unsuorced\ntype: company");
    assert_eq!(
        misspelt.says()[0],
        "acme:2:20 warning[unknown-rule] unsuorced: there is no rule `unsuorced`; did you mean `unsourced`?"
    );
    let in_text =
        shelf().but("companies/acme.md", "The answer.[^afp]", "# briefing-ignore: unsourced\n\nNo.");
    assert_eq!(in_text.codes(), Vec::<&str>::new(), "the section ends at a heading");
}

#[test]
fn strict_makes_errors_of_warnings() {
    let mut lonely = shelf().with("sources/bu.md", AFP);
    lonely.options.strict = true;
    assert_eq!(lonely.report().diagnostics[0].level, Level::Error);
}

#[test]
fn a_file_that_is_no_text_is_said_so_once() {
    let binary = shelf().with("x.md", "\0\0");
    assert_eq!(binary.says(), ["x:1:1 error[unreadable] ␀: binary file, not text"]);
}

#[test]
fn hazard_1_what_a_file_says_cannot_act_on_the_terminal() {
    let evil = shelf().but("companies/acme.md", "{to: fair,", "{to: \"a\\e[31mb\\u202E\",");
    let report = evil.report();
    let text = format!("{} {}", report.diagnostics[0].what, report.diagnostics[0].excerpt.line);
    assert!(text.contains("a␛[31mb‹202E›") && !text.contains(['\u{1b}', '\u{202e}']), "{text}");
}

#[test]
fn a_file_with_thousands_of_faults_stays_in_proportion() {
    let links: String = (0..5_000).map(|at| format!("  - {{to: gone-{at}, role: listed}}\n")).collect();
    let front =
        format!("---\ntype: company\ntitle: A\ndescription: D\nupdated: 2026-01-31\nlinks:\n{links}---\n");
    let text = "[x](gone.md) [^y] [p](gone.png)\n\n".repeat(20_000);
    let begun = std::time::Instant::now();
    let many = Shelf::default()
        .with("front.md", &front)
        .with("text.md", &text)
        .with("one-line.md", &text.replace('\n', " "));
    let report = many.report();
    assert_eq!(report.diagnostics.len(), 3 * page::MOST_A_FILE);
    assert!(report.left_out > 80_000, "{}", report.left_out);
    assert!(begun.elapsed() < std::time::Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 }));
}

#[test]
fn what_turns_out_not_to_hold_hides_nothing() {
    let plans = "[p](plan.pdf)\n\n".repeat(1_000);
    let gallery = shelf().with("events/fair.md", &format!("{FAIR}{plans}[x](gone.md)\n"));
    assert_eq!(gallery.codes(), ["broken-link"]);
}
