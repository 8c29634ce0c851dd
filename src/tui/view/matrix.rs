//! Draws the matrix.
//! It has fixed heads, cells that scroll both ways, the selected cell in full, and the legend.

use ratatui::layout::{Position, Rect};

use crate::clean;
use crate::engine::report::UiRole;
use crate::keymap::{Mode, key_for};
use crate::library::matrix::{Head, Matrix};
use crate::text::{Clean, thousands, width, wrap};
use crate::tui::app::App;
use crate::tui::app::areas::{Areas, MatrixParts, TOTAL, matrix_parts};
use crate::tui::app::pointing::HotspotTarget;
use crate::tui::view::Picture;
use crate::tui::view::frame::{loading, views_header};
use crate::tui::view::library::query_line;
use crate::tui::view::row_painter::{RowPainter, rule};

pub(super) fn draw(app: &App, parts: &Areas, picture: &mut Picture) {
    let axes = app.matrix.shown_axes();
    let axes = axes.map(|(rows, columns)| clean!("{} × {}", rows.plural(), columns.plural()));
    views_header(app, parts.header, &axes.unwrap_or_else(|| loading(app)), picture);
    let size = app.matrix.matrix.as_ref().map(|matrix| size(app, matrix, parts.main));
    query_line(app, parts, size.as_ref(), picture);
    if parts.rule.height > 0 {
        rule(&mut picture.cells, app.theme, parts.rule);
    }
    match &app.matrix.matrix {
        Some(matrix) if !matrix.row_heads.is_empty() && !matrix.column_heads.is_empty() => {
            table(app, matrix, parts.main, picture);
        }
        Some(matrix) => {
            let what =
                clean!("The matrix of {} and {} is empty.", matrix.rows.plural(), matrix.columns.plural());
            RowPainter::at(&mut picture.cells, app.theme, parts.main, 1).skip(1).write(UiRole::Strong, &what);
            let [clear, axes] = ["cancel", "axes"].map(|name| key_for(&app.keys, Mode::Matrix, name));
            let hint = match app.list.input.is_empty() {
                true => clean!("Press {axes} to choose other axes."),
                false => clean!("Press {clear} to clear the filter, or {axes} to choose other axes."),
            };
            RowPainter::at(&mut picture.cells, app.theme, parts.main, 2).skip(1).write(UiRole::Body, &hint);
        }
        None => {
            RowPainter::at(&mut picture.cells, app.theme, parts.main, 1)
                .skip(1)
                .write(UiRole::Body, "loading");
        }
    }
}

/// Returns the size of the matrix in words.
/// It names the visible columns if not all are visible.
fn size(app: &App, matrix: &Matrix, main: Rect) -> Clean {
    let (rows, columns) = (matrix.row_heads.len(), matrix.column_heads.len());
    let first = app.matrix.left + 1;
    let last = (app.matrix.left + matrix_parts(main, matrix).columns).min(columns);
    let seen =
        if last + 1 - first < columns { format!(", columns {first} to {last}") } else { String::new() };
    clean!("{} × {}{seen}", thousands(rows), thousands(columns))
}

fn table(app: &App, matrix: &Matrix, main: Rect, picture: &mut Picture) {
    let parts = matrix_parts(main, matrix);
    let columns: Vec<usize> = (app.matrix.left..matrix.column_heads.len()).take(parts.columns).collect();
    for (place, column) in columns.iter().enumerate() {
        let area = cell_area(main, &parts, place, 0, parts.head_rows);
        let role = if *column == app.matrix.column { UiRole::Selected } else { UiRole::Body };
        column_head(app, &matrix.column_heads[*column], area, role, picture);
    }
    for (place, (row, head)) in
        matrix.row_heads.iter().enumerate().skip(app.matrix.top).take(parts.rows).enumerate()
    {
        let y = parts.head_rows + u16::try_from(place).unwrap_or(u16::MAX);
        if main.y + y >= parts.detail.y.saturating_sub(parts.foot_rows) {
            break;
        }
        let line = Rect { y: main.y + y, height: 1, ..main };
        let selected = row == app.matrix.row;
        let mut painter =
            RowPainter::at(&mut picture.cells, app.theme, Rect { width: parts.head_cells, ..line }, 0);
        if selected {
            painter.write(UiRole::Selected, "▌");
        } else {
            painter.skip(1);
        }
        painter.keep_free(1).write(if selected { UiRole::Selected } else { UiRole::Body }, &head.label);
        for (place, column) in columns.iter().enumerate() {
            let area = cell_area(main, &parts, place, y, 1);
            picture.add_hotspot(area, HotspotTarget::Cell(row, *column));
            let here = selected && *column == app.matrix.column;
            let sign = matrix.cell(row, *column).map_or_else(|| Clean::line("·"), |cell| matrix.sign(cell));
            if here && app.typing.is_none() {
                picture.cursor = Some(Position { x: area.x, y: area.y });
            }
            let role = if here { UiRole::CurrentMatch } else { UiRole::Body };
            RowPainter::at(&mut picture.cells, app.theme, area, 0).write(role, &sign);
        }
        let end = parts.head_cells + parts.cells * u16::try_from(columns.len()).unwrap_or(0);
        let total = Rect {
            x: main.x + end.min(main.width),
            width: TOTAL.min(main.width.saturating_sub(end)),
            ..line
        };
        RowPainter::at(&mut picture.cells, app.theme, total, 0).write(UiRole::Body, clean!("{}", head.total));
    }
    let end = parts.head_cells + parts.cells * u16::try_from(columns.len()).unwrap_or(0);
    let head = Rect {
        x: main.x + end.min(main.width),
        y: main.y + parts.head_rows - 1,
        width: TOTAL.min(main.width.saturating_sub(end)),
        height: 1,
    };
    RowPainter::at(&mut picture.cells, app.theme, head, 0).write(UiRole::Strong, "total");
    if parts.foot_rows > 0 {
        totals(app, matrix, main, &parts, picture);
    }
    if parts.detail.height > 0 {
        detail(app, matrix, parts.detail, picture);
    }
}

