//! Links: their places, labels and targets.

use std::ops::Range;

use super::document::{Anchor, Document};
use crate::text::{Clean, CleanBuf};

/// A link or an image of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The place at which its label starts.
    pub anchor: Anchor,
    /// The bytes of its label in the block's text.
    pub range: Range<usize>,
    /// Its label.
    pub label: Clean,
    /// Its target as written, entities decoded.
    pub written: Clean,
    /// The target.
    pub target: Target,
    /// Marks a label that looks like another host than the target's.
    pub suspicious: bool,
    /// Marks an image.
    pub image: bool,
}

/// The target of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file, by its path relative to this one, percent signs decoded.
    File {
        /// The path.
        path: Clean,
        /// The heading's anchor within it.
        heading: Option<Clean>,
    },
    /// Another briefing by its name: `[[name]]`, `[[name#heading]]`.
    Wiki {
        /// The name; empty for a heading of this document.
        name: Clean,
        /// The heading's words within it.
        heading: Option<Clean>,
    },
    /// A heading of this document, by its anchor.
    Heading(Clean),
    /// An address that may be opened: http, https or mailto.
    Url(Clean),
    /// An address of any other scheme, which is shown and never opened.
    Other(Clean),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct LinkData {
    pub block: u32,
    /// Bytes of the document's text.
    pub start: u32,
    pub end: u32,
    /// Bytes of the document's targets.
    pub target: (u32, u32),
    pub wiki: bool,
    pub image: bool,
}

impl Document {
    /// Returns the number of links and images.
    pub fn link_count(&self) -> u32 {
        u32::try_from(self.links.len()).unwrap_or(u32::MAX)
    }

    /// The link of this number.
    pub fn link(&self, number: u32) -> Option<Link> {
        let data = self.links.get(number as usize)?;
        let block = self.blocks.get(data.block as usize)?;
        let written = slice(&self.targets, data.target.0 as usize..data.target.1 as usize);
        let label = slice(&self.text, data.start as usize..data.end as usize);
        let target = if data.wiki { Target::wiki(&written) } else { Target::of(&written) };
        let start = data.start.saturating_sub(block.start);
        Some(Link {
            anchor: Anchor { block: data.block, character: start },
            range: start as usize..data.end.saturating_sub(block.start) as usize,
            suspicious: !data.image && is_suspicious(&label, &target),
            label,
            written,
            target,
            image: data.image,
        })
    }

    /// All links and images in reading order.
    pub fn links(&self) -> impl Iterator<Item = Link> {
        (0..self.link_count()).filter_map(|number| self.link(number))
    }
}

impl Target {
    /// Returns the meaning of a link's written target.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::markdown::Target;
    ///
    /// assert!(matches!(Target::of("https://example.org/fair"), Target::Url(_)));
    /// assert!(matches!(Target::of("#key-facts"), Target::Heading(_)));
    /// // It is shown and never opened.
    /// assert!(matches!(Target::of("javascript:alert(1)"), Target::Other(_)));
    /// ```
    pub fn of(written: &str) -> Self {
        if let Some(heading) = written.strip_prefix('#') {
            return Self::Heading(decode(heading));
        }
        if let Some(scheme) = scheme(written) {
            let opens = ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
            return if opens { Self::Url(Clean::line(written)) } else { Self::Other(Clean::line(written)) };
        }
        if written.starts_with("//") {
            return Self::Other(Clean::line(written));
        }
        let (path, heading) = split_heading(written);
        let path = path.split('?').next().unwrap_or_default();
        Self::File { path: decode(path), heading: heading.map(decode) }
    }

    fn wiki(written: &str) -> Self {
        if scheme(written).is_some_and(|s| s.eq_ignore_ascii_case("http") || s.eq_ignore_ascii_case("https"))
        {
            return Self::of(written);
        }
        let (name, heading) = split_heading(written);
        Self::Wiki { name: Clean::line(name), heading: heading.map(Clean::line) }
    }
}

/// The host of an http or https address, in lower case. Text that looks like a host counts as one.
pub fn host_of(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let rest = ["https://", "http://"].iter().find(|s| lower.starts_with(**s)).map(|s| &text[s.len()..]);
    let bare = rest.unwrap_or(text);
    let authority = bare.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    // The colons of an address in brackets belong to it.
    let port = if host.starts_with('[') { "]:" } else { ":" };
    let host = match host.split_once(port) {
        Some((host, _)) if port == "]:" => format!("{host}]").to_lowercase(),
        Some((host, _)) => host.trim_end_matches('.').to_lowercase(),
        None => host.trim_end_matches('.').to_lowercase(),
    };
    if rest.is_some() || looks_like_host(&host) { Some(host) } else { None }
}

/// Returns a host as it is looked up, in ASCII alone. Letters that look like others can be distinguished there.
///
/// # Errors
///
/// Fails for what cannot be the name of a host, as in a browser (WHATWG URL, "domain to ASCII").
pub fn in_punycode(host: &str) -> Result<String, idna::Errors> {
    if host.starts_with('[') {
        return Ok(host.to_owned());
    }
    idna::domain_to_ascii_cow(host.as_bytes(), idna::AsciiDenyList::URL).map(std::borrow::Cow::into_owned)
}

