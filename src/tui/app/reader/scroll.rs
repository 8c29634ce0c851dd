//! Moving through the reader: the head, the text and the tail.

use crate::keymap::action::{Direction, Motion};
use crate::markdown::Anchor;
use crate::tui::app::reader::{Position, Reader, ScreenRow};

impl Reader {
    /// Moves the top of the screen.
    pub fn go(&mut self, motion: Motion) {
        let page = i64::from(self.size.1.max(1));
        // One line of the old page stays visible.
        let page_step = (page - 1).max(1);
        let half = (page / 2).max(1);
        let lines = match motion {
            Motion::LineDown => 1,
            Motion::LineUp => -1,
            Motion::HalfPageDown => half,
            Motion::HalfPageUp => -half,
            Motion::PageDown => page_step,
            Motion::PageUp => -page_step,
            Motion::Start => return self.go_to(Position::Head(0)),
            Motion::End => {
                self.top = self.last_top();
                return;
            }
        };
        let wanted = self.step(self.top, lines);
        self.go_to(wanted);
    }

    /// Puts a position at the top.
    /// It is moved up as far as needed to leave no empty rows.
    pub fn go_to(&mut self, position: Position) {
        self.top = self.clamped(position);
    }

    /// Goes to the next or previous heading.
    /// The head comes before the first one.
    pub fn go_to_section(&mut self, way: Direction) {
        let document = &self.opened.document;
        let block = match (way, self.top) {
            (Direction::Next, Position::Head(_)) => document.headings().next().map(|heading| heading.block),
            (Direction::Next, Position::Text(anchor)) => document.next_heading(anchor.block),
            (Direction::Next, Position::Tail(_)) => None,
            (Direction::Previous, Position::Head(_)) => None,
            (Direction::Previous, Position::Text(anchor)) => document.previous_heading(anchor.block),
            (Direction::Previous, Position::Tail(_)) => document.previous_heading(u32::MAX),
        };
        match (block, way) {
            (Some(block), _) => self.go_to_block(block),
            (None, Direction::Next) => self.top = self.last_top(),
            (None, Direction::Previous) => self.top = Position::Head(0),
        }
    }

    /// Puts a block at the top.
    pub fn go_to_block(&mut self, block: u32) {
        self.go_to(Position::Text(Anchor { block, character: 0 }));
    }

    /// Scrolls a place in the text into view.
    /// It is put a third down the screen, unless it is visible already.
    pub fn show(&mut self, anchor: Anchor) {
        let line = self.flow.line_start(&self.opened.document, anchor);
        let in_sight = |row: &ScreenRow| matches!(row, ScreenRow::Text(row) if row.anchor == line);
        // The rows that were laid out last may be those of another top.
        if !self.rows_from(self.top).iter().any(in_sight) {
            let wanted = self.step(Position::Text(line), -i64::from(self.size.1 / 3));
            self.go_to(wanted);
        }
    }

    /// Returns the rows from a position to the bottom of the screen.
    pub(super) fn rows_from(&mut self, top: Position) -> Vec<ScreenRow> {
        let height = usize::from(self.size.1);
        let mut rows = Vec::with_capacity(height);
        if let Position::Head(line) = top {
            rows.extend(self.head.iter().skip(line as usize).take(height).cloned().map(ScreenRow::Plain));
        }
        if let Some(from) = match top {
            Position::Head(_) => Some(Anchor::default()),
            Position::Text(anchor) => Some(anchor),
            Position::Tail(_) => None,
        } {
            let page = self.flow.page(&self.opened.document, from, height - rows.len());
            rows.extend(page.rows.into_iter().map(ScreenRow::Text));
        }
        let from = if let Position::Tail(line) = top { line as usize } else { 0 };
        let left = height - rows.len();
        rows.extend(self.tail.iter().skip(from).take(left).cloned().map(ScreenRow::Plain));
        rows
    }

