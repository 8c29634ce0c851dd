//! The queries of the command line, and their results.

use std::sync::Arc;

use crate::clean;
use crate::cli::progress::ProgressReporter;
use crate::cli::{CommandContext, CommandError, Exit, memory};
use crate::date::Day;
use crate::library::{Evidence, Ix, Library, Origin};
use crate::search::query::{Dates, Node, Query, QueryError, Vocabulary};
use crate::search::{self, CitationSource, Index, Marks, Order, QueryContext, Sort, Suggestions};
use crate::text::{Clean, width};

/// The material of a command over a set of briefings.
/// It is the library, the evidence of all its texts, and the set in the library's order.
pub(super) struct QuerySet {
    pub library: Arc<Library>,
    pub evidence: Arc<Evidence>,
    pub found: Vec<Ix>,
}

/// The meaning of the words behind a command.
enum Meaning {
    /// One briefing, by its name.
    Briefing(Ix),
    /// A query, with the text that it was read from.
    Query(String, Query),
}

/// Loads the library with its evidence and finds a query's briefings.
pub(super) fn set(context: &mut CommandContext, words: &[String]) -> Result<QuerySet, CommandError> {
    let (library, (evidence, found)) = context.answer(|context, library| {
        let evidence = evidence(context, library);
        let found = find(context, library, Some(&evidence), words, by_kind)?;
        let made_of = made_of(library, &evidence, &found);
        Ok(((evidence, found), made_of))
    })?;
    Ok(QuerySet::of(library, evidence, found))
}

/// Loads the library and finds a query's briefings, in the library's order.
/// Texts are read only for a query that needs them.
pub(super) fn briefings(
    context: &mut CommandContext,
    words: &[String],
) -> Result<(Arc<Library>, Vec<Ix>), CommandError> {
    context.answer(|context, library| {
        let mut found = find(context, library, None, words, by_kind)?;
        found.sort_unstable();
        let made_of = library.around(&found);
        Ok((found, made_of))
    })
}

/// Returns the briefings that an answer about these is made of.
pub(super) fn made_of(library: &Library, evidence: &Evidence, found: &[Ix]) -> Vec<Ix> {
    let mut made_of = library.around(found);
    if made_of.len() == library.len() {
        return made_of;
    }
    let cited = found.iter().flat_map(|ix| evidence.cited(*ix));
    made_of.extend(cited.filter_map(|label| library.source(&label)));
    made_of.sort_unstable();
    made_of.dedup();
    made_of
}

/// Does the same as [`set`] but for the dates of the query.
/// Those select the entries of a timeline.
pub(super) fn dated_set(
    context: &mut CommandContext,
    words: &[String],
) -> Result<(QuerySet, Dates), CommandError> {
    let (library, (evidence, found, dates)) = context.answer(|context, library| {
        let evidence = evidence(context, library);
        let (found, dates) = match meaning(library, words, context.today)? {
            Meaning::Briefing(ix) => (vec![ix], Dates::default()),
            Meaning::Query(text, query) => {
                let (rest, dates) = query.split_dates();
                let found = match named(library, &rest.to_string(), Some(&rest)) {
                    Some(ix) => vec![ix],
                    None => search(context, library, Some(&evidence), (&text, &rest), by_kind)?,
                };
                (found, dates)
            }
        };
        let made_of = made_of(library, &evidence, &found);
        Ok(((evidence, found, dates), made_of))
    })?;
    Ok((QuerySet::of(library, evidence, found), dates))
}

impl QuerySet {
    fn of(library: Arc<Library>, evidence: Arc<Evidence>, mut found: Vec<Ix>) -> Self {
        found.sort_unstable();
        Self { library, evidence, found }
    }
}

fn by_kind(_: &Query) -> Order {
    Order { by: Sort::Kind, reversed: false }
}

/// Returns the evidence of all texts. Only those are read that changed since it was kept.
/// A file that can't be read any more is reported and left out.
pub(super) fn evidence(context: &mut CommandContext, library: &Arc<Library>) -> Arc<Evidence> {
    let store = context.evidence_store(library);
    let gathered = {
        let progress = ProgressReporter::new(&context.output, "reading");
        let go_on = |begun: usize| {
            progress.tell(begun, Some(library.len()));
            true
        };
        store.gather_while(library, go_on)
    };
    let Some(gathered) = gathered else { return Arc::default() };
    for skipped in &gathered.unread {
        context.output.note(&clean!("skipped {}: {}", skipped.path.display(), skipped.why()));
    }
    gathered.evidence
}

