//! `briefing matrix`: two axes crossed, such as companies by events, as a table, as CSV or as JSON.

use serde::Serialize;

use crate::clean;
use crate::cli::args::{MatrixArgs as Wanted, MatrixSide};
use crate::cli::facts::join;
use crate::cli::query::nothing;
use crate::cli::table::{self, padded};
use crate::cli::{CommandContext, CommandError, Exit, json, query};
use crate::library::Library;
use crate::library::matrix::{Axis, Cell, Head, Matrix};
use crate::text::{Clean, count_of, width};

/// The fewest cells in which a column head is still readable.
const LEAST_HEAD: usize = 8;
/// The widest head of a row.
const ROW_HEAD: usize = 24;

pub(super) fn run(context: &mut CommandContext, wanted: &Wanted) -> Result<Exit, CommandError> {
    let (library, found) = query::briefings(context, &wanted.query)?;
    let fitting = Matrix::fitting(&library, &found);
    let (rows, columns) = match (wanted.rows.map(axis), wanted.columns.map(axis)) {
        (Some(rows), Some(columns)) => (rows, columns),
        (Some(rows), None) if rows == fitting.1 => (rows, fitting.0),
        (Some(rows), None) => (rows, fitting.1),
        (None, Some(columns)) if columns == fitting.0 => (fitting.1, columns),
        (None, Some(columns)) => (fitting.0, columns),
        (None, None) => fitting,
    };
    let matrix = Matrix::new(&library, &found, rows, columns);
    if matrix.row_heads.is_empty() || matrix.column_heads.is_empty() {
        return Err(nothing(clean!("no {} × {} cells match", rows.plural(), columns.plural()))
            .hint(clean!("axes: {}", Axis::ALL.map(Axis::word).join(", "))));
    }
    if wanted.json {
        cells(context, &library, &matrix)?;
    } else if wanted.csv {
        csv(context, &matrix)?;
    } else if context.output.on_terminal {
        seen(context, &matrix)?;
    } else {
        piped(context, &matrix)?;
    }
    Ok(Exit::Ok)
}

fn axis(side: MatrixSide) -> Axis {
    match side {
        MatrixSide::Company => Axis::Company,
        MatrixSide::Event => Axis::Event,
        MatrixSide::Tag => Axis::Tag,
        MatrixSide::Status => Axis::Status,
        MatrixSide::Country => Axis::Country,
        MatrixSide::Year => Axis::Year,
        MatrixSide::Type => Axis::Kind,
    }
}

#[derive(Serialize)]
struct MatrixJson<'a> {
    row: &'a Clean,
    column: &'a Clean,
    roles: &'a [Clean],
    count: usize,
    briefings: Vec<Clean>,
    sources: &'a [Clean],
    origins: Vec<Clean>,
    notes: &'a [Clean],
}

/// Prints the filled cells as JSON: an empty one means "not in the sources".
fn cells(context: &mut CommandContext, library: &Library, matrix: &Matrix) -> Result<(), CommandError> {
    for (row, column, cell) in matrix.filled() {
        context.output.line(&json::line(&MatrixJson {
            row: &row.label,
            column: &column.label,
            roles: &cell.roles,
            count: if cell.roles.is_empty() { cell.briefings.len() } else { 1 },
            briefings: cell.briefings.iter().map(|ix| library.label(*ix)).collect(),
            sources: &cell.sources,
            origins: library.origins(&cell.sources),
            notes: &cell.notes,
        }))?;
    }
    Ok(())
}

/// Writes the heads, then each row with its cells and total.
/// Of a vast matrix it writes row, column and cell of each filled cell.
fn each_row(
    context: &mut CommandContext,
    matrix: &Matrix,
    mut write: impl FnMut(&mut CommandContext, &[Clean]) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    if matrix.is_vast() {
        note_vast(context, matrix);
        write(context, &[clean!("{}", matrix.rows), clean!("{}", matrix.columns), Clean::line("cell")])?;
        for (row, column, cell) in matrix.filled() {
            write(context, &[row.label.clone(), column.label.clone(), roles_in_full(matrix, cell)])?;
        }
        return Ok(());
    }
    let corner = clean!("{} × {}", matrix.rows, matrix.columns);
    let heads = matrix.column_heads.iter().map(|head| head.label.clone());
    let heads: Vec<Clean> = std::iter::once(corner).chain(heads).chain([Clean::line("total")]).collect();
    write(context, &heads)?;
    for (at, head) in matrix.row_heads.iter().enumerate() {
        let mut row = vec![Clean::default(); matrix.column_heads.len() + 2];
        row[0] = head.label.clone();
        for (column, filled) in matrix.row(at) {
            row[column + 1] = roles_in_full(matrix, filled);
        }
        row[matrix.column_heads.len() + 1] = clean!("{}", head.total);
        write(context, &row)?;
    }
    Ok(())
}

