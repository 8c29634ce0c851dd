//! Tables: columns where they can be read, else each row as a list of its cells.

use std::ops::Range;

use super::Layout;
use super::line::number;
use super::runs::Runs;
use crate::markdown::document::{Align, Block, TableColumn, TableShape};
use crate::markdown::style::TextRole;
use crate::text::{truncate, width, wrap};

/// Cells between two columns.
const GAP: usize = 2;
/// The indentation of a value's lines below its label, in cells.
const INDENT: usize = 2;
/// The most cells that a column reserves for its longest word.
const READABLE: usize = 14;

impl Layout<'_> {
    pub(super) fn table(&mut self, table: u32) {
        let document = self.block.document;
        let Some(table) = document.tables.get(table as usize) else { return };
        let Some(shape) = document.shapes.get(table.shape as usize) else { return };
        let cells = self.block.cells(table);
        let columns = shape.columns.len().max(1);
        let mut rows: Vec<&[Range<usize>]> = cells.chunks(columns).collect();
        let runs = Runs::of(self.block, TextRole::Text);
        let header = if table.has_header && !rows.is_empty() { Some(rows.remove(0)) } else { None };
        match column_widths(&shape.columns, self.room()) {
            Some(widths) => self.columns(shape, &widths, header, &rows, &runs),
            None => self.stacked(shape, header, &rows, &runs),
        }
        if self.lines.is_empty() {
            let line = self.line();
            self.lines.push(line.finish(0));
        }
    }

    fn columns(
        &mut self,
        shape: &TableShape,
        widths: &[usize],
        header: Option<&[Range<usize>]>,
        rows: &[&[Range<usize>]],
        runs: &Runs,
    ) {
        if let Some(header) = header.filter(|cells| cells.iter().any(|cell| !cell.is_empty())) {
            let block = self.block;
            self.row(shape, widths, header, &Runs::of(block, TextRole::TableHeader));
            let mut line = self.line();
            let rule = self.ornament("─", "-");
            for (column, width) in widths.iter().enumerate() {
                if column > 0 {
                    line.blanks(GAP);
                }
                line.ornament(&rule.repeat(*width), TextRole::TableBorder);
            }
            self.lines.push(line.finish(number(header.last().map_or(0, |cell| cell.end))));
        }
        for row in rows {
            self.row(shape, widths, row, runs);
        }
    }

    fn row(&mut self, shape: &TableShape, widths: &[usize], row: &[Range<usize>], runs: &Runs) {
        let text = self.block.text();
        let wrapped: Vec<Vec<Range<usize>>> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| {
                let lines = wrap(text.get(cell.clone()).unwrap_or_default(), *width);
                lines.into_iter().map(|line| cell.start + line.start..cell.start + line.end).collect()
            })
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut line = self.line();
            let mut owed = 0;
            for ((cell, width), column) in wrapped.iter().zip(widths).zip(&shape.columns) {
                let Some(part) = cell.get(at).filter(|part| !part.is_empty()) else {
                    owed += width + GAP;
                    continue;
                };
                let used = crate::text::width(&text[part.clone()]);
                let spare = width.saturating_sub(used);
                let before = match column.align {
                    Align::Left => 0,
                    Align::Centre => spare / 2,
                    Align::Right => spare,
                };
                line.blanks(owed + before);
                if !line.shown_as_signs(part, *width) {
                    runs.within(part.clone(), |part, style| line.shown(part, style));
                }
                owed = spare - before + GAP;
            }
            let start = wrapped.iter().filter_map(|cell| cell.get(at)).map(|part| part.start).min();
            self.lines.push(line.finish(number(start.unwrap_or(0))));
        }
    }

    /// `Header: value`, cell by cell, with a blank line between rows.
    fn stacked(
        &mut self,
        shape: &TableShape,
        header: Option<&[Range<usize>]>,
        rows: &[&[Range<usize>]],
        runs: &Runs,
    ) {
        let most = self.room() / 2;
        let labels: Vec<Label> = shape.header.iter().map(|cell| self.label(cell, most)).collect();
        // What the labels cannot say is said once in front of them.
        if let Some(header) = header.filter(|_| rows.is_empty() || labels.iter().any(|label| label.cut)) {
            let block = self.block;
            let runs = Runs::of(block, TextRole::TableHeader);
            for cell in header {
                self.stacked_cell(None, cell, &runs);
            }
            self.row_gap(header, !rows.is_empty());
        }
        let more = self.block.document.block(self.block.number + 1).is_some_and(Block::is_continued);
        for (at, row) in rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                self.stacked_cell(labels.get(column), cell, runs);
            }
            self.row_gap(row, at + 1 < rows.len() || more);
        }
    }

    fn row_gap(&mut self, row: &[Range<usize>], wanted: bool) {
        let end = number(row.last().map_or(0, |cell| cell.end));
        if wanted && self.lines.last().is_some_and(|last| last.character() < end) {
            let line = self.line();
            self.lines.push(line.finish(end));
        }
    }

    /// Returns a header as it is shown before each value.
    fn label(&self, cell: &Range<u32>, most: usize) -> Label {
        let text = self.block.document.text.as_str();
        let text = text.get(cell.start as usize..cell.end as usize).unwrap_or_default();
        let text = text.replace('\n', " ");
        if text.is_empty() || most < 4 {
            return Label { cut: !text.is_empty(), text: String::new() };
        }
        let shown = truncate(&text, most - 2);
        Label { cut: shown.len() != text.len(), text: format!("{shown}: ") }
    }

    fn stacked_cell(&mut self, label: Option<&Label>, cell: &Range<usize>, runs: &Runs) {
        if cell.is_empty() {
            return;
        }
        let room = self.room();
        let label = label.map_or("", |label| &label.text);
        let indent = if label.is_empty() { 0 } else { INDENT };
        let text = self.block.text().get(cell.clone()).unwrap_or_default();
        let first = wrap(text, room - width(label)).into_iter().next().unwrap_or(0..0);
        self.stacked_line(cell.start + first.start..cell.start + first.end, runs, label, 0);
        let rest =
            text[first.end..].len() - text[first.end..].trim_start_matches([' ', '\n']).len() + first.end;
        if rest < text.len() {
            for part in wrap(&text[rest..], room - indent) {
                let at = cell.start + rest;
                self.stacked_line(at + part.start..at + part.end, runs, "", indent);
            }
        }
    }

    fn stacked_line(&mut self, part: Range<usize>, runs: &Runs, label: &str, indent: usize) {
        let room = self.room();
        let mut line = self.line();
        line.ornament(label, TextRole::TableHeader);
        line.blanks(indent);
        let start = number(part.start);
        if !line.shown_as_signs(&part, room) {
            runs.within(part, |part, style| line.shown(part, style));
        }
        self.lines.push(line.finish(start));
    }
}

