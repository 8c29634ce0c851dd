//! Draws the timeline: density, entries, and the selected entry in full.

use ratatui::layout::{Position, Rect};

use crate::clean;
use crate::engine::report::UiRole;
use crate::library::timeline::{EntrySource, TimelineEntry};
use crate::text::{Clean, count_of, truncate, width, wrap};
use crate::tui::app::areas::{Areas, BARS, timeline_parts};
use crate::tui::app::pointing::HotspotTarget;
use crate::tui::app::{App, TimelineView};
use crate::tui::view::Picture;
use crate::tui::view::frame::{loading, views_header};
use crate::tui::view::library::query_line;
use crate::tui::view::row_painter::{RowPainter, rule};

/// Parts of a bar's cell, from empty to full.
const BLOCKS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// The widest bar, with the gap behind it.
const WIDEST: usize = 4;
/// The least width of a screen on which an entry has columns.
const COLUMNS_FROM: u16 = 90;

pub(super) fn draw(app: &App, parts: &Areas, picture: &mut Picture) {
    let view = &app.timeline;
    let count = view.timeline.entries.len();
    let of = view.only.as_ref().and_then(|path| app.library.at_path(path));
    let text = match count {
        // The number of entries is not known yet.
        0 if waits(app) => loading(app),
        _ => clean!("{}", count_of(count, "entry")),
    };
    views_header(app, parts.header, &text, picture);
    let zoom = clean!("by {}", view.unit.word());
    match of {
        Some(ix) => {
            let mut painter = RowPainter::at(&mut picture.cells, app.theme, parts.query, 0);
            painter.skip(1).keep_free(1).write(UiRole::Body, "only ");
            painter.write(UiRole::Strong, &app.library.get(ix).title);
            RowPainter::at(&mut picture.cells, app.theme, parts.query, 0)
                .keep_free(1)
                .right(UiRole::Body, &zoom);
        }
        None => query_line(app, parts, Some(&zoom), picture),
    }
    if parts.rule.height > 0 {
        rule(&mut picture.cells, app.theme, parts.rule);
    }
    let areas = timeline_parts(parts.main);
    if count == 0 {
        empty(app, parts.main, picture);
        return;
    }
    if areas.strip.height > 0 {
        strip(app, areas.strip, picture);
    }
    list(app, areas.list, picture);
    if areas.detail.height > 0 {
        detail(app, areas.detail, picture);
    }
}

/// Reports whether there may be entries that are not known yet.
fn waits(app: &App) -> bool {
    app.loading.is_some() || app.timeline.request.asked != app.timeline.request.answered
}

fn empty(app: &App, area: Rect, picture: &mut Picture) {
    if waits(app) {
        let reading = clean!("reading {}", count_of(app.library.len(), "text"));
        RowPainter::at(&mut picture.cells, app.theme, area, 1).skip(1).write(UiRole::Strong, &reading);
        return;
    }
    RowPainter::at(&mut picture.cells, app.theme, area, 1).skip(1).write(UiRole::Strong, "No dated entries.");
    let words = "The timeline shows the items of Timeline sections and the dates in front matter.";
    let lines = wrap(words, usize::from(area.width.saturating_sub(2)).max(1));
    for (row, range) in (2_u16..).zip(lines) {
        RowPainter::at(&mut picture.cells, app.theme, area, row)
            .skip(1)
            .write(UiRole::Body, Clean::text(&words[range]));
    }
}

/// The range of time that the strip shows.
struct Window {
    /// The number of the first period.
    start: i32,
    /// The number of periods.
    periods: usize,
    /// The width of a period in cells.
    cells: usize,
}

impl Window {
    /// Creates a window on all periods, or on those that fit.
    /// The selected period is then in the middle.
    fn new(view: &TimelineView, here: i32, room: usize) -> Option<Self> {
        let ((first, _), (last, _)) = (*view.density.first()?, *view.density.last()?);
        let span = usize::try_from(last - first).unwrap_or(usize::MAX).saturating_add(1);
        let cells = (room / span).clamp(1, WIDEST);
        let periods = (room / cells).min(span);
        let count = i32::try_from(periods).unwrap_or(i32::MAX);
        let start =
            here.saturating_sub(count / 2).min(last.saturating_add(1).saturating_sub(count)).max(first);
        Some(Self { start, periods, cells })
    }

    /// Returns the position of a period, in cells.
    fn place(&self, number: i32) -> Option<u16> {
        let place = usize::try_from(number.checked_sub(self.start)?).ok()?;
        let cells = (place < self.periods).then_some(place * self.cells)?;
        u16::try_from(cells).ok()
    }

    fn numbers(&self) -> impl Iterator<Item = i32> + use<> {
        (self.start..).take(self.periods)
    }
}

