//! Finding briefings: a query becomes hits.
//!
//! An [`Index`] is made once from a [`Library`] and is immutable like it. A [`Searcher`] caches what the last
//! queries found, so that each letter typed costs little; [`find`] does the same without a cache. Words are
//! matched and rated in [`fuzzy`], fields by the rules in `filter`, lines are read in [`query`].

mod bits;
mod cache;
mod closest;
mod evaluate;
mod facets;
mod filter;
pub mod fulltext;
pub mod fuzzy;
mod links;
pub mod query;
mod rank;
mod vocabulary;

use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::library::{Evidence, Ix, Library, Record, UnchangedRecords};
use crate::text::Clean;

use bits::Bits;
use cache::QueryCache;
use evaluate::Evaluation;
use filter::FilterContext;
use fuzzy::Haystack;
use query::{Node, Query};

pub use closest::{Suggestions, closest};
pub use facets::{Facet, facets, narrowed};
pub use fuzzy::{Cancelled, highlight, highlight_words};
pub use vocabulary::each_name;

/// The number of briefings above which two threads are faster.
const WORTH_TWO_THREADS: usize = 50_000;

/// A library prepared for searching, whole or on demand.
#[derive(Debug)]
pub struct Index {
    /// The briefings by recency. It is the order of the list, and of equal hits.
    order: OnceLock<Vec<Ix>>,
    /// The searchable text. A slot is a place in the library.
    haystack: OnceLock<Haystack>,
    kinds: OnceLock<Kinds>,
    /// The other orders of the list, made on request.
    by_title: OnceLock<Vec<Ix>>,
    by_kind: OnceLock<Vec<Ix>>,
    by_update: OnceLock<Vec<Ix>>,
    by_folder: OnceLock<Vec<Ix>>,
    /// The identity of the index among those of this process.
    number: u64,
}

/// The kinds and the drafts of a library.
#[derive(Debug, PartialEq)]
struct Kinds {
    /// The names of the kinds, and the number of each briefing's kind.
    names: Vec<Clean>,
    of: Vec<u16>,
    drafts: Bits,
}

/// A briefing that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The briefing.
    pub ix: Ix,
    /// The score, higher is better; 0 for a query without words. It compares hits of one query only.
    pub score: u32,
    /// The part that matched.
    pub why: MatchReason,
}

/// The part that matched. Of several it is the least obvious one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchReason {
    /// The title.
    Title,
    /// An alias or the id.
    Alias,
    /// A tag.
    Tag,
    /// A person named in it.
    Person,
    /// The description.
    Description,
    /// Fields only: the query has no word.
    Field,
}

/// The criterion that hits are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The quality of the match of the words; without words as [`Sort::AsOf`].
    #[default]
    Relevance,
    /// The information cut-off, else the nearest substitute. The newest come first, and sources after all others.
    AsOf,
    /// The title, letter by letter. Case, accents and blanks don't count.
    Title,
    /// The kind, then recency. Kinds are in this order: companies, events, sources, notes, others.
    Kind,
    /// The last edit; the newest first.
    Updated,
    /// The folder, letter by letter, then recency.
    Folder,
}

/// A sort and its direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Order {
    /// The criterion.
    pub by: Sort,
    /// True for the opposite direction.
    pub reversed: bool,
}

/// The read status of a briefing, or another mark of the user's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadMark {
    /// It was never read.
    Unread,
    /// It changed since it was read.
    Changed,
    /// It is starred.
    Starred,
    /// It did not exist at the last visit.
    New,
}

/// The marks and notes of the user, for `is:` and `note:`.
///
/// # Examples
///
/// ```
/// use briefing::date::Day;
/// use briefing::library::{Ix, Record, embedded};
/// use briefing::search::query::Query;
/// use briefing::search::{Index, QueryContext, ReadMark, find};
///
/// let library = embedded().library;
/// let marks = |mark: ReadMark, _: Ix, briefing: &Record<'_>| {
///     mark == ReadMark::Starred && briefing.id() == "hikvision"
/// };
/// let query = Query::parse("is:starred", Day::parse("2026-11-29")?)?;
/// let asked = QueryContext { marks: &marks, ..QueryContext::default() };
/// let hits = find(&library, &Index::new(&library), &query, &asked).unwrap();
/// assert_eq!(hits.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Marks {
    /// Reports whether the briefing has the mark.
    fn has(&self, mark: ReadMark, ix: Ix, briefing: &Record<'_>) -> bool;

    /// Returns the user's note at the star of the briefing.
    fn note(&self, _: Ix) -> Option<&str> {
        None
    }
}

/// No marks: every briefing is unread.
impl Marks for () {
    fn has(&self, mark: ReadMark, _: Ix, _: &Record<'_>) -> bool {
        mark == ReadMark::Unread
    }
}

impl<F: Fn(ReadMark, Ix, &Record<'_>) -> bool> Marks for F {
    fn has(&self, mark: ReadMark, ix: Ix, briefing: &Record<'_>) -> bool {
        self(mark, ix, briefing)
    }
}

