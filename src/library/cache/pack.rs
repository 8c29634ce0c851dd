//! Stores and fronts as bytes, and back. What does not fit together gives nothing.

use crate::library::store::{Parts, Store};

/// The front of a snapshot: a small store, and which of its records stand in which row.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub store: Store,
    pub rows: Vec<usize>,
    pub total: usize,
    pub counted: String,
}

impl Front {
    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        length(&mut bytes, self.total);
        text(&mut bytes, &self.counted);
        numbers(&mut bytes, &self.rows.iter().map(|row| *row as u64).collect::<Vec<_>>());
        bytes.extend(pack_store(&self.store));
        bytes
    }

    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let total = usize::try_from(number(&mut rest)?).ok()?;
        let counted = read_text(&mut rest)?;
        let rows = read_numbers(&mut rest)?.into_iter().filter_map(|row| usize::try_from(row).ok()).collect();
        Some(Self { store: unpack_store(rest)?, rows, total, counted })
    }
}

/// A store, part by part, each with its length in front.
pub(super) fn pack_store(store: &Store) -> Vec<u8> {
    let Parts { words, word_ends, texts, bytes, places, versions } = store.parts();
    let size = words.len() + word_ends.len() * 4 + texts.len() + bytes.len() + places.len() * 4;
    let mut out = Vec::with_capacity(size + versions.len() * 8 + 64);
    text(&mut out, words);
    short_numbers(&mut out, word_ends);
    text(&mut out, texts);
    length(&mut out, bytes.len());
    out.extend_from_slice(bytes);
    short_numbers(&mut out, &places);
    numbers(&mut out, &versions);
    out
}

pub(super) fn unpack_store(bytes: &[u8]) -> Option<Store> {
    let mut rest = bytes;
    let words = (read_text(&mut rest)?, read_short_numbers(&mut rest)?);
    let texts = read_text(&mut rest)?;
    let records = read_bytes(&mut rest)?.to_vec();
    let places = read_short_numbers(&mut rest)?;
    let versions = read_numbers(&mut rest)?;
    if rest.is_empty() { Store::from_parts(words, texts, records, &places, &versions) } else { None }
}

fn length(out: &mut Vec<u8>, length: usize) {
    out.extend_from_slice(&(length as u64).to_le_bytes());
}

fn text(out: &mut Vec<u8>, text: &str) {
    length(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

fn short_numbers(out: &mut Vec<u8>, numbers: &[u32]) {
    length(out, numbers.len() * size_of::<u32>());
    numbers.iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
}

fn numbers(out: &mut Vec<u8>, numbers: &[u64]) {
    length(out, numbers.len() * size_of::<u64>());
    numbers.iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let (number, after) = rest.split_first_chunk::<8>()?;
    *rest = after;
    Some(u64::from_le_bytes(*number))
}

fn read_bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(number(rest)?).ok()?;
    let (bytes, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(bytes)
}

fn read_text(rest: &mut &[u8]) -> Option<String> {
    Some(std::str::from_utf8(read_bytes(rest)?).ok()?.to_owned())
}

fn read_short_numbers(rest: &mut &[u8]) -> Option<Vec<u32>> {
    let (chunks, none) = read_bytes(rest)?.as_chunks::<4>();
    none.is_empty().then(|| chunks.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
}

fn read_numbers(rest: &mut &[u8]) -> Option<Vec<u64>> {
    let (chunks, none) = read_bytes(rest)?.as_chunks::<8>();
    none.is_empty().then(|| chunks.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect())
}
