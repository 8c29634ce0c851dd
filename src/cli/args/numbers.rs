//! The numbers of options, with errors in words.

use std::str::FromStr;

/// Reads a number from 0.
///
/// # Errors
///
/// When it is anything else.
pub(super) fn count<T: FromStr>(text: &str) -> Result<T, &'static str> {
    text.parse().map_err(|_| "not a whole number from 0")
}

/// Reads a number of columns.
///
/// # Errors
///
/// When it is not from 1 to 65535.
pub(super) fn columns(text: &str) -> Result<u16, &'static str> {
    let columns = text.parse().ok().filter(|columns| *columns > 0);
    columns.ok_or("not a whole number from 1 to 65535")
}