/// Citations, looked up by the cited source.
/// `source:` and `origin:` use them. The library alone knows those in the front matter.
pub trait CitationSource {
    /// Returns the briefings that cite one of these sources.
    /// These are in ascending order.
    fn citing(&self, library: &Library, sources: &[Ix]) -> Vec<Ix>;
}

/// The citations in the front matter.
impl CitationSource for () {
    fn citing(&self, library: &Library, sources: &[Ix]) -> Vec<Ix> {
        let mut known: HashMap<&str, bool> = HashMap::new();
        let mut is_wanted = |id| {
            let is_among = |ix: Ix| sources.binary_search(&ix).is_ok();
            *known.entry(id).or_insert_with(|| library.source(id).is_some_and(is_among))
        };
        let citing = library.records().filter(|(_, record)| record.cited().any(&mut is_wanted));
        citing.map(|(ix, _)| ix).collect()
    }
}

/// The citations in front matter and bodies, from the evidence.
impl CitationSource for Evidence {
    fn citing(&self, _: &Library, sources: &[Ix]) -> Vec<Ix> {
        self.citing_any(sources)
    }
}

/// The progress of work on many files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Files that were begun or read.
    pub done: usize,
    /// Files to be read.
    pub of: usize,
}

/// The stop flag of a search that is never stopped.
pub static NEVER: AtomicBool = AtomicBool::new(false);

/// The settings of a search.
#[derive(Clone, Copy)]
pub struct QueryContext<'a> {
    /// The order of the hits.
    pub order: Order,
    /// The marks and notes of the user.
    pub marks: &'a dyn Marks,
    /// The facts of bodies.
    pub facts: &'a dyn CitationSource,
    /// A flag that is set from outside to stop the search.
    pub stop: &'a AtomicBool,
}

impl Default for QueryContext<'_> {
    fn default() -> Self {
        Self { order: Order::default(), marks: &(), facts: &(), stop: &NEVER }
    }
}

impl Index {
    /// Prepares a library.
    pub fn new(library: &Library) -> Self {
        // The columns are not made in two parallel halves: joining them takes half as much memory again, which the
        // allocator keeps.
        let haystack = || Haystack::new(library.records().map(|(_, record)| record));
        let (haystack, order) = rayon::join(haystack, || rank::recency(library));
        Self::of(library, haystack, order)
    }

