//! Bringing an index up to date: what changed is found, read, and written by one process at a time.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use tantivy::indexer::NoMergePolicy;
use tantivy::{IndexWriter, TantivyDocument};

use super::schema::key;
use super::stamps::{Checked, Plan, Record, Stamps, now, state_of_folder};
use super::store::{Home, Lock, State};
use super::{Failure, FullText};
use crate::clean;
use crate::library::embedded;
use crate::library::load::{Stamp, Survey, survey};
use crate::text::Clean;

/// Libraries up to this size are compared file by file before each search.
const SMALL: usize = 1_000;
/// More segments than this are merged.
const MOST_SEGMENTS: usize = 8;
/// How many files the first part of a long work in the background has; each further part is as large as all
/// before it.
const FIRST_PART: usize = 2_000;
/// The memory in which one thread gathers entries before it writes them.
const BUDGET: usize = 48 << 20;

/// How long somebody else's writing is waited for: as long as the same work takes here, but at least a second.
const PATIENCE: Duration = Duration::from_secs(1);
const PATIENCE_PER_FILE: Duration = Duration::from_micros(100);

/// How thoroughly files are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Folders always, files one by one only where there are few or that was not done for a while: a file that
    /// was written over in its place may be noticed late, by at most ten times as long as comparing takes, and then it
    /// is said when they were compared ([`Freshness::Compared`]).
    WhenDue,
    /// Every file.
    Every,
}

/// How the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As fast as it goes: somebody waits for it.
    Waited,
    /// With low priority and in parts that can be searched as soon as they are there.
    Background,
}

/// What an index is worth after [`FullText::refresh`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It says what the files say.
    Current,
    /// It says what the files said this long ago. No file came, went or was replaced since; one that was written over in
    /// its place would be missed.
    Compared {
        /// How long ago they were compared.
        ago: Duration,
    },
    /// It says what the files say, but it is in memory only, for this reason.
    Aside(Clean),
    /// Another process is writing it. What it was before can be searched, or in the background what it is so far.
    Behind,
}

/// How far the work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Files that were read.
    pub done: usize,
    /// Files to be read.
    pub of: usize,
}

