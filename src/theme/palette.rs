//! The colours that a terminal can show.

/// The colours that may be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// Every colour of a cell.
    #[default]
    Colour,
    /// The 256 that every terminal has; others become the nearest of them.
    Indexed,
    /// No colour at all; bold, underline and reverse remain.
    Mono,
}
