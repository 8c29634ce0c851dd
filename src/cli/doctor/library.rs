//! The state of the library: files read, files not read, and the outcome of `check`.

use super::ReportLine;
use crate::check::{Level, Options, counted};
use crate::clean;
use crate::cli::output::Output;
use crate::cli::{CommandError, check, read_all};
use crate::library::load::SkipReason;
use crate::library::{self, CurrentLibrary, Ix, Location, Skipped};
use crate::text::{Clean, thousands};

/// The most files that are named; more are counted.
const NAMED: usize = 5;

pub(super) fn health(output: &Output, location: Result<Location, CommandError>) -> Vec<ReportLine> {
    let location = match location {
        Ok(location) => location,
        Err(failure) => {
            return vec![
                ReportLine::new("folder", failure.what).from(failure.hint.unwrap_or_default()).wrong(),
            ];
        }
    };
    let (mut facts, loaded) = match location {
        Location::Folders(folders) => {
            let facts =
                folders.iter().map(|folder| ReportLine::new("folder", clean!("{}", folder.display())));
            (facts.collect::<Vec<_>>(), read_all(output, &folders))
        }
        Location::Embedded { looked } => {
            let looked = looked
                .first()
                .map(|folder| clean!("not found: {} (nor in the folders above)", folder.display()));
            let sample = Clean::line("the built-in sample");
            (
                vec![ReportLine::new("folder", sample).from(looked.unwrap_or_default())],
                CurrentLibrary::of(library::embedded()),
            )
        }
    };
    let library = loaded.library();
    facts.push(ReportLine::new("briefings", clean!("{}", thousands(library.len()))).from(library.counted()));
    let all: Vec<Ix> = library.all().collect();
    let diagnostics = check::report(output, library, &all, Options::default()).diagnostics;
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error).count();
    let checked = ReportLine::new("check", counted(&diagnostics));
    let more = if diagnostics.is_empty() { "" } else { "try `briefing check`" };
    let checked = checked.from(Clean::line(more));
    facts.push(if errors > 0 { checked.wrong() } else { checked });
    let (ignored, skipped): (Vec<&Skipped>, Vec<&Skipped>) =
        loaded.skipped().iter().partition(|skipped| skipped.reason == SkipReason::Ignored);
    if let Some(first) = ignored.first() {
        let count = clean!("{} ignored", thousands(ignored.len()));
        facts.push(ReportLine::new("skipped", count).from(first.why()));
    }
    facts.extend(skipped.iter().take(NAMED).map(|skipped| {
        let fact = ReportLine::new("cannot read", clean!("{}", skipped.path.display())).from(skipped.why());
        if skipped.is_on_purpose() { fact } else { fact.wrong() }
    }));
    if skipped.len() > NAMED {
        let more = clean!("{} more", thousands(skipped.len() - NAMED));
        facts.push(ReportLine::new("cannot read", more).from(Clean::line("try `briefing list -v`")).wrong());
    }
    facts
}
