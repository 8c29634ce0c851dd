//! The lines that the prompt prints, one thing each.

use crate::briefing::changes::Change;
use crate::clean;
use crate::cli::facts::join;
use crate::cli::linear::NumberedLine;
use crate::engine::report;
use crate::engine::response::{ChangesSince, OpenedBriefing};
use crate::library::timeline::TimelineEntry;
use crate::library::{Ix, Library};
use crate::markdown::LayoutOptions;
use crate::terminal::Tty;
use crate::text::{Clean, width};
use crate::tui::app::App;

/// The rows of a terminal whose height is unknown.
const ROWS: u16 = 24;

/// Returns the number of rows that the terminal shows.
pub(super) fn rows() -> u16 {
    let measured = Tty::controlling().and_then(|tty| tty.size()).ok().map(|(_, rows)| rows);
    measured.filter(|rows| *rows > 0).unwrap_or(ROWS)
}

/// Returns the line of a briefing in the list.
pub(super) fn row(library: &Library, number: usize, ix: Ix) -> Clean {
    let briefing = library.get(ix);
    let as_of = library.as_of(ix).map(|date| format!(", as of {}", date.human())).unwrap_or_default();
    let status: Vec<String> =
        briefing.status.iter().map(|status| format!(", {} {}", status.program, status.standing())).collect();
    clean!("{number}. {}, {}{as_of}{}", briefing.title, briefing.kind, status.concat())
}

/// Returns the read status and the star, to follow a line.
pub(super) fn standing(app: &App, ix: Ix) -> String {
    let standing = app.memory.standing(ix).filter(|standing| standing.is_waiting());
    let word = standing.map(|standing| format!(", {}", standing.word())).unwrap_or_default();
    format!("{word}{}", star(app, ix))
}

/// Returns the star and its note, to follow other words.
pub(super) fn star(app: &App, ix: Ix) -> String {
    let note = app.memory.note(ix).map(|note| format!(", your note: {note}")).unwrap_or_default();
    if app.memory.is_starred(ix) { format!(", starred{note}") } else { String::new() }
}

/// Returns the changes, below the date of the edition and their count.
pub(super) fn changes(since: &ChangesSince) -> Vec<Clean> {
    let change = |(number, change): (usize, &Change)| {
        let words = match (&change.before, &change.after) {
            (Some(before), Some(after)) => format!("before: {before} After: {after}"),
            (one, other) => one.as_ref().or(other.as_ref()).map(Clean::to_string).unwrap_or_default(),
        };
        let sources = join(change.sources.iter(), ", ");
        let sources = if sources.is_empty() { sources } else { format!(" [{sources}]") };
        clean!("{number}. {}, {}: {words}{sources}", change.kind.word(), change.part)
    };
    let head = clean!("since {}: {}", since.edition, since.changes.counted());
    std::iter::once(head).chain((1..).zip(&since.changes.list).map(change)).collect()
}

/// Returns the wrapped lines of a briefing, from title to last field.
pub(super) fn text(
    library: &Library,
    opened: &OpenedBriefing,
    note: Option<&Clean>,
    columns: usize,
) -> Vec<NumberedLine> {
    let briefing = &opened.briefing;
    let document = &opened.document;
    let linked = library.at_path(&briefing.path).map(|ix| report::linked(library, ix)).unwrap_or_default();
    let options = LayoutOptions {
        ascii: true,
        highlight: false,
        skip_first: document.opens_with(&briefing.title),
        ..LayoutOptions::new(columns)
    };
    let head = report::head(library, briefing, Some(document), &[], columns);
    let head = report::with_note(head, note, columns);
    let tail = report::tail(briefing, &linked, columns);
    let mut lines: Vec<NumberedLine> = head.iter().map(|line| (line.text(), None)).collect();
    lines.extend(document.lines(options).map(|(at, line)| (line.text().clone(), Some(at))));
    lines.extend(tail.iter().map(|line| (line.text(), None)));
    lines
}

/// Returns the links of a briefing: those of its text, then its typed links.
/// Each has a label, its target in words, and the briefing if it leads to one.
pub(super) fn links(library: &Library, from: Ix, opened: &OpenedBriefing) -> Vec<(Clean, Clean, Option<Ix>)> {
    let mut all: Vec<(Clean, Clean, Option<Ix>)> = Vec::new();
    for link in opened.document.links() {
        let to = library.resolve(from, &link.written);
        let leads = to.map_or_else(|| super::described(&link.target), |ix| library.get(ix).title.clone());
        let one = (link.label, leads, to);
        if !all.contains(&one) {
            all.push(one);
        }
    }
    for linked in report::linked(library, from) {
        all.push((linked.link.role, linked.title, linked.link.other));
    }
    all
}

/// Returns the line of a timeline entry.
pub(super) fn entry(library: &Library, number: usize, entry: &TimelineEntry) -> Clean {
    let sources = match entry.citations.len() {
        0 => String::new(),
        _ => format!(" ({})", join(entry.citations.iter(), ", ")),
    };
    let title = entry.title(library);
    let said = if width(&entry.text) == 0 { String::new() } else { format!(": {}", entry.text) };
    clean!("{number}. {}, {title}{said}{sources}", entry.when)
}
