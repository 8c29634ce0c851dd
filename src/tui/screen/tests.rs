//! What a terminal shows after the writer's bytes, and how many bytes those are.

mod pages;
mod property;
mod terminal;

use super::*;
use crate::text::Clean;
use pages::{Page, press_through};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use std::ops::Range;
use terminal::Shows;

fn picture(lines: &[&str]) -> Picture {
    Picture { cells: Buffer::with_lines(lines.iter().copied()), ..Picture::default() }
}

fn screen() -> Screen<Vec<u8>> {
    Screen::new(Vec::new(), Palette::Colour)
}

/// What the writer sends for `next` when `shown` is on the screen, without what every frame has.
#[track_caller]
fn change(shown: &Picture, next: &Picture) -> String {
    let mut screen = screen();
    screen.draw(shown).unwrap();
    screen.out.clear();
    let written = screen.draw(next).unwrap();
    assert_eq!(written, screen.out.len());
    let text = String::from_utf8(screen.out).unwrap();
    text.replace("\x1b[?2026h", "").replace("\x1b[?2026l", "")
}

#[test]
fn an_unchanged_picture_writes_nothing() {
    let same = picture(&["Acme", "Globex"]);
    assert_eq!(change(&same, &same), "");
}

#[test]
fn only_changed_columns_are_written() {
    assert_eq!(change(&picture(&["Acme Inc"]), &picture(&["Acne Inc"])), "\x1b[1;3Hn");
}

#[test]
fn a_short_way_is_written_over_instead_of_jumped() {
    assert_eq!(change(&picture(&["abcdefghijklmno"]), &picture(&["Abc Efghijklmn-"])), "\x1b[HAbc E\x1b[9C-");
}

#[test]
fn the_end_of_a_row_is_erased() {
    assert_eq!(change(&picture(&["Acme Corporation"]), &picture(&["Acme            "])), "\x1b[1;6H\x1b[K");
}

#[test]
fn a_long_blank_is_erased_and_a_short_one_written() {
    assert_eq!(
        change(&picture(&["a bcdefghijklmnopq r"]), &picture(&["a                  x"])),
        "\x1b[1;3H\x1b[16X\x1b[17Cx"
    );
    assert_eq!(change(&picture(&["abcd e"]), &picture(&["a  d e"])), "\x1b[1;2H  ");
}

#[test]
fn a_background_is_painted_not_erased() {
    let mut next = picture(&["Acme Corporation"]);
    next.cells.set_string(0, 0, " ".repeat(16), Style::new().on_red());
    assert_eq!(
        change(&picture(&["Acme Corporation"]), &next),
        format!("\x1b[H\x1b[41m{}\x1b[m", " ".repeat(16))
    );
}

#[test]
fn a_moved_cursor_needs_no_frame() {
    let at = |x, y| Picture { cursor: Some(Position { x, y }), ..picture(&["Acme", "Globex"]) };
    assert_eq!(change(&at(0, 0), &at(0, 1)), "\x1b[2H");
    assert_eq!(change(&at(0, 0), &picture(&["Acme", "Globex"])), "\x1b[?25l");
    assert_eq!(change(&picture(&["Acme", "Globex"]), &at(2, 1)), "\x1b[2;3H\x1b[?25h");
    assert_eq!(change(&at(0, 0), &at(99, 9)), "\x1b[?25l");
}

#[test]
fn a_frame_is_one_write() {
    #[derive(Default)]
    struct Counting(Vec<usize>);
    impl Write for Counting {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.len());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut screen = Screen::new(Counting::default(), Palette::Colour);
    let first = screen.draw(&picture(&["Acme"])).unwrap();
    screen.draw(&picture(&["Acme"])).unwrap();
    let second = screen.draw(&picture(&["Bcme"])).unwrap();
    assert_eq!(screen.out.0, [first, second]);
}

#[test]
fn after_an_error_everything_is_painted_again() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut screen = Screen::new(Full, Palette::Colour);
    assert!(screen.draw(&picture(&["Acme"])).is_err());
    assert!(screen.draw(&picture(&["Acme"])).is_err());
}

