//! What is wrong with a file: where, what, and how to mend it.

use std::path::PathBuf;

use crate::text::Clean;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something could not be read.
    Error,
    /// Everything could be read, but perhaps not as meant.
    Warning,
}

/// What sort of thing is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The file could not be read, or holds no text.
    Unreadable,
    /// The bytes are not all in the encoding of the rest.
    Encoding,
    /// The front matter does not follow the rules of its format.
    #[default]
    FrontMatter,
    /// A value is no date, or not the kind of date that its key takes.
    Date,
    /// A value is of another type than its key takes.
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
    /// How many characters of the line it concerns, at least one.
    pub length: u32,
    /// What sort of thing is wrong.
    pub kind: ProblemKind,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub what: Clean,
    /// How to mend it.
    pub hint: Option<Clean>,
}
