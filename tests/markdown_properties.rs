//! What holds of every text: it fits, it is clean, nothing of it is lost, and every line can be found again.

use briefing::markdown::{Anchor, BlockKind, Document, Flow, LayoutOptions, Line, parse, parse_head};
use proptest::prelude::*;

/// Pieces that mean something to some part of the renderer.
const TOKENS: [&str; 90] = [
    "a ",
    "word",
    " ",
    "\n",
    "\n\n",
    "\n\n\n",
    "# ",
    "## Head",
    "### ",
    "- ",
    "* ",
    "1. ",
    "10) ",
    "- [ ] ",
    "- [x] ",
    "> ",
    ">> ",
    "    ",
    "\t",
    "```",
    "```rust\n",
    "~~~\n",
    "`",
    "``",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "~",
    "[",
    "]",
    "(",
    ")",
    "[a](b.md)",
    "[a]",
    "[a]: /b\n",
    "![",
    "![x](y.png)",
    "[[w]]",
    "[[w|t]]",
    "[[w#h]]",
    "[^1]",
    "[^1]: ",
    "[^n]",
    "[^n]: note\n",
    "|",
    "| a | b |\n",
    "|---|:-:|\n",
    "\n| x |\n",
    "---\n",
    "***\n",
    "===\n",
    ": ",
    "Term\n: def\n",
    "> [!note] T\n",
    "> [!x]- \n",
    "$",
    "$$",
    "<br>",
    "<b>",
    "</b>",
    "<div>\n",
    "</div>\n",
    "<!-- c -->",
    "<!--",
    "<details>\n<summary>s</summary>\n",
    "<ul><li>i",
    "<a href=\"x\">",
    "<img alt=q>",
    "<sub>2</sub>",
    "<script>",
    "&amp;",
    "&#27;",
    "&nbsp;",
    "&#x202e;",
    "\u{1b}[31m",
    "\u{7}",
    "\u{202e}",
    "\u{200d}",
    "海康威视",
    "👩‍🔬",
    "e\u{301}",
    "\u{301}",
    "🇫🇷",
    "שלום",
    "https://a.example/b-c?d=e#f",
    "www.a.example",
    "\\",
    "\r\n",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&TOKENS[..]), 0..60).prop_map(|tokens| tokens.concat())
}

fn anything() -> impl Strategy<Value = String> {
    prop_oneof![4 => soup(), 1 => any::<String>(), 1 => "[a-z \\n|*_`>#-]{0,200}"]
}

fn options() -> impl Strategy<Value = LayoutOptions> {
    (prop_oneof![Just(1_usize), 2..12_usize, 12..90_usize, Just(200)], any::<bool>(), any::<bool>())
        .prop_map(|(width, ascii, skip_first)| LayoutOptions { width, ascii, skip_first, highlight: true })
}

