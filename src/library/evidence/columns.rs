//! The form of kept evidence: columns that have a value for each briefing of a library.
//!
//! A column is the values in sequence, and behind them the end of each. The footer in the last block says where the
//! columns are, and which texts of which library they are of. Nothing here trusts its input.

use std::io::{self, Write};
use std::ops::Range;

use crate::library::cache::{BLOCK_CONTENT, BlockFile, BlockWriter, damaged};
use crate::library::{Ix, ix};

/// The beginning of each footer. The number is raised whenever the form changes.
const MAGIC: &[u8; 16] = b"briefing said 02";

/// A property that is kept of each briefing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EvidenceColumn {
    /// Its file: the path, the version that was read, the names.
    Files,
    /// The labels, links and citations of its text.
    Heads,
    /// The dates in its text, and the kinds of statements.
    Summaries,
    /// The statements and open questions.
    Words,
    /// The briefings that its labels and links lead to.
    References,
    /// The parts of others that rest on it as a source.
    Dependents,
    /// The briefings whose texts cite it.
    Citers,
    /// The links to it in other texts.
    Backlinks,
}

/// The columns in the order of the file.
pub(super) const COLUMNS: [EvidenceColumn; 8] = [
    EvidenceColumn::Files,
    EvidenceColumn::Heads,
    EvidenceColumn::Summaries,
    EvidenceColumn::Words,
    EvidenceColumn::References,
    EvidenceColumn::Dependents,
    EvidenceColumn::Citers,
    EvidenceColumn::Backlinks,
];

/// The size of a footer: a name, three numbers, and the length of each column.
const FOOTER: usize = 16 + 3 * 8 + COLUMNS.len() * 8;
/// The size of the end of a value.
const END: usize = 4;
/// The number of neighbouring briefings whose values are read together.
const AT_ONCE: usize = 1024;

/// The origin of kept evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct EvidenceIdentity {
    /// The program and the folders.
    pub program: u64,
    /// The files that were read; 0 if they may be others by now.
    pub files: u64,
}

/// The values of all briefings, read by position.
#[derive(Debug, Default)]
pub(super) struct EvidenceColumns {
    blocks: BlockFile,
    pub identity: EvidenceIdentity,
    count: usize,
    /// The first byte and the length of each column.
    places: [(usize, usize); COLUMNS.len()],
}

/// Neighbouring values of a column.
#[derive(Debug, Default)]
pub(super) struct ColumnValues {
    bytes: Vec<u8>,
    /// The end of each in `bytes`.
    ends: Vec<usize>,
}

impl ColumnValues {
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).map(|at| self.get(at))
    }

    pub fn get(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.ends.get(at).and_then(|end| self.bytes.get(start..*end)).unwrap_or_default()
    }
}

impl EvidenceColumns {
    /// Reads the footer.
    ///
    /// # Errors
    ///
    /// When it is no footer of this form, or the columns are not all there.
    pub fn open(blocks: BlockFile) -> io::Result<Self> {
        let last = blocks.blocks().checked_sub(1).ok_or_else(damaged)? * BLOCK_CONTENT;
        let footer = blocks.read(last..last + FOOTER)?;
        let (name, numbers) = footer.split_at(MAGIC.len());
        let mut numbers = numbers.as_chunks::<8>().0.iter().map(|number| u64::from_le_bytes(*number));
        let mut next = || numbers.next().and_then(|number| usize::try_from(number).ok()).ok_or_else(damaged);
        if name != MAGIC {
            return Err(damaged());
        }
        let identity = EvidenceIdentity { program: next()? as u64, files: next()? as u64 };
        let count = next()?;
        let mut places = [(0, 0); COLUMNS.len()];
        let mut start = 0_usize;
        for place in &mut places {
            *place = (start, next()?);
            let ends = count.checked_mul(END).ok_or_else(damaged)?;
            start = start.checked_add(place.1).and_then(|end| end.checked_add(ends)).ok_or_else(damaged)?;
        }
        if start > last || last - start >= BLOCK_CONTENT {
            return Err(damaged());
        }
        Ok(Self { blocks, identity, count, places })
    }

    /// Returns the number of briefings.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Writes all of it as it is.
    pub fn copy_to(&self, out: &mut impl Write) -> io::Result<()> {
        self.blocks.copy_to(out)
    }

