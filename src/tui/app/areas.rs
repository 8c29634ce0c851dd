//! The division of a screen, computed from its size alone.
//! `update` needs it for pages, `view` for drawing.

use ratatui::layout::Rect;

pub use crate::config::{COLUMN, COLUMNS};
use crate::library::matrix::{Head, Matrix};
use crate::text::width;

/// The width from which the list has a preview beside it.
const PREVIEW_FROM: u16 = 96;
/// The width from which an outline fits beside the text.
pub const OUTLINE_FROM: u16 = 110;
const OUTLINE: u16 = 32;
/// The least width of list and preview.
const LEAST: u16 = 24;
/// The rows of a screen for header, rule and footer.
pub const FRAME_ROWS: u16 = 3;
/// The height below which a screen has no header rule.
const FRAME_FROM: u16 = 8;

/// The parts of a screen: a header, a body and a footer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Areas {
    /// The name of the screen and a summary of its contents.
    pub header: Rect,
    /// The query line; empty in the reader.
    pub query: Rect,
    /// The line below the header; empty on low screens.
    pub rule: Rect,
    /// The list, or the text.
    pub main: Rect,
    /// Preview or outline; empty when there is no room.
    pub side: Rect,
    /// The keys that are valid now, or a message.
    pub footer: Rect,
}

/// The kind of screen to divide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScreenLayout {
    /// Header, query line, list, preview.
    List,
    /// Header, text.
    Text,
    /// Header, text, outline.
    Outlined,
    /// Header, query line, a view as wide as the screen.
    Wide,
    /// Header, lines as wide as the screen.
    Page,
}

/// Divides a screen of `size` columns and rows.
pub fn areas(size: (u16, u16), shape: ScreenLayout) -> Areas {
    divided(size, shape, None)
}

/// Divides a screen, with list and preview divided at a given column.
/// The column is moved as far as both need to stay readable.
pub fn divided(size: (u16, u16), shape: ScreenLayout, at: Option<u16>) -> Areas {
    let (width, height) = size;
    let row = |y: u16, rows: u16| {
        let y = y.min(height);
        Rect::new(0, y, width, rows.min(height - y))
    };
    let framed = height >= FRAME_FROM;
    let header = row(0, u16::from(height >= 3));
    let query = match shape {
        ScreenLayout::List | ScreenLayout::Wide => row(header.bottom(), u16::from(height >= 2)),
        ScreenLayout::Text | ScreenLayout::Outlined | ScreenLayout::Page => row(header.bottom(), 0),
    };
    let rule = row(query.bottom(), u16::from(framed));
    let footer_rows = u16::from(height >= 4);
    let body = row(rule.bottom(), height.saturating_sub(rule.bottom()).saturating_sub(footer_rows));
    let footer = row(body.bottom(), footer_rows);
    let side_width = match shape {
        ScreenLayout::List if width >= PREVIEW_FROM => {
            let list = at.map(|at| at.clamp(LEAST, width - LEAST));
            width - list.unwrap_or_else(|| (width / 5 * 2 + width % 5 * 2 / 5).clamp(40, 60))
        }
        ScreenLayout::Outlined if width >= OUTLINE_FROM => OUTLINE,
        _ => 0,
    };
    let main = Rect { width: width - side_width, ..body };
    let side = Rect { x: main.right(), width: side_width, ..body };
    Areas { header, query, rule, main, side, footer }
}

/// Returns the text column within `area`.
/// Two cells at the left are reserved for signs in the margin while there is room, and one at the right.
pub fn column(area: Rect, wanted: u16) -> Rect {
    let margin = match area.width {
        0..=9 => 0,
        10..=29 => 1,
        _ => 2,
    };
    let width = wanted.min(area.width.saturating_sub(2 * margin)).max(area.width.min(1));
    let left = ((area.width - width) / 2).clamp(margin.min(area.width), 8);
    Rect { x: area.x + left, width, ..area }
}

/// The widths of the column of marks: in words, and short ones.
const MARKS: (u16, u16) = (11, 3);
/// The screen widths from which short marks and words fit.
const MARKS_FROM: (u16, u16) = (20, 50);

/// Divides `area` into the text column and the column of its marks.
/// The cells of the marks are reserved, so that no line of text covers them.
pub fn text_and_marks(area: Rect, wanted: u16, marked: bool) -> (Rect, Rect) {
    let (cells, gap) = match area.width {
        width if marked && width >= MARKS_FROM.1 => (MARKS.0, 2),
        width if marked && width >= MARKS_FROM.0 => (MARKS.1, 1),
        _ => (0, 0),
    };
    let text = column(Rect { width: area.width - cells, ..area }, wanted);
    let marks = Rect { x: text.right() + gap, width: cells.saturating_sub(gap / 2), ..area };
    (text, marks)
}

