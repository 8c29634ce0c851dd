//! Carries effects out on threads, and sends the answers as news.
//!
//! One thread loads, one searches, one searches the full text, one opens briefings: a long load never delays a
//! key. The functions that do the work are public so that a test can run them without a thread.

mod analyst;
mod clock;
mod inspector;
mod keeper;
mod loader;
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
use crate::library::{self, Library, Origin};
use crate::search::query::{self, Completions, Query};
use crate::search::{self, QueryContext, Searcher, Sort, Suggestions};
use crate::text::Clean;
use crate::tui::Wake;
use crate::tui::action::SortKey;
use crate::tui::app::Opened;
use crate::tui::app::list::QueryMistake;
use crate::tui::app::news::{Found, News};
use crate::tui::drill;
use crate::tui::effect::{Effect, Generation, Job, Order, Purpose, Question};
use analyst::{Current, current};
use keeper::Errand;
use loader::{Loader, Task};

pub use analyst::{Prepared, analyse};
pub use clock::Clock;
pub use inspector::check;
pub use keeper::Keeper;
pub use watch::Watch;

/// The longest wait for the memory to be written at exit.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// The origin of the briefings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// These folders, or files.
    Folders(Vec<PathBuf>),
    /// The sample in the program.
    Embedded,
}

/// The threads behind the TUI. They end with the process.
#[derive(Debug)]
pub struct Workers {
    load: Sender<Task>,
    search: Sender<Sought>,
    newest: Newest,
    text: Sender<text::Asked>,
    open: Sender<(Generation, PathBuf, Purpose)>,
    check: Sender<Generation>,
    complete: Sender<(Generation, String, usize)>,
    analyse: Sender<(Generation, Question)>,
    reading: Arc<Watch>,
    checking: Arc<Watch>,
    keep: Sender<Errand>,
    /// Closes when the memory's thread has finished; it receives nothing.
    kept: Receiver<()>,
}

impl Shelf {
    fn origin(&self) -> Origin {
        match self {
            Self::Folders(folders) => Origin::Folders(folders.clone()),
            Self::Embedded => Origin::Embedded,
        }
    }
}

/// A request to the thread that searches titles and fields.
#[derive(Debug)]
struct Sought {
    asker: Asker,
    generation: Generation,
    query: String,
    order: Order,
    /// Set when a newer request of the same asker makes the answer useless.
    stop: Arc<AtomicBool>,
}

/// The origin of a search request: the newest of each is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Asker {
    List,
    Finder,
}

/// The stop flag of the newest request of each asker.
#[derive(Debug, Default)]
struct Newest(Mutex<HashMap<Asker, Arc<AtomicBool>>>);

