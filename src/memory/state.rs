//! The read status of each briefing of one library.

use std::collections::BTreeMap;

use crate::library::{Ix, Library, Record};
use crate::search::{Marks, ReadMark};
use crate::text::{Clean, thousands};

/// The read status of a briefing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReadStatus {
    /// A briefing added after the last visit and not read since.
    New,
    /// Never read.
    #[default]
    Unread,
    /// A briefing of which another edition was read.
    Changed,
    /// A briefing that was read as it is.
    Read,
}

impl ReadStatus {
    /// The word for it; what was read needs none.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Unread => "unread",
            Self::Changed => "changed",
            Self::Read => "read",
        }
    }

    /// Returns its sign, for places without room for the word.
    pub fn sign(self) -> char {
        match self {
            Self::New => '+',
            Self::Unread => '•',
            Self::Changed => '~',
            Self::Read => ' ',
        }
    }

    /// Reports whether it has something that the reader has not seen.
    pub fn is_waiting(self) -> bool {
        self != Self::Read
    }

    fn bits(self) -> u8 {
        match self {
            Self::Unread => 0,
            Self::New => 1,
            Self::Changed => 2,
            Self::Read => 3,
        }
    }

    fn of_bits(bits: u8) -> Self {
        match bits & STANDING {
            0 => Self::Unread,
            1 => Self::New,
            2 => Self::Changed,
            _ => Self::Read,
        }
    }
}

/// The parts of a briefing's byte: its read status, and these.
const STANDING: u8 = 3;
const STARRED: u8 = 4;
const DRAFT: u8 = 8;

/// The read status of each briefing of one library. The briefings are given by the library's numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadState {
    all: Vec<u8>,
    counts: Counts,
    /// The notes at the stars. They are few.
    notes: BTreeMap<Ix, Clean>,
}

/// The number of briefings with each read status. Drafts, which no list shows unless asked for, are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Counts {
    pub new: usize,
    pub unread: usize,
    pub changed: usize,
    pub read: usize,
    pub starred: usize,
}

impl ReadState {
    /// Makes the state of a library of which nothing is known.
    pub fn new(library: &Library) -> Self {
        let all = library.records().map(|(_, record)| if record.is_draft() { DRAFT } else { 0 });
        let (counts, notes) = (Counts::default(), BTreeMap::new());
        let mut state = Self { all: all.collect(), counts, notes };
        state.counts.unread = state.all.iter().filter(|bits| **bits & DRAFT == 0).count();
        state
    }

    /// The read status of a briefing.
    pub fn standing(&self, ix: Ix) -> ReadStatus {
        ReadStatus::of_bits(self.bits(ix))
    }

    /// Reports whether it is starred.
    pub fn is_starred(&self, ix: Ix) -> bool {
        self.bits(ix) & STARRED != 0
    }

    /// The note at the star of a briefing.
    pub fn note(&self, ix: Ix) -> Option<&Clean> {
        self.notes.get(&ix).filter(|_| self.is_starred(ix))
    }

    /// Takes over the note at a star.
    pub fn set_note(&mut self, ix: Ix, note: Option<Clean>) {
        match note.filter(|note| !note.is_empty()) {
            Some(note) => self.notes.insert(ix, note),
            None => self.notes.remove(&ix),
        };
    }

    /// Returns the number of briefings with each read status.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Reports whether anything was read or starred at all. Before that, "unread" says nothing.
    pub fn says_something(&self) -> bool {
        let Counts { new, unread: _, changed, read, starred } = self.counts;
        new + changed + read + starred > 0
    }

    /// Takes over the read status of a briefing.
    pub fn set(&mut self, ix: Ix, standing: ReadStatus, starred: bool) {
        let Some(bits) = self.all.get_mut(ix.index()) else { return };
        let before = *bits;
        *bits = before & DRAFT | standing.bits() | if starred { STARRED } else { 0 };
        let after = *bits;
        if before & DRAFT == 0 {
            for (bits, step) in [(before, -1), (after, 1)] {
                self.counts.add(ReadStatus::of_bits(bits), bits & STARRED != 0, step);
            }
        }
    }

