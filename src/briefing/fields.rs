//! The meaning of the keys of the front matter.
//!
//! Wrong types lose nothing: a value that its key can't take stays among the other fields as text. It is reported
//! only in a briefing of one of our own kinds; elsewhere `status: published` or `links: …` is a key of another
//! program.

mod dates;
mod keys;
mod lists;

use std::collections::HashSet;

use crate::text::{Clean, Pool};

use super::front_matter::{Entry, Fault, FrontMatter, TreeNode, Value, slice};
use super::schema::{self, Accessor, SchemaKey, Slot};
use super::{Briefing, Confidence, Kind, ProblemKind};
use keys::{NamedEntry, named};

/// The limits of one file.
/// They are the values of other keys that are kept, the length of their keys, and the reported faults.
const MOST_EXTRA: usize = 1_000;
const LONGEST_KEY: usize = 256;
const MOST_FAULTS: usize = 20;

/// A briefing without its file name and body, and its faults. The faults are those of its values.
pub(super) struct BriefingFields<'a, 'p> {
    briefing: Briefing,
    faults: Vec<Fault>,
    block: &'a str,
    pool: &'p mut Pool,
    extra: Vec<(Clean, Clean)>,
    /// Marks a kind whose keys are ours.
    ours: bool,
}

impl<'a, 'p> BriefingFields<'a, 'p> {
    /// Reads the entries of a front matter.
    pub fn read(front: &FrontMatter<'a>, pool: &'p mut Pool) -> (Briefing, Vec<Fault>) {
        let (entries, hidden) = merged(&front.entries);
        let entries = named(entries);
        let kind = kind(&entries);
        let ours = kind.is_ours();
        let briefing = Briefing { kind, ..Briefing::default() };
        let mut fields =
            Self { briefing, faults: Vec::new(), block: front.block, pool, extra: Vec::new(), ours };
        for named in &entries {
            fields.take(*named, &entries);
        }
        for entry in hidden {
            fields.keep(&format!("extra.{}", entry.key), &entry.node);
        }
        fields.dates(&entries);
        fields.briefing.extra = fields.extra.into_boxed_slice();
        (fields.briefing, fields.faults)
    }

    fn take(&mut self, NamedEntry { key, entry }: NamedEntry<'_, '_>, all: &[NamedEntry<'_, '_>]) {
        let node = &entry.node;
        if node.value == Value::Null {
            return;
        }
        let has =
            |key: &str| all.iter().any(|named| named.key == key && named.entry.node.value != Value::Null);
        match schema::spelled(key) {
            // The dates of the last edit are read together, once all are known.
            Some(own) if own == schema::UPDATED => {}
            Some(own) if own.spellings().take_while(|spelling| *spelling != key).any(has) => {
                self.keep(key, node);
            }
            Some(own) => self.set(own, entry),
            // Zola keeps its tags one level down.
            None if key == "taxonomies" && !has(schema::TAGS.name) => self.taxonomies(entry),
            None => self.keep(key, node),
        }
    }

    /// Reads the value of a key of ours.
    fn set(&mut self, key: &SchemaKey, entry: &Entry<'_>) {
        let node = &entry.node;
        match key.slot {
            Slot::Line(Accessor { set, .. }) => {
                let text = self.line(node);
                set(&mut self.briefing, text);
            }
            Slot::Word(_) if key == schema::AUTHOR => self.author(entry),
            Slot::Word(Accessor { set, .. }) => {
                let text = self.common(node);
                set(&mut self.briefing, text);
            }
            Slot::Words(Accessor { set, .. }) if key == schema::COUNTRY => {
                let countries = self.countries(node);
                set(&mut self.briefing, countries);
            }
            Slot::Words(Accessor { set, .. }) if key == schema::TAGS => {
                let tags = self.tags(node);
                set(&mut self.briefing, tags);
            }
            Slot::Lines(Accessor { set, .. }) | Slot::Words(Accessor { set, .. }) => {
                let names = self.names(node);
                set(&mut self.briefing, names);
            }
            // Elsewhere `published: true` is what Jekyll calls the opposite of a draft.
            Slot::Date(_)
                if key == schema::PUBLISHED && !self.ours && node.text().and_then(truth).is_some() =>
            {
                self.keep(&entry.key, node);
            }
            Slot::Date(Accessor { set, .. }) => {
                if let Some(date) = self.fact_date(entry) {
                    set(&mut self.briefing, Some(date));
                }
            }
            Slot::Day(Accessor { set, .. }) => {
                if let Some(day) = self.day(key.name, entry) {
                    set(&mut self.briefing, Some(day));
                }
            }
            // The kind is known before the keys are read.
            Slot::Kind => {}
            Slot::Status => self.briefing.status = self.status(entry),
            Slot::Links => self.briefing.links = self.links(entry),
            Slot::People => self.briefing.people = self.people(node),
            Slot::Confidence => self.briefing.confidence = self.confidence(entry),
            Slot::Draft => self.briefing.draft = self.truth(entry),
        }
    }

