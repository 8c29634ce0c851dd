//! Draws layers over a screen: command list, contents, menus, cards.

use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use crate::clean;
use crate::engine::report::UiRole;
use crate::keymap::action::Action;
use crate::keymap::{self, Mode, key_for};
use crate::text::{Clean, width};
use crate::tui::app::areas::{Areas, ScreenLayout, areas};
use crate::tui::app::pointing::HotspotTarget;
use crate::tui::app::{App, Card, ChangeList, Chooser, NoteEditor, Overlay};
use crate::tui::view::Picture;
use crate::tui::view::frame::typed;
use crate::tui::view::row_painter::{RowPainter, rule};

pub(super) fn draw(app: &App, layer: &Overlay, parts: &Areas, picture: &mut Picture) {
    let body = Rect { width: app.size.0, ..parts.main };
    match layer {
        Overlay::Commands(chooser) => choices(app, chooser, Some("Keys and commands"), body, picture),
        Overlay::Problems(problems) => choices(app, &problems.chooser, Some("Problems"), body, picture),
        Overlay::Facets(facets) if facets.asked.is_some() => {
            choices(app, &facets.chooser, Some("Facets"), body, picture);
            let row = body.height.min(1);
            let rest = Rect { y: body.y + row, height: body.height - row, ..body };
            Clear.render(rest, &mut picture.cells);
            RowPainter::at(&mut picture.cells, app.theme, rest, 0).skip(2).write(UiRole::Body, "counting");
        }
        Overlay::Facets(facets) => choices(app, &facets.chooser, Some("Facets"), body, picture),
        Overlay::Contents(chooser) => {
            let side = areas(app.size, ScreenLayout::Outlined).side;
            let area = if side.width > 0 { side } else { body };
            choices(app, chooser, None, area, picture);
        }
        Overlay::Axes(chooser) => {
            places(app, &clean!("Rows and columns of the matrix"), chooser, body, picture);
        }
        Overlay::Places(shown) | Overlay::Evidence(shown) => {
            places(app, &shown.title, &shown.chooser, body, picture);
        }
        Overlay::Sort => menu(app, Mode::SortMenu, "Sort", body, picture),
        Overlay::Copy => menu(app, Mode::CopyMenu, "Copy", body, picture),
        Overlay::Card(card) => draw_card(app, card, body, picture),
        Overlay::Changes(list) => changes(app, list, body, picture),
        Overlay::Bookmarks => bookmarks(app, body, picture),
        Overlay::Note(note) => draw_note(app, note, body, picture),
        Overlay::Hints(_) | Overlay::Finder(_) => {}
    }
}

/// Draws the changes in a briefing.
/// The title has the date of reading and their number.
fn changes(app: &App, list: &ChangeList, body: Rect, picture: &mut Picture) {
    let counted = list.since.changes.counted();
    let counted = if counted.is_empty() { clean!("no changed statement") } else { counted };
    let title = clean!("Since {}: {counted}", list.since.edition);
    places(app, &title, &list.chooser, body, picture);
}

/// Draws the bookmarks with their letters.
fn bookmarks(app: &App, body: Rect, picture: &mut Picture) {
    let height = u16::try_from(app.memory.bookmarks.len() + 3).unwrap_or(u16::MAX).min(body.height);
    let area = bottom(body, height);
    open_space(app, area, "Bookmarks", true, picture);
    let mut row = 2;
    for (letter, (path, _)) in &app.memory.bookmarks {
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, row);
        let title = app.library.at_path(path).map(|ix| app.library.get(ix).title.clone());
        painter.skip(2).write(UiRole::Key, clean!("{letter}")).skip(2);
        painter.write(UiRole::Body, title.unwrap_or_else(|| clean!("{}", path.display())));
        row += 1;
    }
    RowPainter::at(&mut picture.cells, app.theme, area, row)
        .skip(2)
        .write(UiRole::Body, "a-z goes to a bookmark, A-Z sets one here");
    picture.cursor =
        Some(Position { x: area.x + 1.min(area.width), y: area.y + 1.min(area.height.saturating_sub(1)) });
}

/// Draws the input line of a note, under its briefing's title.
fn draw_note(app: &App, note: &NoteEditor, body: Rect, picture: &mut Picture) {
    let area = bottom(body, body.height.min(3));
    Clear.render(area, &mut picture.cells);
    if area.height > 2 {
        rule(&mut picture.cells, app.theme, Rect { height: 1, ..area });
    }
    if area.height > 1 {
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, area.height - 2);
        painter.skip(1).write(UiRole::Title, clean!("Your note on {}", note.title));
    }
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, area.height.saturating_sub(1));
    painter.skip(1).write(UiRole::Key, "*").skip(1);
    picture.cursor = Some(typed(&mut painter, &note.input));
}

/// Draws places to go to under their title, at the bottom.
fn places(app: &App, title: &Clean, chooser: &Chooser, body: Rect, picture: &mut Picture) {
    let rows = u16::try_from(chooser.shown().len() + 2).unwrap_or(u16::MAX);
    let area = bottom(body, rows.min(body.height));
    Clear.render(area, &mut picture.cells);
    // On the lowest screens only the title remains above the list, which needs the row of the rule.
    let ruled = area.height > 4 && area.y > body.y;
    if ruled {
        rule(&mut picture.cells, app.theme, Rect { height: 1, ..area });
    }
    let lead = u16::from(ruled);
    RowPainter::at(&mut picture.cells, app.theme, area, lead).skip(1).write(UiRole::Title, title);
    let list = Rect { y: area.y + lead + 1, height: area.height.saturating_sub(lead + 1), ..area };
    choices(app, chooser, None, list, picture);
}

