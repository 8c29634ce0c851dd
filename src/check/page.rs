//! One file as the rules see it, and their findings so far.

use std::collections::HashSet;
use std::ops::Range;
use std::path::PathBuf;

use crate::briefing::{self, Body, Briefing, LineRange, Locator, Problem};
use crate::clean;
use crate::library::{Ix, Library};
use crate::markdown::Document;
use crate::text::Clean;

use super::{CheckedFile, Diagnostic, Excerpt, Level, Rule};

/// The most findings of one file.
/// `MOST_A_FILE` are reported, and `MOST_KEPT` are kept that may turn out not to hold.
pub(super) const MOST_A_FILE: usize = 200;
const MOST_KEPT: usize = 2_000;

/// The place of a finding that concerns a whole file.
const FILE: LineRange = LineRange { line: 1, column: 1, length: 1 };

/// One file with everything the rules ask of it.
#[derive(Debug)]
pub(super) struct CheckedPage<'a> {
    pub library: &'a Library,
    pub ix: Ix,
    pub briefing: Briefing,
    pub problems: Vec<Problem>,
    pub text: &'a str,
    pub body: Body,
    pub document: Document,
    /// The sources it cites.
    pub cited: Vec<Ix>,
    keys: Locator<'a>,
    findings: Vec<Finding>,
    /// Marks that no more are kept.
    is_full: bool,
    /// The number of findings beyond those kept, and the last one.
    left_out: usize,
    last_left_out: Option<Finding>,
}

/// The place of a finding. It is looked for only when it is reported.
#[derive(Clone, Debug)]
pub(super) enum At {
    Place(LineRange),
    /// A key of the front matter, such as `links[0].to`.
    Key(String),
    /// The value of such a key.
    Value(String),
    /// A line of the file that belongs to the body, from 1.
    Line(u32),
    /// A text within these bytes of the body; the first line of them when it is written otherwise, or empty.
    Text(String, Range<usize>),
}

/// A diagnostic, and what must be known before it holds.
#[derive(Debug)]
pub(super) struct Finding {
    pub diagnostic: Diagnostic,
    pub condition: Condition,
    pub wanted: Option<MissingName>,
}

/// The condition under which a finding holds.
#[derive(Debug)]
pub(super) enum Condition {
    Always,
    /// No file cites this one.
    Uncited,
    /// There is nothing at this path.
    Missing(PathBuf),
    /// The text of this briefing has no such place.
    NoPlace(Ix, Clean),
}

/// A name that leads nowhere. A similar one is looked for.
#[derive(Debug)]
pub(super) enum MissingName {
    Id(Clean),
    Source(Clean),
    /// The name of a file that a link should lead to.
    File(Clean),
}

impl<'a> CheckedPage<'a> {
    /// A page of a file: its bytes, and the same decoded.
    pub fn new(library: &'a Library, ix: Ix, bytes: &[u8], text: &'a str) -> Self {
        let (briefing, problems) = Briefing::read(&library.get(ix).path, bytes);
        let body = briefing::body(bytes);
        let document = library.document(&briefing.path, &body.text);
        let keys = Locator::new(text);
        let (cited, findings) = (Vec::new(), Vec::new());
        Self {
            library,
            ix,
            briefing,
            problems,
            text,
            body,
            document,
            cited,
            keys,
            findings,
            is_full: false,
            left_out: 0,
            last_left_out: None,
        }
    }

    /// Reports something; more can be said of the finding that is answered.
    pub fn report(&mut self, rule: Rule, at: At, what: Clean) -> &mut Finding {
        let level = if self.briefing.kind.is_ours() { rule.level() } else { rule.level_elsewhere() };
        let path = self.briefing.path.clone();
        self.is_full = self.is_full || self.has_enough();
        if self.is_full {
            self.left_out += 1;
            return self.last_left_out.insert(Finding::new(rule, level, path, FILE, what));
        }
        let place = self.place(at);
        let number = self.findings.len();
        self.findings.push(Finding::new(rule, level, path, place, what));
        &mut self.findings[number]
    }

    /// Reports whether there are enough findings.
    /// Uncertain findings fill no page, or a gallery of pictures would hide what is wrong.
    fn has_enough(&self) -> bool {
        let kept = self.findings.len();
        let certain = || {
            self.findings
                .iter()
                .filter(|f| !matches!(f.condition, Condition::Missing(_) | Condition::NoPlace(..)))
                .count()
        };
        kept >= MOST_KEPT || (kept >= MOST_A_FILE && certain() >= MOST_A_FILE)
    }

    /// Finds the place of a finding.
    /// Keys may be below `extra` as well; for a key that the file does not have it is the first line.
    fn place(&self, at: At) -> LineRange {
        let locate =
            |path: &str| self.keys.locate(path).or_else(|| self.keys.locate(&format!("extra.{path}")));
        match at {
            At::Place(place) => place,
            At::Key(path) => locate(&path).map_or(FILE, |found| found.key.unwrap_or(found.value)),
            At::Value(path) => locate(&path).map_or(FILE, |found| found.value),
            At::Line(line) => self.place_of("", self.line(line)),
            At::Text(text, within) => self.place_of(&text, within),
        }
    }

