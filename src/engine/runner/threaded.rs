//! Answers requests on threads, and sends the answers as messages.
//!
//! One thread loads, one searches, one searches the full text, one opens briefings: a long load never delays a
//! key.

use std::collections::HashMap;
use std::mem::discriminant;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::engine::answer::{self, OpenRequest};
use crate::engine::clock::Clock;
use crate::engine::debug_panic;
use crate::engine::job::{CancelToken, Job, JobControl};
use crate::engine::request::{AnalysisRequest, Generation, ListOrder, OpenPurpose, Request};
use crate::engine::response::Response;
use crate::engine::runner::loader::{Loader, Task};
use crate::engine::runner::memory::{self, MemoryJob};
use crate::engine::runner::{Outbox, check, clock, text};
use crate::engine::session::{Session, SharedSession, current};
use crate::library::{Library, Origin};
use crate::search::Searcher;

/// The longest wait for the memory to be written at exit.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// A session whose requests are answered on threads. They end with the process.
#[derive(Debug)]
pub struct ThreadedRunner {
    load: Sender<Task>,
    search: Sender<SearchRequest>,
    newest: Newest,
    text: Sender<text::TextRequest>,
    open: Sender<OpenRequest>,
    check: Sender<Generation>,
    complete: Sender<(Generation, String, usize)>,
    analyse: Sender<(Generation, AnalysisRequest)>,
    reading: Arc<JobControl>,
    checking: Arc<JobControl>,
    keep: Sender<MemoryJob>,
    /// Closes when the memory's thread has finished; it receives nothing.
    kept: Receiver<()>,
}

/// A request to the thread that searches titles and fields.
#[derive(Debug)]
struct SearchRequest {
    requester: Requester,
    generation: Generation,
    query: String,
    order: ListOrder,
    /// Cancelled when a newer request of the same requester replaces this one.
    token: CancelToken,
}

/// The origin of a search request: the newest of each is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Requester {
    List,
    Finder,
}

/// The token of the newest request of each requester.
#[derive(Debug, Default)]
struct Newest(Mutex<HashMap<Requester, CancelToken>>);

impl Newest {
    /// Cancels a requester's previous request and returns the next one's token.
    fn next(&self, requester: Requester) -> CancelToken {
        let token = CancelToken::default();
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = newest.insert(requester, token.clone()) {
            before.cancel();
        }
        token
    }
}

impl ThreadedRunner {
    /// Starts the threads and the first load.
    /// A snapshot of the library and the full-text index are kept below `cache`, if given. The read status is kept
    /// in `state`.
    pub fn start(
        origin: Origin,
        clock: Clock,
        cache: Option<PathBuf>,
        state: Option<PathBuf>,
        outbox: &Outbox,
    ) -> Self {
        let reading = Arc::new(outbox.control(Job::Reading));
        let checking = Arc::new(outbox.control(Job::Checking));
        let session = Session::new(Library::default()).controlled_by(Arc::clone(&reading)).at(clock);
        let shared: SharedSession = Arc::new(Mutex::new(session));
        let (load, asked_to_load) = channel();
        let (search, asked_to_search) = channel();
        let (text, asked_for_text) = channel();
        let (open, asked_to_open) = channel();
        let (check, asked_to_check) = channel();
        let (complete, asked_to_complete) = channel();
        let (analyse, asked_to_analyse) = channel();
        let (keep, asked_to_keep) = channel();
        let (session, to, of, folder) = (Arc::clone(&shared), outbox.clone(), origin.clone(), cache.clone());
        thread::spawn(move || text::run(&of, folder.as_deref(), &session, &asked_for_text, &to));
        let loader = Loader {
            origin,
            cache,
            current: Arc::clone(&shared),
            tasks: load.clone(),
            text: text.clone(),
            outbox: outbox.clone(),
            evidence: Arc::default(),
        };
        thread::spawn(move || loader.run(&asked_to_load));
        let (session, to) = (Arc::clone(&shared), outbox.clone());
        thread::spawn(move || searcher(&session, &asked_to_search, &to));
        let (session, to) = (Arc::clone(&shared), outbox.clone());
        thread::spawn(move || opener(&session, &asked_to_open, &to));
        let (session, to) = (Arc::clone(&shared), outbox.clone());
        thread::spawn(move || analyser(&session, &asked_to_analyse, &to));
        let (session, to) = (Arc::clone(&shared), outbox.clone());
        thread::spawn(move || completer(&session, &asked_to_complete, &to));
        let (session, to) = (Arc::clone(&shared), outbox.clone());
        let (done, kept) = channel();
        let jobs = keep.clone();
        thread::spawn(move || {
            memory::keep(&session, state, (&jobs, &asked_to_keep), &to);
            drop::<Sender<()>>(done);
        });
        let to = outbox.clone();
        thread::spawn(move || clock::run(clock, &to));
        let (control, to) = (Arc::clone(&checking), outbox.clone());
        thread::spawn(move || check::run_checks(&shared, &control, &asked_to_check, &to));
        let newest = Newest::default();
        Self { load, search, newest, text, open, check, complete, analyse, reading, checking, keep, kept }
    }

