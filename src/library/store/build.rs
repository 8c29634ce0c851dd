//! Builds stores, from single briefings or from a changed earlier store.

use super::words::WordTable;
use super::{FileState, Record, Store, write};
use crate::briefing::Briefing;
use crate::briefing::packing::write_number;
use crate::library::unchanged::UnchangedRecords;

/// Gathers briefings into a store.
#[derive(Debug, Default)]
pub(in crate::library) struct Builder {
    store: Store,
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
        self.store.len()
    }

    /// Adds a briefing. Returns false when the store is full, at four gigabytes.
    #[must_use]
    pub fn add(&mut self, briefing: &Briefing, version: FileState) -> bool {
        let Self { store, table, scratch } = self;
        let Some(place) = store.next_place() else { return false };
        scratch.clear();
        let begun = store.texts.len();
        write::record(briefing, scratch, &mut store.texts, &mut store.words, table);
        let lengths = [scratch.len(), store.texts.len() - begun];
        if lengths.into_iter().any(|length| u32::try_from(length).is_err()) || store.words.is_full() {
            store.texts.truncate(begun);
            return false;
        }
        for length in lengths {
            write_number(&mut store.bytes, length);
        }
        store.bytes.extend_from_slice(scratch);
        store.places.push(place);
        store.versions.push(version);
        true
    }

    /// Returns a copy of the store so far, to go on adding.
    pub fn so_far(&self) -> Store {
        let mut store = self.store.clone();
        store.sort();
        store
    }

    /// Returns the whole store.
    pub fn finish(self) -> Store {
        let mut store = self.store;
        store.sort();
        store.shrink();
        store
    }
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
            let store = &mut builder.store;
            store.words = old.words.clone();
            store.texts.reserve_exact(old.texts.len());
            store.bytes.reserve_exact(old.bytes.len());
            store.places.reserve_exact(old.len());
            store.versions.reserve_exact(old.len());
            builder.table = WordTable::of(&store.words);
        }
        Self { old, builder, unchanged: UnchangedRecords::of(old.len()), copies }
    }

    /// Adds records of the earlier store. Each was in a store already, so there is room for it.
    fn keep(&mut self, records: &[(usize, FileState)]) {
        for (at, version) in records {
            let added = if self.copies {
                self.builder.store.copy(self.old, *at, *version).is_some()
            } else {
                self.builder.add(&self.old.record(*at).briefing(), *version)
            };
            if added {
                self.unchanged.keep(*at);
            }
        }
    }

    fn add(&mut self, record: &Record<'_>, version: FileState) {
        if self.builder.add(&record.briefing(), version) {
            self.unchanged.add_fresh();
        }
    }
}
