//! The evidence of a library: what rests on a source, and backlinks.
//!
//! [`Evidence`] is made from all text evidence at once, in time proportional to it, and belongs to one library.

use std::collections::HashSet;

use crate::briefing::{Statement, TextEvidence};
use crate::text::Clean;

use super::grouped::Grouped;
use super::{Ix, Library};

/// The evidence of a library, by source and by link target.
///
/// # Examples
///
/// ```
/// use std::path::Path;
///
/// use briefing::briefing::{Briefing, TextEvidence};
/// use briefing::library::{Evidence, Library, Origin};
///
/// let file = b"---\ntype: event\n---\n## Key facts\n\n- They came.\n";
/// let (briefing, body) = Briefing::read_whole(Path::new("fair.md"), file);
/// let library = Library::new(Origin::Folders(Vec::new()), vec![briefing.into()]);
/// let fair = library.with_name("fair")[0];
/// let document = library.document(Path::new("fair.md"), &body.text);
/// let evidence = Evidence::new(&library, vec![TextEvidence::new(&document, &body)]);
/// assert_eq!(evidence.statement(fair, 0).unwrap().text, "They came.");
/// ```
#[derive(Debug, Default)]
pub struct Evidence {
    text_evidence: Box<[TextEvidence]>,
    /// The sources of the labels that each text cites.
    sources: Box<[Box<[Option<Ix>]>]>,
    dependents: Grouped<Dependent>,
    backlinks: Grouped<Backlink>,
}

/// A part of a briefing that rests on a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependent {
    /// The briefing that it belongs to.
    pub from: Ix,
    /// The part that rests on the source.
    pub what: DependentPart,
}

/// A part of a briefing that rests on a source, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DependentPart {
    /// A statement of the text.
    Statement(u32),
    /// An entry of its status.
    Status(u32),
    /// A link that it declares.
    Link(u32),
}

/// A link in the text of another briefing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlink {
    /// The briefing that links.
    pub from: Ix,
    /// The line of its file, from 1.
    pub line: u32,
}

impl Evidence {
    /// Makes the evidence of a library. The texts are in the library's order.
    pub fn new(library: &Library, mut text_evidence: Vec<TextEvidence>) -> Self {
        text_evidence.resize_with(library.len(), TextEvidence::default);
        let sources: Vec<Box<[Option<Ix>]>> = text_evidence
            .iter()
            .map(|text_evidence| text_evidence.cited.iter().map(|label| library.source(label)).collect())
            .collect();
        let mut dependents: Vec<(Ix, Dependent)> = Vec::new();
        let mut backlinks: Vec<(Ix, Backlink)> = Vec::new();
        for ((ix, text_evidence), sources) in library.all().zip(&text_evidence).zip(&sources) {
            front_matter_dependents(library, ix, &mut dependents);
            for (number, statement) in (0..).zip(&text_evidence.statements) {
                let cited = text_evidence
                    .citation_numbers(statement)
                    .filter_map(|at| sources.get(at).copied().flatten());
                dependents.extend(
                    cited.map(|source| {
                        (source, Dependent { from: ix, what: DependentPart::Statement(number) })
                    }),
                );
            }
            // The definition of a footnote links to its source: that is a citation, not a link. And two spellings
            // of one target are one link.
            let mut known: HashSet<Ix> = sources.iter().flatten().copied().chain([ix]).collect();
            for link in &text_evidence.mentions {
                if let Some(to) = library.resolve(ix, &link.target).filter(|to| known.insert(*to)) {
                    backlinks.push((to, Backlink { from: ix, line: link.line }));
                }
            }
        }
        Self {
            dependents: Grouped::new(library.len(), dependents.iter().copied()),
            backlinks: Grouped::new(library.len(), backlinks.iter().copied()),
            text_evidence: text_evidence.into(),
            sources: sources.into(),
        }
    }

    /// The evidence in a briefing's text, empty if the number is unknown.
    pub fn text_evidence(&self, ix: Ix) -> &TextEvidence {
        static NONE: std::sync::OnceLock<TextEvidence> = std::sync::OnceLock::new();
        self.text_evidence.get(ix.index()).unwrap_or_else(|| NONE.get_or_init(TextEvidence::default))
    }

    /// A statement by its number.
    pub fn statement(&self, ix: Ix, number: u32) -> Option<&Statement> {
        self.text_evidence(ix).statements.get(number as usize)
    }

    /// The labels that a briefing's text cites, without those of unknown sources.
    pub fn cited(&self, ix: Ix) -> impl Iterator<Item = &Clean> {
        let sources = self.sources.get(ix.index()).map(|sources| &**sources).unwrap_or_default();
        let labelled = self.text_evidence(ix).cited.iter().zip(sources);
        labelled.filter(|(_, source)| source.is_some()).map(|(label, _)| label)
    }

    /// Returns what rests on a source, in the order of the library.
    /// Per briefing these are status, links, statements.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::{DependentPart, embedded, gather_evidence};
    ///
    /// let library = embedded().library;
    /// let evidence = gather_evidence(&library).evidence;
    /// let source = library.source("afp-1911").unwrap();
    /// let fair = library.with_name("milipol-paris-2019")[0];
    /// let dependents = evidence.dependents_of(source).iter().filter(|dependent| dependent.from == fair);
    /// let parts: Vec<DependentPart> = dependents.map(|dependent| dependent.what).collect();
    /// // The links of the front matter come before the statements of the text.
    /// assert_eq!(parts[0], DependentPart::Link(0));
    /// assert!(matches!(parts.last(), Some(DependentPart::Statement(_))));
    /// ```
    pub fn dependents_of(&self, source: Ix) -> &[Dependent] {
        self.dependents.of(source)
    }

    /// The briefings whose text links to this one, in library order.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::{embedded, gather_evidence};
    ///
    /// let library = embedded().library;
    /// let evidence = gather_evidence(&library).evidence;
    /// let [hikvision, dahua] = ["hikvision", "dahua"].map(|id| library.with_name(id)[0]);
    /// assert!(evidence.backlinks(hikvision).iter().any(|link| link.from == dahua));
    /// ```
    pub fn backlinks(&self, ix: Ix) -> &[Backlink] {
        self.backlinks.of(ix)
    }

    /// The briefings that use a source, in library order, each once.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::{embedded, gather_evidence};
    ///
    /// let library = embedded().library;
    /// let users = gather_evidence(&library).evidence.users(library.source("afp-1911").unwrap());
    /// assert!(users.contains(&library.with_name("milipol-paris-2019")[0]));
    /// assert!(users.is_sorted());
    /// ```
    pub fn users(&self, source: Ix) -> Vec<Ix> {
        let mut users: Vec<Ix> = self.dependents_of(source).iter().map(|dependent| dependent.from).collect();
        users.dedup();
        users
    }
}

fn front_matter_dependents(library: &Library, ix: Ix, dependents: &mut Vec<(Ix, Dependent)>) {
    let record = library.record(ix);
    let mut add = |what, sources: &mut dyn Iterator<Item = &str>| {
        let sources = sources.filter_map(|id| library.source(id));
        dependents.extend(sources.map(|source| (source, Dependent { from: ix, what })));
    };
    for (at, status) in (0..).zip(record.status()) {
        add(DependentPart::Status(at), &mut status.sources());
    }
    for (at, link) in (0..).zip(record.links()) {
        add(DependentPart::Link(at), &mut link.sources());
    }
}

#[cfg(test)]
mod tests;
