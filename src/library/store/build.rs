//! Builds stores, from single briefings or from a changed earlier store.

use super::block::RecordBlock;
use super::words::{WordStore, WordTable};
use super::{FileState, Record, Store, write};
use crate::briefing::Briefing;
use crate::briefing::packing::write_number;
use crate::library::unchanged::UnchangedRecords;

/// Gathers briefings into a store.
#[derive(Debug, Default)]
pub(in crate::library) struct Builder {
    words: WordStore,
    records: RecordBlock,
    versions: Vec<FileState>,
    table: WordTable,
    /// A buffer, reused for each record.
    scratch: Vec<u8>,
}

impl Builder {
    /// Merges kept records of an earlier store with the added ones.
    /// The kept ones come in their order and each with its present version. Also returns the mapping of the kept
    /// ones. Of two with the same path the added one is taken.
    pub fn following(self, old: &Store, unchanged: &[(usize, FileState)]) -> (Store, UnchangedRecords) {
        let own = self.finish();
        let mut all = StoreRebuild::new(old, unchanged.len());
        let mut rest = unchanged;
        for at in 0..own.len() {
            let record = own.record(at);
            let key = record.path_key();
            let (before, after) =
                rest.split_at(rest.partition_point(|(at, _)| old.record(*at).path_key() < key));
            all.keep(before);
            all.add(&record, own.version(at));
            let has_path = after.first().is_some_and(|(at, _)| old.record(*at).path_key() == key);
            rest = &after[usize::from(has_path)..];
        }
        all.keep(rest);
        (all.builder.finish(), all.unchanged)
    }

    /// Returns the number of records. Those with the same path are counted each.
    pub fn len(&self) -> usize {
        self.versions.len()
    }

    /// Adds a briefing. Returns false when the store is full, at four gigabytes.
    #[must_use]
    pub fn add(&mut self, briefing: &Briefing, version: FileState) -> bool {
        let Self { words, records, versions, table, scratch } = self;
        let Some(place) = records.next_place() else { return false };
        scratch.clear();
        let begun = records.texts.len();
        write::record(briefing, scratch, &mut records.texts, words, table);
        let lengths = [scratch.len(), records.texts.len() - begun];
        if lengths.into_iter().any(|length| u32::try_from(length).is_err()) || words.is_full() {
            records.texts.truncate(begun);
            return false;
        }
        for length in lengths {
            write_number(&mut records.bytes, length);
        }
        records.bytes.extend_from_slice(scratch);
        records.places.push(place);
        versions.push(version);
        true
    }

    /// Returns a copy of the store so far, to go on adding.
    pub fn so_far(&self) -> Store {
        sorted(self.words.growing(), self.records.clone(), self.versions.clone())
    }

    /// Returns the whole store.
    pub fn finish(mut self) -> Store {
        self.words.shrink();
        let mut records = self.records;
        records.shrink();
        sorted(self.words, records, self.versions)
    }
}

/// Makes a store of records, sorted by their paths, each path once.
/// Their bytes and texts are put into that order too: a look through all records then reads the memory from
/// one end to the other, which is several times as fast as random access.
fn sorted(words: WordStore, mut records: RecordBlock, mut versions: Vec<FileState>) -> Store {
    let numbers = records.in_order(&words);
    if !numbers.iter().copied().eq(0..versions.len()) {
        let version = |at: &usize| versions.get(*at).copied().unwrap_or(FileState::UNKNOWN);
        versions = numbers.iter().map(version).collect();
        records.arrange(&numbers);
    }
    Store::of(words, records, versions)
}

/// A store that grows from an earlier one.
struct StoreRebuild<'a> {
    old: &'a Store,
    builder: Builder,
    unchanged: UnchangedRecords,
    /// True if records are copied without reading them.
    copies: bool,
}

impl<'a> StoreRebuild<'a> {
    /// Starts from an earlier store.
    /// If at least half of its records are kept, its words are taken over as they are, so that records can be
    /// copied. Otherwise most of its words would be unused.
    fn new(old: &'a Store, unchanged: usize) -> Self {
        let copies = unchanged * 2 >= old.len();
        let mut builder = Builder::default();
        if copies {
            builder.words = old.words.growing();
            let (bytes, texts) = old.records.sizes();
            builder.records.texts.reserve_exact(texts);
            builder.records.bytes.reserve_exact(bytes);
            builder.records.places.reserve_exact(old.len());
            builder.versions.reserve_exact(old.len());
            builder.table = WordTable::of(&builder.words);
        }
        Self { old, builder, unchanged: UnchangedRecords::of(old.len()), copies }
    }

    /// Adds records of the earlier store. Each was in a store already, so there is room for it.
    fn keep(&mut self, records: &[(usize, FileState)]) {
        for (at, version) in records {
            let added = if self.copies {
                self.copy(*at, *version).is_some()
            } else {
                self.builder.add(&self.old.record(*at).briefing(), *version)
            };
            if added {
                self.unchanged.keep(*at);
            }
        }
    }

    /// Copies a record without reading it. The words have the same numbers.
    fn copy(&mut self, at: usize, version: FileState) -> Option<()> {
        let (block, at) = self.old.records.block(at)?;
        self.builder.records.push(block.whole(at)?).then(|| self.builder.versions.push(version))
    }

    fn add(&mut self, record: &Record<'_>, version: FileState) {
        if self.builder.add(&record.briefing(), version) {
            self.unchanged.add_fresh();
        }
    }
}
