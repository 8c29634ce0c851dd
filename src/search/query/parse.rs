//! The parser: tokens become a tree.
//!
//! Open groups are kept on a stack of our own, at most [`DEEPEST`] of them, so that no line, however hostile, can
//! exhaust the program's. A line has at most [`MOST_TERMS`] terms: evaluation costs time for each of them.

use std::ops::Range;

use super::field::{self, CONFIDENCES, FIELDS, FieldKind, Flag, Test};
use super::lexer::{QueryToken, QueryValue, TokenKind, tokens};
use super::{Filter, Node, Query, QueryError, when};
use crate::clean;
use crate::date::Day;
use crate::text::Clean;

/// The deepest nesting of groups.
pub(super) const DEEPEST: usize = 32;

/// The most words, phrases and fields of a query.
pub(super) const MOST_TERMS: usize = 128;

/// The treatment of an unfinished line.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Completeness {
    /// The line is complete: an unfinished end is an error.
    Done,
    /// The line is still being typed: an unfinished end is left out.
    Still,
    /// The line was entered. An open quote or group is closed, but an end that would be left out is an error.
    Entered,
}

pub(super) fn parse(line: &str, today: Day, typing: Completeness) -> Result<Query, QueryError> {
    let mut parser = Parser {
        line,
        today,
        typing,
        end: line.len(),
        group: OpenGroup::default(),
        outer: Vec::new(),
        terms: 0,
        unknown: Vec::new(),
        valueless: None,
    };
    for token in tokens(line) {
        parser.take(token)?;
    }
    parser.finish()
}

struct Parser<'a> {
    line: &'a str,
    today: Day,
    typing: Completeness,
    end: usize,
    /// The innermost open group; the whole line is one.
    group: OpenGroup,
    outer: Vec<OpenGroup>,
    terms: usize,
    unknown: Vec<(Range<usize>, Clean)>,
    valueless: Option<(Range<usize>, Clean)>,
}

/// A group while it is read. It has finished members, and the alternatives `a OR b` that may still grow.
#[derive(Default)]
struct OpenGroup {
    at: Range<usize>,
    all: Vec<Node>,
    any: Vec<Node>,
    /// An operator that waits for its right side.
    waiting: Option<(Operator, Range<usize>)>,
    /// The exclusion of the next term, and the sign for it. Two signs cancel each other.
    not: Option<(bool, Range<usize>)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Operator {
    Or,
    And,
}

impl Parser<'_> {
    fn take(&mut self, token: QueryToken) -> Result<(), QueryError> {
        match token.kind {
            TokenKind::Open => self.open(token.at),
            TokenKind::Close => self.close(&token.at),
            TokenKind::Or => self.operator(Operator::Or, token.at),
            TokenKind::And => self.operator(Operator::And, token.at),
            TokenKind::Not => {
                let excluded = self.group.not.take().is_some_and(|(excluded, _)| excluded);
                self.group.not = Some((!excluded, token.at));
                Ok(())
            }
            TokenKind::Word => {
                let word = Clean::line(&self.line[token.at.clone()]);
                self.term(Node::Word(word), &token.at)
            }
            TokenKind::Phrase(value) => self.phrase(&value, &token.at),
            TokenKind::Field { key, value } => self.field(&key, &value, &token.at),
        }
    }

    fn open(&mut self, at: Range<usize>) -> Result<(), QueryError> {
        if self.outer.len() >= DEEPEST {
            return Err(QueryError::new(at, clean!("groups are nested more than {DEEPEST} deep"), None));
        }
        let inner = OpenGroup { at, ..OpenGroup::default() };
        self.outer.push(std::mem::replace(&mut self.group, inner));
        Ok(())
    }

    fn close(&mut self, at: &Range<usize>) -> Result<(), QueryError> {
        let Some(outer) = self.outer.pop() else {
            let hint = clean!("remove it, or put `(` before the group");
            return Err(QueryError::new(at.clone(), clean!("unmatched `)`"), Some(hint)));
        };
        let inner = std::mem::replace(&mut self.group, outer);
        let whole = inner.at.start..at.end;
        let node = inner.finish(self.typing)?;
        self.place_group(node, whole)
    }

    fn place_group(&mut self, node: Option<Node>, at: Range<usize>) -> Result<(), QueryError> {
        match node {
            Some(node) => self.group.place(node),
            None if self.typing == Completeness::Still => self.group.forget(),
            None => return Err(QueryError::new(at, clean!("empty group `()`"), None)),
        }
        Ok(())
    }

