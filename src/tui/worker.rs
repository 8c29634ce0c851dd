//! Carries effects out on threads, and sends the answers as messages.
//!
//! One thread loads, one searches, one searches the full text, one opens briefings: a long load never delays a
//! key. The functions that do the work are public so that a test can run them without a thread.

mod analysis;
mod check;
mod clock;
mod loader;
mod memory;
pub mod text;
mod watch;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::briefing::{self, Briefing, Fingerprint, TextEvidence};
use crate::clean;
use crate::date::Day;
use crate::keymap::action::SortKey;
use crate::library::{self, Library, Origin};
use crate::search::query::{self, Completions, Query};
use crate::search::{self, QueryContext, Searcher, Sort, Suggestions};
use crate::text::Clean;
use crate::tui::app::OpenedBriefing;
use crate::tui::app::list::QueryMistake;
use crate::tui::app::message::{Message, SearchResult};
use crate::tui::debug_panic;
use crate::tui::effect::{AnalysisRequest, Effect, Generation, Job, ListOrder, OpenPurpose};
use crate::tui::event_loop::LoopEvent;
use analysis::{SharedSnapshot, current};
use loader::{Loader, Task};
use memory::MemoryJob;

pub use analysis::{LibrarySnapshot, analyse};
pub use check::check;
pub use clock::Clock;
pub use memory::MemoryWorker;
pub use watch::JobControl;

/// The longest wait for the memory to be written at exit.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// The threads behind the TUI. They end with the process.
#[derive(Debug)]
pub struct Workers {
    load: Sender<Task>,
    search: Sender<SearchRequest>,
    newest: Newest,
    text: Sender<text::TextRequest>,
    open: Sender<(Generation, PathBuf, OpenPurpose)>,
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
    /// Set when a newer request of the same requester replaces this one.
    stop: Arc<AtomicBool>,
}

/// The origin of a search request: the newest of each is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Requester {
    List,
    Finder,
}

/// The stop flag of the newest request of each requester.
#[derive(Debug, Default)]
struct Newest(Mutex<HashMap<Requester, Arc<AtomicBool>>>);

impl Newest {
    /// Stops a requester's previous request and returns the next one's flag.
    fn next(&self, requester: Requester) -> Arc<AtomicBool> {
        let stop = Arc::<AtomicBool>::default();
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = newest.insert(requester, Arc::clone(&stop)) {
            before.store(true, Ordering::Relaxed);
        }
        stop
    }
}

impl Workers {
    /// Starts the threads and the first load.
    /// A snapshot of the library and the full-text index are kept below `cache`, if given. The read status is kept
    /// in `state`.
    pub fn start(
        origin: Origin,
        today: Clock,
        cache: Option<PathBuf>,
        state: Option<PathBuf>,
        events: &Sender<LoopEvent>,
    ) -> Self {
        let reading = Arc::new(JobControl::over(Job::Reading, events.clone()));
        let checking = Arc::new(JobControl::over(Job::Checking, events.clone()));
        let prepared = LibrarySnapshot::new(Library::default()).watched_by(Arc::clone(&reading));
        let current: SharedSnapshot = Arc::new(Mutex::new(prepared));
        let (load, asked_to_load) = channel();
        let (search, asked_to_search) = channel();
        let (text, asked_for_text) = channel();
        let (open, asked_to_open) = channel();
        let (check, asked_to_check) = channel();
        let (complete, asked_to_complete) = channel();
        let (analyse, asked_to_analyse) = channel();
        let (library, sender, of) = (Arc::clone(&current), events.clone(), origin.clone());
        let folder = cache.clone();
        thread::spawn(move || {
            text::run(&of, folder.as_deref(), &library, today, &asked_for_text, &sender);
        });
        let loader = Loader {
            origin,
            cache,
            current: Arc::clone(&current),
            tasks: load.clone(),
            text: text.clone(),
            sender: events.clone(),
            evidence: Arc::default(),
        };
        thread::spawn(move || loader.run(&asked_to_load));
        let (library, sender) = (Arc::clone(&current), events.clone());
        thread::spawn(move || searcher(&library, today, &asked_to_search, &sender));
        let (library, sender) = (Arc::clone(&current), events.clone());
        thread::spawn(move || opener(&library, &asked_to_open, &sender));
        let (library, sender) = (Arc::clone(&current), events.clone());
        thread::spawn(move || analysis::run_analyses(&library, today, &asked_to_analyse, &sender));
        let (library, sender) = (Arc::clone(&current), events.clone());
        thread::spawn(move || completer(&library, &asked_to_complete, &sender));
        let (library, sender) = (Arc::clone(&current), events.clone());
        let (keep, asked_to_keep) = channel();
        let (done, kept) = channel();
        let jobs = keep.clone();
        thread::spawn(move || {
            memory::keep(&library, state, (&jobs, &asked_to_keep), &sender);
            drop::<Sender<()>>(done);
        });
        let sender = events.clone();
        thread::spawn(move || clock::run(today, &sender));
        let (watch, sender) = (Arc::clone(&checking), events.clone());
        thread::spawn(move || check::run_checks(&current, &watch, &asked_to_check, &sender));
        let newest = Newest::default();
        Self { load, search, newest, text, open, check, complete, analyse, reading, checking, keep, kept }
    }

