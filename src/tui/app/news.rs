//! What the workers tell the app.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::check::Diagnostic;
use crate::library::compare::Comparison;
use crate::library::matrix::Matrix;
use crate::library::timeline::Timeline;
use crate::library::{Evidence, Library};
use crate::memory::ReadState;
use crate::search::fulltext::{Passage, Progress};
use crate::search::query::Completions;
use crate::search::{Facet, Hit, Index};
use crate::text::Clean;
use crate::tui::app::list::QueryMistake;
use crate::tui::app::memory::{ChangesSince, Recalled};
use crate::tui::app::{Loading, Opened};
use crate::tui::effect::{Generation, Job};

/// One piece of news.
#[derive(Debug)]
pub enum News {
    /// The library, as far as it is loaded. Answers that came before it speak of the one before.
    Library {
        /// The briefings.
        library: Arc<Library>,
        /// What is searched.
        index: Arc<Index>,
        /// How the reader stood to its briefings when they were last looked at; nothing when that is not known.
        state: Option<Arc<ReadState>>,
        /// How far loading has come; nothing when it is complete.
        loading: Option<Loading>,
        /// Something the reader should be told.
        message: Option<Clean>,
    },
    /// What the first screen showed last time: a few briefings of a library that is not read yet.
    Remembered {
        /// These briefings, and those they are linked with.
        library: Arc<Library>,
        /// What is searched meanwhile.
        index: Arc<Index>,
        /// The first rows of the list in the usual order.
        hits: Vec<Hit>,
        /// How many briefings there are in all.
        total: usize,
        /// How many of which kinds.
        counted: Clean,
    },
    /// How the reader stands to the briefings of a library. When the app has another one by now, it is worth nothing.
    Recalled {
        /// The library.
        library: Arc<Library>,
        /// How the reader stands to its briefings.
        state: Arc<ReadState>,
        /// What else is known, when all of it was asked for.
        recalled: Option<Box<Recalled>>,
    },
    /// What changed in a briefing.
    Changed {
        /// The question it answers.
        generation: Generation,
        /// The answer, or why there is none.
        answer: Result<ChangesSince, Clean>,
    },
    /// Something the reader should be told.
    Notice(Clean),
    /// Another day has begun.
    NewDay,
    /// The answer to a search.
    Found {
        /// The question it answers.
        generation: Generation,
        /// The answer, or what is wrong with the query.
        answer: Result<Found, QueryMistake>,
    },
    /// What could stand where the cursor was in the query line.
    Completions {
        /// The question it answers.
        generation: Generation,
        /// What could stand there.
        completions: Completions,
    },
    /// Something was worked out over the texts of a library.
    Analysed {
        /// The question it answers.
        generation: Generation,
        /// The library that it is about. When the app has another one by now, the answer is worth nothing.
        library: Arc<Library>,
        /// What all texts of it say, where they had to be read.
        evidence: Option<Arc<Evidence>>,
        /// The answer.
        answer: Answer,
    },
    /// The answer to a search of the finder among titles.
    TitlesFound {
        /// The question it answers.
        generation: Generation,
        /// The answer, or what is wrong with the query.
        answer: Result<Found, QueryMistake>,
    },
    /// The answer to a search through the full text.
    TextFound {
        /// The question it answers.
        generation: Generation,
        /// The answer, or what is wrong with the query.
        answer: Result<TextFound, QueryMistake>,
    },
    /// How far the reading of all texts is; nothing when it is over.
    Reading {
        /// What they are read for.
        job: Job,
        /// Texts begun, and texts to be read.
        progress: Option<Progress>,
    },
    /// How far the full-text index is; nothing when it is up to date.
    Indexed {
        /// Files read, and files to be read.
        progress: Option<Progress>,
        /// Something the reader should be told.
        message: Option<Clean>,
    },
    /// The whole of a briefing whose beginning was told before.
    Completed(Arc<Opened>),
    /// The library was checked.
    Checked {
        /// The question it answers.
        generation: Generation,
        /// What is wrong in it; nothing when the check was stopped.
        diagnostics: Option<Vec<Diagnostic>>,
    },
    /// A briefing was read, or could not be.
    Opened {
        /// The question it answers.
        generation: Generation,
        /// Its file.
        path: PathBuf,
        /// The briefing, or why it could not be read.
        answer: Result<Arc<Opened>, Clean>,
    },
}

/// What was worked out.
#[derive(Debug)]
pub enum Answer {
    /// A time line.
    Timeline(Timeline),
    /// A matrix.
    Matrix(Matrix),
    /// A comparison.
    Comparison(Comparison),
    /// Values of fields, with how many briefings each would leave.
    Facets(Vec<Facet>),
    /// Nothing but the evidence.
    Evidence,
    /// None: the reader stopped the reading of the texts.
    Stopped,
}

/// What a search through the full text found.
#[derive(Clone, Debug, Default)]
pub struct TextFound {
    /// The places, those of the best briefing first.
    pub places: Vec<TextPlace>,
    /// How many of them are only the title of a briefing that says no word of the query.
    pub titles: usize,
    /// How many briefings there are in all.
    pub briefings: usize,
    /// How many of them were read for their places.
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

/// What a search found.
#[derive(Debug, Default)]
pub struct Found {
    /// The hits in the order asked for.
    pub hits: Vec<Hit>,
    /// The words that were looked for, to be marked in the titles.
    pub words: Vec<Clean>,
    /// Titles near to the query, when nothing matched.
    pub nearest: Vec<Clean>,
    /// What would be wrong with the query if nothing more were typed.
    pub unfinished: Option<QueryMistake>,
}
