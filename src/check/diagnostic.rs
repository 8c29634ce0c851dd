//! One finding: its rule, its place, and how to fix it.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::briefing::LineRange;
use crate::clean;
use crate::text::{Clean, thousands};

use super::{Excerpt, Rule};

/// The importance of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Wrong: something is lost or contradicts itself.
    Error,
    /// Probably not as meant.
    Warning,
    /// Allowed, but possibly a mistake.
    Hint,
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        })
    }
}

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The rule.
    pub rule: Rule,
    /// The level in this file.
    pub level: Level,
    /// The file.
    pub path: PathBuf,
    /// The place in the file: line and column from 1, in characters.
    pub place: LineRange,
    /// The description of the problem.
    pub what: Clean,
    /// Advice on how to fix it.
    pub hint: Option<Clean>,
    /// The line it is in.
    pub excerpt: Excerpt,
}

impl Diagnostic {
    /// Returns the key for sorting diagnostics.
    pub(super) fn order(&self) -> (&Path, u32, u32, Rule) {
        (&self.path, self.place.line, self.place.column, self.rule)
    }
}

/// Counts the diagnostics of each level that occurs: `1 error, 3 hints`.
pub fn counted(diagnostics: &[Diagnostic]) -> Clean {
    let part = |level: Level| match diagnostics.iter().filter(|found| found.level == level).count() {
        0 => None,
        1 => Some(format!("1 {level}")),
        several => Some(format!("{} {level}s", thousands(several))),
    };
    let parts: Vec<String> =
        [Level::Error, Level::Warning, Level::Hint].into_iter().filter_map(part).collect();
    if parts.is_empty() { clean!("no problems") } else { clean!("{}", parts.join(", ")) }
}