    /// Hands one effect over to its thread.
    /// Effects that only the loop can carry out are ignored.
    pub fn hand_over(&self, effect: Effect) {
        // The thread of a closed channel has panicked, which ends the program.
        let _ = match effect {
            Effect::Search { generation, query, order } => {
                self.ask(Requester::List, generation, query, order)
            }
            Effect::Complete { generation, line, cursor } => {
                self.complete.send((generation, line, cursor)).is_ok()
            }
            Effect::FindTitles { generation, query } => {
                self.ask(Requester::Finder, generation, query, ListOrder::default())
            }
            Effect::FindText { generation, query } => {
                self.text.send(text::TextRequest::Find { generation, query }).is_ok()
            }
            Effect::IndexText => self.text.send(text::TextRequest::Index).is_ok(),
            Effect::Open { generation, path, purpose } => self.open.send((generation, path, purpose)).is_ok(),
            Effect::Analyse { generation, question } => self.analyse.send((generation, question)).is_ok(),
            Effect::Check { generation } => self.check.send(generation).is_ok(),
            Effect::Remember(request) => self.keep.send(MemoryJob::Request(request)).is_ok(),
            Effect::Stop(job) => {
                match job {
                    Job::Reading => self.reading.stop(),
                    Job::Checking => self.checking.stop(),
                };
                true
            }
            Effect::Reload => self.load.send(Task::Reload).is_ok(),
            _ => true,
        };
    }

    /// Requests a search, and stops the requester's previous one.
    fn ask(&self, requester: Requester, generation: Generation, query: String, order: ListOrder) -> bool {
        let stop = self.newest.next(requester);
        self.search.send(SearchRequest { requester, generation, query, order, stop }).is_ok()
    }
}

/// Waits until the memory is written before the program ends.
impl Drop for Workers {
    fn drop(&mut self) {
        let _ = self.keep.send(MemoryJob::End).is_ok() && self.kept.recv_timeout(LAST_WORDS).is_ok();
    }
}

/// Runs a search. When `stop` is set meanwhile, the answer is empty and no longer wanted.
///
/// # Errors
///
/// When the query can't be understood, with the place and the reason.
pub fn find(
    searcher: &mut Searcher,
    known: &LibrarySnapshot,
    query: &str,
    order: ListOrder,
    today: Day,
    stop: &AtomicBool,
) -> Result<SearchResult, QueryMistake> {
    let (library, index) = (&*known.library, &*known.index);
    let parsed = known.parse(query, today)?;
    let context = known.context(&parsed)?;
    let asked = QueryContext { order: sort(order, &parsed), stop, ..context.asked() };
    let Ok(hits) = searcher.find(library, index, &parsed, &asked) else { return Ok(SearchResult::default()) };
    let meant = match hits.as_slice() {
        [] => search::closest(library, index, &parsed, || known.vocabulary(), 3),
        _ => Vec::new(),
    };
    let nearest = meant.into_iter().map(|meant| match meant {
        Suggestions::Field(token) => token,
        Suggestions::Briefing(ix) => library.get(ix).title.clone(),
    });
    let nearest = nearest.collect();
    let words = parsed.words().into_iter().cloned().collect();
    let unfinished = known.check(Query::parse_entered(query, today)).err();
    Ok(SearchResult { hits, words, nearest, unfinished })
}

/// Returns the completions at a byte of a query line.
pub fn complete(known: &LibrarySnapshot, line: &str, cursor: usize) -> Completions {
    let names = |field: &str, see: &mut dyn FnMut(&str, &str)| search::each_name(&known.library, field, see);
    query::complete(line, cursor, known.vocabulary(), &names)
}

fn completer(
    shared: &SharedSnapshot,
    asked: &Receiver<(Generation, String, usize)>,
    events: &Sender<LoopEvent>,
) {
    while let Ok((generation, line, cursor)) = asked.recv() {
        let completions = complete(&current(shared), &line, cursor);
        if events.send(LoopEvent::Message(Message::Completions { generation, completions })).is_err() {
            return;
        }
    }
}

fn read(library: &Library, path: &Path) -> Result<Vec<u8>, Clean> {
    library::open(library, path).map_err(|error| clean!("{error}"))
}

