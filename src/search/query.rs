//! The query language: a line of words and fields becomes a [`Query`].
//!
//! Words and fields are joined by "and": `nice type:company` is both. `a OR b` joins its two neighbours and binds
//! more tightly than "and", as in fzf and in web search: `type:company tag:x OR tag:y` is a company with either
//! tag. `-` (or `NOT`) excludes what follows it, `( … )` groups, `"…"` is a phrase. `AND` may be written. Values
//! may be quoted.
//!
//! The parser is pure, linear and cannot be made to run deep. A query is [shown](Query#impl-Display) as a line
//! that parses to the same query. The briefings that a query finds are determined in [`crate::search`].

mod complete;
mod dates;
mod field;
mod lexer;
mod parse;
mod when;

use std::fmt::{self, Display};
use std::ops::Range;

use crate::clean;
use crate::date::Day;
use crate::text::Clean;

pub use complete::{Completion, Completions, NameVisitor, Vocabulary, complete};
pub use dates::Dates;
pub use field::{FIELDS, FieldInfo, Flag, Test, nearest};
pub use when::{Period, day};

pub(crate) use field::plain_key;

/// A parsed query.
#[derive(Clone, Debug, Default)]
pub struct Query {
    root: Node,
    /// The keys that are not fields of the language, with places.
    unknown: Vec<(Range<usize>, Clean)>,
    /// The first unknown key that has no value, with its place.
    valueless: Option<(Range<usize>, Clean)>,
}

/// A part of a query.
/// Groups are never empty, hold more than one member, and are never directly inside a group of the same sort;
/// nothing is nested deeper than the parser allows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Node {
    /// All parts must match; the empty query is an empty `All`.
    All(Vec<Node>),
    /// At least one part must match.
    Any(Vec<Node>),
    /// The part must not match.
    Not(Box<Node>),
    /// A word, matched fuzzily.
    Word(Clean),
    /// Whole words that must follow one another.
    Phrase(Clean),
    /// A phrase that is still being typed. Its last word may go on. It is written as a phrase.
    Begun(Clean),
    /// A field with its value.
    Filter(Filter),
}

/// A field with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The name of the field, or the front-matter key as typed.
    pub key: Clean,
    /// The value as typed.
    pub value: Clean,
    /// The test of the field.
    pub test: Test,
}

/// An error in a query, with its place and a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The wrong bytes of the line.
    pub at: Range<usize>,
    /// The message.
    pub what: Clean,
    /// The text to write instead.
    pub hint: Option<Clean>,
}

impl Query {
    /// Reads a whole line. Relative dates count from `today`.
    ///
    /// A key that is no field of the language is accepted here, since only a library knows its front-matter keys:
    /// [`ensure_keys_known`](Self::ensure_keys_known) checks them.
    ///
    /// # Errors
    ///
    /// When the line is wrong; the error has the place and a hint.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::date::Day;
    /// use briefing::search::query::Query;
    ///
    /// let today = Day::parse("2026-11-29")?;
    /// let query = Query::parse("nice type:company -tag:drones", today)?;
    /// assert_eq!(query.words(), ["nice"]);
    /// assert_eq!(query.to_string(), "nice type:company -tag:drones");
    ///
    /// let error = Query::parse("nice since:20019", today).unwrap_err();
    /// assert_eq!(&"nice since:20019"[error.at], "20019");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(line: &str, today: Day) -> Result<Self, QueryError> {
        parse::parse(line, today, parse::Completeness::Done)
    }

    /// Reads a line that is still being typed.
    /// An unfinished end (`type:`, `"half`, `OR`, `-`, `since:20`, an open group) is left out or closed. An error
    /// before the end is an error all the same.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::date::Day;
    /// use briefing::search::query::Query;
    ///
    /// let today = Day::parse("2026-11-29")?;
    /// // The value of `type:` is not typed yet.
    /// assert_eq!(Query::parse_typed("nice type:", today)?, Query::parse("nice", today)?);
    /// assert!(Query::parse("nice type:", today).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse_typed(line: &str, today: Day) -> Result<Self, QueryError> {
        parse::parse(line, today, parse::Completeness::Still)
    }

    /// Reads a line that was typed and entered.
    /// It is like [`parse_typed`](Self::parse_typed), but an end that would be left out is an error.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_entered(line: &str, today: Day) -> Result<Self, QueryError> {
        parse::parse(line, today, parse::Completeness::Entered)
    }

    /// Reports whether it has a `key:value` whose key is no field.
    /// The key must then be a front-matter key of the library.
    pub fn names_unknown_keys(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// Checks the unknown keys against a library's front-matter keys.
    ///
    /// # Errors
    ///
    /// When nothing in the library uses a key, else when a key has no value; at the first such key.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::date::Day;
    /// use briefing::library::embedded;
    /// use briefing::search::query::{Query, Vocabulary};
    ///
    /// let today = Day::parse("2026-11-29")?;
    /// let vocabulary = Vocabulary::of(&embedded().library);
    /// let query = Query::parse("city:paris colour:red", today)?;
    /// assert!(query.names_unknown_keys());
    /// let error = query.ensure_keys_known(&vocabulary).unwrap_err();
    /// assert_eq!(&"city:paris colour:red"[error.at], "colour");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ensure_keys_known(&self, vocabulary: &Vocabulary) -> Result<(), QueryError> {
        match self.unknown.iter().find(|(_, key)| !vocabulary.has_key(key)) {
            Some((at, key)) => Err(parse::unknown_key(at.clone(), key, vocabulary.keys())),
            None => match &self.valueless {
                Some((at, key)) => Err(parse::valueless_key(at.clone(), key)),
                None => Ok(()),
            },
        }
    }

    /// Returns the query as a tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Reports whether it is empty, so that it finds everything.
    pub fn is_empty(&self) -> bool {
        matches!(&self.root, Node::All(members) if members.is_empty())
    }

    /// Returns the words and phrases that a hit may contain, in order. They serve highlighting and ranking.
    pub fn words(&self) -> Vec<&Clean> {
        let mut words = Vec::new();
        self.root.visit(&mut |node, excluded| match node {
            Node::Word(text) | Node::Phrase(text) | Node::Begun(text) if !excluded => words.push(text),
            _ => {}
        });
        words
    }

    /// Reports whether it needs citations, which only bodies contain in full.
    pub fn asks_for_citations(&self) -> bool {
        let mut asks = false;
        self.root.visit(&mut |node, _| {
            asks |= matches!(node, Node::Filter(Filter { test: Test::Source | Test::Origin, .. }));
        });
        asks
    }

    /// Reports whether it needs the read status, stars or notes.
    pub fn asks_for_marks(&self) -> bool {
        let mut asks = false;
        self.root.visit(&mut |node, _| {
            if let Node::Filter(Filter { test, .. }) = node {
                let marks = [Flag::Unread, Flag::Changed, Flag::Starred, Flag::New];
                asks |= *test == Test::Note || marks.iter().any(|flag| *test == Test::Is(*flag));
            }
        });
        asks
    }

    /// Reports whether it has a field of the language.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::date::Day;
    /// use briefing::search::query::Query;
    ///
    /// let today = Day::parse("2026-11-29")?;
    /// assert!(Query::parse("nice type:company", today)?.has_fields());
    /// // `colour` may be a front-matter key; it is no field of the language.
    /// assert!(!Query::parse("nice colour:red", today)?.has_fields());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn has_fields(&self) -> bool {
        let mut has = false;
        self.root.visit(&mut |node, _| {
            has |= matches!(node, Node::Filter(Filter { test, .. }) if !matches!(test, Test::Other(_)));
        });
        has
    }

    /// Reports whether it includes drafts.
    pub fn wants_drafts(&self) -> bool {
        let mut wants = false;
        self.root.visit(&mut |node, excluded| {
            if let Node::Filter(Filter { test: Test::Is(Flag::Draft), .. }) = node {
                wants |= !excluded;
            }
        });
        wants
    }
}

