//! The shipped briefings keep their own rules: all of them load, everything they name is there, every statement
//! has a source.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use briefing::briefing::{Briefing, Kind, StatusState, body};
use briefing::date::FactSpan;
use briefing::library::{self, Ix, Library, Loaded};
use briefing::markdown::{self, Document, StatementText, Target};

static LOADED: LazyLock<Loaded> = LazyLock::new(|| library::load(&[folder()]));

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("briefings")
}

fn library() -> &'static Library {
    &LOADED.library
}

fn document(briefing: &Briefing) -> Document {
    let bytes = std::fs::read(&briefing.path).unwrap();
    markdown::parse(&body(&bytes).text)
}

/// All of them, with their numbers.
fn all() -> impl Iterator<Item = (Ix, &'static Briefing)> {
    library().records().map(|(ix, _)| (ix, library().get(ix)))
}

/// Companies and events, which make statements; sources are what those rest on.
fn reports() -> impl Iterator<Item = (Ix, &'static Briefing)> {
    all().filter(|(_, briefing)| briefing.kind != Kind::Source)
}

/// Gathers what is wrong in all briefings, so that a failure names it all at once.
#[track_caller]
fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_of_them_load_without_a_problem() {
    assert_none(&LOADED.problems.iter().map(|problem| format!("{problem:?}")).collect::<Vec<_>>());
    assert!(LOADED.skipped.is_empty(), "{:?}", LOADED.skipped);
    let count = |kind: &Kind| all().filter(|(_, briefing)| briefing.kind == *kind).count();
    assert_eq!((count(&Kind::Company), count(&Kind::Event)), (19, 7));
    assert_eq!(count(&Kind::Company) + count(&Kind::Event) + count(&Kind::Source), library().len());
}

#[test]
fn each_is_in_the_folder_of_its_kind_under_a_plain_name() {
    let mut wrong = Vec::new();
    for (_, briefing) in all() {
        let place = briefing.path.strip_prefix(folder()).unwrap().parent().unwrap().to_str().unwrap();
        let kind = briefing.kind.plural();
        let plain = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if place != kind.as_str() || !briefing.id.0.split('-').all(plain) {
            wrong.push(format!("{}", briefing.path.display()));
        }
    }
    assert_none(&wrong);
}

#[test]
fn the_program_carries_the_same_ones() {
    let embedded = library::embedded();
    assert!(embedded.problems.is_empty());
    assert_eq!(embedded.library.len(), library().len());
    for (_, briefing) in embedded.library.iter() {
        let inside = library::open(&embedded.library, &briefing.path).unwrap();
        let outside = std::fs::read(folder().parent().unwrap().join(&briefing.path)).unwrap();
        assert!(inside == outside, "{} was not built anew", briefing.path.display());
    }
}

#[test]
fn required_keys_are_there_and_limits_are_kept() {
    let mut wrong = Vec::new();
    for (_, briefing) in all() {
        let mut needs = |fine: bool, what: &str| {
            if !fine {
                wrong.push(format!("{}: {what}", briefing.path.display()));
            }
        };
        let text = std::fs::read_to_string(&briefing.path).unwrap();
        needs(text.starts_with("---\ntype: "), "type comes first");
        needs(text.lines().any(|line| line.starts_with("title: ")), "title");
        needs(briefing.updated.is_some(), "updated");
        needs(
            briefing.caveats.iter().all(|caveat| caveat.chars().count() <= 100),
            "caveats of at most 100 characters",
        );
        let tag =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'/');
        needs(briefing.tags.iter().all(|one| one.bytes().all(tag)), "tags of small letters");
        let code = |code: &str| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        needs(briefing.countries.iter().all(|country| code(country)), "country codes");
        needs(
            briefing.extra.iter().all(|(key, _)| *key == "note"),
            "no key but those of the schema and a note",
        );
        needs(!briefing.draft, "no draft");
        if briefing.kind == Kind::Source {
            let record = briefing.source.as_deref();
            needs(record.is_some_and(|record| record.publisher.is_some()), "publisher");
            needs(record.is_some_and(|record| record.published.is_some()), "published");
            continue;
        }
        let description = briefing.description.as_ref().map_or(0, |text| text.chars().count());
        needs((1..=160).contains(&description), "a description of at most 160 characters");
        needs(briefing.kind != Kind::Event || briefing.start.is_some(), "start");
        needs(
            briefing.start.zip(briefing.end).is_none_or(|(start, end)| start.first() <= end.last()),
            "end after start",
        );
        needs(briefing.confidence.is_some(), "confidence");
        needs(!briefing.caveats.is_empty(), "a caveat for the ten lines");
        let known = |state: &StatusState| !matches!(state, StatusState::Other(_) | StatusState::Unclear);
        needs(briefing.status.iter().all(|status| known(&status.state)), "a known state");
    }
    assert_none(&wrong);
}

