//! Shared texts, each stored once.

use std::hash::{BuildHasher, RandomState};

use crate::library::stored::{Stored, Unpack, short_numbers};

/// The number of words that a snapshot stores together.
const WORDS_TOGETHER: usize = 256;

/// Texts by number.
#[derive(Debug, Default)]
pub(in crate::library) struct WordStore {
    /// The texts in memory; none if they are stored.
    list: WordList,
    stored: Option<StoredWords>,
}

/// The texts of a snapshot, in groups.
#[derive(Debug)]
struct StoredWords {
    len: usize,
    groups: Box<[Stored<WordList>]>,
}

/// Texts in one piece, with the place of each end.
#[derive(Clone, Debug, Default)]
pub(in crate::library) struct WordList {
    text: String,
    ends: Vec<u32>,
}

impl WordList {
    fn get(&self, number: usize) -> Option<&str> {
        let start = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start as usize..*self.ends.get(number)? as usize)
    }

    fn push(&mut self, word: &str) {
        self.text.push_str(word);
        // A store whose words are full takes no more records, so the capped number is never used.
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// Makes a list of parts from outside the process. `None` when the ends don't fit the text.
    fn from_parts(text: String, ends: Vec<u32>) -> Option<Self> {
        let whole = ends.last().map_or(0, |end| *end as usize) == text.len();
        let cut = |end: &u32| text.is_char_boundary(*end as usize);
        (whole && ends.is_sorted() && ends.iter().all(cut)).then_some(Self { text, ends })
    }
}

impl Unpack for WordList {
    /// Reads a group: the number of texts, their ends, and the texts.
    fn unpack(bytes: Vec<u8>) -> Option<Self> {
        let mut rest = bytes.as_slice();
        let count = u32::from_le_bytes(*rest.split_off(..4)?.first_chunk()?) as usize;
        let ends = short_numbers(rest.split_off(..count.checked_mul(4)?)?)?.collect();
        Self::from_parts(std::str::from_utf8(rest).ok()?.to_owned(), ends)
    }
}

impl WordStore {
    /// Takes over the words of a snapshot.
    /// They are in groups as [`pack`](Self::pack) makes them.
    pub fn stored(len: usize, groups: Box<[Stored<WordList>]>) -> Option<Self> {
        let fits = groups.len() == len.div_ceil(WORDS_TOGETHER);
        fits.then_some(Self { list: WordList::default(), stored: Some(StoredWords { len, groups }) })
    }

    pub fn get(&self, number: u32) -> Option<&str> {
        let number = number as usize;
        match &self.stored {
            None => self.list.get(number),
            Some(stored) => stored.groups.get(number / WORDS_TOGETHER)?.get().get(number % WORDS_TOGETHER),
        }
    }

    pub fn len(&self) -> usize {
        self.stored.as_ref().map_or(self.list.ends.len(), |stored| stored.len)
    }

    /// Returns the same words in memory, so that more can be added.
    pub fn growing(&self) -> Self {
        if self.stored.is_none() {
            return Self { list: self.list.clone(), stored: None };
        }
        let mut list = WordList::default();
        (0_u32..).take(self.len()).for_each(|number| list.push(self.get(number).unwrap_or_default()));
        Self { list, stored: None }
    }

    /// Reports whether no more text can be numbered.
    pub fn is_full(&self) -> bool {
        u32::try_from(self.list.text.len()).is_err()
    }

    fn push(&mut self, word: &str) {
        self.list.push(word);
    }

    pub fn shrink(&mut self) {
        self.list.text.shrink_to_fit();
        self.list.ends.shrink_to_fit();
    }

    pub fn memory(&self) -> usize {
        let groups = self.stored.iter().flat_map(|stored| &stored.groups).filter_map(Stored::in_memory);
        let lists = groups.chain([&self.list]);
        lists.map(|list| list.text.capacity() + list.ends.capacity() * size_of::<u32>()).sum()
    }

    /// Reads all words of a snapshot.
    pub fn read_all(&self) {
        self.stored.iter().flat_map(|stored| &stored.groups).for_each(|group| _ = group.get());
    }

    /// The words in groups, as a snapshot stores them.
    pub fn pack(&self) -> impl Iterator<Item = Vec<u8>> {
        (0..self.len()).step_by(WORDS_TOGETHER).map(|start| {
            let mut list = WordList::default();
            let numbers =
                (start..self.len().min(start + WORDS_TOGETHER)).filter_map(|at| u32::try_from(at).ok());
            numbers.for_each(|number| list.push(self.get(number).unwrap_or_default()));
            let mut bytes = u32::try_from(list.ends.len()).unwrap_or(0).to_le_bytes().to_vec();
            list.ends.iter().for_each(|end| bytes.extend_from_slice(&end.to_le_bytes()));
            bytes.extend_from_slice(list.text.as_bytes());
            bytes
        })
    }

    /// Makes words of parts from outside the process. `None` when the ends don't fit the text.
    pub fn from_parts(text: String, ends: Vec<u32>) -> Option<Self> {
        Some(Self { list: WordList::from_parts(text, ends)?, stored: None })
    }

    /// Returns the words in memory as parts for a file.
    pub fn parts(&self) -> (&str, &[u32]) {
        (&self.list.text, &self.list.ends)
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
