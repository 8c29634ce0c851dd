//! The screens of evidence: timeline, matrix, evidence, related, comparison.

use briefing::keymap::Mode;
use briefing::tui::effect::Effect;
use insta::assert_snapshot;

use crate::folder::Folder;
use crate::test_app::TestApp;

const SIZES: [(u16, u16); 4] = [(120, 40), (80, 24), (60, 20), (20, 5)];

#[test]
fn the_screens_as_they_were_approved() {
    for (columns, rows) in SIZES {
        let size = format!("{columns}x{rows}");
        let app = || TestApp::shipped().at(columns, rows);
        assert_snapshot!(format!("time_line_{size}"), app().press("2lll").screen());
        assert_snapshot!(format!("matrix_{size}"), app().press("3lljjj").screen());
        assert_snapshot!(format!("matrix_cell_{size}"), app().press("3llllljjj<enter>").screen());
        assert_snapshot!(format!("evidence_{size}"), app().press("/hikvision<enter>i").screen());
        assert_snapshot!(format!("related_{size}"), app().press("/id:milipol<enter>r").screen());
        assert_snapshot!(
            format!("comparison_{size}"),
            app().press("/id:hikvision<enter>x<esc><esc>/id:dahua<enter>xc").screen()
        );
    }
}

#[test]
fn all_views_show_the_same_filtered_set() {
    let mut app = TestApp::shipped().at(120, 40);
    app.press("/status:us-entity-list type:company<enter><bksp>2");
    app.assert_shows(&["/ status:us-entity-list type:company", "2 Timeline"]);
    let all = app.state().timeline.timeline.entries.len();
    app.press("3").assert_shows(&["/ status:us-entity-list type:company", "companies × events"]);
    assert!(!app.shows(" gdu "), "{}", app.screen());
    // Typing in any view narrows all of them.
    app.press("2/ hikvision<esc>");
    app.press("/id:hikvision<down>");
    assert!(app.state().timeline.timeline.entries.len() < all);
}

#[test]
fn esc_in_a_view_clears_the_query_then_leaves_and_never_quits() {
    let mut app = TestApp::shipped();
    app.press("/type:company<enter><bksp>2<esc>");
    assert_eq!((app.mode(), app.state().list.input.text()), (Mode::Timeline, ""));
    app.press("<esc>");
    assert_eq!(app.mode(), Mode::Library);
    app.press("<esc>");
    assert!(app.effects().is_empty());
}

#[test]
fn the_time_line_goes_by_entry_and_by_period_and_is_divided_finer() {
    let mut app = TestApp::shipped();
    app.press("2llll");
    assert!(app.cursor_row().contains("▌ 2019-05"), "{}", app.screen());
    app.press("h");
    assert!(app.cursor_row().contains("▌ 2019-03"), "{}", app.screen());
    app.press("lj");
    assert!(app.shows("2019 Q2"));
    app.press("+").press("j");
    assert!(app.shows("2019-05") && !app.shows("2019 Q2"));
    app.press("--").press("j");
    assert!(app.shows("by year"));
    app.press("G").press("g");
    assert!(app.cursor_row().contains("▌ 2017"));
}

#[test]
fn back_from_a_briefing_leads_to_the_same_entry_of_the_time_line() {
    let mut app = TestApp::shipped();
    app.press("/type:event<enter><bksp>2+jjjjj");
    let row = app.cursor_row();
    app.press("<enter>");
    assert!(app.reading().is_some());
    app.press("<bksp>");
    assert_eq!((app.mode(), app.cursor_row()), (Mode::Timeline, row.clone()));
    assert_eq!(app.state().list.input.text(), "type:event");
    app.press("L<bksp>");
    assert_eq!(app.cursor_row(), row);
}

#[test]
fn back_from_a_briefing_leads_to_the_same_cell_of_the_matrix() {
    let mut app = TestApp::shipped().at(120, 40);
    app.press("3xjjllll<enter>");
    let cell = app.row(29);
    assert_eq!(app.mode(), Mode::Places);
    app.press("<enter>");
    assert!(app.reading().is_some());
    app.press("<bksp>");
    let matrix = &app.state().matrix;
    assert_eq!((app.mode(), matrix.row, matrix.column), (Mode::Matrix, 2, 4), "{cell}");
    assert_eq!(matrix.shown_axes().map(|(rows, _)| rows.word()), Some("event"));
}

#[test]
fn a_cell_opens_the_pair_with_its_sources_and_origins() {
    let mut app = TestApp::shipped().at(120, 40);
    app.press("3llllljjj");
    app.assert_shows(&["Hikvision × Milipol Paris 2019", "absent   afp-1911, bu-1911-f24 (one origin: AFP)"]);
    app.press("<enter>");
    app.assert_shows(&["  absent", "  one origin: AFP", "afp-1911"]);
    app.press("jj<enter>");
    assert_eq!(app.reading(), Some("Watch this: China surveillance tech seeks to go global"));
}

