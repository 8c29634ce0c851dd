//! Addresses written without any markup, as GitHub links them: `http://`, `https://`, `mailto:` and `www.`.

use std::ops::Range;

use memchr::{memchr_iter, memmem};

/// Calls `link` with each address in `text` and what must stand before it to make it a target.
pub(super) fn find(text: &str, mut link: impl FnMut(Range<usize>, &'static str)) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for colon in memchr_iter(b':', bytes) {
        let scheme =
            ["https", "http", "mailto"].into_iter().find(|scheme| ends_with(&bytes[..colon], scheme));
        let Some(scheme) = scheme else { continue };
        let start = colon - scheme.len();
        let body = if scheme == "mailto" { colon + 1 } else { colon + 3 };
        if start < done || !begins(text, start) || (scheme != "mailto" && !bytes[colon..].starts_with(b"://"))
        {
            continue;
        }
        if let Some(end) =
            end_of_address(text, body).filter(|end| scheme != "mailto" || text[body..*end].contains('@'))
        {
            link(start..end, "");
            done = end;
        }
    }
    for start in memmem::find_iter(bytes, b"www.") {
        let preceded = bytes[..start].ends_with(b"/") || !begins(text, start);
        if preceded || start < done.min(start + 1) && bytes[..start].ends_with(b"//") {
            continue;
        }
        if let Some(end) =
            end_of_address(text, start).filter(|end| text[start..*end].matches('.').count() > 1)
        {
            link(start..end, "http://");
        }
    }
}

fn ends_with(bytes: &[u8], scheme: &str) -> bool {
    bytes.len() >= scheme.len() && bytes[bytes.len() - scheme.len()..].eq_ignore_ascii_case(scheme.as_bytes())
}

/// An address begins a word.
fn begins(text: &str, at: usize) -> bool {
    text[..at]
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '.' | '@' | ':' | '-' | '_'))
}

/// The end of the address whose host starts at `body`, without the sentence's own punctuation behind it.
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
