//! `briefing compare`: briefings side by side when there is room, stacked when not.

use serde::Serialize;

use crate::clean;
use crate::cli::args::Compare;
use crate::cli::choose::identify;
use crate::cli::{CommandContext, CommandError, Exit, json, query};
use crate::engine::report;
use crate::library::Ix;
use crate::library::compare::{Aspect, Comparison, ComparisonRow};
use crate::text::{Clean, truncate};

/// The widest table without a requested width or a terminal.
const COLUMNS: u16 = 100;

pub(super) fn run(context: &mut CommandContext, wanted: &Compare) -> Result<Exit, CommandError> {
    let (library, (evidence, found)) = context.answer(|context, library| {
        let found: Result<Vec<Ix>, CommandError> =
            wanted.ids.iter().map(|id| identify(library, id)).collect();
        let mut found = found?;
        let mut seen = std::collections::HashSet::new();
        found.retain(|ix| seen.insert(*ix));
        if found.len() < 2 {
            return Err(CommandError::new("usage", clean!("cannot compare a briefing with itself"))
                .hint(clean!("try two different briefings: briefing compare A B")));
        }
        let evidence = query::evidence(context, library);
        let made_of = query::made_of(library, &evidence, &found);
        Ok(((evidence, found), made_of))
    })?;
    let comparison = Comparison::new(&library, &evidence, &found);
    let labels: Vec<Clean> = found.iter().map(|ix| library.label(*ix)).collect();
    if wanted.json {
        for row in &comparison.rows {
            context.output.line(&record(row, &labels))?;
        }
        return Ok(Exit::Ok);
    }
    if !context.output.on_terminal && wanted.width.is_none() {
        let heads = [Clean::line("aspect"), Clean::line("key")].into_iter().chain(labels);
        context.output.fields(&heads.collect::<Vec<_>>())?;
        for row in &comparison.rows {
            let cells = row.cells.iter().map(|cell| cell.clone().unwrap_or_default());
            let fields = [Clean::line(row.aspect.word()), row.key.clone()].into_iter().chain(cells);
            context.output.fields(&fields.collect::<Vec<_>>())?;
        }
        return Ok(Exit::Ok);
    }
    let own = if context.output.on_terminal { CommandContext::columns() } else { COLUMNS };
    let columns = usize::from(wanted.width.unwrap_or(own));
    let titles: Vec<Clean> = found.iter().map(|ix| library.get(*ix).title.clone()).collect();
    for line in report::comparison(&comparison, &titles, columns) {
        context.output.line(&Clean::text(truncate(&line.text(), columns).trim_end()))?;
    }
    if context.output.on_terminal {
        context.output.line(&Clean::default())?;
        context.output.line(&clean!("· not in the sources"))?;
    }
    Ok(Exit::Ok)
}

#[derive(Serialize)]
struct ComparisonJson<'a> {
    aspect: &'static str,
    key: &'a Clean,
    values: serde_json::Map<String, serde_json::Value>,
}

fn record(row: &ComparisonRow, labels: &[Clean]) -> Clean {
    let value = |cell: &Option<Clean>| cell.as_ref().map(Clean::to_string).into();
    let values = labels.iter().zip(&row.cells).map(|(label, cell)| (label.to_string(), value(cell)));
    let aspect = if row.aspect == Aspect::Only { "statements" } else { row.aspect.word() };
    json::line(&ComparisonJson { aspect, key: &row.key, values: values.collect() })
}
