//! Cells as SVG.

use std::fmt::Write as _;

use briefing::tui::view::Picture;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// Pixels of a cell, and the size of the letters in it.
pub const CELL: (usize, usize) = (8, 18);
const LETTERS: usize = 13;
/// The paper, and the colour of text without a colour of its own.
const PAPER: &str = "#1c1e22";
const FOREGROUND: &str = "#dfe1e5";

/// One picture.
pub fn still(picture: &Picture, title: &str) -> String {
    let rows: String = (0..picture.cells.area.height).map(|y| row(picture, y)).collect();
    let (width, height) = (picture.cells.area.width, picture.cells.area.height);
    sheet((width.into(), height.into()), title, "", &rows)
}

/// A sheet of paper of so many cells with something on it.
pub fn sheet((columns, rows): (usize, usize), title: &str, style: &str, content: &str) -> String {
    let (width, height) = (columns * CELL.0, rows * CELL.1);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{title}</title>\n{style}<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{PAPER}\"/>\n\
         <g font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"{LETTERS}\" \
         fill=\"{FOREGROUND}\">\n{content}</g>\n</svg>\n"
    )
}

/// One row of a picture, each run of cells of the same look as one text.
pub fn row(picture: &Picture, y: u16) -> String {
    let mut out = String::new();
    let mut x = 0;
    while x < picture.cells.area.width {
        let first = &picture.cells[(x, y)];
        let mut text = String::new();
        let start = x;
        while x < picture.cells.area.width && look(&picture.cells[(x, y)]) == look(first) {
            let symbol = picture.cells[(x, y)].symbol();
            text.push_str(symbol);
            x += u16::try_from(symbol.width().max(1)).unwrap_or(1);
        }
        run(&mut out, (usize::from(start), usize::from(y)), usize::from(x - start), &text, first);
    }
    out
}

/// Text of the paper's own look.
pub fn words((x, y): (usize, usize), text: &str) -> String {
    let mut out = String::new();
    run(&mut out, (x, y), text.width(), text, &Cell::default());
    out
}

/// A cursor.
pub fn cursor((x, y): (usize, usize)) -> String {
    let (left, top) = (x * CELL.0, y * CELL.1);
    format!("<rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" opacity=\".5\"/>\n", CELL.0, CELL.1)
}

fn look(cell: &Cell) -> (Color, Modifier) {
    (cell.fg, cell.modifier)
}

/// One run of cells of the same look.
fn run(out: &mut String, (x, y): (usize, usize), cells: usize, text: &str, cell: &Cell) {
    if text.trim().is_empty() && !cell.modifier.contains(Modifier::REVERSED) {
        return;
    }
    let (left, top) = (x * CELL.0, y * CELL.1);
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let foreground = foreground(cell.fg);
    if reversed {
        let _ = writeln!(
            out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" fill=\"{foreground}\"/>",
            cells * CELL.0,
            CELL.1
        );
    }
    let mut style = String::new();
    if reversed || foreground != FOREGROUND {
        let _ = write!(style, " fill=\"{}\"", if reversed { PAPER } else { foreground });
    }
    if cell.modifier.contains(Modifier::BOLD) {
        style.push_str(" font-weight=\"bold\"");
    }
    if cell.modifier.contains(Modifier::ITALIC) {
        style.push_str(" font-style=\"italic\"");
    }
    if cell.modifier.contains(Modifier::UNDERLINED) {
        style.push_str(" text-decoration=\"underline\"");
    }
    // Several blanks in a row count as one in SVG: the text behind them is an element of its own.
    let mut at = 0;
    for piece in text.split("  ") {
        let blank = piece.len() - piece.trim_start().len();
        let words = piece.trim();
        if !words.is_empty() {
            let escaped = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let _ = writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" textLength=\"{}\"{style}>{escaped}</text>",
                left + (at + blank) * CELL.0,
                top + LETTERS,
                words.width() * CELL.0
            );
        }
        at += piece.width() + 2;
    }
}

fn foreground(color: Color) -> &'static str {
    match color {
        Color::Red => "#f28b82",
        Color::Green => "#a5d6a7",
        Color::Yellow => "#e6c07b",
        Color::Blue => "#8ab4f8",
        Color::Magenta => "#d7aefb",
        Color::Cyan => "#80deea",
        _ => FOREGROUND,
    }
}
