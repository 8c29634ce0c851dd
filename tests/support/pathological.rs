//! Sources that cost a careless program more than time and memory in proportion to them.

#![allow(dead_code, reason = "each test uses the part that it needs")]

/// What opens something again and again and never closes it.
const OPENINGS: [(&str, &str); 28] = [
    ("brackets", "["),
    ("images", "![["),
    ("emphasis", "*a **a "),
    ("one emphasis", "*a "),
    ("underscores", "_a __a "),
    ("backticks", "`a ``a "),
    ("tags", "<a \""),
    ("comments", "<!-- "),
    ("less", "<"),
    ("addresses", "http://"),
    ("hosts", "www.a.b("),
    ("mail", "mailto:a("),
    ("dollars", "$a $$a "),
    ("entities", "&eacute;"),
    ("footnotes", "[^a] "),
    ("marks", "\u{301}"),
    ("joiners", "👩\u{200D}"),
    ("escapes", "\u{1B}*a* "),
    ("tildes", "~a ~~a "),
    ("percent signs", "%% a %%b"),
    ("lines of percent signs", "%%\na %% b\n"),
    ("highlights", "==a b== \\== "),
    ("notes", "^[a] ^[b "),
    ("open notes", "^[ "),
    ("fences", "::: a\nb\n"),
    ("closed fences", "::: a\n:::\n"),
    ("emphasis beside Chinese", "**：a** *。"),
    ("names of blocks", "a ^b\n\n"),
];

/// Sources by their names; most repeat something `count` times.
pub fn sources(count: usize) -> Vec<(String, String)> {
    let mut sources = Vec::new();
    for (name, piece) in OPENINGS {
        sources.push((name.to_owned(), format!("[^a]: x\n\n{}", piece.repeat(count))));
        sources.push((format!("{name} in HTML"), format!("<div>\n{}", piece.repeat(count))));
    }
    let closed = |open: &str, close: &str| format!("{}b{}\n", open.repeat(count), close.repeat(count));
    let more = [
        ("emphasis that is closed", closed("*a **a ", " a** a*")),
        ("emphasis in a cell", format!("| a |\n|---|\n| {} |\n", closed("*a **a ", " a** a*").trim())),
        ("all faces", closed("*a **a ~~a ", " a~~ a** a*")),
        ("bold in HTML", closed("<b><i>", "</i></b>")),
        ("links in brackets", closed("[a", "](b.md)")),
        ("images in images", closed("![a", "](b.png)")),
        ("quotations", format!("{} deep\n", ">".repeat(count))),
        ("lists", format!("{}deep\n", "- ".repeat(count))),
        ("lists in HTML", format!("<div>\n{}deep\n", "<ul><li>".repeat(count))),
        ("stairs", (0..count.min(500)).map(|depth| "  ".repeat(depth) + "- a\n").collect()),
        ("markers", format!("## Key facts\n\n- {}\n\n[^a]: x\n", "a[^a] ".repeat(count))),
        ("labels", (0..count).map(|n| format!("x[^{n}] ")).collect()),
        ("definitions", (0..count).map(|n| format!("x[^{n}]\n\n[^{n}]: y\n\n")).collect()),
        ("columns", ["|a", "|-", "|b[^a]"].map(|cell| cell.repeat(count.min(2_000)) + "\n").concat()),
        ("rows", format!("## Key facts\n\n|a|b|\n|-|-|\n{}", "|x|y|z|\n".repeat(count))),
        ("headings", "# h\n".repeat(count)),
        ("links", "[a](b.md#c) ".repeat(count)),
        ("a word", "a".repeat(count * 20)),
    ];
    sources.extend(more.map(|(name, source)| (name.to_owned(), source)));
    sources
}
