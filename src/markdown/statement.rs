//! Statements: the pieces of text that citations belong to.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::document::{Block, BlockKind, Container, ContainerData, Document, MarkKind, NONE};
use crate::clean;
use crate::text::Clean;

/// A list item or some sentences, with the sources they cite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatementText {
    /// The block it begins in.
    pub block: u32,
    /// Its words on one line, without its lead-in and without footnote markers.
    pub text: Clean,
    /// The strong text it opens with (`Claim (who):`).
    pub lead_in: Option<Clean>,
    /// The numbers of the footnotes it refers to, in order, each once.
    pub citations: Vec<u32>,
    /// Its bytes in the source: of the whole block for a part of a paragraph.
    pub source: Range<usize>,
}

/// A list item without the items that are nested in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its blocks. There is at least one.
    parts: Vec<StatementText>,
    /// The blocks of the tables in it.
    /// Their rows are no part of it.
    pub tables: Vec<u32>,
    /// The number of the item that it is nested in.
    pub under: Option<usize>,
}

impl Item {
    /// Joins its blocks and those of other items into one statement.
    /// That begins as this one does.
    pub fn joined<'a>(&'a self, others: impl IntoIterator<Item = &'a Self>) -> StatementText {
        let parts = self.parts.iter().chain(others.into_iter().flat_map(|item| &item.parts));
        let mut parts = parts.peekable();
        let Some(mut whole) = parts.next().cloned() else { return StatementText::default() };
        if parts.peek().is_none() {
            return whole;
        }
        let mut words = whole.text.into_string();
        let mut cited: HashSet<u32> = whole.citations.iter().copied().collect();
        for part in parts {
            let more = part.whole();
            if !more.is_empty() {
                words.push(' ');
                words.push_str(&more);
            }
            whole.citations.extend(part.citations.iter().filter(|footnote| cited.insert(**footnote)));
            whole.source.end = whole.source.end.max(part.source.end);
        }
        whole.text = Clean::line(words.trim());
        whole
    }
}

/// A row of a table below its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// Its cells from left to right, without the empty ones.
    pub cells: Vec<TableCell>,
    /// The start of the table in the source.
    pub table: usize,
    /// Its distance from the table's start, in lines of the source.
    pub lines_below: u32,
}

/// A cell of a table that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCell {
    /// The words at the head of its column.
    pub head: Clean,
    /// Its own words. It cites what the head of its column cites as well.
    pub words: StatementText,
}

