//! Applies what holds for the whole picture, as the last step.
//! The theme's text and background are set where no other colour was, and all other characters become ASCII if
//! required.

use ratatui::buffer::Buffer;
use ratatui::style::Color;

use crate::text::{ascii, width};
use crate::tui::app::App;

pub(super) fn apply_theme(app: &App, cells: &mut Buffer) {
    let (text, background) = app.theme.ground();
    if text.is_some() || background.is_some() {
        for cell in &mut cells.content {
            if cell.fg == Color::Reset {
                cell.fg = text.unwrap_or(Color::Reset);
            }
            if cell.bg == Color::Reset {
                cell.bg = background.unwrap_or(Color::Reset);
            }
        }
    }
    if app.ascii {
        for cell in cells.content.iter_mut().filter(|cell| !cell.symbol().is_ascii()) {
            // A picture keeps its width: a wide character leaves its second cell blank.
            let plain = if width(cell.symbol()) > 1 { "?".to_owned() } else { ascii(cell.symbol()) };
            let plain: String = plain.chars().take(1).collect();
            cell.set_symbol(&plain);
        }
    }
}
