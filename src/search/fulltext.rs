//! Full-text search for briefings and passages.
//!
//! A [`FullText`] is an index over the files of one library, kept in the cache folder and made on the first
//! request. [`FullText::refresh`] brings it up to date: one process writes, any number read meanwhile. Passages
//! are read from the files themselves ([`hit_details`]), so their places are correct. An index that is damaged, of
//! another version or changed by another program is made anew and never trusted; without a cache folder that can
//! be written to, it is kept in memory. Only the files below this module use the engine, tantivy.

mod aside;
mod directory;
mod manifest;
mod passage;
mod prune;
mod schema;
mod store;
mod token;
mod translate;
mod unit;
mod update;
mod window;
mod work;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::collector::{Count, TopDocs};
use tantivy::{DocAddress, Order, Searcher, TantivyError};
use thiserror::Error;

use super::query::{Node, Query};
use super::{Cancelled, Index, QueryContext, matching};
use crate::clean;
use crate::library::load::{Opener, real_folders};
use crate::library::{FileState, Library, Origin, embedded};
use schema::key;
use store::{Home, OpenIndex};

pub use passage::{HitDetails, HitReason, Passage, hit_details, passages, title};
pub use unit::Matcher;
pub use update::{Freshness, Pace, Thoroughness};
pub use window::window;

/// An index over the words of a library's files.
#[derive(Debug)]
pub struct FullText {
    /// The folders as given, each with its resolved path.
    folders: Vec<(PathBuf, PathBuf)>,
    /// An opener, unless a folder was missing when it was made.
    opener: Option<Opener>,
    home: Home,
    state: RwLock<Arc<OpenIndex>>,
}

/// The reason why the index gave no answer.
#[derive(Debug, Error)]
pub enum FullTextError {
    /// The engine could not read or write it.
    #[error("the full-text index: {0}")]
    Engine(#[from] TantivyError),
    /// The disk failed.
    #[error("the full-text index: {0}")]
    Disk(#[from] std::io::Error),
    /// Another process has long been writing a large library's first index.
    #[error("the full-text index: another `briefing` process is writing it; try again later")]
    Busy,
    /// A field needs the library, which was not given.
    #[error("fields need a library")]
    NoLibrary,
    /// The answer is no longer wanted.
    #[error("stopped")]
    Stopped,
}

impl From<Cancelled> for FullTextError {
    fn from(_: Cancelled) -> Self {
        Self::Stopped
    }
}

/// A library in which fields are looked up, ready to be searched.
#[derive(Clone, Copy)]
pub struct FullTextContext<'a> {
    /// The briefings.
    pub library: &'a Library,
    /// The index of these briefings.
    pub index: &'a Index,
    /// The marks, and the other data that fields need.
    pub asked: &'a QueryContext<'a>,
}

/// The limits and inputs of a full-text search.
#[derive(Clone, Copy)]
pub struct ResultLimit<'a> {
    /// The most hits to return; they are the best.
    pub limit: usize,
    /// True if the last word is still being typed.
    pub typing: bool,
    /// The library for looking up fields; unnecessary without fields.
    pub ground: Option<FullTextContext<'a>>,
}

/// The result of a query.
#[derive(Debug, Default)]
pub struct SearchOutcome {
    /// The best hits, best first.
    pub hits: Vec<TextHit>,
    /// The number of hits in all.
    pub total: usize,
    /// The matcher that finds the words in a text.
    pub matcher: Matcher,
}

/// A file that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct TextHit {
    /// Its path, as a library of the same folders names it.
    pub path: PathBuf,
    /// The score, higher is better. It compares hits of one query only.
    pub score: f32,
}

