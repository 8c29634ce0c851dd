//! Typed links, declared once and seen from both sides.

use std::collections::{HashMap, HashSet};

use crate::briefing::Link;
use crate::text::Clean;

use super::grouped::Grouped;
use super::kept::Kept;
use super::names::plain_id;
use super::{Ix, Library, Record, ix};

/// So many links of a file are counted off each time that one of them is asked for. One behind them is taken from the
/// whole briefing, which is put together once, so that a file of many thousand links costs no more for each.
const COUNTED_OFF: u32 = 64;

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

/// For each briefing the links that lead to it: the briefing that declares one, and which of its links it is. Behind
/// the last briefing stand the links that lead nowhere.
pub(super) type Incoming = Grouped<(Ix, u32)>;

/// All links from the side of their targets.
pub(super) fn incoming(library: &Library) -> Incoming {
    // Four bytes a link and four a briefing, because what is allocated for a moment counts too.
    let mut targets = Vec::new();
    let mut resolver = Resolver::new(library);
    let ends = library.records().map(|(from, record)| {
        targets.extend(record.link_words().map(|word| resolver.target(from, word)));
        targets.len()
    });
    let ends: Vec<u32> = ends.map(|end| u32::try_from(end).unwrap_or(u32::MAX)).collect();
    let declared = ends.iter().enumerate().flat_map(|(at, end)| {
        let start = at.checked_sub(1).map_or(0, |before| ends[before]);
        let own = targets.get(start as usize..*end as usize).unwrap_or_default();
        own.iter().zip(0_u32..).map(move |(to, number)| (*to, (ix(at), number)))
    });
    grouped(library, declared)
}

/// Where links lead, looked up once for each id: most briefings are linked with a few that others are linked with too.
struct Resolver<'a> {
    library: &'a Library,
    /// By the number of the word that the id is.
    known: Vec<Ix>,
}

impl<'a> Resolver<'a> {
    const UNKNOWN: Ix = Ix(u32::MAX);

    fn new(library: &'a Library) -> Self {
        Self { library, known: vec![Self::UNKNOWN; library.store.word_count()] }
    }

    fn target(&mut self, from: Ix, word: u32) -> Ix {
        let known = self.known.get_mut(word as usize);
        if let Some(to) = known.as_ref().filter(|to| ***to != Self::UNKNOWN) {
            return **to;
        }
        let id = self.library.store.word(word);
        let to = target(self.library, from, id);
        if let Some(known) = known.filter(|_| self.library.is_one_target(id)) {
            *known = to;
        }
        to
    }
}

/// The same for a library that followed another one. The links of unchanged briefings lead where they led, but for
/// those to an id of which a file came or went.
pub(super) fn incoming_followed(library: &Library, before: &Library, kept: &Kept) -> Incoming {
    let place = |library: &Library, record: Record<'_>| library.store.place_of(&record).map(ix);
    let came = kept.fresh().map(|ix| library.record(ix)).filter(|record| place(before, *record).is_none());
    let went = kept.gone().map(|ix| before.record(ix)).filter(|record| place(library, *record).is_none());
    let ids: HashSet<String> = came.chain(went).map(|record| plain_id(record.id())).collect();
    // Where links lead that led to a briefing, as far as that is known without another look.
    let leads_now = |to: Ix| match (kept.now(to), ids.is_empty()) {
        (Some(now), true) => Some(now),
        (_, no_other_ids) if to.index() == before.len() => no_other_ids.then(|| ix(library.len())),
        (now, _) => {
            let target = before.record(to);
            let same = || now.or_else(|| place(library, target));
            if ids.contains(&plain_id(target.id())) { None } else { same() }
        }
    };
    let mut resolved: Vec<(Ix, (Ix, u32))> = Vec::new();
    for to in (0..=before.len()).map(ix) {
        let leads_now = leads_now(to);
        for (declarer, number) in before.incoming.of(to) {
            let Some(from) = kept.now(*declarer) else { continue };
            let again = || library.declared_link(from, *number);
            let to = leads_now.or_else(|| Some(target(library, from, &again()?.to)));
            resolved.extend(to.map(|to| (to, (from, *number))));
        }
    }
    for from in kept.fresh() {
        let record = library.record(from);
        resolved
            .extend(record.links().zip(0..).map(|(link, at)| (target(library, from, link.to), (from, at))));
    }
    // What was kept is in order but for the few that lead elsewhere now.
    resolved.sort();
    grouped(library, resolved.into_iter())
}

