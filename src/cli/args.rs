//! The command line as typed. Only this file and its modules know the parser's crate.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::search::query::FIELDS;
use crate::text::Clean;
use clap::{Args, Parser, Subcommand, ValueEnum};

mod complete;
mod evidence;
mod export;
mod manual;
mod memory;
mod numbers;
mod path;
mod shell;

pub use complete::{CompletionRequest, ValueKind, at_end};
pub use evidence::{
    ALL_STATEMENTS, By, CiteFormat, Compare, FactsArgs, Links, MatrixArgs, MatrixSide, Sources, TimelineArgs,
};
pub use export::{Export, ExportFormat};
pub use manual::{ManualSection, manual};
pub use memory::{ChangedArgs, MemoryArgs, MemoryTask, MovedFolder};
pub use shell::{Complete, CompletionsArgs, Config, ConfigCommand, Doctor, KeysArgs, Man, Shell};

/// The command line as typed.
#[derive(Debug, Parser)]
#[command(
    name = "briefing",
    version,
    about = "Read folders of Markdown briefings in a terminal: what is known, who says so, who was there, and what \
    happened when",
    override_usage = "briefing [OPTIONS] [COMMAND]\n       briefing [OPTIONS] PATH",
    after_help = "Without a command, the library opens in the reader, the full-screen program; `briefing PATH` \
    opens that\nfile or folder.\nExit codes: 0 success, 1 no match or `check` found errors,\n2 wrong usage or failure, 130 \
    interrupted."
)]
pub struct Typed {
    /// The command; without one, the library opens in the reader
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Continue where the last session ended; to do so always, set `BRIEFING_RESUME=1`
    #[arg(long)]
    pub resume: bool,
    /// Options of every command
    #[command(flatten)]
    pub common: Common,
}

/// The arguments of every command.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Args, Clone, Debug, Default)]
pub struct Common {
    /// Open this folder or file; can be repeated
    #[arg(short = 'L', long = "library", value_name = "DIR", global = true)]
    pub library: Vec<PathBuf>,
    /// Set when colour is used
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto", hide_default_value = true)]
    pub color: ColorChoice,
    /// Print without colour and drawn lines; without a command, use a prompt instead of the full screen
    #[arg(long, global = true)]
    pub plain: bool,
    /// Use this theme: terminal, ink, paper, contrast, mono, auto, or one of your own
    #[arg(long, value_name = "NAME", global = true, hide_short_help = true)]
    pub theme: Option<String>,
    /// Draw with these characters: auto, unicode or ascii
    #[arg(long, value_name = "SET", global = true, hide_short_help = true)]
    pub glyphs: Option<String>,
    /// Read settings from this file instead of the usual one
    #[arg(long, value_name = "FILE", global = true, hide_short_help = true)]
    pub config: Option<PathBuf>,
    /// Check every file for changes before answering
    #[arg(long, global = true)]
    pub fresh: bool,
    /// Print only results and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print warnings and the files that are skipped
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// The use of colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal with colours, if the environment allows it
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List briefings with id, type, title, status and as-of date
    List(ListArgs),
    /// Print one briefing
    Show(Show),
    /// Search the full text, with names, headings and sources
    Search(Search),
    /// Choose a briefing in the finder and print its id
    Pick(Pick),
    /// List statements (facts, claims, estimates, conflicts) with sources and origins
    Facts(FactsArgs),
    /// List sources, or everything that depends on one
    Sources(Sources),
    /// Show the links of a briefing in both directions, and what it shares with others
    Links(Links),
    /// Show dated entries in order: events, items of timelines, and measures
    Timeline(TimelineArgs),
    /// Show a matrix of companies by events, or with other axes
    Matrix(MatrixArgs),
    /// Compare briefings side by side
    Compare(Compare),
    /// Show what changed in briefings since you last read them, or since a given day
    Changed(ChangedArgs),
    /// Export, import, move or delete your reading history
    Memory(MemoryArgs),
    /// Check fields, dates, links and sources of a library
    Check(CheckArgs),
    /// Create a company, event or source briefing from a template
    New(New),
    /// Export briefings as a site, JSON, CSV tables or Markdown
    Export(Export),
    /// Show settings, terminal capabilities, data files and library health
    Doctor(Doctor),
    /// Print the path of the configuration file, or create the file
    Config(Config),
    /// List the keys of the reader
    Keys(KeysArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Write the manual pages
    Man(Man),
    /// Print completions of a command line, for completion scripts
    #[command(name = "__complete", hide = true)]
    Complete(Complete),
}

impl Command {
    /// Reports whether warnings about the settings are printed before the answer.
    /// They are not by those commands that print them themselves, or whose output a shell reads at each key.
    pub fn tells_of_settings(&self) -> bool {
        !matches!(self, Self::Doctor(_) | Self::Config(_) | Self::Complete(_) | Self::Completions(_))
    }

