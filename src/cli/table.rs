//! Rows of output: tab-separated for a program, aligned for a user.

use crate::clean;
use crate::cli::{CommandContext, CommandError};
use crate::text::{Clean, truncate, width, wrap};

/// The cells between columns.
pub(super) const GAP: usize = 2;
/// The least room of the last column. With less, it goes below the others.
const LEAST: usize = 24;

/// The layout of a last column that is too long.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Last {
    /// It is cut off.
    Cut,
    /// It goes on below itself.
    Wrapped,
}

/// Prints rows aligned on a terminal, tab-separated elsewhere.
/// `most` is the width that each column but the last may have.
pub(super) fn print(
    context: &mut CommandContext,
    most: &[usize],
    last: Last,
    rows: &[Vec<Clean>],
) -> Result<(), CommandError> {
    if context.output.on_terminal {
        aligned(context, most, last, rows)
    } else {
        piped(context, rows.iter().cloned())
    }
}

/// Prints whole rows with tabs between their fields.
pub(super) fn piped(
    context: &mut CommandContext,
    rows: impl Iterator<Item = Vec<Clean>>,
) -> Result<(), CommandError> {
    for row in rows {
        context.output.fields(&row)?;
    }
    Ok(())
}

/// Returns a row as a line of CSV.
pub(super) fn csv(row: &[Clean]) -> Clean {
    let row: Vec<String> = row.iter().map(|field| quoted(field)).collect();
    clean!("{}", row.join(","))
}

/// Returns a field of CSV (RFC 4180).
/// One that a spreadsheet would take for a formula gets an apostrophe: briefings are other people's text.
fn quoted(field: &str) -> String {
    let guard = if field.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    if field.contains([',', '"', '\n']) {
        format!("\"{guard}{}\"", field.replace('"', "\"\""))
    } else {
        format!("{guard}{field}")
    }
}

/// Prints aligned columns.
pub(super) fn aligned(
    context: &mut CommandContext,
    most: &[usize],
    last: Last,
    rows: &[Vec<Clean>],
) -> Result<(), CommandError> {
    for line in lines(most, last, rows, usize::from(CommandContext::columns())) {
        context.output.line(&line)?;
    }
    Ok(())
}

/// The width of each column but the last, over all added rows.
pub(super) struct Widths {
    most: Vec<usize>,
    widths: Vec<usize>,
}

impl Widths {
    /// Starts with no row. `most` is the width that each column may have.
    pub(super) fn new(most: &[usize]) -> Self {
        Self { most: most.to_vec(), widths: vec![0; most.len()] }
    }

    pub(super) fn add(&mut self, row: &[Clean]) {
        for ((own, most), cell) in self.widths.iter_mut().zip(&self.most).zip(row) {
            *own = width(cell).min(*most).max(*own);
        }
    }
}

/// Prints aligned rows below their heading. All groups have the same columns.
pub(super) fn group(
    context: &mut CommandContext,
    widths: &Widths,
    (heading, rows): (&Clean, &[Vec<Clean>]),
    is_first: bool,
) -> Result<(), CommandError> {
    if !is_first {
        context.output.line(&Clean::default())?;
    }
    context.output.line(heading)?;
    for line in lines_in(&widths.widths, Last::Wrapped, rows, usize::from(CommandContext::columns())) {
        context.output.line(&line)?;
    }
    Ok(())
}

/// Prints groups of aligned rows, each below its heading.
/// All have the same columns.
pub(super) fn grouped(
    context: &mut CommandContext,
    most: &[usize],
    groups: &[(Clean, Vec<Vec<Clean>>)],
) -> Result<(), CommandError> {
    let mut widths = Widths::new(most);
    groups.iter().flat_map(|(_, rows)| rows).for_each(|row| widths.add(row));
    for (at, (heading, rows)) in groups.iter().enumerate() {
        group(context, &widths, (heading, rows), at == 0)?;
    }
    Ok(())
}

/// Returns the lines of aligned columns.
/// A column that is empty in all rows takes no room.
fn lines(most: &[usize], last: Last, rows: &[Vec<Clean>], columns: usize) -> Vec<Clean> {
    let mut widths = Widths::new(most);
    rows.iter().for_each(|row| widths.add(row));
    lines_in(&widths.widths, last, rows, columns)
}

/// Returns the width of the widest cell of a column.
pub(super) fn widest(rows: &[Vec<Clean>], at: usize) -> usize {
    rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0)
}

fn lines_in(widths: &[usize], last: Last, rows: &[Vec<Clean>], columns: usize) -> Vec<Clean> {
    let cell = |row: &[Clean], at: usize| row.get(at).cloned().unwrap_or_default();
    let indent: usize = widths.iter().filter(|width| **width > 0).map(|width| width + GAP).sum();
    let below = columns < indent + LEAST;
    let mut lines = Vec::new();
    for row in rows {
        let mut start = String::new();
        for (at, width) in widths.iter().enumerate().filter(|(_, width)| **width > 0) {
            start.push_str(&padded(&cell(row, at), *width));
            start.push_str(&" ".repeat(GAP));
        }
        let text = cell(row, widths.len());
        if last == Last::Cut {
            lines.push(Clean::text(truncate(format!("{start}{text}").trim_end(), columns).trim_end()));
            continue;
        }
        let (mut lead, indent) = if below {
            lines.push(Clean::text(truncate(start.trim_end(), columns).trim_end()));
            ("  ".to_owned(), 2)
        } else {
            (start, indent)
        };
        for range in wrap(&text, columns.saturating_sub(indent).max(1)) {
            lines.push(Clean::text(format!("{lead}{}", &text[range]).trim_end()));
            lead = " ".repeat(indent);
        }
    }
    lines
}

/// Returns a text in exactly this many cells.
pub(super) fn padded(text: &str, cells: usize) -> String {
    let shown = truncate(text, cells);
    let gap = cells.saturating_sub(width(&shown));
    format!("{shown}{}", " ".repeat(gap))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<Clean>> {
        let row = |cells: [&str; 3]| cells.map(Clean::line).to_vec();
        vec![row(["a", "", "one two three four five six"]), row(["海康", "", "x"])]
    }

    fn shown(last: Last, columns: usize) -> Vec<String> {
        lines(&[10, 10], last, &rows(), columns).into_iter().map(Clean::into_string).collect()
    }

    #[test]
    fn columns_are_aligned_by_cells_and_empty_ones_left_out() {
        assert_eq!(shown(Last::Cut, 40), ["a     one two three four five six", "海康  x"]);
    }

    #[test]
    fn the_last_column_is_cut_off_or_goes_on_below_itself() {
        assert_eq!(shown(Last::Cut, 12)[0], "a     one t…");
        assert_eq!(shown(Last::Wrapped, 30), ["a     one two three four five", "      six", "海康  x"]);
    }

    #[test]
    fn on_a_narrow_terminal_the_last_column_goes_below_the_others() {
        assert_eq!(shown(Last::Wrapped, 20), ["a", "  one two three four", "  five six", "海康", "  x"]);
    }

    #[test]
    fn fields_of_csv_are_quoted_and_never_formulas() {
        assert_eq!(quoted("a"), "a");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quoted("=1+1"), "'=1+1");
    }
}
