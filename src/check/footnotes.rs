//! Footnotes and the sources they cite.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::briefing::Kind;
use crate::clean;
use crate::markdown::{self, Block, BlockKind, Document, MarkKind, footnote_label};

use super::page::{At, CheckedPage, Condition, MissingName};
use super::{Level, Rule};

pub(super) fn check(page: &mut CheckedPage<'_>) {
    undefined(page);
    defined_by_library(page);
    defined(page);
    early_as_of(page);
    if page.briefing.kind == Kind::Source {
        let what = clean!("no statement, link or status cites this source");
        page.report(Rule::UncitedSource, At::Key("type".to_owned()), what).only_if(Condition::Uncited);
    }
}

/// Reports markers without a definition. They stay in the text as they were written.
fn undefined(page: &mut CheckedPage<'_>) {
    let mut found: Vec<(String, At)> = Vec::new();
    let mut searched_from = 0;
    for block in page.document.blocks() {
        let text = block.text();
        if !text.contains("[^") || matches!(block.kind(), BlockKind::Code(_)) {
            continue;
        }
        let code = block.marks().filter(|mark| matches!(mark.kind, MarkKind::Code | MarkKind::Math));
        let code: Vec<Range<usize>> = code.map(|mark| mark.range).collect();
        // They are in the order of the text and do not overlap.
        let is_code = |at: usize| {
            code.get(code.partition_point(|range| range.end <= at)).is_some_and(|range| range.contains(&at))
        };
        for (at, _) in text.match_indices("[^").filter(|(at, _)| !is_code(*at)) {
            let Some(label) = footnote_label(&text[at + 2..]) else { continue };
            let marker = format!("[^{label}]");
            let source = block.source();
            let from = searched_from.clamp(source.start, source.end);
            let place = At::Text(marker.clone(), from..source.end);
            let behind = page.body.text.get(from..source.end).and_then(|text| text.find(&marker));
            searched_from = behind.map_or(from, |at| from + at + marker.len());
            found.push((label.to_owned(), place));
        }
    }
    for (label, place) in found {
        let finding = page.report(Rule::UndefinedFootnote, place, clean!("`[^{label}]` is not defined"));
        finding.hint(clean!("add a line `[^{label}]: …`")).wanted(MissingName::Source(clean!("{label}")));
    }
}

/// Reports undefined markers that are named like a source. They resolve here, but in no other program.
fn defined_by_library(page: &mut CheckedPage<'_>) {
    for (label, at) in missing(&page.document, &page.body.text) {
        let marker = format!("[^{label}]");
        let place = At::Text(marker.clone(), at..at + marker.len());
        let what = clean!("`{marker}` is not defined here; it cites the source `{label}`");
        page.report(Rule::UndefinedFootnote, place, what)
            .level(Level::Hint)
            .hint(clean!("`briefing check --fix` adds the definition for other programs"));
    }
}

/// Returns the labels that only the library defines.
/// A document refers to them, and each comes with the bytes of the text at which it is first referred to.
/// `document` was made from `text` by the library.
pub(super) fn missing(document: &Document, text: &str) -> Vec<(String, usize)> {
    let known: HashSet<String> = document
        .footnotes()
        .iter()
        .filter(|footnote| footnote.number.is_some())
        .map(|footnote| footnote.label.to_lowercase())
        .collect();
    let references = markdown::footnote_references(text).into_iter();
    let missing = references.filter(|one| !one.is_defined && known.contains(&one.label.to_lowercase()));
    missing.map(|one| (one.label.to_owned(), one.at)).collect()
}

fn defined(page: &mut CheckedPage<'_>) {
    let about = matches!(page.briefing.kind, Kind::Company | Kind::Event);
    let mut referred: HashMap<u32, u32> = HashMap::new();
    for block in page.document.blocks() {
        for mark in block.marks() {
            if let MarkKind::Footnote(footnote) = mark.kind {
                referred.entry(footnote).or_insert(block.number);
            }
        }
    }
    for (number, footnote) in (0..).zip(page.document.footnotes().to_vec()) {
        let marker = format!("[^{}]", footnote.label);
        if footnote.number.is_none() {
            if footnote.source.start >= page.body.text.len() {
                // The library defines it, for a marker that turned out to be none.
                continue;
            }
            let place = At::Text(marker.clone(), footnote.source);
            page.report(Rule::UnusedFootnote, place, clean!("`{marker}` is defined but never used"));
            continue;
        }
        let source = page.library.source(&footnote.label);
        let is_source = source.is_some_and(|ix| page.library.get(ix).kind == Kind::Source);
        page.cited.extend(source);
        if about && !is_source {
            let block = referred.get(&number).and_then(|block| page.document.block(*block));
            let place = At::Text(marker.clone(), block.map(Block::source).unwrap_or_default());
            let what = clean!("the footnote label `{}` is not the id of a source", footnote.label);
            page.report(Rule::UnknownSource, place, what).wanted(MissingName::Source(footnote.label));
        }
    }
}

fn early_as_of(page: &mut CheckedPage<'_>) {
    let Some(as_of) = page.briefing.as_of.filter(|_| page.briefing.kind.is_ours()) else { return };
    let cited: HashSet<_> = page.cited.iter().copied().collect();
    let published = cited.into_iter().filter_map(|ix| {
        let date = page.library.get(ix).source.as_ref()?.published?;
        Some((date.first(), ix, date))
    });
    let latest = published.max_by_key(|(first, ix, _)| (*first, *ix));
    if let Some((first, ix, date)) = latest
        && as_of.last() < first
    {
        let source = page.library.label(ix);
        let what = clean!("`as_of` {as_of} is before {source}, which was published {date}");
        page.report(Rule::EarlyAsOf, At::Value("as_of".to_owned()), what)
            .hint(clean!("try \"{date}\" or later"));
    }
}
