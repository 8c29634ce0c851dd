//! The style of a cell, [`CellStyle`], and the SGR sequences for it.
//! A sequence is the shortest that changes one style to another.
//!
//! The sequences are written here and not by crossterm: under `NO_COLOR` crossterm turns a colour into a bare `CSI
//! ;m`, which also switches off bold and reverse.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use crate::theme::{Palette, nearest_indexed};

/// The style of a cell, cheap to compare and hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct CellStyle {
    fg: PackedColour,
    bg: PackedColour,
    /// The underline's own colour; always the default where nothing is underlined.
    line: PackedColour,
    marks: u16,
    /// The number of the cell's link; 0 for no link.
    pub(super) link: u16,
}

impl CellStyle {
    /// The terminal's default style, without a link.
    pub(super) const PLAIN: Self = Self {
        fg: PackedColour::DEFAULT,
        bg: PackedColour::DEFAULT,
        line: PackedColour::DEFAULT,
        marks: 0,
        link: 0,
    };

    /// Returns the style of `cell`, reduced to the palette.
    pub(super) fn of(cell: &Cell, palette: Palette) -> Self {
        let mut style = Self { marks: cell.modifier.bits(), ..Self::PLAIN };
        let paint: fn(Color) -> PackedColour = match palette {
            Palette::Mono => return style,
            Palette::Indexed => |color| PackedColour::of(nearest_indexed(color)),
            Palette::Colour => PackedColour::of,
        };
        style.fg = paint(cell.fg);
        style.bg = paint(cell.bg);
        if cell.modifier.contains(Modifier::UNDERLINED) {
            style.line = paint(cell.underline_color);
        }
        style
    }

    /// Returns the part of this style that is visible on a blank.
    /// That is usually the background alone.
    ///
    /// Two styles that look the same on a blank need no sequence between them, which saves most changes at word
    /// ends.
    pub(super) fn on_blank(self) -> Self {
        if self.marks & VISIBLE_ON_BLANK.bits() != 0 {
            return self;
        }
        Self { bg: self.bg, link: self.link, ..Self::PLAIN }
    }

    /// Writes the shortest SGR sequence from this style to `next`.
    /// Links aren't part of it.
    pub(super) fn change(self, next: Self, out: &mut Vec<u8>) {
        let (from, to) = (Self { link: 0, ..self }, Self { link: 0, ..next });
        if from == to {
            return;
        }
        if to == Self::PLAIN {
            out.extend_from_slice(b"\x1b[m");
            return;
        }
        let start = out.len();
        from.step(to, Params::new(out));
        let middle = out.len();
        let mut afresh = Params::new(out);
        afresh.add(b"0");
        Self::PLAIN.step(to, afresh);
        if out.len() - middle < middle - start {
            out.drain(start..middle);
        } else {
            out.truncate(middle);
        }
    }

    /// Writes only the differences between this style and `to`.
    fn step(self, to: Self, mut params: Params<'_>) {
        self.step_marks(to, &mut params);
        if self.fg != to.fg {
            to.fg.write(&Layer::FORE, &mut params);
        }
        if self.bg != to.bg {
            to.bg.write(&Layer::BACK, &mut params);
        }
        params.finish();
        if self.line != to.line {
            to.line.write_underline(params.out);
        }
    }

    fn step_marks(self, to: Self, params: &mut Params<'_>) {
        for group in GROUPS {
            let of_group = group.marks.iter().fold(0, |all, (mark, _)| all | mark.bits());
            let (mut had, wanted) = (self.marks & of_group, to.marks & of_group);
            if had & !wanted != 0 {
                // One code switches the whole group off, so the marks to keep are switched on again.
                params.add(group.off);
                had = 0;
            }
            for (mark, on) in group.marks {
                if wanted & !had & mark.bits() != 0 {
                    params.add(on);
                }
            }
        }
    }
}

/// Marks that are visible on a cell without a glyph.
const VISIBLE_ON_BLANK: Modifier =
    Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

/// Marks that one SGR code switches off together.
struct SgrGroup {
    off: &'static [u8],
    marks: &'static [(Modifier, &'static [u8])],
}

const GROUPS: [SgrGroup; 7] = [
    SgrGroup { off: b"22", marks: &[(Modifier::BOLD, b"1"), (Modifier::DIM, b"2")] },
    SgrGroup { off: b"23", marks: &[(Modifier::ITALIC, b"3")] },
    SgrGroup { off: b"24", marks: &[(Modifier::UNDERLINED, b"4")] },
    SgrGroup { off: b"25", marks: &[(Modifier::SLOW_BLINK, b"5"), (Modifier::RAPID_BLINK, b"6")] },
    SgrGroup { off: b"27", marks: &[(Modifier::REVERSED, b"7")] },
    SgrGroup { off: b"28", marks: &[(Modifier::HIDDEN, b"8")] },
    SgrGroup { off: b"29", marks: &[(Modifier::CROSSED_OUT, b"9")] },
];

/// A colour in four bytes: its kind, then its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct PackedColour([u8; 4]);

const NAMED: u8 = 1;
const INDEXED: u8 = 2;
const RGB: u8 = 3;

impl PackedColour {
    const DEFAULT: Self = Self([0; 4]);

    const fn of(color: Color) -> Self {
        // Named colours keep their own codes instead of the indexed ones: some terminals brighten only the former
        // when bold.
        let named = match color {
            Color::Reset => return Self::DEFAULT,
            Color::Indexed(index) => return Self([INDEXED, index, 0, 0]),
            Color::Rgb(r, g, b) => return Self([RGB, r, g, b]),
            Color::Black => 0,
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::Gray => 7,
            Color::DarkGray => 8,
            Color::LightRed => 9,
            Color::LightGreen => 10,
            Color::LightYellow => 11,
            Color::LightBlue => 12,
            Color::LightMagenta => 13,
            Color::LightCyan => 14,
            Color::White => 15,
        };
        Self([NAMED, named, 0, 0])
    }

