//! `briefing facts`: statements with their sources and origins, and open questions.

use serde::Serialize;

use crate::briefing::{Statement, StatementKind, TextContent, TextEvidence};
use crate::clean;
use crate::cli::args::FactsArgs;
use crate::cli::query::{QuerySet, nothing};
use crate::cli::table::{self, Last};
use crate::cli::{CommandContext, CommandError, Exit, json, query};
use crate::library::{Ix, OriginTable};
use crate::text::{Clean, count_of};

/// A statement of a set, with its sources and origins.
pub(super) struct ListedStatement<'a> {
    ix: Ix,
    /// The number of the statement, from 1, as `show --cite=N` takes it.
    number: usize,
    statement: &'a Statement,
    sources: Vec<&'a Clean>,
    origins: Vec<Clean>,
}

pub(super) fn run(context: &mut CommandContext, wanted: &FactsArgs) -> Result<Exit, CommandError> {
    let set = query::set(context, &wanted.query)?;
    if wanted.open {
        return open_questions(context, wanted, &set);
    }
    // Many statements are listed while the texts are read, so that not all of them are in memory.
    let (mut count, mut widths) = (0, table::Widths::new(&[3, 22]));
    if wanted.json {
        each_group(&set, wanted, |facts| {
            count += facts.len();
            facts.iter().try_for_each(|fact| Ok(context.output.line(&record(&set, fact))?))
        })?;
    } else if context.output.on_terminal {
        each_group(&set, wanted, |facts| {
            count += facts.len();
            facts.iter().for_each(|fact| widths.add(&seen_row(fact)));
            Ok(())
        })?;
        let mut is_first = true;
        each_group(&set, wanted, |facts| {
            let rows: Vec<Vec<Clean>> = facts.iter().map(seen_row).collect();
            let is_first = std::mem::take(&mut is_first);
            table::group(context, &widths, (&heading(&set, facts), &rows), is_first)
        })?;
    } else {
        each_group(&set, wanted, |facts| {
            count += facts.len();
            table::piped(context, facts.iter().map(|fact| whole_row(&set, fact)))
        })?;
    }
    if count == 0 {
        return Err(nothing(clean!("no statement matches in {}", count_of(set.found.len(), "briefing"))));
    }
    Ok(Exit::Ok)
}

/// Calls `see` with the statements of a briefing that pass the flags.
/// A briefing without such statements is left out.
fn each_group(
    set: &QuerySet,
    wanted: &FactsArgs,
    mut see: impl FnMut(&[ListedStatement<'_>]) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let mut origins = OriginTable::new(&set.library);
    for (ix, text) in set.evidence.texts(&candidates(set, wanted)) {
        let facts = facts_of(&mut origins, ix, &text);
        let facts: Vec<ListedStatement<'_>> = facts.filter(|fact| passes(wanted, fact)).collect();
        if !facts.is_empty() {
            see(&facts)?;
        }
    }
    Ok(())
}

/// Returns the briefings whose texts may have such statements.
fn candidates(set: &QuerySet, wanted: &FactsArgs) -> Vec<Ix> {
    let mut found = match (wanted.claims, wanted.conflicts) {
        (false, false) => return set.found.clone(),
        (true, false) => set.evidence.with_content(&set.found, TextContent::Claims),
        (false, true) => set.evidence.with_content(&set.found, TextContent::Conflicts),
        (true, true) => [TextContent::Claims, TextContent::Conflicts]
            .map(|content| set.evidence.with_content(&set.found, content))
            .concat(),
    };
    found.sort_unstable();
    found.dedup();
    found
}

/// Returns the statements of a text with their origins.
pub(super) fn facts_of<'a>(
    origins: &mut OriginTable<'_>,
    ix: Ix,
    text: &'a TextEvidence,
) -> impl Iterator<Item = ListedStatement<'a>> {
    (1..).zip(&text.statements).map(move |(number, statement)| ListedStatement {
        ix,
        number,
        statement,
        sources: text.citations(statement).collect(),
        origins: origins.origins(text.citations(statement)),
    })
}

