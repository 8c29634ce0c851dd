//! Following: letters on links, links of every sort, footnotes, typed links, what is shown before anything opens.

use briefing::keymap::Mode;
use briefing::tui::effect::Effect;
use ratatui::style::Modifier;

use crate::folder::{Folder, numbered};
use crate::test_app::TestApp;

/// A briefing with one link of each sort, in the order of the letters s d f g h j k l.
fn links() -> TestApp {
    let folder = Folder::new()
        .with(
            "home.md",
            "---\ntitle: Home\nlinks:\n  - {to: globex, role: partner}\n  - {to: nowhere, role: customer}\n---\n\
             A [section](#far-below), [Globex](globex.md), [its facts](globex.md#facts), [[globex|wiki]],\n\
             [gone](gone.md), [outside](https://example.com/a/b?c=d), [odd](javascript:alert(1)), a source.[^src]\n\n\
             WORDS## Far below\n\nThe end of it.\n\n[^src]: [Src](src.md), page 3.\n"
                .replace("WORDS", &"Words.\n\n".repeat(40)),
        )
        .with("globex.md", format!("---\ntitle: Globex\n---\n{}## Facts\n\nGlobex sells.[^src]\n\n[^src]: Src.\n\n{0}", "Words.\n\n".repeat(30)))
        .with(
            "src.md",
            "---\ntype: source\ntitle: The Source\npublisher: The Paper\npublished: 2019-11\nurl: https://paper.example/1\n---\n",
        )
        .with("other.md", "---\ntitle: Other\nlinks:\n  - {to: globex, role: customer, sources: [src]}\n---\n");
    let mut app = TestApp::over(folder);
    app.press("/title:home<enter>");
    assert_eq!(app.reading(), Some("Home"));
    app
}

#[test]
fn every_visible_link_and_footnote_gets_a_letter() {
    let mut app = links();
    app.press("o");
    assert_eq!(app.mode(), Mode::Hints);
    assert_eq!(app.with_look(Modifier::REVERSED), ["[s]", "[d]", "[f]", "[g]", "[h]", "[j]", "[k]", "[l]"]);
}

#[test]
fn a_label_is_before_its_link_and_in_place_of_a_number() {
    let text = "A [label](other.md) here,[^n] and `code`.\n\n[^n]: A note.\n";
    let mut app = TestApp::over(crate::folder::page(text));
    app.press("<enter>").assert_shows(&["A label here,[1] and code."]);
    app.press("o").assert_shows(&["A [s]label here,[d] and code.", "type the letter of a link to follow it"]);
    app.press("<esc>").assert_shows(&["A label here,[1] and code."]);
}

#[test]
fn a_letter_goes_to_a_heading_and_back_comes_back() {
    let mut app = links();
    let before = app.screen();
    app.press("os").assert_shows(&["Far below", "The end of it."]);
    assert_eq!(app.press("<bksp>").screen(), before);
}

#[test]
fn a_letter_opens_another_briefing() {
    let mut app = links();
    assert_eq!(app.press("od").reading(), Some("Globex"));
    assert_eq!(app.press("<bksp>").reading(), Some("Home"));
    app.press("og");
    assert_eq!(app.reading(), Some("Globex"));
}

#[test]
fn a_link_to_a_heading_opens_there() {
    let mut app = links();
    app.press("of");
    assert_eq!((app.reading(), app.row(2).trim()), (Some("Globex"), "Facts"));
}

#[test]
fn a_broken_link_says_so_and_stays() {
    let mut app = links();
    app.press("oh");
    assert_eq!((app.mode(), app.reading()), (Mode::Reader, Some("Home")));
    assert_eq!(app.message(), "broken link: no briefing has the name `gone.md`");
    app.press("j");
    assert_eq!(app.message(), "");
}

#[test]
fn an_address_is_shown_whole_before_it_is_opened() {
    let mut app = links();
    app.press("oj");
    assert_eq!((app.mode(), app.effects()), (Mode::Card, &[][..]));
    app.assert_shows(&["outside", "https://example.com/a/b?c=d", "host: example.com"]);
    app.press("<enter>");
    assert!(
        matches!(app.effects(), [Effect::Visit { address }] if *address == "https://example.com/a/b?c=d")
    );
    assert_eq!(app.mode(), Mode::Reader);
}

#[test]
fn an_address_can_be_copied_instead() {
    let mut app = links();
    app.press("ojy");
    assert!(
        matches!(app.effects(), [Effect::Copy { what: "address", text }] if *text == "https://example.com/a/b?c=d")
    );
}

#[test]
fn an_address_is_not_opened_before_all_of_it_was_on_the_screen() {
    let long = format!("https://example.com/{}", "path/".repeat(60));
    let mut app = TestApp::over(crate::folder::page(&format!("[label]({long})"))).at(20, 8);
    app.press("<enter>Gos");
    assert_eq!(app.mode(), Mode::Card);
    app.press("<enter>");
    assert_eq!(app.effects(), []);
    assert!(app.message().contains("rest first"), "{}", app.message());
    assert!(!app.shows("host:"));
    app.press("G").assert_shows(&["host:"]);
    app.press("<enter>");
    assert!(matches!(app.effects(), [Effect::Visit { .. }]), "{}", app.screen());
}

