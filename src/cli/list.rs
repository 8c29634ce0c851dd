//! `briefing list`: one line a briefing.

use std::os::unix::ffi::OsStrExt;

use crate::briefing::Briefing;
use crate::clean;
use crate::cli::args::{List, SortBy};
use crate::cli::{Desk, Exit, Failure, json, query};
use crate::library::{Ix, Library};
use crate::search::query::Query;
use crate::search::{self, Asked, Index, Order, Sort};
use crate::text::{Clean, truncate, width};

pub(super) fn run(desk: &mut Desk, list: &List) -> Result<Exit, Failure> {
    let library = desk.library()?.library;
    let typed = list.query.join(" ");
    let query = query::parse(&typed, desk.today)?;
    query::ensure_keys_known(&typed, &query, &library)?;
    let index = Index::new(&library);
    let asked = Asked { order: sort(list, &query), ..Asked::default() };
    let mut hits = search::find(&library, &index, &query, &asked).unwrap_or_default();
    hits.truncate(list.limit.unwrap_or(usize::MAX));
    if hits.is_empty() {
        let nearest = search::closest(&index, &list.query.join(" "), 3);
        let names: Vec<String> = nearest.into_iter().map(|ix| library.label(ix).into_string()).collect();
        let what = clean!("nothing matches {}", list.query.join(" "));
        let failure = Failure::new("no-match", what).exit(Exit::NoMatch);
        return Err(match names.as_slice() {
            [] => failure,
            names => failure.hint(clean!("closest: {}", names.join(", "))),
        });
    }
    let found: Vec<Ix> = hits.into_iter().map(|hit| hit.ix).collect();
    print(desk, list, &library, &found)?;
    Ok(Exit::Ok)
}

fn sort(list: &List, query: &Query) -> Order {
    let by = match list.sort {
        None if !query.words().is_empty() => Sort::Relevance,
        None | Some(SortBy::AsOf) => Sort::AsOf,
        Some(SortBy::Title) => Sort::Title,
        Some(SortBy::Type) => Sort::Kind,
        Some(SortBy::Updated) => Sort::Updated,
    };
    Order { by, reversed: list.reverse }
}

fn print(desk: &mut Desk, list: &List, library: &Library, found: &[Ix]) -> Result<(), Failure> {
    if list.null {
        for ix in found {
            desk.output.null_ended(library.get(*ix).path.as_os_str().as_bytes())?;
        }
        return Ok(());
    }
    if list.json {
        for ix in found {
            desk.output.line(&json::briefing(library, *ix))?;
        }
        return Ok(());
    }
    let rows: Vec<[Clean; 5]> = found.iter().map(|ix| row(library, *ix)).collect();
    if !desk.output.on_terminal {
        for row in &rows {
            desk.output.fields(row)?;
        }
        return Ok(());
    }
    table(desk, &rows)
}

fn row(library: &Library, ix: Ix) -> [Clean; 5] {
    let briefing = library.get(ix);
    let as_of = library.as_of(ix).map(|date| clean!("{date}")).unwrap_or_default();
    [library.label(ix), clean!("{}", briefing.kind), briefing.title.clone(), standing(briefing), as_of]
}

/// Program and state of each status; a broken file says so instead.
fn standing(briefing: &Briefing) -> Clean {
    if let Some(problem) = &briefing.problem {
        return clean!("! {problem}");
    }
    let all: Vec<String> =
        briefing.status.iter().map(|status| format!("{} {}", status.program, status.standing())).collect();
    clean!("{}", all.join("; "))
}

/// Aligned columns, cut to the terminal's width.
fn table(desk: &mut Desk, rows: &[[Clean; 5]]) -> Result<(), Failure> {
    let columns = usize::from(Desk::columns());
    let widest = |at: usize, most: usize| rows.iter().map(|row| width(&row[at])).max().unwrap_or(0).min(most);
    let widths = [widest(0, 30), widest(1, 10), widest(2, 40), widest(4, 11)];
    for [id, kind, title, standing, as_of] in rows {
        let start = format!(
            "{}  {}  {}  {}  ",
            padded(id, widths[0]),
            padded(as_of, widths[3]),
            padded(kind, widths[1]),
            padded(title, widths[2]),
        );
        let line = format!("{start}{standing}");
        desk.output.line(&clean!("{}", truncate(line.trim_end(), columns)))?;
    }
    Ok(())
}

fn padded(text: &str, cells: usize) -> String {
    let shown = truncate(text, cells);
    let gap = cells.saturating_sub(width(&shown));
    format!("{shown}{}", " ".repeat(gap))
}
