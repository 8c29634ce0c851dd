//! Whatever the pictures: after any number of changes the terminal shows what it would show after painting the last one
//! on a new terminal.

use super::terminal::Shows;
use crate::theme::Palette;
use crate::tui::screen::{LinkArea, Picture, Screen};
use proptest::prelude::*;
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

/// What happens between two frames.
#[derive(Clone, Debug)]
enum Step {
    Write { x: u16, y: u16, text: String, style: Style },
    Fill { area: (u16, u16, u16, u16), style: Style },
    Clear { area: (u16, u16, u16, u16) },
    Scroll { rows: (u16, u16), columns: (u16, u16), by: i32 },
    Link { x: u16, y: u16, length: u16, target: u8 },
    Unlink,
    Force { x: u16, y: u16, width: u16 },
    Cursor(Option<(u16, u16)>),
    Resize(u16, u16),
    Draw,
    Forget,
}

fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "Acme",
        "revenue",
        " ",
        "  ",
        "a",
        "b",
        "x",
        "世界",
        "あ",
        "한국",
        "e\u{301}",
        "ﾊﾟ",
        "❤\u{fe0f}",
        "👨\u{200d}👩\u{200d}👧",
        "👍🏽",
        "🇩🇪",
        "🚀",
        "─",
        "│",
        "·",
        "\u{200b}",
        "                     ",
        "-----------",
    ]);
    prop::collection::vec(pieces, 1..9).prop_map(|pieces| pieces.concat())
}

fn styles() -> impl Strategy<Value = Style> {
    let color = || {
        prop_oneof![
            4 => Just(Color::Reset),
            1 => Just(Color::Red),
            1 => Just(Color::LightBlue),
            1 => Just(Color::Indexed(99)),
            1 => Just(Color::Rgb(9, 99, 199)),
        ]
    };
    let marks = prop_oneof![2 => Just(0), 3 => 0..512_u16];
    (color(), color(), marks).prop_map(|(fg, bg, marks)| {
        // vt100 knows only one of bold and dim at a time, and nothing of blinking, hidden and crossed out.
        let mut marks = Modifier::from_bits_truncate(marks)
            & (Modifier::BOLD | Modifier::DIM | Modifier::ITALIC | Modifier::UNDERLINED | Modifier::REVERSED);
        if marks.contains(Modifier::BOLD) {
            marks.remove(Modifier::DIM);
        }
        let all = Modifier::all();
        Style::new().fg(fg).bg(bg).remove_modifier(all).add_modifier(marks)
    })
}

fn steps() -> impl Strategy<Value = Step> {
    let (x, y) = (0..40_u16, 0..14_u16);
    let area = || (0..40_u16, 0..14_u16, 0..40_u16, 0..14_u16);
    prop_oneof![
        12 => (x.clone(), y.clone(), texts(), styles()).prop_map(|(x, y, text, style)| Step::Write { x, y, text, style }),
        2 => (area(), styles()).prop_map(|(area, style)| Step::Fill { area, style }),
        2 => area().prop_map(|area| Step::Clear { area }),
        6 => ((y.clone(), y.clone()), prop_oneof![Just((0, 40)), (x.clone(), x.clone())], -4..5).prop_map(
            |(rows, columns, by)| Step::Scroll { rows, columns, by }
        ),
        3 => (x.clone(), y.clone(), 0..12_u16, 0..3_u8).prop_map(|(x, y, length, target)| Step::Link { x, y, length, target }),
        1 => Just(Step::Unlink),
        1 => (x.clone(), y.clone(), 1..7_u16).prop_map(|(x, y, width)| Step::Force { x, y, width }),
        2 => prop::option::of((x, y)).prop_map(Step::Cursor),
        1 => (0..44_u16, 0..16_u16).prop_map(|(width, height)| Step::Resize(width, height)),
        12 => Just(Step::Draw),
        1 => Just(Step::Forget),
    ]
}