#[test]
fn the_axes_of_the_matrix_can_be_chosen() {
    let mut app = TestApp::shipped().at(120, 40);
    app.press("3ajj<enter>");
    app.assert_shows(&["tags × events"]);
    app.press("x").assert_shows(&["events × tags"]);
    app.press("a<end><enter>").assert_shows(&["events × types"]);
}

#[test]
fn a_briefing_has_a_time_line_of_its_own() {
    let mut app = TestApp::shipped();
    app.press("/id:hikvision<enter>2");
    app.assert_shows(&["only Hikvision"]);
    assert!(app.state().timeline.timeline.entries.iter().all(|entry| entry.about.len() == 1));
    app.press("q");
    assert_eq!(app.reading(), Some("Hikvision"));
    app.press("2/");
    assert!(!app.shows("only Hikvision"));
}

#[test]
fn statements_that_rest_on_little_are_marked_where_they_end() {
    let mut app = TestApp::shipped();
    app.press("/id:hikvision<enter>JJ");
    let marked: Vec<String> = app.rows().into_iter().filter(|row| row.ends_with("one origin")).collect();
    assert!(marked.len() > 4 && marked[0].contains("AFP ranks it first in the world"), "{marked:#?}");
    let folder = Folder::new()
        .with("a.md", "## Key facts\n\n- One.\n- Two.[^b]\n\n[^b]: B\n")
        .with("b.md", "---\ntype: source\npublisher: P\npublished: \"2019\"\n---\n");
    let mut app = TestApp::over(folder);
    app.press("/id:a<enter>");
    let ends = |mark: &str| app.rows().iter().filter(|row| row.contains('•') && row.ends_with(mark)).count();
    assert_eq!((ends("no source"), ends("one origin")), (1, 1), "{}", app.screen());
}

#[test]
fn a_mark_has_room_beside_the_longest_line() {
    let text = "## Key facts\n\n- WORDS[^b]\n\n[^b]: B\n";
    for (columns, mark) in [(30, "(1)"), (60, "one origin"), (80, "one origin"), (120, "one origin")] {
        // Wherever the last line ends, the mark is beside it.
        for words in 10..40 {
            let text = text.replace("WORDS", &"word ".repeat(words));
            let folder = Folder::new()
                .with("a.md", text.as_str())
                .with("b.md", "---\ntype: source\npublisher: P\npublished: \"2019\"\n---\n");
            let mut app = TestApp::over(folder).at(columns, 24);
            app.press("/id:a<enter>");
            let is_marked = |row: &&String| row.trim_end().ends_with(mark) && !row.contains('·');
            let marked = app.rows().iter().filter(is_marked).count();
            assert_eq!(marked, 1, "{words} words in {columns} columns:\n{}", app.screen());
        }
    }
}

#[test]
fn the_evidence_pane_leads_to_statements_and_sources_and_copies_citations() {
    let mut app = TestApp::shipped();
    app.press("/id:hikvision<enter>i");
    app.assert_shows(&[
        "Hikvision: 25 statements, 8 origins",
        "AFP: 8 statements, 7 with one origin",
        "also used by GDU",
    ]);
    app.press("jjjy");
    match app.effects() {
        [Effect::Copy { text, .. }] => assert!(
            text.starts_with("AFP ranks it") && text.contains("(Hikvision, Key facts, as of 2019-11-24)"),
            "{text}"
        ),
        other => panic!("{other:?}"),
    }
    assert_eq!(app.mode(), Mode::Reader);
    app.press("ijjj<enter>");
    assert_eq!(app.mode(), Mode::Reader);
    assert!(app.shows("AFP ranks it first in the world in video surveillance"));
    app.press("i<enter>");
    assert_eq!(app.reading(), Some("Watch this: China surveillance tech seeks to go global"));
    app.press("<bksp>");
    assert_eq!(app.reading(), Some("Hikvision"));
}

#[test]
fn related_says_who_was_there_and_who_was_not_and_from_how_many_origins() {
    let mut app = TestApp::shipped().at(120, 40);
    app.press("/id:milipol<enter>r");
    app.assert_shows(&[
        "6 links, 2 origins: AFP, US government",
        "absent     Hikvision · one origin: AFP",
        "exhibitor  Hytera · one origin: AFP",
        "Linked from other texts: 4",
        "Has in common with",
    ]);
    app.press("<enter>");
    assert_eq!(app.reading(), Some("Hikvision"));
    app.press("<bksp>");
    assert_eq!(app.reading(), Some("Milipol Paris 2019"));
}

