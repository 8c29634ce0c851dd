//! Briefings in a few hundred bytes each. A library keeps them in memory, and its snapshot consists of them.
//!
//! A [`Briefing`](crate::briefing::Briefing) is some thirty small allocations, about 1,500 bytes. A [`Store`]
//! holds all of them in a few large ones. Texts that many briefings share (ids, tags, roles, folders) are
//! [`WordStore`] and are stored once; all other texts are stored in sequence; the rest of a record is numbers.
//! [`Record`] reads one without an allocation.

mod build;
mod entry;
mod layout;
mod reader;
mod record;
mod words;
mod write;

use std::cmp::Ordering;
use std::path::Path;

use crate::briefing::packing::number_len;

pub(super) use build::Builder;
pub use entry::{LinkRecord, StatusRecord};
use reader::{PathKey, RecordReader, TextAt};
pub use record::Record;
use words::WordStore;

/// The identity of a version of a file. Equal versions mean an unchanged file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileState(pub(super) u64);

impl FileState {
    /// Equal to no file's version: the file has to be read again.
    pub const UNKNOWN: Self = Self(0);

    /// The number itself, as a database keeps it.
    pub fn number(self) -> i64 {
        self.0.cast_signed()
    }
}

/// Returns the [`Record::path_hash`] of the record with this path.
pub(super) fn path_hash(path: &Path) -> u64 {
    let (text, is_raw) = write::path_text(path);
    PathKey::of(&text, is_raw).hash()
}

/// Records in the order of their paths.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    words: WordStore,
    texts: String,
    bytes: Vec<u8>,
    places: Vec<RecordOffset>,
    versions: Vec<FileState>,
}

/// The start of a record, in both of its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct RecordOffset {
    bytes: u32,
    text: u32,
}

/// The parts of a store as they are written to a file.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    pub words: &'a str,
    pub word_ends: &'a [u32],
    pub texts: &'a str,
    pub bytes: &'a [u8],
    /// Two numbers a record.
    pub places: Vec<u32>,
    pub versions: Vec<u64>,
}