/// Draws three rows of bars, with years and a sign below.
/// The bars are scaled to the highest visible one; the sign is under the selected period.
fn strip(app: &App, area: Rect, picture: &mut Picture) {
    let view = &app.timeline;
    let Some(here) = view.entry().map(|entry| entry.number(view.unit)) else { return };
    let Some(window) = Window::new(view, here, usize::from(area.width.saturating_sub(2))) else { return };
    let from = view.density.partition_point(|(number, _)| *number < window.start);
    let seen =
        view.density[from..].iter().map_while(|(number, count)| Some((window.place(*number)?, *count)));
    let seen: Vec<(u16, usize)> = seen.collect();
    let highest = seen.iter().map(|(_, count)| *count).max().unwrap_or(1);
    let bar_cells = u16::try_from(window.cells.max(2) - 1).unwrap_or(1);
    for (place, count) in &seen {
        let levels = (count * usize::from(BARS) * 8).div_ceil(highest);
        let bar = Rect { x: area.x + 1 + place, width: bar_cells, ..area };
        for row in 0..BARS {
            let below = usize::from(BARS - 1 - row) * 8;
            let block = BLOCKS[levels.saturating_sub(below).min(8)];
            let mut painter = RowPainter::at(&mut picture.cells, app.theme, bar, row);
            for _ in 0..bar_cells {
                painter.write(UiRole::Marker, block);
            }
        }
    }
    let scale = Rect { y: area.y + BARS, height: 1, ..area };
    let selected = window.place(here).and_then(|here| seen.iter().find(|(place, _)| *place == here));
    let bucket = view.bucket(view.selected).map(|bucket| bucket.to_string()).unwrap_or_default();
    let text = clean!("{bucket}: {}", count_of(selected.map_or(0, |(_, count)| *count), "entry"));
    years(app, &window, Rect { width: scale.width.saturating_sub(cells(&text) + 3), ..scale }, picture);
    RowPainter::at(&mut picture.cells, app.theme, scale, 0).keep_free(1).right(UiRole::Strong, &text);
    let line = Rect { y: scale.y + 1, height: 1, ..scale };
    rule(&mut picture.cells, app.theme, line);
    if let Some((place, _)) = selected {
        let under = Rect { x: line.x + 1 + place, width: bar_cells, ..line };
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, under, 0);
        for _ in 0..bar_cells {
            painter.write(UiRole::Selected, "▲");
        }
    }
}

/// Draws each year at its beginning, unless labels would touch.
fn years(app: &App, window: &Window, area: Rect, picture: &mut Picture) {
    const LABEL: u16 = 4;
    let mut free = 0;
    for number in window.numbers() {
        let (Some(year), Some(place)) = (app.timeline.unit.year_begun(number), window.place(number)) else {
            continue;
        };
        let x = place + 1;
        if x >= free && x + LABEL <= area.width {
            let at = Rect { x: area.x + x, width: LABEL, ..area };
            RowPainter::at(&mut picture.cells, app.theme, at, 0).write(UiRole::Body, clean!("{year:04}"));
            free = x + LABEL + 1;
        }
    }
}

fn cells(text: &Clean) -> u16 {
    u16::try_from(width(text)).unwrap_or(u16::MAX)
}

fn list(app: &App, area: Rect, picture: &mut Picture) {
    let view = &app.timeline;
    let mut row = 0;
    for (at, entry) in view.timeline.entries.iter().enumerate().skip(view.top) {
        let bucket = view.bucket(at);
        let begins = at == view.top || bucket != view.bucket(at - 1);
        if begins && area.height > 1 {
            if row + 1 >= area.height {
                break;
            }
            let name = bucket.map(|bucket| clean!("{bucket}")).unwrap_or_default();
            RowPainter::at(&mut picture.cells, app.theme, area, row).skip(1).write(UiRole::Heading, &name);
            row += 1;
        }
        if row >= area.height {
            break;
        }
        let selected = at == view.selected;
        if selected && app.typing.is_none() {
            picture.cursor = Some(Position { x: area.x, y: area.y + row });
        }
        let line = Rect { y: area.y + row, height: 1, ..area };
        picture.add_hotspot(line, HotspotTarget::Row(at));
        entry_row(app, line, entry, selected, picture);
        row += 1;
    }
}