/// Applies `step` to `picture`.
fn apply(step: &Step, picture: &mut Picture) {
    let screen = picture.cells.area;
    let clip = |(x, y, width, height)| Rect::new(x, y, width, height).intersection(screen);
    match step.clone() {
        Step::Write { x, y, text, style } if x < screen.width && y < screen.height => {
            picture.cells.set_string(x, y, text, style);
        }
        Step::Fill { area, style } => picture.cells.set_style(clip(area), style),
        Step::Clear { area } => {
            for at in clip(area).positions() {
                picture.cells[at].reset();
            }
        }
        Step::Scroll { rows, columns, by } => scroll(&mut picture.cells, rows, columns, by),
        Step::Link { x, y, length, target } => {
            picture.links.push(LinkArea {
                y,
                x: x..x + length,
                target: crate::clean!("https://{target}.example/"),
            });
        }
        Step::Unlink => picture.links.clear(),
        Step::Force { x, y, width } => {
            if let (Some(cell), Ok(width)) = (picture.cells.cell_mut((x, y)), width.try_into()) {
                cell.set_diff_option(CellDiffOption::ForcedWidth(width));
            }
        }
        Step::Cursor(at) => picture.cursor = at.map(Position::from),
        Step::Resize(width, height) => {
            let old = std::mem::replace(&mut picture.cells, Buffer::empty(Rect::new(0, 0, width, height)));
            for at in old.area.intersection(picture.cells.area).positions() {
                picture.cells[at] = old[at].clone();
            }
        }
        Step::Write { .. } | Step::Draw | Step::Forget => {}
    }
}

fn scroll(cells: &mut Buffer, rows: (u16, u16), columns: (u16, u16), by: i32) {
    let old = cells.clone();
    for y in rows.0..rows.1.min(cells.area.height) {
        for x in columns.0..columns.1.min(cells.area.width) {
            let source = u16::try_from(i32::from(y) + by).ok().filter(|y| (rows.0..rows.1).contains(y));
            let cell = source.and_then(|y| old.cell((x, y)));
            cells[(x, y)] = cell.cloned().unwrap_or_default();
        }
    }
}

/// Draws `picture` and compares the terminal with a new one.
fn draw_and_compare(picture: &Picture, screen: &mut Screen<Vec<u8>>, terminal: &mut Shows, palette: Palette) {
    let written = screen.draw(picture).unwrap();
    assert_eq!(written, screen.out.len());
    terminal.feed(&screen.out);
    screen.out.clear();
    if picture.cells.area.is_empty() {
        return;
    }
    assert!(!terminal.link_is_open());
    let mut fresh = Screen::new(Vec::new(), palette);
    fresh.draw(picture).unwrap();
    let area = picture.cells.area;
    terminal.assert_same(&Shows::after(&fresh.out, area.width, area.height));
    terminal.assert_links(&picture.links, &screen.shown);
    assert_eq!(screen.draw(picture).unwrap(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn changes_lead_to_the_same_screen_as_painting_afresh(
        steps in prop::collection::vec(steps(), 1..50),
        mono in any::<bool>(),
    ) {
        let palette = if mono { Palette::Mono } else { Palette::Colour };
        let mut picture = Picture { cells: Buffer::empty(Rect::new(0, 0, 40, 14)), ..Picture::default() };
        let mut screen = Screen::new(Vec::new(), palette);
        let mut terminal = Shows::new(40, 14);
        for step in steps.iter().chain([&Step::Draw]) {
            apply(step, &mut picture);
            match step {
                Step::Draw => draw_and_compare(&picture, &mut screen, &mut terminal, palette),
                Step::Forget => screen.forget(),
                Step::Resize(width, height) if *width > 0 && *height > 0 => {
                    terminal = Shows::new(*width, *height);
                    screen.forget();
                }
                _ => {}
            }
        }
    }

    /// What the pictures say is what the terminal shows, as far as ratatui's cells have one meaning.
    #[test]
    fn plain_text_is_shown_as_it_is(lines in prop::collection::vec("[ -~]{0,30}", 1..10)) {
        let cells = Buffer::with_lines(lines.iter().map(String::as_str));
        let (width, height) = (cells.area.width, cells.area.height);
        prop_assume!(width > 0);
        let mut screen = Screen::new(Vec::new(), Palette::Colour);
        screen.draw(&Picture { cells, ..Picture::default() }).unwrap();
        let shows = Shows::after(&screen.out, width, height);
        for (y, line) in (0..height).zip(&lines) {
            let text = shows.text(y);
            prop_assert_eq!(text.trim_end(), line.trim_end());
        }
    }
}
