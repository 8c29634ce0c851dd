//! Detects whether the terminal's background is dark.
//! This is the only query that a terminal ever gets, and only for `theme = "auto"`, before it is entered.

use std::env;
use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

/// The longest wait for an answer.
/// Terminals of this machine answer within a few milliseconds.
const PATIENCE: Duration = Duration::from_millis(50);

/// Queries the terminal for its background.
/// Nothing when it does not answer, or is so far away that its answer would arrive as keys.
pub fn is_dark() -> Option<bool> {
    if env::var_os("SSH_CONNECTION").is_some() {
        return None;
    }
    let mut options = QueryOptions::default();
    options.timeout = PATIENCE;
    theme_mode(options).ok().map(|mode| mode == ThemeMode::Dark)
}
