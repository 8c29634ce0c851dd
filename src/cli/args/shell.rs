//! The arguments of the commands about the program itself.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `briefing doctor`
#[derive(Args, Debug)]
pub struct Doctor {
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// `briefing config`
#[derive(Args, Debug)]
pub struct Config {
    /// The subcommand
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// A task of `briefing config`.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Print the path of the configuration file
    Path,
    /// Create a configuration file in which every setting is explained and commented out
    Init,
}

/// `briefing keys`
#[derive(Args, Debug)]
pub struct KeysArgs {
    /// Print one JSON object for each key command
    #[arg(long)]
    pub json: bool,
}

/// `briefing completions`
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell
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
    /// Microsoft PowerShell
    Powershell,
    /// Elvish
    Elvish,
}

/// `briefing man`
#[derive(Args, Debug)]
pub struct Man {
    /// The folder to write into
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// `briefing __complete`
#[derive(Args, Debug)]
pub struct Complete {
    /// Complete an empty word after the given ones, which some shells cannot pass
    #[arg(long)]
    pub new_word: bool,
    /// Quote for this shell; bash hands over its line as one word
    #[arg(long)]
    pub shell: Option<Shell>,
    /// The end of the line that bash replaces
    #[arg(long, default_value = "", requires = "shell")]
    pub tail: String,
    /// The words of the command line up to the cursor, program name first
    #[arg(value_name = "WORD", trailing_var_arg = true, allow_hyphen_values = true)]
    pub words: Vec<OsString>,
}
