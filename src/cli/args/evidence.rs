//! The arguments of the commands about statements, sources, links, dates and comparisons.

use clap::{Args, ValueEnum};

use super::numbers;

/// The value of `--cite` without a number.
pub const ALL_STATEMENTS: &str = "all";

/// The format of citations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CiteFormat {
    /// Lines of plain text
    #[default]
    Plain,
    /// A quotation with links
    Markdown,
    /// CSL-JSON, for Zotero and Pandoc
    Csl,
}

/// `briefing facts`
#[derive(Args, Debug)]
#[command(after_help = "An origin is who reported or said it first; several sources can repeat one origin.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct FactsArgs {
    /// Words and fields; `briefing list --help` lists the fields
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Show only statements with one origin
    #[arg(long)]
    pub one_origin: bool,
    /// Show only statements without a source
    #[arg(long)]
    pub unsourced: bool,
    /// Show only claims and estimates
    #[arg(long)]
    pub claims: bool,
    /// Show only conflicts between sources
    #[arg(long)]
    pub conflicts: bool,
    /// Show the open questions
    #[arg(long, conflicts_with_all = ["one_origin", "unsourced", "claims", "conflicts"])]
    pub open: bool,
    /// Print JSON Lines
    #[arg(long)]
    pub json: bool,
}

/// `briefing sources`
#[derive(Args, Debug)]
pub struct Sources {
    /// A source, to list what depends on it; or a query, to list sources [default: all sources]
    #[arg(value_name = "ID or QUERY")]
    pub query: Vec<String>,
    /// List everything that depends on this origin, through any source
    #[arg(long, value_name = "NAME", conflicts_with = "query")]
    pub origin: Option<String>,
    /// Print JSON Lines
    #[arg(long)]
    pub json: bool,
}

/// `briefing links`
#[derive(Args, Debug)]
pub struct Links {
    /// An id, a path, or words of the title
    #[arg(value_name = "ID or WORDS", required = true)]
    pub id: Vec<String>,
    /// Print JSON Lines
    #[arg(long)]
    pub json: bool,
}

/// `briefing timeline`
#[derive(Args, Debug)]
pub struct TimelineArgs {
    /// Words and fields; `briefing list --help` lists the fields
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Show only entries that may fall on or after this date: 2019, 2019-10, 2019-10-07; inexact dates count
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Show only entries that may fall on or before this date
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Group by this unit, with a heading and a count for each group
    #[arg(long, value_name = "UNIT")]
    pub by: Option<By>,
    /// Print JSON Lines
    #[arg(long)]
    pub json: bool,
}

/// The unit that a timeline is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    Year,
    Quarter,
    Month,
    Day,
}

/// `briefing matrix`
#[derive(Args, Debug)]
pub struct MatrixArgs {
    /// Words and fields; `briefing list --help` lists the fields
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// The axis of the rows
    #[arg(long, value_name = "AXIS")]
    pub rows: Option<MatrixSide>,
    /// The axis of the columns
    #[arg(long, value_name = "AXIS")]
    pub columns: Option<MatrixSide>,
    /// Print CSV with full role names
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Print one JSON object for each filled cell
    #[arg(long)]
    pub json: bool,
}

/// An axis of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MatrixSide {
    Company,
    Event,
    Tag,
    Status,
    Country,
    Year,
    Type,
}

/// `briefing compare`
#[derive(Args, Debug)]
pub struct Compare {
    /// Two or more ids
    #[arg(value_name = "ID", required = true, num_args = 2..)]
    pub ids: Vec<String>,
    /// Format the table for N columns
    #[arg(long, value_name = "N", value_parser = numbers::columns, allow_negative_numbers = true)]
    pub width: Option<u16>,
    /// Print JSON Lines
    #[arg(long)]
    pub json: bool,
}
