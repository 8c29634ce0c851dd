//! A library in use: its index, evidence, read statuses, vocabulary and clock.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::date::Day;
use crate::engine::clock::Clock;
use crate::engine::job::{CancelToken, JobCancelled, JobControl};
use crate::engine::response::QueryMistake;
use crate::library::{Evidence, EvidenceStore, Ix, Library};
use crate::memory::ReadState;
use crate::search::query::{Query, QueryError, Vocabulary};
use crate::search::{self, CitationSource, Index, Marks, Order, QueryContext};

/// A library with all that its questions need.
/// Clones share what is derived on first use.
#[derive(Clone, Debug)]
pub struct Session {
    /// The briefings.
    pub library: Arc<Library>,
    /// The search index.
    pub index: Arc<Index>,
    /// The clock.
    pub clock: Clock,
    evidence: Arc<Mutex<Option<Arc<Evidence>>>>,
    evidence_store: Arc<EvidenceStore>,
    reading: Arc<JobControl>,
    marks: Arc<Mutex<Option<Arc<ReadState>>>>,
    vocabulary: Arc<OnceLock<Vocabulary>>,
}

impl Session {
    /// Creates a session over a library.
    pub fn new(library: Library) -> Self {
        let index = Arc::new(Index::new(&library));
        Self::indexed(Arc::new(library), index)
    }

    /// Creates a session over a library with its index.
    pub fn indexed(library: Arc<Library>, index: Arc<Index>) -> Self {
        let (evidence, evidence_store, reading) = (Arc::default(), Arc::default(), Arc::default());
        let (marks, vocabulary, clock) = (Arc::default(), Arc::default(), Clock::default());
        Self { library, index, clock, evidence, evidence_store, reading, marks, vocabulary }
    }

