//! The heading that a body opens with, found without parsing it.

use crate::markdown::{self, MarkKind};

/// The bytes of a body that are searched.
const MOST_BYTES: usize = 64 << 10;

/// The text of the heading that opens a body, without its markup.
/// It is of the first level and the first thing to be seen. Only comments and the imports of MDX may precede it; a
/// heading of a lower level is the name of a section.
pub(super) fn opening_heading(body: &str) -> Option<String> {
    let text = past_unseen(&body[..body.floor_char_boundary(MOST_BYTES)]);
    let mut lines = text.lines();
    let first = lines.next().filter(|line| !is_code(line))?;
    let heading = match atx(first.trim()) {
        Some(heading) => heading.to_owned(),
        None => setext(first, lines)?,
    };
    Some(plain(&heading)).filter(|heading| !heading.is_empty())
}

/// The text behind blank lines, comments and imports.
fn past_unseen(text: &str) -> &str {
    let mut rest = text;
    loop {
        let line = rest.lines().next().unwrap_or_default();
        let bare = line.trim_start();
        let comment = [("<!--", "-->"), ("%%", "%%"), ("{/*", "*/}")];
        let comment = comment.into_iter().find(|(open, _)| bare.starts_with(open)).filter(|_| !is_code(line));
        rest = if let Some((open, close)) = comment {
            let inside = &rest[line.len() - bare.len() + open.len()..];
            // A comment that is never closed goes on to the end.
            inside.find(close).map_or("", |at| &inside[at + close.len()..])
        } else if !rest.is_empty() && (bare.is_empty() || is_import(line)) {
            rest[line.len()..].trim_start_matches('\r').strip_prefix('\n').unwrap_or_default()
        } else {
            return rest;
        };
    }
}

/// A line of MDX that imports something: `import Tabs from '@theme/Tabs';`
fn is_import(line: &str) -> bool {
    line.starts_with("import ") && line.trim_end().trim_end_matches(';').ends_with(['"', '\''])
}

fn is_code(line: &str) -> bool {
    line.starts_with("    ") || line.starts_with('\t')
}

fn atx(line: &str) -> Option<&str> {
    let text = line.strip_prefix('#').filter(|text| text.starts_with([' ', '\t']))?.trim();
    let closed = text.trim_end_matches('#');
    Some(if closed.is_empty() || closed.ends_with([' ', '\t']) { closed.trim_end() } else { text })
}

/// A line of `=` makes a heading of the paragraph before it.
fn setext<'a>(first: &'a str, more: impl Iterator<Item = &'a str>) -> Option<String> {
    let no_paragraph =
        |line: &str| line.is_empty() || line.starts_with(['-', '*', '+', '>', '|', '<', '#', '`', '~']);
    let mut heading = first.trim().to_owned();
    if no_paragraph(&heading) {
        return None;
    }
    for line in more.map(str::trim) {
        if !line.is_empty() && line.bytes().all(|byte| byte == b'=') {
            return Some(heading);
        }
        if no_paragraph(line) {
            return None;
        }
        heading.push(' ');
        heading.push_str(line);
    }
    None
}

/// The words of a heading as the reader shows them.
/// Images, which are badges in a title, and markers of footnotes are left out.
fn plain(text: &str) -> String {
    let is_plain =
        |byte: u8| !byte.is_ascii_punctuation() || matches!(byte, b',' | b'.' | b'-' | b'/' | b'(' | b')');
    if text.bytes().all(is_plain) {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let document = markdown::parse_with(&format!("# {text}"), |_| Some(".".to_owned()));
    let Some(block) = document.block(0) else { return String::new() };
    let mut words = String::new();
    let mut at = 0;
    for mark in block.marks().filter(|mark| matches!(mark.kind, MarkKind::Image(_) | MarkKind::Footnote(_))) {
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
        assert_eq!(opening_heading(body).as_deref(), Some(heading), "{body:?}");
    }

    #[test]
    fn the_opening_heading_is_found_in_either_style() {
        found("# Key *facts* ##\n\n## Second\n", "Key facts");
        found("\n\n   # Acme\n", "Acme");
        found("Acme\n====\n", "Acme");
        found("Acme\r\nCorp\r\n===\r\n", "Acme Corp");
        found("# [Acme](https://example.com) `v2` {#top}\n", "Acme v2");
        found("# snake_case C#\n", "snake_case C#");
        found("#\tTab", "Tab");
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
        found("# Name[^1] of^[A note.] it[^x]\n\n[^1]: Note\n", "Name of it");
    }

    #[test]
    fn a_comment_within_a_heading_is_no_part_of_it() {
        found("# Real %% hidden %% name\n", "Real name");
        found("# Real <!-- hidden -->\n", "Real");
        found("<!-- a --> <!--\n# Hidden\n-->\n# Real\n", "Real");
    }

    #[test]
    fn what_is_not_seen_may_stand_before_it() {
        found("<!-- note -->\n\n# Acme\n", "Acme");
        found("<!--\n# Hidden\n-->\n# Real\n", "Real");
        found("%% note %%\n# Acme\n", "Acme");
        found("%%\n# Hidden\n\n## Also\n%%\n\n# Real\n", "Real");
        found("{/* note */}\n# Acme\n", "Acme");
        found("import Tabs from '@theme/Tabs';\nimport \"a.css\"\n\n# Acme\n", "Acme");
        found("<!-- a --><!-- b -->\n\n<!-- c -->\n# Acme\n", "Acme");
    }

    #[test]
    fn lower_headings_and_headings_behind_text_are_no_titles() {
        for body in [
            "",
            "## Second\n",
            "Acme\n---\n",
            "###### Sixth\n\n# First\n",
            "Text\n\n# Later\n",
            "Text\n# Later\n",
            "- item\n\n# Later\n",
            "![logo](a.png)\n\n# Later\n",
            "---\n\n# Later\n",
            "> # Quoted\n",
            "- # In a list\n",
            "import us from here\n\n# Later\n",
        ] {
            assert_eq!(opening_heading(body), None, "{body:?}");
        }
    }

    #[test]
    fn code_rules_tags_and_comments_are_no_headings() {
        for body in [
            "```\n# a\n```\n",
            "    # a\n",
            "\t# a\n",
            "#tag\n",
            "#\n",
            "# \n",
            "# ##\n",
            "- a\n===\n",
            "\n===\n",
            "<!--\n# a\n",
            "<!--\n# a\n-->\n",
            "%%\n# a\n",
            "<h1>a</h1>\n",
        ] {
            assert_eq!(opening_heading(body), None, "{body:?}");
        }
    }
}
