//! What might have been meant, when nothing was found.

use super::Index;
use super::fuzzy::Needle;
use crate::library::Ix;

/// How much of the words' pairs of letters a title must have.
const ENOUGH: f32 = 0.4;

/// The titles nearest to `text`, best first: those that share the most pairs of neighbouring letters with it,
/// which neither a wrong letter nor another order of the words changes much.
pub fn closest(index: &Index, text: &str, most: usize) -> Vec<Ix> {
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
