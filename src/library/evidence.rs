//! The evidence of a library: what its texts say, what rests on a source, and backlinks.
//!
//! [`Evidence`] belongs to one library. It holds what each text says as bytes, as it is also kept in the cache
//! folder, and reads those of a briefing on the first request. What all texts say together is looked up without
//! reading any.

mod groups;
mod packed_text;

use std::borrow::Cow;
use std::collections::HashMap;

use crate::briefing::{Statement, TextEvidence};
use crate::text::Clean;

use super::briefing_cache::BriefingCache;
use super::{FileState, Ix, Library};
use groups::EvidenceGroups;
use packed_text::LabelStates;
pub(super) use packed_text::pack_text;

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
    texts: Box<[KeptText]>,
    /// The packed evidence of all texts, in sequence.
    packed: Vec<u8>,
    groups: EvidenceGroups,
    read: BriefingCache<TextEvidence>,
}

/// The number of parts of evidence in a file.
pub(super) const EVIDENCE_PARTS: usize = 3;

/// The file of a text, and the place of what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct KeptText {
    /// The hash of its path.
    path: u64,
    /// The version that was read. It is unknown if another reading might find something else.
    version: FileState,
    /// The first byte, and the one behind the last.
    start: usize,
    end: usize,
}

impl KeptText {
    /// The size of a row in a file: three numbers.
    const SIZE: usize = 3 * 8;
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
    pub fn new(library: &Library, text_evidence: Vec<TextEvidence>) -> Self {
        let packed = text_evidence.into_iter().map(|evidence| Some(packed_text::pack(&evidence, &[])));
        Self::default().followed(library, &vec![None; library.len()], packed)
    }

    /// The evidence in a briefing's text, empty if the number is unknown.
    pub fn text_evidence(&self, ix: Ix) -> &TextEvidence {
        static NONE: std::sync::OnceLock<TextEvidence> = std::sync::OnceLock::new();
        match self.packed(ix.index()) {
            Some(bytes) => self.read.get(ix.index(), || packed_text::unpack(bytes).unwrap_or_default()),
            None => NONE.get_or_init(TextEvidence::default),
        }
    }

    /// A statement by its number.
    pub fn statement(&self, ix: Ix, number: u32) -> Option<&Statement> {
        self.text_evidence(ix).statements.get(number as usize)
    }

    /// The labels that a briefing's text cites, without those of unknown sources.
    pub fn cited(&self, ix: Ix) -> impl Iterator<Item = &Clean> {
        self.groups.cited.of(ix).iter().filter_map(|label| self.groups.labels.get(*label as usize))
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
        self.groups.dependents.of(source)
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
        self.groups.backlinks.of(ix)
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

    fn packed(&self, at: usize) -> Option<&[u8]> {
        let text = self.texts.get(at)?;
        self.packed.get(text.start..text.end)
    }
}

impl Evidence {
    /// Reports whether this is what the texts of a library say.
    /// It is if each file is the one that was read. Then the library is the same, and so is whatever was looked up
    /// in it.
    pub(super) fn is_of(&self, library: &Library) -> bool {
        let same = |(text, (ix, record)): (&KeptText, (Ix, super::Record<'_>))| {
            text.version.is_certain()
                && text.version == library.version_of(ix)
                && text.path == record.path_hash()
        };
        self.texts.len() == library.len() && self.texts.iter().zip(library.records()).all(same)
    }

    /// Finds the texts that still say the same in a library.
    /// The answer has the place here for each of its briefings.
    /// Such a text has the version that was read, and would get the same answers from the library.
    pub(super) fn kept_for(&self, library: &Library) -> Vec<Option<usize>> {
        let places: HashMap<(u64, u64), usize> = (self.texts.iter().enumerate())
            .filter(|(_, text)| text.version.is_certain())
            .map(|(at, text)| ((text.path, text.version.0), at))
            .collect();
        let mut labels = LabelStates::of(library);
        let place = |(ix, record): (Ix, super::Record<'_>)| {
            let at = *places.get(&(record.path_hash(), library.version_of(ix).0))?;
            labels.are_those_of(self.packed(at)?).then_some(at)
        };
        library.records().map(place).collect()
    }

    /// Makes the evidence of a library from that of an earlier one.
    /// `kept` are the places of the texts that say the same. `fresh` are all others, in order, as they were packed;
    /// nothing for one that could not be read.
    pub(super) fn followed(
        &self,
        library: &Library,
        kept: &[Option<usize>],
        fresh: impl IntoIterator<Item = Option<Vec<u8>>>,
    ) -> Self {
        let mut packed = Vec::with_capacity(self.packed.len());
        let mut fresh = fresh.into_iter();
        let texts = library.records().zip(kept).map(|((ix, record), kept)| {
            let start = packed.len();
            let is_read = match kept.and_then(|at| self.packed(at)) {
                Some(bytes) => {
                    packed.extend_from_slice(bytes);
                    true
                }
                None => {
                    let text = fresh.next().flatten();
                    text.iter().for_each(|text| packed.extend_from_slice(text));
                    text.is_some()
                }
            };
            let version = Some(library.version_of(ix)).filter(|version| is_read && version.is_certain());
            let version = version.unwrap_or(FileState::UNKNOWN);
            KeptText { path: record.path_hash(), version, start, end: packed.len() }
        });
        let texts: Box<[KeptText]> = texts.collect();
        packed.shrink_to_fit();
        let heads = texts.iter().map(|text| {
            let bytes = packed.get(text.start..text.end).unwrap_or_default();
            packed_text::head(bytes).unwrap_or_default()
        });
        let groups = EvidenceGroups::new(library, heads);
        Self { read: BriefingCache::new(texts.len()), texts, packed, groups }
    }

    /// Reports whether the other one keeps the same of the same texts.
    pub(super) fn keeps_what(&self, other: &Self) -> bool {
        self.texts == other.texts && self.packed == other.packed
    }

    /// The parts as they are written to a file: the table of the texts, the groups, and what the texts say.
    pub(super) fn parts(&self) -> [Cow<'_, [u8]>; EVIDENCE_PARTS] {
        let mut table = Vec::with_capacity(self.texts.len() * KeptText::SIZE);
        for text in &self.texts {
            for number in [text.path, text.version.0, (text.end - text.start) as u64] {
                table.extend_from_slice(&number.to_le_bytes());
            }
        }
        let groups = self.groups.pack(self.texts.len());
        [Cow::Owned(table), Cow::Owned(groups), Cow::Borrowed(&self.packed)]
    }

    /// Makes evidence of parts from outside the process. `None` when they don't fit together.
    pub(super) fn from_parts([table, groups, packed]: [Vec<u8>; EVIDENCE_PARTS]) -> Option<Self> {
        let (numbers, none) = table.as_chunks::<8>();
        let (rows, rest) = numbers.as_chunks::<3>();
        let mut start = 0_usize;
        let texts = rows.iter().map(|row| {
            let [path, version, length] = row.map(u64::from_le_bytes);
            let end = start.checked_add(usize::try_from(length).ok()?)?;
            let start = std::mem::replace(&mut start, end);
            Some(KeptText { path, version: FileState(version), start, end })
        });
        let texts: Box<[KeptText]> = texts.collect::<Option<_>>()?;
        let fits = none.is_empty() && rest.is_empty() && start == packed.len();
        let groups = EvidenceGroups::unpack(&groups, texts.len()).filter(|_| fits)?;
        Some(Self { read: BriefingCache::new(texts.len()), texts, packed, groups })
    }
}

#[cfg(test)]
mod tests;
