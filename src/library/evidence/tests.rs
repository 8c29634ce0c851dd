//! Small libraries, written in the test.

use super::*;
use crate::library::test_library::{ix, with_evidence};

const AFP: &str = "---\ntype: source\npublisher: AFP, on TechXplore\norigin: AFP\n---\n";
const RETOLD: &str = "---\ntype: source\npublisher: Biometric Update\norigin: afp\n---\n";
const SCMP: &str = "---\ntype: source\npublisher: SCMP\n---\n";
const ACME: &str = "\
---
type: company
status: [{program: list, state: active, sources: [scmp]}]
links: [{to: fair, role: absent, sources: [afp, retold]}]
---
## Key facts

- Said twice.[^afp][^retold]
- Said by two.[^afp][^scmp]
- Said without a source. See [the fair](fair.md) and [[fair]].
- Said by an unknown one.[^ghost]

[^afp]: [AFP](afp.md)
[^retold]: [BU](retold.md)
[^scmp]: [SCMP](scmp.md)
[^ghost]: nowhere
";

fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("acme", ACME),
        ("fair", "---\ntype: event\n---\n"),
        ("afp", AFP),
        ("retold", RETOLD),
        ("scmp", SCMP),
    ]
}

#[test]
fn two_articles_that_retell_one_report_are_one_origin() {
    let (library, evidence) = with_evidence(&files());
    let acme = evidence.text_evidence(ix(&library, "acme"));
    let origins = |number: usize| library.origins_of(acme, &acme.statements[number]);
    assert_eq!(origins(0), ["AFP"]);
    assert_eq!(origins(1), ["AFP", "SCMP"]);
    assert!(origins(2).is_empty() && origins(3).is_empty());
    let tally = library.tally(acme);
    assert_eq!(tally, crate::library::Tally { statements: 4, origins: 2, one_origin: 1, unsourced: 2 });
}

#[test]
fn an_origin_knows_what_rests_on_it_alone() {
    let (library, evidence) = with_evidence(&files());
    let uses = library.origin_uses(evidence.text_evidence(ix(&library, "acme")));
    let shown: Vec<_> = uses
        .iter()
        .map(|one| (one.origin.as_str(), one.sources.len(), &*one.statements, &*one.alone))
        .collect();
    assert_eq!(shown, [("AFP", 2, &[0, 1][..], &[0][..]), ("SCMP", 1, &[1], &[])]);
}

#[test]
fn a_source_knows_everything_that_rests_on_it() {
    let (library, evidence) = with_evidence(&files());
    let acme = ix(&library, "acme");
    let rest = |id: &str| -> Vec<DependentPart> {
        evidence.dependents_of(ix(&library, id)).iter().map(|rest| rest.what).collect()
    };
    assert_eq!(
        rest("afp"),
        [DependentPart::Link(0), DependentPart::Statement(0), DependentPart::Statement(1)]
    );
    assert_eq!(rest("scmp"), [DependentPart::Status(0), DependentPart::Statement(1)]);
    assert_eq!(evidence.users(ix(&library, "afp")), [acme]);
    assert_eq!(evidence.cited(acme), ["afp", "retold", "scmp", "ghost"]);
}

#[test]
fn links_in_a_text_lead_back_once_and_citations_are_none() {
    let (library, evidence) = with_evidence(&files());
    let from = |id: &str| evidence.backlinks(ix(&library, id));
    assert_eq!(from("fair"), [Backlink { from: ix(&library, "acme"), line: 10 }]);
    assert!(from("afp").is_empty() && from("acme").is_empty());
}

#[test]
fn a_vault_without_our_keys_has_backlinks_too() {
    let (library, evidence) = with_evidence(&[
        ("a", "[[B note]] and ![[c]]"),
        ("deep/B note", "x"),
        ("c", "[up](deep/B%20note.md)"),
    ]);
    let from = |id: &str| -> Vec<String> {
        let links = evidence.backlinks(ix(&library, id)).into_iter();
        links.map(|link| library.label(link.from).into_string()).collect()
    };
    assert_eq!(from("B note"), ["a", "c"]);
    assert_eq!(from("c"), ["a"]);
}

