//! TOML between `+++` lines.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::tree::{Entry, Fault, TreeNode, Value, position};

/// Reads the block; what is wrong in one line does not lose the others.
pub(super) fn parse(block: &str) -> (TreeNode<'_>, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(block);
    let faults = errors.iter().map(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let fault = Fault::error(position(at), format!("not valid TOML: {}", error.message().trim_end()));
        if error.message().contains("duplicate") {
            fault
        } else {
            fault.hint("put text in quotes: key = \"text\"")
        }
    });
    let faults = faults.collect();
    let span = table.span();
    (map(table.into_inner(), span), faults)
}

fn map<'a>(table: DeTable<'a>, span: std::ops::Range<usize>) -> TreeNode<'a> {
    let entry = |(key, value): (Spanned<Cow<'a, str>>, _)| {
        let start = position(key.span().start);
        Entry { start, key: key.into_inner(), node: node(value) }
    };
    let mut entries: Vec<Entry<'a>> = table.into_iter().map(entry).collect();
    // The table is sorted by name; the file's own order is what its reader expects.
    entries.sort_by_key(|entry| entry.start);
    TreeNode { value: Value::Map(entries), start: position(span.start), end: position(span.end) }
}

fn node(value: Spanned<DeValue<'_>>) -> TreeNode<'_> {
    let span = value.span();
    let (start, end) = (position(span.start), position(span.end));
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text),
        DeValue::Integer(number) => Value::Text(Cow::Owned(number.to_string())),
        DeValue::Float(number) => Value::Text(Cow::Owned(number.to_string())),
        DeValue::Boolean(yes) => Value::Text(Cow::Borrowed(if yes { "true" } else { "false" })),
        DeValue::Datetime(date) => Value::Text(Cow::Owned(date.to_string())),
        DeValue::Array(items) => Value::List(items.into_iter().map(node).collect()),
        DeValue::Table(table) => return map(table, span),
    };
    TreeNode { value, start, end }
}
