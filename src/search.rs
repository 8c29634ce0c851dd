//! Finding briefings: a query becomes hits.
//!
//! An [`Index`] is made once from a [`Library`] and is immutable like it. A [`Searcher`] remembers what the last
//! queries found, so that each letter typed costs little; [`find`] is the same without a memory. Words are
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

use crate::library::{Evidence, Ix, Kept, Library, Record};
use crate::text::Clean;

use bits::Bits;
use cache::Cache;
use evaluate::Evaluation;
use filter::Ground;
use fuzzy::Haystack;
use query::{Node, Query};

pub use closest::{Meant, closest};
pub use facets::{Facet, facets, narrowed};
pub use fuzzy::{Stopped, highlight, highlight_words};
pub use vocabulary::each_name;

/// Above this many briefings two threads are faster than one.
const WORTH_TWO_THREADS: usize = 50_000;

/// A library prepared for searching.
#[derive(Debug)]
pub struct Index {
    /// The briefings by recency: the order of the list, and of equals among hits.
    order: Vec<Ix>,
    /// A slot is a place in the library.
    haystack: Haystack,
    /// The names of the kinds, and which of them each briefing is of.
    kinds: Vec<Clean>,
    kind_of: Vec<u16>,
    drafts: Bits,
    /// The other orders of the list, made when first asked for.
    by_title: OnceLock<Vec<Ix>>,
    by_kind: OnceLock<Vec<Ix>>,
    by_update: OnceLock<Vec<Ix>>,
    by_folder: OnceLock<Vec<Ix>>,
    /// Tells one index from another.
    number: u64,
}

/// A briefing that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which.
    pub ix: Ix,
    /// The higher the better; 0 where no word was asked for. It compares hits of one query only.
    pub score: u32,
    /// What matched.
    pub why: Why,
}

/// What matched, the least obvious of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The title.
    Title,
    /// An alias or the id.
    Alias,
    /// A tag.
    Tag,
    /// Somebody named in it.
    Person,
    /// The description.
    Description,
    /// Fields only: no word was asked for.
    Field,
}

/// What hits are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// How well the words match; without words as [`Sort::AsOf`].
    #[default]
    Relevance,
    /// The information cut-off, else what comes nearest to it; the newest first, and sources behind all others.
    AsOf,
    /// The title, letter by letter, without regard to case, accents and blanks.
    Title,
    /// The kind: companies, events, sources, notes, others; then by recency.
    Kind,
    /// The last edit; the newest first.
    Updated,
    /// The folder, letter by letter; then by recency.
    Folder,
}

/// A sort and its direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Order {
    /// What is sorted by.
    pub by: Sort,
    /// From the other end.
    pub reversed: bool,
}

/// What the reader's own memory knows of a briefing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Never read.
    Unread,
    /// Changed since it was read.
    Changed,
    /// Starred.
    Starred,
    /// Not there yet at the last visit.
    New,
}

/// The reader's own memory, as far as `is:` and `note:` ask for it.
pub trait Marks {
    /// Whether the briefing has the mark.
    fn has(&self, mark: Mark, ix: Ix, briefing: &Record<'_>) -> bool;

    /// What the reader noted at the star of the briefing.
    fn note(&self, _: Ix) -> Option<&str> {
        None
    }
}

/// No memory: nothing was read yet.
impl Marks for () {
    fn has(&self, mark: Mark, _: Ix, _: &Record<'_>) -> bool {
        mark == Mark::Unread
    }
}

impl<F: Fn(Mark, Ix, &Record<'_>) -> bool> Marks for F {
    fn has(&self, mark: Mark, ix: Ix, briefing: &Record<'_>) -> bool {
        self(mark, ix, briefing)
    }
}

/// What only the bodies of briefings say. `source:` and `origin:` ask it beside the front matter, so that whoever
/// reads bodies can add their citations without a change here.
pub trait Facts {
    /// Calls `see` with the id of each source that the body of the briefing cites.
    fn each_citation(&self, ix: Ix, see: &mut dyn FnMut(&str));
}

/// Nothing is known of bodies.
impl Facts for () {
    fn each_citation(&self, _: Ix, _: &mut dyn FnMut(&str)) {}
}

/// The evidence of the library knows what its bodies cite.
impl Facts for Evidence {
    fn each_citation(&self, ix: Ix, see: &mut dyn FnMut(&str)) {
        self.cited(ix).for_each(|label| see(label));
    }
}

/// How a query is asked.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The order of the hits.
    pub order: Order,
    /// The reader's own memory.
    pub marks: &'a dyn Marks,
    /// What bodies say.
    pub facts: &'a dyn Facts,
    /// Set by somebody else when the answer is no longer wanted.
    pub stop: &'a AtomicBool,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        static NEVER: AtomicBool = AtomicBool::new(false);
        Self { order: Order::default(), marks: &(), facts: &(), stop: &NEVER }
    }
}

