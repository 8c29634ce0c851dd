//! Things that briefings have in common: tags, linked briefings, people.

use std::collections::HashMap;

use crate::briefing::schema;
use crate::text::{Clean, fold};

use super::{Ix, Library};

/// Things that another briefing has in common with a given one.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// The other briefing.
    pub other: Ix,
    /// Tags of both.
    pub tags: Vec<Clean>,
    /// Briefings that both are linked with. For two companies these include their events.
    pub linked: Vec<Ix>,
    /// People named in both.
    pub people: Vec<Clean>,
    /// The closeness; higher is closer. Things that few briefings have count more than common ones.
    pub weight: f32,
}

impl Library {
    /// Returns these briefings and the sources that date them.
    /// Each comes once and in order.
    pub fn with_dating(&self, briefings: &[Ix]) -> Vec<Ix> {
        let mut sources: HashMap<&str, Option<Ix>> = HashMap::new();
        let mut all = briefings.to_vec();
        for ix in briefings {
            let record = self.record(*ix);
            let ids = record.dating().filter(|_| record.date(schema::AS_OF).is_none());
            all.extend(ids.filter_map(|id| *sources.entry(id).or_insert_with(|| self.source(id))));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Returns these briefings, those linked with them, and their sources.
    /// The sources are those of links, status and text. Each comes once and in order.
    pub fn around(&self, briefings: &[Ix]) -> Vec<Ix> {
        // Around many there is nearly everything, and looking for the rest costs more than it spares.
        if briefings.len() * 4 > self.len() {
            return self.all().collect();
        }
        let mut all = briefings.to_vec();
        for ix in briefings {
            let links = self.links_of(*ix);
            all.extend(links.iter().filter_map(|link| link.other));
            let theirs = links.iter().flat_map(|link| &link.sources).filter_map(|id| self.source(id));
            all.extend(theirs.chain(self.record(*ix).dating().filter_map(|id| self.source(id))));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Returns the briefings that have most in common with this one. The closest come first, at most `most`.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::embedded;
    ///
    /// let library = embedded().library;
    /// let [hikvision, dahua] = ["hikvision", "dahua"].map(|id| library.with_name(id)[0]);
    /// let shares = library.shares(hikvision, 5);
    /// let closest = shares.iter().find(|shared| shared.other == dahua).unwrap();
    /// assert!(closest.tags.iter().any(|tag| *tag == "video-surveillance"));
    /// assert!(closest.linked.contains(&library.with_name("us-ndaa-2019")[0]));
    /// ```
    pub fn shares(&self, ix: Ix, most: usize) -> Vec<Shared> {
        let mut found: HashMap<Ix, Shared> = HashMap::new();
        self.share_linked(ix, &mut found);
        let tags = OwnNames::new(&self.get(ix).tags);
        let people = OwnNames::new(self.get(ix).people.iter().map(|person| &person.name));
        let mut with_tag: Vec<Vec<Ix>> = vec![Vec::new(); tags.names.len()];
        let mut with_person: Vec<Vec<Ix>> = vec![Vec::new(); people.names.len()];
        for (other, record) in self.records().filter(|(other, _)| *other != ix) {
            tags.find(record.tags(), |tag| with_tag[tag].push(other));
            people.find(record.people().map(|(name, _)| name), |one| with_person[one].push(other));
        }
        for (others, tag) in with_tag.into_iter().zip(&tags.names) {
            self.add(&mut found, &others, |shared| shared.tags.push((*tag).clone()));
        }
        for (others, person) in with_person.into_iter().zip(&people.names) {
            self.add(&mut found, &others, |shared| shared.people.push((*person).clone()));
        }
        let mut found: Vec<Shared> = found.into_values().collect();
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.other.cmp(&b.other)));
        found.truncate(most);
        found
    }

    fn share_linked(&self, ix: Ix, found: &mut HashMap<Ix, Shared>) {
        let mut between: Vec<Ix> = self.links_of(ix).into_iter().filter_map(|link| link.other).collect();
        between.sort_unstable();
        between.dedup();
        for middle in between {
            let linked = self.links_of(middle).into_iter().filter_map(|link| link.other);
            let mut others: Vec<Ix> = linked.filter(|other| *other != ix).collect();
            others.sort_unstable();
            others.dedup();
            self.add(found, &others, |shared| shared.linked.push(middle));
        }
    }

    /// Adds one thing in common to all that have it.
    fn add(&self, found: &mut HashMap<Ix, Shared>, others: &[Ix], push: impl Fn(&mut Shared)) {
        #[expect(clippy::cast_precision_loss, reason = "a weight for ranking")]
        let weight = (1.0 + self.len() as f32 / (others.len() + 1) as f32).ln();
        for other in others {
            let shared = found.entry(*other).or_insert_with(|| Shared {
                other: *other,
                tags: Vec::new(),
                linked: Vec::new(),
                people: Vec::new(),
                weight: 0.0,
            });
            shared.weight += weight;
            push(shared);
        }
    }
}

/// The names of the given briefing, to be found in others.
struct OwnNames<'a> {
    names: Vec<&'a Clean>,
    places: HashMap<String, usize>,
}

impl<'a> OwnNames<'a> {
    fn new(all: impl IntoIterator<Item = &'a Clean>) -> Self {
        let mut own = Self { names: Vec::new(), places: HashMap::new() };
        for name in all {
            own.places.entry(fold(name).text).or_insert_with(|| {
                own.names.push(name);
                own.names.len() - 1
            });
        }
        own
    }

    /// Calls `see` with the place of each own name among these, once.
    fn find<'b>(&self, all: impl Iterator<Item = &'b str>, mut see: impl FnMut(usize)) {
        if self.names.is_empty() {
            return;
        }
        let mut seen = Vec::new();
        for place in all.filter_map(|name| self.places.get(&fold(name).text)) {
            if !seen.contains(place) {
                seen.push(*place);
                see(*place);
            }
        }
    }
}
