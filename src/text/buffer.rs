//! Clean text put together from pieces.

use std::borrow::Cow;
use std::ops::Range;

use super::Clean;
use super::clean::{LineBreaks, gate};

/// A growing [`Clean`]: every piece either passes the gate, or is cut from text that has passed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CleanBuf(String);

impl CleanBuf {
    /// An empty buffer with room for `bytes`.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Appends `raw` through the gate and reports whether it stayed unchanged.
    /// The gate sees each piece by itself: a joiner or a combining mark at its start has nothing to act on and is
    /// shown.
    pub fn push_raw(&mut self, raw: &str) -> bool {
        match gate(raw, LineBreaks::Kept) {
            Cow::Borrowed(clean) => {
                self.0.push_str(clean);
                true
            }
            Cow::Owned(marked) => {
                self.0.push_str(&marked);
                marked == raw
            }
        }
    }

    /// Appends a part of clean text; nothing when `range` does not lie on its characters.
    pub fn push_slice(&mut self, from: &Clean, range: Range<usize>) {
        self.0.push_str(from.get(range).unwrap_or_default());
    }

    /// Appends a part of another buffer; nothing when `range` does not lie on its characters.
    pub fn push_part(&mut self, from: &Self, range: Range<usize>) {
        self.0.push_str(from.0.get(range).unwrap_or_default());
    }

    /// Appends a clean text.
    pub fn push_clean(&mut self, clean: &Clean) {
        self.0.push_str(clean);
    }

    /// Appends `count` blanks.
    pub fn push_blanks(&mut self, count: usize) {
        self.0.extend(std::iter::repeat_n(' ', count));
    }

    /// Cuts the text back to its first `bytes`; nothing when that is not the end of a character.
    pub fn truncate(&mut self, bytes: usize) {
        if self.0.is_char_boundary(bytes) {
            self.0.truncate(bytes);
        }
    }

    /// Gives back the memory that the text does not need.
    pub fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }

    /// The text so far.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The bytes so far.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Reports whether there is no text yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text, finished.
    pub fn finish(self) -> Clean {
        Clean::gathered(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_gated_one_by_one() {
        let mut buffer = CleanBuf::with_capacity(8);
        assert!(buffer.push_raw("é 海。"));
        assert!(!buffer.push_raw("\u{1B}"));
        assert!(!buffer.push_raw("\u{301}"));
        assert_eq!(buffer.finish(), "é 海。␛‹301›");
    }

    #[test]
    fn a_slice_off_the_characters_is_nothing() {
        let clean = Clean::text("é!");
        let mut buffer = CleanBuf::default();
        buffer.push_slice(&clean, 1..2);
        buffer.push_slice(&clean, 2..9);
        buffer.push_slice(&clean, 2..3);
        assert_eq!(buffer.finish(), "!");
    }
}
