//! What holds for the whole picture and is done last: the theme's text and background where nothing else was
//! chosen, and ASCII alone where nothing else may be drawn.

use ratatui::buffer::Buffer;
use ratatui::style::Color;

use crate::text::{ascii, width};
use crate::tui::app::App;

pub(super) fn dress(app: &App, cells: &mut Buffer) {
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
            // A picture is as wide as it was: a wide character leaves its second cell as blank as it is.
            let plain = if width(cell.symbol()) > 1 { "?".to_owned() } else { ascii(cell.symbol()) };
            let plain: String = plain.chars().take(1).collect();
            cell.set_symbol(&plain);
        }
    }
}