/// Links by their targets. One that leads to its own briefing is none.
fn grouped(library: &Library, links: impl Iterator<Item = (Ix, (Ix, u32))> + Clone) -> Incoming {
    Grouped::new(library.len() + 1, links.filter(|(to, (from, _))| to != from))
}

/// The briefing that a link leads to; where it leads nowhere the number behind the last one.
fn target(library: &Library, from: Ix, id: &str) -> Ix {
    library.target(from, id).unwrap_or(ix(library.len()))
}

impl Library {
    /// All typed links of a briefing, its own in file order, then those that only other files declare, in the
    /// order of their paths.
    pub fn links_of(&self, ix: Ix) -> Vec<LinkSeen> {
        let here = self.record(ix);
        let mut seen: Vec<LinkSeen> =
            here.links().map(|link| seen(link.whole(), self.target(ix, link.to), Declared::Here)).collect();
        let ours: HashMap<(Ix, Clean), usize> = seen
            .iter()
            .enumerate()
            .filter_map(|(at, link)| Some(((link.other?, link.role.clone()), at)))
            .collect();
        for (from, number) in self.incoming.of(ix) {
            let other = self.record(*from);
            let Some(link) = self.declared_link(*from, *number) else { continue };
            let role = Clean::line(role_at_other_end(&other, &here, &link.role));
            if let Some(own) = ours.get(&(*from, role.clone())).and_then(|at| seen.get_mut(*at)) {
                merge(own, link);
            } else {
                let to = Clean::line(other.id());
                seen.push(LinkSeen { to, role, ..self::seen(link, Some(*from), Declared::There) });
            }
        }
        seen
    }

    /// The link with this number among those that a briefing declares.
    fn declared_link(&self, from: Ix, number: u32) -> Option<Link> {
        if number < COUNTED_OFF {
            self.record(from).links().nth(number as usize).map(|link| link.whole())
        } else {
            self.get(from).links.get(number as usize).cloned()
        }
    }
}

fn seen(link: Link, other: Option<Ix>, declared: Declared) -> LinkSeen {
    LinkSeen { other, to: link.to, role: link.role, note: link.note, sources: link.sources, declared }
}

fn merge(own: &mut LinkSeen, theirs: Link) {
    own.declared = Declared::Both;
    if own.note.is_none() {
        own.note = theirs.note;
    }
    let new = theirs.sources.iter().filter(|source| !own.sources.contains(source)).cloned();
    let new: Vec<Clean> = new.collect();
    if !new.is_empty() {
        own.sources = own.sources.iter().cloned().chain(new).collect();
    }
}

/// The role of a link as its other end says it. Only between two events or two companies has it a direction.
pub(crate) fn role_at_other_end<'a>(from: &Record<'_>, to: &Record<'_>, role: &'a str) -> &'a str {
    let pairs: &[(&'static str, &'static str)] = match (from.kind_word(), to.kind_word()) {
        ("event", "event") => &[("precedes", "follows")],
        ("company", "company") => {
            &[("parent", "subsidiary"), ("supplier", "customer"), ("investor", "investee")]
        }
        _ => &[],
    };
    let mirror = |(one, other): &(&'static str, &'static str)| match role {
        _ if role == *one => Some(*other),
        _ if role == *other => Some(*one),
        _ => None,
    };
    pairs.iter().find_map(mirror).unwrap_or(role)
}
