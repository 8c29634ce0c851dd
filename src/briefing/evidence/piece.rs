//! The pieces of a text that may be statements: items of lists, rows of tables, sentences.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::clean;
use crate::date::FactSpan;
use crate::markdown::{self, BlockKind, Container, Document, TableCell, TableRow};
use crate::text::Clean;

use super::StatementKind;
use super::statement::COLONS;

/// A piece of text that may be a statement.
pub(super) struct StatementCandidate {
    pub(super) words: markdown::StatementText,
    /// The date in a row's first cell, and the other cells' words.
    pub(super) dated: Option<(FactSpan, Clean)>,
    /// An item of a list or a row of a table.
    pub(super) is_item: bool,
    /// The block in which the item begins that it is in.
    pub(super) under: Option<u32>,
    /// The line of the source at which it begins. It is counted from the start of `words.source`.
    pub(super) lines_below: u32,
}

impl StatementCandidate {
    fn item(words: markdown::StatementText) -> Self {
        Self { words, dated: None, is_item: true, under: None, lines_below: 0 }
    }

    fn is_empty(&self) -> bool {
        self.words.text.is_empty() && self.words.lead_in.is_none() && self.words.citations.is_empty()
    }

    fn sentence(words: markdown::StatementText) -> Self {
        Self { is_item: false, ..Self::item(words) }
    }

    /// Makes a piece of a row of a table.
    /// A row states of its first cell what the others contain under the heads of their columns.
    fn row(row: &TableRow) -> Option<Self> {
        let is_known = |lead_in: &Clean| StatementKind::of_lead_in(lead_in).is_some();
        let lead_in = row.cells.iter().filter_map(|cell| cell.words.lead_in.clone()).find(is_known);
        let in_words = |cell: &TableCell| {
            let is_lead_in = lead_in.is_some() && cell.words.lead_in == lead_in;
            let words = if is_lead_in { cell.words.text.clone() } else { cell.words.whole() };
            if cell.head.is_empty() { words } else { clean!("{}: {words}", cell.head) }
        };
        let joined = |cells: &[TableCell]| {
            let words: Vec<Clean> = cells.iter().map(in_words).collect();
            clean!("{}", words.iter().map(Clean::as_str).collect::<Vec<_>>().join("; "))
        };
        let (first, rest) = row.cells.split_first()?;
        let when = FactSpan::parse(first.words.whole().trim_end_matches(':').trim()).ok();
        let (text, dated) = (joined(&row.cells), when.map(|when| (when, joined(rest))));
        let mut citations = Vec::new();
        let mut seen = HashSet::new();
        for cell in &row.cells {
            citations.extend(cell.words.citations.iter().copied().filter(|footnote| seen.insert(*footnote)));
        }
        let words = markdown::StatementText {
            text,
            lead_in,
            citations,
            source: row.table..row.table,
            ..first.words.clone()
        };
        Some(Self { words, dated, is_item: true, under: None, lines_below: row.lines_below })
    }
}

/// The least blocks of a chunk.
const CHUNK: u32 = 256;

/// Cuts blocks into chunks whose pieces do not depend on each other.
/// A chunk ends with an outermost list item, or outside of lists. So the pieces of a long text are never all in
/// memory.
pub(super) fn chunks(document: &Document, run: Range<u32>) -> impl Iterator<Item = Range<u32>> {
    let outermost = |number: u32| {
        let containers = document.block(number)?.numbered_containers();
        containers.filter(|(_, container)| is_item(*container)).last().map(|(number, _)| number)
    };
    let mut start = run.start;
    std::iter::from_fn(move || {
        let first = start;
        let is_cut = |end: &u32| outermost(*end).is_none_or(|item| outermost(*end - 1) != Some(item));
        let end = (first.saturating_add(CHUNK)..run.end).find(is_cut).unwrap_or(run.end);
        start = end;
        (first < end).then_some(first..end)
    })
}

