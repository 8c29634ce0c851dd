//! All briefings together: found by name, with their links seen from both sides.
//!
//! A [`Library`] is immutable and complete when made. A changed file makes a new one, which shares everything
//! that stayed as it was. [`load`] makes libraries from folders and is the only place that reads them.

mod embedded;
mod find;
mod links;
pub mod load;
pub mod locate;
mod names;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::briefing::{Briefing, Kind};
use crate::clean;
use crate::date::{Day, Doubt, FactDate, Precision};
use crate::text::{Clean, thousands};

pub use embedded::embedded;
pub use find::Found;
pub use links::{Declared, LinkSeen};
pub use load::{Loaded, Part, Skipped, load, load_with, open};
pub use locate::{Location, cache_folder, locate};

/// One briefing of one library. In another library, an earlier part of the same folder included, the same number
/// means another briefing: what must outlive a library is kept by path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ix(u32);

impl Ix {
    /// Its place in the library's order.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where the briefings of a library come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Folders, and single files, as given.
    Folders(Vec<PathBuf>),
    /// The sample in the program.
    Embedded,
}

/// Briefings in the order of their paths, with everything that is looked up among them.
#[derive(Debug)]
pub struct Library {
    origin: Origin,
    briefings: Vec<Arc<Briefing>>,
    names: names::Names,
    incoming: links::Incoming,
}

impl Library {
    /// A library of these briefings. Of two with the same path the later one stays.
    pub fn new(origin: Origin, mut briefings: Vec<Arc<Briefing>>) -> Self {
        // Bytes are compared, not components: that is several times faster and as good an order.
        briefings.sort_by(|a, b| path_bytes(a).cmp(path_bytes(b)));
        briefings.dedup_by(|later, earlier| {
            let same = later.path == earlier.path;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        let names = names::Names::new(&briefings);
        let mut library = Self { origin, briefings, names, incoming: links::Incoming::default() };
        library.incoming = links::Incoming::new(&library);
        library
    }

    /// Where the briefings come from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// How many briefings there are.
    pub fn len(&self) -> usize {
        self.briefings.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.briefings.is_empty()
    }

    /// The briefing with this number.
    ///
    /// # Panics
    ///
    /// When the number is another, larger library's.
    pub fn get(&self, ix: Ix) -> &Briefing {
        &self.briefings[ix.index()]
    }

    /// The same as [`get`](Self::get), to be kept.
    pub fn share(&self, ix: Ix) -> Arc<Briefing> {
        Arc::clone(&self.briefings[ix.index()])
    }

    /// All briefings, in the order of their paths.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Ix, &Briefing)> {
        self.briefings.iter().enumerate().map(|(at, briefing)| (ix(at), briefing.as_ref()))
    }

    /// The briefing at exactly this path.
    pub fn at_path(&self, path: &Path) -> Option<Ix> {
        let bytes = path.as_os_str().as_encoded_bytes();
        self.briefings.binary_search_by(|briefing| path_bytes(briefing).cmp(bytes)).ok().map(ix)
    }

    /// The source with this id.
    pub fn source(&self, id: &str) -> Option<Ix> {
        let candidates = self.with_id(id);
        let is_source = |ix: &Ix| self.get(*ix).kind == Kind::Source;
        candidates.iter().copied().find(is_source).or(candidates.first().copied())
    }

    /// The information cut-off: as declared, else the latest publication among the sources of its status and
    /// links. Sources that only the body cites are not known before it is read.
    pub fn as_of(&self, ix: Ix) -> Option<FactDate> {
        let briefing = self.get(ix);
        let cited = briefing.status.iter().flat_map(|status| &status.sources);
        let cited = cited.chain(briefing.links.iter().flat_map(|link| &link.sources));
        briefing.as_of.or_else(|| cited.filter_map(|id| self.published(id)).max())
    }

    /// What to sort a briefing by when sorting by date: its information cut-off, else the day an event began or a
    /// source appeared, else its last edit. It is for the order only and never shown as a fact.
    pub fn sort_date(&self, ix: Ix) -> Option<(Day, Precision, Doubt)> {
        let briefing = self.get(ix);
        let published = || briefing.source.as_ref().and_then(|source| source.published);
        let fact = self.as_of(ix).or(briefing.start).or_else(published);
        fact.or(briefing.updated.map(FactDate::from)).map(FactDate::sort_key)
    }

    /// How many there are of the most frequent kinds: `18 companies · 7 events · 27 sources`.
    pub fn counted(&self) -> Clean {
        const SHOWN: usize = 4;
        let mut counts: BTreeMap<&Kind, usize> = BTreeMap::new();
        for briefing in &self.briefings {
            *counts.entry(&briefing.kind).or_default() += 1;
        }
        let mut kinds: Vec<_> = counts.into_iter().collect();
        if kinds.len() > SHOWN {
            kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            kinds.truncate(SHOWN);
            kinds.sort();
        }
        let part = |(kind, count): (&Kind, usize)| match count {
            1 => format!("1 {kind}"),
            several => format!("{} {}", thousands(several), kind.plural()),
        };
        clean!("{}", kinds.into_iter().map(part).collect::<Vec<_>>().join(" · "))
    }

    /// The shortest name that no other briefing of the library has: the id, or with as many folders before it as
    /// are needed.
    pub fn label(&self, ix: Ix) -> Clean {
        self.names.label(ix, self.get(ix))
    }

    fn published(&self, id: &str) -> Option<FactDate> {
        self.get(self.source(id)?).source.as_ref()?.published
    }
}

impl Default for Library {
    /// An empty library.
    fn default() -> Self {
        Self::new(Origin::Folders(Vec::new()), Vec::new())
    }
}

/// Four thousand million briefings would not fit into memory; the number is cut off rather than wrong.
fn ix(at: usize) -> Ix {
    Ix(u32::try_from(at).unwrap_or(u32::MAX))
}

fn path_bytes(briefing: &Briefing) -> &[u8] {
    briefing.path.as_os_str().as_encoded_bytes()
}

#[cfg(test)]
mod tests;
