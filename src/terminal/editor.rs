//! The command line of the user's editor, with the line to open.
//! It is started without a shell, with its arguments as they are.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Command;

use crate::clean;
use crate::config;
use crate::library;
use crate::text::Clean;

/// Returns the command that edits a file at a line.
/// Lines count from 1.
///
/// # Errors
///
/// When the environment names an editor without a name, or forbids starting one.
pub fn command(path: &Path, line: u32) -> Result<Command, Clean> {
    if library::is_secure() {
        return Err(clean!("cannot start an editor while BRIEFING_SECURE is set"));
    }
    let words = editor();
    let Some((program, arguments)) = words.split_first() else {
        return Err(clean!("no editor is set; try VISUAL=NAME or EDITOR=NAME"));
    };
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut command = config::command(program);
    command.args(arguments).args(at_line(program, &path, line));
    Ok(command)
}

/// Returns the words of `$VISUAL` or `$EDITOR`, split at blanks, else `vi`.
fn editor() -> Vec<OsString> {
    let named = ["VISUAL", "EDITOR"].into_iter().filter_map(env::var_os).find(|value| !value.is_empty());
    let named = named.unwrap_or_else(|| "vi".into());
    match named.to_str() {
        Some(text) => text.split_whitespace().map(OsString::from).collect(),
        None => vec![named],
    }
}

/// Returns the arguments that open the file at the line.
/// An unknown editor gets the file alone.
fn at_line(program: &OsStr, path: &Path, line: u32) -> Vec<OsString> {
    let name = Path::new(program).file_stem().and_then(OsStr::to_str).unwrap_or_default();
    let file = path.as_os_str().to_owned();
    let joined = |before: &str| {
        let mut place = OsString::from(before);
        place.push(&file);
        place.push(format!(":{line}"));
        place
    };
    match name {
        "vi" | "vim" | "nvim" | "view" | "nano" | "emacs" | "emacsclient" | "micro" | "kak" | "joe"
        | "mg" | "ne" => {
            vec![format!("+{line}").into(), file]
        }
        "hx" | "helix" | "subl" | "zed" => vec![joined("")],
        "code" | "codium" | "cursor" => vec!["--wait".into(), "--goto".into(), joined("")],
        _ => vec![file],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_arguments(program: &str) -> Vec<OsString> {
        at_line(OsStr::new(program), Path::new("/tmp/a b.md"), 12)
    }

    #[test]
    fn each_editor_is_reported_the_line_in_its_own_way() {
        assert_eq!(line_arguments("/usr/bin/vim"), ["+12", "/tmp/a b.md"]);
        assert_eq!(line_arguments("hx"), ["/tmp/a b.md:12"]);
        assert_eq!(line_arguments("code"), ["--wait", "--goto", "/tmp/a b.md:12"]);
        assert_eq!(line_arguments("ed"), ["/tmp/a b.md"]);
    }
}
