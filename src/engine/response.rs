//! The answers of the engine, and the messages that it sends unasked.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::briefing::changes::Changes;
use crate::briefing::{Body, Briefing, Fingerprint, TextEvidence};
use crate::check::Diagnostic;
use crate::clean;
use crate::engine::job::{Job, JobCancelled};
use crate::engine::request::{Generation, Resumed};
use crate::library::compare::Comparison;
use crate::library::matrix::Matrix;
use crate::library::timeline::Timeline;
use crate::library::{Evidence, Library};
use crate::markdown::Document;
use crate::memory::{ReadState, TextPosition};
use crate::search::fulltext::Passage;
use crate::search::query::{Completions, QueryError};
use crate::search::{Facet, Hit, Index, Progress};
use crate::text::Clean;

/// One message from the engine to a front end.
#[derive(Debug)]
pub enum Message {
    /// The library, as far as it is loaded.
    /// Earlier answers are about the previous one.
    Library {
        /// The briefings.
        library: Arc<Library>,
        /// The search index.
        index: Arc<Index>,
        /// The last known read statuses of its briefings.
        state: Option<Arc<ReadState>>,
        /// The progress of loading; nothing when it is complete.
        loading: Option<Loading>,
        /// A message for the user.
        message: Option<Clean>,
    },
    /// The contents of the first screen of the last session.
    /// They are a few briefings of a library that is not read yet.
    Remembered {
        /// These briefings, and those they are linked with.
        library: Arc<Library>,
        /// The search index for the meantime.
        index: Arc<Index>,
        /// The first rows of the list in the usual order.
        hits: Vec<Hit>,
        /// The number of briefings in all.
        total: usize,
        /// The number of briefings of each kind, in words.
        counted: Clean,
    },
    /// The read statuses of the briefings of a library.
    /// Void when the app has another library by now.
    StateLoaded {
        /// The library.
        library: Arc<Library>,
        /// The read statuses of its briefings.
        state: Arc<ReadState>,
        /// The rest of the memory, when all of it was requested.
        loaded: Option<Box<LoadedState>>,
    },
    /// The progress of reading all texts; nothing when it is over.
    Reading {
        /// The job that reads them.
        job: Job,
        /// The number of texts begun, and of texts to read.
        progress: Option<Progress>,
    },
    /// A message for the user.
    Notice(Clean),
    /// Another day has begun.
    NewDay,
    /// An answer to a request.
    Response(Response),
}

impl From<Response> for Message {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}

/// An answer to a request.
#[derive(Debug)]
pub enum Response {
    /// The answer to a search.
    Found {
        /// The number of the request.
        generation: Generation,
        /// The answer, or the error of the query.
        answer: Result<SearchResult, QueryMistake>,
    },
    /// The answer to a search of the finder among titles.
    TitlesFound {
        /// The number of the request.
        generation: Generation,
        /// The answer, or the error of the query.
        answer: Result<SearchResult, QueryMistake>,
    },
    /// The answer to a search through the full text.
    TextFound {
        /// The number of the request.
        generation: Generation,
        /// The answer, or the error of the query.
        answer: Result<TextFound, QueryMistake>,
    },
    /// The progress of the full-text index.
    /// Nothing when it is up to date.
    Indexed {
        /// The number of files read, and of files to read.
        progress: Option<Progress>,
        /// A message for the user.
        message: Option<Clean>,
    },
    /// The completions at the cursor of the query line.
    Completions {
        /// The number of the request.
        generation: Generation,
        /// The completions.
        completions: Completions,
    },
    /// A briefing was read, or could not be.
    Opened {
        /// The number of the request.
        generation: Generation,
        /// Its file.
        path: PathBuf,
        /// The briefing, or the reason why it could not be read.
        answer: Result<Arc<OpenedBriefing>, Clean>,
    },
    /// The whole of a briefing whose beginning was sent before.
    Completed(Arc<OpenedBriefing>),
    /// The result of an analysis of the texts of a library.
    Analysed {
        /// The number of the request.
        generation: Generation,
        /// The library that it is about.
        /// Void when the app has another library by now.
        library: Arc<Library>,
        /// The evidence of all its texts, if they had to be read.
        evidence: Option<Arc<Evidence>>,
        /// The answer.
        answer: Analysis,
    },
    /// The library was checked.
    Checked {
        /// The number of the request.
        generation: Generation,
        /// The problems found; nothing when the check was stopped.
        diagnostics: Option<Vec<Diagnostic>>,
    },
    /// The changes in a briefing.
    Changed {
        /// The number of the request.
        generation: Generation,
        /// The answer, or the reason of its absence.
        answer: Result<ChangesSince, Clean>,
    },
}

