//! Checks the files of a library: the one part of `check` that has texts read, by the library and on all cores.

use crate::clean;
use crate::library::{self, Ix, Library};

use super::{Checker, Options, Report};

/// Checks these briefings of a library. All others are read too when only they can tell whether one of these is
/// cited.
pub fn check(library: &Library, selected: &[Ix], options: Options) -> Report {
    check_telling(library, selected, options, |_, _| {})
}

/// The same, and tells before each text how many of how many were begun.
pub fn check_telling(
    library: &Library,
    selected: &[Ix],
    options: Options,
    tell: impl Fn(usize, usize) + Sync,
) -> Report {
    let checker = Checker::new(library, options);
    let all: Vec<Ix> = library.iter().map(|(ix, _)| ix).collect();
    let texts = if checker.needs_all_texts(selected) { &all } else { selected };
    let go_on = |begun: usize| {
        tell(begun, texts.len());
        true
    };
    let checked = library::each_text_while(library, texts, go_on, |ix, bytes| match bytes {
        Ok(bytes) => checker.file(ix, &bytes),
        Err(error) => checker.unreadable(ix, &clean!("{error}")),
    });
    checker.report(checked.unwrap_or_default(), selected, |path| library::leads_somewhere(library, path))
}
