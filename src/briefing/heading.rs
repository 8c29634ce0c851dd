//! The first heading of a body, found without parsing it.

use crate::markdown::{self, MarkKind};

/// How much of a body is looked through.
const MOST_BYTES: usize = 64 << 10;

/// The text of the first heading outside code, without its markup.
pub(super) fn first_heading(body: &str) -> Option<String> {
    let mut fence: Option<&str> = None;
    let mut previous = "";
    let mut read = 0;
    let head = &body[..body.floor_char_boundary(MOST_BYTES)];
    for line in markdown::without_comments(head).lines() {
        read += line.len() + 1;
        if read > MOST_BYTES {
            return None;
        }
        let bare = line.trim();
        let indented = line.starts_with("    ") || line.starts_with('\t');
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark)).filter(|_| !indented);
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (None, None) if !indented => {
                if let Some(text) = atx(bare).or_else(|| setext(previous, bare)) {
                    return Some(plain(text)).filter(|text| !text.is_empty());
                }
            }
            _ => {}
        }
        previous = if fence.is_some() || indented { "" } else { bare };
    }
    None
}

fn atx(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    if !(1..=6).contains(&level) || !text.starts_with([' ', '\t']) {
        return None;
    }
    let text = text.trim();
    let closed = text.trim_end_matches('#');
    Some(if closed.ends_with([' ', '\t']) { closed.trim_end() } else { text })
}

/// A line of `=` or `-` makes a heading of the paragraph line before it.
fn setext<'a>(previous: &'a str, line: &str) -> Option<&'a str> {
    let underlines = |sign: char| !line.is_empty() && line.chars().all(|c| c == sign);
    let paragraph = !previous.is_empty() && !previous.starts_with(['-', '*', '+', '>', '|', '<', '#']);
    ((underlines('=') || (underlines('-') && line.len() > 1)) && paragraph).then_some(previous)
}

/// The words of a heading as the reader shows them, without images: those of a title are badges.
fn plain(text: &str) -> String {
    let is_plain =
        |byte: u8| !byte.is_ascii_punctuation() || matches!(byte, b',' | b'.' | b'-' | b'/' | b'(' | b')');
    if text.bytes().all(is_plain) {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let document = markdown::parse(&format!("# {text}"));
    let Some(block) = document.block(0) else { return String::new() };
    let mut words = String::new();
    let mut at = 0;
    for mark in block.marks().filter(|mark| matches!(mark.kind, MarkKind::Image(_))) {
        words.push_str(block.text().get(at..mark.range.start).unwrap_or_default());
        at = at.max(mark.range.end);
    }
    words.push_str(block.text().get(at..).unwrap_or_default());
    // A picture that is all of it is better than nothing.
    let words = if words.trim().is_empty() { block.text() } else { &words };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(body: &str, heading: &str) {
        assert_eq!(first_heading(body).as_deref(), Some(heading));
    }

    #[test]
    fn the_first_heading_is_found_in_either_style() {
        found("Text\n\n## Key *facts* ##\n", "Key facts");
        found("Acme\n====\n", "Acme");
        found("Acme Corp\r\n---\r\n", "Acme Corp");
        found("# [Acme](https://example.com) `v2` {#top}\n", "Acme v2");
        found("# snake_case C#\n", "snake_case C#");
    }

    #[test]
    fn a_title_says_what_the_heading_does() {
        found("# Best 5 Alternatives [Compared]\n", "Best 5 Alternatives [Compared]");
        found("# `x` from &[u8] and a[1]\n", "x from &[u8] and a[1]");
        found("# a_b *c* 2 * 3 \\*d\\* R&amp;D\n", "a_b c 2 * 3 *d* R&D");
        found("# [[note|Name]] and ==this==\n", "Name and this");
        found("# **注意：**标题\n", "注意：标题");
        found("# ![](https://a.example/badge.svg) Name [![build](b.svg)](https://a.example)\n", "Name");
        found("# ![Logo](l.png)\n", "[image: Logo]");
    }

    #[test]
    fn nothing_in_a_comment_is_a_title() {
        found("<!--\n## Hidden\n-->\n\n## Real\n", "Real");
        found("%%\n# Hidden\n%%\n# Real\n", "Real");
        found("# Real %% hidden %% name\n", "Real name");
        found("# Real <!-- hidden -->\n", "Real");
        found("<!-- a --> <!--\n# Hidden\n-->\n# Real\n", "Real");
        assert_eq!(first_heading("%%\n# Hidden\n"), None);
    }

    #[test]
    fn code_rules_and_tags_are_no_headings() {
        for body in
            ["", "```\n# a\n```\n", "    # a\n", "#tag\n", "- a\n---\n", "\n---\n", "####### a\n", "# \n"]
        {
            assert_eq!(first_heading(body), None, "{body:?}");
        }
    }
}
