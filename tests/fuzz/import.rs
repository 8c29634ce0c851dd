//! Any bytes are an exported memory: they are taken as a whole or not at all, and what was taken is handed over so that
//! another memory, which takes it, says the same.

use std::path::Path;

use briefing::memory::{Memory, MemoryError};

pub fn check(data: &[u8]) {
    let quick = Path::new("/dev/shm");
    let folder = || if quick.is_dir() { tempfile::tempdir_in(quick) } else { tempfile::tempdir() };
    let (one, other) = (folder().expect("a folder"), folder().expect("a folder"));
    let (mut memory, _) = Memory::open(one.path()).expect("a new memory");
    let about = data.first().filter(|byte| byte.is_ascii_lowercase()).map(|_| "/somewhere");
    let lines = if about.is_some() { &data[1..] } else { data };
    match memory.import(lines, about) {
        Err(_) => assert_eq!(said(&memory).len(), 1, "a part was taken"),
        Ok(merged) => {
            let said_by_one = said(&memory);
            let (mut second, _) = Memory::open(other.path()).expect("a new memory");
            second.import(said_by_one.join("\n").as_bytes(), None).expect("it wrote this itself");
            assert_eq!(said(&second), said_by_one, "{merged:?}");
            // What is there already is no news.
            let again = memory.import(lines, about).expect("it was taken before");
            assert_eq!((again.changed, said(&memory)), (0, said_by_one));
        }
    }
}

/// All lines that a memory hands over.
fn said(memory: &Memory) -> Vec<String> {
    let mut lines = Vec::new();
    let take = |line: &str| {
        lines.push(line.to_owned());
        Ok::<(), MemoryError>(())
    };
    memory.export(None, take).expect("it can be read");
    lines
}