    /// Prepares nothing yet. For a single question of which little is needed.
    pub fn on_demand() -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        Self {
            order: OnceLock::new(),
            haystack: OnceLock::new(),
            kinds: OnceLock::new(),
            by_title: OnceLock::new(),
            by_kind: OnceLock::new(),
            by_update: OnceLock::new(),
            by_folder: OnceLock::new(),
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// Prepares the library that followed this index's library, `before`.
    #[must_use]
    pub fn followed(&self, before: &Library, library: &Library, unchanged: &UnchangedRecords) -> Self {
        let haystack = || self.haystack(before).followed(library, unchanged);
        let order = || rank::recency_followed(library, before, self.order(before), unchanged);
        let (haystack, order) = rayon::join(haystack, order);
        Self::of(library, haystack, order)
    }

    fn of(library: &Library, haystack: Haystack, order: Vec<Ix>) -> Self {
        let (order, haystack, kinds) = (order.into(), haystack.into(), Kinds::of(library).into());
        Self { order, haystack, kinds, ..Self::on_demand() }
    }

    /// Returns the bytes in memory.
    pub fn memory(&self) -> usize {
        let orders = [&self.order, &self.by_title, &self.by_kind, &self.by_update, &self.by_folder];
        let orders = orders.into_iter().filter_map(OnceLock::get);
        let orders: usize = orders.map(|order| order.capacity() * size_of::<Ix>()).sum();
        let kinds = self.kinds.get();
        let kinds = kinds.map_or(0, |kinds| kinds.of.capacity() * size_of::<u16>() + kinds.drafts.memory());
        self.haystack.get().map_or(0, Haystack::memory) + kinds + orders
    }

    /// Returns all briefings but drafts, in the list's default order.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::embedded;
    /// use briefing::search::Index;
    ///
    /// let library = embedded().library;
    /// let everything = Index::on_demand().everything(&library);
    /// assert_eq!(everything.len(), library.len());
    /// // Sources come after all others.
    /// assert!(library.record(everything[library.len() - 1]).is_source());
    /// ```
    pub fn everything(&self, library: &Library) -> Vec<Ix> {
        let drafts = &self.kinds(library).drafts;
        self.order(library).iter().copied().filter(|ix| !drafts.has(*ix)).collect()
    }

    /// Returns the number of drafts.
    pub fn drafts(&self, library: &Library) -> usize {
        self.kinds(library).drafts.count()
    }

    fn order(&self, library: &Library) -> &[Ix] {
        self.order.get_or_init(|| rank::recency(library))
    }

    fn haystack(&self, library: &Library) -> &Haystack {
        self.haystack.get_or_init(|| Haystack::new(library.records().map(|(_, record)| record)))
    }

    fn kinds(&self, library: &Library) -> &Kinds {
        self.kinds.get_or_init(|| Kinds::of(library))
    }

    /// Returns these briefings in the order of a list.
    /// Unless the library is in that order already, only they are sorted.
    fn listed(&self, library: &Library, by: Sort, set: &Bits) -> Vec<Ix> {
        let made = match by {
            Sort::Relevance | Sort::AsOf => &self.order,
            Sort::Title => &self.by_title,
            Sort::Kind => &self.by_kind,
            Sort::Updated => &self.by_update,
            Sort::Folder => &self.by_folder,
        };
        let of_set = |all: &[Ix]| {
            let mut listed = Vec::with_capacity(set.count());
            listed.extend(all.iter().copied().filter(|ix| set.has(*ix)));
            listed
        };
        if self.order.get().is_none() {
            let recent = rank::recency_of(library, library.all().filter(|ix| set.has(*ix)));
            return rank::listed_by(library, self, recent, by);
        }
        of_set(made.get_or_init(|| rank::listed_by(library, self, self.order(library).to_vec(), by)))
    }
}

impl Kinds {
    /// Collects the kinds, the number of each briefing's kind, and the drafts.
    /// Kinds after the 65,536th get its number.
    fn of(library: &Library) -> Self {
        let mut numbers: HashMap<&str, u16> = HashMap::new();
        let mut names = Vec::new();
        let mut of = Vec::with_capacity(library.len());
        let mut drafts = Bits::none(library.len());
        for (ix, record) in library.records() {
            let number = *numbers.entry(record.kind_word()).or_insert_with(|| {
                names.push(Clean::line(record.kind_word()));
                u16::try_from(names.len() - 1).unwrap_or(u16::MAX)
            });
            of.push(number);
            if record.is_draft() {
                drafts.add(ix);
            }
        }
        Self { names, of, drafts }
    }
}

/// Finds the briefings that match a query.
///
/// # Errors
///
/// When `asked.stop` is set meanwhile.
///
/// # Examples
///
/// ```
/// use briefing::date::Day;
/// use briefing::library::embedded;
/// use briefing::search::query::Query;
/// use briefing::search::{Index, MatchReason, QueryContext, find};
///
/// let library = embedded().library;
/// let index = Index::new(&library);
/// let query = Query::parse("milipol type:event", Day::parse("2026-11-29")?)?;
/// let hits = find(&library, &index, &query, &QueryContext::default()).unwrap();
/// assert_eq!(library.record(hits[0].ix).title(), "Milipol Paris 2019");
/// // The fair has the word as an alias.
/// assert_eq!(hits[0].why, MatchReason::Alias);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn find(
    library: &Library,
    index: &Index,
    query: &Query,
    asked: &QueryContext<'_>,
) -> Result<Vec<Hit>, Cancelled> {
    Searcher::default().find(library, index, query, asked)
}

/// Returns the briefings that pass all of these parts of a query. Drafts are included; the order is the library's.
///
/// # Errors
///
/// When `asked.stop` is set meanwhile.
pub(crate) fn matching(
    library: &Library,
    index: &Index,
    parts: &[&Node],
    asked: &QueryContext<'_>,
) -> Result<Vec<Ix>, Cancelled> {
    let mut cache = QueryCache::default();
    let ground = FilterContext::new(library, index, asked);
    let node = Node::All(parts.iter().copied().cloned().collect());
    let set = Evaluation { ground, asked, cache: &mut cache }.node(&node)?;
    Ok(library.all().filter(|ix| set.has(*ix)).collect())
}

/// A search with a cache. The next query usually is the last one and a letter.
///
/// # Examples
///
/// ```
/// use briefing::date::Day;
/// use briefing::library::embedded;
/// use briefing::search::query::Query;
/// use briefing::search::{Index, QueryContext, Searcher};
///
/// let library = embedded().library;
/// let index = Index::new(&library);
/// let mut searcher = Searcher::default();
/// let mut count = library.len();
/// for typed in ["h", "hi", "hik", "hikv"] {
///     let query = Query::parse_typed(typed, Day::parse("2026-11-29")?)?;
///     let hits = searcher.find(&library, &index, &query, &QueryContext::default()).unwrap();
///     assert!(hits.len() <= count);
///     count = hits.len();
/// }
/// assert!(count > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Default)]
pub struct Searcher {
    cache: QueryCache,
    number: Option<u64>,
}

impl Searcher {
    /// Finds the briefings that match a query. The index must have been made from the library.
    ///
    /// # Errors
    ///
    /// When `asked.stop` is set meanwhile.
    pub fn find(
        &mut self,
        library: &Library,
        index: &Index,
        query: &Query,
        asked: &QueryContext<'_>,
    ) -> Result<Vec<Hit>, Cancelled> {
        if self.number.replace(index.number) != Some(index.number) {
            self.cache.clear();
        }
        let ground = FilterContext::new(library, index, asked);
        let found = Evaluation { ground, asked, cache: &mut self.cache }.run(query)?;
        Ok(rank::hits(library, index, &found, asked.order))
    }
}

#[cfg(test)]
mod tests;
