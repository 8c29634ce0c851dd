//! Reads records, field by field without allocating or as a whole [`Briefing`].

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use crate::briefing::{Briefing, BriefingId, Confidence, Kind, Person, SourceRecord};
use crate::date::{Day, FactDate, FactSpan};
use crate::text::Clean;

use super::entry::{
    LinkRecord, StatusRecord, link, pair, past_link, past_person, past_status, person, status,
};
use super::reader::{PathKey, RecordReader, TextAt};
use super::record_tail::RecordTail;
use super::words::WordStore;
use super::write::{flags, path_text};

/// A briefing as the library keeps it.
/// Reading a field costs a few nanoseconds, so that all briefings of a library can be looked through;
/// [`Record::briefing`] makes the whole.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    flags: u32,
    kind: u32,
    kind_word: &'a str,
    /// The last edit of the text.
    pub updated: Option<Day>,
    /// The first day of an event.
    pub start: Option<FactDate>,
    /// The last day of an event.
    pub end: Option<FactDate>,
    /// The information cut-off, if declared.
    pub as_of: Option<FactDate>,
    /// The publication date of a source.
    pub published: Option<FactDate>,
    /// The day a source was last fetched.
    pub retrieved: Option<Day>,
    /// The word numbers of the id and the folder.
    id: u32,
    folder: u32,
    file_name: Option<TextAt>,
    title: TextAt,
    /// The following lists, not yet read.
    rest: RecordReader<'a>,
}

impl<'a> Record<'a> {
    /// Reads the head; the lists are read on request.
    pub(super) fn read(mut reader: RecordReader<'a>) -> Option<Self> {
        let flags = reader.number()?;
        let kind = reader.number()?;
        let kind_word = match kind {
            0 => "company",
            1 => "event",
            2 => "source",
            3 => "note",
            4 => reader.word()?,
            _ => return None,
        };
        let has = |flag: u32| flags & flag != 0;
        Some(Self {
            flags,
            kind,
            kind_word,
            updated: reader.optional(has(flags::UPDATED), RecordReader::day)?,
            start: reader.optional(has(flags::START), RecordReader::date)?,
            end: reader.optional(has(flags::END), RecordReader::date)?,
            as_of: reader.optional(has(flags::AS_OF), RecordReader::date)?,
            published: reader.optional(has(flags::PUBLISHED), RecordReader::date)?,
            retrieved: reader.optional(has(flags::RETRIEVED), RecordReader::day)?,
            id: reader.number()?,
            folder: reader.number()?,
            file_name: reader.optional(has(flags::FILE_NAME), RecordReader::text_at)?,
            title: reader.text_at()?,
            rest: reader,
        })
    }

    /// Makes the record for a number without a briefing.
    pub(super) fn empty(words: &'a WordStore) -> Self {
        Self {
            flags: 0,
            kind: 3,
            kind_word: "note",
            updated: None,
            start: None,
            end: None,
            as_of: None,
            published: None,
            retrieved: None,
            id: u32::MAX,
            folder: u32::MAX,
            file_name: Some(TextAt::default()),
            title: TextAt::default(),
            rest: RecordReader { words, bytes: &[], texts: "", text: TextAt::default() },
        }
    }

    /// Reports whether everything can be read, with nothing left over.
    pub(super) fn is_sound(&self) -> bool {
        let mut reader = self.rest;
        let words = [self.id, self.folder].map(|word| reader.words.get(word));
        let texts = [Some(self.title), self.file_name].into_iter().flatten().map(|at| reader.text_in(at));
        if words.contains(&None) || texts.into_iter().any(|text| text.is_none()) {
            return false;
        }
        let mut all = || {
            reader.skip(RecordReader::text)?;
            reader.skip(|reader| link(reader)?.sources.is_sound().then_some(()))?;
            reader.skip(|reader| status(reader)?.sources.is_sound().then_some(()))?;
            reader.skip(RecordReader::word)?;
            reader.skip(person)?;
            if self.has(flags::LABELS) {
                reader.skip(RecordReader::word)?;
            }
            reader.optional(self.has(flags::DESCRIPTION), RecordReader::text)?;
            reader.skip(RecordReader::word)?;
            reader.optional(self.has(flags::CITY), RecordReader::word)?;
            reader.optional(self.has(flags::PUBLISHER), RecordReader::word)?;
            reader.optional(self.has(flags::AUTHOR), RecordReader::word)?;
            reader.optional(self.has(flags::URL), RecordReader::text)?;
            reader.optional(self.has(flags::ORIGIN), RecordReader::word)?;
            reader.skip(RecordReader::text)?;
            reader.skip(pair)?;
            reader.optional(self.has(flags::PROBLEM), RecordReader::text)
        };
        all().is_some() && reader.bytes.is_empty() && reader.text.start == reader.text.end
    }

