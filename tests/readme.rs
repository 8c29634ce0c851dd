//! The README says what the program does.

use briefing::tui::keymap;

const README: &str = include_str!("../README.md");

#[test]
fn its_table_of_keys_is_the_programs() {
    let begin = README.find("<!-- keys -->").map(|at| at + "<!-- keys -->".len());
    let end = README.find("<!-- /keys -->");
    let (Some(begin), Some(end)) = (begin, end) else {
        panic!("README.md needs the lines <!-- keys --> and <!-- /keys --> around its table of keys");
    };
    let table = README[begin..end].trim();
    assert!(
        table == keymap::markdown().trim(),
        "the table between <!-- keys --> and <!-- /keys --> in README.md should be:\n\n{}",
        keymap::markdown()
    );
}
