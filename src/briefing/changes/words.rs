//! Word by word: what two wordings of one statement have in common.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

/// The most words of two wordings that are compared word by word. The work grows with the square of what differs.
const MOST_WORDS: usize = 2_000;

/// A run of words in a comparison of two wordings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordRun {
    /// The wordings that it is in.
    pub side: WordingSide,
    /// Its words, with the blanks around them.
    pub text: String,
}

/// The wordings that words are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordingSide {
    /// Words in both.
    Both,
    /// Words in the older one alone.
    Before,
    /// Words in the newer one alone.
    After,
}

/// Compares two wordings, in reading order. Of a replacement the older words come first.
pub fn compare(before: &str, after: &str) -> Vec<WordRun> {
    let (old, new) = (tokens(before), tokens(after));
    if old.len() > MOST_WORDS || new.len() > MOST_WORDS {
        let whole = |side, text: &str| WordRun { side, text: text.to_owned() };
        return vec![whole(WordingSide::Before, before), whole(WordingSide::After, after)];
    }
    let mut pieces = WordRuns::default();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let range = |at: usize, len: usize| Range { start: at, end: at + len };
        match op {
            DiffOp::Equal { old_index, len, .. } => pieces.both(&old[range(old_index, len)]),
            DiffOp::Delete { old_index, old_len, .. } => pieces.before(&old[range(old_index, old_len)]),
            DiffOp::Insert { new_index, new_len, .. } => pieces.after(&new[range(new_index, new_len)]),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                pieces.before(&old[range(old_index, old_len)]);
                pieces.after(&new[range(new_index, new_len)]);
            }
        }
    }
    pieces.finish()
}

/// Words, blanks and signs, each by itself; a Chinese or Japanese word is one character.
fn tokens(text: &str) -> Vec<&str> {
    text.split_word_bounds().collect()
}

/// The pieces as they come.
/// Blanks between two changes are part of both: a reader sees words replaced, not gaps kept.
#[derive(Default)]
struct WordRuns {
    done: Vec<WordRun>,
    before: String,
    after: String,
    /// Blanks that both have behind what is being replaced.
    blanks: String,
}

impl WordRuns {
    fn both(&mut self, tokens: &[&str]) {
        let text = tokens.concat();
        let is_blank = text.chars().all(char::is_whitespace);
        if is_blank && !(self.before.is_empty() && self.after.is_empty()) {
            self.blanks.push_str(&text);
            return;
        }
        self.flush();
        self.push(WordingSide::Both, &text);
    }

    fn before(&mut self, tokens: &[&str]) {
        self.go_on();
        self.before.push_str(&tokens.concat());
    }

    fn after(&mut self, tokens: &[&str]) {
        self.go_on();
        self.after.push_str(&tokens.concat());
    }

    /// Makes what follows a part of the same replacement.
    fn go_on(&mut self) {
        for side in [&mut self.before, &mut self.after] {
            if !self.blanks.is_empty() {
                side.push_str(&self.blanks);
            }
        }
        self.blanks.clear();
    }

    fn flush(&mut self) {
        let (before, after) = (std::mem::take(&mut self.before), std::mem::take(&mut self.after));
        let blanks = std::mem::take(&mut self.blanks);
        self.push(WordingSide::Before, &before);
        self.push(WordingSide::After, &after);
        self.push(WordingSide::Both, &blanks);
    }

    fn push(&mut self, side: WordingSide, text: &str) {
        match self.done.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.side == side => last.text.push_str(text),
            _ => self.done.push(WordRun { side, text: text.to_owned() }),
        }
    }

    fn finish(mut self) -> Vec<WordRun> {
        self.flush();
        self.done
    }
}

/// The counted words of a text, for recognising rewordings of it.
#[derive(Debug, Default)]
pub(super) struct Bag {
    counts: HashMap<String, u32>,
    total: u32,
}

impl Bag {
    /// The words of a text that are counted; further ones are ignored.
    const MOST: usize = 300;

    pub fn of(text: &str) -> Self {
        let mut bag = Self::default();
        for word in text.unicode_words().take(Self::MOST) {
            *bag.counts.entry(word.to_lowercase()).or_default() += 1;
            bag.total += 1;
        }
        bag
    }

    /// The likeness of two texts, from 0 to 100. It is twice the shared words by all words (Dice's coefficient).
    pub fn likeness(&self, other: &Self) -> u32 {
        let shared: u32 = self
            .counts
            .iter()
            .filter_map(|(word, count)| other.counts.get(word).map(|theirs| count.min(theirs)))
            .sum();
        (200 * shared).checked_div(self.total + other.total).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Clean;

    /// `[-gone-]{+new+}` as in `git diff --word-diff`.
    fn shown(before: &str, after: &str) -> String {
        let pieces = compare(&Clean::line(before), &Clean::line(after));
        let one = |piece: &WordRun| match piece.side {
            WordingSide::Both => piece.text.clone(),
            WordingSide::Before => format!("[-{}-]", piece.text),
            WordingSide::After => format!("{{+{}+}}", piece.text),
        };
        pieces.iter().map(one).collect()
    }

    #[test]
    fn replaced_words_stand_side_by_side_and_the_rest_is_kept() {
        assert_eq!(shown("It sold 12 cameras.", "It sold 15 cameras."), "It sold [-12-]{+15+} cameras.");
        assert_eq!(shown("one two", "one two three"), "one two{+ three+}");
        assert_eq!(shown("a b c d", "a x y d"), "a [-b c-]{+x y+} d");
        assert_eq!(shown("海康威视公司", "海康威视集团"), "海康威视[-公司-]{+集团+}");
        assert_eq!(shown("", "new"), "{+new+}");
    }

    #[test]
    fn both_wordings_can_be_read_out_of_the_pieces() {
        let (before, after) =
            (Clean::line("the old, old words of it"), Clean::line("the new words, all of it"));
        let pieces = compare(&before, &after);
        let side = |side: WordingSide| -> String {
            pieces
                .iter()
                .filter(|p| p.side == WordingSide::Both || p.side == side)
                .map(|p| p.text.as_str())
                .collect()
        };
        assert_eq!(side(WordingSide::Before), before.as_str());
        assert_eq!(side(WordingSide::After), after.as_str());
    }

    #[test]
    fn very_long_wordings_are_shown_whole() {
        let (before, after) = ("a ".repeat(5_000), "b ".repeat(5_000));
        assert_eq!(compare(&Clean::line(&before), &Clean::line(&after)).len(), 2);
    }

    #[test]
    fn likeness_is_by_shared_words() {
        let like = |one: &str, other: &str| Bag::of(one).likeness(&Bag::of(other));
        assert_eq!(like("one two three", "One two three"), 100);
        assert_eq!(like("one two", "one three"), 50);
        assert_eq!(like("one", "two"), 0);
        assert_eq!(like("", ""), 0);
    }
}
