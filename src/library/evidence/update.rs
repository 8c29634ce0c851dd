//! The evidence of a library from that of an earlier state of its files.
//!
//! What a text says is taken over if its file has the version that was read and would get the same answers from the
//! library. Its references are taken over, renumbered, unless a briefing that they lead to is gone or has other names,
//! or one of its names is that of a briefing that appeared or was renamed.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};

use crate::briefing::PackedEvidence;
use crate::library::cache::damaged;
use crate::library::find::target_in;
use crate::library::{FileState, Ix, Library, Record, ix};
use crate::text::fold;

use super::columns::{ColumnWriter, EvidenceColumn, EvidenceColumns, EvidenceIdentity};
use super::packed_text::{KeptHead, LabelStates};
use super::references::{ReferenceResolver, References, Referrers};

/// The number of neighbouring texts that are copied together.
const AT_ONCE: usize = 1024;

/// The file of a text as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct KeptFile {
    /// The hash of its path.
    path: u64,
    /// The version that was read. It is unknown if another reading might find something else.
    version: FileState,
    /// A hash of the names by which it is referred to.
    names: u64,
}

impl KeptFile {
    fn of(record: &Record<'_>, version: FileState) -> Self {
        let mut hasher = DefaultHasher::new();
        (record.is_source(), record.id(), record.title()).hash(&mut hasher);
        record.aliases().for_each(|alias| alias.hash(&mut hasher));
        Self { path: record.path_hash(), version, names: hasher.finish() }
    }

    fn pack(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        for (place, number) in
            bytes.as_chunks_mut::<8>().0.iter_mut().zip([self.path, self.version.0, self.names])
        {
            *place = number.to_le_bytes();
        }
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let [path, version, names] = bytes.as_chunks::<8>().0.try_into().ok()?;
        let [path, version, names] = [path, version, names].map(u64::from_le_bytes);
        (bytes.len() == 24).then_some(Self { path, version: FileState(version), names })
    }
}

/// Returns a number for the files of a library and their versions.
/// It is 0 if one of them may be another by now.
pub(super) fn files_state(library: &Library) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (ix, record) in library.records() {
        let version = library.version_of(ix);
        if !version.is_certain() {
            return 0;
        }
        hasher.write_u64(record.path_hash());
        hasher.write_u64(version.0);
    }
    hasher.finish().max(1)
}

/// The part of earlier evidence that still holds for a library.
pub(in crate::library) struct EvidenceUpdate<'a> {
    library: &'a Library,
    before: &'a EvidenceColumns,
    files_before: Vec<KeptFile>,
    /// The earlier number of each briefing whose path was there before.
    earlier: Vec<Option<usize>>,
    /// The earlier number of each text that says the same.
    kept: Vec<Option<usize>>,
    /// The briefings that keep their names, by their earlier numbers.
    now: Vec<Option<Ix>>,
    /// The kept texts that refer to a new name.
    is_affected: Vec<bool>,
}

impl<'a> EvidenceUpdate<'a> {
    /// Finds out what still holds.
    ///
    /// # Errors
    ///
    /// When the earlier evidence differs from what was written.
    pub(super) fn new(before: &'a EvidenceColumns, library: &'a Library) -> io::Result<Self> {
        let mut files_before = Vec::with_capacity(before.count());
        before.each_of_all(EvidenceColumn::Files, |_, bytes| {
            files_before.push(KeptFile::read(bytes)?);
            Some(())
        })?;
        let places: HashMap<u64, usize> =
            files_before.iter().zip(0..).map(|(file, at)| (file.path, at)).collect();
        let mut update = Self {
            library,
            before,
            earlier: Vec::with_capacity(library.len()),
            kept: Vec::with_capacity(library.len()),
            now: vec![None; before.count()],
            is_affected: vec![false; library.len()],
            files_before,
        };
        let mut new_names = ReferenceNames::default();
        for (ix, record) in library.records() {
            let file = KeptFile::of(&record, library.version_of(ix));
            let earlier = places.get(&file.path).copied();
            let before = earlier.map(|at| update.files_before[at]);
            update.earlier.push(earlier);
            update.kept.push(earlier.filter(|_| {
                file.version.is_certain() && before.is_some_and(|before| before.version == file.version)
            }));
            if let Some(at) = earlier.filter(|_| before.is_some_and(|before| before.names == file.names)) {
                update.now[at] = Some(ix);
            } else {
                new_names.add(&record);
            }
        }
        update.look_at_heads(&new_names)?;
        Ok(update)
    }

