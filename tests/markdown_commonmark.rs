//! Every example of the `CommonMark` Spec: it is laid out at any width, and no word of it is lost.

use briefing::markdown::{LayoutOptions, TextRole, parse};

const EXAMPLES: &str = include_str!("data/commonmark-0.31.2.json");

struct Example {
    number: u64,
    markdown: String,
    html: String,
}

/// The examples as published; none at all when they cannot be read, which a test would notice.
fn examples() -> Vec<Example> {
    let all: Vec<serde_json::Value> = serde_json::from_str(EXAMPLES).unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let read = |value: &serde_json::Value| Example {
        number: value["example"].as_u64().unwrap_or_default(),
        markdown: text(&value["markdown"]),
        html: text(&value["html"]),
    };
    all.iter().map(read).collect()
}

/// The text of `markdown` as laid out, without what the layout adds.
fn shown(markdown: &str, width: usize) -> String {
    let document = parse(markdown);
    let mut text = String::new();
    for (_, line) in document.lines(LayoutOptions::new(width)) {
        assert!(line.width() <= width, "{} > {width}: {:?}", line.width(), line.text());
        for (part, span) in line.parts() {
            let added = span.shows.is_empty() || span.style.role == TextRole::Muted;
            text.push_str(if added { " " } else { part });
        }
        text.push('\n');
    }
    text
}

/// The text of `html` as a browser shows it; an image is its label.
fn expected(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&decoded(&rest[..at]));
        rest = &rest[at..];
        let special = [
            ("<!--", "-->"),
            ("<?", "?>"),
            ("<![CDATA[", "]]>"),
            ("<script", "</script>"),
            ("<style", "</style>"),
        ];
        if let Some((_, close)) = special.iter().find(|(open, _)| rest.starts_with(open)) {
            rest = rest.find(close).map_or("", |end| &rest[end + close.len()..]);
            continue;
        }
        let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        let Some(end) = end_of_tag(rest).filter(|_| is_tag) else {
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        let tag = &rest[..end];
        if tag.starts_with("<img") {
            text.push_str(&image(tag));
        } else if !INLINE.iter().any(|name| tag.trim_start_matches(['<', '/']).starts_with(name)) {
            text.push(' ');
        }
        rest = &rest[end..];
    }
    text.push_str(&decoded(rest));
    text
}

const INLINE: [&str; 7] = ["a", "em", "strong", "code", "b", "i", "del"];

fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn image(tag: &str) -> String {
    let attribute = |name: &str| {
        let (_, rest) = tag.split_once(&format!("{name}=\""))?;
        rest.split('"').next().filter(|value| !value.is_empty()).map(decoded)
    };
    let name = || attribute("src").map(|src| src.rsplit('/').next().unwrap_or_default().to_owned());
    let label = attribute("alt").or_else(|| attribute("title")).or_else(name).unwrap_or_default();
    format!("[image: {label}]")
}

fn decoded(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", "\u{A0}")];
    let text = named.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    text.replace("&amp;", "&")
}

/// Words, as blanks separate them.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn there_are_652_examples() {
    assert_eq!(examples().len(), 652);
}

#[test]
fn every_example_is_laid_out_at_every_width() {
    for example in examples() {
        for width in [72, 40, 20, 1] {
            shown(&example.markdown, width);
        }
    }
}

/// Examples in which only the letters agree: an unknown tag is no word break to us (491), brackets in brackets
/// are wikilinks (548, 559, 590), an image within an image's label is labelled too (574), and struck text keeps its
/// tildes (168).
const LETTERS_ONLY: [u64; 6] = [168, 491, 548, 559, 574, 590];

/// Examples of which we show more: code between `<?` and `?>`, and CDATA sections.
const SHOWN_BY_US: [u64; 4] = [180, 182, 627, 629];

fn letters(text: &str) -> String {
    text.replace("[image: ", "").replace("[note: ", "").chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn no_word_of_an_example_is_lost() {
    let mut lost = Vec::new();
    for example in examples() {
        let (ours, theirs) = (shown(&example.markdown, 10_000), expected(&example.html));
        let same = if LETTERS_ONLY.contains(&example.number) {
            letters(&ours) == letters(&theirs)
        } else if SHOWN_BY_US.contains(&example.number) {
            words(&theirs).iter().all(|word| words(&ours).contains(word))
        } else {
            words(&ours) == words(&theirs)
        };
        if !same {
            lost.push(format!(
                "{}: {:?}\n  ours   {ours:?}\n  theirs {theirs:?}",
                example.number, example.markdown
            ));
        }
    }
    assert!(lost.is_empty(), "{} examples\n{}", lost.len(), lost.join("\n"));
}
