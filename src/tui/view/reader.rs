//! Draws the reader and the preview.
//! The preview has the same head and text, and nothing else.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::briefing::Briefing;
use crate::clean;
use crate::engine::report::{self, PlainLine, Support, UiRole};
use crate::engine::response::OpenedBriefing;
use crate::markdown::{Anchor, Flow, LayoutOptions, Line};
use crate::text::{Clean, width};
use crate::tui::app::areas::{Areas, ScreenLayout, areas, text_and_marks};
use crate::tui::app::pointing::HotspotTarget;
use crate::tui::app::reader::{Reader, ScreenRow, target_of};
use crate::tui::app::{ActiveInput, App, Hints, LinkTarget, Overlay};
use crate::tui::view::row_painter::{self, RowPainter};
use crate::tui::view::{LinkArea, Picture, sections};

pub(super) fn draw(app: &App, reader: &Reader, parts: &Areas, picture: &mut Picture) {
    header(app, reader, parts, picture);
    if parts.rule.height > 0 {
        sections::strip(app, reader, parts.rule, picture);
    }
    let (text, marks) = text_and_marks(parts.main, app.column, app.marks_support && reader.has_statements());
    let hints = match &app.overlay {
        Some(Overlay::Hints(hints)) => Some(hints),
        _ => None,
    };
    // Labels lengthen a row, and may use the cells beside the text.
    let row_end = if hints.is_some() { parts.main.right() } else { text.right() };
    let mut above = None;
    for (at, row) in (0_u16..).zip(&reader.rows) {
        if at >= text.height {
            break;
        }
        match row {
            ScreenRow::Plain(line) => {
                // A link of several lines is labelled at its first.
                plain_row(app, text, at, line, hints.filter(|_| line.linked != above), picture);
                above = line.linked;
                if let Some(number) = line.linked {
                    let cells = line.pieces.iter().map(|(_, text)| width(text)).sum::<usize>();
                    let width = u16::try_from(cells).unwrap_or(u16::MAX).min(text.width);
                    let row = Rect { y: text.y + at, height: 1, width, ..text };
                    picture.add_hotspot(row, HotspotTarget::Target(LinkTarget::Linked(number)));
                }
            }
            ScreenRow::Text(row) => {
                let area = Rect { y: text.y + at, height: 1, width: row_end - text.x, ..text };
                text_row(app, reader, area, row, hints, picture);
            }
        }
    }
    // Contents that are listed beside the text would cut the marks there.
    let listed = matches!(app.overlay, Some(Overlay::Contents(_)));
    if marks.width > 0
        && hints.is_none()
        && !(listed && marks.right() > areas(app.size, ScreenLayout::Outlined).main.right())
    {
        marks_of_support(app, reader, marks, picture);
    }
    if parts.side.width > 0 {
        sections::outline(app, reader, parts.side, picture);
    }
    if app.typing != Some(ActiveInput::Find) {
        let row = active_row(reader).min(text.height.saturating_sub(1));
        picture.cursor = Some(Position { x: text.x, y: text.y + row });
    }
}

/// Draws `one origin` or `no source` beside weakly supported statements.
/// It is beside the last visible line of each; on a narrow screen it is the number of origins in brackets.
fn marks_of_support(app: &App, reader: &Reader, marks: Rect, picture: &mut Picture) {
    let rows: Vec<(u16, &crate::markdown::FlowRow)> = (0..marks.height)
        .zip(&reader.rows)
        .filter_map(|(at, row)| match row {
            ScreenRow::Text(row) if !row.line().text().trim().is_empty() => Some((at, row)),
            ScreenRow::Text(_) | ScreenRow::Plain(_) => None,
        })
        .collect();
    for lines in rows.chunk_by(|(_, a), (_, b)| a.anchor.block == b.anchor.block) {
        let Some((at, row)) = lines.last() else { continue };
        let Some(support) = reader.support(row.anchor.block) else { continue };
        let [words, number]: [&'static str; 2] = match support {
            Support::OneOrigin => ["one origin", "(1)"],
            Support::NoSource => ["no source", "(0)"],
        };
        let mark = if usize::from(marks.width) < width(words) { number } else { words };
        RowPainter::at(&mut picture.cells, app.theme, marks, *at).write(UiRole::Marker, mark);
    }
}

