//! What a key costs on a thin line: the bytes of the frame that it leads to, as the writer counts them.

use briefing::theme::Palette;
use briefing::tui::screen::Screen;

use crate::folder::{Folder, numbered, page};
use crate::test_app::TestApp;

/// The bytes of each key's frame at 120 columns and 40 rows, in order of size.
fn bytes_of(app: &mut TestApp, keys: &[&str]) -> Vec<usize> {
    let mut screen = Screen::new(std::io::sink(), Palette::Colour);
    screen.draw(&app.picture()).unwrap();
    let mut bytes: Vec<usize> =
        keys.iter().map(|key| screen.draw(&app.press(key).picture()).unwrap()).collect();
    bytes.sort_unstable();
    bytes
}

fn median(bytes: &[usize]) -> usize {
    bytes[bytes.len() / 2]
}

/// A text of eight sections with links and notes, as briefings are.
fn long_briefing() -> TestApp {
    let text = numbered(8, |section| {
        let items = numbered(12, |item| {
            format!(
                "- Statement {item} of section {section} says something about [[the other]], in words enough to fill a line and a half of the column.[^a]\n"
            )
        });
        format!("## Section {section}\n\n{items}\n")
    });
    TestApp::over(page(&format!("{text}\n[^a]: a source\n"))).at(120, 40)
}

#[test]
fn a_line_further_in_a_briefing_costs_200_bytes() {
    for (mut app, open) in
        [(TestApp::shipped().at(120, 40), "/hikvision<enter>"), (long_briefing(), "<enter>")]
    {
        app.press(open);
        let down = bytes_of(&mut app, &["j"; 60]);
        assert!((1..=200).contains(&median(&down)), "{down:?}");
        let up = bytes_of(&mut app, &["k"; 60]);
        assert!((1..=200).contains(&median(&up)), "{up:?}");
    }
}

#[test]
fn a_line_down_in_the_list_costs_250_bytes_with_the_preview_beside_it() {
    let mut app = TestApp::over(long_list()).at(120, 40);
    let mut screen = Screen::new(std::io::sink(), Palette::Colour);
    screen.draw(&app.picture()).unwrap();
    for key in ["j", "k"] {
        let mut moved: Vec<usize> =
            (0..60).map(|_| screen.draw(&app.press_on(key).picture()).unwrap()).collect();
        // The first line that scrolls takes the preview away as well.
        moved.sort_unstable();
        let most = moved.pop().unwrap();
        assert!(moved.iter().all(|bytes| (1..=250).contains(bytes)) && most < 700, "{moved:?} {most}");
        // The preview takes a frame of its own.
        let preview = screen.draw(&app.press("").picture()).unwrap();
        assert!((100..4000).contains(&preview), "{preview}");
    }
}

/// A hundred briefings with some paragraphs each.
fn long_list() -> Folder {
    let mut folder = Folder::new();
    for number in 0..100 {
        let body = numbered(20, |line| format!("Paragraph {line} of number {number} says a little.\n\n"));
        let text = format!("---\ntitle: Briefing number {number}\ntype: note\n---\n{body}");
        folder = folder.with(&format!("number-{number:03}.md"), &text);
    }
    folder
}

#[test]
fn a_page_further_in_a_briefing_costs_3000_bytes() {
    let mut app = long_briefing();
    app.press("<enter>");
    let pages = bytes_of(&mut app, &["<space>"; 5]);
    assert!(pages.iter().all(|bytes| (1..=3000).contains(bytes)), "{pages:?}");
}

#[test]
fn a_letter_that_changes_no_results_costs_200_bytes() {
    let mut app = TestApp::shipped().at(120, 40);
    app.press("/hikvisio");
    let found: Vec<String> = app.titles().into_iter().map(str::to_owned).collect();
    let letter = bytes_of(&mut app, &["n"]);
    assert_eq!(app.titles(), found);
    assert!((1..=200).contains(&letter[0]), "{letter:?}");
}

#[test]
fn what_changes_nothing_costs_nothing() {
    let mut app = TestApp::shipped().at(120, 40);
    assert_eq!(bytes_of(&mut app, &["k", "g", "<esc>"]), [0, 0, 0]);
    app.press("/hikvision<enter>");
    assert_eq!(bytes_of(&mut app, &["k", "g", "<ctrl-u>"]), [0, 0, 0]);
}
