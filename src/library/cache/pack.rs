//! Stores and fronts as bytes, and back. Inconsistent bytes give `None`.

use std::borrow::Cow;

use crate::library::store::{Parts, Store};

/// The front of a snapshot: a small store and the first rows.
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
        length(&mut bytes, self.counted.len());
        bytes.extend_from_slice(self.counted.as_bytes());
        length(&mut bytes, self.rows.len());
        for row in &self.rows {
            length(&mut bytes, *row);
        }
        bytes.extend(pack_store(&self.store));
        bytes
    }

    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let total = usize::try_from(number(&mut rest)?).ok()?;
        let counted = std::str::from_utf8(read_bytes(&mut rest)?).ok()?.to_owned();
        let mut rows = Vec::new();
        for _ in 0..number(&mut rest)? {
            rows.push(usize::try_from(number(&mut rest)?).ok()?);
        }
        Some(Self { store: unpack_store(rest)?, rows, total, counted })
    }
}

/// Writes the parts of a store in the order of reading. The large ones are not copied.
pub(super) fn pack_parts<'a>(parts: &Parts<'a>) -> [Cow<'a, [u8]>; PARTS] {
    let short =
        |numbers: &[u32]| Cow::Owned(numbers.iter().flat_map(|number| number.to_le_bytes()).collect());
    let versions = parts.versions.iter().flat_map(|number| number.to_le_bytes()).collect();
    [
        Cow::Borrowed(parts.words.as_bytes()),
        short(parts.word_ends),
        Cow::Borrowed(parts.texts.as_bytes()),
        Cow::Borrowed(parts.bytes),
        short(&parts.places),
        Cow::Owned(versions),
    ]
}

/// The number of parts of a store.
pub(super) const PARTS: usize = 6;

/// Reads a store from its parts.
pub(super) fn unpack_parts(parts: [Vec<u8>; PARTS]) -> Option<Store> {
    let [words, word_ends, texts, bytes, places, versions] = parts;
    let words = (String::from_utf8(words).ok()?, short_numbers(&word_ends)?);
    Store::from_parts(
        words,
        String::from_utf8(texts).ok()?,
        bytes,
        &short_numbers(&places)?,
        &numbers(&versions)?,
    )
}

fn pack_store(store: &Store) -> Vec<u8> {
    let mut out = Vec::new();
    for part in pack_parts(&store.parts()) {
        length(&mut out, part.len());
        out.extend_from_slice(&part);
    }
    out
}

fn unpack_store(bytes: &[u8]) -> Option<Store> {
    let mut rest = bytes;
    let mut parts = [const { Vec::new() }; PARTS];
    for part in &mut parts {
        *part = read_bytes(&mut rest)?.to_vec();
    }
    if rest.is_empty() { unpack_parts(parts) } else { None }
}

fn length(out: &mut Vec<u8>, length: usize) {
    out.extend_from_slice(&(length as u64).to_le_bytes());
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

fn short_numbers(bytes: &[u8]) -> Option<Vec<u32>> {
    let (chunks, none) = bytes.as_chunks::<4>();
    none.is_empty().then(|| chunks.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
}

fn numbers(bytes: &[u8]) -> Option<Vec<u64>> {
    let (chunks, none) = bytes.as_chunks::<8>();
    none.is_empty().then(|| chunks.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect())
}
