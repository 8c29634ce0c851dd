//! The arguments of `briefing export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// `briefing export`
#[derive(Args, Debug)]
pub struct Export {
    /// Which briefings: words and fields; without any, all
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Into this folder, which must be new or empty
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// What to write
    #[arg(long, value_name = "FORMAT", default_value = "html")]
    pub format: ExportFormat,
    /// Write over files that are there; nothing else in the folder is touched
    #[arg(long)]
    pub force: bool,
}

/// What an export consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A site that a browser opens from disk
    Html,
    /// briefings.jsonl: one object a line, the text included
    Json,
    /// The files as they are
    Md,
    /// Tables: briefings, statements, links, time line
    Csv,
}
