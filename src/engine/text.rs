//! The search of the full text: the places of matches, and what it may miss.

use std::path::Path;

use crate::briefing::Briefing;
use crate::clean;
use crate::engine::response::{QueryMistake, TextFound, TextPlace};
use crate::engine::session::Session;
use crate::search::fulltext::{
    self, Freshness, FullText, FullTextContext, Passage, ResultLimit, hit_details,
};
use crate::text::Clean;

/// The largest number of briefings read for their places.
const READ: usize = 100;
/// The largest number of places shown of one briefing.
const PLACES: usize = 5;

/// Searches the full text.
/// It ends early when `is_stale` reports that another request is pending.
///
/// # Errors
///
/// When the query can't be understood, or the index can't be read.
pub fn find(
    text: &FullText,
    session: &Session,
    line: &str,
    is_stale: &mut dyn FnMut() -> bool,
) -> Result<TextFound, QueryMistake> {
    let (library, index) = (&*session.library, &*session.index);
    let query = session.parse(line)?;
    if query.is_empty() {
        return Ok(TextFound::default());
    }
    let context = session.context(&query, &session.token())?;
    let fields = context.asked();
    let ground = Some(FullTextContext { library, index, asked: &fields });
    let typing = !line.ends_with(char::is_whitespace);
    let wanted = ResultLimit { limit: READ, typing, ground };
    let answer = text.find(&query, &wanted).map_err(|failure| failed(&failure))?;
    let without_words = FullText::passes_without_words(&query);
    let mut found = TextFound { briefings: answer.total, ..TextFound::default() };
    for hit in &answer.hits {
        if is_stale() {
            break;
        }
        found.read += 1;
        // A file that is gone since it was indexed has no places any more.
        let Ok(bytes) = text.read(&hit.path) else { continue };
        let seen = hit_details(&hit.path, &bytes, &answer.matcher);
        let title_marks = answer.matcher.marks(&seen.briefing.title);
        if seen.passages.is_empty() && without_words {
            found.titles += 1;
            found.places.push(title_alone(&hit.path, &bytes, seen.briefing));
            continue;
        }
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

/// Returns the row of a briefing without words of the query.
/// It has the title and the description.
fn title_alone(path: &Path, bytes: &[u8], briefing: Briefing) -> TextPlace {
    let passage = fulltext::title(path, bytes);
    let text = briefing.description.unwrap_or_default();
    let passage = Passage { field: None, text, ..passage };
    TextPlace { path: path.to_owned(), title: briefing.title, title_marks: Vec::new(), said: None, passage }
}

pub(super) fn failed(failure: &fulltext::FullTextError) -> QueryMistake {
    QueryMistake { at: 0..0, what: clean!("{failure}"), hint: None }
}

/// Returns the message about what a search may miss.
pub(super) fn freshness(text: &FullText, state: &Freshness) -> Option<Clean> {
    let not_kept = |reason: &Clean| clean!("cannot save the full-text index: {reason}");
    match state {
        Freshness::Current | Freshness::Compared { .. } => {
            text.why_not_kept().map(|reason| not_kept(&reason))
        }
        Freshness::Without(places) => places.first().map(|place| {
            let more = match places.len() {
                1 => String::new(),
                several => format!(" and {} more folders", several - 1),
            };
            clean!("cannot read {}{more}; the files below it are not searched", place.display())
        }),
        Freshness::Aside(reason) => Some(not_kept(reason)),
        Freshness::Behind => {
            Some(clean!("another `briefing` process is indexing this library; results may be incomplete"))
        }
    }
}