impl Document {
    /// Returns the list items within these blocks in order.
    /// Rows of tables belong to no item. An item that is nested in another one is an item of its own, and no part of the text around it.
    pub fn items(&self, blocks: Range<u32>) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let mut known: HashMap<u32, usize> = HashMap::new();
        for block in blocks.map_while(|number| self.block(number)) {
            let mut around = block.container_data().filter(|(_, data)| is_item(data)).map(|(item, _)| item);
            let Some(own) = around.next() else { continue };
            if matches!(block.kind(), BlockKind::Table(_)) {
                if let Some(item) = known.get(&own).and_then(|at| items.get_mut(*at)) {
                    item.tables.push(block.number);
                }
                continue;
            }
            let part = StatementText::of(block, 0..block.text().len());
            if let Some(item) = known.get(&own).and_then(|at| items.get_mut(*at)) {
                item.parts.push(part);
                continue;
            }
            let under = around.find_map(|item| known.get(&item).copied());
            known.insert(own, items.len());
            items.push(Item { parts: vec![part], tables: Vec::new(), under });
        }
        items
    }

    /// The rows of a block that is a table, without the header.
    pub fn rows(&self, block: u32) -> Vec<TableRow> {
        let Some((block, data)) = self.block(block).and_then(|block| match block.kind() {
            BlockKind::Table(table) => Some((block, self.tables.get(table as usize)?)),
            _ => None,
        }) else {
            return Vec::new();
        };
        let Some(shape) = self.shapes.get(data.shape as usize) else { return Vec::new() };
        let heads: Vec<StatementText> = shape.header.iter().map(|head| self.head(head)).collect();
        // A long table is several blocks with one shape.
        let first = self.tables.partition_point(|table| table.shape < data.shape);
        let first_cell = self.tables.get(first).map_or(data.cells.start, |table| table.cells.start);
        let columns = shape.columns.len().max(1);
        let rows_above = (data.cells.start - first_cell) as usize / columns;
        let table = heads.first().map_or(block.source().start, |head| head.source.start);
        let cells = block.cells(data);
        let rows = cells.chunks(columns).enumerate().skip(usize::from(data.has_header));
        let row = |(at, row): (usize, &[Range<usize>])| {
            let cell = |(column, range): (usize, &Range<usize>)| {
                let mut words = StatementText::of(block, range.clone());
                let head = heads.get(column);
                let cited = head.map(|head| head.citations.as_slice()).unwrap_or_default();
                words.cite(cited);
                let head = head.map(StatementText::whole).unwrap_or_default();
                (!words.whole().is_empty()).then_some(TableCell { head, words })
            };
            let cells: Vec<TableCell> = row.iter().enumerate().filter_map(cell).collect();
            // The line of dashes is between the header and the first row.
            let lines_below = if heads.is_empty() { 0 } else { rows_above + at + 1 };
            let lines_below = u32::try_from(lines_below).unwrap_or(u32::MAX);
            (!cells.is_empty()).then_some(TableRow { cells, table, lines_below })
        };
        rows.filter_map(row).collect()
    }

    /// The head of a column at this place in the document's text.
    fn head(&self, place: &Range<u32>) -> StatementText {
        let number = self.blocks.partition_point(|block| block.start <= place.start).saturating_sub(1);
        let block = Block {
            document: self,
            data: &self.blocks[number],
            number: u32::try_from(number).unwrap_or(NONE),
        };
        let within = |at: u32| at.saturating_sub(block.data.start) as usize;
        StatementText::of(block, within(place.start)..within(place.end))
    }

    /// Cuts the text of a block behind each run of footnote markers.
    /// The markers are the sources of the text before them. The last piece may have none.
    pub fn sentences(&self, block: u32) -> Vec<StatementText> {
        let Some(block) = self.block(block) else { return Vec::new() };
        let text = block.text();
        let mut groups = Vec::new();
        let mut start = 0;
        let mut markers = block.marks().filter(|m| matches!(m.kind, MarkKind::Footnote(_))).peekable();
        while let Some(marker) = markers.next() {
            let joined =
                markers.peek().is_some_and(|next| text[marker.range.end..next.range.start].trim().is_empty());
            if !joined {
                let end = marker.range.end;
                let stop = text[end..].len()
                    - text[end..].trim_start_matches(['.', '!', '?', '”', '"', ')', '»']).len();
                groups.push(StatementText::of(block, start..end + stop));
                start = end + stop;
            }
        }
        if !text[start..].trim().is_empty() {
            groups.push(StatementText::of(block, start..text.len()));
        }
        groups
    }
}

impl StatementText {
    fn of(block: Block<'_>, range: Range<usize>) -> Self {
        let text = block.text();
        let mut words = String::new();
        let mut citations = Vec::new();
        let mut lead_in = None;
        let mut at = range.start;
        for mark in block.marks_from(range.start).take_while(|mark| mark.range.start < range.end) {
            if mark.range.end > range.end {
                continue;
            }
            match mark.kind {
                MarkKind::Footnote(footnote) => {
                    words.push_str(text.get(at..mark.range.start).unwrap_or_default());
                    at = mark.range.end;
                    if !citations.contains(&footnote) {
                        citations.push(footnote);
                    }
                }
                MarkKind::Strong
                    if lead_in.is_none() && text[range.start..mark.range.start].trim().is_empty() =>
                {
                    lead_in = Some(Clean::line(&text[mark.range.clone()]));
                    at = mark.range.end;
                }
                _ => {}
            }
        }
        words.push_str(text.get(at..range.end).unwrap_or_default());
        StatementText {
            block: block.number,
            text: Clean::line(&words),
            lead_in,
            citations,
            source: block.source(),
        }
    }

