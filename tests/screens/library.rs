//! The library screen: filter, fields, mistakes, order, selection, what is said when there is nothing to list.

use briefing::keymap::Mode;
use ratatui::style::Modifier;

use crate::folder::{Folder, library};
use crate::test_app::TestApp;

#[test]
fn typing_filters_at_each_key() {
    let mut app = TestApp::over(library(["Acme", "Globex", "Initech"]));
    assert_eq!(app.press("/").titles().len(), 3);
    assert_eq!(app.press("glo").titles(), ["Globex"]);
    assert_eq!(app.press("<bksp><bksp><bksp>").titles().len(), 3);
}

#[test]
fn a_name_is_found_without_its_apostrophe() {
    let mut app = TestApp::shipped();
    assert_eq!(app.press("/isv").titles().first(), Some(&"IS’Vision"));
    assert_eq!(app.press("ision").titles().first(), Some(&"IS’Vision"));
    app.assert_shows(&["/ isvision", "best match"]);
}

#[test]
fn enter_in_the_filter_reads_the_first_hit() {
    let mut app = TestApp::shipped();
    app.press("/isv<enter>");
    assert_eq!((app.mode(), app.reading()), (Mode::Reader, Some("IS’Vision")));
}

#[test]
fn the_arrows_move_the_selection_while_typing() {
    let mut app = TestApp::over(library(["Acme", "Globex", "Initech"]));
    app.press("/<down><down>");
    assert_eq!(app.selected(), app.titles()[2]);
    app.press("<up>");
    assert_eq!(app.selected(), app.titles()[1]);
    assert_eq!(app.mode(), Mode::Filter);
}

#[test]
fn a_paste_is_one_line_of_text_and_never_a_command() {
    let mut app = TestApp::over(library(["Acme", "Globex"]));
    app.paste("q\nq\x03");
    assert!(app.effects().is_empty());
    assert_eq!(app.titles().len(), 2);
    app.press("/").paste("\nglo\nbex\x1b[A");
    assert_eq!(app.state().list.input.text(), " glo bex[A");
}

#[test]
fn what_matched_is_marked_in_the_titles() {
    let mut app = TestApp::over(library(["Acme", "Globex"]));
    app.press("/lob");
    assert_eq!(app.with_look(Modifier::UNDERLINED), ["lob"]);
    let mut folded = TestApp::over(library(["Société Générale"]));
    folded.press("/generale");
    assert_eq!(folded.with_look(Modifier::UNDERLINED), ["Générale"]);
}

#[test]
fn every_word_must_match() {
    let mut app = TestApp::shipped();
    let surveillance = app.press("/surveillance").titles().len();
    let with_paris = app.press(" paris").titles().len();
    assert!(0 < with_paris && with_paris < surveillance, "{with_paris} of {surveillance}");
}

#[test]
fn fields_narrow_the_list() {
    let mut app = TestApp::shipped();
    for (query, some, none) in [
        ("type:company", "Hikvision", "US Entity List 2019-10"),
        ("type:event", "Milipol Paris 2019", "Hikvision"),
        ("tag:procurement-ban", "Hikvision", "iFlytek"),
        ("country:FR", "Milipol Paris 2019", "Hikvision"),
        ("status:us-entity-list", "iFlytek", "Milipol Paris 2019"),
        ("at:milipol-paris-2019", "Hikvision", "Kingdee"),
        ("role:absent", "Hikvision", "Hytera"),
    ] {
        app.press(&format!("/<ctrl-u>{query}"));
        let titles = app.titles();
        assert!(titles.contains(&some), "{query}: {some} is not among {titles:?}");
        assert!(!titles.contains(&none), "{query}: {none} is among {titles:?}");
        app.press("<esc><esc>");
    }
}

#[test]
fn a_role_beside_an_event_is_the_role_at_that_event() {
    let mut app = TestApp::shipped();
    app.press("/at:milipol-paris-2019 role:absent");
    assert_eq!(app.titles(), ["Hikvision"]);
}

