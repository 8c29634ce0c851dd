//! The tags in a text, `#todo` and `#garden/trees`, found without parsing it.
//!
//! All files of a library are searched for them, and most have none: a text is read line by line only where a `#`
//! precedes a letter.

use std::ops::Range;

/// The bytes of a body that are searched.
const MOST_BYTES: usize = 256 << 10;
/// The most tags of one text, and the most bytes of one.
const MOST_TAGS: usize = 100;
const LONGEST: usize = 100;

/// The tags of a body as they are written, without `#`.
/// A tag is returned as often as it occurs. Code, comments, links and HTML tags have none, and numbers such as
/// `#12` are none either.
pub(super) fn tags(body: &str) -> Vec<&str> {
    let body = &body[..body.floor_char_boundary(MOST_BYTES)];
    let mut candidates =
        memchr::memchr_iter(b'#', body.as_bytes()).filter(|at| begins_tag(body.as_bytes(), *at));
    let Some(last) = candidates.next_back() else { return Vec::new() };
    let end = memchr::memchr(b'\n', &body.as_bytes()[last..]).map_or(body.len(), |line_end| last + line_end);
    let mut scan = BodyScan::default();
    let mut tags = Vec::new();
    for line in body[..end].lines() {
        scan.line(line, &mut tags);
        if tags.len() >= MOST_TAGS {
            tags.truncate(MOST_TAGS);
            break;
        }
    }
    tags
}

/// Reports whether the `#` at a byte may begin a tag. It goes by the bytes beside it.
fn begins_tag(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map_or(b'\n', |before| bytes[before]);
    let opens = before.is_ascii_whitespace() || matches!(before, b'(' | b'*' | b'_');
    // `[text](#heading)` is a link.
    let is_link = before == b'(' && at >= 2 && bytes[at - 2] == b']';
    let follows =
        bytes.get(at + 1).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80 || *byte == b'_');
    opens && follows && !is_link
}

/// The constructs that the lines so far have begun and not ended.
#[derive(Default)]
struct BodyScan {
    /// The sign of a fence of code and how many open it.
    fence: Option<(u8, usize)>,
    /// The end of the comment that goes on.
    comment: Option<&'static str>,
    /// Marks that the line before is blank or indented code. An indented line behind it is code too.
    may_be_code: bool,
    /// Marks that indented lines belong to an item of a list.
    in_list: bool,
}

