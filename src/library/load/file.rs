//! Careful reading of one file. It never blocks on a FIFO, and it detects a file that is being written.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read, Seek};
use std::path::Path;
use std::time::SystemTime;

use crate::library::FileState;

/// The most bytes of a file that loading reads.
/// They hold all the front matter that is read at all, and nearly all files as a whole.
pub(super) const HEAD: u64 = (1 << 20) + (64 << 10);
/// The most bytes of a file; larger files are not opened.
pub(super) const MOST: u64 = 100_000_000;
/// The number of attempts to read a file that keeps changing.
const ATTEMPTS: u32 = 3;

/// The beginning of a file, or all of it.
pub(super) struct FileContent {
    pub bytes: Vec<u8>,
    /// True if it changed each time while it was being read.
    pub changed_during_read: bool,
    /// The metadata of the file when it was read.
    pub metadata: Metadata,
}

impl FileContent {
    /// Returns the version that was read.
    pub fn state(&self) -> FileState {
        if self.changed_during_read { FileState::UNKNOWN } else { FileState::of(&self.metadata, &self.bytes) }
    }
}

/// Reads a whole file, up to 100 MB.
///
/// # Errors
///
/// When it can't be read, is no regular file, or is larger.
pub fn open_file(path: &Path) -> io::Result<Vec<u8>> {
    Ok(read_whole(path)?.bytes)
}

/// Reads a whole file, up to 100 MB.
pub(super) fn read_whole(path: &Path) -> io::Result<FileContent> {
    let (file, metadata) = open_regular(path)?;
    let size = metadata.len();
    if size > MOST {
        let message =
            format!("the file has {} MB; the limit is {} MB", size.div_ceil(1_000_000), MOST / 1_000_000);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    read_steadily(file, metadata, MOST, Vec::new())
}

/// Reads the beginning of a file into a reused buffer.
pub(super) fn read_head(path: &Path, buffer: Vec<u8>) -> io::Result<FileContent> {
    let (file, metadata) = open_regular(path)?;
    let mut content = read_steadily(file, metadata, HEAD, buffer)?;
    if content.bytes.len() as u64 == HEAD {
        drop_half_character(&mut content.bytes);
    }
    Ok(content)
}

/// A file that can be examined while it is read.
trait StableFile: Read + Seek {
    /// Returns its present metadata.
    fn look(&self) -> io::Result<Metadata>;
}

impl StableFile for File {
    fn look(&self) -> io::Result<Metadata> {
        self.metadata()
    }
}

/// Reads a file, and again if it changed meanwhile. After the last attempt it is marked as unsteady.
fn read_steadily(
    mut file: impl StableFile,
    mut metadata: Metadata,
    most: u64,
    mut bytes: Vec<u8>,
) -> io::Result<FileContent> {
    for _ in 0..ATTEMPTS {
        read_expected(&mut file, metadata.len().min(most), most, &mut bytes)?;
        let before = std::mem::replace(&mut metadata, file.look()?);
        if stamp(&before) == stamp(&metadata) {
            return Ok(FileContent { bytes, changed_during_read: false, metadata });
        }
        file.rewind()?;
    }
    Ok(FileContent { bytes, changed_during_read: true, metadata })
}

/// Reads to the end, which is expected after `size` bytes.
/// One call that requests one byte more finds it: each further call would cost as much again for every file of the
/// library.
fn read_expected(file: &mut impl Read, size: u64, most: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    bytes.clear();
    bytes.resize(size.saturating_add(1), 0);
    let read = loop {
        match file.read(bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => break other?,
        }
    };
    bytes.truncate(read);
    if read != size {
        let rest = most.saturating_sub(read as u64);
        file.take(rest).read_to_end(bytes)?;
    }
    bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(())
}

fn stamp(metadata: &Metadata) -> (u64, Option<SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

/// Opens without waiting, then checks that it is a regular file. Checking first would leave time to exchange it.
fn open_regular(path: &Path) -> io::Result<(File, Metadata)> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY | rustix::fs::OFlags::CLOEXEC;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_file() {
        Ok((file, metadata))
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
    }
}

/// Drops a character that the end of the read part cuts. It must not look like a wrong encoding.
fn drop_half_character(bytes: &mut Vec<u8>) {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        bytes.truncate(bytes.len() & !1);
        return;
    }
    let tail = bytes.len().saturating_sub(4);
    let cut = (tail..bytes.len()).rev().find(|at| bytes.get(*at).is_some_and(|byte| byte & 0xC0 != 0x80));
    if let Some(cut) = cut
        && std::str::from_utf8(&bytes[cut..]).is_err_and(|error| error.error_len().is_none())
    {
        bytes.truncate(cut);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// A file that somebody writes to right after each time that it was read to its end.
    struct ChangingFile {
        file: File,
        /// What it says afterwards, the next last.
        later: Vec<&'static str>,
    }

    impl Read for ChangingFile {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = self.file.read(buffer)?;
            if let Some(text) = self.later.pop() {
                let at = self.file.stream_position()?;
                self.file.set_len(0)?;
                self.file.rewind()?;
                self.file.write_all(text.as_bytes())?;
                self.file.seek(io::SeekFrom::Start(at))?;
            }
            Ok(read)
        }
    }

    impl Seek for ChangingFile {
        fn seek(&mut self, position: io::SeekFrom) -> io::Result<u64> {
            self.file.seek(position)
        }
    }

    impl StableFile for ChangingFile {
        fn look(&self) -> io::Result<Metadata> {
            self.file.metadata()
        }
    }

    /// What is read of a file that says `first` and then the others, and whether it stood still at last.
    fn read_while_it_says(first: &str, mut later: Vec<&'static str>) -> (String, bool) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(first.as_bytes()).unwrap();
        file.rewind().unwrap();
        later.reverse();
        let metadata = file.metadata().unwrap();
        let content = read_steadily(ChangingFile { file, later }, metadata, MOST, Vec::new()).unwrap();
        (String::from_utf8(content.bytes).unwrap(), !content.changed_during_read)
    }

    #[test]
    fn hazard_12_a_file_that_changes_or_shrinks_while_it_is_read_is_read_again() {
        assert_eq!(read_while_it_says("one", vec![]), ("one".to_owned(), true));
        assert_eq!(read_while_it_says("a long text", vec!["short"]), ("short".to_owned(), true));
        assert_eq!(read_while_it_says("short", vec!["a long text"]), ("a long text".to_owned(), true));
        assert_eq!(read_while_it_says("text", vec![""]), (String::new(), true));
    }

    #[test]
    fn hazard_12_a_file_that_never_stands_still_is_called_so() {
        let (_, stable) =
            read_while_it_says("one", vec!["three", "two", "eleven", "sixteen", "one", "thousand"]);
        assert!(!stable);
    }
}
