//! Layers: help and commands, Esc, keys that come apart, the footer.

use briefing::tui::app::Mode;
use briefing::tui::effect::{Effect, Quit};

use crate::desk::Desk;
use crate::folder::{page, shelf};

#[test]
fn help_lists_all_keys_and_narrows_as_one_types() {
    let mut desk = Desk::shipped();
    desk.press("?");
    assert_eq!(desk.mode(), Mode::Commands);
    desk.assert_shows(&["Keys and commands", "On this screen", "j down"]);
    desk.press("sort");
    desk.assert_shows(&["S", "sort: choose the order of the list"]);
    assert!(!desk.shows("page-down"), "{}", desk.screen());
    desk.press("zzz").assert_shows(&["Nothing matches; esc clears"]);
}

#[test]
fn a_command_is_found_by_its_name_and_run() {
    let mut desk = Desk::over(shelf(["Globex", "Acme"]));
    desk.press(":sort<enter>");
    assert_eq!(desk.mode(), Mode::SortMenu);
    desk.press("<esc>:filter<enter>");
    assert_eq!(desk.mode(), Mode::Filter);
    desk.press("<esc>:quit<enter>");
    assert!(matches!(desk.effects(), [Effect::Quit(_)]));
}

#[test]
fn the_arrows_choose_a_command() {
    let mut desk = Desk::shipped();
    desk.press("<enter>:section<down>");
    assert!(desk.shows("▌ K") && !desk.shows("▌ J"), "{}", desk.screen());
    desk.press("<enter>");
    assert_eq!(desk.mode(), Mode::Reader);
}

#[test]
fn help_in_a_reader_runs_what_the_reader_can() {
    let mut desk = Desk::shipped();
    desk.press("/hikvision<enter>?contents<enter>");
    assert_eq!(desk.mode(), Mode::Contents);
}

#[test]
fn esc_closes_one_layer_or_clears_one_line_and_never_quits() {
    let mut desk = Desk::shipped();
    desk.press("/type:event<enter>JJ/the<enter>?find");
    for (mode, then) in [
        (Mode::Commands, "the typed words go"),
        (Mode::Commands, "then the layer"),
        (Mode::Reader, "then the marks"),
        (Mode::Reader, "then the briefing"),
        (Mode::Library, "then the filter"),
        (Mode::Library, "then nothing"),
        (Mode::Library, "still nothing"),
    ] {
        assert_eq!(desk.mode(), mode, "{then}");
        desk.press("<esc>");
        assert!(desk.effects().is_empty(), "{then}");
    }
    assert_eq!((desk.mode(), desk.app().list.input.text()), (Mode::Library, ""));
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
        let mut desk = Desk::shipped();
        desk.press(keys);
        assert_eq!(desk.mode(), mode, "{keys}");
        desk.press("<esc>");
        assert!(matches!(desk.mode(), Mode::Library | Mode::Reader), "{keys}: {:?}", desk.mode());
        assert!(desk.effects().is_empty());
    }
}

#[test]
fn an_arrow_key_that_comes_apart_does_no_harm() {
    for keys in
        ["", "<enter>", "S", "?", "<enter>y", "<enter>t", "<enter>o", "/", "<enter>/", "/hik", "?find"]
    {
        for letter in ["A", "B", "C", "D"] {
            let mut desk = Desk::shipped();
            let reading = desk.press(keys).reading().map(str::to_owned);
            let overlaid = !matches!(desk.mode(), Mode::Library | Mode::Reader);
            desk.press(&format!("<esc>[{letter}"));
            assert!(desk.effects().is_empty(), "{keys} and {letter}");
            if overlaid {
                assert_eq!(desk.reading().map(str::to_owned), reading, "{keys} and {letter}");
            }
        }
    }
}

#[test]
fn ctrl_c_leaves_from_everywhere() {
    for keys in ["", "/hik", "<enter>", "<enter>/x", "<enter>o", "<enter>t", "<enter>y", "?", "S"] {
        let mut desk = Desk::shipped();
        desk.press(keys).press("<ctrl-c>");
        assert_eq!(desk.effects(), [Effect::Quit(Quit::Interrupted)], "{keys}");
        desk.press("<ctrl-z><ctrl-l>");
        assert_eq!(desk.effects(), [Effect::Suspend, Effect::Redraw], "{keys}");
    }
}

#[test]
fn letters_are_text_while_something_is_typed() {
    let mut desk = Desk::shipped();
    desk.press("/qSJ? e");
    assert_eq!((desk.mode(), desk.app().list.input.text()), (Mode::Filter, "qSJ? e"));
    assert!(desk.effects().is_empty());
}

#[test]
fn a_paste_into_a_menu_is_no_command() {
    let mut desk = Desk::shipped();
    desk.press("<enter>y").paste("p");
    assert_eq!((desk.mode(), desk.effects()), (Mode::CopyMenu, &[][..]));
    desk.press("<esc>o").paste("s");
    assert_eq!(desk.mode(), Mode::Hints);
}

#[test]
fn the_footer_drops_whole_keys_from_the_right() {
    for keys in ["", "/", "<enter>", "S", "?", "<enter>y", "<enter>t", "<enter>o"] {
        let mut desk = Desk::shipped().at(200, 24);
        let whole = desk.press(keys).row(23);
        for columns in 1..120 {
            let row = desk.resize(columns, 24).row(23);
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
    let mut desk = Desk::shipped().at(40, 12);
    desk.assert_shows(&["? keys"]);
    desk.press("<enter>").assert_shows(&["? keys"]);
}

#[test]
fn a_message_takes_the_footer_until_the_next_key() {
    let mut desk = Desk::over(page("Words."));
    desk.press("<enter>o");
    assert_eq!(desk.row(23), " no links on this screen");
    desk.press("j");
    assert!(desk.row(23).contains("move"), "{}", desk.screen());
}
