//! Draws header, footer, and input lines.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use crate::clean;
use crate::engine::job::Job;
use crate::engine::report::UiRole;
use crate::engine::request::View;
use crate::keymap::action::Action;
use crate::keymap::{self, Mode, key_for};
use crate::library::Origin;
use crate::search::Progress;
use crate::text::{Clean, thousands, truncate_start, width};
use crate::tui::app::pointing::HotspotTarget;
use crate::tui::app::reader::Find;
use crate::tui::app::{App, LineInput};
use crate::tui::view::Picture;
use crate::tui::view::row_painter::RowPainter;

/// The largest number of keys in a footer.
const MOST_KEYS: usize = 9;

/// Draws the keys that are valid now, or the last message.
/// Without room for all keys, whole ones are dropped from the right.
pub(super) fn footer(app: &App, area: Rect, picture: &mut Picture) {
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 0);
    painter.skip(1);
    if let Some(message) = app.shown_message() {
        painter.write(UiRole::Strong, message);
        return;
    }
    if app.mode() == Mode::Hints {
        let advice = "type the letter of a link to follow it";
        if width(advice) > usize::from(painter.room()) {
            return;
        }
        painter.write(UiRole::Body, advice).skip(3);
    }
    for (at, (key, word)) in keymap::footer(&app.keys, app.mode()).into_iter().take(MOST_KEYS).enumerate() {
        let word = if word == "close" && app.has_input_to_clear() { "clear" } else { word };
        let gap: u16 = if at == 0 { 0 } else { 3 };
        let cells = usize::from(gap) + width(&key) + 1 + width(word);
        if cells > usize::from(painter.room()) {
            break;
        }
        painter.skip(gap).write(UiRole::Key, key).skip(1).write(UiRole::Body, word);
    }
}

/// Writes the text of an input line, with the cursor visible.
/// Returns the position of the cursor.
pub(super) fn typed(painter: &mut RowPainter<'_>, input: &LineInput) -> Position {
    typed_with(painter, input, None)
}

/// Writes the text of an input line, with an error marked.
/// The error is given in bytes of the text.
pub(super) fn typed_with(
    painter: &mut RowPainter<'_>,
    input: &LineInput,
    mistake: Option<&Range<usize>>,
) -> Position {
    let cut = input.before_cursor().len();
    let before = Clean::text(input.before_cursor());
    let behind = Clean::text(input.text().get(cut..).unwrap_or_default());
    let room = usize::from(painter.room()).saturating_sub(1);
    let shown = Clean::text(&truncate_start(&before, room));
    // Characters that can't be shown are replaced by signs, so a byte of the input is not the same byte on the
    // screen.
    let place =
        |at: usize| Clean::text(input.text().get(..at.min(input.text().len())).unwrap_or_default()).len();
    let marks = mistake.map(|at| place(at.start)..place(at.end));
    let part = |from: usize, to: usize, shift: usize| {
        let mark = marks.clone().map(|mark| mark.start.clamp(from, to)..mark.end.clamp(from, to));
        mark.filter(|mark| !mark.is_empty()).map(|mark| mark.start - from + shift..mark.end - from + shift)
    };
    let kept = if *shown == *before { before.len() } else { shown.len() - shown.len().min('…'.len_utf8()) };
    let first = part(before.len() - kept, before.len(), shown.len() - kept);
    painter.write_marked(UiRole::Strong, &shown, first.as_slice());
    let cursor = painter.position();
    let second = part(before.len(), before.len() + behind.len(), 0);
    painter.write_marked(UiRole::Strong, &behind, second.as_slice());
    cursor
}

/// Draws the progress of reading all texts.
/// It covers the right end of the first row.
pub(super) fn reading(app: &App, reading: (Job, Progress), picture: &mut Picture) {
    let text = in_words(app, reading);
    let cells = u16::try_from(width(&text)).unwrap_or(u16::MAX).saturating_add(2).min(app.size.0);
    let area = Rect { x: app.size.0 - cells, y: 0, width: cells, height: app.size.1.min(1) };
    let start = gap_before(&picture.cells, area);
    Clear.render(Rect { x: start, width: app.size.0 - start, ..area }, &mut picture.cells);
    RowPainter::at(&mut picture.cells, app.theme, area, 0).skip(1).keep_free(1).write(UiRole::Strong, &text);
}

fn in_words(app: &App, (job, progress): (Job, Progress)) -> Clean {
    let key = key_for(&app.keys, app.mode(), "cancel");
    let (done, of) = (thousands(progress.done), thousands(progress.of));
    clean!("{} {done}/{of} · {key} cancels", job.word())
}

/// Returns where the words begin that an area would cut off.
/// That is after the last gap between two parts, or, without a gap, after the last blank.
fn gap_before(cells: &Buffer, area: Rect) -> u16 {
    let is_blank = |x: u16| cells.cell((x, area.y)).is_none_or(|cell| cell.symbol() == " ");
    let blanks = (0..area.x).rev().filter(|x| is_blank(*x));
    let mut gaps = blanks.clone().filter(|x| *x == 0 || is_blank(x - 1));
    gaps.next().filter(|x| *x > 0).or_else(|| blanks.clone().next()).map_or(area.x, |blank| blank + 1)
}

