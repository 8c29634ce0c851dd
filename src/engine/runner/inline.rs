//! Answers each request at once, on the thread of the caller.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::clean;
use crate::engine::answer::{self, OpenRequest};
use crate::engine::clock::Clock;
use crate::engine::job::{CancelToken, JobControl};
use crate::engine::memory::MemoryWorker;
use crate::engine::request::{ListOrder, MemoryRequest, Request};
use crate::engine::response::{Message, QueryMistake, Response, SearchResult};
use crate::engine::session::Session;
use crate::engine::text;
use crate::library;
use crate::search::Searcher;
use crate::search::fulltext::{FullText, FullTextError, Pace, Thoroughness};
use crate::text::Clean;

/// A session that answers at once.
pub struct InlineRunner {
    session: Session,
    searcher: Searcher,
    memory: MemoryWorker,
    cache: Option<PathBuf>,
    /// The full text, once it was requested.
    text: Option<Arc<FullText>>,
    /// The control over the comparison of read texts with their files.
    comparing: JobControl,
}

impl fmt::Debug for InlineRunner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("InlineRunner").field("session", &self.session).finish_non_exhaustive()
    }
}

impl InlineRunner {
    /// Creates a runner over a session.
    /// The full-text index is kept below `cache`, the read statuses in `state`, if given.
    pub fn new(session: Session, cache: Option<PathBuf>, state: Option<PathBuf>) -> Self {
        let (searcher, memory) = (Searcher::default(), MemoryWorker::new(state));
        Self { session, searcher, memory, cache, text: None, comparing: JobControl::default() }
    }

    /// Replaces the control over the comparison of read texts with their files.
    #[must_use]
    pub fn comparing(self, comparing: JobControl) -> Self {
        Self { comparing, ..self }
    }

    /// Returns the session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Replaces the session, as after a change of the library.
    /// The full text is that of the library before, and opened again.
    pub fn set_session(&mut self, session: Session) {
        (self.session, self.text) = (session, None);
    }

    /// Sets the clock of the session.
    pub fn set_clock(&mut self, clock: Clock) {
        self.session.clock = clock;
    }

    /// Replaces the folder of the memory.
    pub fn set_memory(&mut self, state: Option<PathBuf>) {
        self.memory = MemoryWorker::new(state);
    }

    /// Sets the full text to search.
    pub fn set_text(&mut self, text: Arc<FullText>) {
        self.text = Some(text);
    }

    /// Returns the full text, which is opened at the first call.
    ///
    /// # Errors
    ///
    /// When the index can't be opened.
    pub fn text(&mut self) -> Result<Arc<FullText>, FullTextError> {
        if let Some(text) = &self.text {
            return Ok(Arc::clone(text));
        }
        let text = Arc::new(FullText::open(self.session.library.origin(), self.cache.as_deref())?);
        self.text = Some(Arc::clone(&text));
        Ok(text)
    }

    /// Answers a request.
    pub fn answer(&mut self, request: Request) -> Vec<Message> {
        match request {
            Request::Search { generation, query, order } => {
                let answer = self.find(&query, order);
                vec![Response::Found { generation, answer }.into()]
            }
            Request::FindTitles { generation, query } => {
                let answer = self.find(&query, ListOrder::default());
                vec![Response::TitlesFound { generation, answer }.into()]
            }
            Request::FindText { generation, query } => {
                let answer = match self.text() {
                    Ok(text) => text::find(&text, &self.session, &query, &mut || false),
                    Err(failure) => Err(text::failed(&failure)),
                };
                vec![Response::TextFound { generation, answer }.into()]
            }
            Request::IndexText => {
                let message = self.index().unwrap_or_else(|failure| Some(clean!("{failure}")));
                vec![Response::Indexed { progress: None, message }.into()]
            }
            Request::Open { generation, path, purpose } => {
                let mut messages = Vec::new();
                let request = OpenRequest { generation, path, purpose };
                answer::open(&self.session.library, request, &mut |part| {
                    messages.push(part.into());
                    true
                });
                messages
            }
            Request::Complete { generation, line, cursor } => {
                let completions = answer::complete(&self.session, &line, cursor);
                vec![Response::Completions { generation, completions }.into()]
            }
            Request::Analyse { generation, question } => {
                vec![answer::analyse(&self.session, generation, question).into()]
            }
            Request::Check { generation } => {
                let diagnostics = answer::check(&self.session.library, &JobControl::default()).ok();
                vec![Response::Checked { generation, diagnostics }.into()]
            }
            Request::Remember(request) => self.remember(&request),
            // Nothing is under way between two requests.
            Request::Stop(_) => Vec::new(),
            Request::Reload => self.reload(),
        }
    }

    /// Takes over what other processes have written to the memory.
    pub fn catch_up(&mut self) -> Vec<Message> {
        self.memory.catch_up(&self.session, self.session.clock.now())
    }

    fn find(&mut self, query: &str, order: ListOrder) -> Result<SearchResult, QueryMistake> {
        answer::find(&mut self.searcher, &self.session, query, order, &CancelToken::default())
    }

    /// Brings the full text up to date.
    /// Returns the message about it.
    fn index(&mut self) -> Result<Option<Clean>, FullTextError> {
        let text = self.text()?;
        let done = text.refresh(&Thoroughness::WhenDue, Pace::Waited, &mut |_| {})?;
        Ok(text::freshness(&text, &done))
    }

    /// Carries out a request to the memory.
    /// It reads the files whose status that leaves open.
    fn remember(&mut self, request: &MemoryRequest) -> Vec<Message> {
        let (session, memory) = (&self.session, &mut self.memory);
        let mut messages = memory.carry_out(session, request, session.clock.now());
        let of = memory.unchecked();
        if of > 0 {
            let checked = self.comparing.run(&self.comparing.token(), of, |go_on| {
                while memory.unchecked() > 0 && go_on(of.saturating_sub(memory.unchecked())) {
                    messages.extend(memory.check_some(session));
                }
                Some(())
            });
            // What a stop leaves open is read after the next request.
            checked.unwrap_or_default();
        }
        messages
    }

    /// Reads changed files again.
    fn reload(&mut self) -> Vec<Message> {
        let now = library::refresh(&self.session.library);
        let Some((library, unchanged)) = now.now else {
            return vec![Message::Notice(clean!("nothing has changed"))];
        };
        let index = self.session.index.followed(&self.session.library, &library, &unchanged);
        let (library, index) = (Arc::new(library), Arc::new(index));
        let session = self.session.followed_by(Arc::clone(&library), Arc::clone(&index));
        self.set_session(session);
        let state = self.session.marks();
        vec![Message::Library { library, index, state, loading: None, message: None }]
    }
}
