//! `briefing list`: one line a briefing.

use crate::clean;
use crate::cli::args::{ListArgs, SortBy};
use crate::cli::table::{self, Last};
use crate::cli::{CommandContext, CommandError, Exit, json, memory, query};
use crate::library::{Ix, Library, Record};
use crate::search::query::Query;
use crate::search::{Order, Sort};
use crate::text::{Clean, fold};

/// The fewest and the most cells of a title.
const TITLE: (usize, usize) = (12, 40);

pub(super) fn run(context: &mut CommandContext, list: &ListArgs) -> Result<Exit, CommandError> {
    let (library, found) = context.answer(|context, library| {
        // The library may set its order, so it is known only here.
        let usual = context.settings.sort.value;
        let order = |query: &Query| sort(list, query, usual);
        let mut found = query::find(context, library, None, &list.query, order)?;
        found.truncate(list.limit.unwrap_or(usize::MAX));
        let made_of = library.with_dating(&found);
        Ok((found, made_of))
    })?;
    print(context, list, &library, &found)?;
    Ok(Exit::Ok)
}

/// Returns the requested order.
/// Without one, the best match comes first where there are words, and the usual order holds elsewhere.
fn sort(list: &ListArgs, query: &Query, usual: Order) -> Order {
    let by = match list.sort {
        None if !query.words().is_empty() => Sort::Relevance,
        None => return Order { reversed: usual.reversed != list.reverse, ..usual },
        Some(SortBy::AsOf) => Sort::AsOf,
        Some(SortBy::Title) => Sort::Title,
        Some(SortBy::Type) => Sort::Kind,
        Some(SortBy::Updated) => Sort::Updated,
        Some(SortBy::Folder) => Sort::Folder,
    };
    Order { by, reversed: list.reverse }
}

fn print(
    context: &mut CommandContext,
    list: &ListArgs,
    library: &Library,
    found: &[Ix],
) -> Result<(), CommandError> {
    if list.null {
        for ix in found {
            context.output.null_ended(library.record(*ix).path().as_os_str().as_encoded_bytes())?;
        }
        return Ok(());
    }
    if list.json {
        let state = memory::read_state(context, library);
        for ix in found {
            context.output.line(&json::briefing(library, *ix, &state))?;
        }
        return Ok(());
    }
    let rows = found.iter().map(|ix| row(library, *ix).to_vec());
    if !context.output.on_terminal {
        return table::piped(context, rows);
    }
    // The date comes before the fields that may be long: on a terminal the status is cut off last.
    let turned = rows.map(|mut row| {
        row[1..].rotate_right(1);
        row
    });
    let mut rows: Vec<Vec<Clean>> = turned.collect();
    leave_out_repeated(&mut rows);
    let most = [30, 11, 10];
    let others: usize = (0..most.len()).map(|at| table::widest(&rows, at).min(most[at]) + table::GAP).sum();
    // Without room for both, title and status share what is left.
    let standing = table::widest(&rows, most.len() + 1) + table::GAP;
    let left = usize::from(CommandContext::columns()).saturating_sub(others);
    let title = left.saturating_sub(standing).max(left / 2).clamp(TITLE.0, TITLE.1);
    table::aligned(context, &[most.as_slice(), &[title]].concat(), Last::Cut, &rows)
}

/// Clears cells that several rows make redundant.
/// These are the type where all have the same, and titles where each is its id in other letters.
fn leave_out_repeated(rows: &mut [Vec<Clean>]) {
    let (kind, title) = (2, 3);
    let is_one_kind = rows.len() > 1 && rows.windows(2).all(|pair| pair[0][kind] == pair[1][kind]);
    let are_ids = rows.iter().all(|row| fold(&row[title]).text == fold(&row[0]).text);
    for row in rows {
        if is_one_kind {
            row[kind] = Clean::default();
        }
        if are_ids {
            row[title] = Clean::default();
        }
    }
}

fn row(library: &Library, ix: Ix) -> [Clean; 5] {
    let record = library.record(ix);
    let as_of = library.as_of_record(&record).map(|date| clean!("{date}")).unwrap_or_default();
    let (kind, title) = (Clean::line(record.kind_word()), Clean::line(record.title()));
    [library.label(ix), kind, title, standing(&record), as_of]
}

/// Returns the program and state of each status.
/// A broken file has its problem instead.
fn standing(record: &Record<'_>) -> Clean {
    if record.is_broken() {
        return clean!("! {}", record.problem().unwrap_or_default());
    }
    let entries = record.status().map(|status| status.whole());
    let all: Vec<String> =
        entries.map(|status| format!("{} {}", status.program, status.standing())).collect();
    clean!("{}", all.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(rows: &[[&str; 5]]) -> Vec<Vec<String>> {
        let mut rows: Vec<Vec<Clean>> = rows.iter().map(|row| row.map(Clean::line).to_vec()).collect();
        leave_out_repeated(&mut rows);
        rows.into_iter().map(|row| row.into_iter().map(Clean::into_string).collect()).collect()
    }

    #[test]
    fn what_all_rows_repeat_is_left_out() {
        let companies =
            [["hik-vision", "2019", "company", "Hikvision", "x"], ["zte", "", "company", "ZTE", ""]];
        assert_eq!(shown(&companies), [["hik-vision", "2019", "", "", "x"], ["zte", "", "", "", ""]]);
        let mixed = [["hik", "", "company", "Hikvision", ""], ["zte", "", "note", "ZTE", ""]];
        assert_eq!(shown(&mixed)[1], ["zte", "", "note", "ZTE", ""]);
        let one = [["a", "", "company", "Acme", ""]];
        assert_eq!(shown(&one)[0], ["a", "", "company", "Acme", ""]);
    }
}
