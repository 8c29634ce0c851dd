//! The reader's state: briefing, position and visible lines.
//!
//! A position is a place in the text, not a line number, so it survives a new width, a resize and a restart of the
//! layout. Only what is shown is laid out.

mod find;
mod renew;
mod scroll;

use std::collections::HashMap;
use std::sync::Arc;

use crate::briefing::changes::Changes;
use crate::engine::report::{self, NamedLink, PlainLine, Support};
use crate::engine::response::OpenedBriefing;
use crate::library::Library;
use crate::markdown::{Anchor, Document, Flow, FlowRow, LayoutOptions, TextRole};
use crate::memory::TextPosition;
use crate::text::Clean;
use crate::tui::app::LinkTarget;

pub use find::Find;

/// A position in the contents of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// A line above the text.
    Head(u32),
    /// A character of the text.
    Text(Anchor),
    /// A line below the text.
    Tail(u32),
}

impl Position {
    /// Returns the place in the text in the form that is remembered.
    pub fn spot(self) -> TextPosition {
        match self {
            Self::Head(_) => TextPosition::default(),
            Self::Text(Anchor { block, character }) => TextPosition { block, character },
            Self::Tail(_) => TextPosition { block: u32::MAX, character: 0 },
        }
    }
}

impl From<TextPosition> for Position {
    fn from(TextPosition { block, character }: TextPosition) -> Self {
        if (block, character) == (0, 0) { Self::Head(0) } else { Self::Text(Anchor { block, character }) }
    }
}

/// One row of the screen.
#[derive(Clone, Debug)]
pub enum ScreenRow {
    /// A line above or below the text.
    Plain(PlainLine),
    /// A line of the text.
    Text(FlowRow),
}

/// An open briefing.
#[derive(Debug)]
pub struct Reader {
    /// The briefing with its text.
    pub opened: Arc<OpenedBriefing>,
    /// Its typed links, seen from both sides.
    pub linked: Vec<NamedLink>,
    /// The position at the top of the screen.
    pub top: Position,
    /// The rows on the screen, from the top.
    pub rows: Vec<ScreenRow>,
    /// The reading progress in per cent.
    /// Nothing when all of the text is on the screen.
    pub percent: Option<u8>,
    /// The words to find in the text.
    pub find: Option<Find>,
    /// The user's own note.
    note: Option<Clean>,
    head: Vec<PlainLine>,
    tail: Vec<PlainLine>,
    flow: Flow,
    /// The columns and rows for the text.
    size: (u16, u16),
    /// The blocks with weak support of their statements.
    /// They rest on one origin, or some on none.
    support: HashMap<u32, Support>,
    outline: Outline,
    /// The numbers of the headings that start the main sections.
    main_sections: Vec<u32>,
    /// The blocks with changes, each with its sign.
    changed: HashMap<u32, char>,
    /// The requested position, and the resulting top in the last size.
    gone_to: (Position, Position),
}

/// The visibility of the outline beside the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outline {
    /// The outline is visible: there is room.
    Shown,
    /// The outline is hidden: the head names the links.
    Hidden,
}

impl Reader {
    /// Creates a reader of a briefing at a position.
    pub fn new(opened: Arc<OpenedBriefing>, library: &Library, top: Position) -> Self {
        let linked = match library.at_path(&opened.briefing.path) {
            Some(ix) => report::linked(library, ix),
            None => Vec::new(),
        };
        let flow = Flow::new(options(&opened, 0));
        let main_sections = opened.document.main_headings();
        Self {
            opened,
            main_sections,
            linked,
            top,
            rows: Vec::new(),
            percent: None,
            find: None,
            note: None,
            head: Vec::new(),
            tail: Vec::new(),
            flow,
            size: (0, 0),
            support: HashMap::new(),
            outline: Outline::Hidden,
            changed: HashMap::new(),
            gone_to: (top, top),
        }
    }

    /// Replaces the beginning of a text by the whole.
    /// Its blocks have the same numbers.
    pub fn complete(&mut self, opened: Arc<OpenedBriefing>) {
        self.main_sections = opened.document.main_headings();
        self.opened = opened;
        self.flow.clear();
        self.head.clear();
        if let Some(find) = &mut self.find {
            find.look_in_another(&self.opened.document, |anchor| anchor);
        }
    }

    /// Sets the user's own note, which is shown above the text.
    pub fn set_note(&mut self, note: Option<&Clean>) {
        if self.note.as_ref() != note {
            self.note = note.cloned();
            self.head.clear();
        }
    }

    /// Returns the text.
    pub fn document(&self) -> &Document {
        &self.opened.document
    }

    /// Reports whether the text has statements, which may have marks.
    pub fn has_statements(&self) -> bool {
        !self.opened.text_evidence.statements.is_empty()
    }