#[test]
fn forgetting_paints_everything() {
    let mut screen = screen();
    let shown = picture(&["Acme", "Globex"]);
    let first = screen.draw(&shown).unwrap();
    screen.forget();
    assert_eq!(screen.draw(&shown).unwrap(), first);
    assert_eq!(screen.draw(&shown).unwrap(), 0);
}

#[test]
fn tiny_screens_are_fine() {
    let mut screen = screen();
    for area in [(0, 0), (1, 1), (0, 7), (1, 3), (3, 1)] {
        let cells = Buffer::filled(Rect::new(0, 0, area.0, area.1), "あ".chars().next().unwrap().into());
        let cursor = Some(Position::new(area.0, area.1));
        screen.draw(&Picture { cells, cursor, ..Picture::default() }).unwrap();
    }
}

#[test]
fn controls_end_at_the_barrier() {
    for hostile in ["\x1b[2J", "\x07", "\u{9b}31m", "a\x1b", "\x7f", "\u{202e}", "\r", "a\n"] {
        let mut next = picture(&["    "]);
        next.cells[(1, 0)].set_symbol(hostile);
        assert_eq!(change(&picture(&["    "]), &next), "\x1b[1;2H\u{fffd}", "{hostile:?}");
        next.cells[(1, 0)]
            .set_diff_option(ratatui::buffer::CellDiffOption::ForcedWidth(2.try_into().unwrap()));
        assert_eq!(change(&picture(&["xxxx"]), &next), "\x1b[H \u{fffd}  ", "{hostile:?}");
    }
}

#[test]
fn a_zero_width_symbol_is_a_blank() {
    for nothing in ["", "\u{200b}", "\u{301}", "\u{200d}"] {
        let mut next = picture(&["abc"]);
        next.cells[(1, 0)].set_symbol(nothing);
        assert_eq!(change(&picture(&["abc"]), &next), "\x1b[1;2H ", "{nothing:?}");
    }
}

fn with_link(lines: &[&str], x: Range<u16>, target: &str) -> Picture {
    Picture { links: vec![LinkArea { y: 0, x, target: Clean::line(target) }], ..picture(lines) }
}

#[test]
fn links_are_opened_and_closed() {
    let plain = picture(&["see Acme now"]);
    let linked = with_link(&["see Acme now"], 4..8, "https://acme.example/");
    assert_eq!(change(&plain, &linked), "\x1b[1;5H\x1b]8;;https://acme.example/\x1b\\Acme\x1b]8;;\x1b\\");
    assert_eq!(change(&linked, &plain), "\x1b[1;5HAcme");
    let other = with_link(&["see Acme now"], 4..8, "https://other.example/");
    assert_eq!(change(&linked, &other), "\x1b[1;5H\x1b]8;;https://other.example/\x1b\\Acme\x1b]8;;\x1b\\");
    assert_eq!(change(&linked, &linked), "");
}

#[test]
fn a_dangerous_target_is_no_link() {
    let plain = picture(&["see Acme now"]);
    assert_eq!(change(&plain, &with_link(&["see Acme now"], 4..8, "")), "");
    // What would end the sequence has become a sign, and that is written by its bytes.
    assert_eq!(
        change(&plain, &with_link(&["see Acme now"], 4..5, "https://a/\x1b\\x")),
        "\x1b[1;5H\x1b]8;;https://a/%E2%90%9B\\x\x1b\\A\x1b]8;;\x1b\\"
    );
    let long = format!("https://a/{}", "x".repeat(3000));
    assert_eq!(change(&plain, &with_link(&["see Acme now"], 4..8, &long)), "");
    assert_eq!(
        change(&plain, &with_link(&["see Acme now"], 4..5, "https://a/ü b")),
        "\x1b[1;5H\x1b]8;;https://a/%C3%BC%20b\x1b\\A\x1b]8;;\x1b\\"
    );
    // Areas outside the screen do no harm.
    let mut outside = with_link(&["see Acme now"], 90..99, "https://a/");
    outside.links[0].y = 7;
    assert_eq!(change(&plain, &outside), "");
}