    /// Reports whether the answer is JSON: then errors are, too.
    pub fn answers_in_json(&self) -> bool {
        match self {
            Self::List(list) => list.json,
            Self::Show(show) => show.json,
            Self::Search(search) => search.json,
            Self::Pick(_) => false,
            Self::Facts(facts) => facts.json,
            Self::Sources(sources) => sources.json,
            Self::Links(links) => links.json,
            Self::Timeline(timeline) => timeline.json,
            Self::Matrix(matrix) => matrix.json,
            Self::Compare(compare) => compare.json,
            Self::Check(check) => check.format == CheckFormat::Json,
            Self::Doctor(doctor) => doctor.json,
            Self::Keys(keys) => keys.json,
            Self::Changed(changed) => changed.json,
            Self::New(_)
            | Self::Memory(_)
            | Self::Export(_)
            | Self::Config(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Complete(_) => false,
        }
    }
}

/// Returns the fields of the query language, each on a line with its meaning.
fn fields() -> String {
    let lines = FIELDS.iter().map(|field| format!("  {:<12} {}\n", format!("{}:", field.name), field.about));
    format!("Fields:\n{}", lines.collect::<String>())
}

/// `briefing list`
#[derive(Args, Debug)]
#[command(after_long_help = fields())]
pub struct ListArgs {
    /// Words and fields, such as `type:company status:us-entity-list`; --help lists the fields
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Sort in this order
    #[arg(long, value_name = "ORDER")]
    pub sort: Option<SortBy>,
    /// Reverse the order
    #[arg(long, short = 'r')]
    pub reverse: bool,
    /// Show at most N briefings
    #[arg(long, value_name = "N", value_parser = numbers::count::<usize>, allow_negative_numbers = true)]
    pub limit: Option<usize>,
    /// Print JSON Lines
    #[arg(long, conflicts_with = "null")]
    pub json: bool,
    /// Print paths only, each terminated by NUL (for xargs -0)
    #[arg(short = '0', long = "null")]
    pub null: bool,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SortBy {
    /// As-of date, newest first
    AsOf,
    /// Title
    Title,
    /// Type, then title
    Type,
    /// Date under `updated`, newest first
    Updated,
    /// Folder, then as-of date
    Folder,
}

/// `briefing show`
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct Show {
    /// An id, words of the title, the path of a file, or - for standard input
    #[arg(value_name = "ID or WORDS", required = true)]
    pub target: Vec<OsString>,
    /// Print a summary of ten lines, 80 columns wide
    #[arg(long, conflicts_with_all = ["markdown", "json", "section"])]
    pub brief: bool,
    /// Print only the section with this heading
    #[arg(long, value_name = "HEADING", conflicts_with = "json")]
    pub section: Option<String>,
    /// Print the Markdown source
    #[arg(long, conflicts_with = "json")]
    pub markdown: bool,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Format the text for N columns
    #[arg(long, value_name = "N", value_parser = numbers::columns, allow_negative_numbers = true)]
    pub width: Option<u16>,
    /// Print without a pager
    #[arg(long)]
    pub no_pager: bool,
    /// Print the citation of statement N of `facts`, or of all statements that have a source
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true,
        default_missing_value = ALL_STATEMENTS, conflicts_with_all = ["brief", "markdown", "json", "section"])]
    pub cite: Option<String>,
    /// Write citations in this format
    #[arg(long, value_name = "FORMAT", default_value = "plain", requires = "cite")]
    pub cite_format: CiteFormat,
}

/// `briefing check`
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Files or folders to check [default: the whole library]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Print diagnostics in this format
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: CheckFormat,
    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// Add missing definitions of footnotes that cite a source
    #[arg(long, conflicts_with_all = ["explain"])]
    pub fix: bool,
    /// With --fix: print the changes without writing them
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// List briefings whose `updated` date is older than this: 90d (90 days), 6m, 1y or a date
    #[arg(long, value_name = "WHEN")]
    pub stale: Option<String>,
    /// Explain the rule with this code
    #[arg(long, value_name = "CODE", conflicts_with_all = ["paths", "strict", "stale"])]
    pub explain: Option<String>,
}

