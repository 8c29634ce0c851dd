//! Passages: the places of a text that a query finds, and the lines around them.

use super::super::unit::TermSequence;
use super::super::window;
use super::*;
use crate::text::width;

const FILE: &str = "---\ntype: company\ntitle: Hikvision\naliases:\n  - Hangzhou Hikvision\n  - 海康威视\n\
    description: Cameras & recorders\n---\n\n## Bottom line\n\nNice uses its *cameras*.\n\n## Key facts\n\n\
    - A list of\n  two cameras for the city of Nice.[^afp]\n- Nothing.\n\n[^afp]: AFP.\n";

fn seen(words: &[&str]) -> HitDetails {
    let unit = |(at, word): (usize, &&str)| TermSequence::of(word, false, 1 << at);
    let matcher = Matcher::new(words.iter().enumerate().flat_map(unit).collect());
    hit_details(Path::new("hikvision.md"), FILE.as_bytes(), &matcher)
}

fn marked(passage: &Passage) -> Vec<&str> {
    passage.marks.iter().map(|mark| &passage.text[mark.clone()]).collect()
}

#[test]
fn the_places_that_have_all_words_are_shown_with_section_and_line() {
    let details = seen(&["nice", "cameras"]);
    let places: Vec<(&str, u32)> =
        details.passages.iter().map(|p| (p.section.as_ref().unwrap().as_str(), p.line)).collect();
    assert_eq!(places, [("Bottom line", 12), ("Key facts", 17)]);
    assert_eq!(marked(&details.passages[0]), ["Nice", "cameras"]);
    assert_eq!(details.why, Some(HitReason::Text));
}

#[test]
fn a_passage_knows_its_byte_in_the_text() {
    let details = seen(&["cameras"]);
    let body = briefing::body(FILE.as_bytes()).text;
    for passage in &details.passages {
        assert!(body[passage.byte..].starts_with("cameras"), "{:?}", &body[passage.byte..]);
    }
    assert_eq!(details.passages.len(), 2);
}

#[test]
fn a_hit_says_why() {
    assert_eq!(seen(&["hikvision"]).why, Some(HitReason::Title));
    assert_eq!(seen(&["hangzhou"]).why, Some(HitReason::Alias(Clean::line("Hangzhou Hikvision"))));
    assert_eq!(seen(&["facts"]).why, Some(HitReason::Heading));
    assert_eq!(seen(&["recorders"]).why, Some(HitReason::Field("description")));
    assert_eq!(seen(&["absent"]).why, None);
}

#[test]
fn places_alone_are_the_places_of_the_whole() {
    let files = [
        FILE.to_owned(),
        FILE.replace("Cameras & recorders", "\"\\x68idden\""),
        FILE.replace("title: Hikvision\n", ""),
        FILE.replace("## Bottom line", "# C*amer*as &amp; c&#97;meras"),
        FILE.split_once("---\n\n").unwrap().1.to_owned(),
        "---\ntitle: A\n---\n\u{0}binary cameras".to_owned(),
    ];
    for file in files {
        for words in [
            &["nice", "cameras"][..],
            &["hikvision"],
            &["hangzhou"],
            &["recorders"],
            &["1"],
            &["hidden"],
            &["absent"],
        ] {
            let unit = |(at, word): (usize, &&str)| TermSequence::of(word, false, 1 << at);
            let matcher = Matcher::new(words.iter().enumerate().flat_map(unit).collect());
            let path = Path::new("cameras-in-nice.md");
            let whole = hit_details(path, file.as_bytes(), &matcher).passages;
            assert_eq!(passages(path, file.as_bytes(), &matcher), whole, "{words:?} in {file}");
        }
    }
}

#[test]
fn a_field_is_a_place_with_its_line() {
    let details = seen(&["康威"]);
    assert_eq!((details.passages[0].field, details.passages[0].line), (Some("aliases"), 6));
    assert_eq!(marked(&details.passages[0]), ["康威"]);
    assert_eq!(seen(&["recorders"]).passages[0].line, 7);
}

