//! Analyses over the texts of a library.
//! The texts are read when the first request needs them.

use std::mem::discriminant;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::clean;
use crate::date::Day;
use crate::library::compare::Comparison;
use crate::library::matrix::Matrix;
use crate::library::timeline::Timeline;
use crate::library::{Evidence, EvidenceStore, Ix, Library};
use crate::memory::ReadState;
use crate::search::query::{Query, QueryError, Vocabulary};
use crate::search::{self, CitationSource, Index, Marks, QueryContext};
use crate::tui::app::list::QueryMistake;
use crate::tui::app::message::{Message, Response};
use crate::tui::effect::{AnalysisRequest, Generation};
use crate::tui::event_loop::LoopEvent;
use crate::tui::worker::clock::Clock;
use crate::tui::worker::watch::{JobCancelled, JobControl};

/// A library with its derived data.
#[derive(Clone, Debug)]
pub struct LibrarySnapshot {
    /// The briefings.
    pub library: Arc<Library>,
    /// The search index.
    pub index: Arc<Index>,
    evidence: Arc<Mutex<Option<Arc<Evidence>>>>,
    evidence_store: Arc<EvidenceStore>,
    watch: Arc<JobControl>,
    marks: Arc<Mutex<Option<Arc<ReadState>>>>,
    vocabulary: Arc<OnceLock<Vocabulary>>,
}

impl LibrarySnapshot {
    /// Creates a library that is prepared for searching.
    pub fn new(library: Library) -> Self {
        let index = Arc::new(Index::new(&library));
        Self::indexed(Arc::new(library), index)
    }

    /// Creates a library with its index.
    pub fn indexed(library: Arc<Library>, index: Arc<Index>) -> Self {
        let (evidence, evidence_store, watch) = (Arc::default(), Arc::default(), Arc::default());
        let (marks, vocabulary) = (Arc::default(), Arc::default());
        Self { library, index, evidence, evidence_store, watch, marks, vocabulary }
    }

    /// Replaces the watch of its reading.
    #[must_use]
    pub fn watched_by(self, watch: Arc<JobControl>) -> Self {
        Self { watch, ..self }
    }

    /// Replaces the store of its evidence.
    #[must_use]
    pub fn kept_by(self, evidence_store: Arc<EvidenceStore>) -> Self {
        Self { evidence_store, ..self }
    }

    /// Returns the watch of its reading.
    pub(super) fn watch(&self) -> Arc<JobControl> {
        Arc::clone(&self.watch)
    }

    /// Returns the successor for a new state of the library.
    /// Its read statuses are carried over as far as known, until the memory has handled it.
    #[must_use]
    pub fn followed_by(&self, library: Arc<Library>, index: Arc<Index>) -> Self {
        let carried =
            self.marks().map(|marks| Arc::new(marks.carried(&library, library.files_in(&self.library))));
        Self { marks: Arc::new(Mutex::new(carried)), ..Self::indexed(library, index) }
    }

    /// Returns the read statuses of its briefings, as far as known.
    pub fn marks(&self) -> Option<Arc<ReadState>> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stores the read statuses of its briefings.
    pub fn set_marks(&self, state: Arc<ReadState>) {
        *self.marks.lock().unwrap_or_else(PoisonError::into_inner) = Some(state);
    }

    /// Returns the vocabulary of its fields, built on first use.
    pub fn vocabulary(&self) -> &Vocabulary {
        self.vocabulary.get_or_init(|| Vocabulary::of(&self.library))
    }

    /// Parses a query line that may still be incomplete.
    ///
    /// # Errors
    ///
    /// When it has an error, or names keys that this library does not have.
    pub(super) fn parse(&self, line: &str, today: Day) -> Result<Query, QueryMistake> {
        self.check(Query::parse_typed(line, today))
    }

    /// Checks that a parsed query is valid in this library.
    pub(super) fn check(&self, read: Result<Query, QueryError>) -> Result<Query, QueryMistake> {
        let query = read?;
        if query.names_unknown_keys() {
            query.ensure_keys_known(self.vocabulary())?;
        }
        Ok(query)
    }