    /// Examines what the kept texts asked for and refer to.
    fn look_at_heads(&mut self, new_names: &ReferenceNames) -> io::Result<()> {
        let mut labels = LabelStates::of(self.library);
        let mut kept_now: Vec<Option<Ix>> = vec![None; self.before.count()];
        for (now, at) in (0..).zip(&self.kept) {
            at.iter().for_each(|at| kept_now[*at] = Some(ix(now)));
        }
        let (kept, is_affected, library) = (&mut self.kept, &mut self.is_affected, self.library);
        self.before.each_of_all(EvidenceColumn::Heads, |earlier, bytes| {
            let text = KeptHead::read(bytes)?;
            if let Some(now) = kept_now[earlier.index()] {
                if !labels.are_those_of(&text) {
                    kept[now.index()] = None;
                }
                is_affected[now.index()] = new_names.are_referred_to(&library.record(now), &text);
            }
            Some(())
        })
    }

    /// Returns the briefings whose texts have to be read.
    pub fn changed(&self) -> Vec<Ix> {
        self.library.all().zip(&self.kept).filter(|(_, kept)| kept.is_none()).map(|(ix, _)| ix).collect()
    }

    /// Adds what the changed texts say, in order; nothing for one that could not be read.
    pub fn with_texts(self, texts: Vec<Option<PackedEvidence>>) -> UpdatedEvidence<'a> {
        let mut texts = texts.into_iter();
        let texts = self.kept.iter().map(|kept| if kept.is_some() { None } else { texts.next().flatten() });
        UpdatedEvidence { texts: texts.collect(), update: self }
    }
}

/// The new state of the evidence, ready to be written.
pub(in crate::library) struct UpdatedEvidence<'a> {
    update: EvidenceUpdate<'a>,
    /// The contents of the changed texts.
    texts: Vec<Option<PackedEvidence>>,
}

