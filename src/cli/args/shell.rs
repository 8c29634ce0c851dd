//! The arguments of the commands about the program itself.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Moved;

/// `briefing doctor`
#[derive(Args, Debug)]
pub struct Doctor {
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// `briefing config`
#[derive(Args, Debug)]
pub struct Config {
    /// What to do with it
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// What can be done with the file of settings.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Print where the file of settings is looked for
    Path,
    /// Write a new file of settings, in which everything is explained and nothing set
    Init,
    /// Take the memory along when a library's folder has moved, as `briefing memory move` does
    Move(Moved),
}

/// `briefing keys`
#[derive(Args, Debug)]
pub struct Keys {
    /// One JSON object for each command
    #[arg(long)]
    pub json: bool,
}

/// `briefing completions`
#[derive(Args, Debug)]
pub struct Completions {
    /// For this shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// The shells that completion scripts are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU Bash
    Bash,
    /// Z shell
    Zsh,
    /// fish
    Fish,
    /// `PowerShell`
    Powershell,
    /// Elvish
    Elvish,
}

/// `briefing man`
#[derive(Args, Debug)]
pub struct Man {
    /// Into this folder
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// `briefing __complete`
#[derive(Args, Debug)]
pub struct Complete {
    /// Behind the words an empty one follows, which some shells can't hand over
    #[arg(long)]
    pub new_word: bool,
    /// Quote for this shell; bash hands over its line as one word
    #[arg(long)]
    pub shell: Option<Shell>,
    /// The end of the line that bash replaces
    #[arg(long, default_value = "", requires = "shell")]
    pub tail: String,
    /// The words of the command line up to the cursor, the program's name first
    #[arg(value_name = "WORD", trailing_var_arg = true, allow_hyphen_values = true)]
    pub words: Vec<OsString>,
}
