//! A fast path for the plain YAML of briefings.
//!
//! It reads keys at the left margin with scalars, one-line lists and maps, or block lists of these, and gives up
//! at anything else: what it does read, it reads exactly as the whole parser does (tests compare the two). It
//! takes an eighth of the time, and loading a large library spends most of its time on this.

use std::borrow::Cow;

use super::tree::{Entry, TreeNode, Value, position};

/// The deepest nesting of one-line lists and maps here.
const MOST_DEPTH: u32 = 4;
/// The most keys. Each key is compared with all before it, so there may not be many.
const MOST_KEYS: usize = 64;

/// Reads the block, or gives up.
pub(super) fn parse(block: &str) -> Option<TreeNode<'_>> {
    // Tabs, carriage returns and other controls, and the characters that YAML treats as breaks or refuses.
    if block.bytes().any(|byte| byte < 0x20 && byte != b'\n' || byte == 0x7F) || has_odd_characters(block) {
        return None;
    }
    let mut lines = FrontMatterLines { block, at: 0 };
    let mut entries: Vec<Entry<'_>> = Vec::with_capacity(16);
    let mut start = None;
    while let Some((from, line)) = lines.next_meaningful() {
        let length = key_length(line)?;
        let key = &line[..length];
        if entries.len() == MOST_KEYS || entries.iter().any(|entry| entry.key == key) {
            return None;
        }
        let mut cursor = LineCursor { text: line, at: length + 1, base: from };
        cursor.skip_blanks();
        let node = if cursor.is_done() {
            block_list(&mut lines, position(from + length))?
        } else {
            let node = value(&mut cursor, ScalarContext::Line)?;
            cursor.skip_blanks();
            cursor.is_done().then_some(node)?
        };
        let at = position(from);
        start = start.or(Some(at));
        entries.push(Entry { key: Cow::Borrowed(key), start: at, node });
    }
    let end = entries.last()?.node.end;
    Some(TreeNode { value: Value::Map(entries), start: start?, end })
}

/// U+0085, U+00A0.., U+2028, U+2029, U+FEFF and their neighbours: rare, and not worth telling apart.
fn has_odd_characters(block: &str) -> bool {
    let bytes = block.as_bytes();
    memchr::memchr3_iter(0xC2, 0xEF, 0xE2, bytes).any(|at| {
        match (bytes[at], bytes.get(at + 1), bytes.get(at + 2)) {
            (0xC2, Some(next), _) => *next < 0xA1,
            (0xE2, Some(0x80), Some(last)) => matches!(last, 0xA8 | 0xA9),
            (0xEF, Some(0xBB), Some(last)) => *last == 0xBF,
            (0xEF, Some(0xBF), _) => true,
            _ => false,
        }
    })
}

/// The length of a plain key. A colon and then a blank or the end of the line follow it.
fn key_length(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    if !bytes.first()?.is_ascii_alphabetic() {
        return None;
    }
    let length =
        bytes.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')))?;
    (length <= 128 && bytes[length] == b':' && bytes.get(length + 1).is_none_or(|next| *next == b' '))
        .then_some(length)
}

/// The list whose items are on the following lines, all indented alike.
/// Without items it is a null value at `colon`.
fn block_list<'a>(lines: &mut FrontMatterLines<'a>, colon: u32) -> Option<TreeNode<'a>> {
    let mut items = Vec::new();
    let mut indent = None;
    loop {
        let before = lines.at;
        let Some((from, line)) = lines.next_meaningful() else { break };
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let Some(rest) = line[blanks..].strip_prefix("- ") else {
            if blanks > 0 || line.starts_with('-') {
                return None;
            }
            lines.at = before;
            break;
        };
        if *indent.get_or_insert(blanks) != blanks {
            return None;
        }
        let mut cursor = LineCursor { text: rest, at: 0, base: from + blanks + 2 };
        cursor.skip_blanks();
        items.push(value(&mut cursor, ScalarContext::Line)?);
        cursor.skip_blanks();
        if !cursor.is_done() {
            return None;
        }
    }
    let (Some(first), Some(last)) = (items.first(), items.last()) else {
        return Some(TreeNode { value: Value::Null, start: colon, end: colon });
    };
    let (start, end) = (first.start, last.end);
    Some(TreeNode { start, end, value: Value::List(items) })
}

/// The place of a scalar. It is on its line alone, or inside a one-line list or map with the levels still allowed.
#[derive(Clone, Copy, PartialEq)]
enum ScalarContext {
    Line,
    Flow(u32),
}

fn value<'a>(cursor: &mut LineCursor<'a>, place: ScalarContext) -> Option<TreeNode<'a>> {
    let levels = match place {
        ScalarContext::Line => MOST_DEPTH,
        ScalarContext::Flow(levels) => levels,
    };
    match cursor.peek()? {
        b'[' => flow_list(cursor, levels.checked_sub(1)?),
        b'{' => flow_map(cursor, levels.checked_sub(1)?),
        b'"' => double_quoted(cursor),
        b'\'' => single_quoted(cursor),
        _ => plain(cursor, place),
    }
}

