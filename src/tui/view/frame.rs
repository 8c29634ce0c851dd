//! Header, footer, and the lines that are typed at.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use crate::clean;
use crate::library::Origin;
use crate::search::fulltext::Progress;
use crate::text::{Clean, thousands, truncate_start, width};
use crate::tui::action::Action;
use crate::tui::app::pointing::Thing;
use crate::tui::app::reader::Find;
use crate::tui::app::{App, LineInput, View};
use crate::tui::effect::Job;
use crate::tui::keymap::{self, key_for};
use crate::tui::theme::Role;
use crate::tui::view::Picture;
use crate::tui::view::pen::Pen;

/// The most keys a footer shows.
const MOST_KEYS: usize = 9;

/// The keys that are valid now, dropped whole from the right when there is no room; or what just happened.
pub(super) fn footer(app: &App, area: Rect, picture: &mut Picture) {
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
    pen.skip(1);
    if let Some(message) = app.shown_message() {
        pen.write(Role::Strong, message);
        return;
    }
    for (at, (key, word)) in keymap::footer(&app.keys, app.mode()).into_iter().take(MOST_KEYS).enumerate() {
        let gap: u16 = if at == 0 { 0 } else { 3 };
        let cells = usize::from(gap) + width(&key) + 1 + width(word);
        if cells > usize::from(pen.room()) {
            break;
        }
        pen.skip(gap).write(Role::Key, key).skip(1).write(Role::Body, word);
    }
}

/// Writes what is being typed so that the cursor is in sight; answers where that stands.
pub(super) fn typed(pen: &mut Pen<'_>, input: &LineInput) -> Position {
    typed_with(pen, input, None)
}

/// The same with a part marked, given in bytes of the text: a mistake.
pub(super) fn typed_with(pen: &mut Pen<'_>, input: &LineInput, mistake: Option<&Range<usize>>) -> Position {
    let cut = input.before_cursor().len();
    let before = Clean::text(input.before_cursor());
    let behind = Clean::text(input.text().get(cut..).unwrap_or_default());
    let room = usize::from(pen.room()).saturating_sub(1);
    let shown = Clean::text(&truncate_start(&before, room));
    // Signs stand for characters that can't be shown, so a byte typed is not the byte shown.
    let place =
        |at: usize| Clean::text(input.text().get(..at.min(input.text().len())).unwrap_or_default()).len();
    let marks = mistake.map(|at| place(at.start)..place(at.end));
    let part = |from: usize, to: usize, shift: usize| {
        let mark = marks.clone().map(|mark| mark.start.clamp(from, to)..mark.end.clamp(from, to));
        mark.filter(|mark| !mark.is_empty()).map(|mark| mark.start - from + shift..mark.end - from + shift)
    };
    let kept = if *shown == *before { before.len() } else { shown.len() - shown.len().min('…'.len_utf8()) };
    let first = part(before.len() - kept, before.len(), shown.len() - kept);
    pen.write_marked(Role::Strong, &shown, first.as_slice());
    let cursor = pen.position();
    let second = part(before.len(), before.len() + behind.len(), 0);
    pen.write_marked(Role::Strong, &behind, second.as_slice());
    cursor
}

/// How far the reading of all texts is, over whatever stands at the right of the first row.
pub(super) fn reading(app: &App, reading: (Job, Progress), picture: &mut Picture) {
    let told = in_words(app, reading);
    let cells = u16::try_from(width(&told)).unwrap_or(u16::MAX).saturating_add(2).min(app.size.0);
    let area = Rect { x: app.size.0 - cells, y: 0, width: cells, height: app.size.1.min(1) };
    let start = gap_before(&picture.cells, area);
    Clear.render(Rect { x: start, width: app.size.0 - start, ..area }, &mut picture.cells);
    Pen::at(&mut picture.cells, app.theme, area, 0).skip(1).keep_free(1).write(Role::Strong, &told);
}

fn in_words(app: &App, (job, progress): (Job, Progress)) -> Clean {
    let key = key_for(&app.keys, app.mode(), "cancel");
    let (done, of) = (thousands(progress.done), thousands(progress.of));
    clean!("{} {done}/{of} · {key} stops", job.word())
}

/// Where the words begin that an area would cut off in their row: after the last gap between two of its parts, or, where
/// there is none, after the last blank.
fn gap_before(cells: &Buffer, area: Rect) -> u16 {
    let is_blank = |x: u16| cells.cell((x, area.y)).is_none_or(|cell| cell.symbol() == " ");
    let blanks = (0..area.x).rev().filter(|x| is_blank(*x));
    let mut gaps = blanks.clone().filter(|x| *x == 0 || is_blank(x - 1));
    gaps.next().filter(|x| *x > 0).or_else(|| blanks.clone().next()).map_or(area.x, |blank| blank + 1)
}

