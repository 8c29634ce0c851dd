//! Makes what the documents take from the real program: `cargo run --example documents`.
//!
//! Each picture is a screen over the shipped briefings, reached by keys and written as SVG into `docs/`; the table of
//! keys in the README is the key map's own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it shares the tests' desk")]

#[path = "../tests/support/desk.rs"]
mod desk;
#[path = "../tests/support/folder.rs"]
mod folder;

use std::fmt::Write as _;
use std::{fs, io};

use briefing::tui::keymap;
use briefing::tui::view::Picture;
use desk::Desk;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// Pixels of a cell, and the size of the letters in it.
const CELL: (usize, usize) = (8, 18);
const LETTERS: usize = 13;
/// The paper, and the ink of text without a colour of its own.
const PAPER: &str = "#1c1e22";
const INK: &str = "#dfe1e5";

fn main() -> io::Result<()> {
    fs::create_dir_all("docs")?;
    let library =
        Desk::shipped().at(120, 32).press("/status:us-entity").press("<enter>").press("<bksp>").picture();
    fs::write("docs/library.svg", svg(&library, "The library with a preview"))?;
    let reader = Desk::shipped().at(120, 32).press("/hikvision<enter>").press("JJ").picture();
    fs::write("docs/reader.svg", svg(&reader, "A briefing with its outline"))?;
    let readme = fs::read_to_string("README.md")?;
    fs::write(
        "README.md",
        with_keys(&readme).ok_or_else(|| io::Error::other("README.md has no place for the keys"))?,
    )
}

/// The README with the table of keys between its two marks.
fn with_keys(readme: &str) -> Option<String> {
    const MARKS: (&str, &str) = ("<!-- keys -->\n", "<!-- /keys -->");
    let (before, rest) = readme.split_once(MARKS.0)?;
    let (_, after) = rest.split_once(MARKS.1)?;
    Some(format!("{before}{}{}{}{after}", MARKS.0, keymap::markdown(), MARKS.1))
}

fn svg(picture: &Picture, title: &str) -> String {
    let area = picture.cells.area;
    let (width, height) = (usize::from(area.width) * CELL.0, usize::from(area.height) * CELL.1);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{title}</title>\n<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{PAPER}\"/>\n\
         <g font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"{LETTERS}\" \
         fill=\"{INK}\" xml:space=\"preserve\">\n"
    );
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let first = &picture.cells[(x, y)];
            let mut text = String::new();
            let start = x;
            while x < area.width && look(&picture.cells[(x, y)]) == look(first) {
                let symbol = picture.cells[(x, y)].symbol();
                text.push_str(symbol);
                x += u16::try_from(symbol.width().max(1)).unwrap_or(1);
            }
            run(&mut out, (usize::from(start), usize::from(y)), usize::from(x - start), &text, first);
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}

fn look(cell: &Cell) -> (Color, Modifier) {
    (cell.fg, cell.modifier)
}

/// One run of cells of the same look.
fn run(out: &mut String, (x, y): (usize, usize), cells: usize, text: &str, cell: &Cell) {
    if text.trim().is_empty() && !cell.modifier.contains(Modifier::REVERSED) {
        return;
    }
    let blank = text.len() - text.trim_start().len();
    let (left, top) = (x * CELL.0, y * CELL.1);
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let ink = ink(cell.fg);
    if reversed {
        let _ = writeln!(
            out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" fill=\"{ink}\"/>",
            cells * CELL.0,
            CELL.1
        );
    }
    let mut style = String::new();
    if cell.modifier.contains(Modifier::BOLD) {
        style.push_str(" font-weight=\"bold\"");
    }
    if cell.modifier.contains(Modifier::ITALIC) {
        style.push_str(" font-style=\"italic\"");
    }
    if cell.modifier.contains(Modifier::UNDERLINED) {
        style.push_str(" text-decoration=\"underline\"");
    }
    let left = left + blank * CELL.0;
    let text = text.trim();
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let length = text.width() * CELL.0;
    let ink = if reversed { PAPER } else { ink };
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"{}\" textLength=\"{length}\" fill=\"{ink}\"{style}>{escaped}</text>",
        top + LETTERS
    );
}

fn ink(color: Color) -> &'static str {
    match color {
        Color::Red => "#f28b82",
        Color::Green => "#a5d6a7",
        Color::Yellow => "#e6c07b",
        Color::Blue => "#8ab4f8",
        Color::Magenta => "#d7aefb",
        Color::Cyan => "#80deea",
        _ => INK,
    }
}