    /// Hands a request over to its thread.
    pub fn submit(&self, request: Request) {
        // The thread of a closed channel has panicked, which ends the program.
        let _ = match request {
            Request::Search { generation, query, order } => {
                self.ask(Requester::List, generation, query, order)
            }
            Request::Complete { generation, line, cursor } => {
                self.complete.send((generation, line, cursor)).is_ok()
            }
            Request::FindTitles { generation, query } => {
                self.ask(Requester::Finder, generation, query, ListOrder::default())
            }
            Request::FindText { generation, query } => {
                self.text.send(text::TextRequest::Find { generation, query }).is_ok()
            }
            Request::IndexText => self.text.send(text::TextRequest::Index).is_ok(),
            Request::Open { generation, path, purpose } => {
                self.open.send(OpenRequest { generation, path, purpose }).is_ok()
            }
            Request::Analyse { generation, question } => self.analyse.send((generation, question)).is_ok(),
            Request::Check { generation } => self.check.send(generation).is_ok(),
            Request::Remember(request) => self.keep.send(MemoryJob::Request(request)).is_ok(),
            Request::Stop(Job::Reading) => self.reading.stop(),
            Request::Stop(Job::Checking) => self.checking.stop(),
            Request::Reload => self.load.send(Task::Reload).is_ok(),
        };
    }

    /// Requests a search, and cancels the requester's previous one.
    fn ask(&self, requester: Requester, generation: Generation, query: String, order: ListOrder) -> bool {
        let token = self.newest.next(requester);
        self.search.send(SearchRequest { requester, generation, query, order, token }).is_ok()
    }
}

/// Waits until the memory is written before the program ends.
impl Drop for ThreadedRunner {
    fn drop(&mut self) {
        let _ = self.keep.send(MemoryJob::End).is_ok() && self.kept.recv_timeout(LAST_WORDS).is_ok();
    }
}

fn completer(shared: &SharedSession, asked: &Receiver<(Generation, String, usize)>, outbox: &Outbox) {
    while let Ok((generation, line, cursor)) = asked.recv() {
        let completions = answer::complete(&current(shared), &line, cursor);
        if !outbox.send(Response::Completions { generation, completions }) {
            return;
        }
    }
}

fn searcher(shared: &SharedSession, asked: &Receiver<SearchRequest>, outbox: &Outbox) {
    let mut searcher = Searcher::default();
    while let Ok(first) = asked.recv() {
        let mut questions = vec![first];
        questions.extend(asked.try_iter());
        for requester in [Requester::List, Requester::Finder] {
            // Only the newest request counts.
            let newest = questions.iter().rev().find(|question| question.requester == requester);
            let Some(SearchRequest { generation, query, order, token, .. }) = newest else { continue };
            let answer = answer::find(&mut searcher, &current(shared), query, *order, token);
            if token.is_cancelled() {
                continue;
            }
            let generation = *generation;
            let response = match requester {
                Requester::List => Response::Found { generation, answer },
                Requester::Finder => Response::TitlesFound { generation, answer },
            };
            if !outbox.send(response) {
                return;
            }
        }
    }
}

fn opener(shared: &SharedSession, asked: &Receiver<OpenRequest>, outbox: &Outbox) {
    while let Ok(first) = asked.recv() {
        debug_panic::debug_panic_point("worker");
        let mut questions = vec![first];
        questions.extend(asked.try_iter());
        // Of several previews only the last is still needed; a briefing to read is always needed.
        let last = questions.iter().rposition(|question| question.purpose == OpenPurpose::Preview);
        for (at, question) in questions.into_iter().enumerate() {
            if question.purpose == OpenPurpose::Preview && Some(at) != last {
                continue;
            }
            let library = current(shared).library;
            if !answer::open(&library, question, &mut |response| outbox.send(response)) {
                return;
            }
        }
    }
}

/// Answers questions over the texts.
/// Of several of one kind only the newest is answered.
fn analyser(shared: &SharedSession, asked: &Receiver<(Generation, AnalysisRequest)>, outbox: &Outbox) {
    while let Ok(first) = asked.recv() {
        let mut questions = vec![first];
        questions.extend(asked.try_iter());
        let kinds: Vec<_> = questions.iter().map(|(_, question)| discriminant(question)).collect();
        for (at, (generation, question)) in questions.into_iter().enumerate() {
            if kinds[at + 1..].contains(&kinds[at]) {
                continue;
            }
            if !outbox.send(answer::analyse(&current(shared), generation, question)) {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_stops_the_previous_one_of_the_same_asker_alone() {
        let newest = Newest::default();
        let asked =
            [Requester::List, Requester::Finder, Requester::List].map(|requester| newest.next(requester));
        assert_eq!(asked.map(|token| token.is_cancelled()), [true, false, false]);
    }
}