impl BodyScan {
    fn line<'a>(&mut self, line: &'a str, tags: &mut Vec<&'a str>) {
        let bare = line.trim_start();
        if self.comment.is_none() && self.is_code(line, bare) {
            return;
        }
        let has_tag = || memchr::memchr_iter(b'#', line.as_bytes()).any(|at| begins_tag(line.as_bytes(), at));
        let may_comment = || memchr::memchr2(b'<', b'%', line.as_bytes()).is_some();
        if self.comment.is_none() && !has_tag() && !may_comment() {
            return;
        }
        let hidden = self.hidden(line);
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'#', &line.as_bytes()[at..]) {
            let start = at + found;
            at = start + 1;
            if !begins_tag(line.as_bytes(), start) || is_in(&hidden, start) {
                continue;
            }
            let rest = &line[at..];
            let end = rest.find(|character| !is_of_tag(character)).unwrap_or(rest.len());
            let tag = rest[..end].trim_end_matches(['/', '-', '_']);
            if tag.len() <= LONGEST
                && tag.contains(|character: char| !character.is_ascii_digit())
                && !tag.is_empty()
            {
                tags.push(tag);
            }
            at += end;
        }
    }

    /// Reports whether the line is code or defines a link's target.
    fn is_code(&mut self, line: &str, bare: &str) -> bool {
        let sign = bare.bytes().next().unwrap_or(b'\n');
        let run = bare.bytes().take_while(|byte| *byte == sign).count();
        if let Some((open, count)) = self.fence {
            if sign == open && run >= count && bare[run..].trim().is_empty() {
                self.fence = None;
            }
            return true;
        }
        if matches!(sign, b'`' | b'~') && run >= 3 && !(sign == b'`' && bare[run..].contains('`')) {
            self.fence = Some((sign, run));
            return true;
        }
        let is_indented = line.starts_with("    ") || line.starts_with('\t');
        if bare.is_empty() {
            self.may_be_code = true;
            return false;
        }
        if is_indented && self.may_be_code && !self.in_list {
            return true;
        }
        self.may_be_code = false;
        if !line.starts_with([' ', '\t']) {
            let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
            let item = ["- ", "* ", "+ "].iter().any(|mark| bare.starts_with(mark))
                || (digits > 0 && bare[digits..].starts_with(['.', ')']));
            self.in_list = item;
        }
        // `[label]: #heading`
        sign == b'[' && bare.split_once("]: ").is_some_and(|(label, _)| !label[1..].contains([']', '[']))
    }

    /// The comments, code, links and HTML tags of a line.
    /// They are in order from left to right. The search for what an opener needs goes no further than the next
    /// opener, so that a line of openers costs no more than any other.
    fn hidden(&mut self, line: &str) -> Vec<Range<usize>> {
        let bytes = line.as_bytes();
        let mut hidden = Vec::new();
        let mut at = 0;
        if let Some(end) = self.comment {
            let close = line.find(end);
            at = close.map_or(line.len(), |close| close + end.len());
            hidden.push(0..at);
            if close.is_some() {
                self.comment = None;
            }
        }
        while let Some(byte) = bytes.get(at) {
            let run = || bytes[at..].iter().take_while(|byte| **byte == b'`').count();
            let end = match byte {
                b'`' => end_of_code(bytes, at + run(), run()),
                b'<' if bytes[at..].starts_with(b"<!--") => Some(self.comment_from(line, at + 4, "-->")),
                b'%' if bytes[at..].starts_with(b"%%") => Some(self.comment_from(line, at + 2, "%%")),
                b'<' => end_of_tag(line, at),
                b'[' => end_of_link(line, at),
                _ => None,
            };
            let past = match byte {
                b'\\' => 2,
                b'`' => run(),
                _ => 1,
            };
            hidden.extend(end.map(|end| at..end));
            at = end.unwrap_or(at + past);
        }
        hidden
    }

    /// The end of the comment whose inside begins at a byte. It may be in a later line.
    fn comment_from(&mut self, line: &str, inside: usize, end: &'static str) -> usize {
        let close = line.get(inside..).and_then(|rest| rest.find(end));
        if close.is_none() {
            self.comment = Some(end);
        }
        close.map_or(line.len(), |close| inside + close + end.len())
    }
}

/// The byte behind as many backticks as opened a piece of code. Of each number one at the most is never closed.
fn end_of_code(bytes: &[u8], from: usize, run: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = memchr::memchr(b'`', bytes.get(at..)?) {
        let start = at + found;
        let length = bytes[start..].iter().take_while(|byte| **byte == b'`').count();
        at = start + length;
        if length == run {
            return Some(at);
        }
    }
    None
}

/// The byte behind an HTML tag or an address in angle brackets.
fn end_of_tag(line: &str, at: usize) -> Option<usize> {
    let inside = &line[at + 1..];
    let is_tag = inside.starts_with(|character: char| character.is_ascii_alphabetic() || character == '/');
    let close = inside.find(['<', '>']).filter(|close| is_tag && inside[*close..].starts_with('>'))?;
    Some(at + 1 + close + 1)
}

/// The byte behind a link, `[text](target)` or `[[name]]`; other brackets are none.
fn end_of_link(line: &str, at: usize) -> Option<usize> {
    let inside = &line[at + 1..];
    let is_wiki = inside.starts_with('[');
    let from = at + 1 + usize::from(is_wiki);
    let close = from + line[from..].find(['[', ']'])?;
    if is_wiki {
        return line[close..].starts_with("]]").then_some(close + 2);
    }
    let target = line[close..].strip_prefix("](")?;
    let end = target.find([')', '[']).filter(|end| target[*end..].starts_with(')'))?;
    Some(close + 2 + end + 1)
}

/// Reports whether a byte is in one of these parts. The parts are in order.
fn is_in(parts: &[Range<usize>], at: usize) -> bool {
    parts.get(parts.partition_point(|part| part.end <= at)).is_some_and(|part| part.start <= at)
}

