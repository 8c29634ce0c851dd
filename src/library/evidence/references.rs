//! References of texts to other briefings, and the look-ups in the other direction.
//!
//! The references of a text are kept with the numbers of the briefings that they lead to. So when another file has
//! changed they are only renumbered, not looked up by name again.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use crate::briefing::EvidenceHead;
use crate::briefing::packing::{read_list, read_number, write_number};
use crate::library::grouped::Grouped;
use crate::library::resolve::LinkResolver;
use crate::library::{Ix, Library, ix};

use super::columns::ColumnWriter;
use super::{Backlink, Dependent, DependentPart};

/// The briefings that one briefing refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct References {
    /// The sources of its parts: status, links, statements.
    pub uses: Vec<(Ix, DependentPart)>,
    /// The sources that labels in its text name, in library order.
    pub cited: Vec<Ix>,
    /// The briefings that its text links to, with the line. Each comes once.
    pub links: Vec<(Ix, u32)>,
}

impl References {
    pub fn pack(&self) -> Vec<u8> {
        let mut out = Vec::new();
        write_number(&mut out, self.uses.len());
        for (source, what) in &self.uses {
            write_number(&mut out, source.index());
            pack_part(*what, &mut out);
        }
        write_number(&mut out, self.cited.len());
        self.cited.iter().for_each(|source| write_number(&mut out, source.index()));
        write_number(&mut out, self.links.len());
        for (target, line) in &self.links {
            write_number(&mut out, target.index());
            write_number(&mut out, *line as usize);
        }
        out
    }

    /// Reads packed references and replaces each number by `now`.
    /// The outer answer is `None` when they can't be read, the inner when `now` has no answer.
    pub fn read(mut bytes: &[u8], now: impl Fn(usize) -> Option<Ix>) -> Option<Option<Self>> {
        let bytes = &mut bytes;
        let mut all_known = true;
        let mut number = |bytes: &mut &[u8]| {
            let now = now(read_number(bytes)? as usize);
            all_known &= now.is_some();
            Some(now.unwrap_or(ix(0)))
        };
        let uses = read_list(bytes, |bytes| Some((number(bytes)?, read_part(bytes)?)))?;
        let cited = read_list(bytes, &mut number)?;
        let links = read_list(bytes, |bytes| Some((number(bytes)?, read_number(bytes)?)))?;
        bytes.is_empty().then(|| all_known.then_some(Self { uses, cited, links }))
    }
}

fn pack_part(what: DependentPart, out: &mut Vec<u8>) {
    let (part, number) = match what {
        DependentPart::Statement(number) => (0, number),
        DependentPart::Status(number) => (1, number),
        DependentPart::Link(number) => (2, number),
    };
    write_number(out, part);
    write_number(out, number as usize);
}

fn read_part(bytes: &mut &[u8]) -> Option<DependentPart> {
    let (part, number) = (read_number(bytes)?, read_number(bytes)?);
    match part {
        0 => Some(DependentPart::Statement(number)),
        1 => Some(DependentPart::Status(number)),
        2 => Some(DependentPart::Link(number)),
        _ => None,
    }
}

/// Looks up the references of many briefings, each name once.
pub(super) struct ReferenceResolver<'a> {
    library: &'a Library,
    links: LinkResolver<'a>,
    sources: HashMap<String, Option<Ix>>,
}

impl<'a> ReferenceResolver<'a> {
    pub fn new(library: &'a Library) -> Self {
        Self { library, links: LinkResolver::new(library), sources: HashMap::new() }
    }

    /// Looks up the references of a briefing with this head.
    pub fn references(&mut self, from: Ix, head: &EvidenceHead<'_>) -> References {
        let mut references = References::default();
        self.front_matter(from, &mut references.uses);
        let sources: Vec<Option<Ix>> = head.cited.iter().map(|label| self.source(label)).collect();
        head.each_citation(|number, place| {
            let source = sources.get(place as usize).copied().flatten();
            references.uses.extend(source.map(|source| (source, DependentPart::Statement(number))));
        });
        references.cited = sources.iter().flatten().copied().collect();
        references.cited.sort_unstable();
        references.cited.dedup();
        // The definition of a footnote links to its source: that is a citation, not a link. And two spellings
        // of one target are one link.
        let mut known: HashSet<Ix> = references.cited.iter().copied().chain([from]).collect();
        for (target, line) in &head.mentions {
            let to = self.links.resolve(from, target).filter(|to| known.insert(*to));
            references.links.extend(to.map(|to| (to, *line)));
        }
        references
    }

    fn front_matter(&mut self, from: Ix, uses: &mut Vec<(Ix, DependentPart)>) {
        let record = self.library.record(from);
        let mut add = |what, sources: &mut dyn Iterator<Item = &str>| {
            uses.extend(sources.filter_map(|id| self.source(id)).map(|source| (source, what)));
        };
        for (at, status) in (0..).zip(record.status()) {
            add(DependentPart::Status(at), &mut status.sources());
        }
        for (at, link) in (0..).zip(record.links()) {
            add(DependentPart::Link(at), &mut link.sources());
        }
    }

