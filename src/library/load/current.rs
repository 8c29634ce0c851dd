//! The library for one question: as it was kept, and compared with the files as far as the freshness rule asks.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use crate::briefing::Problem;
use crate::library::cache::SnapshotCache;
use crate::library::{Ix, Library, Origin};

use super::freshness::{ALWAYS_COMPARED, Compared, ComparisonTimer, SnapshotComparison};
use super::{LoadProgress, Loaded, Refreshed, Skipped, StateReader, load, load_with, refresh, refresh_files};

/// The number of files that a thread looks at in turn.
const TOGETHER: usize = 1_024;

/// A function that returns the rows of a library's first screen.
pub type FirstRows = fn(&Library) -> Vec<Ix>;

/// A library that questions are answered from.
///
/// It is the kept one, brought up to date as far as the [freshness rule](super::freshness) asks. Before an answer is
/// given, [`confirm`](Self::confirm) compares the files that it is made of.
#[derive(Debug)]
pub struct CurrentLibrary {
    library: Arc<Library>,
    problems: Vec<Problem>,
    skipped: Vec<Skipped>,
    /// The time since all files were compared; `None` if they were compared for this question.
    age: Option<Duration>,
    kept: Option<KeptSnapshot>,
}

/// The snapshot that the library is kept in.
#[derive(Debug)]
struct KeptSnapshot {
    cache: SnapshotCache,
    rows: FirstRows,
    /// The number of the snapshot with this library; `None` if it has to be written.
    number: Option<u64>,
    /// The last comparison of all files with the snapshot.
    comparison: Option<SnapshotComparison>,
}

impl CurrentLibrary {
    /// Opens the library of these folders, from `cache` if it is there.
    /// Without a snapshot all files are read, which `on_part` follows, and a snapshot is written.
    pub fn open(
        folders: &[PathBuf],
        cache: Option<(SnapshotCache, FirstRows)>,
        compared: Compared,
        on_part: impl FnMut(LoadProgress),
    ) -> Self {
        let snapshot = cache.as_ref().and_then(|(cache, _)| cache.open().ok());
        let known = snapshot.and_then(|snapshot| Some((snapshot.number(), snapshot.library().ok()?)));
        let Some((number, library)) = known else {
            let Loaded { library, problems, skipped } = load_with(folders, on_part);
            let kept =
                cache.map(|(cache, rows)| KeptSnapshot { cache, rows, number: None, comparison: None });
            let library = Arc::new(library);
            let mut current = Self { library, problems, skipped, age: None, kept };
            current.save(None);
            return current;
        };
        let kept = cache.map(|(cache, rows)| {
            let comparison = cache.comparison().filter(|comparison| comparison.snapshot == number);
            KeptSnapshot { cache, rows, number: Some(number), comparison }
        });
        let library = Arc::new(library);
        let mut current = Self { library, problems: Vec::new(), skipped: Vec::new(), age: None, kept };
        if compared == Compared::WhenDue {
            current.age = current.may_wait();
        }
        if current.age.is_none() {
            current.compare_all();
        }
        current
    }

    /// Takes over a library that needs no comparison.
    pub fn of(loaded: Loaded) -> Self {
        let Loaded { library, problems, skipped } = loaded;
        Self { library: Arc::new(library), problems, skipped, age: None, kept: None }
    }

    /// Returns the library.
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// Returns the time since all files were compared.
    /// `None` if they were compared for this question.
    pub fn age(&self) -> Option<Duration> {
        self.age
    }

    /// Returns what could not be read.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// Returns the problems in the files that were read.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Compares the files of these briefings, unless all were compared.
    /// Returns whether they are unchanged. If not, the library is another one, and the question must be asked again.
    pub fn confirm(&mut self, briefings: &[Ix]) -> bool {
        let changed = match self.age {
            Some(_) => changed_files(&self.library, briefings),
            None => BTreeSet::new(),
        };
        if self.is_made_anew() {
            return false;
        }
        if changed.is_empty() {
            return true;
        }
        let refreshed = refresh_files(&self.library, &changed);
        let is_same = !refreshed.changed;
        self.take(refreshed);
        let comparison = self.kept.as_mut().and_then(|kept| kept.comparison.take());
        self.save(comparison);
        is_same
    }

