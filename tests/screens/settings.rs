//! What the reader's settings change on the screen: keys, themes, characters.

use briefing::theme::{ThemePart, contrast};
use ratatui::style::{Color, Modifier};

use crate::folder::{library, page};
use crate::test_app::TestApp;

#[test]
fn other_keys_of_a_command_are_in_footer_and_help() {
    let mut app = TestApp::over(library(["Acme", "Globex"])).with_keys("down", &["z", "down"]);
    assert_eq!(app.selected(), "Acme");
    app.press("j");
    assert_eq!(app.selected(), "Acme");
    app.press("z");
    assert_eq!(app.selected(), "Globex");
    app.assert_shows(&["z/k move"]);
    app.press("?move down one line or row");
    app.assert_shows(&["z down"]);
    assert!(!app.shows("j down"));
}

#[test]
fn a_sentence_names_the_key_that_is_in_force() {
    let after = |command: &str, keys: &[&str], pressed: &str| {
        let mut app = TestApp::shipped().with_keys(command, keys);
        app.press(pressed).message().to_owned()
    };
    assert_eq!(after("pick", &["z"], "z"), "1 picked; press z to pick another, c to compare");
    assert_eq!(after("compare", &["z"], "x"), "1 picked; press x to pick another, z to compare");
    assert_eq!(after("pick", &[], "c"), "pick two or more with :pick, then press c");
    assert_eq!(after("bookmarks", &["z"], "zK"), "bookmark k set here");
    assert_eq!(
        after("bookmarks", &["ctrl-g"], "<ctrl-g>k"),
        "no bookmark k; press ctrl-g and K to set it here"
    );
    let outline = after("contents", &["z"], "/hikvision<enter>T");
    assert!(outline.ends_with("; press z for the contents"), "{outline}");
    let mut app = TestApp::over(library(["Acme"])).with_keys("axes", &["z"]);
    app.press("3").assert_shows(&["Press z to choose other axes."]);
    let mut app = TestApp::shipped().with_keys("next-tab", &["ctrl-t"]);
    app.press("f").assert_shows(&["ctrl-t next tab"]);
}

#[test]
fn a_menu_shows_the_keys_that_are_in_force() {
    let mut app = TestApp::shipped().with_keys("sort-title", &["z"]);
    app.press("/type:company<enter><bksp>S");
    app.assert_shows(&["z  by title"]);
    app.press("z");
    let mut titles: Vec<String> = app.titles().iter().map(|title| title.to_lowercase()).collect();
    let first = titles[0].clone();
    titles.sort();
    assert_eq!(first, titles[0]);
}

#[test]
fn a_theme_with_a_background_has_it_in_every_cell_of_every_screen() {
    for name in ["ink", "paper", "contrast"] {
        for keys in ["", "/hikvision<enter>", "?", "S", "2", "3", "/hikvision<enter>t", "/hikvision<enter>i"]
        {
            let mut app = TestApp::shipped().in_theme(name).at(120, 30);
            let picture = app.press(keys).picture();
            let ground = app.state().theme.colours().part(ThemePart::Background).unwrap();
            for cell in &picture.cells.content {
                assert_eq!(cell.bg, ground, "{name} after {keys:?}");
                assert_ne!(cell.fg, Color::Reset, "{name} after {keys:?}");
                let readable = contrast(cell.fg, cell.bg).unwrap() >= 4.5;
                assert!(readable || cell.symbol().trim_matches(['─', '│', '┼', ' ']).is_empty(), "{cell:?}");
            }
        }
    }
}

#[test]
fn the_terminals_own_theme_sets_no_background() {
    let picture = TestApp::shipped().press("/hikvision<enter>").picture();
    assert!(picture.cells.content.iter().all(|cell| cell.bg == Color::Reset));
}

#[test]
fn without_colour_the_selected_row_is_still_marked() {
    let app = TestApp::over(library(["Acme", "Globex"])).in_theme("mono");
    assert!(!app.has_colour());
    assert!(app.with_look(Modifier::BOLD).iter().any(|text| text.contains("Acme")));
}

#[test]
fn in_ascii_nothing_else_is_drawn_and_everything_keeps_its_place() {
    for keys in ["", "/hikvision<enter>", "?", "2", "3", "/hikvision<enter>J", "S", "!"] {
        let mut app = TestApp::shipped().in_ascii().at(100, 30);
        let screen = app.press(keys).screen();
        assert!(screen.is_ascii(), "after {keys:?}:\n{screen}");
    }
    let text = "Žluť “quoted” — 海康威视 ends…\n\n- one\n\n> said\n";
    let plain = TestApp::over(page(text)).press("<enter>").rows();
    let mut app = TestApp::over(page(text)).in_ascii();
    let ascii = app.press("<enter>").rows();
    assert_eq!(plain.len(), ascii.len());
    app.assert_shows(&["Zlut \"quoted\" - ? ? ? ?  ends."]);
}

#[test]
fn a_message_names_the_keys_that_are_set() {
    let mut app = TestApp::over(library(["Acme"])).with_keys("note", &["z"]);
    app.press("zfirst<esc>");
    assert_eq!(app.message(), "your note is not saved; press z to continue it");
    let mut app = TestApp::over(library(["Acme"])).with_keys("cancel", &["ctrl-x"]);
    app.press("/zzzz").assert_shows(&["Press ctrl-x to clear the filter."]);
    let mut app = TestApp::over(library(["Acme"])).with_keys("cancel", &["ctrl-x"]);
    app.press("fzzzz").assert_shows(&["No match. Press ctrl-x to clear the input."]);
    let mut app = TestApp::over(library(["Acme"])).with_keys("cancel", &["ctrl-x"]);
    app.press("?zzzz").assert_shows(&["No match. Press ctrl-x to clear the input."]);
}