    /// Reads the value of one briefing. It is empty if there is no such briefing.
    ///
    /// # Errors
    ///
    /// When it differs from what was written.
    pub fn value(&self, column: EvidenceColumn, at: usize) -> io::Result<Vec<u8>> {
        if at < self.count { Ok(self.values(column, at..at + 1)?.bytes) } else { Ok(Vec::new()) }
    }

    /// Reads the values of neighbouring briefings.
    ///
    /// # Errors
    ///
    /// When they differ from what was written.
    pub fn values(&self, column: EvidenceColumn, range: Range<usize>) -> io::Result<ColumnValues> {
        let range = range.start.min(self.count)..range.end.min(self.count);
        if range.is_empty() {
            return Ok(ColumnValues::default());
        }
        let (start, length) = self.places[column as usize];
        // The end of the one before is the beginning of the first.
        let before = range.start.saturating_sub(1);
        let ends = start + length + before * END..start + length + range.end * END;
        let ends = self.blocks.read(ends)?;
        let mut ends = ends.as_chunks::<END>().0.iter().map(|end| u32::from_le_bytes(*end) as usize);
        let first = if range.start == 0 { 0 } else { ends.next().ok_or_else(damaged)? };
        let ends: Vec<usize> = ends.map(|end| end.wrapping_sub(first)).collect();
        let size = ends.last().copied().unwrap_or_default();
        let is_sound = ends.is_sorted() && first <= length && size <= length - first;
        if !is_sound {
            return Err(damaged());
        }
        let first = start + first;
        Ok(ColumnValues { bytes: self.blocks.read(first..first + size)?, ends })
    }

    /// Calls `see` with the value of each of these briefings.
    /// They are in ascending order.
    ///
    /// # Errors
    ///
    /// When one differs from what was written, or `see` returns `None` for it.
    pub fn each(
        &self,
        column: EvidenceColumn,
        briefings: &[Ix],
        mut see: impl FnMut(Ix, &[u8]) -> Option<()>,
    ) -> io::Result<()> {
        let of_chunk = |one: &Ix, other: &Ix| one.index() / AT_ONCE == other.index() / AT_ONCE;
        for chunk in briefings.chunk_by(of_chunk) {
            let (Some(first), Some(last)) = (chunk.first(), chunk.last()) else { continue };
            let values = self.values(column, first.index()..last.index() + 1)?;
            for ix in chunk {
                see(*ix, values.get(ix.index() - first.index())).ok_or_else(damaged)?;
            }
        }
        Ok(())
    }

    /// Calls `see` with all values in order.
    ///
    /// # Errors
    ///
    /// When one differs from what was written, or `see` returns `None` for it.
    pub fn each_of_all(
        &self,
        column: EvidenceColumn,
        mut see: impl FnMut(Ix, &[u8]) -> Option<()>,
    ) -> io::Result<()> {
        for start in (0..self.count).step_by(AT_ONCE) {
            let values = self.values(column, start..start + AT_ONCE)?;
            for (at, value) in (start..).zip(values.iter()) {
                see(ix(at), value).ok_or_else(damaged)?;
            }
        }
        Ok(())
    }
}

/// Writes columns, one after the other.
pub(super) struct ColumnWriter<W> {
    out: BlockWriter<W>,
    /// The end of each value of the present column.
    ends: Vec<u32>,
    start: usize,
    lengths: Vec<u64>,
}

impl<W: Write> ColumnWriter<W> {
    pub fn new(out: W) -> Self {
        Self { out: BlockWriter::new(out), ends: Vec::new(), start: 0, lengths: Vec::new() }
    }

    /// Adds the value of the next briefing.
    ///
    /// # Errors
    ///
    /// When it can't be written, or the column becomes larger than the ends of its values can say.
    pub fn add(&mut self, value: &[u8]) -> io::Result<()> {
        self.out.write(value)?;
        let end = u32::try_from(self.out.place() - self.start);
        self.ends.push(end.map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?);
        Ok(())
    }

    /// Ends a column. All have the same number of values.
    pub fn end_column(&mut self) -> io::Result<()> {
        self.lengths.push((self.out.place() - self.start) as u64);
        for end in self.ends.drain(..) {
            self.out.write(&end.to_le_bytes())?;
        }
        self.start = self.out.place();
        Ok(())
    }

