//! Makes what the documents take from the real program: `cargo run --example documents`.
//!
//! Pictures and demo are screens over the shipped briefings, reached by keys and written as SVG into `docs/`; the
//! tables of keys in the README and in `docs/keys.md` are the key map's own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it shares the tests' app")]

#[path = "../tests/support/folder.rs"]
mod folder;
#[path = "../tests/support/shots.rs"]
mod shots;
#[path = "../tests/support/test_app.rs"]
mod test_app;

use std::{fs, io};

fn main() -> io::Result<()> {
    for (file, picture) in shots::pictures() {
        fs::write(file, picture)?;
    }
    for (file, table) in shots::tables() {
        let page = fs::read_to_string(file)?;
        let page = shots::with_keys(&page, &table);
        fs::write(file, page.ok_or_else(|| io::Error::other(format!("{file} has no place for the keys")))?)?;
    }
    Ok(())
}
