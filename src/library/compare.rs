//! Briefings side by side: their standing, shared and unique facts.

use std::collections::HashSet;
use std::fmt::Display;

use crate::briefing::schema::{self, KEYS, SchemaKey, other_fields};
use crate::briefing::{Briefing, Kind, Statement, StatementSection};
use crate::clean;
use crate::date::FactSpan;
use crate::text::{Clean, fold};

use super::{Evidence, Ix, Library};

/// Briefings side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The briefings, in the order asked for.
    pub briefings: Vec<Ix>,
    /// The compared facts, aspect by aspect.
    pub rows: Vec<ComparisonRow>,
}

/// One line of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonRow {
    /// The aspect that it belongs to.
    pub aspect: Aspect,
    /// The compared thing: a program, an event, a key.
    pub key: Clean,
    /// The text of each briefing, `None` where it has none for it.
    pub cells: Vec<Option<Clean>>,
}

/// The group that a line of a comparison belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aspect {
    /// Type, place, dates, freshness.
    About,
    /// Standing in programs.
    Status,
    /// Events, and the roles in them.
    Events,
    /// Other linked briefings.
    Links,
    /// Tags.
    Tags,
    /// Other keys of the front matter.
    Fields,
    /// Statements that only one of the briefings has.
    Only,
}

impl Aspect {
    /// Its heading.
    pub fn word(self) -> &'static str {
        match self {
            Self::About => "About",
            Self::Status => "Status",
            Self::Events => "Events",
            Self::Links => "Linked",
            Self::Tags => "Tags",
            Self::Fields => "Other fields",
            Self::Only => "Only in this one",
        }
    }
}

impl ComparisonRow {
    /// Reports whether all briefings have the same text.
    pub fn is_same(&self) -> bool {
        self.cells.iter().all(|cell| cell.is_some() && *cell == self.cells[0])
    }
}

impl Comparison {
    /// Compares briefings.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::compare::{Aspect, Comparison};
    /// use briefing::library::{embedded, gather_evidence};
    ///
    /// let library = embedded().library;
    /// let evidence = gather_evidence(&library).evidence;
    /// let briefings = ["hikvision", "dahua"].map(|id| library.with_name(id)[0]);
    /// let comparison = Comparison::new(&library, &evidence, &briefings);
    /// let row = |aspect: Aspect, key: &str| {
    ///     comparison.rows.iter().find(|row| row.aspect == aspect && row.key == key).unwrap()
    /// };
    /// assert!(row(Aspect::Status, "us-entity-list").is_same());
    /// // Only one of them has a role in the fair.
    /// let fair = row(Aspect::Events, "Milipol Paris 2019");
    /// assert!(fair.cells[0].is_some() && fair.cells[1].is_none());
    /// ```
    pub fn new(library: &Library, evidence: &Evidence, briefings: &[Ix]) -> Self {
        let mut table = ComparisonTable { briefings: briefings.to_vec(), rows: Vec::new() };
        let all: Vec<&Briefing> = briefings.iter().map(|ix| library.get(*ix)).collect();
        about(library, &all, &mut table);
        for (column, briefing) in all.iter().enumerate() {
            for status in &briefing.status {
                let note = status.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
                let standing = clean!("{}{note}", status.standing());
                table.add(Aspect::Status, status.program.clone(), column, standing);
            }
        }
        links(library, &mut table);
        tags(&all, &mut table);
        for (column, briefing) in all.iter().enumerate() {
            for (key, value) in other_fields(briefing) {
                table.add(Aspect::Fields, key, column, value);
            }
        }
        only_here(evidence, &mut table);
        Self { briefings: table.briefings, rows: table.rows }
    }
}

struct ComparisonTable {
    briefings: Vec<Ix>,
    rows: Vec<ComparisonRow>,
}

impl ComparisonTable {
    /// Adds to the cell of a key. Several values of one briefing are joined by semicolons.
    fn add(&mut self, aspect: Aspect, key: Clean, column: usize, text: Clean) {
        let row = match self.rows.iter().position(|row| row.aspect == aspect && row.key == key) {
            Some(row) => row,
            None => {
                let cells = vec![None; self.briefings.len()];
                self.rows.push(ComparisonRow { aspect, key, cells });
                self.rows.len() - 1
            }
        };
        let cell = &mut self.rows[row].cells[column];
        *cell = Some(match cell.take() {
            Some(before) => clean!("{before}; {text}"),
            None => text,
        });
    }
}

fn about(library: &Library, all: &[&Briefing], table: &mut ComparisonTable) {
    let mut keys: Vec<&SchemaKey> = KEYS.iter().filter(|key| key.compared.is_some()).collect();
    keys.sort_by_key(|key| key.compared);
    for (column, briefing) in all.iter().enumerate() {
        for key in &keys {
            // An event's days are one fact, and so is the day of a source.
            let (name, facts) = match *key {
                key if key == schema::START => ("dates", shown(briefing.dates())),
                key if key == schema::AS_OF => ("as of", shown(library.as_of(table.briefings[column]))),
                key => (key.name, key.values(briefing)),
            };
            if !facts.is_empty() {
                let facts: Vec<&str> = facts.iter().map(Clean::as_str).collect();
                table.add(Aspect::About, Clean::line(name), column, clean!("{}", facts.join(", ")));
            }
        }
    }
}

