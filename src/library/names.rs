//! The names of briefings, and labels that distinguish them.
//! Ids are compared without regard to case, titles and aliases are folded.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::clean;
use crate::text::{Clean, composed, fold};

use super::store::{FileState, Record, Store, path_hash};
use super::stored::{Stored, StoredFile, Unpack};
use super::unchanged::UnchangedRecords;
use super::{Ix, ix};

/// A label that takes the whole path.
const WHOLE_PATH: u8 = u8::MAX;

/// Look-ups by name. Only hashes are kept, eight bytes a name; callers compare the names themselves.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Names {
    ids: Stored<Hashes>,
    titles: Stored<Hashes>,
    /// The paths that are not composed (NFC), in their composed form.
    paths: Stored<Hashes>,
    /// The number of folders before each briefing's id in its label.
    folders: Stored<LabelFolders>,
}

/// The number of folders in the label of each briefing.
#[derive(Debug, Default, PartialEq)]
pub(super) struct LabelFolders(Box<[u8]>);

impl Unpack for LabelFolders {
    fn unpack(bytes: Vec<u8>) -> Option<Self> {
        Some(Self(bytes.into_boxed_slice()))
    }
}

/// The number of parts of the names in a snapshot.
pub(super) const NAME_PARTS: usize = 4;

impl Names {
    pub fn new(store: &Store) -> Self {
        let Gathered { ids, titles, paths } = Gathered::of(store, (0..store.len()).map(ix));
        let ids = Hashes::new(ids);
        let folders = folders(store, &ids);
        let [titles, paths] = [titles, paths].map(|hashes| Hashes::new(hashes).into());
        Self { ids: ids.into(), titles, paths, folders: folders.into() }
    }

    /// Takes over the names in a snapshot. They are read when they are first used.
    pub fn stored(file: &Arc<StoredFile>, parts: [Range<usize>; NAME_PARTS]) -> Self {
        let [ids, titles, paths, folders] = parts;
        let [ids, titles, paths] = [ids, titles, paths].map(|part| Stored::at(file, part));
        Self { ids, titles, paths, folders: Stored::at(file, folders) }
    }

    /// Returns the names as a snapshot stores them.
    pub fn pack(&self) -> [Vec<u8>; NAME_PARTS] {
        let [ids, titles, paths] = [&self.ids, &self.titles, &self.paths].map(|hashes| hashes.get().pack());
        [ids, titles, paths, self.folders.get().0.to_vec()]
    }

    /// Reads everything that is not yet in memory. Returns false when it can't belong to so many briefings.
    pub fn read_all(&self, briefings: usize) -> bool {
        let fits = |hashes: &Stored<Hashes>| {
            let sorted = &hashes.get().sorted;
            sorted.is_sorted() && sorted.iter().all(|(_, ix)| ix.index() < briefings)
        };
        [&self.ids, &self.titles, &self.paths].into_iter().all(fits)
            && self.folders.get().0.len() == briefings
    }

    /// Makes the names of a store that followed this one's.
    pub fn followed(&self, store: &Store, unchanged: &UnchangedRecords) -> Self {
        let fresh = Gathered::of(store, unchanged.fresh());
        let ids = self.ids.get().followed(unchanged, fresh.ids);
        let titles = self.titles.get().followed(unchanged, fresh.titles).into();
        let paths = self.paths.get().followed(unchanged, fresh.paths).into();
        let folders = folders(store, &ids).into();
        Self { ids: ids.into(), titles, paths, folders }
    }

    pub fn memory(&self) -> usize {
        let hashes = [&self.ids, &self.titles, &self.paths].into_iter().filter_map(Stored::in_memory);
        let names: usize = hashes.map(|hashes| hashes.sorted.len()).sum();
        names * size_of::<HashedName>() + self.folders.in_memory().map_or(0, |folders| folders.0.len())
    }

    /// Briefings that may have this id, in their order.
    pub fn with_id(&self, id: &str) -> &[HashedName] {
        self.ids.get().get(id_hash(id))
    }

    /// Briefings that may have this title or alias, in their order.
    pub fn titled(&self, title: &str) -> &[HashedName] {
        self.titles.get().get(folded_hash(title))
    }

