//! The answers to requests, each worked out at once on the thread of the caller.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::briefing::{self, Briefing, Fingerprint, TextEvidence};
use crate::check::{self, Diagnostic};
use crate::clean;
use crate::engine::job::{CancelToken, JobCancelled, JobControl};
use crate::engine::request::{AnalysisRequest, Generation, ListOrder, OpenPurpose};
use crate::engine::response::{Analysis, OpenedBriefing, QueryMistake, Response, SearchResult};
use crate::engine::session::Session;
use crate::library::compare::Comparison;
use crate::library::matrix::Matrix;
use crate::library::timeline::Timeline;
use crate::library::{self, Evidence, Ix, Library};
use crate::search::query::{self, Completions, Query};
use crate::search::{self, Order, QueryContext, Searcher, Sort, Suggestions};
use crate::text::Clean;

/// Runs a search. When it is cancelled meanwhile, the answer is empty and no longer wanted.
///
/// # Errors
///
/// When the query can't be understood, with the place and the reason.
pub fn find(
    searcher: &mut Searcher,
    session: &Session,
    query: &str,
    order: ListOrder,
    token: &CancelToken,
) -> Result<SearchResult, QueryMistake> {
    let (library, index) = (&*session.library, &*session.index);
    let parsed = session.parse(query)?;
    let context = session.context(&parsed, &session.token())?;
    let asked = QueryContext { order: sort(order, &parsed), stop: token.flag(), ..context.asked() };
    let Ok(hits) = searcher.find(library, index, &parsed, &asked) else { return Ok(SearchResult::default()) };
    let meant = match hits.as_slice() {
        [] => search::closest(library, index, &parsed, || session.vocabulary(), 3),
        _ => Vec::new(),
    };
    let titles: Vec<Clean> = meant
        .iter()
        .filter_map(|meant| match meant {
            Suggestions::Briefing(ix) => Some(library.get(*ix).title.clone()),
            Suggestions::Field(_) => None,
        })
        .collect();
    let several = |title: &Clean| titles.iter().filter(|other| *other == title).count() > 1;
    let nearest = meant.into_iter().map(|meant| match meant {
        Suggestions::Field(token) => token,
        // Briefings with one title are distinguished by their ids.
        Suggestions::Briefing(ix) if several(&library.get(ix).title) => {
            clean!("{} ({})", library.get(ix).title, library.label(ix))
        }
        Suggestions::Briefing(ix) => library.get(ix).title.clone(),
    });
    let nearest = nearest.collect();
    let words = parsed.words().into_iter().cloned().collect();
    let unfinished =
        session.check(Query::parse_entered(query, session.today())).err().map(QueryMistake::from);
    let searched = library.len() - if parsed.wants_drafts() { 0 } else { index.drafts(library) };
    Ok(SearchResult { hits, words, nearest, searched, unfinished })
}

/// Returns the completions at a byte of a query line.
pub fn complete(session: &Session, line: &str, cursor: usize) -> Completions {
    let names =
        |field: &str, see: &mut dyn FnMut(&str, &str)| search::each_name(&session.library, field, see);
    query::complete(line, cursor, session.vocabulary(), &names)
}

/// A request to open a briefing.
#[derive(Debug)]
pub struct OpenRequest {
    /// The number of the request.
    pub generation: Generation,
    /// The file.
    pub path: PathBuf,
    /// The purpose of reading it.
    pub purpose: OpenPurpose,
}