    /// Returns the data that a query needs beyond the library itself.
    /// Texts are read only for a query that needs them.
    pub(super) fn context(&self, query: &Query) -> Result<EvidenceContext, JobCancelled> {
        let evidence = query.asks_for_citations().then(|| self.evidence()).transpose()?;
        Ok(EvidenceContext { evidence, marks: self.marks() })
    }

    /// Returns the briefings that a query finds.
    fn find(&self, query: &Query) -> Result<Vec<Ix>, JobCancelled> {
        let context = self.context(query)?;
        // Nothing stops this search.
        let hits = search::find(&self.library, &self.index, query, &context.asked()).unwrap_or_default();
        Ok(hits.into_iter().map(|hit| hit.ix).collect())
    }

    /// Returns the evidence of all its texts.
    /// The first caller reads those that have changed since they were kept, and others wait for it.
    pub(super) fn evidence(&self) -> Result<Arc<Evidence>, JobCancelled> {
        let asked = self.watch.asked();
        let mut in_library = self.evidence.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(evidence) = &*in_library {
            return Ok(Arc::clone(evidence));
        }
        let gathered = self
            .watch
            .run(asked, self.library.len(), |go_on| self.evidence_store.gather_while(&self.library, go_on))?;
        *in_library = Some(Arc::clone(&gathered.evidence));
        Ok(gathered.evidence)
    }
}

impl From<JobCancelled> for QueryMistake {
    fn from(_: JobCancelled) -> Self {
        let hint = Some(clean!("edit the query to try again"));
        Self { at: 0..0, what: clean!("reading the texts was cancelled"), hint }
    }
}

/// The data for fields that the library alone cannot decide.
pub(super) struct EvidenceContext {
    evidence: Option<Arc<Evidence>>,
    marks: Option<Arc<ReadState>>,
}

impl EvidenceContext {
    /// Returns a search request with this data.
    pub(super) fn asked(&self) -> QueryContext<'_> {
        let facts: &dyn CitationSource = match &self.evidence {
            Some(evidence) => &**evidence,
            None => &(),
        };
        let marks: &dyn Marks = match &self.marks {
            Some(marks) => &**marks,
            None => &(),
        };
        QueryContext { marks, facts, ..QueryContext::default() }
    }
}

/// The library that the workers answer from.
/// It is the last one sent to the app.
pub(super) type SharedSnapshot = Arc<Mutex<LibrarySnapshot>>;

