//! The arguments of the commands about the reading history.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `briefing changed`
#[derive(Args, Debug)]
pub struct ChangedArgs {
    /// Show only this briefing: an id, words of the title or a path
    #[arg(value_name = "ID")]
    pub id: Vec<String>,
    /// Compare with this day in git history (7d, 2w, 2026-11-15) [default: your last reading]
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Print one JSON object for each change
    #[arg(long, conflicts_with = "markdown")]
    pub json: bool,
    /// Print Markdown with a section for each briefing, for a newsletter
    #[arg(long)]
    pub markdown: bool,
}

/// `briefing memory`
#[derive(Args, Debug)]
pub struct MemoryArgs {
    /// The subcommand
    #[command(subcommand)]
    pub task: MemoryTask,
}

/// A task of `briefing memory`.
#[derive(Debug, Subcommand)]
pub enum MemoryTask {
    /// Print the reading history as JSON Lines; with -L, of that library only
    Export,
    /// Import an exported file; the newer entry wins. With -L, import into that library only
    Import {
        /// The file, or - for standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Forget (delete) the reading history of briefings, of a library, or of all libraries
    Forget {
        /// Ids, or paths
        #[arg(value_name = "ID")]
        ids: Vec<String>,
        /// Delete the history of the library given by -L, or of the current one
        #[arg(long, conflicts_with_all = ["ids", "all"])]
        whole_library: bool,
        /// Delete the history of all libraries
        #[arg(long, conflicts_with = "ids")]
        all: bool,
    },
    /// Move the reading history of a folder or file to its new path
    Move(MovedFolder),
}

/// A library's folder, or a file, that has another place now.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct MovedFolder {
    /// The old path
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The new path
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
}
