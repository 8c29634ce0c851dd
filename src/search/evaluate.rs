//! A query over a library: the set it finds, and the rates of its words.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::bits::Bits;
use super::cache::Cache;
use super::filter::{self, Ground};
use super::fuzzy::{Ends, Needle, Rate, Stopped};
use super::query::{Filter, Node, Query, Test};
use super::{Asked, links};

/// The rates of one word for all slots.
pub(super) struct Rated {
    pub needle: Arc<Needle>,
    pub rates: Arc<Vec<Rate>>,
}

/// What a query finds.
pub(super) struct Found {
    pub set: Bits,
    /// The words that a hit may have, to rank by.
    pub words: Vec<Rated>,
}

pub(super) struct Evaluation<'a> {
    pub ground: Ground<'a>,
    pub asked: &'a Asked<'a>,
    pub cache: &'a mut Cache,
}

impl Evaluation<'_> {
    pub(super) fn run(mut self, query: &Query) -> Result<Found, Stopped> {
        let mut set = self.node(query.root())?;
        if !query.wants_drafts() {
            set.without(&self.ground.index.drafts);
        }
        let mut wanted = Vec::new();
        query.root().visit(&mut |node, excluded| {
            if let Some(word) = word(node).filter(|_| !excluded) {
                wanted.push(word);
            }
        });
        let words =
            wanted.into_iter().map(|(text, ends)| self.rated(text, ends)).collect::<Result<_, _>>()?;
        Ok(Found { set, words })
    }

    /// Recursion is safe here: only the parser makes queries, and it bounds their depth.
    pub(super) fn node(&mut self, node: &Node) -> Result<Bits, Stopped> {
        if self.asked.stop.load(Ordering::Relaxed) {
            return Err(Stopped);
        }
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
            Node::Filter(filter) => Ok(self.filter(filter)),
            Node::Word(_) | Node::Phrase(_) | Node::Begun(_) => Ok(Bits::all(self.ground.library.len())),
        }
    }

    /// All members. Roles say more of the links asked for beside them, and states of the programs.
    fn all(&mut self, members: &[Node]) -> Result<Bits, Stopped> {
        let values = |test: Test| -> Vec<&str> {
            let of_test = members.iter().filter_map(as_filter).filter(|filter| filter.test == test);
            of_test.map(|filter| filter.value.as_str()).collect()
        };
        let (roles, states) = (values(Test::Role), values(Test::Status));
        let is_link = |test| matches!(test, Test::At | Test::Company | Test::Event);
        let joined =
            !roles.is_empty() && members.iter().filter_map(as_filter).any(|filter| is_link(filter.test));
        let mut set = Bits::all(self.ground.library.len());
        if states.len() > 1 {
            set.keep(
                &self
                    .cache
                    .set(&format!("status:{}", states.join("\n")), || filter::status(self.ground, &states)),
            );
        }
        for member in members {
            match as_filter(member) {
                Some(filter) if filter.test == Test::Status && states.len() > 1 => {}
                Some(filter) if filter.test == Test::Role && joined => {}
                Some(filter) if is_link(filter.test) && joined => {
                    let key = format!("{filter}\n{}", roles.join("\n"));
                    set.keep(
                        &self
                            .cache
                            .set(&key, || links::linked(self.ground, filter.test, &filter.value, &roles)),
                    );
                }
                _ => set.keep(&self.node(member)?),
            }
        }
        Ok(set)
    }

    fn filter(&mut self, filter: &Filter) -> Bits {
        let ground = self.ground;
        // What the reader marks, and what is known of bodies, changes while the library stays the same.
        if matches!(filter.test, Test::Is(_) | Test::Note | Test::Source | Test::Origin) {
            return filter::passing(ground, filter);
        }
        // A relative date means another day tomorrow, so the meaning is part of the key.
        let key = format!("{filter}\n{:?}", filter.test);
        (*self.cache.set(&key, || filter::passing(ground, filter))).clone()
    }

    fn rated(&mut self, text: &str, ends: Ends) -> Result<Rated, Stopped> {
        self.cache.word(&self.ground.index.haystack, text, ends, self.asked.stop)
    }
}

fn as_filter(node: &Node) -> Option<&Filter> {
    match node {
        Node::Filter(filter) => Some(filter),
        _ => None,
    }
}

fn word(node: &Node) -> Option<(&str, Ends)> {
    match node {
        Node::Word(word) => Some((word, Ends::Free)),
        Node::Phrase(phrase) => Some((phrase, Ends::Whole)),
        Node::Begun(phrase) => Some((phrase, Ends::Begins)),
        _ => None,
    }
}
