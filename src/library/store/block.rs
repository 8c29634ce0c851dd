//! Records in memory, in one piece or in the blocks of a snapshot.

use rayon::prelude::*;

use crate::briefing::packing::number_len;
use crate::library::stored::{Stored, Unpack, short_numbers};

use super::Record;
use super::reader::{PathKey, RecordReader, TextAt};
use super::words::WordStore;

/// The number of records that a snapshot stores together.
/// A question about one briefing reads some dozen blocks.
const RECORDS_TOGETHER: usize = 64;

/// The records of a store, by number.
#[derive(Debug)]
pub(in crate::library) enum Records {
    /// Records in memory, in one piece.
    Built(RecordBlock),
    /// Records of a snapshot, in blocks that are read on demand.
    /// The number is that of the records.
    Stored(usize, Box<[Stored<RecordBlock>]>),
}

/// Records in sequence.
#[derive(Clone, Debug, Default)]
pub(in crate::library) struct RecordBlock {
    pub(super) texts: String,
    pub(super) bytes: Vec<u8>,
    pub(super) places: Vec<RecordOffset>,
}

/// The start of a record, in both of its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RecordOffset {
    pub bytes: u32,
    pub text: u32,
}

impl Default for Records {
    fn default() -> Self {
        Self::Built(RecordBlock::default())
    }
}

impl Records {
    /// Takes over the records of a snapshot. `None` when there are not as many blocks as they need.
    pub fn stored(len: usize, blocks: Box<[Stored<RecordBlock>]>) -> Option<Self> {
        (blocks.len() == len.div_ceil(RECORDS_TOGETHER)).then_some(Self::Stored(len, blocks))
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Built(block) => block.places.len(),
            Self::Stored(len, _) => *len,
        }
    }

    /// Returns the block of a record, and its number there.
    pub(super) fn block(&self, at: usize) -> Option<(&RecordBlock, usize)> {
        match self {
            Self::Built(block) => Some((block, at)),
            Self::Stored(_, blocks) => {
                Some((blocks.get(at / RECORDS_TOGETHER)?.get(), at % RECORDS_TOGETHER))
            }
        }
    }

    /// Returns the sizes of the bytes and the texts of all records.
    pub(super) fn sizes(&self) -> (usize, usize) {
        match self {
            Self::Built(block) => (block.bytes.len(), block.texts.len()),
            Self::Stored(_, blocks) => {
                let sizes = blocks.iter().map(|block| (block.get().bytes.len(), block.get().texts.len()));
                sizes.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
            }
        }
    }

    /// Reads all blocks, on all cores.
    pub(super) fn read_all(&self) {
        if let Self::Stored(_, blocks) = self {
            blocks.par_iter().for_each(|block| _ = block.get());
        }
    }

    pub(super) fn memory(&self) -> usize {
        match self {
            Self::Built(block) => block.memory(),
            Self::Stored(_, blocks) => {
                blocks.iter().filter_map(Stored::in_memory).map(RecordBlock::memory).sum()
            }
        }
    }

    /// The records in blocks, as a snapshot stores them.
    pub(super) fn pack(&self) -> impl Iterator<Item = Vec<u8>> {
        (0..self.len()).step_by(RECORDS_TOGETHER).map(|start| {
            let mut block = RecordBlock::default();
            for at in start..self.len().min(start + RECORDS_TOGETHER) {
                let whole = self.block(at).and_then(|(block, at)| block.whole(at)).unwrap_or_default();
                block.push(whole);
            }
            block.pack()
        })
    }
}

impl RecordBlock {
    pub(super) fn record<'a>(&'a self, words: &'a WordStore, at: usize) -> Option<Record<'a>> {
        Record::read(self.reader(words, *self.places.get(at)?)?)
    }

    fn reader<'a>(&'a self, words: &'a WordStore, place: RecordOffset) -> Option<RecordReader<'a>> {
        let mut reader = RecordReader {
            words,
            bytes: self.bytes.get(place.bytes as usize..)?,
            texts: &self.texts,
            text: TextAt { start: place.text as usize, end: self.texts.len() },
        };
        let bytes = reader.number()? as usize;
        let text = reader.text_at()?;
        Some(RecordReader { bytes: reader.bytes.get(..bytes)?, text, ..reader })
    }