/// Reports whether a character may occur in a tag.
/// Such are letters and digits of any script, emoji, and `_`, `-`, `/`.
fn is_of_tag(character: char) -> bool {
    match character {
        '_' | '-' | '/' | '\u{200D}' | '\u{FE0F}' => true,
        _ if character.is_ascii() => character.is_ascii_alphanumeric(),
        // Punctuation and blanks beyond ASCII: Latin, general, CJK, and their full-width forms.
        '\u{80}'..='\u{A9}'
        | '\u{AB}'..='\u{B4}'
        | '\u{B6}'..='\u{B9}'
        | '\u{BB}'..='\u{BF}'
        | '\u{2000}'..='\u{206F}'
        | '\u{2E00}'..='\u{2E7F}'
        | '\u{3000}'..='\u{303F}'
        | '\u{FE10}'..='\u{FE6F}'
        | '\u{FEFF}'
        | '\u{FF00}'..='\u{FF0F}'
        | '\u{FF1A}'..='\u{FF20}'
        | '\u{FF3B}'..='\u{FF40}'
        | '\u{FF5B}'..='\u{FF65}' => false,
        _ => !character.is_control() && !character.is_whitespace(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(body: &str, expected: &[&str]) {
        assert_eq!(tags(body), expected, "{body:?}");
    }

    #[test]
    fn tags_are_found_in_any_script_and_nested() {
        found("a #todo and #garden/trees.", &["todo", "garden/trees"]);
        found("#first\n#second line\n", &["first", "second"]);
        found("(#in-brackets), **#bold** _#soft_", &["in-brackets", "bold", "soft"]);
        found("#海康 #Überwachung, #标签，然后", &["海康", "Überwachung", "标签"]);
        found("#2026/goals #y2026 #v1", &["2026/goals", "y2026", "v1"]);
        found("#garden/ #dash- and #🌱", &["garden", "dash", "🌱"]);
        found(
            "## Plans #later\n\n- item #item\n    - deep #deep\n\n    more #more\n",
            &["later", "item", "deep", "more"],
        );
        found("> quoted #quoted\n\n| a | #cell |\n", &["quoted", "cell"]);
        found("[x] done #done, [not a link] #too", &["done", "too"]);
        found("100 %, 50 % #kept", &["kept"]);
    }

    #[test]
    fn code_has_no_tags() {
        found("```sh\n#comment\n```\n#real", &["real"]);
        found("~~~~\n#a\n~~~\n#b\n~~~~\n#real", &["real"]);
        found("> ```\n", &[]);
        found("Text\n\n    #include <a>\n\t#define b\n\n#real", &["real"]);
        found("`#code` ``#a ` #b`` #real `open #too", &["real", "too"]);
    }

    #[test]
    fn links_comments_and_html_have_no_tags() {
        found("[a](#heading) [[#heading]] [[note #x]] [see #a](b.md) <https://a.b/ #c> #real", &["real"]);
        found("[label]: #heading\n#real", &["real"]);
        found("https://example.com/#a a#b \\#c ##d &#35; #", &[]);
        found("<!-- #a --> #b <!-- #c\n#d\n--> #e", &["b", "e"]);
        found("%% #a %% #b\n%%\n#c\n%%\n#d", &["b", "d"]);
        found("<p style=\"color: #fff\">#a</p> <b>bold #b</b>", &["b"]);
    }

    #[test]
    fn headings_numbers_and_lone_signs_are_no_tags() {
        found("# Heading\n## Second\n#\n#12 and #3.\n# #\n#-a #/b", &[]);
    }

    #[test]
    fn a_text_of_openers_is_scanned_in_proportion_to_its_length() {
        for opener in [
            "`",
            "[",
            "<a ",
            "[[",
            "](",
            "`` ` ",
            "[a](",
            "<!--",
            "%%",
            "#a [",
            "``` ",
            "` #a` ",
            "[x ",
            "%% #a %% ",
            "[[a]] #a ",
        ] {
            let begun = std::time::Instant::now();
            tags(&format!("#x {}", opener.repeat(MOST_BYTES / opener.len())));
            assert!(begun.elapsed().as_secs() < 3, "{opener:?}: {:?}", begun.elapsed());
        }
        assert_eq!(tags(&"#a ".repeat(1_000)).len(), MOST_TAGS);
    }
}
