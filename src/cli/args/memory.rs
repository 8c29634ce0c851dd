//! The commands about what the reader has read, as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `briefing changed`
#[derive(Args, Debug)]
pub struct Changed {
    /// Only this briefing: an id, words of its title or a path
    #[arg(value_name = "ID")]
    pub id: Vec<String>,
    /// Since this day (7d, 2w, 2026-11-15), from git history when the library is a git checkout; else since you read it
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// One JSON object a change
    #[arg(long, conflicts_with = "markdown")]
    pub json: bool,
    /// A section a briefing, for a newsletter
    #[arg(long)]
    pub markdown: bool,
}

/// `briefing memory`
#[derive(Args, Debug)]
pub struct Memory {
    /// What to do
    #[command(subcommand)]
    pub task: MemoryTask,
}

/// What can be done with the memory.
#[derive(Debug, Subcommand)]
pub enum MemoryTask {
    /// Print what is remembered as JSON Lines; with -L only of that library
    Export,
    /// Merge what `export` has printed: of each part the later one stays; with -L it is about that library
    Import {
        /// The file, or - for standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Forget what was read: of these briefings, of the whole library, or everything
    Forget {
        /// Ids, or paths
        #[arg(value_name = "ID", required_unless_present_any = ["whole_library", "all"])]
        ids: Vec<String>,
        /// The library that is meant by -L or found from here
        #[arg(long, conflicts_with_all = ["ids", "all"])]
        whole_library: bool,
        /// Everything about all libraries
        #[arg(long, conflicts_with = "ids")]
        all: bool,
    },
    /// Keep the reading history of a library's folder, or of one file, that was moved
    Move(Moved),
}

/// A library's folder, or a file, that has another place now.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Where it was
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// Where it is
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
}