#[test]
fn a_host_in_other_letters_is_shown_in_punycode_too() {
    for (address, shown) in [
        ("https://\u{430}pple.com/x", "in punycode: xn--pple-43d.com"),
        ("https://münchen.example", "host: münchen.example (in punycode: xn--mnchen-3ya.example"),
        ("https://[2001:db8::1]:8080/x", "host: [2001:db8::1]"),
        ("https://example.com:8080/x", "host: example.com"),
    ] {
        let mut app = TestApp::over(crate::folder::page(&format!("[label](<{address}>)")));
        app.press("<enter>Gos").assert_shows(&[shown]);
    }
}

#[test]
fn a_scheme_that_could_run_something_is_never_opened() {
    let mut app = links();
    app.press("ok");
    app.assert_shows(&["javascript:alert(1)", "Only http, https and mailto"]);
    app.press("<enter>");
    assert_eq!(app.effects(), []);
}

#[test]
fn a_label_that_names_another_host_is_marked() {
    let mut app = TestApp::over(crate::folder::page("[www.bank.example](https://evil.example/bank)"));
    app.press("<enter>os");
    app.assert_shows(&["https://evil.example/bank", "! The label names another host"]);
}

#[test]
fn a_footnote_opens_its_source_in_place_and_then_for_reading() {
    let mut app = links();
    app.press("ol");
    assert_eq!(app.mode(), Mode::Card);
    app.assert_shows(&[
        "[1] The Source",
        "Src, page 3.",
        "The Paper · Nov 2019",
        "origin: The Paper",
        // One says so in its text, the other in its front matter.
        "also used by: Globex, Other",
        "https://paper.example/1",
    ]);
    assert_eq!(app.press("<esc>").reading(), Some("Home"));
    assert_eq!(app.press("ol<enter>").reading(), Some("The Source"));
    assert_eq!(app.press("<bksp>").reading(), Some("Home"));
}

#[test]
fn a_footnote_that_is_no_source_shows_its_text() {
    let mut app = TestApp::over(crate::folder::page("Claim.[^1]\n\n[^1]: Said at lunch.\n"));
    app.press("<enter>os");
    app.assert_shows(&["Said at lunch."]);
    app.press("<enter>");
    assert_eq!((app.mode(), app.effects()), (Mode::Reader, &[][..]));
}

#[test]
fn a_typed_link_is_followed_from_the_end_of_the_text() {
    let mut app = links();
    app.press("G").assert_shows(&["Linked", "partner", "customer"]);
    app.press("o");
    let letters = app.with_look(Modifier::REVERSED);
    let [.., customer, partner] = letters.as_slice() else { panic!("{}", app.screen()) };
    let (customer, partner) = (customer.clone(), partner.clone());
    app.press(&customer);
    assert_eq!(app.message(), "nowhere is not in the library");
    app.press(&format!("o{partner}"));
    assert_eq!(app.reading(), Some("Globex"));
    app.press("G").assert_shows(&["customer", "Other", "partner", "Home"]);
}

#[test]
fn contents_lead_to_sections_and_linked_briefings() {
    let mut app = links();
    app.press("t").assert_shows(&["Far below", "Linked", "partner   Globex"]);
    assert!(app.cursor_row().starts_with("▌ Far below"), "{}", app.screen());
    app.press("<enter>").assert_shows(&["The end of it."]);
    app.press("gtj");
    assert!(app.cursor_row().contains("nowhere"), "{}", app.screen());
    app.press("j<enter>");
    assert_eq!(app.reading(), Some("Globex"));
}

#[test]
fn contents_open_on_the_section_that_is_read() {
    let mut app = TestApp::shipped();
    app.press("/hikvision<enter>JJJt");
    assert!(app.cursor_row().contains("Timeline"), "{}", app.screen());
}

#[test]
fn a_page_without_links_says_so() {
    let mut app = TestApp::over(crate::folder::page("Words."));
    app.press("<enter>o");
    assert_eq!((app.mode(), app.message()), (Mode::Reader, "no links on this screen"));
    app.press("t");
    assert_eq!((app.mode(), app.message()), (Mode::Reader, "no sections or links in this briefing"));
}

#[test]
fn more_links_than_letters_get_two_letters_each() {
    let text = numbered(40, |n| format!("[link {n}](page{n}.md) "));
    let mut app = TestApp::over(crate::folder::page(&text));
    app.press("<enter>o");
    assert!(app.with_look(Modifier::REVERSED).iter().all(|letters| letters.len() == 4));
    app.press("sd");
    assert_eq!(app.message(), "broken link: no briefing has the name `page2.md`");
}

#[test]
fn a_wrong_letter_keeps_the_letters_and_esc_removes_them() {
    let mut app = links();
    app.press("o1Z");
    assert_eq!(app.mode(), Mode::Hints);
    app.press("<esc>");
    assert_eq!((app.mode(), app.reading()), (Mode::Reader, Some("Home")));
}
