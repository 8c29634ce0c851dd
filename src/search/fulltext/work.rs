//! One round of writing to an index.
//!
//! Files that are new or changed are read and added, those that are gone are removed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};

use tantivy::indexer::NoMergePolicy;
use tantivy::{IndexWriter, TantivyDocument};

use super::manifest::{IndexManifest, Plan, state_of_folder};
use super::schema::key;
use super::store::{Home, OpenIndex};
use super::update::Pace;
use super::{FullText, FullTextError};
use crate::library::FileState;
use crate::search::Progress;

/// The number of segments above which some are merged.
const MOST_SEGMENTS: usize = 8;
/// The number of files in the first part of long background work. Each further part is as large as all before it.
const FIRST_PART: usize = 2_000;
/// The memory for the entries that one thread gathers before writing.
pub(super) const BUDGET: usize = 48 << 20;

/// One round of writing.
pub(super) struct Work<'a> {
    text: &'a FullText,
    home: &'a Home,
    files: HashMap<u64, FileState>,
    plan: Plan,
    state: &'a OpenIndex,
    done: usize,
}

impl<'a> Work<'a> {
    /// Prepares the planned work for an index and its files.
    pub fn new(
        text: &'a FullText,
        home: &'a Home,
        state: &'a OpenIndex,
        mut files: HashMap<u64, FileState>,
        plan: Plan,
    ) -> Self {
        files.extend(plan.settled.iter().copied());
        Self { text, home, files, plan, state, done: 0 }
    }

    /// Does the planned work, and returns its record.
    pub fn run(mut self, pace: Pace, tell: &mut dyn FnMut(Progress)) -> Result<IndexManifest, FullTextError> {
        if self.plan.is_empty() {
            return self.record();
        }
        let read = std::mem::take(&mut self.plan.read);
        let threads = if read.len() < 100 { 1 } else { threads() };
        let mut writer: IndexWriter = self.state.index.writer_with_num_threads(threads, threads * BUDGET)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for key in &self.plan.gone {
            writer.delete_term(self.state.fields.of_key(*key));
            self.files.remove(key);
        }
        let mut rest = read.as_slice();
        let mut part = FIRST_PART;
        while !rest.is_empty() {
            let size = if pace == Pace::Background { part.min(rest.len()) } else { rest.len() };
            let (now, later) = rest.split_at(size);
            (rest, part) = (later, self.done + size);
            self.add(&writer, now, read.len(), threads, tell)?;
            if !rest.is_empty() {
                writer.commit()?;
                self.state.reader.reload()?;
                let so_far = self.record()?;
                self.home.keep(&so_far)?;
            }
        }
        writer.commit()?;
        self.merge(&mut writer)?;
        writer.wait_merging_threads()?;
        self.record()
    }

    /// Reads and adds these files.
    fn add(
        &mut self,
        writer: &IndexWriter,
        files: &[PathBuf],
        of: usize,
        threads: usize,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<(), FullTextError> {
        let next = AtomicUsize::new(0);
        let (sender, receiver) = channel();
        let shared = (self.text, self.state, writer, &next);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                let sender = sender.clone();
                let known = &self.files;
                scope.spawn(move || {
                    let (text, state, writer, next) = shared;
                    while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let added = add(text, state, writer, path, known);
                        if sender.send(added).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            let records = gather(&receiver, &mut self.done, of, tell)?;
            Ok::<_, FullTextError>(records)
        })
        .map(|records| self.files.extend(records))
    }

    /// Returns the record of the files indexed now.
    fn record(&self) -> Result<IndexManifest, FullTextError> {
        let mut manifest = IndexManifest::default();
        manifest.folders.clone_from(&self.plan.folders);
        manifest.unread.clone_from(&self.plan.unread);
        manifest.set_files(&self.files);
        if let Some(folder) = self.home.index() {
            manifest.index = state_of_folder(&folder)?;
        }
        Ok(manifest)
    }

    /// Merges the smaller segments into one. So their number stays small however often a file is changed.
    fn merge(&self, writer: &mut IndexWriter) -> Result<(), FullTextError> {
        let mut segments = self.state.index.searchable_segment_metas()?;
        if segments.len() <= MOST_SEGMENTS {
            return Ok(());
        }
        segments.sort_by_key(|segment| std::cmp::Reverse(segment.num_docs()));
        let small: Vec<_> = segments.iter().skip(MOST_SEGMENTS / 2).map(|segment| segment.id()).collect();
        writer.merge(&small).wait()?;
        Ok(())
    }
}

/// Collects the results of the threads; the first failure ends the work.
fn gather(
    added: &Receiver<Result<(u64, FileState), FullTextError>>,
    done: &mut usize,
    of: usize,
    tell: &mut dyn FnMut(Progress),
) -> Result<Vec<(u64, FileState)>, FullTextError> {
    let mut records = Vec::new();
    for one in added {
        records.push(one?);
        *done += 1;
        tell(Progress { done: *done, of });
    }
    Ok(records)
}

fn add(
    text: &FullText,
    state: &OpenIndex,
    writer: &IndexWriter<TantivyDocument>,
    path: &Path,
    known: &HashMap<u64, FileState>,
) -> Result<(u64, FileState), FullTextError> {
    let key = key(path);
    if known.contains_key(&key) {
        writer.delete_term(state.fields.of_key(key));
    }
    // An unreadable file has no words; it is tried again each time.
    let (bytes, version) = match text.read_with_state(path) {
        Ok(read) => read,
        Err(error) => (Vec::new(), FileState::of_failure(&error)),
    };
    writer.add_document(state.fields.entry(key, path, &bytes))?;
    Ok((key, version))
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |count| count.get().clamp(1, 4))
}