impl Newest {
    /// Stops the previous request of an asker, and returns the flag of the next one.
    fn next(&self, asker: Asker) -> Arc<AtomicBool> {
        let stop = Arc::<AtomicBool>::default();
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = newest.insert(asker, Arc::clone(&stop)) {
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
        shelf: Shelf,
        today: Clock,
        cache: Option<PathBuf>,
        state: Option<PathBuf>,
        wakes: &Sender<Wake>,
    ) -> Self {
        let reading = Arc::new(Watch::over(Job::Reading, wakes.clone()));
        let checking = Arc::new(Watch::over(Job::Checking, wakes.clone()));
        let prepared = Prepared::new(Library::default()).watched_by(Arc::clone(&reading));
        let current: Current = Arc::new(Mutex::new(prepared));
        let (load, asked_to_load) = channel();
        let (search, asked_to_search) = channel();
        let (text, asked_for_text) = channel();
        let (open, asked_to_open) = channel();
        let (check, asked_to_check) = channel();
        let (complete, asked_to_complete) = channel();
        let (analyse, asked_to_analyse) = channel();
        let (library, news, origin) = (Arc::clone(&current), wakes.clone(), shelf.origin());
        let folder = cache.clone();
        thread::spawn(move || text::run(&origin, folder.as_deref(), &library, today, &asked_for_text, &news));
        let loader = Loader {
            shelf,
            cache,
            current: Arc::clone(&current),
            tasks: load.clone(),
            text: text.clone(),
            news: wakes.clone(),
        };
        thread::spawn(move || loader.run(&asked_to_load));
        let (library, news) = (Arc::clone(&current), wakes.clone());
        thread::spawn(move || searcher(&library, today, &asked_to_search, &news));
        let (library, news) = (Arc::clone(&current), wakes.clone());
        thread::spawn(move || opener(&library, &asked_to_open, &news));
        let (library, news) = (Arc::clone(&current), wakes.clone());
        thread::spawn(move || analyst::analyst(&library, today, &asked_to_analyse, &news));
        let (library, news) = (Arc::clone(&current), wakes.clone());
        thread::spawn(move || completer(&library, &asked_to_complete, &news));
        let (library, news) = (Arc::clone(&current), wakes.clone());
        let (keep, asked_to_keep) = channel();
        let (done, kept) = channel();
        let errands = keep.clone();
        thread::spawn(move || {
            keeper::keep(&library, state, (&errands, &asked_to_keep), &news);
            drop::<Sender<()>>(done);
        });
        let news = wakes.clone();
        thread::spawn(move || clock::run(today, &news));
        let (watch, news) = (Arc::clone(&checking), wakes.clone());
        thread::spawn(move || inspector::inspector(&current, &watch, &asked_to_check, &news));
        let newest = Newest::default();
        Self { load, search, newest, text, open, check, complete, analyse, reading, checking, keep, kept }
    }

    /// Hands one effect over to its thread.
    /// Effects that only the loop can carry out are ignored.
    pub fn hand_over(&self, effect: Effect) {
        // The thread of a closed channel has panicked, which ends the program.
        let _ = match effect {
            Effect::Search { generation, query, order } => self.ask(Asker::List, generation, query, order),
            Effect::Complete { generation, line, cursor } => {
                self.complete.send((generation, line, cursor)).is_ok()
            }
            Effect::FindTitles { generation, query } => {
                self.ask(Asker::Finder, generation, query, Order::default())
            }
            Effect::FindText { generation, query } => {
                self.text.send(text::Asked::Find { generation, query }).is_ok()
            }
            Effect::IndexText => self.text.send(text::Asked::Index).is_ok(),
            Effect::Open { generation, path, purpose } => self.open.send((generation, path, purpose)).is_ok(),
            Effect::Analyse { generation, question } => self.analyse.send((generation, question)).is_ok(),
            Effect::Check { generation } => self.check.send(generation).is_ok(),
            Effect::Remember(deed) => self.keep.send(Errand::Deed(deed)).is_ok(),
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

    /// Asks for a search, and stops the previous one of the same asker.
    fn ask(&self, asker: Asker, generation: Generation, query: String, order: Order) -> bool {
        let stop = self.newest.next(asker);
        self.search.send(Sought { asker, generation, query, order, stop }).is_ok()
    }
}

/// Waits until the memory is written before the program ends.
impl Drop for Workers {
    fn drop(&mut self) {
        let _ = self.keep.send(Errand::End).is_ok() && self.kept.recv_timeout(LAST_WORDS).is_ok();
    }
}

/// Runs a search. When `stop` is set meanwhile, the answer is empty and no longer wanted.
///
/// # Errors
///
/// When the query can't be understood, with the place and the reason.
pub fn find(
    searcher: &mut Searcher,
    known: &Prepared,
    query: &str,
    order: Order,
    today: Day,
    stop: &AtomicBool,
) -> Result<Found, QueryMistake> {
    let (library, index) = (&*known.library, &*known.index);
    let parsed = known.parse(query, today)?;
    let aids = known.aids(&parsed)?;
    let asked = QueryContext { order: sort(order, &parsed), stop, ..aids.asked() };
    let Ok(hits) = searcher.find(library, index, &parsed, &asked) else { return Ok(Found::default()) };
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
    Ok(Found { hits, words, nearest, unfinished })
}

/// Returns the completions at a byte of a query line.
pub fn complete(known: &Prepared, line: &str, cursor: usize) -> Completions {
    let names = |field: &str, see: &mut dyn FnMut(&str, &str)| search::each_name(&known.library, field, see);
    query::complete(line, cursor, known.vocabulary(), &names)
}

fn completer(shared: &Current, asked: &Receiver<(Generation, String, usize)>, news: &Sender<Wake>) {
    while let Ok((generation, line, cursor)) = asked.recv() {
        let completions = complete(&current(shared), &line, cursor);
        if news.send(Wake::News(News::Completions { generation, completions })).is_err() {
            return;
        }
    }
}

fn read(library: &Library, path: &Path) -> Result<Vec<u8>, Clean> {
    library::open(library, path).map_err(|error| clean!("{error}"))
}

fn searcher(shared: &Current, today: Clock, asked: &Receiver<Sought>, news: &Sender<Wake>) {
    let mut searcher = Searcher::default();
    while let Ok(first) = asked.recv() {
        let mut questions = vec![first];
        questions.extend(asked.try_iter());
        for asker in [Asker::List, Asker::Finder] {
            // Only the newest request counts.
            let newest = questions.iter().rev().find(|question| question.asker == asker);
            let Some(Sought { generation, query, order, stop, .. }) = newest else { continue };
            let answer = find(&mut searcher, &current(shared), query, *order, today(), stop);
            if stop.load(Ordering::Relaxed) {
                continue;
            }
            let generation = *generation;
            let told = match asker {
                Asker::List => News::Found { generation, answer },
                Asker::Finder => News::TitlesFound { generation, answer },
            };
            if news.send(Wake::News(told)).is_err() {
                return;
            }
        }
    }
}

fn opener(shared: &Current, asked: &Receiver<(Generation, PathBuf, Purpose)>, news: &Sender<Wake>) {
    while let Ok(first) = asked.recv() {
        drill::panic_if_asked("worker");
        let mut questions = vec![first];
        questions.extend(asked.try_iter());
        // Of several previews only the last is still needed; a briefing to read is always needed.
        let last = questions.iter().rposition(|(_, _, purpose)| *purpose == Purpose::Preview);
        for (at, (generation, path, purpose)) in questions.into_iter().enumerate() {
            if purpose == Purpose::Preview && Some(at) != last {
                continue;
            }
            let library = current(shared).library;
            let told = open(&library, (generation, path, purpose), &mut |answer| {
                news.send(Wake::News(answer)).is_ok()
            });
            if !told {
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
    (generation, path, purpose): (Generation, PathBuf, Purpose),
    tell: &mut dyn FnMut(News) -> bool,
) -> bool {
    let bytes = match read(library, &path) {
        Ok(bytes) => bytes,
        Err(reason) => return tell(News::Opened { generation, path, answer: Err(reason) }),
    };
    let (briefing, _) = Briefing::read(&path, &bytes);
    let body = Arc::new(briefing::body(&bytes));
    let document = library.document_head(&path, &body.text);
    let dossier = TextEvidence::new(&document, &body);
    let whole = document.is_complete();
    let print = || Fingerprint::of(&briefing::decoded(&bytes));
    let mut head = Opened { briefing, document, dossier, body, print: None };
    if whole {
        head.print = Some(print());
    }
    // Grammars are loaded here, so that laying out code never delays a key. A preview shows no colours yet.
    if purpose == Purpose::Reading {
        head.document.warm_up(0..head.document.block_count());
    }
    let head = Arc::new(head);
    if !tell(News::Opened { generation, path: path.clone(), answer: Ok(Arc::clone(&head)) }) {
        return false;
    }
    if purpose == Purpose::Preview {
        head.document.warm_up(0..head.document.block_count());
    }
    if whole || purpose == Purpose::Preview {
        return true;
    }
    let print = Some(print());
    // A large file need not be in memory twice while it is parsed.
    drop(bytes);
    let (briefing, body) = (head.briefing.clone(), Arc::clone(&head.body));
    let document = library.document(&path, &body.text);
    let dossier = TextEvidence::new(&document, &body);
    tell(News::Completed(Arc::new(Opened { briefing, document, dossier, body, print })))
}

fn sort(order: Order, query: &Query) -> search::Order {
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
        let asked = [Asker::List, Asker::Finder, Asker::List].map(|asker| newest.next(asker));
        assert_eq!(asked.map(|stop| stop.load(Ordering::Relaxed)), [true, false, false]);
    }
}
