//! `briefing timeline`: dated statements and events of a set of briefings, in order.

use serde::Serialize;

use crate::clean;
use crate::cli::args::{By, TimelineArgs as Wanted};
use crate::cli::facts::join;
use crate::cli::query::{QuerySet, nothing};
use crate::cli::table::{self, Last};
use crate::cli::{CommandContext, CommandError, Exit, json, query};
use crate::date::FactDate;
use crate::library::timeline::{Bucket, EntrySource, TimeUnit, Timeline, TimelineEntry};
use crate::search::query::Period;
use crate::text::{Clean, count_of};

pub(super) fn run(context: &mut CommandContext, wanted: &Wanted) -> Result<Exit, CommandError> {
    let first = date("since", wanted.since.as_ref())?.map(FactDate::first);
    let last = date("until", wanted.until.as_ref())?.map(FactDate::last);
    if let (Some(since), Some(until)) = (&wanted.since, &wanted.until)
        && last < first
    {
        return Err(CommandError::new("date", clean!("--until {until} is before --since {since}"))
            .hint(clean!("exchange the two dates")));
    }
    let flags = Period { first, last };
    let (set, dates) = query::dated_set(context, &wanted.query)?;
    let is_wanted = |first, last| flags.overlaps(first, last) && dates.allow(first, last);
    let timeline = Timeline::within(&set.library, &set.evidence, &set.found, is_wanted);
    if timeline.entries.is_empty() {
        return Err(nothing(clean!("no dated entry in {}", count_of(set.found.len(), "briefing"))));
    }
    let unit = wanted.by.map(unit);
    if wanted.json {
        for entry in &timeline.entries {
            context.output.line(&record(&set, entry, unit))?;
        }
    } else if context.output.on_terminal {
        seen(context, &set, &timeline, unit)?;
    } else {
        table::piped(context, timeline.entries.iter().map(|entry| whole_row(&set, entry, unit)))?;
    }
    Ok(Exit::Ok)
}

fn date(flag: &str, text: Option<&String>) -> Result<Option<FactDate>, CommandError> {
    let Some(text) = text else { return Ok(None) };
    FactDate::parse(text).map(Some).map_err(|error| {
        CommandError::new("date", clean!("invalid value `{text}` for --{flag}: {error}"))
            .hint(clean!("{}", error.hint()))
    })
}

fn unit(by: By) -> TimeUnit {
    match by {
        By::Year => TimeUnit::Year,
        By::Quarter => TimeUnit::Quarter,
        By::Month => TimeUnit::Month,
        By::Day => TimeUnit::Day,
    }
}

/// Prints the entries for a terminal.
/// With a unit, each period has a heading with the number of its entries.
fn seen(
    context: &mut CommandContext,
    set: &QuerySet,
    timeline: &Timeline,
    unit: Option<TimeUnit>,
) -> Result<(), CommandError> {
    let most = [24, 34];
    let Some(unit) = unit else {
        let rows: Vec<Vec<Clean>> = timeline.entries.iter().map(|entry| seen_row(set, entry)).collect();
        return table::aligned(context, &most, Last::Wrapped, &rows);
    };
    let same = |a: &TimelineEntry, b: &TimelineEntry| Bucket::of(a.when, unit) == Bucket::of(b.when, unit);
    for (at, entries) in timeline.entries.chunk_by(same).enumerate() {
        if at > 0 {
            context.output.line(&Clean::default())?;
        }
        let Some(first) = entries.first() else { continue };
        context.output.line(&clean!(
            "{}  {}",
            Bucket::of(first.when, unit),
            count_of(entries.len(), "entry")
        ))?;
        let rows: Vec<Vec<Clean>> = entries.iter().map(|entry| seen_row(set, entry)).collect();
        table::aligned(context, &most, Last::Wrapped, &rows)?;
    }
    Ok(())
}

