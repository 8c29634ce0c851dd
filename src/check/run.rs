//! Checks the files of a library: the one part of `check` that has texts read, by the library and on all cores.

use crate::clean;
use crate::library::{self, Ix, Library};

use super::{Checker, Options, Report};

/// Checks these briefings of a library.
/// All others are read too when only they can show whether one of these is cited.
///
/// # Examples
///
/// ```
/// use std::fs;
///
/// use briefing::check::{Options, Rule, check};
/// use briefing::library::load;
///
/// let folder = tempfile::tempdir()?;
/// fs::write(folder.path().join("fair.md"), "See the [guide](guide.md).\n")?;
/// let library = load(&[folder.path().to_owned()]).library;
/// let all: Vec<_> = library.all().collect();
/// let report = check(&library, &all, Options::default());
/// assert_eq!(report.diagnostics[0].rule, Rule::BrokenLink);
/// assert_eq!(report.diagnostics[0].place.line, 1);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn check(library: &Library, selected: &[Ix], options: Options) -> Report {
    // It is never stopped.
    check_while(library, selected, options, |_, _| true).unwrap_or_default()
}

/// Checks these briefings while `go_on` returns true.
/// Before each text `go_on` receives the number of texts begun and of all; there is no report when the check was
/// stopped.
pub fn check_while(
    library: &Library,
    selected: &[Ix],
    options: Options,
    go_on: impl Fn(usize, usize) -> bool + Sync,
) -> Option<Report> {
    let checker = Checker::new(library, options);
    let all: Vec<Ix> = library.all().collect();
    let texts = if checker.needs_all_texts(selected) { &all } else { selected };
    let go_on = |begun: usize| go_on(begun, texts.len());
    let checked = library::each_text_while(library, texts, go_on, |ix, bytes| match bytes {
        Ok(bytes) => checker.file(ix, &bytes),
        Err(error) => checker.unreadable(ix, &clean!("{error}")),
    })?;
    let places = checker.places(&checked);
    let others: Vec<Ix> = places.keys().copied().collect();
    let missing = library::each_text(library, &others, |ix, bytes| {
        // Of a file that can't be read nothing is known.
        let missing = bytes.map(|bytes| checker.missing_places(ix, &bytes, &places[&ix]));
        (ix, missing.unwrap_or_default())
    });
    let missing = missing.into_iter().collect();
    Some(checker.report(checked, selected, |path| library::leads_somewhere(library, path), &missing))
}
