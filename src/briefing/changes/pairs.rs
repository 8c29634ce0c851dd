//! The pairing of the statements of two editions.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::ComparedStatement;
use super::words::Bag;

/// The least likeness of two wordings of one statement.
pub(super) const ALIKE: u32 = 50;
/// The most pairs that are compared.
/// `WORK` is for all texts together; the others are at least and at most for one wording, to each side: so the
/// work stays proportional to the text, and in texts of usual length all are compared with all.
const WORK: usize = 200_000;
const NEAREST: usize = 3;
pub(super) const FARTHEST: usize = 100;

/// The statements that belong together.
pub(super) struct Pairs {
    /// The older statement of each newer one.
    pub partner: Vec<Option<usize>>,
    /// Those that are gone, in order.
    pub removed: BTreeSet<usize>,
}

/// Pairs equal statements in any place, then the most alike ones.
pub(super) fn pair(before: &[ComparedStatement], after: &[ComparedStatement]) -> Pairs {
    let mut partner = vec![None; after.len()];
    let mut removed: BTreeSet<usize> = (0..before.len()).collect();
    let keys: [fn(&ComparedStatement) -> &str; 2] = [|saying| &saying.in_full, |saying| &saying.text];
    for key in keys {
        let mut waiting: HashMap<&str, VecDeque<usize>> = HashMap::new();
        removed.iter().for_each(|at| waiting.entry(key(&before[*at])).or_default().push_back(*at));
        for (slot, new) in partner.iter_mut().zip(after).filter(|(slot, _)| slot.is_none()) {
            *slot = waiting.get_mut(key(new)).and_then(VecDeque::pop_front);
        }
        partner.iter().flatten().for_each(|at| {
            removed.remove(at);
        });
    }
    for (at, old) in rewordings(before, after, &partner, &removed) {
        partner[at] = Some(old);
        removed.remove(&old);
    }
    Pairs { partner, removed }
}

/// The pairs of new and old that are most alike. Each statement is taken once, the most alike first.
fn rewordings(
    before: &[ComparedStatement],
    after: &[ComparedStatement],
    partner: &[Option<usize>],
    removed: &BTreeSet<usize>,
) -> Vec<(usize, usize)> {
    let old: Vec<(usize, Bag)> = removed.iter().map(|at| (*at, Bag::of(&before[*at].text))).collect();
    let new: Vec<usize> = (0..after.len()).filter(|at| partner[*at].is_none()).collect();
    let reach = (WORK / new.len().max(1)).clamp(NEAREST, FARTHEST);
    let mut likely = Vec::new();
    for (rank, at) in new.iter().enumerate() {
        let bag = Bag::of(&after[*at].text);
        let middle = rank * old.len() / new.len().max(1);
        let window = middle.saturating_sub(reach)..middle.saturating_add(reach).min(old.len());
        for (other, theirs) in old.get(window).unwrap_or_default() {
            let likeness = bag.likeness(theirs);
            if likeness >= ALIKE {
                let same_section = before[*other].section == after[*at].section;
                likely.push((likeness, same_section, *at, *other));
            }
        }
    }
    likely.sort_by_key(|(likeness, same_section, at, other)| {
        (std::cmp::Reverse((*likeness, *same_section)), *at, *other)
    });
    let (mut taken, mut given) = (BTreeSet::new(), BTreeSet::new());
    let mut free = |at: &usize, other: &usize| {
        let is_free = !taken.contains(at) && !given.contains(other);
        is_free && taken.insert(*at) && given.insert(*other)
    };
    likely
        .into_iter()
        .filter(|(_, _, at, other)| free(at, other))
        .map(|(_, _, at, other)| (at, other))
        .collect()
}
