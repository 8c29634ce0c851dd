//! The finder: titles, full text and commands.

use briefing::search::fulltext::IndexProgress;
use briefing::text::Clean;
use briefing::tui::app::Mode;
use briefing::tui::app::news::Message;
use briefing::tui::effect::{Effect, Quit};

use insta::assert_snapshot;
use ratatui::style::Modifier;

use crate::desk::Desk;
use crate::folder::{Folder, shelf};

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
    let mut desk = Desk::over(cities());
    desk.press("fhangzhou");
    assert_eq!(desk.mode(), Mode::Finder);
    desk.assert_shows(&["[Titles]", "1 of 2", "Hikvision  Hangzhou Hikvision"]);
    desk.press("<enter>");
    assert_eq!(desk.reading(), Some("Hikvision"));
}

#[test]
fn text_is_found_while_it_is_typed_and_opens_at_the_match() {
    let mut desk = Desk::over(cities()).at(80, 10);
    desk.press("snice cam");
    desk.assert_shows(&["[Text]", "2 in 2 briefings", "› Far below"]);
    desk.press("<down><up>");
    let first = desk.row(3);
    desk.press("<enter>");
    assert!(first.contains(desk.reading().unwrap()));
    desk.assert_shows(&["Nice"]);
    assert!(desk.cursor_row().contains("Nice"), "{}", desk.screen());
}

#[test]
fn all_words_that_matched_are_marked_and_gone_through() {
    let folder = Folder::new().with(
        "hikvision.md",
        "# Hikvision\n\nVenice has a camera.\n\n## Key facts\n\nIt sold cameras.\n\nNice uses its cameras.\n\nA nice thing.\n",
    );
    let mut desk = Desk::over(folder);
    desk.press("snice cam<enter>");
    assert_eq!(desk.with_look(Modifier::REVERSED), ["Nice"]);
    assert_eq!(desk.with_look(Modifier::UNDERLINED), ["cameras", "cameras", "nice"]);
    desk.assert_shows(&["2 of 4 for “nice cameras”"]);
    desk.press("n").assert_shows(&["3 of 4"]);
    assert_eq!(desk.with_look(Modifier::REVERSED), ["cameras"]);
    desk.press("n").assert_shows(&["4 of 4"]);
    desk.press("nn").assert_shows(&["2 of 4"]);
    // On a narrow screen it is said too.
    desk.resize(60, 20).assert_shows(&["2 of 4 for “nice cameras”"]);
    // A phrase is one match, and what is looked for next is what is typed.
    desk.press("<bksp>")
        .press("s<ctrl-u>\"nice uses\" cam<enter>")
        .assert_shows(&["for “nice uses cameras”"]);
    assert_eq!(desk.with_look(Modifier::REVERSED), ["Nice uses"]);
    desk.press("/uses its<enter>").assert_shows(&["1 of 1 for “uses its”"]);
    desk.press("<bksp>").press("s<ctrl-u>cameras nice<enter>").assert_shows(&["2 of 4 for “cameras nice”"]);
}

#[test]
fn briefings_found_by_their_fields_are_counted_and_open_at_their_start() {
    let mut desk = Desk::over(cities()).at(80, 10);
    desk.press("stype:company");
    desk.assert_shows(&["1 briefing", "Hikvision"]);
    assert!(!desk.screen().contains(" in 1 briefing") && !desk.screen().contains("Nothing matches"));
    desk.press("<enter>");
    assert_eq!(desk.reading(), Some("Hikvision"));
    let mut desk = Desk::over(cities()).at(80, 10);
    desk.press("stype:company OR runs");
    desk.assert_shows(&["1 in 2 briefings", "Hikvision", "Milipol"]);
    desk.press("<esc>*");
    desk.assert_shows(&["Nothing matches"]);
}

