//! Translation of queries for the index.
//!
//! Words and phrases are searched in the index; fields are decided by [`crate::search`] over the library, and are
//! passed as sets of files. Words that are the whole name of a briefing, or two and more that begin one, also find
//! its other names.

use std::collections::HashSet;
use std::sync::Arc;

use tantivy::collector::TopDocs;
use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhrasePrefixQuery, PhraseQuery,
    Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocId, Searcher, SegmentReader, TantivyDocument, Term};

use super::FullTextError;
use super::schema::{IndexFields, KEY, LONGEST_NAME, beginnings, spelled};
use super::unit::{Matcher, TermSequence};
use crate::search::query::Node;
use crate::text::{Clean, fold};

/// The weights of a match in a name and in a heading. A match in the text has weight 1.
const IN_NAME: f32 = 4.0;
const IN_HEADING: f32 = 2.0;
/// The weight of a match outside the readable text. It is less than any other.
const ASIDE: f32 = 1e-6;
/// The weight of words that are the whole name.
const WHOLE_NAME: f32 = 12.0;
/// The most briefings that a name is looked up for.
/// A name that more briefings share does not find their other names.
const MOST_OWNERS: usize = 8;
/// The most words that a word may become while it is typed. Within a phrase it is fewer.
const MOST_ENDINGS: u32 = 100_000;
const MOST_ENDINGS_IN_PHRASE: u32 = 2_000;

/// A query for the index, and the matcher of its words.
pub(super) struct Translated {
    pub query: Box<dyn Query>,
    pub matcher: Matcher,
}

/// Returns the keys of files that pass these parts of a query. They pass all of them.
pub(super) type Passing<'a> = &'a dyn Fn(&[&Node]) -> Result<HashSet<u64>, FullTextError>;

/// Translates queries for one state of an index.
pub(super) struct Translator<'a> {
    searcher: &'a Searcher,
    fields: IndexFields,
    passing: Passing<'a>,
    /// True if the last word is still being typed.
    typing: bool,
    units: Vec<TermSequence>,
    /// The number of words that have been numbered.
    words: u32,
    all_words: u32,
}

impl<'a> Translator<'a> {
    pub fn new(searcher: &'a Searcher, fields: IndexFields, passing: Passing<'a>, typing: bool) -> Self {
        Self { searcher, fields, passing, typing, units: Vec::new(), words: 0, all_words: 0 }
    }

    /// Translates a query; drafts are left out unless `drafts` is set.
    pub fn translate(mut self, root: &Node, drafts: bool) -> Result<Translated, FullTextError> {
        root.visit(&mut |node, _| self.all_words += u32::from(is_words(node)));
        let query = self.node(root, false)?;
        let query = if drafts { query } else { without(query, self.term(self.fields.draft, 1)) };
        Ok(Translated { query, matcher: Matcher::new(self.units) })
    }

    /// Translates a part of a query.
    /// Recursion is safe here: only the parser makes queries, and it bounds their depth.
    fn node(&mut self, node: &Node, excluded: bool) -> Result<Box<dyn Query>, FullTextError> {
        match node {
            Node::All(members) => self.all(members, excluded),
            Node::Any(members) => {
                let members: Result<Vec<_>, FullTextError> =
                    members.iter().map(|member| self.node(member, excluded)).collect();
                Ok(Box::new(BooleanQuery::union(members?)))
            }
            Node::Not(inner) => {
                let inner = self.node(inner, !excluded)?;
                Ok(without(Box::new(AllQuery), inner))
            }
            Node::Filter(_) => self.files(&[node]),
            Node::Word(_) | Node::Phrase(_) | Node::Begun(_) => self.words(&[node], excluded),
        }
    }

    /// Translates all members of a group.
    /// Fields are one look-up, since some are evaluated together; words stay in a row as they may be a name.
    fn all(&mut self, members: &[Node], excluded: bool) -> Result<Box<dyn Query>, FullTextError> {
        let (fields, others): (Vec<&Node>, Vec<&Node>) = members.iter().partition(|node| is_fields(node));
        let mut parts: Vec<Box<dyn Query>> = Vec::new();
        if !fields.is_empty() {
            parts.push(self.files(&fields)?);
        }
        for run in others.chunk_by(|one, other| is_words(one) && is_words(other)) {
            parts.push(match run {
                [one] if !is_words(one) => self.node(one, excluded)?,
                run => self.words(run, excluded)?,
            });
        }
        Ok(match parts.pop() {
            None => Box::new(AllQuery),
            Some(only) if parts.is_empty() => only,
            Some(last) => {
                parts.push(last);
                Box::new(BooleanQuery::intersection(parts))
            }
        })
    }

