//! What holds in every mode: any size, the cursor, no colour when none is wanted, and that the bytes written show the
//! picture whatever was pressed.

use briefing::keymap::Mode;
use briefing::theme::Palette;
use briefing::tui::screen::Screen;
use briefing::tui::view::Picture;
use proptest::prelude::*;

use crate::folder::{Folder, numbered};
use crate::test_app::TestApp;

/// The keys that lead to each mode from the library.
const MODES: &[(Mode, &str)] = &[
    (Mode::Library, ""),
    (Mode::Library, "/zzzz<enter>"),
    (Mode::Filter, "/isv"),
    (Mode::Filter, "/since:2019-8 "),
    (Mode::Reader, "/hikvision<enter>JJ"),
    (Mode::Reader, "/hikvision<enter>/nice<enter>n"),
    (Mode::Find, "/hikvision<enter>/nice"),
    (Mode::Hints, "/hikvision<enter>JJo"),
    (Mode::Contents, "/hikvision<enter>t"),
    (Mode::Commands, "/hikvision<enter>?"),
    (Mode::Problems, "!"),
    (Mode::SortMenu, "S"),
    (Mode::CopyMenu, "/hikvision<enter>y"),
    (Mode::Card, "/hikvision<enter>JJos"),
    (Mode::Timeline, "2"),
    (Mode::Matrix, "3"),
    (Mode::Comparison, "xjxc"),
    (Mode::Places, "r"),
    (Mode::Evidence, "/hikvision<enter>i"),
    (Mode::Axes, "3a"),
    (Mode::Bookmarks, "'"),
    (Mode::Note, "w"),
    (Mode::Facets, "F"),
    (Mode::Facets, "2Fcomp"),
    (Mode::Finder, "fhik"),
    (Mode::Finder, "/hikvision<enter>snice cam"),
    (Mode::Finder, "3:sort"),
];

#[test]
fn the_table_of_modes_is_complete() {
    // What is shipped never changes: that layer is tested where files do, in `memory`.
    for mode in Mode::ALL.iter().filter(|mode| **mode != Mode::Changes) {
        assert!(MODES.iter().any(|(known, _)| known == mode), "{mode:?}");
    }
    for (mode, keys) in MODES {
        assert_eq!(TestApp::shipped().press(keys).mode(), *mode, "{keys}");
    }
}

#[test]
fn no_size_is_too_small_for_any_mode() {
    for (mode, keys) in MODES {
        let mut app = TestApp::shipped();
        app.press(keys);
        for columns in 0..=30 {
            for rows in 0..=12 {
                let picture = app.resize(columns, rows).picture();
                let area = picture.cells.area;
                assert_eq!((area.width, area.height), (columns, rows));
                if let Some(cursor) = picture.cursor.filter(|_| !area.is_empty()) {
                    assert!(area.contains(cursor), "{mode:?} in {columns}x{rows}: {cursor:?}");
                }
            }
        }
    }
}

#[test]
fn keys_work_on_a_screen_of_no_size() {
    for size in [(0, 0), (1, 1), (3, 2)] {
        for (_, keys) in MODES {
            let mut app = TestApp::shipped().at(size.0, size.1);
            app.press(keys).press("jk<space>bG<home><down><up><pgdn><pgup><enter>");
            app.picture();
        }
    }
}

#[test]
fn the_cursor_is_on_the_active_row_in_every_mode() {
    for size in [(120, 40), (80, 24), (60, 20)] {
        for (mode, keys) in MODES {
            let mut app = TestApp::shipped().at(size.0, size.1);
            app.press(keys);
            let row = app.cursor_row();
            let expected = match mode {
                Mode::Library if keys.is_empty() => "▌ CloudWalk",
                Mode::Library => "",
                Mode::Filter => "/ ",
                Mode::Find => "/ nice",
                Mode::Contents => "▌ Bottom line",
                Mode::Commands | Mode::Problems | Mode::Facets | Mode::Finder => ">",
                Mode::SortMenu => "Sort",
                Mode::CopyMenu => "Copy",
                Mode::Card => "[4] Watch this",
                Mode::Reader if keys.contains("nice") => "Nice",
                Mode::Reader | Mode::Hints => "Key facts",
                Mode::Timeline | Mode::Matrix | Mode::Places | Mode::Evidence | Mode::Axes => "▌",
                Mode::Changes => "▌",
                Mode::Bookmarks => "Bookmarks",
                Mode::Note => " *",
                Mode::Comparison => "",
            };
            assert!(row.contains(expected), "{mode:?} at {size:?}: {row:?}\n{}", app.screen());
        }
    }
}

#[test]
fn without_colour_no_cell_has_one() {
    for (mode, keys) in MODES {
        let mut app = TestApp::shipped().without_colour();
        app.press(keys);
        assert!(!app.has_colour(), "{mode:?}");
    }
    assert!(TestApp::shipped().press("/hikvision<enter>").has_colour());
}

#[test]
fn the_writer_writes_no_colour_when_none_is_wanted() {
    for (mode, keys) in MODES {
        let mut app = TestApp::shipped();
        app.press(keys);
        let mut bytes = Vec::new();
        Screen::new(&mut bytes, Palette::Mono).draw(&app.picture()).unwrap();
        let terminal = shown(&bytes, (80, 24));
        for (y, x) in (0..24).flat_map(|y| (0..80).map(move |x| (y, x))) {
            let cell = terminal.screen().cell(y, x).unwrap();
            assert_eq!((cell.fgcolor(), cell.bgcolor()), Default::default(), "{mode:?} at {y},{x}");
        }
    }
}

