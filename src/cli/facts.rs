//! `briefing facts`: statements with their sources and origins, and open questions.

use serde::Serialize;

use crate::briefing::{Statement, StatementKind};
use crate::clean;
use crate::cli::args::FactsArgs;
use crate::cli::query::{QuerySet, nothing};
use crate::cli::table::{self, Last};
use crate::cli::{CommandContext, CommandError, Exit, json, query};
use crate::library::Ix;
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
    let facts: Vec<ListedStatement> = set.found.iter().flat_map(|ix| facts_of(&set, *ix)).collect();
    let facts: Vec<ListedStatement> = facts.into_iter().filter(|fact| passes(wanted, fact)).collect();
    if facts.is_empty() {
        return Err(nothing(clean!("no statement matches in {}", count_of(set.found.len(), "briefing"))));
    }
    if wanted.json {
        for fact in &facts {
            context.output.line(&record(&set, fact))?;
        }
    } else if context.output.on_terminal {
        let groups = facts.chunk_by(|a, b| a.ix == b.ix);
        let groups = groups.map(|facts| (heading(&set, facts), facts.iter().map(seen_row).collect()));
        table::grouped(context, &[3, 22], &groups.collect::<Vec<_>>())?;
    } else {
        table::piped(context, facts.iter().map(|fact| whole_row(&set, fact)))?;
    }
    Ok(Exit::Ok)
}

pub(super) fn facts_of(set: &QuerySet, ix: Ix) -> Vec<ListedStatement<'_>> {
    let text_evidence = set.evidence.text_evidence(ix);
    let fact = |(number, statement)| ListedStatement {
        ix,
        number,
        statement,
        sources: text_evidence.citations(statement).collect(),
        origins: set.library.origins_of(text_evidence, statement),
    };
    (1..).zip(&text_evidence.statements).map(fact).collect()
}

/// Reports whether a statement passes the flags.
/// Flags of one sort widen the selection, those of different sorts narrow it.
fn passes(wanted: &FactsArgs, fact: &ListedStatement) -> bool {
    let said = matches!(fact.statement.kind, StatementKind::Claim(_) | StatementKind::Estimate(_));
    let kind = wanted.claims && said || wanted.conflicts && fact.statement.kind == StatementKind::Conflict;
    let support = wanted.one_origin && fact.origins.len() == 1 || wanted.unsourced && fact.origins.is_empty();
    (kind || !wanted.claims && !wanted.conflicts) && (support || !wanted.one_origin && !wanted.unsourced)
}

/// Returns a heading such as `hikvision  Hikvision  22`.
fn heading(set: &QuerySet, facts: &[ListedStatement]) -> Clean {
    let Some(ix) = facts.first().map(|fact| fact.ix) else { return Clean::default() };
    clean!("{}  {}  {}", set.library.label(ix), set.library.get(ix).title, facts.len())
}

fn seen_row(fact: &ListedStatement) -> Vec<Clean> {
    let origins = match fact.origins.as_slice() {
        [] => clean!("no source"),
        [one] => clean!("1 origin: {one}"),
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
        path: clean!("{}", set.library.get(fact.ix).path.display()),
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
    for ix in &set.found {
        let briefing = set.library.label(*ix);
        for question in &set.evidence.text_evidence(*ix).questions {
            if wanted.json {
                let path = clean!("{}", set.library.get(*ix).path.display());
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
