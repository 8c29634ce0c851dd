//! Values that are read from a snapshot when they are first used.

use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::cache::{BlockFile, discard};

/// A snapshot that values are read from.
#[derive(Debug)]
pub(super) struct StoredFile {
    blocks: BlockFile,
    path: PathBuf,
    is_damaged: AtomicBool,
}

impl StoredFile {
    /// Takes over the blocks of the file at this path.
    pub fn new(blocks: BlockFile, path: PathBuf) -> Self {
        Self { blocks, path, is_damaged: AtomicBool::new(false) }
    }

    /// Reports whether a value could not be read. Whatever was answered since then may be wrong.
    pub fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::Relaxed)
    }

    /// Reads a range of the content.
    pub fn read(&self, range: Range<usize>) -> io::Result<Vec<u8>> {
        self.blocks.read(range)
    }

    /// Reads the value in a range.
    /// If that fails, the file counts as damaged and is removed, so that it is written anew.
    fn value<T: Unpack>(&self, range: Range<usize>) -> T {
        let value = self.read(range).ok().and_then(T::unpack);
        value.unwrap_or_else(|| {
            if !self.is_damaged.swap(true, Ordering::Relaxed) {
                discard(&self.path);
            }
            T::default()
        })
    }
}

/// The mark of a damaged snapshot.
#[derive(Clone, Debug, Default)]
pub struct DamageMark(pub(super) Option<Arc<StoredFile>>);

impl DamageMark {
    /// Reports whether a part of the snapshot could not be read.
    /// Whatever was answered since then may be wrong.
    pub fn is_set(&self) -> bool {
        self.0.as_ref().is_some_and(|file| file.is_damaged())
    }
}

/// A value that can be read from bytes.
pub(super) trait Unpack: Default {
    /// Reads the value. `None` when the bytes are not those of one.
    fn unpack(bytes: Vec<u8>) -> Option<Self>;
}

/// A value, in a snapshot until it is first used.
#[derive(Debug, Default)]
pub(super) struct Stored<T> {
    value: OnceLock<T>,
    source: Option<(Arc<StoredFile>, Range<usize>)>,
}

impl<T: Unpack> Stored<T> {
    /// Makes the value in a range of a snapshot.
    pub fn at(file: &Arc<StoredFile>, range: Range<usize>) -> Self {
        Self { value: OnceLock::new(), source: Some((Arc::clone(file), range)) }
    }

    /// Returns the value; an empty one if it can't be read.
    pub fn get(&self) -> &T {
        self.value.get_or_init(|| {
            let source = self.source.as_ref();
            source.map(|(file, range)| file.value(range.clone())).unwrap_or_default()
        })
    }

    /// Returns the value if it is in memory.
    pub fn in_memory(&self) -> Option<&T> {
        self.value.get()
    }
}

impl<T> From<T> for Stored<T> {
    fn from(value: T) -> Self {
        Self { value: OnceLock::from(value), source: None }
    }
}

impl<T: Unpack + PartialEq> PartialEq for Stored<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

/// Reads numbers of four bytes. `None` when there are not whole ones.
pub(super) fn short_numbers(bytes: &[u8]) -> Option<impl Iterator<Item = u32>> {
    let (numbers, rest) = bytes.as_chunks::<4>();
    rest.is_empty().then(|| numbers.iter().map(|bytes| u32::from_le_bytes(*bytes)))
}

/// Reads numbers of eight bytes. `None` when there are not whole ones.
pub(super) fn numbers(bytes: &[u8]) -> Option<impl Iterator<Item = u64>> {
    let (numbers, rest) = bytes.as_chunks::<8>();
    rest.is_empty().then(|| numbers.iter().map(|bytes| u64::from_le_bytes(*bytes)))
}

#[cfg(test)]
mod tests {
    use super::super::cache::BlockWriter;
    use super::*;

    #[derive(Debug, Default, PartialEq)]
    struct StoredText(String);

    impl Unpack for StoredText {
        fn unpack(bytes: Vec<u8>) -> Option<Self> {
            String::from_utf8(bytes).ok().map(Self)
        }
    }

    #[test]
    fn a_value_that_cannot_be_read_is_empty_and_tells_the_file_apart() {
        let mut bytes = Vec::new();
        let mut writer = BlockWriter::new(&mut bytes);
        writer.write(b"words\xFF").unwrap();
        writer.end_block().unwrap();
        let kept = tempfile::NamedTempFile::new().unwrap();
        let blocks = BlockFile::in_memory(bytes).unwrap();
        let file = Arc::new(StoredFile::new(blocks, kept.path().to_owned()));
        let whole = Stored::<StoredText>::at(&file, 0..5);
        assert_eq!((whole.in_memory(), whole.get().0.as_str()), (None, "words"));
        assert!(whole.in_memory().is_some() && !file.is_damaged() && kept.path().exists());
        assert_eq!(Stored::<StoredText>::at(&file, 0..6).get(), &StoredText::default());
        assert!(file.is_damaged() && !kept.path().exists());
        assert_eq!(Stored::from(StoredText("words".to_owned())), whole);
    }
}
