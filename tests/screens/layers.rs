//! Layers: help and commands, Esc, keys that come apart, the footer.

use briefing::keymap::Mode;
use briefing::tui::effect::{Effect, Quit};

use crate::folder::{library, page};
use crate::test_app::TestApp;

#[test]
fn help_lists_all_keys_and_narrows_as_one_types() {
    let mut app = TestApp::shipped();
    app.press("?");
    assert_eq!(app.mode(), Mode::Commands);
    app.assert_shows(&["Keys and commands", "On this screen", "j down"]);
    app.press("sort");
    app.assert_shows(&["S", "sort: choose the order of the list"]);
    assert!(!app.shows("page-down"), "{}", app.screen());
    app.press("zzz").assert_shows(&["No match. Press esc to clear the input."]);
}

#[test]
fn a_command_is_found_by_its_name_and_run() {
    let mut app = TestApp::over(library(["Globex", "Acme"]));
    app.press(":sort<enter>");
    assert_eq!(app.mode(), Mode::SortMenu);
    app.press("<esc>:filter<enter>");
    assert_eq!(app.mode(), Mode::Filter);
    app.press("<esc>:quit<enter>");
    assert!(matches!(app.effects(), [Effect::Quit(_)]));
}

#[test]
fn the_arrows_choose_a_command() {
    let mut app = TestApp::shipped();
    app.press("<enter>:section<down>");
    assert!(app.shows("▌ K") && !app.shows("▌ J"), "{}", app.screen());
    app.press("<enter>");
    assert_eq!(app.mode(), Mode::Reader);
}

#[test]
fn help_in_a_reader_runs_what_the_reader_can() {
    let mut app = TestApp::shipped();
    app.press("/hikvision<enter>?contents<enter>");
    assert_eq!(app.mode(), Mode::Contents);
}

#[test]
fn esc_closes_one_layer_or_clears_one_line_and_never_quits() {
    let mut app = TestApp::shipped();
    app.press("/type:event<enter>JJ/the<enter>?find");
    for (mode, then) in [
        (Mode::Commands, "the typed words go"),
        (Mode::Commands, "then the layer"),
        (Mode::Reader, "then the marks"),
        (Mode::Reader, "then the briefing"),
        (Mode::Library, "then the filter"),
        (Mode::Library, "then nothing"),
        (Mode::Library, "still nothing"),
    ] {
        assert_eq!(app.mode(), mode, "{then}");
        app.press("<esc>");
        assert!(app.effects().is_empty(), "{then}");
    }
    assert_eq!((app.mode(), app.state().list.input.text()), (Mode::Library, ""));
}

#[test]
fn esc_closes_each_menu() {
    for (keys, mode) in [
        ("S", Mode::SortMenu),
        ("?", Mode::Commands),
        (":", Mode::Finder),
        ("/", Mode::Filter),
        ("/hikvision<enter>y", Mode::CopyMenu),
        ("/hikvision<enter>t", Mode::Contents),
        ("/hikvision<enter>o", Mode::Hints),
        ("/hikvision<enter>/", Mode::Find),
        ("/hikvision<enter>JJos", Mode::Card),
    ] {
        let mut app = TestApp::shipped();
        app.press(keys);
        assert_eq!(app.mode(), mode, "{keys}");
        app.press("<esc>");
        assert!(matches!(app.mode(), Mode::Library | Mode::Reader), "{keys}: {:?}", app.mode());
        assert!(app.effects().is_empty());
    }
}

#[test]
fn an_arrow_key_that_comes_apart_does_no_harm() {
    for keys in
        ["", "<enter>", "S", "?", "<enter>y", "<enter>t", "<enter>o", "/", "<enter>/", "/hik", "?find"]
    {
        for letter in ["A", "B", "C", "D"] {
            let mut app = TestApp::shipped();
            let reading = app.press(keys).reading().map(str::to_owned);
            let overlaid = !matches!(app.mode(), Mode::Library | Mode::Reader);
            app.press(&format!("<esc>[{letter}"));
            assert!(app.effects().is_empty(), "{keys} and {letter}");
            if overlaid {
                assert_eq!(app.reading().map(str::to_owned), reading, "{keys} and {letter}");
            }
        }
    }
}

#[test]
fn ctrl_c_leaves_from_everywhere() {
    for keys in ["", "/hik", "<enter>", "<enter>/x", "<enter>o", "<enter>t", "<enter>y", "?", "S"] {
        let mut app = TestApp::shipped();
        app.press(keys).press("<ctrl-c>");
        assert_eq!(app.effects(), [Effect::Quit(Quit::Interrupted)], "{keys}");
        app.press("<ctrl-z><ctrl-l>");
        assert_eq!(app.effects(), [Effect::Suspend, Effect::Redraw], "{keys}");
    }
}

#[test]
fn letters_are_text_while_something_is_typed() {
    let mut app = TestApp::shipped();
    app.press("/qSJ? e");
    assert_eq!((app.mode(), app.state().list.input.text()), (Mode::Filter, "qSJ? e"));
    assert!(app.effects().is_empty());
}

#[test]
fn a_paste_into_a_menu_is_no_command() {
    let mut app = TestApp::shipped();
    app.press("<enter>y").paste("p");
    assert_eq!((app.mode(), app.effects()), (Mode::CopyMenu, &[][..]));
    app.press("<esc>o").paste("s");
    assert_eq!(app.mode(), Mode::Hints);
}

#[test]
fn the_footer_drops_whole_keys_from_the_right() {
    for keys in ["", "/", "<enter>", "S", "?", "<enter>y", "<enter>t", "<enter>o"] {
        let mut app = TestApp::shipped().at(200, 24);
        let whole = app.press(keys).row(23);
        for columns in 1..120 {
            let row = app.resize(columns, 24).row(23);
            assert!(whole.starts_with(row.as_str()), "{row:?} in {columns} columns");
            let rest = &whole[row.len()..];
            assert!(
                row.is_empty() || rest.is_empty() || rest.starts_with("   "),
                "{row:?} in {columns} columns"
            );
        }
    }
}

#[test]
fn help_is_offered_on_every_screen_from_forty_columns_on() {
    let mut app = TestApp::shipped().at(40, 12);
    app.assert_shows(&["? keys"]);
    app.press("<enter>").assert_shows(&["? keys"]);
}

#[test]
fn a_message_takes_the_footer_until_the_next_key() {
    let mut app = TestApp::over(page("Words."));
    app.press("<enter>o");
    assert_eq!(app.row(23), " no links on this screen");
    app.press("j");
    assert!(app.row(23).contains("move"), "{}", app.screen());
}