/// Draws the totals of the columns, below the last row.
fn totals(app: &App, matrix: &Matrix, main: Rect, parts: &MatrixParts, picture: &mut Picture) {
    let rows = matrix.row_heads.len().saturating_sub(app.matrix.top).min(parts.rows);
    let y = parts.head_rows + u16::try_from(rows).unwrap_or(u16::MAX);
    let lead = Rect { y: main.y + y, height: 1, width: parts.head_cells, ..main };
    RowPainter::at(&mut picture.cells, app.theme, lead, 0).skip(1).write(UiRole::Strong, "total");
    for (place, head) in matrix.column_heads.iter().skip(app.matrix.left).take(parts.columns).enumerate() {
        let area = cell_area(main, parts, place, y, 1);
        RowPainter::at(&mut picture.cells, app.theme, area, 0)
            .write(UiRole::Strong, clean!("{}", head.total));
    }
}

fn cell_area(main: Rect, parts: &MatrixParts, place: usize, y: u16, rows: u16) -> Rect {
    let x = parts.head_cells + parts.cells * u16::try_from(place).unwrap_or(0);
    let area = Rect { x: main.x + x, y: main.y + y, width: parts.cells - 1, height: rows };
    area.intersection(main)
}

/// Draws the label over its column.
/// It has several lines where there is room.
fn column_head(app: &App, head: &Head, area: Rect, role: UiRole, picture: &mut Picture) {
    let lines = wrap(&head.label, usize::from(area.width).max(1));
    let room = usize::from(area.height);
    let free = room.saturating_sub(lines.len());
    for (at, range) in lines.iter().take(room).enumerate() {
        let end = if at + 1 == room && lines.len() > room { head.label.len() } else { range.end };
        let row = u16::try_from(free + at).unwrap_or(0);
        let line = Clean::line(&head.label[range.start..end]);
        RowPainter::at(&mut picture.cells, app.theme, area, row).write(role, &line);
    }
}

/// Draws the selected pair with its roles, sources and origins.
/// The legend is below it.
fn detail(app: &App, matrix: &Matrix, area: Rect, picture: &mut Picture) {
    rule(&mut picture.cells, app.theme, Rect { height: 1, ..area });
    let view = &app.matrix;
    let (Some(row), Some(column)) = (matrix.row_heads.get(view.row), matrix.column_heads.get(view.column))
    else {
        return;
    };
    let name = |head: &Head| match head.briefing {
        Some(ix) => app.library.get(ix).title.clone(),
        None => head.label.clone(),
    };
    let says = says(app);
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 1);
    painter.skip(1).keep_free(1).write(UiRole::Strong, clean!("{} × {}", name(row), name(column)));
    RowPainter::at(&mut picture.cells, app.theme, area, 2)
        .skip(1)
        .keep_free(1)
        .write(UiRole::Body, clean!("{says}"));
    let letters = matrix.legend().map(|(letter, role)| format!("{letter} {role}"));
    let legend = std::iter::once("· not in the sources".to_owned()).chain(letters);
    let lines = legend_lines(legend, usize::from(area.width.saturating_sub(2)));
    for (row, line) in (3..area.height).zip(lines) {
        RowPainter::at(&mut picture.cells, app.theme, area, row)
            .skip(1)
            .keep_free(1)
            .write(UiRole::Body, &line);
    }
}

/// Puts the entries of a legend into lines, without breaking any.
fn legend_lines(entries: impl Iterator<Item = String>, columns: usize) -> Vec<Clean> {
    let mut lines: Vec<String> = Vec::new();
    for entry in entries {
        match lines.last_mut() {
            Some(line) if width(line) + 2 + width(&entry) <= columns => {
                line.push_str("  ");
                line.push_str(&entry);
            }
            _ => lines.push(entry),
        }
    }
    lines.iter().map(|line| Clean::text(line)).collect()
}

/// Describes the selected cell.
/// It has roles with their sources and origins, or counted briefings.
fn says(app: &App) -> String {
    match app.matrix.cell() {
        None => "not in the sources".to_owned(),
        Some(cell) if cell.roles.is_empty() => {
            let titles: Vec<&str> =
                cell.briefings.iter().take(6).map(|ix| app.library.get(*ix).title.as_str()).collect();
            format!("{}: {}", cell.briefings.len(), titles.join(", "))
        }
        Some(cell) => {
            let roles: Vec<&str> = cell.roles.iter().map(Clean::as_str).collect();
            let sources: Vec<&str> = cell.sources.iter().map(Clean::as_str).collect();
            let origins = app.library.origins(&cell.sources);
            let origins: Vec<&str> = origins.iter().map(Clean::as_str).collect();
            let from = match origins.as_slice() {
                [] => "no source".to_owned(),
                [one] => format!("{} (one origin: {one})", sources.join(", ")),
                several => {
                    format!("{} ({} origins: {})", sources.join(", "), several.len(), several.join(", "))
                }
            };
            format!("{}   {from}", roles.join(", "))
        }
    }
}