pub(super) fn current(current: &SharedSnapshot) -> LibrarySnapshot {
    current.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Answers a question.
pub fn analyse(
    known: &LibrarySnapshot,
    generation: Generation,
    question: AnalysisRequest,
    today: Day,
) -> Message {
    let library = Arc::clone(&known.library);
    let (evidence, answer) = work_out(known, question, today).unwrap_or((None, Response::Stopped));
    Message::Analysed { generation, library, evidence, answer }
}

fn work_out(
    known: &LibrarySnapshot,
    question: AnalysisRequest,
    today: Day,
) -> Result<(Option<Arc<Evidence>>, Response), JobCancelled> {
    let library = Arc::clone(&known.library);
    // A question about another library may name briefings that this one does not have.
    let in_library = |set: Vec<Ix>| -> Vec<Ix> {
        let mut set: Vec<Ix> = set.into_iter().filter(|ix| ix.index() < library.len()).collect();
        set.sort_unstable();
        set
    };
    Ok(match question {
        AnalysisRequest::Timeline(set, line) => {
            let evidence = known.evidence()?;
            let (query, dates) = Query::parse_typed(&line, today).unwrap_or_default().split_dates();
            let set = if dates.is_empty() { set } else { known.find(&query)? };
            let is_wanted = |first, last| dates.allow(first, last);
            let timeline = Timeline::within(&library, &evidence, &in_library(set), is_wanted);
            (Some(evidence), Response::Timeline(timeline))
        }
        AnalysisRequest::Matrix(set, axes) => {
            let set = in_library(set);
            let (rows, columns) = axes.unwrap_or_else(|| Matrix::fitting(&library, &set));
            (None, Response::Matrix(Matrix::new(&library, &set, rows, columns)))
        }
        AnalysisRequest::Comparison(paths) => {
            let evidence = known.evidence()?;
            let briefings: Vec<Ix> = paths.iter().filter_map(|path| library.at_path(path)).collect();
            let comparison = Comparison::new(&library, &evidence, &briefings);
            (Some(evidence), Response::Comparison(comparison))
        }
        AnalysisRequest::Facets(line, set) => {
            let context = known.context(&Query::parse_typed(&line, today).unwrap_or_default())?;
            let facets =
                search::facets((&library, &known.index), (&line, today), &in_library(set), &context.asked());
            // This search is never cancelled.
            let facets = facets.unwrap_or_default();
            (context.evidence, Response::Facets(facets))
        }
        AnalysisRequest::Evidence => (Some(known.evidence()?), Response::Evidence),
    })
}

/// Answers questions.
/// Of several of one kind only the newest is answered.
pub(super) fn run_analyses(
    shared: &SharedSnapshot,
    today: Clock,
    asked: &Receiver<(Generation, AnalysisRequest)>,
    events: &Sender<LoopEvent>,
) {
    while let Ok(first) = asked.recv() {
        let mut questions = vec![first];
        questions.extend(asked.try_iter());
        let sorts: Vec<_> = questions.iter().map(|(_, question)| discriminant(question)).collect();
        for (at, (generation, question)) in questions.into_iter().enumerate() {
            if sorts[at + 1..].contains(&sorts[at]) {
                continue;
            }
            let answer = analyse(&current(shared), generation, question, today());
            if events.send(LoopEvent::Message(answer)).is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::effect::Job;
    use crate::tui::worker::watch::slow_library;

    #[test]
    fn reading_that_was_stopped_is_begun_anew_by_the_next_question() {
        let known = LibrarySnapshot::new(crate::library::embedded().library);
        let asked = known.watch();
        let stopped = known.evidence_store.gather_while(&known.library, |begun| begun < 5);
        assert!(stopped.is_none());
        asked.stop();
        // A request made now has not been stopped yet.
        let evidence = known.evidence().unwrap();
        assert!(Arc::ptr_eq(&evidence, &known.evidence().unwrap()));
    }

    #[test]
    fn one_stop_ends_the_reading_and_all_that_wait_for_it() {
        let (sender, events) = std::sync::mpsc::channel();
        let watch = Arc::new(JobControl::over(Job::Reading, sender).at_once());
        let known = LibrarySnapshot::new(slow_library()).watched_by(Arc::clone(&watch));
        let (known, watch) = (&known, &watch);
        std::thread::scope(|scope| {
            let first = scope.spawn(|| known.evidence().err());
            events.recv().unwrap();
            let asked = watch.asked();
            let second = scope.spawn(move || {
                let _held = known.evidence.lock();
                watch.run(asked, 1, |_| Some(())).err()
            });
            watch.stop();
            assert_eq!(
                (first.join().unwrap(), second.join().unwrap()),
                (Some(JobCancelled), Some(JobCancelled))
            );
        });
    }

    #[test]
    fn how_far_it_is_is_reported_and_a_stop_is_heeded() {
        let (sender, events) = std::sync::mpsc::channel();
        let watch = Arc::new(JobControl::over(Job::Reading, sender).at_once());
        let known = LibrarySnapshot::new(slow_library()).watched_by(Arc::clone(&watch));
        let answer = std::thread::scope(|scope| {
            let question = AnalysisRequest::Timeline(known.library.all().collect(), String::new());
            let analysing = scope.spawn(|| analyse(&known, 7, question, Day::new(2026, 11, 22).unwrap()));
            let Ok(LoopEvent::Message(Message::Reading { progress: Some(first), .. })) = events.recv() else {
                panic!("nothing was reported")
            };
            assert_eq!(first.of, known.library.len());
            watch.stop();
            analysing.join().unwrap()
        });
        assert!(matches!(
            answer,
            Message::Analysed { generation: 7, evidence: None, answer: Response::Stopped, .. }
        ));
        assert!(matches!(
            events.recv(),
            Ok(LoopEvent::Message(Message::Reading { job: Job::Reading, progress: None }))
        ));
    }
}
