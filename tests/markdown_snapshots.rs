//! The rich document as a reader sees it, at three widths, with its styles, and in ASCII.

use std::fmt::Write as _;

use briefing::markdown::{Face, LayoutOptions, Line, TextRole, parse};

const RICH: &str = include_str!("data/rich.md");

fn picture(options: LayoutOptions) -> String {
    let document = parse(RICH);
    let lines = document.lines(options).map(|(_, line)| line.text().trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

/// Each part of a line that is not plain, in brackets behind its meaning.
fn marked(line: &Line) -> String {
    let mut out = String::new();
    for (text, span) in line.parts() {
        let role = match span.style.role {
            TextRole::Text => String::new(),
            role => format!("{role:?}"),
        };
        let faces = [
            (Face::STRONG, "strong"),
            (Face::EMPHASIS, "em"),
            (Face::CODE, "code"),
            (Face::STRIKE, "strike"),
            (Face::MATH, "math"),
            (Face::UNDERLINE, "under"),
            (Face::SUBSCRIPT, "sub"),
            (Face::SUPERSCRIPT, "sup"),
        ];
        let faces =
            faces.iter().filter(|(face, _)| span.style.face.has(*face)).map(|(_, name)| (*name).to_owned());
        let names: Vec<String> = std::iter::once(role).chain(faces).filter(|name| !name.is_empty()).collect();
        let _ = match names.as_slice() {
            [] => write!(out, "{text}"),
            names => write!(out, "‹{} {text}›", names.join(" ")),
        };
    }
    out.trim_end().to_owned()
}

#[test]
fn a_rich_document_at_72() {
    insta::assert_snapshot!(picture(LayoutOptions::new(72)));
}

#[test]
fn a_rich_document_at_40() {
    insta::assert_snapshot!(picture(LayoutOptions::new(40)));
}

#[test]
fn a_rich_document_at_20() {
    insta::assert_snapshot!(picture(LayoutOptions::new(20)));
}

#[test]
fn a_rich_document_in_ascii() {
    insta::assert_snapshot!(picture(LayoutOptions { ascii: true, ..LayoutOptions::new(60) }));
}

#[test]
fn the_meanings_of_a_rich_document() {
    let document = parse(RICH);
    let lines: Vec<String> = document.lines(LayoutOptions::new(72)).map(|(_, line)| marked(&line)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}