/// The result of an analysis.
#[derive(Debug)]
pub enum Analysis {
    /// A timeline.
    Timeline(Timeline),
    /// A matrix.
    Matrix(Matrix),
    /// A comparison.
    Comparison(Comparison),
    /// Values of fields, with the number of briefings each would leave.
    Facets(Vec<Facet>),
    /// Only the evidence.
    Evidence,
    /// No result: the user stopped the reading of the texts.
    Stopped,
}

/// The result of a search through the full text.
#[derive(Clone, Debug, Default)]
pub struct TextFound {
    /// The places, those of the best briefing first.
    pub places: Vec<TextPlace>,
    /// The number of places that are only a title.
    /// Such a briefing has no word of the query in its text.
    pub titles: usize,
    /// The number of briefings in all.
    pub briefings: usize,
    /// The number of briefings that were read for their places.
    pub read: usize,
}

/// A place in the text of a briefing.
#[derive(Clone, Debug)]
pub struct TextPlace {
    /// The file.
    pub path: PathBuf,
    /// The title of the briefing.
    pub title: Clean,
    /// The bytes of the title that match.
    pub title_marks: Vec<Range<usize>>,
    /// The other name by which it is found.
    pub said: Option<Clean>,
    /// The place.
    pub passage: Passage,
}

/// The result of a search.
#[derive(Debug, Default)]
pub struct SearchResult {
    /// The hits in the requested order.
    pub hits: Vec<Hit>,
    /// The words of the query, to be marked in the titles.
    pub words: Vec<Clean>,
    /// Titles similar to the query, when nothing matched.
    pub nearest: Vec<Clean>,
    /// The number of briefings searched, without hidden drafts.
    pub searched: usize,
    /// The error that the query has if nothing more is typed.
    pub unfinished: Option<QueryMistake>,
}

/// The progress of loading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loading {
    /// Briefings read so far.
    pub read: usize,
}

/// A briefing with its text, as read from its file.
#[derive(Debug)]
pub struct OpenedBriefing {
    /// The front matter.
    pub briefing: Briefing,
    /// The parsed text.
    pub document: Document,
    /// The statements of the briefing with their evidence.
    pub text_evidence: TextEvidence,
    /// The text as written.
    pub body: Arc<Body>,
    /// The fingerprint of the whole file, front matter included.
    /// Not known yet while only the beginning is parsed.
    pub print: Option<Fingerprint>,
}

/// The memory of a library and of the last session with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadedState {
    /// The places at which briefings were left.
    pub spots: HashMap<PathBuf, TextPosition>,
    /// The bookmarks.
    pub bookmarks: BTreeMap<char, (PathBuf, TextPosition)>,
    /// The state in which the library was left.
    pub session: Option<Resumed>,
}

/// The changes in the open briefing since a read edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangesSince {
    /// The file.
    pub path: PathBuf,
    /// The edition in words: its date and its number among all.
    pub edition: Clean,
    /// The number among the kept editions, from 0 for the latest.
    pub number: usize,
    /// The changes.
    pub changes: Changes,
}

/// An error in a query: its place and a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryMistake {
    /// The range of bytes in the query.
    pub at: Range<usize>,
    /// The error.
    pub what: Clean,
    /// The correction.
    pub hint: Option<Clean>,
}

impl QueryMistake {
    /// Returns the error and the correction in one line.
    pub fn in_words(&self) -> Clean {
        let hint = self.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        clean!("{}{hint}", self.what)
    }
}

impl From<QueryError> for QueryMistake {
    fn from(error: QueryError) -> Self {
        Self { at: error.at, what: error.what, hint: error.hint }
    }
}

impl From<JobCancelled> for QueryMistake {
    fn from(_: JobCancelled) -> Self {
        let hint = Some(clean!("edit the query to try again"));
        Self { at: 0..0, what: clean!("reading the texts was cancelled"), hint }
    }
}
