//! HTML reduced to what a reader would read of it.

use super::builder::{DocumentBuilder, Leaf};
use super::marks::STRIKE;
use super::small::{subscript, superscript};
use super::tag::{HtmlTag, Markup, TagScanLimit, decode, markup};
use crate::markdown::document::{BlockKind, Container, MarkKind};

/// Elements whose content is not for readers.
const HIDDEN: [&str; 6] = ["script", "style", "template", "noembed", "noframes", "head"];

/// The state of reading HTML.
#[derive(Default)]
pub(super) struct HtmlState {
    /// The block being read, gathered line by line.
    block: String,
    reading_block: bool,
    /// The element whose content is hidden until its end.
    hidden: Option<&'static str>,
    preformatted: bool,
    /// A blank that comes next would be the second one.
    pub skips_blank: bool,
    /// The elements that the block has opened and must close.
    opened: Vec<OpenedTag>,
}

#[derive(Clone, Copy, PartialEq)]
enum OpenedTag {
    List,
    Item,
    Container,
}

impl HtmlState {
    /// Reports whether text is inside an element that is not shown.
    pub(super) fn is_hiding(&self) -> bool {
        self.hidden.is_some()
    }

    pub(super) fn is_reading_block(&self) -> bool {
        self.reading_block
    }

    /// Ends what was opened in running text.
    pub(super) fn end_leaf(&mut self) {
        self.skips_blank = false;
        if !self.reading_block {
            self.hidden = None;
        }
    }
}