    fn operator(&mut self, operator: Operator, at: Range<usize>) -> Result<(), QueryError> {
        let dangling = self.group.waiting.is_some() || self.group.not.is_some() || self.group.any.is_empty();
        if dangling {
            return Err(one_sided(operator, at));
        }
        self.group.waiting = Some((operator, at));
        Ok(())
    }

    fn term(&mut self, node: Node, at: &Range<usize>) -> Result<(), QueryError> {
        self.terms += 1;
        if self.terms > MOST_TERMS {
            return Err(QueryError::new(
                at.clone(),
                clean!("too many terms (the limit is {MOST_TERMS})"),
                None,
            ));
        }
        self.group.place(node);
        Ok(())
    }

    /// Reports whether the token that ends here is still being typed.
    fn unfinished(&self, at: &Range<usize>) -> bool {
        self.typing == Completeness::Still && at.end == self.end
    }

    fn phrase(&mut self, value: &QueryValue, at: &Range<usize>) -> Result<(), QueryError> {
        let text = Clean::line(&value.text);
        if !value.closed && self.typing == Completeness::Done {
            return Err(unclosed(at.clone()));
        }
        if !text.is_empty() {
            return self.term(if value.closed { Node::Phrase(text) } else { Node::Begun(text) }, at);
        }
        if self.typing == Completeness::Still {
            self.group.forget();
            return Ok(());
        }
        Err(QueryError::new(at.clone(), clean!("empty phrase"), None))
    }

    fn field(&mut self, key: &Range<usize>, value: &QueryValue, at: &Range<usize>) -> Result<(), QueryError> {
        let unfinished = self.unfinished(at);
        let name = Clean::line(&self.line[key.clone()]);
        if !value.closed && self.typing == Completeness::Done {
            return Err(unclosed(value.at.clone()));
        }
        let asked = Clean::line(&value.text);
        let known = field::known(&name);
        if asked.is_empty() {
            match known {
                _ if unfinished => {
                    self.group.forget();
                    return Ok(());
                }
                Some(field) => {
                    let hint = clean!("{}: {}", field.name, field.about);
                    return Err(QueryError::new(at.clone(), needs_value(&name), Some(hint)));
                }
                // Only a library knows whether the key exists at all, which is checked first.
                None => {
                    self.unknown.push((key.clone(), name.clone()));
                    self.valueless.get_or_insert_with(|| (at.clone(), name.clone()));
                    return self
                        .term(Node::Filter(Filter { key: name, value: asked, test: Test::Other(None) }), at);
                }
            }
        }
        let test = match known {
            None => {
                let when = when::parse(&asked, self.today);
                let may_be_range = asked.contains("..") && when::may_become_date(&asked, self.today);
                if unfinished && when.is_err() && may_be_range {
                    self.group.forget();
                    return Ok(());
                }
                self.unknown.push((key.clone(), name.clone()));
                Test::Other(when.ok().map(when::DateValue::within))
            }
            Some(field) => match meaning(field.meaning, (&name, &asked), self.today) {
                Ok(test) => test,
                Err(error) if unfinished && error.may_be_finished => {
                    self.group.forget();
                    return Ok(());
                }
                Err(error) => return Err(QueryError::new(value.at.clone(), error.what, Some(error.hint))),
            },
        };
        let key = known.map_or(name, |field| Clean::line(field.name));
        self.term(Node::Filter(Filter { key, value: asked, test }), at)
    }

    fn finish(mut self) -> Result<Query, QueryError> {
        while let Some(outer) = self.outer.pop() {
            let inner = std::mem::replace(&mut self.group, outer);
            if self.typing == Completeness::Done {
                let hint = clean!("add `)` after the group");
                return Err(QueryError::new(inner.at, clean!("unclosed `(`"), Some(hint)));
            }
            let at = inner.at.clone();
            let node = inner.finish(self.typing)?;
            self.place_group(node, at)?;
        }
        let root = self.group.finish(self.typing)?.unwrap_or_default();
        Ok(Query { root, unknown: self.unknown, valueless: self.valueless })
    }
}

impl OpenGroup {
    fn place(&mut self, node: Node) {
        let excluded = self.not.take().is_some_and(|(excluded, _)| excluded);
        let node = if excluded { node.negated() } else { node };
        if !matches!(self.waiting.take(), Some((Operator::Or, _))) {
            self.end_alternatives();
        }
        match node {
            // `(a OR b) OR c` is `a OR b OR c`: one tree for one meaning, so that the written form leads back to
            // it.
            Node::Any(inner) => self.any.extend(inner),
            other => self.any.push(other),
        }
    }

