//! The rescue of YAML that no parser accepts: key by key.

use std::borrow::Cow;

use super::tree::{Budget, Entry, Fault, TreeNode, Value, last_wins, position};
use super::yaml;

/// The most pieces for the parser. The rest of a longer block is taken as text.
const MOST_PARSED: usize = 1_000;

/// Cuts the block before each key and reads each piece by itself.
/// A key is at the beginning of its line; a piece that is broken is taken as text.
pub(super) fn salvage<'a>(block: &'a str, budget: &mut Budget) -> (TreeNode<'a>, Vec<Fault>) {
    let mut entries = Vec::new();
    let mut faults = Vec::new();
    let mut rest = Some((0, block));
    let mut parsed = 0;
    while let Some((from, text)) = rest {
        let piece = &text[..piece_length(text)];
        rest = text.get(piece.len()..).filter(|text| !text.is_empty()).map(|text| (from + piece.len(), text));
        let Some(length) = key_length(piece) else { continue };
        parsed += 1;
        let read = (parsed <= MOST_PARSED).then(|| yaml::parse(piece, budget));
        match read {
            Some(Ok((TreeNode { value: Value::Map(inner), .. }, _))) => {
                entries.extend(inner.into_iter().map(|entry| moved_entry(entry, position(from))));
            }
            _ => entries.push(Entry {
                key: Cow::Borrowed(piece[..length].trim_matches(['"', '\''])),
                start: position(from),
                node: as_text(piece, length + 1, from),
            }),
        }
    }
    for (key, at) in last_wins(&mut entries) {
        faults.push(Fault::warning(at, format!("duplicate key `{key}`; the last one counts")));
    }
    (TreeNode { value: Value::Map(entries), start: 0, end: position(block.len()) }, faults)
}

/// The bytes up to the next line that begins with a key.
fn piece_length(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && key_length(line).is_some() {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// The length of a key at the left margin. A colon follows it, and then a blank or the end of the line.
fn key_length(line: &str) -> Option<usize> {
    let line = line.lines().next()?;
    let (key, rest) = line.split_at(
        line.match_indices(':')
            .find(|(at, _)| line.as_bytes().get(at + 1).is_none_or(|next| matches!(next, b' ' | b'\t')))?
            .0,
    );
    let first = key.chars().next()?;
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.' | '/');
    let bare = key.trim_matches(['"', '\'']);
    let is_key = (first.is_alphabetic() || matches!(first, '_' | '"' | '\''))
        && key.len() <= 64
        && !bare.is_empty()
        && bare.chars().all(fine);
    (is_key && !rest.is_empty()).then_some(key.len())
}

/// The lines behind the colon as text: one value, or a list when they begin with dashes.
fn as_text(piece: &str, after: usize, from: usize) -> TreeNode<'_> {
    let (start, end) = (position(from + after), position(from + piece.trim_end().len()));
    let mut lines = piece.get(after..).unwrap_or_default().lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    let rest: Vec<&str> = lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let is_list = first.is_empty() && rest.first().is_some_and(|line| line.starts_with('-'));
    let value = if is_list {
        let items = rest.iter().filter_map(|line| line.strip_prefix('-'));
        let text = |item: &'_ str| TreeNode {
            value: Value::Text(Cow::Owned(unquoted(item).to_owned())),
            start,
            end,
        };
        Value::List(items.map(text).collect())
    } else if rest.is_empty() {
        Value::plain(unquoted(first))
    } else {
        let mut text = first.trim_start_matches(['|', '>']).to_owned();
        for line in rest {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(line);
        }
        Value::plain(unquoted(&text).to_owned())
    };
    TreeNode { value, start: start.min(end), end }
}

/// Removes the quotes around a text, even when one is missing.
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.strip_suffix(quote).unwrap_or(inside).trim();
        }
    }
    text
}

fn moved_entry(entry: Entry<'_>, by: u32) -> Entry<'_> {
    Entry { start: entry.start + by, node: moved(entry.node, by), ..entry }
}

fn moved(mut node: TreeNode<'_>, by: u32) -> TreeNode<'_> {
    node.start += by;
    node.end += by;
    node.value = match node.value {
        Value::List(items) => Value::List(items.into_iter().map(|item| moved(item, by)).collect()),
        Value::Map(entries) => Value::Map(entries.into_iter().map(|entry| moved_entry(entry, by)).collect()),
        other => other,
    };
    node
}
