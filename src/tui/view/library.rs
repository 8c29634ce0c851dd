//! Draws the library screen: query line, list, preview.

use ratatui::buffer::CellDiffOption;
use ratatui::layout::Rect;

use crate::briefing::Briefing;
use crate::clean;
use crate::engine::report::UiRole;
use crate::engine::request::ListOrder;
use crate::engine::response::OpenedBriefing;
use crate::keymap::action::Action;
use crate::keymap::key_for;
use crate::library::Ix;
use crate::search::{self, Sort};
use crate::text::{Clean, count_of, thousands, width};
use crate::tui::app::areas::{Areas, column};
use crate::tui::app::list::ROWS_PER_BRIEFING;
use crate::tui::app::pointing::HotspotTarget;
use crate::tui::app::{ActiveInput, App, PreviewState};
use crate::tui::view::frame::{library_header, typed_with};
use crate::tui::view::query_error::QueryErrorLine;
use crate::tui::view::row_painter::{RowPainter, rule};
use crate::tui::view::{Picture, reader};

/// The width from which there is room for words beside the title.
const WORDS_FROM: usize = 44;

pub(super) fn draw(app: &App, parts: &Areas, picture: &mut Picture) {
    library_header(app, parts.header, picture);
    query_line(app, parts, None, picture);
    if parts.rule.height > 0 {
        rule(&mut picture.cells, app.theme, parts.rule);
    }
    if app.list.hits.is_empty() {
        empty(app, parts.main, picture);
    } else {
        list(app, parts.main, picture);
    }
    if parts.side.width > 0 {
        beside(app, parts.side, picture, |area, picture| preview(app, area, picture));
    }
}

/// Draws the preview beside a list.
/// If it is not of the selected row, it is left as it is on the screen, or blank.
pub(super) fn beside(app: &App, side: Rect, picture: &mut Picture, draw: impl Fn(Rect, &mut Picture)) {
    divider(app, side, picture);
    match app.previewed.state() {
        PreviewState::Current => {
            let inner = Rect { x: side.x + 2, width: side.width - 3, ..side };
            draw(column(inner, app.column), picture);
        }
        PreviewState::Before => {
            let right_of_divider = Rect { x: side.x + 1, width: side.width - 1, ..side };
            for place in right_of_divider.positions() {
                picture.cells[place].set_diff_option(CellDiffOption::Skip);
            }
        }
        PreviewState::Nothing => {}
    }
}

/// Draws the query that all views share.
/// If a text is given, it is shown at the right in place of the order of the list.
pub(super) fn query_line(app: &App, parts: &Areas, text: Option<&Clean>, picture: &mut Picture) {
    let (input, area) = (&app.list.input, parts.query);
    picture.add_hotspot(area, HotspotTarget::Do(Action::Search));
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 0);
    painter.skip(1).keep_free(1).write(UiRole::Key, "/").skip(1);
    let empty = app.typing.is_none() && input.is_empty();
    let typed_cells = if empty { width("filter") } else { width(&Clean::text(input.text())) + 1 };
    let left = usize::from(painter.room()).saturating_sub(typed_cells + 2);
    let (role, state) = match &app.list.error {
        Some(mistake) => (UiRole::Warning, QueryErrorLine::new(mistake, input, parts).beside),
        None => (UiRole::Body, Some(counted(app, text)).filter(|counted| width(counted) <= left)),
    };
    let state_cells = state.as_deref().map_or(0, width);
    let kept_free = if state_cells == 0 { 0 } else { state_cells + 2 };
    painter.keep_free(u16::try_from(kept_free).unwrap_or(u16::MAX));
    if empty {
        painter.write(UiRole::Body, "filter");
    } else {
        let cursor = typed_with(&mut painter, input, app.list.mistake());
        picture.cursor = (app.typing == Some(ActiveInput::Filter)).then_some(cursor);
    }
    if let Some(state) = state {
        RowPainter::at(&mut picture.cells, app.theme, area, 0).keep_free(1).right(role, &state);
    }
}

/// Returns the number of hits, and their order or the given text.
fn counted(app: &App, text: Option<&Clean>) -> Clean {
    let shown = app.remembered.filter(|_| app.list.input.is_empty());
    let count = shown.unwrap_or(app.list.hits.len());
    let order = match text {
        Some(text) => format!("  {text}"),
        None => order_words(app.list.order, !app.list.words.is_empty()).to_owned(),
    };
    if app.list.is_pending() && app.list.hits.is_empty() {
        clean!("{order}")
    } else if app.list.input.is_empty() {
        clean!("{} {order}", count_of(count, "briefing"))
    } else {
        clean!("{} of {} {order}", thousands(count), count_of(app.list.searched, "briefing"))
    }
}

/// Returns the sort order in words, as in `as of ↓`.
fn order_words(order: ListOrder, words_asked: bool) -> &'static str {
    if words_asked && !order.chosen {
        return "  best match ↓";
    }
    match (order.key, order.reversed) {
        (Sort::AsOf | Sort::Relevance, false) => "  as of ↓",
        (Sort::AsOf | Sort::Relevance, true) => "  as of ↑",
        (Sort::Title, false) => "  title ↑",
        (Sort::Title, true) => "  title ↓",
        (Sort::Kind, false) => "  type ↑",
        (Sort::Kind, true) => "  type ↓",
        (Sort::Updated, false) => "  updated ↓",
        (Sort::Updated, true) => "  updated ↑",
        (Sort::Folder, false) => "  folder ↑",
        (Sort::Folder, true) => "  folder ↓",
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
        let rows = Rect { y: area.y + row, height: 2, ..area }.intersection(area);
        picture.add_hotspot(rows, HotspotTarget::Row(at));
        let label = app.library.label(hit.ix);
        title_row(app, area, row, (hit.ix, briefing), selected, picture);
        detail_row(app, area, row + 1, (hit.ix, briefing), selected, &label, picture);
    }
}

