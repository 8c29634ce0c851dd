//! The finder: titles, full text and commands.

use briefing::engine::response::{Message, Response};
use briefing::keymap::Mode;
use briefing::search::Progress;
use briefing::text::Clean;
use briefing::tui::effect::{Effect, Quit};

use insta::assert_snapshot;
use ratatui::style::Modifier;

use crate::folder::{Folder, library};
use crate::test_app::TestApp;

fn cities() -> Folder {
    Folder::new()
        .with(
            "hikvision.md",
            "---\ntype: company\ntitle: Hikvision\naliases: [Hangzhou Hikvision]\n---\n\n## Key facts\n\nIt sold \
             cameras.\n\n## Far below\n\nNice uses its cameras.\n",
        )
        .with("milipol.md", "---\ntype: event\ntitle: Milipol\n---\n\nNo stand, though Nice runs cameras.\n")
}

#[test]
fn titles_are_found_by_other_names_too() {
    let mut app = TestApp::over(cities());
    app.press("fhangzhou");
    assert_eq!(app.mode(), Mode::Finder);
    app.assert_shows(&["[Titles]", "1 of 2", "Hikvision  Hangzhou Hikvision"]);
    app.press("<enter>");
    assert_eq!(app.reading(), Some("Hikvision"));
}

#[test]
fn text_is_found_while_it_is_typed_and_opens_at_the_match() {
    let mut app = TestApp::over(cities()).at(80, 10);
    app.press("snice cam");
    app.assert_shows(&["[Text]", "2 matches in 2 briefings", "› Far below"]);
    app.press("<down><up>");
    let first = app.row(3);
    app.press("<enter>");
    assert!(first.contains(app.reading().unwrap()));
    app.assert_shows(&["Nice"]);
    assert!(app.cursor_row().contains("Nice"), "{}", app.screen());
}

#[test]
fn all_words_that_matched_are_marked_and_gone_through() {
    let folder = Folder::new().with(
        "hikvision.md",
        "# Hikvision\n\nVenice has a camera.\n\n## Key facts\n\nIt sold cameras.\n\nNice uses its cameras.\n\nA nice thing.\n",
    );
    let mut app = TestApp::over(folder);
    app.press("snice cam<enter>");
    assert_eq!(app.with_look(Modifier::REVERSED), ["Nice"]);
    assert_eq!(app.with_look(Modifier::UNDERLINED), ["cameras", "cameras", "nice"]);
    app.assert_shows(&["2 of 4 for “nice cameras”"]);
    app.press("n").assert_shows(&["3 of 4"]);
    assert_eq!(app.with_look(Modifier::REVERSED), ["cameras"]);
    app.press("n").assert_shows(&["4 of 4"]);
    app.press("nn").assert_shows(&["2 of 4"]);
    // On a narrow screen it is said too.
    app.resize(60, 20).assert_shows(&["2 of 4 for “nice cameras”"]);
    // A phrase is one match, and what is looked for next is what is typed.
    app.press("<bksp>").press("s<ctrl-u>\"nice uses\" cam<enter>").assert_shows(&["for “nice uses cameras”"]);
    assert_eq!(app.with_look(Modifier::REVERSED), ["Nice uses"]);
    app.press("/uses its<enter>").assert_shows(&["match 1 of 1 for “uses its”"]);
    app.press("<bksp>")
        .press("s<ctrl-u>cameras nice<enter>")
        .assert_shows(&["match 2 of 4 for “cameras nice”"]);
}

#[test]
fn briefings_found_by_their_fields_are_counted_and_open_at_their_start() {
    let mut app = TestApp::over(cities()).at(80, 10);
    app.press("stype:company");
    app.assert_shows(&["1 briefing", "Hikvision"]);
    assert!(!app.screen().contains(" in 1 briefing") && !app.screen().contains("No match"));
    app.press("<enter>");
    assert_eq!(app.reading(), Some("Hikvision"));
    let mut app = TestApp::over(cities()).at(80, 10);
    app.press("stype:company OR runs");
    app.assert_shows(&["1 match in 2 briefings", "Hikvision", "Milipol"]);
    app.press("<esc>*");
    app.assert_shows(&["No match"]);
}

