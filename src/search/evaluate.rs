//! The evaluation of a query: its set and its words' rates.

use std::sync::Arc;

use super::bits::Bits;
use super::cache::QueryCache;
use super::filter::{self, FilterContext};
use super::fuzzy::{Cancelled, Ends, Needle, Rate};
use super::query::{Filter, Node, Query, Test};
use super::{QueryContext, links};

/// The rates of one word for all slots.
pub(super) struct Rated {
    pub needle: Arc<Needle>,
    pub rates: Arc<Vec<Rate>>,
}

/// The result of a query.
pub(super) struct MatchSet {
    pub set: Bits,
    /// The words that a hit may have, for ranking.
    pub words: Vec<Rated>,
}

pub(super) struct Evaluation<'a> {
    pub ground: FilterContext<'a>,
    pub asked: &'a QueryContext<'a>,
    pub cache: &'a mut QueryCache,
}

impl Evaluation<'_> {
    pub(super) fn run(mut self, query: &Query) -> Result<MatchSet, Cancelled> {
        let mut set = self.node(query.root())?;
        if !query.wants_drafts() {
            set.without(&self.ground.index.kinds(self.ground.library).drafts);
        }
        let mut wanted = Vec::new();
        query.root().visit(&mut |node, excluded| {
            if let Some(word) = word(node).filter(|_| !excluded) {
                wanted.push(word);
            }
        });
        let words =
            wanted.into_iter().map(|(text, ends)| self.rated(text, ends)).collect::<Result<_, _>>()?;
        Ok(MatchSet { set, words })
    }

    /// Evaluates a part of a query.
    /// Recursion is safe here: only the parser makes queries, and it bounds their depth.
    pub(super) fn node(&mut self, node: &Node) -> Result<Bits, Cancelled> {
        self.ground.go_on()?;
        if let Some((text, ends)) = word(node) {
            let rated = self.rated(text, ends)?;
            return Ok(Bits::rated(&rated.rates));
        }
        match node {
            Node::All(members) => self.all(members),
            Node::Any(members) => {
                let mut set = Bits::none(self.ground.library.len());
                for member in members {
                    set.join(&self.node(member)?);
                }
                Ok(set)
            }
            Node::Not(inner) => {
                let mut set = self.node(inner)?;
                set.flip();
                Ok(set)
            }
            Node::Filter(filter) => self.filter(filter),
            Node::Word(_) | Node::Phrase(_) | Node::Begun(_) => Ok(Bits::all(self.ground.library.len())),
        }
    }

    /// Evaluates all members of a group.
    /// Roles apply to the links in the same group, and states to its programs; so do alternatives of them:
    /// `role:speaker at:milipol OR at:chtf` finds those who spoke at one of the two.
    fn all(&mut self, members: &[Node]) -> Result<Bits, Cancelled> {
        let of = |fits: fn(Test) -> bool| -> Vec<Vec<&Filter>> {
            members.iter().filter_map(|member| alternatives(member, fits)).collect()
        };
        let joined_roles = combinations(&of(is_role)).filter(|_| !of(is_link).is_empty());
        let joined_states = combinations(&of(is_status)).filter(|combined| combined[0].len() > 1);
        let mut set = Bits::all(self.ground.library.len());
        if let Some(states) = &joined_states {
            set.keep(&self.statuses(states)?);
        }
        for member in members {
            let is = |fits| alternatives(member, fits);
            match &joined_roles {
                Some(_) if is(is_role).is_some() => {}
                Some(roles) if let Some(links) = is(is_link) => set.keep(&self.links(&links, roles)?),
                _ if joined_states.is_some() && is(is_status).is_some() => {}
                _ => set.keep(&self.node(member)?),
            }
        }
        Ok(set)
    }

    /// Finds briefings with one of these combinations in one entry.
    /// Without a program, the states may be in different entries.
    fn statuses(&mut self, combined: &[Vec<&str>]) -> Result<Bits, Cancelled> {
        let mut set = Bits::none(self.ground.library.len());
        for states in combined {
            let key = format!("status:{}", states.join("\n"));
            set.join(&*self.cache.set(&key, || Ok(filter::status(self.ground, states)))?);
        }
        Ok(set)
    }

    /// Finds briefings with one of these links and its roles. The roles are one of these combinations.
    fn links(&mut self, links: &[&Filter], combined: &[Vec<&str>]) -> Result<Bits, Cancelled> {
        let mut set = Bits::none(self.ground.library.len());
        for roles in combined {
            for filter in links {
                let key = format!("{filter}\n{}", roles.join("\n"));
                let linked = || links::linked(self.ground, filter.test, &filter.value, roles);
                set.join(&*self.cache.set(&key, linked)?);
            }
        }
        Ok(set)
    }

    fn filter(&mut self, filter: &Filter) -> Result<Bits, Cancelled> {
        let ground = self.ground;
        // Marks, and the facts of bodies, change while the library stays the same.
        if matches!(filter.test, Test::Is(_) | Test::Note | Test::Source | Test::Origin) {
            return filter::passing(ground, filter);
        }
        // A relative date means another day tomorrow, so the meaning is part of the key.
        let key = format!("{filter}\n{:?}", filter.test);
        Ok((*self.cache.set(&key, || filter::passing(ground, filter))?).clone())
    }

    fn rated(&mut self, text: &str, ends: Ends) -> Result<Rated, Cancelled> {
        self.cache.word(self.ground.index.haystack(self.ground.library), text, ends, self.asked.stop)
    }
}

fn is_role(test: Test) -> bool {
    test == Test::Role
}

fn is_status(test: Test) -> bool {
    test == Test::Status
}

fn is_link(test: Test) -> bool {
    matches!(test, Test::At | Test::Company | Test::Event)
}

/// Returns a filter, or its alternatives, if all of them fit.
fn alternatives(node: &Node, fits: fn(Test) -> bool) -> Option<Vec<&Filter>> {
    let members = match node {
        Node::Any(members) => members.as_slice(),
        node => std::slice::from_ref(node),
    };
    let fitting = members.iter().map(|member| match member {
        Node::Filter(filter) if fits(filter.test) => Some(filter),
        _ => None,
    });
    fitting.collect()
}

/// Returns each choice of one value of every group.
/// `None` when there is no group, or too many choices: then each group is evaluated by itself.
fn combinations<'a>(groups: &[Vec<&'a Filter>]) -> Option<Vec<Vec<&'a str>>> {
    const MOST: usize = 64;
    let mut all = vec![Vec::new()];
    for group in groups {
        if all.len() * group.len() > MOST {
            return None;
        }
        let longer = |chosen: &Vec<&'a str>| {
            let chosen = chosen.clone();
            group.iter().map(move |filter| [chosen.as_slice(), &[filter.value.as_str()]].concat())
        };
        all = all.iter().flat_map(longer).collect();
    }
    (!groups.is_empty()).then_some(all)
}

fn word(node: &Node) -> Option<(&str, Ends)> {
    match node {
        Node::Word(word) => Some((word, Ends::Free)),
        Node::Phrase(phrase) => Some((phrase, Ends::Whole)),
        Node::Begun(phrase) => Some((phrase, Ends::Begins)),
        _ => None,
    }
}
