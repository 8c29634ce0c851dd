//! The evidence of a library, from what is kept and from the texts that have changed since.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::briefing;
use crate::library::cache::SnapshotCache;
use crate::library::evidence::pack_text;
use crate::library::{Evidence, Ix, Library};

use super::{SkipReason, Skipped, each_text_while};

/// The time between two writings of the file by one process.
/// It is large, so it is not written after each of many changes.
const BETWEEN_SAVES: Duration = Duration::from_secs(30);

/// The evidence of a library, and the files that were not readable.
#[derive(Debug)]
pub struct GatheredEvidence {
    /// The evidence of all texts.
    pub evidence: Arc<Evidence>,
    /// The files that are no longer readable, in path order. Their texts count as empty.
    pub unread: Vec<Skipped>,
}

/// Keeps the evidence of a library between questions.
/// It is kept in memory, and where there is a cache also in a file.
#[derive(Debug, Default)]
pub struct EvidenceStore {
    cache: Option<SnapshotCache>,
    kept: Mutex<KeptEvidence>,
}

#[derive(Debug, Default)]
struct KeptEvidence {
    /// The evidence that was gathered last.
    last: Option<Arc<Evidence>>,
    /// Set when the file is of another state of the texts.
    is_ahead: bool,
    saved: Option<Instant>,
}

impl EvidenceStore {
    /// Makes a store for one library.
    /// Without a cache it keeps the evidence in memory alone.
    pub fn new(cache: Option<SnapshotCache>) -> Self {
        Self { cache, kept: Mutex::default() }
    }

    /// Returns the evidence of all texts, while `go_on` returns true.
    /// Only those texts are read that have changed since. `go_on` gets the number of texts that were begun or need
    /// no reading. `None` when it was stopped.
    pub fn gather_while(
        &self,
        library: &Library,
        go_on: impl Fn(usize) -> bool + Sync,
    ) -> Option<GatheredEvidence> {
        let before = self.before();
        if before.is_of(library) {
            self.keep(&before, &before);
            return Some(GatheredEvidence { evidence: before, unread: Vec::new() });
        }
        let (evidence, unread) = brought_up_to_date(&before, library, go_on)?;
        let evidence = Arc::new(evidence);
        self.keep(&before, &evidence);
        Some(GatheredEvidence { evidence, unread })
    }

    /// Returns what is known of the texts as they were before.
    fn before(&self) -> Arc<Evidence> {
        let last = self.kept.lock().unwrap_or_else(PoisonError::into_inner).last.clone();
        last.unwrap_or_else(|| {
            // Whatever is wrong with the file, it is made again.
            let read = self.cache.as_ref().and_then(|cache| cache.evidence().ok());
            Arc::new(read.unwrap_or_default())
        })
    }

    fn keep(&self, before: &Evidence, now: &Arc<Evidence>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.is_ahead |= !now.keeps_what(before);
        kept.last = Some(Arc::clone(now));
        let is_due = kept.is_ahead && kept.saved.is_none_or(|saved| saved.elapsed() >= BETWEEN_SAVES);
        if let Some(cache) = self.cache.as_ref().filter(|_| is_due) {
            // The answers are the same without a file; the next process only reads more.
            let _saved = cache.save_evidence(now);
            (kept.is_ahead, kept.saved) = (false, Some(Instant::now()));
        }
    }
}

/// Reads the texts of all briefings and keeps nothing.
///
/// # Examples
///
/// ```
/// use briefing::library::{embedded, gather_evidence};
///
/// let library = embedded().library;
/// let gathered = gather_evidence(&library);
/// assert!(gathered.unread.is_empty());
/// let fair = library.with_name("milipol-paris-2019")[0];
/// let statements = &gathered.evidence.text_evidence(fair).statements;
/// assert!(statements.iter().any(|statement| statement.kind.word() == "conflict"));
/// ```
pub fn gather_evidence(library: &Library) -> GatheredEvidence {
    // It is never stopped.
    EvidenceStore::default()
        .gather_while(library, |_| true)
        .unwrap_or_else(|| GatheredEvidence { evidence: Arc::default(), unread: Vec::new() })
}

/// Reads the changed texts, and makes the evidence of all.
fn brought_up_to_date(
    before: &Evidence,
    library: &Library,
    go_on: impl Fn(usize) -> bool + Sync,
) -> Option<(Evidence, Vec<Skipped>)> {
    let kept = before.kept_for(library);
    let changed: Vec<Ix> =
        library.all().zip(&kept).filter(|(_, kept)| kept.is_none()).map(|(ix, _)| ix).collect();
    let ready = library.len() - changed.len();
    let read = each_text_while(
        library,
        &changed,
        |begun| go_on(ready + begun),
        |ix, bytes| {
            let path = library.record(ix).path();
            match bytes {
                Ok(bytes) => Ok(pack_text(library, &path, &briefing::into_body(bytes))),
                Err(error) => Err(Skipped { path, reason: SkipReason::Unreadable(error.to_string()) }),
            }
        },
    )?;
    let mut unread = Vec::new();
    let fresh = read.into_iter().map(|read| read.map_err(|skipped| unread.push(skipped)).ok());
    let evidence = before.followed(library, &kept, fresh);
    Some((evidence, unread))
}