fn seen_row(set: &QuerySet, entry: &TimelineEntry) -> Vec<Clean> {
    let mut words: Vec<String> = Vec::new();
    if !entry.marks.is_empty() {
        words.push(format!("[{}]", marks(entry)));
    }
    if entry.what != EntrySource::Line && entry.about.len() > 1
        || matches!(entry.what, EntrySource::Standing(_))
    {
        words.push(format!("{}:", titles(set, entry)));
    }
    words.push(entry.text.to_string());
    if !entry.citations.is_empty() {
        words.push(format!("({})", join(entry.citations.iter(), ", ")));
    }
    let title = match (&entry.what, entry.about.len()) {
        (EntrySource::Line, 2..) => clean!("{} +{}", entry.title(&set.library), entry.about.len() - 1),
        _ => entry.title(&set.library).clone(),
    };
    vec![clean!("{}", entry.when), title, clean!("{}", words.join(" "))]
}

/// Returns the marks of an entry, such as `listed`.
/// Of several briefings it is a count each, such as `1 absent, 3 exhibitor`.
fn marks(entry: &TimelineEntry) -> String {
    let one = entry.about.len() < 2;
    let mark = |(mark, count): &(Clean, usize)| match (one, count) {
        (true, _) => mark.to_string(),
        (false, count) => format!("{count} {mark}"),
    };
    entry.marks.iter().map(mark).collect::<Vec<_>>().join(", ")
}

fn titles(set: &QuerySet, entry: &TimelineEntry) -> String {
    join(entry.about.iter().map(|ix| &set.library.get(*ix).title), ", ")
}

/// Returns the fields of an entry, preceded by the period if wanted.
/// They are date, what it is, title, roles, ids of the briefings it concerns, words, sources.
pub(super) fn whole_row(set: &QuerySet, entry: &TimelineEntry, unit: Option<TimeUnit>) -> Vec<Clean> {
    let bucket = unit.map(|unit| clean!("{}", Bucket::of(entry.when, unit)));
    let about: Vec<Clean> = about(set, entry);
    let fields = [
        clean!("{}", entry.when),
        Clean::line(word(&entry.what)),
        entry.title(&set.library).clone(),
        clean!("{}", join(entry.marks.iter().map(|(mark, _)| mark), ",")),
        clean!("{}", join(about.iter(), ",")),
        entry.text.clone(),
        clean!("{}", join(entry.citations.iter(), ",")),
    ];
    bucket.into_iter().chain(fields).collect()
}

/// Returns the event and the briefings that the entry concerns.
fn about(set: &QuerySet, entry: &TimelineEntry) -> Vec<Clean> {
    let event = if let EntrySource::Event(event) = entry.what { Some(event) } else { None };
    let others = entry.about.iter().copied().filter(|ix| Some(*ix) != event);
    event.into_iter().chain(others).map(|ix| set.library.label(ix)).collect()
}

fn word(what: &EntrySource) -> &'static str {
    match what {
        EntrySource::Event(_) => "event",
        EntrySource::Line => "line",
        EntrySource::Standing(_) => "status",
        EntrySource::Dated => "dated",
        EntrySource::Published => "published",
    }
}

#[derive(Serialize)]
struct TimelineJson<'a> {
    date: String,
    first_day: String,
    last_day: Option<String>,
    period: Option<String>,
    what: &'static str,
    title: &'a str,
    briefings: Vec<Clean>,
    roles: Vec<&'a Clean>,
    text: &'a str,
    sources: &'a [Clean],
    origins: Vec<Clean>,
}

fn record(set: &QuerySet, entry: &TimelineEntry, unit: Option<TimeUnit>) -> Clean {
    json::line(&TimelineJson {
        date: entry.when.to_string(),
        first_day: entry.when.first().to_string(),
        last_day: entry.when.last().map(|day| day.to_string()),
        period: unit.map(|unit| Bucket::of(entry.when, unit).to_string()),
        what: word(&entry.what),
        title: entry.title(&set.library),
        briefings: about(set, entry),
        roles: entry.marks.iter().map(|(mark, _)| mark).collect(),
        text: &entry.text,
        sources: &entry.citations,
        origins: set.library.origins(&entry.citations),
    })
}
