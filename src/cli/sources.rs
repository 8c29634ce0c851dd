//! `briefing sources`: the sources, and everything that rests on one.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use crate::briefing::{Kind, SourceRecord};
use crate::clean;
use crate::cli::args::Sources;
use crate::cli::query::nothing;
use crate::cli::table::{self, Last};
use crate::cli::{CommandContext, CommandError, Exit, json, query};
use crate::library::citation::source_in_words;
use crate::library::{Dependent, DependentPart, Evidence, Ix, Library};
use crate::search;
use crate::text::{Clean, count_of, fold};

pub(super) fn run(context: &mut CommandContext, wanted: &Sources) -> Result<Exit, CommandError> {
    let (library, (evidence, listed)) = context.answer(|context, library| {
        let evidence = query::evidence(context, library);
        let table = SourceTable { library, evidence: &evidence };
        let listed = table.choose(context, wanted)?;
        let made_of = table.made_of(&listed);
        Ok(((evidence, listed), made_of))
    })?;
    let table = SourceTable { library: &library, evidence: &evidence };
    match listed {
        Listed::Dependents(sources) => table.dependents(context, wanted.json, &sources),
        Listed::Sources(sources) => table.list(context, wanted.json, &sources),
    }
}

/// The content of the list.
enum Listed {
    /// These sources.
    Sources(Vec<Ix>),
    /// Everything that rests on these sources.
    Dependents(Vec<Ix>),
}

struct SourceTable<'a> {
    library: &'a Arc<Library>,
    evidence: &'a Evidence,
}

#[derive(Serialize)]
struct SourceLine<'a> {
    id: Clean,
    title: &'a str,
    publisher: Option<&'a Clean>,
    published: Option<String>,
    origin: &'a str,
    url: Option<&'a Clean>,
    statements: usize,
    links_and_status: usize,
    briefings: Vec<Clean>,
}

#[derive(Serialize)]
struct DependentLine {
    source: Clean,
    briefing: Clean,
    line: Option<u32>,
    what: &'static str,
    alone: bool,
    text: Clean,
}

