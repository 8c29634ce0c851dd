//! Reads records, value by value without allocating or as a whole [`Briefing`].

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use crate::briefing::schema::{self, Accessor, KEYS, SchemaKey, Slot};
use crate::briefing::{Briefing, BriefingId, Confidence, Kind, Person};
use crate::date::{FactDate, FactSpan};
use crate::text::Clean;

use super::entry::{
    LinkRecord, StatusRecord, link, pair, past_link, past_person, past_status, person, status,
};
use super::layout::{DATE_COUNT, HEAD, bit, date_at, flags, keys};
use super::reader::{PathKey, RecordReader, TextAt};
use super::words::WordStore;
use super::write::path_text;

/// A briefing as the library keeps it.
/// Reading a value costs a few nanoseconds, so that all briefings of a library can be looked through;
/// [`Record::briefing`] makes the whole.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    flags: u32,
    /// The keys that have a value, by their bits.
    present: u32,
    kind: u32,
    kind_word: &'a str,
    confidence: u32,
    dates: [Option<FactDate>; DATE_COUNT],
    /// The word numbers of the id and the folder.
    id: u32,
    folder: u32,
    file_name: Option<TextAt>,
    /// The following values, not yet read.
    rest: RecordReader<'a>,
}

impl<'a> Record<'a> {
    /// Reads the head; the other values are read on request.
    pub(super) fn read(mut reader: RecordReader<'a>) -> Option<Self> {
        let (flags, present) = (reader.number()?, reader.number()?);
        let mut record = Self { flags, present, ..Self::empty(reader.words) };
        for key in keys(present & HEAD) {
            match key.slot {
                Slot::Day(_) => record.dates[date_at(key)] = Some(FactDate::from(reader.day()?)),
                Slot::Date(_) => record.dates[date_at(key)] = Some(reader.date()?),
                Slot::Kind => (record.kind, record.kind_word) = kind(&mut reader)?,
                Slot::Confidence => record.confidence = reader.number()?,
                _ => {}
            }
        }
        record.id = reader.number()?;
        record.folder = reader.number()?;
        record.file_name = reader.optional(flags & flags::FILE_NAME != 0, RecordReader::text_at)?;
        record.rest = reader;
        Some(record)
    }

    /// Makes the record for a number without a briefing.
    pub(super) fn empty(words: &'a WordStore) -> Self {
        Self {
            flags: 0,
            present: 0,
            kind: 3,
            kind_word: "note",
            confidence: 0,
            dates: [None; DATE_COUNT],
            id: u32::MAX,
            folder: u32::MAX,
            file_name: Some(TextAt::default()),
            rest: RecordReader { words, bytes: &[], texts: "", text: TextAt::default() },
        }
    }

    /// Reports whether everything can be read, with nothing left over.
    pub(super) fn is_sound(&self) -> bool {
        let mut reader = self.rest;
        let words = [self.id, self.folder].map(|word| reader.words.get(word));
        if words.contains(&None) || self.file_name.is_some_and(|at| reader.text_in(at).is_none()) {
            return false;
        }
        let mut all = || {
            keys(self.present & !HEAD).try_for_each(|key| check(&mut reader, key))?;
            if self.has(flags::LABELS) {
                reader.skip(RecordReader::word)?;
            }
            if self.has(flags::EXTRA) {
                reader.skip(pair)?;
            }
            reader.optional(self.has(flags::PROBLEM), RecordReader::text)
        };
        let is_known = (u32::BITS - self.present.leading_zeros()) as usize <= KEYS.len();
        is_known && all().is_some() && reader.bytes.is_empty() && reader.text.start == reader.text.end
    }