    /// Carries the state over to the library as it is now.
    /// It serves until the memory has met that library: the status of briefings that were there stays, and the
    /// others are new. `files` are its briefings, each with the one that was at its path before.
    #[must_use]
    pub fn carried(&self, library: &Library, files: impl Iterator<Item = (Ix, Option<Ix>)>) -> Self {
        let mut state = Self::new(library);
        for (ix, before) in files {
            let Some(before) = before else {
                state.set(ix, ReadStatus::New, false);
                continue;
            };
            state.set(ix, self.standing(before), self.is_starred(before));
            if let Some(note) = self.notes.get(&before) {
                state.notes.insert(ix, note.clone());
            }
        }
        state
    }

    fn bits(&self, ix: Ix) -> u8 {
        self.all.get(ix.index()).copied().unwrap_or(0)
    }
}

impl Counts {
    /// `3 new`, `1 changed`: what waits for the reader, and what is starred.
    pub fn in_words(self) -> Vec<String> {
        let parts = [
            (self.new, "new"),
            (self.changed, "changed"),
            (self.unread, "unread"),
            (self.starred, "starred"),
        ];
        let some = parts.into_iter().filter(|(count, _)| *count > 0);
        some.map(|(count, word)| format!("{} {word}", thousands(count))).collect()
    }

    fn add(&mut self, standing: ReadStatus, starred: bool, step: isize) {
        let count = match standing {
            ReadStatus::New => &mut self.new,
            ReadStatus::Unread => &mut self.unread,
            ReadStatus::Changed => &mut self.changed,
            ReadStatus::Read => &mut self.read,
        };
        *count = count.saturating_add_signed(step);
        if starred {
            self.starred = self.starred.saturating_add_signed(step);
        }
    }
}

/// Answers `is:` of queries. What is new is unread too.
impl Marks for ReadState {
    fn has(&self, mark: ReadMark, ix: Ix, _: &Record<'_>) -> bool {
        let standing = self.standing(ix);
        match mark {
            ReadMark::Unread => matches!(standing, ReadStatus::Unread | ReadStatus::New),
            ReadMark::New => standing == ReadStatus::New,
            ReadMark::Changed => standing == ReadStatus::Changed,
            ReadMark::Starred => self.is_starred(ix),
        }
    }

    fn note(&self, ix: Ix) -> Option<&str> {
        self.note(ix).map(Clean::as_str)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::briefing::Briefing;
    use crate::library::Origin;

    fn library() -> Library {
        let read = |name: &str, text: &str| Arc::new(Briefing::read(Path::new(name), text.as_bytes()).0);
        let briefings = vec![read("a.md", "a"), read("b.md", "b"), read("c.md", "---\ndraft: true\n---\n")];
        Library::new(Origin::Folders(Vec::new()), briefings)
    }

    #[test]
    fn everything_is_unread_before_anything_is_known() {
        let (library, state) = (library(), ReadState::new(&library()));
        assert!(library.records().all(|(ix, record)| state.has(ReadMark::Unread, ix, &record)));
        assert!(!state.says_something());
        assert_eq!(state.counts(), Counts { unread: 2, ..Counts::default() });
    }

    #[test]
    fn counts_follow_what_is_set() {
        let library = library();
        let all: Vec<Ix> = library.records().map(|(ix, _)| ix).collect();
        let mut state = ReadState::new(&library);
        state.set(all[0], ReadStatus::Changed, true);
        state.set(all[1], ReadStatus::New, false);
        state.set(all[2], ReadStatus::Read, true);
        assert_eq!(state.counts(), Counts { new: 1, changed: 1, starred: 1, ..Counts::default() });
        assert!(state.is_starred(all[2]) && state.says_something());
        state.set_note(all[0], Some(Clean::line("ask Ann")));
        assert_eq!(state.note(all[0]).map(Clean::as_str), Some("ask Ann"));
        state.set(all[0], ReadStatus::Read, false);
        assert_eq!(state.counts(), Counts { new: 1, read: 1, ..Counts::default() });
        // A note belongs to its star.
        assert_eq!(state.note(all[0]), None);
        let record = library.record(all[1]);
        assert!(state.has(ReadMark::New, all[1], &record) && state.has(ReadMark::Unread, all[1], &record));
    }
}
