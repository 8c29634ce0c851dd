//! Whether the terminal's background is dark. This is the one thing that a terminal is ever asked, and only for
//! `theme = "auto"`, before it is entered.

use std::env;
use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

/// Terminals of this machine answer within a few milliseconds.
const PATIENCE: Duration = Duration::from_millis(50);

/// Asks the terminal; nothing when it does not answer, or is so far away that its answer would come as keys.
pub fn is_dark() -> Option<bool> {
    if env::var_os("SSH_CONNECTION").is_some() {
        return None;
    }
    let mut options = QueryOptions::default();
    options.timeout = PATIENCE;
    theme_mode(options).ok().map(|mode| mode == ThemeMode::Dark)
}
