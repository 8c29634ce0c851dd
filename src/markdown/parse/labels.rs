//! The footnote labels that a source refers to and defines. They are found without parsing it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use memchr::memmem;

use super::chunk::OpenBlock;

/// The longest label of a footnote.
const MAX_LABEL: usize = 100;

/// A footnote that a source refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'s> {
    /// Its label as first written.
    pub label: &'s str,
    /// The byte of the source at which it is first referred to.
    pub at: usize,
    /// Marks a label that needs no definition: the source defines it, or it is all of a note within the text.
    pub is_defined: bool,
}

/// Returns the footnotes that a source refers to.
/// Each comes once, in order of first reference. A note within the text (`^[label]`) that is a label refers to it
/// as `[^label]` does. Code and comments refer to none. It reads a source some hundred
/// times as fast as [`parse`](super::parse()) and knows blocks by their first signs only.
pub fn references(source: &str) -> Vec<Reference<'_>> {
    let bytes = source.as_bytes();
    let Some(first) = [&b"[^"[..], b"^["].into_iter().filter_map(|sign| memmem::find(bytes, sign)).min()
    else {
        return Vec::new();
    };
    let start = memchr::memrchr(b'\n', &bytes[..first]).map_or(0, |at| at + 1);
    let mut found: Vec<Reference> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut defined: Vec<String> = Vec::new();
    // Only a fence or raw HTML above may reach down to here.
    let mut open = source[..start].lines().fold(OpenBlock::Nothing, |open, line| open.after(line.as_bytes()));
    let mut line_start = start;
    for line in source[start..].split_inclusive('\n') {
        let before = open;
        open = open.after(line.trim_end_matches('\n').as_bytes());
        let from = line_start;
        line_start += line.len();
        if before != OpenBlock::Nothing || open != OpenBlock::Nothing {
            continue;
        }
        let mut is_first = true;
        for at in outside_code(line) {
            let Some(label) = label(&line[at + 2..]) else { continue };
            let behind = &line[at + 3 + label.len()..];
            let is_note = line[at..].starts_with("^[");
            let is_leading =
                std::mem::take(&mut is_first) && line[..at].bytes().all(|b| b" \t>".contains(&b));
            if is_leading && !is_note && behind.starts_with(':') {
                defined.push(key(label));
                continue;
            }
            match places.entry(key(label)) {
                Entry::Vacant(place) => {
                    place.insert(found.len());
                    found.push(Reference { label, at: from + at, is_defined: is_note });
                }
                Entry::Occupied(place) => found[*place.get()].is_defined &= is_note,
            }
        }
    }
    for label in defined {
        if let Some(reference) = places.get(&label).and_then(|at| found.get_mut(*at)) {
            reference.is_defined = true;
        }
    }
    found
}

/// Returns the label between `[^` and `]`.
/// It is given the text behind `[^`, and returns nothing when that can't be a label.
pub fn label(text: &str) -> Option<&str> {
    let end = memchr::memchr(b']', &text.as_bytes()[..text.len().min(MAX_LABEL + 1)])?;
    let label = &text[..end];
    let fits = !label.is_empty() && !label.contains(|c: char| c.is_whitespace() || matches!(c, '[' | '^'));
    fits.then_some(label)
}

/// Returns a label's key: labels match without regard to case.
pub(super) fn key(label: &str) -> String {
    label.to_lowercase()
}

/// The places of `[^` and `^[` in a line.
/// Code and escaped signs are left out.
fn outside_code(line: &str) -> impl Iterator<Item = usize> {
    let bytes = line.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let is_sign = |byte: &u8| matches!(byte, b'`' | b'[' | b'\\' | b'<');
        while let Some(next) = bytes[at..].iter().position(is_sign).map(|next| at + next) {
            match bytes[next] {
                b'<' if bytes[next..].starts_with(b"<!--") => {
                    at = memmem::find(&bytes[next..], b"-->").map_or(next + 4, |end| next + end);
                }
                b'<' => at = next + 1,
                b'\\' => at = (next + 2).min(bytes.len()),
                b'[' => {
                    at = next + 1;
                    if bytes.get(at) == Some(&b'^') {
                        return Some(next);
                    }
                    if next > 0 && bytes[next - 1] == b'^' && (next < 2 || bytes[next - 2] != b'\\') {
                        return Some(next - 1);
                    }
                }
                _ => at = past_code(bytes, next),
            }
        }
        None
    })
}

/// The byte behind the code that begins at a backtick; behind the backticks when none close it.
fn past_code(bytes: &[u8], start: usize) -> usize {
    let run = |from: usize| bytes[from..].iter().take_while(|byte| **byte == b'`').count();
    let opening = run(start);
    let mut at = start + opening;
    while let Some(next) = memchr::memchr(b'`', &bytes[at..]).map(|next| at + next) {
        let closing = run(next);
        at = next + closing;
        if closing == opening {
            return at;
        }
    }
    start + opening
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> Vec<String> {
        let shown = |r: &Reference| format!("{}@{}{}", r.label, r.at, if r.is_defined { "" } else { "?" });
        references(source).iter().map(shown).collect()
    }

    #[test]
    fn references_are_distinguished_from_definitions() {
        assert_eq!(shown("a[^x] b[^Y][^x]\n\n[^y]: Y. See [^z]\n> [^q]: Q\n"), ["x@1?", "Y@7", "z@30?"]);
        assert_eq!(shown("[^x] says[^w]: so\n"), ["x@0?", "w@9?"]);
        assert!(references("[^x]: only defined\n").is_empty());
    }

    #[test]
    fn code_comments_and_escapes_refer_to_nothing() {
        assert_eq!(shown("<!-- [^a] --> <b>[^b]</b> <!-- [^c]\n"), ["b@17?", "c@31?"]);
        assert_eq!(shown("`[^a]` ``x ` [^b]`` \\[^c] ` [^d]\n"), ["d@28?"]);
        assert_eq!(shown("```\n[^a]\n```\n<!-- [^b]\n[^c]\n-->\n~~~\n[^d]\n"), Vec::<String>::new());
    }

    #[test]
    fn a_note_that_is_a_label_refers_to_it() {
        assert_eq!(shown("a^[x] b^[two words] c^[y]: d \\^[z] `^[w]`\n"), ["x@1", "y@21"]);
        assert_eq!(shown("a^[x] b[^x] c^[x]\n"), ["x@1?"]);
    }

    #[test]
    fn what_can_be_no_label_is_none() {
        assert!(references("[^] [^a b] [^a[b] [^a\nb] [^").is_empty());
        assert!(references(&format!("[^{}]", "é".repeat(80))).is_empty());
    }

    #[test]
    fn many_markers_and_backticks_take_linear_time() {
        let start = std::time::Instant::now();
        references(&"[^a] ".repeat(100_000));
        references(&"[^".repeat(100_000));
        assert_eq!(references(&(0..50_000).map(|n| format!("[^{n}]")).collect::<String>()).len(), 50_000);
        assert!(start.elapsed() < std::time::Duration::from_secs(10), "{:?}", start.elapsed());
    }
}
