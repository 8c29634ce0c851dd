//! Text, marks, links, images and footnote references.

use memchr::memchr3;
use pulldown_cmark::LinkType;

use super::builder::{DocumentBuilder, RawMark};
use crate::markdown::document::{BlockKind, MarkKind, NONE};
use crate::markdown::link::LinkData;

/// The distance of tab stops in code.
const TAB: usize = 4;

impl DocumentBuilder<'_> {
    pub(super) fn push_text(&mut self, text: &str) {
        if self.html.is_hiding() {
            return;
        }
        self.ensure_leaf();
        let blank = std::mem::take(&mut self.html.skips_blank);
        let text = if blank { text.strip_prefix(' ').unwrap_or(text) } else { text };
        if matches!(self.leaf, Some(leaf) if matches!(leaf.kind, BlockKind::Code(_))) {
            self.push_code(text);
        } else {
            self.push_joined(text);
        }
    }

    /// Appends text with line feeds and tabs as blanks. They are decoded from entities in running text.
    pub(super) fn push_joined(&mut self, text: &str) {
        if memchr3(b'\n', b'\t', b'\r', text.as_bytes()).is_none() {
            self.raw.push_str(text);
        } else {
            self.raw.extend(text.chars().map(|c| if matches!(c, '\n' | '\t' | '\r') { ' ' } else { c }));
        }
    }

    pub(super) fn push_code(&mut self, text: &str) {
        if memchr3(b'\t', b'\r', 0, text.as_bytes()).is_none() {
            self.raw.push_str(text);
            return;
        }
        let line = memchr::memrchr(b'\n', self.raw.as_bytes()).map_or(0, |at| at + 1);
        let mut column = crate::text::width(&self.raw[line..]);
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\t' => {
                    let blanks = TAB - column % TAB;
                    self.raw.extend(std::iter::repeat_n(' ', blanks));
                    column += blanks;
                }
                '\r' if characters.peek() == Some(&'\n') => {}
                '\n' => {
                    self.raw.push('\n');
                    column = 0;
                }
                _ => {
                    self.raw.push(character);
                    column += 1;
                }
            }
        }
    }

    pub(super) fn push_break(&mut self, with: char) {
        if self.html.is_hiding() {
            return;
        }
        self.ensure_leaf();
        self.first_break.get_or_insert(self.raw.len());
        self.raw.push(with);
    }

    pub(super) fn push_marked(&mut self, text: &str, kind: MarkKind) {
        if self.html.is_hiding() {
            return;
        }
        self.open_mark(kind);
        self.push_joined(text);
        self.close_mark();
    }

    /// Appends a formula with its signs.
    /// It is text to a reader, and what is not a formula after all loses nothing.
    pub(super) fn push_math(&mut self, sign: &str, math: &str) {
        if self.html.is_hiding() {
            return;
        }
        self.open_mark(MarkKind::Math);
        self.raw.push_str(sign);
        self.push_joined(math);
        self.raw.push_str(sign);
        self.close_mark();
    }

    pub(super) fn open_mark(&mut self, kind: MarkKind) {
        self.ensure_leaf();
        self.begin_mark(kind, false);
    }

    pub(super) fn begin_mark(&mut self, kind: MarkKind, html: bool) {
        self.open_marks.push(self.marks.len());
        self.marks.push(RawMark { start: self.raw.len(), end: usize::MAX, kind, html });
    }

    /// Closes the innermost mark that the parser opened. HTML tags may overlap with it as they like.
    pub(super) fn close_mark(&mut self) {
        let Some(at) = self.open_marks.iter().rposition(|mark| !self.marks[*mark].html) else { return };
        let mark = self.open_marks.remove(at);
        self.marks[mark].end = self.raw.len();
    }

    pub(super) fn open_link(&mut self, link_type: LinkType, target: &str) {
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        let written = match link_type {
            LinkType::Email if !target.starts_with("mailto:") => &format!("mailto:{target}"),
            _ => without_escape(link_type, target),
        };
        let link = self.link(written, wiki, false);
        self.open_mark(MarkKind::Link(link));
    }

    pub(super) fn close_link(&mut self) {
        self.close_mark();
    }

    /// A link that is to be placed when its mark is.
    pub(super) fn link(&mut self, target: &str, wiki: bool, image: bool) -> u32 {
        let number = u32::try_from(self.document.links.len()).unwrap_or(NONE);
        let start = self.target_end();
        if memchr3(b'\n', b'\t', b'\r', target.as_bytes()).is_none() {
            self.targets.push_raw(target);
        } else {
            self.targets.push_clean(&crate::text::Clean::line(target));
        }
        let target = (start, self.target_end());
        self.document.links.push(LinkData { block: NONE, start: 0, end: 0, target, wiki, image });
        number
    }

    fn target_end(&self) -> u32 {
        u32::try_from(self.targets.len()).unwrap_or(NONE)
    }

    /// Begins an image or another embedded file. It is shown under the name of its kind.
    /// Within the label of another image it is only its own label, as in HTML.
    pub(super) fn open_image(&mut self, link_type: LinkType, target: &str, title: &str) {
        if !self.images.is_empty() {
            self.images.push(OpenImage::default());
            return;
        }
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        let target = without_escape(link_type, target);
        let embedded = Embedded::of(target, wiki);
        let link = self.link(target, wiki, embedded != Embedded::Note);
        self.open_mark(MarkKind::Image(link));
        self.raw.push('[');
        self.raw.push_str(embedded.name());
        self.images.push(OpenImage { title: title.to_owned(), label: self.raw.len() });
        self.raw.push_str(": ");
    }

    pub(super) fn close_image(&mut self) {
        let Some(OpenImage { title, label }) = self.images.pop().filter(|_| self.images.is_empty()) else {
            return;
        };
        let Some(open) =
            self.open_marks.iter().rposition(|mark| matches!(self.marks[*mark].kind, MarkKind::Image(_)))
        else {
            return;
        };
        let mark = self.open_marks.remove(open);
        let (kind, start) = (self.marks[mark].kind, label + ": ".len());
        // Obsidian writes the size of a picture where others write its label, or behind that.
        let written = self.raw.get(start..).unwrap_or_default();
        let words = written.rsplit_once('|').map_or(("", written), |(words, size)| (words, size));
        if is_size(words.1) {
            self.raw.truncate(start + words.0.len());
        }
        if self.raw.len() == start {
            let name = if title.trim().is_empty() { self.file_name(kind) } else { title };
            self.push_joined(name.trim());
        }
        if self.raw.len() == start {
            self.raw.truncate(label);
        }
        self.raw.push(']');
        self.marks[mark].end = self.raw.len();
    }

    fn file_name(&self, kind: MarkKind) -> String {
        let MarkKind::Image(link) = kind else { return String::new() };
        let data = self.document.links.get(link as usize);
        let target = data.and_then(|d| self.targets.as_str().get(d.target.0 as usize..d.target.1 as usize));
        target.unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned()
    }

    pub(super) fn footnote_reference(&mut self, label: &str) {
        if self.html.is_hiding() {
            return;
        }
        let footnote = self.footnote(label);
        let Some(note) = self.document.footnotes.get_mut(footnote as usize) else { return };
        let number = *note.number.get_or_insert_with(|| {
            self.numbered_footnotes += 1;
            self.numbered_footnotes
        });
        self.open_mark(MarkKind::Footnote(footnote));
        self.raw.push('[');
        self.raw.push_str(&number.to_string());
        self.raw.push(']');
        self.close_mark();
    }
}

