//! The place of one edition in another: the words at the place decide, not its position.

use std::collections::HashMap;

use super::pairs::{ALIKE, FARTHEST};
use super::words::{Bag, WordingSide, compare};
use crate::markdown::{Anchor, Document};

/// The pairs of equal blocks of two documents.
#[derive(Clone, Debug)]
pub struct BlockMapping<'d> {
    before: Vec<&'d str>,
    after: Vec<&'d str>,
    /// The newer block with the same words, for each older block.
    partner: Vec<Option<usize>>,
    /// Marks each newer block that has a partner.
    taken: Vec<bool>,
}

impl<'d> BlockMapping<'d> {
    /// Pairs the blocks that say the same word for word.
    pub fn between(before: &'d Document, after: &'d Document) -> Self {
        let before: Vec<&str> = before.blocks().map(|block| block.text()).collect();
        let after: Vec<&str> = after.blocks().map(|block| block.text()).collect();
        let (partner, taken) = (vec![None; before.len()], vec![false; after.len()]);
        let mut moved = Self { before, after, partner, taken };
        moved.pair_both_ends();
        moved.pair_as_often();
        moved.pair_neighbours();
        moved
    }

    /// Finds a place in the newer document.
    /// It is in the same block, unchanged or in other words, else as far from the nearest block that is still
    /// there as it was.
    pub fn anchor(&self, at: Anchor) -> Anchor {
        let Some(block) = usize::try_from(at.block).ok().filter(|block| *block < self.before.len()) else {
            return at;
        };
        let (found, character) = match self.partner[block] {
            Some(found) => (found, at.character),
            None => match self.reworded(block) {
                Some(found) => (found, character(self.before[block], self.after[found], at.character)),
                None => (self.beside(block), 0),
            },
        };
        Anchor { block: u32::try_from(found).unwrap_or(u32::MAX), character }
    }

    /// The block that says the same in the same words: this costs nothing, so it may be asked for all of them.
    pub fn block(&self, number: u32) -> Option<u32> {
        let block = usize::try_from(number).ok()?;
        (*self.partner.get(block)?).and_then(|found| u32::try_from(found).ok())
    }

    /// Pairs the blocks before the first change and behind the last.
    fn pair_both_ends(&mut self) {
        let (all, now) = (self.before.len(), self.after.len());
        let same = |(old, new): &(&&str, &&str)| old == new;
        let head = self.before.iter().zip(&self.after).take_while(same).count();
        let most = all.min(now) - head;
        let tail = self.before.iter().rev().zip(self.after.iter().rev()).take(most).take_while(same).count();
        (0..head).for_each(|at| self.pair(at, at));
        (1..=tail).for_each(|back| self.pair(all - back, now - back));
    }

    /// Pairs blocks with words that occur as often as before.
    /// The first occurrence is still the first one, at any place.
    fn pair_as_often(&mut self) {
        let mut said: HashMap<&str, [Vec<usize>; 2]> = HashMap::new();
        for (at, text) in self.before.iter().enumerate().filter(|(at, _)| self.partner[*at].is_none()) {
            said.entry(*text).or_default()[0].push(at);
        }
        for (at, text) in self.after.iter().enumerate().filter(|(at, _)| !self.taken[*at]) {
            if let Some(places) = said.get_mut(text) {
                places[1].push(at);
            }
        }
        for [old, new] in said.into_values().filter(|[old, new]| old.len() == new.len()) {
            old.into_iter().zip(new).for_each(|(old, new)| self.pair(old, new));
        }
    }

    /// Pairs equal blocks beside a pair. Equal blocks that occur several times are distinguished by this.
    fn pair_neighbours(&mut self) {
        for at in 1..self.before.len() {
            let behind = self.partner[at - 1].map(|new| new + 1);
            self.pair_if_same(at, behind);
        }
        for at in (1..self.before.len()).rev() {
            let ahead = self.partner[at].and_then(|new| new.checked_sub(1));
            self.pair_if_same(at - 1, ahead);
        }
    }

    fn pair_if_same(&mut self, old: usize, new: Option<usize>) {
        if let Some(new) = new.filter(|new| *new < self.after.len())
            && self.partner[old].is_none()
            && !self.taken[new]
            && self.before[old] == self.after[new]
        {
            self.pair(old, new);
        }
    }

    fn pair(&mut self, old: usize, new: usize) {
        self.partner[old] = Some(new);
        self.taken[new] = true;
    }

    /// The pairs on both sides of a block that has none.
    fn around(&self, block: usize) -> [Option<(usize, usize)>; 2] {
        let pair = |at: usize| self.partner[at].map(|new| (at, new));
        [(0..block).rev().find_map(pair), (block + 1..self.before.len()).find_map(pair)]
    }

    /// The blocks among which one without a partner can be now.
    fn gap(&self, block: usize) -> std::ops::Range<usize> {
        let [ahead, behind] = self.around(block);
        ahead.map_or(0, |(_, new)| new + 1)..behind.map_or(self.after.len(), |(_, new)| new)
    }

    /// The new block between the same neighbours that is most alike; of several the one that is nearest.
    fn reworded(&self, block: usize) -> Option<usize> {
        let (gap, here) = (self.gap(block), self.beside(block));
        let (first, last) = (here.saturating_sub(FARTHEST).max(gap.start), (here + FARTHEST).min(gap.end));
        let bag = Bag::of(self.before[block]);
        let new = (first..last).filter(|at| !self.taken[*at]);
        let likely = new.map(|at| (bag.likeness(&Bag::of(self.after[at])), at));
        let best = likely.max_by_key(|(likeness, at)| (*likeness, std::cmp::Reverse(at.abs_diff(here))));
        best.filter(|(likeness, _)| *likeness >= ALIKE).map(|(_, at)| at)
    }

