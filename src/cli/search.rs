//! `briefing search`: the briefings whose text matches, with their matches.

mod print;

use crate::clean;
use crate::cli::args::Search;
use crate::cli::{CommandContext, CommandError, Exit, limits, memory, progress, query, read};
use crate::library::{Location, Origin, cache_folder};
use crate::search::fulltext::{
    self, Freshness, FullText, FullTextContext, Pace, ResultLimit, SearchOutcome, Thoroughness,
};
use crate::search::query::Query;
use crate::search::{CitationSource, Index, Marks, Progress, QueryContext};
use crate::text::thousands;

/// The most briefings that a terminal shows without `--limit`.
const ON_TERMINAL: usize = 20;

pub(super) fn run(context: &mut CommandContext, search: &Search) -> Result<Exit, CommandError> {
    let typed = search.query.join(" ");
    let query = query::parse(&typed, context.today)?;
    let origin = match context.location()? {
        Location::Folders(folders) => Origin::Folders(folders),
        Location::Embedded { .. } => {
            context.output.note(&clean!("{}", read::SAMPLE_NOTE));
            Origin::Embedded
        }
    };
    let text = FullText::open(&origin, cache_folder().as_deref())?;
    refresh(
        context,
        &text,
        if context.common.fresh { &Thoroughness::Every } else { &Thoroughness::WhenDue },
    )?;
    let limit = search.limit.unwrap_or(if context.output.on_terminal && !search.json {
        ON_TERMINAL
    } else {
        usize::MAX
    });
    let answer = find(context, &text, &typed, &query, limit)?;
    let printed = print::answer(context, search, &text, &query, &answer)?;
    if printed == 0 {
        let is_empty = matches!(origin, Origin::Folders(_)) && text.is_empty();
        return Err(match query.words().as_slice() {
            _ if is_empty => query::empty(&origin),
            [] => query::nothing(clean!("no briefing matches `{typed}`")),
            _ => query::nothing(clean!("no text matches `{typed}`")),
        });
    }
    if answer.total > answer.hits.len() && context.output.on_terminal {
        let (shown, all) = (thousands(answer.hits.len()), thousands(answer.total));
        context.output.note(&clean!("{shown} of {all} briefings; to see more, try --limit N"));
    }
    Ok(Exit::Ok)
}

impl From<fulltext::FullTextError> for CommandError {
    fn from(failure: fulltext::FullTextError) -> Self {
        Self::new("index", clean!("{failure}"))
    }
}

/// Brings the index up to date and prints notes about it.
pub(super) fn refresh(
    context: &mut CommandContext,
    text: &FullText,
    check: &Thoroughness,
) -> Result<(), CommandError> {
    limits::ensure_memory("search texts")?;
    let done = {
        let reporter = progress::ProgressReporter::new(&context.output, "indexing");
        text.refresh(check, Pace::Waited, &mut |Progress { done, of }| reporter.tell(done, Some(of)))
    };
    match done? {
        Freshness::Current => {}
        Freshness::Compared { ago } => context.note_age(ago),
        Freshness::Without(places) => {
            for place in places {
                context
                    .output
                    .note(&clean!("cannot read {}; the files below it are not searched", place.display()));
            }
        }
        Freshness::Aside(reason) => {
            context.output.note(&clean!("using a temporary index in memory: {reason}"));
        }
        Freshness::Behind => {
            context.output.note(&clean!(
                "another `briefing` process is indexing this library; results may be incomplete"
            ));
        }
    }
    if let Some(reason) = text.why_not_kept() {
        context.output.note(&clean!("cannot save the index, so every search rebuilds it: {reason}"));
    }
    Ok(())
}

fn find(
    context: &mut CommandContext,
    text: &FullText,
    typed: &str,
    query: &Query,
    limit: usize,
) -> Result<SearchOutcome, CommandError> {
    if !FullText::needs_library(query) {
        return Ok(text.find(query, &ResultLimit { limit, typing: false, ground: None })?);
    }
    let (_, found) = context.answer(|context, library| {
        query::ensure_keys_known(typed, query, library)?;
        let state = query.asks_for_marks().then(|| memory::read_state(context, library));
        let marks: &dyn Marks = match &state {
            Some(state) => state,
            None => &(),
        };
        let read = query.asks_for_citations().then(|| query::evidence(context, library));
        let facts: &dyn CitationSource = match &read {
            Some(evidence) => &**evidence,
            None => &(),
        };
        let asked = QueryContext { marks, facts, ..QueryContext::default() };
        let ground = Some(FullTextContext { library, index: &Index::on_demand(), asked: &asked });
        let found = text.find(query, &ResultLimit { limit, typing: false, ground })?;
        let made_of = found.hits.iter().filter_map(|hit| library.at_path(&hit.path)).collect();
        Ok((found, made_of))
    })?;
    Ok(found)
}