/// An image whose label is being read.
#[derive(Default)]
pub(super) struct OpenImage {
    title: String,
    /// The start of its label, the `: ` before it included.
    label: usize,
}

/// Removes the backslash before the bar of a wikilink.
/// In a table's cell `[[name\|label]]` is written with one, which the parser takes for a part of the name.
fn without_escape(link_type: LinkType, target: &str) -> &str {
    match link_type {
        LinkType::WikiLink { has_pothole: true } => target.strip_suffix('\\').unwrap_or(target),
        _ => target,
    }
}

/// A width, or a width and a height, in pixels.
fn is_size(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('x')
        .map_or_else(|| is_number(text), |(width, height)| is_number(width) && is_number(height))
}

/// The kind of thing that an image's markup embeds.
#[derive(Clone, Copy, PartialEq)]
enum Embedded {
    Image,
    Audio,
    Video,
    Document,
    Note,
}

impl Embedded {
    fn of(target: &str, wiki: bool) -> Self {
        const IMAGES: [&str; 10] = ["apng", "avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp"];
        const AUDIO: [&str; 8] = ["3gp", "aac", "flac", "m4a", "mp3", "ogg", "opus", "wav"];
        const VIDEO: [&str; 6] = ["avi", "mkv", "mov", "mp4", "ogv", "webm"];
        const DOCUMENTS: [&str; 17] = [
            "base", "canvas", "csv", "doc", "docx", "epub", "odp", "ods", "odt", "pdf", "ppt", "pptx", "txt",
            "xls", "xlsx", "zip", "html",
        ];
        let path = target.split(['#', '?']).next().unwrap_or_default();
        let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
        let ending = ending.map(str::to_ascii_lowercase);
        let is = |known: &[&str]| ending.as_deref().is_some_and(|ending| known.contains(&ending));
        match () {
            () if is(&IMAGES) => Self::Image,
            () if is(&AUDIO) => Self::Audio,
            () if is(&VIDEO) => Self::Video,
            () if is(&DOCUMENTS) => Self::Document,
            // A name between brackets is that of a note, which is written without its ending.
            () if wiki || is(&["md", "markdown"]) => Self::Note,
            () => Self::Image,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Document => "file",
            Self::Note => "note",
        }
    }
}
