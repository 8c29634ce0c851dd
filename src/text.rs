//! Text as a terminal sees it: cells, not bytes.
//!
//! [`Clean`] is the only kind of text for a terminal, a JSON line or a file name: only this module makes it, and
//! in it every control, bidi and invisible character has become a visible marker. [`width()`], [`truncate`] and
//! [`fold()`] count and compare as a reader does. Nothing here reads a file or an environment variable.

mod ascii;
mod buffer;
mod clean;
mod fold;
mod io_reason;
mod number;
mod pool;
mod width;
mod wrap;

pub use ascii::ascii;
pub use buffer::CleanBuf;
pub use clean::Clean;
pub use fold::{Folded, composed, fold, fold_char, is_joint, skipped, visible};
pub use io_reason::io_reason;
pub use number::{count_of, thousands};
pub use pool::Pool;
pub use width::{cells_apart, graphemes, pieces, truncate, truncate_start, width};
pub use wrap::{for_each_line, wrap};

/// Formats like [`format!`] and passes the result through the gate: a one-line [`Clean`].
///
/// # Examples
///
/// ```
/// use briefing::clean;
///
/// let (count, title) = (2, "Two\nlines \u{202e}reversed");
/// assert_eq!(clean!("{count} × {title}"), "2 × Two lines ‹202E›reversed");
/// ```
#[macro_export]
macro_rules! clean {
    ($($argument:tt)*) => { $crate::text::Clean::line(&::std::format!($($argument)*)) };
}