#[test]
fn what_is_said_of_work_under_way_is_gone_when_that_is_done() {
    let mut desk = Desk::over(cities()).at(80, 10);
    let behind = || Some(Clean::line("the full text is behind"));
    let progress = Some(IndexProgress { done: 1, of: 2 });
    desk.press("snice");
    desk.hear(Message::Indexed { progress, message: behind() });
    desk.assert_shows(&["the full text is behind"]);
    desk.hear(Message::Indexed { progress, message: behind() });
    desk.hear(Message::Indexed { progress: None, message: None });
    assert!(!desk.screen().contains("behind"), "{}", desk.screen());
    // What is said at the end stays until another look says nothing of it.
    desk.hear(Message::Indexed { progress: None, message: Some(Clean::line("cannot be looked at")) });
    desk.assert_shows(&["cannot be looked at"]);
    desk.hear(Message::Indexed { progress: None, message: None });
    assert!(!desk.screen().contains("cannot be looked at"), "{}", desk.screen());
    // Who looks elsewhere is not told of work under way.
    desk.press("<esc><esc>");
    desk.hear(Message::Indexed { progress, message: behind() });
    assert!(!desk.screen().contains("behind"), "{}", desk.screen());
}

#[test]
fn n_goes_on_to_the_next_match_and_backspace_goes_back() {
    let mut desk = Desk::over(cities()).at(80, 10);
    desk.press("scameras type:company<enter>");
    assert!(desk.cursor_row().contains("It sold"), "{}", desk.screen());
    desk.press("n");
    assert!(desk.cursor_row().contains("Nice uses"), "{}", desk.screen());
    desk.press("<bksp>");
    assert_eq!(desk.mode(), Mode::Library);
}

#[test]
fn the_typed_words_stay_when_the_tab_changes() {
    let mut desk = Desk::over(cities());
    desk.press("fmilipol<tab>");
    desk.assert_shows(&["[Text]", "> milipol", "in 1 briefing"]);
    desk.press("<tab>");
    desk.assert_shows(&["[Commands]", "> milipol"]);
    desk.press("<tab>");
    desk.assert_shows(&["[Titles]", "1 of 2"]);
    desk.press("<backtab>");
    desk.assert_shows(&["[Commands]"]);
}

#[test]
fn a_command_is_run_by_its_name() {
    let mut desk = Desk::over(cities());
    desk.press(":sort<enter>");
    assert_eq!(desk.mode(), Mode::SortMenu);
}

#[test]
fn esc_clears_the_line_and_then_closes() {
    let mut desk = Desk::over(cities());
    desk.press("shik<esc>");
    assert_eq!(desk.mode(), Mode::Finder);
    desk.press("<esc>");
    assert_eq!(desk.mode(), Mode::Library);
}

#[test]
fn a_mistake_is_told_on_the_line() {
    let mut desk = Desk::over(cities());
    desk.press("stpye:event x");
    desk.assert_shows(&["tpye"]);
    desk.press("<esc>sa");
    assert_eq!(desk.mode(), Mode::Finder);
}

#[test]
fn a_selection_outlives_another_look_at_the_same_words() {
    let mut desk = Desk::over(cities());
    desk.press("snice<down>");
    let selected = desk.rows().into_iter().find(|row| row.starts_with('▌')).unwrap();
    desk.press("<tab><backtab>");
    assert!(desk.rows().contains(&selected), "{}", desk.screen());
}

#[test]
fn the_finder_survives_every_size() {
    for keys in ["fcam", "snice", ":so"] {
        for (columns, rows) in [(120, 40), (96, 20), (80, 24), (60, 20), (20, 5), (5, 3), (1, 1), (0, 0)] {
            let mut desk = Desk::over(cities());
            desk.press(keys).resize(columns, rows);
            desk.picture();
        }
    }
}

#[test]
fn the_preview_shows_the_text_at_the_match() {
    let mut desk = Desk::over(cities()).at(120, 20);
    desk.press("s\"nice uses\"");
    let preview: Vec<String> =
        desk.rows().iter().filter_map(|row| Some(row.split_once('│')?.1.to_owned())).collect();
    assert!(preview[0].contains("Far below"), "{}", desk.screen());
    assert!(preview[2].contains("Nice uses its cameras."), "{}", desk.screen());
}

