//! Shared texts, each stored once.

use std::hash::{BuildHasher, RandomState};

/// Texts by number.
#[derive(Clone, Debug, Default)]
pub(super) struct WordStore {
    text: String,
    ends: Vec<u32>,
}

impl WordStore {
    pub fn get(&self, number: u32) -> Option<&str> {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start as usize..*self.ends.get(number)? as usize)
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Reports whether no more text can be numbered.
    pub fn is_full(&self) -> bool {
        u32::try_from(self.text.len()).is_err()
    }

    fn push(&mut self, word: &str) {
        self.text.push_str(word);
        // A store whose words are full takes no more records, so the capped number is never used.
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    pub fn memory(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<u32>()
    }

    pub fn parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.ends)
    }

    /// Makes words of parts from outside the process. `None` when the ends don't fit the text.
    pub fn from_parts(text: String, ends: Vec<u32>) -> Option<Self> {
        let whole = ends.last().map_or(0, |end| *end as usize) == text.len();
        let cut = |end: &u32| text.is_char_boundary(*end as usize);
        (whole && ends.is_sorted() && ends.iter().all(cut)).then_some(Self { text, ends })
    }
}

/// Finds words by their text while more are added.
/// It uses open addressing, at most half full. The hash differs in each process, so that no one can prepare a
/// folder of names that collide.
#[derive(Debug, Default)]
pub(super) struct WordTable {
    /// Numbers of words plus one; 0 is free.
    slots: Vec<u32>,
    state: RandomState,
}

impl WordTable {
    /// Makes a table of existing words.
    pub fn of(words: &WordStore) -> Self {
        let mut table = Self::default();
        table.grow(words, words.len() * 2);
        table
    }

    /// Returns the number of a word, adding it if new.
    pub fn number(&mut self, words: &mut WordStore, word: &str) -> u32 {
        if words.len() * 2 >= self.slots.len() {
            self.grow(words, words.len() * 4);
        }
        let slot = self.slot(words, word);
        if self.slots[slot] == 0 {
            words.push(word);
            self.slots[slot] = u32::try_from(words.len()).unwrap_or(u32::MAX);
        }
        self.slots[slot] - 1
    }

    /// Returns the slot of a word, or the free one for it.
    fn slot(&self, words: &WordStore, word: &str) -> usize {
        let mask = self.slots.len() - 1;
        let hash = self.state.hash_one(word);
        let mut slot = usize::try_from(hash & mask as u64).unwrap_or(0);
        while self.slots[slot] != 0 && words.get(self.slots[slot] - 1) != Some(word) {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self, words: &WordStore, least: usize) {
        self.slots = vec![0; least.next_power_of_two().max(64)];
        for number in (0_u32..).take(words.len()) {
            if let Some(word) = words.get(number) {
                let slot = self.slot(words, word);
                self.slots[slot] = number + 1;
            }
        }
    }
}