    fn source(&mut self, id: &str) -> Option<Ix> {
        if let Some(known) = self.sources.get(id) {
            return *known;
        }
        let source = self.library.source(id);
        self.sources.insert(id.to_owned(), source);
        source
    }
}

/// The references of all briefings by the briefing that they lead to.
#[derive(Debug, Default)]
pub(super) struct Referrers {
    dependents: Vec<(Ix, Dependent)>,
    citers: Vec<(Ix, Ix)>,
    backlinks: Vec<(Ix, Backlink)>,
}

impl Referrers {
    /// Adds the references of the next briefing.
    pub fn add(&mut self, from: Ix, references: &References) {
        self.dependents
            .extend(references.uses.iter().map(|(to, what)| (*to, Dependent { from, what: *what })));
        self.citers.extend(references.cited.iter().map(|to| (*to, from)));
        self.backlinks
            .extend(references.links.iter().map(|(to, line)| (*to, Backlink { from, line: *line })));
    }

    /// Writes the three columns of this many briefings.
    pub fn write<W: Write>(self, count: usize, out: &mut ColumnWriter<W>) -> io::Result<()> {
        write_groups(self.dependents, count, out, |bytes, before, Dependent { from, what }| {
            write_number(bytes, from.index() - before);
            pack_part(*what, bytes);
            from.index()
        })?;
        write_groups(self.citers, count, out, |bytes, before, from| {
            write_number(bytes, from.index() - before);
            from.index()
        })?;
        write_groups(self.backlinks, count, out, |bytes, before, Backlink { from, line }| {
            write_number(bytes, from.index() - before);
            write_number(bytes, *line as usize);
            from.index()
        })
    }
}

/// Writes a column of lists. `pack` gets the number of the briefing before and returns its own.
fn write_groups<T: Copy, W: Write>(
    pairs: Vec<(Ix, T)>,
    count: usize,
    out: &mut ColumnWriter<W>,
    pack: impl Fn(&mut Vec<u8>, usize, &T) -> usize,
) -> io::Result<()> {
    let groups = Grouped::new(count, pairs.iter().copied());
    drop(pairs);
    let mut bytes = Vec::new();
    for to in (0..count).map(ix) {
        bytes.clear();
        let mut before = 0;
        for value in groups.of(to) {
            before = pack(&mut bytes, before, value);
        }
        out.add(&bytes)?;
    }
    out.end_column()
}

/// Reads a list of a column. Each entry begins with a briefing of the library, and they are in order.
pub(super) fn read_group<T>(
    mut bytes: &[u8],
    count: usize,
    read: impl Fn(Ix, &mut &[u8]) -> Option<T>,
) -> Option<Vec<T>> {
    let (bytes, mut before) = (&mut bytes, 0_usize);
    let mut group = Vec::new();
    while !bytes.is_empty() {
        before = before.checked_add(read_number(bytes)? as usize).filter(|from| *from < count)?;
        group.push(read(ix(before), bytes)?);
    }
    Some(group)
}

/// Reads the parts that rest on a source.
pub(super) fn read_dependents(bytes: &[u8], count: usize) -> Option<Vec<Dependent>> {
    read_group(bytes, count, |from, bytes| Some(Dependent { from, what: read_part(bytes)? }))
}

/// Reads the links to a briefing.
pub(super) fn read_backlinks(bytes: &[u8], count: usize) -> Option<Vec<Backlink>> {
    read_group(bytes, count, |from, bytes| Some(Backlink { from, line: read_number(bytes)? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_back_renumbered_or_not_at_all() {
        let references = References {
            uses: vec![
                (ix(300), DependentPart::Status(0)),
                (ix(2), DependentPart::Link(1)),
                (ix(2), DependentPart::Statement(200)),
            ],
            cited: vec![ix(2), ix(300)],
            links: vec![(ix(5), 17)],
        };
        let bytes = references.pack();
        assert_eq!(References::read(&bytes, |at| Some(ix(at))), Some(Some(references.clone())));
        let next = References::read(&bytes, |at| Some(ix(at + 1))).flatten().unwrap();
        assert_eq!(
            (next.uses[1], next.cited[0], next.links[0]),
            ((ix(3), DependentPart::Link(1)), ix(3), (ix(6), 17))
        );
        for gone in [2, 300, 5] {
            assert_eq!(References::read(&bytes, |at| (at != gone).then(|| ix(at))), Some(None));
        }
        for length in 0..bytes.len() {
            assert_eq!(References::read(&bytes[..length], |at| Some(ix(at))), None, "{length}");
        }
    }

    #[test]
    fn a_group_names_only_briefings_of_the_library() {
        let sound = [1, 0, 7, 0, 2, 3, 4, 1, 0];
        let froms = |count| {
            read_dependents(&sound, count).map(|all| all.iter().map(|one| one.from.index()).collect())
        };
        assert_eq!(froms(6), Some(vec![1, 1, 5]));
        assert_eq!(froms(5), None);
        assert_eq!(read_dependents(&[1, 3, 0], 6), None);
        assert_eq!(
            read_backlinks(&[0xFF, 0xFF, 0xFF, 0xFF, 0xF, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xF, 1], 9),
            None
        );
        assert_eq!(read_backlinks(&[], 0), Some(Vec::new()));
    }
}
