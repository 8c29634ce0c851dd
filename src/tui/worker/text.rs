//! Searching the full text: the index is opened at the first question, brought up to date beside it, and asked again
//! as it grows.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

use crate::clean;
use crate::date::Day;
use crate::library::{Library, Origin};
use crate::search::fulltext::{self, Check, Freshness, FullText, Ground, Pace, Progress, Wanted, sight};
use crate::text::Clean;
use crate::tui::Wake;
use crate::tui::app::list::QueryMistake;
use crate::tui::app::news::{News, TextFound, TextPlace};
use crate::tui::effect::Generation;
use crate::tui::worker::analyst::{Current, Prepared, current};

/// Of so many briefings the places are read.
const READ: usize = 100;
/// How many places of one briefing are shown.
const PLACES: usize = 5;
/// How often it is told how far the index is.
const EVERY: Duration = Duration::from_secs(1);

/// A question to the thread.
#[derive(Debug)]
pub(super) enum Asked {
    /// Bring the index up to date.
    Index,
    /// Find places.
    Find { generation: Generation, query: String },
}

pub(super) fn run(
    origin: &Origin,
    cache: Option<&Path>,
    shared: &Current,
    today: Day,
    asked: &Receiver<Asked>,
    news: &Sender<Wake>,
) {
    let Ok(mut next) = asked.recv() else { return };
    // Opened only now: who never searches the full text pays nothing for it.
    let text = match FullText::open(origin, cache) {
        Ok(text) => Arc::new(text),
        Err(failure) => return refuse(&failure, next, asked, news),
    };
    let indexing = Arc::new(AtomicBool::new(false));
    // The library whose files the index was compared with.
    let mut compared: Weak<Library> = Weak::new();
    loop {
        let mut newest = None;
        let mut take = |one: Asked| match one {
            Asked::Index => {
                let library = Arc::downgrade(&current(shared).library);
                // Another library means that a file has changed, perhaps in its place, where its folder shows nothing.
                let check = if compared.ptr_eq(&library) { Check::WhenDue } else { Check::Every };
                if index(&text, check, &indexing, news) {
                    compared = library;
                }
            }
            Asked::Find { generation, query } => newest = Some((generation, query)),
        };
        take(next);
        while let Ok(more) = asked.try_recv() {
            take(more);
        }
        let mut waiting = None;
        if let Some((generation, query)) = newest {
            let answer = find(&text, &current(shared), &query, today, &mut || {
                waiting = waiting.take().or_else(|| asked.try_recv().ok());
                waiting.is_some()
            });
            if news.send(Wake::News(News::TextFound { generation, answer })).is_err() {
                return;
            }
        }
        next = match waiting.map_or_else(|| asked.try_recv(), Ok) {
            Ok(more) => more,
            Err(TryRecvError::Empty) => match asked.recv() {
                Ok(more) => more,
                Err(_) => return,
            },
            Err(TryRecvError::Disconnected) => return,
        };
    }
}

/// Answers every question with the reason why there is no answer.
fn refuse(failure: &fulltext::Failure, first: Asked, asked: &Receiver<Asked>, news: &Sender<Wake>) {
    for question in std::iter::once(first).chain(asked) {
        let told = match question {
            Asked::Index => News::Indexed { progress: None, message: Some(clean!("{failure}")) },
            Asked::Find { generation, .. } => News::TextFound { generation, answer: Err(failed(failure)) },
        };
        if news.send(Wake::News(told)).is_err() {
            return;
        }
    }
}

/// What a search through the full text comes to. It ends early when `is_stale` says that another question waits.
///
/// # Errors
///
/// When the query can't be understood, or the index can't be read.
pub fn find(
    text: &FullText,
    known: &Prepared,
    line: &str,
    today: Day,
    is_stale: &mut dyn FnMut() -> bool,
) -> Result<TextFound, QueryMistake> {
    let (library, index) = (&*known.library, &*known.index);
    let query = known.parse(line, today)?;
    if query.is_empty() {
        return Ok(TextFound::default());
    }
    let aids = known.aids(&query)?;
    let fields = aids.asked();
    let ground = Some(Ground { library, index, asked: &fields });
    let typing = !line.ends_with(char::is_whitespace);
    let wanted = Wanted { limit: READ, typing, ground };
    let answer = text.find(&query, &wanted).map_err(|failure| failed(&failure))?;
    let mut found = TextFound { briefings: answer.total, ..TextFound::default() };
    for hit in &answer.hits {
        if is_stale() {
            break;
        }
        found.read += 1;
        // A file that is gone since it was indexed says nothing any more.
        let Ok(bytes) = text.read(&hit.path) else { continue };
        let seen = sight(&hit.path, &bytes, &answer.matcher);
        let title_marks = answer.matcher.marks(&seen.briefing.title);
        found.places.extend(seen.passages.into_iter().take(PLACES).map(|passage| TextPlace {
            path: hit.path.clone(),
            title: seen.briefing.title.clone(),
            title_marks: title_marks.clone(),
            said: seen.said.clone(),
            passage,
        }));
    }
    Ok(found)
}

fn failed(failure: &fulltext::Failure) -> QueryMistake {
    QueryMistake { at: 0..0, what: clean!("{failure}"), hint: None }
}

/// Brings the index up to date on a thread of its own, unless that is under way. Says whether it was begun.
fn index(text: &Arc<FullText>, check: Check, under_way: &Arc<AtomicBool>, news: &Sender<Wake>) -> bool {
    if under_way.swap(true, Ordering::AcqRel) {
        return false;
    }
    let (text, under_way, news) = (Arc::clone(text), Arc::clone(under_way), news.clone());
    thread::spawn(move || {
        lower_priority();
        let message = bring_up_to_date(&text, check, &news);
        under_way.store(false, Ordering::Release);
        // Nobody listens only when the program ends.
        let _ = news.send(Wake::News(News::Indexed { progress: None, message }));
    });
    true
}

/// Brings the index up to date, and tells how far that is. Answers what the reader should know at the end of it.
fn bring_up_to_date(text: &FullText, check: Check, news: &Sender<Wake>) -> Option<Clean> {
    let mut next = Instant::now() + EVERY / 5;
    let mut last = None;
    let done = text.refresh(check, Pace::Background, &mut |progress: Progress| {
        last = Some(progress);
        if Instant::now() >= next {
            next = Instant::now() + EVERY;
            let _ = news.send(Wake::News(News::Indexed { progress: last, message: None }));
        }
    });
    let kept_not = |reason: Clean| clean!("the full-text index cannot be kept: {reason}");
    match done {
        Ok(Freshness::Current | Freshness::Compared { .. }) => text.why_not_kept().map(kept_not),
        Ok(Freshness::Without(place)) => {
            Some(clean!("{} cannot be looked at: its texts are not found", place.display()))
        }
        Ok(Freshness::Aside(reason)) => Some(kept_not(reason)),
        Ok(Freshness::Behind) => {
            let message = Some(clean!("another briefing is indexing this library: the full text is behind"));
            let _ = news.send(Wake::News(News::Indexed { progress: last, message }));
            match text.wait_for_writer() {
                Ok(()) => bring_up_to_date(text, check, news),
                Err(failure) => Some(clean!("{failure}")),
            }
        }
        Err(failure) => Some(clean!("{failure}")),
    }
}

/// Keys come before the index. On Linux the priority is a thread's own, and threads that it starts inherit it;
/// elsewhere it is the whole process's and stays.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    // Without a lower priority it works as well, only less politely.
    let _ = rustix::process::nice(10);
}
