//! The analyst's commands as typed.

use clap::{Args, ValueEnum};

/// What `--cite` without a number stands for.
pub const ALL_STATEMENTS: &str = "all";

/// How citations are written.
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
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct Facts {
    /// Of which briefings: words and fields, as in `list`
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only statements that rest on one origin
    #[arg(long)]
    pub one_origin: bool,
    /// Only statements without a source
    #[arg(long)]
    pub unsourced: bool,
    /// Only what somebody claims or estimates
    #[arg(long)]
    pub claims: bool,
    /// Only where sources do not agree
    #[arg(long)]
    pub conflicts: bool,
    /// What is not known: the open questions
    #[arg(long, conflicts_with_all = ["one_origin", "unsourced", "claims", "conflicts"])]
    pub open: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `briefing sources`
#[derive(Args, Debug)]
pub struct Sources {
    /// A source's id: everything that rests on it; or a query: the sources of those briefings; else all sources
    #[arg(value_name = "ID or QUERY")]
    pub query: Vec<String>,
    /// Everything that rests on this origin, whichever source passes it on
    #[arg(long, value_name = "NAME", conflicts_with = "query")]
    pub origin: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `briefing links`
#[derive(Args, Debug)]
pub struct Links {
    /// An id, a path, or words of its title
    #[arg(value_name = "ID", required = true)]
    pub id: Vec<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `briefing timeline`
#[derive(Args, Debug)]
pub struct Timeline {
    /// Of which briefings: words and fields, as in `list`
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only what can have happened on this date or later: 2019, 2019-10, 2019-10-07
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Only what can have happened on this date or before
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// With a heading and a number for each of these
    #[arg(long, value_name = "UNIT")]
    pub by: Option<By>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// What a time line is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    Year,
    Quarter,
    Month,
    Day,
}

/// `briefing matrix`
#[derive(Args, Debug)]
pub struct Matrix {
    /// Of which briefings: words and fields, as in `list`
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// What stands at the left
    #[arg(long, value_name = "AXIS")]
    pub rows: Option<Side>,
    /// What stands at the top
    #[arg(long, value_name = "AXIS")]
    pub columns: Option<Side>,
    /// Comma-separated values, roles in full
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// One JSON object for each filled cell
    #[arg(long)]
    pub json: bool,
}

/// What can stand along a side of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Side {
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
    /// Two ids or more
    #[arg(value_name = "ID", required = true, num_args = 2..)]
    pub ids: Vec<String>,
    /// Width of the table in columns
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub width: Option<u16>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}