/// Draws the find line, with the number of matches.
pub(super) fn find_line(app: &App, find: &Find, area: Rect, picture: &mut Picture) {
    let found = match find.current {
        _ if find.input.is_empty() => Clean::default(),
        Some(at) => clean!("{} of {}", thousands(at + 1), thousands(find.matches.len())),
        None => Clean::line("no match"),
    };
    let found_cells = u16::try_from(width(&found)).unwrap_or(u16::MAX);
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 0);
    painter.skip(1).keep_free(1).write(UiRole::Key, "/").skip(1);
    let found_fits = !found.is_empty() && found_cells + 12 < painter.room();
    if found_fits {
        painter.keep_free(found_cells + 2);
    }
    picture.cursor = Some(typed(&mut painter, &find.input));
    if found_fits {
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 0);
        painter.keep_free(1).right(UiRole::Body, &found);
    }
}

/// Returns the progress of loading the library, while it is loading.
pub(super) fn loading(app: &App) -> Clean {
    app.loading.map(|loading| clean!("loading {}", thousands(loading.read))).unwrap_or_default()
}

/// Draws the top line of the library.
pub(super) fn library_header(app: &App, area: Rect, picture: &mut Picture) {
    let counted = match app.loading {
        Some(_) if app.remembered.is_none() => loading(app),
        _ => app.counted.clone(),
    };
    // As many of the kinds as there is room for, at least the first.
    let parts: Vec<&str> = counted.split(" · ").collect();
    let shorter = (1..=parts.len()).rev().map(|count| {
        let more = if count < parts.len() { " · …" } else { "" };
        clean!("{}{more}", parts[..count].join(" · "))
    });
    // The name of the sample is more important than its counts.
    let sample = *app.library.origin() == Origin::Embedded && app.loading.is_none();
    // New and changed briefings are the most important to the user.
    let waiting = waiting(app);
    let mut text = Vec::new();
    if !waiting.is_empty() {
        let all = waiting.join(" · ");
        text.push(clean!("{}   {counted}   {all}", app.origin));
        text.push(clean!("{counted}   {all}"));
        text.extend((1..=waiting.len()).rev().map(|count| clean!("{}", waiting[..count].join(" · "))));
    }
    text.push(clean!("{}   {counted}", app.origin));
    if sample {
        text.push(app.origin.clone());
    }
    text.extend(shorter);
    header(app, area, &text, picture);
}

/// Returns the counts of new, changed, unread and starred briefings.
/// Empty before anything was read.
fn waiting(app: &App) -> Vec<String> {
    let Some(counts) = app.memory.counts() else { return Vec::new() };
    counts.in_words()
}

/// Draws the top line of the views beside the list.
pub(super) fn views_header(app: &App, area: Rect, text: &Clean, picture: &mut Picture) {
    header(app, area, std::slice::from_ref(text), picture);
}

/// Draws the program's name, the views with their keys, and a text.
/// The text is the first of the given ones that fits at the right. On a narrow screen only the current view is
/// named.
fn header(app: &App, area: Rect, text: &[Clean], picture: &mut Picture) {
    const NAMED: u16 = 13;
    let all: usize = View::ALL.iter().map(|(key, view)| key.len() + 1 + view.name().len() + 2).sum();
    let shortest = text.iter().map(|text| width(text)).min().unwrap_or(0).min(20);
    // The progress of work is shown there instead, in full.
    let needed = app.reading.map_or(shortest, |reading| width(&in_words(app, reading)) + 2);
    let in_full = usize::from(area.width) >= usize::from(NAMED) + all + needed;
    let mut places = Vec::new();
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 0);
    painter.skip(1).write(UiRole::Title, "briefing").skip(3).keep_free(1);
    for (key, view) in View::ALL {
        let shown = view == app.view;
        let start = painter.position().x;
        if in_full {
            painter.write(UiRole::Key, key).skip(1);
        }
        if in_full || shown {
            painter.write(if shown { UiRole::Selected } else { UiRole::Body }, view.name());
            let end = painter.position().x;
            places.push((Rect { x: start, width: end.saturating_sub(start), ..area }, view));
            painter.skip(2);
        }
    }
    let room = usize::from(painter.room());
    if let Some(text) = text.iter().find(|text| width(text) < room) {
        painter.right(UiRole::Body, text);
    }
    places
        .into_iter()
        .for_each(|(place, view)| picture.add_hotspot(place, HotspotTarget::Do(Action::Show(view))));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keymap::KeyOverrides;

    #[test]
    fn every_mode_shows_enough_keys_in_its_footer() {
        let keys = |mode| keymap::footer(&KeyOverrides::default(), mode);
        for mode in Mode::ALL {
            let shown = keys(*mode);
            assert!(shown.len() <= MOST_KEYS, "{mode:?}: {shown:?}");
        }
        assert!(keys(Mode::Library).len() >= 4);
        assert!(keys(Mode::Reader).len() >= 4);
    }
}