/// Draws an entry in one row.
/// For example `2019-11-19/2019-11-22  Milipol Paris 2019  [absent]  not among the exhibitors   afp-1911 +1`; on a
/// narrow screen without sources.
fn entry_row(app: &App, area: Rect, entry: &TimelineEntry, selected: bool, picture: &mut Picture) {
    let role = if selected { UiRole::Selected } else { UiRole::Body };
    let wide = area.width >= COLUMNS_FROM;
    let sources = match entry.citations.as_slice() {
        [] => Clean::default(),
        [one] => one.clone(),
        [first, ..] => clean!("{first} +{}", entry.citations.len() - 1),
    };
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 0);
    if selected {
        painter.write(UiRole::Selected, "▌").skip(1);
    } else {
        painter.skip(2);
    }
    painter.keep_free(1);
    let with_sources = wide && !sources.is_empty();
    if with_sources {
        painter.keep_free(cells(&sources).saturating_add(2));
    }
    let column = |painter: &mut RowPainter<'_>, role: UiRole, text: &Clean, room: usize| {
        let text = Clean::text(&truncate(text, room));
        let gap = room.saturating_sub(width(&text)) + 1;
        painter.write(role, &text).skip(u16::try_from(gap).unwrap_or(1));
    };
    let date_cells = if wide { 22 } else { 11 };
    column(&mut painter, role, &date(entry, wide), date_cells);
    let title_cells = if wide { 32 } else { usize::from(area.width / 3) };
    column(&mut painter, role, entry.title(&app.library), title_cells);
    let marks = marks(entry);
    let text = if marks.is_empty() { what(app, entry) } else { clean!("[{marks}] {}", what(app, entry)) };
    painter.write(if selected { UiRole::Selected } else { UiRole::Body }, &text);
    if with_sources {
        RowPainter::at(&mut picture.cells, app.theme, area, 0).keep_free(1).right(UiRole::Body, &sources);
    }
}

/// Returns the date as written.
/// Without room it is the first day, with a sign that the period continues.
fn date(entry: &TimelineEntry, wide: bool) -> Clean {
    let whole = clean!("{}", entry.when);
    if wide || width(&whole) <= 11 { whole } else { clean!("{}…", entry.when.start()) }
}

fn marks(entry: &TimelineEntry) -> Clean {
    let alone = entry.about.len() < 2;
    let mark = |(mark, count): &(Clean, usize)| match alone {
        true => mark.to_string(),
        false => format!("{count} {mark}"),
    };
    clean!("{}", entry.marks.iter().map(mark).collect::<Vec<_>>().join(", "))
}

/// Returns the text of an entry; for a status first the titles.
fn what(app: &App, entry: &TimelineEntry) -> Clean {
    if let EntrySource::Standing(_) = entry.what {
        let titles: Vec<&str> = entry.about.iter().map(|ix| app.library.get(*ix).title.as_str()).collect();
        let note = if entry.text.is_empty() { String::new() } else { format!(" · {}", entry.text) };
        return clean!("{}{note}", titles.join(", "));
    }
    entry.text.clone()
}

/// Draws the selected entry in as many lines as fit.
fn detail(app: &App, area: Rect, picture: &mut Picture) {
    rule(&mut picture.cells, app.theme, Rect { height: 1, ..area });
    let Some(entry) = app.timeline.entry() else { return };
    let origins = app.library.origins(&entry.citations);
    let sources: Vec<&str> = entry.citations.iter().map(Clean::as_str).collect();
    let origins: Vec<&str> = origins.iter().map(Clean::as_str).collect();
    let sources = match (sources.as_slice(), origins.as_slice()) {
        ([], _) => String::new(),
        (_, []) => format!(" ({})", sources.join(", ")),
        (_, [one]) => format!(" ({}; one origin: {one})", sources.join(", ")),
        (_, several) => {
            format!(" ({}; {} origins: {})", sources.join(", "), several.len(), several.join(", "))
        }
    };
    let marks = marks(entry);
    let marks = if marks.is_empty() { String::new() } else { format!(" [{marks}]") };
    let others = if entry.what == EntrySource::Line && entry.about.len() > 1 {
        let titles: Vec<&str> =
            entry.about.iter().skip(1).map(|ix| app.library.get(*ix).title.as_str()).collect();
        format!(", also {}", titles.join(", "))
    } else {
        String::new()
    };
    let title = entry.title(&app.library);
    let text = clean!("{} · {title}{others}{marks}: {}{sources}", entry.when.human(), what(app, entry));
    let lines = wrap(&text, usize::from(area.width.saturating_sub(2)).max(1));
    let room = usize::from(area.height.saturating_sub(1));
    for (row, range) in (1_u16..).zip(lines.iter().take(room)) {
        let rest = if usize::from(row) == room && lines.len() > room { text.len() } else { range.end };
        let line = Clean::line(&text[range.start..rest]);
        RowPainter::at(&mut picture.cells, app.theme, area, row)
            .skip(1)
            .keep_free(1)
            .write(UiRole::Body, &line);
    }
}
