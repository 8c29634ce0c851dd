//! Briefings side by side.

use ratatui::layout::{Position, Rect};

use crate::clean;
use crate::engine::report::UiRole;
use crate::text::Clean;
use crate::tui::app::App;
use crate::tui::app::areas::Areas;
use crate::tui::app::comparison::ComparisonView;
use crate::tui::view::Picture;
use crate::tui::view::row_painter::{RowPainter, rule};

pub(super) fn draw(app: &App, view: &ComparisonView, parts: &Areas, picture: &mut Picture) {
    let titles: Vec<&str> = view.titles.iter().map(Clean::as_str).collect();
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, parts.header, 0);
    painter.skip(1).keep_free(1).write(UiRole::Body, "Compare › ");
    painter.write(UiRole::Title, clean!("{}", titles.join(" · ")));
    if parts.rule.height > 0 {
        rule(&mut picture.cells, app.theme, parts.rule);
    }
    let area = Rect {
        x: parts.main.x + 1.min(parts.main.width),
        width: parts.main.width.saturating_sub(2),
        ..parts.main
    };
    if view.comparison.is_none() {
        RowPainter::at(&mut picture.cells, app.theme, area, 0).write(UiRole::Body, "reading the texts …");
    }
    let lines = view.lines.iter().skip(view.top).take(usize::from(area.height));
    for (row, line) in (0_u16..).zip(lines) {
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, row);
        for (role, piece) in &line.pieces {
            painter.write(*role, piece);
        }
    }
    picture.cursor = Some(Position { x: area.x, y: area.y });
}