impl DocumentBuilder<'_> {
    pub(super) fn start_html_block(&mut self) {
        self.flush();
        self.html.block.clear();
    }

    pub(super) fn html_block(&mut self, line: &str) {
        self.html.block.push_str(line);
    }

    pub(super) fn end_html_block(&mut self) {
        let block = std::mem::take(&mut self.html.block);
        self.html.reading_block = true;
        let mut rest = block.as_str();
        let mut patience = TagScanLimit::default();
        while !rest.is_empty() {
            let at = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            self.html_text(&rest[..at]);
            rest = &rest[at..];
            if rest.is_empty() {
                break;
            }
            match markup(rest, &mut patience) {
                Markup::Tag(tag, len) => {
                    self.block_tag(tag);
                    rest = &rest[len..];
                }
                Markup::Hidden(len) => rest = &rest[len..],
                Markup::Text => {
                    self.html_text("<");
                    rest = &rest[1..];
                }
            }
        }
        self.close_html(0);
        self.flush();
        self.html.reading_block = false;
        self.html.preformatted = false;
        self.html.hidden = None;
    }

    /// A single tag, comment or declaration within running text.
    pub(super) fn inline_html(&mut self, html: &str) {
        let tag = match markup(html, &mut TagScanLimit::default()) {
            Markup::Tag(tag, _) => tag,
            Markup::Hidden(_) => {
                // A comment between two blanks leaves one.
                self.html.skips_blank = self.raw.is_empty() || self.raw.ends_with([' ', '\n']);
                return;
            }
            Markup::Text => return self.push_text(html),
        };
        if self.hides(tag) {
            return;
        }
        match tag.name.to_ascii_lowercase().as_str() {
            "p" | "div" | "tr" | "dt" | "dd" | "ul" | "ol" | "summary" | "blockquote" => self.soft_edge(),
            "li" => {
                self.soft_edge();
                if !tag.closing {
                    self.ensure_leaf();
                    self.raw.push_str("• ");
                }
            }
            name => self.text_tag(name, tag),
        }
    }

    /// Keeps track of elements that are not shown; true while inside one and for its own tags.
    fn hides(&mut self, tag: HtmlTag<'_>) -> bool {
        if let Some(hidden) = self.html.hidden {
            if tag.closing && tag.is(hidden) {
                self.html.hidden = None;
            }
            return true;
        }
        let hidden = HIDDEN.into_iter().find(|name| tag.is(name));
        if !tag.closing {
            self.html.hidden = hidden;
        }
        hidden.is_some()
    }

    /// The edge of a block within running text: a new line, unless one has just begun.
    fn soft_edge(&mut self) {
        if self.leaf.is_some() && !self.raw.is_empty() && !self.raw.ends_with(['\n', '\t']) {
            self.push_break('\n');
        }
    }

    /// Tags that mean the same in a block and in running text.
    fn text_tag(&mut self, name: &str, tag: HtmlTag<'_>) {
        match name {
            "br" => self.push_break('\n'),
            "img" if !tag.closing => self.html_image(tag),
            "a" if tag.closing => {
                self.close_html_mark(|kind| matches!(kind, MarkKind::Link(_)));
            }
            "a" => {
                if let Some(target) = tag.attribute("href") {
                    self.ensure_leaf();
                    let link = self.link(&target, false, false);
                    self.begin_mark(MarkKind::Link(link), true);
                }
            }
            _ => {
                let Some(kind) = mark_of(name) else { return };
                // In a block its end may be in another block.
                let strikes = kind == MarkKind::Strike && !self.html.reading_block;
                if tag.closing {
                    let closes = self.close_html_mark(|open| open == kind);
                    self.raw.push_str(if strikes && closes { STRIKE } else { "" });
                } else {
                    self.ensure_leaf();
                    self.raw.push_str(if strikes { STRIKE } else { "" });
                    self.begin_mark(kind, true);
                }
            }
        }
    }

    fn html_image(&mut self, tag: HtmlTag<'_>) {
        let target = tag.attribute("src").unwrap_or_default();
        let alt = tag.attribute("alt").unwrap_or_default();
        let title = tag.attribute("title").unwrap_or_default();
        self.open_image(pulldown_cmark::LinkType::Inline, &target, &title);
        self.push_joined(alt.trim());
        self.close_image();
    }

    /// Closes the innermost such mark that a tag opened; says whether there was one.
    fn close_html_mark(&mut self, matches: impl Fn(MarkKind) -> bool) -> bool {
        let found = self.open_marks.iter().rposition(|mark| {
            let mark = &self.marks[*mark];
            mark.html && matches(mark.kind)
        });
        let Some(at) = found else { return false };
        let mark = self.open_marks.remove(at);
        self.marks[mark].end = self.raw.len();
        let (start, kind) = (self.marks[mark].start, self.marks[mark].kind);
        // Positions of marks inside would have to move along: such rare text keeps its letters.
        if mark + 1 == self.marks.len() {
            let small = match kind {
                MarkKind::Superscript => superscript(&self.raw[start..]),
                MarkKind::Subscript => subscript(&self.raw[start..]),
                _ => return true,
            };
            self.raw.replace_range(start.., &small);
            self.marks[mark].end = self.raw.len();
        }
        true
    }

    fn html_text(&mut self, text: &str) {
        if text.is_empty() || self.html.is_hiding() {
            return;
        }
        if self.html.preformatted {
            self.ensure_html_leaf();
            decode(text, |part| self.push_code(part));
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}');
            let word_end = rest.find(blank).unwrap_or(rest.len());
            if word_end > 0 {
                self.ensure_html_leaf();
                let raw = &mut self.raw;
                decode(&rest[..word_end], |part| {
                    raw.extend(part.chars().map(|c| if matches!(c, '\n' | '\t' | '\r') { ' ' } else { c }));
                });
                rest = &rest[word_end..];
            }
            let words = rest.trim_start_matches(blank);
            if words.len() < rest.len()
                && self.leaf.is_some()
                && !self.raw.is_empty()
                && !self.raw.ends_with([' ', '\n'])
            {
                self.raw.push(' ');
            }
            rest = words;
        }
    }

    fn ensure_html_leaf(&mut self) {
        if self.leaf.is_none() {
            let bare = self.html.opened.contains(&OpenedTag::Item);
            self.leaf = Some(Leaf { kind: BlockKind::Paragraph, start: self.at.0, bare });
        }
    }

    fn open_html_leaf(&mut self, kind: BlockKind) {
        self.open_leaf(kind, false);
    }

    fn block_tag(&mut self, tag: HtmlTag<'_>) {
        if self.hides(tag) {
            return;
        }
        let name = tag.name.to_ascii_lowercase();
        match name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                if !tag.closing {
                    self.open_html_leaf(BlockKind::Heading(name.as_bytes()[1] - b'0'));
                }
            }
            "summary" | "dt" | "caption" | "figcaption" | "legend" => {
                self.flush();
                match name.as_str() {
                    _ if tag.closing => {}
                    "summary" => self.open_html_leaf(BlockKind::Summary),
                    "dt" => self.open_html_leaf(BlockKind::Term),
                    _ => {}
                }
            }
            "pre" | "textarea" | "listing" => {
                self.flush();
                self.html.preformatted = !tag.closing;
                if !tag.closing {
                    self.open_html_leaf(BlockKind::Code(crate::markdown::document::NONE));
                }
            }
            "hr" => {
                self.flush();
                self.open_html_leaf(BlockKind::Rule);
                self.flush();
            }
            "ul" | "ol" | "li" | "blockquote" | "dd" => self.html_container(&name, tag.closing),
            "td" | "th" => self.html_cell(tag.closing),
            "br" if self.leaf.is_none() => {}
            _ if is_block(&name) => self.flush(),
            "img" if !tag.closing => {
                self.ensure_html_leaf();
                self.text_tag("img", tag);
            }
            _ => {
                if !tag.closing && (mark_of(&name).is_some() || name == "a") {
                    self.ensure_html_leaf();
                }
                self.text_tag(&name, tag);
            }
        }
    }

    /// Separates the cells of a row, which share one line.
    fn html_cell(&mut self, closing: bool) {
        if closing || self.leaf.is_none() || self.raw.trim_end().is_empty() {
            return;
        }
        let kept = self.raw.trim_end().len();
        self.raw.truncate(kept);
        for mark in &mut self.marks {
            if mark.end != usize::MAX {
                mark.end = mark.end.min(kept);
            }
            mark.start = mark.start.min(kept);
        }
        self.raw.push_str(" | ");
    }

    fn html_container(&mut self, name: &str, closing: bool) {
        self.flush();
        let opened = match name {
            "li" => OpenedTag::Item,
            "ul" | "ol" => OpenedTag::List,
            _ => OpenedTag::Container,
        };
        if closing {
            if let Some(at) = self.html.opened.iter().rposition(|open| *open == opened) {
                self.close_html(at);
            }
            return;
        }
        match (name, opened) {
            ("ol", _) => self.start_list(Some(1)),
            ("ul", _) => self.start_list(None),
            ("blockquote", _) => self.open_container(Container::Quote),
            ("dd", _) => self.open_container(Container::Definition),
            _ => {
                match self.html.opened.last() {
                    Some(OpenedTag::Item) => self.close_html(self.html.opened.len() - 1),
                    Some(OpenedTag::List) => {}
                    _ => self.html_container("ul", false),
                }
                self.start_item();
            }
        }
        self.html.opened.push(opened);
    }

    /// Closes what the block has opened, down to its first `keep`.
    fn close_html(&mut self, keep: usize) {
        while self.html.opened.len() > keep {
            match self.html.opened.pop() {
                Some(OpenedTag::List) => self.end_list(),
                Some(OpenedTag::Item) => self.end_item(),
                Some(OpenedTag::Container) => self.close_container(),
                None => break,
            }
        }
    }
}

fn mark_of(name: &str) -> Option<MarkKind> {
    Some(match name {
        "b" | "strong" => MarkKind::Strong,
        "i" | "em" | "cite" | "dfn" | "var" => MarkKind::Emphasis,
        "code" | "kbd" | "samp" | "tt" => MarkKind::Code,
        "s" | "del" | "strike" => MarkKind::Strike,
        "u" | "ins" | "mark" => MarkKind::Underline,
        "sub" => MarkKind::Subscript,
        "sup" => MarkKind::Superscript,
        _ => return None,
    })
}

fn is_block(name: &str) -> bool {
    const BLOCKS: &str = "address article aside body caption center details dialog dir div dl fieldset figcaption \
        figure footer form frameset header html iframe legend main menu nav optgroup option p search section select \
        table tbody tfoot thead title tr";
    BLOCKS.split(' ').any(|known| known == name)
}
