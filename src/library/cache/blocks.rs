//! A file of blocks, each with a checksum, so that a part of it is read and checked without the rest.
//!
//! The content is cut into blocks of one size. Each is followed by its number and by a checksum over both, so that a
//! changed, moved or missing block is noticed when it is read. The same form is used in memory.

use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;

use super::disk::checksum;

/// The size of a block, and of its content.
const BLOCK: usize = 4096;
pub(in crate::library) const BLOCK_CONTENT: usize = BLOCK - 16;

/// Content that is read by position.
#[derive(Debug, Default)]
pub(in crate::library) struct BlockFile {
    stored: StoredBlocks,
    blocks: usize,
}

#[derive(Debug)]
enum StoredBlocks {
    Memory(Vec<u8>),
    Disk(File),
}

impl Default for StoredBlocks {
    fn default() -> Self {
        Self::Memory(Vec::new())
    }
}

impl BlockFile {
    /// Takes over an open file.
    ///
    /// # Errors
    ///
    /// When it does not consist of whole blocks.
    pub fn of_file(file: File) -> io::Result<Self> {
        let size = usize::try_from(file.metadata()?.len()).map_err(|_| damaged())?;
        Self::of(StoredBlocks::Disk(file), size)
    }

    /// Takes over the blocks that a [`BlockWriter`] wrote into memory.
    ///
    /// # Errors
    ///
    /// When they are not whole.
    pub fn in_memory(mut bytes: Vec<u8>) -> io::Result<Self> {
        bytes.shrink_to_fit();
        let size = bytes.len();
        Self::of(StoredBlocks::Memory(bytes), size)
    }

    fn of(stored: StoredBlocks, size: usize) -> io::Result<Self> {
        if size.is_multiple_of(BLOCK) { Ok(Self { stored, blocks: size / BLOCK }) } else { Err(damaged()) }
    }

    /// Returns the number of blocks.
    pub fn blocks(&self) -> usize {
        self.blocks
    }

    /// Reads a range of the content.
    ///
    /// # Errors
    ///
    /// When one of its blocks can't be read or differs from what was written, or the range is beyond the end.
    pub fn read(&self, range: Range<usize>) -> io::Result<Vec<u8>> {
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let (first, end) = (range.start / BLOCK_CONTENT, range.end.div_ceil(BLOCK_CONTENT));
        if end > self.blocks {
            return Err(damaged());
        }
        let place = first * BLOCK..end * BLOCK;
        let read;
        let stored = match &self.stored {
            StoredBlocks::Memory(bytes) => bytes.get(place).ok_or_else(damaged)?,
            StoredBlocks::Disk(file) => {
                read = read_exact_at(file, place)?;
                &read
            }
        };
        let mut content = Vec::with_capacity(range.len());
        for (number, block) in (first..).zip(stored.as_chunks::<BLOCK>().0) {
            let start = number * BLOCK_CONTENT;
            let wanted = range.start.max(start) - start..range.end.min(start + BLOCK_CONTENT) - start;
            content.extend_from_slice(checked(block, number)?.get(wanted).ok_or_else(damaged)?);
        }
        Ok(content)
    }

    /// Writes all blocks as they are.
    pub fn copy_to(&self, out: &mut impl Write) -> io::Result<()> {
        match &self.stored {
            StoredBlocks::Memory(bytes) => out.write_all(bytes),
            StoredBlocks::Disk(file) => {
                const AT_ONCE: usize = 256 * BLOCK;
                let size = self.blocks * BLOCK;
                (0..size).step_by(AT_ONCE).try_for_each(|start| {
                    out.write_all(&read_exact_at(file, start..size.min(start + AT_ONCE))?)
                })
            }
        }
    }
}

/// Returns the content of a block if it has this number.
fn checked(block: &[u8; BLOCK], number: usize) -> io::Result<&[u8]> {
    let (summed, sum) = block.split_at(BLOCK - 8);
    let (content, own) = summed.split_at(BLOCK_CONTENT);
    let is_sound = own == (number as u64).to_le_bytes() && sum == checksum(summed).to_le_bytes();
    if is_sound { Ok(content) } else { Err(damaged()) }
}

/// Returns the error of content that differs from what was written.
pub(in crate::library) fn damaged() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// Writes content as blocks.
#[derive(Debug)]
pub(in crate::library) struct BlockWriter<W> {
    out: W,
    block: Vec<u8>,
    number: usize,
}

impl<W: Write> BlockWriter<W> {
    pub fn new(out: W) -> Self {
        Self { out, block: Vec::with_capacity(BLOCK), number: 0 }
    }

