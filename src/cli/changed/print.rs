//! The output of changes: for a user, for a program, and for a newsletter.

use serde::Serialize;

use super::{BriefingChanges, ChangeStatus};
use crate::briefing::changes::words::{WordRun, WordingSide};
use crate::briefing::changes::{Change, ChangeKind};
use crate::clean;
use crate::cli::table::{self, Last};
use crate::cli::{CommandContext, CommandError, json};
use crate::date::Day;
use crate::text::Clean;

/// Prints for a user: a line a briefing, its changes below it. A pipe gets one line a change.
pub(super) fn text(context: &mut CommandContext, briefings: &[BriefingChanges]) -> Result<(), CommandError> {
    if !context.output.on_terminal {
        return table::piped(context, briefings.iter().flat_map(rows));
    }
    for (at, briefing) in briefings.iter().enumerate() {
        if at > 0 {
            context.output.line(&Clean::default())?;
        }
        let counted = match &briefing.what {
            ChangeStatus::Changed(changes) => changes.counted(),
            other => Clean::line(other.word()),
        };
        context.output.line(&clean!("{}  {counted}, since {}", briefing.title, briefing.since))?;
        let rows: Vec<Vec<Clean>> = match &briefing.what {
            ChangeStatus::Changed(changes) => changes.list.iter().map(seen_row).collect(),
            ChangeStatus::New(description) => {
                description.iter().map(|text| seen(" ", "", text.clone())).collect()
            }
            ChangeStatus::Gone => Vec::new(),
            ChangeStatus::Lost => vec![seen(" ", "", clean!("the earlier text is not saved"))],
        };
        table::aligned(context, &[3, 16], Last::Wrapped, &rows)?;
    }
    Ok(())
}

fn seen(sign: &str, part: &str, words: Clean) -> Vec<Clean> {
    // The indentation is a sign that cannot be seen.
    vec![Clean::text(&format!("  {sign}")), Clean::line(part), words]
}

fn seen_row(change: &Change) -> Vec<Clean> {
    let sign = change.kind.sign().to_string();
    let words = match change.kind {
        ChangeKind::SourceAdded | ChangeKind::SourceRemoved => {
            let said = change.after.as_ref().map(|said| format!(": {said}")).unwrap_or_default();
            clean!("{} {}{said}", change.kind.word(), listed(&change.sources))
        }
        _ => change.in_one_line(),
    };
    seen(&sign, &change.part, words)
}

fn listed(sources: &[Clean]) -> String {
    sources.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ")
}

/// Returns the rows of a briefing: id, path, line, kind, part, before, after, sources.
fn rows(briefing: &BriefingChanges) -> Vec<Vec<Clean>> {
    let start = [briefing.label.clone(), briefing.path.clone()];
    let row = |rest: Vec<Clean>| start.iter().cloned().chain(rest).collect::<Vec<Clean>>();
    match &briefing.what {
        ChangeStatus::Changed(changes) => changes
            .list
            .iter()
            .map(|change| {
                row(vec![
                    change.place.map(|(_, line)| clean!("{line}")).unwrap_or_default(),
                    Clean::line(change.kind.word()),
                    change.part.clone(),
                    change.before.clone().unwrap_or_default(),
                    change.after.clone().unwrap_or_default(),
                    clean!("{}", listed(&change.sources)),
                ])
            })
            .collect(),
        other => vec![row(vec![Clean::default(), Clean::line(other.word())])],
    }
}

impl ChangeStatus {
    fn word(&self) -> &'static str {
        match self {
            Self::New(_) => "new",
            Self::Gone => "gone",
            Self::Changed(_) | Self::Lost => "changed",
        }
    }
}

#[derive(Serialize)]
struct ChangedJson<'a> {
    briefing: &'a Clean,
    title: &'a Clean,
    path: &'a Clean,
    since: &'a Clean,
    kind: &'a str,
    part: Option<&'a Clean>,
    before: Option<&'a Clean>,
    after: Option<&'a Clean>,
    words: Vec<WordJson>,
    sources: &'a [Clean],
    line: Option<u32>,
}

#[derive(Serialize)]
struct WordJson {
    side: &'static str,
    text: String,
}

