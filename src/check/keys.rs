//! The front matter: what reading it complained of, and what the schema asks for.

use crate::briefing::{Kind, LineRange, ProblemKind, Severity, StatusState};
use crate::clean;
use crate::date::FactDate;
use crate::search::query::nearest;
use crate::text::Clean;

use super::page::{At, CheckedPage};
use super::{Level, Options, Rule};

/// The most characters of a description and of a caveat.
const DESCRIPTION: usize = 160;
const CAVEAT: usize = 100;
/// The states of a status.
const STATES: [&str; 4] = ["proposed", "active", "ended", "unclear"];

pub(super) fn check(page: &mut CheckedPage<'_>, options: Options) {
    problems(page);
    stale(page, options);
    if page.briefing.kind.is_ours() {
        required(page);
        lengths(page);
        countries(page);
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
    let what = clean!("last edited on {updated}, before {limit}");
    let written = ["updated", "lastmod", "modified", "date"].into_iter().find(|key| page.has_key(key));
    let place = At::Value(written.unwrap_or("updated").to_owned());
    page.report(Rule::Stale, place, what).hint(clean!("review the text, then set `updated`"));
}

fn required(page: &mut CheckedPage<'_>) {
    let briefing = &page.briefing;
    let record = briefing.source.as_deref();
    let about = matches!(briefing.kind, Kind::Company | Kind::Event);
    let is_source = briefing.kind == Kind::Source;
    let wanted = [
        ("title", !page.has_key("title")),
        ("updated", briefing.updated.is_none()),
        ("description", about && briefing.description.is_none()),
        ("start", briefing.kind == Kind::Event && briefing.start.is_none()),
        ("publisher", is_source && record.is_none_or(|record| record.publisher.is_none())),
        ("published", is_source && record.is_none_or(|record| record.published.is_none())),
    ];
    for key in wanted.into_iter().filter_map(|(key, is_missing)| is_missing.then_some(key)) {
        missing(page, key);
    }
}

fn missing(page: &mut CheckedPage<'_>, key: &str) {
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
    let example = match key {
        "updated" => "updated: 2026-01-31",
        "start" => "start: \"2019-11-19\"",
        "published" => "published: \"2019-11-24\"",
        _ => "",
    };
    let hint = if example.is_empty() { clean!("add `{key}: …`") } else { clean!("add `{example}`") };
    page.report(Rule::MissingKey, place, clean!("the {kind} has no `{key}`")).hint(hint);
}

fn lengths(page: &mut CheckedPage<'_>) {
    let long = |text: &Clean, most: usize| Some(text.chars().count()).filter(|count| *count > most);
    if let Some(count) = page.briefing.description.as_ref().and_then(|text| long(text, DESCRIPTION)) {
        let key = if page.has_key("description") { "description" } else { "summary" };
        let what = clean!("`{key}` has {count} characters");
        page.report(Rule::TooLong, At::Value(key.to_owned()), what)
            .hint(clean!("shorten it to {DESCRIPTION}; lists cut off the rest"));
    }
    for (at, caveat) in page.briefing.caveats.clone().iter().enumerate() {
        if let Some(count) = long(caveat, CAVEAT) {
            let place = At::Value(format!("caveats[{at}]"));
            page.report(Rule::TooLong, place, clean!("the caveat has {count} characters"))
                .hint(clean!("shorten it to {CAVEAT}; the brief cuts off the rest"));
        }
    }
}

fn countries(page: &mut CheckedPage<'_>) {
    for (at, country) in page.briefing.countries.clone().iter().enumerate() {
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let place = At::Value(format!("country[{at}]"));
            page.report(Rule::BadValue, place, clean!("unknown country code `{country}`"))
                .level(Level::Warning)
                .hint(clean!("try a two-letter code of ISO 3166-1, such as FR"));
        }
    }
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
                let what = clean!("the status in {} has no `{key}`", status.program);
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
            let what = clean!("the status in {} has no source", status.program);
            page.report(Rule::Unsourced, At::Value(item.clone()), what).hint(clean!("add `sources: [ID]`"));
        }
    }
}
