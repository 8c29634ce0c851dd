//! A parsed document as HTML: its blocks in order, the containers they stand in opened and closed as they change.
//!
//! Like the layout for terminals this walks flat tables: nothing recurses over content.

use std::collections::HashMap;
use std::ops::Range;

use super::Site;
use super::markup::Html;
use crate::library::Ix;
use crate::markdown::{Block, BlockKind, Container, Document, Mark, MarkKind, Target};
use crate::text::Clean;
use crate::tui::app::reader::Support;

/// A document on its way to HTML.
pub(super) struct Body<'a> {
    pub site: &'a Site<'a>,
    pub ix: Ix,
    pub document: &'a Document,
    pub support: HashMap<u32, Support>,
    /// Leave the first block out: its text is the title.
    pub skip_first: bool,
}

/// The containers that are open, outermost first, with their numbers.
type Open = Vec<(u32, Container)>;

impl Body<'_> {
    pub(super) fn write(&self, out: &mut Html) {
        let mut open: Open = Vec::new();
        let slugs: HashMap<u32, Clean> =
            self.document.headings().map(|heading| (heading.block, heading.slug)).collect();
        for block in self.document.blocks().skip(usize::from(self.skip_first)) {
            let mut wanted: Open = block.numbered_containers().collect();
            wanted.reverse();
            self.change(out, &mut open, wanted);
            self.block(out, block, slugs.get(&block.number));
        }
        self.change(out, &mut open, Vec::new());
    }

    /// Closes what the next block does not stand in and opens what it does.
    fn change(&self, out: &mut Html, open: &mut Open, wanted: Open) {
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
            Container::Quote => out.raw("<blockquote>"),
            Container::Callout { .. } => out.raw("<aside>"),
            Container::Bullet => out.raw("<li>"),
            Container::Task(done) => out.raw(if done { "<li>[x] " } else { "<li>[ ] " }),
            Container::Numbered { number, .. } => out.raw("<li value=\"").number(number).raw("\">"),
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
        match block.kind() {
            BlockKind::Heading(level) => {
                // The title is the first heading of the page.
                let (start, end) = HEADINGS[usize::from(level.clamp(1, 6)) - 1];
                out.raw(start);
                if let Some(slug) = slug {
                    out.attribute("id", &place(slug));
                }
                out.raw(">");
                self.inline(out, block, 0..text.len());
                out.raw(end);
            }
            BlockKind::Code(_) => {
                out.raw("<pre><code>");
                out.text(text);
                out.raw("</code></pre>\n");
            }
            BlockKind::Table(_) => self.table(out, block),
            BlockKind::Rule => {
                out.raw("<hr>\n");
            }
            BlockKind::Paragraph => {
                out.raw("<p>");
                self.mark(out, block.number);
                self.inline(out, block, 0..text.len());
                out.raw("</p>\n");
            }
            BlockKind::Term | BlockKind::CalloutTitle | BlockKind::Summary => {
                out.raw("<p class=\"title\">");
                self.inline(out, block, 0..text.len());
                out.raw("</p>\n");
            }
        }
    }

    /// How little a block rests on, at its edge.
    fn mark(&self, out: &mut Html, block: u32) {
        match self.support.get(&block) {
            Some(Support::OneOrigin) => out.raw("<span class=\"mark\">1 origin</span>"),
            Some(Support::NoSource) => out.raw("<span class=\"mark\">no source</span>"),
            None => out,
        };
    }

    fn table(&self, out: &mut Html, block: Block<'_>) {
        let Some(table) = block.table() else { return };
        out.raw("<div class=\"scroll\"><table>\n");
        let mut row = |cells: &[Range<usize>], start: &'static str, end: &'static str| {
            out.raw("<tr>");
            for cell in cells {
                out.raw(start);
                self.inline(out, block, cell.clone());
                out.raw(end);
            }
            out.raw("</tr>\n");
        };
        if let Some(header) = &table.header {
            row(header, "<th scope=\"col\">", "</th>");
        }
        for cells in &table.rows {
            row(cells, "<td>", "</td>");
        }
        out.raw("</table></div>\n");
    }

    /// A part of a block's text with its marks. Marks may overlap: between two places where one begins or ends all
    /// is alike, and so every piece is opened and closed by itself, but for a link, which holds its pieces together.
    fn inline(&self, out: &mut Html, block: Block<'_>, range: Range<usize>) {
        let clip = |at: usize| at.clamp(range.start, range.end);
        let marks: Vec<Mark> = block
            .marks()
            .map(|mark| Mark { range: clip(mark.range.start)..clip(mark.range.end), ..mark })
            .filter(|mark| !mark.range.is_empty())
            .collect();
        let mut places: Vec<usize> =
            marks.iter().flat_map(|mark| [mark.range.start, mark.range.end]).collect();
        places.extend([range.start, range.end]);
        places.sort_unstable();
        places.dedup();
        let mut leading: Option<(MarkKind, &'static str)> = None;
        for piece in places.windows(2) {
            let [start, end] = *piece else { continue };
            let over: Vec<MarkKind> =
                marks.iter().filter(|mark| mark.range.contains(&start)).map(|mark| mark.kind).collect();
            let leads = |kind: &&MarkKind| {
                matches!(kind, MarkKind::Link(_) | MarkKind::Image(_) | MarkKind::Footnote(_))
            };
            let now = over.iter().find(leads).copied();
            if now != leading.map(|(kind, _)| kind) {
                out.raw(leading.take().map_or("", |(_, end)| end));
                leading = now.map(|kind| (kind, self.open_link(out, kind)));
            }
            let faces: Vec<(&'static str, &'static str)> = over.iter().filter_map(face).collect();
            for (start, _) in &faces {
                out.raw(start);
            }
            self.words(out, block.text().get(start..end).unwrap_or_default());
            for (_, end) in faces.iter().rev() {
                out.raw(end);
            }
        }
        out.raw(leading.map_or("", |(_, end)| end));
    }

    /// Text in which a line feed is a hard break.
    fn words(&self, out: &mut Html, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                out.raw("<br>");
            }
            out.text(line);
        }
    }

    /// Opens what leads somewhere; answers how it is closed. What leads nowhere in the site is only its label.
    fn open_link(&self, out: &mut Html, kind: MarkKind) -> &'static str {
        let number = match kind {
            MarkKind::Footnote(footnote) => {
                out.raw("<sup><a href=\"#note-").number(footnote).raw("\">");
                return "</a></sup>";
            }
            MarkKind::Link(number) | MarkKind::Image(number) => number,
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
            Target::Heading(heading) => (None, Some(heading)),
            Target::File { path, heading } => (Some(path), heading.as_ref()),
            Target::Wiki { name, heading } => (Some(name).filter(|name| !name.is_empty()), heading.as_ref()),
        };
        let page = match name {
            Some(name) => library.resolve(self.ix, name).and_then(|ix| self.site.address(ix, "../")),
            None => Some(String::new()),
        };
        let Some(mut address) = page else { return "" };
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