fn flow_list<'a>(cursor: &mut LineCursor<'a>, levels: u32) -> Option<TreeNode<'a>> {
    let start = cursor.position();
    cursor.at += 1;
    let mut items = Vec::new();
    cursor.skip_blanks();
    if cursor.peek()? != b']' {
        loop {
            items.push(value(cursor, ScalarContext::Flow(levels))?);
            cursor.skip_blanks();
            match cursor.peek()? {
                b']' => break,
                b',' => cursor.at += 1,
                _ => return None,
            }
            cursor.skip_blanks();
        }
    }
    cursor.at += 1;
    Some(TreeNode { value: Value::List(items), start, end: cursor.position() })
}

fn flow_map<'a>(cursor: &mut LineCursor<'a>, levels: u32) -> Option<TreeNode<'a>> {
    let start = cursor.position();
    cursor.at += 1;
    let mut entries: Vec<Entry<'a>> = Vec::with_capacity(4);
    cursor.skip_blanks();
    if cursor.peek()? != b'}' {
        loop {
            let at = cursor.position();
            let rest = cursor.rest();
            let length = key_length(rest)?;
            let key = &rest[..length];
            if entries.len() == MOST_KEYS || entries.iter().any(|entry| entry.key == key) {
                return None;
            }
            cursor.at += length + 1;
            cursor.skip_blanks();
            let node = value(cursor, ScalarContext::Flow(levels))?;
            entries.push(Entry { key: Cow::Borrowed(key), start: at, node });
            cursor.skip_blanks();
            match cursor.peek()? {
                b'}' => break,
                b',' => cursor.at += 1,
                _ => return None,
            }
            cursor.skip_blanks();
        }
    }
    cursor.at += 1;
    Some(TreeNode { value: Value::Map(entries), start, end: cursor.position() })
}

/// Reads a string in double quotes, without any backslash. Escapes are for the whole parser.
fn double_quoted<'a>(cursor: &mut LineCursor<'a>) -> Option<TreeNode<'a>> {
    let start = cursor.position();
    let inside = &cursor.rest()[1..];
    let end = memchr::memchr2(b'"', b'\\', inside.as_bytes())?;
    if inside.as_bytes()[end] == b'\\' {
        return None;
    }
    cursor.at += end + 2;
    Some(TreeNode { value: Value::Text(Cow::Borrowed(&inside[..end])), start, end: cursor.position() })
}

fn single_quoted<'a>(cursor: &mut LineCursor<'a>) -> Option<TreeNode<'a>> {
    let start = cursor.position();
    let inside = &cursor.rest()[1..];
    let mut end = memchr::memchr(b'\'', inside.as_bytes())?;
    let mut text = Cow::Borrowed(&inside[..end]);
    while inside.as_bytes().get(end + 1) == Some(&b'\'') {
        let more = &inside[end + 2..];
        let next = memchr::memchr(b'\'', more.as_bytes())?;
        let text = text.to_mut();
        text.push('\'');
        text.push_str(&more[..next]);
        end += 2 + next;
    }
    cursor.at += end + 2;
    Some(TreeNode { value: Value::Text(text), start, end: cursor.position() })
}

fn plain<'a>(cursor: &mut LineCursor<'a>, place: ScalarContext) -> Option<TreeNode<'a>> {
    let start = cursor.position();
    let rest = cursor.rest();
    let bytes = rest.as_bytes();
    if matches!(
        bytes.first()?,
        b'-' | b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!'
    ) || matches!(bytes.first()?, b'|' | b'>' | b'\'' | b'"' | b'%' | b'@' | b'`')
    {
        return None;
    }
    let end = match place {
        ScalarContext::Line => {
            let odd = |at: usize| match bytes[at] {
                b':' => bytes.get(at + 1).is_none_or(|next| *next == b' '),
                _ => at > 0 && bytes[at - 1] == b' ',
            };
            if memchr::memchr2_iter(b':', b'#', bytes).any(odd) {
                return None;
            }
            bytes.len()
        }
        ScalarContext::Flow(_) => {
            let stop = |byte: &u8| matches!(byte, b',' | b'[' | b']' | b'{' | b'}' | b':' | b'#');
            let end = bytes.iter().position(stop)?;
            matches!(bytes[end], b',' | b']' | b'}').then_some(end)?
        }
    };
    let text = rest[..end].trim_end_matches(' ');
    cursor.at += text.len();
    Some(TreeNode { value: Value::plain(text), start, end: cursor.position() })
}

/// A place in one line.
struct LineCursor<'a> {
    text: &'a str,
    at: usize,
    /// The byte of the block at which `text` begins.
    base: usize,
}

impl<'a> LineCursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn is_done(&self) -> bool {
        self.at >= self.text.len()
    }

    fn skip_blanks(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    fn position(&self) -> u32 {
        position(self.base + self.at)
    }
}

struct FrontMatterLines<'a> {
    block: &'a str,
    at: usize,
}

impl<'a> FrontMatterLines<'a> {
    /// The next line that is neither blank nor a comment. Its first byte comes with it.
    fn next_meaningful(&mut self) -> Option<(usize, &'a str)> {
        loop {
            let from = self.at;
            let rest = self.block.get(from..).filter(|rest| !rest.is_empty())?;
            let end = memchr::memchr(b'\n', rest.as_bytes());
            self.at = from + end.map_or(rest.len(), |end| end + 1);
            let line = &rest[..end.unwrap_or(rest.len())];
            let first = line.bytes().find(|byte| *byte != b' ');
            if !matches!(first, None | Some(b'#')) {
                return Some((from, line));
            }
        }
    }
}
