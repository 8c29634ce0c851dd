//! YAML, the whole of it, within a budget.
//!
//! The parser's events are used instead of a deserializer, because a deserializer loses the spelling of numbers,
//! the place of values and the earlier of two equal keys. Its cost is bounded by counts alone, never by a clock.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span, StructureStyle, Tag};

use super::tree::{Budget, Entry, Fault, MOST_DEPTH, TreeNode, Value, last_wins, position};

/// A block's contents, and the faults that did not stop parsing.
pub(super) type Parsed<'a> = Result<(TreeNode<'a>, Vec<Fault>), Fault>;

/// Reads one YAML document.
pub(super) fn parse<'a>(block: &'a str, budget: &mut Budget) -> Parsed<'a> {
    let mut options = Options::default();
    options.flow_nesting_limit = MOST_DEPTH;
    options.block_nesting_limit = MOST_DEPTH;
    let mut builder =
        TreeBuilder { block, budget, open: Vec::new(), anchors: HashMap::new(), faults: Vec::new() };
    let mut root = TreeNode { value: Value::Null, start: 0, end: position(block.len()) };
    for event in Parser::new_from_str_with_options(block, options) {
        let (event, span) = event.map_err(|error| scan_fault(block, &error))?;
        // Only the end of the document shows that nothing is left over behind the root.
        if event == Event::DocumentEnd {
            break;
        }
        if let Some(node) = builder.take(event, span)? {
            root = node;
        }
    }
    Ok((root, builder.faults))
}

struct TreeBuilder<'a, 'b> {
    block: &'a str,
    budget: &'b mut Budget,
    open: Vec<OpenNode<'a>>,
    anchors: HashMap<usize, TreeNode<'a>>,
    faults: Vec<Fault>,
}

/// A list or map whose end has not come yet.
struct OpenNode<'a> {
    start: u32,
    is_block: bool,
    anchor: usize,
    content: OpenContent<'a>,
}

enum OpenContent<'a> {
    List(Vec<TreeNode<'a>>),
    /// Entries, and the key that waits for its value.
    Map(Vec<Entry<'a>>, Option<(Cow<'a, str>, u32)>),
}

impl<'a> TreeBuilder<'a, '_> {
    /// Takes one event; answers the root when it is complete.
    fn take(&mut self, event: Event<'a>, span: Span) -> Result<Option<TreeNode<'a>>, Fault> {
        let (start, end) = self.range(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.spend((1, text.len()))?;
                let value = scalar(text, style, tag.as_deref());
                self.complete(TreeNode { value, start, end }, anchor)
            }
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor);
                let Some(node) = node else {
                    return Err(Fault::error(start, "a YAML alias refers to a value that contains it"));
                };
                let size = node.size();
                self.spend(size)?;
                let node = self.anchors.get(&anchor).cloned();
                let value = node.map_or(Value::Null, |node| node.value);
                self.complete(TreeNode { value, start, end }, 0)
            }
            Event::SequenceStart(style, anchor, _) => {
                let is_block = style == StructureStyle::Block;
                self.open(OpenNode { start, is_block, anchor, content: OpenContent::List(Vec::new()) })
            }
            Event::MappingStart(style, anchor, _) => {
                let is_block = style == StructureStyle::Block;
                self.open(OpenNode { start, is_block, anchor, content: OpenContent::Map(Vec::new(), None) })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
            _ => Ok(None),
        }
    }

    fn range(&self, span: Span) -> (u32, u32) {
        let bytes = span.byte_range().unwrap_or(0..self.block.len());
        (position(bytes.start), position(bytes.end))
    }

    fn spend(&mut self, size: (usize, usize)) -> Result<(), Fault> {
        self.budget.spend(size).ok_or_else(Fault::too_much)
    }

    fn open(&mut self, open: OpenNode<'a>) -> Result<Option<TreeNode<'a>>, Fault> {
        self.spend((1, 0))?;
        if self.open.len() >= MOST_DEPTH {
            return Err(Fault::too_much());
        }
        self.open.push(open);
        Ok(None)
    }

    fn close(&mut self, end: u32) -> Result<Option<TreeNode<'a>>, Fault> {
        let Some(open) = self.open.pop() else { return Ok(None) };
        let value = match open.content {
            OpenContent::List(items) => Value::List(items),
            OpenContent::Map(mut entries, _) => {
                for (key, at) in last_wins(&mut entries) {
                    self.faults
                        .push(Fault::warning(at, format!("duplicate key `{key}`; the last one counts")));
                }
                merge(&mut entries, self.budget).ok_or_else(Fault::too_much)?;
                Value::Map(entries)
            }
        };
        // The parser gives collections in block style an end beyond their last line; the places of their contents
        // are better.
        let (start, end) =
            if open.is_block { extent(&value).unwrap_or((open.start, end)) } else { (open.start, end) };
        self.complete(TreeNode { value, start, end }, open.anchor)
    }

    fn complete(&mut self, node: TreeNode<'a>, anchor: usize) -> Result<Option<TreeNode<'a>>, Fault> {
        if anchor != 0 {
            self.spend(node.size())?;
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else { return Ok(Some(node)) };
        match &mut open.content {
            OpenContent::List(items) => items.push(node),
            OpenContent::Map(entries, waiting) => match waiting.take() {
                Some((key, start)) => entries.push(Entry { key, start, node }),
                None => *waiting = Some((key_text(self.block, &node), node.start)),
            },
        }
        Ok(None)
    }
}

/// The range from the first to the last byte of the contents. The contents are those of a list or map.
fn extent(value: &Value<'_>) -> Option<(u32, u32)> {
    match value {
        Value::List(items) => Some((items.first()?.start, items.last()?.end)),
        Value::Map(entries) => Some((entries.first()?.start, entries.last()?.node.end)),
        Value::Null | Value::Text(_) => None,
    }
}

/// The text of a key; of a list or map used as key, such as an unquoted `{{ template }}`, as it is written.
fn key_text<'a>(block: &'a str, node: &TreeNode<'a>) -> Cow<'a, str> {
    match &node.value {
        Value::Text(text) => text.clone(),
        _ => Cow::Borrowed(slice(block, node).trim()),
    }
}

/// The bytes of the block a node was read from.
pub(in crate::briefing) fn slice<'a>(block: &'a str, node: &TreeNode<'_>) -> &'a str {
    block.get(node.start as usize..node.end as usize).unwrap_or_default()
}

fn scalar<'a>(text: Cow<'a, str>, style: ScalarStyle, tag: Option<&Tag>) -> Value<'a> {
    match tag {
        Some(tag) if tag.core_suffix() == Some("null") => Value::Null,
        None if style == ScalarStyle::Plain => Value::plain(text),
        _ => Value::Text(text),
    }
}

