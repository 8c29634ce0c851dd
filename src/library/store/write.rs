//! Writes briefings as records. [`super::record`] reads them in the same order.

use std::borrow::Cow;
use std::path::Path;

use crate::briefing::packing::{date_number, write_number};
use crate::briefing::schema::{KEYS, SchemaKey, Slot};
use crate::briefing::{Briefing, Kind, Person, Status, StatusState, TypedLink};
use crate::date::FactDate;
use crate::text::Clean;

use super::layout::{HEAD, bit, flags, keys, parts};
use super::words::{WordStore, WordTable};

/// Writes a record.
pub(super) fn record(
    briefing: &Briefing,
    bytes: &mut Vec<u8>,
    texts: &mut String,
    words: &mut WordStore,
    table: &mut WordTable,
) {
    let mut writer = RecordWriter { bytes, texts, words, table };
    writer.head(briefing);
    keys(present(briefing) & !HEAD).for_each(|key| writer.value(key, briefing));
    if !briefing.labels.is_empty() {
        writer.words(&briefing.labels);
    }
    if !briefing.extra.is_empty() {
        writer.list(&briefing.extra, |writer, (key, value)| {
            writer.word(key);
            writer.text(value);
        });
    }
    if let Some(problem) = &briefing.problem {
        writer.text(problem);
    }
}

struct RecordWriter<'a> {
    bytes: &'a mut Vec<u8>,
    texts: &'a mut String,
    words: &'a mut WordStore,
    table: &'a mut WordTable,
}

impl RecordWriter<'_> {
    fn head(&mut self, briefing: &Briefing) {
        let (path, is_raw) = path_text(&briefing.path);
        let (folder, name) = path.split_at(path.rfind(std::path::is_separator).map_or(0, |at| at + 1));
        let id = briefing.id.0.as_str();
        let usual = name.strip_suffix(".md") == Some(id);
        self.number(flags_of(briefing, is_raw, !usual) as usize);
        let present = present(briefing);
        self.number(present as usize);
        keys(present & HEAD).for_each(|key| self.value(key, briefing));
        self.word(id);
        self.word(folder);
        if !usual {
            self.text(name);
        }
    }

    /// Writes the value of a key that is present.
    fn value(&mut self, key: &SchemaKey, briefing: &Briefing) {
        match key.slot {
            Slot::Line(_) => key.texts(briefing).iter().for_each(|text| self.text(text)),
            Slot::Word(_) => key.texts(briefing).iter().for_each(|word| self.word(word)),
            Slot::Lines(_) => self.texts(key.texts(briefing)),
            Slot::Words(_) => self.words(key.texts(briefing)),
            Slot::Day(_) | Slot::Date(_) => self.optional_date(key.date(briefing)),
            Slot::Kind => self.kind(&briefing.kind),
            Slot::Status => self.list(&briefing.status, Self::status),
            Slot::Links => self.list(&briefing.links, Self::link),
            Slot::People => self.list(&briefing.people, Self::person),
            Slot::Confidence => self.number(briefing.confidence.map_or(0, |level| 1 + level as usize)),
            // The bit says it all.
            Slot::Draft => {}
        }
    }

    fn kind(&mut self, kind: &Kind) {
        match kind {
            Kind::Company => self.number(0),
            Kind::Event => self.number(1),
            Kind::Source => self.number(2),
            Kind::Note => self.number(3),
            Kind::Other(word) => {
                self.number(4);
                self.word(word);
            }
        }
    }

    fn link(&mut self, link: &TypedLink) {
        self.word(&link.to);
        self.word(&link.role);
        self.number(if link.note.is_some() { parts::NOTE as usize } else { 0 });
        self.optional_text(link.note.as_ref());
        self.words(&link.sources);
    }

    fn status(&mut self, status: &Status) {
        let flag = |is: bool, flag: u32| if is { flag as usize } else { 0 };
        self.word(&status.program);
        self.number(
            flag(status.note.is_some(), parts::NOTE)
                | flag(status.since.is_some(), parts::SINCE)
                | flag(status.until.is_some(), parts::UNTIL),
        );
        match &status.state {
            StatusState::Proposed => self.number(0),
            StatusState::Active => self.number(1),
            StatusState::Ended => self.number(2),
            StatusState::Unclear => self.number(3),
            StatusState::Other(word) => {
                self.number(4);
                self.word(word);
            }
        }
        self.optional_date(status.since);
        self.optional_date(status.until);
        self.optional_text(status.note.as_ref());
        self.words(&status.sources);
    }

    fn person(&mut self, person: &Person) {
        self.text(&person.name);
        self.number(usize::from(person.about.is_some()));
        self.optional_text(person.about.as_ref());
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.number(items.len());
        for item in items {
            write(self, item);
        }
    }

    fn words(&mut self, items: &[Clean]) {
        self.list(items, |writer, item| writer.word(item));
    }

    fn texts(&mut self, items: &[Clean]) {
        self.list(items, |writer, item| writer.text(item));
    }

    fn word(&mut self, word: &str) {
        let number = self.table.number(self.words, word);
        self.number(number as usize);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.texts.push_str(text);
    }

    fn optional_text(&mut self, text: Option<&Clean>) {
        if let Some(text) = text {
            self.text(text);
        }
    }

    fn optional_date(&mut self, date: Option<FactDate>) {
        if let Some(date) = date {
            self.number(date_number(date) as usize);
        }
    }

    fn number(&mut self, value: usize) {
        write_number(self.bytes, value);
    }
}

fn flags_of(briefing: &Briefing, is_raw: bool, has_name: bool) -> u32 {
    let set = [
        (is_raw, flags::RAW_PATH),
        (has_name, flags::FILE_NAME),
        (briefing.source.is_some(), flags::SOURCE),
        (!briefing.labels.is_empty(), flags::LABELS),
        (!briefing.extra.is_empty(), flags::EXTRA),
        (briefing.problem.is_some(), flags::PROBLEM),
    ];
    set.into_iter().filter(|(is, _)| *is).fold(0, |all, (_, flag)| all | flag)
}

/// Returns the bits of the keys that have a value.
fn present(briefing: &Briefing) -> u32 {
    KEYS.iter().filter(|key| key.is_in(briefing)).fold(0, |bits, key| bits | bit(key))
}

/// Returns a path as text, and whether it is raw. In a raw one, which is not UTF-8, each byte is one character.
pub(super) fn path_text(path: &Path) -> (Cow<'_, str>, bool) {
    match path.to_str() {
        Some(text) => (Cow::Borrowed(text), false),
        None => raw_text(path),
    }
}

#[cfg(unix)]
fn raw_text(path: &Path) -> (Cow<'_, str>, bool) {
    use std::os::unix::ffi::OsStrExt;
    (path.as_os_str().as_bytes().iter().map(|byte| char::from(*byte)).collect(), true)
}

/// Converts a path that is not Unicode to a displayable name. The path itself can't be kept here.
#[cfg(not(unix))]
fn raw_text(path: &Path) -> (Cow<'_, str>, bool) {
    (path.to_string_lossy(), false)
}
