//! `briefing doctor`: the settings, files and library in use, and what is wrong with them.

mod environment;
mod library;

use std::path::Path;

use serde::Serialize;

use crate::clean;
use crate::cli::args::Doctor;
use crate::cli::{CommandContext, CommandError, Exit, json};
use crate::config::Warning;
use crate::keymap;
use crate::terminal::display::display;
use crate::text::{Clean, width};

/// A part of the report.
#[derive(Debug, Serialize)]
struct ReportSection {
    name: &'static str,
    facts: Vec<ReportLine>,
}

/// One line of the report.
#[derive(Debug, Serialize)]
struct ReportLine {
    name: Clean,
    value: Clean,
    /// Its origin, or a consequence.
    from: Clean,
    /// Set if something is wrong with it.
    wrong: bool,
}

impl ReportLine {
    fn new(name: &str, value: Clean) -> Self {
        Self { name: Clean::line(name), value, from: Clean::default(), wrong: false }
    }

    fn from(mut self, from: Clean) -> Self {
        self.from = from;
        self
    }

    fn wrong(mut self) -> Self {
        self.wrong = true;
        self
    }
}

pub(super) fn run(context: &mut CommandContext, asked: &Doctor) -> Result<Exit, CommandError> {
    let location = context.location();
    let report = [
        ReportSection { name: "settings", facts: settings(context) },
        ReportSection { name: "terminal", facts: environment::terminal(context) },
        ReportSection { name: "files", facts: environment::files(context) },
        ReportSection { name: "library", facts: library::health(&context.output, location) },
    ];
    if asked.json {
        context.output.line(&json::line(&report))?;
        return Ok(Exit::Ok);
    }
    context.output.line(&clean!("briefing {}", env!("CARGO_PKG_VERSION")))?;
    for section in &report {
        print(context, section)?;
    }
    Ok(Exit::Ok)
}

/// Returns every setting, and every warning about one.
fn settings(context: &CommandContext) -> Vec<ReportLine> {
    let settings = &context.settings;
    let mut facts: Vec<ReportLine> = settings
        .table()
        .into_iter()
        .map(|(name, value, from)| {
            let value = if value.is_empty() { Clean::line("(none)") } else { value };
            ReportLine::new(name, value).from(clean!("{from}"))
        })
        .collect();
    let rebound = |one: &crate::config::Rebinding| {
        ReportLine::new(&format!("keys.{}", one.command), clean!("{}", one.keys.join(" ")))
            .from(clean!("{}", one.from))
    };
    facts.extend(settings.keys.iter().map(rebound));
    facts.extend(settings.themes.iter().map(|theme| {
        let from = theme.colours.first().map(|(.., from)| clean!("{from}")).unwrap_or_default();
        ReportLine::new(&format!("themes.{}", theme.name), clean!("{} colours", theme.colours.len()))
            .from(from)
    }));
    let variable = |name: &str| std::env::var_os(name);
    let (_, clashes) = keymap::rebind(&settings.keys);
    let looks = display(settings, true, variable).warnings;
    let warn = |warning: &Warning| ReportLine::new("!", warning.line()).wrong();
    facts.extend(settings.warnings.iter().chain(&clashes).chain(&looks).map(warn));
    facts
}

fn print(context: &mut CommandContext, section: &ReportSection) -> Result<(), CommandError> {
    let mut title: String = section.name.to_owned();
    title[..1].make_ascii_uppercase();
    context.output.line(&Clean::default())?;
    context.output.line(&clean!("{title}"))?;
    let widest = |of: fn(&ReportLine) -> &Clean, most: usize| {
        let cells = section.facts.iter().filter(|fact| !fact.wrong).map(|fact| width(of(fact)));
        cells.filter(|cells| *cells <= most).max().unwrap_or(0)
    };
    let (names, values) = (widest(|fact| &fact.name, 24), widest(|fact| &fact.value, 44));
    for fact in &section.facts {
        let sign = if fact.wrong { '!' } else { ' ' };
        let line = match fact.name.as_str() {
            "!" => format!("{sign} {}", fact.value),
            name => {
                let (name, value) = (padded(name, names), padded(&fact.value, values));
                format!("{sign} {name}  {value}  {}", fact.from)
            }
        };
        context.output.line(&Clean::text(line.trim_end()))?;
    }
    Ok(())
}

fn padded(text: &str, cells: usize) -> String {
    format!("{text}{}", " ".repeat(cells.saturating_sub(width(text))))
}

/// Returns a path, and whether anything exists there.
fn place(name: &str, path: &Path) -> ReportLine {
    let there = if path.exists() { "" } else { "does not exist yet" };
    ReportLine::new(name, clean!("{}", path.display())).from(Clean::line(there))
}
