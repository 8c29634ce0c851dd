//! Suggestions for a query that found nothing.

use std::ops::{Deref, Range};

use super::filter::{FilterContext, passing};
use super::fuzzy::{Haystack, Needle};
use super::query::{Filter, Node, Query, Test, Vocabulary, nearest, token};
use super::{Index, QueryContext, WORTH_TWO_THREADS};
use crate::library::{Ix, Library};
use crate::text::Clean;

/// The least share of the words' letter pairs that a title has.
const ENOUGH: f32 = 0.6;

/// A suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestions {
    /// Another value of a field, such as `type:company`.
    Field(Clean),
    /// A briefing, by its title.
    Briefing(Ix),
}

/// Suggests corrections of a query that found nothing, the nearest first.
/// If a field alone finds nothing, it is the most similar value of that field. Briefings with a title similar to
/// the words follow.
///
/// # Examples
///
/// ```
/// use briefing::date::Day;
/// use briefing::library::embedded;
/// use briefing::search::query::{Query, Vocabulary};
/// use briefing::search::{Index, Suggestions, closest};
///
/// let library = embedded().library;
/// let index = Index::new(&library);
/// let query = Query::parse("type:compani", Day::parse("2026-11-29")?)?;
/// let vocabulary = Vocabulary::of(&library);
/// let suggestions = closest(&library, &index, &query, || &vocabulary, 3);
/// assert!(matches!(&suggestions[0], Suggestions::Field(token) if token == "type:company"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn closest<V: Deref<Target = Vocabulary>>(
    library: &Library,
    index: &Index,
    query: &Query,
    vocabulary: impl FnOnce() -> V,
    most: usize,
) -> Vec<Suggestions> {
    let ground = FilterContext::new(library, index, &QueryContext::default());
    let mut misspelt: Vec<&Filter> = Vec::new();
    query.root().visit(&mut |node, excluded| match node {
        Node::Filter(filter) if !excluded && has_words(filter.test) => {
            misspelt.extend(passing(ground, filter).is_ok_and(|set| set.count() == 0).then_some(filter));
        }
        _ => {}
    });
    let mut meant = Vec::new();
    if !misspelt.is_empty() {
        let vocabulary = vocabulary();
        for Filter { key, value, .. } in misspelt {
            let values = vocabulary.values(key).iter().map(|(value, _)| value.as_str());
            let value = nearest(values, value).map(Clean::line);
            meant.extend(value.map(|value| Suggestions::Field(token(key, &value))));
        }
    }
    let words: Vec<&str> = query.words().into_iter().map(Clean::as_str).collect();
    meant.extend(titled(library, index, &words.join(" "), most).into_iter().map(Suggestions::Briefing));
    meant.truncate(most);
    meant
}

/// Reports whether the values of a field are words of the library. Such a value may be misspelt.
fn has_words(test: Test) -> bool {
    !matches!(test, Test::During(_) | Test::Dated(..) | Test::Confidence(_) | Test::Is(_) | Test::Note)
}

/// Returns the titles nearest to `text`, best first.
/// They share the most pairs of neighbouring letters with it, which neither a wrong letter nor another order of
/// the words changes much.
fn titled(library: &Library, index: &Index, text: &str, most: usize) -> Vec<Ix> {
    let wanted = Needle::new(text, super::fuzzy::Ends::Free);
    let wanted = Bigrams::of(wanted.folded());
    if wanted.all.is_empty() {
        return Vec::new();
    }
    let (slots, haystack) = (library.len(), index.haystack(library));
    let best = if slots < WORTH_TWO_THREADS {
        nearest_of(haystack, &wanted, 0..slots, most)
    } else {
        let half = |slots: Range<usize>| || nearest_of(haystack, &wanted, slots, most);
        let (mut best, rest) = rayon::join(half(0..slots / 2), half(slots / 2..slots));
        rest.into_iter().for_each(|near| keep(&mut best, near, most));
        best
    };
    let ix = |(_, slot): Near| library.all().nth(slot);
    best.into_iter().filter_map(ix).collect()
}

/// The nearness of a title, and its slot.
type Near = (f32, usize);

fn nearest_of(haystack: &Haystack, wanted: &Bigrams, slots: Range<usize>, most: usize) -> Vec<Near> {
    let mut best = Vec::new();
    for slot in slots {
        let title = haystack.folded_title(slot);
        #[expect(clippy::cast_precision_loss, reason = "a few hundred pairs at most")]
        let share = wanted.shared_with(title) as f32 / wanted.all.len() as f32;
        if share >= ENOUGH {
            // Of titles that share as much, the shorter is nearer.
            #[expect(clippy::cast_precision_loss, reason = "a title has at most 512 characters")]
            let nearness = share - title.len() as f32 / 100_000.0;
            keep(&mut best, (nearness, slot), most);
        }
    }
    best
}

/// Inserts a title if it is among the best.
fn keep(best: &mut Vec<Near>, near: Near, most: usize) {
    let at = best.partition_point(|(other, _)| *other >= near.0);
    if at < most {
        best.insert(at, near);
        best.truncate(most);
    }
}

/// The pairs of neighbouring letters of a text, each once.
struct Bigrams {
    /// The number of a pair plus one, by both letters if ASCII. It is 0 for other pairs.
    numbers: Box<[u8]>,
    all: Vec<(char, char)>,
}

impl Bigrams {
    /// The most pairs.
    /// Each has one bit in a number that records the found ones; the lowest bit is for other pairs.
    const MOST: usize = 63;
    const ASCII: usize = 128;

    fn of(text: &str) -> Self {
        let mut all: Vec<_> = text.chars().zip(text.chars().skip(1)).take(Self::MOST).collect();
        all.sort_unstable();
        all.dedup();
        let mut numbers = vec![0; Self::ASCII * Self::ASCII].into_boxed_slice();
        for (number, (first, second)) in (1..).zip(&all) {
            if first.is_ascii() && second.is_ascii() {
                numbers[Self::place(*first as u8, *second as u8)] = number;
            }
        }
        Self { numbers, all }
    }

    /// Counts the pairs that another text has too. An ASCII title is read once, however many pairs there are.
    fn shared_with(&self, text: &str) -> u32 {
        if !text.is_ascii() {
            let has = |pair: &&(char, char)| text.chars().zip(text.chars().skip(1)).any(|own| own == **pair);
            return u32::try_from(self.all.iter().filter(has).count()).unwrap_or(0);
        }
        let mut found = 0_u64;
        for (first, second) in text.bytes().zip(text.bytes().skip(1)) {
            found |= 1 << self.numbers[Self::place(first, second)];
        }
        (found & !1).count_ones()
    }

    fn place(first: u8, second: u8) -> usize {
        usize::from(first) * Self::ASCII + usize::from(second)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn shared_pairs_are_counted_once_whatever_the_letters(wanted in "[a-e]{0,12}|[a-c安é]{0,12}", title in "[a-e]{0,20}|[a-c安é]{0,20}") {
            let of = |text: &str| text.chars().zip(text.chars().skip(1)).collect::<std::collections::HashSet<_>>();
            let shared = of(&wanted).intersection(&of(&title)).count();
            prop_assert_eq!(Bigrams::of(&wanted).shared_with(&title) as usize, shared);
        }
    }
}