/// Reports whether a name looks like a host.
/// It has at least two labels and ends as a domain does, not as a file or a number.
fn looks_like_host(host: &str) -> bool {
    const FILES: [&str; 12] =
        ["md", "txt", "pdf", "html", "htm", "png", "jpg", "svg", "json", "csv", "toml", "yaml"];
    let Some((name, last)) = host.rsplit_once('.') else { return false };
    !name.is_empty()
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
        && !host.contains("..")
        && last.chars().count() >= 2
        && last.chars().all(char::is_alphabetic)
        && !FILES.contains(&last)
}

fn is_suspicious(label: &str, target: &Target) -> bool {
    let (Target::Url(written) | Target::Other(written)) = target else { return false };
    let shown = label.split_whitespace().find_map(host_of);
    let Some(shown) = shown else { return false };
    let plain = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    if let Some(address) = written.strip_prefix("mailto:") {
        let domain = address.split('?').next().and_then(|a| a.rsplit('@').next()).unwrap_or_default();
        return plain(&shown) != plain(&domain.to_lowercase());
    }
    host_of(written).is_none_or(|real| plain(&shown) != plain(&real))
}

fn scheme(written: &str) -> Option<&str> {
    let (scheme, _) = written.split_once(':')?;
    let mut letters = scheme.bytes();
    let first = letters.next()?;
    let valid = first.is_ascii_alphabetic()
        && scheme.len() > 1
        && letters.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    valid.then_some(scheme)
}

fn split_heading(written: &str) -> (&str, Option<&str>) {
    match written.split_once('#') {
        Some((path, heading)) if !heading.is_empty() => (path, Some(heading)),
        Some((path, _)) => (path, None),
        None => (written, None),
    }
}

/// Percent signs decoded; what is not UTF-8 then becomes U+FFFD.
fn decode(written: &str) -> Clean {
    if !written.contains('%') {
        return Clean::line(written);
    }
    let bytes = written.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = written.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) if bytes[at] == b'%' => {
                out.push(byte);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    Clean::line(&String::from_utf8_lossy(&out))
}

fn slice(from: &CleanBuf, range: Range<usize>) -> Clean {
    let mut buffer = CleanBuf::default();
    buffer.push_part(from, range);
    buffer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;

    #[track_caller]
    fn only_link(source: &str) -> Link {
        let document = parse(source);
        assert_eq!(document.link_count(), 1, "{source}");
        document.link(0).expect("there is one")
    }

    #[test]
    fn targets_are_distinguished() {
        let clean = |text: &str| Clean::line(text);
        let cases = [
            ("[a](b.md)", Target::File { path: clean("b.md"), heading: None }),
            (
                "[a](../x%20y.md#key-facts)",
                Target::File { path: clean("../x y.md"), heading: Some(clean("key-facts")) },
            ),
            ("[a](#top)", Target::Heading(clean("top"))),
            ("[a](HTTPS://b.example/?q#f)", Target::Url(clean("HTTPS://b.example/?q#f"))),
            ("[a](javascript:alert(1))", Target::Other(clean("javascript:alert(1)"))),
            ("[a](//b.example/x)", Target::Other(clean("//b.example/x"))),
            ("[[b]]", Target::Wiki { name: clean("b"), heading: None }),
            ("[[b|c d]]", Target::Wiki { name: clean("b"), heading: None }),
            ("[[b#Key facts|c]]", Target::Wiki { name: clean("b"), heading: Some(clean("Key facts")) }),
            ("<x@b.example>", Target::Url(clean("mailto:x@b.example"))),
        ];
        for (source, target) in cases {
            assert_eq!(only_link(source).target, target, "{source}");
        }
        assert_eq!(only_link("[[b|c d]]").label, "c d");
    }

    #[test]
    fn a_label_that_is_another_host_is_suspicious() {
        for (source, suspicious) in [
            ("[https://bank.example](https://evil.example/bank.example)", true),
            ("[www.bank.example/login](http://evil.example)", true),
            ("[bank.example](https://bank.example@evil.example/)", true),
            ("[bank.example](https://www.bank.example/)", false),
            ("[the bank](https://evil.example)", false),
            ("[report.pdf](https://b.example/report.pdf)", false),
            ("[version 2.0](https://b.example/)", false),
            ("[b.example](javascript:x)", true),
            ("[other.md](other.md)", false),
        ] {
            assert_eq!(only_link(source).suspicious, suspicious, "{source}");
        }
    }

    #[test]
    fn a_target_cannot_smuggle_a_control_character() {
        assert_eq!(only_link("[a](b&#27;c%1b.md)").written, "b␛c%1b.md");
        let Target::File { path, .. } = only_link("[a](b%1bc.md)").target else { panic!() };
        assert_eq!(path, "b␛c.md");
    }
}
