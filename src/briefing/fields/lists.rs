//! Lists among the fields: names, tags, people, status and typed links.

use std::collections::HashSet;

use crate::briefing::{Person, ProblemKind, Status, StatusState, TypedLink};
use crate::text::Clean;

use super::{BriefingFields, Entry, Fault, TreeNode, Value};

/// The most tags that are compared one by one.
const FEW: usize = 32;

impl BriefingFields<'_, '_> {
    /// A list of names; a scalar is a list of one, and of a map its `name` or its first value counts.
    pub(super) fn names(&mut self, node: &TreeNode<'_>) -> Box<[Clean]> {
        items(node).iter().filter_map(|item| self.name(item)).collect()
    }

    fn name(&mut self, node: &TreeNode<'_>) -> Option<Clean> {
        let Value::Map(entries) = &node.value else { return self.common(node) };
        let named = ["name", "title", "alias", "path", "url"].iter().find_map(|key| node.get(key));
        let named =
            named.or_else(|| entries.iter().map(|entry| &entry.node).find(|node| node.text().is_some()));
        named.and_then(|node| self.line(node)).or_else(|| self.line(node))
    }

    /// Tags: a list, or one string with commas or, without any, blanks between them. A `#` in front is
    /// dropped, and begins a tag of its own.
    pub(super) fn tags(&mut self, node: &TreeNode<'_>) -> Box<[Clean]> {
        let mut tags: Vec<Clean> = Vec::new();
        // A few tags are compared with one another; only a list of hundreds is worth a set.
        let mut many = HashSet::new();
        let mut add = |tag: &str| {
            let tag = Clean::line(tag.trim().trim_start_matches('#'));
            let seen = if tags.len() < FEW {
                tags.contains(&tag)
            } else {
                tags[..FEW].contains(&tag) || !many.insert(tag.clone())
            };
            if !tag.is_empty() && !seen {
                tags.push(tag);
            }
        };
        match &node.value {
            Value::Text(text) if text.contains(',') => {
                text.split(',').flat_map(|part| part.split(" #")).for_each(add);
            }
            Value::Text(text) => text.split_whitespace().for_each(add),
            _ => self.names(node).iter().for_each(|tag| add(tag)),
        }
        tags.into_boxed_slice()
    }

    /// Countries: two letters are a code and shown in capitals, everything else is kept as written.
    pub(super) fn countries(&mut self, node: &TreeNode<'_>) -> Box<[Clean]> {
        let code = |name: Clean| {
            let is_code = name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_lowercase());
            if is_code { Clean::line(&name.to_ascii_uppercase()) } else { name }
        };
        let several = |text: &str| text.len() > 2 && text.split(',').all(|part| part.trim().len() == 2);
        match node.text() {
            Some(text) if several(text) => text.split(',').map(|part| code(Clean::line(part))).collect(),
            _ => self.names(node).iter().cloned().map(code).collect(),
        }
    }

    /// People as `Name (organisation, function)`.
    pub(super) fn people(&mut self, node: &TreeNode<'_>) -> Box<[Person]> {
        self.names(node).iter().map(|text| person(text)).collect()
    }

    /// The status, program by program.
    pub(super) fn status(&mut self, entry: &Entry<'_>) -> Box<[Status]> {
        let mut status = Vec::new();
        for item in items(&entry.node) {
            let Some(program) = item.get("program").and_then(|program| self.common(program)) else {
                let fault = Fault::value(ProblemKind::Value, item, "a `status` entry needs a `program`")
                    .hint("write {program: …, state: …, since: …, sources: […]}");
                self.refuse(entry, item, fault);
                continue;
            };
            let state = item.get("state").and_then(|state| self.common(state));
            status.push(Status {
                program,
                state: state.map_or(StatusState::Unclear, self::state),
                since: self.inner_date(entry, item, "since"),
                until: self.inner_date(entry, item, "until"),
                note: item.get("note").and_then(|note| self.line(note)),
                sources: item.get("sources").map(|sources| self.names(sources)).unwrap_or_default(),
            });
        }
        status.into_boxed_slice()
    }

    /// Typed links.
    pub(super) fn links(&mut self, entry: &Entry<'_>) -> Box<[TypedLink]> {
        let mut links = Vec::new();
        for item in items(&entry.node) {
            let Some(to) = item.get("to").and_then(|to| self.common(to)) else {
                let fault =
                    Fault::value(ProblemKind::Value, item, "a link needs a `to` with the id of its target")
                        .hint("write {to: ID, role: …}");
                self.refuse(entry, item, fault);
                continue;
            };
            let role = item.get("role").and_then(|role| self.common(role));
            links.push(TypedLink {
                to,
                role: role.unwrap_or_else(|| Clean::line("related")),
                note: item.get("note").and_then(|note| self.line(note)),
                sources: item.get("sources").map(|sources| self.names(sources)).unwrap_or_default(),
            });
        }
        links.into_boxed_slice()
    }
}

/// The items of a list; a value of another kind is its own only item.
fn items<'a, 'b>(node: &'b TreeNode<'a>) -> &'b [TreeNode<'a>] {
    match &node.value {
        Value::Null => &[],
        Value::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

fn person(text: &str) -> Person {
    let inside = text.strip_suffix(')').and_then(|text| text.split_once(" ("));
    match inside {
        Some((name, about)) => Person { name: Clean::line(name), about: Some(Clean::line(about)) },
        None => Person { name: Clean::line(text), about: None },
    }
}

fn state(word: Clean) -> StatusState {
    match word.to_ascii_lowercase().as_str() {
        "proposed" => StatusState::Proposed,
        "active" => StatusState::Active,
        "ended" => StatusState::Ended,
        "unclear" => StatusState::Unclear,
        _ => StatusState::Other(word),
    }
}