impl FullText {
    /// Opens the index of a library as it is.
    /// It may be missing or out of date. `cache` is the folder to keep it in; without one it is kept in memory, as
    /// that of the embedded sample always is.
    ///
    /// # Errors
    ///
    /// When not even an empty index can be made.
    pub fn open(origin: &Origin, cache: Option<&Path>) -> Result<Self, FullTextError> {
        let folders = match origin {
            Origin::Folders(folders) => real_folders(folders),
            Origin::Embedded => Vec::new(),
        };
        let home = match (origin, cache) {
            (Origin::Embedded, _) => Home::Sample,
            (Origin::Folders(_), None) => Home::Memory(Some(clean!("no cache directory (HOME is not set)"))),
            (Origin::Folders(_), Some(cache)) => Home::in_cache(cache, &folders),
        };
        let state = RwLock::new(Arc::new(OpenIndex::open(&home)?));
        let given: Vec<PathBuf> = folders.iter().map(|(given, _)| given.clone()).collect();
        // An opener resolves its folders when it is made.
        let opener = given.iter().all(|folder| folder.exists()).then(|| Opener::new(&given));
        Ok(Self { folders, opener, home, state })
    }

    /// Returns the reason why an index for the cache is not kept.
    pub fn why_not_kept(&self) -> Option<crate::text::Clean> {
        match &self.home {
            Home::Memory(reason) => reason.clone(),
            Home::Disk(_) | Home::Sample => None,
        }
    }

    /// Returns the number of indexed files.
    pub fn len(&self) -> usize {
        self.state().manifest.as_ref().map_or(0, manifest::IndexManifest::len)
    }

    /// Reports whether nothing is indexed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reports whether a query needs a library.
    pub fn needs_library(query: &Query) -> bool {
        translate::has_fields(query.root())
    }

    /// Reports whether a query can match without any of its words.
    /// It then matches by fields, or by exclusion. Otherwise a hit without a match has changed since it was
    /// indexed.
    pub fn passes_without_words(query: &Query) -> bool {
        translate::passes_without_words(query.root())
    }

    /// Reports whether the index was made or kept, and not found damaged.
    pub fn is_trusted(&self) -> bool {
        self.state().manifest.is_some()
    }

    /// Finds the files that match a query.
    /// An index that cannot be read is not used again: the next [`refresh`](Self::refresh) makes another.
    ///
    /// # Errors
    ///
    /// When the index can't be read, a query has fields but no library, or the search was stopped.
    pub fn find(&self, query: &Query, wanted: &ResultLimit<'_>) -> Result<SearchOutcome, FullTextError> {
        let answer = self.find_in(&self.state(), query, wanted);
        if matches!(answer, Err(FullTextError::Engine(_))) {
            self.distrust()?;
        }
        answer
    }