fn title_row(
    app: &App,
    area: Rect,
    row: u16,
    (ix, briefing): (Ix, &Briefing),
    selected: bool,
    picture: &mut Picture,
) {
    let kind = briefing.kind_and_country();
    // An unread briefing has a sign and a word; where there is little room, the sign alone.
    let [long, short] = standing(app, ix);
    let mark = if usize::from(area.width) >= WORDS_FROM { long } else { short };
    let kind = if mark.is_empty() { kind } else { clean!("{mark}  {kind}") };
    let kind_cells = u16::try_from(width(&kind)).unwrap_or(u16::MAX);
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, row);
    bar(&mut painter, selected, app.picked.contains(&briefing.path));
    painter.keep_free(1);
    if briefing.problem.is_some() {
        painter.write(UiRole::Warning, "!").skip(1);
    }
    let kind_fits = kind_cells + 12 < painter.room();
    if kind_fits {
        painter.keep_free(kind_cells + 2);
    }
    let role = if selected { UiRole::Selected } else { UiRole::Body };
    let marks = search::highlight(&app.list.words, &briefing.title);
    painter.write_marked(role, &briefing.title, &marks);
    if kind_fits {
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, row);
        painter.keep_free(1).right(role, &kind);
    }
}

fn detail_row(
    app: &App,
    area: Rect,
    row: u16,
    (ix, briefing): (Ix, &Briefing),
    selected: bool,
    label: &Clean,
    picture: &mut Picture,
) {
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, row);
    bar(&mut painter, selected, false);
    painter.keep_free(1);
    // The user's note is more important to them than the briefing's own detail.
    if let Some(note) = app.memory.note(ix) {
        painter.write(UiRole::Strong, "* ").write(UiRole::Body, note).skip(2);
    }
    let detail = briefing.detail();
    let role = if briefing.problem.is_some() { UiRole::Warning } else { UiRole::Body };
    // Files that share their name are distinguished by their folders. Notes often have nothing else to show.
    let place = match **label == *briefing.id.0 {
        false => label.clone(),
        true if briefing.kind.is_ours() => Clean::default(),
        true => app.library.folder(ix),
    };
    let parts = [place.as_str(), detail.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    painter.write(role, clean!("{}", parts.join(" · ")));
}

/// Returns the marks of a briefing: star, sign and word.
/// The second text is the same without the word.
fn standing(app: &App, ix: Ix) -> [Clean; 2] {
    let star = if app.memory.is_starred(ix) { "* " } else { "" };
    match app.memory.standing(ix).filter(|standing| standing.is_waiting()) {
        Some(standing) => {
            let sign = standing.sign();
            [clean!("{star}{sign} {}", standing.word()), clean!("{star}{sign}")]
        }
        None => [Clean::line(star), Clean::line(star)],
    }
}

/// Draws the signs of a selected and of a picked row.
pub(super) fn bar(painter: &mut RowPainter, selected: bool, picked: bool) {
    if selected {
        painter.write(UiRole::Selected, "▌");
    } else {
        painter.skip(1);
    }
    if picked {
        painter.write(UiRole::Strong, "x");
    } else {
        painter.skip(1);
    }
}

pub(super) fn divider(app: &App, area: Rect, picture: &mut Picture) {
    for row in 0..area.height {
        RowPainter::at(&mut picture.cells, app.theme, area, row).write(UiRole::Line, "│");
    }
    picture.add_hotspot(Rect { width: area.width.min(1), ..area }, HotspotTarget::Divider);
}

fn preview(app: &App, area: Rect, picture: &mut Picture) {
    let Some(ix) = app.list.selected() else { return };
    let briefing = app.library.get(ix);
    let opened: Option<&OpenedBriefing> =
        app.preview.as_deref().filter(|opened| opened.briefing.path == briefing.path);
    reader::draw_preview(app, briefing, opened, area, picture);
}

/// Draws an empty list, with the reason and a remedy.
fn empty(app: &App, area: Rect, picture: &mut Picture) {
    if app.typing.is_none() {
        picture.cursor = Some(ratatui::layout::Position { x: area.x, y: area.y });
    }
    if app.loading.is_some() || (app.list.is_pending() && !app.library.is_empty()) {
        return;
    }
    let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area };
    let mut row = 0;
    let mut line = |role: UiRole, text: &Clean| {
        row += 1;
        RowPainter::at(&mut picture.cells, app.theme, area, row).write(role, text);
    };
    if app.library.is_empty() {
        line(UiRole::Strong, &clean!("No briefings in this library."));
        line(UiRole::Body, &clean!("Searched for .md, .markdown and .mdx files in: {}", app.origin));
        line(UiRole::Body, &clean!("To open another folder, run: briefing -L DIR"));
        line(UiRole::Body, &clean!("To open it every time, run: export BRIEFING_LIBRARY=DIR"));
        return;
    }
    line(UiRole::Strong, &clean!("No briefing matches `{}`.", app.list.input.text()));
    if !app.list.nearest.is_empty() {
        line(UiRole::Body, &clean!("Did you mean:"));
        for title in &app.list.nearest {
            line(UiRole::Body, &Clean::text(&format!("  {title}")));
        }
    }
    line(UiRole::Body, &clean!("Press {} to clear the filter.", key_for(&app.keys, app.mode(), "cancel")));
}