    /// Drops the operators before a term that is left out.
    fn forget(&mut self) {
        self.not = None;
        self.waiting = None;
    }

    fn end_alternatives(&mut self) {
        match Node::one_of(std::mem::take(&mut self.any)) {
            Some(Node::All(inner)) => self.all.extend(inner),
            Some(node) => self.all.push(node),
            None => {}
        }
    }

    fn finish(mut self, typing: Completeness) -> Result<Option<Node>, QueryError> {
        if typing != Completeness::Still {
            if let Some((_, at)) = self.not {
                let hint = clean!("write `-word`, or quote it: \"-\"");
                return Err(QueryError::new(at, clean!("`-` needs a word to exclude"), Some(hint)));
            }
            if let Some((operator, at)) = self.waiting {
                return Err(one_sided(operator, at));
            }
        }
        self.end_alternatives();
        let single = self.all.len() == 1;
        Ok(if single { self.all.pop() } else { (!self.all.is_empty()).then_some(Node::All(self.all)) })
    }
}

/// The error of a value. `may_be_finished` is true if more typing could correct it.
struct WrongValue {
    what: Clean,
    hint: Clean,
    may_be_finished: bool,
}

/// Reads the value of a field. Messages name the field as it was typed, in `key`.
fn meaning(meaning: FieldKind, (key, asked): (&str, &str), today: Day) -> Result<Test, WrongValue> {
    let date = || {
        when::parse(asked, today).map_err(|wrong| WrongValue {
            what: clean!("`{}`: {}", wrong.part, wrong.why),
            hint: wrong.hint,
            may_be_finished: when::may_become_date(asked, today),
        })
    };
    match meaning {
        FieldKind::Test(test) => Ok(test),
        FieldKind::Since => Ok(Test::During(date()?.since())),
        FieldKind::Until => Ok(Test::During(date()?.until())),
        FieldKind::Dates(key) => Ok(Test::Dated(key, date()?.within())),
        FieldKind::Confidence => one_choice(&CONFIDENCES, key, asked).map(Test::Confidence),
        FieldKind::Is => one_choice(&Flag::ALL, key, asked).map(Test::Is),
    }
}

fn one_choice<T: Copy>(choices: &[(&str, T)], key: &str, text: &str) -> Result<T, WrongValue> {
    field::choice(choices, text).ok_or_else(|| {
        let names = || choices.iter().map(|(name, _)| *name);
        let hint = match field::nearest(names(), text) {
            Some(name) => clean!("did you mean {key}:{name}?"),
            None => clean!("try one of {}", names().collect::<Vec<_>>().join(", ")),
        };
        let begun = names().any(|name| name.starts_with(&text.to_lowercase()));
        WrongValue { what: clean!("invalid value `{text}` for `{key}:`"), hint, may_be_finished: begun }
    })
}

fn one_sided(operator: Operator, at: Range<usize>) -> QueryError {
    let name = if operator == Operator::Or { "OR" } else { "AND" };
    let hint = clean!("to search for the word, quote it: \"{name}\"");
    QueryError::new(at, clean!("{name} needs a term on both sides"), Some(hint))
}

fn needs_value(key: &str) -> Clean {
    clean!("`{key}:` needs a value")
}

/// Makes the error for a front-matter key without a value. The library has the key.
pub(super) fn valueless_key(at: Range<usize>, key: &str) -> QueryError {
    QueryError::new(
        at,
        needs_value(key),
        Some(clean!("try {key}:VALUE, or put it in quotes to search for the text")),
    )
}

fn unclosed(at: Range<usize>) -> QueryError {
    QueryError::new(at, clean!("unclosed quote"), Some(clean!("add `\"` after the phrase")))
}

/// The number of fields that a hint names.
const NAMED: usize = 9;

/// Makes the error for an unknown key.
pub(super) fn unknown_key<'a>(
    at: Range<usize>,
    key: &str,
    library_keys: impl Iterator<Item = &'a str>,
) -> QueryError {
    let names = FIELDS.iter().map(|field| field.name).chain(library_keys);
    let hint = match field::nearest(names, key) {
        Some(name) => clean!("did you mean {name}:?"),
        None => {
            let first: Vec<&str> = FIELDS.iter().take(NAMED).map(|field| field.name).collect();
            clean!("to search for this text, put it in quotes; fields: {}, …", first.join(", "))
        }
    };
    QueryError::new(at, clean!("unknown field `{key}`"), Some(hint))
}