fn is_visible(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200B}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn check_line(line: &Line, width: usize) -> Result<(), TestCaseError> {
    prop_assert!(line.width() <= width, "{} > {width}: {:?}", line.width(), line.text());
    prop_assert!(line.text().chars().all(is_visible), "{:?}", line.text());
    let whole: String = line.parts().map(|(part, _)| part).collect();
    prop_assert_eq!(whole.as_str(), line.text().as_str());
    Ok(())
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Everything a block's lines show of its text.
fn shown(document: &Document, block: u32, options: &LayoutOptions) -> String {
    let mut text = String::new();
    for line in document.block_lines(block, options) {
        for (part, span) in line.parts() {
            text.push_str(if span.shows.is_empty() { "" } else { part });
        }
    }
    without_blanks(&text)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_line_fits_and_is_clean(source in anything(), options in options()) {
        for (_, line) in parse(&source).lines(options) {
            check_line(&line, options.width)?;
        }
    }

    #[test]
    fn no_character_is_lost(source in anything(), width in 2..90_usize) {
        let document = parse(&source);
        for block in document.blocks() {
            // Narrow tables say their header before each value instead of once.
            let width = if matches!(block.kind(), BlockKind::Table(_)) { 100_000 } else { width };
            let mut text: Vec<char> = without_blanks(block.text()).chars().collect();
            let mut shown: Vec<char> = shown(&document, block.number, &LayoutOptions::new(width)).chars().collect();
            if matches!(block.kind(), BlockKind::Table(_)) {
                // Cells of several lines stand side by side.
                text.sort_unstable();
                shown.sort_unstable();
            }
            prop_assert_eq!(shown, text);
        }
    }

    #[test]
    fn spans_say_what_they_show(source in anything(), width in 2..90_usize) {
        let document = parse(&source);
        for (anchor, line) in document.lines(LayoutOptions::new(width)) {
            let block = document.block(anchor.block).expect("a line is of a block");
            for (part, span) in line.parts().filter(|(_, span)| !span.shows.is_empty()) {
                prop_assert_eq!(part, &block.text()[span.shows.start as usize..span.shows.end as usize]);
            }
        }
    }

    #[test]
    fn every_line_starts_at_a_place_of_its_own(source in anything(), options in options()) {
        let document = parse(&source);
        let anchors: Vec<Anchor> = document.lines(options).map(|(anchor, _)| anchor).collect();
        for pair in anchors.windows(2) {
            prop_assert!(pair[0] < pair[1], "{:?}", pair);
        }
        let mut flow = Flow::new(options);
        for (at, anchor) in anchors.iter().enumerate() {
            prop_assert_eq!(flow.line_start(&document, *anchor), *anchor);
            let next = anchors.get(at + 1).unwrap_or(anchor);
            prop_assert_eq!(flow.step(&document, *anchor, 1), *next);
            let before = anchors[at.saturating_sub(1)];
            prop_assert_eq!(flow.step(&document, *anchor, -1), before);
        }
        if let (Some(first), Some(last)) = (anchors.first(), anchors.last()) {
            prop_assert_eq!(flow.step(&document, *last, -(1 << 40)), *first);
            prop_assert_eq!(flow.step(&document, *first, 1 << 40), *last);
            let page = flow.page(&document, *first, usize::MAX);
            let rows: Vec<Anchor> = page.rows.iter().map(|row| row.anchor).collect();
            prop_assert_eq!(&rows, &anchors);
            for height in [1, 3, 1000] {
                let top = flow.last_page(&document, height);
                prop_assert_eq!(top, anchors[anchors.len().saturating_sub(height)]);
            }
        }
    }

    #[test]
    fn a_place_survives_a_change_of_width(source in anything(), one in 2..90_usize, other in 2..90_usize) {
        let document = parse(&source);
        let mut flow = Flow::new(LayoutOptions::new(other));
        for (anchor, _) in document.lines(LayoutOptions::new(one)) {
            let start = flow.line_start(&document, anchor);
            prop_assert_eq!(start.block, anchor.block);
            let page = flow.page(&document, anchor, 1);
            prop_assert_eq!(page.rows[0].anchor, start);
        }
    }

    #[test]
    fn blocks_and_marks_are_in_order_and_in_bounds(source in anything()) {
        let document = parse(&source);
        let mut before = 0;
        for block in document.blocks() {
            prop_assert!(block.source().start >= before && block.source().end <= source.len());
            prop_assert!(source.get(block.source()).is_some());
            before = block.source().start;
            let mut start = 0;
            for mark in block.marks() {
                prop_assert!(block.text().get(mark.range.clone()).is_some() && mark.range.start >= start);
                start = mark.range.start;
            }
        }
        for link in document.links() {
            prop_assert!(link.written.chars().all(is_visible));
            prop_assert_eq!(&document.block(link.anchor.block).expect("a link is in a block").text()[link.range], &*link.label);
        }
        for section in document.sections() {
            prop_assert!(source.get(section.source.clone()).is_some());
            document.items(section.blocks);
        }
        prop_assert_eq!(parse_head(&source).block_count(), document.block_count());
    }
}