    /// Returns the id: the file name without its ending.
    pub fn id(&self) -> &'a str {
        self.rest.words.get(self.id).unwrap_or_default()
    }

    /// The display name.
    pub fn title(&self) -> &'a str {
        self.texts(schema::TITLE).next().unwrap_or_default()
    }

    /// Returns the first origin of its information, as [`Briefing::origin`].
    pub fn origin(&self) -> &'a str {
        let names = [schema::ORIGIN, schema::PUBLISHER, schema::TITLE];
        names.iter().find_map(|key| self.texts(key).next()).unwrap_or_default()
    }

    /// Returns the kind.
    pub fn kind(&self) -> Kind {
        match self.kind {
            0 => Kind::Company,
            1 => Kind::Event,
            2 => Kind::Source,
            3 => Kind::Note,
            _ => Kind::Other(Clean::line(self.kind_word)),
        }
    }

    /// Returns the word for the kind.
    pub fn kind_word(&self) -> &'a str {
        self.kind_word
    }

    /// Reports whether it is the record of a source.
    pub fn is_source(&self) -> bool {
        self.kind == 2
    }

    /// Reports whether it is a draft. Drafts are hidden unless a query includes them.
    pub fn is_draft(&self) -> bool {
        self.has_key(schema::DRAFT)
    }

    /// Reports whether the file has a problem.
    pub fn is_broken(&self) -> bool {
        self.has(flags::PROBLEM)
    }

    /// Returns the confidence in its sources.
    pub fn confidence(&self) -> Option<Confidence> {
        match self.confidence {
            1 => Some(Confidence::Low),
            2 => Some(Confidence::Moderate),
            3 => Some(Confidence::High),
            _ => None,
        }
    }

    /// Returns the date of a key that holds one.
    pub fn date(&self, key: &SchemaKey) -> Option<FactDate> {
        if key.is_date() { self.dates[date_at(key)] } else { None }
    }

    /// Returns the texts of a key. Keys of other types have none.
    pub fn texts(&self, key: &SchemaKey) -> impl Iterator<Item = &'a str> + use<'a> {
        let read: fn(&mut RecordReader<'a>) -> Option<&'a str> = match key.slot {
            Slot::Line(_) | Slot::Lines(_) => RecordReader::text,
            _ => RecordReader::word,
        };
        let place = if key.holds_text() { self.at(key) } else { None };
        let items = place.map(|reader| match key.slot {
            Slot::Line(_) | Slot::Word(_) => reader.one(read),
            _ => reader.items(read),
        });
        items.into_iter().flatten()
    }

    /// The days an event took, or the day a source was published.
    pub fn dates(&self) -> Option<FactSpan> {
        let event = FactSpan::of(self.date(schema::START), self.date(schema::END));
        event.or(self.date(schema::PUBLISHED).map(FactSpan::At))
    }

    /// Returns the path of the file.
    pub fn path(&self) -> PathBuf {
        let text = self.path_key().pieces.concat();
        if self.has(flags::RAW_PATH) { raw_path(&text) } else { PathBuf::from(text) }
    }

    /// Other names and spellings.
    pub fn aliases(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.texts(schema::ALIASES)
    }

    /// The ids that its links lead to, as numbers of [`Store::word`](super::Store::word).
    pub(in crate::library) fn link_words(&self) -> impl Iterator<Item = u32> + use<'a> {
        self.items(schema::LINKS, past_link)
    }

    /// Typed links declared in this file.
    pub fn links(&self) -> impl Iterator<Item = LinkRecord<'a>> + use<'a> {
        self.items(schema::LINKS, link)
    }

    /// Its standing, program by program.
    pub fn status(&self) -> impl Iterator<Item = StatusRecord<'a>> + use<'a> {
        self.items(schema::STATUS, status)
    }

    /// The ids of the sources that status and links rest on.
    pub fn cited(&self) -> impl Iterator<Item = &'a str> {
        let status = self.status().flat_map(|status| status.sources);
        status.chain(self.links().flat_map(|link| link.sources))
    }

    /// The ids of the sources that its cut-off may come from: those of status and links, and the labels in the text
    /// where they are kept.
    pub fn dating(&self) -> impl Iterator<Item = &'a str> {
        self.cited().chain(self.labels())
    }

    fn labels(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let labels = self.has(flags::LABELS).then(|| self.after_keys().items(RecordReader::word));
        labels.into_iter().flatten()
    }

    /// Tags, as written.
    pub fn tags(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.texts(schema::TAGS)
    }

    /// People named in it, with their descriptions in brackets.
    pub fn people(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> + use<'a> {
        self.items(schema::PEOPLE, person)
    }

    /// The summary line.
    pub fn description(&self) -> Option<&'a str> {
        self.texts(schema::DESCRIPTION).next()
    }

    /// Country codes.
    pub fn countries(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.texts(schema::COUNTRY)
    }

    /// All other keys with their values.
    pub fn extra(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let extra = self.has(flags::EXTRA).then(|| {
            let mut reader = self.after_keys();
            if self.has(flags::LABELS) {
                let _ = reader.skip(RecordReader::number);
            }
            reader.items(pair)
        });
        extra.into_iter().flatten()
    }

    /// The first problem of the file.
    pub fn problem(&self) -> Option<&'a str> {
        if !self.has(flags::PROBLEM) {
            return None;
        }
        let mut reader = self.after_keys();
        if self.has(flags::LABELS) {
            reader.skip(RecordReader::number)?;
        }
        if self.has(flags::EXTRA) {
            reader.skip(|reader| {
                reader.number()?;
                reader.text_at()
            })?;
        }
        reader.text()
    }

    /// Returns the whole briefing.
    pub fn briefing(&self) -> Briefing {
        let mut briefing = Briefing {
            path: self.path(),
            id: BriefingId(Clean::line(self.id())),
            labels: self.labels().map(Clean::line).collect(),
            source: self.has(flags::SOURCE).then(Box::default),
            extra: self.extra().map(|(key, value)| (Clean::line(key), Clean::line(value))).collect(),
            problem: self.problem().map(Clean::line),
            ..Briefing::default()
        };
        let mut reader = self.rest;
        for key in keys(self.present) {
            // A record that can't be read to its end was refused when the store was made.
            match key.slot {
                Slot::Line(Accessor { set, .. }) => set(&mut briefing, reader.text().map(Clean::line)),
                Slot::Word(Accessor { set, .. }) => set(&mut briefing, reader.word().map(Clean::line)),
                Slot::Lines(Accessor { set, .. }) => {
                    set(&mut briefing, reader.take(RecordReader::text).map(Clean::line).collect());
                }
                Slot::Words(Accessor { set, .. }) => {
                    set(&mut briefing, reader.take(RecordReader::word).map(Clean::line).collect());
                }
                Slot::Day(Accessor { set, .. }) => {
                    set(&mut briefing, self.date(key).map(FactDate::first));
                }
                Slot::Date(Accessor { set, .. }) => set(&mut briefing, self.date(key)),
                Slot::Kind => briefing.kind = self.kind(),
                Slot::Status => briefing.status = reader.take(status).map(|status| status.whole()).collect(),
                Slot::Links => briefing.links = reader.take(link).map(|link| link.whole()).collect(),
                Slot::People => {
                    let whole = |(name, about): (&str, Option<&str>)| Person {
                        name: Clean::line(name),
                        about: about.map(Clean::line),
                    };
                    briefing.people = reader.take(person).map(whole).collect();
                }
                Slot::Confidence => briefing.confidence = self.confidence(),
                Slot::Draft => briefing.draft = true,
            }
        }
        briefing
    }

    /// Compares the paths of the files.
    pub fn compare_file(&self, other: &Record<'_>) -> Ordering {
        self.path_key().cmp(&other.path_key())
    }

    /// Reports whether the file is at exactly this path.
    pub(in crate::library) fn is_at(&self, path: &Path) -> bool {
        let (text, is_raw) = path_text(path);
        self.path_key() == PathKey::of(&text, is_raw)
    }

    /// Returns the word number of its folder. It is the same for all files of a folder.
    pub(in crate::library) fn folder_word(&self) -> u32 {
        self.folder
    }

    /// Reports whether its path is ASCII.
    pub(in crate::library) fn has_ascii_path(&self) -> bool {
        self.path_key().pieces.iter().all(|piece| piece.is_ascii())
    }

    /// Returns the [`path_hash`](super::path_hash) of its path.
    pub(in crate::library) fn path_hash(&self) -> u64 {
        self.path_key().hash()
    }

    pub(super) fn path_key(&self) -> PathKey<'a> {
        let (name, ending) = match self.file_name {
            Some(name) => (self.rest.text_in(name).unwrap_or_default(), ""),
            None => (self.id(), ".md"),
        };
        PathKey {
            pieces: [self.rest.words.get(self.folder).unwrap_or_default(), name, ending],
            is_raw: self.has(flags::RAW_PATH),
        }
    }

    fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    fn has_key(&self, key: &SchemaKey) -> bool {
        self.present & bit(key) != 0
    }

    /// Returns the items of a list with a structure of its own.
    fn items<T>(
        &self,
        key: &SchemaKey,
        read: fn(&mut RecordReader<'a>) -> Option<T>,
    ) -> impl Iterator<Item = T> + use<'a, T> {
        self.at(key).map(|reader| reader.items(read)).into_iter().flatten()
    }

    /// Returns the place of a key's value behind the head.
    fn at(&self, key: &SchemaKey) -> Option<RecordReader<'a>> {
        let before = self.present & !HEAD & (bit(key) - 1);
        self.has_key(key).then(|| self.past(before))
    }

    /// Returns the place behind all keys.
    fn after_keys(&self) -> RecordReader<'a> {
        self.past(self.present & !HEAD)
    }

    /// Returns the place behind some keys.
    fn past(&self, present: u32) -> RecordReader<'a> {
        let mut reader = self.rest;
        match keys(present).try_for_each(|key| skip(&mut reader, key)) {
            Some(()) => reader,
            None => RecordReader { bytes: &[], text: TextAt::default(), ..reader },
        }
    }
}

