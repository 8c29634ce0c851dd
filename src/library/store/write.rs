//! Writes briefings as records. [`super::record`] reads them in the same order.

use std::borrow::Cow;
use std::path::Path;

use crate::briefing::packing::{date_number, write_number};
use crate::briefing::{Briefing, Confidence, Kind, Person, SourceRecord, Status, StatusState, TypedLink};
use crate::date::{Day, FactDate};
use crate::text::Clean;

use super::words::{WordStore, WordTable};

/// Flags in the first number of a record. They mark the optional fields that are present.
pub(super) mod flags {
    pub const DRAFT: u32 = 1;
    pub const RAW_PATH: u32 = 1 << 1;
    /// The file name is not the id with `.md`.
    pub const FILE_NAME: u32 = 1 << 2;
    pub const UPDATED: u32 = 1 << 3;
    pub const START: u32 = 1 << 4;
    pub const END: u32 = 1 << 5;
    pub const AS_OF: u32 = 1 << 6;
    pub const PUBLISHED: u32 = 1 << 7;
    pub const RETRIEVED: u32 = 1 << 8;
    pub const SOURCE: u32 = 1 << 9;
    pub const DESCRIPTION: u32 = 1 << 10;
    pub const CITY: u32 = 1 << 11;
    pub const PUBLISHER: u32 = 1 << 12;
    pub const AUTHOR: u32 = 1 << 13;
    pub const URL: u32 = 1 << 14;
    pub const ORIGIN: u32 = 1 << 15;
    pub const PROBLEM: u32 = 1 << 16;
    /// The position of two bits: none, low, moderate, high.
    pub const CONFIDENCE: u32 = 17;
    pub const LABELS: u32 = 1 << 19;
}

/// Flags for the optional parts of a link or a status entry.
pub(super) mod parts {
    pub const NOTE: u32 = 1;
    pub const SINCE: u32 = 1 << 1;
    pub const UNTIL: u32 = 1 << 2;
}

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
    writer.texts(&briefing.aliases);
    writer.list(&briefing.links, RecordWriter::link);
    writer.list(&briefing.status, RecordWriter::status);
    writer.words(&briefing.tags);
    writer.list(&briefing.people, RecordWriter::person);
    if !briefing.labels.is_empty() {
        writer.words(&briefing.labels);
    }
    writer.optional_text(briefing.description.as_ref());
    writer.words(&briefing.countries);
    writer.optional_word(briefing.city.as_ref());
    if let Some(source) = briefing.source.as_deref() {
        writer.optional_word(source.publisher.as_ref());
        writer.optional_word(source.author.as_ref());
        writer.optional_text(source.url.as_ref());
        writer.optional_word(source.origin.as_ref());
    }
    writer.texts(&briefing.caveats);
    writer.list(&briefing.extra, |writer, (key, value)| {
        writer.word(key);
        writer.text(value);
    });
    writer.optional_text(briefing.problem.as_ref());
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
        match &briefing.kind {
            Kind::Company => self.number(0),
            Kind::Event => self.number(1),
            Kind::Source => self.number(2),
            Kind::Note => self.number(3),
            Kind::Other(word) => {
                self.number(4);
                self.word(word);
            }
        }
        let source = briefing.source.as_deref();
        self.optional_day(briefing.updated);
        self.optional_date(briefing.start);
        self.optional_date(briefing.end);
        self.optional_date(briefing.as_of);
        self.optional_date(source.and_then(|source| source.published));
        self.optional_day(source.and_then(|source| source.retrieved));
        self.word(id);
        self.word(folder);
        if !usual {
            self.text(name);
        }
        self.text(&briefing.title);
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

    fn optional_word(&mut self, word: Option<&Clean>) {
        if let Some(word) = word {
            self.word(word);
        }
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

    fn optional_day(&mut self, day: Option<Day>) {
        self.optional_date(day.map(FactDate::from));
    }

    fn number(&mut self, value: usize) {
        write_number(self.bytes, value);
    }
}

fn flags_of(briefing: &Briefing, is_raw: bool, has_name: bool) -> u32 {
    let none = SourceRecord::default();
    let source = briefing.source.as_deref().unwrap_or(&none);
    let confidence = match briefing.confidence {
        None => 0,
        Some(Confidence::Low) => 1,
        Some(Confidence::Moderate) => 2,
        Some(Confidence::High) => 3,
    };
    let set = [
        (briefing.draft, flags::DRAFT),
        (is_raw, flags::RAW_PATH),
        (has_name, flags::FILE_NAME),
        (briefing.updated.is_some(), flags::UPDATED),
        (briefing.start.is_some(), flags::START),
        (briefing.end.is_some(), flags::END),
        (briefing.as_of.is_some(), flags::AS_OF),
        (source.published.is_some(), flags::PUBLISHED),
        (source.retrieved.is_some(), flags::RETRIEVED),
        (briefing.source.is_some(), flags::SOURCE),
        (briefing.description.is_some(), flags::DESCRIPTION),
        (briefing.city.is_some(), flags::CITY),
        (source.publisher.is_some(), flags::PUBLISHER),
        (source.author.is_some(), flags::AUTHOR),
        (source.url.is_some(), flags::URL),
        (source.origin.is_some(), flags::ORIGIN),
        (briefing.problem.is_some(), flags::PROBLEM),
        (!briefing.labels.is_empty(), flags::LABELS),
    ];
    let set = set.into_iter().filter(|(is, _)| *is).fold(0, |all, (_, flag)| all | flag);
    set | confidence << flags::CONFIDENCE
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
