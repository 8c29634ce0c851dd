//! What changed between two editions, said in one line a change.

use super::*;

const FRONT: &str = "---\ntype: company\ntitle: Acme\nas_of: \"2019-11\"\nstatus:\n  - {program: list, state: active, \
                     since: \"2019-10-09\", sources: [a]}\n---\n\n";

fn edition(text: &str) -> Edition {
    Edition::read(Path::new("acme.md"), text.as_bytes())
}

/// One line a change: `sign word (part): before -> after [sources] @line`.
fn changes(before: &str, after: &str) -> Vec<String> {
    let shown = |change: &Change| {
        let side = |text: &Option<Clean>| text.as_ref().map(Clean::to_string).unwrap_or_default();
        let place = change.place.map(|(_, line)| format!(" @{line}")).unwrap_or_default();
        let words = format!("{} -> {}", side(&change.before), side(&change.after));
        format!(
            "{} {} ({}): {} [{}]{place}",
            change.kind.sign(),
            change.kind.word(),
            change.part,
            words.trim(),
            change.sources.iter().map(Clean::as_str).collect::<Vec<_>>().join(" ")
        )
    };
    Changes::between(&edition(before), &edition(after)).list.iter().map(shown).collect()
}

/// The same in the text behind one front matter.
fn said(before: &str, after: &str) -> Vec<String> {
    changes(&format!("{FRONT}{before}"), &format!("{FRONT}{after}"))
}

#[test]
fn nothing_changed_in_what_was_only_wrapped_again_or_moved() {
    let one = "## Key facts\n\n- One two three.[^a]\n- Four five six.\n\n[^a]: A\n";
    let other = "## Key facts\n\n- Four five\n  six.\n- One two\n  three.[^a]\n\n[^a]: A\n";
    assert_eq!(said(one, other), [""; 0]);
}

#[test]
fn statements_are_added_removed_and_reworded() {
    let before =
        "## Key facts\n\n- It sold 12 cameras to Nice.[^a]\n- It has no office in Paris.\n\n[^a]: A\n";
    let after =
        "## Key facts\n\n- It sold 15 cameras to Nice.[^a]\n- Mexico bought a system.[^a]\n\n[^a]: A\n";
    assert_eq!(
        said(before, after),
        [
            "~ reworded (Key facts): It sold 12 cameras to Nice. -> It sold 15 cameras to Nice. [] @11",
            "+ added (Key facts): -> Mexico bought a system. [a] @12",
            "- removed (Key facts): It has no office in Paris. -> []",
        ]
    );
}

#[test]
fn a_source_is_added_to_a_statement_and_to_the_briefing() {
    let before = "## Key facts\n\n- One.[^a]\n\n[^a]: A\n[^b]: B\n";
    let after = "## Key facts\n\n- One.[^a][^b]\n\n[^a]: A\n[^b]: B\n";
    assert_eq!(
        said(before, after),
        ["+ source added (Key facts): -> One. [b] @11", "+ source added (Sources): -> [b]"]
    );
    assert_eq!(
        said(after, before),
        ["- source removed (Key facts): -> One. [b] @11", "- source removed (Sources): -> [b]"]
    );
}

#[test]
fn status_and_dates_are_compared_by_what_they_say() {
    let after = FRONT.replace("2019-11", "2020-01").replace("state: active", "state: ended");
    assert_eq!(
        changes(FRONT, &after),
        [
            "~ status changed (list): active since 2019-10-09 -> ended since 2019-10-09 []",
            "~ date changed (as_of): 2019-11 -> 2020-01 []",
        ]
    );
    let without = "---\ntype: company\ntitle: Acme\n---\n";
    assert_eq!(changes(FRONT, without)[0], "~ status changed (list): active since 2019-10-09 -> []");
}

#[test]
fn the_date_of_a_line_of_the_time_line_is_a_date() {
    let (before, after) = ("## Timeline\n\n- 2019-05: a fair\n", "## Timeline\n\n- 2019-06: a fair\n");
    assert_eq!(said(before, after), ["~ date changed (Timeline): 2019-05: a fair -> 2019-06: a fair [] @11"]);
}

#[test]
fn other_keys_are_compared_too() {
    assert_eq!(
        changes("---\ntitle: A\ntags: [x, y]\n---\n", "---\ntitle: B\ntags: [x]\nticker: C\n---\n"),
        ["~ changed (title): A -> B []", "~ changed (tags): x; y -> x []", "~ changed (ticker): -> C []"]
    );
}

#[test]
fn texts_without_sources_are_compared_as_well() {
    let before = "# Notes\n\nThe first paragraph stays.\n\n```\nlet x = 1;\n```\n\n## Open questions\n\n- Why is that so?\n";
    let after = "# Notes\n\nThe first paragraph stays.\n\nA second one.\n\n```\nlet x = 2;\n```\n";
    assert_eq!(
        changes(before, after),
        [
            "+ added (Notes): -> A second one. [] @5",
            "~ reworded (code): let x = 1; -> let x = 2; [] @7",
            "- removed (Open questions): Why is that so? -> []",
        ]
    );
}

#[test]
fn two_long_texts_without_anything_in_common_are_compared_in_time() {
    let text = |word: &str| (0..10_000).map(|at| format!("- {word}{at} {word}\n")).collect::<String>();
    let found = changes(&text("old"), &text("new"));
    assert_eq!(found.len(), 20_000);
}

#[test]
fn changes_are_counted_by_kind() {
    let before = edition("## Key facts\n\n- One two three.\n");
    let after = edition("## Key facts\n\n- One two four.\n- Other words here.\n");
    assert_eq!(Changes::between(&before, &after).counted(), "1 added · 1 reworded");
    assert!(Changes::between(&after, &after).is_empty());
}
