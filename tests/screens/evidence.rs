//! The analyst's screens: time line, matrix, evidence, related, comparison.

use briefing::tui::app::Mode;
use briefing::tui::effect::Effect;
use insta::assert_snapshot;

use crate::desk::Desk;
use crate::folder::Folder;

const SIZES: [(u16, u16); 4] = [(120, 40), (80, 24), (60, 20), (20, 5)];

#[test]
fn the_screens_as_they_were_approved() {
    for (columns, rows) in SIZES {
        let size = format!("{columns}x{rows}");
        let desk = || Desk::shipped().at(columns, rows);
        assert_snapshot!(format!("time_line_{size}"), desk().press("2lll").screen());
        assert_snapshot!(format!("matrix_{size}"), desk().press("3lljjj").screen());
        assert_snapshot!(format!("matrix_cell_{size}"), desk().press("3llllljjj<enter>").screen());
        assert_snapshot!(format!("evidence_{size}"), desk().press("/hikvision<enter>i").screen());
        assert_snapshot!(format!("related_{size}"), desk().press("/id:milipol<enter>r").screen());
        assert_snapshot!(
            format!("comparison_{size}"),
            desk().press("/id:hikvision<enter>x<esc><esc>/id:dahua<enter>xc").screen()
        );
    }
}

#[test]
fn all_views_show_the_same_filtered_set() {
    let mut desk = Desk::shipped().at(120, 40);
    desk.press("/status:us-entity-list type:company<enter><bksp>2");
    desk.assert_shows(&["/ status:us-entity-list type:company", "2 Time line"]);
    let all = desk.app().timeline.timeline.entries.len();
    desk.press("3").assert_shows(&["/ status:us-entity-list type:company", "companies × events"]);
    assert!(!desk.shows(" gdu "), "{}", desk.screen());
    // Typing in any view narrows all of them.
    desk.press("2/ hikvision<esc>");
    desk.press("/id:hikvision<down>");
    assert!(desk.app().timeline.timeline.entries.len() < all);
}

#[test]
fn esc_in_a_view_clears_the_query_then_leaves_and_never_quits() {
    let mut desk = Desk::shipped();
    desk.press("/type:company<enter><bksp>2<esc>");
    assert_eq!((desk.mode(), desk.app().list.input.text()), (Mode::Timeline, ""));
    desk.press("<esc>");
    assert_eq!(desk.mode(), Mode::Library);
    desk.press("<esc>");
    assert!(desk.effects().is_empty());
}

#[test]
fn the_time_line_goes_by_entry_and_by_period_and_is_divided_finer() {
    let mut desk = Desk::shipped();
    desk.press("2llll");
    assert!(desk.cursor_row().contains("▌ 2019-05"), "{}", desk.screen());
    desk.press("h");
    assert!(desk.cursor_row().contains("▌ 2019-03"), "{}", desk.screen());
    desk.press("lj");
    assert!(desk.shows("2019 Q2"));
    desk.press("+").press("j");
    assert!(desk.shows("2019-05") && !desk.shows("2019 Q2"));
    desk.press("--").press("j");
    assert!(desk.shows("by year"));
    desk.press("G").press("g");
    assert!(desk.cursor_row().contains("▌ 2017"));
}

#[test]
fn back_from_a_briefing_leads_to_the_same_entry_of_the_time_line() {
    let mut desk = Desk::shipped();
    desk.press("/type:event<enter><bksp>2+jjjjj");
    let row = desk.cursor_row();
    desk.press("<enter>");
    assert!(desk.reading().is_some());
    desk.press("<bksp>");
    assert_eq!((desk.mode(), desk.cursor_row()), (Mode::Timeline, row.clone()));
    assert_eq!(desk.app().list.input.text(), "type:event");
    desk.press("L<bksp>");
    assert_eq!(desk.cursor_row(), row);
}

#[test]
fn back_from_a_briefing_leads_to_the_same_cell_of_the_matrix() {
    let mut desk = Desk::shipped().at(120, 40);
    desk.press("3xjjllll<enter>");
    let cell = desk.row(29);
    assert_eq!(desk.mode(), Mode::Places);
    desk.press("<enter>");
    assert!(desk.reading().is_some());
    desk.press("<bksp>");
    let matrix = &desk.app().matrix;
    assert_eq!((desk.mode(), matrix.row, matrix.column), (Mode::Matrix, 2, 4), "{cell}");
    assert_eq!(matrix.shown_axes().map(|(rows, _)| rows.word()), Some("event"));
}

