//! A parsed document as HTML: its blocks in order, containers opened and closed as they change.
//!
//! Like the layout for terminals this walks flat tables: nothing recurses over content.

use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::Range;

use super::Site;
use super::markup::{Html, close_faces, faces};
use crate::engine::report::Support;
use crate::library::Ix;
use crate::markdown::{Block, BlockKind, Container, Document, MarkKind, Runs, Style, Target, TextRole};
use crate::text::Clean;

/// A document to be written as HTML.
pub(super) struct BodyWriter<'a> {
    pub site: &'a Site<'a>,
    pub ix: Ix,
    pub document: &'a Document,
    pub support: HashMap<u32, Support>,
    /// Leaves the first block out: its text is the title.
    pub skip_first: bool,
}

/// The text of a block to be written as HTML.
struct Inline<'d> {
    block: Block<'d>,
    runs: Runs,
    /// The pictures in it that are files of the site, in order.
    pictures: Vec<HtmlImage>,
    /// The signs around struck text, in order.
    tildes: Vec<Range<usize>>,
}

impl Inline<'_> {
    /// Returns a part of the text without the signs around struck text.
    fn words(&self, part: Range<usize>) -> String {
        let text = self.block.text();
        let first = self.tildes.partition_point(|sign| sign.end <= part.start);
        let mut words = String::with_capacity(part.len());
        let mut at = part.start;
        for sign in self.tildes[first..].iter().take_while(|sign| sign.start < part.end) {
            words.push_str(text.get(at..sign.start).unwrap_or_default());
            at = at.max(sign.end);
        }
        words.push_str(text.get(at..part.end).unwrap_or_default());
        words
    }
}

/// A picture in a text, in place of its label.
struct HtmlImage {
    place: Range<usize>,
    address: String,
    alternative: String,
}

/// The containers that are open, outermost first, with their numbers.
type OpenContainers = Vec<(u32, Container)>;

