//! A comparison as lines of cells.
//! It is side by side when there is room, else stacked.

use super::{PlainLine, UiRole};
use crate::clean;
use crate::library::compare::{Aspect, Comparison, ComparisonRow};
use crate::text::{Clean, graphemes, width, wrap};

/// The widest column of keys.
const KEY: usize = 24;
/// The narrowest column for a briefing beside another.
const LEAST: usize = 24;
/// The blank cells between columns.
const GAP: usize = 2;

/// Returns the lines of a comparison in this many columns.
pub fn comparison(comparison: &Comparison, titles: &[Clean], columns: usize) -> Vec<PlainLine> {
    let key = comparison.rows.iter().filter(|row| row.aspect != Aspect::Only).map(|row| width(&row.key));
    let key = key.max().unwrap_or(0).min(KEY);
    let each = columns.saturating_sub(key) / titles.len().max(1);
    let mut out = Vec::new();
    let beside = each >= LEAST + GAP;
    if beside {
        let heads: Vec<Option<Clean>> = titles.iter().cloned().map(Some).collect();
        side_by_side(&mut out, UiRole::Title, "", &heads, (key, each - GAP));
    }
    let mut aspect = None;
    for row in &comparison.rows {
        if aspect != Some(row.aspect) {
            aspect = Some(row.aspect);
            out.push(PlainLine::of(UiRole::Body, Clean::default()));
            out.push(PlainLine::of(UiRole::Heading, Clean::line(row.aspect.word())));
        }
        if beside {
            let (label, role) =
                if row.aspect == Aspect::Only { ("•", UiRole::Body) } else { (&*row.key, UiRole::Body) };
            side_by_side(&mut out, role, label, &row.cells, (key, each - GAP));
        } else {
            stacked(&mut out, row, titles, columns);
        }
    }
    out
}

fn side_by_side(
    out: &mut Vec<PlainLine>,
    role: UiRole,
    key: &str,
    cells: &[Option<Clean>],
    (key_cells, each): (usize, usize),
) {
    let absent = if key.is_empty() || key == "•" { "" } else { "·" };
    let wrapped = |text: &str, cells: usize| -> Vec<String> {
        wrap(text, cells.max(1)).into_iter().map(|line| text[line].to_owned()).collect()
    };
    let mut columns = vec![wrapped(key, key_cells)];
    columns.extend(cells.iter().map(|cell| wrapped(cell.as_deref().unwrap_or(absent), each)));
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    for at in 0..height {
        let mut line = String::new();
        for (number, column) in columns.iter().enumerate() {
            let text = column.get(at).map(String::as_str).unwrap_or_default();
            let cells = if number == 0 { key_cells } else { each };
            line.push_str(text);
            let used: usize = graphemes(text).map(|(_, cells)| cells).sum();
            line.push_str(&" ".repeat(cells.saturating_sub(used) + GAP));
        }
        out.push(PlainLine::of(role, Clean::text(line.trim_end())));
    }
}

/// Lays out each briefing on lines of its own, below the key.
fn stacked(out: &mut Vec<PlainLine>, row: &ComparisonRow, titles: &[Clean], columns: usize) {
    if row.aspect != Aspect::Only {
        out.push(PlainLine::of(UiRole::Strong, row.key.clone()));
    }
    for (title, cell) in titles.iter().zip(&row.cells) {
        let text = match cell {
            Some(text) => clean!("{title}: {text}"),
            None if row.aspect == Aspect::Only => continue,
            None => clean!("{title}: ·"),
        };
        for (at, range) in wrap(&text, columns.saturating_sub(4).max(1)).into_iter().enumerate() {
            let indent = if at == 0 { "  " } else { "    " };
            out.push(PlainLine::of(UiRole::Body, Clean::text(&format!("{indent}{}", &text[range]))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comparison() -> (Comparison, Vec<Clean>) {
        let row = |aspect, key: &str, cells: [Option<&str>; 2]| ComparisonRow {
            aspect,
            key: Clean::line(key),
            cells: cells.map(|cell| cell.map(Clean::line)).to_vec(),
        };
        let rows = vec![
            row(Aspect::Status, "list", [Some("active since 2019-10-09 by rule of the Department"), None]),
            row(Aspect::Only, "1", [None, Some("One.")]),
        ];
        (Comparison { briefings: Vec::new(), rows }, ["Acme", "Beta"].map(Clean::line).to_vec())
    }

    fn shown(columns: usize) -> Vec<String> {
        let (comparison, titles) = comparison();
        super::comparison(&comparison, &titles, columns)
            .iter()
            .map(|line| line.text().into_string())
            .collect()
    }

    #[test]
    fn with_room_they_stand_side_by_side() {
        assert_eq!(
            shown(64),
            [
                "      Acme                          Beta",
                "",
                "Status",
                "list  active since 2019-10-09 by    ·",
                "      rule of the Department",
                "",
                "Only in this one",
                "•                                   One.",
            ]
        );
    }

    #[test]
    fn without_room_they_are_stacked() {
        assert_eq!(
            shown(40),
            [
                "",
                "Status",
                "list",
                "  Acme: active since 2019-10-09 by",
                "    rule of the Department",
                "  Beta: ·",
                "",
                "Only in this one",
                "  Beta: One.",
            ]
        );
    }
}
