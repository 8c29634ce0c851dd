//! Attributes in braces, `{#id .class width=50%}`, behind a heading, a picture or a link. Pandoc, Quarto, Hugo,
//! Docusaurus and kramdown have them. They are for a generator and are not shown.

use super::builder::DocumentBuilder;
use crate::markdown::document::MarkKind;

/// The most bytes of attributes.
const MOST: usize = 256;

impl DocumentBuilder<'_> {
    /// Leaves out attributes directly behind pictures and links.
    pub(super) fn drop_attributes(&mut self) {
        let mut parts = Vec::new();
        for mark in
            self.marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Image(_) | MarkKind::Link(_)))
        {
            let Some(rest) = self.raw.get(mark.end..).filter(|rest| rest.starts_with('{')) else { continue };
            let rest = &rest[..rest.floor_char_boundary(MOST)];
            let Some(close) = rest.find('}').filter(|close| is_list(&rest[..=*close])) else { continue };
            parts.push((mark.end..mark.end + close + 1, String::new()));
        }
        if !parts.is_empty() {
            parts.sort_by_key(|(range, _)| range.start);
            parts.dedup_by_key(|(range, _)| range.start);
            self.replace(&parts);
        }
    }
}

/// Reports whether a text in braces holds attributes and nothing else.
fn is_list(written: &str) -> bool {
    let mut words = words(written).peekable();
    words.peek().is_some()
        && words.all(|word| {
            let is_name = |name: &str| name.starts_with(|c: char| c.is_alphabetic());
            word == "-"
                || word.strip_prefix(['#', '.']).is_some_and(|name| !name.is_empty())
                || word.split_once('=').is_some_and(|(key, value)| is_name(key) && !value.is_empty())
        })
}

/// Reports whether a text in braces has an id or a class.
/// Behind a heading `{x=1}` may be a part of it.
pub(super) fn names(written: &str) -> bool {
    is_list(written) && words(written).any(|word| word.starts_with(['#', '.', '-']))
}

/// Returns the id among attributes.
pub(super) fn id(written: &str) -> Option<&str> {
    words(written).find_map(|word| word.strip_prefix('#'))
}

/// The words between braces. Those in quotation marks are one, and kramdown has a colon before them all.
fn words(written: &str) -> impl Iterator<Item = &str> {
    let inner = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
    let mut rest = inner.strip_prefix(':').unwrap_or(inner);
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let mut quote = None;
        let end = rest.find(|c: char| {
            match quote {
                Some(open) if c == open => quote = None,
                None if matches!(c, '"' | '\'') => quote = Some(c),
                _ => {}
            }
            quote.is_none() && c.is_whitespace()
        });
        let word;
        (word, rest) = rest.split_at(end.unwrap_or(rest.len()));
        (!word.is_empty()).then_some(word)
    })
}

#[cfg(test)]
mod tests {
    use crate::markdown::parse;

    fn text(source: &str) -> String {
        parse(source).plain_text().trim_end().to_owned()
    }

    #[test]
    fn the_attributes_of_a_heading_are_not_shown_and_give_its_anchor() {
        for (source, shown, anchor) in [
            ("# Two {#second}", "Two", "second"),
            ("# Two {#second .cls key=\"a b\"}", "Two", "second"),
            ("# Two {.unnumbered #second}", "Two", "second"),
            ("# Two {: #second}", "Two", "second"),
            ("# Two {.tabset}", "Two", "two"),
            ("# Two {-}", "Two", "two"),
            ("# The set {x=1}", "The set {x=1}", "the-set-x1"),
            ("# The set {a, b}", "The set {a, b}", "the-set-a-b"),
            ("# Code `{#id}`", "Code {#id}", "code-id"),
            ("# Braces {}", "Braces {}", "braces-"),
        ] {
            let document = parse(source);
            let heading = document.heading(0).expect("there is one");
            assert_eq!((heading.text.as_str(), heading.slug.as_str()), (shown, anchor), "{source}");
        }
    }

    #[test]
    fn the_attributes_of_pictures_and_links_are_not_shown() {
        for (source, shown) in [
            ("a ![Caption](a.png){#fig-x width=50%} b", "a [image: Caption] b"),
            ("[l](b.md){target=\"_blank\" .x}, [m](c.md){:target='_blank'}.", "l, m."),
            ("**[l](b.md)**{.x}", "l"),
            ("[l](b.md){x} and {.y} [m](c.md) {.z}", "l{x} and {.y} m {.z}"),
            ("[l](b.md){.open", "l{.open"),
        ] {
            assert_eq!(text(source), shown, "{source}");
        }
    }
}
