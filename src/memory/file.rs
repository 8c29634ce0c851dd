//! The file of the database: how it is opened so that several processes can use it at once, and how a damaged one
//! is set aside.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::{MemoryError, Result};
use super::{FILE, Memory, Moment, schema};
use crate::clean;
use crate::library::make_private_folder;
use crate::text::Clean;

/// The longest wait for another process.
const PATIENCE: Duration = Duration::from_secs(15);
/// The size of the database's cache in memory, in KiB.
/// A mark touches a few pages, and a look at a large library reads all of them once.
const CACHE: i32 = 256;
/// The pause between two looks at whether another process is done.
/// A long one would lose every turn to a process that writes all the time.
const PAUSE: Duration = Duration::from_millis(2);
/// The most attempts at a change of the journal. `SQLite` itself does not wait for that.
const ATTEMPTS: u32 = 50;

/// Asks for the number of the last change.
const SEEN: &str = "SELECT number FROM revision";

/// The identity of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity([u64; 2]);

impl Identity {
    #[cfg(unix)]
    pub fn of(file: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(file).ok().map(|about| Self([about.dev(), about.ino()]))
    }

    /// Returns the same identity for all files. Where files have no numbers, an open database can't be renamed.
    #[cfg(not(unix))]
    pub fn of(file: &Path) -> Option<Self> {
        fs::metadata(file).ok().map(|_| Self([0, 0]))
    }
}

/// Opens the memory in a folder, setting a damaged one aside.
pub(super) fn open(folder: &Path) -> Result<(Memory, Option<Clean>)> {
    let unusable = |error| MemoryError::Unusable { file: folder.to_owned(), error };
    make_private_folder(folder).map_err(unusable)?;
    let file = folder.join(FILE);
    let before = Identity::of(&file);
    match connect(&file) {
        Err(MemoryError::Damaged) => renew(&file, before),
        other => other.map(|memory| (memory, None)),
    }
}

/// Begins a new memory in place of a damaged one. Readable parts of the damaged one are taken over.
pub(super) fn renew(file: &Path, damaged: Option<Identity>) -> Result<(Memory, Option<Clean>)> {
    let aside = set_aside(file, damaged)?;
    let mut memory = connect(file)?;
    let warning = aside.map(|aside| {
        let rest = if salvage(&aside, &mut memory) {
            "; everything that could still be read was copied"
        } else {
            ""
        };
        clean!(
            "the reading history was damaged and was renamed to {}; a new one was created{rest}",
            aside.display()
        )
    });
    Ok((memory, warning))
}

/// Takes over what can be read of a damaged database; says whether that was anything. The database stays as it is.
fn salvage(aside: &Path, memory: &mut Memory) -> bool {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(mut connection) = Connection::open_with_flags(aside, flags) else { return false };
    // Alone with the file, the index of a log needs no shared memory.
    if connection.pragma_update_and_check(None, "locking_mode", "exclusive", |_| Ok(())).is_err() {
        return false;
    }
    if protect(&connection).and_then(|()| schema::ensure(&mut connection, aside)).is_err() {
        return false;
    }
    let old = Memory { connection, file: aside.to_owned(), identity: None, seen: 0, is_read_only: true };
    let (mut lines, mut count) = (Vec::new(), 0);
    // It ends where the damage begins: that is no reason to do without what was read before.
    let _: Result<()> = old.export(None, |line| {
        lines.extend_from_slice(line.as_bytes());
        lines.push(b'\n');
        count += 1;
        Ok(())
    });
    count > 1 && memory.import(lines.as_slice(), None).is_ok()
}

fn connect(file: &Path) -> Result<Memory> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(file, flags)?;
    connection.busy_handler(Some(wait))?;
    protect(&connection)?;
    leave_log(&connection, file)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    connection.pragma_update_and_check(None, "journal_mode", JOURNAL, |_| Ok(()))?;
    // What is committed is on the disk.
    connection.pragma_update(None, "synchronous", "full")?;
    schema::ensure(&mut connection, file)?;
    let seen = connection.query_row(SEEN, [], |row| row.get(0))?;
    Ok(Memory { connection, file: file.to_owned(), identity: Identity::of(file), seen, is_read_only: false })
}

