//! Commands of other programs, found in absolute folders of `PATH` alone.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

/// Returns a command of a program, without a shell.
///
/// It is looked for in the absolute folders of `PATH`, and so are the programs that it starts. Any other entry means
/// the current folder, where a file of this name may belong to a library.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let absolute = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
    match std::env::join_paths(absolute) {
        Ok(path) if !path.is_empty() => command.env("PATH", path),
        // An empty `PATH` means the current folder too; without one, the system has its own.
        _ => command.env_remove("PATH"),
    };
    command
}

/// Returns whether `PATH` has only absolute folders.
/// A crate that starts programs by itself may be used only then.
pub fn is_path_absolute() -> bool {
    std::env::var_os("PATH")
        .is_none_or(|path| std::env::split_paths(&path).all(|folder: PathBuf| folder.is_absolute()))
}