    /// A value as one line of text: a list joined by commas, a map as it is written. Nothing when it is empty.
    fn line(&self, node: &TreeNode<'_>) -> Option<Clean> {
        let text = match &node.value {
            Value::Null => return None,
            Value::Text(text) => Clean::line(text),
            Value::List(items) => {
                let items: Vec<Clean> = items.iter().filter_map(|item| self.line(item)).collect();
                Clean::line(&items.iter().map(Clean::as_str).collect::<Vec<_>>().join(", "))
            }
            Value::Map(_) => Clean::line(slice(self.block, node)),
        };
        (!text.is_empty()).then_some(text)
    }

    /// The same for values that many briefings share.
    fn common(&mut self, node: &TreeNode<'_>) -> Option<Clean> {
        match &node.value {
            Value::Text(text) => Some(self.pool.line(text)).filter(|text| !text.is_empty()),
            _ => self.line(node),
        }
    }

    /// Keeps a value among the other fields: lists as several pairs, maps as `key.inner`.
    fn keep(&mut self, key: &str, node: &TreeNode<'_>) {
        if self.extra.len() >= MOST_EXTRA || key.len() > LONGEST_KEY {
            let what = "too many other keys; the rest is ignored";
            if self.faults.len() < MOST_FAULTS && self.faults.iter().all(|fault| fault.what != what) {
                self.faults.push(Fault::warning(node.start, what));
            }
            return;
        }
        match &node.value {
            Value::Null => {}
            Value::Text(text) => self.extra.push((self.pool.line(key), self.pool.line(text))),
            Value::List(items) => items.iter().for_each(|item| self.keep(key, item)),
            Value::Map(entries) => {
                for entry in entries {
                    self.keep(&format!("{key}.{}", entry.key), &entry.node);
                }
            }
        }
    }

    /// Keeps a value that its key can't take, and says so.
    fn refuse(&mut self, entry: &Entry<'_>, at: &TreeNode<'_>, fault: Fault) {
        self.keep(&entry.key, at);
        if self.ours && self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }

    /// Reads the author: a name, or a map with one. Many templates have the key without a value.
    fn author(&mut self, entry: &Entry<'_>) {
        let author = match &entry.node.value {
            Value::Map(_) => {
                entry.node.get("name").and_then(|name| self.line(name)).or_else(|| self.line(&entry.node))
            }
            _ => self.common(&entry.node),
        };
        if author.is_some() {
            self.briefing.source.get_or_insert_default().author = author;
        }
    }

    fn confidence(&mut self, entry: &Entry<'_>) -> Option<Confidence> {
        let text = entry.node.text()?;
        let confidence = match text.trim().to_ascii_lowercase().as_str() {
            "low" => Some(Confidence::Low),
            "moderate" => Some(Confidence::Moderate),
            "high" => Some(Confidence::High),
            _ => None,
        };
        if confidence.is_none() {
            let fault = Fault::value(ProblemKind::Value, &entry.node, "invalid value for `confidence`");
            self.refuse(entry, &entry.node, fault.hint("try low, moderate or high"));
        }
        confidence
    }

    fn truth(&mut self, entry: &Entry<'_>) -> bool {
        let Some(text) = entry.node.text() else { return false };
        let truth = truth(text);
        if truth.is_none() {
            let what = format!("invalid value for `{}`", entry.key);
            let fault = Fault::value(ProblemKind::Value, &entry.node, what).hint("try true or false");
            self.refuse(entry, &entry.node, fault);
        }
        truth.unwrap_or(false)
    }

    fn taxonomies(&mut self, entry: &Entry<'_>) {
        let Value::Map(inner) = &entry.node.value else { return self.keep("taxonomies", &entry.node) };
        for entry in inner {
            if entry.key.eq_ignore_ascii_case("tags") {
                self.briefing.tags = self.tags(&entry.node);
            } else {
                self.keep(&entry.key, &entry.node);
            }
        }
    }
}

/// The entries of the top and of the map `extra`.
/// In `extra` Zola keeps what it does not know. Entries of `extra` that the top has too, and hides, are returned
/// separately.
fn merged<'a, 'b>(top: &'b [Entry<'a>]) -> (Vec<&'b Entry<'a>>, Vec<&'b Entry<'a>>) {
    let mut entries = Vec::with_capacity(top.len());
    let mut hidden = Vec::new();
    for entry in top {
        match &entry.node.value {
            Value::Map(inner) if entry.key.eq_ignore_ascii_case("extra") => {
                let above: HashSet<&str> = top.iter().map(|entry| &*entry.key).collect();
                let (double, new): (Vec<_>, Vec<_>) =
                    inner.iter().partition(|inner| above.contains(&*inner.key));
                entries.extend(new);
                hidden.extend(double);
            }
            _ => entries.push(entry),
        }
    }
    (entries, hidden)
}

fn kind(entries: &[NamedEntry<'_, '_>]) -> Kind {
    let word = |key: &str| {
        let named = entries.iter().find(|named| named.key == key)?;
        named.entry.node.text().map(str::trim).filter(|text| !text.is_empty())
    };
    let Some(word) = word("type").or_else(|| word("kind")) else { return Kind::Note };
    match word.to_ascii_lowercase().as_str() {
        "company" => Kind::Company,
        "event" => Kind::Event,
        "source" => Kind::Source,
        "note" => Kind::Note,
        _ => Kind::Other(Clean::line(word)),
    }
}

fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}
