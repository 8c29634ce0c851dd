//! Writes frames to a terminal, each in one `write` of few bytes.
//!
//! [`Screen::draw`] compares its [`Picture`] with what the terminal shows and writes the difference, inside
//! synchronised output, scrolling rows where that is shorter. It sends the terminal no queries and knows nothing
//! of keys or modes; see `terminal` and `input`. ratatui's own `Terminal` isn't used because it writes about a
//! whole frame for a scroll by one line, and passes on whatever a cell holds.

mod cell_style;
mod cell_writer;
mod grid;
mod names;
mod scroll;

use crate::theme::Palette;

pub use crate::tui::view::{LinkArea, Picture};

use cell_writer::CellWriter;
use grid::{Grid, Tables};
use ratatui::layout::Position;
use std::io::{self, Write};

/// The writer, with its knowledge of what the terminal shows.
#[derive(Debug)]
pub struct Screen<W: Write> {
    out: W,
    palette: Palette,
    /// Set when `shown` is what the terminal shows.
    known: bool,
    shown: Grid,
    cursor: Cursor,
    tables: Tables,
    // The other fields are kept only to reuse their allocations.
    next: Grid,
    scrolled: Grid,
    frame: Vec<u8>,
    plain: Vec<u8>,
    moved: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursor {
    Unknown,
    Hidden,
    At(Position),
}

impl<W: Write> Screen<W> {
    /// Creates a writer to `out`, whose contents are unknown.
    pub fn new(out: W, palette: Palette) -> Self {
        Self {
            out,
            palette,
            known: false,
            shown: Grid::default(),
            cursor: Cursor::Unknown,
            tables: Tables::default(),
            next: Grid::default(),
            scrolled: Grid::default(),
            frame: Vec::new(),
            plain: Vec::new(),
            moved: Vec::new(),
        }
    }

    /// Shows `picture` and returns the number of bytes written.
    /// It is 0 if nothing changed.
    ///
    /// # Errors
    ///
    /// Fails if the terminal can't be written to. What it shows is unknown then; the next call paints everything.
    pub fn draw(&mut self, picture: &Picture) -> io::Result<usize> {
        let area = picture.cells.area;
        if area.is_empty() {
            self.forget();
            return Ok(0);
        }
        if self.shown.size() != (area.width, area.height)
            || self.tables.clusters.is_full()
            || self.tables.links.is_full()
        {
            self.forget();
        }
        let cursor = picture
            .cursor
            .filter(|at| at.x < area.width && at.y < area.height)
            .map_or(Cursor::Hidden, Cursor::At);
        self.compose_cells(picture);
        self.compose_frame(cursor);
        if !self.frame.is_empty()
            && let Err(error) = self.out.write_all(&self.frame).and_then(|()| self.out.flush())
        {
            self.forget();
            return Err(error);
        }
        self.known = true;
        self.cursor = cursor;
        std::mem::swap(&mut self.shown, &mut self.next);
        Ok(self.frame.len())
    }

    /// Marks the contents of the terminal as unknown.
    /// That is so after a resize, after another program, or when the user requests a fresh screen: the next
    /// [`draw`](Self::draw) clears it and paints everything.
    pub fn forget(&mut self) {
        self.known = false;
        self.cursor = Cursor::Unknown;
    }

    /// Fills `plain` with the bytes that change the screen to `picture`.
    fn compose_cells(&mut self, picture: &Picture) {
        self.plain.clear();
        if !self.known {
            self.plain.extend_from_slice(CLEAN_SLATE);
            self.tables.clusters.clear();
            self.tables.links.clear();
            let area = picture.cells.area;
            self.shown.clear((area.width, area.height));
        }
        self.next.read(picture, self.palette, &self.shown, &mut self.tables);
        CellWriter::new(&mut self.plain, &self.tables).write_changes(&self.shown, &self.next);
        if self.known && self.plain.len() > WORTH_SCROLLING {
            self.try_scrolling();
        }
    }

    /// Replaces `plain` by output that scrolls, if that is shorter.
    fn try_scrolling(&mut self) {
        let Some(shift) = scroll::find(&self.shown, &self.next) else {
            return;
        };
        self.scrolled.copy_scrolled(&self.shown, shift.top, shift.bottom, shift.by);
        self.moved.clear();
        let mut writer = CellWriter::new(&mut self.moved, &self.tables);
        writer.scroll(shift.top, shift.bottom, shift.by, self.next.size().1);
        writer.write_changes(&self.scrolled, &self.next);
        if self.moved.len() < self.plain.len() {
            std::mem::swap(&mut self.plain, &mut self.moved);
        }
    }

    /// Fills `frame` with all bytes to write for this picture.
    fn compose_frame(&mut self, cursor: Cursor) {
        self.frame.clear();
        let painted = !self.plain.is_empty();
        if !painted && cursor == self.cursor {
            return;
        }
        if painted {
            self.frame.extend_from_slice(BEGIN_FRAME);
        }
        // On terminals without synchronised output, a cursor that moves while cells are painted is visible.
        let mut hidden = self.cursor == Cursor::Hidden;
        if !hidden && (painted || cursor == Cursor::Hidden) {
            self.frame.extend_from_slice(HIDE_CURSOR);
            hidden = true;
        }
        self.frame.extend_from_slice(&self.plain);
        if let Cursor::At(at) = cursor {
            CellWriter::new(&mut self.frame, &self.tables).move_to(at.y, at.x);
            if hidden {
                self.frame.extend_from_slice(SHOW_CURSOR);
            }
        }
        if painted {
            self.frame.extend_from_slice(END_FRAME);
        }
    }
}

const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
const END_FRAME: &[u8] = b"\x1b[?2026l";
const HIDE_CURSOR: &[u8] = b"\x1b[?25l";
const SHOW_CURSOR: &[u8] = b"\x1b[?25h";

/// The sequence for no link, no attributes, no margins, an empty screen.
const CLEAN_SLATE: &[u8] = b"\x1b]8;;\x1b\\\x1b[m\x1b[r\x1b[2J";

/// The frame length below which scrolling saves little.
const WORTH_SCROLLING: usize = 120;

#[cfg(test)]
mod tests;