/// Draws the beginning of a briefing, as far as it fits.
pub(super) fn draw_preview(
    app: &App,
    briefing: &Briefing,
    opened: Option<&OpenedBriefing>,
    area: Rect,
    picture: &mut Picture,
) {
    let columns = usize::from(area.width);
    let document = opened.map(|opened| &opened.document);
    let ix = app.library.at_path(&briefing.path);
    let linked = ix.map(|ix| app.links_in_preview(ix)).unwrap_or_default();
    let head = report::head(&app.library, briefing, document, &linked, columns);
    let note = ix.and_then(|ix| app.memory.note(ix));
    let head = report::with_note(head, note, columns);
    let mut row = 0;
    for line in head.iter().take(usize::from(area.height)) {
        plain_row(app, area, row, line, None, picture);
        row += 1;
    }
    if let Some(opened) = opened {
        let rest = Rect { y: area.y + row, height: area.height - row, ..area };
        draw_text(app, opened, Anchor::default(), rest, picture);
    } else if let Some((_, reason)) = app.preview_failure.as_ref().filter(|(path, _)| *path == briefing.path)
        // What could not be read for the list either is in the head already.
        && !briefing.problem.as_ref().is_some_and(|problem| problem.contains(reason.as_str()))
        && row < area.height
    {
        RowPainter::at(&mut picture.cells, app.theme, area, row)
            .write(UiRole::Marker, clean!("cannot read: {reason}"));
    }
}

/// Draws the text from a place on, as far as it fits.
pub(super) fn draw_text(app: &App, opened: &OpenedBriefing, from: Anchor, area: Rect, picture: &mut Picture) {
    let document = &opened.document;
    let skip_first = document.opens_with(&opened.briefing.title);
    let columns = usize::from(area.width);
    let mut flow = Flow::new(LayoutOptions { skip_first, highlight: false, ..LayoutOptions::new(columns) });
    let page = flow.page(document, from, usize::from(area.height));
    for (at, line) in (0_u16..).zip(&page.rows) {
        let area = Rect { y: area.y + at, height: 1, ..area };
        let mut x = area.x;
        for (text, span) in line.line().parts() {
            let style = app.theme.text_style(span.style);
            x = put(picture, x, area, text, style);
        }
    }
}

fn header(app: &App, reader: &Reader, parts: &Areas, picture: &mut Picture) {
    let area = parts.header;
    // The rule names the main sections already.
    let named = |number: &u32| parts.rule.height > 0 && reader.main_sections().binary_search(number).is_ok();
    let section = reader.section().filter(|number| !named(number));
    let section = section.and_then(|number| reader.document().heading(number));
    let mut right = Vec::new();
    if let Some(find) = &reader.find
        && app.typing != Some(ActiveInput::Find)
    {
        right.push(match find.current {
            Some(at) => format!("match {} of {} for “{}”", at + 1, find.matches.len(), find.input.text()),
            None => format!("no match for “{}”", find.input.text()),
        });
    }
    right.extend(section.map(|section| section.text.to_string()));
    right.extend(reader.percent.map(|percent| format!("{percent:>3}%")));
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 0);
    painter.skip(1).keep_free(1);
    // The number of the match is more important than the section, and that more than the progress of reading.
    while right.len() > 1 && width(&right.join("   ")) + 16 >= painter.room().into() {
        right.pop();
    }
    let right = clean!("{}", right.join("   "));
    let right_cells = u16::try_from(width(&right)).unwrap_or(u16::MAX);
    let right_fits = right_cells.saturating_add(16) < painter.room();
    if right_fits {
        painter.keep_free(right_cells + 2);
    }
    if painter.room() > 40 {
        painter.write(UiRole::Body, "List › ");
    }
    let ix = app.library.at_path(&reader.opened.briefing.path);
    if ix.is_some_and(|ix| app.memory.is_starred(ix)) {
        painter.write(UiRole::Strong, "* ");
    }
    painter.write(UiRole::Title, &reader.opened.briefing.title);
    if right_fits {
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 0);
        painter.keep_free(1).right(UiRole::Body, &right);
    }
}

/// Returns the row of the cursor: the current match's, else the top.
fn active_row(reader: &Reader) -> u16 {
    let Some(found) = reader.find.as_ref().and_then(|find| find.here()) else { return 0 };
    let shows = |row: &ScreenRow| match row {
        ScreenRow::Text(row) => {
            row.anchor.block == found.block && shows_character(row.line(), found.range.start)
        }
        ScreenRow::Plain(_) => false,
    };
    reader.rows.iter().position(shows).and_then(|row| u16::try_from(row).ok()).unwrap_or(0)
}

fn shows_character(line: &Line, character: u32) -> bool {
    line.spans().iter().any(|span| span.shows.contains(&character))
}

fn plain_row(app: &App, area: Rect, at: u16, line: &PlainLine, hints: Option<&Hints>, picture: &mut Picture) {
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, at);
    if let Some(label) = line.linked.and_then(|number| hints?.label(LinkTarget::Linked(number))) {
        painter.write(UiRole::Hint, bracketed(label));
    }
    for (role, text) in &line.pieces {
        painter.write(*role, text);
    }
}