#[test]
fn a_mistake_in_the_query_is_shown_below_the_filter_line_and_the_list_stays() {
    let mut app = TestApp::shipped();
    app.press("/type:company");
    let before = app.titles().len();
    app.press(" colour:red ");
    assert_eq!(app.titles().len(), before);
    assert!(app.row(2).contains("unknown field"), "{}", app.screen());
    let mut dates = TestApp::shipped();
    dates.press("/since:2019-8 ");
    assert!(dates.row(2).contains("write 2019-08"), "{}", dates.screen());
}

#[test]
fn a_bad_date_is_reported_also_as_the_last_word() {
    for date in ["2019-13", "19.11.2019", "2020..2019", "99999"] {
        let mut app = TestApp::shipped();
        app.press(&format!("/since:{date}"));
        assert!(!app.shows("69 of 69"), "{date}:\n{}", app.screen());
        app.assert_shows(&[&format!("`{date}`: ")]);
        app.press("<enter>");
        assert_eq!(app.mode(), Mode::Library);
        app.assert_shows(&[&format!("`{date}`: ")]);
    }
}

#[test]
fn what_can_still_become_a_date_is_no_mistake_while_it_is_typed() {
    let mut app = TestApp::shipped();
    app.press("/since:");
    for key in "2019-10..2020-1".chars() {
        app.press(&key.to_string());
        assert!(!app.shows("write "), "{key}:\n{}", app.screen());
    }
}

#[test]
fn nothing_is_unfinished_once_the_line_is_done_with() {
    for (line, what) in [
        ("since:2019-1", "write 2019-01"),
        ("nice type:", "needs a value"),
        ("nice OR", "OR needs"),
        ("nice tpye:", "did you mean type:?"),
    ] {
        let mut app = TestApp::shipped();
        app.press(&format!("/{line}"));
        let titles = app.titles().len();
        assert!(titles > 0 && !app.shows(what), "{line}:\n{}", app.screen());
        app.press("<enter>").assert_shows(&[what]);
        assert_eq!((app.mode(), app.titles().len()), (Mode::Library, titles));
        // Whoever goes on with it is not told any more.
        app.press("/").press("x<bksp>");
        assert!(!app.shows(what), "{line}:\n{}", app.screen());
    }
    // What is only open is closed, and what was found is opened.
    let mut app = TestApp::shipped();
    app.press("/\"hikvision<enter>");
    assert_eq!(app.mode(), Mode::Reader);
    // In the other views too.
    let mut app = TestApp::shipped();
    app.press("2/since:2019-1<enter>").assert_shows(&["write 2019-01"]);
    assert_eq!(app.mode(), Mode::Timeline);
}

#[test]
fn a_mistake_is_shown_on_a_narrow_screen_too() {
    let mut app = TestApp::shipped().at(40, 12);
    app.press("/since:2019-8 ");
    assert!(app.row(2).contains("`2019-8`: month"), "{}", app.screen());
    assert!(app.rows().last().unwrap().contains("write 2019-08"), "{}", app.screen());
}

#[test]
fn a_mistake_and_its_hint_are_shown_on_every_screen() {
    let shown = [
        ((120, 40), "type:company since:2019-13 nice", &["invalid month · write 2019, 2019-10"] as &[&str]),
        ((80, 24), "is:foo ", &["invalid value `foo` for `is:`", "try one of unread, changed"]),
        ((80, 24), "since:7x ", &["`7x`", "write 2019, 2019-10, 2019-10-07"]),
        ((60, 20), "tpye:x ", &["unknown field `tpye`", "did you mean type:?"]),
        ((20, 5), "tpye:x ", &["did you mean"]),
    ];
    for ((columns, rows), line, words) in shown {
        for key in ["/", "f", "2/"] {
            let mut app = TestApp::shipped().at(columns, rows);
            app.press(&format!("{key}{line}")).assert_shows(words);
        }
    }
    // Nothing of it stays when the line is corrected, and no row has moved for it.
    let mut app = TestApp::shipped();
    app.press("/type:company ");
    let before = app.screen();
    app.press("is:foo ");
    assert_eq!(app.press("<ctrl-u>type:company ").screen(), before);
}

