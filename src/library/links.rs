//! Typed links, declared once and seen from both sides.

use std::collections::HashMap;

use crate::briefing::{Kind, Link};
use crate::text::Clean;

use super::grouped::Grouped;
use super::{Ix, Library};

/// A typed link as it is seen from one of its two ends.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkSeen {
    /// The briefing at the other end; nothing when the library does not have it.
    pub other: Option<Ix>,
    /// The id of the other end.
    pub to: Clean,
    /// Between a company and an event the company's role; otherwise what the other end is for this one, or for
    /// events what this one does to the other.
    pub role: Clean,
    /// A remark.
    pub note: Option<Clean>,
    /// Ids of the sources it rests on, those of both declarations.
    pub sources: Box<[Clean]>,
    /// Which of the two files says so.
    pub declared: Declared,
}

/// Which of the two files of a link declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declared {
    /// The one it is looked at from.
    Here,
    /// The other one.
    There,
    /// Both say the same.
    Both,
}

/// For each briefing the links that lead to it: the briefing that declares one, and which of its links it is.
pub(super) type Incoming = Grouped<(Ix, u32)>;

/// All links from the side of their targets.
pub(super) fn incoming(library: &Library) -> Incoming {
    let mut resolved: Vec<(Ix, (Ix, u32))> = Vec::new();
    for (from, briefing) in library.iter() {
        for (number, link) in (0_u32..).zip(&briefing.links) {
            if let Some(to) = library.target(from, &link.to).filter(|to| *to != from) {
                resolved.push((to, (from, number)));
            }
        }
    }
    Grouped::new(library.len(), &resolved)
}

impl Library {
    /// All typed links of a briefing, its own in file order, then those that only other files declare, in the
    /// order of their paths.
    pub fn links_of(&self, ix: Ix) -> Vec<LinkSeen> {
        let own = self.get(ix).links.iter();
        let mut seen: Vec<LinkSeen> =
            own.map(|link| seen(link, self.target(ix, &link.to), Declared::Here)).collect();
        let ours: HashMap<(Ix, Clean), usize> = seen
            .iter()
            .enumerate()
            .filter_map(|(at, link)| Some(((link.other?, link.role.clone()), at)))
            .collect();
        for (from, number) in self.incoming.of(ix) {
            let other = self.get(*from);
            let Some(link) = other.links.get(*number as usize) else { continue };
            let role = mirrored(&other.kind, &self.get(ix).kind, &link.role);
            if let Some(own) = ours.get(&(*from, role.clone())).and_then(|at| seen.get_mut(*at)) {
                merge(own, link);
            } else {
                let to = other.id.0.clone();
                seen.push(LinkSeen { to, role, ..self::seen(link, Some(*from), Declared::There) });
            }
        }
        seen
    }
}

fn seen(link: &Link, other: Option<Ix>, declared: Declared) -> LinkSeen {
    let (to, role) = (link.to.clone(), link.role.clone());
    LinkSeen { other, to, role, note: link.note.clone(), sources: link.sources.clone(), declared }
}

fn merge(own: &mut LinkSeen, theirs: &Link) {
    own.declared = Declared::Both;
    if own.note.is_none() {
        own.note.clone_from(&theirs.note);
    }
    let new = theirs.sources.iter().filter(|source| !own.sources.contains(source)).cloned();
    let new: Vec<Clean> = new.collect();
    if !new.is_empty() {
        own.sources = own.sources.iter().cloned().chain(new).collect();
    }
}

/// The role as the other end says it. Only between two events or two companies has it a direction.
fn mirrored(from: &Kind, to: &Kind, role: &Clean) -> Clean {
    let pairs: &[(&str, &str)] = match (from, to) {
        (Kind::Event, Kind::Event) => &[("precedes", "follows")],
        (Kind::Company, Kind::Company) => {
            &[("parent", "subsidiary"), ("supplier", "customer"), ("investor", "investee")]
        }
        _ => &[],
    };
    let other =
        pairs.iter().find_map(
            |(one, other)| {
                if *role == **one { Some(*other) } else { (*role == **other).then_some(*one) }
            },
        );
    other.map_or_else(|| role.clone(), Clean::line)
}
