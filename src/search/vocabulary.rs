//! The words that a library uses, for completing a query.

use super::filter::status_words;
use super::query::Vocabulary;
use crate::briefing::schema::{self, KEYS, Slot};
use crate::briefing::{Kind, StatusState};
use crate::library::{Library, Record};
use crate::text::Clean;

/// Calls `see` with each name that fits a field, and its id. Names are titles and aliases.
pub fn each_name(library: &Library, field: &str, see: &mut dyn FnMut(&str, &str)) {
    let is_named = |record: &Record<'_>| match field {
        "company" => record.kind() == Kind::Company,
        "event" | "at" => record.kind() == Kind::Event,
        "source" => record.is_source(),
        _ => false,
    };
    for (_, record) in library.records().filter(|(_, record)| is_named(record)) {
        see(record.title(), record.id());
        record.aliases().for_each(|alias| see(alias, record.id()));
    }
}

impl Vocabulary {
    /// The keys and values of a library.
    pub fn of(library: &Library) -> Self {
        Self::of_records(library, library.records().map(|(_, record)| record))
    }

    /// The keys and values of some briefings of a library.
    pub fn of_records<'a>(library: &Library, records: impl Iterator<Item = Record<'a>>) -> Self {
        let mut values: Vec<(&'static str, Clean)> = Vec::new();
        let (mut folders, mut names) = (library.by_folder(), Vec::new());
        let mut extra = Vec::new();
        // The origin of a source is often not under the key, and no other briefing has one.
        let words = KEYS.iter().filter(|key| matches!(key.slot, Slot::Word(_) | Slot::Words(_)));
        let words = words.filter(|key| *key != schema::ORIGIN);
        let words: Vec<_> = words.filter_map(|key| Some((key, key.field?))).collect();
        for record in records {
            let briefing = record.briefing();
            let id = &briefing.id.0;
            values.push(("type", Clean::line(briefing.kind.word())));
            let (number, new) = folders.number(&record);
            names.extend(new);
            values.extend(names.get(number).filter(|name| !name.is_empty()).map(|name| ("in", name.clone())));
            match briefing.kind {
                Kind::Company => values.push(("company", id.clone())),
                Kind::Event => values.extend([("event", id.clone()), ("at", id.clone())]),
                Kind::Source => {
                    values.extend([("source", id.clone()), ("origin", briefing.origin().clone())]);
                }
                Kind::Note | Kind::Other(_) => {}
            }
            for (key, field) in &words {
                values.extend(key.texts(&briefing).iter().map(|word| (field.name, word.clone())));
            }
            values.extend(briefing.links.iter().map(|link| ("role", link.role.clone())));
            values.extend(briefing.people.iter().map(|person| ("person", person.name.clone())));
            for entry in &briefing.status {
                let state = match &entry.state {
                    StatusState::Proposed => Clean::line("proposed"),
                    StatusState::Active => Clean::line("active"),
                    StatusState::Ended => Clean::line("ended"),
                    StatusState::Unclear => Clean::line("unclear"),
                    StatusState::Other(other) => other.clone(),
                };
                values.extend([("status", entry.program.clone()), ("status", state)]);
            }
            values.extend(status_words(&record).map(|word| ("status", Clean::line(word))));
            extra.extend(briefing.extra.iter().cloned());
        }
        Self::new(values, extra)
    }
}
