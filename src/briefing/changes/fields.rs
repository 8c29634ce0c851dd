//! The changes of the front matter: status, dates, and everything else.

use super::{Change, ChangeKind};
use crate::briefing::{Briefing, SourceRecord, Status};
use crate::clean;
use crate::text::Clean;

/// The changes of status, program by program.
pub(super) fn status(before: &Briefing, after: &Briefing) -> Vec<Change> {
    let find = |briefing: &Briefing, program: &Clean| -> Vec<Status> {
        briefing.status.iter().filter(|status| status.program == *program).cloned().collect()
    };
    let said = |status: &[Status]| {
        let words: Vec<String> = status.iter().map(|status| status.standing().into_string()).collect();
        (!words.is_empty()).then(|| clean!("{}", words.join("; ")))
    };
    let mut programs: Vec<&Clean> = Vec::new();
    for status in after.status.iter().chain(&before.status) {
        if !programs.contains(&&status.program) {
            programs.push(&status.program);
        }
    }
    let mut changes = Vec::new();
    for program in programs {
        let (old, new) = (find(before, program), find(after, program));
        let cited = |all: &[Status]| -> Vec<Clean> {
            all.iter().flat_map(|status| status.sources.to_vec()).collect()
        };
        let (was, is) = (cited(&old), cited(&new));
        let sources: Vec<Clean> = is.into_iter().filter(|source| !was.contains(source)).collect();
        let kind = if said(&old) != said(&new) {
            ChangeKind::Status
        } else if !sources.is_empty() {
            ChangeKind::SourceAdded
        } else {
            continue;
        };
        changes.push(Change { sources, ..change(kind, program, said(&old), said(&new)) });
    }
    changes
}

/// Dates, but those of statements.
pub(super) fn dates(before: &Briefing, after: &Briefing) -> Vec<Change> {
    let of_source = |briefing: &Briefing, date: fn(&SourceRecord) -> Option<String>| {
        briefing.source.as_deref().and_then(date)
    };
    let all = |briefing: &Briefing| {
        [
            ("start", written(briefing.start)),
            ("end", written(briefing.end)),
            ("as_of", written(briefing.as_of)),
            ("published", of_source(briefing, |source| written(source.published))),
            ("retrieved", of_source(briefing, |source| written(source.retrieved))),
            ("updated", written(briefing.updated)),
        ]
    };
    let pairs = all(before).into_iter().zip(all(after));
    let changed = pairs.filter(|((_, old), (_, new))| old != new);
    changed
        .map(|((key, old), (_, new))| {
            let clean = |date: Option<String>| date.map(|date| Clean::line(&date));
            change(ChangeKind::Date, &Clean::line(key), clean(old), clean(new))
        })
        .collect()
}

/// All other keys, each with all its values.
pub(super) fn others(before: &Briefing, after: &Briefing) -> Vec<Change> {
    let (old, new) = (values(before), values(after));
    let mut keys: Vec<&Clean> = Vec::new();
    for (key, _) in new.iter().chain(&old) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let all = |of: &[(Clean, Clean)], key: &Clean| {
        let values: Vec<&str> =
            of.iter().filter(|(own, _)| own == key).map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| clean!("{}", values.join("; ")))
    };
    let sides = keys.into_iter().map(|key| (key, all(&old, key), all(&new, key)));
    sides
        .filter(|(_, old, new)| old != new)
        .map(|(key, old, new)| change(ChangeKind::Field, key, old, new))
        .collect()
}

/// Keys with one value each, as often as a key has values.
fn values(briefing: &Briefing) -> Vec<(Clean, Clean)> {
    let mut values: Vec<(Clean, Clean)> = Vec::new();
    let mut add = |key: &str, value: Clean| {
        if !value.is_empty() {
            values.push((Clean::line(key), value));
        }
    };
    add("title", briefing.title.clone());
    add("type", clean!("{}", briefing.kind));
    add("description", briefing.description.clone().unwrap_or_default());
    add("confidence", briefing.confidence.map(|level| clean!("{level}")).unwrap_or_default());
    add("city", briefing.city.clone().unwrap_or_default());
    for (key, list) in [
        ("aliases", &briefing.aliases),
        ("country", &briefing.countries),
        ("tags", &briefing.tags),
        ("caveats", &briefing.caveats),
    ] {
        list.iter().for_each(|value| add(key, value.clone()));
    }
    for link in &briefing.links {
        add("links", clean!("{} {}", link.role, link.to));
    }
    for person in &briefing.people {
        let about = person.about.as_ref().map(|about| format!(" ({about})")).unwrap_or_default();
        add("people", clean!("{}{about}", person.name));
    }
    if let Some(source) = briefing.source.as_deref() {
        let named = [
            ("publisher", &source.publisher),
            ("author", &source.author),
            ("url", &source.url),
            ("origin", &source.origin),
        ];
        named.into_iter().for_each(|(key, value)| add(key, value.clone().unwrap_or_default()));
    }
    briefing.extra.iter().for_each(|(key, value)| add(key, value.clone()));
    values
}

fn change(kind: ChangeKind, part: &Clean, before: Option<Clean>, after: Option<Clean>) -> Change {
    Change { kind, part: part.clone(), before, after, sources: Vec::new(), place: None }
}

fn written(date: Option<impl ToString>) -> Option<String> {
    date.map(|date| date.to_string())
}