    /// Returns the top position that fills the last screen.
    pub(super) fn last_top(&mut self) -> Position {
        let last = match (self.tail.len(), self.has_text()) {
            (0, true) => {
                let end = Anchor { block: self.opened.document.block_count(), character: u32::MAX };
                Position::Text(self.flow.line_start(&self.opened.document, end))
            }
            (0, false) => Position::Head(number(self.head.len().saturating_sub(1))),
            (lines, _) => Position::Tail(number(lines - 1)),
        };
        self.step(last, 1 - i64::from(self.size.1.max(1)))
    }

    pub(super) fn clamped(&mut self, position: Position) -> Position {
        let position = match position {
            Position::Head(line) => Position::Head(line.min(number(self.head.len().saturating_sub(1)))),
            Position::Text(anchor) if self.has_text() => {
                Position::Text(self.flow.line_start(&self.opened.document, anchor))
            }
            Position::Text(_) => Position::Head(0),
            Position::Tail(line) => Position::Tail(line.min(number(self.tail.len().saturating_sub(1)))),
        };
        position.min(self.last_top())
    }

    /// Returns the position this many lines further down, or up.
    fn step(&mut self, from: Position, lines: i64) -> Position {
        if lines >= 0 { self.down(from, lines) } else { self.up(from, -lines) }
    }

    fn down(&mut self, from: Position, lines: i64) -> Position {
        match from {
            Position::Head(line) => {
                let target = i64::from(line) + lines;
                match target - count(self.head.len()) {
                    ..0 => Position::Head(number(usize::try_from(target).unwrap_or_default())),
                    further if self.has_text() => {
                        let start = self.flow.line_start(&self.opened.document, Anchor::default());
                        self.down(Position::Text(start), further)
                    }
                    further => self.in_tail(further),
                }
            }
            Position::Text(anchor) => {
                let target = self.flow.step(&self.opened.document, anchor, lines);
                let moved = self.distance(anchor, target, lines);
                if moved < lines && !self.tail.is_empty() {
                    self.in_tail(lines - moved - 1)
                } else {
                    Position::Text(target)
                }
            }
            Position::Tail(line) => self.in_tail(i64::from(line) + lines),
        }
    }

    fn up(&mut self, from: Position, lines: i64) -> Position {
        match from {
            Position::Head(line) => {
                Position::Head(line.saturating_sub(u32::try_from(lines).unwrap_or(u32::MAX)))
            }
            Position::Text(anchor) => {
                let target = self.flow.step(&self.opened.document, anchor, -lines);
                let moved = self.distance(target, anchor, lines);
                match lines - moved {
                    ..=0 => Position::Text(target),
                    further => self.in_head(further),
                }
            }
            Position::Tail(line) => match lines - i64::from(line) {
                ..=0 => Position::Tail(line - u32::try_from(lines).unwrap_or(line)),
                further if self.has_text() => {
                    let end = Anchor { block: self.opened.document.block_count(), character: u32::MAX };
                    let last = self.flow.line_start(&self.opened.document, end);
                    self.up(Position::Text(last), further - 1)
                }
                further => self.in_head(further),
            },
        }
    }

    /// Returns a position in the head, counted from its end.
    fn in_head(&self, above: i64) -> Position {
        let line = count(self.head.len()).saturating_sub(above).max(0);
        Position::Head(number(usize::try_from(line).unwrap_or_default()))
    }

    fn in_tail(&self, line: i64) -> Position {
        let last = count(self.tail.len()).saturating_sub(1).max(0);
        Position::Tail(number(usize::try_from(line.clamp(0, last)).unwrap_or_default()))
    }

    fn distance(&mut self, from: Anchor, to: Anchor, most: i64) -> i64 {
        let most = usize::try_from(most).unwrap_or_default();
        count(self.flow.distance(&self.opened.document, from, to, most).unwrap_or(most))
    }

    fn has_text(&mut self) -> bool {
        !self.flow.page(&self.opened.document, Anchor::default(), 1).is_empty()
    }
}

fn number(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

fn count(lines: usize) -> i64 {
    i64::try_from(lines).unwrap_or(i64::MAX)
}
