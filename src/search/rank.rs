//! From what a query finds to hits in order.

use super::evaluate::{Found, Rated};
use super::fuzzy::{Rate, Skim, rates};
use super::{Hit, Index, Order, Sort, Why};
use crate::briefing::{Briefing, Kind};
use crate::library::{Ix, Library};

/// So many of the best rows are surely in their right order; behind them rows with equal rates stand by recency.
const SETTLED: usize = 300;

/// What a query of several words adds to a rate when a title has them side by side.
const WHOLE_TITLE: u32 = 60;

pub(super) fn hits(library: &Library, index: &Index, found: &Found, order: Order) -> Vec<Hit> {
    let by_rank = order.by == Sort::Relevance && !found.words.is_empty();
    let mut hits = if by_rank { ranked(index, found) } else { listed(library, index, found, order.by) };
    if order.reversed {
        hits.reverse();
    }
    hits
}

/// In the order of a list, whatever the words.
fn listed(library: &Library, index: &Index, found: &Found, by: Sort) -> Vec<Hit> {
    let member = |slot: usize| found.set.has(index.order[slot]).then(|| hit(index, found, slot));
    match index.listed(library, by) {
        Some(slots) => slots.iter().filter_map(|slot| member(*slot as usize)).collect(),
        None => (0..index.order.len()).filter_map(member).collect(),
    }
}

fn hit(index: &Index, found: &Found, slot: usize) -> Hit {
    Hit { ix: index.order[slot], score: sum(found, slot) << 16, why: why(found, slot) }
}

/// By the sum of the rates. Slots are numbered by recency, so equals come out in their right order by themselves.
fn ranked(index: &Index, found: &Found) -> Vec<Hit> {
    let mut slots: Vec<(u32, u32)> = Vec::new();
    let whole = WholeTitle::new(found);
    for (slot, ix) in (0_u32..).zip(&index.order) {
        if found.set.has(*ix) {
            slots.push((sum(found, slot as usize) + whole.bonus(index, slot as usize), slot));
        }
    }
    // A stable sort of few distinct numbers is nearly linear.
    slots.sort_by_key(|(sum, _)| std::cmp::Reverse(*sum));
    let mut hits: Vec<Hit> = Vec::with_capacity(slots.len());
    for group in slots.chunk_by(|one, other| one.0 == other.0) {
        let from = hits.len();
        let row = |(sum, slot): &(u32, u32), fine: u32| Hit {
            ix: index.order[*slot as usize],
            score: *sum << 16 | fine.min(0xFFFF),
            why: why(found, *slot as usize),
        };
        if from < SETTLED {
            let skim = Skim::default();
            let fine =
                |slot: u32| found.words.iter().map(|word| fine(index, word, slot as usize, &skim)).sum();
            hits.extend(group.iter().map(|member| row(member, fine(member.1))));
            hits[from..].sort_by_key(|hit| std::cmp::Reverse(hit.score));
        } else {
            hits.extend(group.iter().map(|member| row(member, 0)));
        }
    }
    hits
}

fn fine(index: &Index, word: &Rated, slot: usize, skim: &Skim) -> u32 {
    let rate = rate_of(word, slot);
    if rates::is_loose(rate) { index.haystack.score(&word.needle, slot, rate, skim) } else { 0 }
}

fn rate_of(word: &Rated, slot: usize) -> Rate {
    word.rates.get(slot).copied().unwrap_or(0)
}

fn sum(found: &Found, slot: usize) -> u32 {
    found.words.iter().map(|word| u32::from(rate_of(word, slot))).sum()
}

/// The least obvious reason: a reader who sees the title knows already why that matched.
fn why(found: &Found, slot: usize) -> Why {
    let least = found.words.iter().map(|word| rate_of(word, slot)).filter(|rate| *rate > 0).min();
    match least {
        None => Why::Field,
        Some(
            rates::NAME_WHOLE
            | rates::NAME_BEGINS
            | rates::NAME_WORD
            | rates::NAME_INSIDE
            | rates::NAME_LOOSE,
        ) => Why::Alias,
        Some(rates::TAG_WHOLE | rates::TAG_WORD) => Why::Tag,
        Some(rates::PERSON_WORD) => Why::Person,
        Some(rates::ABOUT_WHOLE_WORD | rates::ABOUT_WORD) => Why::Description,
        Some(_) => Why::Title,
    }
}

/// The words of a query in one piece: `milipol paris` before titles that have both words apart.
struct WholeTitle(Option<String>);

impl WholeTitle {
    fn new(found: &Found) -> Self {
        let several = found.words.len() > 1;
        Self(several.then(|| found.words.iter().map(|word| word.needle.folded()).collect()))
    }

    fn bonus(&self, index: &Index, slot: usize) -> u32 {
        let Some(words) = &self.0 else { return 0 };
        let title = index.haystack.folded_title(slot);
        match title.strip_prefix(words.as_str()) {
            Some("") => WHOLE_TITLE,
            Some(_) => WHOLE_TITLE / 2,
            None => 0,
        }
    }
}

/// The slots in the order of a list.
pub(super) fn listed_order(library: &Library, index: &Index, by: Sort) -> Vec<u32> {
    let mut slots: Vec<u32> = (0_u32..).take(index.order.len()).collect();
    let briefing = |slot: &u32| library.get(index.order[*slot as usize]);
    match by {
        Sort::Relevance | Sort::AsOf => {}
        Sort::Title => slots.sort_by_key(|slot| index.haystack.folded_title(*slot as usize)),
        Sort::Kind => slots.sort_by_key(|slot| &briefing(slot).kind),
        Sort::Updated => slots.sort_by_key(|slot| std::cmp::Reverse(briefing(slot).updated)),
    }
    slots
}

/// Slots by recency: the newest information first, then by title, then in the order of the library.
pub(super) fn recency(library: &Library) -> Vec<Ix> {
    let mut keyed: Vec<_> =
        library.iter().map(|(ix, briefing)| (library.sort_date(ix), briefing, ix)).collect();
    let is_source = |briefing: &Briefing| briefing.kind == Kind::Source;
    keyed.sort_by(|(date, briefing, ix), (other_date, other, other_ix)| {
        // What sources are about comes before the sources.
        let sources_last = is_source(briefing).cmp(&is_source(other));
        sources_last
            .then_with(|| other_date.cmp(date))
            .then_with(|| briefing.title.cmp(&other.title))
            .then_with(|| ix.cmp(other_ix))
    });
    keyed.into_iter().map(|(_, _, ix)| ix).collect()
}