fn kind<'a>(reader: &mut RecordReader<'a>) -> Option<(u32, &'a str)> {
    let kind = reader.number()?;
    let word = match kind {
        0 => "company",
        1 => "event",
        2 => "source",
        3 => "note",
        4 => reader.word()?,
        _ => return None,
    };
    Some((kind, word))
}

/// Skips the value of a key behind the head.
/// Its words and texts are not fetched from memory.
fn skip(reader: &mut RecordReader<'_>, key: &SchemaKey) -> Option<()> {
    match key.slot {
        Slot::Line(_) => reader.text_at().map(|_| ()),
        Slot::Word(_) => reader.number().map(|_| ()),
        Slot::Lines(_) => reader.skip(RecordReader::text_at),
        Slot::Words(_) => reader.skip(RecordReader::number),
        Slot::Status => reader.skip(past_status),
        Slot::Links => reader.skip(past_link),
        Slot::People => reader.skip(past_person),
        Slot::Day(_) | Slot::Date(_) | Slot::Kind | Slot::Confidence | Slot::Draft => Some(()),
    }
}

/// Skips the value of a key behind the head, and checks it.
fn check(reader: &mut RecordReader<'_>, key: &SchemaKey) -> Option<()> {
    match key.slot {
        Slot::Line(_) => reader.text().map(|_| ()),
        Slot::Word(_) => reader.word().map(|_| ()),
        Slot::Lines(_) => reader.skip(RecordReader::text),
        Slot::Words(_) => reader.skip(RecordReader::word),
        Slot::Status => reader.skip(|reader| status(reader)?.sources.is_sound().then_some(())),
        Slot::Links => reader.skip(|reader| link(reader)?.sources.is_sound().then_some(())),
        Slot::People => reader.skip(person),
        Slot::Day(_) | Slot::Date(_) | Slot::Kind | Slot::Confidence | Slot::Draft => Some(()),
    }
}

#[cfg(unix)]
fn raw_path(text: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let bytes = text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect();
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn raw_path(text: &str) -> PathBuf {
    text.into()
}
