//! A terminal to show the bytes in: vt100 for the cells, and beside it the links, which vt100 doesn't keep.

use crate::tui::screen::LinkArea;
use crate::tui::screen::grid::{Glyph, Grid};

/// A terminal and what it shows.
pub(super) struct Shows {
    vt: vt100::Parser,
    /// The link of each column.
    links: Vec<Vec<String>>,
    link: String,
    margins: (usize, usize),
    /// The sequence that isn't complete yet.
    sequence: Vec<u8>,
}

impl Shows {
    pub(super) fn new(width: u16, height: u16) -> Self {
        Self {
            vt: vt100::Parser::new(height.try_into().unwrap(), width.try_into().unwrap(), 0),
            links: vec![vec![String::new(); width.into()]; height.into()],
            link: String::new(),
            margins: (0, height.into()),
            sequence: Vec::new(),
        }
    }

    /// A new terminal that got `bytes`.
    pub(super) fn after(bytes: &[u8], width: u16, height: u16) -> Self {
        let mut shows = Self::new(width, height);
        shows.feed(bytes);
        shows
    }

    pub(super) fn text(&self, y: u16) -> String {
        let width = self.vt.screen().size().1;
        self.vt.screen().rows(0, width.get()).nth(y.into()).unwrap()
    }

    pub(super) fn link_is_open(&self) -> bool {
        !self.link.is_empty()
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        for c in str::from_utf8(bytes).unwrap().chars() {
            if !self.sequence.is_empty() || c == '\x1b' {
                self.sequence.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                self.maybe_finish();
                continue;
            }
            let (y, from) = self.position();
            self.vt.process(c.encode_utf8(&mut [0; 4]).as_bytes());
            let (end_y, to) = self.position();
            if !c.is_control() {
                assert_eq!(y, end_y, "{c:?} wrapped");
                for x in from..to {
                    self.links[y][x].clone_from(&self.link);
                }
            }
        }
    }

    fn position(&self) -> (usize, usize) {
        let (y, x) = self.vt.screen().cursor_position();
        (y.into(), x.into())
    }

    /// Interprets the sequence if it is complete.
    fn maybe_finish(&mut self) {
        let text = str::from_utf8(&self.sequence).unwrap().to_owned();
        if let Some(osc) = text.strip_prefix("\x1b]") {
            if let Some(osc) = osc.strip_suffix("\x1b\\") {
                osc.strip_prefix("8;;").unwrap().clone_into(&mut self.link);
                self.sequence.clear();
            }
            return;
        }
        let Some(last) = text.chars().last().filter(|c| text.len() > 2 && ('@'..='~').contains(c)) else {
            return;
        };
        self.sequence.clear();
        let (y, x) = self.position();
        self.vt.process(text.as_bytes());
        let params: Vec<usize> =
            text[2..text.len() - 1].split(';').map(|param| param.parse().unwrap_or_default()).collect();
        let count = params[0].max(1);
        let width = self.links[0].len();
        match last {
            'J' => self.links.iter_mut().flatten().for_each(String::clear),
            'K' => self.links[y][x..].iter_mut().for_each(String::clear),
            'X' => self.links[y][x..x + count].iter_mut().for_each(String::clear),
            'r' if params.len() == 2 => self.margins = (params[0] - 1, params[1]),
            'r' => self.margins = (0, self.links.len()),
            'S' | 'T' => {
                let rows = &mut self.links[self.margins.0..self.margins.1];
                let edge = if last == 'S' {
                    rows.rotate_left(count);
                    rows.len() - count..rows.len()
                } else {
                    rows.rotate_right(count);
                    0..count
                };
                rows[edge].fill(vec![String::new(); width]);
            }
            'A' | 'B' | 'C' | 'D' | 'H' | 'm' | 'h' | 'l' => {}
            _ => panic!("unexpected sequence {text:?}"),
        }
    }

    /// Fails unless each column belongs to the link that was asked for last; covered columns aside.
    #[track_caller]
    pub(super) fn assert_links(&self, areas: &[LinkArea], shown: &Grid) {
        for (y, row) in (0..).zip(&self.links) {
            for (x, link) in (0..).zip(row) {
                let asked = areas.iter().rev().find(|area| area.y == y && area.x.contains(&x));
                if shown.row(y)[usize::from(x)].glyph != Glyph::Covered {
                    assert_eq!(link, asked.map_or("", |area| &area.target), "row {y}, column {x}");
                }
            }
        }
    }

    /// Fails unless both show the same, as far as one can see it.
    #[track_caller]
    pub(super) fn assert_same(&self, other: &Self) {
        let (a, b) = (self.vt.screen(), other.vt.screen());
        assert_eq!(a.size(), b.size());
        assert_eq!(a.hide_cursor(), b.hide_cursor());
        if !a.hide_cursor() {
            assert_eq!(a.cursor_position(), b.cursor_position());
        }
        for y in 0..a.size().0.get() {
            for x in 0..a.size().1.get() {
                assert_eq!(seen(a, y, x), seen(b, y, x), "row {y}, column {x}");
            }
        }
        assert_eq!(self.links, other.links);
    }
}

#[derive(Debug, PartialEq)]
struct VisibleCell {
    text: String,
    wide: (bool, bool),
    colours: (vt100::Color, vt100::Color),
    marks: [bool; 5],
}

/// What can be seen of a cell: on an empty one nothing of bold, italic or the foreground, unless something is drawn in it.
fn seen(screen: &vt100::Screen, y: u16, x: u16) -> VisibleCell {
    let cell = screen.cell(y, x).unwrap();
    let empty = matches!(cell.contents(), "" | " ") && !cell.underline() && !cell.inverse();
    // The column that a wide glyph covers has no look of its own.
    let covered = cell.is_wide_continuation();
    VisibleCell {
        text: cell.contents().trim_end_matches(' ').to_owned(),
        wide: (cell.is_wide(), cell.is_wide_continuation()),
        colours: if covered {
            (vt100::Color::Default, vt100::Color::Default)
        } else if empty {
            (vt100::Color::Default, cell.bgcolor())
        } else {
            (cell.fgcolor(), cell.bgcolor())
        },
        marks: if covered || empty {
            [false; 5]
        } else {
            [cell.bold(), cell.dim(), cell.italic(), cell.underline(), cell.inverse()]
        },
    }
}
