//! Pages like those a reader sees: 120×40, a header and a footer that change a little, a column of text of 72 cells.

use crate::theme::Palette;
use crate::tui::screen::{LinkArea, Picture, Screen};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

pub(crate) const WIDTH: u16 = 120;
pub(crate) const HEIGHT: u16 = 40;

/// A document laid out, and how it is shown.
pub(crate) struct Page {
    lines: Vec<PageLine>,
    outline: bool,
}

struct PageLine {
    text: String,
    style: Style,
    link: bool,
}

const WORDS: [&str; 40] = [
    "the",
    "company",
    "announced",
    "that",
    "revenue",
    "of",
    "its",
    "platform",
    "rose",
    "to",
    "a",
    "quarter",
    "in",
    "since",
    "founders",
    "signed",
    "an",
    "agreement",
    "with",
    "Globex",
    "and",
    "Initech",
    "for",
    "services",
    "across",
    "Europe",
    "after",
    "regulators",
    "approved",
    "merger",
    "which",
    "analysts",
    "had",
    "expected",
    "Zürich",
    "data",
    "centres",
    "2019",
    "€40",
    "million",
];

impl Page {
    /// The reader alone.
    pub(crate) fn reader() -> Self {
        Self::new(false)
    }

    /// The reader with an outline beside it that doesn't scroll.
    pub(crate) fn with_outline() -> Self {
        Self::new(true)
    }

    fn new(outline: bool) -> Self {
        let mut seed = 7_u32;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as usize % below
        };
        let mut lines = Vec::new();
        while lines.len() < 400 {
            let heading = lines.len() % 29 == 0;
            for _ in 0..if heading { 1 } else { 3 + random(5) } {
                let mut text = String::new();
                while text.chars().count() < if heading { 20 } else { 60 } {
                    text.push_str(WORDS[random(WORDS.len())]);
                    text.push(' ');
                }
                let text: String = text.chars().take(72).collect();
                let style = if heading { Style::new().bold() } else { Style::new() };
                let link = random(6) == 0;
                lines.push(PageLine { text, style, link });
            }
            lines.push(PageLine { text: String::new(), style: Style::new(), link: false });
        }
        Self { lines, outline }
    }

    /// The picture when line `top` is the first.
    pub(crate) fn at(&self, top: usize) -> Picture {
        let mut cells = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
        let mut links = Vec::new();
        cells.set_string(2, 0, "Globex takes over Initech", Style::new().bold());
        cells.set_string(80, 0, "event · 2019-04-01 · 12 sources", Style::new());
        for (y, line) in (2..HEIGHT - 2).zip(&self.lines[top..]) {
            cells.set_string(4, y, &line.text, line.style);
            if line.link {
                cells.set_style(Rect::new(10, y, 12, 1), Style::new().underlined());
                links.push(LinkArea {
                    y,
                    x: 10..22,
                    target: crate::clean!("https://globex.example/{}", line.text.len()),
                });
            }
        }
        if self.outline {
            let section = top / 29;
            for (index, y) in (0..12).zip(2..) {
                let style = if index == section { Style::new().bold() } else { Style::new() };
                let title: String = self.lines[index * 29 % 400].text.chars().take(24).collect();
                cells.set_string(84, y, title, style);
            }
        }
        let percent = format!("{:>3}%", top * 100 / self.lines.len());
        cells.set_string(110, HEIGHT - 1, percent, Style::new());
        cells.set_string(
            2,
            HEIGHT - 1,
            "j k scroll  space page  o links  i evidence  r related  ? help  q close",
            Style::new(),
        );
        Picture { cells, cursor: Some(Position::new(2, 2)), links, ..Picture::default() }
    }
}

/// How many bytes each step took, after the first picture.
pub(crate) fn press_through(page: &Page, tops: Vec<usize>) -> Vec<usize> {
    let mut screen = Screen::new(Vec::new(), Palette::Colour);
    let bytes: Vec<usize> = tops.into_iter().map(|top| screen.draw(&page.at(top)).unwrap()).collect();
    bytes[1..].to_vec()
}