/// Returns the pieces of text within these blocks in order.
/// Each list item is a piece of its own, also where it is nested in another one.
pub(super) fn pieces(document: &Document, run: Range<u32>) -> Vec<StatementCandidate> {
    let items = document.items(run.clone());
    let mut has_nested: Vec<bool> = items.iter().map(|item| !item.tables.is_empty()).collect();
    for at in items.iter().filter_map(|item| item.under) {
        has_nested[at] = true;
    }
    let words: Vec<markdown::StatementText> = items.iter().map(|item| item.joined([])).collect();
    let under: Vec<Option<u32>> =
        items.iter().map(|item| item.under.and_then(|at| words.get(at)).map(|words| words.block)).collect();
    let above = items.iter().zip(&words);
    let tables =
        above.flat_map(|(item, words)| item.tables.iter().map(|table| (*table, words.block))).collect();
    let item = |((words, under), has_nested): ((markdown::StatementText, Option<u32>), bool)| {
        // `Products:` or a date above nested items only introduces them.
        let introduces = has_nested && words.citations.is_empty() && {
            let whole = words.whole();
            whole.ends_with(COLONS) || FactSpan::parse(whole.trim()).is_ok()
        };
        StatementCandidate { under, is_item: !introduces, ..StatementCandidate::item(words) }
    };
    let items = words.into_iter().zip(under).zip(has_nested).map(item).collect();
    with_text(document, run, items, &tables)
}

/// Returns what is asked within these blocks. Items that are nested in a question are part of it.
pub(super) fn questions(document: &Document, run: Range<u32>) -> Vec<StatementCandidate> {
    let items = document.items(run.clone());
    let asked = items.chunk_by(|_, next| next.under.is_some()).filter_map(|chunk| chunk.split_first());
    let asked = asked.map(|(first, nested)| StatementCandidate::item(first.joined(nested))).collect();
    with_text(document, run, asked, &HashMap::new())
}

/// Adds the sentences and rows to the items. `tables` has the item of each table in one, by its first block.
/// What has no words, such as an item with only a comment, is left out.
fn with_text(
    document: &Document,
    run: Range<u32>,
    mut pieces: Vec<StatementCandidate>,
    tables: &HashMap<u32, u32>,
) -> Vec<StatementCandidate> {
    pieces.retain(|piece| !piece.is_empty());
    for block in run.filter_map(|number| document.block(number)) {
        match block.kind() {
            BlockKind::Paragraph if !block.containers().any(is_item) => {
                pieces.extend(document.sentences(block.number).into_iter().map(StatementCandidate::sentence));
            }
            BlockKind::Table(_) => {
                let under = tables.get(&block.number).copied();
                let rows = document.rows(block.number);
                let rows = rows.iter().filter_map(StatementCandidate::row);
                pieces.extend(rows.map(|row| StatementCandidate { under, ..row }));
            }
            _ => {}
        }
    }
    pieces.sort_by_key(|piece| piece.words.block);
    pieces
}

/// The list items and table rows within these blocks. Each is one statement.
pub(in crate::briefing) fn listed(
    document: &Document,
    blocks: Range<u32>,
) -> impl Iterator<Item = markdown::StatementText> {
    pieces(document, blocks).into_iter().filter(|piece| piece.is_item).map(|piece| piece.words)
}

fn is_item(container: Container) -> bool {
    matches!(container, Container::Bullet | Container::Numbered { .. } | Container::Task(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;

    #[test]
    fn chunks_contain_the_pieces_of_the_whole_text() {
        let part = "- One.[^a]\n  - Nested.\n- Products:\n  - Cameras.\n\n  More.\n\nWords.[^a]\n\n| a | b |\n|---|---|\n| c | d |\n\n";
        let text = format!(
            "{}- last\n{}\n{}\n[^a]: A\n",
            part.repeat(400),
            "  - more\n".repeat(900),
            part.repeat(99)
        );
        let document = parse(&text);
        let run = 0..document.block_count();
        let chunks: Vec<Range<u32>> = chunks(&document, run.clone()).collect();
        assert!(chunks.len() > 5 && chunks.windows(2).all(|two| two[0].end == two[1].start), "{chunks:?}");
        let shown = |pieces: Vec<StatementCandidate>| -> Vec<_> {
            pieces
                .into_iter()
                .map(|piece| (piece.words, piece.is_item, piece.under, piece.lines_below))
                .collect()
        };
        let in_chunks: Vec<_> =
            chunks.into_iter().flat_map(|chunk| shown(pieces(&document, chunk))).collect();
        assert_eq!(in_chunks, shown(pieces(&document, run)));
    }
}
