//! Diagnostics for people: the problem, its place, the line, and a caret under it.
//!
//! The code is a few lines of this crate's own and not annotate-snippets: that crate returns one string with its
//! colours already in it, and a string with escape sequences cannot become clean text, as all output must. One
//! line and one caret are all that is shown here, so nothing else of that crate would be used.

use std::path::Path;

use crate::check::{Diagnostic, Level};
use crate::clean;
use crate::cli::check::plain::shown;
use crate::cli::{CommandContext, CommandError, paint};
use crate::engine::report::UiRole;
use crate::text::{Clean, width};
use crate::theme::Theme;

/// A piece of a line with its role.
type StyledText = (UiRole, String);

pub(super) fn print(context: &mut CommandContext, diagnostics: &[Diagnostic]) -> Result<(), CommandError> {
    let theme = if context.color() { Theme::Terminal } else { Theme::Mono };
    let is_styled = context.color();
    for (at, diagnostic) in diagnostics.iter().enumerate() {
        if at > 0 {
            context.output.line(&Clean::default())?;
        }
        for pieces in lines(diagnostic) {
            let text: String = pieces.iter().map(|(_, piece)| piece.as_str()).collect();
            let line = Clean::text(text.trim_end());
            if !is_styled {
                context.output.line(&line)?;
                continue;
            }
            let mut end = 0;
            let spans: Vec<_> = pieces
                .iter()
                .map(|(role, piece)| {
                    let start = end;
                    end = (end + piece.len()).min(line.len());
                    (start..end, paint::sgr(theme.style(*role)))
                })
                .collect();
            context.output.styled(&line, &spans)?;
        }
    }
    Ok(())
}

fn lines(diagnostic: &Diagnostic) -> Vec<Vec<StyledText>> {
    let Diagnostic { rule, level, path, place, what, hint, excerpt } = diagnostic;
    let accent = if *level == Level::Hint { UiRole::Strong } else { UiRole::Warning };
    let body = |text: String| (UiRole::Body, text);
    let number = place.line.to_string();
    let gutter = " ".repeat(number.len());
    let mut lines = vec![
        vec![(accent, format!("{level}[{}]", rule.code())), (UiRole::Strong, format!(": {what}"))],
        vec![body(format!("{gutter} --> {}", position(path, diagnostic)))],
    ];
    if excerpt.line.is_empty() {
        lines.extend(hint.as_ref().map(|hint| vec![body(format!("{gutter} = {hint}"))]));
        return lines;
    }
    let [before, marked, _] = excerpt.parts();
    lines.push(vec![body(format!("{number} | {}", excerpt.line))]);
    let carets = "^".repeat(width(marked).max(1));
    let hint = hint.as_ref().map(|hint| format!(" {hint}")).unwrap_or_default();
    lines.push(vec![
        body(format!("{gutter} | {}", " ".repeat(width(before)))),
        (accent, format!("{carets}{hint}")),
    ]);
    lines
}

fn position(path: &Path, diagnostic: &Diagnostic) -> Clean {
    clean!("{}:{}:{}", shown(path), diagnostic.place.line, diagnostic.place.column)
}
