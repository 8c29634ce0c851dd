//! Updating an index: changes are found, read, and written.
//!
//! One process at a time writes.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::time::Duration;

use tantivy::IndexWriter;

use super::manifest::{IndexManifest, Plan};
use super::prune;
use super::schema::key;
use super::store::{Home, Lock, OpenIndex};
use super::work::{BUDGET, Work};
use super::{FullText, FullTextError};
use crate::clean;
use crate::library::embedded;
use crate::library::load::freshness::{ALWAYS_COMPARED, ComparisonTimer, LastComparison};
use crate::library::load::{FolderListing, survey, survey_files};
use crate::search::Progress;
use crate::text::Clean;

/// The longest wait for another process that is writing.
/// It is the time that the same work takes here, but at least a second.
const PATIENCE: Duration = if cfg!(test) { Duration::from_millis(200) } else { Duration::from_secs(1) };
const PATIENCE_PER_FILE: Duration = Duration::from_micros(100);
/// The factor of the longer wait while nothing is searchable.
const LONG_PATIENCE: u32 = 10;

/// The thoroughness of comparing files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thoroughness {
    /// Folders always, and files one by one when due.
    /// They are due by the [freshness rule](crate::library::load::freshness).
    /// A file that was overwritten in place may be noticed late; then [`Freshness::Compared`] has the time of the
    /// last comparison.
    WhenDue,
    /// Every file.
    Every,
    /// These paths only, as the library names them.
    /// They may be new, changed or gone; nothing else has changed since the index was brought up to date. If one
    /// of them is or was a folder, every file is compared.
    These(BTreeSet<PathBuf>),
}

impl Thoroughness {
    /// Returns the check that suffices for both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::WhenDue, Self::WhenDue) => Self::WhenDue,
            (Self::These(mut these), Self::These(more)) => {
                these.extend(more);
                Self::These(these)
            }
            _ => Self::Every,
        }
    }
}

/// A look at the files.
#[derive(Clone)]
struct ScanResult {
    survey: FolderListing,
    /// The keys of the examined files; `None` if all were examined.
    among: Option<HashSet<u64>>,
}

/// The priority of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// The highest speed, for a waiting user.
    Waited,
    /// Low priority, in parts that can be searched at once.
    Background,
}

/// The state of an index after [`FullText::refresh`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It agrees with the files.
    Current,
    /// It agreed with the files this long ago.
    /// No file appeared, disappeared or was replaced since; one that was overwritten in place would be missed.
    Compared {
        /// The time since the comparison.
        ago: Duration,
    },
    /// It agrees with the files, except at these places.
    /// They could not be examined: their files are indexed as they were when last examined.
    Without(Vec<PathBuf>),
    /// It agrees with the files, but is in memory only. The reason is given.
    Aside(Clean),
    /// Another process is writing it.
    /// Its earlier state can be searched, or in the background its unfinished state.
    Behind,
}

