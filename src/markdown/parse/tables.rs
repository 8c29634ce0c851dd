//! Tables: rows of cells over one text, with what a layout needs to know of the columns.

use std::ops::Range;

use pulldown_cmark::Alignment;

use super::builder::DocumentBuilder;
use crate::markdown::document::{Align, BlockKind, NONE, TableColumn, TableData, TableShape};
use crate::text::width;

/// Rows of one block: a longer table becomes several blocks with the same columns.
const MAX_ROWS: usize = 64;

/// The table being read.
#[derive(Default)]
pub(super) struct TableState {
    aligns: Vec<Align>,
    /// Each cell's end in the raw text. A tab, or a line feed behind the last of a row, follows it.
    ends: Vec<usize>,
    has_header: bool,
    /// The end of the row's last cell in the source.
    cell_end: usize,
}

impl DocumentBuilder<'_> {
    pub(super) fn start_table(&mut self, alignments: &[Alignment]) {
        self.open_leaf(BlockKind::Table(NONE), false);
        self.table.aligns = alignments
            .iter()
            .map(|alignment| match alignment {
                Alignment::None | Alignment::Left => Align::Left,
                Alignment::Center => Align::Centre,
                Alignment::Right => Align::Right,
            })
            .collect();
        self.table.ends.clear();
        self.table.has_header = false;
    }

    pub(super) fn end_cell(&mut self) {
        self.close_marks();
        let start = self.table.ends.last().map_or(0, |end| end + 1).min(self.raw.len());
        self.read_signs(start);
        let kept = start + self.raw[start..].trim_end_matches([' ', '\n']).len();
        self.raw.truncate(kept);
        for mark in self.marks.iter_mut().rev().take_while(|mark| mark.end > kept) {
            mark.end = kept;
        }
        self.table.ends.push(kept);
        self.raw.push('\t');
        self.html.end_leaf();
    }

    pub(super) fn end_written_cell(&mut self) {
        self.table.cell_end = self.at.1;
        self.end_cell();
    }

    /// Ends a row below the head. The parser leaves out text beyond the last column; its place is noted.
    pub(super) fn end_body_row(&mut self) {
        let rest = self.source.get(self.table.cell_end..self.at.1).unwrap_or_default();
        if let Some(at) = rest.find(|c: char| c != '|' && !c.is_whitespace()) {
            self.document.lost_cells.push(self.table.cell_end + at..self.at.1);
        }
        self.end_row(false);
    }

    pub(super) fn end_row(&mut self, header: bool) {
        let columns = self.table.aligns.len().max(1);
        while !self.table.ends.len().is_multiple_of(columns) {
            self.end_cell();
        }
        if self.raw.ends_with('\t') {
            self.raw.pop();
            self.raw.push('\n');
        }
        self.table.has_header |= header;
    }

    pub(super) fn end_table(&mut self) {
        let Some(leaf) = self.leaf.take() else { return };
        self.close_marks();
        let columns = self.table.aligns.len().max(1);
        let ends = std::mem::take(&mut self.table.ends);
        if !ends.is_empty() {
            self.find_bare_links(0..self.raw.len());
            let start = self.end();
            let map = self.settle(0..self.raw.len(), &ends);
            let ends: Vec<u32> = ends.iter().map(|end| map.place(*end)).collect();
            let marks = self.settled_marks(&(0..self.raw.len()), &map);
            let shape = u32::try_from(self.document.shapes.len()).unwrap_or(NONE);
            self.document.shapes.push(self.shape(&ends, start));
            let pieces = self.push_rows(&ends, columns, start, shape);
            self.push_blocks(leaf, &pieces, &marks);
        }
        self.clear();
        self.emit_notes();
    }

    fn push_rows(
        &mut self,
        ends: &[u32],
        columns: usize,
        start: u32,
        shape: u32,
    ) -> Vec<(BlockKind, Range<u32>)> {
        let mut pieces = Vec::new();
        let mut from = start;
        for rows in ends.chunks(columns * MAX_ROWS) {
            let first = u32::try_from(self.document.cells.len()).unwrap_or(NONE);
            self.document.cells.extend_from_slice(rows);
            let cells = first..u32::try_from(self.document.cells.len()).unwrap_or(NONE);
            let table = u32::try_from(self.document.tables.len()).unwrap_or(NONE);
            let has_header = self.table.has_header && from == start;
            self.document.tables.push(TableData { shape, cells, has_header });
            let end = rows.last().copied().unwrap_or(from);
            pieces.push((BlockKind::Table(table), from..end));
            from = end + 1;
        }
        pieces
    }

    fn shape(&self, ends: &[u32], start: u32) -> TableShape {
        let mut columns: Vec<TableColumn> = self
            .table
            .aligns
            .iter()
            .map(|align| TableColumn { align: *align, ..TableColumn::default() })
            .collect();
        let mut header = Vec::new();
        let mut from = start;
        for (number, end) in ends.iter().enumerate() {
            let text = self.text.as_str().get(from as usize..*end as usize).unwrap_or_default();
            if self.table.has_header && number < columns.len() {
                header.push(from..*end);
            }
            let at = number % columns.len().max(1);
            if let Some(column) = columns.get_mut(at) {
                let natural = text.split('\n').map(width).max().unwrap_or(0);
                column.natural = column.natural.max(u32::try_from(natural).unwrap_or(NONE));
                if natural > column.longest as usize {
                    let longest = text.split([' ', '\n']).map(width).max().unwrap_or(0);
                    column.longest = column.longest.max(u32::try_from(longest).unwrap_or(NONE));
                }
            }
            from = end + 1;
        }
        TableShape { columns, header }
    }
}