    /// Returns the id: the file name without its ending.
    pub fn id(&self) -> &'a str {
        self.rest.words.get(self.id).unwrap_or_default()
    }

    /// The display name.
    pub fn title(&self) -> &'a str {
        self.rest.text_in(self.title).unwrap_or_default()
    }

    /// Returns the first origin of its information, as [`Briefing::origin`].
    pub fn origin(&self) -> &'a str {
        let back = self.back();
        back.origin.or(back.publisher).unwrap_or_else(|| self.title())
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
        self.has(flags::DRAFT)
    }

    /// Reports whether the file has a problem.
    pub fn is_broken(&self) -> bool {
        self.has(flags::PROBLEM)
    }

    /// Returns the confidence in its sources.
    pub fn confidence(&self) -> Option<Confidence> {
        match self.flags >> flags::CONFIDENCE & 3 {
            1 => Some(Confidence::Low),
            2 => Some(Confidence::Moderate),
            3 => Some(Confidence::High),
            _ => None,
        }
    }

    /// The days an event took, or the day a source was published.
    pub fn dates(&self) -> Option<FactSpan> {
        FactSpan::of(self.start, self.end).or(self.published.map(FactSpan::At))
    }

    /// Returns the path of the file.
    pub fn path(&self) -> PathBuf {
        let text = self.path_key().pieces.concat();
        if self.has(flags::RAW_PATH) { raw_path(&text) } else { PathBuf::from(text) }
    }

    /// Other names and spellings.
    pub fn aliases(&self) -> impl Iterator<Item = &'a str> {
        self.rest.items(RecordReader::text)
    }

    /// The ids that its links lead to, as numbers of [`Store::word`](super::Store::word).
    pub(in crate::library) fn link_words(&self) -> impl Iterator<Item = u32> + use<'a> {
        self.at_links().items(past_link)
    }

    /// Typed links declared in this file.
    pub fn links(&self) -> impl Iterator<Item = LinkRecord<'a>> {
        self.at_links().items(link)
    }

    /// Its standing, program by program.
    pub fn status(&self) -> impl Iterator<Item = StatusRecord<'a>> {
        self.after(|reader| {
            reader.skip(RecordReader::text_at)?;
            reader.skip(past_link)
        })
        .items(status)
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

    fn labels(&self) -> impl Iterator<Item = &'a str> {
        let labels = self.has(flags::LABELS).then(|| self.at_labels().items(RecordReader::word));
        labels.into_iter().flatten()
    }

    /// Tags, as written.
    pub fn tags(&self) -> impl Iterator<Item = &'a str> {
        self.at_tags().items(RecordReader::word)
    }

    /// People named in it, with their descriptions in brackets.
    pub fn people(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        self.at_people().items(person)
    }

    /// The summary line.
    pub fn description(&self) -> Option<&'a str> {
        self.at_description().optional(self.has(flags::DESCRIPTION), RecordReader::text).flatten()
    }

    /// Country codes.
    pub fn countries(&self) -> impl Iterator<Item = &'a str> {
        self.at_countries().items(RecordReader::word)
    }

    /// Returns its back.
    pub fn back(&self) -> RecordTail<'a> {
        RecordTail::read(self.at_countries(), self.flags)
    }

    /// Returns the whole briefing.
    pub fn briefing(&self) -> Briefing {
        let back = self.back();
        Briefing {
            path: self.path(),
            id: BriefingId(Clean::line(self.id())),
            kind: self.kind(),
            title: Clean::line(self.title()),
            description: self.description().map(Clean::line),
            updated: self.updated,
            start: self.start,
            end: self.end,
            as_of: self.as_of,
            labels: self.labels().map(Clean::line).collect(),
            aliases: self.aliases().map(Clean::line).collect(),
            countries: back.countries().map(Clean::line).collect(),
            city: back.city.map(Clean::line),
            status: self.status().map(|status| status.whole()).collect(),
            links: self.links().map(|link| link.whole()).collect(),
            people: self
                .people()
                .map(|(name, about)| Person { name: Clean::line(name), about: about.map(Clean::line) })
                .collect(),
            tags: self.tags().map(Clean::line).collect(),
            confidence: self.confidence(),
            caveats: back.caveats().map(Clean::line).collect(),
            draft: self.is_draft(),
            source: self.has(flags::SOURCE).then(|| Box::new(self.source(&back))),
            extra: back.extra().map(|(key, value)| (Clean::line(key), Clean::line(value))).collect(),
            problem: back.problem.map(Clean::line),
        }
    }

    fn source(&self, back: &RecordTail<'_>) -> SourceRecord {
        SourceRecord {
            publisher: back.publisher.map(Clean::line),
            author: back.author.map(Clean::line),
            published: self.published,
            retrieved: self.retrieved,
            url: back.url.map(Clean::line),
            origin: back.origin.map(Clean::line),
        }
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

    fn at_links(&self) -> RecordReader<'a> {
        self.after(|reader| reader.skip(RecordReader::text_at))
    }

    fn at_tags(&self) -> RecordReader<'a> {
        self.after(|reader| {
            reader.skip(RecordReader::text_at)?;
            reader.skip(past_link)?;
            reader.skip(past_status)
        })
    }

    fn at_people(&self) -> RecordReader<'a> {
        let mut reader = self.at_tags();
        let _ = reader.skip(RecordReader::number);
        reader
    }

    fn at_labels(&self) -> RecordReader<'a> {
        let mut reader = self.at_people();
        let _ = reader.skip(past_person);
        reader
    }

    fn at_description(&self) -> RecordReader<'a> {
        let mut reader = self.at_labels();
        if self.has(flags::LABELS) {
            let _ = reader.skip(RecordReader::number);
        }
        reader
    }

    fn at_countries(&self) -> RecordReader<'a> {
        let mut reader = self.at_description();
        let _ = reader.optional(self.has(flags::DESCRIPTION), RecordReader::text_at);
        reader
    }

    fn after(&self, skip: impl Fn(&mut RecordReader<'a>) -> Option<()>) -> RecordReader<'a> {
        let mut reader = self.rest;
        match skip(&mut reader) {
            Some(()) => reader,
            None => RecordReader { bytes: &[], text: TextAt::default(), ..reader },
        }
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
