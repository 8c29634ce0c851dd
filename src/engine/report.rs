//! The content of what front ends show of a briefing, as lines with roles and targets.
//!
//! Title, status and dates are above a briefing's text, links and other fields below. Commands, pages and screens
//! print the same lines.

mod comparison;
mod role;
mod support;

use std::collections::BTreeSet;

use crate::briefing::Briefing;
use crate::briefing::schema::other_fields;
use crate::clean;
use crate::date::{FactDate, FactSpan};
use crate::library::{Ix, Library, LinkView};
use crate::markdown::Document;
use crate::text::{Clean, width, wrap};

pub use comparison::comparison;
pub use role::{CodeColour, UiRole};
pub use support::{Support, support};

/// One line above or below the text, in styled pieces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlainLine {
    /// The pieces, from left to right.
    pub pieces: Vec<(UiRole, Clean)>,
    /// The number of the typed link that the line shows.
    pub linked: Option<u32>,
}

impl PlainLine {
    /// Creates a line of one piece.
    pub fn of(role: UiRole, text: Clean) -> Self {
        Self { pieces: vec![(role, text)], linked: None }
    }

    /// Returns the whole line, without blanks at its end.
    pub fn text(&self) -> Clean {
        let text: String = self.pieces.iter().map(|(_, piece)| piece.as_str()).collect();
        Clean::text(text.trim_end())
    }
}

/// A typed link with the title of its other end.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedLink {
    /// The link as seen from the open briefing.
    pub link: LinkView,
    /// The other end's title, or the id if no briefing has it.
    pub title: Clean,
}

/// Returns the typed links of a briefing, sorted by role and title.
pub fn linked(library: &Library, ix: Ix) -> Vec<NamedLink> {
    let mut all: Vec<NamedLink> = library
        .links_of(ix)
        .into_iter()
        .map(|link| {
            let title = link.other.map_or_else(|| link.to.clone(), |other| library.get(other).title.clone());
            NamedLink { link, title }
        })
        .collect();
    all.sort_by(|a, b| (&a.link.role, &a.title).cmp(&(&b.link.role, &b.title)));
    all
}

/// Returns all lines above the text, ending in a blank one.
/// The typed links in `linked` are named there; it is empty when they are shown beside the text.
pub fn head(
    library: &Library,
    briefing: &Briefing,
    document: Option<&Document>,
    linked: &[NamedLink],
    columns: usize,
) -> Vec<PlainLine> {
    let mut lines = Vec::new();
    push(&mut lines, UiRole::Title, &briefing.title, columns);
    push(&mut lines, UiRole::Body, &meta(library, briefing, document), columns);
    for line in when_and_where(briefing) {
        push(&mut lines, UiRole::Body, &line, columns);
    }
    if let Some(problem) = &briefing.problem {
        push_labelled(&mut lines, (UiRole::Warning, "problem: "), problem, columns);
    }
    let program_cells =
        briefing.status.iter().map(|status| width(&status.program)).max().unwrap_or(0).min(28);
    for status in &briefing.status {
        let note = status.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        let standing = clean!("{:<program_cells$}  {}{note}", status.program, status.human());
        push_labelled(&mut lines, (UiRole::Warning, "! "), &standing, columns);
    }
    lines.extend(links_summary(linked, columns));
    if let Some(caveat) = briefing.caveats.first() {
        let more = match briefing.caveats.len() {
            1 => String::new(),
            several => format!(" (+{} below)", several - 1),
        };
        push_labelled(&mut lines, (UiRole::Strong, "caveat: "), &clean!("{caveat}{more}"), columns);
    }
    lines.push(PlainLine::default());
    lines
}

/// Inserts the user's note before the last, blank line.
pub fn with_note(mut head: Vec<PlainLine>, note: Option<&Clean>, columns: usize) -> Vec<PlainLine> {
    if let Some(note) = note {
        let mut lines = Vec::new();
        push_labelled(&mut lines, (UiRole::Strong, "* "), note, columns);
        let blank = head.len().saturating_sub(1);
        head.splice(blank..blank, lines);
    }
    head
}

