//! The meaning of the keys of the front matter.
//!
//! Wrong types lose nothing: a value that its key can't take stays among the other fields as text. It is reported
//! only in a briefing of one of our own kinds; elsewhere `status: published` or `links: …` is a key of another
//! program.

mod dates;
mod keys;
mod lists;

use std::collections::HashSet;

use crate::date::Day;
use crate::text::{Clean, Pool};

use super::front_matter::{Entry, Fault, FrontMatter, TreeNode, Value, slice};
use super::{Briefing, Confidence, Kind, ProblemKind, SourceRecord};
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
        match key {
            "kind" if !has("type") => {}
            "title" => self.briefing.title = self.line(node).unwrap_or_default(),
            "description" => self.briefing.description = self.line(node),
            "summary" if !has("description") => self.briefing.description = self.line(node),
            "start" => self.briefing.start = self.fact_date(entry),
            "end" => self.briefing.end = self.fact_date(entry),
            "as_of" => self.briefing.as_of = self.fact_date(entry),
            "aliases" => self.briefing.aliases = self.names(node),
            "country" => self.briefing.countries = self.countries(node),
            "city" => self.briefing.city = self.common(node),
            "status" => self.briefing.status = self.status(entry),
            "links" => self.briefing.links = self.links(entry),
            "people" => self.briefing.people = self.people(node),
            "tags" => self.briefing.tags = self.tags(node),
            "confidence" => self.briefing.confidence = self.confidence(entry),
            "caveats" => self.briefing.caveats = self.names(node),
            "draft" => self.briefing.draft = self.truth(entry),
            "publisher" => self.record().publisher = self.common(node),
            "author" | "authors" => self.author(entry),
            "published" => self.published(entry),
            "retrieved" => self.retrieved(entry),
            "url" => self.record().url = self.line(node),
            "origin" => self.record().origin = self.common(node),
            // Zola keeps its tags one level down.
            "taxonomies" if !has("tags") => self.taxonomies(entry),
            // The type is known already; the dates are read together, once all are known.
            "type" | "updated" | "date" | "lastmod" | "modified" => {}
            key => self.keep(key, node),
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

    fn record(&mut self) -> &mut SourceRecord {
        self.briefing.source.get_or_insert_default()
    }

    fn author(&mut self, entry: &Entry<'_>) {
        let author = match &entry.node.value {
            Value::Map(_) => {
                entry.node.get("name").and_then(|name| self.line(name)).or_else(|| self.line(&entry.node))
            }
            _ => self.common(&entry.node),
        };
        if author.is_some() {
            self.record().author = author;
        }
    }

    fn published(&mut self, entry: &Entry<'_>) {
        // Elsewhere `published: true` is what Jekyll calls the opposite of a draft.
        if entry.node.text().and_then(truth).is_some() && !self.ours {
            return self.keep(&entry.key, &entry.node);
        }
        if let Some(date) = self.fact_date(entry) {
            self.record().published = Some(date);
        }
    }

    fn retrieved(&mut self, entry: &Entry<'_>) {
        let Some(text) = entry.node.text() else { return self.keep(&entry.key, &entry.node) };
        match Day::parse(text) {
            Ok(day) => self.record().retrieved = Some(day),
            Err(error) => {
                let fault = Fault::value(ProblemKind::Date, &entry.node, format!("`retrieved`: {error}"));
                self.refuse(entry, &entry.node, fault.hint(error.hint()));
            }
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