/// The parts of a timeline.
/// They are the density of events, the entries, and the selected entry in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelineParts {
    /// Bars, and a scale below them; empty on low screens.
    pub strip: Rect,
    /// The entries.
    pub list: Rect,
    /// The selected entry in full; empty on low screens.
    pub detail: Rect,
}

/// Rows of bars.
pub const BARS: u16 = 3;

/// Divides the body of the timeline's screen.
pub fn timeline_parts(main: Rect) -> TimelineParts {
    let strip_rows = if main.height >= 14 { BARS + 2 } else { 0 };
    let detail_rows = if main.height >= 10 { 4 } else { 0 };
    let strip = Rect { height: strip_rows, ..main };
    let list = Rect { y: strip.bottom(), height: main.height - strip_rows - detail_rows, ..main };
    TimelineParts { strip, list, detail: Rect { y: list.bottom(), height: detail_rows, ..main } }
}

/// The parts of a matrix.
/// Sizes are in cells of the screen, or in rows and columns of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatrixParts {
    /// The rows that the heads of the columns take.
    pub head_rows: u16,
    /// The rows that the totals of the columns take.
    pub foot_rows: u16,
    /// The cells that the heads of the rows take.
    pub head_cells: u16,
    /// The cells of a column.
    pub cells: u16,
    /// The number of visible rows.
    pub rows: usize,
    /// The number of visible columns.
    pub columns: usize,
    /// The selected cell in full and the legend; empty on low screens.
    pub detail: Rect,
}

/// The cells that the totals take.
pub const TOTAL: u16 = 6;

/// Divides the body of the matrix's screen.
pub fn matrix_parts(main: Rect, matrix: &Matrix) -> MatrixParts {
    let longest = |heads: &[Head]| heads.iter().map(|head| width(&head.label)).max().unwrap_or(0);
    let cells_of = |heads: &[Head], most: u16| u16::try_from(longest(heads)).unwrap_or(most).min(most);
    let head_cells = cells_of(&matrix.row_heads, (main.width / 3).min(26)) + 2;
    let detail_rows = match (main.height, main.width) {
        (0..10, _) => 0,
        (_, 0..96) => 5,
        _ => 4,
    };
    let detail = Rect { y: main.bottom() - detail_rows, height: detail_rows, ..main };
    let cells = cells_of(&matrix.column_heads, 11).max(4) + 2;
    let wraps = longest(&matrix.column_heads) > usize::from(cells - 2);
    let head_rows: u16 = if wraps && main.height >= 12 { 3 } else { 1 };
    let left = main.width.saturating_sub(head_cells + TOTAL + 2);
    let foot_rows = u16::from(main.height >= 12);
    let rows = main.height.saturating_sub(head_rows + foot_rows + detail_rows);
    MatrixParts {
        head_rows,
        foot_rows,
        head_cells,
        cells,
        rows: usize::from(rows).max(1),
        columns: usize::from(left / cells).max(1),
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_never_leave_the_screen_nor_overlap() {
        for shape in [ScreenLayout::List, ScreenLayout::Text, ScreenLayout::Outlined] {
            for width in [0, 1, 2, 20, 60, 80, 96, 110, 120, 300] {
                for height in 0..50 {
                    let parts = areas((width, height), shape);
                    let rows = [parts.header, parts.query, parts.rule, parts.main, parts.footer];
                    assert_eq!(rows.iter().map(|part| part.height).sum::<u16>(), height, "{width}x{height}");
                    assert_eq!(parts.main.width + parts.side.width, width);
                    let text = column(parts.main, COLUMN);
                    assert!(text.right() <= parts.main.right(), "{width}x{height}");
                    let (text, marks) = text_and_marks(parts.main, COLUMN, true);
                    assert!(
                        text.right() <= marks.x && marks.right() <= parts.main.right(),
                        "{width}x{height}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_divider_stays_where_both_sides_can_be_read() {
        let list = |at| divided((120, 24), ScreenLayout::List, Some(at)).main.width;
        assert_eq!([list(0), list(50), list(500)], [24, 50, 96]);
        assert_eq!(divided((80, 24), ScreenLayout::List, Some(30)).side.width, 0);
    }

    #[test]
    fn the_list_stays_usable_on_a_tiny_screen() {
        assert_eq!(areas((20, 5), ScreenLayout::List).main.height, 2);
        assert_eq!(areas((20, 5), ScreenLayout::Text).main.height, 3);
        assert_eq!(areas((1, 1), ScreenLayout::Text).main.height, 1);
    }
}