/// The words that are looked for in the open briefing while they are typed, and how often they were found.
pub(super) fn find_line(app: &App, find: &Find, area: Rect, picture: &mut Picture) {
    let found = match find.current {
        _ if find.input.is_empty() => Clean::default(),
        Some(at) => clean!("{} of {}", thousands(at + 1), thousands(find.matches.len())),
        None => Clean::line("no match"),
    };
    let found_cells = u16::try_from(width(&found)).unwrap_or(u16::MAX);
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
    pen.skip(1).keep_free(1).write(Role::Key, "/").skip(1);
    let found_fits = !found.is_empty() && found_cells + 12 < pen.room();
    if found_fits {
        pen.keep_free(found_cells + 2);
    }
    picture.cursor = Some(typed(&mut pen, &find.input));
    if found_fits {
        let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
        pen.keep_free(1).right(Role::Body, &found);
    }
}

/// How far the library is read, while it is.
pub(super) fn loading(app: &App) -> Clean {
    app.loading.map(|loading| clean!("loading {}", thousands(loading.read))).unwrap_or_default()
}

/// The top line of the library.
pub(super) fn library_header(app: &App, area: Rect, picture: &mut Picture) {
    let counted = match app.loading {
        Some(_) if app.remembered.is_none() => loading(app),
        _ => app.counted.clone(),
    };
    // Of the kinds as many as there is room for, the foremost at least.
    let parts: Vec<&str> = counted.split(" · ").collect();
    let shorter = (1..=parts.len()).rev().map(|count| clean!("{}", parts[..count].join(" · ")));
    // That it is only the sample is worth more than how much that holds.
    let sample = *app.library.origin() == Origin::Embedded && app.loading.is_none();
    // What waits for the reader is what they came for.
    let waiting = waiting(app);
    let mut told = Vec::new();
    if !waiting.is_empty() {
        let all = waiting.join(" · ");
        told.push(clean!("{}   {counted}   {all}", app.origin));
        told.push(clean!("{counted}   {all}"));
        told.extend((1..=waiting.len()).rev().map(|count| clean!("{}", waiting[..count].join(" · "))));
    }
    told.push(clean!("{}   {counted}", app.origin));
    if sample {
        told.push(app.origin.clone());
    }
    told.extend(shorter);
    header(app, area, &told, picture);
}

/// How much is new, changed, unread and starred, once anything was read.
fn waiting(app: &App) -> Vec<String> {
    let Some(counts) = app.memory.counts() else { return Vec::new() };
    counts.in_words()
}

/// The top line of the views beside the list.
pub(super) fn views_header(app: &App, area: Rect, told: &Clean, picture: &mut Picture) {
    header(app, area, std::slice::from_ref(told), picture);
}

/// The program's name, the views with their keys, and at the right the first of `told` that there is room for. On
/// a narrow screen only the view that is shown is named.
fn header(app: &App, area: Rect, told: &[Clean], picture: &mut Picture) {
    const NAMED: u16 = 13;
    let all: usize = View::ALL.iter().map(|(key, view)| key.len() + 1 + view.name().len() + 2).sum();
    let shortest = told.iter().map(|text| width(text)).min().unwrap_or(0).min(20);
    // How far work is stands there instead, whole.
    let needed = app.reading.map_or(shortest, |reading| width(&in_words(app, reading)) + 2);
    let in_full = usize::from(area.width) >= usize::from(NAMED) + all + needed;
    let mut places = Vec::new();
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
    pen.skip(1).write(Role::Title, "briefing").skip(3).keep_free(1);
    for (key, view) in View::ALL {
        let shown = view == app.view;
        let start = pen.position().x;
        if in_full {
            pen.write(Role::Key, key).skip(1);
        }
        if in_full || shown {
            pen.write(if shown { Role::Selected } else { Role::Body }, view.name());
            let end = pen.position().x;
            places.push((Rect { x: start, width: end.saturating_sub(start), ..area }, view));
            pen.skip(2);
        }
    }
    let room = usize::from(pen.room());
    if let Some(text) = told.iter().find(|text| width(text) < room) {
        pen.right(Role::Body, text);
    }
    places.into_iter().for_each(|(place, view)| picture.touch(place, Thing::Do(Action::Show(view))));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::app::{Keys, Mode};

    #[test]
    fn every_mode_shows_enough_keys_in_its_footer() {
        let keys = |mode| keymap::footer(&Keys::default(), mode);
        for mode in Mode::ALL {
            let shown = keys(*mode);
            assert!(shown.len() <= MOST_KEYS, "{mode:?}: {shown:?}");
        }
        assert!(keys(Mode::Library).len() >= 4);
        assert!(keys(Mode::Reader).len() >= 4);
    }
}