/// Prints one object a change; a briefing that is new or gone is one object, too.
pub(super) fn json(context: &mut CommandContext, briefings: &[BriefingChanges]) -> Result<(), CommandError> {
    for briefing in briefings {
        let (title, path, since) = (&briefing.title, &briefing.path, &briefing.since);
        let whole = ChangedJson {
            briefing: &briefing.label,
            title,
            path,
            since,
            kind: briefing.what.word(),
            part: None,
            before: None,
            after: None,
            words: Vec::new(),
            sources: &[],
            line: None,
        };
        let ChangeStatus::Changed(changes) = &briefing.what else {
            context.output.line(&json::line(&whole))?;
            continue;
        };
        for change in &changes.list {
            let pieces = change.words().unwrap_or_default();
            context.output.line(&json::line(&ChangedJson {
                kind: change.kind.word(),
                part: Some(&change.part),
                before: change.before.as_ref(),
                after: change.after.as_ref(),
                words: pieces.into_iter().map(WordJson::from).collect(),
                sources: &change.sources,
                line: change.place.map(|(_, line)| line),
                briefing: &briefing.label,
                title,
                path,
                since,
            }))?;
        }
    }
    Ok(())
}

impl From<WordRun> for WordJson {
    fn from(piece: WordRun) -> Self {
        let side = match piece.side {
            WordingSide::Both => "both",
            WordingSide::Before => "before",
            WordingSide::After => "after",
        };
        Self { side, text: piece.text }
    }
}

/// Prints a page with a section a briefing.
/// The changes come first, then what is new, then what is gone.
pub(super) fn markdown(
    context: &mut CommandContext,
    briefings: &[BriefingChanges],
    since: Option<Day>,
) -> Result<(), CommandError> {
    let title = since
        .map_or_else(|| clean!("# Changed since the last reading"), |day| clean!("# Changed since {day}"));
    context.output.line(&title)?;
    for briefing in briefings {
        let ChangeStatus::Changed(changes) = &briefing.what else { continue };
        paragraph(context, &clean!("## {}", plain(&briefing.title)))?;
        context.output.line(&Clean::default())?;
        for change in &changes.list {
            context.output.line(&item(change))?;
        }
    }
    for (heading, wanted) in [("New", "new"), ("Removed", "gone"), ("Changed", "changed")] {
        let is_wanted = |briefing: &&BriefingChanges| {
            !matches!(briefing.what, ChangeStatus::Changed(_)) && briefing.what.word() == wanted
        };
        let mut some = briefings.iter().filter(is_wanted).peekable();
        if some.peek().is_none() {
            continue;
        }
        paragraph(context, &clean!("## {heading}"))?;
        context.output.line(&Clean::default())?;
        for briefing in some {
            let about = match &briefing.what {
                ChangeStatus::New(Some(description)) => format!(": {}", plain(description)),
                _ => String::new(),
            };
            context.output.line(&clean!("- {}{about}", plain(&briefing.title)))?;
        }
    }
    Ok(())
}

fn paragraph(context: &mut CommandContext, text: &Clean) -> Result<(), CommandError> {
    context.output.line(&Clean::default())?;
    Ok(context.output.line(text)?)
}

fn item(change: &Change) -> Clean {
    let kind = change.kind.word();
    let (first, rest) = kind.split_at(1);
    // Text above the first heading is in no part.
    let part = if change.part.is_empty() { String::new() } else { format!(" ({})", plain(&change.part)) };
    let head = format!("- **{}{rest}**{part}", first.to_uppercase());
    let words = match change.words() {
        None => plain(change.after.as_ref().or(change.before.as_ref()).map_or("", |text| text)),
        Some(pieces) => in_markdown(&pieces),
    };
    let sources = if change.sources.is_empty() {
        String::new()
    } else {
        format!(" \\[{}\\]", plain(&listed(&change.sources)))
    };
    let words = if words.is_empty() { words } else { format!(": {words}") };
    clean!("{head}{words}{sources}")
}

/// Returns the pieces with deletions struck out and additions strong.
fn in_markdown(pieces: &[WordRun]) -> String {
    let mut out = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let marker = match piece.side {
            WordingSide::Both => "",
            WordingSide::Before => "~~",
            WordingSide::After => "**",
        };
        // Markers must be at words, not next to each other: blanks are left outside.
        let words = piece.text.trim();
        let start = piece.text.len() - piece.text.trim_start().len();
        out.push_str(&piece.text[..start]);
        let follows = at.checked_sub(1).is_some_and(|before| pieces[before].side == WordingSide::Before);
        if follows && piece.side == WordingSide::After && !out.ends_with(' ') {
            out.push(' ');
        }
        if !words.is_empty() {
            out.push_str(&format!("{marker}{}{marker}", plain(words)));
            out.push_str(&piece.text[start + words.len()..]);
        }
    }
    out
}

/// Returns text that Markdown shows as it is.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '#' | '|' | '&' | '!') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
