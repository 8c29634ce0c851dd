//! The library screen: query line, list, preview.

use ratatui::layout::Rect;

use crate::briefing::Briefing;
use crate::clean;
use crate::search;
use crate::text::{Clean, thousands, width};
use crate::tui::action::SortKey;
use crate::tui::app::areas::{Areas, column};
use crate::tui::app::list::ROWS_PER_BRIEFING;
use crate::tui::app::{App, Opened, Typing};
use crate::tui::effect::Order;
use crate::tui::theme::Role;
use crate::tui::view::Picture;
use crate::tui::view::frame::library_header;
use crate::tui::view::pen::{Pen, rule};
use crate::tui::view::reader;

pub(super) fn draw(app: &App, parts: &Areas, picture: &mut Picture) {
    library_header(app, parts.header, picture);
    query_line(app, parts.query, picture);
    if parts.rule.height > 0 {
        rule(&mut picture.cells, app.theme, parts.rule);
    }
    if app.list.hits.is_empty() {
        empty(app, parts.main, picture);
    } else {
        list(app, parts.main, picture);
    }
    if parts.side.width > 0 {
        divider(app, parts.side, picture);
        let inner = Rect { x: parts.side.x + 2, width: parts.side.width - 3, ..parts.side };
        preview(app, inner, picture);
    }
}

fn query_line(app: &App, area: Rect, picture: &mut Picture) {
    let order = order_words(app.list.order, !app.list.words.is_empty());
    let state = match &app.list.error {
        Some(mistake) => match &mistake.hint {
            Some(hint) => clean!("{} · {hint}", mistake.what),
            None => mistake.what.clone(),
        },
        None if app.list.input.is_empty() => {
            clean!("{} {order}", thousands(app.remembered.unwrap_or(app.list.hits.len())))
        }
        None => clean!("{} of {} {order}", thousands(app.list.hits.len()), thousands(app.library.len())),
    };
    let state_cells = u16::try_from(width(&state)).unwrap_or(u16::MAX);
    let typed = Clean::line(app.list.input.text());
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
    pen.skip(1).keep_free(1);
    if app.typing.is_none() && app.list.input.is_empty() {
        pen.write(Role::Key, "/").skip(1).write(Role::Body, "filter");
    } else {
        let typed_room = pen.room().saturating_sub(2);
        pen.write(Role::Key, "/").skip(1);
        let start = pen.position();
        pen.write(Role::Strong, &typed);
        if app.typing == Some(Typing::Filter) {
            let before = u16::try_from(width(app.list.input.before_cursor())).unwrap_or(u16::MAX);
            picture.cursor = Some(ratatui::layout::Position {
                x: start.x + before.min(typed_room.saturating_sub(1)),
                y: start.y,
            });
        }
    }
    let typed_cells = u16::try_from(width(&typed)).unwrap_or(u16::MAX).saturating_add(4).max(9);
    let role = if app.list.error.is_some() { Role::Warning } else { Role::Body };
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
    pen.skip(typed_cells.saturating_add(2)).keep_free(1);
    if state_cells < pen.room() {
        pen.right(role, &state);
    } else if app.list.error.is_some() {
        pen.write(role, &state);
    }
}

/// `as of ↓`: what the list is sorted by, and which way.
fn order_words(order: Order, words_typed: bool) -> &'static str {
    if words_typed && !order.chosen {
        return "  best match ↓";
    }
    match (order.key, order.reversed) {
        (SortKey::AsOf, false) => "  as of ↓",
        (SortKey::AsOf, true) => "  as of ↑",
        (SortKey::Title, false) => "  title ↑",
        (SortKey::Title, true) => "  title ↓",
        (SortKey::Kind, false) => "  type ↑",
        (SortKey::Kind, true) => "  type ↓",
        (SortKey::Updated, false) => "  updated ↓",
        (SortKey::Updated, true) => "  updated ↑",
    }
}

