//! Any text is Markdown: its lines fit the width and hold nothing that acts, scrolling by lines meets every line once in
//! both directions, every place in it is a place in its source, and what it says can be kept.

use briefing::briefing::{Body, TextEvidence};
use briefing::markdown::{Anchor, Document, Flow, LayoutOptions, parse, parse_head};

use crate::oracle::assert_clean;

/// Wide enough for tables and narrow; usual and too narrow for anything. A text of any length comes to both, and each
/// costs a fuzzer time.
const WIDTHS: [[usize; 2]; 2] = [[160, 9], [72, 1]];
/// Texts up to this length are coloured too, which takes much longer than all the rest.
const COLOURED: usize = 300;

pub fn check(data: &[u8]) {
    let source = String::from_utf8_lossy(data).into_owned();
    let document = parse(&source);
    assert_clean("text", document.plain_text());
    for width in WIDTHS[source.len() % 2] {
        let plain = LayoutOptions { highlight: false, ascii: width == 9, ..LayoutOptions::new(width) };
        // Coloured code is cut into more pieces than plain text.
        let highlight = width == 72 && source.len() <= COLOURED;
        let options = LayoutOptions { highlight, ..plain };
        let anchors = lay_out(&document, options);
        assert!(anchors.is_sorted(), "the lines at {width} are out of order");
        scroll(&document, options, &anchors);
        for anchor in anchors {
            assert!(document.locate(&source, anchor) <= source.len(), "{anchor:?}");
        }
    }
    parse_head(&source);
    let body = Body { text: source, first_line: 1 };
    let text_evidence = TextEvidence::new(&document, &body);
    for statement in &text_evidence.statements {
        assert!(text_evidence.citations(statement).count() <= text_evidence.cited.len(), "{statement:?}");
    }
    let packed = text_evidence.pack();
    assert_eq!(
        TextEvidence::unpack(&packed.head, &packed.words),
        Some(text_evidence),
        "what it says is kept"
    );
}

/// Lays everything out, and answers where the lines begin.
fn lay_out(document: &Document, options: LayoutOptions) -> Vec<Anchor> {
    let mut anchors = Vec::new();
    for (anchor, line) in document.lines(options) {
        let text = line.text();
        assert!(line.width() <= options.width, "{} of {}: {text:?}", line.width(), options.width);
        assert!(!text.contains('\n'), "{text:?}");
        assert_clean("line", text);
        anchors.push(anchor);
    }
    anchors
}

/// Goes by pages from the first line to the last, and back.
fn scroll(document: &Document, options: LayoutOptions, anchors: &[Anchor]) {
    const HEIGHT: usize = 7;
    let mut flow = Flow::new(options);
    let Some(last) = anchors.last() else { return };
    let end = flow.last_page(document, HEIGHT);
    let mut at = Anchor::default();
    let most = anchors.len() / HEIGHT + 2;
    for _ in 0..most {
        let page = flow.page(document, at, HEIGHT);
        assert!(!page.is_empty(), "nothing from {at:?}");
        at = flow.step(document, at, 7);
    }
    assert!(at >= end, "from {at:?} to the last page at {end:?} in {most} pages");
    assert!(flow.shows_end(document, *last, HEIGHT), "{last:?}");
    for _ in 0..most {
        at = flow.step(document, at, -7);
    }
    assert_eq!(at, flow.line_start(document, Anchor::default()));
}