    fn write(self, ground: &Layer, params: &mut Params<'_>) {
        let [sort, a, b, c] = self.0;
        match sort {
            NAMED if a < 8 => params.add_number(ground.dark + a),
            NAMED => params.add_number(ground.bright + a - 8),
            INDEXED => {
                params.add(ground.extended);
                params.add(b"5");
                params.add_number(a);
            }
            RGB => {
                params.add(ground.extended);
                params.add(b"2");
                for value in [a, b, c] {
                    params.add_number(value);
                }
            }
            _ => params.add(ground.reset),
        }
    }

    /// Writes the underline's colour as a separate sequence with colons.
    /// A terminal that doesn't know 58 would take the `5` of `58;5;n` for blinking, and one that doesn't know
    /// colons may drop the whole sequence.
    fn write_underline(self, out: &mut Vec<u8>) {
        let [sort, a, b, c] = self.0;
        out.extend_from_slice(b"\x1b[");
        match sort {
            NAMED | INDEXED => {
                out.extend_from_slice(b"58:5:");
                push_number(out, a.into());
            }
            RGB => {
                out.extend_from_slice(b"58:2:");
                for value in [a, b, c] {
                    out.push(b':');
                    push_number(out, value.into());
                }
            }
            _ => out.extend_from_slice(b"59"),
        }
        out.push(b'm');
    }
}

/// The codes of the foreground's or the background's colours.
struct Layer {
    dark: u8,
    bright: u8,
    extended: &'static [u8],
    reset: &'static [u8],
}

impl Layer {
    const FORE: Self = Self { dark: 30, bright: 90, extended: b"38", reset: b"39" };
    const BACK: Self = Self { dark: 40, bright: 100, extended: b"48", reset: b"49" };
}

/// An unfinished SGR sequence.
/// It writes nothing when nothing was added.
struct Params<'a> {
    out: &'a mut Vec<u8>,
    started: bool,
}

impl<'a> Params<'a> {
    fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, started: false }
    }

    fn add(&mut self, code: &[u8]) {
        self.out.extend_from_slice(if self.started { b";" } else { b"\x1b[" });
        self.started = true;
        self.out.extend_from_slice(code);
    }

    fn add_number(&mut self, number: u8) {
        self.add(b"");
        push_number(self.out, number.into());
    }

    fn finish(&mut self) {
        if self.started {
            self.out.push(b'm');
        }
    }
}

/// Writes `number` in decimal digits.
/// It avoids the formatter, which costs more than the digits.
pub(super) fn push_number(out: &mut Vec<u8>, number: u16) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(b'0' + (number % 10) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    fn style(style: Style) -> CellStyle {
        CellStyle::of(Cell::EMPTY.clone().set_style(style), Palette::Colour)
    }

    #[track_caller]
    fn check(from: Style, to: Style, expected: &str) {
        let mut out = Vec::new();
        style(from).change(style(to), &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn only_what_changed_is_written() {
        let plain = Style::new();
        check(plain, plain, "");
        check(plain, plain.bold(), "\x1b[1m");
        check(plain.bold(), plain, "\x1b[m");
        check(plain.bold(), plain.bold().underlined(), "\x1b[4m");
        check(plain.bold().red(), plain.bold().blue(), "\x1b[34m");
        check(plain.bold().dim(), plain.dim(), "\x1b[0;2m");
        check(plain.bold().italic().on_red(), plain.italic().on_red(), "\x1b[22m");
        check(plain.bold().fg(Color::Rgb(1, 20, 255)), plain.fg(Color::Rgb(1, 20, 255)), "\x1b[22m");
    }

    #[test]
    fn a_reset_is_used_where_it_is_shorter() {
        check(Style::new().bold().italic().underlined().reversed(), Style::new().italic(), "\x1b[0;3m");
    }

    #[test]
    fn colours_have_their_own_codes() {
        check(Style::new(), Style::new().light_red().on_gray(), "\x1b[91;47m");
        check(
            Style::new(),
            Style::new().fg(Color::Indexed(3)).bg(Color::Rgb(0, 1, 2)),
            "\x1b[38;5;3;48;2;0;1;2m",
        );
        check(Style::new(), Style::new().underlined().underline_color(Color::Red), "\x1b[4m\x1b[58:5:1m");
    }

    #[test]
    fn without_colour_the_marks_stay() {
        let cell = Cell::EMPTY.clone().set_style(Style::new().red().on_blue().bold()).clone();
        let mut out = Vec::new();
        CellStyle::PLAIN.change(CellStyle::of(&cell, Palette::Mono), &mut out);
        assert_eq!(out, b"\x1b[1m");
    }

    #[test]
    fn with_256_colours_the_nearest_is_taken() {
        let cell =
            Cell::EMPTY.clone().set_style(Style::new().fg(Color::Rgb(0x60, 0x88, 0xb0)).on_red()).clone();
        let mut out = Vec::new();
        CellStyle::PLAIN.change(CellStyle::of(&cell, Palette::Indexed), &mut out);
        assert_eq!(out, b"\x1b[38;5;67;41m");
    }

    #[test]
    fn a_blank_shows_only_the_background() {
        assert_eq!(style(Style::new().bold().red()).on_blank(), CellStyle::PLAIN);
        assert_ne!(style(Style::new().underlined()).on_blank(), CellStyle::PLAIN);
        assert_eq!(style(Style::new().bold().on_red()).on_blank(), style(Style::new().on_red()));
    }
}
