//! Rules over a library and its texts: what is wrong, where, and how to fix it.
//!
//! A [`Checker`] is made once for a library. [`Checker::file`] looks at one file's bytes and can run on many
//! threads; [`Checker::report`] puts the findings together with those that need all files. The rules read no file:
//! bytes come in, and whether a linked picture exists is asked of a function that is handed over. [`check`] has a
//! library's files read and all rules applied.
//!
//! Rules for keys and statements apply to our own kinds (company, event, source): a folder of other people's
//! Markdown is checked for what is broken in any Markdown, and not for keys that it never promised.

mod diagnostic;
mod excerpt;
mod fix;
mod footnotes;
mod keys;
mod links;
mod names;
mod page;
mod rule;
mod run;
mod silenced;
mod statements;
mod tables;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use crate::briefing::{self, Kind};
use crate::clean;
use crate::date::Day;
use crate::library::{Ix, Library, Lookup, way_between};
use crate::text::Clean;

pub use diagnostic::{Diagnostic, Level, counted};
pub use excerpt::Excerpt;
pub use fix::{Fix, fix};
pub use rule::{RULES, Rule};
pub use run::{check, check_while};

use names::CheckedNames;
use page::{CheckedPage, Condition, Finding, MissingName};

/// The most unknown names of a report that are compared.
/// Each is compared with all names of the library, which takes 50 ms among 11,000 briefings; a report with more of
/// them has another problem than spelling.
const MOST_GUESSES: usize = 12;

/// The strictness of a check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Counts warnings as errors.
    pub strict: bool,
    /// The day before which a last edit makes a text stale.
    pub stale_before: Option<Day>,
}

/// The rules, ready to be applied to the files of one library.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
/// use std::path::Path;
///
/// use briefing::briefing::Briefing;
/// use briefing::check::{Checker, Options, Rule};
/// use briefing::library::{Library, Origin};
///
/// let file = b"They came.[^afp]\n";
/// let briefing = Briefing::read(Path::new("fair.md"), file).0;
/// let library = Library::new(Origin::Folders(Vec::new()), vec![briefing.into()]);
/// let fair = library.with_name("fair")[0];
/// let checker = Checker::new(&library, Options::default());
/// let report = checker.report(vec![checker.file(fair, file)], &[fair], |_| true, &BTreeMap::new());
/// assert_eq!(report.diagnostics[0].rule, Rule::UndefinedFootnote);
/// ```
#[derive(Debug)]
pub struct Checker<'a> {
    library: &'a Library,
    options: Options,
    names: CheckedNames,
}

/// The findings of one file, before all files are known.
#[derive(Debug)]
pub struct CheckedFile {
    ix: Ix,
    findings: Vec<Finding>,
    /// The number of findings that were not kept.
    left_out: usize,
    /// The sources that its text and its keys cite.
    cited: Vec<Ix>,
}

/// All diagnostics, by path, line and column.
#[derive(Debug, Default)]
pub struct Report {
    /// The problems that were found.
    pub diagnostics: Vec<Diagnostic>,
    /// The number of findings left out of files with very many.
    pub left_out: usize,
}

impl<'a> Checker<'a> {
    /// A checker over a library.
    pub fn new(library: &'a Library, options: Options) -> Self {
        Self { library, options, names: CheckedNames::new(library) }
    }

    /// Checks one file by its bytes.
    pub fn file(&self, ix: Ix, bytes: &[u8]) -> CheckedFile {
        let text = briefing::decoded(bytes);
        let mut page = CheckedPage::new(self.library, ix, bytes, &text);
        keys::check(&mut page, self.options);
        names::check(&mut page, &self.names);
        links::check(&mut page);
        statements::check(&mut page);
        footnotes::check(&mut page);
        tables::check(&mut page);
        let ignored = silenced::check(&mut page);
        page.finish(&ignored)
    }

    /// Makes the findings of a file whose bytes can't be had.
    pub fn unreadable(&self, ix: Ix, reason: &Clean) -> CheckedFile {
        let findings = vec![page::unreadable(self.library, ix, reason)];
        CheckedFile { ix, findings, left_out: 0, cited: Vec::new() }
    }

