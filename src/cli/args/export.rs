//! The arguments of `briefing export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// `briefing export`
#[derive(Args, Debug)]
pub struct Export {
    /// Words and fields; `briefing list --help` lists the fields [default: all briefings]
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Write into this folder, which must be new or empty unless --force is given
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// Write in this format
    #[arg(long, value_name = "FORMAT", default_value = "html")]
    pub format: ExportFormat,
    /// Overwrite existing files; other files are left alone
    #[arg(long)]
    pub force: bool,
}

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A site that a browser opens from disk
    Html,
    /// briefings.jsonl: one object per line, including the text
    Json,
    /// The Markdown files, unchanged
    Md,
    /// CSV tables of briefings, statements, links and the timeline
    Csv,
}
