//! First origins of information. Statements are counted by distinct origin, not by article.

use std::collections::{HashMap, HashSet};

use crate::briefing::{Statement, TextEvidence};
use crate::text::{Clean, fold};

use super::{Ix, Library};

/// The statements of one briefing that rest on one origin.
#[derive(Clone, Debug, PartialEq)]
pub struct OriginUse {
    /// The origin.
    pub origin: Clean,
    /// The sources that pass it on, in the order of citation.
    pub sources: Vec<Ix>,
    /// The statements that rest on it, by number.
    pub statements: Vec<u32>,
    /// The statements that rest on no other origin.
    pub alone: Vec<u32>,
}

/// The counts of the statements of a text, by their support.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All statements.
    pub statements: usize,
    /// The number of distinct origins of all statements.
    pub origins: usize,
    /// Statements that rest on one origin.
    pub one_origin: usize,
    /// Statements without a source.
    pub unsourced: usize,
}

impl Library {
    /// Returns the distinct origins of the sources with these ids, in order. An id without a source has no origin.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::clean;
    /// use briefing::library::embedded;
    ///
    /// let library = embedded().library;
    /// // Two articles, and one origin: SCMP.
    /// let ids = [clean!("bu-1911-scmp"), clean!("scmp-1911"), clean!("no-source")];
    /// assert_eq!(library.origins(&ids), ["SCMP"]);
    /// ```
    pub fn origins<'a>(&self, ids: impl IntoIterator<Item = &'a Clean>) -> Vec<Clean> {
        let mut origins: Vec<(String, Clean)> = Vec::new();
        for source in ids.into_iter().filter_map(|id| self.source(id)) {
            let origin = self.get(source).origin();
            let folded = fold(origin).text;
            if !origins.iter().any(|(other, _)| *other == folded) {
                origins.push((folded, origin.clone()));
            }
        }
        origins.into_iter().map(|(_, origin)| origin).collect()
    }

    /// The distinct origins of a statement.
    pub fn origins_of(&self, text_evidence: &TextEvidence, statement: &Statement) -> Vec<Clean> {
        self.origins(text_evidence.citations(statement))
    }

    /// Returns the origins of a text and the statements resting on each.
    /// Those with the most statements come first.
    pub fn origin_uses(&self, text_evidence: &TextEvidence) -> Vec<OriginUse> {
        let sources: Vec<Option<Ix>> = text_evidence.cited.iter().map(|label| self.source(label)).collect();
        let mut uses: Vec<OriginUse> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let of_source: Vec<Option<usize>> = sources
            .iter()
            .map(|source| {
                let source = (*source)?;
                let origin = self.get(source).origin();
                let place = *places.entry(fold(origin).text).or_insert_with(|| {
                    let (sources, statements, alone) = (Vec::new(), Vec::new(), Vec::new());
                    uses.push(OriginUse { origin: origin.clone(), sources, statements, alone });
                    uses.len() - 1
                });
                if !uses[place].sources.contains(&source) {
                    uses[place].sources.push(source);
                }
                Some(place)
            })
            .collect();
        for (number, statement) in (0..).zip(&text_evidence.statements) {
            let cited = text_evidence.citation_numbers(statement).filter_map(|at| *of_source.get(at)?);
            let places: HashSet<usize> = cited.collect();
            for place in &places {
                uses[*place].statements.push(number);
                if places.len() == 1 {
                    uses[*place].alone.push(number);
                }
            }
        }
        // A source that only questions cite supports no statement.
        uses.retain(|one| !one.statements.is_empty());
        uses.sort_by_key(|one| std::cmp::Reverse(one.statements.len()));
        uses
    }

    /// The counts of the statements of a text, by their support.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::{embedded, gather_evidence};
    ///
    /// let library = embedded().library;
    /// let evidence = gather_evidence(&library).evidence;
    /// let fair = library.with_name("milipol-paris-2019")[0];
    /// let tally = library.tally(evidence.text_evidence(fair));
    /// assert_eq!(tally.unsourced, 0);
    /// assert!(tally.origins > 1 && tally.one_origin < tally.statements);
    /// ```
    pub fn tally(&self, text_evidence: &TextEvidence) -> Tally {
        let uses = self.origin_uses(text_evidence);
        let sourced: HashSet<u32> = uses.iter().flat_map(|one| one.statements.iter().copied()).collect();
        Tally {
            statements: text_evidence.statements.len(),
            origins: uses.len(),
            one_origin: uses.iter().map(|one| one.alone.len()).sum(),
            unsourced: text_evidence.statements.len() - sourced.len(),
        }
    }
}