    /// The places in other texts that links of these files lead to.
    pub fn places(&self, checked: &[CheckedFile]) -> BTreeMap<Ix, BTreeSet<Clean>> {
        let mut places: BTreeMap<Ix, BTreeSet<Clean>> = BTreeMap::new();
        for finding in checked.iter().flat_map(|checked| &checked.findings) {
            if let Condition::NoPlace(ix, anchor) = &finding.condition {
                places.entry(*ix).or_default().insert(anchor.clone());
            }
        }
        places
    }

    /// Those of these places that a file does not have.
    pub fn missing_places(&self, ix: Ix, bytes: &[u8], anchors: &BTreeSet<Clean>) -> BTreeSet<Clean> {
        let body = briefing::body(bytes);
        let document = self.library.document(&self.library.record(ix).path(), &body.text);
        anchors.iter().filter(|anchor| !links::has_place(&document, &body.text, anchor)).cloned().collect()
    }

    /// Puts together what was found. `selected` are the files that are reported on; the others only cite. `exists`
    /// says whether there is a file or folder at a path: it is asked for targets of links that are no briefings.
    /// `missing` are the places that links lead to and that the texts do not have.
    pub fn report(
        &self,
        checked: Vec<CheckedFile>,
        selected: &[Ix],
        exists: impl Fn(&Path) -> bool,
        missing: &BTreeMap<Ix, BTreeSet<Clean>>,
    ) -> Report {
        let selected: HashSet<Ix> = selected.iter().copied().collect();
        let cited: HashSet<Ix> = checked.iter().flat_map(|checked| checked.cited.iter().copied()).collect();
        let mut report = Report::default();
        let mut guesses = 0;
        for CheckedFile { ix, findings, left_out, .. } in
            checked.into_iter().filter(|one| selected.contains(&one.ix))
        {
            let holds = |finding: &Finding| match &finding.condition {
                Condition::Always => true,
                Condition::Uncited => !cited.contains(&ix),
                Condition::Missing(path) => !exists(path),
                Condition::NoPlace(other, anchor) => {
                    missing.get(other).is_some_and(|anchors| anchors.contains(anchor))
                }
            };
            let holding: Vec<Finding> = findings.into_iter().filter(holds).collect();
            report.left_out += left_out + holding.len().saturating_sub(page::MOST_A_FILE);
            for finding in holding.into_iter().take(page::MOST_A_FILE) {
                let mut diagnostic = finding.diagnostic;
                if let Some(wanted) = &finding.wanted
                    && guesses < MOST_GUESSES
                {
                    guesses += 1;
                    let guess = self.guess(ix, wanted);
                    diagnostic.hint = guess.or(diagnostic.hint);
                }
                if self.options.strict && diagnostic.level == Level::Warning {
                    diagnostic.level = Level::Error;
                }
                report.diagnostics.push(diagnostic);
            }
        }
        report.diagnostics.sort_by(|a, b| a.order().cmp(&b.order()));
        report
    }

    /// Reports whether checking these needs the texts of all files. Only all texts show whether a source is cited.
    pub fn needs_all_texts(&self, selected: &[Ix]) -> bool {
        selected.iter().any(|ix| self.library.get(*ix).kind == Kind::Source)
    }

    /// Guesses the name meant by one that leads nowhere.
    fn guess(&self, from: Ix, wanted: &MissingName) -> Option<Clean> {
        let name = match wanted {
            MissingName::Id(name) | MissingName::Source(name) | MissingName::File(name) => name,
        };
        let mut near = match self.library.find(name) {
            Lookup::One(ix) => vec![ix],
            Lookup::Several(several) => several,
            Lookup::None { closest } => closest,
        };
        if matches!(wanted, MissingName::Source(_)) {
            near.retain(|ix| self.library.get(*ix).kind == Kind::Source);
        }
        let best = near.into_iter().find(|ix| *ix != from)?;
        let shown = match wanted {
            MissingName::File(_) => way_between(&self.library.get(from).path, &self.library.get(best).path),
            MissingName::Id(_) | MissingName::Source(_) => self.library.get(best).id.0.clone(),
        };
        Some(clean!("did you mean `{shown}`?"))
    }
}

#[cfg(test)]
mod tests;