/// Compares queries by their parts. Places in the line don't count.
impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root
    }
}

impl Eq for Query {}

impl Default for Node {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Node {
    fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// Returns the alternatives as one node.
    fn one_of(mut alternatives: Vec<Self>) -> Option<Self> {
        match alternatives.len() {
            0 | 1 => alternatives.pop(),
            _ => Some(Self::Any(alternatives)),
        }
    }

    /// Calls `see` for every part from left to right.
    /// The flag reports whether the part is excluded. The depth is the parser's.
    pub(crate) fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self, bool)) {
        let mut waiting = vec![(self, false)];
        while let Some((node, excluded)) = waiting.pop() {
            see(node, excluded);
            match node {
                Self::All(members) | Self::Any(members) => {
                    waiting.extend(members.iter().rev().map(|member| (member, excluded)));
                }
                Self::Not(inner) => waiting.push((inner, !excluded)),
                _ => {}
            }
        }
    }
}

impl QueryError {
    fn new(at: Range<usize>, what: Clean, hint: Option<Clean>) -> Self {
        Self { at, what, hint }
    }
}

impl Display for QueryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.what.fmt(formatter)
    }
}

impl std::error::Error for QueryError {}

/// Writes a line that parses to the same query.
impl Display for Query {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(formatter)
    }
}

impl Display for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(members) => separated(formatter, members, " "),
            Self::Any(members) => separated(formatter, members, " OR "),
            Self::Not(inner) if matches!(**inner, Self::All(_) | Self::Any(_)) => {
                write!(formatter, "-({inner})")
            }
            Self::Not(inner) => write!(formatter, "-{inner}"),
            Self::Word(word) => word.fmt(formatter),
            Self::Phrase(phrase) | Self::Begun(phrase) => formatter.write_str(&quoted(phrase)),
            Self::Filter(filter) => filter.fmt(formatter),
        }
    }
}

impl Display for Filter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.key, written(&self.value))
    }
}

/// Writes the members of a group.
/// `OR` binds more tightly than "and", so only an "and" inside an `OR` needs brackets.
fn separated(formatter: &mut fmt::Formatter<'_>, members: &[Node], separator: &str) -> fmt::Result {
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            formatter.write_str(separator)?;
        }
        match member {
            Node::All(_) => write!(formatter, "({member})")?,
            _ => member.fmt(formatter)?,
        }
    }
    Ok(())
}

/// Writes a value as it must follow its key: bare if possible.
fn written(value: &str) -> std::borrow::Cow<'_, str> {
    let bare = !value.is_empty() && !value.starts_with('"') && !value.contains(lexer::ends_bare);
    if bare { value.into() } else { quoted(value).into() }
}

/// Writes a field with its value, as in a query.
pub fn token(field: &str, value: &Clean) -> Clean {
    clean!("{field}:{}", written(value))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests;
