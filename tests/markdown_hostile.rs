//! Text that was written to do harm: it is shown as what it is, soon, and in bounded memory.

#[path = "support/pathological.rs"]
mod pathological;

use std::time::{Duration, Instant};

use briefing::markdown::{Document, LayoutOptions, parse, parse_head};

/// What must not reach a terminal, and how it is shown.
const PAYLOADS: [(&str, &str); 9] = [
    ("\u{1B}c", "␛c"),
    ("\u{1B}\\[31m", "␛"),
    ("&#27;c&#7;", "␛c␇"),
    ("\u{9B}31m", "‹9B›31m"),
    ("\u{7F}", "␡"),
    ("\u{202E}x\u{202C}", "‹202E›x‹202C›"),
    ("\u{2066}x", "‹2066›x"),
    ("x\u{200B}y", "x‹200B›y"),
    ("x\u{E0041}y", "x‹E0041›y"),
];

/// Every place of a document where text is shown.
const PLACES: [&str; 20] = [
    "P",
    "# P",
    "- P",
    "1. P",
    "- [ ] P",
    "> P",
    "> [!note] P",
    "| P | b |\n|---|---|\n| a | b |",
    "| a | b |\n|---|---|\n| P | b |",
    "**P** *P* ~~P~~",
    "[P](b.md)",
    "[[b|P]]",
    "![P](b.png)",
    "a[^b]\n\n[^b]: P",
    "Term\n: P",
    "P\n: def",
    "<div>\nP\n</div>",
    "<div><img alt=\"P\" src=\"b.png\"></div>",
    "a <b>P</b>",
    "<details><summary>P</summary></details>",
];

/// Places where entities are not decoded.
const RAW_PLACES: [&str; 6] = ["`P`", "```\nP\n```", "```P\nx\n```", "    P", "[[P]]", "$P$"];

fn text_of(document: &Document, width: usize) -> String {
    document.lines(LayoutOptions::new(width)).map(|(_, line)| line.text().to_string() + "\n").collect()
}

#[track_caller]
fn ensure_clean(text: &str) {
    let bad = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.chars().any(bad), "{text:?}");
}

#[test]
fn every_payload_is_visible_in_every_place() {
    for (payload, marker) in PAYLOADS {
        for place in PLACES {
            let document = parse(&place.replace('P', payload));
            let text = text_of(&document, 200);
            ensure_clean(&text);
            assert!(text.contains(marker), "{payload:?} in {place:?}: {text:?}");
        }
        for place in RAW_PLACES {
            let text = text_of(&parse(&place.replace('P', payload)), 200);
            ensure_clean(&text);
            let shown = text.contains(marker) || payload.starts_with('&') || place.starts_with("```P");
            assert!(shown, "{payload:?} in {place:?}: {text:?}");
        }
    }
}

#[test]
fn lines_around_the_text_are_clean_too() {
    for (payload, _) in PAYLOADS {
        let source =
            "# P\n\n[a](<xP.md>) [^P]\n\n> [!P] t\n\n```P\nx\n```\n\n[^P]: x\n".replace('P', payload);
        let document = parse(&source);
        for link in document.links() {
            ensure_clean(&link.written);
            ensure_clean(&link.label);
        }
        document.headings().for_each(|heading| ensure_clean(&(heading.text.to_string() + &heading.slug)));
        document.footnotes().iter().for_each(|note| ensure_clean(&note.label));
        document
            .blocks()
            .filter_map(briefing::markdown::Block::language)
            .for_each(|language| ensure_clean(language));
        ensure_clean(document.plain_text());
    }
}

/// Parses and lays out in a time that grows with the size only: generous, because tests are not optimised.
#[track_caller]
fn survives(name: &str, source: &str) -> Document {
    let start = Instant::now();
    let document = parse(source);
    for width in [72, 1] {
        for (_, line) in document.lines(LayoutOptions { highlight: false, ..LayoutOptions::new(width) }) {
            assert!(line.width() <= width, "{name}");
        }
    }
    parse_head(source);
    assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    document
}

#[test]
fn deep_nesting_is_flattened_visibly() {
    let document = survives("quotations", &format!("{} deep\n", ">".repeat(100_000)));
    let text = text_of(&document, 72);
    assert!(text.contains("››100000 deep"), "{text:?}");
    survives("lists", &format!("{}deep\n", "- ".repeat(100_000)));
    survives("html lists", &format!("<div>\n{}deep\n", "<ul><li>".repeat(50_000)));
    let stairs: String = (0..500).map(|depth| "  ".repeat(depth) + "- a\n").collect();
    assert_eq!(survives("stairs", &stairs).block_count(), 500);
}

#[test]
fn repeated_openings_take_linear_time() {
    for (name, source) in pathological::sources(6_000) {
        survives(&name, &source);
    }
}

#[test]
fn long_lines_and_long_lists_stay_cheap_per_block() {
    let most = 40 << 10;
    for source in [
        "word ".repeat(60_000),
        "海康威视。".repeat(15_000),
        "a".repeat(300_000),
        format!("```\n{}```\n", "let x = 1;\n".repeat(20_000)),
        format!("| a | b |\n|---|---|\n{}", "| some words | 12 |\n".repeat(5_000)),
        "- item\n".repeat(50_000),
        "# h\n".repeat(60_000),
    ] {
        let document = survives("long", &source);
        assert!(document.blocks().all(|block| block.text().len() <= most));
        let pieces: usize =
            document.blocks().map(|block| block.text().chars().filter(|c| !c.is_whitespace()).count()).sum();
        let all = source.chars().filter(|c| c.is_alphanumeric()).count();
        assert!(pieces * 2 >= all, "{pieces} of {all}");
    }
}

#[test]
fn many_columns_and_ragged_rows_do_no_harm() {
    let wide = format!("{}\n{}\n{}\n", "|a".repeat(2_000), "|-".repeat(2_000), "|b".repeat(2_000));
    survives("columns", &wide);
    survives("ragged", &format!("|a|b|\n|-|-|\n{}", "|x|y|z|\n|\n|q\n".repeat(2_000)));
}
