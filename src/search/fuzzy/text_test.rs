//! One folded value against texts that stand in no haystack.

use std::cell::RefCell;

use super::column::each_folded;
use crate::text::fold;

/// A value that texts are tested for. It keeps its buffers, so that testing a library allocates nothing.
pub(crate) struct TextTest {
    value: String,
    buffer: RefCell<Buffer>,
}

#[derive(Default)]
struct Buffer {
    folded: String,
    /// Bytes of `folded` at which a word begins.
    heads: Vec<usize>,
}

impl TextTest {
    pub(crate) fn new(value: &str) -> Self {
        Self { value: fold(value).text, buffer: RefCell::default() }
    }

    /// Whether a word of `text`, or the words from there on, begins with the value.
    pub(crate) fn passes(&self, text: &str) -> bool {
        self.with(text, |folded, heads| heads.iter().any(|at| folded[*at..].starts_with(&self.value)))
    }

    /// Whether `text` begins with the value.
    pub(crate) fn begins(&self, text: &str) -> bool {
        self.with(text, |folded, _| folded.starts_with(&self.value))
    }

    /// Whether `text` has the value anywhere.
    pub(crate) fn occurs(&self, text: &str) -> bool {
        self.with(text, |folded, _| folded.contains(&self.value))
    }

    fn with(&self, text: &str, test: impl Fn(&str, &[usize]) -> bool) -> bool {
        let mut buffer = self.buffer.borrow_mut();
        let Buffer { folded, heads } = &mut *buffer;
        folded.clear();
        heads.clear();
        each_folded(text, |_, character, head| {
            if head {
                heads.push(folded.len());
            }
            folded.push(character);
        });
        test(folded, heads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_passes_where_a_word_begins() {
        let passes = |value, text| TextTest::new(value).passes(text);
        assert!(passes("control", "export-control") && passes("Export Control", "export-control"));
        assert!(!passes("port", "export-control"));
        assert!(TextTest::new("port").occurs("export-control"));
        assert!(!TextTest::new("control").begins("export-control"));
    }
}
