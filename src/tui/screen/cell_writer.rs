//! Composes the bytes that turn one row into another.
//! They move the cursor, set the style, write glyphs, and erase.
//!
//! Each choice is made by counting bytes. The position of the cursor is known only as far as all terminals agree:
//! after the last column and after a glyph of uncertain width the column is unknown, and the next move is an
//! absolute one.

use super::cell_style::{CellStyle, push_number};
use super::grid::{CellSlot, Glyph, Grid, Tables, reach};

/// The cursor's row, and its column if it is certain.
type CursorPosition = (u16, Option<u16>);

pub(super) struct CellWriter<'a> {
    out: &'a mut Vec<u8>,
    tables: &'a Tables,
    style: CellStyle,
    at: Option<CursorPosition>,
}

impl<'a> CellWriter<'a> {
    /// Creates a writer to `out`; style plain, cursor position unknown.
    pub(super) fn new(out: &'a mut Vec<u8>, tables: &'a Tables) -> Self {
        Self { out, tables, style: CellStyle::PLAIN, at: None }
    }

    /// Writes the bytes that turn `from` into `to`.
    pub(super) fn write_changes(&mut self, from: &Grid, to: &Grid) {
        for y in 0..to.size().1 {
            if from.row(y) != to.row(y) {
                self.write_row(y, from.row(y), to.row(y));
            }
        }
        self.set_style(CellStyle::PLAIN);
    }

    /// Scrolls the rows `top..bottom` up by `by`, down when negative.
    /// The style must be plain, since the new rows get its background.
    pub(super) fn scroll(&mut self, top: u16, bottom: u16, by: i32, height: u16) {
        let part = (top, bottom) != (0, height);
        if part {
            self.csi(&[top + 1, bottom], b'r');
        }
        let lines = u16::try_from(by.unsigned_abs()).unwrap_or(u16::MAX);
        self.csi_count(lines, if by > 0 { b'S' } else { b'T' });
        if part {
            self.out.extend_from_slice(b"\x1b[r");
        }
        // Setting margins moves the cursor home on most terminals.
        self.at = None;
    }

    fn write_row(&mut self, y: u16, from: &[CellSlot], to: &[CellSlot]) {
        let blank_from = trailing_blanks(to);
        // Columns left of this one are painted although they didn't change: a loose glyph may have overwritten
        // them.
        let mut spilled = 0;
        let mut x = 0;
        while let Some(spot) = to.get(x) {
            let end = (x + usize::from(spot.columns).max(1)).min(to.len());
            if spot.glyph == Glyph::Covered || (x >= spilled && from.get(x..end) == to.get(x..end)) {
                x = end;
                continue;
            }
            if x >= blank_from {
                self.blank_out_end(y, x, spilled, from, to);
                return;
            }
            self.go(y, x, to);
            let blanks = changed_blanks(&from[x..], &to[x..]);
            if blanks > LONGEST_SPACES {
                self.set_style_for(spot);
                self.csi_count(columns(blanks), b'X');
                x += blanks;
                continue;
            }
            self.put(spot, &mut spilled, x, to.len());
            x = end;
        }
    }

    /// Erases the row from column `x` on, where only blanks follow.
    fn blank_out_end(&mut self, y: u16, x: usize, spilled: usize, from: &[CellSlot], to: &[CellSlot]) {
        let last = (x..to.len()).rev().find(|&x| x < spilled || from.get(x) != to.get(x)).unwrap_or(x);
        self.go(y, x, to);
        self.set_style_for(&CellSlot::BLANK);
        if last - x < 3 {
            for _ in x..=last {
                self.out.push(b' ');
            }
            self.advance(last + 1 - x, to.len());
        } else {
            self.out.extend_from_slice(b"\x1b[K");
        }
    }

    /// Writes `spot` at the cursor.
    fn put(&mut self, spot: &CellSlot, spilled: &mut usize, x: usize, width: usize) {
        self.set_style_for(spot);
        let mut utf8 = [0; 4];
        let text = match spot.glyph {
            Glyph::Char(c) => &*c.encode_utf8(&mut utf8),
            Glyph::Cluster(id) => self.tables.clusters.text(id),
            Glyph::Covered => return,
        };
        let taken = usize::from(spot.columns);
        if spot.loose {
            // Blanks first: on a terminal that draws the glyph narrower, the previous content would remain.
            self.out.extend(std::iter::repeat_n(b' ', taken));
            self.advance(taken, width);
            let row = self.at.map_or(0, |(row, _)| row);
            self.move_to(row, columns(x));
            self.out.extend_from_slice(text.as_bytes());
            self.at = Some((row, None));
            *spilled = (x + reach(text)).max(*spilled);
        } else {
            self.out.extend_from_slice(text.as_bytes());
            self.advance(taken, width);
        }
    }

    fn advance(&mut self, taken: usize, width: usize) {
        if let Some((_, column)) = &mut self.at {
            // After the last column terminals differ: the cursor moves beyond it or remains on it.
            *column = column.map(|x| usize::from(x) + taken).filter(|&x| x < width).map(columns);
        }
    }