    /// Translates words in a row, all of which must match.
    /// If some of them are a name, one of its other names suffices.
    fn words(&mut self, run: &[&Node], excluded: bool) -> Result<Box<dyn Query>, FullTextError> {
        let mut parts: Vec<Box<dyn Query>> = Vec::new();
        // A dash between words is a separator, as in a text.
        let said: Vec<&Node> = run.iter().copied().filter(|word| has_tokens(word)).collect();
        let mut rest = if said.is_empty() { run } else { said.as_slice() };
        self.words += u32::try_from(run.len() - rest.len()).unwrap_or(u32::MAX);
        while !rest.is_empty() {
            let named = self.longest_name(rest)?;
            let (length, names) = named.unwrap_or((1, Vec::new()));
            let (these, after) = rest.split_at(length);
            rest = after;
            let first_bit = self.words;
            let own = these.iter().map(|word| self.word(word, excluded)).collect();
            let own: Box<dyn Query> = Box::new(BooleanQuery::intersection(own));
            let covers = (first_bit..self.words).fold(0, |covers, word| covers | bit(word));
            if names.is_empty() {
                parts.push(own);
                continue;
            }
            let mut ways = vec![own];
            for name in names {
                let units = TermSequence::of(&name, false, covers).into_iter();
                let units: Vec<TermSequence> =
                    units.map(|unit| TermSequence { name: Some(name.clone()), ..unit }).collect();
                ways.extend(units.iter().map(|unit| self.unit(unit)));
                self.keep(units, excluded);
            }
            let folded = Term::from_field_text(self.fields.exact, &fold(&joined(these)).text);
            let whole = TermQuery::new(folded, IndexRecordOption::Basic);
            ways.push(Box::new(BoostQuery::new(Box::new(whole), WHOLE_NAME)));
            parts.push(Box::new(BooleanQuery::union(ways)));
        }
        Ok(Box::new(BooleanQuery::intersection(parts)))
    }

    /// Translates one word or phrase. If it contains no word, it matches no text.
    fn word(&mut self, node: &Node, excluded: bool) -> Box<dyn Query> {
        let number = self.words;
        self.words += 1;
        let is_last = self.words == self.all_words;
        let (text, begun) = match node {
            Node::Begun(text) => (text, true),
            Node::Word(text) => (text, self.typing && is_last),
            Node::Phrase(text) => (text, false),
            _ => return Box::new(EmptyQuery),
        };
        let units = TermSequence::of(text, begun, bit(number));
        let ways: Vec<_> = units.iter().map(|unit| self.unit(unit)).collect();
        self.keep(units, excluded);
        if ways.is_empty() { Box::new(EmptyQuery) } else { Box::new(BooleanQuery::union(ways)) }
    }

    fn keep(&mut self, units: Vec<TermSequence>, excluded: bool) {
        if !excluded {
            self.units.extend(units);
        }
    }

    /// Translates a unit.
    /// It may be anywhere in the readable text; in names and headings it has more weight, elsewhere hardly any.
    fn unit(&self, unit: &TermSequence) -> Box<dyn Query> {
        let boosted =
            |field, boost| Box::new(BoostQuery::new(self.unit_in(unit, field), boost)) as Box<dyn Query>;
        let ways = vec![
            self.unit_in(unit, self.fields.text),
            boosted(self.fields.name, IN_NAME),
            boosted(self.fields.heading, IN_HEADING),
            Box::new(ConstScoreQuery::new(self.unit_in(unit, self.fields.aside), ASIDE)),
        ];
        Box::new(BooleanQuery::union(ways))
    }

    fn unit_in(&self, unit: &TermSequence, field: Field) -> Box<dyn Query> {
        let terms: Vec<(usize, Term)> =
            unit.terms.iter().map(|(at, term)| (*at, Term::from_field_text(field, term))).collect();
        match (terms.as_slice(), unit.begun) {
            ([(_, only)], false) => Box::new(TermQuery::new(only.clone(), IndexRecordOption::WithFreqs)),
            ([(_, only)], true) => {
                // A whole word has its usual weight; longer words are found, too.
                let whole = TermQuery::new(only.clone(), IndexRecordOption::WithFreqs);
                let mut begun = PhrasePrefixQuery::new_with_offset(terms);
                begun.set_max_expansions(MOST_ENDINGS);
                Box::new(BooleanQuery::union(vec![Box::new(whole), Box::new(begun)]))
            }
            (_, true) => {
                let mut begun = PhrasePrefixQuery::new_with_offset(terms);
                begun.set_max_expansions(MOST_ENDINGS_IN_PHRASE);
                Box::new(begun)
            }
            (_, false) => Box::new(PhraseQuery::new_with_offset(terms)),
        }
    }

