//! HTML tags and entities, as far as they matter to readers.

use pulldown_cmark::{Event, Parser};

/// A tag as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct HtmlTag<'t> {
    pub name: &'t str,
    pub closing: bool,
    attributes: &'t str,
}

/// The kind of markup that begins at a `<`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Markup<'t> {
    /// A tag, and the bytes it takes.
    Tag(HtmlTag<'t>, usize),
    /// A comment, declaration or instruction of so many bytes.
    Hidden(usize),
    /// A character of the text.
    Text,
}

/// The bytes to search in vain for the ends of tags.
/// After them only nearby ends are seen. Without this limit, text made of openings alone would take quadratic
/// time.
#[derive(Clone, Copy)]
pub(super) struct TagScanLimit(pub usize);

impl Default for TagScanLimit {
    fn default() -> Self {
        Self(1 << 20)
    }
}

/// Reads what begins at the `<` that `text` starts with.
pub(super) fn markup<'t>(text: &'t str, patience: &mut TagScanLimit) -> Markup<'t> {
    let hidden = |open: &str, close: &str| {
        let rest = text.strip_prefix(open)?;
        Some(Markup::Hidden(rest.find(close).map_or(text.len(), |at| open.len() + at + close.len())))
    };
    let empty_comment = ["<!-->", "<!--->"].iter().find(|open| text.starts_with(**open));
    if let Some(open) = empty_comment {
        return Markup::Hidden(open.len());
    }
    // What a program reads between `<?` and `?>`, or in a CDATA section, a reader wants to see.
    if let Some(special) =
        hidden("<!--", "-->").or_else(|| declaration(text).then(|| hidden("<!", ">")).flatten())
    {
        return special;
    }
    let (closing, name_at) = if text[1..].starts_with('/') { (true, 2) } else { (false, 1) };
    let name_len = text[name_at..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    if name_len == 0 || !text.as_bytes()[name_at].is_ascii_alphabetic() {
        return Markup::Text;
    }
    let name_end = name_at + name_len;
    let window = text.floor_char_boundary(name_end + patience.0.max(256));
    let Some(end) = tag_end(&text[name_end..window]) else {
        patience.0 = patience.0.saturating_sub(window - name_end);
        return Markup::Text;
    };
    let attributes = &text[name_end..name_end + end];
    if !attributes.is_empty() && !attributes.starts_with([' ', '\t', '\n', '\r', '/']) {
        return Markup::Text;
    }
    Markup::Tag(HtmlTag { name: &text[name_at..name_end], closing, attributes }, name_end + end + 1)
}

fn declaration(text: &str) -> bool {
    text.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic)
}

/// The `>` that ends a tag, outside quotation marks.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

impl HtmlTag<'_> {
    pub(super) fn is(self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// An attribute's value, entities decoded.
    pub(super) fn attribute(self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '/']);
            let name_end = rest.find([' ', '\t', '\n', '\r', '=', '/']).unwrap_or(rest.len());
            if rest.is_empty() {
                return None;
            }
            let name = &rest[..name_end];
            let behind = rest[name_end..].trim_start();
            let value;
            if let Some(behind) = behind.strip_prefix('=') {
                (value, rest) = attribute_value(behind.trim_start());
            } else {
                (value, rest) = ("", behind);
            }
            if name.eq_ignore_ascii_case(wanted) {
                let mut decoded = String::with_capacity(value.len());
                decode(value, |part| decoded.push_str(part));
                return Some(decoded);
            }
            if name_end == 0 && behind.len() == rest.len() && value.is_empty() {
                return None;
            }
        }
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    text.split_at(text.find([' ', '\t', '\n', '\r']).unwrap_or(text.len()))
}

/// Calls `push` with the parts of `text`, each entity decoded, once.
pub(super) fn decode(text: &str, mut push: impl FnMut(&str)) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        push(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..].bytes().take(32).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let end = name + 2;
        if name == 0 || rest.as_bytes().get(name + 1) != Some(&b';') {
            push("&");
            rest = &rest[1..];
            continue;
        }
        decode_one(&rest[..end], &mut push);
        rest = &rest[end..];
    }
    push(rest);
}

/// Decodes one entity. The Markdown parser knows the table of entities; it is asked about this one alone.
fn decode_one(entity: &str, push: &mut impl FnMut(&str)) {
    match entity {
        "&amp;" => push("&"),
        "&lt;" => push("<"),
        "&gt;" => push(">"),
        "&quot;" => push("\""),
        "&nbsp;" => push("\u{A0}"),
        _ => {
            for event in Parser::new(entity) {
                if let Event::Text(text) = event {
                    push(&text);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_distinguished_from_text() {
        let tag = |text| match markup(text, &mut TagScanLimit::default()) {
            Markup::Tag(tag, len) => Some((tag.name, tag.closing, len)),
            _ => None,
        };
        assert_eq!(tag("<br/>x"), Some(("br", false, 5)));
        assert_eq!(tag("</SUB >"), Some(("SUB", true, 7)));
        assert_eq!(tag("<a title='a>b'>"), Some(("a", false, 15)));
        assert_eq!(tag("<3"), None);
        assert_eq!(tag("<a"), None);
        assert_eq!(markup("<!-- a > b -->c", &mut TagScanLimit::default()), Markup::Hidden(14));
        assert_eq!(markup("<!-- open", &mut TagScanLimit::default()), Markup::Hidden(9));
        assert_eq!(markup("<!>", &mut TagScanLimit::default()), Markup::Text);
    }

    #[test]
    fn attributes_are_read_in_every_spelling() {
        let Markup::Tag(tag, _) =
            markup("<img hidden alt = \"a &amp;amp; b\" SRC=x.png/>", &mut TagScanLimit::default())
        else {
            panic!()
        };
        assert_eq!(tag.attribute("alt").as_deref(), Some("a &amp; b"));
        assert_eq!(tag.attribute("src").as_deref(), Some("x.png/"));
        assert_eq!(tag.attribute("hidden").as_deref(), Some(""));
        assert_eq!(tag.attribute("title"), None);
        let Markup::Tag(odd, _) = markup("<a = = b>", &mut TagScanLimit::default()) else { panic!() };
        assert_eq!(odd.attribute("href"), None);
    }

    #[test]
    fn entities_are_decoded_once() {
        let decoded = |text: &str| {
            let mut out = String::new();
            decode(text, |part| out.push_str(part));
            out
        };
        assert_eq!(decoded("&amp;lt; &eacute;&#x41; &nosuch; & &#27;"), "&lt; éA &nosuch; & \u{1B}");
    }
}
