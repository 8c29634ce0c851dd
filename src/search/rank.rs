//! Ranking: the hits of a query in order.

use std::cmp::{Ordering, Reverse};

use super::evaluate::{MatchSet, Rated};
use super::fuzzy::{Haystack, Rate, Skim, rates};
use super::{Hit, Index, MatchReason, Order, Sort};
use crate::briefing::schema;
use crate::date::{Day, Doubt, Precision};
use crate::library::{Ix, Library, Record, UnchangedRecords};

/// The number of best hits whose order is exact. After them, hits with equal rates are ordered by recency.
const SETTLED: usize = 300;

/// The bonus for a title that begins with the words in sequence. It is for queries of several words.
const BEGINS_TITLE: u32 = 30;

/// The bonus for a title that consists of these words only.
const WHOLE_TITLE: u32 = 60;

/// Returns the hits in the wanted order.
pub(super) fn hits(library: &Library, index: &Index, found: &MatchSet, order: Order) -> Vec<Hit> {
    let by_rank = order.by == Sort::Relevance && !found.words.is_empty();
    let mut hits = if by_rank {
        ranked(library, index, found)
    } else {
        let members = index.listed(library, order.by, &found.set);
        members.into_iter().map(|ix| hit(found, ix, sum(found, ix), 0)).collect()
    };
    if order.reversed {
        hits.reverse();
    }
    hits
}

/// Returns the hits by rank.
/// They are sorted by the sum of the rates, then by the matcher's scores for loose matches, then by recency.
fn ranked(library: &Library, index: &Index, found: &MatchSet) -> Vec<Hit> {
    let haystack = index.haystack(library);
    let whole = WholeTitle::new(found);
    let members = index.listed(library, Sort::AsOf, &found.set);
    let totals = members.into_iter().map(|ix| (sum(found, ix) + whole.bonus(haystack, ix), ix));
    let sorted = by_total(&totals.collect::<Vec<_>>());
    let mut hits: Vec<Hit> = Vec::with_capacity(sorted.len());
    let skim = Skim::default();
    for group in sorted.chunk_by(|one, other| one.0 == other.0) {
        let from = hits.len();
        let is_loose = |ix: Ix| found.words.iter().any(|word| rates::is_loose(rate(word, ix)));
        if from < SETTLED && group.iter().any(|(_, ix)| is_loose(*ix)) {
            let fine = |ix: Ix| found.words.iter().map(|word| fine(haystack, word, ix, &skim)).sum();
            hits.extend(group.iter().map(|(total, ix)| hit(found, *ix, *total, fine(*ix))));
            hits[from..].sort_by_key(|hit| Reverse(hit.score));
        } else {
            hits.extend(group.iter().map(|(total, ix)| hit(found, *ix, *total, 0)));
        }
    }
    hits
}

