//! Following: letters on links, links of every sort, footnotes, typed links, what is shown before anything opens.

use briefing::tui::app::Mode;
use briefing::tui::effect::Effect;
use ratatui::style::Modifier;

use crate::desk::Desk;
use crate::folder::{Folder, numbered};

/// A briefing with one link of each sort, in the order of the letters s d f g h j k l.
fn links() -> Desk {
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
    let mut desk = Desk::over(folder);
    desk.press("/title:home<enter>");
    assert_eq!(desk.reading(), Some("Home"));
    desk
}

#[test]
fn every_visible_link_and_footnote_gets_a_letter() {
    let mut desk = links();
    desk.press("o");
    assert_eq!(desk.mode(), Mode::Hints);
    assert_eq!(desk.with_look(Modifier::REVERSED), ["s", "d", "f", "g", "h", "j", "k", "l"]);
}

#[test]
fn a_letter_goes_to_a_heading_and_back_comes_back() {
    let mut desk = links();
    let before = desk.screen();
    desk.press("os").assert_shows(&["Far below", "The end of it."]);
    assert_eq!(desk.press("<bksp>").screen(), before);
}

#[test]
fn a_letter_opens_another_briefing() {
    let mut desk = links();
    assert_eq!(desk.press("od").reading(), Some("Globex"));
    assert_eq!(desk.press("<bksp>").reading(), Some("Home"));
    desk.press("og");
    assert_eq!(desk.reading(), Some("Globex"));
}

#[test]
fn a_link_to_a_heading_opens_there() {
    let mut desk = links();
    desk.press("of");
    assert_eq!((desk.reading(), desk.row(2).trim()), (Some("Globex"), "Facts"));
}

#[test]
fn a_broken_link_says_so_and_stays() {
    let mut desk = links();
    desk.press("oh");
    assert_eq!((desk.mode(), desk.reading()), (Mode::Reader, Some("Home")));
    assert_eq!(desk.message(), "broken link: nothing in this library is gone.md");
    desk.press("j");
    assert_eq!(desk.message(), "");
}

#[test]
fn an_address_is_shown_whole_before_it_is_opened() {
    let mut desk = links();
    desk.press("oj");
    assert_eq!((desk.mode(), desk.effects()), (Mode::Card, &[][..]));
    desk.assert_shows(&["outside", "https://example.com/a/b?c=d", "host: example.com"]);
    desk.press("<enter>");
    assert!(
        matches!(desk.effects(), [Effect::Visit { address }] if *address == "https://example.com/a/b?c=d")
    );
    assert_eq!(desk.mode(), Mode::Reader);
}

#[test]
fn an_address_can_be_copied_instead() {
    let mut desk = links();
    desk.press("ojy");
    assert!(
        matches!(desk.effects(), [Effect::Copy { what: "address", text }] if *text == "https://example.com/a/b?c=d")
    );
}

#[test]
fn an_address_is_not_opened_before_all_of_it_was_on_the_screen() {
    let long = format!("https://example.com/{}", "path/".repeat(60));
    let mut desk = Desk::over(crate::folder::page(&format!("[label]({long})"))).at(20, 8);
    desk.press("<enter>Gos");
    assert_eq!(desk.mode(), Mode::Card);
    desk.press("<enter>");
    assert_eq!(desk.effects(), []);
    assert!(desk.message().contains("rest first"), "{}", desk.message());
    assert!(!desk.shows("host:"));
    desk.press("G").assert_shows(&["host:"]);
    desk.press("<enter>");
    assert!(matches!(desk.effects(), [Effect::Visit { .. }]), "{}", desk.screen());
}

#[test]
fn a_host_in_other_letters_is_shown_in_punycode_too() {
    for (address, shown) in [
        ("https://\u{430}pple.com/x", "which is xn--pple-43d.com"),
        ("https://münchen.example", "host: münchen.example, which is xn--mnchen-3ya.example"),
        ("https://[2001:db8::1]:8080/x", "host: [2001:db8::1]"),
        ("https://example.com:8080/x", "host: example.com"),
    ] {
        let mut desk = Desk::over(crate::folder::page(&format!("[label](<{address}>)")));
        desk.press("<enter>Gos").assert_shows(&[shown]);
    }
}