#[test]
fn no_colour_leaves_the_terminal_in_mono() {
    let mut next = picture(&["Acme"]);
    next.cells.set_string(
        0,
        0,
        "Acme",
        Style::new().fg(Color::Rgb(1, 2, 3)).on_blue().bold().underlined().underline_color(Color::Red),
    );
    let mut screen = Screen::new(Vec::new(), Palette::Mono);
    screen.draw(&next).unwrap();
    let text = String::from_utf8(screen.out).unwrap();
    assert!(text.contains("\x1b[1;4mAcme\x1b[m"), "{text:?}");
}

#[test]
fn what_was_written_under_a_wide_glyph_is_shown() {
    let mut next = picture(&["あいう "]);
    next.cells[(3, 0)].set_symbol("|");
    let mut screen = screen();
    screen.draw(&next).unwrap();
    assert_eq!(Shows::after(&screen.out, 7, 1).text(0), "あ |う");
}

#[test]
fn a_symbol_of_forced_width_keeps_its_columns() {
    let mut next = picture(&["..........", ".........."]);
    next.cells[(1, 0)]
        .set_symbol("Acme")
        .set_diff_option(ratatui::buffer::CellDiffOption::ForcedWidth(6.try_into().unwrap()));
    let mut screen = screen();
    screen.draw(&next).unwrap();
    assert_eq!(Shows::after(&screen.out, 10, 2).text(0), ".Acme  ...");
}

#[test]
fn a_glyph_forced_to_be_narrower_than_it_is_damages_nothing() {
    let mut next = picture(&["❤\u{fe0f}❤\u{fe0f}a"]);
    let mut screen = screen();
    screen.draw(&next).unwrap();
    next.cells[(0, 0)].set_diff_option(ratatui::buffer::CellDiffOption::ForcedWidth(1.try_into().unwrap()));
    screen.draw(&next).unwrap();
    assert!(Shows::after(&screen.out, 5, 1).text(0).ends_with('a'));
}

#[test]
fn a_skipped_cell_stays_as_it_was() {
    let mut next = picture(&["xyz"]);
    next.cells[(1, 0)].set_diff_option(ratatui::buffer::CellDiffOption::Skip);
    assert_eq!(change(&picture(&["abc"]), &next), "\x1b[Hxbz");
}

/// The median of how many bytes each frame took.
fn median(mut bytes: Vec<usize>) -> usize {
    bytes.sort_unstable();
    bytes[bytes.len() / 2]
}

#[test]
fn scrolling_a_line_costs_200_bytes() {
    let bytes = press_through(&Page::reader(), (0..300).collect());
    let (median, most) = (median(bytes.clone()), bytes.into_iter().max());
    assert!(median <= 200, "median {median}, most {most:?}");
}

#[test]
fn scrolling_back_a_line_costs_200_bytes() {
    let bytes = press_through(&Page::reader(), (0..300).rev().collect());
    let (median, most) = (median(bytes.clone()), bytes.into_iter().max());
    assert!(median <= 200, "median {median}, most {most:?}");
}

#[test]
fn a_pane_beside_the_reader_that_stands_still_is_mended() {
    let bytes = press_through(&Page::with_outline(), (0..300).collect());
    let (median, most) = (median(bytes.clone()), bytes.into_iter().max());
    assert!(median <= 600, "median {median}, most {most:?}");
}

#[test]
fn turning_a_page_costs_3000_bytes() {
    for (name, page) in [("reader", Page::reader()), ("outline", Page::with_outline())] {
        let bytes = press_through(&page, (0..300).step_by(36).collect());
        let most = bytes.into_iter().max();
        assert!(most <= Some(3000), "{name}: {most:?}");
    }
}

#[test]
fn a_typed_letter_costs_next_to_nothing() {
    let query = "globex takeover 2019";
    let typed = |letters: usize| {
        let mut picture = Page::reader().at(0);
        picture.cells.set_string(0, 1, format!("/{}", &query[..letters]), Style::new());
        picture.cursor = Some(Position::new(u16::try_from(letters).unwrap() + 1, 1));
        picture
    };
    let mut screen = screen();
    screen.draw(&typed(0)).unwrap();
    for letters in 1..=query.len() {
        let bytes = screen.draw(&typed(letters)).unwrap();
        assert!(bytes <= 50, "{bytes} for letter {letters}");
    }
}
