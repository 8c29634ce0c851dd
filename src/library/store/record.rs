//! A record is read back field by field, without an allocation; `whole` puts a whole briefing together.

mod whole;

use std::path::PathBuf;

use crate::briefing::{Confidence, Kind};
use crate::date::{Day, FactDate};
use crate::text::Clean;

use super::reader::{Items, PathKey, Reader};
use super::words::Words;
use super::write::{flags, parts};

/// A briefing as the library keeps it. Reading a field costs a few nanoseconds, so that all briefings of a library
/// can be looked through; [`Record::briefing`] makes the whole.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    flags: u32,
    kind: u32,
    kind_word: &'a str,
    /// Last edit of the text.
    pub updated: Option<Day>,
    /// First day of an event.
    pub start: Option<FactDate>,
    /// Last day of an event.
    pub end: Option<FactDate>,
    /// The information cut-off, where the file says one.
    pub as_of: Option<FactDate>,
    /// When a source was published.
    pub published: Option<FactDate>,
    /// When a source was last fetched.
    pub retrieved: Option<Day>,
    /// The file name without its ending.
    pub id: &'a str,
    folder: &'a str,
    file_name: Option<&'a str>,
    /// The display name.
    pub title: &'a str,
    /// What follows: the lists, one behind the other.
    rest: Reader<'a>,
}

/// The back of a record: what is rarely asked for.
#[derive(Clone, Debug)]
pub struct RecordBack<'a> {
    countries: Items<'a, &'a str>,
    /// City, where a source says so.
    pub city: Option<&'a str>,
    /// Who published it.
    pub publisher: Option<&'a str>,
    /// Who wrote it.
    pub author: Option<&'a str>,
    /// Where it can be found.
    pub url: Option<&'a str>,
    /// Where the information came from first, where the file says it.
    pub origin: Option<&'a str>,
    caveats: Items<'a, &'a str>,
    extra: Items<'a, (&'a str, &'a str)>,
    /// The first thing that is wrong with the file.
    pub problem: Option<&'a str>,
}

impl<'a> RecordBack<'a> {
    /// What a reader must know before relying on it.
    pub fn caveats(&self) -> impl Iterator<Item = &'a str> {
        self.caveats.clone()
    }

    /// All other keys with their values.
    pub fn extra(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.extra.clone()
    }
}

/// A typed link as the library keeps it.
#[derive(Clone, Debug)]
pub struct LinkRecord<'a> {
    /// The id of the other briefing.
    pub to: &'a str,
    /// The role.
    pub role: &'a str,
    /// A remark.
    pub note: Option<&'a str>,
    sources: Items<'a, &'a str>,
}

/// A status entry as the library keeps it.
#[derive(Clone, Debug)]
pub struct StatusRecord<'a> {
    /// The program's id.
    pub program: &'a str,
    state: u32,
    state_word: &'a str,
    since: Option<FactDate>,
    until: Option<FactDate>,
    note: Option<&'a str>,
    sources: Items<'a, &'a str>,
}