#[test]
fn what_is_said_of_work_under_way_is_gone_when_that_is_done() {
    let mut app = TestApp::over(cities()).at(80, 10);
    let behind = || Some(Clean::line("the full text is behind"));
    let progress = Some(Progress { done: 1, of: 2 });
    app.press("snice");
    app.on_message(Message::Response(Response::Indexed { progress, message: behind() }));
    app.assert_shows(&["the full text is behind"]);
    app.on_message(Message::Response(Response::Indexed { progress, message: behind() }));
    app.on_message(Message::Response(Response::Indexed { progress: None, message: None }));
    assert!(!app.screen().contains("behind"), "{}", app.screen());
    // What is said at the end stays until another look says nothing of it.
    app.on_message(Message::Response(Response::Indexed {
        progress: None,
        message: Some(Clean::line("cannot be looked at")),
    }));
    app.assert_shows(&["cannot be looked at"]);
    app.on_message(Message::Response(Response::Indexed { progress: None, message: None }));
    assert!(!app.screen().contains("cannot be looked at"), "{}", app.screen());
    // Who looks elsewhere is not told of work under way.
    app.press("<esc><esc>");
    app.on_message(Message::Response(Response::Indexed { progress, message: behind() }));
    assert!(!app.screen().contains("behind"), "{}", app.screen());
}

#[test]
fn n_goes_on_to_the_next_match_and_backspace_goes_back() {
    let mut app = TestApp::over(cities()).at(80, 10);
    app.press("scameras type:company<enter>");
    assert!(app.cursor_row().contains("It sold"), "{}", app.screen());
    app.press("n");
    assert!(app.cursor_row().contains("Nice uses"), "{}", app.screen());
    app.press("<bksp>");
    assert_eq!(app.mode(), Mode::Library);
}

#[test]
fn the_typed_words_stay_when_the_tab_changes() {
    let mut app = TestApp::over(cities());
    app.press("fmilipol<tab>");
    app.assert_shows(&["[Text]", "> milipol", "in 1 briefing"]);
    app.press("<tab>");
    app.assert_shows(&["[Commands]", "> milipol"]);
    app.press("<tab>");
    app.assert_shows(&["[Titles]", "1 of 2"]);
    app.press("<backtab>");
    app.assert_shows(&["[Commands]"]);
}

#[test]
fn a_command_is_run_by_its_name() {
    let mut app = TestApp::over(cities());
    app.press(":sort<enter>");
    assert_eq!(app.mode(), Mode::SortMenu);
}

#[test]
fn esc_clears_the_line_and_then_closes() {
    let mut app = TestApp::over(cities());
    app.press("shik<esc>");
    assert_eq!(app.mode(), Mode::Finder);
    app.press("<esc>");
    assert_eq!(app.mode(), Mode::Library);
}

#[test]
fn a_mistake_is_shown_in_the_line() {
    let mut app = TestApp::over(cities());
    app.press("stpye:event x");
    app.assert_shows(&["tpye"]);
    app.press("<esc>sa");
    assert_eq!(app.mode(), Mode::Finder);
}

#[test]
fn a_selection_outlives_another_look_at_the_same_words() {
    let mut app = TestApp::over(cities());
    app.press("snice<down>");
    let selected = app.rows().into_iter().find(|row| row.starts_with('▌')).unwrap();
    app.press("<tab><backtab>");
    assert!(app.rows().contains(&selected), "{}", app.screen());
}

#[test]
fn the_finder_survives_every_size() {
    for keys in ["fcam", "snice", ":so"] {
        for (columns, rows) in [(120, 40), (96, 20), (80, 24), (60, 20), (20, 5), (5, 3), (1, 1), (0, 0)] {
            let mut app = TestApp::over(cities());
            app.press(keys).resize(columns, rows);
            app.picture();
        }
    }
}

#[test]
fn the_preview_shows_the_text_at_the_match() {
    let mut app = TestApp::over(cities()).at(120, 20);
    app.press("s\"nice uses\"");
    let preview: Vec<String> =
        app.rows().iter().filter_map(|row| Some(row.split_once('│')?.1.to_owned())).collect();
    assert!(preview[0].contains("Far below"), "{}", app.screen());
    assert!(preview[2].contains("Nice uses its cameras."), "{}", app.screen());
}

