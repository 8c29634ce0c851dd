//! All briefings together, with look-ups by name and links from both sides.
//!
//! A [`Library`] is immutable and complete when made. A changed file makes a new one, which shares everything that
//! stayed as it was. [`mod@load`] makes libraries from folders and is the only place that reads them.

mod briefing_cache;
pub mod cache;
pub mod citation;
pub mod compare;
mod embedded;
mod evidence;
mod file_system;
mod find;
mod folders;
mod grouped;
mod links;
pub mod load;
pub mod locate;
pub mod matrix;
mod names;
mod origins;
mod resolve;
mod shares;
mod store;
mod stored;
#[cfg(test)]
pub(crate) mod test_library;
pub mod timeline;
mod unchanged;
pub mod watch;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::briefing::{Briefing, Kind, schema};
use crate::clean;
use crate::date::{Day, Doubt, FactDate, Precision};
use crate::markdown::{self, Document};
use crate::text::{Clean, thousands};

use briefing_cache::BriefingCache;
pub use cache::make_private_folder;
pub use embedded::embedded;
pub use evidence::{Backlink, Dependent, DependentPart, Evidence};
pub use file_system::is_remote;
pub use find::{Lookup, way_between};
pub use folders::ByFolder;
use grouped::Grouped;
pub(crate) use links::role_at_other_end;
pub use links::{Declared, LinkView};
pub use load::{
    CurrentLibrary, EvidenceStore, FirstRows, GatheredEvidence, LoadProgress, Loaded, Refreshed, Skipped,
    each_text, each_text_while, gather_evidence, leads_somewhere, load, load_with, open, open_file, refresh,
    refresh_files, show_ignored,
};
pub use locate::{Location, cache_folder, config_folder, is_secure, locate, state_folder};
pub use origins::{OriginTable, OriginUse, Tally};
pub use shares::Shared;
use store::{Builder, Store};
pub use store::{FileState, LinkRecord, Record, StatusRecord};
pub use stored::DamageMark;
use stored::Stored;
pub use unchanged::{Segment, UnchangedRecords};

/// The number of a briefing in one library.
/// In another library, including an earlier part of the same folder, the same number means another briefing.
/// Anything that must outlive a library is kept by path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ix(u32);

impl Ix {
    /// Returns its place in the library's order.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The place that the briefings of a library come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Folders, and single files, as given.
    Folders(Vec<PathBuf>),
    /// The sample in the program.
    Embedded,
}

/// Briefings in the order of their paths, with all look-ups among them.
///
/// # Examples
///
/// ```
/// use std::path::Path;
///
/// use briefing::briefing::Briefing;
/// use briefing::library::{Library, Origin};
///
/// let read = |path: &str, text: &str| Briefing::read(Path::new(path), text.as_bytes()).0.into();
/// let briefings = vec![
///     read("notes/b.md", "---\ntitle: Second\n---\n"),
///     read("notes/a.md", "---\ntitle: First\n---\n"),
/// ];
/// let library = Library::new(Origin::Folders(Vec::new()), briefings);
/// let titles: Vec<&str> = library.records().map(|(_, record)| record.title()).collect();
/// assert_eq!(titles, ["First", "Second"]);
/// ```
#[derive(Debug)]
pub struct Library {
    origin: Origin,
    store: Store,
    /// The briefings that were asked for as a whole.
    whole: BriefingCache<Briefing>,
    counted: OnceLock<Clean>,
    names: names::Names,
    incoming: Stored<links::Incoming>,
    /// Set when a part of its snapshot could not be read.
    damage: DamageMark,
}

impl Library {
    /// Makes a library of these briefings. Of two with the same path the later one is kept.
    pub fn new(origin: Origin, briefings: Vec<Arc<Briefing>>) -> Self {
        let mut builder = Builder::default();
        for briefing in briefings {
            // Briefings that exist in memory as a whole take more of it than a full store.
            let _added = builder.add(&briefing, FileState::UNKNOWN);
        }
        Self::of(origin, builder.finish())
    }

