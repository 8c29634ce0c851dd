//! Queries as typed on the command line, and what is said about a wrong one.

use crate::cli::Failure;
use crate::date::Day;
use crate::library::Library;
use crate::search::query::{Query, QueryError, Vocabulary};
use crate::text::{Clean, width};

/// Reads a query.
pub(super) fn parse(typed: &str, today: Day) -> Result<Query, Failure> {
    Query::parse(typed, today).map_err(|error| failure(typed, error))
}

/// Refuses a `key:value` whose key nothing in the library uses.
pub(super) fn ensure_keys_known(typed: &str, query: &Query, library: &Library) -> Result<(), Failure> {
    if query.names_unknown_keys() {
        query.ensure_keys_known(&Vocabulary::of(library)).map_err(|error| failure(typed, error))?;
    }
    Ok(())
}

/// The query with a caret at what is wrong.
fn failure(typed: &str, error: QueryError) -> Failure {
    let before = width(typed.get(..error.at.start).unwrap_or(typed));
    let pointer = format!("{typed}\n{}^", " ".repeat(before));
    let hint = match error.hint {
        Some(hint) => format!("{pointer} {hint}"),
        None => pointer,
    };
    Failure::new("query", error.what).hint(Clean::text(&hint))
}
