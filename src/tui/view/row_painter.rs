//! Writing on the picture.
//! It is done one row at a time, never outside its area, and only with clean text.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::engine::report::UiRole;
use crate::text::{Clean, graphemes, truncate, width};
use crate::theme::Theme;

/// Text that may be drawn: clean, or written in this program.
pub trait Drawable {
    /// Returns the text.
    fn text(&self) -> &str;
}

impl Drawable for Clean {
    fn text(&self) -> &str {
        self
    }
}

impl Drawable for &'static str {
    fn text(&self) -> &str {
        self
    }
}

impl<T: Drawable> Drawable for &T {
    fn text(&self) -> &str {
        (*self).text()
    }
}

/// A row of the picture with a position to write at.
pub struct RowPainter<'a> {
    buffer: &'a mut Buffer,
    theme: Theme,
    x: u16,
    end: u16,
    y: u16,
}

impl<'a> RowPainter<'a> {
    /// Creates a writer at the left of row `row` of `area`.
    /// Rows count from 0; in a row outside of the area nothing is written.
    pub fn at(buffer: &'a mut Buffer, theme: Theme, area: Rect, row: u16) -> Self {
        let area = if row < area.height { area.intersection(buffer.area) } else { Rect::ZERO };
        Self { buffer, theme, x: area.x, end: area.right(), y: area.y.saturating_add(row) }
    }

    /// Returns the number of cells left in the row.
    pub fn room(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }

    /// Returns the position of the next character.
    pub fn position(&self) -> Position {
        Position { x: self.x.min(self.end.saturating_sub(1)), y: self.y }
    }

    /// Writes as much of a text as there is room for.
    /// A cut text ends in `…`.
    pub fn write(&mut self, role: UiRole, text: impl Drawable) -> &mut Self {
        self.style_write(self.theme.style(role), text.text())
    }

    /// Writes a text with the bytes in `marks` in another role.
    pub fn write_marked(&mut self, role: UiRole, text: &Clean, marks: &[Range<usize>]) -> &mut Self {
        let base = self.theme.style(role);
        let marked = base.patch(self.theme.style(UiRole::Match));
        let shown = truncate(text, usize::from(self.room()));
        let kept = shown.strip_suffix('…').filter(|_| *shown != **text).unwrap_or(&shown).len();
        let mut from = 0;
        for mark in marks {
            let (start, end) = (mark.start.min(kept), mark.end.min(kept));
            if start < from || end <= start {
                continue;
            }
            if let (Some(before), Some(inside)) = (shown.get(from..start), shown.get(start..end)) {
                self.style_write(base, before).style_write(marked, inside);
                from = end;
            }
        }
        let rest = shown.get(from..).unwrap_or_default().to_owned();
        self.style_write(base, &rest)
    }

    /// Leaves cells free.
    pub fn skip(&mut self, cells: u16) -> &mut Self {
        self.x = self.x.saturating_add(cells).min(self.end);
        self
    }

    /// Writes text that ends at the right edge.
    /// Text that is already written stays.
    pub fn right(&mut self, role: UiRole, text: impl Drawable) -> &mut Self {
        let cells = u16::try_from(width(text.text())).unwrap_or(u16::MAX);
        if cells < self.room() {
            self.x = self.end - cells;
            self.write(role, text);
        }
        self
    }

    /// Reserves `cells` at the right end of the row.
    pub fn keep_free(&mut self, cells: u16) -> &mut Self {
        self.end = self.end.saturating_sub(cells).max(self.x);
        self
    }

    fn style_write(&mut self, style: Style, text: &str) -> &mut Self {
        let room = usize::from(self.room());
        if room > 0 {
            let shown = truncate(text, room);
            self.x = set(self.buffer, Position { x: self.x, y: self.y }, &shown, room, style).min(self.end);
        }
        self
    }
}

/// Writes what fits into `room` cells and returns the column behind it.
/// Each cluster is as wide as the rest of the program counts it: ratatui counts some scripts narrower than
/// terminals do.
pub fn set(buffer: &mut Buffer, at: Position, text: &str, room: usize, style: Style) -> u16 {
    let mut x = at.x;
    let end = usize::from(at.x) + room;
    for (cluster, cells) in graphemes(text).filter(|(_, cells)| *cells > 0) {
        let next = usize::from(x) + cells;
        let (Ok(behind), true) = (u16::try_from(next), next <= end) else { break };
        let Some(cell) = buffer.cell_mut((x, at.y)) else { break };
        cell.set_symbol(cluster).set_style(style);
        for covered in x + 1..behind {
            if let Some(cell) = buffer.cell_mut((covered, at.y)) {
                cell.reset();
            }
        }
        x = behind;
    }
    x
}

/// Draws a line of `─` across a row.
pub fn rule(buffer: &mut Buffer, theme: Theme, area: Rect) {
    for x in area.left()..area.right() {
        if let Some(cell) = buffer.cell_mut((x, area.y)) {
            cell.set_symbol("─").set_style(theme.style(UiRole::Line));
        }
    }
}
