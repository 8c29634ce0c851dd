//! The border between front matter and body.

/// The format of front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::briefing) enum Format {
    /// YAML between lines of `---`.
    Yaml,
    /// TOML between lines of `+++`.
    Toml,
}

/// A text cut in two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::briefing) struct Split<'a> {
    pub format: Format,
    /// The lines between the fences.
    pub block: &'a str,
    /// The byte of the text at which the block begins.
    pub block_start: usize,
    /// The text behind the closing fence.
    pub body: &'a str,
    /// Marks that there is a closing fence.
    pub closed: bool,
}

/// Cuts off the front matter, if the text begins with any.
/// Blank lines and HTML comments may precede it, blanks may follow the fences, and YAML may end in `...`.
pub(in crate::briefing) fn split(text: &str) -> Option<Split<'_>> {
    let start = skip_blank_and_comments(text);
    let opening = line_at(text, start);
    let format = match opening.trim_end() {
        "---" => Format::Yaml,
        "+++" => Format::Toml,
        _ => return None,
    };
    let block_start = next_line(text, start);
    let mut at = block_start;
    while at < text.len() {
        let line = line_at(text, at).trim_end();
        let closes = match format {
            Format::Yaml => line == "---" || line == "...",
            Format::Toml => line == "+++",
        };
        let next = next_line(text, at);
        if closes {
            return Some(Split {
                format,
                block: &text[block_start..at],
                block_start,
                body: &text[next..],
                closed: true,
            });
        }
        at = next;
    }
    unclosed(text, format, block_start)
}

/// Finds front matter whose fence is never closed.
/// Such a fence opens front matter only when the lines behind it look like it; otherwise it is a rule. The front
/// matter then ends at the first blank line.
fn unclosed(text: &str, format: Format, block_start: usize) -> Option<Split<'_>> {
    let sign = if format == Format::Yaml { ':' } else { '=' };
    let first = line_at(text, block_start);
    let key = first.split(sign).next().filter(|key| key.len() < first.trim_end().len())?.trim_end();
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    {
        return None;
    }
    let mut at = block_start;
    while at < text.len() && !line_at(text, at).trim().is_empty() {
        at = next_line(text, at);
    }
    Some(Split { format, block: &text[block_start..at], block_start, body: &text[at..], closed: false })
}

fn skip_blank_and_comments(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start().len();
        let comment = rest[blank..].strip_prefix("<!--").and_then(|inside| inside.find("-->"));
        let Some(end) = comment else {
            // An indented fence does not count: go back to the start of its line.
            let line = text[..at + blank].rfind('\n').map_or(at, |newline| newline + 1);
            return line.max(at);
        };
        at += blank + "<!--".len() + end + "-->".len();
    }
}

/// The line that begins at `at`, without its end.
fn line_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
    rest[..end].trim_end_matches('\r')
}

fn next_line(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |newline| at + newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn parts(text: &str) -> (&str, &str) {
        let split = split(text).expect("front matter");
        assert_eq!(&text[split.block_start..split.block_start + split.block.len()], split.block);
        (split.block, split.body)
    }

    #[test]
    fn the_usual_fences_are_found() {
        assert_eq!(parts("---\ntitle: A\n---\nBody\n"), ("title: A\n", "Body\n"));
        assert_eq!(parts("+++\ntitle = 'A'\n+++\nBody\n"), ("title = 'A'\n", "Body\n"));
    }

    #[test]
    fn fences_in_the_wild_are_found_too() {
        assert_eq!(parts("---\ntitle: A\n...\nBody"), ("title: A\n", "Body"));
        assert_eq!(parts("---  \r\ntitle: A\r\n--- \r\nBody"), ("title: A\r\n", "Body"));
        assert_eq!(parts("\n\n<!-- x\n-->\n---\na: 1\n---\n"), ("a: 1\n", ""));
        assert_eq!(parts("---\n---\nBody"), ("", "Body"));
        assert_eq!(parts("---\na: 1\n---"), ("a: 1\n", ""));
        assert_eq!(parts("---\na: 1\n----\n---\n"), ("a: 1\n----\n", ""));
    }

    #[test]
    fn an_unclosed_block_ends_at_the_first_blank_line() {
        assert_eq!(parts("---\ntitle: A\ntags: b\n\nBody\n"), ("title: A\ntags: b\n", "\nBody\n"));
        assert_eq!(parts("+++\ntitle = 'A'"), ("title = 'A'", ""));
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        for text in
            ["", "# A\n---\n", "----\na: 1\n", " ---\na: 1\n---\n", "---\nSome text\n", "---", "<!-- ---\n"]
        {
            assert_eq!(split(text), None, "{text:?}");
        }
    }
}