    /// Replaces the clock.
    #[must_use]
    pub fn at(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Replaces the control over the reading of its texts.
    #[must_use]
    pub fn controlled_by(self, reading: Arc<JobControl>) -> Self {
        Self { reading, ..self }
    }

    /// Replaces the store of its evidence.
    #[must_use]
    pub fn kept_by(self, evidence_store: Arc<EvidenceStore>) -> Self {
        Self { evidence_store, ..self }
    }

    /// Returns the control over the reading of its texts.
    pub(super) fn reading(&self) -> &Arc<JobControl> {
        &self.reading
    }

    /// Returns the successor for a new state of the library.
    /// Its read statuses are carried over as far as known, until the memory has handled it.
    #[must_use]
    pub fn followed_by(&self, library: Arc<Library>, index: Arc<Index>) -> Self {
        let carried =
            self.marks().map(|marks| Arc::new(marks.carried(&library, library.files_in(&self.library))));
        let (clock, reading) = (self.clock, Arc::clone(&self.reading));
        Self { marks: Arc::new(Mutex::new(carried)), clock, reading, ..Self::indexed(library, index) }
    }

    /// Returns the present day.
    pub fn today(&self) -> Day {
        self.clock.today()
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
    pub(super) fn parse(&self, line: &str) -> Result<Query, QueryMistake> {
        Ok(self.check(Query::parse_typed(line, self.today()))?)
    }

    /// Checks that a parsed query is valid in this library.
    ///
    /// # Errors
    ///
    /// When it has an error, or names keys that this library does not have.
    pub fn check(&self, read: Result<Query, QueryError>) -> Result<Query, QueryError> {
        let query = read?;
        if query.names_unknown_keys() {
            query.ensure_keys_known(self.vocabulary())?;
        }
        Ok(query)
    }

    /// Returns the data that a query needs beyond the library itself.
    /// Texts are read only for a query that needs them.
    ///
    /// # Errors
    ///
    /// When the reading of the texts is cancelled.
    pub fn context(&self, query: &Query, token: &CancelToken) -> Result<EvidenceContext, JobCancelled> {
        let evidence = query.asks_for_citations().then(|| self.evidence(token)).transpose()?;
        Ok(EvidenceContext { evidence, marks: self.marks(), token: token.clone() })
    }

    /// Returns the briefings that a query finds, in this order.
    ///
    /// # Errors
    ///
    /// When it is cancelled.
    pub fn find(&self, query: &Query, order: Order, token: &CancelToken) -> Result<Vec<Ix>, JobCancelled> {
        let context = self.context(query, token)?;
        let asked = QueryContext { order, ..context.asked() };
        let hits = search::find(&self.library, &self.index, query, &asked).map_err(|_| JobCancelled)?;
        Ok(hits.into_iter().map(|hit| hit.ix).collect())
    }

    /// Returns a token for a question that is asked now.
    /// Cancelling the reading of texts cancels it.
    pub fn token(&self) -> CancelToken {
        self.reading.token()
    }

    /// Returns the evidence of all its texts.
    /// The first caller reads those that have changed since they were kept, and others wait for it.
    ///
    /// # Errors
    ///
    /// When the reading of the texts is cancelled.
    pub fn evidence(&self, token: &CancelToken) -> Result<Arc<Evidence>, JobCancelled> {
        let mut in_library = self.evidence.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(evidence) = &*in_library {
            return Ok(Arc::clone(evidence));
        }
        let gathered = self
            .reading
            .run(token, self.library.len(), |go_on| self.evidence_store.gather_while(&self.library, go_on))?;
        *in_library = Some(Arc::clone(&gathered.evidence));
        Ok(gathered.evidence)
    }
}

/// The data for fields that the library alone cannot decide.
#[derive(Debug)]
pub struct EvidenceContext {
    pub(super) evidence: Option<Arc<Evidence>>,
    marks: Option<Arc<ReadState>>,
    token: CancelToken,
}

impl EvidenceContext {
    /// Returns the settings of a search with this data.
    pub fn asked(&self) -> QueryContext<'_> {
        let facts: &dyn CitationSource = match &self.evidence {
            Some(evidence) => &**evidence,
            None => &(),
        };
        let marks: &dyn Marks = match &self.marks {
            Some(marks) => &**marks,
            None => &(),
        };
        QueryContext { marks, facts, stop: self.token.flag(), ..QueryContext::default() }
    }
}

/// The session that threads answer from.
/// It is over the library that was last sent to the front end.
pub(super) type SharedSession = Arc<Mutex<Session>>;

pub(super) fn current(current: &SharedSession) -> Session {
    current.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::job::{Job, slow_library};
    use crate::engine::runner::Outbox;

    #[test]
    fn reading_that_was_stopped_is_begun_anew_by_the_next_question() {
        let known = Session::new(crate::library::embedded().library);
        let stopped = known.evidence_store.gather_while(&known.library, |begun| begun < 5);
        assert!(stopped.is_none());
        known.reading().stop();
        // A request made now has not been stopped yet.
        let evidence = known.evidence(&known.token()).unwrap();
        assert!(Arc::ptr_eq(&evidence, &known.evidence(&known.token()).unwrap()));
    }

    #[test]
    fn one_stop_ends_the_reading_and_all_that_wait_for_it() {
        let (outbox, events) = Outbox::channel();
        let control = Arc::new(outbox.control(Job::Reading).at_once());
        let known = Session::new(slow_library()).controlled_by(Arc::clone(&control));
        let (known, control) = (&known, &control);
        std::thread::scope(|scope| {
            let first = scope.spawn(|| known.evidence(&known.token()).err());
            events.recv().unwrap();
            let token = control.token();
            let second = scope.spawn(move || {
                let _held = known.evidence.lock();
                control.run(&token, 1, |_| Some(())).err()
            });
            control.stop();
            assert_eq!(
                (first.join().unwrap(), second.join().unwrap()),
                (Some(JobCancelled), Some(JobCancelled))
            );
        });
    }
}