    fn cite(&mut self, footnotes: &[u32]) {
        for footnote in footnotes {
            if !self.citations.contains(footnote) {
                self.citations.push(*footnote);
            }
        }
    }

    /// Its lead-in and its words.
    pub fn whole(&self) -> Clean {
        match &self.lead_in {
            Some(lead_in) => clean!("{}", format!("{lead_in} {}", self.text).trim()),
            None => self.text.clone(),
        }
    }
}

fn is_item(data: &ContainerData) -> bool {
    matches!(data.kind, Container::Bullet | Container::Numbered { .. } | Container::Task(_))
}

#[cfg(test)]
mod tests {
    use crate::markdown::parse;

    const SOURCE: &str = "\
## Key facts

- **Claim (who):** its part *weighed*.[^a][^b]
- One.[^b] Two.
  - inner [^a]
- Three.

  Still three.[^b]

  And **this**.

Para one.[^a] Two[^b]. Three.

[^a]: A
[^b]: B
";

    #[test]
    fn each_item_is_one_statement_and_a_nested_one_is_its_own() {
        let document = parse(SOURCE);
        let section = document.section("KEY FACTS").expect("there is one");
        let items = document.items(section.blocks);
        assert_eq!(items.iter().map(|item| item.under).collect::<Vec<_>>(), [None, None, Some(1), None]);
        let words: Vec<_> = items.iter().map(|item| item.joined([])).collect();
        assert_eq!(words[0].lead_in.as_deref(), Some("Claim (who):"));
        assert_eq!(words[0].text, "its part weighed.");
        assert_eq!(words[0].citations, [0, 1]);
        assert_eq!(words[1].text, "One. Two.");
        assert_eq!(words[1].citations, [1]);
        assert_eq!(words[2].text, "inner");
        assert_eq!(words[2].citations, [0]);
        assert_eq!(words[3].text, "Three. Still three. And this.");
        assert_eq!(items[1].joined([&items[2]]).text, "One. Two. inner");
        assert_eq!(items[1].joined([&items[2]]).citations, [1, 0]);
    }

    /// Each row: the line of the source below the table's start, its cells, and the footnotes that they cite.
    fn rows(source: &str) -> Vec<(u32, String, Vec<u32>)> {
        let document = parse(source);
        let rows = (0..document.block_count()).flat_map(|block| document.rows(block));
        let shown = rows.map(|row| {
            let cells = row.cells.iter().map(|cell| format!("{}={}", cell.head, cell.words.whole()));
            let cited = row.cells.iter().flat_map(|cell| cell.words.citations.clone()).collect();
            (row.lines_below, cells.collect::<Vec<_>>().join(" "), cited)
        });
        shown.collect()
    }

    #[test]
    fn the_rows_of_a_table_have_the_heads_of_their_columns() {
        let source = "| Year[^a] | Sold | |\n|---|---|---|\n| 2017 | | x |\n| **2018** | 7[^b] | *y* z |\n| | | |\n\n\
                      [^a]: A\n[^b]: B\n";
        assert_eq!(
            rows(source),
            [(2, "Year=2017 =x".to_owned(), vec![0]), (3, "Year=2018 Sold=7 =y z".to_owned(), vec![0, 1]),]
        );
    }

    #[test]
    fn a_table_of_several_blocks_is_one_table() {
        let source = format!("| n |\n|---|\n{}", (0..200).map(|n| format!("| {n} |\n")).collect::<String>());
        let rows = rows(&source);
        assert_eq!(rows.len(), 200);
        assert_eq!(rows[0], (2, "n=0".to_owned(), vec![]));
        assert_eq!(rows[199], (201, "n=199".to_owned(), vec![]));
    }

    #[test]
    fn a_paragraph_is_cut_behind_its_markers() {
        let document = parse(SOURCE);
        let block =
            document.blocks().find(|block| block.text().starts_with("Para")).expect("there is one").number;
        let pieces = document.sentences(block);
        let texts: Vec<_> = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(texts, ["Para one.", "Two.", "Three."]);
        assert_eq!(pieces[1].citations, [1]);
        assert!(pieces[2].citations.is_empty());
    }
}