impl FullText {
    /// Brings the index up to date, and tells how far that is.
    ///
    /// # Errors
    ///
    /// When the index can't be written.
    pub fn refresh(
        &self,
        check: Check,
        pace: Pace,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<Freshness, Failure> {
        if matches!(self.home, Home::Sample) {
            return self.index_sample();
        }
        if check == Check::WhenDue
            && let Some(ago) = self.compared_recently()
        {
            return Ok(Freshness::Compared { ago });
        }
        let (begun, at) = (Instant::now(), now());
        if self.is_as_indexed()? {
            self.note_checked(Checked { at, took: begun.elapsed() });
            return Ok(Freshness::Current);
        }
        let survey = self.survey();
        let checked = Checked { at, took: begun.elapsed() };
        let state = self.state();
        let plan = state.stamps.as_ref().map(|stamps| (stamps, self.compare(stamps, survey.clone())));
        // Folders touched without a change in what is in them would be walked again each time.
        if plan.as_ref().is_some_and(|(stamps, plan)| stamps.agree_with(plan)) {
            self.note_checked(checked);
            return Ok(Freshness::Current);
        }
        let of = plan.map_or(survey.files.len(), |(_, plan)| plan.read.len());
        let patience = match pace {
            Pace::Background => Duration::ZERO,
            Pace::Waited => PATIENCE.max(PATIENCE_PER_FILE * u32::try_from(of).unwrap_or(u32::MAX)),
        };
        let reason = match self.home.lock(patience, &mut || tell(Progress { done: 0, of })) {
            Ok(Some(lock)) => match self.write(&self.home, &lock, survey, pace, tell) {
                Ok(()) => {
                    self.note_checked(checked);
                    return Ok(Freshness::Current);
                }
                Err(failure) if self.home.index().is_none() => return Err(failure),
                Err(failure) => clean!("{failure}"),
            },
            Ok(None) if self.is_usable(pace) => {
                tell(Progress { done: self.len(), of: survey.files.len() });
                return Ok(Freshness::Behind);
            }
            Ok(None) => clean!("another briefing is writing it"),
            Err(error) => clean!("{error}"),
        };
        self.set_state(State::create(None)?);
        self.write(&Home::Memory(None), &Lock::none(), self.survey(), pace, tell)?;
        Ok(Freshness::Aside(reason))
    }

    /// Waits until no other process writes the index, however long that takes.
    ///
    /// # Errors
    ///
    /// When the cache can't be reached.
    pub fn wait_for_writer(&self) -> Result<(), Failure> {
        Ok(self.home.wait_for_writer()?)
    }

    /// Whether what is kept is worth searching while another process writes: who waits for an answer wants all of
    /// it, in the background the part that is there already is better than nothing.
    fn is_usable(&self, pace: Pace) -> bool {
        let state = self.state();
        if state.stamps.as_ref().is_some_and(|stamps| stamps.complete) {
            return true;
        }
        if pace == Pace::Background
            && let Some(partial) = State::read(&self.home)
        {
            self.set_state(partial);
        }
        pace == Pace::Background
    }

    /// How long ago the files were compared, when that will do for now and the folders are unchanged.
    fn compared_recently(&self) -> Option<Duration> {
        let state = self.state();
        let stamps = state.stamps.as_ref().filter(|stamps| stamps.complete && stamps.len() > SMALL)?;
        let checked = self.home.checked().and_then(|path| Checked::load(&path))?;
        checked.while_recent(now()).filter(|_| stamps.are_folders_unchanged())
    }

    /// Whether all files are as they were indexed. In folders whose lists of names are unchanged they are those that the
    /// index knows, so that none has to be looked for: a third of the work of a survey.
    pub(super) fn is_as_indexed(&self) -> Result<bool, Failure> {
        let state = self.state();
        let Some(stamps) = state.stamps.as_ref().filter(|stamps| stamps.complete) else { return Ok(false) };
        Ok(stamps.are_folders_unchanged() && stamps.are_of(&state.paths()?, key))
    }

    fn survey(&self) -> Survey {
        let real: Vec<PathBuf> = self.folders.iter().map(|(_, real)| real.clone()).collect();
        survey(&real)
    }

    fn compare(&self, stamps: &Stamps, survey: Survey) -> Plan {
        stamps.compare(survey, key, |path| self.read(path))
    }

    /// When comparing began and how long it took is known for the next time; that it can't be kept costs only time.
    fn note_checked(&self, checked: Checked) {
        if let Some(path) = self.home.checked() {
            let _ = checked.save(&path);
        }
    }

    /// Writes what has changed, to where `home` is. Only here, and only under the lock, is anything written.
    fn write(
        &self,
        home: &Home,
        _lock: &Lock,
        survey: Survey,
        pace: Pace,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<(), Failure> {
        // Somebody else may have written while the lock was waited for.
        match State::trusted(home) {
            Some(kept) => self.set_state(kept),
            None if self.state().stamps.is_some() && home.index().is_none() => {}
            None => self.set_state(State::create(home.index().as_deref())?),
        }
        let state = self.state();
        let before = state.stamps.clone().unwrap_or_default();
        let plan = self.compare(&before, survey);
        let mut work = Work { text: self, home, files: before.files(), plan, state: &state, done: 0 };
        work.files.extend(work.plan.settled.iter().copied());
        let mut stamps = if work.plan.is_empty() { work.record()? } else { work.run(pace, tell)? };
        stamps.complete = true;
        home.keep(&stamps)?;
        match State::trusted(home) {
            Some(next) => self.set_state(next),
            None => {
                state.reader.reload()?;
                let same = State {
                    index: state.index.clone(),
                    reader: state.reader.clone(),
                    fields: state.fields,
                    stamps: Some(stamps),
                };
                self.set_state(same);
            }
        }
        Ok(())
    }

    /// The sample is small, does not change, and is indexed in memory once.
    fn index_sample(&self) -> Result<Freshness, Failure> {
        if self.state().stamps.is_some() {
            return Ok(Freshness::Current);
        }
        let state = State::create(None)?;
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

/// One round of writing.
struct Work<'a> {
    text: &'a FullText,
    home: &'a Home,
    files: HashMap<u64, Record>,
    plan: Plan,
    state: &'a State,
    done: usize,
}

impl Work<'_> {
    fn run(&mut self, pace: Pace, tell: &mut dyn FnMut(Progress)) -> Result<Stamps, Failure> {
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
    ) -> Result<(), Failure> {
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
            Ok::<_, Failure>(records)
        })
        .map(|records| self.files.extend(records))
    }

    /// The record of what is indexed now.
    fn record(&self) -> Result<Stamps, Failure> {
        let mut stamps = Stamps::default();
        stamps.folders.clone_from(&self.plan.folders);
        stamps.set_files(&self.files);
        if let Some(folder) = self.home.index() {
            stamps.index = state_of_folder(&folder)?;
        }
        Ok(stamps)
    }

    /// Merges the smaller segments into one, so that their number stays small however often a file is changed.
    fn merge(&self, writer: &mut IndexWriter) -> Result<(), Failure> {
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

/// Takes over what the threads have done; the first failure ends the work.
fn gather(
    added: &Receiver<Result<(u64, Record), Failure>>,
    done: &mut usize,
    of: usize,
    tell: &mut dyn FnMut(Progress),
) -> Result<Vec<(u64, Record)>, Failure> {
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
    state: &State,
    writer: &IndexWriter<TantivyDocument>,
    path: &std::path::Path,
    known: &HashMap<u64, Record>,
) -> Result<(u64, Record), Failure> {
    let key = key(path);
    // The stamp is taken before reading: what is written meanwhile has a later one and is read again.
    let stamp = Stamp::of(path).unwrap_or_default();
    if known.contains_key(&key) {
        writer.delete_term(state.fields.of_key(key));
    }
    // What can't be read says nothing; it is tried again when its stamp changes.
    let bytes = text.read(path).unwrap_or_default();
    writer.add_document(state.fields.entry(key, path, &bytes))?;
    Ok((key, Record::of(stamp, &bytes, now())))
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |count| count.get().clamp(1, 4))
}
