//! Draws the finder: tabs, input line, results, and preview.

use ratatui::layout::Rect;

use crate::clean;
use crate::engine::report::UiRole;
use crate::engine::response::TextPlace;
use crate::keymap::action::Tab;
use crate::keymap::{Mode, key_for};
use crate::markdown::Anchor;
use crate::search::{self, MatchReason, fulltext};
use crate::text::{Clean, count_of, thousands, width, wrap};
use crate::tui::app::areas::Areas;
use crate::tui::app::finder::ROWS_PER_PLACE;
use crate::tui::app::pointing::HotspotTarget;
use crate::tui::app::{App, Finder};
use crate::tui::view::frame::typed_with;
use crate::tui::view::library::{bar, beside};
use crate::tui::view::query_error::QueryErrorLine;
use crate::tui::view::row_painter::{RowPainter, rule};
use crate::tui::view::{Picture, overlay, reader};

pub(super) fn draw(app: &App, finder: &Finder, parts: &Areas, picture: &mut Picture) {
    tabs(app, finder, parts.header, picture);
    if parts.rule.height > 0 {
        rule(&mut picture.cells, app.theme, parts.rule);
    }
    let wide = Rect { width: parts.main.width + parts.side.width, ..parts.main };
    match finder.tab {
        Tab::Titles => titles(app, finder, parts.main, picture),
        Tab::Text => places(app, finder, parts.main, picture),
        Tab::Commands => overlay::choices(app, &finder.commands, None, wide, picture),
    }
    if parts.side.width > 0 && finder.tab != Tab::Commands {
        beside(app, parts.side, picture, |area, picture| preview(app, finder, area, picture));
    }
    // Last, since the input line has the cursor.
    line(app, finder, parts, picture);
}

fn tabs(app: &App, finder: &Finder, area: Rect, picture: &mut Picture) {
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 0);
    for tab in finder.tabs() {
        if *tab == finder.tab {
            painter.write(UiRole::Title, clean!("[{}]", tab.name()));
        } else {
            painter.write(UiRole::Body, Clean::text(&format!(" {} ", tab.name())));
        }
    }
    let next = key_for(&app.keys, Mode::Finder, "next-tab");
    painter.skip(2).keep_free(1).right(UiRole::Body, clean!("{next} next tab"));
}

fn line(app: &App, finder: &Finder, parts: &Areas, picture: &mut Picture) {
    let area = parts.query;
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 0);
    painter.skip(1).keep_free(1).write(UiRole::Key, ">").skip(1);
    let left = usize::from(painter.room()).saturating_sub(width(&Clean::text(finder.input.text())) + 3);
    let (role, state) = match finder.error() {
        Some(mistake) => (UiRole::Warning, QueryErrorLine::new(mistake, &finder.input, parts).beside),
        None => (UiRole::Body, Some(counted(finder)).filter(|counted| width(counted) <= left)),
    };
    let cells = state.as_deref().map_or(0, width);
    let kept_free = if cells == 0 { 0 } else { cells + 2 };
    painter.keep_free(u16::try_from(kept_free).unwrap_or(u16::MAX));
    let at = finder.error().filter(|_| !finder.is_waiting()).map(|mistake| &mistake.at);
    picture.cursor = Some(typed_with(&mut painter, &finder.input, at));
    if let Some(state) = state {
        RowPainter::at(&mut picture.cells, app.theme, area, 0).keep_free(1).right(role, &state);
    }
}

/// Returns the number of results, or the progress of indexing.
fn counted(finder: &Finder) -> Clean {
    match (finder.tab, finder.text.progress) {
        (Tab::Titles, _) => {
            clean!(
                "{} of {}",
                thousands(finder.titles.hits.len()),
                count_of(finder.titles.searched, "briefing")
            )
        }
        (Tab::Text, Some(progress)) => {
            clean!("indexing {}/{}", thousands(progress.done), thousands(progress.of))
        }
        (Tab::Text, None) if finder.text.indexing && finder.text.found.briefings == 0 => {
            Clean::line("checking for changes")
        }
        (Tab::Text, None) if finder.text.found.briefings == 0 => Clean::default(),
        (Tab::Text, None) => finder.text.found.counted(),
        (Tab::Commands, _) => Clean::default(),
    }
}