/// The id of a heading's place in its page: words of a heading lead there as its slug does.
fn place(heading: &str) -> String {
    format!("s-{}", crate::markdown::slug(heading))
}

/// Headings by their level; the page's title is the only one of the first.
const HEADINGS: [(&str, &str); 6] = [
    ("<h2", "</h2>\n"),
    ("<h2", "</h2>\n"),
    ("<h3", "</h3>\n"),
    ("<h4", "</h4>\n"),
    ("<h5", "</h5>\n"),
    ("<h6", "</h6>\n"),
];

/// A list that items stand in.
#[derive(Clone, Copy, PartialEq)]
struct List {
    start: &'static str,
    end: &'static str,
    /// Which numbered list it is.
    number: Option<u32>,
}

fn list(container: Container) -> Option<List> {
    match container {
        Container::Bullet | Container::Task(_) => {
            Some(List { start: "<ul>\n", end: "</ul>\n", number: None })
        }
        Container::Numbered { list, .. } => {
            Some(List { start: "<ol>\n", end: "</ol>\n", number: Some(list) })
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

fn face(kind: &MarkKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        MarkKind::Strong => ("<strong>", "</strong>"),
        MarkKind::Emphasis => ("<em>", "</em>"),
        MarkKind::Code | MarkKind::Math => ("<code>", "</code>"),
        MarkKind::Strike => ("<s>", "</s>"),
        MarkKind::Subscript => ("<sub>", "</sub>"),
        MarkKind::Superscript => ("<sup>", "</sup>"),
        MarkKind::Underline => ("<u>", "</u>"),
        MarkKind::Address => ("<code>", "</code>"),
        MarkKind::Link(_) | MarkKind::Footnote(_) | MarkKind::Image(_) => return None,
    })
}