impl FullText {
    /// Brings the index up to date and reports progress. One that was damaged while it was open is made anew.
    ///
    /// # Errors
    ///
    /// When the index can't be written.
    pub fn refresh(
        &self,
        check: &Thoroughness,
        pace: Pace,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<Freshness, FullTextError> {
        match self.refresh_state(check, pace, tell) {
            Err(FullTextError::Engine(_)) if self.distrust()? => self.refresh_state(check, pace, tell),
            done => done,
        }
    }

    fn refresh_state(
        &self,
        check: &Thoroughness,
        pace: Pace,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<Freshness, FullTextError> {
        if matches!(self.home, Home::Sample) {
            return self.index_sample();
        }
        if let Thoroughness::These(paths) = check
            && let Some(look) = self.look_at(paths)
        {
            return self.take_over(look, None, pace, tell);
        }
        if *check == Thoroughness::WhenDue
            && let Some(ago) = self.compared_recently()
        {
            return Ok(Freshness::Compared { ago });
        }
        let timer = ComparisonTimer::start();
        if self.is_as_indexed()? {
            self.note_checked(Some(timer.stop()));
            return Ok(Freshness::Current);
        }
        let look = self.look();
        self.take_over(look, Some(timer.stop()), pace, tell)
    }

    /// Brings the index up to date with a look at the files.
    /// `checked` is the comparison of all files, if there was one.
    fn take_over(
        &self,
        look: ScanResult,
        checked: Option<LastComparison>,
        pace: Pace,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<Freshness, FullTextError> {
        let state = self.state();
        let (seen, is_part) = (look.survey.files.len(), look.among.is_some());
        let mut of = seen;
        if let Some(manifest) = &state.manifest {
            let plan = self.compare(&state, manifest, look.clone())?;
            // Folders whose time changed without a change of their names would be walked again each time.
            if manifest.agree_with(&plan) {
                self.note_checked(checked);
                return Ok(self.freshness());
            }
            of = plan.read.len();
        }
        let patience = match pace {
            Pace::Background => Duration::ZERO,
            Pace::Waited => PATIENCE.max(PATIENCE_PER_FILE * u32::try_from(of).unwrap_or(u32::MAX)),
        };
        let mut waiting = || tell(Progress { done: 0, of });
        let mut lock = self.home.lock(patience, &mut waiting);
        // A second index in memory is cheap only for a small library.
        if matches!(lock, Ok(None)) && seen > ALWAYS_COMPARED && !self.is_usable(pace) {
            lock = self.home.lock(patience * LONG_PATIENCE, &mut waiting);
            if matches!(lock, Ok(None)) {
                return Err(FullTextError::Busy);
            }
        }
        let reason = match lock {
            Ok(Some(lock)) => match self.write(&self.home, &lock, look, pace, tell) {
                Ok(()) => {
                    self.note_checked(checked);
                    return Ok(self.freshness());
                }
                Err(failure) if self.home.index().is_none() => return Err(failure),
                Err(failure) => clean!("{failure}"),
            },
            Ok(None) if self.is_usable(pace) => {
                tell(Progress { done: self.len(), of: if is_part { self.len() } else { seen } });
                return Ok(Freshness::Behind);
            }
            Ok(None) => clean!("another `briefing` process is writing it"),
            Err(error) => clean!("{error}"),
        };
        self.set_state(OpenIndex::create(None)?);
        self.write(&Home::Memory(None), &Lock::none(), self.look(), pace, tell)?;
        Ok(Freshness::Aside(reason))
    }

    /// Waits until no other process writes the index, however long that takes.
    ///
    /// # Errors
    ///
    /// When the cache can't be reached.
    pub fn wait_for_writer(&self) -> Result<(), FullTextError> {
        Ok(self.home.wait_for_writer()?)
    }

    /// Reports whether the kept index is usable while another process writes.
    /// A waiting user wants all of it; in the background a part is better than nothing.
    fn is_usable(&self, pace: Pace) -> bool {
        let state = self.state();
        if state.manifest.as_ref().is_some_and(|manifest| manifest.complete) {
            return true;
        }
        if pace == Pace::Background
            && let Some(partial) = OpenIndex::read(&self.home)
        {
            self.set_state(partial);
        }
        pace == Pace::Background
    }

    /// Returns the age of the last comparison, if it is recent enough. The folders must be unchanged, too.
    fn compared_recently(&self) -> Option<Duration> {
        let state = self.state();
        let manifest = state.manifest.as_ref().filter(|manifest| manifest.complete)?;
        let last = self.home.checked().and_then(|path| LastComparison::load(&path))?;
        last.may_wait(manifest.len(), || manifest.are_folders_unchanged(self.roots()))
    }

    /// Reports whether all files are unchanged since indexing.
    /// In folders whose lists of names are unchanged they are those in the index, so that no file has to be
    /// searched for: a third of the work of a survey.
    pub(super) fn is_as_indexed(&self) -> Result<bool, FullTextError> {
        let state = self.state();
        let Some(manifest) = state.manifest.as_ref().filter(|manifest| manifest.complete) else {
            return Ok(false);
        };
        Ok(manifest.are_folders_unchanged(self.roots()) && manifest.are_of(&state.paths()?, key))
    }

    /// The folders of the library, or its files, with their keys.
    fn roots(&self) -> impl Iterator<Item = (PathBuf, u64)> {
        self.folders.iter().map(|(_, real)| (real.clone(), key(real)))
    }

    /// Looks at all files.
    fn look(&self) -> ScanResult {
        let real: Vec<PathBuf> = self.folders.iter().map(|(_, real)| real.clone()).collect();
        ScanResult { survey: survey(&real), among: None }
    }

    /// Looks at the files at these paths.
    /// `None` when all have to be examined: one of them is, or was, a folder, or is in an unknown one, or the
    /// index does not cover all others.
    fn look_at(&self, paths: &BTreeSet<PathBuf>) -> Option<ScanResult> {
        let state = self.state();
        let manifest =
            state.manifest.as_ref().filter(|manifest| manifest.complete && manifest.unread.is_empty())?;
        let real: Vec<PathBuf> = self.folders.iter().map(|(_, real)| real.clone()).collect();
        let paths: BTreeSet<PathBuf> = paths.iter().map(|path| self.real_path(path)).collect();
        let stands = |path: &PathBuf| {
            let in_known = path.parent().is_some_and(|folder| manifest.knows_folder(folder));
            !manifest.knows_folder(path) && (in_known || real.contains(path))
        };
        let survey = paths.iter().all(stands).then(|| survey_files(&real, &paths)).flatten()?;
        let among = Some(paths.iter().map(|path| key(path)).collect());
        Some(ScanResult { survey, among })
    }

    /// Compares the index with a look at the files.
    /// A file that was looked for and not seen is gone, unless its place could not be examined.
    fn compare(
        &self,
        state: &OpenIndex,
        manifest: &IndexManifest,
        look: ScanResult,
    ) -> Result<Plan, FullTextError> {
        let ScanResult { mut survey, among } = look;
        if let Some(among) = among {
            // The folders remain as recorded when all files were examined: others may have appeared since.
            survey.folders.clone_from(&manifest.folders);
            return Ok(manifest.compare(
                survey,
                |key| among.contains(&key),
                key,
                |path| self.read_with_state(path),
            ));
        }
        let unknown = state.keys_below(&survey.unread)?;
        Ok(manifest.compare(survey, |key| !unknown.contains(&key), key, |path| self.read_with_state(path)))
    }

    /// Returns the freshness of an index just brought up to date.
    fn freshness(&self) -> Freshness {
        let state = self.state();
        let unread = state.manifest.iter().flat_map(|manifest| &manifest.unread);
        let places: Vec<PathBuf> = unread.map(|place| self.as_given(place.clone())).collect();
        if places.is_empty() { Freshness::Current } else { Freshness::Without(places) }
    }

    /// Saves the start and duration of a comparison for the next time. A failure to save it only costs time.
    fn note_checked(&self, checked: Option<LastComparison>) {
        if let (Some(checked), Some(path)) = (checked, self.home.checked()) {
            let _ = checked.save(&path);
        }
    }

    /// Writes the changes to `home`. Only here, and only under the lock, is anything written.
    fn write(
        &self,
        home: &Home,
        _lock: &Lock,
        look: ScanResult,
        pace: Pace,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<(), FullTextError> {
        let known = self
            .state()
            .manifest
            .as_ref()
            .filter(|manifest| manifest.complete)
            .map(|manifest| manifest.index);
        // Another process may have written during the wait for the lock.
        match OpenIndex::trusted(home) {
            Some(kept) => self.set_state(kept),
            None if self.state().manifest.is_some() && home.index().is_none() => {}
            None => {
                prune::remove_old_indexes(home);
                self.set_state(OpenIndex::create(home.index().as_deref())?);
            }
        }
        let state = self.state();
        let before = state.manifest.clone().unwrap_or_default();
        // The index may now be older than the one that was compared before: then a part is not enough.
        let look = if look.among.is_some() && known != Some(before.index) { self.look() } else { look };
        let plan = self.compare(&state, &before, look)?;
        let mut manifest = Work::new(self, home, &state, before.files(), plan).run(pace, tell)?;
        manifest.complete = true;
        home.keep(&manifest)?;
        match OpenIndex::trusted(home) {
            Some(next) => self.set_state(next),
            None => {
                state.reader.reload()?;
                let same = OpenIndex {
                    index: state.index.clone(),
                    reader: state.reader.clone(),
                    fields: state.fields,
                    manifest: Some(manifest),
                };
                self.set_state(same);
            }
        }
        Ok(())
    }

    /// Indexes the sample in memory, once. It is small and does not change.
    fn index_sample(&self) -> Result<Freshness, FullTextError> {
        if self.state().manifest.is_some() {
            return Ok(Freshness::Current);
        }
        let state = OpenIndex::create(None)?;
        let mut writer: IndexWriter = state.index.writer_with_num_threads(1, BUDGET)?;
        let library = embedded().library;
        for (_, record) in library.records() {
            let path = record.path();
            let bytes = crate::library::open(&library, &path)?;
            writer.add_document(state.fields.entry(key(&path), &path, &bytes))?;
        }
        writer.commit()?;
        state.reader.reload()?;
        self.set_state(state);
        Ok(Freshness::Current)
    }
}