/// Adds the entries of `<<` maps to their own map. Entries that the map has itself are left alone.
fn merge(entries: &mut Vec<Entry<'_>>, budget: &mut Budget) -> Option<()> {
    let Some(at) = entries.iter().position(|entry| entry.key == "<<") else { return Some(()) };
    let mut given = Vec::new();
    match entries.remove(at).node.value {
        Value::Map(inner) => given.extend(inner),
        Value::List(maps) => {
            // Of several maps the first wins, so the last is the one to be overwritten.
            for map in maps.into_iter().rev() {
                if let Value::Map(inner) = map.value {
                    given.extend(inner);
                }
            }
        }
        Value::Null | Value::Text(_) => {}
    }
    budget.spend((given.len(), 0))?;
    given.append(entries);
    *entries = given;
    last_wins(entries);
    Some(())
}

fn scan_fault(block: &str, error: &ScanError) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(0).min(block.len());
    let line_start = block[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = block[line_start..].lines().next().unwrap_or_default();
    // The parser's words are for those who know YAML's grammar; the usual mistakes are named as users see them.
    match advice(line) {
        Some((what, hint)) => Fault::error(position(at), what).hint(hint),
        None => Fault::error(position(at), format!("not valid YAML: {}", error.info())),
    }
}

/// The mistakes people make, by what the line looks like: the mistake and its remedy.
fn advice(line: &str) -> Option<(&'static str, String)> {
    let bare = line.trim_start();
    if line.len() > bare.len() && line[..line.len() - bare.len()].contains('\t') {
        return Some(("YAML does not allow tabs before a key", "indent with spaces".to_owned()));
    }
    let item = bare.strip_prefix("- ").unwrap_or(bare);
    let (key, value) = match item.split_once(':') {
        Some((key, value)) if item.len() < bare.len() && !value.starts_with(' ') => ("", key),
        Some((key, value)) => (key, value.trim()),
        None => ("", item),
    };
    let shown = |value: &str| {
        let prefix = if key.is_empty() { "- ".to_owned() } else { format!("{key}: ") };
        format!("write {prefix}\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    };
    let starts_odd = value.starts_with(['@', '`', '%', '*', '&', '!', '[', '{']);
    let quoted = value.starts_with(['"', '\'']);
    ((value.contains(": ") || value.ends_with(':') || starts_odd) && !quoted && value.len() < 200)
        .then(|| ("the value must be in quotes", shown(value)))
}
