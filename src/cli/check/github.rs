//! Diagnostics as workflow commands, which GitHub Actions shows beside the changed lines.

use crate::check::{Diagnostic, Level};
use crate::clean;
use crate::cli::check::plain::shown;
use crate::cli::{CommandContext, CommandError};
use crate::text::Clean;

pub(super) fn print(context: &mut CommandContext, diagnostics: &[Diagnostic]) -> Result<(), CommandError> {
    for diagnostic in diagnostics {
        context.output.line(&command(diagnostic, &shown(&diagnostic.path)))?;
    }
    Ok(())
}

fn command(diagnostic: &Diagnostic, path: &str) -> Clean {
    let Diagnostic { rule, level, place, what, hint, .. } = diagnostic;
    let level = match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "notice",
    };
    let end = place.column.saturating_add(place.length);
    let hint = hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
    clean!(
        "::{level} file={},line={},col={},endColumn={end},title={}::{}",
        property(path),
        place.line,
        place.column,
        rule.code(),
        data(&format!("{what}{hint}")),
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
