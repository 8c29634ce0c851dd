//! Overlapping marks as runs of one style each.

use std::ops::Range;

use crate::markdown::document::{Block, MarkKind};
use crate::markdown::style::{Face, Style, TextRole};

/// The styles of a text, run by run.
#[derive(Clone, Debug)]
pub struct Runs {
    /// Each run's end and style; the last one reaches the text's end.
    runs: Vec<(usize, Style)>,
    base: Style,
}

/// The marks that hold at a place, counted: they may overlap as they like.
#[derive(Default)]
struct Active {
    faces: [u32; 8],
    links: Vec<u32>,
    images: Vec<u32>,
    footnotes: Vec<u32>,
    addresses: bool,
}

impl Runs {
    /// The runs of a block's text; `role` is what unmarked text is.
    pub fn of(block: Block<'_>, role: TextRole) -> Self {
        let base = Style { role, face: Face::PLAIN };
        let marks = block.mark_data();
        if marks.is_empty() {
            return Self { runs: Vec::new(), base };
        }
        let start = block.data.start;
        let mut edges = Vec::with_capacity(marks.len() * 2);
        for mark in marks {
            edges.push((mark.start.saturating_sub(start) as usize, true, mark.kind));
            edges.push((mark.end.saturating_sub(start) as usize, false, mark.kind));
        }
        edges.sort_by_key(|(at, opens, _)| (*at, *opens));
        let mut runs: Vec<(usize, Style)> = Vec::with_capacity(edges.len());
        let mut active = Active::default();
        let mut from = 0;
        for (at, opens, kind) in edges {
            if at > from {
                runs.push((at, active.style(base)));
                from = at;
            }
            active.change(kind, opens);
        }
        runs.push((usize::MAX, base));
        Self { runs, base }
    }

    /// Calls `part` with each run within `range`.
    pub fn within(&self, range: Range<usize>, mut part: impl FnMut(Range<usize>, Style)) {
        let mut at = range.start;
        let first = self.runs.partition_point(|(end, _)| *end <= at);
        for (end, style) in &self.runs[first..] {
            if at >= range.end {
                return;
            }
            part(at..range.end.min(*end), *style);
            at = *end;
        }
        if at < range.end {
            part(at..range.end, self.base);
        }
    }
}

impl Active {
    fn change(&mut self, kind: MarkKind, opens: bool) {
        let face = match kind {
            MarkKind::Link(link) => return change(&mut self.links, link, opens),
            MarkKind::Image(link) => return change(&mut self.images, link, opens),
            MarkKind::Footnote(footnote) => return change(&mut self.footnotes, footnote, opens),
            MarkKind::Address => {
                self.addresses = opens;
                return;
            }
            MarkKind::Strong => 0,
            MarkKind::Emphasis => 1,
            MarkKind::Code => 2,
            MarkKind::Strike => 3,
            MarkKind::Math => 4,
            MarkKind::Underline => 5,
            MarkKind::Subscript => 6,
            MarkKind::Superscript => 7,
        };
        let count = &mut self.faces[face];
        *count = if opens { *count + 1 } else { count.saturating_sub(1) };
    }

    fn style(&self, base: Style) -> Style {
        const FACES: [Face; 8] = [
            Face::STRONG,
            Face::EMPHASIS,
            Face::CODE,
            Face::STRIKE,
            Face::MATH,
            Face::UNDERLINE,
            Face::SUBSCRIPT,
            Face::SUPERSCRIPT,
        ];
        let held = FACES.iter().zip(self.faces).filter(|(_, count)| *count > 0);
        let face = held.fold(base.face, |all, (face, _)| all.with(*face));
        let footnote = self.footnotes.last().map(|footnote| TextRole::Footnote(*footnote));
        let link = self.links.last().map(|link| TextRole::Link(*link));
        let image = self.images.last().map(|link| TextRole::Image(*link));
        if self.addresses {
            return Style { role: TextRole::Muted, face };
        }
        Style { role: footnote.or(link).or(image).unwrap_or(base.role), face }
    }
}

fn change(open: &mut Vec<u32>, which: u32, opens: bool) {
    if opens {
        open.push(which);
    } else if let Some(at) = open.iter().rposition(|other| *other == which) {
        open.remove(at);
    }
}
