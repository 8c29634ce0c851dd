//! What might have been meant, when nothing was found.

use std::ops::Deref;

use super::Index;
use super::filter::{Ground, passing};
use super::fuzzy::Needle;
use super::query::{Filter, Node, Query, Test, Vocabulary, nearest, token};
use crate::library::{Ix, Library};
use crate::text::Clean;

/// How much of the words' pairs of letters a title must have.
const ENOUGH: f32 = 0.4;

/// What might have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// Another value of a field: `type:company`.
    Field(Clean),
    /// A briefing, by its title.
    Briefing(Ix),
}

/// What might have been meant by a query that found nothing, the nearest first: where a field alone finds nothing, the
/// value most like its own; and briefings with a title like its words.
pub fn closest<V: Deref<Target = Vocabulary>>(
    library: &Library,
    index: &Index,
    query: &Query,
    vocabulary: impl FnOnce() -> V,
    most: usize,
) -> Vec<Meant> {
    let ground = Ground { library, index, marks: &(), facts: &() };
    let mut misspelt: Vec<&Filter> = Vec::new();
    query.root().visit(&mut |node, excluded| match node {
        Node::Filter(filter) if !excluded && has_words(filter.test) => {
            misspelt.extend((passing(ground, filter).count() == 0).then_some(filter));
        }
        _ => {}
    });
    let mut meant = Vec::new();
    if !misspelt.is_empty() {
        let vocabulary = vocabulary();
        for Filter { key, value, .. } in misspelt {
            let values = vocabulary.values(key).iter().map(|(value, _)| value.as_str());
            let value = nearest(values, value).map(Clean::line);
            meant.extend(value.map(|value| Meant::Field(token(key, &value))));
        }
    }
    let words: Vec<&str> = query.words().into_iter().map(Clean::as_str).collect();
    meant.extend(titled(index, &words.join(" "), most).into_iter().map(Meant::Briefing));
    meant.truncate(most);
    meant
}

/// Whether the values of a field are words of the library, one of which may have been meant.
fn has_words(test: Test) -> bool {
    !matches!(test, Test::During(_) | Test::Dated(..) | Test::Confidence(_) | Test::Is(_) | Test::Note)
}

/// The titles nearest to `text`, best first: those that share the most pairs of neighbouring letters with it,
/// which neither a wrong letter nor another order of the words changes much.
fn titled(index: &Index, text: &str, most: usize) -> Vec<Ix> {
    let wanted = Needle::new(text, super::fuzzy::Ends::Free);
    let wanted = pairs(wanted.folded());
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut best: Vec<(f32, usize)> = Vec::new();
    for slot in 0..index.order.len() {
        let title = index.haystack.folded_title(slot);
        let shared = wanted.iter().filter(|pair| has_pair(title, **pair)).count();
        #[expect(clippy::cast_precision_loss, reason = "a few hundred pairs at most")]
        let share = shared as f32 / wanted.len() as f32;
        // Of titles that share as much, the shorter is nearer.
        #[expect(clippy::cast_precision_loss, reason = "a title has at most 512 characters")]
        let nearness = share - title.len() as f32 / 100_000.0;
        if share < ENOUGH {
            continue;
        }
        let at = best.partition_point(|(other, _)| *other >= nearness);
        if at < most {
            best.insert(at, (nearness, slot));
            best.truncate(most);
        }
    }
    let ix = |(_, slot): (f32, usize)| index.order.iter().copied().find(|ix| ix.index() == slot);
    best.into_iter().filter_map(ix).collect()
}

fn pairs(text: &str) -> Vec<(char, char)> {
    let mut pairs: Vec<_> = text.chars().zip(text.chars().skip(1)).take(64).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn has_pair(text: &str, pair: (char, char)) -> bool {
    text.chars().zip(text.chars().skip(1)).any(|own| own == pair)
}
