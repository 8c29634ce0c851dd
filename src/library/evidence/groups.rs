//! Look-ups from all texts together: what rests on a source, who links to a briefing, and what a text cites.

use std::collections::{HashMap, HashSet};

use crate::briefing::EvidenceHead;
use crate::briefing::packing::{read_list, read_number, read_text, write_number, write_text};
use crate::library::grouped::Grouped;
use crate::library::resolve::LinkResolver;
use crate::library::{Ix, Library, ix};
use crate::text::Clean;

use super::{Backlink, Dependent, DependentPart};

/// The values of all briefings, ready to be looked up.
#[derive(Debug, Default, PartialEq)]
pub(super) struct EvidenceGroups {
    pub dependents: Grouped<Dependent>,
    pub backlinks: Grouped<Backlink>,
    /// The labels of known sources in each text, as places in `labels`.
    pub cited: Grouped<u32>,
    pub labels: Box<[Clean]>,
}

impl EvidenceGroups {
    /// Groups what the texts of a library say. `heads` are those of its briefings, in their order.
    pub fn new<'a>(library: &Library, heads: impl Iterator<Item = EvidenceHead<'a>>) -> Self {
        let mut dependents: Vec<(Ix, Dependent)> = Vec::new();
        let mut backlinks: Vec<(Ix, Backlink)> = Vec::new();
        let mut cited: Vec<(Ix, u32)> = Vec::new();
        let mut labels = LabelTable::default();
        let mut resolver = LinkResolver::new(library);
        let mut known_sources = KnownSources { library, by_id: HashMap::new() };
        for (from, head) in library.all().zip(heads) {
            front_matter_dependents(&mut known_sources, from, &mut dependents);
            let sources: Vec<Option<Ix>> = head.cited.iter().map(|label| known_sources.get(label)).collect();
            head.each_citation(|number, place| {
                if let Some(source) = sources.get(place as usize).copied().flatten() {
                    dependents.push((source, Dependent { from, what: DependentPart::Statement(number) }));
                }
            });
            let known = head.cited.iter().zip(&sources).filter(|(_, source)| source.is_some());
            cited.extend(known.map(|(label, _)| (from, labels.number(label))));
            // The definition of a footnote links to its source: that is a citation, not a link. And two spellings
            // of one target are one link.
            let mut known: HashSet<Ix> = sources.iter().flatten().copied().chain([from]).collect();
            for (target, line) in head.mentions {
                if let Some(to) = resolver.resolve(from, target).filter(|to| known.insert(*to)) {
                    backlinks.push((to, Backlink { from, line }));
                }
            }
        }
        Self {
            dependents: Grouped::new(library.len(), dependents.iter().copied()),
            backlinks: Grouped::new(library.len(), backlinks.iter().copied()),
            cited: Grouped::new(library.len(), cited.iter().copied()),
            labels: labels.labels.into(),
        }
    }

    /// Writes the groups of this many briefings.
    pub fn pack(&self, briefings: usize) -> Vec<u8> {
        let mut out = Vec::new();
        write_number(&mut out, self.labels.len());
        self.labels.iter().for_each(|label| write_text(&mut out, label));
        for labels in (0..briefings).map(|at| self.cited.of(ix(at))) {
            write_number(&mut out, labels.len());
            labels.iter().for_each(|label| write_number(&mut out, *label as usize));
        }
        for dependents in (0..briefings).map(|at| self.dependents.of(ix(at))) {
            write_number(&mut out, dependents.len());
            for Dependent { from, what } in dependents {
                let (part, number) = match what {
                    DependentPart::Statement(number) => (0, number),
                    DependentPart::Status(number) => (1, number),
                    DependentPart::Link(number) => (2, number),
                };
                write_number(&mut out, from.index());
                write_number(&mut out, part);
                write_number(&mut out, *number as usize);
            }
        }
        for backlinks in (0..briefings).map(|at| self.backlinks.of(ix(at))) {
            write_number(&mut out, backlinks.len());
            for Backlink { from, line } in backlinks {
                write_number(&mut out, from.index());
                write_number(&mut out, *line as usize);
            }
        }
        out
    }

    /// Reads the groups of this many briefings. `None` when they name others.
    pub fn unpack(mut bytes: &[u8], briefings: usize) -> Option<Self> {
        let bytes = &mut bytes;
        let labels = read_list(bytes, |bytes| read_text(bytes).map(Clean::line))?.into_boxed_slice();
        let label = |bytes: &mut &[u8]| number_below(bytes, labels.len());
        let cited = read_groups(bytes, briefings, label)?;
        let briefing = |bytes: &mut &[u8]| number_below(bytes, briefings).map(Ix);
        let dependents = read_groups(bytes, briefings, |bytes| {
            let (from, part, number) = (briefing(bytes)?, read_number(bytes)?, read_number(bytes)?);
            let what = match part {
                0 => DependentPart::Statement(number),
                1 => DependentPart::Status(number),
                2 => DependentPart::Link(number),
                _ => return None,
            };
            Some(Dependent { from, what })
        })?;
        let backlinks = read_groups(bytes, briefings, |bytes| {
            Some(Backlink { from: briefing(bytes)?, line: read_number(bytes)? })
        })?;
        bytes.is_empty().then_some(Self { dependents, backlinks, cited, labels })
    }
}

/// Reads a list of values for each of this many briefings.
fn read_groups<T: Copy>(
    bytes: &mut &[u8],
    briefings: usize,
    read: impl Fn(&mut &[u8]) -> Option<T>,
) -> Option<Grouped<T>> {
    Grouped::filled(briefings, |values| {
        for _ in 0..read_number(bytes)? {
            values.push(read(bytes)?);
        }
        Some(())
    })
}

/// Reads a number that is less than this one.
fn number_below(bytes: &mut &[u8], end: usize) -> Option<u32> {
    read_number(bytes).filter(|number| (*number as usize) < end)
}

/// Labels with a number each.
#[derive(Default)]
struct LabelTable<'a> {
    numbers: HashMap<&'a str, u32>,
    labels: Vec<Clean>,
}

impl<'a> LabelTable<'a> {
    fn number(&mut self, label: &'a str) -> u32 {
        *self.numbers.entry(label).or_insert_with(|| {
            self.labels.push(Clean::line(label));
            u32::try_from(self.labels.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

/// The sources of a library by their ids, each looked up once.
struct KnownSources<'a> {
    library: &'a Library,
    by_id: HashMap<String, Option<Ix>>,
}

impl KnownSources<'_> {
    fn get(&mut self, id: &str) -> Option<Ix> {
        if let Some(known) = self.by_id.get(id) {
            return *known;
        }
        let source = self.library.source(id);
        self.by_id.insert(id.to_owned(), source);
        source
    }
}

fn front_matter_dependents(known: &mut KnownSources<'_>, ix: Ix, dependents: &mut Vec<(Ix, Dependent)>) {
    let record = known.library.record(ix);
    let mut add = |what, sources: &mut dyn Iterator<Item = &str>| {
        let sources = sources.filter_map(|id| known.get(id));
        dependents.extend(sources.map(|source| (source, Dependent { from: ix, what })));
    };
    for (at, status) in (0..).zip(record.status()) {
        add(DependentPart::Status(at), &mut status.sources());
    }
    for (at, link) in (0..).zip(record.links()) {
        add(DependentPart::Link(at), &mut link.sources());
    }
}