    fn find_in(
        &self,
        state: &OpenIndex,
        query: &Query,
        wanted: &ResultLimit<'_>,
    ) -> Result<SearchOutcome, FullTextError> {
        let searcher = state.reader.searcher();
        let passing = |fields: &[&Node]| self.passing(wanted.ground, fields);
        let translator = translate::Translator::new(&searcher, state.fields, &passing, wanted.typing);
        let translate::Translated { query, matcher } =
            translator.translate(query.root(), query.wants_drafts())?;
        // Files at places that can't be examined stay indexed, but can't be read.
        let away = match &state.manifest {
            Some(stamps) => state.keys_below(&stamps.unread)?,
            None => HashSet::new(),
        };
        let query = if away.is_empty() { query } else { translate::excluding(query, away) };
        let most = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX).clamp(1, wanted.limit.max(1));
        // Of equal hits those with the lowest keys are taken, and sorted by path: an index that was made anew
        // gives the same answer as the one before.
        let by_key = (SortByStaticFastValue::<u64>::for_field(schema::KEY), Order::Asc);
        let best = TopDocs::with_limit(most).order_by((SortBySimilarityScore, by_key));
        let (best, total) = searcher.search(&query, &(best, Count))?;
        let best: Vec<(f32, DocAddress)> =
            best.into_iter().map(|((score, _), address)| (score, address)).collect();
        let mut hits = self.with_paths(&searcher, &best)?;
        hits.sort_by(|one, other| other.score.total_cmp(&one.score).then_with(|| one.path.cmp(&other.path)));
        Ok(SearchOutcome { hits, total, matcher })
    }

    /// Reads the bytes of a file that was found.
    ///
    /// # Errors
    ///
    /// When it can't be read any more, or is not in the library.
    pub fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        Ok(self.read_with_state(path)?.0)
    }

    fn read_with_state(&self, path: &Path) -> std::io::Result<(Vec<u8>, FileState)> {
        if matches!(self.home, Home::Sample) {
            return Ok((crate::library::open(&embedded().library, path)?, FileState::UNKNOWN));
        }
        match &self.opener {
            Some(opener) => opener.open_with_state(path),
            None => {
                let given: Vec<PathBuf> = self.folders.iter().map(|(given, _)| given.clone()).collect();
                Opener::new(&given).open_with_state(path)
            }
        }
    }

    fn state(&self) -> Arc<OpenIndex> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the state. Searches that use the one before keep it until done.
    fn set_state(&self, state: OpenIndex) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
    }

    /// Gives up a kept index that was damaged while open. Returns whether there was one.
    fn distrust(&self) -> Result<bool, FullTextError> {
        let was_kept = self.is_trusted() && matches!(self.home, Home::Disk(_));
        if was_kept {
            self.set_state(OpenIndex::untrusted()?);
        }
        Ok(was_kept)
    }

    /// Looks up the paths of hits.
    /// The column stores each name as its difference from the one before, so names are read in their stored order.
    fn with_paths(
        &self,
        searcher: &Searcher,
        best: &[(f32, DocAddress)],
    ) -> Result<Vec<TextHit>, FullTextError> {
        let mut hits: Vec<Option<TextHit>> = vec![None; best.len()];
        for (number, segment) in (0..).zip(searcher.segment_readers()) {
            let Some(column) = segment.fast_fields().bytes(schema::PATH)? else { continue };
            let mut named: Vec<(u64, usize)> = best
                .iter()
                .enumerate()
                .filter(|(_, (_, address))| address.segment_ord == number)
                .filter_map(|(rank, (_, address))| Some((column.ords().first(address.doc_id)?, rank)))
                .collect();
            named.sort_unstable();
            let ords: Vec<u64> = named.iter().map(|(ord, _)| *ord).collect();
            let mut ranks = named.iter().map(|(_, rank)| *rank);
            column.dictionary().sorted_ords_to_term_cb(&ords, |path| {
                if let (Some(rank), Some(path)) = (ranks.next(), manifest::path_of(path)) {
                    hits[rank] = Some(TextHit { path: self.as_given(path), score: best[rank].0 });
                }
            })?;
        }
        Ok(hits.into_iter().flatten().collect())
    }

    /// Converts a path of the index to the library's form.
    fn as_given(&self, path: PathBuf) -> PathBuf {
        let given = self.folders.iter().find_map(|(given, real)| {
            let inner = path.strip_prefix(real).ok()?;
            // A library can be a single file: then there is nothing to append.
            Some(if inner.as_os_str().is_empty() { given.clone() } else { given.join(inner) })
        });
        given.unwrap_or(path)
    }

    /// Converts a path of the library to the index's form.
    fn real_path(&self, path: &Path) -> PathBuf {
        let real = self.folders.iter().find_map(|(given, real)| {
            let inner = path.strip_prefix(given).ok()?;
            Some(if inner.as_os_str().is_empty() { real.clone() } else { real.join(inner) })
        });
        real.unwrap_or_else(|| path.to_owned())
    }

    fn passing(
        &self,
        ground: Option<FullTextContext<'_>>,
        fields: &[&Node],
    ) -> Result<HashSet<u64>, FullTextError> {
        let FullTextContext { library, index, asked } = ground.ok_or(FullTextError::NoLibrary)?;
        let found = matching(library, index, fields, asked)?;
        Ok(found.into_iter().map(|ix| key(&self.real_path(&library.record(ix).path()))).collect())
    }
}

#[cfg(test)]
mod tests;