    /// The place as far from the nearest pair as before. It is not beyond the pair on the other side.
    fn beside(&self, block: usize) -> usize {
        let last = self.after.len().saturating_sub(1);
        let (gap, around) = (self.gap(block), self.around(block));
        let wanted = match around {
            [Some((old, new)), Some((next, _))] if block - old <= next - block => new + (block - old),
            [Some((old, new)), None] => new + (block - old),
            [_, Some((old, new))] => new.saturating_sub(old - block),
            [None, None] => block,
        };
        if gap.start <= gap.end { wanted.clamp(gap.start, gap.end).min(last) } else { wanted.min(last) }
    }
}

/// Finds a character of a block in another wording of it.
fn character(before: &str, after: &str, at: u32) -> u32 {
    let byte = (at as usize).min(before.len());
    let pairs = before.char_indices().zip(after.chars());
    let head = pairs.take_while(|((_, old), new)| old == new).last();
    let head = head.map_or(0, |((at, old), _)| at + old.len_utf8());
    let (old, new) = (&before[head..], &after[head..]);
    let backwards = old.chars().rev().zip(new.chars().rev());
    let tail: usize = backwards.take_while(|(old, new)| old == new).map(|(old, _)| old.len_utf8()).sum();
    let place = if byte < head {
        byte
    } else if byte >= before.len() - tail {
        byte + after.len() - before.len()
    } else {
        head + within(&old[..old.len() - tail], &new[..new.len() - tail], byte - head)
    };
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The same, word by word: in what was replaced it is the beginning of what replaced it.
fn within(before: &str, after: &str, byte: usize) -> usize {
    let (mut old, mut new) = (0, 0);
    for piece in compare(before, after) {
        let length = piece.text.len();
        match piece.side {
            WordingSide::Both if byte < old + length => return new + (byte - old),
            WordingSide::Before if byte < old + length => return new,
            WordingSide::Both => (old, new) = (old + length, new + length),
            WordingSide::Before => old += length,
            WordingSide::After => new += length,
        }
    }
    new
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;

    /// What stands at the place now that `word` stood at.
    #[track_caller]
    fn now(before: &str, after: &str, word: &str) -> String {
        let (before, after) = (parse(before), parse(after));
        let block = before.blocks().find(|block| block.text().contains(word)).expect("the word is there");
        let character = u32::try_from(block.text().find(word).expect("in this block")).expect("short");
        let at = BlockMapping::between(&before, &after).anchor(Anchor { block: block.number, character });
        let text = after.block(at.block).expect("there is such a block").text();
        text[at.character as usize..].to_owned()
    }

    #[test]
    fn a_block_is_found_wherever_it_stands() {
        assert_eq!(now("a\n\nb\n\nc", "new\n\nnew\n\na\n\nb\n\nc", "b"), "b");
        assert_eq!(now("a\n\nb\n\nc", "c\n\na\n\nb", "c"), "c");
        assert_eq!(now("a\n\nb\n\nc", "b", "b"), "b");
    }

    #[test]
    fn one_of_several_that_say_the_same_is_recognised_by_its_neighbours() {
        let before = "x\n\n## A\n\none\n\n## B\n\nnone yet\n\nend";
        let after = "y\n\nnone yet\n\n## A\n\ntwo\n\n## B\n\nnone yet\n\nthe end";
        assert_eq!(now(before, after, "none yet"), "none yet");
        let (before, after) = (parse(before), parse(after));
        let moved = BlockMapping::between(&before, &after);
        assert_eq!(moved.block(4), Some(5));
    }

    #[test]
    fn a_line_inside_a_reworded_block_is_kept() {
        let before = "h\n\nIt sold 12 cameras to Nice, which uses them in the streets.\n\nend";
        let after =
            "new\n\nh\n\nIn 2019 it sold 15 cameras to the town of Nice, which used them there.\n\nend";
        assert_eq!(now(before, after, "Nice"), "Nice, which used them there.");
        assert_eq!(now(before, after, "12"), "15 cameras to the town of Nice, which used them there.");
        assert_eq!(now(before, after, "uses"), "used them there.");
    }

    #[test]
    fn what_is_gone_gives_way_to_what_follows_it() {
        assert_eq!(now("a\n\nb\n\nc", "a\n\nc", "b"), "c");
        assert_eq!(now("a\n\nb\n\nc", "new\n\na\n\nb", "c"), "b");
        assert_eq!(now("a\n\n## S\n\nx\n\ny\n\nb", "a\n\n## S\n\nmore words\n\nb", "x"), "more words");
        assert_eq!(now("a\n\nb", "x\n\ny", "b"), "y");
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        let (before, after) = (parse("a"), parse(""));
        let moved = BlockMapping::between(&before, &after);
        assert_eq!((moved.anchor(Anchor::default()), moved.block(0)), (Anchor::default(), None));
        let moved = BlockMapping::between(&after, &before);
        let end = Anchor { block: 7, character: 3 };
        assert_eq!(moved.anchor(end), end);
    }

    #[test]
    fn a_long_text_written_over_is_paired_quickly() {
        let text = |word: &str| (0..50_000).map(|at| format!("{word} {at}\n\n")).collect::<String>();
        let reversed = (0..50_000).rev().map(|at| format!("old {at}\n\n")).collect::<String>();
        let before = parse(&text("old"));
        for after in [text("new"), reversed] {
            let after = parse(&after);
            BlockMapping::between(&before, &after).anchor(Anchor { block: 25_000, character: 0 });
        }
    }
}