#[test]
fn a_long_query_is_typed_at_its_end_and_the_cursor_is_seen_there() {
    let mut app = TestApp::shipped().at(40, 12);
    app.press("/abcdefghijklmnopqrstuvwxyz0123456789 the end");
    let cursor = app.picture().cursor.unwrap();
    assert_eq!(cursor.y, 1);
    let line: String = app.row(1).chars().take(cursor.x.into()).collect();
    assert!(line.ends_with("the end"), "{}", app.screen());
}

#[test]
fn the_sort_menu_orders_the_list() {
    let mut app = TestApp::over(library(["Globex", "Acme", "Initech"]));
    app.press("St");
    assert_eq!(app.titles(), ["Acme", "Globex", "Initech"]);
    assert_eq!(app.mode(), Mode::Library);
    app.press("St");
    assert_eq!(app.titles(), ["Initech", "Globex", "Acme"]);
    app.assert_shows(&["title ↓"]);
}

#[test]
fn types_are_sorted_companies_first() {
    let mut app = TestApp::shipped();
    app.press("Sk");
    assert_eq!(app.titles()[0], "CloudWalk");
    let sources = app.titles().iter().position(|title| title.contains("guide")).unwrap();
    assert!(sources > 24, "{:?}", app.titles());
}

#[test]
fn the_selection_stays_on_its_briefing_when_the_order_changes() {
    let mut app = TestApp::shipped();
    app.press("/type:company<enter><bksp>jjj");
    let selected = app.selected().to_owned();
    app.press("St");
    assert_eq!(app.selected(), selected);
    assert!(app.cursor_row().contains(&selected), "{}", app.screen());
}

#[test]
fn the_selection_stays_on_its_briefing_over_a_reload() {
    let mut app = TestApp::over(library(["Acme", "Globex", "Initech"]));
    app.press("St").press("G");
    assert_eq!(app.selected(), "Initech");
    app.write("aardvark.md", "---\ntitle: Aardvark\n---\n");
    app.press("R");
    assert_eq!(app.titles(), ["Aardvark", "Acme", "Globex", "Initech"]);
    assert_eq!(app.selected(), "Initech");
}

#[test]
fn a_selection_that_is_gone_gives_its_row_to_its_neighbour() {
    let mut app = TestApp::over(library(["Acme", "Globex", "Initech", "Umbrella"]));
    app.press("St").press("jj");
    assert_eq!(app.selected(), "Initech");
    app.remove("initech.md");
    app.reloaded();
    assert_eq!(app.selected(), "Umbrella");
    app.remove("umbrella.md");
    app.reloaded();
    assert_eq!(app.selected(), "Globex");
}

#[test]
fn a_renamed_file_stays_selected_wherever_it_goes() {
    let folder = Folder::new()
        .with("one.md", "---\ntitle: One\nupdated: 2019-01-01\n---\n")
        .with("two.md", "---\ntitle: Two\nupdated: 2019-01-01\n---\n")
        .with("three.md", "---\ntitle: Three\nupdated: 2019-01-01\n---\n");
    let mut app = TestApp::over(folder);
    app.press("Su").press("G");
    let (selected, file) = (app.selected().to_owned(), format!("{}.md", app.selected().to_lowercase()));
    let text = std::fs::read_to_string(app.path(&file)).unwrap();
    app.remove(&file);
    app.write("a/renamed.md", &text).write("a/another.md", "---\ntitle: Other\nupdated: 2020-01-01\n---\n");
    app.reloaded();
    assert_eq!((app.titles().len(), app.selected()), (4, selected.as_str()));
}

#[test]
fn another_question_begins_at_its_first_row_also_after_a_reload() {
    let mut app = TestApp::over(library(["Acme", "Globex", "Initech"]));
    app.press("St").press("G");
    app.remove("initech.md");
    app.reloaded();
    assert_eq!(app.selected(), "Globex");
    app.press("/e");
    assert_eq!(app.selected(), app.titles()[0]);
}

#[test]
fn the_selection_stays_when_the_filter_is_cleared() {
    let mut app = TestApp::over(library(["Acme", "Globex", "Initech"]));
    app.press("/ini<esc>");
    assert_eq!((app.titles().len(), app.selected()), (3, "Initech"));
}