/// Reports whether a statement passes the flags.
/// Flags of one sort widen the selection, those of different sorts narrow it.
fn passes(wanted: &FactsArgs, fact: &ListedStatement) -> bool {
    let said = matches!(fact.statement.kind, StatementKind::Claim(_) | StatementKind::Estimate(_));
    let kind = wanted.claims && said || wanted.conflicts && fact.statement.kind == StatementKind::Conflict;
    let support = wanted.one_origin && fact.origins.len() == 1 || wanted.unsourced && fact.origins.is_empty();
    (kind || !wanted.claims && !wanted.conflicts) && (support || !wanted.one_origin && !wanted.unsourced)
}

/// Returns a heading such as `hikvision  Hikvision  22 statements`.
fn heading(set: &QuerySet, facts: &[ListedStatement]) -> Clean {
    let Some(ix) = facts.first().map(|fact| fact.ix) else { return Clean::default() };
    let count = count_of(facts.len(), "statement");
    clean!("{}  {}  {count}", set.library.label(ix), set.library.record(ix).title())
}

fn seen_row(fact: &ListedStatement) -> Vec<Clean> {
    let origins = match fact.origins.as_slice() {
        [] => clean!("no source"),
        [one] => clean!("one origin: {one}"),
        several => clean!("{} origins", several.len()),
    };
    vec![clean!("{}", fact.number), origins, fact.statement.in_full()]
}

/// Returns the fields of a row.
/// They are id, line, number, section, kind, date, number of origins, origins, sources, words.
pub(super) fn whole_row(set: &QuerySet, fact: &ListedStatement) -> Vec<Clean> {
    let statement = fact.statement;
    vec![
        set.library.label(fact.ix),
        clean!("{}", statement.line),
        clean!("{}", fact.number),
        clean!("{}", statement.section),
        clean!("{}", statement.kind),
        statement.when.map(|when| clean!("{when}")).unwrap_or_default(),
        clean!("{}", fact.origins.len()),
        clean!("{}", join(fact.origins.iter(), "; ")),
        clean!("{}", join(fact.sources.iter().copied(), ",")),
        statement.text.clone(),
    ]
}

pub(super) fn join<'a>(texts: impl Iterator<Item = &'a Clean>, separator: &str) -> String {
    texts.map(Clean::as_str).collect::<Vec<_>>().join(separator)
}

#[derive(Serialize)]
struct FactJson<'a> {
    briefing: Clean,
    path: Clean,
    line: u32,
    number: usize,
    section: String,
    kind: &'static str,
    who: Option<&'a str>,
    date: Option<String>,
    text: &'a str,
    sources: &'a [&'a Clean],
    origins: &'a [Clean],
}

fn record(set: &QuerySet, fact: &ListedStatement) -> Clean {
    let statement = fact.statement;
    json::line(&FactJson {
        briefing: set.library.label(fact.ix),
        path: clean!("{}", set.library.record(fact.ix).path().display()),
        line: statement.line,
        number: fact.number,
        section: statement.section.to_string(),
        kind: statement.kind.word(),
        who: statement.kind.who().map(Clean::as_str),
        date: statement.when.map(|when| when.to_string()),
        text: &statement.text,
        sources: &fact.sources,
        origins: &fact.origins,
    })
}

#[derive(Serialize)]
struct ListedQuestion<'a> {
    briefing: Clean,
    path: Clean,
    line: u32,
    question: &'a str,
}

fn open_questions(
    context: &mut CommandContext,
    wanted: &FactsArgs,
    set: &QuerySet,
) -> Result<Exit, CommandError> {
    let mut rows = Vec::new();
    let asking = set.evidence.with_content(&set.found, TextContent::Questions);
    for (ix, text) in set.evidence.texts(&asking) {
        let briefing = set.library.label(ix);
        for question in &text.questions {
            if wanted.json {
                let path = clean!("{}", set.library.record(ix).path().display());
                let (briefing, line, question) = (briefing.clone(), question.line, question.text.as_str());
                context.output.line(&json::line(&ListedQuestion { briefing, path, line, question }))?;
            }
            rows.push(vec![briefing.clone(), clean!("{}", question.line), question.text.clone()]);
        }
    }
    if rows.is_empty() {
        return Err(nothing(clean!("no open questions in {}", count_of(set.found.len(), "briefing"))));
    }
    if !wanted.json {
        // The line of the file is for programs; a user sees whose question it is.
        let most: &[usize] = if context.output.on_terminal { &[28, 0] } else { &[] };
        table::print(context, most, Last::Wrapped, &rows)?;
    }
    Ok(Exit::Ok)
}
