//! The animated demo: keys are pressed, and each screen they lead to is a frame.
//!
//! A frame changes few rows, so rows are what is shown and hidden: each different row is in the file once, with
//! the times at which it is seen. Readers who want no motion see the last frame.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::test_app::TestApp;

use super::svg;

/// Columns and rows of the screen; one row more says what was pressed.
const SIZE: (u16, u16) = (100, 28);

/// What is pressed, what is said of it, and for how many tenths of a second the last screen stays. Keys of one step
/// are pressed one after the other, a fifth of a second each.
const SCRIPT: &[(&str, &str, usize)] = &[
    ("", "briefing", 20),
    ("/isv", "/  filter as you type", 14),
    ("<enter>", "enter  read", 24),
    ("J", "J  go to the next section", 16),
    ("o", "o  letters on links and footnotes", 14),
    ("s", "a letter follows it: who says so, when, and where it came from", 34),
    ("<esc>", "esc  close", 6),
    ("i", "i  evidence: every statement by its origin", 34),
    ("<esc><bksp><esc>", "bksp  back", 8),
    ("2", "2  what happened when", 30),
    ("3", "3  show the matrix of companies and events", 30),
    ("1", "1  the list", 8),
    ("snice cam", "s  search the full text", 30),
    ("<enter>", "enter  open at the match", 30),
];

/// Tenths of a second for a key within a step.
const KEY: usize = 2;

/// The demo as one SVG.
pub fn animated() -> String {
    let frames = frames();
    let last = frames.len() - 1;
    let mut whole = 0;
    let mut seen: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    let mut finally: Vec<&str> = Vec::new();
    for (number, frame) in frames.iter().enumerate() {
        for row in &frame.rows {
            let times = seen.entry(row).or_default();
            match times.last_mut() {
                Some((_, end)) if *end == whole => *end = whole + frame.tenths,
                _ => times.push((whole, whole + frame.tenths)),
            }
            if number == last {
                finally.push(row);
            }
        }
        whole += frame.tenths;
    }
    let mut groups: BTreeMap<(Vec<(usize, usize)>, bool), String> = BTreeMap::new();
    for (row, times) in &seen {
        groups.entry((times.clone(), finally.contains(row))).or_default().push_str(row);
    }
    let (mut style, mut content) = (String::new(), String::new());
    for (number, ((times, stays), rows)) in groups.iter().enumerate() {
        if *times == [(0, whole)] {
            let _ = write!(content, "<g>\n{rows}</g>\n");
            continue;
        }
        let still = if *stays { "" } else { " visibility=\"hidden\"" };
        let _ = write!(content, "<g class=\"m\" style=\"animation-name:f{number}\"{still}>\n{rows}</g>\n");
        let _ = writeln!(style, "@keyframes f{number}{{{}}}", keyframes(times, whole));
    }
    let seconds = format!("{}.{}s", whole / 10, whole % 10);
    let style = format!(
        "<style>\n.m{{animation:{seconds} step-end infinite}}\n{style}\
         @media (prefers-reduced-motion:reduce){{.m{{animation:none!important}}}}\n</style>\n"
    );
    svg::sheet((SIZE.0.into(), usize::from(SIZE.1) + 2), "briefing, driven by keys", &style, &content)
}

/// When something is seen, as the steps of an animation.
fn keyframes(times: &[(usize, usize)], whole: usize) -> String {
    let mut steps = Vec::new();
    if times.first().is_some_and(|(start, _)| *start > 0) {
        steps.push((0, "hidden"));
    }
    for (start, end) in times {
        steps.push((*start, "visible"));
        if *end < whole {
            steps.push((*end, "hidden"));
        }
    }
    let percent = |at: usize| format!("{}.{:02}%", at * 100 / whole, at * 10_000 / whole % 100);
    steps.into_iter().map(|(at, word)| format!("{}{{visibility:{word}}}", percent(at))).collect()
}

struct Frame {
    rows: Vec<String>,
    tenths: usize,
}

fn frames() -> Vec<Frame> {
    let mut app = TestApp::shipped().at(SIZE.0, SIZE.1);
    let mut frames = Vec::new();
    for (keys, says, tenths) in SCRIPT {
        let keys = one_by_one(keys);
        for (number, key) in keys.iter().enumerate() {
            app.press(key);
            let tenths = if number + 1 == keys.len() { *tenths } else { KEY };
            frames.push(Frame { rows: rows(&app, says), tenths });
        }
    }
    frames
}

/// The keys of a step, each for itself; no key at all is one screen too.
fn one_by_one(keys: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        let length = if first == '<' { rest.find('>').map_or(1, |end| end + 1) } else { first.len_utf8() };
        all.push(rest[..length].to_owned());
        rest = &rest[length..];
    }
    if all.is_empty() { vec![String::new()] } else { all }
}

fn rows(app: &TestApp, says: &str) -> Vec<String> {
    let picture = app.picture();
    let mut rows: Vec<String> = (0..SIZE.1).map(|y| svg::row(&picture, y)).collect();
    if let Some(at) = picture.cursor {
        rows.push(svg::cursor((at.x.into(), at.y.into())));
    }
    rows.push(svg::words((2, usize::from(SIZE.1) + 1), says));
    rows.retain(|row| !row.is_empty());
    rows
}