#[test]
fn a_cell_opens_the_pair_with_its_sources_and_origins() {
    let mut desk = Desk::shipped().at(120, 40);
    desk.press("3llllljjj");
    desk.assert_shows(&["Hikvision × Milipol Paris 2019", "absent   afp-1911, bu-1911-f24 (1 origin: AFP)"]);
    desk.press("<enter>");
    desk.assert_shows(&["  absent", "  1 origin: AFP", "afp-1911"]);
    desk.press("jj<enter>");
    assert_eq!(desk.reading(), Some("Watch this: China surveillance tech seeks to go global"));
}

#[test]
fn the_axes_of_the_matrix_can_be_chosen() {
    let mut desk = Desk::shipped().at(120, 40);
    desk.press("3ajj<enter>");
    desk.assert_shows(&["tags × events"]);
    desk.press("x").assert_shows(&["events × tags"]);
    desk.press("a<end><enter>").assert_shows(&["events × types"]);
}

#[test]
fn a_briefing_has_a_time_line_of_its_own() {
    let mut desk = Desk::shipped();
    desk.press("/id:hikvision<enter>2");
    desk.assert_shows(&["only Hikvision"]);
    assert!(desk.app().timeline.timeline.entries.iter().all(|entry| entry.about.len() == 1));
    desk.press("q");
    assert_eq!(desk.reading(), Some("Hikvision"));
    desk.press("2/");
    assert!(!desk.shows("only Hikvision"));
}

#[test]
fn statements_that_rest_on_little_are_marked_where_they_end() {
    let mut desk = Desk::shipped();
    desk.press("/id:hikvision<enter>JJ");
    let marked: Vec<String> = desk.rows().into_iter().filter(|row| row.ends_with("1 origin")).collect();
    assert!(marked.len() > 4 && marked[0].contains("AFP ranks it first in the world"), "{marked:#?}");
    let folder = Folder::new()
        .with("a.md", "## Key facts\n\n- One.\n- Two.[^b]\n\n[^b]: B\n")
        .with("b.md", "---\ntype: source\npublisher: P\npublished: \"2019\"\n---\n");
    let mut desk = Desk::over(folder);
    desk.press("/id:a<enter>");
    let ends = |mark: &str| desk.rows().iter().filter(|row| row.contains('•') && row.ends_with(mark)).count();
    assert_eq!((ends("no source"), ends("1 origin")), (1, 1), "{}", desk.screen());
}

#[test]
fn the_evidence_pane_leads_to_statements_and_sources_and_copies_citations() {
    let mut desk = Desk::shipped();
    desk.press("/id:hikvision<enter>i");
    desk.assert_shows(&[
        "Hikvision: 25 statements, 8 origins",
        "AFP: 8 statements, 7 only on this",
        "also used by GDU",
    ]);
    desk.press("jjjy");
    match desk.effects() {
        [Effect::Copy { text, .. }] => assert!(
            text.starts_with("AFP ranks it") && text.contains("(Hikvision, Key facts, as of 2019-11-24)"),
            "{text}"
        ),
        other => panic!("{other:?}"),
    }
    assert_eq!(desk.mode(), Mode::Reader);
    desk.press("ijjj<enter>");
    assert_eq!(desk.mode(), Mode::Reader);
    assert!(desk.shows("AFP ranks it first in the world in video surveillance"));
    desk.press("i<enter>");
    assert_eq!(desk.reading(), Some("Watch this: China surveillance tech seeks to go global"));
    desk.press("<bksp>");
    assert_eq!(desk.reading(), Some("Hikvision"));
}

#[test]
fn related_says_who_was_there_and_who_was_not_and_from_how_many_origins() {
    let mut desk = Desk::shipped().at(120, 40);
    desk.press("/id:milipol<enter>r");
    desk.assert_shows(&[
        "6 links, 2 origins: AFP, US government",
        "absent     Hikvision · 1 origin: AFP",
        "exhibitor  Hytera · 1 origin: AFP",
        "Links here in the text: 4",
        "Shares",
    ]);
    desk.press("<enter>");
    assert_eq!(desk.reading(), Some("Hikvision"));
    desk.press("<bksp>");
    assert_eq!(desk.reading(), Some("Milipol Paris 2019"));
}

#[test]
fn picked_briefings_are_put_side_by_side() {
    let mut desk = Desk::shipped().at(120, 40);
    desk.press("c");
    assert!(desk.message().contains("pick two"), "{}", desk.message());
    desk.press("xjx");
    assert!(desk.message().starts_with("2 picked"));
    assert!(desk.shows("▌xHuawei"), "{}", desk.screen());
    desk.press("c").assert_shows(&["Compare › CloudWalk · Huawei", "Status", "Only here"]);
    desk.press("<esc>");
    assert_eq!(desk.mode(), Mode::Library);
    desk.press("<bksp>");
    assert_eq!(desk.mode(), Mode::Comparison);
}