/// Returns all lines below the text, beginning with a blank one.
/// It is empty when there is no such information.
pub fn tail(briefing: &Briefing, linked: &[NamedLink], columns: usize) -> Vec<PlainLine> {
    let mut lines = Vec::new();
    if briefing.caveats.len() > 1 {
        push_list(&mut lines, "Caveats", &briefing.caveats, columns);
    }
    if !linked.is_empty() {
        push_heading(&mut lines, "Linked");
        let role_cells = linked.iter().map(|one| width(&one.link.role)).max().unwrap_or(0).min(14);
        for (number, one) in linked.iter().enumerate() {
            push_linked(&mut lines, number, one, role_cells, columns);
        }
    }
    let people: Vec<Clean> = briefing
        .people
        .iter()
        .map(|person| match &person.about {
            Some(about) => clean!("{} ({about})", person.name),
            None => person.name.clone(),
        })
        .collect();
    push_list(&mut lines, "People", &people, columns);
    push_list(&mut lines, "Also known as", &briefing.aliases, columns);
    if !briefing.tags.is_empty() {
        push_heading(&mut lines, "Tags");
        let tags: Vec<&str> = briefing.tags.iter().map(Clean::as_str).collect();
        push(&mut lines, UiRole::Body, &clean!("{}", tags.join("  ")), columns);
    }
    let other = other_fields(briefing).map(|(key, value)| clean!("{key}: {value}"));
    let other: Vec<Clean> = other.collect();
    push_list(&mut lines, "Other fields", &other, columns);
    lines
}

/// Returns the number of different origins of a document's footnotes.
pub fn origins(library: &Library, document: &Document) -> usize {
    let cited = document.footnotes().iter().filter_map(|footnote| library.source(&footnote.label));
    cited.map(|ix| library.get(ix).origin()).collect::<BTreeSet<_>>().len()
}