impl Index {
    /// Prepares a library.
    pub fn new(library: &Library) -> Self {
        // Not in two halves side by side: joining them takes half as much memory again, which the allocator keeps.
        let haystack = || Haystack::new(library.records().map(|(_, record)| record));
        let (haystack, order) = rayon::join(haystack, || rank::recency(library));
        Self::of(library, haystack, order)
    }

    /// Prepares the library that followed the one that this was made from.
    #[must_use]
    pub fn followed(&self, before: &Library, library: &Library, kept: &Kept) -> Self {
        let haystack = || self.haystack.followed(library, kept);
        let order = || rank::recency_followed(library, before, &self.order, kept);
        let (haystack, order) = rayon::join(haystack, order);
        Self::of(library, haystack, order)
    }

    fn of(library: &Library, haystack: Haystack, order: Vec<Ix>) -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        let (kinds, kind_of, drafts) = kinds_and_drafts(library);
        Self {
            order,
            haystack,
            kinds,
            kind_of,
            drafts,
            by_title: OnceLock::new(),
            by_kind: OnceLock::new(),
            by_update: OnceLock::new(),
            by_folder: OnceLock::new(),
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// The bytes that it keeps in memory.
    pub fn memory(&self) -> usize {
        let orders = [&self.by_title, &self.by_kind, &self.by_update, &self.by_folder];
        let orders: usize = orders
            .into_iter()
            .filter_map(OnceLock::get)
            .map(|order| order.capacity() * size_of::<Ix>())
            .sum();
        let columns = self.order.capacity() * size_of::<Ix>() + self.kind_of.capacity() * size_of::<u16>();
        self.haystack.memory() + columns + self.drafts.memory() + orders
    }

    /// What a list shows when nothing is asked for, in its order: all but the drafts.
    pub fn everything(&self) -> Vec<Ix> {
        self.order.iter().copied().filter(|ix| !self.drafts.has(*ix)).collect()
    }

    /// The library in the order of a list.
    fn listed(&self, library: &Library, by: Sort) -> &[Ix] {
        let made = match by {
            Sort::Relevance | Sort::AsOf => return &self.order,
            Sort::Title => &self.by_title,
            Sort::Kind => &self.by_kind,
            Sort::Updated => &self.by_update,
            Sort::Folder => &self.by_folder,
        };
        made.get_or_init(|| rank::listed_by(library, self, by))
    }
}

/// The kinds of a library and each briefing's, and which are drafts. Kinds beyond the 65,535th, if anybody has so many,
/// are no kinds.
fn kinds_and_drafts(library: &Library) -> (Vec<Clean>, Vec<u16>, Bits) {
    let mut numbers: HashMap<&str, u16> = HashMap::new();
    let mut names = Vec::new();
    let mut kind_of = Vec::with_capacity(library.len());
    let mut drafts = Bits::none(library.len());
    for (ix, record) in library.records() {
        let number = *numbers.entry(record.kind_word()).or_insert_with(|| {
            names.push(Clean::line(record.kind_word()));
            u16::try_from(names.len() - 1).unwrap_or(u16::MAX)
        });
        kind_of.push(number);
        if record.is_draft() {
            drafts.add(ix);
        }
    }
    (names, kind_of, drafts)
}

/// Finds what a query asks for.
///
/// # Errors
///
/// When `asked.stop` is set meanwhile.
pub fn find(library: &Library, index: &Index, query: &Query, asked: &Asked<'_>) -> Result<Vec<Hit>, Stopped> {
    Searcher::default().find(library, index, query, asked)
}

/// The briefings that pass all of these parts of a query, drafts among them, in the library's order.
///
/// # Errors
///
/// When `asked.stop` is set meanwhile.
pub(crate) fn matching(
    library: &Library,
    index: &Index,
    parts: &[&Node],
    asked: &Asked<'_>,
) -> Result<Vec<Ix>, Stopped> {
    let mut cache = Cache::default();
    let ground = Ground { library, index, marks: asked.marks, facts: asked.facts };
    let node = Node::All(parts.iter().copied().cloned().collect());
    let set = Evaluation { ground, asked, cache: &mut cache }.node(&node)?;
    Ok(library.all().filter(|ix| set.has(*ix)).collect())
}

/// Finds, and remembers: the next query usually is the last one and a letter.
#[derive(Default)]
pub struct Searcher {
    cache: Cache,
    number: Option<u64>,
}

impl Searcher {
    /// Finds what a query asks for. The index must have been made from the library.
    ///
    /// # Errors
    ///
    /// When `asked.stop` is set meanwhile.
    pub fn find(
        &mut self,
        library: &Library,
        index: &Index,
        query: &Query,
        asked: &Asked<'_>,
    ) -> Result<Vec<Hit>, Stopped> {
        if self.number.replace(index.number) != Some(index.number) {
            self.cache.clear();
        }
        let ground = Ground { library, index, marks: asked.marks, facts: asked.facts };
        let found = Evaluation { ground, asked, cache: &mut self.cache }.run(query)?;
        Ok(rank::hits(library, index, &found, asked.order))
    }
}

#[cfg(test)]
mod tests;