impl Store {
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Returns the record with this number, or an empty one.
    pub fn record(&self, at: usize) -> Record<'_> {
        let reader = self.places.get(at).and_then(|place| self.reader(*place));
        reader.and_then(Record::read).unwrap_or_else(|| Record::empty(&self.words))
    }

    pub fn records(&self) -> impl ExactSizeIterator<Item = Record<'_>> + DoubleEndedIterator + Clone {
        (0..self.len()).map(|at| self.record(at))
    }

    /// Returns a shared text by its number.
    pub fn word(&self, number: u32) -> &str {
        self.words.get(number).unwrap_or_default()
    }

    /// Returns the number of shared texts.
    pub fn word_count(&self) -> usize {
        self.words.len()
    }

    pub fn version(&self, at: usize) -> FileState {
        self.versions.get(at).copied().unwrap_or(FileState::UNKNOWN)
    }

    /// The number of the record with exactly this path.
    pub fn at_path(&self, path: &Path) -> Option<usize> {
        let (text, is_raw) = write::path_text(path);
        self.at_key(PathKey::of(&text, is_raw))
    }

    /// The number of the record with the path of this one.
    pub fn place_of(&self, record: &Record<'_>) -> Option<usize> {
        self.at_key(record.path_key())
    }

    fn at_key(&self, key: PathKey<'_>) -> Option<usize> {
        let compared = |place: &RecordOffset| {
            let record = self.reader(*place).and_then(Record::read);
            record.map_or(Ordering::Less, |record| record.path_key().cmp(&key))
        };
        self.places.binary_search_by(compared).ok()
    }

    /// Reports whether there are records in this folder or below it.
    pub fn has_below(&self, folder: &Path) -> bool {
        let (text, is_raw) = write::path_text(folder);
        if !text.is_ascii() {
            // Paths below it may be written in another way, and be sorted elsewhere.
            return self.records().any(|record| record.path().starts_with(folder));
        }
        let key = PathKey { pieces: [&text, std::path::MAIN_SEPARATOR_STR, ""], is_raw };
        let stands_before = |place: &RecordOffset| {
            let record = self.reader(*place).and_then(Record::read);
            record.is_some_and(|record| record.path_key() < key)
        };
        let first = self.places.partition_point(stands_before);
        first < self.len() && self.record(first).path().starts_with(folder)
    }

    pub fn memory(&self) -> usize {
        let lists = self.places.capacity() * size_of::<RecordOffset>()
            + self.versions.capacity() * size_of::<FileState>();
        self.words.memory() + self.texts.capacity() + self.bytes.capacity() + lists
    }

    pub fn parts(&self) -> Parts<'_> {
        let (words, word_ends) = self.words.parts();
        Parts {
            words,
            word_ends,
            texts: &self.texts,
            bytes: &self.bytes,
            places: self.places.iter().flat_map(|place| [place.bytes, place.text]).collect(),
            versions: self.versions.iter().map(|version| version.0).collect(),
        }
    }

    /// Makes a store of parts from outside the process. `None` when they don't fit together.
    pub fn from_parts(
        words: (String, Vec<u32>),
        texts: String,
        bytes: Vec<u8>,
        places: &[u32],
        versions: &[u64],
    ) -> Option<Self> {
        let pairs = places.as_chunks::<2>().0;
        let places = pairs.iter().map(|[bytes, text]| RecordOffset { bytes: *bytes, text: *text }).collect();
        let versions = versions.iter().map(|version| FileState(*version)).collect();
        let store = Self { words: WordStore::from_parts(words.0, words.1)?, texts, bytes, places, versions };
        store.is_sound().then_some(store)
    }

    /// Reports whether each record is readable and they are in order. The order is that of their paths.
    fn is_sound(&self) -> bool {
        let mut before: Option<PathKey<'_>> = None;
        self.versions.len() == self.places.len()
            && self.places.iter().all(|place| {
                let record = self.reader(*place).and_then(Record::read).filter(Record::is_sound);
                let key = record.as_ref().map(Record::path_key);
                let ordered = before.is_none() || before < key;
                before = key;
                before.is_some() && ordered
            })
    }

    fn reader(&self, place: RecordOffset) -> Option<RecordReader<'_>> {
        let mut reader = RecordReader {
            words: &self.words,
            bytes: self.bytes.get(place.bytes as usize..)?,
            texts: &self.texts,
            text: TextAt { start: place.text as usize, end: self.texts.len() },
        };
        let bytes = reader.number()? as usize;
        let text = reader.text_at()?;
        Some(RecordReader { bytes: reader.bytes.get(..bytes)?, text, ..reader })
    }

    /// Returns the bytes of a record, lengths included, and its text.
    fn whole(&self, place: RecordOffset) -> Option<(&[u8], &str)> {
        let reader = self.reader(place)?;
        let TextAt { start, end } = reader.text;
        let head = number_len(reader.bytes.len()) + number_len(end - start);
        let from = place.bytes as usize;
        Some((self.bytes.get(from..from + head + reader.bytes.len())?, self.texts.get(start..end)?))
    }

    /// Sorts the records by their paths and keeps each path once.
    /// Their bytes and texts are put into that order too: a look through all records then reads the memory from
    /// one end to the other, which is several times as fast as random access.
    fn sort(&mut self) {
        let mut order: Vec<(PathKey<'_>, usize)> =
            self.records().map(|record| record.path_key()).zip(0..).collect();
        // Mostly they are in order already, and a stable sort finds that out.
        order.sort();
        // Of two with the same path the later one stays.
        let numbers: Vec<usize> = order
            .chunk_by(|one, other| one.0 == other.0)
            .filter_map(|same| same.last().map(|(_, at)| *at))
            .collect();
        drop(order);
        if !numbers.iter().copied().eq(0..self.len()) {
            self.versions = numbers.iter().map(|at| self.version(*at)).collect();
            let places: Vec<RecordOffset> =
                numbers.iter().filter_map(|at| self.places.get(*at).copied()).collect();
            self.arrange(&places);
        }
    }

    /// Rewrites the store with the records at these places, in sequence.
    /// First all texts are moved, then all bytes, so that not both are there twice.
    fn arrange(&mut self, from: &[RecordOffset]) {
        let sizes: Vec<[u32; 2]> = from
            .iter()
            .map(|place| {
                let (bytes, text) = self.whole(*place).unwrap_or_default();
                [bytes.len(), text.len()].map(|length| u32::try_from(length).unwrap_or(0))
            })
            .collect();
        let [in_bytes, in_texts] = [0, 1].map(|at| sizes.iter().map(|size| size[at] as usize).sum());
        let mut texts = String::with_capacity(in_texts);
        let mut bytes = Vec::with_capacity(in_bytes);
        for (place, [_, size]) in from.iter().zip(&sizes) {
            let from = place.text as usize;
            texts.push_str(self.texts.get(from..from + *size as usize).unwrap_or_default());
        }
        self.texts = texts;
        for (place, [size, _]) in from.iter().zip(&sizes) {
            let from = place.bytes as usize;
            bytes.extend_from_slice(self.bytes.get(from..from + *size as usize).unwrap_or_default());
        }
        self.bytes = bytes;
        let mut next = RecordOffset::default();
        let places = sizes.into_iter().map(|[bytes, text]| {
            let behind = RecordOffset { bytes: next.bytes + bytes, text: next.text + text };
            std::mem::replace(&mut next, behind)
        });
        self.places = places.collect();
    }

    fn shrink(&mut self) {
        self.words.shrink();
        self.texts.shrink_to_fit();
        self.bytes.shrink_to_fit();
    }
}

impl Store {
    /// Copies a record of another store with the same words.
    fn copy(&mut self, other: &Self, at: usize, version: FileState) -> Option<()> {
        let (bytes, text) = other.whole(*other.places.get(at)?)?;
        let place = self.next_place()?;
        self.bytes.extend_from_slice(bytes);
        self.texts.push_str(text);
        self.places.push(place);
        self.versions.push(version);
        Some(())
    }

    fn next_place(&self) -> Option<RecordOffset> {
        let (bytes, text) = (u32::try_from(self.bytes.len()).ok()?, u32::try_from(self.texts.len()).ok()?);
        Some(RecordOffset { bytes, text })
    }
}

#[cfg(test)]
mod tests;
