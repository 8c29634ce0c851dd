//! For each rule a file that breaks it and one that doesn't, as sentences over a small library.

mod keys;
mod links;
mod texts;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;
use crate::briefing::Briefing;
use crate::library::Origin;

/// Files below `lib`, checked as a library.
#[derive(Clone, Default)]
struct CheckFixture {
    files: BTreeMap<PathBuf, String>,
    options: Options,
}

/// A company, an event and a source that are in order.
fn fixture() -> CheckFixture {
    CheckFixture::default()
        .with("companies/acme.md", ACME)
        .with("events/fair.md", FAIR)
        .with("sources/afp.md", AFP)
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

impl CheckFixture {
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
        let checked: Vec<CheckedFile> = all.iter().map(|ix| checker.file(*ix, text(ix))).collect();
        let places = checker.places(&checked).into_iter();
        let missing =
            places.map(|(ix, anchors)| (ix, checker.missing_places(ix, text(&ix), &anchors))).collect();
        checker.report(checked, &all, |path| path == Path::new("lib/events/plan.pdf"), &missing)
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
    assert_eq!(fixture().says(), Vec::<String>::new());
}

#[test]
fn a_comment_in_the_front_matter_silences_rules_for_its_file() {
    let broken = fixture().but("companies/acme.md", "The answer.[^afp]", "The answer.").but(
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
        "acme:2:20 warning[unknown-rule] unsuorced: unknown rule `unsuorced`; did you mean `unsourced`?"
    );
    let in_text =
        fixture().but("companies/acme.md", "The answer.[^afp]", "# briefing-ignore: unsourced\n\nNo.");
    assert_eq!(in_text.codes(), Vec::<&str>::new(), "the section ends at a heading");
}

#[test]
fn a_language_is_a_tag_or_a_list_of_tags() {
    let with = |value: &str| fixture().but("companies/acme.md", "country: FR", value);
    assert_eq!(with("language: [fr, zh-Hant]").says(), Vec::<String>::new());
    assert_eq!(
        with("lang: fr_FR").says(),
        [
            "acme:8:7 warning[bad-value] fr_FR: unknown language tag `fr_FR`; try a tag of BCP 47, such as fr or zh-Hant"
        ]
    );
}

#[test]
fn strict_makes_errors_of_warnings() {
    let mut lonely = fixture().with("sources/bu.md", AFP);
    lonely.options.strict = true;
    assert_eq!(lonely.report().diagnostics[0].level, Level::Error);
}

#[test]
fn a_file_that_is_no_text_is_said_so_once() {
    let binary = fixture().with("x.md", "\0\0");
    assert_eq!(binary.says(), ["x:1:1 error[unreadable] ␀: binary file, not text"]);
}

#[test]
fn hazard_1_what_a_file_says_cannot_act_on_the_terminal() {
    let evil = fixture().but("companies/acme.md", "{to: fair,", "{to: \"a\\e[31mb\\u202E\",");
    let report = evil.report();
    let text = format!("{} {}", report.diagnostics[0].what, report.diagnostics[0].excerpt.line);
    assert!(text.contains("a␛[31mb‹202E›") && !text.contains(['\u{1b}', '\u{202e}']), "{text}");
}

#[test]
fn a_file_with_thousands_of_faults_stays_in_proportion() {
    let links =
        (0..5_000).map(|at| format!("  - {{to: gone-{at}, role: listed}}\n")).collect::<Vec<_>>().concat();
    let front =
        format!("---\ntype: company\ntitle: A\ndescription: D\nupdated: 2026-01-31\nlinks:\n{links}---\n");
    let text = "[x](gone.md) [^y] [p](gone.png)\n\n".repeat(20_000);
    let many = CheckFixture::default()
        .with("front.md", &front)
        .with("text.md", &text)
        .with("one-line.md", &text.replace('\n', " "));
    let report = many.report();
    assert_eq!(report.diagnostics.len(), 3 * page::MOST_A_FILE);
    assert!(report.left_out > 80_000, "{}", report.left_out);
}

#[test]
fn what_turns_out_not_to_hold_hides_nothing() {
    let plans = "[p](plan.pdf)\n\n".repeat(1_000);
    let gallery = fixture().with("events/fair.md", &format!("{FAIR}{plans}[x](gone.md)\n"));
    assert_eq!(gallery.codes(), ["broken-link"]);
}
