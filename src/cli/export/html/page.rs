//! The page of one briefing: head, text, what follows it, and the briefings that link here.

use std::io::{self, Write};

use super::Site;
use super::body::BodyWriter;
use super::markup::Html;
use crate::briefing::{self, Briefing, TextEvidence, is_language_tag};
use crate::clean;
use crate::cli::export::data::within;
use crate::engine::report::{self, NamedLink, PlainLine, UiRole};
use crate::library::{Dependent, DependentPart, Ix};
use crate::markdown::Target;
use crate::text::Clean;

/// The width of lines above and below the text. The browser wraps them.
const WIDE: usize = 100_000;
/// The path from a page to the top of the site.
const UP: &str = "../";

pub(super) fn page(site: &Site<'_>, ix: Ix, bytes: Vec<u8>, to: &mut dyn Write) -> io::Result<()> {
    let library = &site.set.library;
    let briefing = library.get(ix);
    let body = briefing::into_body(bytes);
    let document = library.document(&briefing.path, &body.text);
    let text_evidence = TextEvidence::new(&document, &body);
    let mut out = Html::page(&briefing.title, &site.name, UP, language(briefing));
    for line in report::head(library, briefing, Some(&document), &[], WIDE) {
        head_line(&mut out, &line);
    }
    let text = BodyWriter {
        site,
        ix,
        document: &document,
        support: report::support(library, &text_evidence),
        skip_first: document.opens_with(&briefing.title),
    };
    text.write(&mut out, to)?;
    let linked = report::linked(library, ix);
    tail(site, &mut out, &report::tail(briefing, &linked, WIDE), &linked);
    original(&mut out, briefing);
    dependents(site, &mut out, ix);
    backlinks(site, &mut out, ix);
    out.raw("<footer><p class=\"meta\" dir=\"auto\">");
    out.text(&clean!("{}", within(library, &briefing.path).display()));
    out.raw("</p></footer>\n");
    to.write_all(out.end(None).as_bytes())
}

/// Returns the declared language of a briefing's text, for the `lang` attribute.
fn language(briefing: &Briefing) -> Option<&str> {
    briefing.languages.first().map(Clean::as_str).filter(|tag| is_language_tag(tag))
}

/// Writes a link to the original of a source.
fn original(out: &mut Html, briefing: &Briefing) {
    let url = briefing.source.as_deref().and_then(|source| source.url.as_ref());
    if let Some(Target::Url(address)) = url.map(|url| Target::of(url)) {
        out.raw("<p dir=\"auto\">");
        out.open_outside(&address);
        out.text(&address);
        out.raw("</a></p>\n");
    }
}

fn words(line: &PlainLine) -> String {
    line.pieces.iter().map(|(_, piece)| piece.as_str()).collect()
}

fn head_line(out: &mut Html, line: &PlainLine) {
    let words = words(line);
    match line.pieces.first() {
        None => {}
        Some((UiRole::Title, _)) => out.heading(&words),
        Some((UiRole::Warning, _)) => {
            out.raw("<p class=\"warning\" dir=\"auto\">");
            out.text(&words);
            out.raw("</p>\n");
        }
        Some(_) => {
            out.raw("<p class=\"meta\" dir=\"auto\">");
            out.text(&words);
            out.raw("</p>\n");
        }
    }
}

/// Writes the headings and lists below the text.
/// A line about a linked briefing leads there.
fn tail(site: &Site<'_>, out: &mut Html, lines: &[PlainLine], linked: &[NamedLink]) {
    for line in lines {
        let words = words(line);
        let is_heading = matches!(line.pieces.first(), Some((UiRole::Heading, _)));
        let to = line.linked.and_then(|number| linked.get(number as usize)).and_then(|one| one.link.other);
        if words.trim().is_empty() {
            continue;
        }
        out.raw(if is_heading { "<h2 dir=\"auto\">" } else { "<p dir=\"auto\">" });
        match to.and_then(|ix| site.address(ix, UP)) {
            Some(address) => out.link(&address, words.trim()),
            None => out.text(words.trim()),
        }
        out.raw(if is_heading { "</h2>\n" } else { "</p>\n" });
    }
}

/// Writes the list of everything that rests on a source.
pub(super) fn dependents(site: &Site<'_>, out: &mut Html, source: Ix) {
    let dependents = &site.set.evidence.dependents_of(source);
    if dependents.is_empty() {
        return;
    }
    out.raw("<h2 dir=\"auto\">Cited by</h2>\n<ul>\n");
    for dependent in dependents {
        out.raw("<li dir=\"auto\">");
        site.link(out, dependent.from, UP);
        out.raw(": ");
        out.text(&said(site, dependent));
        out.raw("</li>\n");
    }
    out.raw("</ul>\n");
}

/// Returns the words of a thing that rests on a source.
fn said(site: &Site<'_>, dependent: &Dependent) -> Clean {
    let briefing = site.set.library.get(dependent.from);
    match dependent.what {
        DependentPart::Statement(number) => {
            site.set.evidence.statement(dependent.from, number).map(|one| one.in_full()).unwrap_or_default()
        }
        DependentPart::Status(number) => briefing
            .status
            .get(number as usize)
            .map(|status| clean!("{} {}", status.program, status.standing()))
            .unwrap_or_default(),
        DependentPart::Link(number) => briefing
            .links
            .get(number as usize)
            .map(|link| clean!("{} {}", link.role, link.to))
            .unwrap_or_default(),
    }
}

fn backlinks(site: &Site<'_>, out: &mut Html, ix: Ix) {
    let links = site.set.evidence.backlinks(ix);
    if links.is_empty() {
        return;
    }
    out.raw("<h2 dir=\"auto\">Linked from</h2>\n<ul>\n");
    for link in links {
        out.raw("<li dir=\"auto\">");
        site.link(out, link.from, UP);
        out.raw("</li>\n");
    }
    out.raw("</ul>\n");
}