#[test]
fn a_scheme_that_could_run_something_is_never_opened() {
    let mut desk = links();
    desk.press("ok");
    desk.assert_shows(&["javascript:alert(1)", "Only http, https and mailto"]);
    desk.press("<enter>");
    assert_eq!(desk.effects(), []);
}

#[test]
fn a_label_that_names_another_host_is_marked() {
    let mut desk = Desk::over(crate::folder::page("[www.bank.example](https://evil.example/bank)"));
    desk.press("<enter>os");
    desk.assert_shows(&["https://evil.example/bank", "! Its label names another host"]);
}

#[test]
fn a_footnote_opens_its_source_in_place_and_then_for_reading() {
    let mut desk = links();
    desk.press("ol");
    assert_eq!(desk.mode(), Mode::Card);
    desk.assert_shows(&[
        "[1] The Source",
        "Src, page 3.",
        "The Paper · Nov 2019",
        "origin: The Paper",
        // One says so in its text, the other in its front matter.
        "also used by: Globex, Other",
        "https://paper.example/1",
    ]);
    assert_eq!(desk.press("<esc>").reading(), Some("Home"));
    assert_eq!(desk.press("ol<enter>").reading(), Some("The Source"));
    assert_eq!(desk.press("<bksp>").reading(), Some("Home"));
}

#[test]
fn a_footnote_that_is_no_source_shows_its_text() {
    let mut desk = Desk::over(crate::folder::page("Claim.[^1]\n\n[^1]: Said at lunch.\n"));
    desk.press("<enter>os");
    desk.assert_shows(&["Said at lunch."]);
    desk.press("<enter>");
    assert_eq!((desk.mode(), desk.effects()), (Mode::Reader, &[][..]));
}

#[test]
fn a_typed_link_is_followed_from_the_end_of_the_text() {
    let mut desk = links();
    desk.press("G").assert_shows(&["Linked", "partner", "customer"]);
    desk.press("o");
    let letters = desk.with_look(Modifier::REVERSED);
    let [.., customer, partner] = letters.as_slice() else { panic!("{}", desk.screen()) };
    let (customer, partner) = (customer.clone(), partner.clone());
    desk.press(&customer);
    assert_eq!(desk.message(), "nowhere is not in this library");
    desk.press(&format!("o{partner}"));
    assert_eq!(desk.reading(), Some("Globex"));
    desk.press("G").assert_shows(&["customer", "Other", "partner", "Home"]);
}

#[test]
fn contents_lead_to_sections_and_linked_briefings() {
    let mut desk = links();
    desk.press("t").assert_shows(&["Far below", "Linked", "partner   Globex"]);
    assert!(desk.cursor_row().starts_with("▌ Far below"), "{}", desk.screen());
    desk.press("<enter>").assert_shows(&["The end of it."]);
    desk.press("gtj");
    assert!(desk.cursor_row().contains("nowhere"), "{}", desk.screen());
    desk.press("j<enter>");
    assert_eq!(desk.reading(), Some("Globex"));
}

#[test]
fn contents_open_on_the_section_that_is_read() {
    let mut desk = Desk::shipped();
    desk.press("/hikvision<enter>JJJt");
    assert!(desk.cursor_row().contains("Timeline"), "{}", desk.screen());
}

#[test]
fn a_page_without_links_says_so() {
    let mut desk = Desk::over(crate::folder::page("Words."));
    desk.press("<enter>o");
    assert_eq!((desk.mode(), desk.message()), (Mode::Reader, "no links on this screen"));
    desk.press("t");
    assert_eq!((desk.mode(), desk.message()), (Mode::Reader, "no sections and no links here"));
}

#[test]
fn more_links_than_letters_get_two_letters_each() {
    let text = numbered(40, |n| format!("[link {n}](page{n}.md) "));
    let mut desk = Desk::over(crate::folder::page(&text));
    desk.press("<enter>o");
    assert!(desk.with_look(Modifier::REVERSED).iter().all(|letters| letters.len() == 2));
    desk.press("sd");
    assert_eq!(desk.message(), "broken link: nothing in this library is page2.md");
}

#[test]
fn a_wrong_letter_keeps_the_letters_and_esc_removes_them() {
    let mut desk = links();
    desk.press("o1Z");
    assert_eq!(desk.mode(), Mode::Hints);
    desk.press("<esc>");
    assert_eq!((desk.mode(), desk.reading()), (Mode::Reader, Some("Home")));
}