fn titles(app: &App, finder: &Finder, area: Rect, picture: &mut Picture) {
    let list = &finder.titles;
    let shown = list.hits.iter().enumerate().skip(list.top).take(usize::from(area.height));
    for (row, (at, hit)) in (0_u16..).zip(shown) {
        picture.add_hotspot(Rect { y: area.y + row, height: 1, ..area }, HotspotTarget::Row(at));
        let selected = at == list.selected;
        let briefing = app.library.get(hit.ix);
        let kind = briefing.kind_and_country();
        let kind_cells = u16::try_from(width(&kind)).unwrap_or(u16::MAX);
        let role = if selected { UiRole::Selected } else { UiRole::Body };
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, row);
        bar(&mut painter, selected, false);
        painter.keep_free(1);
        let kind_fits = kind_cells.saturating_add(12) < painter.room();
        if kind_fits {
            painter.keep_free(kind_cells + 2);
        }
        painter.write_marked(role, &briefing.title, &search::highlight(&list.words, &briefing.title));
        // The match is shown, also where it is not the title.
        let marked = |name: &&Clean| !search::highlight(&list.words, name).is_empty();
        if hit.why == MatchReason::Alias
            && let Some(alias) = briefing.aliases.iter().find(marked)
        {
            painter.skip(2).write_marked(UiRole::Body, alias, &search::highlight(&list.words, alias));
        }
        if kind_fits {
            let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, row);
            painter.keep_free(1).right(role, &kind);
        }
    }
    if list.hits.is_empty() && list.error.is_none() && !finder.is_waiting() && app.loading.is_none() {
        nothing(app, area, &list.nearest, picture);
    }
}

fn places(app: &App, finder: &Finder, area: Rect, picture: &mut Picture) {
    let text = &finder.text;
    let room = usize::from(area.height).div_ceil(ROWS_PER_PLACE);
    let shown = text.found.places.iter().enumerate().skip(text.top).take(room);
    for (row, (at, place)) in (0_u16..).step_by(ROWS_PER_PLACE).zip(shown) {
        let rows = Rect { y: area.y + row, height: 2, ..area }.intersection(area);
        picture.add_hotspot(rows, HotspotTarget::Row(at));
        let selected = at == text.selected;
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, row);
        bar(&mut painter, selected, false);
        painter.keep_free(1);
        let role = if selected { UiRole::Selected } else { UiRole::Body };
        let section = section(place);
        let section_cells = u16::try_from(width(&section)).unwrap_or(u16::MAX);
        let section_fits = section_cells.saturating_add(12) < painter.room();
        if section_fits {
            painter.keep_free(section_cells + 2);
        }
        painter.write_marked(role, &place.title, &place.title_marks);
        if let Some(name) = &place.said {
            painter.write(UiRole::Body, Clean::text(&format!("  matched as {name}")));
        }
        if section_fits {
            RowPainter::at(&mut picture.cells, app.theme, area, row)
                .keep_free(1)
                .right(UiRole::Body, &section);
        }
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, row + 1);
        bar(&mut painter, selected, false);
        painter.skip(2).keep_free(1);
        let (line, marks) = fulltext::window(
            &place.passage.text,
            &place.passage.marks,
            place.passage.focus,
            usize::from(painter.room()),
        );
        painter.write_marked(UiRole::Body, &line, &marks);
    }
    let settled = !finder.is_waiting() && !text.indexing && text.error.is_none();
    if text.found.places.is_empty() && settled {
        if finder.input.is_empty() {
            let words = "Type words to search the full text. Also: \"a phrase\", -word (texts without it) and fields such as type:company.";
            let lines = wrap(words, usize::from(area.width.saturating_sub(3)));
            for (row, line) in (1_u16..).zip(lines) {
                let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, row);
                painter.skip(2).write(UiRole::Body, Clean::text(&words[line]));
            }
        } else {
            nothing(app, area, &[], picture);
        }
    }
}

/// Returns the section, as in `› Key facts`, or the front-matter key.
fn section(place: &TextPlace) -> Clean {
    match (&place.passage.section, place.passage.field) {
        (Some(section), _) => clean!("› {section}"),
        (None, Some(field)) => clean!("› {field}"),
        (None, None) => Clean::default(),
    }
}

fn nothing(app: &App, area: Rect, nearest: &[Clean], picture: &mut Picture) {
    RowPainter::at(&mut picture.cells, app.theme, area, 1).skip(2).write(
        UiRole::Strong,
        clean!("No match. Press {} to clear the input.", key_for(&app.keys, app.mode(), "cancel")),
    );
    for (row, title) in (2_u16..).zip(nearest) {
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, row);
        painter.skip(2).write(UiRole::Body, "did you mean:").skip(1).write(UiRole::Body, title);
    }
}

/// Draws the selected briefing; in the full text from the match on.
fn preview(app: &App, finder: &Finder, area: Rect, picture: &mut Picture) {
    let Some(path) = finder.selected(&app.library) else { return };
    let opened = app.preview.as_deref().filter(|opened| opened.briefing.path == path);
    let place = finder.place().filter(|_| finder.tab == Tab::Text);
    if let (Some(opened), Some(anchor)) = (opened, place.and_then(|place| place.passage.anchor))
        && opened.document.block(anchor.block).is_some()
    {
        // With its heading, if that is right above.
        let heading = opened
            .document
            .heading_over(anchor.block)
            .and_then(|number| opened.document.heading(number))
            .map(|heading| heading.block);
        let near = heading.filter(|block| anchor.block - block <= 2).unwrap_or(anchor.block);
        reader::draw_text(app, opened, Anchor { block: near, character: 0 }, area, picture);
    } else if let Some(ix) = app.library.at_path(&path) {
        reader::draw_preview(app, app.library.get(ix), opened, area, picture);
    }
}
