//! The contents of every column of the screen.
//! They are a [`Picture`] in an unambiguous form.
//!
//! ratatui's cells leave things open (the columns under a wide glyph, symbols of several graphemes, forced
//! widths), so each is decided once, here. This is also the last barrier: no glyph and no link target that leaves
//! this file holds a control character, so that only the writer itself can make a control sequence.

use super::cell_style::CellStyle;
use super::names::Interner;
use super::{LinkArea, Picture};
use crate::text::{cells_apart, graphemes, width};
use crate::theme::Palette;
use ratatui::buffer::{Cell, CellDiffOption};

/// One column of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CellSlot {
    pub(super) glyph: Glyph,
    pub(super) style: CellStyle,
    /// The number of columns of the glyph.
    /// It is 0 for a column that a glyph on its left covers.
    pub(super) columns: u8,
    /// Set when terminals disagree about the width of the glyph.
    /// Nothing may be written beside it without a new position.
    pub(super) loose: bool,
}

impl CellSlot {
    /// An empty column in the terminal's default style.
    pub(super) const BLANK: Self = Self::narrow(' ', CellStyle::PLAIN);

    const fn narrow(glyph: char, style: CellStyle) -> Self {
        Self { glyph: Glyph::Char(glyph), style, columns: 1, loose: false }
    }

    fn blank(style: CellStyle) -> Self {
        Self::narrow(' ', style.on_blank())
    }

    const fn covered(style: CellStyle) -> Self {
        Self { glyph: Glyph::Covered, style, columns: 0, loose: false }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.glyph == Glyph::Char(' ')
    }
}

/// The glyph of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    Char(char),
    /// Several code points, by their number in the table of clusters.
    Cluster(u32),
    /// No glyph: the one on the left covers this column.
    Covered,
}

/// The columns of a screen, row by row.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    spots: Vec<CellSlot>,
    width: u16,
    height: u16,
}

impl Grid {
    /// Makes every column blank and sets the size.
    pub(super) fn clear(&mut self, (width, height): (u16, u16)) {
        (self.width, self.height) = (width, height);
        self.spots.clear();
        self.spots.resize(usize::from(width) * usize::from(height), CellSlot::BLANK);
    }

    pub(super) const fn size(&self) -> (u16, u16) {
        (self.width, self.height)
    }

    pub(super) fn row(&self, y: u16) -> &[CellSlot] {
        let width = usize::from(self.width);
        let start = usize::from(y) * width;
        self.spots.get(start..start + width).unwrap_or_default()
    }

    fn row_mut(&mut self, y: u16) -> &mut [CellSlot] {
        let width = usize::from(self.width);
        let start = usize::from(y) * width;
        self.spots.get_mut(start..start + width).unwrap_or_default()
    }

    /// Copies `other` with the rows `top..bottom` scrolled by `by`.
    /// They move up, or down when `by` is negative, as the terminal moves them.
    pub(super) fn copy_scrolled(&mut self, other: &Self, top: u16, bottom: u16, by: i32) {
        self.spots.clone_from(&other.spots);
        (self.width, self.height) = other.size();
        for y in top..bottom {
            let source = i32::from(y) + by;
            if (i32::from(top)..i32::from(bottom)).contains(&source) {
                let source = u16::try_from(source).unwrap_or_default();
                self.row_mut(y).copy_from_slice(other.row(source));
            } else {
                self.row_mut(y).fill(CellSlot::BLANK);
            }
        }
    }

    /// Reads the contents of `picture`.
    /// Cells that ratatui was instructed to skip stay as they are in `shown`.
    pub(super) fn read(&mut self, picture: &Picture, palette: Palette, shown: &Self, tables: &mut Tables) {
        let area = picture.cells.area;
        // Every column is written below, so the old content needn't be cleared first.
        (self.width, self.height) = (area.width, area.height);
        self.spots.resize(usize::from(area.width) * usize::from(area.height), CellSlot::BLANK);
        let width = usize::from(area.width).max(1);
        for (y, cells) in (0..area.height).zip(picture.cells.content.chunks_exact(width)) {
            read_row(cells, palette, shown.row(y), &mut tables.clusters, self.row_mut(y));
        }
        for link in &picture.links {
            self.link(link, &mut tables.links);
        }
    }

    fn link(&mut self, area: &LinkArea, links: &mut Interner) {
        let Some(target) = safe_target(&area.target) else {
            return;
        };
        // 0 means no link.
        let id = u16::try_from(links.id(&target) + 1).unwrap_or_default();
        let width = self.width;
        if area.y >= self.height {
            return;
        }
        let mut linked = false;
        for (x, spot) in (0..width).zip(self.row_mut(area.y)) {
            // A glyph belongs to a link as a whole or not at all: the column it begins in decides.
            if spot.glyph != Glyph::Covered {
                linked = area.x.contains(&x);
            }
            if linked {
                spot.style.link = id;
            }
        }
    }
}

/// Texts that don't fit into a [`CellSlot`]: grapheme clusters and link targets.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) clusters: Interner,
    pub(super) links: Interner,
}

