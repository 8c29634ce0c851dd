//! One file as the rules see it, and what they have found in it so far.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::PathBuf;

use crate::briefing::{self, Body, Briefing, Place, Problem};
use crate::clean;
use crate::library::{Ix, Library};
use crate::markdown::{self, Document};
use crate::text::Clean;

use super::{Checked, Diagnostic, Excerpt, Level, Rule};

/// How many findings of one file are reported.
pub(super) const MOST_A_FILE: usize = 200;

/// Where something is that concerns a whole file.
const FILE: Place = Place { line: 1, column: 1, length: 1 };

/// One file with everything the rules ask of it.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub library: &'a Library,
    pub ix: Ix,
    pub briefing: Briefing,
    pub problems: Vec<Problem>,
    pub text: Cow<'a, str>,
    pub body: Body,
    pub document: Document,
    /// The sources it cites.
    pub cited: Vec<Ix>,
    bytes: &'a [u8],
    findings: Vec<Finding>,
}

/// A diagnostic, and what must be known before it holds.
#[derive(Debug)]
pub(super) struct Finding {
    pub diagnostic: Diagnostic,
    pub condition: Condition,
    pub wanted: Option<Wanted>,
}

/// When a finding holds.
#[derive(Debug)]
pub(super) enum Condition {
    Always,
    /// When no file cites this one.
    Uncited,
    /// When there is nothing at this path.
    Missing(PathBuf),
}

/// A name that leads nowhere, for which a similar one is looked for.
#[derive(Debug)]
pub(super) enum Wanted {
    Id(Clean),
    Source(Clean),
    /// The name of a file that a link should lead to.
    File(Clean),
}

impl<'a> Page<'a> {
    pub fn new(library: &'a Library, ix: Ix, bytes: &'a [u8]) -> Self {
        let (briefing, problems) = Briefing::read(&library.get(ix).path, bytes);
        let body = briefing::body(bytes);
        let document = markdown::parse(&body.text);
        let text = briefing::decoded(bytes);
        let (cited, findings) = (Vec::new(), Vec::new());
        Self { library, ix, briefing, problems, text, body, document, cited, bytes, findings }
    }

    /// Reports something; more can be said of the finding that is answered.
    pub fn report(&mut self, rule: Rule, place: Place, what: Clean) -> &mut Finding {
        let level = if self.briefing.kind.is_ours() { rule.level() } else { rule.level_elsewhere() };
        let finding = Finding::new(rule, level, self.briefing.path.clone(), place, what);
        self.findings.push(finding);
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Where a key's value stands, such as `links[0].to`, or the like below `extra`; the file's first line when it
    /// stands nowhere.
    pub fn value(&self, path: &str) -> Place {
        self.locate(path).map_or(FILE, |found| found.value)
    }

    /// Where a key stands; the file's first line when it doesn't.
    pub fn key(&self, path: &str) -> Place {
        self.locate(path).map_or(FILE, |found| found.key.unwrap_or(found.value))
    }

    pub fn has_key(&self, path: &str) -> bool {
        self.locate(path).is_some()
    }

    fn locate(&self, path: &str) -> Option<briefing::Located> {
        briefing::locate(self.bytes, path).or_else(|| briefing::locate(self.bytes, &format!("extra.{path}")))
    }

    /// The path in the file of the `nth` item of a list that was read: items without `key` were refused and are
    /// not counted.
    pub fn item(&self, list: &str, key: &str, nth: usize) -> String {
        let items = (0..).map(|at| format!("{list}[{at}]")).take_while(|item| self.has_key(item));
        let mut read = items.filter(|item| self.has_key(&format!("{item}.{key}")));
        read.nth(nth).unwrap_or_else(|| list.to_owned())
    }

    /// Where a text stands within some bytes of the body; the first line of them when it is written otherwise.
    pub fn place_of(&self, text: &str, within: std::ops::Range<usize>) -> Place {
        let source = self.body.text.get(within.clone()).unwrap_or_default();
        let blank = source.len() - source.trim_start().len();
        match source.find(text).filter(|_| !text.is_empty()) {
            Some(at) => self.body.place(within.start + at..within.start + at + text.len()),
            None => self.body.place(within.start + blank..within.end),
        }
    }

    /// Hands over what was found, the ignored rules left out.
    pub fn finish(mut self, ignored: &HashSet<Rule>) -> Checked {
        self.findings.retain(|finding| !ignored.contains(&finding.diagnostic.rule));
        self.findings.sort_by_key(|finding| (finding.diagnostic.place.line, finding.diagnostic.place.column));
        let mut lines = self.text.lines();
        let mut current = (0, "");
        for Finding { diagnostic, .. } in self.findings.iter_mut().take(MOST_A_FILE) {
            let wanted = diagnostic.place.line as usize;
            if wanted > current.0 {
                current = (wanted, lines.nth(wanted - current.0 - 1).unwrap_or_default());
            }
            diagnostic.excerpt = Excerpt::new(current.1, diagnostic.place);
        }
        Checked { ix: self.ix, findings: self.findings, cited: self.cited }
    }
}

impl Finding {
    fn new(rule: Rule, level: Level, path: PathBuf, place: Place, what: Clean) -> Self {
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

    pub fn wanted(&mut self, wanted: Wanted) -> &mut Self {
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
    Finding::new(Rule::Unreadable, Level::Error, path, FILE, clean!("cannot be read: {reason}"))
}