    /// Returns briefings whose composed path may be this one. They are in their order.
    pub fn decomposed(&self, path: &str) -> &[HashedName] {
        self.paths.get().get(path_hash(Path::new(path)))
    }

    pub fn label(&self, ix: Ix, record: &Record<'_>) -> Clean {
        match self.folders.get().0.get(ix.index()).copied().unwrap_or(0) {
            0 => Clean::line(record.id()),
            WHOLE_PATH => clean!("{}", record.path().display()),
            folders => clean!("{}", tail(&record.path(), folders).with_extension("").display()),
        }
    }
}

/// Look-ups by path.
/// [`Store::at_path`] needs no preparation; to look up the path of every file this is several times faster.
pub(super) struct Paths<'a> {
    store: &'a Store,
    hashes: Hashes,
}

impl<'a> Paths<'a> {
    pub fn new(store: &'a Store) -> Self {
        let paths = store.records().enumerate().map(|(at, record)| short(record.path_hash(), ix(at)));
        Self { store, hashes: Hashes::new(paths.collect()) }
    }

    /// The number of the record with exactly this path, and its version.
    pub fn at(&self, path: &Path) -> Option<(usize, FileState)> {
        let mut candidates = self.hashes.get(path_hash(path)).iter().map(|(_, ix)| ix.index());
        let at = candidates.find(|at| self.store.record(*at).is_at(path))?;
        Some((at, self.store.version(at)))
    }
}

/// The hashed names of some briefings. Each record is read once: waiting for it is most of the time.
#[derive(Default)]
struct Gathered {
    ids: Vec<HashedName>,
    /// Titles and aliases. Most briefings have no alias.
    titles: Vec<HashedName>,
    /// The paths that are not composed. In most libraries all are.
    paths: Vec<HashedName>,
}

impl Gathered {
    fn of(store: &Store, those: impl Iterator<Item = Ix>) -> Self {
        let count = those.size_hint().0;
        let (ids, titles) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut gathered = Self { ids, titles, paths: Vec::new() };
        for ix in those {
            let record = store.record(ix.index());
            gathered.ids.push(short(id_hash(record.id()), ix));
            let names = std::iter::once(record.title()).chain(record.aliases());
            gathered.titles.extend(names.map(|name| short(folded_hash(name), ix)));
            if !record.has_ascii_path() {
                gathered.paths.extend(decomposed_path(&record).map(|hash| short(hash, ix)));
            }
        }
        gathered
    }
}

/// Returns the hash of a record's composed path.
/// `None` when its own path is composed.
fn decomposed_path(record: &Record<'_>) -> Option<u64> {
    match composed(record.path().to_str()?) {
        Cow::Owned(path) => Some(path_hash(Path::new(&path))),
        Cow::Borrowed(_) => None,
    }
}

/// The first half of a name's hash, and the name's briefing. Two names in four thousand million collide.
pub(super) type HashedName = (u32, Ix);

fn short(hash: u64, ix: Ix) -> HashedName {
    ((hash >> 32) as u32, ix)
}

/// Sorted hashes of names.
/// The place of a hash is computed, so a look-up touches two or three cache lines, and building is one sort.
#[derive(Debug, Default, PartialEq)]
struct Hashes {
    sorted: Box<[HashedName]>,
}

impl Unpack for Hashes {
    fn unpack(bytes: Vec<u8>) -> Option<Self> {
        let (pairs, rest) = bytes.as_chunks::<8>();
        let halves = pairs.iter().filter_map(|pair| pair.split_first_chunk::<4>());
        let number = |half: &[u8]| half.first_chunk().map_or(0, |half| u32::from_le_bytes(*half));
        let sorted = halves.map(|(hash, ix)| (u32::from_le_bytes(*hash), Ix(number(ix)))).collect();
        rest.is_empty().then_some(Self { sorted })
    }
}

impl Hashes {
    fn pack(&self) -> Vec<u8> {
        let halves = self.sorted.iter().flat_map(|(hash, ix)| [*hash, ix.0]);
        halves.flat_map(u32::to_le_bytes).collect()
    }

