//! What a frame costs at 120×40.

use briefing::theme::Palette;
use briefing::tui::screen::{LinkArea, Picture, Screen};
use divan::Bencher;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use std::io;

fn main() {
    divan::main();
}

/// A page of text, its first line being line `top`.
fn page(top: usize) -> Picture {
    let mut cells = Buffer::empty(Rect::new(0, 0, 120, 40));
    let mut links = Vec::new();
    for y in 1..39_u16 {
        let line = top + usize::from(y);
        let mut x = 4;
        for word in 0..9 {
            let style = if (line + word).is_multiple_of(11) { Style::new().bold() } else { Style::new() };
            let text = format!("{:x} ", (line * 31 + word) * 7919);
            cells.set_string(x, y, &text, style);
            x += u16::try_from(text.len()).unwrap_or_default();
        }
        links.push(LinkArea { y, x: 10..20, target: briefing::clean!("https://example.org/{}", line % 7) });
        cells.set_string(90, y, "A heading of the outline", Style::new());
    }
    Picture { cells, cursor: Some((0, 1).into()), links, ..Picture::default() }
}

/// A picture in which no cell is like the one before.
fn noise(seed: usize) -> Picture {
    let mut picture = page(seed);
    for (index, cell) in picture.cells.content.iter_mut().enumerate() {
        let number = (index * 31 + seed) % 90;
        cell.set_char(char::from(b'!' + u8::try_from(number).unwrap_or_default()));
        cell.set_fg(Color::Indexed(u8::try_from(number).unwrap_or_default()));
    }
    picture
}

fn between(bencher: Bencher, pictures: &[Picture]) {
    let mut screen = Screen::new(io::sink(), Palette::Colour);
    let mut turn = pictures.iter().cycle();
    bencher.bench_local(|| turn.next().map(|picture| screen.draw(picture)));
}

#[divan::bench]
fn unchanged(bencher: Bencher) {
    between(bencher, &[page(0)]);
}

#[divan::bench]
fn one_line_scrolled(bencher: Bencher) {
    between(bencher, &[page(0), page(1)]);
}

#[divan::bench]
fn a_page_turned(bencher: Bencher) {
    between(bencher, &[page(0), page(500)]);
}

#[divan::bench]
fn every_cell_changed(bencher: Bencher) {
    between(bencher, &[noise(0), noise(1)]);
}

#[divan::bench]
fn painted_afresh(bencher: Bencher) {
    let (mut screen, page) = (Screen::new(io::sink(), Palette::Colour), page(0));
    bencher.bench_local(|| {
        screen.forget();
        screen.draw(&page)
    });
}