/// The format of diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// With the source line and a caret
    #[default]
    Human,
    /// One line each: `path:line:column: level[code]: message`
    Short,
    /// Print JSON Lines
    Json,
    /// Annotations for GitHub Actions
    Github,
    /// One SARIF 2.1.0 document
    Sarif,
}

/// `briefing new`
#[derive(Args, Debug)]
pub struct New {
    /// The type of briefing
    #[arg(value_name = "TYPE")]
    pub kind: NewKind,
    /// The title; the file name is derived from it
    #[arg(value_name = "TITLE", required = true)]
    pub title: Vec<String>,
    /// Link to a briefing, or cite a source: company=hikvision, company=hikvision:exhibitor, source=afp-1911; can be
    /// repeated
    #[arg(long, value_name = "TYPE=ID[:ROLE]")]
    pub from: Vec<String>,
    /// Use this file name, without .md
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// The first day of an event, or the date when a source was published: 2019, 2019-10, 2019-10-07
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// The publisher of a source
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
    /// Create the file without opening an editor
    #[arg(long)]
    pub no_edit: bool,
}

/// The kinds of briefings that can be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NewKind {
    /// A company
    Company,
    /// An event or a measure
    Event,
    /// An article or document
    Source,
}

/// `briefing pick`
#[derive(Args, Debug)]
pub struct Pick {
    /// The initial query of the finder
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Print the path instead of the id
    #[arg(long)]
    pub path: bool,
}

/// `briefing search`
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct Search {
    /// Words, "phrases", -exclusions and fields, such as `nice cameras type:company`
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
    /// Print one JSON object for each briefing
    #[arg(long, conflicts_with_all = ["count", "files"])]
    pub json: bool,
    /// Print only the number of matches in each briefing
    #[arg(long, conflicts_with = "files")]
    pub count: bool,
    /// Print only paths
    #[arg(long, short = 'l')]
    pub files: bool,
    /// Print paths only, each terminated by NUL (for xargs -0)
    #[arg(short = '0', long = "null", conflicts_with_all = ["count", "json"])]
    pub null: bool,
    /// Print N lines before and after each match
    #[arg(long, short = 'C', value_name = "N", default_value = "0", hide_default_value = true,
        value_parser = numbers::count::<u32>, allow_negative_numbers = true)]
    pub context: u32,
    /// Show at most N briefings [default: 20 on a terminal, no limit otherwise]
    #[arg(long, value_name = "N", value_parser = numbers::count::<usize>, allow_negative_numbers = true)]
    pub limit: Option<usize>,
}

/// Reads the command line.
///
/// # Errors
///
/// The parser's message (help and version among them) with the exit code that it asks for.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Typed, Refused> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut read = Typed::try_parse_from(&arguments);
    // An argument that is no command but exists is a file or folder to read.
    while let Err(error) = &read
        && let Some(at) = path::in_place_of_command(error, &arguments)
    {
        let mut library = OsString::from("--library=");
        library.push(&arguments[at]);
        arguments[at] = library;
        // Behind `--` it would be a word, not an option.
        if let Some(end) = arguments[..at].iter().position(|argument| argument == "--") {
            arguments.remove(end);
        }
        read = Typed::try_parse_from(&arguments);
    }
    read.map_err(|error| {
        if let Some(refused) = path::missing(&error, &arguments) {
            return refused;
        }
        // The parser leaves control characters out of its messages: it runs again with the signs for them.
        let shown = arguments.iter().map(|argument| Clean::line(&argument.to_string_lossy()).into_string());
        let error = Typed::try_parse_from(shown).err().unwrap_or(error);
        Refused { message: error.render().to_string(), to_stdout: !error.use_stderr() }
    })
}

/// A command line that is answered with nothing but a message.
#[derive(Debug)]
pub struct Refused {
    /// Help, version, or what is wrong.
    pub message: String,
    /// Set if it was requested: then it is output and no error.
    pub to_stdout: bool,
}