fn shown(fact: Option<impl Display>) -> Vec<Clean> {
    fact.map(|fact| clean!("{fact}")).into_iter().collect()
}

/// Adds the linked briefings.
/// Events come by date, then the others; those that several briefings link to come first among the others.
fn links(library: &Library, table: &mut ComparisonTable) {
    let first = table.rows.len();
    let mut dates: Vec<(Clean, Option<FactSpan>)> = Vec::new();
    for (column, ix) in table.briefings.clone().into_iter().enumerate() {
        for link in library.links_of(ix) {
            let other = link.other.map(|other| library.get(other));
            let is_event = other.is_some_and(|other| other.kind == Kind::Event);
            let aspect = if is_event { Aspect::Events } else { Aspect::Links };
            let key = other.map_or_else(|| link.to.clone(), |other| other.title.clone());
            dates.push((key.clone(), other.and_then(Briefing::dates)));
            table.add(aspect, key, column, link.role);
        }
    }
    let date = |key: &Clean| {
        dates.iter().find(|(other, _)| other == key).and_then(|(_, date)| *date).map(FactSpan::sort_key)
    };
    let missing = |row: &ComparisonRow| row.cells.iter().filter(|cell| cell.is_none()).count();
    let added = &mut table.rows[first..];
    added.sort_by_cached_key(|row| match row.aspect {
        Aspect::Events => (row.aspect, date(&row.key), 0),
        _ => (row.aspect, None, missing(row)),
    });
}

fn tags(all: &[&Briefing], table: &mut ComparisonTable) {
    let folded: Vec<HashSet<String>> =
        all.iter().map(|briefing| briefing.tags.iter().map(|tag| fold(tag).text).collect()).collect();
    for (column, briefing) in all.iter().enumerate() {
        for tag in &briefing.tags {
            let own = fold(tag).text;
            let elsewhere = folded.iter().enumerate().any(|(at, tags)| at != column && tags.contains(&own));
            let key = if elsewhere { "shared" } else { "only in this one" };
            table.add(Aspect::Tags, Clean::line(key), column, tag.clone());
        }
    }
    if let Some(first) = table.rows.iter().position(|row| row.aspect == Aspect::Tags) {
        table.rows[first..].sort_by_key(|row| row.key == "only in this one");
    }
}

/// Adds statements that no other of the briefings has.
/// Another one has a statement if it has the same words, or the same day and source.
fn only_here(evidence: &Evidence, table: &mut ComparisonTable) {
    let words = |ix: Ix| -> HashSet<String> {
        evidence.text_evidence(ix).statements.iter().map(|one| fold(&one.text).text).collect()
    };
    let dated = |ix: Ix| -> HashSet<(FactSpan, Clean)> {
        let text_evidence = evidence.text_evidence(ix);
        let lines = text_evidence.statements.iter().filter_map(|line| Some((line.when?, line)));
        lines
            .flat_map(|(when, line)| text_evidence.citations(line).map(move |id| (when, id.clone())))
            .collect()
    };
    let first = table.rows.len();
    let all_words: Vec<HashSet<String>> = table.briefings.iter().map(|ix| words(*ix)).collect();
    let all_dated: Vec<HashSet<(FactSpan, Clean)>> = table.briefings.iter().map(|ix| dated(*ix)).collect();
    for (column, ix) in table.briefings.clone().into_iter().enumerate() {
        let text_evidence = evidence.text_evidence(ix);
        let others = |at: &usize| *at != column;
        let said_elsewhere = |statement: &Statement| {
            let text = fold(&statement.text).text;
            (0..all_words.len()).filter(others).any(|at| {
                all_words[at].contains(&text)
                    || statement.when.is_some_and(|when| {
                        text_evidence
                            .citations(statement)
                            .any(|id| all_dated[at].contains(&(when, id.clone())))
                    })
            })
        };
        let own = text_evidence.statements.iter().filter(|statement| {
            statement.section != StatementSection::BottomLine && !said_elsewhere(statement)
        });
        for (number, statement) in own.enumerate() {
            let cited: Vec<&str> = text_evidence.citations(statement).map(Clean::as_str).collect();
            let cited = if cited.is_empty() { String::new() } else { format!(" [{}]", cited.join(", ")) };
            let text = clean!("{}{cited}", statement.in_full());
            if table.rows.len() <= first + number {
                let cells = vec![None; table.briefings.len()];
                table.rows.push(ComparisonRow { aspect: Aspect::Only, key: clean!("{}", number + 1), cells });
            }
            table.rows[first + number].cells[column] = Some(text);
        }
    }
}

#[cfg(test)]
mod tests;