    /// Returns the place in the content that the next byte gets.
    pub fn place(&self) -> usize {
        self.number * BLOCK_CONTENT + self.block.len()
    }

    pub fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(bytes.len().min(BLOCK_CONTENT - self.block.len()));
            self.block.extend_from_slice(now);
            bytes = rest;
            if self.block.len() == BLOCK_CONTENT {
                self.end_block()?;
            }
        }
        Ok(())
    }

    /// Fills the last block with zeros. The next byte begins another one.
    pub fn end_block(&mut self) -> io::Result<()> {
        if !self.block.is_empty() {
            self.block.resize(BLOCK_CONTENT, 0);
            self.block.extend_from_slice(&(self.number as u64).to_le_bytes());
            self.block.extend_from_slice(&checksum(&self.block).to_le_bytes());
            self.out.write_all(&self.block)?;
            self.block.clear();
            self.number += 1;
        }
        Ok(())
    }
}

/// Reads the bytes of a range into new memory.
/// It is not cleared before: a search reads some megabytes.
///
/// # Errors
///
/// When the file can't be read or ends before.
#[cfg(unix)]
pub fn read_exact_at(file: &File, range: Range<usize>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(range.len());
    while bytes.len() < range.len() {
        let at = range.start + bytes.len();
        match rustix::io::pread(file, rustix::buffer::spare_capacity(&mut bytes), at as u64) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    bytes.truncate(range.len());
    Ok(bytes)
}

/// Reads the bytes of a range into new memory.
///
/// # Errors
///
/// When the file can't be read or ends before.
#[cfg(windows)]
pub fn read_exact_at(file: &File, range: Range<usize>) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; range.len()];
    let mut read = 0;
    while read < bytes.len() {
        let at = (range.start + read) as u64;
        match std::os::windows::fs::FileExt::seek_read(file, &mut bytes[read..], at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => read += count,
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(content: &[u8], pieces: usize) -> Vec<u8> {
        let mut writer = BlockWriter::new(Vec::new());
        content.chunks(pieces).for_each(|piece| writer.write(piece).unwrap());
        assert_eq!(writer.place(), content.len());
        writer.end_block().unwrap();
        writer.out
    }

    fn content() -> Vec<u8> {
        (0..=250).cycle().take(3 * BLOCK_CONTENT + 100).collect()
    }

    #[test]
    fn each_range_is_read_from_memory_and_from_a_file() {
        let content = content();
        let bytes = written(&content, 1000);
        assert_eq!(bytes, written(&content, content.len()));
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        for blocks in [BlockFile::of_file(file).unwrap(), BlockFile::in_memory(bytes.clone()).unwrap()] {
            assert_eq!(blocks.blocks(), 4);
            let ends =
                [0, 1, BLOCK_CONTENT - 1, BLOCK_CONTENT, BLOCK_CONTENT + 1, 2 * BLOCK_CONTENT, content.len()];
            for start in ends {
                for end in ends.into_iter().filter(|end| *end >= start) {
                    assert_eq!(blocks.read(start..end).unwrap(), content[start..end], "{start}..{end}");
                }
            }
            assert!(blocks.read(0..4 * BLOCK_CONTENT + 1).is_err());
            let mut copy = Vec::new();
            blocks.copy_to(&mut copy).unwrap();
            assert_eq!(copy, bytes);
        }
    }

    #[test]
    fn damage_is_found_where_it_is_and_nowhere_else() {
        let content = content();
        let mut bytes = written(&content, 500);
        for at in [BLOCK, BLOCK + 7, 2 * BLOCK - 9, 2 * BLOCK - 1] {
            bytes[at] ^= 16;
            let blocks = BlockFile::in_memory(bytes.clone()).unwrap();
            assert!(blocks.read(BLOCK_CONTENT + 1..BLOCK_CONTENT + 2).is_err(), "{at}");
            assert!(blocks.read(0..content.len()).is_err(), "{at}");
            assert_eq!(blocks.read(0..BLOCK_CONTENT).unwrap(), content[..BLOCK_CONTENT]);
            bytes[at] ^= 16;
        }
        // A block in the place of another one, and files that end early.
        bytes.copy_within(0..BLOCK, BLOCK);
        assert!(BlockFile::in_memory(bytes.clone()).unwrap().read(BLOCK_CONTENT..BLOCK_CONTENT + 1).is_err());
        assert!(BlockFile::in_memory(bytes[..=BLOCK].to_vec()).is_err());
        assert!(BlockFile::in_memory(bytes[..BLOCK].to_vec()).unwrap().read(0..BLOCK_CONTENT + 1).is_err());
    }
}