#[test]
fn a_vault_without_our_keys_has_backlinks_dates_and_tags_by_years() {
    let folder = Folder::new()
        .with("one.md", "---\ntags: [ideas, maps]\ndate: 2021-03-04\n---\nSee [[two]].")
        .with("two.md", "---\ntags: ideas\ndate: 2022-01-01\n---\nWords.")
        .with("plain.md", "No front matter, but [two](two.md).");
    let mut desk = Desk::over(folder);
    desk.press("3").assert_shows(&["tags × years", "ideas", "2021"]);
    desk.press("2").assert_shows(&["2021-03-04", "2 entries"]);
    desk.press("1/id:two<enter>r").assert_shows(&["Links here in the text: 2", "plain", "Shares"]);
}

#[test]
fn a_library_without_anything_teaches_what_is_missing() {
    let mut desk = Desk::over(Folder::new().with("a.md", "Words."));
    desk.press("2").assert_shows(&["Nothing here has a date."]);
    desk.press("3").assert_shows(&["No tags with years here.", "a chooses other axes"]);
}

#[test]
fn a_reload_keeps_the_view_and_brings_the_news() {
    let folder = Folder::new().with("a.md", "## Timeline\n\n- 2020: one\n- 2021: two\n");
    let mut desk = Desk::over(folder);
    desk.press("2j");
    assert!(desk.cursor_row().contains("two"));
    desk.write("a.md", "## Timeline\n\n- 2020: one\n- 2021: two\n- 2022: three\n");
    desk.press("R").assert_shows(&["3 entries"]);
    assert!(desk.cursor_row().contains("two"), "{}", desk.screen());
}

#[test]
fn a_selected_entry_and_a_selected_cell_stay_selected_when_others_come_before_them() {
    let text = |more: &str| format!("---\ntitle: A\n---\n## Timeline\n\n{more}- 2020: one\n- 2021: two\n");
    let mut desk = Desk::over(Folder::new().with("a.md", text("")));
    desk.press("2j");
    desk.write("a.md", &text("- 2018: zero\n- 2019: nought\n"));
    desk.reloaded().assert_shows(&["4 entries"]);
    assert!(desk.cursor_row().contains("two"), "{}", desk.screen());
    let tagged = |tags: &str| format!("---\ntags: [{tags}]\ndate: 2021-03-04\n---\n");
    let mut desk = Desk::over(Folder::new().with("one.md", tagged("maps, roads")));
    desk.press("3j");
    assert!(desk.cursor_row().starts_with("▌roads"), "{}", desk.screen());
    desk.write("two.md", &tagged("ideas, bridges"));
    desk.reloaded().assert_shows(&["ideas"]);
    assert!(desk.cursor_row().starts_with("▌roads"), "{}", desk.screen());
}

#[test]
fn source_and_origin_find_what_texts_cite() {
    let folder = Folder::new()
        .with("a.md", "Words.[^s]\n\n[^s]: S")
        .with("b.md", "Words.")
        .with("s.md", "---\ntype: source\ntitle: S\npublisher: AFP\npublished: \"2019\"\n---\n");
    let mut desk = Desk::over(folder);
    assert_eq!(desk.press("/source:s").titles(), ["a"]);
    assert_eq!(desk.press("<esc><esc>/origin:AFP").titles(), ["a"]);
}

#[test]
fn the_evidence_of_a_source_is_every_statement_that_rests_on_it() {
    let mut desk = Desk::shipped().at(120, 40);
    desk.press("/type:source Watch this<enter>");
    assert!(desk.reading().is_some_and(|title| title.starts_with("Watch this")), "{}", desk.screen());
    desk.press("i")
        .assert_shows(&["Rests on it", "only     AFP ranks it first in the world in video surveillance."]);
    let alone = desk.rows().iter().filter(|row| row.contains("  only  ")).count();
    assert!(alone >= 9, "{}", desk.screen());
}

#[test]
fn a_time_line_that_a_filter_shortens_fills_the_screen() {
    let mut desk = Desk::shipped();
    desk.press("2G/since:2019-10 until:2019-10");
    let shown = desk.screen().lines().filter(|row| row.contains("2019-10")).count();
    assert!(shown > 8, "{}", desk.screen());
}
