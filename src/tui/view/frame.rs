//! Header and footer.

use ratatui::layout::{Position, Rect};

use crate::clean;
use crate::text::{Clean, thousands, width};
use crate::tui::app::reader::Find;
use crate::tui::app::{App, Mode, Typing};
use crate::tui::keymap;
use crate::tui::theme::Role;
use crate::tui::view::Picture;
use crate::tui::view::pen::Pen;

/// The most keys a footer shows.
const MOST_KEYS: usize = 9;

/// The keys that are valid now, dropped whole from the right when there is no room; or what just happened.
pub(super) fn footer(app: &App, area: Rect, picture: &mut Picture) {
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
    pen.skip(1);
    if let Some(message) = &app.message {
        pen.write(Role::Strong, message);
        return;
    }
    if let (Some(Typing::Find), Some(find)) =
        (app.typing, app.reader.as_ref().and_then(|open| open.find.as_ref()))
    {
        find_line(app, find, area, picture);
        return;
    }
    for (at, (key, word)) in keys(app.mode()).into_iter().take(MOST_KEYS).enumerate() {
        let gap: u16 = if at == 0 { 0 } else { 3 };
        let cells = usize::from(gap) + width(key) + 1 + width(word);
        if cells > usize::from(pen.room()) {
            break;
        }
        pen.skip(gap).write(Role::Key, key).skip(1).write(Role::Body, word);
    }
}

/// What is looked for in the open text, and how often it is there.
fn find_line(app: &App, find: &Find, area: Rect, picture: &mut Picture) {
    let counted = match find.current {
        Some(at) => clean!("{} of {}", at + 1, thousands(find.matches.len())),
        None if find.input.is_empty() => clean!("esc close"),
        None => clean!("no match"),
    };
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
    pen.skip(1).write(Role::Key, "/").skip(1);
    let counted_cells = u16::try_from(width(&counted)).unwrap_or(u16::MAX);
    pen.keep_free(counted_cells.saturating_add(3).min(pen.room() / 2));
    let start = pen.position();
    let room = pen.room();
    pen.write(Role::Strong, Clean::line(find.input.text()));
    let before = u16::try_from(width(find.input.before_cursor())).unwrap_or(u16::MAX);
    let x = start.x.saturating_add(before.min(room.saturating_sub(1)));
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
    pen.keep_free(1).right(Role::Body, counted);
    picture.cursor = Some(Position { x, y: start.y });
}

fn keys(mode: Mode) -> Vec<(&'static str, &'static str)> {
    keymap::bindings(mode).filter_map(|binding| binding.footer).collect()
}

/// The top line of the library.
pub(super) fn library_header(app: &App, area: Rect, picture: &mut Picture) {
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
    pen.skip(1).write(Role::Title, "briefing").skip(3).keep_free(1);
    let counted = match app.loading {
        Some(loading) if app.remembered.is_none() => clean!("loading {}", thousands(loading.read)),
        _ => app.counted.clone(),
    };
    let counted_cells = u16::try_from(width(&counted)).unwrap_or(u16::MAX);
    pen.keep_free(counted_cells.saturating_add(2).min(pen.room()));
    pen.write(Role::Body, &app.origin);
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
    pen.skip(12).keep_free(1).right(Role::Body, &counted);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_shows_enough_keys_in_its_footer() {
        for mode in Mode::ALL {
            let keys = keys(*mode);
            assert!(keys.len() <= MOST_KEYS, "{mode:?}: {keys:?}");
        }
        assert!(keys(Mode::Library).len() >= 4);
        assert!(keys(Mode::Reader).len() >= 4);
    }
}
