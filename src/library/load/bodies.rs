//! The evidence of a library, from what is kept and from the texts that have changed since.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::briefing::{self, PackedEvidence};
use crate::library::cache::{BlockFile, SnapshotCache};
use crate::library::evidence::{EvidenceRebuild, UpdatedEvidence, pack_text};
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
        library: &Arc<Library>,
        go_on: impl Fn(usize) -> bool + Sync,
    ) -> Option<GatheredEvidence> {
        let before = self.before(library);
        let (evidence, unread) = if before.is_of(library) {
            (before, Vec::new())
        } else {
            self.brought_up_to_date(before, library, go_on)?
        };
        let evidence = self.keep(evidence, library);
        Some(GatheredEvidence { evidence, unread })
    }

    /// Returns what is known of the texts as they were before.
    fn before(&self, library: &Arc<Library>) -> Arc<Evidence> {
        let last = self.lock().last.clone();
        last.unwrap_or_else(|| {
            // Whatever is wrong with the file, it is made again.
            let open = |cache: &SnapshotCache| self.opened(cache.open_evidence().ok()?, library).ok();
            self.cache.as_ref().and_then(open).unwrap_or_default()
        })
    }

    /// Reads the changed texts, and makes the evidence of all.
    fn brought_up_to_date(
        &self,
        before: Arc<Evidence>,
        library: &Arc<Library>,
        go_on: impl Fn(usize) -> bool + Sync,
    ) -> Option<(Arc<Evidence>, Vec<Skipped>)> {
        // Damage that shows only now costs what a missing file does.
        for earlier in [before, Arc::default()] {
            let Ok(update) = earlier.update(library) else { continue };
            let (texts, unread) = read_texts(library, &update.changed(), &go_on)?;
            let update = update.with_texts(texts);
            let evidence = match update.is_as_before() {
                Ok(true) => Ok(Arc::clone(&earlier)),
                Ok(false) => self.written(&update, library),
                Err(error) => Err(error),
            };
            if let Ok(evidence) = evidence {
                return Some((evidence, unread));
            }
        }
        Some((Arc::default(), Vec::new()))
    }

    /// Writes the evidence, into the file if that is due.
    fn written(&self, update: &UpdatedEvidence<'_>, library: &Arc<Library>) -> io::Result<Arc<Evidence>> {
        let is_due = self.lock().is_due();
        if let Some(cache) = self.cache.as_ref().filter(|_| is_due) {
            let saved = cache.replace_evidence(|out| update.write(cache.identity(), out));
            self.lock().saved = Some(Instant::now());
            // The answers are the same without a file; the next process only reads more.
            if let Ok(evidence) = saved.and_then(|blocks| self.opened(blocks, library)) {
                self.lock().is_ahead = false;
                return Ok(evidence);
            }
        }
        let mut bytes = Vec::new();
        update.write(self.program(), &mut bytes)?;
        self.lock().is_ahead = true;
        self.opened(BlockFile::in_memory(bytes)?, library)
    }

    /// Remembers the evidence.
    /// If it is in memory alone, it is also saved when that is due.
    fn keep(&self, evidence: Arc<Evidence>, library: &Arc<Library>) -> Arc<Evidence> {
        let mut kept = self.lock();
        let mut evidence = evidence;
        if let Some(cache) = self.cache.as_ref().filter(|_| kept.is_ahead && kept.is_due()) {
            let saved = cache.replace_evidence(|out| evidence.copy_to(out));
            if let Ok(opened) = saved.and_then(|blocks| self.opened(blocks, library)) {
                evidence = opened;
            }
            (kept.is_ahead, kept.saved) = (false, Some(Instant::now()));
        }
        kept.last = Some(Arc::clone(&evidence));
        evidence
    }

    /// Takes over columns. If they turn out to be damaged, those of the library are made from its texts.
    fn opened(&self, blocks: BlockFile, library: &Arc<Library>) -> io::Result<Arc<Evidence>> {
        let (cache, library) = (self.cache.clone(), Arc::clone(library));
        let rebuild: EvidenceRebuild = Box::new(move || {
            let store = Self::new(cache);
            let rebuilt = store.brought_up_to_date(Arc::default(), &library, |_| true);
            rebuilt.map(|(evidence, _)| evidence).unwrap_or_default()
        });
        Evidence::open(blocks, self.program(), rebuild).map(Arc::new)
    }

    /// Returns the number of the program and the folders; any will do where nothing is saved.
    fn program(&self) -> u64 {
        self.cache.as_ref().map_or(0, SnapshotCache::identity)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, KeptEvidence> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeptEvidence {
    /// Reports whether the file may be written now.
    fn is_due(&self) -> bool {
        self.saved.is_none_or(|saved| saved.elapsed() >= BETWEEN_SAVES)
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
    let all: Vec<Ix> = library.all().collect();
    // It is never stopped, and memory does not fail.
    let (texts, unread) = read_texts(library, &all, |_| true).unwrap_or_default();
    let evidence = Evidence::default().update(library).and_then(|update| {
        let mut bytes = Vec::new();
        update.with_texts(texts).write(0, &mut bytes)?;
        Evidence::open(BlockFile::in_memory(bytes)?, 0, Box::new(Arc::default))
    });
    GatheredEvidence { evidence: Arc::new(evidence.unwrap_or_default()), unread }
}

/// The packed contents of texts, and the unreadable files.
type ReadTexts = (Vec<Option<PackedEvidence>>, Vec<Skipped>);

/// Reads texts, as long as `go_on` agrees. It gets the number of texts that were begun or need no reading.
fn read_texts(library: &Library, texts: &[Ix], go_on: impl Fn(usize) -> bool + Sync) -> Option<ReadTexts> {
    let ready = library.len() - texts.len();
    let read = each_text_while(
        library,
        texts,
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
    let texts = read.into_iter().map(|read| read.map_err(|skipped| unread.push(skipped)).ok()).collect();
    Some((texts, unread))
}
