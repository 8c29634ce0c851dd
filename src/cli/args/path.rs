//! A path where a command is expected: it is to be opened.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Refused;
use crate::clean;

/// Returns the position of an argument that is an existing path.
/// It is in place of a command.
pub(super) fn in_place_of_command(error: &clap::Error, arguments: &[OsString]) -> Option<usize> {
    let word = unknown_command(error)?;
    let place = |argument: &OsString| argument.as_os_str() == OsStr::new(word);
    arguments.iter().skip(1).position(place).map(|at| at + 1).filter(|_| Path::new(word).exists())
}

/// Returns the answer to a path that leads to nothing.
pub(super) fn missing(error: &clap::Error) -> Option<Refused> {
    let word = unknown_command(error)?;
    let path = Path::new(word);
    let is_path = path.components().count() > 1 || path.extension().is_some();
    is_path.then(|| Refused {
        message: clean!("error: cannot open `{word}`: no such file or folder").into_string(),
        to_stdout: false,
    })
}

fn unknown_command(error: &clap::Error) -> Option<&str> {
    match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) if error.kind() == ErrorKind::InvalidSubcommand => Some(word),
        _ => None,
    }
}
