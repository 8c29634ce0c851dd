//! Header and footer.

use ratatui::layout::Rect;

use crate::clean;
use crate::text::width;
use crate::tui::app::{App, Mode};
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
    for (at, (key, word)) in keys(app.mode()).into_iter().take(MOST_KEYS).enumerate() {
        let gap = if at == 0 { 0 } else { 3 };
        let cells = gap + width(key) + 1 + width(word);
        if cells > usize::from(pen.room()) {
            break;
        }
        pen.skip(gap as u16).write(Role::Key, key).skip(1).write(Role::Body, word);
    }
}

fn keys(mode: Mode) -> Vec<(&'static str, &'static str)> {
    let bound = keymap::bindings(mode).filter_map(|binding| Some((*binding.keys.first()?, binding.footer?)));
    bound.collect()
}

/// The top line of the library.
pub(super) fn library_header(app: &App, area: Rect, picture: &mut Picture) {
    let total = app.library.len();
    let companies = app.library.iter().filter(|(_, b)| b.kind == crate::briefing::Kind::Company).count();
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
    pen.skip(1).write(Role::Title, "briefing").skip(3).keep_free(1);
    let counted = match app.loading {
        Some(loading) => clean!("loading {}", thousands(loading.read)),
        None if companies > 0 => clean!("{} briefings · {} companies", thousands(total), thousands(companies)),
        None => clean!("{} briefings", thousands(total)),
    };
    let counted_cells = u16::try_from(width(&counted)).unwrap_or(u16::MAX);
    pen.keep_free(counted_cells.saturating_add(2).min(pen.room()));
    pen.write(Role::Body, &app.origin);
    let mut pen = Pen::at(&mut picture.cells, app.theme, area, 0);
    pen.skip(12).keep_free(1).right(Role::Body, &counted);
}

/// A number as it is read: `31,000`.
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(31_000), "31,000");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }

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
