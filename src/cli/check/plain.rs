//! Diagnostics one a line: for editors and for programs.

use std::env;
use std::path::Path;

use serde::Serialize;

use crate::check::Diagnostic;
use crate::clean;
use crate::cli::json;
use crate::cli::{CommandContext, CommandError};
use crate::text::Clean;

/// Prints `path:line:column: level[code]: what; hint`, as compilers print it and editors read it.
pub(super) fn short(context: &mut CommandContext, diagnostics: &[Diagnostic]) -> Result<(), CommandError> {
    for Diagnostic { rule, level, path, place, what, hint, .. } in diagnostics {
        let hint = hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        let (path, code) = (shown(path), rule.code());
        context.output.line(&clean!(
            "{path}:{}:{}: {level}[{code}]: {what}{hint}",
            place.line,
            place.column
        ))?;
    }
    Ok(())
}

/// Prints one JSON object a line.
pub(super) fn json(context: &mut CommandContext, diagnostics: &[Diagnostic]) -> Result<(), CommandError> {
    for diagnostic in diagnostics {
        context.output.line(&json::line(&DiagnosticJson::new(diagnostic)))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct DiagnosticJson<'a> {
    code: &'static str,
    level: String,
    path: Clean,
    line: u32,
    column: u32,
    length: u32,
    message: &'a str,
    hint: Option<&'a str>,
    source: &'a str,
}

impl<'a> DiagnosticJson<'a> {
    fn new(diagnostic: &'a Diagnostic) -> Self {
        Self {
            code: diagnostic.rule.code(),
            level: diagnostic.level.to_string(),
            path: shown(&diagnostic.path),
            line: diagnostic.place.line,
            column: diagnostic.place.column,
            length: diagnostic.place.length,
            message: &diagnostic.what,
            hint: diagnostic.hint.as_ref().map(Clean::as_str),
            source: &diagnostic.excerpt.line,
        }
    }
}

/// Returns a path relative to the current folder, if it is below.
pub(super) fn shown(path: &Path) -> Clean {
    let here = env::current_dir().ok();
    let inner = here.and_then(|here| path.strip_prefix(here).map(Path::to_owned).ok());
    let inner = inner.as_deref().unwrap_or(path);
    clean!("{}", inner.strip_prefix(".").unwrap_or(inner).display())
}