/// A library whose texts have all that is hard to draw.
fn motley() -> Folder {
    Folder::new()
        .with(
            "wide.md",
            format!(
                "---\ntype: company\ntitle: 海康威视 Hikvision\naliases: [é, \"e\u{301}\"]\n---\n## 概要\n\n{}\n\n\
                 | 名 | n |\n|---|--:|\n| 海 | 1 |\n| 👩\u{200D}🔬 | 22 |\n\n```rust\nfn main() {{}}\n```\n",
                "海康威视在北京。👍🏽 family 👨\u{200D}👩\u{200D}👧 ".repeat(12)
            ),
        )
        .with(
            "home.md",
            format!("---\ntype: event\ntitle: Home\nlinks: [{{to: wide, role: partner}}]\n---\n## One\n\n[wide](wide.md) \
                 [out](https://example.com/) note.[^1]\n\n{}## Two\n\n- [ ] task\n- [x] done\n\n> [!note]\n> quoted\n\n[^1]: Foot.\n", "Some **bold** and `code` words. ".repeat(40)),
        )
        .with("rtl.md", "---\ntitle: שלום\n---\nשלום עולם\u{202E} and \u{1b}[31m back.\n")
        .with("broken.md", "---\ntitle: [\n---\ntext\n")
        .with("long.md", numbered(199, |n| format!("{n}. item number {n}\n")))
}

#[derive(Clone, Debug)]
enum Act {
    Press(&'static str),
    Paste(&'static str),
    Resize(u16, u16),
    Forget,
}

fn acts() -> impl Strategy<Value = Act> {
    const KEYS: &[&str] = &[
        "j", "k", "<down>", "<up>", "<space>", "b", "<pgdn>", "<pgup>", "<ctrl-d>", "<ctrl-u>", "g", "G",
        "<enter>", "<enter>", "<enter>", "/", "/", "n", "N", "J", "K", "t", "o", "y", "e", "+", "-", "S",
        "R", "<bksp>", "H", "L", "?", ":", "a", "s", "d", "f", "u", "c", "p", "m", "l", "h", "1", "<esc>",
        "<esc>", "q", "<left>", "<right>", "<del>", "<tab>", "x", "海", ":", "-", "\"", "(", "type:", "OR ",
        "<ctrl-w>", "<ctrl-l>", "[", "A", "O",
    ];
    prop_oneof![
        30 => prop::sample::select(KEYS).prop_map(Act::Press),
        1 => prop::sample::select(&["words", "海 e\u{301}\u{1b}[A\n", "type:x OR \"", "\u{202E}"][..]).prop_map(Act::Paste),
        1 => (0..130_u16, 0..45_u16).prop_map(|(columns, rows)| Act::Resize(columns, rows)),
        1 => Just(Act::Forget),
    ]
}

fn shown(bytes: &[u8], (columns, rows): (u16, u16)) -> vt100::Parser {
    let mut terminal = vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
    terminal.process(bytes);
    terminal
}

/// What can be seen of a cell: nothing of its ink where nothing is drawn.
fn seen(screen: &vt100::Screen, y: u16, x: u16) -> impl PartialEq + std::fmt::Debug {
    let cell = screen.cell(y, x).unwrap();
    let text = cell.contents().trim_end_matches(' ');
    let covered = cell.is_wide_continuation();
    let drawn = !covered && (!text.is_empty() || cell.underline() || cell.inverse());
    let looks = (cell.bold(), cell.italic(), cell.underline(), cell.inverse());
    (covered, drawn.then(|| (text.to_owned(), cell.fgcolor(), looks)), (!covered).then(|| cell.bgcolor()))
}

/// The screen that the bytes of all frames made, beside one that got the last picture alone.
fn assert_same(terminal: &vt100::Parser, picture: &Picture) {
    let area = picture.cells.area;
    let mut bytes = Vec::new();
    Screen::new(&mut bytes, Palette::Colour).draw(picture).unwrap();
    let fresh = shown(&bytes, (area.width, area.height));
    let (there, wanted) = (terminal.screen(), fresh.screen());
    assert_eq!(there.hide_cursor(), wanted.hide_cursor());
    assert!(there.hide_cursor() || there.cursor_position() == wanted.cursor_position());
    for (y, x) in (0..area.height).flat_map(|y| (0..area.width).map(move |x| (y, x))) {
        assert_eq!(seen(there, y, x), seen(wanted, y, x), "row {y}, column {x}");
    }
}

proptest! {
    // Twenty times fifty: a thousand actions, each compared.
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_pressed_the_terminal_shows_the_picture(acts in prop::collection::vec(acts(), 50)) {
        let mut app = TestApp::over(motley());
        let mut screen = Screen::new(Bytes, Palette::Colour);
        let mut terminal = shown(&[], (80, 24));
        for act in acts {
            match act {
                Act::Press(keys) => { app.press(keys); }
                Act::Paste(text) => { app.paste(text); }
                Act::Resize(columns, rows) => {
                    app.resize(columns, rows);
                    screen.forget();
                    if columns > 0 && rows > 0 {
                        terminal = shown(&[], (columns, rows));
                    }
                }
                Act::Forget => screen.forget(),
            }
            let picture = app.picture();
            let before = WRITTEN.with_borrow(Vec::len);
            screen.draw(&picture).unwrap();
            WRITTEN.with_borrow_mut(|written| {
                terminal.process(&written[before..]);
                written.clear();
            });
            if !picture.cells.area.is_empty() {
                assert_same(&terminal, &picture);
            }
        }
    }
}

thread_local! {
    static WRITTEN: std::cell::RefCell<Vec<u8>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// A stream that a test can read while the screen owns it.
struct Bytes;

impl std::io::Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        WRITTEN.with_borrow_mut(|written| written.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