    /// Returns the bytes of a record, lengths included, and its text.
    pub(super) fn whole(&self, at: usize) -> Option<(&[u8], &str)> {
        let place = *self.places.get(at)?;
        let none = WordStore::default();
        let reader = self.reader(&none, place)?;
        let TextAt { start, end } = reader.text;
        let head = number_len(reader.bytes.len()) + number_len(end - start);
        let (from, length) = (place.bytes as usize, head + reader.bytes.len());
        Some((self.bytes.get(from..from + length)?, self.texts.get(start..end)?))
    }

    /// Appends a record. Returns false when there is no room for it.
    pub(super) fn push(&mut self, (bytes, text): (&[u8], &str)) -> bool {
        let Some(place) = self.next_place() else { return false };
        self.bytes.extend_from_slice(bytes);
        self.texts.push_str(text);
        self.places.push(place);
        true
    }

    pub(super) fn next_place(&self) -> Option<RecordOffset> {
        let (bytes, text) = (u32::try_from(self.bytes.len()).ok()?, u32::try_from(self.texts.len()).ok()?);
        Some(RecordOffset { bytes, text })
    }

    /// Returns the numbers of the records by their paths, each path once.
    pub(super) fn in_order(&self, words: &WordStore) -> Vec<usize> {
        let keys = (0..self.places.len()).filter_map(|at| Some((self.record(words, at)?.path_key(), at)));
        let mut order: Vec<(PathKey<'_>, usize)> = keys.collect();
        // Mostly they are in order already, and a stable sort finds that out.
        order.sort();
        // Of two with the same path the later one stays.
        let last = |same: &[(PathKey<'_>, usize)]| same.last().map(|(_, at)| *at);
        order.chunk_by(|one, other| one.0 == other.0).filter_map(last).collect()
    }

    /// Rewrites the block with these records in sequence.
    /// First all texts are moved, then all bytes, so that not both are there twice.
    pub(super) fn arrange(&mut self, numbers: &[usize]) {
        let size = |at: &usize| {
            let (bytes, text) = self.whole(*at).unwrap_or_default();
            [bytes.len(), text.len()].map(|length| u32::try_from(length).unwrap_or(0))
        };
        let sizes: Vec<[u32; 2]> = numbers.iter().map(size).collect();
        let from: Vec<RecordOffset> = numbers.iter().filter_map(|at| self.places.get(*at).copied()).collect();
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

    pub(super) fn shrink(&mut self) {
        self.texts.shrink_to_fit();
        self.bytes.shrink_to_fit();
    }

    fn memory(&self) -> usize {
        let places = self.places.capacity() * size_of::<RecordOffset>();
        self.texts.capacity() + self.bytes.capacity() + places
    }

    /// Writes the block: the number of records, the length of their bytes, their places, bytes and texts.
    fn pack(&self) -> Vec<u8> {
        let short = |number: usize| u32::try_from(number).unwrap_or(0).to_le_bytes();
        let mut packed = [short(self.places.len()), short(self.bytes.len())].concat();
        for place in &self.places {
            packed.extend_from_slice(&place.bytes.to_le_bytes());
            packed.extend_from_slice(&place.text.to_le_bytes());
        }
        packed.extend_from_slice(&self.bytes);
        packed.extend_from_slice(self.texts.as_bytes());
        packed
    }
}

impl Unpack for RecordBlock {
    fn unpack(packed: Vec<u8>) -> Option<Self> {
        let mut rest = packed.as_slice();
        let mut number = || Some(u32::from_le_bytes(*rest.split_off(..4)?.first_chunk()?) as usize);
        let (count, length) = (number()?, number()?);
        let places: Vec<u32> = short_numbers(rest.split_off(..count.checked_mul(8)?)?)?.collect();
        let places = places.as_chunks::<2>().0.iter();
        let places = places.map(|[bytes, text]| RecordOffset { bytes: *bytes, text: *text }).collect();
        let bytes = rest.split_off(..length)?.to_vec();
        Some(Self { texts: std::str::from_utf8(rest).ok()?.to_owned(), bytes, places })
    }
}
