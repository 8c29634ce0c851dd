//! The first heading of a body, found without parsing it.

/// How much of a body is looked through.
const MOST_BYTES: usize = 64 << 10;

/// The text of the first heading outside code, without its markup.
pub(super) fn first_heading(body: &str) -> Option<String> {
    let mut fence: Option<&str> = None;
    let mut previous = "";
    let mut read = 0;
    for line in body.lines() {
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

/// Without emphasis, code marks, link targets and a trailing `{#anchor}`.
fn plain(text: &str) -> String {
    let text = match text.rfind(" {#") {
        Some(at) if text.ends_with('}') => &text[..at],
        _ => text,
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['*', '`', '[', ']', '_']) {
        out.push_str(&rest[..at]);
        let sign = &rest[at..=at];
        rest = &rest[at + 1..];
        match sign {
            "]" if rest.starts_with('(') => rest = rest.split_once(')').map_or("", |(_, after)| after),
            // An underline inside a word is part of it.
            "_" if out.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric) => {
                out.push('_');
            }
            _ => {}
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
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
    fn code_rules_and_tags_are_no_headings() {
        for body in
            ["", "```\n# a\n```\n", "    # a\n", "#tag\n", "- a\n---\n", "\n---\n", "####### a\n", "# \n"]
        {
            assert_eq!(first_heading(body), None, "{body:?}");
        }
    }
}