#[test]
fn picked_briefings_are_put_side_by_side() {
    let mut app = TestApp::shipped().at(120, 40);
    app.press("c");
    assert!(app.message().contains("pick two"), "{}", app.message());
    app.press("xjx");
    assert!(app.message().starts_with("2 picked"));
    assert!(app.shows("▌xHuawei"), "{}", app.screen());
    app.press("c").assert_shows(&["Compare › CloudWalk · Huawei", "Status", "Only in this one"]);
    app.press("<esc>");
    assert_eq!(app.mode(), Mode::Library);
    app.press("<bksp>");
    assert_eq!(app.mode(), Mode::Comparison);
}

#[test]
fn a_vault_without_our_keys_has_backlinks_dates_and_tags_by_years() {
    let folder = Folder::new()
        .with("one.md", "---\ntags: [ideas, maps]\ndate: 2021-03-04\n---\nSee [[two]].")
        .with("two.md", "---\ntags: ideas\ndate: 2022-01-01\n---\nWords.")
        .with("plain.md", "No front matter, but [two](two.md).");
    let mut app = TestApp::over(folder);
    app.press("3").assert_shows(&["tags × years", "ideas", "2021"]);
    app.press("2").assert_shows(&["2021-03-04", "2 entries"]);
    app.press("1/id:two<enter>r").assert_shows(&[
        "Linked from other texts: 2 briefings",
        "plain",
        "Has in common with",
    ]);
}

#[test]
fn a_library_without_anything_teaches_what_is_missing() {
    let mut app = TestApp::over(Folder::new().with("a.md", "Words."));
    app.press("2").assert_shows(&["No dated entries."]);
    app.press("3").assert_shows(&["The matrix of tags and years is empty.", "Press a to choose other axes."]);
}

#[test]
fn a_reload_keeps_the_view_and_brings_the_news() {
    let folder = Folder::new().with("a.md", "## Timeline\n\n- 2020: one\n- 2021: two\n");
    let mut app = TestApp::over(folder);
    app.press("2j");
    assert!(app.cursor_row().contains("two"));
    app.write("a.md", "## Timeline\n\n- 2020: one\n- 2021: two\n- 2022: three\n");
    app.press("R").assert_shows(&["3 entries"]);
    assert!(app.cursor_row().contains("two"), "{}", app.screen());
}

#[test]
fn a_selected_entry_and_a_selected_cell_stay_selected_when_others_come_before_them() {
    let text = |more: &str| format!("---\ntitle: A\n---\n## Timeline\n\n{more}- 2020: one\n- 2021: two\n");
    let mut app = TestApp::over(Folder::new().with("a.md", text("")));
    app.press("2j");
    app.write("a.md", &text("- 2018: zero\n- 2019: nought\n"));
    app.reloaded().assert_shows(&["4 entries"]);
    assert!(app.cursor_row().contains("two"), "{}", app.screen());
    let tagged = |tags: &str| format!("---\ntags: [{tags}]\ndate: 2021-03-04\n---\n");
    let mut app = TestApp::over(Folder::new().with("one.md", tagged("maps, roads")));
    app.press("3j");
    assert!(app.cursor_row().starts_with("▌roads"), "{}", app.screen());
    app.write("two.md", &tagged("ideas, bridges"));
    app.reloaded().assert_shows(&["ideas"]);
    assert!(app.cursor_row().starts_with("▌roads"), "{}", app.screen());
}

#[test]
fn source_and_origin_find_what_texts_cite() {
    let folder = Folder::new()
        .with("a.md", "Words.[^s]\n\n[^s]: S")
        .with("b.md", "Words.")
        .with("s.md", "---\ntype: source\ntitle: S\npublisher: AFP\npublished: \"2019\"\n---\n");
    let mut app = TestApp::over(folder);
    assert_eq!(app.press("/source:s").titles(), ["a"]);
    assert_eq!(app.press("<esc><esc>/origin:AFP").titles(), ["a"]);
}

#[test]
fn the_evidence_of_a_source_is_every_statement_that_rests_on_it() {
    let mut app = TestApp::shipped().at(120, 40);
    app.press("/type:source Watch this<enter>");
    assert!(app.reading().is_some_and(|title| title.starts_with("Watch this")), "{}", app.screen());
    app.press("i")
        .assert_shows(&["Cited by", "one origin  AFP ranks it first in the world in video surveillance."]);
    let alone = app.rows().iter().filter(|row| row.contains("  one origin  ")).count();
    assert!(alone >= 9, "{}", app.screen());
}

#[test]
fn a_time_line_that_a_filter_shortens_fills_the_screen() {
    let mut app = TestApp::shipped();
    app.press("2G/since:2019-10 until:2019-10");
    let shown = app.screen().lines().filter(|row| row.contains("2019-10")).count();
    assert!(shown > 8, "{}", app.screen());
}