    fn new(mut hashes: Vec<HashedName>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self { sorted: hashes.into_boxed_slice() }
    }

    /// Takes over kept hashes under their new numbers, and adds new ones. The kept ones stay in their order.
    fn followed(&self, unchanged: &UnchangedRecords, mut fresh: Vec<HashedName>) -> Self {
        fresh.sort_unstable();
        fresh.dedup();
        let mut sorted = Vec::with_capacity(self.sorted.len() + fresh.len());
        let mut fresh = fresh.into_iter().peekable();
        for (hash, before) in &self.sorted {
            let Some(now) = unchanged.now(*before) else { continue };
            sorted.extend(std::iter::from_fn(|| fresh.next_if(|named| *named < (*hash, now))));
            sorted.push((*hash, now));
        }
        sorted.extend(fresh);
        Self { sorted: sorted.into_boxed_slice() }
    }

    fn get(&self, hash: u64) -> &[HashedName] {
        let hash = (hash >> 32) as u32;
        let start = self.start(hash);
        let is_same = |at: usize| self.sorted.get(at).is_some_and(|(other, _)| *other == hash);
        let end = match (is_same(start), is_same(start + 1)) {
            (false, _) => start,
            (true, false) => start + 1,
            (true, true) => hash.checked_add(1).map_or(self.sorted.len(), |next| self.start(next)),
        };
        self.sorted.get(start..end).unwrap_or_default()
    }

    /// Finds the first place of a hash or of a larger one.
    /// Hashes are spread evenly, so the place can be guessed well; from the guess the search goes on in doubling
    /// steps and then by halving them.
    fn start(&self, hash: u32) -> usize {
        let len = self.sorted.len();
        let guess = usize::try_from((u64::from(hash) * len as u64) >> 32).unwrap_or(0);
        let before = |at: usize| self.sorted.get(at).is_some_and(|(other, _)| *other < hash);
        let mut step = 8;
        let (low, high) = if before(guess) {
            let mut low = guess;
            while before(low + step) {
                low += step;
                step *= 2;
            }
            (low, (low + step).min(len))
        } else {
            let mut high = guess;
            while high > step && !before(high - step) {
                high -= step;
                step *= 2;
            }
            (high.saturating_sub(step), high)
        };
        low + self.sorted.get(low..high).unwrap_or_default().partition_point(|(other, _)| *other < hash)
    }
}

fn id_hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    if id.is_ascii() {
        hash_ascii(&mut hasher, id.bytes().map(|byte| byte.to_ascii_lowercase()));
    } else {
        hasher.write(plain_id(id).as_bytes());
    }
    hasher.finish()
}

/// Normalises an id for comparison: lower case, with composed accents.
pub(super) fn plain_id(id: &str) -> String {
    composed(id).to_lowercase()
}

/// Hashes a text so that texts that fold alike are equal.
/// Plain ASCII, the usual case, is folded here without a copy.
fn folded_hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    if text.is_ascii() {
        let unchanged = text
            .bytes()
            .filter(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 11 | 12 | b'\'' | b'-' | b'`'));
        hash_ascii(&mut hasher, unchanged.map(|byte| byte.to_ascii_lowercase()));
    } else {
        hasher.write(fold(text).text.as_bytes());
    }
    hasher.finish()
}

/// Hashes bytes like one slice of them. They go in pieces, so that nothing is allocated.
fn hash_ascii(hasher: &mut DefaultHasher, bytes: impl Iterator<Item = u8>) {
    let mut piece = [0_u8; 64];
    let mut filled = 0;
    for byte in bytes {
        piece[filled] = byte;
        filled += 1;
        if filled == piece.len() {
            hasher.write(&piece);
            filled = 0;
        }
    }
    hasher.write(&piece[..filled]);
}