    /// Returns the length of the longest name at the start of `run`.
    /// The beginning of a name counts too. With it come the other names of the briefings with such a name.
    fn longest_name(&self, run: &[&Node]) -> Result<Option<(usize, Vec<Clean>)>, FullTextError> {
        for length in (1..=run.len().min(LONGEST_NAME)).rev() {
            let names = self.names_beside(&joined(&run[..length]))?;
            if !names.is_empty() {
                return Ok(Some((length, names)));
            }
        }
        Ok(None)
    }

    /// Returns the other names of the briefings with this name.
    /// Of several words the beginning of a name is enough: "Hangzhou Hikvision" finds "Hangzhou Hikvision Digital
    /// Technology". A single word must be the whole name, or each city would find all that are named after it.
    fn names_beside(&self, typed: &str) -> Result<Vec<Clean>, FullTextError> {
        let folded = fold(typed).text;
        let (spelled, count) = spelled(typed);
        let mut ways = Vec::new();
        if !folded.is_empty() {
            ways.push(Term::from_field_text(self.fields.exact, &folded));
        }
        if count > 1 {
            ways.push(Term::from_field_text(self.fields.begins, &spelled));
        }
        let way = |term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>;
        let query = BooleanQuery::union(ways.into_iter().map(way).collect());
        let owners = self.searcher.search(&query, &TopDocs::with_limit(MOST_OWNERS + 1).order_by_score())?;
        if owners.len() > MOST_OWNERS {
            return Ok(Vec::new());
        }
        let mut names: Vec<Clean> = Vec::new();
        for (_, owner) in owners {
            let entry: TantivyDocument = self.searcher.doc(owner)?;
            for name in entry.get_all(self.fields.names).filter_map(|name| name.as_str()) {
                let name = Clean::line(name);
                // A name that begins like this is found by the typed words.
                let is_called_so =
                    fold(&name).text == folded || beginnings(&name).any(|name| name == spelled);
                if !is_called_so && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        Ok(names)
    }

    /// Makes a query for the files that pass fields.
    fn files(&self, fields: &[&Node]) -> Result<Box<dyn Query>, FullTextError> {
        // Passing a field does not improve the score.
        Ok(Box::new(BoostQuery::new(of_keys((self.passing)(fields)?), 0.0)))
    }

    fn term(&self, field: Field, number: u64) -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_u64(field, number), IndexRecordOption::Basic))
    }
}

/// Excludes the files with these keys from a query.
pub(super) fn excluding(query: Box<dyn Query>, keys: HashSet<u64>) -> Box<dyn Query> {
    without(query, of_keys(keys))
}

/// Makes a query for the files with these keys.
fn of_keys(keys: HashSet<u64>) -> Box<dyn Query> {
    let keys = Arc::new(keys);
    let predicate = FunctionPredicate::from(move |segment: &SegmentReader| {
        let column = segment.fast_fields().u64(KEY)?;
        let keys = Arc::clone(&keys);
        Ok(move |doc: DocId| column.first(doc).is_some_and(|key| keys.contains(&key)))
    });
    Box::new(DocPredicateQuery::from(predicate))
}

fn without(query: Box<dyn Query>, unwanted: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::MustNot, unwanted)]))
}

fn bit(word: u32) -> u64 {
    1 << word.min(63)
}

fn is_words(node: &Node) -> bool {
    matches!(node, Node::Word(_) | Node::Phrase(_) | Node::Begun(_))
}

/// Reports whether a text can contain the word. A lone dash is no word.
fn has_tokens(word: &Node) -> bool {
    match word {
        Node::Word(text) | Node::Phrase(text) | Node::Begun(text) => {
            !TermSequence::of(text, false, 1).is_empty()
        }
        _ => false,
    }
}

/// Reports whether a part of a query consists of fields alone.
fn is_fields(node: &Node) -> bool {
    let mut fields = true;
    node.visit(&mut |node, _| fields &= !is_words(node));
    fields
}

/// Reports whether a briefing may match without any of the words. Recursion is as safe as for [`Translator`].
pub(super) fn passes_without_words(node: &Node) -> bool {
    match node {
        Node::All(members) => members.iter().all(passes_without_words),
        Node::Any(members) => members.iter().any(passes_without_words),
        Node::Not(_) | Node::Filter(_) => true,
        Node::Word(_) | Node::Phrase(_) | Node::Begun(_) => false,
    }
}

/// Reports whether a query has fields.
pub(super) fn has_fields(root: &Node) -> bool {
    let mut fields = false;
    root.visit(&mut |node, _| fields |= matches!(node, Node::Filter(_)));
    fields
}

fn joined(words: &[&Node]) -> String {
    let text = |node: &&Node| match node {
        Node::Word(text) | Node::Phrase(text) | Node::Begun(text) => text.to_string(),
        _ => String::new(),
    };
    words.iter().map(text).collect::<Vec<_>>().join(" ")
}
