//! Typed links, declared once and visible from both sides.

use std::collections::{HashMap, HashSet};

use crate::briefing::TypedLink;
use crate::text::Clean;

use super::grouped::Grouped;
use super::names::plain_id;
use super::unchanged::UnchangedRecords;
use super::{Ix, Library, Record, ix};

/// The number of links of a file that are read sequentially.
/// A later one is taken from the whole briefing, which is built once, so that a file of many thousand links costs
/// no more for each.
const COUNTED_OFF: u32 = 64;

/// A typed link from the side of one of its ends.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkView {
    /// The briefing at the other end, if the library has it.
    pub other: Option<Ix>,
    /// The id of the other end.
    pub to: Clean,
    /// The role of the link.
    /// Between a company and an event it is the company's role. Otherwise it is the other end's role for this one,
    /// or between events the relation of this one to the other.
    pub role: Clean,
    /// A remark.
    pub note: Option<Clean>,
    /// The ids of its sources, from both declarations.
    pub sources: Box<[Clean]>,
    /// The file that declares it.
    pub declared: Declared,
}

/// The files of a link that declare it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declared {
    /// The file of the briefing whose links are listed.
    Here,
    /// The file of the other briefing.
    There,
    /// Both files, with the same role.
    Both,
}

/// The links that lead to each briefing.
/// A value is the briefing that declares a link and the number of the link in it. The links that lead nowhere come
/// after those of the last briefing.
pub(super) type Incoming = Grouped<(Ix, u32)>;

/// Collects all links from the side of their targets.
pub(super) fn incoming(library: &Library) -> Incoming {
    // Four bytes a link and four a briefing, because temporary allocations count too.
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

/// The targets of links, looked up once for each id. Most briefings link to a few that others link to too.
struct Resolver<'a> {
    library: &'a Library,
    /// The targets by the word number of their id.
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

/// Collects the incoming links of a library that followed another one.
/// The links of unchanged briefings keep their targets, except those to an id of which a file appeared or
/// disappeared.
pub(super) fn incoming_followed(
    library: &Library,
    before: &Library,
    unchanged: &UnchangedRecords,
) -> Incoming {
    let place = |library: &Library, record: Record<'_>| library.store.place_of(&record).map(ix);
    let came =
        unchanged.fresh().map(|ix| library.record(ix)).filter(|record| place(before, *record).is_none());
    let went =
        unchanged.gone().map(|ix| before.record(ix)).filter(|record| place(library, *record).is_none());
    let ids: HashSet<String> = came.chain(went).map(|record| plain_id(record.id())).collect();
    // The present target of links that led to a briefing, as far as it is known without another look-up.
    let leads_now = |to: Ix| match (unchanged.now(to), ids.is_empty()) {
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
        for (declarer, number) in before.incoming.get().of(to) {
            let Some(from) = unchanged.now(*declarer) else { continue };
            let again = || library.declared_link(from, *number);
            let to = leads_now.or_else(|| Some(target(library, from, &again()?.to)));
            resolved.extend(to.map(|to| (to, (from, *number))));
        }
    }
    for from in unchanged.fresh() {
        let record = library.record(from);
        resolved
            .extend(record.links().zip(0..).map(|(link, at)| (target(library, from, link.to), (from, at))));
    }
    // What was kept is in order but for the few that lead elsewhere now.
    resolved.sort();
    grouped(library, resolved.into_iter())
}

/// Groups links by their targets. A link from a briefing to itself is left out.
fn grouped(library: &Library, links: impl Iterator<Item = (Ix, (Ix, u32))> + Clone) -> Incoming {
    Grouped::new(library.len() + 1, links.filter(|(to, (from, _))| to != from))
}

/// Returns the briefing that a link leads to. A link without a target gets the number after the last briefing.
fn target(library: &Library, from: Ix, id: &str) -> Ix {
    library.target(from, id).unwrap_or(ix(library.len()))
}

impl Library {
    /// Returns all typed links of a briefing.
    /// Its own come in file order, then those that only other files declare, in the order of their paths.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::{Declared, embedded};
    ///
    /// let library = embedded().library;
    /// let company = library.with_name("hikvision")[0];
    /// let fair = library.with_name("milipol-paris-2019")[0];
    /// let links = library.links_of(company);
    /// let link = links.iter().find(|link| link.other == Some(fair)).unwrap();
    /// // Both files declare that the company was not there.
    /// assert_eq!((link.role.as_str(), link.declared), ("absent", Declared::Both));
    /// ```
    pub fn links_of(&self, ix: Ix) -> Vec<LinkView> {
        let here = self.record(ix);
        let mut seen: Vec<LinkView> =
            here.links().map(|link| seen(link.whole(), self.target(ix, link.to), Declared::Here)).collect();
        let ours: HashMap<(Ix, Clean), usize> = seen
            .iter()
            .enumerate()
            .filter_map(|(at, link)| Some(((link.other?, link.role.clone()), at)))
            .collect();
        for (from, number) in self.incoming.get().of(ix) {
            let other = self.record(*from);
            let Some(link) = self.declared_link(*from, *number) else { continue };
            let role = Clean::line(role_at_other_end(&other, &here, &link.role));
            if let Some(own) = ours.get(&(*from, role.clone())).and_then(|at| seen.get_mut(*at)) {
                merge(own, link);
            } else {
                let to = Clean::line(other.id());
                seen.push(LinkView { to, role, ..self::seen(link, Some(*from), Declared::There) });
            }
        }
        seen
    }

    /// Returns the link with this number among a briefing's own.
    fn declared_link(&self, from: Ix, number: u32) -> Option<TypedLink> {
        if number < COUNTED_OFF {
            self.record(from).links().nth(number as usize).map(|link| link.whole())
        } else {
            self.get(from).links.get(number as usize).cloned()
        }
    }
}

fn seen(link: TypedLink, other: Option<Ix>, declared: Declared) -> LinkView {
    LinkView { other, to: link.to, role: link.role, note: link.note, sources: link.sources, declared }
}

fn merge(own: &mut LinkView, theirs: TypedLink) {
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

/// Returns the role of a link from its other end's side.
/// Only between two events or two companies does it have a direction.
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
