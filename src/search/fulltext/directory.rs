//! The folder of an index, read by position and never mapped.
//! A file that is truncated or overwritten while it is open makes a read fail, where a mapped one would end the
//! process.

use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

use crate::library::cache::{read_exact_at, replace};

/// A folder in which tantivy keeps the files of an index.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let opened = File::open(self.0.join(path)).and_then(Opened::new);
        Ok(Arc::new(opened.map_err(|error| cannot_read(error, path))?))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        fs::remove_file(self.0.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.join(path).try_exists().map_err(|error| cannot_read(error, path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = File::create_new(self.0.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::wrap_io_error(error, path.to_owned()),
        })?;
        Ok(BufWriter::new(Box::new(NewFile(file))))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        fs::read(self.0.join(path)).map_err(|error| cannot_read(error, path))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        replace(&self.0.join(path), &[data])
    }

    fn sync_directory(&self) -> io::Result<()> {
        // Elsewhere a folder cannot be opened as a file.
        #[cfg(unix)]
        File::open(&self.0)?.sync_data()?;
        Ok(())
    }

    /// Takes a lock of the operating system. It ends with the process that holds it.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let mut options = File::options();
        let file = options.create(true).truncate(false).write(true).open(self.0.join(&lock.filepath));
        let file = file.map_err(LockError::wrap_io_error)?;
        if lock.is_blocking {
            file.lock().map_err(LockError::wrap_io_error)?;
        } else {
            file.try_lock().map_err(|error| match error {
                TryLockError::WouldBlock => LockError::LockBusy,
                TryLockError::Error(error) => LockError::wrap_io_error(error),
            })?;
        }
        Ok(DirectoryLock::from(Box::new(file)))
    }

    /// Watches nothing, since readers are reloaded explicitly.
    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

fn cannot_read(error: io::Error, path: &Path) -> OpenReadError {
    match error.kind() {
        io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
        _ => OpenReadError::wrap_io_error(error, path.to_owned()),
    }
}

/// The state of a file of an index.
/// Unlike that of a briefing, it stays the same when a file is removed while it is open.
#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct FileStamp {
    size: u64,
    modified: Option<SystemTime>,
    /// The inode number; 0 on systems without inodes.
    inode: u64,
}

impl From<&Metadata> for FileStamp {
    fn from(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Self { size: metadata.len(), modified: metadata.modified().ok(), inode }
    }
}

/// An open file of an index. Such files are written once, so a changed one is damaged.
#[derive(Debug)]
struct Opened {
    file: File,
    stamp: FileStamp,
}

impl Opened {
    fn new(file: File) -> io::Result<Self> {
        let stamp = FileStamp::from(&file.metadata()?);
        Ok(Self { file, stamp })
    }
}

impl HasLen for Opened {
    fn len(&self) -> usize {
        usize::try_from(self.stamp.size).unwrap_or(usize::MAX)
    }
}

impl FileHandle for Opened {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.end > self.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let bytes = read_exact_at(&self.file, range)?;
        // The stamp is taken afterwards, so that a change before or during the read is noticed.
        if FileStamp::from(&self.file.metadata()?) != self.stamp {
            return Err(io::Error::other("one of its files changed while it was open"));
        }
        Ok(OwnedBytes::new(bytes))
    }
}

/// A file of an index while it is written.
struct NewFile(File);

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl TerminatingWrite for NewFile {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.0.sync_data()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index file that is open, and its path.
    fn opened(folder: &tempfile::TempDir) -> (Arc<dyn FileHandle>, PathBuf) {
        let directory = Folder::new(folder.path());
        let mut writer = directory.open_write(Path::new("one.idx")).unwrap();
        writer.write_all(b"some bytes of an index").unwrap();
        writer.terminate().unwrap();
        (directory.get_file_handle(Path::new("one.idx")).unwrap(), folder.path().join("one.idx"))
    }

    #[test]
    fn a_file_that_is_damaged_while_it_is_open_fails_to_be_read() {
        let damages: [fn(&Path); 4] = [
            |path| File::options().write(true).open(path).unwrap().set_len(0).unwrap(),
            |path| File::options().write(true).open(path).unwrap().set_len(7).unwrap(),
            |path| fs::write(path, [0; 22]).unwrap(),
            |path| File::options().append(true).open(path).unwrap().write_all(b"more").unwrap(),
        ];
        for damage in damages {
            let folder = tempfile::tempdir().unwrap();
            let (handle, path) = opened(&folder);
            assert_eq!(handle.read_bytes(5..10).unwrap().as_slice(), b"bytes");
            let before = fs::metadata(&path).unwrap().modified().unwrap();
            damage(&path);
            // The clock of a file has ticks, which a test may not outlast.
            let file = File::options().write(true).open(&path).unwrap();
            file.set_modified(before + std::time::Duration::from_secs(1)).unwrap();
            assert!(handle.read_bytes(5..10).is_err());
            assert!(handle.read_bytes(0..22).is_err());
        }
    }

    #[test]
    fn a_range_beyond_the_end_fails_to_be_read() {
        let folder = tempfile::tempdir().unwrap();
        assert!(opened(&folder).0.read_bytes(5..1 << 40).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_removed_or_replaced_while_it_is_open_is_read_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let (handle, path) = opened(&folder);
        fs::remove_file(&path).unwrap();
        fs::write(&path, "another").unwrap();
        assert_eq!(handle.read_bytes(0..22).unwrap().as_slice(), b"some bytes of an index");
    }
}
