//! A path where a command is expected: it is to be opened.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Refused;
use crate::clean;
use crate::text::Clean;

/// Returns the position of an argument that is an existing path.
/// It is in place of a command.
pub(super) fn in_place_of_command(error: &clap::Error, arguments: &[OsString]) -> Option<usize> {
    let word = unknown_command(error)?;
    let place = |argument: &OsString| argument.as_os_str() == OsStr::new(word);
    arguments.iter().skip(1).position(place).map(|at| at + 1).filter(|_| Path::new(word).exists())
}

/// The commands with commands of their own, which take no path.
const WITH_COMMANDS: [&str; 2] = ["memory", "config"];

/// Returns the answer to a word that names no command, file or folder.
pub(super) fn missing(error: &clap::Error, arguments: &[OsString]) -> Option<Refused> {
    let word = unknown_command(error)?;
    let path = Path::new(word);
    let refused = |message: Clean| Some(Refused { message: message.into_string(), to_stdout: false });
    if path.components().count() > 1 || path.extension().is_some() {
        return refused(clean!("error: cannot open `{word}`: no such file or folder"));
    }
    if arguments.iter().any(|argument| WITH_COMMANDS.iter().any(|command| argument == command)) {
        return None;
    }
    let similar = match error.get(ContextKind::SuggestedSubcommand) {
        Some(ContextValue::Strings(commands)) if !commands.is_empty() => {
            format!("did you mean `briefing {}`? ", commands.join("` or `briefing "))
        }
        _ => String::new(),
    };
    let what = clean!("error: no command, file or folder `{word}`");
    let hint = clean!("  {similar}to read a briefing, try `briefing show {word}`");
    Some(Refused { message: format!("{what}\n{hint}"), to_stdout: false })
}

fn unknown_command(error: &clap::Error) -> Option<&str> {
    match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) if error.kind() == ErrorKind::InvalidSubcommand => Some(word),
        _ => None,
    }
}
