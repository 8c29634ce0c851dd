//! Front matter: found, read, and never a reason to lose a file.
//!
//! [`FrontMatter::read`] cuts a text in two and reads the block into a tree. What a parser refuses is read key by
//! key, and the fault is reported with its place. Nothing here knows what the keys mean.

mod fast;
mod locate;
mod salvage;
mod split;
mod toml;
mod tree;
mod yaml;

pub(super) use locate::place;
pub use locate::{LineRange, Located, Locator};
pub(super) use tree::{Entry, Fault, MOST_BYTES, TreeNode, Value};
pub(super) use yaml::slice;

use split::{Format, Split, split};
use tree::Budget;

/// The most faults of one file that are reported.
const MOST_FAULTS: usize = 20;

/// A text cut into its front matter, read, and its body.
#[derive(Debug)]
pub(super) struct FrontMatter<'a> {
    /// The entries at the top, in file order.
    pub entries: Vec<Entry<'a>>,
    /// The text that the entries were read from.
    pub block: &'a str,
    /// The byte of the text at which the block begins.
    pub block_start: usize,
    /// The text from the line behind the closing fence on.
    pub body: &'a str,
    /// The faults; their places are bytes of the block.
    pub faults: Vec<Fault>,
}

impl<'a> FrontMatter<'a> {
    /// Reads the front matter of a text.
    pub fn read(text: &'a str) -> Self {
        let Some(split) = split(text) else { return Self::none(text) };
        if split.block.len() > MOST_BYTES {
            return Self { body: split.body, faults: vec![Fault::too_much()], ..Self::none(text) };
        }
        let (root, mut faults) = match split.format {
            Format::Yaml => read_yaml(split.block),
            Format::Toml => toml::parse(split.block),
        };
        let entries = match root.value {
            Value::Map(entries) => entries,
            Value::Null => Vec::new(),
            // Text between two rules, not front matter.
            Value::Text(_) | Value::List(_) => return Self::none(text),
        };
        if !split.closed {
            faults.insert(0, unclosed(&split));
        }
        faults.truncate(MOST_FAULTS);
        Self { entries, block: split.block, block_start: split.block_start, body: split.body, faults }
    }

    fn none(text: &'a str) -> Self {
        Self { entries: Vec::new(), block: "", block_start: 0, body: text, faults: Vec::new() }
    }
}

fn unclosed(split: &Split<'_>) -> Fault {
    let fence = if split.format == Format::Yaml { "---" } else { "+++" };
    Fault::error(0, "the front matter is never closed").hint(format!("add a line `{fence}` after it"))
}

fn read_yaml(block: &str) -> (TreeNode<'_>, Vec<Fault>) {
    if let Some(root) = fast::parse(block) {
        return (root, Vec::new());
    }
    let mut budget = Budget::new();
    match yaml::parse(block, &mut budget) {
        Ok(read) => read,
        Err(fault) => {
            let (root, mut faults) = salvage::salvage(block, &mut budget);
            faults.insert(0, fault);
            (root, faults)
        }
    }
}

#[cfg(test)]
mod tests;
