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

/// The origins of the sources of a library, each looked up once.
///
/// # Examples
///
/// ```
/// use briefing::clean;
/// use briefing::library::{OriginTable, embedded};
///
/// let library = embedded().library;
/// let mut table = OriginTable::new(&library);
/// assert_eq!(table.origins(&[clean!("bu-1911-scmp"), clean!("scmp-1911")]), ["SCMP"]);
/// assert_eq!(table.origins(&[clean!("afp-1911")]), ["AFP"]);
/// ```
#[derive(Debug)]
pub struct OriginTable<'a> {
    library: &'a Library,
    /// The number and the name of each source's origin.
    of_source: HashMap<String, Option<(usize, Clean)>>,
    /// The numbers of the folded names.
    numbers: HashMap<String, usize>,
}

impl<'a> OriginTable<'a> {
    /// Makes a table for a library.
    pub fn new(library: &'a Library) -> Self {
        Self { library, of_source: HashMap::new(), numbers: HashMap::new() }
    }

    /// Returns the distinct origins of the sources with these ids, in order. An id without a source has no origin.
    pub fn origins<'b>(&mut self, ids: impl IntoIterator<Item = &'b Clean>) -> Vec<Clean> {
        let (mut seen, mut origins) = (Vec::new(), Vec::new());
        for id in ids {
            let Some((number, name)) = self.origin(id) else { continue };
            if !seen.contains(number) {
                seen.push(*number);
                origins.push(name.clone());
            }
        }
        origins
    }

    fn origin(&mut self, id: &str) -> Option<&(usize, Clean)> {
        if !self.of_source.contains_key(id) {
            let origin = self.library.source(id).map(|ix| Clean::line(self.library.record(ix).origin()));
            let numbered = origin.map(|name| {
                let next = self.numbers.len();
                (*self.numbers.entry(fold(&name).text).or_insert(next), name)
            });
            self.of_source.insert(id.to_owned(), numbered);
        }
        self.of_source.get(id)?.as_ref()
    }
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
        OriginTable::new(self).origins(ids)
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
                let origin = self.record(source).origin();
                let place = *places.entry(fold(origin).text).or_insert_with(|| {
                    let (sources, statements, alone) = (Vec::new(), Vec::new(), Vec::new());
                    uses.push(OriginUse { origin: Clean::line(origin), sources, statements, alone });
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