fn list(app: &App, area: Rect, picture: &mut Picture) {
    let room = (usize::from(area.height)).div_ceil(ROWS_PER_BRIEFING);
    for (at, hit) in app.list.hits.iter().enumerate().skip(app.list.top).take(room) {
        let row = u16::try_from((at - app.list.top) * ROWS_PER_BRIEFING).unwrap_or(u16::MAX);
        let selected = at == app.list.selected;
        let briefing = app.library.get(hit.ix);
        if selected && app.typing.is_none() {
            picture.cursor = Some(ratatui::layout::Position { x: area.x, y: area.y + row });
        }
        let label = app.library.label(hit.ix);
        title_row(app, area, row, briefing, selected, picture);
        detail_row(app, area, row + 1, briefing, selected, &label, picture);
    }
}

fn title_row(app: &App, area: Rect, row: u16, briefing: &Briefing, selected: bool, picture: &mut Picture) {
    let kind = briefing.kind_and_country();
    let kind_cells = u16::try_from(width(&kind)).unwrap_or(u16::MAX);
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, row);
    bar(&mut pen, selected);
    pen.keep_free(1);
    if briefing.problem.is_some() {
        pen.write(Role::Warning, "!").skip(1);
    }
    let kind_fits = kind_cells + 12 < pen.room();
    if kind_fits {
        pen.keep_free(kind_cells + 2);
    }
    let role = if selected { Role::Selected } else { Role::Body };
    let marks = search::highlight(&app.list.words, &briefing.title);
    pen.write_marked(role, &briefing.title, &marks);
    if kind_fits {
        let mut pen = Pen::at(&mut picture.cells, app.theme, area, row);
        pen.keep_free(1).right(role, &kind);
    }
}

fn detail_row(
    app: &App,
    area: Rect,
    row: u16,
    briefing: &Briefing,
    selected: bool,
    label: &Clean,
    picture: &mut Picture,
) {
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, row);
    bar(&mut pen, selected);
    pen.keep_free(1);
    let detail = briefing.detail();
    let role = if briefing.problem.is_some() { Role::Warning } else { Role::Body };
    // Files that share their name are told apart by where they stand.
    if **label == *briefing.id.0 {
        pen.write(role, &detail);
    } else {
        pen.write(role, clean!("{label} · {detail}"));
    }
}

fn bar(pen: &mut Pen, selected: bool) {
    if selected {
        pen.write(Role::Selected, "▌").skip(1);
    } else {
        pen.skip(2);
    }
}

fn divider(app: &App, area: Rect, picture: &mut Picture) {
    for row in 0..area.height {
        Pen::at(&mut picture.cells, app.theme, area, row).write(Role::Line, "│");
    }
}

fn preview(app: &App, area: Rect, picture: &mut Picture) {
    let Some(ix) = app.list.selected() else { return };
    let briefing = app.library.get(ix);
    let opened: Option<&Opened> =
        app.preview.as_deref().filter(|opened| opened.briefing.path == briefing.path);
    reader::draw_preview(app, briefing, opened, column(area, app.column), picture);
}

/// No row to show: says why, and what to do about it.
fn empty(app: &App, area: Rect, picture: &mut Picture) {
    let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area };
    let mut row = 0;
    let mut line = |role: Role, text: &Clean| {
        row += 1;
        Pen::at(&mut picture.cells, app.theme, area, row).write(role, text);
    };
    if app.loading.is_some() {
        return;
    }
    if app.library.is_empty() {
        line(Role::Strong, &clean!("No briefings here."));
        line(Role::Body, &clean!("Looked for .md, .markdown and .mdx files in: {}", app.origin));
        line(Role::Body, &clean!("Another folder:   briefing -L DIR"));
        line(Role::Body, &clean!("Keep it for good: export BRIEFING_LIBRARY=DIR"));
        return;
    }
    line(Role::Strong, &clean!("Nothing matches {}", app.list.input.text()));
    if !app.list.nearest.is_empty() {
        line(Role::Body, &clean!("Nearest:"));
        for title in &app.list.nearest {
            line(Role::Body, &clean!("  {title}"));
        }
    }
    line(Role::Body, &clean!("esc clears"));
}
