//! Everything that the reader draws, and what it would copy or open.

use briefing::keymap::Mode;
use briefing::theme::Palette;
use briefing::tui::effect::Effect;
use briefing::tui::screen::Screen;

use crate::folder::Folder;
use crate::oracle::{assert_clean, assert_screen};
use crate::payload::{Form, IN_BODY, IN_FRONT_MATTER, IN_LABELS, PAYLOADS, company, library, unseen};
use crate::test_app::TestApp;

/// Draws what is there, as a terminal would get it, and returns its text.
#[track_caller]
fn drawn(app: &TestApp, what: &str) -> String {
    for palette in [Palette::Colour, Palette::Mono] {
        let mut bytes = Vec::new();
        Screen::new(&mut bytes, palette).draw(&app.picture()).unwrap();
        assert_screen(what, &bytes);
    }
    for effect in app.effects() {
        match effect {
            Effect::Copy { text, .. } => assert_clean(&format!("{what}, copied"), text),
            Effect::Visit { address } => assert_clean(&format!("{what}, opened"), address),
            _ => {}
        }
    }
    app.rows().join("\n")
}

#[test]
fn a_text_is_drawn_with_signs_from_its_beginning_to_its_end() {
    for payload in PAYLOADS {
        for (front, body) in [(Form::Escape, Form::Entity), (Form::Raw, Form::Raw)] {
            let folder = Folder::new().with("page.md", company(payload, front, body));
            let mut app = TestApp::over(folder).at(200, 30);
            drawn(&app, payload.name);
            app.press("<enter>++++++++++++++++++++++");
            assert_eq!(app.mode(), Mode::Reader);
            let mut text = drawn(&app, payload.name);
            for _ in 0..8 {
                app.press("<pgdn>");
                text.push_str(&drawn(&app, payload.name));
            }
            let missing = unseen(&text, payload, IN_BODY);
            assert!(missing.is_empty(), "{}, {body:?}: not seen at {missing:?} in\n{text}", payload.name);
            if front == Form::Escape {
                let missing = unseen(&text, payload, &[IN_FRONT_MATTER, IN_LABELS].concat());
                assert!(missing.is_empty(), "{}: not seen at {missing:?} in\n{text}", payload.name);
            }
        }
    }
}

#[test]
fn every_layer_over_a_hostile_text_is_clean() {
    for payload in PAYLOADS {
        let folder = Folder::new().with("page.md", company(payload, Form::Raw, Form::Raw));
        let mut app = TestApp::over(folder).at(120, 40);
        app.press("<enter>");
        for keys in [
            "t", "<esc>?", "<esc>y", "p", "yl", "yb", "ym", "ys", "yc", "J", "/B", "<enter>", "n", "<esc>",
            "+", "R",
        ] {
            app.press(keys);
            drawn(&app, &format!("{} after {keys}", payload.name));
        }
        // Each letter in turn, and what enter and y do with the card that it shows.
        for letter in "sdfghjk".chars() {
            for keys in [format!("o{letter}"), "y".to_owned(), "<esc>".to_owned()] {
                app.press(&keys);
                drawn(&app, &format!("{} after {keys}", payload.name));
            }
            app.press(&format!("<esc>o{letter}<enter>"));
            drawn(&app, &format!("{} after following {letter}", payload.name));
            if app.mode() != Mode::Reader {
                app.press("<esc>");
            }
            if app.mode() == Mode::Library {
                app.press("<enter>");
            }
        }
    }
}

#[test]
fn the_list_and_the_preview_of_a_hostile_library_are_clean() {
    let mut app = TestApp::over(library()).at(140, 20);
    let mut text = String::new();
    for _ in 0..app.titles().len() {
        text.push_str(&drawn(&app, app.selected()));
        app.press("j");
    }
    for payload in PAYLOADS {
        let missing = unseen(&text, payload, &["Atitle", "Ctitle", "Ename"]);
        assert!(missing.is_empty(), "{}: not seen at {missing:?}", payload.name);
    }
}

#[test]
fn what_is_typed_and_pasted_is_clean() {
    for payload in PAYLOADS {
        for keys in ["/", "?", "<enter>/"] {
            let mut app = TestApp::over(crate::folder::page("Words."));
            app.press(keys).paste(payload.raw);
            drawn(&app, &format!("{} pasted after {keys}", payload.name));
            app.press("<enter>");
            drawn(&app, &format!("{} entered after {keys}", payload.name));
        }
    }
}

#[test]
fn messages_that_name_a_hostile_target_are_clean() {
    for payload in PAYLOADS {
        let text = format!("[a](<gone{0}.md>) [b](#head{0}) [c](<page.md#head{0}>)\n", payload.raw);
        let mut app = TestApp::over(Folder::new().with("page.md", text));
        app.press("<enter>");
        for letter in ["s", "d", "f"] {
            app.press(&format!("o{letter}"));
            let drawn = drawn(&app, payload.name);
            assert!(drawn.contains(payload.marker), "{}: {drawn}", payload.name);
        }
    }
}