impl SourceTable<'_> {
    fn choose(&self, context: &mut CommandContext, wanted: &Sources) -> Result<Listed, CommandError> {
        if let Some(origin) = &wanted.origin {
            let folded = fold(origin).text;
            let is_it = |ix: &Ix| fold(self.library.get(*ix).origin()).text == folded;
            let sources: Vec<Ix> = self.all().into_iter().filter(is_it).collect();
            if sources.is_empty() {
                return Err(nothing(clean!("no source has the origin `{origin}`")));
            }
            return Ok(Listed::Dependents(sources));
        }
        if let [ix] = self.library.with_name(&wanted.query.join(" ")).as_slice()
            && self.library.record(*ix).is_source()
        {
            return Ok(Listed::Dependents(vec![*ix]));
        }
        if wanted.query.is_empty() {
            return Ok(Listed::Sources(self.all()));
        }
        self.of_query(context, &wanted.query).map(Listed::Sources)
    }

    /// Returns the briefings that a list is made of.
    fn made_of(&self, listed: &Listed) -> Vec<Ix> {
        let (Listed::Sources(sources) | Listed::Dependents(sources)) = listed;
        let dependents = sources.iter().flat_map(|source| self.evidence.dependents_of(*source));
        let mut made_of: Vec<Ix> =
            dependents.map(|dependent| dependent.from).chain(sources.clone()).collect();
        made_of.sort_unstable();
        made_of.dedup();
        made_of
    }

    fn all(&self) -> Vec<Ix> {
        self.library.all().filter(|ix| self.library.record(*ix).is_source()).collect()
    }

    /// Returns the sources that a query finds or its results rest on.
    fn of_query(&self, context: &mut CommandContext, words: &[String]) -> Result<Vec<Ix>, CommandError> {
        let order = |_: &search::query::Query| search::Order::default();
        let found = query::find(context, self.library, Some(self.evidence), words, order)?;
        let mut sources = BTreeSet::new();
        for ix in found {
            let briefing = self.library.get(ix);
            if briefing.kind == Kind::Source {
                sources.insert(ix);
                continue;
            }
            let status = briefing.status.iter().flat_map(|status| &status.sources);
            let links = briefing.links.iter().flat_map(|link| &link.sources);
            let labels = self.evidence.cited(ix);
            let ids = status.chain(links).chain(&labels);
            sources.extend(ids.filter_map(|id| self.library.source(id)));
        }
        Ok(sources.into_iter().collect())
    }

    fn list(
        &self,
        context: &mut CommandContext,
        as_json: bool,
        sources: &[Ix],
    ) -> Result<Exit, CommandError> {
        if sources.is_empty() {
            return Err(nothing(clean!("no sources in this library")));
        }
        let mut rows = Vec::new();
        for ix in sources {
            let line = self.source_line(*ix);
            if as_json {
                context.output.line(&json::line(&line))?;
                continue;
            }
            rows.push(vec![
                line.id,
                line.published.map(|date| clean!("{date}")).unwrap_or_default(),
                Clean::line(line.origin),
                clean!("{}", line.statements + line.links_and_status),
                clean!("{}", line.briefings.len()),
                match line.publisher {
                    Some(publisher) => clean!("{publisher}: {}", line.title),
                    None => Clean::line(line.title),
                },
            ]);
        }
        if context.output.on_terminal && !rows.is_empty() {
            let heads = ["source", "published", "origin", "uses", "briefings", "title"];
            rows.insert(0, heads.map(Clean::line).to_vec());
        }
        table::print(context, &[20, 10, 16, 5, 9], Last::Cut, &rows)?;
        Ok(Exit::Ok)
    }

    fn source_line(&self, ix: Ix) -> SourceLine<'_> {
        let briefing = self.library.get(ix);
        let record: Option<&SourceRecord> = briefing.source.as_deref();
        let dependents = self.evidence.dependents_of(ix);
        let statements = dependents
            .iter()
            .filter(|dependent| matches!(dependent.what, DependentPart::Statement(_)))
            .count();
        SourceLine {
            id: self.library.label(ix),
            title: &briefing.title,
            publisher: record.and_then(|record| record.publisher.as_ref()),
            published: record.and_then(|record| record.published).map(|date| date.to_string()),
            origin: briefing.origin(),
            url: record.and_then(|record| record.url.as_ref()),
            statements,
            links_and_status: dependents.len() - statements,
            briefings: self.evidence.users(ix).into_iter().map(|ix| self.library.label(ix)).collect(),
        }
    }

    /// Prints everything that rests on some sources, each once.
    fn dependents(
        &self,
        context: &mut CommandContext,
        as_json: bool,
        sources: &[Ix],
    ) -> Result<Exit, CommandError> {
        let mut lines = Vec::new();
        let mut seen: Vec<Dependent> = Vec::new();
        for source in sources {
            for dependent in &self.evidence.dependents_of(*source) {
                // Two sources of one origin may carry the same statement.
                if sources.len() == 1 || !seen.contains(dependent) {
                    seen.push(*dependent);
                    lines.push(self.dependent_line(*source, dependent));
                }
            }
        }
        if lines.is_empty() {
            let ids: Vec<Clean> = sources.iter().map(|ix| self.library.label(*ix)).collect();
            let ids = ids.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ");
            return Err(nothing(clean!("no statement, status or link cites {ids}")));
        }
        if as_json {
            for line in &lines {
                context.output.line(&json::line(line))?;
            }
            return Ok(Exit::Ok);
        }
        if context.output.on_terminal {
            self.heading(context, sources, &lines)?;
            let groups = lines.chunk_by(|a, b| a.briefing == b.briefing);
            let groups = groups.map(|lines| {
                let heading = clean!("{}  {}", lines[0].briefing, count_of(lines.len(), "use"));
                (heading, lines.iter().map(|line| line.row()[3..].to_vec()).collect())
            });
            table::grouped(context, &[10, 10], &groups.collect::<Vec<_>>())?;
            return Ok(Exit::Ok);
        }
        table::piped(context, lines.iter().map(DependentLine::row))?;
        Ok(Exit::Ok)
    }

    fn heading(
        &self,
        context: &mut CommandContext,
        sources: &[Ix],
        lines: &[DependentLine],
    ) -> Result<(), CommandError> {
        for source in sources {
            let briefing = self.library.get(*source);
            let words = source_in_words(self.library, &briefing.id.0);
            context.output.line(&clean!("{}  {words}; origin: {}", briefing.id.0, briefing.origin()))?;
        }
        let briefings: BTreeSet<&Clean> = lines.iter().map(|line| &line.briefing).collect();
        let alone = lines.iter().filter(|line| line.alone).count();
        let (uses, briefings) = (count_of(lines.len(), "use"), count_of(briefings.len(), "briefing"));
        context.output.line(&clean!("{uses} in {briefings}, {alone} with one origin"))?;
        context.output.line(&Clean::default())?;
        Ok(())
    }

    fn dependent_line(&self, source: Ix, dependent: &Dependent) -> DependentLine {
        let briefing = self.library.get(dependent.from);
        let alone = |ids: &[Clean]| self.library.origins(ids).len() == 1;
        let (line, what, alone, text) = match dependent.what {
            DependentPart::Statement(number) => {
                let text_evidence = self.evidence.text_evidence(dependent.from);
                let statement = text_evidence.statements.get(number as usize);
                let one_origin =
                    statement.is_some_and(|one| self.library.origins_of(text_evidence, one).len() == 1);
                let text = statement.map(|one| one.in_full()).unwrap_or_default();
                let what = statement.map_or("", |one| one.kind.word());
                (statement.map(|one| one.line), what, one_origin, text)
            }
            DependentPart::Status(number) => {
                let status = briefing.status.get(number as usize);
                let text = status.map(|one| clean!("{}: {}", one.program, one.standing()));
                (None, "status", status.is_some_and(|one| alone(&one.sources)), text.unwrap_or_default())
            }
            DependentPart::Link(number) => {
                let link = briefing.links.get(number as usize);
                let text = link.map(|one| clean!("{} of {}", one.role, one.to));
                (None, "link", link.is_some_and(|one| alone(&one.sources)), text.unwrap_or_default())
            }
        };
        let (source, briefing) = (self.library.label(source), self.library.label(dependent.from));
        DependentLine { source, briefing, line, what, alone, text }
    }
}

impl DependentLine {
    /// Returns the fields of a line for a program.
    /// They are source, id, line, what it is, `one origin` where nothing else supports it, words.
    fn row(&self) -> Vec<Clean> {
        let line = self.line.map(|line| clean!("{line}")).unwrap_or_default();
        let alone = if self.alone { Clean::line("one origin") } else { Clean::default() };
        vec![
            self.source.clone(),
            self.briefing.clone(),
            line,
            Clean::line(self.what),
            alone,
            self.text.clone(),
        ]
    }
}