impl<'a> Record<'a> {
    /// Reads the head; the lists are read when asked for.
    pub(super) fn read(mut reader: Reader<'a>) -> Option<Self> {
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
            updated: reader.day_if(has(flags::UPDATED))?,
            start: reader.date_if(has(flags::START))?,
            end: reader.date_if(has(flags::END))?,
            as_of: reader.date_if(has(flags::AS_OF))?,
            published: reader.date_if(has(flags::PUBLISHED))?,
            retrieved: reader.day_if(has(flags::RETRIEVED))?,
            id: reader.word()?,
            folder: reader.word()?,
            file_name: reader.text_if(has(flags::FILE_NAME))?,
            title: reader.text()?,
            rest: reader,
        })
    }

    /// What stands where nothing is.
    pub(super) fn empty(words: &'a Words) -> Self {
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
            id: "",
            folder: "",
            file_name: Some(""),
            title: "",
            rest: Reader { words, bytes: &[], text: "" },
        }
    }

    /// Whether everything can be read, and nothing follows.
    pub(super) fn is_sound(&self) -> bool {
        let mut reader = self.rest;
        let mut all = || {
            reader.skip(Reader::text)?;
            reader.skip(link)?;
            reader.skip(status)?;
            reader.skip(Reader::word)?;
            reader.skip(person)?;
            reader.text_if(self.has(flags::DESCRIPTION))?;
            reader.skip(Reader::word)?;
            reader.word_if(self.has(flags::CITY))?;
            reader.word_if(self.has(flags::PUBLISHER))?;
            reader.word_if(self.has(flags::AUTHOR))?;
            reader.text_if(self.has(flags::URL))?;
            reader.word_if(self.has(flags::ORIGIN))?;
            reader.skip(Reader::text)?;
            reader.skip(pair)?;
            reader.text_if(self.has(flags::PROBLEM))
        };
        all().is_some() && reader.bytes.is_empty() && reader.text.is_empty()
    }

    /// What it is about.
    pub fn kind(&self) -> Kind {
        match self.kind {
            0 => Kind::Company,
            1 => Kind::Event,
            2 => Kind::Source,
            3 => Kind::Note,
            _ => Kind::Other(Clean::line(self.kind_word)),
        }
    }

    /// The word for what it is about.
    pub fn kind_word(&self) -> &'a str {
        self.kind_word
    }

    /// Whether it is the record of a source.
    pub fn is_source(&self) -> bool {
        self.kind == 2
    }

    /// Whether it is hidden unless asked for.
    pub fn is_draft(&self) -> bool {
        self.has(flags::DRAFT)
    }

    /// Whether something is wrong with the file.
    pub fn is_broken(&self) -> bool {
        self.has(flags::PROBLEM)
    }

    /// How well sourced it is.
    pub fn confidence(&self) -> Option<Confidence> {
        match self.flags >> flags::CONFIDENCE & 3 {
            1 => Some(Confidence::Low),
            2 => Some(Confidence::Moderate),
            3 => Some(Confidence::High),
            _ => None,
        }
    }

    /// Where the file stands.
    pub fn path(&self) -> PathBuf {
        let text = self.path_key().pieces.concat();
        if self.has(flags::RAW_PATH) { raw_path(&text) } else { PathBuf::from(text) }
    }

    /// Other names and spellings.
    pub fn aliases(&self) -> impl Iterator<Item = &'a str> {
        self.rest.items(Reader::text)
    }

    /// Typed links declared in this file.
    pub fn links(&self) -> impl Iterator<Item = LinkRecord<'a>> {
        self.after(|reader| reader.skip(Reader::text)).items(link)
    }

    /// Its standing, program by program.
    pub fn status(&self) -> impl Iterator<Item = StatusRecord<'a>> {
        self.after(|reader| {
            reader.skip(Reader::text)?;
            reader.skip(link)
        })
        .items(status)
    }

    /// The ids of the sources that status and links rest on.
    pub fn cited(&self) -> impl Iterator<Item = &'a str> {
        let status = self.status().flat_map(|status| status.sources);
        status.chain(self.links().flat_map(|link| link.sources))
    }

    /// Tags, as written.
    pub fn tags(&self) -> impl Iterator<Item = &'a str> {
        self.at_tags().items(Reader::word)
    }

    /// People named in it, with what stands in brackets behind them.
    pub fn people(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        self.at_people().items(person)
    }

    /// The summary line.
    pub fn description(&self) -> Option<&'a str> {
        self.at_description().text_if(self.has(flags::DESCRIPTION)).flatten()
    }

    /// Country codes.
    pub fn countries(&self) -> impl Iterator<Item = &'a str> {
        self.at_countries().items(Reader::word)
    }

    /// Its back.
    pub fn back(&self) -> RecordBack<'a> {
        let mut reader = self.at_countries();
        // A record that can't be read to its end was refused when the store was made.
        RecordBack {
            countries: reader.take(Reader::word),
            city: reader.word_if(self.has(flags::CITY)).flatten(),
            publisher: reader.word_if(self.has(flags::PUBLISHER)).flatten(),
            author: reader.word_if(self.has(flags::AUTHOR)).flatten(),
            url: reader.text_if(self.has(flags::URL)).flatten(),
            origin: reader.word_if(self.has(flags::ORIGIN)).flatten(),
            caveats: reader.take(Reader::text),
            extra: reader.take(pair),
            problem: reader.text_if(self.has(flags::PROBLEM)).flatten(),
        }
    }

    pub(super) fn path_key(&self) -> PathKey<'a> {
        let (name, ending) = match self.file_name {
            Some(name) => (name, ""),
            None => (self.id, ".md"),
        };
        PathKey { pieces: [self.folder, name, ending], is_raw: self.has(flags::RAW_PATH) }
    }

    fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    fn at_tags(&self) -> Reader<'a> {
        self.after(|reader| {
            reader.skip(Reader::text)?;
            reader.skip(link)?;
            reader.skip(status)
        })
    }

    fn at_people(&self) -> Reader<'a> {
        let mut reader = self.at_tags();
        let _ = reader.skip(Reader::word);
        reader
    }

    fn at_description(&self) -> Reader<'a> {
        let mut reader = self.at_people();
        let _ = reader.skip(person);
        reader
    }

    fn at_countries(&self) -> Reader<'a> {
        let mut reader = self.at_description();
        let _ = reader.text_if(self.has(flags::DESCRIPTION));
        reader
    }

    fn after(&self, skip: impl Fn(&mut Reader<'a>) -> Option<()>) -> Reader<'a> {
        let mut reader = self.rest;
        match skip(&mut reader) {
            Some(()) => reader,
            None => Reader { bytes: &[], text: "", ..reader },
        }
    }
}

impl<'a> LinkRecord<'a> {
    /// The ids of the sources it rests on.
    pub fn sources(&self) -> impl Iterator<Item = &'a str> {
        self.sources.clone()
    }
}

fn link<'a>(reader: &mut Reader<'a>) -> Option<LinkRecord<'a>> {
    let (to, role) = (reader.word()?, reader.word()?);
    let has = reader.number()?;
    let note = reader.text_if(has & parts::NOTE != 0)?;
    let sources = reader.items(Reader::word as fn(&mut Reader<'a>) -> Option<&'a str>);
    reader.skip(Reader::word)?;
    Some(LinkRecord { to, role, note, sources })
}

fn status<'a>(reader: &mut Reader<'a>) -> Option<StatusRecord<'a>> {
    let (program, has, state) = (reader.word()?, reader.number()?, reader.number()?);
    let state_word = match state {
        0..=3 => "",
        4 => reader.word()?,
        _ => return None,
    };
    let since = reader.date_if(has & parts::SINCE != 0)?;
    let until = reader.date_if(has & parts::UNTIL != 0)?;
    let note = reader.text_if(has & parts::NOTE != 0)?;
    let sources = reader.items(Reader::word as fn(&mut Reader<'a>) -> Option<&'a str>);
    reader.skip(Reader::word)?;
    Some(StatusRecord { program, state, state_word, since, until, note, sources })
}

fn person<'a>(reader: &mut Reader<'a>) -> Option<(&'a str, Option<&'a str>)> {
    let name = reader.text()?;
    let has = reader.number()?;
    Some((name, reader.text_if(has != 0)?))
}

fn pair<'a>(reader: &mut Reader<'a>) -> Option<(&'a str, &'a str)> {
    Some((reader.word()?, reader.text()?))
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
