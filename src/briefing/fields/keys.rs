//! The keys of ours, which are understood in any case: `Title`, `TAGS`.

use std::collections::HashSet;

use super::{Entry, Value};
use crate::briefing::schema::{KEYS, SchemaKey};

/// Keys that hold others: those of other programs, and those of Zola's tags.
const CONTAINERS: [&str; 2] = ["extra", "taxonomies"];

/// An entry under the key that it is understood by.
#[derive(Clone, Copy)]
pub(super) struct NamedEntry<'b, 'a> {
    /// The key in lower case if it is one of ours. Other keys are as written.
    pub key: &'b str,
    pub entry: &'b Entry<'a>,
}

/// These entries under the keys that they are understood by.
/// Where a file has one in several cases, the one in lower case counts, else the first; the others keep their
/// spelling.
pub(super) fn named<'b, 'a>(entries: Vec<&'b Entry<'a>>) -> Vec<NamedEntry<'b, 'a>> {
    let has_capitals = |entry: &&Entry<'_>| entry.key.bytes().any(|byte| byte.is_ascii_uppercase());
    if !entries.iter().any(has_capitals) {
        return entries.into_iter().map(|entry| NamedEntry { key: &entry.key, entry }).collect();
    }
    let mut taken: HashSet<&str> =
        entries.iter().filter(|entry| entry.node.value != Value::Null).map(|entry| &*entry.key).collect();
    let named = entries.into_iter().map(|entry| {
        let mut ours = KEYS.iter().flat_map(SchemaKey::spellings).chain(CONTAINERS);
        let mut known = || ours.find(|key| key.eq_ignore_ascii_case(&entry.key));
        let key = if has_capitals(&entry) { known().filter(|key| taken.insert(key)) } else { None };
        NamedEntry { key: key.unwrap_or(&entry.key), entry }
    });
    named.collect()
}