#[test]
fn a_passage_begins_where_most_words_stand_close_together() {
    let far = format!("cameras {} cameras for Nice", "and more ".repeat(20));
    let unit = |(at, word): (usize, &str)| TermSequence::of(word, false, 1 << at);
    let matcher = Matcher::new(["nice", "cameras"].into_iter().enumerate().flat_map(unit).collect());
    let details = hit_details(Path::new("a.md"), far.as_bytes(), &matcher);
    let passage = &details.passages[0];
    assert!(passage.text[passage.focus..].starts_with("cameras for Nice"));
    assert!(far[passage.byte..].starts_with("cameras for Nice"));
}

#[test]
fn a_window_keeps_the_marks_in_view() {
    let text = Clean::line(&format!("{} the city of Nice {}", "before ".repeat(20), "after ".repeat(20)));
    let at = text.find("Nice").unwrap();
    let (shown, marks) = window(&text, std::slice::from_ref(&(at..at + 4)), at, 40);
    assert!(width(&shown) <= 40, "{shown}");
    assert_eq!(&shown[marks[0].clone()], "Nice");
    assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
    for cells in 1..60 {
        assert!(width(&window(&text, &[], at, cells).0) <= cells, "{cells}");
    }
}

#[test]
fn a_line_that_fits_is_shown_whole() {
    let text = Clean::line("Nice uses its cameras.");
    assert_eq!(window(&text, &[], 0, 22).0, text);
}

const ASIDES: &str = "---\ntitle: Asides\ncountry: XQ\nparts:\n  - {name: gearbox, since: 2019-08}\n---\n\nA picture of a \
    fair:[^1] ![stand](img/hall.png).\n\n## Reports\n\nSee [the report](https://example.org/quagga/annex) by it.\n\n\
    ```zig\nlet a = 1\n```\n\n[^1]: AFP.\n";

fn asides(word: &str) -> Vec<(Option<&'static str>, u32, String)> {
    let matcher = Matcher::new(TermSequence::of(word, false, 1));
    let bytes = ASIDES.as_bytes();
    let all = hit_details(Path::new("asides.md"), bytes, &matcher).passages;
    assert_eq!(passages(Path::new("asides.md"), bytes, &matcher), all, "{word}");
    all.iter().map(|passage| (passage.field, passage.line, passage.text.to_string())).collect()
}

#[test]
fn values_addresses_and_languages_are_places_with_a_name() {
    let one = |field, line, text: &str| vec![(Some(field), line, text.to_owned())];
    assert_eq!(asides("quagga"), one("address", 12, "https://example.org/quagga/annex"));
    assert_eq!(asides("hall"), one("address", 8, "img/hall.png"));
    assert_eq!(asides("zig"), one("code", 14, "zig"));
    assert_eq!(asides("xq"), one("front matter", 3, "XQ"));
    assert_eq!(asides("2019"), one("other", 5, "2019-08"));
    assert_eq!(asides("annex")[0].0, Some("address"));
    assert_eq!(asides("report")[0].0, None, "the text comes first, and alone");
}

#[test]
fn what_only_stands_for_something_is_not_said() {
    assert_eq!(asides("image"), []);
    assert_eq!(asides("stand").len(), 1);
    assert_eq!(asides("1"), [(None, 15, "let a = 1".to_owned())]);
}

#[test]
fn a_text_with_as_many_headings_as_places_is_read_in_one_pass() {
    let text = "## Quagga\n\nA quagga.\n\n".repeat(20_000);
    let matcher = Matcher::new(TermSequence::of("quagga", false, 1));
    let begun = std::time::Instant::now();
    let all = passages(Path::new("long.md"), text.as_bytes(), &matcher);
    assert_eq!((all.len(), all[39_999].line), (40_000, 79_999));
    assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
}
