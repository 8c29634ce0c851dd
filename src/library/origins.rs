//! Where information came from first: statements are counted by distinct origin, not by article.

use std::collections::{HashMap, HashSet};

use crate::briefing::{Dossier, Statement};
use crate::text::{Clean, fold};

use super::{Ix, Library};

/// What one origin carries in one briefing.
#[derive(Clone, Debug, PartialEq)]
pub struct OriginUse {
    /// The origin.
    pub origin: Clean,
    /// The sources that pass it on, in the order in which they are cited.
    pub sources: Vec<Ix>,
    /// The statements that rest on it, by number.
    pub statements: Vec<u32>,
    /// Those of them that rest on nothing else.
    pub alone: Vec<u32>,
}

/// How well the statements of a text are supported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All statements.
    pub statements: usize,
    /// Distinct origins of all of them.
    pub origins: usize,
    /// Statements that rest on one origin.
    pub one_origin: usize,
    /// Statements without a source.
    pub unsourced: usize,
}

impl Library {
    /// The distinct origins of the sources with these ids, in order. What is no source has no origin.
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
    pub fn origins_of(&self, dossier: &Dossier, statement: &Statement) -> Vec<Clean> {
        self.origins(dossier.citations(statement))
    }

    /// The origins of a text with what rests on each; those that carry most come first.
    pub fn origin_uses(&self, dossier: &Dossier) -> Vec<OriginUse> {
        let sources: Vec<Option<Ix>> = dossier.cited.iter().map(|label| self.source(label)).collect();
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
        for (number, statement) in (0..).zip(&dossier.statements) {
            let cited = dossier.citation_numbers(statement).filter_map(|at| *of_source.get(at)?);
            let places: HashSet<usize> = cited.collect();
            for place in &places {
                uses[*place].statements.push(number);
                if places.len() == 1 {
                    uses[*place].alone.push(number);
                }
            }
        }
        // A source that only questions cite carries nothing.
        uses.retain(|one| !one.statements.is_empty());
        uses.sort_by_key(|one| std::cmp::Reverse(one.statements.len()));
        uses
    }

    /// How well the statements of a text are supported.
    pub fn tally(&self, dossier: &Dossier) -> Tally {
        let uses = self.origin_uses(dossier);
        let sourced: HashSet<u32> = uses.iter().flat_map(|one| one.statements.iter().copied()).collect();
        Tally {
            statements: dossier.statements.len(),
            origins: uses.len(),
            one_origin: uses.iter().map(|one| one.alone.len()).sum(),
            unsourced: dossier.statements.len() - sourced.len(),
        }
    }
}