#[test]
fn nothing_matches_names_the_query_and_the_nearest_titles() {
    let mut app = TestApp::shipped();
    app.press("/hikvizion");
    assert!(app.titles().is_empty());
    app.assert_shows(&[
        "No briefing matches `hikvizion`.",
        "Did you mean:",
        "Hikvision",
        "Press esc to clear the filter.",
    ]);
    app.press("<esc>");
    assert!(app.titles().len() > 20);
}

#[test]
fn an_empty_library_says_what_was_looked_for_and_what_to_do() {
    let app = TestApp::over(Folder::new());
    app.assert_shows(&[
        "No briefings in this library",
        ".md",
        "library",
        "briefing -L DIR",
        "BRIEFING_LIBRARY",
    ]);
}

#[test]
fn a_library_that_is_being_read_says_how_far_it_is() {
    TestApp::loading(1200).assert_shows(&["loading 1,200"]);
}

#[test]
fn while_it_is_read_the_first_row_stays_selected_until_another_is_chosen() {
    let folder = library(["Globex"]);
    let mut app = TestApp::loading(0);
    app.press("St");
    assert_eq!(app.on_part(&folder).selected(), "Globex");
    folder.write("acme.md", "---\ntitle: Acme\n---\n");
    assert_eq!(app.on_part(&folder).selected(), "Acme");
    app.press("j");
    folder.write("aardvark.md", "---\ntitle: Aardvark\n---\n");
    assert_eq!(app.on_part(&folder).selected(), "Globex");
}

#[test]
fn a_broken_file_is_listed_with_its_problem_and_opens() {
    let broken = Folder::new()
        .with("acme.md", "---\ntype: company\ntitle: Acme\nstart: 2019-8\n---\nThe text is still there.\n")
        .with("globex.md", "---\ntitle: Globex\ntags: [\n---\nGlobex sells everything.\n");
    let mut app = TestApp::over(broken);
    app.assert_shows(&["! Acme", "line 4: `start`", "! Globex", "line 3: "]);
    app.press("/acme<enter>");
    app.assert_shows(&["problem: line 4: `start`", "The text is still there."]);
    app.press("<bksp><esc>/globex<enter>");
    app.assert_shows(&["Globex sells everything."]);
}

#[test]
fn files_that_share_a_name_are_distinguished() {
    let twins = Folder::new()
        .with("north/index.md", "---\ntitle: Index\n---\n")
        .with("south/index.md", "---\ntitle: Index\n---\n");
    TestApp::over(twins).assert_shows(&["north/index", "south/index"]);
}

#[test]
fn pages_and_ends_move_the_selection_and_keep_it_in_sight() {
    let mut app = TestApp::shipped();
    let last = app.titles().len() - 1;
    for (keys, at) in [
        ("G", last),
        ("g", 0),
        ("<end>", last),
        ("<home>", 0),
        ("<space>", 10),
        ("b", 0),
        ("<ctrl-d>", 5),
        ("<ctrl-u>", 0),
        ("<pgdn><pgdn><pgup>", 10),
        ("<up>jjkj<down>", 12),
    ] {
        app.press(keys);
        assert_eq!(app.selected(), app.titles()[at], "{keys}");
        assert!(app.cursor_row().starts_with('▌'), "{keys}: {}", app.screen());
    }
}

#[test]
fn e_opens_the_editor_on_the_selected_file() {
    use briefing::tui::effect::Effect;
    let mut app = TestApp::over(library(["Acme"]));
    let path = app.path("acme.md");
    assert_eq!(app.press("e").effects(), [Effect::Edit { path, line: 1 }]);
}

#[test]
fn q_quits_from_the_library_alone() {
    use briefing::tui::effect::{Effect, Quit};
    let mut app = TestApp::shipped();
    app.press("<enter>q");
    assert_eq!((app.mode(), app.effects()), (Mode::Library, &[][..]));
    assert_eq!(app.press("q").effects(), [Effect::Quit(Quit::Done)]);
}