#[test]
fn what_few_share_brings_nearer_than_what_many_share() {
    let company = |rest: &str| format!("---\ntype: company\n{rest}---\n");
    let fair = "---\ntype: event\n---\n";
    let files = [
        ("acme", company("tags: [common, Rare]\npeople: [Ann (Acme)]\nlinks: [{to: fair, role: speaker}]\n")),
        ("beta", company("tags: [common, rare]\n")),
        ("carl", company("tags: [common]\n")),
        ("dora", company("links: [{to: fair, role: absent}]\npeople: [ann]\n")),
        ("emil", company("tags: [other]\n")),
    ];
    let mut files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    files.push(("fair", fair));
    let (library, _) = with_evidence(&files);
    let shares = library.shares(ix(&library, "acme"), 10);
    let shown: Vec<_> = shares
        .iter()
        .map(|one| {
            (library.label(one.other).into_string(), one.tags.len(), one.linked.len(), one.people.len())
        })
        .collect();
    assert_eq!(shown, [("dora".into(), 0, 1, 1), ("beta".into(), 2, 0, 0), ("carl".to_owned(), 1, 0, 0)]);
}

#[test]
fn texts_are_selected_by_what_they_cite_say_and_date() {
    let (library, evidence) = with_evidence(&[
        ("asks", "## Open questions\n\n- Who?[^s]\n\n[^s]: [S](s.md)\n"),
        (
            "claims",
            "---\nlinks: [{to: asks, role: related, sources: [t]}]\n---\n## Key facts\n\n- **Claim:** a\n",
        ),
        (
            "doubts",
            "## Key facts\n\n- **Conflict:** b[^s]\n\n## Timeline\n\n- 2019-10: c\n- 2020: d\n\n[^s]: S\n",
        ),
        ("s", SCMP),
        ("t", SCMP),
    ]);
    let all: Vec<Ix> = library.all().collect();
    let names = |found: Vec<Ix>| -> Vec<String> {
        found.into_iter().map(|ix| library.label(ix).into_string()).collect()
    };
    let with = |content| names(evidence.with_content(&all, content));
    assert_eq!(with(TextContent::Questions), ["asks"]);
    assert_eq!(with(TextContent::Claims), ["claims"]);
    assert_eq!(with(TextContent::Conflicts), ["doubts"]);
    let dated = |date: &str| names(evidence.with_date(&all, |when| when.to_string() == date));
    assert_eq!(dated("2020"), ["doubts"]);
    assert!(dated("2019").is_empty());
    let [s, t] = ["s", "t"].map(|id| ix(&library, id));
    assert_eq!(names(evidence.citing_any(&[s])), ["asks", "doubts"]);
    assert_eq!(names(evidence.citing_any(&[s, t])), ["asks", "claims", "doubts"]);
    assert!(evidence.dependents_of(s).iter().all(|dependent| dependent.from != ix(&library, "asks")));
}

#[test]
fn a_number_of_another_library_has_no_evidence() {
    let (_, evidence) = with_evidence(&files());
    let none = super::super::ix(99);
    assert_eq!(evidence.text_evidence(none), &TextEvidence::default());
    assert!(evidence.dependents_of(none).is_empty() && evidence.backlinks(none).is_empty());
    assert!(evidence.cited(none).is_empty() && evidence.citing_any(&[none]).is_empty());
}

#[test]
fn what_was_read_of_no_certain_file_is_never_kept() {
    let (library, evidence) = with_evidence(&files());
    assert!(!evidence.is_of(&library));
    assert_eq!(evidence.update(&library).unwrap().changed().len(), library.len());
}
