//! The path of the reader's settings file, and reading it.

use std::io;
use std::path::{Path, PathBuf};

use crate::library;

/// The most bytes of a file of settings.
const MOST: u64 = 1 << 20;

/// The reader's file: what `$BRIEFING_CONFIG` names, else `briefing/config.toml` in the folder for configuration
/// (`$XDG_CONFIG_HOME`, else `~/.config`, on macOS too; on Windows the roaming folder); nothing without a home.
pub fn config_file() -> Option<PathBuf> {
    if let Some(file) = std::env::var_os("BRIEFING_CONFIG").filter(|file| !file.is_empty()) {
        return Some(PathBuf::from(file));
    }
    library::config_folder().map(|folder| folder.join("config.toml"))
}

/// Reads a file of settings: never waiting for a FIFO, never more than a file of settings can have.
pub(super) fn read(path: &Path) -> io::Result<String> {
    if std::fs::metadata(path)?.len() > MOST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "more than 1 MiB"));
    }
    let bytes = library::open_file(path)?;
    let text =
        String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not UTF-8"))?;
    Ok(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text))
}

/// A path as written, with the home for `~`.
pub(super) fn expanded(name: &str) -> PathBuf {
    let rest = match name {
        "~" => Some(""),
        _ => name.strip_prefix("~/"),
    };
    match (rest, std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(name),
    }
}
