//! The assembly of HTML: markup is written in this program, everything else is escaped.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::markdown::{Face, Style};
use crate::text::Clean;

/// A page, or a part of one.
/// What is not written in this program can only come in as text or as an attribute.
#[derive(Debug, Default)]
pub(super) struct Html(String);

/// The hash of [`SCRIPT`], for the policy of its page.
const SCRIPT_HASH: &str = "sha256-Ku3FDem2itUY2JI/BNkyVPF3+kX8SQLtWJrD56czo5Q=";

/// The script that narrows the list of the index. Every word must occur in a row's words.
pub(super) const SCRIPT: &str = include_str!("search.js");

/// The bytes of a page that are written out together.
const MUCH: usize = 64 << 10;

const STYLE: &str = include_str!("style.css");

impl Html {
    /// Begins a page over several briefings. Only the index has the script.
    pub(super) fn view(title: &str, site: &str, has_script: bool) -> Self {
        Self::begin(title, site, "", None, has_script)
    }

    /// Begins a page of one briefing, in its declared language.
    /// `up` leads to the top of the site.
    pub(super) fn page(title: &str, site: &str, up: &'static str, language: Option<&str>) -> Self {
        Self::begin(title, site, up, language, false)
    }

    fn begin(title: &str, site: &str, up: &'static str, language: Option<&str>, has_script: bool) -> Self {
        let mut out = Self::default();
        out.raw("<!doctype html>\n<html");
        if let Some(language) = language {
            out.attribute("lang", language);
        }
        out.raw(">\n<head>\n<meta charset=\"utf-8\">\n");
        out.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'");
        if has_script {
            out.raw("; script-src '").raw(SCRIPT_HASH).raw("'");
        }
        out.raw("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.raw("<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
        out.text(title);
        out.raw("</title>\n<style>").raw(STYLE).raw("</style>\n</head>\n<body>\n");
        out.raw("<a class=\"skip\" href=\"#main\" lang=\"en\">Skip to the text</a>\n<nav aria-label=\"Views\" lang=\"en\">");
        for (file, name) in [
            ("index.html", ""),
            ("timeline.html", "Timeline"),
            ("matrix.html", "Matrix"),
            ("sources.html", "Sources"),
        ] {
            out.raw("<a href=\"").raw(up).raw(file).raw("\">");
            out.text(if name.is_empty() { site } else { name });
            out.raw("</a> ");
        }
        out.raw("</nav>\n<main id=\"main\">\n");
        out
    }

    /// Ends a page.
    pub(super) fn end(mut self, script: Option<&'static str>) -> String {
        self.raw("</main>\n");
        if let Some(script) = script {
            self.raw("<script>").raw(script).raw("</script>\n");
        }
        self.raw("</body>\n</html>\n");
        self.0
    }

    /// Writes out what there is, once it is much.
    pub(super) fn drain_into(&mut self, to: &mut dyn Write) -> io::Result<()> {
        if self.0.len() >= MUCH {
            to.write_all(self.0.as_bytes())?;
            self.0.clear();
        }
        Ok(())
    }

    /// Writes markup of this program.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Writes text, escaped.
    pub(super) fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
    }

    /// Writes an attribute with an escaped value.
    pub(super) fn attribute(&mut self, name: &'static str, value: &str) {
        self.raw(" ").raw(name).raw("=\"");
        self.text(value);
        self.raw("\"");
    }

    /// Writes a number.
    pub(super) fn number(&mut self, number: impl Into<u64>) -> &mut Self {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{}", number.into());
        self
    }

    /// Writes a link to a place in the site or this page.
    pub(super) fn link(&mut self, address: &str, label: &str) {
        self.raw("<a");
        self.attribute("href", address);
        self.raw(">");
        self.text(label);
        self.raw("</a>");
    }

    /// Writes a picture of the site.
    pub(super) fn picture(&mut self, address: &str, alternative: &str) {
        self.raw("<img");
        self.attribute("src", address);
        self.attribute("alt", alternative);
        self.raw(" loading=\"lazy\">");
    }

    /// Writes the start tag of a link out of the site.
    pub(super) fn open_outside(&mut self, address: &Clean) {
        self.raw("<a");
        self.attribute("href", address);
        self.raw(" rel=\"noopener noreferrer nofollow\">");
    }

    /// Writes a heading of a page.
    pub(super) fn heading(&mut self, text: &str) {
        self.raw("<h1 dir=\"auto\">");
        self.text(text);
        self.raw("</h1>\n");
    }
}

/// The tags of the faces of a style, outermost first.
pub(super) fn faces(style: Style) -> impl DoubleEndedIterator<Item = (Face, &'static str, &'static str)> {
    const FACES: [(Face, &str, &str); 8] = [
        (Face::STRONG, "<strong>", "</strong>"),
        (Face::EMPHASIS, "<em>", "</em>"),
        (Face::STRIKE, "<s>", "</s>"),
        (Face::UNDERLINE, "<u>", "</u>"),
        (Face::SUBSCRIPT, "<sub>", "</sub>"),
        (Face::SUPERSCRIPT, "<sup>", "</sup>"),
        (Face::CODE, "<code>", "</code>"),
        (Face::MATH, "<code>", "</code>"),
    ];
    FACES.into_iter().filter(move |(face, ..)| style.face.has(*face))
}

/// Closes what [`faces`] opened.
pub(super) fn close_faces(out: &mut Html, style: Style) {
    for (.., end) in faces(style).rev() {
        out.raw(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_written_here_is_escaped() {
        let mut out = Html::default();
        out.text("<script>&\"'");
        out.link("a\" onclick=\"x", "</a>");
        let page = out.end(None);
        assert!(
            page.starts_with(
                "&lt;script&gt;&amp;&quot;&#39;<a href=\"a&quot; onclick=&quot;x\">&lt;/a&gt;</a>"
            )
        );
    }

    #[test]
    fn the_policy_names_the_script_by_its_hash() {
        // Only where the system has a program to count it with.
        let mut openssl = std::process::Command::new("openssl");
        openssl.args(["dgst", "-sha256", "-binary"]);
        if let Some(hash) = sum_of(openssl, SCRIPT) {
            assert_eq!(SCRIPT_HASH, format!("sha256-{hash}"));
        }
    }

    fn sum_of(mut command: std::process::Command, text: &str) -> Option<String> {
        use base64::Engine as _;
        use std::io::Write as _;
        use std::process::Stdio;
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        child.stdin.take()?.write_all(text.as_bytes()).ok()?;
        let output = child.wait_with_output().ok()?;
        Some(base64::engine::general_purpose::STANDARD.encode(output.stdout))
    }
}