#[test]
fn the_preview_shows_the_selected_briefing_and_follows_the_selection() {
    let mut app = TestApp::shipped().at(120, 40);
    app.press("/hikvision");
    app.assert_shows(&["By the end of 2019 Hikvision was under"]);
    app.press("<ctrl-u>isvision");
    assert!(!app.shows("By the end of 2019 Hikvision was under"), "{}", app.screen());
}

/// A library whose file `b.md` becomes something else after it was loaded, with that file selected.
#[cfg(unix)]
#[track_caller]
fn with_file_that_became(change: impl FnOnce(&std::path::Path)) -> TestApp {
    let mut app = TestApp::over(library(["A", "B", "C"])).at(120, 40);
    change(&app.path("b.md"));
    app.press("j");
    assert_eq!(app.selected(), "B");
    app
}

/// The app fails when the reader never comes to rest.
#[test]
#[cfg(unix)]
fn the_reader_is_idle_at_rest_in_every_state_of_the_selected_file() {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    let resize = |path: &std::path::Path, size| fs::File::create(path).unwrap().set_len(size).unwrap();
    type Change<'a> = (&'a str, &'a dyn Fn(&std::path::Path), &'a str);
    let states: [Change<'_>; 9] = [
        ("removed", &|path| fs::remove_file(path).unwrap(), "cannot read: "),
        ("too large", &|path| resize(path, 100_000_001), "cannot read: the file has 101 MB"),
        ("empty", &|path| resize(path, 0), ""),
        ("binary", &|path| fs::write(path, b"\0\0\xff").unwrap(), ""),
        ("not UTF-8", &|path| fs::write(path, b"caf\xe9").unwrap(), ""),
        ("without rights", &|path| fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap(), ""),
        (
            "a folder",
            &|path| {
                fs::remove_file(path).unwrap();
                fs::create_dir(path).unwrap();
            },
            "not a regular file",
        ),
        (
            "a link to itself",
            &|path| {
                fs::remove_file(path).unwrap();
                symlink(path, path).unwrap();
            },
            "cannot read: ",
        ),
        (
            "a link out of the library",
            &|path| {
                fs::remove_file(path).unwrap();
                symlink("/etc/hostname", path).unwrap();
            },
            "a symbolic link out of the library",
        ),
    ];
    for (state, change, said) in states {
        let mut app = with_file_that_became(change);
        assert!(app.shows(said), "{state}: {}", app.screen());
        // Nor when the row is left and come back to, opened, found, or when the library is read again.
        for keys in ["kj", "<enter>", "<bksp>", "fb<esc>", "/b<enter><esc>", "1"] {
            app.press(keys);
        }
        app.reloaded().press("j");
        assert!(!app.state().is_waiting(), "{state}");
    }
}

#[test]
#[cfg(unix)]
fn a_file_that_can_be_read_again_is_shown_again() {
    let mut app = with_file_that_became(|path| {
        std::fs::File::create(path).unwrap().set_len(100_000_001).unwrap();
    });
    app.assert_shows(&["cannot read: the file has 101 MB; the limit is 100 MB"]);
    app.write("b.md", "---\ntitle: B\n---\nSmall again.\n");
    app.reloaded().assert_shows(&["Small again."]);
}

#[test]
fn the_preview_follows_the_selection_when_the_keys_pause() {
    let page = |title: &str| format!("---\ntitle: {title}\n---\nAbout {title}.\n");
    let folder = ["Acme", "Globex", "Initech"]
        .into_iter()
        .fold(Folder::new(), |folder, title| folder.with(&format!("{title}.md"), page(title)));
    let mut app = TestApp::over(folder).at(120, 40);
    app.assert_shows(&["About Acme."]);
    app.press_on("j");
    // What is on the screen stays there, and nothing of the new one is drawn.
    assert!(!app.shows("About Globex."), "{}", app.screen());
    assert!(app.state().is_preview_behind());
    app.press_on("j");
    app.press("").assert_shows(&["About Initech."]);
    assert!(!app.state().is_preview_behind());
    // A layer over the list, and the way back to it, leave nothing behind.
    app.press_on("kS<esc>");
    app.assert_shows(&["About Globex."]);
}
