//! Briefings in a few hundred bytes each. A library keeps them in memory, and its snapshot consists of them.
//!
//! A [`Briefing`](crate::briefing::Briefing) is some thirty small allocations, about 1,500 bytes. A [`Store`]
//! holds all of them in a few large ones. Texts that many briefings share (ids, tags, roles, folders) are
//! [`WordStore`] and are stored once; all other texts are stored in sequence; the rest of a record is numbers.
//! [`Record`] reads one without an allocation.

mod block;
mod build;
mod entry;
mod layout;
mod reader;
mod record;
mod words;
mod write;

use std::path::Path;

use crate::library::stored::{Stored, Unpack, numbers};

pub(super) use block::Records;
use block::{RecordBlock, RecordOffset};
pub(super) use build::Builder;
pub use entry::{LinkRecord, StatusRecord};
use reader::PathKey;
pub use record::Record;
pub(super) use words::WordStore;

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

    /// Returns the version with this number.
    pub const fn from_number(number: i64) -> Self {
        Self(number.cast_unsigned())
    }
}

/// Returns the [`Record::path_hash`] of the record with this path.
pub(super) fn path_hash(path: &Path) -> u64 {
    let (text, is_raw) = write::path_text(path);
    PathKey::of(&text, is_raw).hash()
}

/// Records in the order of their paths.
#[derive(Debug, Default)]
pub(super) struct Store {
    words: WordStore,
    records: Records,
    versions: Stored<Versions>,
}

/// The versions of the files of a store.
#[derive(Clone, Debug, Default)]
pub(super) struct Versions(Vec<FileState>);

impl Unpack for Versions {
    fn unpack(bytes: Vec<u8>) -> Option<Self> {
        Some(Self(numbers(&bytes)?.map(FileState).collect()))
    }
}

/// The parts of a store in memory, as written to a file.
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
    /// Takes over the store of a snapshot. Its parts are read when they are first used.
    pub fn stored(words: WordStore, records: Records, versions: Stored<Versions>) -> Self {
        Self { words, records, versions }
    }

    /// Makes a store of records in memory, which are in their order.
    fn of(words: WordStore, records: RecordBlock, versions: Vec<FileState>) -> Self {
        Self { words, records: Records::Built(records), versions: Versions(versions).into() }
    }

    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns the record with this number, or an empty one.
    pub fn record(&self, at: usize) -> Record<'_> {
        self.stored_record(at).unwrap_or_else(|| Record::empty(&self.words))
    }

    pub fn records(&self) -> impl ExactSizeIterator<Item = Record<'_>> + DoubleEndedIterator + Clone {
        (0..self.len()).map(|at| self.record(at))
    }

    fn stored_record(&self, at: usize) -> Option<Record<'_>> {
        let (block, at) = self.records.block(at)?;
        block.record(&self.words, at)
    }

    /// Returns a shared text by its number.
    pub fn word(&self, number: u32) -> &str {
        self.words.get(number).unwrap_or_default()
    }

    /// Returns the number of shared texts.
    pub fn word_count(&self) -> usize {
        self.words.len()
    }

    /// Returns the shared texts.
    pub fn words(&self) -> &WordStore {
        &self.words
    }

    pub fn version(&self, at: usize) -> FileState {
        self.versions.get().0.get(at).copied().unwrap_or(FileState::UNKNOWN)
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
        let at = self.first_where(|own| own >= key);
        self.stored_record(at).filter(|record| record.path_key() == key).map(|_| at)
    }

    /// Returns the number of the first record that passes a test.
    /// All records behind it pass the test, too.
    fn first_where(&self, is_behind: impl Fn(PathKey<'_>) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.stored_record(middle).is_some_and(|record| is_behind(record.path_key())) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    /// Reports whether there are records in this folder or below it.
    pub fn has_below(&self, folder: &Path) -> bool {
        let (text, is_raw) = write::path_text(folder);
        if !text.is_ascii() {
            // Paths below it may be written in another way, and be sorted elsewhere.
            return self.records().any(|record| record.path().starts_with(folder));
        }
        let key = PathKey { pieces: [&text, std::path::MAIN_SEPARATOR_STR, ""], is_raw };
        let first = self.first_where(|own| own >= key);
        first < self.len() && self.record(first).path().starts_with(folder)
    }

    /// Returns the bytes in memory.
    pub fn memory(&self) -> usize {
        let versions = self.versions.in_memory().map_or(0, |versions| versions.0.capacity());
        self.words.memory() + self.records.memory() + versions * size_of::<FileState>()
    }

    /// Reads everything that is not yet in memory, on all cores.
    pub fn read_all(&self) {
        rayon::join(|| self.records.read_all(), || self.words.read_all());
        self.versions.get();
    }

    /// Reports whether each record is readable and they are in order. The order is that of their paths.
    pub fn is_sound(&self) -> bool {
        let keys = |range: std::ops::Range<usize>| {
            let mut records = range.map(|at| self.stored_record(at).filter(Record::is_sound));
            let mut before: Option<PathKey<'_>> = None;
            records.all(|record| {
                let key = record.as_ref().map(Record::path_key);
                let ordered = before.is_none() || before < key;
                before = key;
                before.is_some() && ordered
            })
        };
        let half = self.len() / 2;
        let (first, second) = rayon::join(|| keys(0..half + 1), || keys(half..self.len()));
        self.versions.get().0.len() == self.len() && (self.len() == 0 || first && second)
    }

    /// Returns the parts of a store in memory.
    pub fn parts(&self) -> Option<Parts<'_>> {
        let Records::Built(block) = &self.records else { return None };
        let (words, word_ends) = self.words.parts();
        Some(Parts {
            words,
            word_ends,
            texts: &block.texts,
            bytes: &block.bytes,
            places: block.places.iter().flat_map(|place| [place.bytes, place.text]).collect(),
            versions: self.versions.get().0.iter().map(|version| version.0).collect(),
        })
    }

    /// The records in blocks, as a snapshot stores them.
    pub fn pack_records(&self) -> impl Iterator<Item = Vec<u8>> {
        self.records.pack()
    }

    /// The versions as a snapshot stores them.
    pub fn pack_versions(&self) -> Vec<u8> {
        self.versions.get().0.iter().flat_map(|version| version.0.to_le_bytes()).collect()
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
        let words = WordStore::from_parts(words.0, words.1)?;
        let store = Self::of(words, RecordBlock { texts, bytes, places }, versions);
        store.is_sound().then_some(store)
    }
}

#[cfg(test)]
mod tests;