    /// Makes a library of the records of a store.
    fn of(origin: Origin, store: Store) -> Self {
        let names = names::Names::new(&store);
        let mut library = Self::named(origin, store, names);
        library.incoming = links::incoming(&library).into();
        library.counted();
        library
    }

    /// Makes the library of a store that followed this library's store.
    /// Results for the briefings that were kept are taken over.
    fn followed(&self, store: Store, kept: &UnchangedRecords) -> Self {
        let names = self.names.followed(&store, kept);
        let mut library = Self::named(self.origin.clone(), store, names);
        library.incoming = links::incoming_followed(&library, self, kept).into();
        library.counted();
        library
    }

    /// Makes a library without its incoming links. They are looked up by name, so they are added last.
    fn named(origin: Origin, store: Store, names: names::Names) -> Self {
        let (whole, counted) = (BriefingCache::new(store.len()), OnceLock::new());
        Self {
            origin,
            store,
            whole,
            counted,
            names,
            incoming: Stored::default(),
            damage: DamageMark::default(),
        }
    }

    /// Returns the mark that is set if its snapshot is damaged.
    pub fn damage(&self) -> DamageMark {
        self.damage.clone()
    }

    /// Reads everything that is still in a snapshot. Returns false when it differs from what was written.
    fn read_all(&self) -> bool {
        let records = || {
            self.store.read_all();
            self.store.is_sound()
        };
        let look_ups = || self.names.read_all(self.len()) && self.incoming.get().fits(self.len());
        let (records, look_ups) = rayon::join(records, look_ups);
        self.counted();
        records && look_ups && !self.damage.is_set()
    }

    /// Returns the place that the briefings come from.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::{Origin, embedded, load};
    ///
    /// assert_eq!(*embedded().library.origin(), Origin::Embedded);
    ///
    /// let folder = tempfile::tempdir()?;
    /// let loaded = load(&[folder.path().to_owned()]);
    /// assert_eq!(*loaded.library.origin(), Origin::Folders(vec![folder.path().to_owned()]));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the number of briefings.
    pub fn len(&self) -> usize {
        self.store.len()
    }

    /// Reports whether the library is empty.
    pub fn is_empty(&self) -> bool {
        self.store.len() == 0
    }

    /// Returns the briefing with this number.
    /// It is built on the first request and then stays in memory. To look through all briefings, use
    /// [`records`](Self::records).
    ///
    /// # Panics
    ///
    /// When the number is another, larger library's.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::briefing::Kind;
    /// use briefing::library::embedded;
    ///
    /// let library = embedded().library;
    /// let ix = library.with_name("hikvision")[0];
    /// let briefing = library.get(ix);
    /// assert_eq!(briefing.kind, Kind::Company);
    /// assert!(briefing.status.iter().any(|status| status.program == "us-entity-list"));
    /// ```
    pub fn get(&self, ix: Ix) -> &Briefing {
        self.whole.get(ix.index(), || self.record(ix).briefing())
    }

    /// All numbers, in the order of the paths.
    pub fn all(&self) -> impl ExactSizeIterator<Item = Ix> + use<> {
        (0..self.len()).map(ix)
    }