/// Opens the memory in a folder for reading alone.
pub(super) fn read(folder: &Path) -> Result<Memory> {
    let file = folder.join(FILE);
    let unchanging = unchanging(&file);
    // A log is not read, because its index would be mapped into memory.
    if has_log(&file) {
        return read_as(&file, Path::new(&unchanging));
    }
    // A change that was not completed cannot be undone where nothing may be written: the file is read as it is.
    read_as(&file, &file).or_else(|_| read_as(&file, Path::new(&unchanging)))
}

fn read_as(file: &Path, name: &Path) -> Result<Memory> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let mut connection = Connection::open_with_flags(name, flags)?;
    connection.busy_handler(Some(wait))?;
    protect(&connection)?;
    schema::ensure(&mut connection, file)?;
    let seen = connection.query_row(SEEN, [], |row| row.get(0))?;
    let identity = Identity::of(file);
    Ok(Memory { connection, file: file.to_owned(), identity, seen, is_read_only: true })
}

/// Returns the address of a file that `SQLite` takes as unchanging.
/// It behaves as on a medium that cannot be written.
fn unchanging(file: &Path) -> String {
    let mut address = String::from("file:");
    for byte in file.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => address.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => address.push(char::from(*byte)),
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address + "?immutable=1"
}

/// Protects against the file's contents, which are not trusted.
/// Nothing in its schema may run, and its cells are checked.
fn protect(connection: &Connection) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(())
}

/// The journal, with which a change that was not completed is undone.
/// The faster write-ahead log has an index that every process maps into memory, and truncating that file ends them all.
const JOURNAL: &str = "truncate";

/// Puts the contents of a write-ahead log into the database.
/// Earlier versions used one. Its index is not mapped for a process that has the database for itself.
fn leave_log(connection: &Connection, file: &Path) -> Result<()> {
    for _ in 0..ATTEMPTS {
        if !has_log(file) {
            break;
        }
        connection.pragma_update_and_check(None, "locking_mode", "exclusive", |_| Ok(()))?;
        let left = connection.pragma_update_and_check(None, "journal_mode", JOURNAL, |_| Ok(()));
        connection.pragma_update_and_check(None, "locking_mode", "normal", |_| Ok(()))?;
        match left.map_err(MemoryError::from) {
            Ok(()) => {}
            Err(MemoryError::Busy) => thread::sleep(Duration::from_millis(20)),
            Err(other) => return Err(other),
        }
    }
    if has_log(file) { Err(MemoryError::Busy) } else { Ok(()) }
}

/// Reports whether a database says that it has a write-ahead log.
fn has_log(file: &Path) -> bool {
    /// The place of the version that a reader needs; 2 is that of databases with a log.
    const VERSION: usize = 19;
    let mut head = [0; VERSION + 1];
    File::open(file).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head[VERSION] == 2
}

/// Waits for another process, if it has not taken too long already.
fn wait(times: i32) -> bool {
    thread::sleep(PAUSE);
    PAUSE * u32::try_from(times).unwrap_or(u32::MAX) < PATIENCE
}

/// Renames a damaged database with its files and returns its name.
/// Several processes may find the damage at once: only one moves it, and what another has begun since is not
/// moved.
fn set_aside(file: &Path, damaged: Option<Identity>) -> Result<Option<PathBuf>> {
    let unusable = |error| MemoryError::Unusable { file: file.to_owned(), error };
    let _lock = lock(&file.with_extension("lock")).map_err(unusable)?;
    if damaged.is_none() || Identity::of(file) != damaged {
        return Ok(None);
    }
    let aside = free_name(file);
    for ending in ["-wal", "-shm", "-journal", ""] {
        let from = with_ending(file, ending);
        match fs::rename(&from, with_ending(&aside, ending)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(unusable(error)),
        }
    }
    Ok(Some(aside))
}

/// A name that nothing has yet.
fn free_name(file: &Path) -> PathBuf {
    let day = Moment::now().day();
    let name = |number: u32| file.with_extension(format!("damaged-{day}-{number}.db"));
    (1..1_000).map(name).find(|name| !name.exists()).unwrap_or_else(|| name(0))
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Holds a lock until the file is dropped.
fn lock(file: &Path) -> io::Result<File> {
    let file = File::create(file)?;
    file.lock()?;
    Ok(file)
}