    /// Lays out the visible part in `size` columns and rows.
    pub fn arrange(&mut self, library: &Library, size: (u16, u16), outline: Outline) {
        if size.0 != self.size.0 || outline != self.outline || self.head.is_empty() {
            let columns = usize::from(size.0);
            let briefing = &self.opened.briefing;
            let linked = if outline == Outline::Shown { &[] } else { self.linked.as_slice() };
            let head = report::head(library, briefing, Some(&self.opened.document), linked, columns);
            self.head = report::with_note(head, self.note.as_ref(), columns);
            self.support = report::support(library, &self.opened.text_evidence);
            self.tail = report::tail(briefing, &self.linked, columns);
            self.flow.set_options(options(&self.opened, columns));
        }
        self.size = size;
        self.outline = outline;
        // A narrower screen breaks lines elsewhere, and a higher one ends earlier: after a resize the layout
        // starts again from the requested position, so that the place does not drift.
        if self.top != self.gone_to.1 {
            self.gone_to.0 = self.top;
        }
        self.top = self.clamped(self.gone_to.0);
        self.gone_to.1 = self.top;
        self.rows = self.rows_from(self.top);
        self.percent = self.seen_percent();
    }

    /// Returns the support of a block's statements, if it is weak.
    pub fn support(&self, block: u32) -> Option<Support> {
        self.support.get(&block).copied()
    }

    /// Stores the places of changes.
    pub fn mark_changes(&mut self, changes: &Changes) {
        let placed = changes.list.iter().filter_map(|change| Some((change.place?.0, change.kind.sign())));
        self.changed = placed.collect();
    }

    /// Returns the sign of the change in a block.
    pub fn change(&self, block: u32) -> Option<char> {
        self.changed.get(&block).copied()
    }

    /// Reports whether the end of the whole text is on the screen.
    pub fn is_at_end(&self) -> bool {
        let is_laid_out = !self.rows.is_empty() && self.opened.document.is_complete();
        is_laid_out && self.percent.is_none_or(|percent| percent == 100)
    }

    /// Returns the place to continue from next time.
    /// After the end of the text it is the start.
    pub fn spot(&self) -> TextPosition {
        if self.is_at_end() { TextPosition::default() } else { self.top.spot() }
    }

    /// Returns the number of the heading over the top of the screen.
    pub fn section(&self) -> Option<u32> {
        match self.top {
            Position::Head(_) => None,
            Position::Text(anchor) => self.document().heading_over(anchor.block),
            Position::Tail(_) => self.document().heading_over(u32::MAX),
        }
    }

    /// The numbers of the headings that start the main sections.
    pub fn main_sections(&self) -> &[u32] {
        &self.main_sections
    }

    /// Returns the index of the main section at the top.
    pub fn main_section(&self) -> Option<usize> {
        let here = self.section()?;
        self.main_sections.partition_point(|number| *number <= here).checked_sub(1)
    }

    fn seen_percent(&mut self) -> Option<u8> {
        let last = self.last_top();
        match self.top {
            top if top >= last => (last > Position::Head(0)).then_some(100),
            Position::Head(_) => Some(0),
            Position::Text(anchor) => {
                let percent = self.document().fraction(anchor) * 100.0;
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 99")]
                Some(percent.clamp(0.0, 99.0) as u8)
            }
            Position::Tail(_) => Some(99),
        }
    }

    /// Returns the visible links and footnotes, from top to bottom.
    pub fn targets(&self) -> Vec<LinkTarget> {
        let mut targets = Vec::new();
        let mut add = |target| {
            if !targets.contains(&target) {
                targets.push(target);
            }
        };
        for row in &self.rows {
            match row {
                ScreenRow::Plain(line) => line.linked.map(LinkTarget::Linked).into_iter().for_each(&mut add),
                ScreenRow::Text(row) => {
                    row.line()
                        .spans()
                        .iter()
                        .filter_map(|span| target_of(span.style.role))
                        .for_each(&mut add);
                }
            }
        }
        targets
    }

    /// Returns the place of the first line of text on the screen.
    pub fn first_block(&self) -> Option<Anchor> {
        self.rows.iter().find_map(|row| match row {
            ScreenRow::Text(row) => Some(row.anchor),
            ScreenRow::Plain(_) => None,
        })
    }
}

/// Returns the target of a span.
pub fn target_of(role: TextRole) -> Option<LinkTarget> {
    match role {
        TextRole::Link(number) | TextRole::Image(number) => Some(LinkTarget::Link(number)),
        TextRole::Footnote(number) => Some(LinkTarget::Footnote(number)),
        _ => None,
    }
}

fn options(opened: &OpenedBriefing, columns: usize) -> LayoutOptions {
    let skip_first = opened.document.opens_with(&opened.briefing.title);
    LayoutOptions { skip_first, ..LayoutOptions::new(columns) }
}