/// Reads a briefing and sends it to the front end.
/// Of a large one the beginning is sent first, so that it is on the screen while the rest is parsed. Ends early
/// and returns false as soon as the callback that sends does, which means that the receiver is gone.
pub fn open(
    library: &Library,
    OpenRequest { generation, path, purpose }: OpenRequest,
    send: &mut dyn FnMut(Response) -> bool,
) -> bool {
    let bytes = match read(library, &path) {
        Ok(bytes) => bytes,
        Err(reason) => return send(Response::Opened { generation, path, answer: Err(reason) }),
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
    if !send(Response::Opened { generation, path: path.clone(), answer: Ok(Arc::clone(&head)) }) {
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
    send(Response::Completed(Arc::new(OpenedBriefing { briefing, document, text_evidence, body, print })))
}

fn read(library: &Library, path: &Path) -> Result<Vec<u8>, Clean> {
    library::open(library, path).map_err(|error| clean!("{error}"))
}

/// Checks all briefings under a control, which may cancel it.
///
/// # Errors
///
/// When it is cancelled.
pub fn check(library: &Library, control: &JobControl) -> Result<Vec<Diagnostic>, JobCancelled> {
    let all: Vec<Ix> = library.all().collect();
    let report = control.run(&control.token(), all.len(), |go_on| {
        check::check_while(library, &all, check::Options::default(), |begun, _| go_on(begun))
    });
    report.map(|report| report.diagnostics)
}

/// Answers a question over the texts of a library.
pub fn analyse(session: &Session, generation: Generation, question: AnalysisRequest) -> Response {
    let library = Arc::clone(&session.library);
    let (evidence, answer) = work_out(session, question).unwrap_or((None, Analysis::Stopped));
    Response::Analysed { generation, library, evidence, answer }
}

fn work_out(
    session: &Session,
    question: AnalysisRequest,
) -> Result<(Option<Arc<Evidence>>, Analysis), JobCancelled> {
    let (library, token) = (Arc::clone(&session.library), session.token());
    // A question about another library may name briefings that this one does not have.
    let in_library = |set: Vec<Ix>| -> Vec<Ix> {
        let mut set: Vec<Ix> = set.into_iter().filter(|ix| ix.index() < library.len()).collect();
        set.sort_unstable();
        set
    };
    Ok(match question {
        AnalysisRequest::Timeline(set, line) => {
            let evidence = session.evidence(&token)?;
            let (query, dates) = Query::parse_typed(&line, session.today()).unwrap_or_default().split_dates();
            let set = if dates.is_empty() { set } else { session.find(&query, Order::default(), &token)? };
            let is_wanted = |first, last| dates.allow(first, last);
            let timeline = Timeline::within(&library, &evidence, &in_library(set), is_wanted);
            (Some(evidence), Analysis::Timeline(timeline))
        }
        AnalysisRequest::Matrix(set, axes) => {
            let set = in_library(set);
            let (rows, columns) = axes.unwrap_or_else(|| Matrix::fitting(&library, &set));
            (None, Analysis::Matrix(Matrix::new(&library, &set, rows, columns)))
        }
        AnalysisRequest::Comparison(paths) => {
            let evidence = session.evidence(&token)?;
            let briefings: Vec<Ix> = paths.iter().filter_map(|path| library.at_path(path)).collect();
            let comparison = Comparison::new(&library, &evidence, &briefings);
            (Some(evidence), Analysis::Comparison(comparison))
        }
        AnalysisRequest::Facets(line, set) => {
            let context =
                session.context(&Query::parse_typed(&line, session.today()).unwrap_or_default(), &token)?;
            let (of, asked) = ((&*library, &*session.index), (line.as_str(), session.today()));
            let facets = search::facets(of, asked, &in_library(set), &context.asked());
            let facets = facets.map_err(|_| JobCancelled)?;
            (context.evidence, Analysis::Facets(facets))
        }
        AnalysisRequest::Evidence => (Some(session.evidence(&token)?), Analysis::Evidence),
    })
}

/// Returns the order of a search: the best match first while words are typed and no order was chosen.
fn sort(order: ListOrder, query: &Query) -> Order {
    let by = if !order.chosen && !query.words().is_empty() { Sort::Relevance } else { order.key };
    Order { by, reversed: order.reversed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::job::{Job, slow_library};
    use crate::engine::response::Message;
    use crate::engine::runner::Outbox;

    #[test]
    fn how_far_an_analysis_is_is_reported_and_a_stop_is_heeded() {
        let (outbox, events) = Outbox::channel();
        let control = Arc::new(outbox.control(Job::Reading).at_once());
        let session = Session::new(slow_library()).controlled_by(Arc::clone(&control));
        let answer = std::thread::scope(|scope| {
            let question = AnalysisRequest::Timeline(session.library.all().collect(), String::new());
            let analysing = scope.spawn(|| analyse(&session, 7, question));
            let Ok(Message::Reading { progress: Some(first), .. }) = events.recv() else {
                panic!("nothing was reported")
            };
            assert_eq!(first.of, session.library.len());
            control.stop();
            analysing.join().unwrap()
        });
        assert!(matches!(
            answer,
            Response::Analysed { generation: 7, evidence: None, answer: Analysis::Stopped, .. }
        ));
        assert!(matches!(events.recv(), Ok(Message::Reading { job: Job::Reading, progress: None })));
    }
}