    /// Sets the style for `spot`.
    /// A blank keeps any style that looks the same on a blank.
    fn set_style_for(&mut self, spot: &CellSlot) {
        let fits = spot.is_blank() && self.style.on_blank() == spot.style;
        if !fits {
            self.set_style(spot.style);
        }
    }

    fn set_style(&mut self, style: CellStyle) {
        self.style.change(style, self.out);
        if self.style.link != style.link {
            self.out.extend_from_slice(b"\x1b]8;;");
            if let Some(id) = style.link.checked_sub(1) {
                let target = self.tables.links.text(id.into());
                self.out.extend_from_slice(target.as_bytes());
            }
            self.out.extend_from_slice(b"\x1b\\");
        }
        self.style = style;
    }

    /// Moves to column `x` of the row.
    /// It writes the columns in between again where that is no longer than a move.
    fn go(&mut self, y: u16, x: usize, row: &[CellSlot]) {
        if let Some((at_y, Some(at_x))) = self.at
            && at_y == y
            && let Some(between) = row.get(usize::from(at_x)..x)
            && (1..=4).contains(&between.len())
            && between.iter().all(|spot| self.writes_in_one_byte(spot))
        {
            for spot in between {
                if let Glyph::Char(c) = spot.glyph {
                    self.out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
            self.at = Some((y, Some(columns(x))));
            return;
        }
        self.move_to(y, columns(x));
    }

    fn writes_in_one_byte(&self, spot: &CellSlot) -> bool {
        matches!(spot.glyph, Glyph::Char(c) if c.is_ascii())
            && (spot.style == self.style || (spot.is_blank() && self.style.on_blank() == spot.style))
    }

    /// Moves the cursor by the shortest sequence with a certain result.
    pub(super) fn move_to(&mut self, y: u16, x: u16) {
        let start = self.out.len();
        match self.at {
            Some((row, Some(column))) if (row, column) == (y, x) => return,
            Some((row, column)) if row == y => self.move_within(column, x),
            Some((row, column)) => self.move_rows(row, column, y, x),
            None => self.move_absolutely(y, x),
        }
        let relative = self.out.len() - start;
        self.move_absolutely(y, x);
        let absolute = self.out.len() - start - relative;
        if absolute < relative {
            self.out.drain(start..start + relative);
        } else {
            self.out.truncate(start + relative);
        }
        self.at = Some((y, Some(x)));
    }

    fn move_absolutely(&mut self, y: u16, x: u16) {
        match (y, x) {
            (0, 0) => self.csi(&[], b'H'),
            (_, 0) => self.csi(&[y + 1], b'H'),
            _ => self.csi(&[y + 1, x + 1], b'H'),
        }
    }

    fn move_within(&mut self, from: Option<u16>, x: u16) {
        match from {
            _ if x == 0 => self.out.push(b'\r'),
            Some(from) if x > from => self.csi_count(x - from, b'C'),
            Some(from) if from - x <= 3 => {
                let steps = usize::from(from - x);
                self.out.extend(std::iter::repeat_n(8, steps));
            }
            Some(from) if from - x < x => self.csi_count(from - x, b'D'),
            _ => {
                self.out.push(b'\r');
                self.csi_count(x, b'C');
            }
        }
    }

    fn move_rows(&mut self, row: u16, column: Option<u16>, y: u16, x: u16) {
        if column == Some(x) && x != 0 {
            self.csi_count(y.abs_diff(row), if y > row { b'B' } else { b'A' });
        } else if (1..=4).contains(&y.saturating_sub(row)) {
            // With the carriage return first it doesn't matter whether the terminal adds one to a line feed. The
            // rows exist, so nothing scrolls.
            self.out.push(b'\r');
            self.out.extend(std::iter::repeat_n(b'\n', usize::from(y - row)));
            if x > 0 {
                self.csi_count(x, b'C');
            }
        } else {
            self.move_absolutely(y, x);
        }
    }

    /// Writes a sequence whose count is omitted when it is 1.
    fn csi_count(&mut self, count: u16, end: u8) {
        if count == 1 {
            self.csi(&[], end);
        } else {
            self.csi(&[count], end);
        }
    }

    fn csi(&mut self, params: &[u16], end: u8) {
        self.out.extend_from_slice(b"\x1b[");
        for (index, &param) in params.iter().enumerate() {
            if index > 0 {
                self.out.push(b';');
            }
            push_number(self.out, param);
        }
        self.out.push(end);
    }
}

/// The most spaces that are as short as erasing and moving.
const LONGEST_SPACES: usize = 9;

/// Returns the column from which only plain blanks follow.
fn trailing_blanks(row: &[CellSlot]) -> usize {
    row.iter().rposition(|spot| *spot != CellSlot::BLANK).map_or(0, |last| last + 1)
}

/// Returns how many columns from the first on become plain blanks.
/// It counts up to the last column that wasn't one already.
fn changed_blanks(from: &[CellSlot], to: &[CellSlot]) -> usize {
    let blanks = to.iter().take_while(|&spot| *spot == CellSlot::BLANK).count();
    from.iter().take(blanks).rposition(|spot| *spot != CellSlot::BLANK).map_or(0, |last| last + 1)
}

fn columns(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
