//! The evidence of a library: what its texts say, what rests on a source, and backlinks.
//!
//! [`Evidence`] belongs to one library. It has the form of the file in the cache, where it mostly is: a question reads
//! the few values that it needs.

mod columns;
mod packed_text;
mod references;
mod update;

use std::io;
use std::sync::{Arc, LazyLock};

use crate::briefing::{EvidenceSummary, Statement, TextContent, TextEvidence};
use crate::date::FactSpan;
use crate::text::Clean;

use super::briefing_cache::BriefingCache;
use super::cache::{BlockFile, damaged};
use super::{Ix, Library};
use columns::{EvidenceColumn, EvidenceColumns};
use packed_text::KeptHead;
pub(super) use packed_text::pack_text;
use references::{read_backlinks, read_dependents, read_group};
pub(super) use update::{EvidenceUpdate, UpdatedEvidence};

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
#[derive(Debug)]
pub struct Evidence {
    columns: EvidenceColumns,
    read: BriefingCache<TextEvidence>,
    /// The same made from the texts, in case the columns are damaged.
    rebuilt: LazyLock<Arc<Self>, EvidenceRebuild>,
}

/// The number of texts that are read together where many are read.
const TEXTS_AT_ONCE: usize = 128;

/// Makes evidence from the texts.
pub(super) type EvidenceRebuild = Box<dyn FnOnce() -> Arc<Evidence> + Send>;

