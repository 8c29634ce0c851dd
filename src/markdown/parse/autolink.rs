//! Addresses written without any markup, as GitHub links them: `http://`, `https://`, `mailto:` and `www.`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr_iter, memmem};

use super::builder::{DocumentBuilder, RawMark};
use crate::markdown::document::MarkKind;

impl DocumentBuilder<'_> {
    /// Makes links of the addresses in a part of the raw text.
    pub(super) fn find_bare_links(&mut self, range: Range<usize>) {
        let mut found = Vec::new();
        find(&self.raw[range.clone()], |link, prefix| {
            found.push((range.start + link.start..range.start + link.end, prefix));
        });
        if found.is_empty() {
            return;
        }
        let taken = self.taken();
        let mut done: Vec<Range<usize>> = Vec::new();
        for (link, prefix) in found {
            let before = taken.partition_point(|other| other.end <= link.start);
            let within = done.partition_point(|other| other.end <= link.start);
            let free = |other: Option<&Range<usize>>| other.is_none_or(|other| other.start >= link.end);
            if free(taken.get(before)) && free(done.get(within)) {
                let target = format!("{prefix}{}", &self.raw[link.clone()]);
                let number = self.link(&target, false, false);
                self.marks.push(RawMark {
                    start: link.start,
                    end: link.end,
                    kind: MarkKind::Link(number),
                    html: false,
                });
                if prefix.is_empty() {
                    done.push(link);
                }
            }
        }
        self.number_links_in_order();
    }

    /// Numbers the links of the leaf in their order.
    /// Links are numbered as they are read; those just found belong between the others.
    fn number_links_in_order(&mut self) {
        let number_of = |mark: &RawMark| match mark.kind {
            MarkKind::Link(link) | MarkKind::Image(link) => Some(link),
            _ => None,
        };
        let mut order: Vec<(usize, u32)> =
            self.marks.iter().filter_map(|mark| Some((mark.start, number_of(mark)?))).collect();
        order.sort_unstable();
        let Some(first) = order.iter().map(|(_, link)| *link).min() else { return };
        let links: Vec<_> =
            order.iter().filter_map(|(_, link)| self.document.links.get(*link as usize).copied()).collect();
        let Some(old) = self.document.links.get_mut(first as usize..).filter(|old| old.len() == links.len())
        else {
            return;
        };
        old.copy_from_slice(&links);
        let renumbered: HashMap<u32, u32> = order.iter().map(|(_, link)| *link).zip(first..).collect();
        for mark in &mut self.marks {
            if let MarkKind::Link(link) | MarkKind::Image(link) = &mut mark.kind {
                *link = renumbered.get(link).copied().unwrap_or(*link);
            }
        }
    }

    /// The ranges in which an address is not a link by itself. They are in order and apart.
    pub(super) fn taken(&self) -> Vec<Range<usize>> {
        let is_closed = |kind| {
            matches!(
                kind,
                MarkKind::Link(_) | MarkKind::Code | MarkKind::Image(_) | MarkKind::Math | MarkKind::Address
            )
        };
        let mut marks: Vec<&RawMark> = self.marks.iter().filter(|mark| is_closed(mark.kind)).collect();
        marks.sort_by_key(|mark| mark.start);
        let mut taken: Vec<Range<usize>> = Vec::new();
        for mark in marks {
            match taken.last_mut() {
                Some(last) if mark.start < last.end => last.end = last.end.max(mark.end),
                _ => taken.push(mark.start..mark.end),
            }
        }
        taken
    }
}

/// Calls `link` with each address and the prefix of its target.
/// The addresses come in two rows, each in order: those with a scheme, then those without.
fn find(text: &str, mut link: impl FnMut(Range<usize>, &'static str)) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for colon in memchr_iter(b':', bytes) {
        let scheme =
            ["https", "http", "mailto"].into_iter().find(|scheme| ends_with(&bytes[..colon], scheme));
        let Some(scheme) = scheme else { continue };
        let mail = scheme == "mailto";
        let start = colon - scheme.len();
        if start < done || !begins(text, start) || !(mail || bytes[colon..].starts_with(b"://")) {
            continue;
        }
        let body = if mail { colon + 1 } else { colon + 3 };
        if let Some(end) = end_of_address(text, body) {
            done = end;
            if !mail || text[body..end].contains('@') {
                link(start..end, "");
            }
        }
    }
    done = 0;
    for start in WWW.find_iter(bytes) {
        if start < done || !begins(text, start) {
            continue;
        }
        if let Some(end) = end_of_address(text, start) {
            done = end;
            if text[start..end].matches('.').count() > 1 {
                link(start..end, "http://");
            }
        }
    }
}

static WWW: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("www."));

fn ends_with(bytes: &[u8], scheme: &str) -> bool {
    bytes.len() >= scheme.len() && bytes[bytes.len() - scheme.len()..].eq_ignore_ascii_case(scheme.as_bytes())
}

/// Reports whether an address at `at` begins a word.
fn begins(text: &str, at: usize) -> bool {
    text[..at]
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '.' | '@' | ':' | '-' | '_'))
}

/// The end of the address whose host starts at `body`. The sentence's own punctuation behind it is left out.
fn end_of_address(text: &str, body: usize) -> Option<usize> {
    let rest = text.get(body..)?;
    if !rest.starts_with(|c: char| c.is_alphanumeric() || c == '[') {
        return None;
    }
    let stops = |c: char| {
        c.is_whitespace()
            || matches!(c, '<' | '>' | '"' | '`' | '|' | '«' | '»' | '“' | '”' | '‹' | '›' | '␛')
            || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}')
            || c.is_control()
    };
    let mut address = &rest[..rest.find(stops).unwrap_or(rest.len())];
    let (mut opened, mut closed) = (address.matches('(').count(), address.matches(')').count());
    loop {
        let last = address.chars().next_back()?;
        match last {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '’' | '…' | ']' | '}' => {}
            ')' if closed > opened => closed -= 1,
            _ => break,
        }
        if last == '(' {
            opened -= 1;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    Some(body + address.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn links(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        find(text, |link, prefix| found.push(format!("{prefix}{}", &text[link])));
        found
    }

    #[test]
    fn addresses_end_before_the_sentence_does() {
        assert_eq!(links("see https://a.example/x."), ["https://a.example/x"]);
        assert_eq!(links("(https://a.example/x_(y))"), ["https://a.example/x_(y)"]);
        assert_eq!(
            links("HTTP://A.example, mailto:x@b.example!"),
            ["HTTP://A.example", "mailto:x@b.example"]
        );
        assert_eq!(links("见https://a.example/x。"), Vec::<String>::new());
        assert_eq!(links("见 https://a.example/x。"), ["https://a.example/x"]);
        assert_eq!(links("www.a.example/b"), ["http://www.a.example/b"]);
    }

    #[test]
    fn other_words_stay_words() {
        for text in [
            "note: this",
            "xhttp://a.example",
            "http://",
            "ftp://a.example",
            "www.a",
            "mailto:",
            "javascript:x",
        ] {
            assert!(links(text).is_empty(), "{text}");
        }
        assert_eq!(links("https://www.a.example/").len(), 1);
    }
}