/// Counts the folders that each label needs.
/// In each round the names that are still shared get one folder more, so the work is proportional to the files
/// times the depth of their folders.
fn folders(store: &Store, ids: &Hashes) -> LabelFolders {
    let mut folders = vec![0_u8; store.len()];
    let ends = |ix: Ix| (ix, PathSuffixes::of(store.record(ix.index()).path()));
    let paths: Vec<(Ix, PathSuffixes)> = shared(store, ids).into_iter().map(ends).collect();
    let mut shared: Vec<&(Ix, PathSuffixes)> = paths.iter().collect();
    for depth in 1..WHOLE_PATH {
        if shared.is_empty() {
            break;
        }
        let mut count: HashMap<&[u8], u32> = HashMap::with_capacity(shared.len());
        for (_, path) in &shared {
            *count.entry(path.name(depth).0).or_default() += 1;
        }
        shared.retain(|(ix, path)| {
            let (name, whole) = path.name(depth);
            let alone = count.get(name) == Some(&1);
            folders[ix.index()] = if alone { depth } else { WHOLE_PATH };
            !alone && !whole
        });
    }
    LabelFolders(folders.into_boxed_slice())
}

/// The briefings that share their id with another one.
fn shared(store: &Store, ids: &Hashes) -> Vec<Ix> {
    let mut shared = Vec::new();
    for alike in ids.sorted.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        let whole = |(_, ix): &HashedName| (id_hash(store.record(ix.index()).id()), *ix);
        let mut alike: Vec<(u64, Ix)> = alike.iter().map(whole).collect();
        alike.sort_unstable();
        let same = alike.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1);
        shared.extend(same.flatten().map(|(_, ix)| *ix));
    }
    shared
}

/// A path with the lengths of its ends: of all of it, of what is behind its first part, and so on. Looking for the end
/// anew for each number of folders would take the square of the depth.
struct PathSuffixes {
    path: PathBuf,
    lengths: Vec<usize>,
}

impl PathSuffixes {
    fn of(path: PathBuf) -> Self {
        let mut components = path.components();
        let mut lengths = Vec::new();
        loop {
            let length = components.as_path().as_os_str().len();
            if components.next().is_none() {
                break;
            }
            lengths.push(length);
        }
        Self { path, lengths }
    }

    /// Returns the end of the path, as it will be shown.
    /// It has this many folders and no ending. The flag is set if that is all of the path.
    fn name(&self, folders: u8) -> (&[u8], bool) {
        let whole = self.path.as_os_str().as_encoded_bytes();
        let first = self.lengths.len().saturating_sub(usize::from(folders) + 1);
        let length = self.lengths.get(first).copied().unwrap_or(0);
        let name = whole.get(whole.len() - length..).unwrap_or_default();
        let ending = self.path.extension().map_or(0, |ending| ending.len() + 1);
        (&name[..name.len().saturating_sub(ending)], name.len() == whole.len())
    }
}

/// The end of a path: so many folders and the file's name.
fn tail(path: &Path, folders: u8) -> &Path {
    let mut components = path.components();
    let skip = components.clone().count().saturating_sub(usize::from(folders) + 1);
    for _ in 0..skip {
        components.next();
    }
    components.as_path()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_of_a_path_is_what_its_last_parts_are() {
        for path in ["a/b/c.md", "/a/b/c.md", "./a//b/c.md", "c.md", "a/c.x.md", "a/c"] {
            let path = Path::new(path);
            let ends = PathSuffixes::of(path.to_owned());
            for folders in 0..6 {
                let end = tail(path, folders);
                let name = end.as_os_str().as_encoded_bytes();
                let ending = path.extension().map_or(0, |ending| ending.len() + 1);
                let whole = end.as_os_str() == path.as_os_str();
                assert_eq!(ends.name(folders), (&name[..name.len() - ending], whole), "{path:?} {folders}");
            }
        }
    }

    #[test]
    fn the_deepest_of_equal_names_are_distinguished() {
        use crate::briefing::Briefing;
        use crate::library::{Library, Origin};
        let path = |depth: usize| PathBuf::from("d/".repeat(depth) + "a.md");
        let briefings = (0..1_000).map(|depth| Briefing::read(&path(depth), b"text").0.into());
        let library = Library::new(Origin::Folders(Vec::new()), briefings.collect());
        let labels: std::collections::HashSet<_> = library.all().map(|ix| library.label(ix)).collect();
        assert_eq!(labels.len(), 1_000);
    }
}