    /// Writes the footer.
    pub fn finish(mut self, identity: EvidenceIdentity, count: usize) -> io::Result<()> {
        self.out.end_block()?;
        self.out.write(MAGIC)?;
        for number in [identity.program, identity.files, count as u64].iter().chain(&self.lengths) {
            self.out.write(&number.to_le_bytes())?;
        }
        self.out.end_block()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns of so many briefings. The values differ in length, and every third one is empty.
    fn columns(count: usize) -> (Vec<Vec<Vec<u8>>>, Vec<u8>) {
        let value = |column: usize, at: usize| {
            vec![(column * 31 + at).to_le_bytes()[0]; at % 3 * (column * 17 + at % 29)]
        };
        let all: Vec<Vec<Vec<u8>>> =
            (0..COLUMNS.len()).map(|column| (0..count).map(|at| value(column, at)).collect()).collect();
        let mut bytes = Vec::new();
        let mut writer = ColumnWriter::new(&mut bytes);
        for column in &all {
            column.iter().for_each(|value| writer.add(value).unwrap());
            writer.end_column().unwrap();
        }
        writer.finish(EvidenceIdentity { program: 3, files: 4 }, count).unwrap();
        (all, bytes)
    }

    fn opened(bytes: Vec<u8>) -> io::Result<EvidenceColumns> {
        EvidenceColumns::open(BlockFile::in_memory(bytes)?)
    }

    #[test]
    fn each_value_is_read_alone_with_its_neighbours_and_with_all() {
        for count in [0, 1, 5, AT_ONCE + 3] {
            let (all, bytes) = columns(count);
            let columns = opened(bytes).unwrap();
            assert_eq!(
                (columns.count(), columns.identity),
                (count, EvidenceIdentity { program: 3, files: 4 })
            );
            for (column, values) in COLUMNS.into_iter().zip(&all) {
                for at in [0, 1, 2, 4, count.saturating_sub(1), count, count + 9] {
                    let value = columns.value(column, at).unwrap();
                    assert_eq!(Some(value), values.get(at).cloned().or(Some(Vec::new())), "{column:?} {at}");
                }
                let mut seen = Vec::new();
                let see = |_, value: &[u8]| {
                    seen.push(value.to_vec());
                    Some(())
                };
                columns.each_of_all(column, see).unwrap();
                assert_eq!(seen, *values);
                let some: Vec<Ix> = (0..count).filter(|at| at % 7 < 2).map(ix).collect();
                let mut of_some = Vec::new();
                let see = |ix, value: &[u8]| {
                    of_some.push((ix, value.to_vec()));
                    Some(())
                };
                columns.each(column, &some, see).unwrap();
                assert!(of_some.iter().all(|(ix, value)| *value == values[ix.index()]));
                assert_eq!(of_some.len(), some.len());
                assert_eq!(columns.each(column, &some, |_, _| None).is_err(), count > 0);
            }
        }
    }

    #[test]
    fn a_footer_that_fits_no_file_is_refused() {
        let (_, bytes) = columns(5);
        assert!(opened(Vec::new()).is_err());
        let content = BlockFile::in_memory(bytes).unwrap();
        let last = (content.blocks() - 1) * BLOCK_CONTENT;
        let footer = content.read(last..last + FOOTER).unwrap();
        // The name, the number of briefings, and a length.
        for at in [0, 16 + 16 + 2, 16 + 16 + 6, 16 + 24 + 2, 16 + 24 + 7] {
            let mut footer = footer.clone();
            footer[at] ^= 0x40;
            let mut bytes = Vec::new();
            let mut writer = BlockWriter::new(&mut bytes);
            writer.write(&content.read(0..last).unwrap()).unwrap();
            writer.write(&footer).unwrap();
            writer.end_block().unwrap();
            assert!(opened(bytes).is_err(), "{at}");
        }
    }

    #[test]
    fn ends_that_are_out_of_order_or_beyond_are_refused() {
        let write = |ends: [u32; 3]| {
            let mut bytes = Vec::new();
            let mut writer = ColumnWriter::new(&mut bytes);
            for _ in COLUMNS {
                writer.out.write(b"12345").unwrap();
                writer.ends = ends.to_vec();
                writer.end_column().unwrap();
            }
            writer.finish(EvidenceIdentity::default(), 3).unwrap();
            opened(bytes).unwrap()
        };
        let sound = write([1, 1, 5]);
        assert_eq!(sound.value(EvidenceColumn::Words, 2).unwrap(), b"2345");
        for ends in [[2, 1, 5], [1, 2, 6], [6, 7, 8], [u32::MAX, 1, 2]] {
            let columns = write(ends);
            assert!(columns.values(EvidenceColumn::Words, 0..3).is_err(), "{ends:?}");
            (0..3).for_each(|at| drop(columns.value(EvidenceColumn::Words, at)));
        }
    }
}
