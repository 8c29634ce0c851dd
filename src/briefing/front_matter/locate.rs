//! The place of a key and its value in a file.

use super::tree::under;
use super::{FrontMatter, TreeNode, Value};
use crate::markdown::Lines;
use crate::text::Clean;

/// A stretch of one line, counted in characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRange {
    /// The line of the file.
    pub line: u32,
    /// The first character.
    pub column: u32,
    /// The number of characters, at least one.
    pub length: u32,
}

/// A key and its value in the front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    /// The key; an item of a list has none.
    pub key: Option<LineRange>,
    /// The part of the value that is on its first line.
    pub value: LineRange,
}

/// The front matter of a text, prepared for many look-ups of keys.
#[derive(Debug)]
pub struct Locator<'a> {
    text: &'a str,
    front: FrontMatter<'a>,
}

impl<'a> Locator<'a> {
    /// Reads the front matter of a decoded text.
    pub fn new(text: &'a str) -> Self {
        Self { text, front: FrontMatter::read(text) }
    }

    /// Finds the key of a path and its value. Paths are such as `updated`, `tags[2]` or `links[0].to`.
    pub fn locate(&self, path: &str) -> Option<Located> {
        let (key, node) = self.find(path)?;
        let start = self.front.block_start;
        let at = |from: u32| start + from as usize;
        let key = key.map(|(from, length)| place(self.text, at(from), at(from) + length));
        Some(Located { key, value: place(self.text, at(node.start), at(node.end)) })
    }

    /// Returns all values in the order of the file. Each comes with the line of the file on which it begins.
    pub fn values(&self) -> Vec<(u32, Clean)> {
        let lines = Lines::of(self.text);
        let mut values = Vec::new();
        let mut rest: Vec<&TreeNode<'_>> = self.front.entries.iter().rev().map(|entry| &entry.node).collect();
        while let Some(node) = rest.pop() {
            match &node.value {
                Value::Null => {}
                Value::Text(text) => {
                    let line = lines.at(self.front.block_start + node.start as usize);
                    values.push((u32::try_from(line).unwrap_or(u32::MAX), Clean::line(text)));
                }
                Value::List(items) => rest.extend(items.iter().rev()),
                Value::Map(entries) => rest.extend(entries.iter().rev().map(|entry| &entry.node)),
            }
        }
        values
    }

    /// Reports whether a path leads to a key or an item.
    pub fn has(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    fn find(&self, path: &str) -> Option<(Option<(u32, usize)>, &TreeNode<'a>)> {
        let mut steps = path.split('.');
        let (name, indexes) = step(steps.next()?);
        let entry = under(&self.front.entries, name)?;
        let mut key = Some((entry.start, entry.key.len()));
        let mut node = items(&entry.node, indexes, &mut key)?;
        for name in steps {
            let (name, indexes) = step(name);
            let Value::Map(entries) = &node.value else { return None };
            let entry = under(entries, name)?;
            key = Some((entry.start, entry.key.len()));
            node = items(&entry.node, indexes, &mut key)?;
        }
        Some((key, node))
    }
}

/// `links[0][1]` is the name `links` and the indexes 0 and 1.
fn step(step: &str) -> (&str, &str) {
    step.split_at(step.find('[').unwrap_or(step.len()))
}

fn items<'a, 'b>(
    node: &'b TreeNode<'a>,
    indexes: &str,
    key: &mut Option<(u32, usize)>,
) -> Option<&'b TreeNode<'a>> {
    let mut node = node;
    for index in indexes.split(['[', ']']).filter(|index| !index.is_empty()) {
        let index: usize = index.parse().ok()?;
        match &node.value {
            Value::List(items) => {
                node = items.get(index)?;
                *key = None;
            }
            // A scalar in the place of a list counts as its one item.
            _ if index == 0 => {}
            _ => return None,
        }
    }
    Some(node)
}

/// The place of a range of bytes. It goes no further than the range's first line.
pub(in crate::briefing) fn place(text: &str, start: usize, end: usize) -> LineRange {
    let mut start = start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let before = &text[..start];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count();
    let rest = text[start..].lines().next().unwrap_or_default();
    let taken = rest.get(..end.saturating_sub(start)).unwrap_or(rest);
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    LineRange {
        line: u32::try_from(line + 1).unwrap_or(u32::MAX),
        column: count(&text[line_start..start]).saturating_add(1),
        length: count(taken.trim_end()).max(1),
    }
}
