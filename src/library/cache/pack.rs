//! The parts of a snapshot as bytes, and back. Inconsistent bytes give `None`.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use crate::library::store::Store;
use crate::library::stored::{Stored, StoredFile, Unpack, numbers, short_numbers};

use super::disk::checksum;
use super::{BLOCK_CONTENT, BlockFile, BlockWriter, Missing};

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

/// The parts of a snapshot, in their order.
#[derive(Clone, Copy, Debug)]
pub(super) enum SnapshotPart {
    Front,
    Records,
    Words,
    Versions,
    Names,
    Titles,
    Paths,
    Labels,
    Incoming,
    /// The ends of the blocks of records, and of groups of words.
    RecordEnds,
    WordEnds,
}

/// The number of parts of a snapshot.
const SECTIONS: usize = SnapshotPart::WordEnds as usize + 1;

/// The contents of a snapshot. They are in its last block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SnapshotContents {
    /// The number of what was written. Snapshots with the same number have the same content.
    pub number: u64,
    /// The number of briefings, and of words.
    pub briefings: usize,
    pub words: usize,
    /// The end of each part.
    ends: [usize; SECTIONS],
}

impl SnapshotContents {
    /// The size of the contents in a file.
    const SIZE: usize = (3 + SECTIONS) * 8;

    /// Returns the place of a part.
    pub fn section(&self, section: SnapshotPart) -> Range<usize> {
        let at = section as usize;
        at.checked_sub(1).map_or(HEADER, |before| self.ends[before])..self.ends[at]
    }

    fn pack(&self) -> Vec<u8> {
        let mut bytes = self.number.to_le_bytes().to_vec();
        [self.briefings, self.words]
            .into_iter()
            .chain(self.ends)
            .for_each(|number| length(&mut bytes, number));
        bytes
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut contents = Self { number: number(&mut rest)?, ..Self::default() };
        let mut size = || usize::try_from(number(&mut rest)?).ok();
        (contents.briefings, contents.words) = (size()?, size()?);
        for end in &mut contents.ends {
            *end = size()?;
        }
        contents.ends.is_sorted().then_some(contents)
    }
}

/// The size of the beginning of a snapshot: the name of its form and its identity.
pub(super) const HEADER: usize = 16 + 8;

/// Reads the contents of a snapshot with this beginning.
pub(super) fn contents_of(
    file: &BlockFile,
    magic: &[u8; 16],
    identity: u64,
) -> Result<SnapshotContents, Missing> {
    let damaged = |_| Missing::Damaged;
    let header = file.read(0..HEADER).map_err(damaged)?;
    let identity = identity.to_le_bytes();
    if header != [magic.as_slice(), &identity].concat() {
        return Err(Missing::Foreign);
    }
    let last = file.blocks().saturating_sub(1) * BLOCK_CONTENT;
    let contents = file.read(last..last + SnapshotContents::SIZE).map_err(damaged)?;
    let contents = SnapshotContents::unpack(&contents).ok_or(Missing::Damaged)?;
    // The contents begin in the block behind the last part.
    let end = contents.section(SnapshotPart::WordEnds).end.next_multiple_of(BLOCK_CONTENT);
    if end == last { Ok(contents) } else { Err(Missing::Damaged) }
}

/// Writes a snapshot, part by part.
pub(super) struct SnapshotWriter<W> {
    out: BlockWriter<W>,
    contents: SnapshotContents,
    done: usize,
}

impl<W: Write> SnapshotWriter<W> {
    pub fn new(out: W, magic: &[u8; 16], identity: u64) -> io::Result<Self> {
        let mut out = BlockWriter::new(out);
        out.write(magic)?;
        out.write(&identity.to_le_bytes())?;
        Ok(Self {
            out,
            contents: SnapshotContents { number: identity, ..SnapshotContents::default() },
            done: 0,
        })
    }

    /// Writes the next part.
    pub fn section(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.pieces(std::iter::once(bytes)).map(drop)
    }

    /// Writes the next part in pieces, and returns the end of each.
    pub fn pieces(&mut self, pieces: impl Iterator<Item = impl AsRef<[u8]>>) -> io::Result<Vec<u8>> {
        let mut ends = Vec::new();
        for piece in pieces {
            let number = [self.contents.number, checksum(piece.as_ref())].map(u64::to_le_bytes);
            self.contents.number = checksum(number.as_flattened());
            self.out.write(piece.as_ref())?;
            length(&mut ends, self.out.place());
        }
        self.contents.ends[self.done] = self.out.place();
        self.done += 1;
        Ok(ends)
    }

    /// Writes the contents, and returns the number of the snapshot.
    pub fn finish(mut self, briefings: usize, words: usize) -> io::Result<u64> {
        self.out.end_block()?;
        let contents = SnapshotContents { briefings, words, ..self.contents };
        self.out.write(&contents.pack())?;
        self.out.end_block()?;
        Ok(contents.number)
    }
}

/// Returns the values in the pieces of a part.
/// `ends` is the part with the ends of the pieces.
pub(super) fn stored_in<T: Unpack>(
    file: &Arc<StoredFile>,
    part: Range<usize>,
    ends: Range<usize>,
) -> Option<Box<[Stored<T>]>> {
    let ends =
        numbers(&file.read(ends).ok()?)?.map(|end| usize::try_from(end).ok()).collect::<Option<Vec<_>>>()?;
    let starts = std::iter::once(part.start).chain(ends.iter().copied());
    let is_whole = ends.is_sorted() && ends.last().is_none_or(|end| *end == part.end);
    is_whole.then(|| starts.zip(&ends).map(|(start, end)| Stored::at(file, start..*end)).collect())
}

/// The number of parts of a store in memory.
const PARTS: usize = 6;

fn pack_store(store: &Store) -> Vec<u8> {
    let mut out = Vec::new();
    let Some(parts) = store.parts() else { return out };
    let short = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let versions: Vec<u8> = parts.versions.iter().flat_map(|number| number.to_le_bytes()).collect();
    let (ends, places) = (short(parts.word_ends), short(&parts.places));
    let (words, texts) = (parts.words.as_bytes(), parts.texts.as_bytes());
    for part in [words, &ends, texts, parts.bytes, &places, &versions] {
        length(&mut out, part.len());
        out.extend_from_slice(part);
    }
    out
}

fn unpack_store(bytes: &[u8]) -> Option<Store> {
    let mut rest = bytes;
    let mut parts = [&[][..]; PARTS];
    for part in &mut parts {
        *part = read_bytes(&mut rest)?;
    }
    let [words, word_ends, texts, bytes, places, versions] = parts;
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_owned);
    let words = (text(words)?, short_numbers(word_ends)?.collect());
    let places: Vec<u32> = short_numbers(places)?.collect();
    let versions: Vec<u64> = numbers(versions)?.collect();
    Store::from_parts(words, text(texts)?, bytes.to_vec(), &places, &versions).filter(|_| rest.is_empty())
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
