//! Checks for statements without a source and undated timeline entries.

use crate::briefing::{Kind, Statement, StatementKind, StatementSection, TextEvidence};
use crate::clean;
use crate::date::FactSpan;
use crate::markdown::{Block, BlockKind};
use crate::text::truncate;

use super::Rule;
use super::page::{At, CheckedPage};

/// The most characters of a statement that are quoted.
const QUOTED: usize = 40;

pub(super) fn check(page: &mut CheckedPage<'_>) {
    if !matches!(page.briefing.kind, Kind::Company | Kind::Event) {
        return;
    }
    let text_evidence = TextEvidence::new(&page.document, &page.body);
    bottom_line(page, &text_evidence);
    for statement in &text_evidence.statements {
        if statement.section == StatementSection::Timeline && statement.when.is_none() {
            undated(page, statement);
        }
        let needs_none = statement.kind == StatementKind::Assessment;
        if text_evidence.citations(statement).next().is_none() && !needs_none {
            let place = place(page, statement);
            let what = clean!("no source for \"{}\"", truncate(&statement.text, QUOTED));
            page.report(Rule::Unsourced, place, what).hint(clean!("add [^ID] after the statement"));
        }
    }
}

/// Returns the place of a statement.
/// A row of a table is placed on its line, anything else at its first character.
fn place(page: &CheckedPage<'_>, statement: &Statement) -> At {
    match page.document.block(statement.block) {
        Some(block) if !matches!(block.kind(), BlockKind::Table(_)) => {
            At::Text(String::new(), block.source())
        }
        _ => At::Line(statement.line),
    }
}

/// Reports a bottom line that cites nothing.
/// In it only what cites something is a statement, so at least one is required.
fn bottom_line(page: &mut CheckedPage<'_>, text_evidence: &TextEvidence) {
    let Some(section) = page.document.section("Bottom line") else { return };
    let has_source =
        text_evidence.statements.iter().any(|statement| statement.section == StatementSection::BottomLine);
    let Some(block) = page.document.block(section.blocks.start + 1) else { return };
    if !has_source && section.blocks.contains(&block.number) {
        let place = At::Text(String::new(), block.source());
        page.report(Rule::Unsourced, place, clean!("the bottom line has no source"))
            .hint(clean!("add [^ID] after the sentence that it supports"));
    }
}

fn undated(page: &mut CheckedPage<'_>, statement: &Statement) {
    let block = page.document.block(statement.block);
    if block.is_some_and(|block| matches!(block.kind(), BlockKind::Table(_))) {
        let what = clean!("a row of the timeline must begin with a date");
        page.report(Rule::BadDate, At::Line(statement.line), what)
            .hint(clean!("write a date such as `2019-10-07` in the first cell"));
        return;
    }
    let source = block.map(Block::source).unwrap_or_default();
    let date = statement.text.split_once(':').map(|(date, _)| date.trim());
    match date.map(|date| (date, FactSpan::parse(date))) {
        Some((date, Err(error))) => {
            let place = At::Text(date.to_owned(), source);
            page.report(Rule::BadDate, place, clean!("`{}`: {error}", truncate(date, QUOTED)))
                .hint(clean!("{}", error.hint()));
        }
        _ => {
            let what = clean!("an item of the timeline must begin with a date");
            page.report(Rule::BadDate, At::Text(String::new(), source), what)
                .hint(clean!("write `- 2019-10-07: …`"));
        }
    }
}