#[test]
fn every_typed_link_and_source_in_the_front_matter_resolves() {
    let mut wrong = Vec::new();
    for (ix, briefing) in reports() {
        let own = briefing.path.display();
        for link in library().links_of(ix).iter().filter(|link| link.other.is_none()) {
            wrong.push(format!("{own}: no briefing {}", link.to));
        }
        let cited = briefing.links.iter().flat_map(|link| &link.sources);
        for id in cited.chain(briefing.status.iter().flat_map(|status| &status.sources)) {
            if !is_source(id) {
                wrong.push(format!("{own}: no source {id}"));
            }
        }
        for status in briefing.status.iter().filter(|status| status.sources.is_empty()) {
            wrong.push(format!("{own}: status {} without a source", status.program));
        }
        for link in briefing.links.iter().filter(|link| link.sources.is_empty()) {
            wrong.push(format!("{own}: link to {} without a source", link.to));
        }
    }
    assert_none(&wrong);
}

fn is_source(id: &str) -> bool {
    library().source(id).is_some_and(|ix| library().get(ix).kind == Kind::Source)
}

#[test]
fn every_link_in_a_text_leads_somewhere() {
    let mut wrong = Vec::new();
    for (ix, briefing) in all() {
        for link in document(briefing).links() {
            let fine = match &link.target {
                Target::File { path, .. } => library().resolve(ix, path).is_some(),
                Target::Wiki { name, .. } => library().resolve(ix, name).is_some(),
                Target::Heading(anchor) => document(briefing).find_heading(anchor).is_some(),
                Target::Url(url) => url.starts_with("https://") || url.starts_with("http://"),
                Target::Other(_) => false,
            };
            if !fine {
                wrong.push(format!("{}: {}", briefing.path.display(), link.written));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_footnote_is_a_source_that_its_definition_links_to() {
    let mut wrong = Vec::new();
    for (ix, briefing) in reports() {
        let document = document(briefing);
        for footnote in document.footnotes() {
            let own = format!("{}: [^{}]", briefing.path.display(), footnote.label);
            if !is_source(&footnote.label) {
                wrong.push(format!("{own} is no source"));
            }
            if footnote.definition.is_empty() {
                wrong.push(format!("{own} is not defined"));
            }
            if footnote.number.is_none() {
                wrong.push(format!("{own} is defined and never used"));
            }
        }
        for link in document.links() {
            let Target::File { path, .. } = &link.target else { continue };
            let Some(target) = library().resolve(ix, path) else { continue };
            let id = &library().get(target).id.0;
            if path.contains("sources/") && !document.footnotes().iter().any(|footnote| footnote.label == *id)
            {
                wrong.push(format!("{}: links to {path}, which it does not cite", briefing.path.display()));
            }
        }
    }
    assert_none(&wrong);
}

/// The statements of a section whose items are statements.
fn items(document: &Document, section: &str) -> Vec<StatementText> {
    document
        .section(section)
        .map(|section| document.items(section.blocks).iter().map(|item| item.joined([])).collect())
        .unwrap_or_default()
}

#[test]
fn every_statement_has_a_source() {
    let mut wrong = Vec::new();
    for (_, briefing) in reports() {
        let document = document(briefing);
        let own = briefing.path.display();
        let bottom = document.section("Bottom line").unwrap_or_else(|| panic!("{own} has no bottom line"));
        let answers = bottom.blocks.skip(1).flat_map(|block| document.sentences(block)).collect::<Vec<_>>();
        let (facts, entries) = (items(&document, "Key facts"), items(&document, "Timeline"));
        if answers.is_empty() || facts.is_empty() {
            wrong.push(format!("{own}: no answer or no facts"));
        }
        for statement in answers.iter().chain(&facts).chain(&entries) {
            if statement.citations.is_empty() {
                wrong.push(format!("{own}: no source for: {}", statement.text));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_timeline_entry_begins_with_a_fact_date_and_they_are_in_order() {
    let mut wrong = Vec::new();
    for (_, briefing) in reports() {
        let mut before = None;
        for entry in items(&document(briefing), "Timeline") {
            let own = briefing.path.display();
            let date = entry.text.split_once(": ").and_then(|(date, _)| FactSpan::parse(date).ok());
            let Some(date) = date else {
                wrong.push(format!("{own}: no date at the beginning of: {}", entry.text));
                continue;
            };
            if before.is_some_and(|before| date.sort_key().0 < before) {
                wrong.push(format!("{own}: too late: {}", entry.text));
            }
            before = Some(date.sort_key().0);
        }
    }
    assert_none(&wrong);
}

#[test]
fn claims_and_the_like_are_marked_with_the_agreed_words() {
    let mut wrong = Vec::new();
    for (_, briefing) in reports() {
        let document = document(briefing);
        for statement in items(&document, "Key facts") {
            let Some(lead) = &statement.lead_in else { continue };
            let who = |word: &str| lead.starts_with(&format!("{word} (")) && lead.ends_with("):");
            if !(who("Claim") || who("Estimate") || *lead == "Conflict:" || *lead == "Assessment:") {
                wrong.push(format!("{}: {lead}", briefing.path.display()));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn both_ends_of_a_link_say_the_same_role() {
    const AT_EVENTS: &[&str] = &[
        "exhibitor",
        "attendee",
        "speaker",
        "organiser",
        "absent",
        "listed",
        "proposed",
        "barred",
        "excluded",
        "affected",
    ];
    const BETWEEN_COMPANIES: &[&str] =
        &["partner", "supplier", "customer", "competitor", "parent", "subsidiary", "investor", "investee"];
    const BETWEEN_EVENTS: &[&str] = &["precedes", "follows", "related"];
    let mut wrong = Vec::new();
    for (ix, briefing) in reports() {
        let mut roles: BTreeMap<Ix, BTreeSet<String>> = BTreeMap::new();
        for link in library().links_of(ix) {
            let Some(other) = link.other else { continue };
            let known = match (&briefing.kind, &library().get(other).kind) {
                (Kind::Company, Kind::Company) => BETWEEN_COMPANIES,
                (Kind::Event, Kind::Event) => BETWEEN_EVENTS,
                _ => AT_EVENTS,
            };
            if !known.contains(&link.role.as_str()) {
                wrong.push(format!("{}: role {} to {}", briefing.path.display(), link.role, link.to));
            }
            roles.entry(other).or_default().insert(link.role.to_string());
        }
        for (other, roles) in roles.into_iter().filter(|(_, roles)| roles.len() > 1) {
            wrong.push(format!("{} and {}: {roles:?}", briefing.id.0, library().get(other).id.0));
        }
    }
    assert_none(&wrong);
}

#[test]
fn a_company_that_an_event_lists_has_the_standing_too() {
    let mut wrong = Vec::new();
    for (ix, briefing) in all().filter(|(_, briefing)| briefing.kind == Kind::Company) {
        let listed = library().links_of(ix).iter().any(|link| link.role == "listed");
        if listed && !briefing.status.iter().any(|status| status.program == "us-entity-list") {
            wrong.push(format!("{} is listed by an event and has no status", briefing.id.0));
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_source_is_cited() {
    let mut cited: BTreeSet<String> = BTreeSet::new();
    for (_, briefing) in reports() {
        cited.extend(document(briefing).footnotes().iter().map(|footnote| footnote.label.to_string()));
        cited.extend(briefing.links.iter().flat_map(|link| &link.sources).map(ToString::to_string));
        cited.extend(briefing.status.iter().flat_map(|status| &status.sources).map(ToString::to_string));
    }
    let sources = all().filter(|(_, briefing)| briefing.kind == Kind::Source);
    assert_none(
        &sources
            .map(|(_, source)| source.id.0.to_string())
            .filter(|id| !cited.contains(id))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn the_information_cut_off_is_not_before_a_source_that_was_used() {
    let mut wrong = Vec::new();
    for (ix, briefing) in reports() {
        let as_of = library().as_of(ix).unwrap_or_else(|| panic!("{} has no as_of", briefing.id.0));
        for footnote in document(briefing).footnotes() {
            let source = library().get(library().source(&footnote.label).unwrap());
            let published = source.source.as_deref().and_then(|record| record.published).unwrap();
            if published.first() > as_of.last() {
                wrong.push(format!(
                    "{}: as of {as_of}, but {} is of {published}",
                    briefing.id.0, footnote.label
                ));
            }
        }
    }
    assert_none(&wrong);
}
