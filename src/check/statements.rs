//! Statements without a source, and lines of the time line without a date.

use std::ops::Range;

use crate::briefing::Kind;
use crate::clean;
use crate::date::FactSpan;
use crate::markdown::Statement;
use crate::text::truncate;

use super::Rule;
use super::page::Page;

/// How much of a statement is quoted.
const QUOTED: usize = 40;

pub(super) fn check(page: &mut Page<'_>) {
    if !matches!(page.briefing.kind, Kind::Company | Kind::Event) {
        return;
    }
    bottom_line(page);
    for statement in items(page, "Key facts") {
        let is_own =
            statement.lead_in.as_ref().is_some_and(|lead| lead.to_lowercase().starts_with("assessment"));
        if statement.citations.is_empty() && !is_own {
            unsourced(page, &statement);
        }
    }
    for statement in items(page, "Timeline") {
        date(page, &statement);
        if statement.citations.is_empty() {
            unsourced(page, &statement);
        }
    }
}

fn items(page: &Page<'_>, section: &str) -> Vec<Statement> {
    let section = page.document.section(section);
    section.map(|section| page.document.items(section.blocks)).unwrap_or_default()
}

fn bottom_line(page: &mut Page<'_>) {
    let Some(section) = page.document.section("Bottom line") else { return };
    let blocks: Range<u32> = section.blocks.start + 1..section.blocks.end;
    let pieces: Vec<Statement> = blocks.flat_map(|block| page.document.sentences(block)).collect();
    if let Some(first) = pieces.first()
        && pieces.iter().all(|piece| piece.citations.is_empty())
    {
        let place = page.place_of("", first.source.clone());
        page.report(Rule::Unsourced, place, clean!("the bottom line names no source"))
            .hint(clean!("put [^ID] behind what rests on it"));
    }
}

fn unsourced(page: &mut Page<'_>, statement: &Statement) {
    let place = page.place_of("", statement.source.clone());
    let what = clean!("no source: {}", truncate(&statement.text, QUOTED));
    page.report(Rule::Unsourced, place, what).hint(clean!("put [^ID] behind it"));
}

fn date(page: &mut Page<'_>, statement: &Statement) {
    let lead = statement.lead_in.as_ref().map_or("", |lead| lead.as_str());
    let text = clean!("{lead}{}", statement.text);
    let Some((date, _)) = text.split_once(':') else {
        let place = page.place_of("", statement.source.clone());
        page.report(Rule::BadDate, place, clean!("a line of the time line begins with its date"))
            .hint(clean!("write `- 2019-10-07: …`"));
        return;
    };
    if let Err(error) = FactSpan::parse(date.trim()) {
        let place = page.place_of(date, statement.source.clone());
        page.report(Rule::BadDate, place, clean!("`{}`: {error}", truncate(date, QUOTED)))
            .hint(clean!("{}", error.hint()));
    }
}