fn read_row(
    cells: &[Cell],
    palette: Palette,
    shown: &[CellSlot],
    clusters: &mut Interner,
    row: &mut [CellSlot],
) {
    let mut x = 0;
    let mut kept = false;
    while let Some(cell) = cells.get(x) {
        if is_skipped(cell) {
            row[x] = shown.get(x).copied().unwrap_or(CellSlot::BLANK);
            kept = true;
            x += 1;
            continue;
        }
        let style = CellStyle::of(cell, palette);
        let symbol = cell.symbol();
        let forced = matches!(cell.diff_option, CellDiffOption::ForcedWidth(_));
        if let (&[byte], false) = (symbol.as_bytes(), forced) {
            row[x] = match byte {
                b' ' => CellSlot::blank(style),
                b'!'..=b'~' => CellSlot::narrow(byte.into(), style),
                _ => CellSlot::narrow(char::REPLACEMENT_CHARACTER, style),
            };
            x += 1;
            continue;
        }
        x += place(cell, style, &cells[x + 1..], clusters, &mut row[x..]);
    }
    if kept {
        repair(row);
    }
}

#[expect(deprecated, reason = "ratatui's diff still honours the old field, so a widget may set it")]
const fn is_skipped(cell: &Cell) -> bool {
    matches!(cell.diff_option, CellDiffOption::Skip)
        || (cell.skip && matches!(cell.diff_option, CellDiffOption::None))
}

/// Puts a cell at the start of `row`.
/// The cell isn't a single byte. Returns how many columns it took.
fn place(
    cell: &Cell,
    style: CellStyle,
    right: &[Cell],
    clusters: &mut Interner,
    row: &mut [CellSlot],
) -> usize {
    let symbol = cell.symbol();
    let forced = match cell.diff_option {
        CellDiffOption::ForcedWidth(width) => Some(usize::from(width.get()).min(row.len())),
        _ => None,
    };
    if symbol.chars().any(is_harmful) {
        row[..forced.unwrap_or(1)].fill(CellSlot::blank(style));
        row[0] = CellSlot::narrow(char::REPLACEMENT_CHARACTER, style);
        return forced.unwrap_or(1);
    }
    let columns = forced.unwrap_or_else(|| width(symbol));
    // A symbol in a column that this glyph covers was written later than the glyph, which therefore has to go.
    let overwritten = forced.is_none()
        && right.iter().take(columns.saturating_sub(1)).any(|cell| !matches!(cell.symbol(), " " | ""));
    if columns == 0 || columns > row.len() || overwritten {
        row[0] = CellSlot::blank(style);
        return 1;
    }
    let mut clusters_of = graphemes(symbol);
    if let (Some((only, _)), None) = (clusters_of.next(), clusters_of.next()) {
        put(only, columns, style, clusters, row);
        return columns;
    }
    let mut x = 0;
    for (grapheme, wide) in graphemes(symbol) {
        if wide > 0 && x + wide <= columns {
            put(grapheme, wide, style, clusters, &mut row[x..]);
            x += wide;
        }
    }
    row[x..columns].fill(CellSlot::blank(style));
    columns
}

/// Puts one grapheme of `columns` columns at the start of `row`.
fn put(grapheme: &str, columns: usize, style: CellStyle, clusters: &mut Interner, row: &mut [CellSlot]) {
    if grapheme == " " {
        row[..columns].fill(CellSlot::blank(style));
        return;
    }
    let reach = reach(grapheme);
    let mut chars = grapheme.chars();
    let first = chars.next().unwrap_or(' ');
    let single = chars.next().is_none();
    let mut loose = reach != columns || (!single && columns > 1);
    let glyph = if reach > row.len() {
        // A terminal that doesn't join the cluster would write beyond the end of the row.
        loose = false;
        if cells_apart(&grapheme[..first.len_utf8()]) == columns {
            Glyph::Char(first)
        } else {
            row[..columns].fill(CellSlot::blank(style));
            return;
        }
    } else if single {
        Glyph::Char(first)
    } else {
        Glyph::Cluster(clusters.id(grapheme))
    };
    row[..columns].fill(CellSlot::covered(style));
    row[0] = CellSlot { glyph, style, columns: u8::try_from(columns).unwrap_or(u8::MAX), loose };
}

/// Returns the largest number of columns that a terminal may use.
/// It is the width of the cluster, or that of its characters on a terminal that joins nothing.
pub(super) fn reach(grapheme: &str) -> usize {
    width(grapheme).max(cells_apart(grapheme))
}

/// Repairs a row into which columns of an older one were copied.
fn repair(row: &mut [CellSlot]) {
    let mut x = 0;
    while x < row.len() {
        let columns = usize::from(row[x].columns);
        let whole = columns > 0
            && row
                .get(x + 1..x + columns)
                .is_some_and(|rest| rest.iter().all(|spot| spot.glyph == Glyph::Covered));
        if whole {
            x += columns;
        } else {
            row[x] = CellSlot::blank(row[x].style);
            x += 1;
        }
    }
}

/// Reports whether a character controls the terminal or the text direction.
/// Such characters were made visible much earlier; this is a second barrier.
fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns the target for OSC 8, in visible ASCII.
/// Nothing if it is too long or could end the sequence.
fn safe_target(target: &str) -> Option<String> {
    /// The limit of VTE, the lowest of all.
    const LONGEST: usize = 2083;
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    if target.is_empty() || target.chars().any(is_harmful) {
        return None;
    }
    let mut safe = String::with_capacity(target.len());
    for byte in target.bytes() {
        if byte.is_ascii_graphic() {
            safe.push(byte.into());
        } else {
            safe.push('%');
            safe.push(HEX[usize::from(byte >> 4)]);
            safe.push(HEX[usize::from(byte & 15)]);
        }
    }
    (safe.len() <= LONGEST).then_some(safe)
}
