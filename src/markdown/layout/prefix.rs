//! The prefix of a block's own text: bars, bullets, numbers and indentation.

use std::borrow::Cow;

use super::LayoutOptions;
use super::line::LineBuilder;
use crate::markdown::document::{Block, BlockKind, Container, ContainerData};
use crate::markdown::style::TextRole;
use crate::text::{truncate, width};

/// The most cells of a label of a footnote without references.
const MAX_LABEL: usize = 20;

/// The markers of the containers a block is in, outermost first.
pub(super) struct Prefix {
    parts: Vec<Marker>,
    width: usize,
}

/// The marker of one container.
struct Marker {
    container: u32,
    /// The marker on the block's first line.
    first: Cow<'static, str>,
    /// Repeats the marker on every other line. Without it, only its room is kept.
    repeats: bool,
    role: TextRole,
    width: usize,
}

impl Prefix {
    pub(super) fn of(block: Block<'_>, options: &LayoutOptions) -> Self {
        let mut parts: Vec<Marker> =
            block.container_data().map(|(number, data)| part(block, number, data, options)).collect();
        parts.reverse();
        if let Some(sign) = sign_of(block, options) {
            parts.push(own(sign.into(), TextRole::Marker));
        }
        let mut prefix = Self { width: parts.iter().map(|part| part.width).sum(), parts };
        prefix.fit(options);
        prefix
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn push(&self, first: bool, line: &mut LineBuilder<'_>) {
        for part in &self.parts {
            if first || part.repeats {
                line.ornament(&part.first, part.role);
            } else {
                line.blanks(part.width);
            }
        }
    }

    /// Pushes the bars of the containers that `next` is in as well.
    pub(super) fn push_shared(&self, next: Block<'_>, line: &mut LineBuilder<'_>) {
        let shared = |part: &Marker| next.container_data().any(|(number, _)| number == part.container);
        let bars = self.parts.iter().take_while(|part| shared(part)).collect::<Vec<_>>();
        let last = bars.iter().rposition(|part| part.repeats).map_or(0, |at| at + 1);
        for (at, part) in bars.iter().enumerate().take(last) {
            if !part.repeats {
                line.blanks(part.width);
            } else if at + 1 == last {
                line.ornament(part.first.trim_end(), part.role);
            } else {
                line.ornament(&part.first, part.role);
            }
        }
    }

    /// Keeps at least two fifths of a line for the text.
    /// Deeper nesting is shown as its depth and the innermost marker, or as less.
    fn fit(&mut self, options: &LayoutOptions) {
        let limit = options.width * 3 / 5;
        if self.width <= limit {
            return;
        }
        let depth = self.parts.len();
        let innermost = self.parts.pop();
        self.parts.clear();
        if depth > 1 && innermost.as_ref().is_some_and(|part| part.role != TextRole::Muted) {
            self.parts.push(own(depth_sign(depth, options).into(), TextRole::Muted));
        }
        self.parts.extend(innermost);
        while self.parts.iter().map(|part| part.width).sum::<usize>() > limit {
            self.parts.pop();
        }
        self.width = self.parts.iter().map(|part| part.width).sum();
    }
}

fn part(block: Block<'_>, number: u32, data: &ContainerData, options: &LayoutOptions) -> Marker {
    let (first, role): (Cow<'static, str>, TextRole) = match data.kind {
        Container::Quote | Container::Callout { .. } => {
            (if options.ascii { "| " } else { "│ " }.into(), TextRole::Marker)
        }
        Container::Bullet => (bullet(block, number, options).into(), TextRole::Marker),
        Container::Numbered { number, list } => {
            let digits = block.document.list_digits.get(list as usize).copied().unwrap_or(1);
            (format!("{number:>0$}. ", usize::from(digits)).into(), TextRole::Marker)
        }
        Container::Task(done) => (if done { "[x] " } else { "[ ] " }.into(), TextRole::Marker),
        Container::Footnote(footnote) => (footnote_sign(block, footnote, options).into(), TextRole::Marker),
        Container::Definition => ("  ".into(), TextRole::Marker),
        Container::Deep => (depth_sign(data.depth as usize, options).into(), TextRole::Muted),
    };
    let width = width(&first);
    let repeats = matches!(data.kind, Container::Quote | Container::Callout { .. });
    let shown = repeats || (data.first_block == block.number && !block.is_continued());
    let first = if shown { first } else { " ".repeat(width).into() };
    Marker { container: number, first, repeats, role, width }
}

fn own(first: Cow<'static, str>, role: TextRole) -> Marker {
    Marker { container: u32::MAX, width: width(&first), first, repeats: false, role }
}

/// Returns a bullet, which changes with the depth of the lists.
fn bullet(block: Block<'_>, number: u32, options: &LayoutOptions) -> &'static str {
    if options.ascii {
        return "- ";
    }
    let is_item =
        |kind: Container| matches!(kind, Container::Bullet | Container::Numbered { .. } | Container::Task(_));
    let outer = block.container_data().skip_while(|(container, _)| *container != number).skip(1);
    if outer.filter(|(_, data)| is_item(data.kind)).count().is_multiple_of(2) { "• " } else { "◦ " }
}

fn footnote_sign(block: Block<'_>, footnote: u32, options: &LayoutOptions) -> String {
    let Some(note) = block.document.footnotes.get(footnote as usize) else { return String::new() };
    match note.number {
        Some(number) => format!("[{number}] "),
        None => {
            format!("[{}] ", truncate(&note.label, MAX_LABEL.min((options.width * 3 / 5).saturating_sub(3))))
        }
    }
}

fn depth_sign(depth: usize, options: &LayoutOptions) -> String {
    if options.ascii { format!(">>{depth} ") } else { format!("››{depth} ") }
}

/// The sign of what could be folded.
fn sign_of(block: Block<'_>, options: &LayoutOptions) -> Option<&'static str> {
    let foldable = match block.kind() {
        BlockKind::Summary => true,
        BlockKind::CalloutTitle => {
            matches!(block.containers().next(), Some(Container::Callout { foldable: true, .. }))
        }
        _ => false,
    };
    foldable.then_some(if options.ascii { "v " } else { "▾ " })
}
