//! A problem with a file: its place, its description and its remedy.

use std::path::PathBuf;

use crate::text::Clean;

/// The severity of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// A problem because of which something could not be read.
    Error,
    /// A problem of text that was read, but perhaps not as intended.
    Warning,
}

/// The kind of a problem.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The file could not be read, or holds no text.
    Unreadable,
    /// Bytes that are not in the encoding of the rest.
    Encoding,
    /// The front matter does not follow the rules of its format.
    #[default]
    FrontMatter,
    /// A wrong date. The value is no date, or not the kind of date that its key takes.
    Date,
    /// A value of another type than its key takes.
    Value,
}

/// Something wrong in a file. The file is in the library all the same, with what could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// The line of the file, from 1.
    pub line: u32,
    /// The character of the line, from 1.
    pub column: u32,
    /// The number of characters of the line it concerns, at least one.
    pub length: u32,
    /// The kind of a problem.
    pub kind: ProblemKind,
    /// The severity of a problem.
    pub severity: Severity,
    /// The description of the problem.
    pub what: Clean,
    /// Advice on how to fix it.
    pub hint: Option<Clean>,
}
