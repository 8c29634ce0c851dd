//! Front matter as a tree, in any format: the spelling of each scalar is kept, and its place.
//!
//! Numbers, dates and booleans stay text: `version: 1.10` must not become `1.1`, nor `007` seven. The key of a
//! value decides its meaning.

use std::borrow::Cow;

use crate::briefing::ProblemKind;

/// The most bytes of front matter that are read. Beyond it the file is shown with a warning instead.
pub(in crate::briefing) const MOST_BYTES: usize = 1 << 20;
/// The deepest nesting of lists and maps.
pub(super) const MOST_DEPTH: usize = 64;
/// The most scalars, lists and maps. Aliases are counted as often as they are used.
const MOST_NODES: usize = 250_000;
/// The most bytes of text. Aliases are counted as often as they are used.
const MOST_TEXT: usize = 4 << 20;

/// A value, and the bytes of the block it was read from.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::briefing) struct TreeNode<'a> {
    pub value: Value<'a>,
    pub start: u32,
    pub end: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::briefing) enum Value<'a> {
    Null,
    Text(Cow<'a, str>),
    List(Vec<TreeNode<'a>>),
    Map(Vec<Entry<'a>>),
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::briefing) struct Entry<'a> {
    pub key: Cow<'a, str>,
    /// The first byte of the key.
    pub start: u32,
    pub node: TreeNode<'a>,
}

/// The entry under a key: as it is written, else in another case.
pub(super) fn under<'b, 'a>(entries: &'b [Entry<'a>], key: &str) -> Option<&'b Entry<'a>> {
    let in_any_case = |entry: &&Entry<'_>| entry.key.eq_ignore_ascii_case(key);
    entries.iter().find(|entry| entry.key == key).or_else(|| entries.iter().find(in_any_case))
}

impl<'a> Value<'a> {
    /// Returns the value of an unquoted scalar.
    pub fn plain(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        match &*text {
            "" | "~" | "null" | "Null" | "NULL" => Self::Null,
            _ => Self::Text(text),
        }
    }
}

impl TreeNode<'_> {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value under a key, in a map that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Map(entries) => under(entries, key).map(|entry| &entry.node),
            _ => None,
        }
    }

    /// The size of a copy: its nodes and its bytes of text.
    pub fn size(&self) -> (usize, usize) {
        let add = |(nodes, text): (usize, usize), node: &Self| {
            let (more_nodes, more_text) = node.size();
            (nodes + more_nodes, text + more_text)
        };
        match &self.value {
            Value::Null => (1, 0),
            Value::Text(text) => (1, text.len()),
            Value::List(items) => items.iter().fold((1, 0), add),
            Value::Map(entries) => entries
                .iter()
                .fold((1, 0), |(nodes, text), entry| add((nodes + 1, text + entry.key.len()), &entry.node)),
        }
    }
}

/// The nodes and bytes that may still be read.
pub(super) struct Budget {
    nodes: usize,
    text: usize,
}

impl Budget {
    pub fn new() -> Self {
        Self { nodes: MOST_NODES, text: MOST_TEXT }
    }

    /// Takes nodes and text away; `None` when there is not enough left.
    pub fn spend(&mut self, (nodes, text): (usize, usize)) -> Option<()> {
        self.nodes = self.nodes.checked_sub(nodes)?;
        self.text = self.text.checked_sub(text)?;
        Some(())
    }
}

/// A fault, at these bytes of the block.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::briefing) struct Fault {
    pub at: u32,
    pub end: u32,
    pub kind: ProblemKind,
    pub what: String,
    pub hint: Option<String>,
    /// Marks a fault in spite of which the reading is right.
    pub harmless: bool,
}

impl Fault {
    pub fn error(at: u32, what: impl Into<String>) -> Self {
        let kind = ProblemKind::FrontMatter;
        Self { at, end: at, kind, what: what.into(), hint: None, harmless: false }
    }

    /// A value that its key can't take.
    pub fn value(kind: ProblemKind, node: &TreeNode<'_>, what: impl Into<String>) -> Self {
        Self { kind, end: node.end, ..Self::error(node.start, what) }
    }

    pub fn warning(at: u32, what: impl Into<String>) -> Self {
        Self { harmless: true, ..Self::error(at, what) }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn too_much() -> Self {
        Self::error(0, "front matter too large or too deeply nested").hint(format!(
            "the limits are {MOST_DEPTH} levels, {MOST_NODES} values and {} MiB",
            MOST_BYTES >> 20
        ))
    }
}

/// Returns a byte's position in four bytes. A block is at most [`MOST_BYTES`] long.
pub(super) fn position(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX)
}

/// Keeps the last of entries with the same key, at its place.
/// Returns each repeated key with the byte of the entry that repeats it.
pub(super) fn last_wins(entries: &mut Vec<Entry<'_>>) -> Vec<(String, u32)> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|a, b| entries[*a].key.cmp(&entries[*b].key).then(a.cmp(b)));
    let mut doomed = vec![false; entries.len()];
    let mut double = Vec::new();
    for pair in order.windows(2) {
        if let [earlier, later] = *pair
            && entries[earlier].key == entries[later].key
        {
            doomed[earlier] = true;
            double.push((entries[later].key.to_string(), entries[later].start));
        }
    }
    if !double.is_empty() {
        let mut doomed = doomed.into_iter();
        entries.retain(|_| !doomed.next().unwrap_or(false));
        double.sort_by_key(|(_, at)| *at);
    }
    double
}