fn searcher(
    shared: &SharedSnapshot,
    today: Clock,
    asked: &Receiver<SearchRequest>,
    events: &Sender<LoopEvent>,
) {
    let mut searcher = Searcher::default();
    while let Ok(first) = asked.recv() {
        let mut questions = vec![first];
        questions.extend(asked.try_iter());
        for requester in [Requester::List, Requester::Finder] {
            // Only the newest request counts.
            let newest = questions.iter().rev().find(|question| question.requester == requester);
            let Some(SearchRequest { generation, query, order, stop, .. }) = newest else { continue };
            let answer = find(&mut searcher, &current(shared), query, *order, today(), stop);
            if stop.load(Ordering::Relaxed) {
                continue;
            }
            let generation = *generation;
            let message = match requester {
                Requester::List => Message::Found { generation, answer },
                Requester::Finder => Message::TitlesFound { generation, answer },
            };
            if events.send(LoopEvent::Message(message)).is_err() {
                return;
            }
        }
    }
}

fn opener(
    shared: &SharedSnapshot,
    asked: &Receiver<(Generation, PathBuf, OpenPurpose)>,
    events: &Sender<LoopEvent>,
) {
    while let Ok(first) = asked.recv() {
        debug_panic::debug_panic_point("worker");
        let mut questions = vec![first];
        questions.extend(asked.try_iter());
        // Of several previews only the last is still needed; a briefing to read is always needed.
        let last = questions.iter().rposition(|(_, _, purpose)| *purpose == OpenPurpose::Preview);
        for (at, (generation, path, purpose)) in questions.into_iter().enumerate() {
            if purpose == OpenPurpose::Preview && Some(at) != last {
                continue;
            }
            let library = current(shared).library;
            let message = open(&library, (generation, path, purpose), &mut |answer| {
                events.send(LoopEvent::Message(answer)).is_ok()
            });
            if !message {
                return;
            }
        }
    }
}

/// Reads a briefing and sends it to the app.
/// Of a large one the beginning is sent first, so that it is on the screen while the rest is parsed. Ends early
/// and returns false as soon as the callback that sends does, which means that the receiver is gone.
pub fn open(
    library: &Library,
    (generation, path, purpose): (Generation, PathBuf, OpenPurpose),
    tell: &mut dyn FnMut(Message) -> bool,
) -> bool {
    let bytes = match read(library, &path) {
        Ok(bytes) => bytes,
        Err(reason) => return tell(Message::Opened { generation, path, answer: Err(reason) }),
    };
    let (briefing, _) = Briefing::read(&path, &bytes);
    let body = Arc::new(briefing::body(&bytes));
    let document = library.document_head(&path, &body.text);
    let text_evidence = TextEvidence::new(&document, &body);
    let whole = document.is_complete();
    let print = || Fingerprint::of(&briefing::decoded(&bytes));
    let mut head = OpenedBriefing { briefing, document, text_evidence, body, print: None };
    if whole {
        head.print = Some(print());
    }
    // Grammars are loaded here, so that laying out code never delays a key. A preview shows no colours yet.
    if purpose == OpenPurpose::Reading {
        head.document.warm_up(0..head.document.block_count());
    }
    let head = Arc::new(head);
    if !tell(Message::Opened { generation, path: path.clone(), answer: Ok(Arc::clone(&head)) }) {
        return false;
    }
    if purpose == OpenPurpose::Preview {
        head.document.warm_up(0..head.document.block_count());
    }
    if whole || purpose == OpenPurpose::Preview {
        return true;
    }
    let print = Some(print());
    // A large file need not be in memory twice while it is parsed.
    drop(bytes);
    let (briefing, body) = (head.briefing.clone(), Arc::clone(&head.body));
    let document = library.document(&path, &body.text);
    let text_evidence = TextEvidence::new(&document, &body);
    tell(Message::Completed(Arc::new(OpenedBriefing { briefing, document, text_evidence, body, print })))
}

fn sort(order: ListOrder, query: &Query) -> search::Order {
    let by = match order.key {
        _ if !order.chosen && !query.words().is_empty() => Sort::Relevance,
        SortKey::AsOf => Sort::AsOf,
        SortKey::Title => Sort::Title,
        SortKey::Kind => Sort::Kind,
        SortKey::Updated => Sort::Updated,
        SortKey::Folder => Sort::Folder,
    };
    search::Order { by, reversed: order.reversed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_stops_the_previous_one_of_the_same_asker_alone() {
        let newest = Newest::default();
        let asked =
            [Requester::List, Requester::Finder, Requester::List].map(|requester| newest.next(requester));
        assert_eq!(asked.map(|stop| stop.load(Ordering::Relaxed)), [true, false, false]);
    }
}