impl Default for Evidence {
    /// The evidence of no texts.
    fn default() -> Self {
        Self::of(EvidenceColumns::default(), Box::new(Arc::default))
    }
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
        let none = EvidenceColumns::default();
        let texts = text_evidence.into_iter().map(|evidence| Some(packed_text::pack(&evidence, &[])));
        let written = EvidenceUpdate::new(&none, library).and_then(|update| {
            let mut bytes = Vec::new();
            update.with_texts(texts.collect()).write(0, &mut bytes)?;
            Self::open(BlockFile::in_memory(bytes)?, 0, Box::new(Arc::default))
        });
        // Memory does not fail.
        written.unwrap_or_default()
    }

    /// Takes over the columns that a program has written.
    ///
    /// # Errors
    ///
    /// When they are no such columns, or another program or those of other folders.
    pub(super) fn open(blocks: BlockFile, program: u64, rebuild: EvidenceRebuild) -> io::Result<Self> {
        let columns = EvidenceColumns::open(blocks)?;
        if columns.identity.program != program {
            return Err(damaged());
        }
        Ok(Self::of(columns, rebuild))
    }

    fn of(columns: EvidenceColumns, rebuild: EvidenceRebuild) -> Self {
        Self { read: BriefingCache::new(columns.count()), columns, rebuilt: LazyLock::new(rebuild) }
    }

    /// Returns what `read` finds in the columns.
    /// If they are damaged, it looks into those that are made from the texts.
    fn look<T: Default>(&self, read: impl Fn(&EvidenceColumns) -> io::Result<T>) -> T {
        read(&self.columns).or_else(|_| read(&self.rebuilt.columns)).unwrap_or_default()
    }

    /// The evidence in a briefing's text, empty if the number is unknown.
    /// It stays in memory from then on.
    pub fn text_evidence(&self, ix: Ix) -> &TextEvidence {
        static NONE: LazyLock<TextEvidence> = LazyLock::new(TextEvidence::default);
        if ix.index() < self.columns.count() {
            self.read.get(ix.index(), || self.read_text(ix))
        } else {
            &NONE
        }
    }

    /// Returns the same for one use.
    pub fn read_text(&self, ix: Ix) -> TextEvidence {
        self.read_texts(&[ix]).pop().unwrap_or_default()
    }

    /// The evidence in the texts of these, for one use each.
    /// They are in ascending order.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::{embedded, gather_evidence};
    ///
    /// let library = embedded().library;
    /// let evidence = gather_evidence(&library).evidence;
    /// let all: Vec<_> = library.all().collect();
    /// let statements = evidence.texts(&all).map(|(_, text)| text.statements.len()).sum::<usize>();
    /// assert!(statements > 300);
    /// ```
    pub fn texts(&self, briefings: &[Ix]) -> impl Iterator<Item = (Ix, TextEvidence)> {
        let chunks = briefings.chunks(TEXTS_AT_ONCE);
        chunks.flat_map(|chunk| chunk.iter().copied().zip(self.read_texts(chunk)))
    }

    fn read_texts(&self, briefings: &[Ix]) -> Vec<TextEvidence> {
        self.look(|columns| {
            let mut heads = Vec::with_capacity(briefings.len());
            columns.each(EvidenceColumn::Heads, briefings, |_, head| {
                heads.push(head.to_vec());
                Some(())
            })?;
            let (mut heads, mut texts) = (heads.into_iter(), Vec::with_capacity(briefings.len()));
            columns.each(EvidenceColumn::Words, briefings, |_, words| {
                texts.push(packed_text::unpack(&heads.next()?, words)?);
                Some(())
            })?;
            Ok(texts)
        })
    }

    /// A statement by its number.
    pub fn statement(&self, ix: Ix, number: u32) -> Option<&Statement> {
        self.text_evidence(ix).statements.get(number as usize)
    }

    /// The labels that a briefing's text cites, those of unknown sources included.
    pub fn cited(&self, ix: Ix) -> Vec<Clean> {
        self.look(|columns| {
            let head = columns.value(EvidenceColumn::Heads, ix.index())?;
            let text = KeptHead::read(&head).ok_or_else(damaged)?;
            Ok(text.head.cited.iter().map(|label| Clean::line(label)).collect())
        })
    }

    /// The briefings that cite one of these, which are in ascending order.
    pub fn citing_any(&self, sources: &[Ix]) -> Vec<Ix> {
        self.look(|columns| {
            let (mut citing, count) = (Vec::new(), columns.count());
            columns.each(EvidenceColumn::Dependents, sources, |_, bytes| {
                citing.extend(read_dependents(bytes, count)?.into_iter().map(|one| one.from));
                Some(())
            })?;
            columns.each(EvidenceColumn::Citers, sources, |_, bytes| {
                citing.extend(read_group(bytes, count, |from, _| Some(from))?);
                Some(())
            })?;
            citing.sort_unstable();
            citing.dedup();
            Ok(citing)
        })
    }

    /// The briefings among these whose texts have content of a kind.
    pub fn with_content(&self, briefings: &[Ix], content: TextContent) -> Vec<Ix> {
        self.with_summary(briefings, |summary| summary.has(content))
    }

    /// The briefings among these with a dated statement of a wanted date.
    pub fn with_date(&self, briefings: &[Ix], is_wanted: impl Fn(FactSpan) -> bool) -> Vec<Ix> {
        self.with_summary(briefings, |summary| summary.dates.iter().any(|when| is_wanted(*when)))
    }

    /// The briefings among these with a wanted summary. They are in ascending order.
    fn with_summary(&self, briefings: &[Ix], is_wanted: impl Fn(&EvidenceSummary) -> bool) -> Vec<Ix> {
        self.look(|columns| {
            let mut found = Vec::new();
            columns.each(EvidenceColumn::Summaries, briefings, |ix, bytes| {
                if !bytes.is_empty() && is_wanted(&EvidenceSummary::read(bytes)?) {
                    found.push(ix);
                }
                Some(())
            })?;
            Ok(found)
        })
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
    /// let dependents = evidence.dependents_of(source).into_iter().filter(|dependent| dependent.from == fair);
    /// let parts: Vec<DependentPart> = dependents.map(|dependent| dependent.what).collect();
    /// // The links of the front matter come before the statements of the text.
    /// assert_eq!(parts[0], DependentPart::Link(0));
    /// assert!(matches!(parts.last(), Some(DependentPart::Statement(_))));
    /// ```
    pub fn dependents_of(&self, source: Ix) -> Vec<Dependent> {
        self.look(|columns| {
            let bytes = columns.value(EvidenceColumn::Dependents, source.index())?;
            read_dependents(&bytes, columns.count()).ok_or_else(damaged)
        })
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
    pub fn backlinks(&self, ix: Ix) -> Vec<Backlink> {
        self.look(|columns| {
            let bytes = columns.value(EvidenceColumn::Backlinks, ix.index())?;
            read_backlinks(&bytes, columns.count()).ok_or_else(damaged)
        })
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
        let mut users: Vec<Ix> =
            self.dependents_of(source).into_iter().map(|dependent| dependent.from).collect();
        users.dedup();
        users
    }
}

impl Evidence {
    /// Reports whether this is what the texts of a library say.
    /// It is if each file is the one that was read. Then the library is the same, and so is whatever was looked up
    /// in it.
    pub(super) fn is_of(&self, library: &Library) -> bool {
        let files = self.columns.identity.files;
        files != 0 && self.columns.count() == library.len() && files == update::files_state(library)
    }

    /// Finds out what of it still holds for a library.
    ///
    /// # Errors
    ///
    /// When it differs from what was written.
    pub(super) fn update<'a>(&'a self, library: &'a Library) -> io::Result<EvidenceUpdate<'a>> {
        EvidenceUpdate::new(&self.columns, library)
    }

    /// Writes all of it as it is.
    pub(super) fn copy_to(&self, mut out: impl io::Write) -> io::Result<()> {
        self.columns.copy_to(&mut out)
    }
}

#[cfg(test)]
mod tests;