/// Returns the briefings of a name or query, at least one.
pub(super) fn find(
    context: &mut CommandContext,
    library: &Arc<Library>,
    evidence: Option<&Evidence>,
    words: &[String],
    order: impl FnOnce(&Query) -> Order,
) -> Result<Vec<Ix>, CommandError> {
    match meaning(library, words, context.today)? {
        Meaning::Briefing(ix) => Ok(vec![ix]),
        Meaning::Query(text, query) => search(context, library, evidence, (&text, &query), order),
    }
}

/// Returns the meaning of words: the briefing with that name, else a query.
fn meaning(library: &Library, words: &[String], today: Day) -> Result<Meaning, CommandError> {
    let text = words.join(" ");
    let query = Query::parse(&text, today);
    if let Some(ix) = named(library, &text, query.as_ref().ok()) {
        return Ok(Meaning::Briefing(ix));
    }
    let query = query.map_err(|error| failure(&text, error))?;
    ensure_keys_known(&text, &query, library)?;
    Ok(Meaning::Query(text, query))
}

/// Returns the only briefing with this id, title, alias or path.
/// A query that has a field, or is one phrase in quotes, is never a name: no file can change its meaning.
fn named(library: &Library, text: &str, query: Option<&Query>) -> Option<Ix> {
    let is_query = query.is_some_and(|query| query.has_fields() || matches!(query.root(), Node::Phrase(_)));
    match library.with_name(text).as_slice() {
        [ix] if !is_query => Some(*ix),
        _ => None,
    }
}

/// Returns the briefings that a query finds, at least one.
fn search(
    context: &mut CommandContext,
    library: &Arc<Library>,
    evidence: Option<&Evidence>,
    (text, query): (&str, &Query),
    order: impl FnOnce(&Query) -> Order,
) -> Result<Vec<Ix>, CommandError> {
    let order = order(query);
    let index = Index::on_demand();
    // Texts are read only for questions that need them.
    let read = (evidence.is_none() && query.asks_for_citations()).then(|| self::evidence(context, library));
    let facts: &dyn CitationSource = match evidence.or(read.as_deref()) {
        Some(evidence) => evidence,
        None => &(),
    };
    let state = query.asks_for_marks().then(|| memory::read_state(context, library));
    let marks: &dyn Marks = match &state {
        Some(state) => state,
        None => &(),
    };
    let asked = QueryContext { order, marks, facts, ..QueryContext::default() };
    let hits = search::find(library, &index, query, &asked).unwrap_or_default();
    if !hits.is_empty() {
        return Ok(hits.into_iter().map(|hit| hit.ix).collect());
    }
    if query.is_empty() {
        return Err(empty(library.origin()));
    }
    let meant = search::closest(library, &index, query, || Box::new(Vocabulary::of(library)), 3);
    let name = |meant| match meant {
        Suggestions::Field(token) => token.into_string(),
        Suggestions::Briefing(ix) => library.label(ix).into_string(),
    };
    let names: Vec<String> = meant.into_iter().map(name).collect();
    let failure = nothing(clean!("no briefing matches `{text}`"));
    Err(match names.as_slice() {
        [] => failure,
        names => failure.hint(clean!("did you mean {}?", names.join(", "))),
    })
}

/// Returns the error of a command on a library without briefings.
pub(super) fn empty(origin: &Origin) -> CommandError {
    CommandError::new("empty", clean!("no briefings in {}", place(origin)))
        .hint(clean!("searched for .md, .markdown and .mdx files"))
        .exit(Exit::NoMatch)
}

/// Returns the location of a library in words.
fn place(origin: &Origin) -> Clean {
    match origin {
        Origin::Folders(folders) => {
            let names: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
            clean!("{}", names.join(", "))
        }
        Origin::Embedded => Clean::line("the sample"),
    }
}

/// Returns the error of a command that found nothing.
pub(super) fn nothing(what: Clean) -> CommandError {
    CommandError::new("no-match", what).exit(Exit::NoMatch)
}

/// Reads a query.
pub(super) fn parse(typed: &str, today: Day) -> Result<Query, CommandError> {
    Query::parse(typed, today).map_err(|error| failure(typed, error))
}

/// Refuses a `key:value` whose key nothing in the library uses.
pub(super) fn ensure_keys_known(typed: &str, query: &Query, library: &Library) -> Result<(), CommandError> {
    if query.names_unknown_keys() {
        query.ensure_keys_known(&Vocabulary::of(library)).map_err(|error| failure(typed, error))?;
    }
    Ok(())
}

/// Returns an error with the query and a caret at the mistake.
fn failure(typed: &str, error: QueryError) -> CommandError {
    let before = width(typed.get(..error.at.start).unwrap_or(typed));
    let pointer = format!("{typed}\n{}^", " ".repeat(before));
    let hint = match error.hint {
        Some(hint) => format!("{pointer} {hint}"),
        None => pointer,
    };
    CommandError::new("query", error.what).hint(Clean::text(&hint))
}