/// A column's header before a value. `cut` marks one that is less than the whole header.
struct Label {
    text: String,
    cut: bool,
}

/// The cells of each column; none when the table can't be read within `room`.
fn column_widths(columns: &[TableColumn], room: usize) -> Option<Vec<usize>> {
    let room = room.checked_sub(GAP * columns.len().saturating_sub(1))?;
    let natural: usize = columns.iter().map(|column| column.natural as usize).sum();
    if natural <= room {
        return Some(columns.iter().map(|column| column.natural as usize).collect());
    }
    let least: Vec<usize> = columns.iter().map(|column| (column.longest as usize).min(READABLE)).collect();
    let spare = room.checked_sub(least.iter().sum())?;
    if columns
        .iter()
        .zip(&least)
        .any(|(column, least)| (column.natural as usize) > *least && *least + spare < 6)
    {
        return None;
    }
    // The narrowest wishes are met first; what remains is shared by the wide columns.
    let mut order: Vec<usize> = (0..columns.len()).collect();
    let wish = |at: &usize| columns[*at].natural as usize - least[*at];
    order.sort_by_key(wish);
    let mut widths = least.clone();
    let mut left = spare;
    for (done, at) in order.iter().enumerate() {
        let more = wish(at).min(left / (columns.len() - done));
        widths[*at] += more;
        left -= more;
    }
    Some(widths)
}