/// Sorts the best first and keeps the order of equals.
/// It is a counting sort, since there are few different totals.
fn by_total(totals: &[(u32, Ix)]) -> Vec<(u32, Ix)> {
    let most = totals.iter().map(|(total, _)| *total).max().unwrap_or(0);
    let place = |total: u32| (most - total) as usize;
    let mut next = vec![0_usize; most as usize + 2];
    for (total, _) in totals {
        next[place(*total) + 1] += 1;
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let mut sorted = totals.to_vec();
    for member in totals {
        let at = &mut next[place(member.0)];
        sorted[*at] = *member;
        *at += 1;
    }
    sorted
}

fn hit(found: &MatchSet, ix: Ix, total: u32, fine: u32) -> Hit {
    Hit { ix, score: total << 16 | fine.min(0xFFFF), why: why(found, ix) }
}

fn fine(haystack: &Haystack, word: &Rated, ix: Ix, skim: &Skim) -> u32 {
    haystack.score(&word.needle, ix.index(), rate(word, ix), skim)
}

fn rate(word: &Rated, ix: Ix) -> Rate {
    word.rates.get(ix.index()).copied().unwrap_or(0)
}

fn sum(found: &MatchSet, ix: Ix) -> u32 {
    found.words.iter().map(|word| u32::from(rate(word, ix))).sum()
}

/// Returns the least obvious reason. A reader who sees the title already knows that it matched.
fn why(found: &MatchSet, ix: Ix) -> MatchReason {
    use rates::{
        ABOUT_WHOLE_WORD, ABOUT_WORD, NAME_BEGINS, NAME_INSIDE, NAME_LOOSE, NAME_WHOLE, NAME_WORD,
        PERSON_WORD, TAG_WHOLE, TAG_WORD,
    };
    let least = found.words.iter().map(|word| rate(word, ix)).filter(|rate| *rate > 0).min();
    match least {
        None => MatchReason::Field,
        Some(NAME_WHOLE | NAME_BEGINS | NAME_WORD | NAME_INSIDE | NAME_LOOSE) => MatchReason::Alias,
        Some(TAG_WHOLE | TAG_WORD) => MatchReason::Tag,
        Some(PERSON_WORD) => MatchReason::Person,
        Some(ABOUT_WHOLE_WORD | ABOUT_WORD) => MatchReason::Description,
        Some(_) => MatchReason::Title,
    }
}

/// The joined words of a query. They rank `milipol paris` before titles that have both words apart.
struct WholeTitle(Option<String>);

impl WholeTitle {
    fn new(found: &MatchSet) -> Self {
        let several = found.words.len() > 1;
        Self(several.then(|| found.words.iter().map(|word| word.needle.folded()).collect()))
    }

    fn bonus(&self, haystack: &Haystack, ix: Ix) -> u32 {
        let Some(words) = &self.0 else { return 0 };
        match haystack.folded_title(ix.index()).strip_prefix(words.as_str()) {
            Some("") => WHOLE_TITLE,
            Some(_) => BEGINS_TITLE,
            None => 0,
        }
    }
}

/// Orders the library by recency.
/// The newest information comes first, then titles decide, then the library's own order.
pub(super) fn recency(library: &Library) -> Vec<Ix> {
    recency_of(library, library.all())
}

/// Orders briefings, which come in the library's order, by recency.
pub(super) fn recency_of(library: &Library, briefings: impl Iterator<Item = Ix>) -> Vec<Ix> {
    let mut keyed: Vec<Recency> =
        briefings.map(|ix| Recency::new(library, ix, &library.record(ix))).collect();
    keyed.sort_unstable_by(|one, other| one.cmp(other, library));
    keyed.into_iter().map(|recency| recency.ix).collect()
}

/// Orders a library that followed another one, whose order is known.
pub(super) fn recency_followed(
    library: &Library,
    before: &Library,
    order: &[Ix],
    unchanged: &UnchangedRecords,
) -> Vec<Ix> {
    // Each inserted briefing is compared with some others. If there are many, or if one changed that others are
    // dated by, sorting is no more work.
    let are_few = unchanged.fresh().count() <= 8 + library.len() / 64;
    let redates = |ids: &Library, ix: Ix| {
        let id = ids.record(ix).id();
        library.published(id) != before.published(id)
    };
    let gone = |ix| redates(before, ix);
    if !are_few || unchanged.gone().any(gone) || unchanged.fresh().any(|ix| redates(library, ix)) {
        return recency(library);
    }
    let of = |ix: Ix| Recency::new(library, ix, &library.record(ix));
    let mut fresh: Vec<Recency> = unchanged.fresh().map(of).collect();
    fresh.sort_unstable_by(|one, other| one.cmp(other, library));
    let stayed: Vec<Ix> = order.iter().filter_map(|ix| unchanged.now(*ix)).collect();
    let mut rest = stayed.as_slice();
    let mut all = Vec::with_capacity(library.len());
    for recency in fresh {
        let (newer, older) = rest.split_at(rest.partition_point(|ix| of(*ix).cmp(&recency, library).is_lt()));
        all.extend_from_slice(newer);
        all.push(recency.ix);
        rest = older;
    }
    all.extend_from_slice(rest);
    all
}

/// The sort key of a briefing by recency.
struct Recency {
    /// True for sources, which come after the briefings about their subjects.
    is_source: bool,
    date: Option<(Day, Precision, Doubt)>,
    /// The first eight bytes of the title.
    /// Many briefings share a day. Comparing two titles costs two cache misses, comparing these bytes beside the
    /// date none.
    title: u64,
    ix: Ix,
}

impl Recency {
    fn new(library: &Library, ix: Ix, record: &Record<'_>) -> Self {
        let date = library.sort_date_of_record(record);
        Self { is_source: record.is_source(), date, title: beginning(record.title()), ix }
    }

    fn cmp(&self, other: &Self, library: &Library) -> Ordering {
        let title = |ix: Ix| library.record(ix).title();
        self.is_source
            .cmp(&other.is_source)
            .then_with(|| other.date.cmp(&self.date))
            .then_with(|| self.title.cmp(&other.title))
            .then_with(|| title(self.ix).cmp(title(other.ix)))
            .then_with(|| self.ix.cmp(&other.ix))
    }
}

/// Returns the first eight bytes as a number with the same order.
fn beginning(text: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.bytes()).for_each(|(own, byte)| *own = byte);
    u64::from_be_bytes(bytes)
}

/// Returns a list by recency in another order; equals stay as they are.
pub(super) fn listed_by(library: &Library, index: &Index, mut list: Vec<Ix>, by: Sort) -> Vec<Ix> {
    match by {
        Sort::Relevance | Sort::AsOf => {}
        Sort::Title => {
            let haystack = index.haystack(library);
            list.sort_by_key(|ix| haystack.folded_title(ix.index()));
        }
        Sort::Kind => list.sort_by_cached_key(|ix| library.record(*ix).kind()),
        Sort::Updated => list.sort_by_key(|ix| Reverse(library.record(*ix).date(schema::UPDATED))),
        Sort::Folder => {
            let (mut folders, mut names) = (library.by_folder(), Vec::new());
            list.sort_by_cached_key(|ix| {
                let (number, new) = folders.number(&library.record(*ix));
                names.extend(new);
                names.get(number).cloned()
            });
        }
    }
    list
}