#[test]
fn what_is_picked_is_handed_out() {
    let mut desk = Desk::picking(shelf(["Acme", "Globex"]), "glo");
    desk.press("<enter>");
    let path = desk.path("globex.md");
    assert_eq!(desk.effects(), [Effect::Quit(Quit::Picked { path, name: Clean::line("globex") })]);
    desk.press("<esc><esc>");
    assert_eq!(desk.effects(), [Effect::Quit(Quit::Done)]);
}

#[test]
fn of_two_files_with_one_name_the_picked_one_is_told_apart() {
    let folder = Folder::new()
        .with("companies/acme.md", "---\ntitle: Acme\n---\n")
        .with("events/acme.md", "---\ntitle: Acme fair\n---\n");
    let mut desk = Desk::picking(folder, "fair");
    desk.press("<enter>");
    let path = desk.path("events/acme.md");
    assert_eq!(desk.effects(), [Effect::Quit(Quit::Picked { path, name: Clean::line("events/acme") })]);
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
        let mut desk = Desk::shipped();
        desk.press(&format!("{screen}:{command}<enter>"));
        assert_eq!(desk.mode(), mode, "{command}");
    }
}

#[test]
fn closing_the_finder_leaves_what_was_below_it() {
    for screen in ["", "2", "3", "xjxc", "/hikvision<enter>JJ"] {
        let mut desk = Desk::shipped();
        let before = desk.press(screen).screen();
        desk.press("fzz<esc><esc>");
        assert_eq!(desk.screen(), before, "{screen}");
    }
}

#[test]
fn the_pictures() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (20, 5)] {
        let picture = |keys: &str| Desk::shipped().at(columns, rows).press(keys).screen();
        assert_snapshot!(format!("titles_{columns}x{rows}"), picture("fhik"));
        assert_snapshot!(format!("text_{columns}x{rows}"), picture("snice cam"));
        assert_snapshot!(format!("commands_{columns}x{rows}"), picture(":so"));
        assert_snapshot!(format!("nothing_{columns}x{rows}"), picture("fzzzz"));
    }
    assert_snapshot!("before_typing", Desk::shipped().press("s").screen());
    assert_snapshot!("mistake", Desk::shipped().press("sfrom:china nice").screen());
    assert_snapshot!("pick", Desk::picking(shelf(["Acme", "Globex"]), "").screen());
    assert_snapshot!("looks", Desk::shipped().at(60, 20).press("snice cam").looks());
}

#[test]
fn what_is_selected_stays_selected_when_the_library_changes() {
    let mut desk = Desk::over(cities());
    desk.press("f").press("<down>");
    let row = desk.rows().into_iter().find(|row| row.starts_with('▌')).unwrap();
    desk.write("aaa.md", "---\ntitle: A newer one\nupdated: 2030-01-01\n---\n");
    desk.reloaded();
    assert!(desk.shows("A newer one") && desk.rows().contains(&row), "{row}:\n{}", desk.screen());
}

#[test]
fn a_place_in_the_text_stays_selected_when_something_is_written_above_it() {
    let text =
        |more: &str| format!("---\ntitle: Cameras\n---\n{more}## One\n\nA lens.\n\n## Two\n\nThe lens.\n");
    let mut desk = Desk::over(Folder::new().with("a.md", text("")));
    desk.press("slens<down>").assert_shows(&["2 in 1 briefing"]);
    let selected = |desk: &Desk| {
        let rows = desk.rows();
        rows.into_iter().filter(|row| row.starts_with('▌')).nth(1).unwrap()
    };
    assert!(selected(&desk).contains("The lens."), "{}", desk.screen());
    desk.write("a.md", &text("Words.\n\n"));
    desk.reloaded();
    assert!(selected(&desk).contains("The lens."), "{}", desk.screen());
}

#[test]
fn what_a_briefing_is_picked_by_is_no_unfinished_line() {
    for query in ["since:2019-13", "since:2019-1", "type:"] {
        let mut desk = Desk::picking(cities(), query);
        assert!(!desk.shows("2 of 2"), "{query}:\n{}", desk.screen());
        // From the first key on it is one.
        desk.press("<ctrl-u>since:2019-1").assert_shows(&["2 of 2"]);
    }
}