/// Returns a line with the main facts.
/// For example `company · CN · as of 24 Nov 2019 · confidence moderate · 5 origins`.
fn meta(library: &Library, briefing: &Briefing, document: Option<&Document>) -> Clean {
    let countries: Vec<&str> = briefing.countries.iter().map(Clean::as_str).collect();
    let as_of = library.at_path(&briefing.path).and_then(|ix| library.as_of(ix));
    let origins = document.map_or(0, |document| origins(library, document));
    let parts = [
        Some(briefing.kind.to_string()),
        briefing.draft.then(|| "draft".to_owned()),
        (!countries.is_empty()).then(|| countries.join(" ")),
        as_of.map(|date| format!("as of {}", date.human())),
        briefing.confidence.map(|confidence| format!("confidence {confidence}")),
        match origins {
            0 => None,
            1 => Some("one origin".to_owned()),
            several => Some(format!("{several} origins")),
        },
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    clean!("{}", parts.join(" · "))
}

/// The largest number of lines for links above the text.
const SUMMARY: usize = 3;

/// Returns as many links as a few lines hold.
/// Each is whole on one line, as in `barred: US NDAA 2019 · exhibitor: China Hi-Tech Fair 2019 (+4 below)`.
fn links_summary(linked: &[NamedLink], columns: usize) -> Vec<PlainLine> {
    let more = |left: usize| if left == 0 { String::new() } else { format!(" (+{left} below)") };
    let mut lines: Vec<String> = Vec::new();
    let mut count = 0;
    for one in linked {
        let name = format!("{}: {}", one.link.role, one.title);
        let left = linked.len() - count - 1;
        let together = lines.last().map(|line| format!("{line} · {name}"));
        let last = lines.len() >= SUMMARY;
        // The number of links left is put behind the last link, so that one keeps room for it.
        let tail = |full: bool| if full { width(&more(left)) } else { 0 };
        match together {
            Some(line) if width(&line) + tail(last) <= columns => {
                lines.pop();
                lines.push(line);
            }
            _ if lines.len() < SUMMARY && width(&name) + tail(lines.len() + 1 == SUMMARY) <= columns => {
                lines.push(name);
            }
            _ => break,
        }
        count += 1;
    }
    let rest = more(linked.len() - count);
    match lines.last_mut() {
        Some(last) if width(last) + width(&rest) <= columns => last.push_str(&rest),
        // The next link was too wide for a line of its own.
        Some(_) if width(rest.trim_start()) <= columns => lines.push(rest.trim_start().to_owned()),
        Some(_) => lines.push(format!("+{}", linked.len() - count)),
        None => {}
    }
    let line = |text: String| PlainLine::of(UiRole::Body, Clean::text(&text));
    lines.into_iter().map(line).collect()
}

fn when_and_where(briefing: &Briefing) -> Vec<Clean> {
    if let Some(record) = briefing.source.as_deref() {
        let by = [
            record.publisher.as_ref().map(Clean::to_string),
            record.author.as_ref().map(Clean::to_string),
            record.published.map(FactDate::human),
            record.origin.as_ref().map(|origin| format!("origin: {origin}")),
        ];
        let by: Vec<String> = by.into_iter().flatten().collect();
        return [Some(clean!("{}", by.join(" · "))), record.url.clone()].into_iter().flatten().collect();
    }
    let when = briefing.dates().map(FactSpan::human);
    let parts: Vec<String> = when.into_iter().chain(briefing.city.as_ref().map(Clean::to_string)).collect();
    if parts.is_empty() { Vec::new() } else { vec![clean!("{}", parts.join(" · "))] }
}

fn push(lines: &mut Vec<PlainLine>, role: UiRole, text: &Clean, columns: usize) {
    for line in wrap(text, columns) {
        lines.push(PlainLine::of(role, Clean::line(&text[line])));
    }
}

fn push_heading(lines: &mut Vec<PlainLine>, heading: &'static str) {
    lines.push(PlainLine::default());
    lines.push(PlainLine::of(UiRole::Heading, Clean::line(heading)));
}

/// Adds a label and a text that is indented behind it.
fn push_labelled(lines: &mut Vec<PlainLine>, label: (UiRole, &'static str), text: &Clean, columns: usize) {
    let label_cells = width(label.1);
    let indent = if columns > 3 * label_cells { label_cells } else { 0 };
    for (at, line) in wrap(text, columns.saturating_sub(indent).max(1)).into_iter().enumerate() {
        let lead = match (at, indent) {
            (0, 1..) => Some((label.0, Clean::text(label.1))),
            (_, 0) => None,
            _ => Some((UiRole::Body, Clean::text(&" ".repeat(indent)))),
        };
        let piece = (UiRole::Body, Clean::line(&text[line]));
        lines.push(PlainLine { pieces: lead.into_iter().chain([piece]).collect(), linked: None });
    }
}

fn push_linked(
    lines: &mut Vec<PlainLine>,
    number: usize,
    one: &NamedLink,
    role_cells: usize,
    columns: usize,
) {
    let note = one.link.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    let missing = if one.link.other.is_none() { " (not in the library)" } else { "" };
    let text = clean!("{}{note}{missing}", one.title);
    let indent = if columns > role_cells + 12 { role_cells + 2 } else { 2 };
    let number = u32::try_from(number).ok();
    let role = Clean::text(&format!("{:<role_cells$}  ", one.link.role.as_str()));
    let mut first = true;
    if indent == 2 {
        lines.push(PlainLine { pieces: vec![(UiRole::Strong, one.link.role.clone())], linked: number });
        first = false;
    }
    for line in wrap(&text, columns.saturating_sub(indent).max(1)) {
        let lead = if first {
            (UiRole::Strong, role.clone())
        } else {
            (UiRole::Body, Clean::text(&" ".repeat(indent)))
        };
        let look = if one.link.other.is_some() { UiRole::Link } else { UiRole::Body };
        lines.push(PlainLine { pieces: vec![lead, (look, Clean::line(&text[line]))], linked: number });
        first = false;
    }
}

fn push_list(lines: &mut Vec<PlainLine>, heading: &'static str, texts: &[Clean], columns: usize) {
    if texts.is_empty() {
        return;
    }
    push_heading(lines, heading);
    for text in texts {
        push_labelled(lines, (UiRole::Marker, "• "), text, columns);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Declared;

    fn summary(titles: &[&str], columns: usize) -> Vec<String> {
        let linked: Vec<NamedLink> = titles
            .iter()
            .map(|title| NamedLink {
                link: LinkView {
                    other: None,
                    to: Clean::default(),
                    role: Clean::line("listed"),
                    note: None,
                    sources: Box::default(),
                    declared: Declared::Here,
                },
                title: Clean::text(title),
            })
            .collect();
        let lines = links_summary(&linked, columns);
        lines.iter().map(|line| line.pieces[0].1.to_string()).collect()
    }

    #[test]
    fn links_are_named_on_up_to_three_lines_and_the_rest_is_counted() {
        assert_eq!(summary(&["A", "B"], 40), ["listed: A · listed: B"]);
        assert_eq!(summary(&["A", "B", "C"], 22), ["listed: A · listed: B", "listed: C"]);
        let many = ["A"; 9];
        assert_eq!(
            summary(&many, 24),
            ["listed: A · listed: A", "listed: A · listed: A", "listed: A (+4 below)"]
        );
        assert_eq!(summary(&many, 9), ["listed: A", "listed: A", "+7"]);
        assert_eq!(summary(&["A", "a long name that fits nowhere"], 9), ["listed: A", "+1"]);
        assert!(summary(&["a long name that fits nowhere"], 9).is_empty());
        for columns in 0..60 {
            assert!(summary(&many, columns).iter().all(|line| width(line) <= columns), "{columns}");
        }
    }
}