#[test]
fn what_is_picked_is_handed_out() {
    let mut app = TestApp::picking(library(["Acme", "Globex"]), "glo");
    app.press("<enter>");
    let path = app.path("globex.md");
    assert_eq!(app.effects(), [Effect::Quit(Quit::Picked { path, name: Clean::line("globex") })]);
    app.press("<esc><esc>");
    assert_eq!(app.effects(), [Effect::Quit(Quit::Done)]);
}

#[test]
fn of_two_files_with_one_name_the_picked_one_is_identified() {
    let folder = Folder::new()
        .with("companies/acme.md", "---\ntitle: Acme\n---\n")
        .with("events/acme.md", "---\ntitle: Acme fair\n---\n");
    let mut app = TestApp::picking(folder, "fair");
    app.press("<enter>");
    let path = app.path("events/acme.md");
    assert_eq!(app.effects(), [Effect::Quit(Quit::Picked { path, name: Clean::line("events/acme") })]);
}

#[test]
fn commands_of_every_screen_are_found_there() {
    for (screen, command, mode) in [
        ("", "time-line", Mode::Timeline),
        ("2", "matrix", Mode::Matrix),
        ("3", "axes", Mode::Axes),
        ("/hikvision<enter>", "evidence", Mode::Evidence),
        ("xjxc", "find-text", Mode::Finder),
    ] {
        let mut app = TestApp::shipped();
        app.press(&format!("{screen}:{command}<enter>"));
        assert_eq!(app.mode(), mode, "{command}");
    }
}

#[test]
fn closing_the_finder_leaves_what_was_below_it() {
    for screen in ["", "2", "3", "xjxc", "/hikvision<enter>JJ"] {
        let mut app = TestApp::shipped();
        let before = app.press(screen).screen();
        app.press("fzz<esc><esc>");
        assert_eq!(app.screen(), before, "{screen}");
    }
}

#[test]
fn the_pictures() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        let picture = |keys: &str| TestApp::shipped().at(columns, rows).press(keys).screen();
        assert_snapshot!(format!("titles_{columns}x{rows}"), picture("fhik"));
        assert_snapshot!(format!("text_{columns}x{rows}"), picture("snice cam"));
        assert_snapshot!(format!("commands_{columns}x{rows}"), picture(":so"));
        assert_snapshot!(format!("nothing_{columns}x{rows}"), picture("fzzzz"));
    }
    assert_snapshot!("before_typing", TestApp::shipped().press("s").screen());
    assert_snapshot!("mistake", TestApp::shipped().press("sfrom:china nice").screen());
    assert_snapshot!("pick", TestApp::picking(library(["Acme", "Globex"]), "").screen());
    assert_snapshot!("looks", TestApp::shipped().at(60, 20).press("snice cam").looks());
}

#[test]
fn what_is_selected_stays_selected_when_the_library_changes() {
    let mut app = TestApp::over(cities());
    app.press("f").press("<down>");
    let row = app.rows().into_iter().find(|row| row.starts_with('▌')).unwrap();
    app.write("aaa.md", "---\ntitle: A newer one\nupdated: 2030-01-01\n---\n");
    app.reloaded();
    assert!(app.shows("A newer one") && app.rows().contains(&row), "{row}:\n{}", app.screen());
}

#[test]
fn a_place_in_the_text_stays_selected_when_something_is_written_above_it() {
    let text =
        |more: &str| format!("---\ntitle: Cameras\n---\n{more}## One\n\nA lens.\n\n## Two\n\nThe lens.\n");
    let mut app = TestApp::over(Folder::new().with("a.md", text("")));
    app.press("slens<down>").assert_shows(&["2 matches in 1 briefing"]);
    let selected = |app: &TestApp| {
        let rows = app.rows();
        rows.into_iter().filter(|row| row.starts_with('▌')).nth(1).unwrap()
    };
    assert!(selected(&app).contains("The lens."), "{}", app.screen());
    app.write("a.md", &text("Words.\n\n"));
    app.reloaded();
    assert!(selected(&app).contains("The lens."), "{}", app.screen());
}

#[test]
fn what_a_briefing_is_picked_by_is_no_unfinished_line() {
    for query in ["since:2019-13", "since:2019-1", "type:"] {
        let mut app = TestApp::picking(cities(), query);
        assert!(!app.shows("2 of 2"), "{query}:\n{}", app.screen());
        // From the first key on it is one.
        app.press("<ctrl-u>since:2019-1").assert_shows(&["2 of 2"]);
    }
}
