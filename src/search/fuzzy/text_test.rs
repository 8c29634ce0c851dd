//! One folded value, tested against texts that are in no haystack.

use super::column::each_folded;
use super::letters::LetterBits;
use crate::text::fold;

/// A value that texts are tested for, without a copy of them.
pub(crate) struct TextTest {
    value: String,
    letters: Option<LetterBits>,
}

/// The positions at which the value may begin.
#[derive(Clone, Copy, PartialEq)]
enum StartAt {
    Start,
    Word,
    Anywhere,
}

impl TextTest {
    pub(crate) fn new(value: &str) -> Self {
        let value = fold(value).text;
        Self { letters: LetterBits::new(&value), value }
    }

    /// Reports whether the value is found at a word of `text`.
    /// It may go on over the words from there.
    pub(crate) fn passes(&self, text: &str) -> bool {
        self.stands(text, StartAt::Word)
    }

    /// Reports whether `text` begins with the value.
    pub(crate) fn begins(&self, text: &str) -> bool {
        self.stands(text, StartAt::Start)
    }

    /// Reports whether `text` has the value anywhere.
    pub(crate) fn occurs(&self, text: &str) -> bool {
        self.stands(text, StartAt::Anywhere)
    }

    fn stands(&self, text: &str, from: StartAt) -> bool {
        let Some(letters) = &self.letters else { return self.stands_long(text, from) };
        let (mut found, mut first, mut states) = (false, true, 0_u64);
        each_folded(text, |_, letter, head| {
            let begins = match from {
                StartAt::Start => first,
                StartAt::Word => head,
                StartAt::Anywhere => true,
            };
            first = false;
            states = (states << 1 | u64::from(begins)) & letters.of(letter);
            found |= states & letters.last != 0;
        });
        found
    }

    /// Tests a value without letters, or with very many.
    /// Every text has the former; the latter has more letters than a machine word has bits.
    fn stands_long(&self, text: &str, from: StartAt) -> bool {
        let (mut folded, mut heads) = (String::new(), Vec::new());
        each_folded(text, |_, letter, head| {
            if head || from == StartAt::Anywhere {
                heads.push(folded.len());
            }
            folded.push(letter);
        });
        heads.truncate(if from == StartAt::Start { 1 } else { usize::MAX });
        self.value.is_empty() || heads.iter().any(|at| folded[*at..].starts_with(&self.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_passes_where_a_word_begins() {
        let passes = |value, text| TextTest::new(value).passes(text);
        assert!(passes("control", "export-control") && passes("Export Control", "export-control"));
        assert!(!passes("port", "export-control") && !passes("controls", "export-control"));
        assert!(TextTest::new("port").occurs("export-control"));
        assert!(!TextTest::new("control").begins("export-control"));
        assert!(TextTest::new("exp").begins("export-control"));
        assert!(passes("", "anything") && passes("-", "anything"));
    }

    #[test]
    fn long_values_are_compared_whole() {
        let long = "word ".repeat(40);
        assert!(TextTest::new(&long).passes(&format!("one {long}")));
        assert!(!TextTest::new(&format!("{long}x")).passes(&format!("one {long}")));
        assert!(!TextTest::new(&long).begins(&format!("one {long}")));
        assert!(TextTest::new(&long).occurs(&format!("s{long}")));
    }
}