    /// Compares all files, unless that was done.
    /// Returns whether any has changed. Then the library is another one, and the question must be asked again.
    pub fn compare_rest(&mut self) -> bool {
        self.is_made_anew() || (self.age.take().is_some() && self.compare_all())
    }

    /// Loads the library from its files if its snapshot is damaged; returns whether it was.
    fn is_made_anew(&mut self) -> bool {
        let Origin::Folders(folders) = self.library.origin() else { return false };
        if !self.library.damage().is_set() {
            return false;
        }
        let loaded = load(folders);
        self.library = Arc::new(loaded.library);
        (self.problems, self.skipped) = (loaded.problems, loaded.skipped);
        self.age = None;
        self.kept.iter_mut().for_each(|kept| (kept.number, kept.comparison) = (None, None));
        self.save(None);
        true
    }

    /// Compares all files; returns whether any has changed.
    /// Those in unchanged folders are the known ones, so that none has to be searched for.
    fn compare_all(&mut self) -> bool {
        let timer = ComparisonTimer::start();
        let comparison = self.kept.as_mut().and_then(|kept| kept.comparison.take());
        let known = comparison.filter(SnapshotComparison::are_folders_unchanged);
        let (refreshed, folders) = match known {
            Some(SnapshotComparison { folders, .. }) => {
                let all: Vec<Ix> = self.library.all().collect();
                let changed = changed_files(&self.library, &all);
                (refresh_files(&self.library, &changed), folders)
            }
            None => {
                let mut refreshed = refresh(&self.library);
                let folders = std::mem::take(&mut refreshed.folders);
                (refreshed, folders)
            }
        };
        let changed = refreshed.changed;
        self.take(refreshed);
        self.save(Some(SnapshotComparison { snapshot: 0, last: timer.stop(), folders }));
        changed
    }

    fn take(&mut self, refreshed: Refreshed) {
        if let Some((library, _)) = refreshed.now {
            self.library = Arc::new(library);
            self.kept.iter_mut().for_each(|kept| kept.number = None);
        }
        self.problems.extend(refreshed.problems);
        self.skipped.extend(refreshed.skipped);
    }

    /// Returns the age of the last comparison, if it is recent enough.
    fn may_wait(&self) -> Option<Duration> {
        let comparison = self.kept.as_ref()?.comparison.as_ref()?;
        comparison.last.may_wait(self.library.len(), || comparison.are_folders_unchanged())
    }

    /// Writes the snapshot if it is behind, and the comparison.
    /// A failure is not reported: the answers are the same without them, and the next question compares all files.
    fn save(&mut self, comparison: Option<SnapshotComparison>) {
        let Some(kept) = &mut self.kept else { return };
        let number = match kept.number {
            Some(number) => number,
            None => match kept.cache.save(&self.library, &(kept.rows)(&self.library)) {
                Ok(number) => number,
                Err(_) => return,
            },
        };
        kept.number = Some(number);
        // What could not be read may be readable at any time, without a change of its folder.
        let is_whole = !self.skipped.iter().any(Skipped::is_unreadable);
        let is_used = self.library.len() > ALWAYS_COMPARED;
        if let Some(comparison) = comparison.filter(|_| is_whole && is_used) {
            let comparison = SnapshotComparison { snapshot: number, ..comparison };
            let _saved = kept.cache.save_comparison(&comparison);
            kept.comparison = Some(comparison);
        }
    }
}

/// Returns the files of these briefings that may have changed.
fn changed_files(library: &Library, briefings: &[Ix]) -> BTreeSet<PathBuf> {
    let changed = briefings.par_chunks(TOGETHER).flat_map_iter(|briefings| {
        let mut states = StateReader::default();
        let changed = briefings.iter().filter_map(move |ix| {
            let (path, known) = (library.record(*ix).path(), library.version_of(*ix));
            (!known.is_certain() || states.at(&path) != Some(known)).then_some(path)
        });
        changed.collect::<Vec<_>>()
    });
    changed.collect()
}