    /// The briefing with this number, field by field.
    pub fn record(&self, ix: Ix) -> Record<'_> {
        self.store.record(ix.index())
    }

    /// All briefings, field by field, in the order of their paths.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::briefing::Kind;
    /// use briefing::library::embedded;
    ///
    /// let library = embedded().library;
    /// let events = library.records().filter(|(_, record)| record.kind() == Kind::Event);
    /// let ids: Vec<&str> = events.map(|(_, record)| record.id()).collect();
    /// assert!(ids.contains(&"milipol-paris-2019"));
    /// assert!(ids.is_sorted());
    /// ```
    pub fn records(&self) -> impl ExactSizeIterator<Item = (Ix, Record<'_>)> + DoubleEndedIterator + Clone {
        self.store.records().enumerate().map(|(at, record)| (ix(at), record))
    }

    /// All briefings as a whole, in the order of their paths.
    /// All of them stay in memory from then on, some 1,500 bytes each. To only look through them, use
    /// [`records`](Self::records).
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Ix, &Briefing)> {
        (0..self.len()).map(ix).map(|ix| (ix, self.get(ix)))
    }

    /// Returns the bytes in memory, without briefings requested as a whole.
    pub fn memory(&self) -> usize {
        self.store.memory()
            + self.whole.memory()
            + self.names.memory()
            + self.incoming.in_memory().map_or(0, Grouped::memory)
    }

    /// The briefing at exactly this path.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use briefing::library::embedded;
    ///
    /// let library = embedded().library;
    /// let fair = library.at_path(Path::new("briefings/events/milipol-paris-2019.md")).unwrap();
    /// assert_eq!(library.record(fair).title(), "Milipol Paris 2019");
    /// assert_eq!(library.at_path(Path::new("events/milipol-paris-2019.md")), None);
    /// ```
    pub fn at_path(&self, path: &Path) -> Option<Ix> {
        self.store.at_path(path).map(ix)
    }

    /// The source with this id.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::embedded;
    ///
    /// let library = embedded().library;
    /// let source = library.source("afp-1911").unwrap();
    /// assert!(library.record(source).is_source());
    /// assert_eq!(library.get(source).origin(), &"AFP");
    /// assert_eq!(library.source("afp-2099"), None);
    /// ```
    pub fn source(&self, id: &str) -> Option<Ix> {
        let candidates = self.with_id(id);
        let is_source = |ix: &Ix| self.record(*ix).is_source();
        candidates.iter().copied().find(is_source).or(candidates.first().copied())
    }

    /// The text of the file at this path as a document. A footnote that it does not define and that is called as a
    /// source is that source.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use briefing::library::embedded;
    ///
    /// let library = embedded().library;
    /// let path = Path::new("briefings/events/note.md");
    /// let document = library.document(path, "It stayed away.[^afp-1911]\n");
    /// // The text does not define the footnote, so the library does.
    /// assert_eq!(document.footnotes()[0].label, "afp-1911");
    /// assert!(!document.footnotes()[0].definition.is_empty());
    /// ```
    pub fn document(&self, path: &Path, text: &str) -> Document {
        markdown::parse_with(text, |label| citation::definition(self, path, label))
    }

    /// The beginning of the same.
    pub fn document_head(&self, path: &Path, text: &str) -> Document {
        markdown::parse_head_with(text, |label| citation::definition(self, path, label))
    }

    /// The information cut-off: as declared, else the latest publication among the sources of its status, its links
    /// and its text.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use briefing::briefing::Briefing;
    /// use briefing::library::{Library, Origin};
    ///
    /// let read = |path: &str, text: &str| Briefing::read(Path::new(path), text.as_bytes()).0.into();
    /// let briefings = vec![
    ///     read("afp.md", "---\ntype: source\npublished: 2019-11-24\n---\n"),
    ///     read("fair.md", "---\ntype: event\n---\nThey came.[^afp]\n"),
    /// ];
    /// let library = Library::new(Origin::Folders(Vec::new()), briefings);
    /// let fair = library.with_name("fair")[0];
    /// assert_eq!(library.as_of(fair).unwrap().to_string(), "2019-11-24");
    /// ```
    pub fn as_of(&self, ix: Ix) -> Option<FactDate> {
        self.as_of_record(&self.record(ix))
    }

    /// The same for one of its records.
    pub fn as_of_record(&self, record: &Record<'_>) -> Option<FactDate> {
        record.date(schema::AS_OF).or_else(|| record.dating().filter_map(|id| self.published(id)).max())
    }

    /// Returns the date to sort a briefing by.
    /// It is the information cut-off, else the day an event began or a source appeared, else the last edit. It is
    /// for the order only and never shown as a fact.
    pub fn sort_date(&self, ix: Ix) -> Option<(Day, Precision, Doubt)> {
        self.sort_date_of_record(&self.record(ix))
    }

    /// The same for one of its records.
    pub fn sort_date_of_record(&self, record: &Record<'_>) -> Option<(Day, Precision, Doubt)> {
        let others = [schema::START, schema::PUBLISHED, schema::UPDATED];
        let date = self.as_of_record(record).or_else(|| others.iter().find_map(|key| record.date(key)));
        date.map(FactDate::sort_key)
    }

    /// Returns the counts of the most frequent kinds in words. For example `18 companies · 7 events · 27 sources`.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use briefing::briefing::Briefing;
    /// use briefing::library::{Library, Origin};
    ///
    /// let event = |path: &str| Briefing::read(Path::new(path), b"---\ntype: event\n---\n").0.into();
    /// let library = Library::new(Origin::Folders(Vec::new()), vec![event("a.md"), event("b.md")]);
    /// assert_eq!(library.counted(), "2 events");
    /// ```
    pub fn counted(&self) -> Clean {
        self.counted.get_or_init(|| counted(&self.store)).clone()
    }

    /// Pairs each briefing with the one at its path in another library.
    pub fn files_in(&self, other: &Self) -> impl Iterator<Item = (Ix, Option<Ix>)> {
        let mut others = other.records().peekable();
        self.records().map(move |(ix, record)| {
            // Both are in the order of their paths.
            while others.next_if(|(_, other)| other.compare_file(&record).is_lt()).is_some() {}
            (ix, others.next_if(|(_, other)| other.compare_file(&record).is_eq()).map(|(other, _)| other))
        })
    }

    /// Returns the version of the file at this path.
    pub fn version(&self, path: &Path) -> Option<FileState> {
        self.store.at_path(path).map(|at| self.store.version(at))
    }

    /// Returns the version of the file that a briefing was read from.
    pub fn version_of(&self, ix: Ix) -> FileState {
        self.store.version(ix.index())
    }

    /// Returns the shortest name that no other briefing has.
    /// It is the id, preceded by as many folders as are needed.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use briefing::briefing::Briefing;
    /// use briefing::library::{Library, Origin};
    ///
    /// let read = |path: &str| Briefing::read(Path::new(path), b"").0.into();
    /// let paths = ["2019/fair.md", "2020/fair.md", "2020/list.md"];
    /// let library = Library::new(Origin::Folders(Vec::new()), paths.map(read).to_vec());
    /// let labels: Vec<_> = library.all().map(|ix| library.label(ix)).collect();
    /// assert_eq!(labels, ["2019/fair", "2020/fair", "list"]);
    /// ```
    pub fn label(&self, ix: Ix) -> Clean {
        self.names.label(ix, &self.record(ix))
    }

    /// Returns the publication date of the source with this id.
    pub fn published(&self, id: &str) -> Option<FactDate> {
        self.record(self.source(id)?).date(schema::PUBLISHED)
    }
}

impl Default for Library {
    /// An empty library.
    fn default() -> Self {
        Self::new(Origin::Folders(Vec::new()), Vec::new())
    }
}

fn counted(store: &Store) -> Clean {
    const SHOWN: usize = 4;
    let mut words: BTreeMap<&str, (usize, Kind)> = BTreeMap::new();
    for record in store.records() {
        words.entry(record.kind_word()).or_insert_with(|| (0, record.kind())).0 += 1;
    }
    let counts: BTreeMap<&Kind, usize> = words.values().map(|(count, kind)| (kind, *count)).collect();
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

/// Makes the number of a briefing.
/// Four thousand million briefings would not fit into memory; the number is capped rather than wrong.
fn ix(at: usize) -> Ix {
    Ix(u32::try_from(at).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