impl BodyWriter<'_> {
    /// Writes the blocks one by one.
    /// A long page is thus not in memory as a whole.
    pub(super) fn write(&self, out: &mut Html, to: &mut dyn Write) -> io::Result<()> {
        let mut open: OpenContainers = Vec::new();
        let slugs: HashMap<u32, Clean> =
            self.document.headings().map(|heading| (heading.block, heading.slug)).collect();
        for block in self.document.blocks().skip(usize::from(self.skip_first)) {
            let mut wanted: OpenContainers = block.numbered_containers().collect();
            wanted.reverse();
            self.change(out, &mut open, wanted);
            self.block(out, block, slugs.get(&block.number));
            out.drain_into(to)?;
        }
        self.change(out, &mut open, Vec::new());
        Ok(())
    }

    /// Closes the containers without the next block and opens those with it.
    fn change(&self, out: &mut Html, open: &mut OpenContainers, wanted: OpenContainers) {
        let shared = open.iter().zip(&wanted).take_while(|(is, next)| is == next).count();
        let goes_on = match (open.get(shared), wanted.get(shared)) {
            (Some((_, is)), Some((_, next))) => list(*is).is_some() && list(*is) == list(*next),
            _ => false,
        };
        while open.len() > shared {
            let Some((_, container)) = open.pop() else { break };
            out.raw(item_end(container));
            if open.len() > shared || !goes_on {
                out.raw(list(container).map_or("", |list| list.end));
            }
        }
        for (at, (number, container)) in wanted.into_iter().enumerate().skip(shared) {
            if at > shared || !goes_on {
                out.raw(list(container).map_or("", |list| list.start));
            }
            self.begin(out, container);
            open.push((number, container));
        }
    }

    fn begin(&self, out: &mut Html, container: Container) {
        match container {
            Container::Quote => out.raw("<blockquote dir=\"auto\">"),
            Container::Callout { .. } => out.raw("<aside dir=\"auto\">"),
            Container::Bullet => out.raw("<li dir=\"auto\">"),
            Container::Task(done) => {
                // Its own direction keeps the sign from deciding that of the item.
                let sign = if done { "[x]" } else { "[ ]" };
                out.raw("<li dir=\"auto\"><span dir=\"ltr\">").raw(sign).raw("</span> ")
            }
            Container::Numbered { number, .. } => {
                out.raw("<li dir=\"auto\" value=\"").number(number).raw("\">")
            }
            Container::Footnote(footnote) => {
                out.raw("<div class=\"note\" id=\"note-").number(footnote).raw("\">");
                match self.document.footnotes().get(footnote as usize).and_then(|note| note.number) {
                    Some(number) => out.raw("[").number(number).raw("] "),
                    None => out,
                }
            }
            Container::Definition => out.raw("<div class=\"definition\">"),
            Container::Deep => out.raw("<div class=\"deep\">"),
        }
        .raw("\n");
    }

    fn block(&self, out: &mut Html, block: Block<'_>, slug: Option<&Clean>) {
        let text = block.text();
        let inline = self.prepare(block);
        match block.kind() {
            BlockKind::Heading(level) => {
                // The title is the first heading of the page.
                let (start, end) = HEADINGS[usize::from(level.clamp(1, 6)) - 1];
                out.raw(start);
                if let Some(slug) = slug {
                    out.attribute("id", &place(slug));
                }
                out.raw(" dir=\"auto\">");
                self.inline(out, &inline, 0..text.len());
                out.raw(end);
            }
            BlockKind::Code(_) => {
                out.raw("<pre dir=\"auto\"><code>");
                out.text(text);
                out.raw("</code></pre>\n");
            }
            BlockKind::Table(_) => self.table(out, &inline),
            BlockKind::Rule => {
                out.raw("<hr>\n");
            }
            BlockKind::Paragraph => {
                out.raw("<p dir=\"auto\">");
                self.mark(out, block.number);
                self.inline(out, &inline, 0..text.len());
                out.raw("</p>\n");
            }
            BlockKind::Term | BlockKind::CalloutTitle | BlockKind::Summary => {
                out.raw("<p class=\"title\" dir=\"auto\">");
                self.inline(out, &inline, 0..text.len());
                out.raw("</p>\n");
            }
        }
    }

    /// Writes the mark of a weakly supported block at its edge.
    fn mark(&self, out: &mut Html, block: u32) {
        match self.support.get(&block) {
            Some(Support::OneOrigin) => out.raw("<span class=\"mark\" dir=\"ltr\">one origin</span>"),
            Some(Support::NoSource) => out.raw("<span class=\"mark\" dir=\"ltr\">no source</span>"),
            None => out,
        };
    }

    fn table(&self, out: &mut Html, inline: &Inline<'_>) {
        let Some(table) = inline.block.table() else { return };
        out.raw("<div class=\"scroll\"><table dir=\"auto\">\n");
        let mut row = |cells: &[Range<usize>], start: &'static str, end: &'static str| {
            out.raw("<tr>");
            for cell in cells {
                out.raw(start);
                self.inline(out, inline, cell.clone());
                out.raw(end);
            }
            out.raw("</tr>\n");
        };
        if let Some(header) = &table.header {
            row(header, "<th scope=\"col\" dir=\"auto\">", "</th>");
        }
        for cells in &table.rows {
            row(cells, "<td dir=\"auto\">", "</td>");
        }
        out.raw("</table></div>\n");
    }

    /// Returns the text of a block, prepared for writing.
    fn prepare<'d>(&self, block: Block<'d>) -> Inline<'d> {
        let mut pictures = Vec::new();
        for mark in block.marks() {
            let MarkKind::Image(number) = mark.kind else { continue };
            let Some(link) = self.document.link(number) else { continue };
            let Some(address) = self.site.picture(self.ix, &link.target) else { continue };
            let label = block.text().get(mark.range.clone()).unwrap_or_default();
            let label = label.strip_prefix('[').and_then(|label| label.strip_suffix(']')).unwrap_or(label);
            let alternative = label.strip_prefix("image").unwrap_or(label).trim_matches([':', ' ']);
            pictures.push(HtmlImage { place: mark.range, address, alternative: alternative.to_owned() });
        }
        Inline { block, runs: Runs::of(block, TextRole::Text), pictures, tildes: tildes(block) }
    }

    /// Writes a part of a block's text.
    /// Its runs have one style each, so that a run opens at most one tag for each face and one link, however deep
    /// emphasis is nested.
    fn inline(&self, out: &mut Html, inline: &Inline<'_>, range: Range<usize>) {
        let mut open: Option<(Style, &'static str)> = None;
        let mut shown = None;
        inline.runs.within(range, |part, style| {
            let at = inline.pictures.partition_point(|picture| picture.place.end <= part.start);
            let picture = inline.pictures.get(at).filter(|picture| picture.place.contains(&part.start));
            // A picture replaces its label, and its address behind it.
            let is_address = style.role == TextRole::Muted && !inline.pictures.is_empty();
            if is_address || (picture.is_some() && shown == Some(at)) {
                return;
            }
            let words = if picture.is_none() { inline.words(part) } else { String::new() };
            if words.is_empty() && picture.is_none() {
                return;
            }
            if open.map(|(style, _)| style) != Some(style) {
                let link = match open.take() {
                    Some((before, link)) if before.role == style.role => {
                        close_faces(out, before);
                        link
                    }
                    before => {
                        close(out, before);
                        self.open_link(out, style.role)
                    }
                };
                for (_, start, _) in faces(style) {
                    out.raw(start);
                }
                open = Some((style, link));
            }
            match picture {
                Some(picture) => {
                    shown = Some(at);
                    out.picture(&picture.address, &picture.alternative);
                }
                None => self.words(out, &words),
            }
        });
        close(out, open);
    }

    /// Writes text in which a line feed is a hard break.
    fn words(&self, out: &mut Html, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                out.raw("<br>");
            }
            out.text(line);
        }
    }

    /// Opens a link and returns its end tag.
    /// What leads nowhere in the site is only its label.
    fn open_link(&self, out: &mut Html, role: TextRole) -> &'static str {
        let number = match role {
            TextRole::Footnote(footnote) => {
                out.raw("<sup><a href=\"#note-").number(footnote).raw("\">");
                return "</a></sup>";
            }
            TextRole::Link(number) | TextRole::Image(number) => number,
            TextRole::Muted => {
                out.raw("<code>");
                return "</code>";
            }
            _ => return "",
        };
        let Some(link) = self.document.link(number) else { return "" };
        let library = &self.site.set.library;
        let (name, heading) = match &link.target {
            Target::Url(address) => {
                if link.suspicious {
                    out.raw("<span class=\"warning\">[leads to ");
                    out.text(address);
                    out.raw("] </span>");
                }
                out.open_outside(address);
                return "</a>";
            }
            Target::Other(_) => return "",
            // A place that the page does not have is no link; `#top` leads to the beginning of any page.
            Target::Heading(heading) if self.document.find_heading(heading).is_none() => {
                if !heading.eq_ignore_ascii_case("top") {
                    return "";
                }
                out.raw("<a href=\"#\">");
                return "</a>";
            }
            Target::Heading(heading) => (None, Some(heading)),
            Target::File { path, heading } => (Some(path), heading.as_ref()),
            Target::Wiki { name, heading } => (Some(name).filter(|name| !name.is_empty()), heading.as_ref()),
        };
        let page = match name {
            Some(name) => library.resolve(self.ix, name).and_then(|ix| self.site.address(ix, "../")),
            None => Some(String::new()),
        };
        let Some(mut address) = page.or_else(|| self.site.file(self.ix, &link.target)) else { return "" };
        // Of a path of headings the last is meant; a block's name is no place in the page.
        let heading = heading.and_then(|path| path.rsplit('#').next()).filter(|name| !name.starts_with('^'));
        if let Some(heading) = heading {
            address.push('#');
            address.push_str(&place(heading));
        }
        if address.is_empty() {
            return "";
        }
        out.raw("<a");
        out.attribute("href", &address);
        out.raw(">");
        "</a>"
    }
}

