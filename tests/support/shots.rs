//! What the documents take from the real program: pictures of its screens over the shipped briefings, an animated
//! demo, and the tables of keys. `examples/documents.rs` writes them, `tests/documents.rs` compares them.

#[path = "shots/demo.rs"]
mod demo;
#[path = "shots/svg.rs"]
mod svg;

use briefing::briefing::schema;
use briefing::keymap;

use crate::test_app::TestApp;

/// The keys that the README names, by the commands that they are for, and what they do in its words.
const README_KEYS: &[(&[&str], &str)] = &[
    (&["down", "up"], "move (also arrows, `space`, `b`, `g`, `G`, `ctrl-d`, `ctrl-u`)"),
    (&["read", "back", "forward"], "read or follow · back · forward"),
    (
        &["filter", "find-title", "find-text", "command"],
        "filter · find a title · search the full text · run a command",
    ),
    (&["list", "timeline", "matrix"], "the list · the timeline · the matrix"),
    (&["next-section", "previous-section", "contents"], "next section · previous section · contents"),
    (&["follow", "evidence", "related"], "links and footnotes · evidence · related"),
    (&["next-unread", "changes", "mark-read", "star"], "next unread · what changed · mark as read · star"),
    (&["pick", "compare"], "pick for comparison · compare"),
    (&["copy", "edit"], "copy · open your editor at this line"),
    (&["keys", "quit", "cancel"], "all keys · quit · close an overlay"),
];

/// Every picture with its file.
pub fn pictures() -> Vec<(&'static str, String)> {
    let library =
        TestApp::shipped().at(120, 32).press("/status:us-entity").press("<enter>").press("<bksp>").picture();
    let reader = TestApp::shipped().at(120, 32).press("/hikvision<enter>").press("JJ").picture();
    let evidence = TestApp::shipped().at(120, 32).press("/hikvision<enter>").press("i").picture();
    let timeline = TestApp::shipped().at(120, 32).press("2").picture();
    let matrix = TestApp::shipped().at(120, 32).press("3").picture();
    vec![
        ("docs/library.svg", svg::still(&library, "The library with a preview")),
        ("docs/reader.svg", svg::still(&reader, "A briefing, with its sections listed above the text")),
        ("docs/evidence.svg", svg::still(&evidence, "The statements of a briefing by their origin")),
        ("docs/timeline.svg", svg::still(&timeline, "The timeline of the whole library")),
        ("docs/matrix.svg", svg::still(&matrix, "Companies by events")),
        ("docs/demo.svg", demo::animated()),
    ]
}

/// Every page with a table of keys in it, and how the table is made.
pub fn tables() -> [(&'static str, String); 3] {
    [
        ("README.md", short_keys()),
        ("docs/keys.md", keymap::markdown()),
        ("docs/writing.md", schema::markdown()),
    ]
}

/// A page with another table of keys between its two marks.
pub fn with_keys(page: &str, table: &str) -> Option<String> {
    const MARKS: (&str, &str) = ("<!-- keys -->\n", "<!-- /keys -->");
    let (before, rest) = page.split_once(MARKS.0)?;
    let (_, after) = rest.split_once(MARKS.1)?;
    Some(format!("{before}{}{table}{}{after}", MARKS.0, MARKS.1))
}

fn short_keys() -> String {
    let key = |name: &&str| {
        let row = keymap::TABLE
            .iter()
            .find(|row| row.name == *name)
            .expect("the README names commands that are there");
        format!("`{}`", row.keys[0])
    };
    let rows = README_KEYS.iter().map(|(commands, does)| {
        let keys: Vec<String> = commands.iter().map(key).collect();
        format!("| {} | {does} |\n", keys.join(" "))
    });
    format!("| Key | Action |\n|---|---|\n{}", rows.collect::<String>())
}
