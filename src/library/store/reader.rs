//! Reading of records piece by piece. Nothing here trusts its input: invalid data gives `None`.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hasher};

use crate::briefing::packing::{date_of_number, read_number};
use crate::date::{Day, FactDate};

use super::words::WordStore;

/// Reads numbers, words and texts in sequence. Invalid data gives `None`.
///
/// Words and texts lie far away from the numbers, and nearly all the time of a look through all records goes into
/// fetching them from memory: skipped ones are not touched.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecordReader<'a> {
    pub words: &'a WordStore,
    pub bytes: &'a [u8],
    /// The texts of all records.
    pub texts: &'a str,
    /// The unread texts of this record.
    pub text: TextAt,
}

/// The position of a text among those of all records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TextAt {
    pub start: usize,
    pub end: usize,
}

impl<'a> RecordReader<'a> {
    pub fn number(&mut self) -> Option<u32> {
        read_number(&mut self.bytes)
    }

    pub fn word(&mut self) -> Option<&'a str> {
        let number = self.number()?;
        self.words.get(number)
    }

    pub fn text(&mut self) -> Option<&'a str> {
        let at = self.text_at()?;
        self.text_in(at)
    }

    /// Reads the position of the next text.
    pub fn text_at(&mut self) -> Option<TextAt> {
        let length = self.number()? as usize;
        let TextAt { start, end } = self.text;
        let middle = start.checked_add(length).filter(|middle| *middle <= end)?;
        self.text = TextAt { start: middle, end };
        Some(TextAt { start, end: middle })
    }

    /// Returns the text at a position.
    pub fn text_in(&self, at: TextAt) -> Option<&'a str> {
        self.texts.get(at.start..at.end)
    }

    pub fn date(&mut self) -> Option<FactDate> {
        date_of_number(self.number()?)
    }

    pub fn day(&mut self) -> Option<Day> {
        let date = self.date()?;
        Day::new(date.year(), date.month()?, date.day()?)
    }

    /// Reads an optional field, if present.
    #[expect(clippy::option_option, reason = "the outer nothing means that it is there and can't be read")]
    pub fn optional<T>(&mut self, is: bool, read: impl Fn(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if is { read(self).map(Some) } else { Some(None) }
    }

    /// Returns the list that begins here.
    pub fn items<T>(mut self, read: fn(&mut Self) -> Option<T>) -> Items<'a, T> {
        let left = self.number().unwrap_or(0);
        Items { left, reader: self, read }
    }

    /// Returns the single value that begins here, as a list.
    pub fn one<T>(self, read: fn(&mut Self) -> Option<T>) -> Items<'a, T> {
        Items { left: 1, reader: self, read }
    }

    /// Returns the list that begins here, and skips it.
    pub fn take<T>(&mut self, read: fn(&mut Self) -> Option<T>) -> Items<'a, T> {
        let items = self.items(read);
        let _ = self.skip(read);
        items
    }

    /// Skips the list that begins here.
    pub fn skip<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<()> {
        for _ in 0..self.number()? {
            read(self)?;
        }
        Some(())
    }
}

/// The unread items of a list.
pub(super) struct Items<'a, T> {
    left: u32,
    reader: RecordReader<'a>,
    read: fn(&mut RecordReader<'a>) -> Option<T>,
}

impl<T> Items<'_, T> {
    /// Reports whether all items can be read.
    pub fn is_sound(&self) -> bool {
        u32::try_from(self.clone().count()) == Ok(self.left)
    }
}

impl<T> Clone for Items<'_, T> {
    fn clone(&self) -> Self {
        Self { left: self.left, reader: self.reader, read: self.read }
    }
}

impl<T> std::fmt::Debug for Items<'_, T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Items").field("left", &self.left).finish_non_exhaustive()
    }
}

impl<T> Iterator for Items<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.left = self.left.checked_sub(1)?;
        (self.read)(&mut self.reader)
    }
}

/// A path in pieces, ordered by its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct PathKey<'a> {
    pub pieces: [&'a str; 3],
    pub is_raw: bool,
}

impl<'a> PathKey<'a> {
    /// Makes the key of a path given as text.
    pub fn of(text: &'a str, is_raw: bool) -> Self {
        Self { pieces: [text, "", ""], is_raw }
    }

    /// Hashes the path. Equal paths have equal hashes, however they are cut into pieces.
    pub fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.pieces.iter().for_each(|piece| hasher.write(piece.as_bytes()));
        hasher.finish()
    }
}

impl Ord for PathKey<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut ours, mut theirs) = (self.pieces.into_iter(), other.pieces.into_iter());
        let (mut our, mut their): (&[u8], &[u8]) = (&[], &[]);
        loop {
            while our.is_empty() {
                let Some(piece) = ours.next() else { break };
                our = piece.as_bytes();
            }
            while their.is_empty() {
                let Some(piece) = theirs.next() else { break };
                their = piece.as_bytes();
            }
            let both = our.len().min(their.len());
            if both == 0 {
                return our.len().cmp(&their.len()).then(self.is_raw.cmp(&other.is_raw));
            }
            match our[..both].cmp(&their[..both]) {
                Ordering::Equal => (our, their) = (&our[both..], &their[both..]),
                unequal => return unequal,
            }
        }
    }
}

impl PartialOrd for PathKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for PathKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for PathKey<'_> {}
