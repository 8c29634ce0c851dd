//! Any bytes go through the gate: no control character and nothing hidden comes out, passing it again changes nothing,
//! and a frame of any cells, clean or not, is made of nothing but what the screen writer makes.

use briefing::text::{Clean, CleanBuf, ascii, fold, graphemes, truncate, truncate_start, width, wrap};
use briefing::theme::Palette;
use briefing::tui::screen::{LinkArea, Picture, Screen};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

use crate::oracle::{assert_clean, assert_screen};

pub fn check(data: &[u8]) {
    let raw = String::from_utf8_lossy(data);
    let (text, line) = (Clean::text(&raw), Clean::line(&raw));
    assert_clean("text", &text);
    assert_clean("line", &line);
    assert!(!line.contains(['\n', '\t']), "{line:?}");
    assert_eq!(Clean::text(&text), text);
    assert_eq!(Clean::line(&line), line);
    assert_eq!(Clean::bytes(data), text);
    gather(&raw);
    measure(&line);
    paint(data, &line);
    // The screen's own barrier, should anything ever get around the gate: what acts on a terminal or turns the order.
    // What cannot be seen and does neither is the gate's business alone.
    let acts = |c: &char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let seen = |c: &char| Clean::line(c.encode_utf8(&mut [0; 4])).chars().eq([*c]);
    let unclean: String = raw.chars().filter(|c| acts(c) || *c == ' ' || seen(c)).collect();
    paint(data, &unclean);
}

/// Text that is gathered piece by piece is as clean as a whole one.
fn gather(raw: &str) {
    let mut gathered = CleanBuf::with_capacity(raw.len());
    let middle = raw.floor_char_boundary(raw.len() / 2);
    gathered.push_raw(&raw[..middle]);
    gathered.push_blanks(1);
    gathered.push_raw(&raw[middle..]);
    assert_clean("gathered", &gathered.finish());
}

/// What is counted in cells adds up.
fn measure(line: &Clean) {
    let cells: usize = graphemes(line).map(|(_, cells)| cells).sum();
    assert_eq!(cells, width(line), "{line:?}");
    for most in [0, 1, 2, 10, 80] {
        for cut in [truncate(line, most), truncate_start(line, most)] {
            assert!(width(&cut) <= most, "{cut:?} in {most}");
            assert_clean("cut", &cut);
        }
        let rows = wrap(line, most.max(2));
        assert!(rows.is_sorted_by(|one, next| one.end <= next.start), "{rows:?}");
        for row in rows {
            let (row, most) = (&line[row], most.max(2));
            assert!(width(row) <= most, "{row:?} has {} of {most} cells", width(row));
        }
    }
    assert!(ascii(line).is_ascii());
    assert_clean("folded", &fold(line).text);
}

/// Frames of cells with this text in them, and links to it; each differs from the one before.
fn paint(data: &[u8], raw: &str) {
    let number = |at: usize| u16::from(data.get(at).copied().unwrap_or(3));
    let size = (number(0) % 40, number(1) % 12);
    for palette in [Palette::Colour, Palette::Mono] {
        let mut bytes = Vec::new();
        let mut screen = Screen::new(&mut bytes, palette);
        let middle = raw.floor_char_boundary(raw.len() / 3);
        for part in [raw, &raw[middle..], &raw[..middle]] {
            screen.draw(&picture(size, part, number(2))).expect("memory takes everything");
        }
        assert_screen("frames", &bytes);
    }
}

fn picture((columns, rows): (u16, u16), text: &str, number: u16) -> Picture {
    let mut cells = Buffer::empty(Rect::new(0, 0, columns, rows));
    let mut characters = text.char_indices();
    for cell in &mut cells.content {
        let Some((at, character)) = characters.next() else { break };
        // As it comes: whole clusters of several characters too.
        let length = character.len_utf8() + usize::from(number) % 2;
        cell.set_symbol(&text[at..text.ceil_char_boundary((at + length).min(text.len()))]);
        let colour = Color::Indexed(u8::try_from(at % 256).unwrap_or_default());
        cell.set_style(Style::new().fg(colour).add_modifier(Modifier::from_bits_truncate(number)));
    }
    let links = (0..rows).map(|y| LinkArea {
        y,
        x: number % 7..number,
        target: Clean::line(&format!("https://{}", &text[text.ceil_char_boundary(text.len() / 2)..])),
    });
    Picture {
        cells,
        cursor: Some(Position::new(number % 50, number % 13)),
        links: links.collect(),
        hotspots: Vec::new(),
    }
}