fn note_vast(context: &mut CommandContext, matrix: &Matrix) {
    let rows = count_of(matrix.row_heads.len(), "row");
    let columns = count_of(matrix.column_heads.len(), "column");
    context.output.note(&clean!("{rows} × {columns} cells: printing only the filled ones, one per line"));
}

fn roles_in_full(matrix: &Matrix, cell: &Cell) -> Clean {
    if cell.roles.is_empty() { matrix.sign(cell) } else { clean!("{}", join(cell.roles.iter(), "+")) }
}

fn piped(context: &mut CommandContext, matrix: &Matrix) -> Result<(), CommandError> {
    each_row(context, matrix, |context, row| Ok(context.output.fields(row)?))
}

fn csv(context: &mut CommandContext, matrix: &Matrix) -> Result<(), CommandError> {
    each_row(context, matrix, |context, row| Ok(context.output.line(&table::csv(row))?))
}

/// Prints the filled cells of a vast matrix, one a line.
fn seen_filled(context: &mut CommandContext, matrix: &Matrix) -> Result<(), CommandError> {
    note_vast(context, matrix);
    let widest =
        |heads: &[Head]| heads.iter().map(|head| width(&head.label)).max().unwrap_or(0).min(ROW_HEAD);
    let (rows, columns) = (widest(&matrix.row_heads), widest(&matrix.column_heads));
    for (row, column, cell) in matrix.filled() {
        let (row, column) = (padded(&row.label, rows), padded(&column.label, columns));
        context.output.line(&Clean::text(&format!("{row}  {column}  {}", roles_in_full(matrix, cell))))?;
    }
    Ok(())
}

/// Prints the matrix for a terminal.
/// Heads are in full where there is room, else numbers that are explained below.
fn seen(context: &mut CommandContext, matrix: &Matrix) -> Result<(), CommandError> {
    if matrix.is_vast() {
        return seen_filled(context, matrix);
    }
    let columns = usize::from(CommandContext::columns());
    let lead = matrix.row_heads.iter().map(|head| width(&head.label)).max().unwrap_or(0).min(ROW_HEAD);
    let count = matrix.column_heads.len();
    let room = columns.saturating_sub(lead + 7) / count.max(1);
    let longest = matrix.column_heads.iter().map(|head| width(&head.label)).max().unwrap_or(0);
    let in_full = room >= longest.min(LEAST_HEAD) + 2;
    let cells = if in_full { longest.min(room - 2) } else { width(&count.to_string()).max(2) };
    let head = |(at, head): (usize, &Head)| {
        let text = if in_full { head.label.to_string() } else { (at + 1).to_string() };
        padded(&text, cells)
    };
    let heads: Vec<String> = matrix.column_heads.iter().enumerate().map(head).collect();
    context.output.line(&Clean::text(format!("{}  {}", " ".repeat(lead), heads.join("  ")).trim_end()))?;
    for (at, row) in matrix.row_heads.iter().enumerate() {
        let signs: Vec<String> = (0..count)
            .map(|column| matrix.cell(at, column).map_or_else(|| Clean::line("·"), |cell| matrix.sign(cell)))
            .map(|sign| padded(&sign, cells))
            .collect();
        let line = format!("{}  {}  {}", padded(&row.label, lead), signs.join("  "), row.total);
        context.output.line(&Clean::text(&line))?;
    }
    let totals: Vec<String> =
        matrix.column_heads.iter().map(|head| padded(&head.total.to_string(), cells)).collect();
    context
        .output
        .line(&Clean::text(format!("{}  {}", padded("total", lead), totals.join("  ")).trim_end()))?;
    context.output.line(&Clean::default())?;
    if !in_full {
        for (at, head) in matrix.column_heads.iter().enumerate() {
            context.output.line(&clean!("{} {}", at + 1, head.label))?;
        }
    }
    let letters = matrix.legend().map(|(letter, role)| format!("{letter} {role}"));
    let legend: Vec<String> = letters.chain(["· not in the sources".to_owned()]).collect();
    context.output.line(&clean!("{}", legend.join(", ")))?;
    Ok(())
}