fn text_row(
    app: &App,
    reader: &Reader,
    area: Rect,
    row: &crate::markdown::FlowRow,
    hints: Option<&Hints>,
    picture: &mut Picture,
) {
    if let Some(sign) = reader.change(row.anchor.block)
        && area.x > 0
        && !row.line().text().trim().is_empty()
    {
        let margin = Rect { x: area.x.saturating_sub(2), width: 1, ..area };
        RowPainter::at(&mut picture.cells, app.theme, margin, 0).write(UiRole::Strong, clean!("{sign}"));
    }
    let label = |span: &crate::markdown::Span| {
        let target = target_of(span.style.role)?;
        let label = hints?.label(target).filter(|_| is_first_piece(reader, row, span, target))?;
        Some(bracketed(label))
    };
    let parts: Vec<_> = row.line().parts().map(|(text, span)| (text, span, label(span))).collect();
    // The label of a footnote replaces its number; that of a link is put before it, or over it without room.
    let replaced = |span: &crate::markdown::Span, label: Option<&Clean>| {
        label.is_some() && matches!(target_of(span.style.role), Some(LinkTarget::Footnote(_)))
    };
    let cells = parts.iter().map(|(text, span, label)| {
        let text = if replaced(span, label.as_ref()) { 0 } else { width(text) };
        text + label.as_deref().map_or(0, width)
    });
    let labels_fit = cells.sum::<usize>() <= usize::from(area.width);
    let mut x = area.x;
    for (text, span, label) in parts {
        let style = app.theme.text_style(span.style);
        let start = x;
        if let Some(label) = label.as_ref().filter(|_| labels_fit) {
            x = put(picture, x, area, label, app.theme.style(UiRole::Hint));
        }
        if !(labels_fit && replaced(span, label.as_ref())) {
            for (text, over) in marked(reader, row.anchor.block, &span.shows, text) {
                let style = over.map_or(style, |role| style.patch(app.theme.style(role)));
                x = put(picture, x, area, text, style);
            }
        }
        let Some(target) = target_of(span.style.role) else { continue };
        picture.add_hotspot(Rect { x: start, width: x - start, ..area }, HotspotTarget::Target(target));
        if let LinkTarget::Link(number) = target
            && let Some(crate::markdown::Target::Url(address)) =
                reader.document().link(number).map(|link| link.target)
        {
            picture.links.push(LinkArea { y: area.y, x: start..x, target: address });
        }
        if let Some(label) = label.filter(|_| !labels_fit) {
            put(picture, start, area, &label, app.theme.style(UiRole::Hint));
        }
    }
}

/// Returns the label of a link as it is drawn.
fn bracketed(label: &str) -> Clean {
    clean!("[{label}]")
}

/// Reports whether a span is the first visible one of a link.
/// The letters of the link belong there.
fn is_first_piece(
    reader: &Reader,
    row: &crate::markdown::FlowRow,
    span: &crate::markdown::Span,
    target: LinkTarget,
) -> bool {
    let mut spans = reader.rows.iter().filter_map(|row| match row {
        ScreenRow::Text(row) => Some(row),
        ScreenRow::Plain(_) => None,
    });
    let first = spans.find_map(|row| {
        row.line()
            .spans()
            .iter()
            .find(|span| target_of(span.style.role) == Some(target))
            .map(|span| (row.anchor, span))
    });
    first.is_some_and(|(anchor, first)| anchor == row.anchor && first == span)
}

/// Splits a span's text where matches begin and end.
fn marked<'t>(
    reader: &Reader,
    block: u32,
    characters: &std::ops::Range<u32>,
    text: &'t str,
) -> Vec<(&'t str, Option<UiRole>)> {
    let whole = vec![(text, None)];
    let Some(find) = &reader.find else { return whole };
    // A span shows its characters as they are, or a replacement for them.
    if characters.is_empty() || text.len() != (characters.end - characters.start) as usize {
        return whole;
    }
    let first =
        find.matches.partition_point(|found| (found.block, found.range.end) <= (block, characters.start));
    let mut pieces = Vec::new();
    let mut at = characters.start;
    for (number, found) in find.matches.iter().enumerate().skip(first) {
        if found.block != block || found.range.start >= characters.end {
            break;
        }
        let (start, end) = (found.range.start.max(at), found.range.end.min(characters.end));
        let slice = |from: u32, to: u32| {
            text.get((from - characters.start) as usize..(to - characters.start) as usize)
        };
        let role = if find.current == Some(number) { UiRole::CurrentMatch } else { UiRole::Match };
        match (slice(at, start), slice(start, end)) {
            (Some(before), Some(inside)) => pieces.extend([(before, None), (inside, Some(role))]),
            _ => return whole,
        }
        at = end;
    }
    pieces.extend(text.get((at - characters.start) as usize..).map(|rest| (rest, None)));
    pieces
}

/// Writes into one row and returns the next column.
/// The text is that of a document, which was cleaned when the document was made.
fn put(picture: &mut Picture, x: u16, area: Rect, text: &str, style: Style) -> u16 {
    let room = usize::from(area.right().saturating_sub(x));
    if room == 0 || !picture.cells.area.contains(Position { x, y: area.y }) {
        return x;
    }
    row_painter::set(&mut picture.cells, Position { x, y: area.y }, text, room, style)
}