impl UpdatedEvidence<'_> {
    /// Reports whether everything is as it was.
    /// That is so after reading a text again because its file had just been written.
    ///
    /// # Errors
    ///
    /// When the earlier evidence differs from what was written.
    pub fn is_as_before(&self) -> io::Result<bool> {
        let EvidenceUpdate { library, before, files_before, earlier, .. } = &self.update;
        let is_in_place = earlier.iter().zip(0..).all(|(earlier, at)| *earlier == Some(at));
        if before.count() != library.len() || !is_in_place || !self.files().eq(files_before.iter().copied()) {
            return Ok(false);
        }
        let mut resolver = ReferenceResolver::new(library);
        for at in self.changed() {
            let text = self.texts[at].clone().unwrap_or_default();
            let references = self.references(&mut resolver, at)?.pack();
            let now = [text.head, text.summary, text.words, references];
            let columns = [
                EvidenceColumn::Heads,
                EvidenceColumn::Summaries,
                EvidenceColumn::Words,
                EvidenceColumn::References,
            ];
            for (column, now) in columns.into_iter().zip(now) {
                if before.value(column, at)? != now {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn changed(&self) -> impl Iterator<Item = usize> {
        self.update.kept.iter().zip(0..).filter(|(kept, _)| kept.is_none()).map(|(_, at)| at)
    }

    fn files(&self) -> impl Iterator<Item = KeptFile> {
        let EvidenceUpdate { library, kept, .. } = &self.update;
        library.records().zip(kept).zip(&self.texts).map(|(((ix, record), kept), text)| {
            let is_read = kept.is_some() || text.is_some();
            let version = Some(library.version_of(ix)).filter(|version| is_read && version.is_certain());
            KeptFile::of(&record, version.unwrap_or(FileState::UNKNOWN))
        })
    }

    /// Writes the new state of a program's evidence.
    ///
    /// # Errors
    ///
    /// When it can't be written, or the earlier evidence differs from what was written.
    pub fn write(&self, program: u64, out: impl Write) -> io::Result<()> {
        let library = self.update.library;
        let mut out = ColumnWriter::new(out);
        self.files().try_for_each(|file| out.add(&file.pack()))?;
        let all_read =
            self.texts.iter().zip(&self.update.kept).all(|(text, kept)| text.is_some() || kept.is_some());
        out.end_column()?;
        self.write_texts(EvidenceColumn::Heads, |text| &text.head, &mut out)?;
        self.write_texts(EvidenceColumn::Summaries, |text| &text.summary, &mut out)?;
        self.write_texts(EvidenceColumn::Words, |text| &text.words, &mut out)?;
        let mut resolver = ReferenceResolver::new(library);
        let mut referrers = Referrers::default();
        for at in 0..library.len() {
            let references = self.references(&mut resolver, at)?;
            out.add(&references.pack())?;
            referrers.add(ix(at), &references);
        }
        out.end_column()?;
        referrers.write(library.len(), &mut out)?;
        let files = if all_read { files_state(library) } else { 0 };
        out.finish(EvidenceIdentity { program, files }, library.len())
    }

    fn write_texts<W: Write>(
        &self,
        column: EvidenceColumn,
        part: impl Fn(&PackedEvidence) -> &[u8],
        out: &mut ColumnWriter<W>,
    ) -> io::Result<()> {
        let kept = &self.update.kept;
        let mut at = 0;
        while at < kept.len() {
            let Some(first) = kept[at] else {
                out.add(self.texts[at].as_ref().map_or(&[], &part))?;
                at += 1;
                continue;
            };
            let follows = |(kept, earlier): &(&Option<usize>, usize)| **kept == Some(*earlier);
            let run = kept[at..].iter().zip(first..).take(AT_ONCE).take_while(follows).count();
            let values = self.update.before.values(column, first..first + run)?;
            values.iter().try_for_each(|value| out.add(value))?;
            at += run;
        }
        out.end_column()
    }

    /// Returns the references of a briefing: renumbered where they still hold, else looked up.
    fn references(&self, resolver: &mut ReferenceResolver<'_>, at: usize) -> io::Result<References> {
        let EvidenceUpdate { before, kept, now, is_affected, .. } = &self.update;
        let head = match kept[at] {
            None => None,
            Some(earlier) => {
                if !is_affected[at] {
                    let bytes = before.value(EvidenceColumn::References, earlier)?;
                    let now = |at: usize| now.get(at).copied().flatten();
                    if let Some(references) = References::read(&bytes, now).ok_or_else(damaged)? {
                        return Ok(references);
                    }
                }
                Some(before.value(EvidenceColumn::Heads, earlier)?)
            }
        };
        let head = head.as_deref().or(self.texts[at].as_ref().map(|text| &*text.head));
        // Of a text that could not be read, the library knows the front matter.
        let text = KeptHead::read(head.unwrap_or_default()).ok_or_else(damaged)?;
        Ok(resolver.references(ix(at), &text.head))
    }
}

/// The names by which references may lead to some briefings, folded.
#[derive(Default)]
struct ReferenceNames(HashSet<String>);

impl ReferenceNames {
    fn add(&mut self, record: &Record<'_>) {
        let names = [record.id(), record.title()].into_iter().chain(record.aliases());
        self.0.extend(names.map(|name| fold(name).text));
        // The page of a folder is also found by the name of the folder.
        let path = record.path();
        let folder = path.parent().and_then(|folder| folder.file_name());
        self.0.extend(folder.map(|name| fold(&name.to_string_lossy()).text));
    }

    /// Reports whether a briefing may refer to one of them.
    fn are_referred_to(&self, record: &Record<'_>, text: &KeptHead<'_>) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let has = |name: &str| self.0.contains(&fold(name).text);
        record.cited().any(has)
            || text.head.cited.iter().any(|label| has(label))
            || text.head.mentions.iter().filter_map(|(target, _)| target_in(target)).any(|target| {
                let last = target.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
                // `.` and `..` lead to the page of a folder with any name.
                matches!(last, "" | "." | "..") || [&*target, last, stem].into_iter().any(has)
            })
    }
}