/// Returns the signs around struck text.
/// A browser strikes it, so that they are left out.
fn tildes(block: Block<'_>) -> Vec<Range<usize>> {
    let text = block.text();
    let mut tildes = Vec::new();
    for mark in block.marks().filter(|mark| mark.kind == MarkKind::Strike) {
        let (before, behind) = (&text[..mark.range.start], &text[mark.range.end..]);
        if let Some(sign) = ["~~", "~"].into_iter().find(|sign| before.ends_with(sign)) {
            tildes.push(mark.range.start - sign.len()..mark.range.start);
            if behind.starts_with(sign) {
                tildes.push(mark.range.end..mark.range.end + sign.len());
            }
        }
    }
    tildes.sort_by_key(|range| range.start);
    tildes
}

/// Returns the id of a heading's place in its page.
/// Words of a heading lead there as its slug does.
fn place(heading: &str) -> String {
    format!("s-{}", crate::markdown::slug(heading))
}

/// The tags of headings by their level; the page's title is the only one of the first.
const HEADINGS: [(&str, &str); 6] = [
    ("<h2", "</h2>\n"),
    ("<h2", "</h2>\n"),
    ("<h3", "</h3>\n"),
    ("<h4", "</h4>\n"),
    ("<h5", "</h5>\n"),
    ("<h6", "</h6>\n"),
];

/// The tags of the list around items.
#[derive(Clone, Copy, PartialEq)]
struct OpenHtmlList {
    start: &'static str,
    end: &'static str,
    /// The number of a numbered list.
    number: Option<u32>,
}

fn list(container: Container) -> Option<OpenHtmlList> {
    match container {
        Container::Bullet | Container::Task(_) => {
            Some(OpenHtmlList { start: "<ul>\n", end: "</ul>\n", number: None })
        }
        Container::Numbered { list, .. } => {
            Some(OpenHtmlList { start: "<ol>\n", end: "</ol>\n", number: Some(list) })
        }
        _ => None,
    }
}

fn item_end(container: Container) -> &'static str {
    match container {
        Container::Quote => "</blockquote>\n",
        Container::Callout { .. } => "</aside>\n",
        Container::Bullet | Container::Task(_) | Container::Numbered { .. } => "</li>\n",
        Container::Footnote(_) | Container::Definition | Container::Deep => "</div>\n",
    }
}

/// Closes the faces and the link of a run.
fn close(out: &mut Html, open: Option<(Style, &'static str)>) {
    if let Some((style, link)) = open {
        close_faces(out, style);
        out.raw(link);
    }
}