/// Draws a list to choose from, over the whole of `area`.
/// With a title there is also an input line.
pub(super) fn choices(
    app: &App,
    chooser: &Chooser,
    title: Option<&'static str>,
    area: Rect,
    picture: &mut Picture,
) {
    Clear.render(area, &mut picture.cells);
    let mut list = area;
    if let Some(title) = title {
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 0);
        painter.skip(1);
        if painter.room() > 40 {
            painter.write(UiRole::Title, title).skip(2);
        }
        painter.write(UiRole::Key, ">").skip(1);
        picture.cursor = Some(typed(&mut painter, &chooser.input));
        list = Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(1), ..area };
    }
    let lead_cells = chooser.shown().map(|choice| width(&choice.lead)).max().unwrap_or(0).min(16);
    let lead_cells = u16::try_from(lead_cells).unwrap_or(16);
    let room = usize::from(list.height.max(1));
    let top = (chooser.selected + 1).saturating_sub(room);
    for (row, (at, choice)) in (0_u16..).zip(chooser.shown().enumerate().skip(top).take(room)) {
        if choice.action.is_some() {
            picture.add_hotspot(
                Rect { y: list.y + row, height: 1, ..list }.intersection(list),
                HotspotTarget::Row(at),
            );
        }
        let selected = at == chooser.selected && choice.action.is_some();
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, list, row);
        if selected {
            painter.write(UiRole::Selected, "▌").skip(1);
            if title.is_none() {
                picture.cursor = Some(Position { x: list.x, y: list.y + row });
            }
        } else {
            painter.skip(2);
        }
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, list, row);
        painter.skip(2);
        if choice.heading {
            painter.write(UiRole::Strong, &choice.label);
            continue;
        }
        if lead_cells > 0 && !choice.lead.is_empty() {
            let start = painter.room();
            painter.write(UiRole::Key, &choice.lead);
            let used = start - painter.room();
            painter.skip((lead_cells + 2).saturating_sub(used));
        }
        painter.write(if selected { UiRole::Selected } else { UiRole::Body }, &choice.label);
    }
    if chooser.shown().len() == 0 {
        RowPainter::at(&mut picture.cells, app.theme, list, 0).skip(2).write(
            UiRole::Body,
            clean!("No match. Press {} to clear the input.", key_for(&app.keys, app.mode(), "cancel")),
        );
    }
}

/// Draws a menu at the bottom: letters with their actions.
fn menu(app: &App, mode: Mode, title: &'static str, area: Rect, picture: &mut Picture) {
    let rows: Vec<_> = keymap::bindings(mode)
        .filter(|binding| matches!(binding.action, Action::SortBy(_) | Action::CopyPart(_)))
        .collect();
    let count = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    // On the lowest screens the choices are more important than their title, and are put side by side.
    let titled = count.saturating_add(2) <= area.height;
    let area = bottom(area, if titled { count + 2 } else { count.min(area.height) });
    open_space(app, area, if titled { title } else { "" }, titled, picture);
    let first = if titled { 2 } else { 0 };
    let fit = area.height.saturating_sub(first).max(1);
    let width = area.width / count.div_ceil(fit).max(1);
    for (at, binding) in (0_u16..).zip(rows) {
        let cell = Rect { x: area.x + at / fit * width, width, ..area };
        let line = Rect { y: cell.y + first + at % fit, height: 1, ..cell };
        picture.add_hotspot(line.intersection(area), HotspotTarget::Do(binding.action));
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, cell, first + at % fit);
        painter.skip(if titled { 2 } else { 1 });
        painter.write(UiRole::Key, keymap::keys_of(&app.keys, binding));
        painter.skip(if titled { 2 } else { 1 }).write(UiRole::Body, binding.help);
        // With words in the filter, the best match comes first until an order is chosen.
        let is_in_use = app.list.order.chosen || app.list.input.is_empty();
        if titled && is_in_use && binding.action == Action::SortBy(app.list.order.key) {
            painter.skip(1).write(UiRole::Body, clean!("(current; again: reverse)"));
        }
    }
    picture.cursor = Some(Position {
        x: area.x + 1.min(area.width),
        y: area.y + u16::from(titled).min(area.height.saturating_sub(1)),
    });
}

/// Draws a card.
/// Addresses are shown in full.
fn draw_card(app: &App, card: &Card, area: Rect, picture: &mut Picture) {
    let lines = card.wrapped(area.width);
    let seen = Card::seen(lines.len(), area.height);
    let area = bottom(area, Card::rows(lines.len()).min(area.height));
    let ruled = seen == lines.len();
    open_space(app, area, "", ruled, picture);
    let title = u16::from(ruled);
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, title);
    painter.skip(2).write(UiRole::Title, &card.title);
    let top = card.top.min(lines.len() - seen);
    for (row, line) in (title + 1..).zip(lines.iter().skip(top).take(seen)) {
        RowPainter::at(&mut picture.cells, app.theme, area, row).skip(2).write(UiRole::Body, line);
    }
    picture.cursor = Some(Position {
        x: area.x + 2.min(area.width),
        y: area.y + title.min(area.height.saturating_sub(1)),
    });
}

fn bottom(area: Rect, height: u16) -> Rect {
    Rect { y: area.bottom().saturating_sub(height), height, ..area }
}

fn open_space(app: &App, area: Rect, title: &'static str, ruled: bool, picture: &mut Picture) {
    Clear.render(area, &mut picture.cells);
    if ruled && area.height > 0 {
        rule(&mut picture.cells, app.theme, Rect { height: 1, ..area });
    }
    RowPainter::at(&mut picture.cells, app.theme, area, 1).skip(2).write(UiRole::Title, title);
}
