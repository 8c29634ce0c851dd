//! The search for words in the open text.

use crate::keymap::action::Direction;
use crate::markdown::{Anchor, Document, FindPattern, Match};
use crate::text::Clean;
use crate::tui::app::LineInput;
use crate::tui::app::reader::Position;

/// The words to find, and their matches.
#[derive(Clone, Debug)]
pub struct Find {
    /// The typed text.
    pub input: LineInput,
    /// All matches in reading order.
    pub matches: Vec<Match>,
    /// The current match.
    pub current: Option<usize>,
    /// The position at which the search began.
    pub begun_at: Position,
    /// Words that were found elsewhere, each searched by itself.
    /// Empty when the typed text is searched as it is.
    words: Vec<Clean>,
    /// The search terms that `matches` belongs to.
    looked_for: Vec<FindPattern>,
}

impl Find {
    /// Creates a search with nothing typed yet.
    pub fn new(begun_at: Position) -> Self {
        let (input, matches) = (LineInput::default(), Vec::new());
        Self { input, matches, current: None, begun_at, words: Vec::new(), looked_for: Vec::new() }
    }

    /// Creates a search for any of these words.
    pub fn of_words(words: Vec<Clean>, begun_at: Position) -> Self {
        let mut find = Self::new(begun_at);
        let line: Vec<&str> = words.iter().map(Clean::as_str).collect();
        find.input.set(&line.join(" "));
        Self { words, ..find }
    }

    /// Searches for the typed text, or for the words.
    /// The current match is then the first one from where the search began.
    pub fn look(&mut self, document: &Document) {
        let needles: Vec<FindPattern> = match self.words.as_slice() {
            [] => FindPattern::new(self.input.text()).into_iter().collect(),
            words => words.iter().filter_map(|words| FindPattern::whole(words)).collect(),
        };
        self.matches = match (needles.as_slice(), self.looked_for.as_slice()) {
            ([needle], [before]) if needle.narrows(before) => {
                let mut blocks: Vec<u32> = self.matches.iter().map(|found| found.block).collect();
                blocks.dedup();
                document.find(&needles, blocks)
            }
            ([], _) => Vec::new(),
            _ => document.find(&needles, 0..document.block_count()),
        };
        self.looked_for = needles;
        let from = match self.begun_at {
            Position::Head(_) => 0,
            Position::Text(anchor) => self.matches.partition_point(|found| found.anchor() < anchor),
            Position::Tail(_) => self.matches.len(),
        };
        self.current = (!self.matches.is_empty()).then_some(if from < self.matches.len() { from } else { 0 });
    }

    /// Searches again in another text.
    /// `now` maps a place of this text to the other. The match nearest to where the current one was becomes the
    /// current one.
    pub fn look_in_another(&mut self, document: &Document, now: impl Fn(Anchor) -> Anchor) {
        let here = self.here().map(|found| now(found.anchor()));
        if let Position::Text(anchor) = &mut self.begun_at {
            *anchor = now(*anchor);
        }
        self.looked_for.clear();
        self.look(document);
        let Some(here) = here else { return };
        let behind = self.matches.partition_point(|found| found.anchor() < here);
        let far = |at: &usize| {
            let found = self.matches[*at].anchor();
            (found.block.abs_diff(here.block), found.character.abs_diff(here.character))
        };
        let beside = [behind.checked_sub(1), Some(behind).filter(|at| *at < self.matches.len())];
        self.current = beside.into_iter().flatten().min_by_key(far);
    }

    /// Goes to the next or previous match, wrapping at both ends.
    pub fn step(&mut self, way: Direction) -> Option<&Match> {
        let all = self.matches.len();
        let current = self.current.filter(|_| all > 0)?;
        let next = match way {
            Direction::Next => (current + 1) % all,
            Direction::Previous => (current + all - 1) % all,
        };
        self.current = Some(next);
        self.matches.get(next)
    }

    /// The current match.
    pub fn here(&self) -> Option<&Match> {
        self.matches.get(self.current?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown;

    fn matches(find: &mut Find, document: &Document, typed: &str) -> Vec<Match> {
        find.input.set(typed);
        find.look(document);
        find.matches.clone()
    }

    proptest! {
        #[test]
        fn letter_by_letter_is_found_what_is_found_at_once(
            text in "([abAéﬁ '’]{0,6}\n\n){0,6}",
            typed in proptest::collection::vec("[abAéf ']{0,3}", 1..5),
        ) {
            let document = markdown::parse(&text);
            let mut find = Find::new(Position::Head(0));
            for typed in typed {
                let at_once = matches(&mut Find::new(Position::Head(0)), &document, &typed);
                for end in typed.char_indices().map(|(at, _)| at) {
                    matches(&mut find, &document, &typed[..end]);
                }
                prop_assert_eq!(matches(&mut find, &document, &typed), at_once);
            }
        }
    }
}
