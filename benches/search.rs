//! Each key of the filter line: `cargo bench --bench search`.
//!
//! `typed` is a whole word typed and deleted letter by letter; divide by its keys. `first_key` is one query asked
//! of nobody who remembers anything, the worst case of a key. `BRIEFING_BENCH_MILLION=1` adds a million briefings.
//! `text` asks the full-text index of the folder in `BRIEFING_BENCH_FOLDER`, made before in memory.

#[path = "search/library.rs"]
mod library;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use briefing::date::Day;
use briefing::library::{Library, Origin};
use briefing::search::fulltext::{FullText, Pace, ResultLimit, Thoroughness};
use briefing::search::query::{Query, Vocabulary};
use briefing::search::{Index, QueryContext, Searcher, closest, find};
use divan::Bencher;

fn main() {
    divan::main();
}

type IndexedLibrary = Arc<(Library, Index)>;

/// Made once for each size.
fn library_of(count: usize) -> IndexedLibrary {
    static LIBRARIES: LazyLock<Mutex<HashMap<usize, IndexedLibrary>>> = LazyLock::new(Mutex::default);
    let mut shelves = LIBRARIES.lock().unwrap_or_else(PoisonError::into_inner);
    let made = shelves.entry(count).or_insert_with(|| {
        let library = library::library(count);
        let index = Index::new(&library);
        Arc::new((library, index))
    });
    Arc::clone(made)
}

fn counts() -> Vec<usize> {
    let million = std::env::var_os("BRIEFING_BENCH_MILLION").map(|_| 1_000_000);
    [10_000, 100_000].into_iter().chain(million).collect()
}

fn query(line: &str) -> Query {
    let today = Day::new(2026, 1, 1).unwrap_or_else(|| unreachable!());
    Query::parse_typed(line, today).unwrap_or_default()
}

#[divan::bench(args = counts())]
fn build(bencher: Bencher<'_, '_>, count: usize) {
    let searched = library_of(count);
    bencher.bench(|| Index::new(&searched.0));
}

#[divan::bench(args = counts(), consts = [0, 1, 2])]
fn typed<const WORD: usize>(bencher: Bencher<'_, '_>, count: usize) {
    let word = ["hexavision", "zyxgrommet", "clearlight"][WORD];
    let searched = library_of(count);
    let keys = (1..=word.len()).chain((0..word.len()).rev());
    let queries: Vec<Query> = keys.map(|length| query(&word[..length])).collect();
    bencher.with_inputs(Searcher::default).bench_local_values(|mut searcher| {
        let found = |query| {
            searcher.find(&searched.0, &searched.1, query, &QueryContext::default()).map(|hits| hits.len())
        };
        queries.iter().map(found).filter_map(Result::ok).sum::<usize>()
    });
}

const LINES: [&str; 10] = [
    "",
    "e",
    "he",
    "st",
    "cle",
    "hexavision",
    "zyxgrommet",
    "hexa export",
    "type:company tag:control",
    "company:hexavision since:2020",
];

fn lines() -> Vec<(usize, &'static str)> {
    counts().into_iter().flat_map(|count| LINES.map(|line| (count, line))).collect()
}

/// A line with everything in it is read with each key.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let line = "nice \"two cameras\" -type:source (tag:a OR tag:b) since:2019-10..2020 company:hik status:active is:dr";
    bencher.bench(|| query(divan::black_box(line)));
}

#[divan::bench(args = lines().into_iter().map(Line).collect::<Vec<_>>())]
fn first_key(bencher: Bencher<'_, '_>, Line((count, line)): &Line) {
    let searched = library_of(*count);
    let query = query(line);
    bencher.bench_local(|| find(&searched.0, &searched.1, &query, &QueryContext::default()));
}

/// A library's size and a query.
struct Line((usize, &'static str));

impl std::fmt::Display for Line {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {:?}", self.0.0, self.0.1)
    }
}

#[divan::bench(args = counts())]
fn nearest_titles(bencher: Bencher<'_, '_>, count: usize) {
    let searched = library_of(count);
    let query = query("hexvaision grop");
    bencher.bench(|| closest(&searched.0, &searched.1, &query, || Box::new(Vocabulary::default()), 5));
}

/// A word, two words, a phrase and a beginning, of which `hexavision` is rare and the others are frequent.
#[divan::bench(args = ["hexavision", "export control", "\"of the\"", "e"])]
fn text(bencher: Bencher<'_, '_>, line: &str) {
    static TEXT: LazyLock<Option<FullText>> = LazyLock::new(|| {
        let folder = std::env::var_os("BRIEFING_BENCH_FOLDER")?;
        let text = FullText::open(&Origin::Folders(vec![folder.into()]), None).ok()?;
        text.refresh(&Thoroughness::Every, Pace::Waited, &mut |_| {}).ok()?;
        Some(text)
    });
    let Some(text) = TEXT.as_ref() else { return };
    let query = query(line);
    let wanted = ResultLimit { limit: 100, typing: true, ground: None };
    bencher.bench_local(|| text.find(&query, &wanted).map(|answer| answer.total));
}
