//! The front matter: what reading it complained of, and what the schema asks for.

use crate::briefing::schema::{self, KEYS, SchemaKey, Slot};
use crate::briefing::{Kind, LineRange, ProblemKind, Severity, StatusState};
use crate::clean;
use crate::date::FactDate;
use crate::search::query::nearest;
use crate::text::Clean;

use super::page::{At, CheckedPage};
use super::{Level, Options, Rule};

/// The states of a status.
const STATES: [&str; 4] = ["proposed", "active", "ended", "unclear"];

pub(super) fn check(page: &mut CheckedPage<'_>, options: Options) {
    problems(page);
    stale(page, options);
    if page.briefing.kind.is_ours() {
        required(page);
        lengths(page);
        forms(page);
        dates(page);
        status(page);
    }
}

/// Reports the problems found when the file was read.
fn problems(page: &mut CheckedPage<'_>) {
    for problem in page.problems.clone() {
        let rule = match problem.kind {
            ProblemKind::Unreadable => Rule::Unreadable,
            ProblemKind::Encoding => Rule::Encoding,
            ProblemKind::FrontMatter => Rule::FrontMatter,
            ProblemKind::Date => Rule::BadDate,
            ProblemKind::Value => Rule::BadValue,
        };
        let place = LineRange { line: problem.line, column: problem.column, length: problem.length };
        let finding = page.report(rule, At::Place(place), problem.what);
        finding.diagnostic.hint = problem.hint;
        if problem.severity == Severity::Warning {
            finding.level(Level::Warning);
        }
    }
}

fn stale(page: &mut CheckedPage<'_>, options: Options) {
    let (Some(limit), Some(updated)) = (options.stale_before, page.briefing.updated) else { return };
    if updated >= limit || page.briefing.kind == Kind::Source {
        return;
    }
    let what = clean!("`updated` is {updated}, before {limit}");
    let place = At::Value(spelling(page, schema::UPDATED).to_owned());
    page.report(Rule::Stale, place, what).hint(clean!("review the text, then set `updated`"));
}

fn required(page: &mut CheckedPage<'_>) {
    let kind = page.briefing.kind.clone();
    for key in KEYS.iter().filter(|key| key.required.has(&kind)) {
        // A briefing always has a title: without the key it is a heading or the file name.
        let has_key = if key == schema::TITLE { page.has_key(key.name) } else { key.is_in(&page.briefing) };
        if !has_key {
            missing(page, key);
        }
    }
}

fn missing(page: &mut CheckedPage<'_>, wanted: &SchemaKey) {
    let key = wanted.name;
    let kind = page.briefing.kind.clone();
    if page.has_key(key) {
        // A value that could not be read has its own report.
        let line = page.line_of_key(key);
        if !page.problems.iter().any(|problem| Some(problem.line) == line) {
            page.report(Rule::MissingKey, At::Key(key.to_owned()), clean!("`{key}` is empty"));
        }
        return;
    }
    let extra: Vec<Clean> = page.briefing.extra.iter().map(|(key, _)| key.clone()).collect();
    if let Some(near) = nearest(extra.iter().map(Clean::as_str), key) {
        let what = clean!("the {kind} has no `{key}`");
        page.report(Rule::MissingKey, At::Key(near.to_owned()), what).hint(clean!("did you mean `{key}`?"));
        return;
    }
    let place = At::Key(if page.has_key("type") { "type" } else { "kind" }.to_owned());
    let hint = clean!("add `{key}: {}`", wanted.example.unwrap_or("…"));
    page.report(Rule::MissingKey, place, clean!("the {kind} has no `{key}`")).hint(hint);
}

/// Reports texts that are too long.
fn lengths(page: &mut CheckedPage<'_>) {
    for (key, limit) in KEYS.iter().filter_map(|key| Some((key, key.limit?))) {
        let counts: Vec<usize> = key.texts(&page.briefing).iter().map(|text| text.chars().count()).collect();
        for (at, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > limit.characters) {
            let written = spelling(page, key);
            let (place, subject) = match key.slot {
                Slot::Line(_) | Slot::Word(_) => (written.to_owned(), clean!("`{written}`")),
                _ => {
                    let item = key.field.map_or(key.name, |field| field.name);
                    (format!("{written}[{at}]"), clean!("the {item}"))
                }
            };
            page.report(Rule::TooLong, At::Value(place), clean!("{subject} has {count} characters"))
                .hint(clean!("shorten it to {}; {}", limit.characters, limit.result));
        }
    }
}

/// Reports texts that don't have the form of their key.
fn forms(page: &mut CheckedPage<'_>) {
    for (key, form) in KEYS.iter().filter_map(|key| Some((key, key.form?))) {
        for (at, text) in key.texts(&page.briefing).to_vec().iter().enumerate() {
            if !(form.fits)(text) {
                let place = At::Value(format!("{}[{at}]", spelling(page, key)));
                page.report(Rule::BadValue, place, clean!("unknown {} `{text}`", form.name))
                    .level(Level::Warning)
                    .hint(clean!("try {}", form.hint));
            }
        }
    }
}

/// Returns the spelling of a key in the file.
fn spelling(page: &CheckedPage<'_>, key: &SchemaKey) -> &'static str {
    key.spellings().find(|name| page.has_key(name)).unwrap_or(key.name)
}

fn dates(page: &mut CheckedPage<'_>) {
    let (start, end) = (page.briefing.start, page.briefing.end);
    ordered(page, ("start", start), ("end", end), "end");
    for (at, status) in page.briefing.status.clone().iter().enumerate() {
        if is_before(status.until, status.since) {
            let path = page.item("status", "program", at);
            ordered(page, ("since", status.since), ("until", status.until), &format!("{path}.until"));
        }
    }
}

fn ordered(
    page: &mut CheckedPage<'_>,
    from: (&str, Option<FactDate>),
    to: (&str, Option<FactDate>),
    path: &str,
) {
    if let (true, Some(start), Some(end)) = (is_before(to.1, from.1), from.1, to.1) {
        let what = clean!("`{}` {end} is before `{}` {start}", to.0, from.0);
        page.report(Rule::DateOrder, At::Value(path.to_owned()), what);
    }
}

/// Reports whether a date is before another for certain. It is so for all days that they may mean.
fn is_before(date: Option<FactDate>, other: Option<FactDate>) -> bool {
    matches!((date, other), (Some(date), Some(other)) if date.last() < other.first())
}

fn status(page: &mut CheckedPage<'_>) {
    for (at, status) in page.briefing.status.clone().iter().enumerate() {
        let item = page.item("status", "program", at);
        for key in ["state", "since"] {
            if !page.has_key(&format!("{item}.{key}")) {
                let what = clean!("the status of program `{}` has no `{key}`", status.program);
                page.report(Rule::MissingKey, At::Value(item.clone()), what);
            }
        }
        if let StatusState::Other(word) = &status.state {
            let place = At::Value(format!("{item}.state"));
            let finding = page.report(Rule::UnknownState, place, clean!("unknown state `{word}`"));
            finding.hint(match nearest(STATES.into_iter(), word) {
                Some(near) => clean!("did you mean `{near}`?"),
                None => clean!("try one of {}", STATES.join(", ")),
            });
        }
        if status.sources.is_empty() {
            let what = clean!("the status of program `{}` has no source", status.program);
            page.report(Rule::Unsourced, At::Value(item.clone()), what).hint(clean!("add `sources: [ID]`"));
        }
    }
}
