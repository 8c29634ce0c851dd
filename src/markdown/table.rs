//! The cells of a table, for output other than a terminal.

use std::ops::Range;

use super::document::{self, Block, BlockKind};

/// The rows of a block that is a table: bytes of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The cells of the header, if these rows have one.
    pub header: Option<Vec<Range<usize>>>,
    /// The cells of the other rows.
    pub rows: Vec<Vec<Range<usize>>>,
}

impl Block<'_> {
    /// The cells of a table.
    pub fn table(self) -> Option<Table> {
        let BlockKind::Table(table) = self.data.kind else { return None };
        let table = self.document.tables.get(table as usize)?;
        let columns = self.document.shapes.get(table.shape as usize)?.columns.len().max(1);
        let cells = self.cells(table);
        let mut rows: Vec<Vec<Range<usize>>> = cells.chunks(columns).map(<[_]>::to_vec).collect();
        let header = (table.has_header && !rows.is_empty()).then(|| rows.remove(0));
        Some(Table { header, rows })
    }

    /// The places of a table's cells in the text, row by row.
    pub(super) fn cells(self, table: &document::TableData) -> Vec<Range<usize>> {
        let ends = self.document.cells.get(table.cells.start as usize..table.cells.end as usize);
        let mut from = 0;
        let place = |end: &u32| {
            let end = end.saturating_sub(self.data.start) as usize;
            let cell = from..end;
            from = end + 1;
            cell
        };
        ends.unwrap_or_default().iter().map(place).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::parse;

    #[test]
    fn cells_are_reported_row_by_row() {
        let document = parse("| a | b |\n|---|---|\n| *c* | d |\n| e | |\n");
        let block = document.block(0).expect("there is one");
        let table = block.table().expect("it is a table");
        let text = |row: &Vec<std::ops::Range<usize>>| {
            row.iter().map(|cell| block.text()[cell.clone()].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(table.header.as_ref().map(text), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(table.rows.iter().map(text).collect::<Vec<_>>(), [["c", "d"], ["e", ""]]);
        assert_eq!(parse("no table").block(0).and_then(super::Block::table), None);
    }
}