    /// The bytes of a line of the body. The line is given by its number in the file.
    fn line(&self, line: u32) -> Range<usize> {
        let text = self.body.text.as_bytes();
        let above = line.saturating_sub(self.body.first_line) as usize;
        let start = match above.checked_sub(1) {
            Some(last) => memchr::memchr_iter(b'\n', text).nth(last).map_or(text.len(), |at| at + 1),
            None => 0,
        };
        start..memchr::memchr(b'\n', &text[start..]).map_or(text.len(), |at| start + at)
    }

    fn place_of(&self, text: &str, within: Range<usize>) -> LineRange {
        let source = self.body.text.get(within.clone()).unwrap_or_default();
        let blank = source.len() - source.trim_start().len();
        match source.find(text).filter(|_| !text.is_empty()) {
            Some(at) => self.body.place(within.start + at..within.start + at + text.len()),
            None => self.body.place(within.start + blank..within.end),
        }
    }

    /// The line of a key, when it is there.
    pub fn line_of_key(&self, path: &str) -> Option<u32> {
        self.keys.locate(path).and_then(|found| found.key).map(|key| key.line)
    }

    pub fn has_key(&self, path: &str) -> bool {
        self.keys.has(path) || self.keys.has(&format!("extra.{path}"))
    }

    /// The path in the file of the `nth` item of a list.
    /// Only items that were read count: those without `key` were refused.
    pub fn item(&self, list: &str, key: &str, nth: usize) -> String {
        if self.is_full {
            return list.to_owned();
        }
        let items = (0..).map(|at| format!("{list}[{at}]")).take_while(|item| self.has_key(item));
        let mut read = items.filter(|item| self.has_key(&format!("{item}.{key}")));
        read.nth(nth).unwrap_or_else(|| list.to_owned())
    }

    /// Hands over what was found, the ignored rules left out.
    pub fn finish(mut self, ignored: &HashSet<Rule>) -> CheckedFile {
        self.findings.retain(|finding| !ignored.contains(&finding.diagnostic.rule));
        self.findings.sort_by_key(|finding| (finding.diagnostic.place.line, finding.diagnostic.place.column));
        let mut reader = LineReader { lines: self.text.lines(), line: 0, whole: "", rest: "", skipped: 0 };
        for Finding { diagnostic, .. } in &mut self.findings {
            let rest = reader.from(diagnostic.place.line as usize, Excerpt::skipped(diagnostic.place));
            diagnostic.excerpt = Excerpt::new(rest, diagnostic.place);
        }
        CheckedFile { ix: self.ix, findings: self.findings, left_out: self.left_out, cited: self.cited }
    }
}

/// Goes through a text once for excerpts.
/// They are requested in the order of the text; a line may fill the whole file.
struct LineReader<'a> {
    lines: std::str::Lines<'a>,
    line: usize,
    whole: &'a str,
    rest: &'a str,
    skipped: usize,
}

impl<'a> LineReader<'a> {
    /// A line, counted from 1, without so many characters.
    fn from(&mut self, line: usize, skipped: usize) -> &'a str {
        if line > self.line {
            self.whole = self.lines.nth(line - self.line - 1).unwrap_or_default();
            self.line = line;
            (self.rest, self.skipped) = (self.whole, 0);
        } else if skipped < self.skipped {
            (self.rest, self.skipped) = (self.whole, 0);
        }
        let more = skipped - self.skipped;
        let byte = self.rest.char_indices().nth(more).map_or(self.rest.len(), |(at, _)| at);
        (self.rest, self.skipped) = (&self.rest[byte..], skipped);
        self.rest
    }
}

impl Finding {
    fn new(rule: Rule, level: Level, path: PathBuf, place: LineRange, what: Clean) -> Self {
        let excerpt = Excerpt::default();
        let diagnostic = Diagnostic { rule, level, path, place, what, hint: None, excerpt };
        Self { diagnostic, condition: Condition::Always, wanted: None }
    }

    pub fn hint(&mut self, hint: Clean) -> &mut Self {
        self.diagnostic.hint = Some(hint);
        self
    }

    pub fn level(&mut self, level: Level) -> &mut Self {
        self.diagnostic.level = level;
        self
    }

    pub fn wanted(&mut self, wanted: MissingName) -> &mut Self {
        self.wanted = Some(wanted);
        self
    }

    pub fn only_if(&mut self, condition: Condition) -> &mut Self {
        self.condition = condition;
        self
    }
}

/// The finding about a file whose bytes can't be had.
pub(super) fn unreadable(library: &Library, ix: Ix, reason: &Clean) -> Finding {
    let path = library.get(ix).path.clone();
    Finding::new(Rule::Unreadable, Level::Error, path, FILE, clean!("cannot read the file: {reason}"))
}
