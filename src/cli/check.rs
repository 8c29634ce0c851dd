//! `briefing check`: what is wrong in a library, or in some of its files.

mod fix;
mod github;
mod human;
mod plain;
mod sarif;
mod select;

use crate::check::{self, Diagnostic, Level, Options, Report, Rule};
use crate::clean;
use crate::cli::args::{CheckArgs, CheckFormat};
use crate::cli::output::Output;
use crate::cli::progress::ProgressReporter;
use crate::cli::{CommandContext, CommandError, Exit};
use crate::library::{Ix, Library};
use crate::search::query;
use crate::text::{Clean, count_of};

pub(super) fn run(context: &mut CommandContext, typed: &CheckArgs) -> Result<Exit, CommandError> {
    if let Some(code) = &typed.explain {
        return explain(context, code);
    }
    let options = options(context, typed)?;
    let (mut library, mut selected) = select::library(context, &typed.paths)?;
    if typed.fix {
        fix::run(context, &library, &selected, typed.dry_run)?;
        if typed.dry_run {
            return Ok(Exit::Ok);
        }
        (library, selected) = select::library(context, &typed.paths)?;
    }
    let report = report(&context.output, &library, &selected, options);
    print(context, typed.format, &report.diagnostics)?;
    let errors = summary(context, selected.len(), &report);
    Ok(if errors > 0 { Exit::Faulty } else { Exit::Ok })
}

/// Checks these briefings of a library and shows the progress.
pub(super) fn report(output: &Output, library: &Library, selected: &[Ix], options: Options) -> Report {
    let progress = ProgressReporter::new(output, "checking");
    let go_on = |begun, of| {
        progress.tell(begun, Some(of));
        true
    };
    // Nothing stops it.
    check::check_while(library, selected, options, go_on).unwrap_or_default()
}

fn options(context: &CommandContext, typed: &CheckArgs) -> Result<Options, CommandError> {
    let day = |text: &String| query::day(text, context.today);
    let stale_before = typed.stale.as_ref().map(day).transpose();
    let stale_before = stale_before.map_err(|(why, hint)| {
        let typed = typed.stale.as_deref().unwrap_or_default();
        CommandError::new("stale", clean!("invalid value `{typed}` for --stale: {why}")).hint(hint)
    })?;
    Ok(Options { strict: typed.strict, stale_before })
}

fn print(
    context: &mut CommandContext,
    format: CheckFormat,
    diagnostics: &[Diagnostic],
) -> Result<(), CommandError> {
    match format {
        CheckFormat::Human => human::print(context, diagnostics),
        CheckFormat::Short => plain::short(context, diagnostics),
        CheckFormat::Json => plain::json(context, diagnostics),
        CheckFormat::Github => github::print(context, diagnostics),
        CheckFormat::Sarif => sarif::print(context, diagnostics),
    }
}

/// Prints a summary on standard error and returns the number of errors.
fn summary(context: &mut CommandContext, files: usize, report: &Report) -> usize {
    let files = count_of(files, "briefing");
    context.output.note(&clean!("{files} checked: {}", check::counted(&report.diagnostics)));
    if report.left_out > 0 {
        let were = if report.left_out == 1 { "was" } else { "were" };
        context.output.note(&clean!("{} more {were} omitted from files with very many", report.left_out));
    }
    let explained = report.diagnostics.first().filter(|_| context.output.on_terminal);
    if let Some(first) = explained {
        context.output.note(&clean!("try `briefing check --explain {}`", first.rule.code()));
    }
    report.diagnostics.iter().filter(|found| found.level == Level::Error).count()
}

fn explain(context: &mut CommandContext, code: &str) -> Result<Exit, CommandError> {
    let Some(rule) = Rule::with_code(code) else {
        let hint = match Rule::nearest_code(code) {
            Some(near) => clean!("did you mean {near}?"),
            None => {
                let codes: Vec<&str> = check::RULES.iter().map(|rule| rule.code()).collect();
                clean!("the rules are {}", codes.join(", "))
            }
        };
        return Err(CommandError::new("no-rule", clean!("unknown rule `{code}`")).hint(hint));
    };
    let mut level = rule.level().to_string();
    if rule.level_elsewhere() != rule.level() {
        let elsewhere = rule.level_elsewhere();
        level = format!("{level} in companies, events and sources; {elsewhere} in other briefings");
    }
    context.output.line(&clean!("{code} ({level}) checks that {}", rule.summary()))?;
    context.output.line(&Clean::default())?;
    let columns = usize::from(CommandContext::columns()).clamp(20, 80);
    for line in crate::text::wrap(rule.explanation(), columns) {
        context.output.line(&clean!("{}", &rule.explanation()[line]))?;
    }
    // Nothing can be read in such a file, and so no comment either.
    if rule != Rule::Unreadable {
        context.output.line(&Clean::default())?;
        context.output.line(&clean!("To turn this rule off for one file, add to its front matter:"))?;
        context.output.line(&clean!("# briefing-ignore: {code}"))?;
    }
    Ok(Exit::Ok)
}
