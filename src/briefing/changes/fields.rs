//! The changes of the front matter: status, dates, and everything else.

use super::{Change, ChangeKind};
use crate::briefing::schema::{self, KEYS, SchemaKey};
use crate::briefing::{Briefing, Status};
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
    let mut keys: Vec<&SchemaKey> = KEYS.iter().filter(|key| key.is_date()).collect();
    // What the briefing says comes before the day of its edit.
    keys.sort_by_key(|key| *key == schema::UPDATED);
    let changed = keys.into_iter().filter(|key| key.date(before) != key.date(after));
    changed
        .map(|key| {
            let date = |briefing| key.date(briefing).map(|date| clean!("{date}"));
            change(ChangeKind::Date, &Clean::line(key.name), date(before), date(after))
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
    let mut add = |key: &Clean, value: Clean| {
        if !value.is_empty() {
            values.push((key.clone(), value));
        }
    };
    // Status and dates are compared on their own.
    let is_other = |key: &&SchemaKey| !key.is_date() && *key != schema::STATUS && *key != schema::DRAFT;
    for key in KEYS.iter().filter(is_other) {
        let name = Clean::line(key.name);
        key.values(briefing).into_iter().for_each(|value| add(&name, value));
    }
    briefing.extra.iter().for_each(|(key, value)| add(key, value.clone()));
    values
}

fn change(kind: ChangeKind, part: &Clean, before: Option<Clean>, after: Option<Clean>) -> Change {
    Change { kind, part: part.clone(), before, after, sources: Vec::new(), place: None }
}
