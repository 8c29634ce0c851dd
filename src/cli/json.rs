//! Briefings and errors as JSON, one object a line. Fields are only ever added; dates are ISO, as written.

use std::fmt::{self, Display};
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::briefing::schema::{self, KEYS, SchemaKey, Slot};
use crate::briefing::{Briefing, Status};
use crate::library::{Ix, Library, LinkView};
use crate::markdown::Document;
use crate::memory::ReadState;
use crate::search::fulltext::{HitDetails, HitReason, Passage};
use crate::text::Clean;

/// Returns a briefing with its read status as one line of JSON.
pub(super) fn briefing(library: &Library, ix: Ix, state: &ReadState) -> Clean {
    line(&BriefingJson {
        record: CompleteJson::new(library, ix),
        standing: state.standing(ix).word(),
        starred: state.is_starred(ix),
        note: text(state.note(ix)),
    })
}

/// A briefing with its text as read and as written, for [`write()`]; its file is given as `path`.
pub(super) fn with_body<'a>(
    library: &'a Library,
    ix: Ix,
    path: &Path,
    document: &'a Document,
    markdown: &'a str,
) -> impl Serialize {
    let record = CompleteJson { path: written_path(path), ..CompleteJson::new(library, ix) };
    BodyJson { record, text: Streamed(Words(document)), markdown: Streamed(RawText(markdown)) }
}

/// Returns a full-text hit with its snippets as one line of JSON.
pub(super) fn hit(path: &Path, score: f32, details: &HitDetails) -> Clean {
    line(&HitRecord {
        id: details.briefing.id.0.clone(),
        path: written_path(path),
        kind: details.briefing.kind.word(),
        title: &details.briefing.title,
        score,
        why: details.why.as_ref().map_or("field", |why| match why {
            HitReason::Title => "title",
            HitReason::Alias(_) => "alias",
            HitReason::Heading => "heading",
            HitReason::Text => "text",
            HitReason::Field(field) => field,
        }),
        alias: match &details.why {
            Some(HitReason::Alias(alias)) => Some(alias),
            _ => None,
        },
        found_as: text(details.said.as_ref()),
        passages: details.passages.iter().map(PassageRecord::new).collect(),
    })
}

/// Returns an error as one line of JSON.
pub(super) fn error(code: &str, message: &Clean, hint: Option<&Clean>) -> Clean {
    line(&ProblemJson { error: Error { code, message, hint: text(hint) } })
}

/// Returns a value as one line of JSON.
/// Line feeds and tabs inside strings are escaped, so that it is one line.
pub(super) fn line(value: &impl Serialize) -> Clean {
    Clean::line(&serde_json::to_string(value).unwrap_or_default())
}

/// Writes a value as one line of JSON, piece by piece: a long text is never in memory as JSON.
///
/// # Errors
///
/// When the stream takes no more.
pub(super) fn write(to: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut gate = Gate { to, waiting: Vec::new() };
    serde_json::to_writer(&mut gate, value)?;
    gate.write_all(b"\n")?;
    gate.pass(gate.waiting.len())
}

/// The least bytes that are passed on.
const PIECE: usize = 64 << 10;

/// A stream of clean text.
struct Gate<'a> {
    to: &'a mut dyn Write,
    waiting: Vec<u8>,
}

impl Gate<'_> {
    fn pass(&mut self, bytes: usize) -> io::Result<()> {
        self.to.write_all(Clean::bytes(&self.waiting[..bytes]).as_bytes())?;
        self.waiting.drain(..bytes);
        Ok(())
    }
}

impl Write for Gate<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let before = self.waiting.len();
        self.waiting.extend_from_slice(bytes);
        // Before printable ASCII nothing is cut that the gate has to see as one.
        if self.waiting.len() >= PIECE
            && let Some(at) = bytes.iter().rposition(|byte| (b' '..=b'~').contains(byte))
        {
            self.pass(before + at)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A text that becomes a JSON string piece by piece.
struct Streamed<T>(T);

impl<T: Display> Serialize for Streamed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// The words of a document, block by block.
struct Words<'a>(&'a Document);

impl Display for Words<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for block in self.0.blocks() {
            if block.number > 0 {
                formatter.write_str("\n\n")?;
            }
            formatter.write_str(&Clean::text(block.text().trim_end()))?;
        }
        Ok(())
    }
}

/// A text as it is written in its file.
struct RawText<'a>(&'a str);

impl Display for RawText<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Clean::pieces(self.0).try_for_each(|piece| formatter.write_str(&piece))
    }
}

#[derive(Serialize)]
struct HitRecord<'a> {
    id: Clean,
    path: Clean,
    #[serde(rename = "type")]
    kind: &'a str,
    title: &'a str,
    score: f32,
    why: &'a str,
    alias: Option<&'a str>,
    found_as: Option<&'a str>,
    passages: Vec<PassageRecord<'a>>,
}

#[derive(Serialize)]
struct PassageRecord<'a> {
    line: u32,
    section: Option<&'a str>,
    field: Option<&'a str>,
    text: &'a str,
    /// The first character of each match, and the one behind its last.
    matches: Vec<[usize; 2]>,
}

impl<'a> PassageRecord<'a> {
    fn new(passage: &'a Passage) -> Self {
        let characters = |byte: usize| passage.text.get(..byte).map_or(0, |before| before.chars().count());
        let range = |mark: &Range<usize>| [characters(mark.start), characters(mark.end)];
        Self {
            line: passage.line,
            section: text(passage.section.as_ref()),
            field: passage.field,
            text: &passage.text,
            matches: passage.marks.iter().map(range).collect(),
        }
    }
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    error: Error<'a>,
}

#[derive(Serialize)]
struct Error<'a> {
    code: &'a str,
    message: &'a str,
    hint: Option<&'a str>,
}

#[derive(Serialize)]
struct BriefingJson<'a> {
    #[serde(flatten)]
    record: CompleteJson<'a>,
    standing: &'static str,
    starred: bool,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct BodyJson<'a> {
    #[serde(flatten)]
    record: CompleteJson<'a>,
    text: Streamed<Words<'a>>,
    markdown: Streamed<RawText<'a>>,
}

/// A briefing: its id and path, its keys in the order of the schema, and all other keys.
struct CompleteJson<'a> {
    library: &'a Library,
    ix: Ix,
    path: Clean,
}

/// The record of a source.
struct SourceJson<'a>(&'a CompleteJson<'a>);

/// The value of a key.
#[derive(Serialize)]
#[serde(untagged)]
enum ValueJson<'a> {
    Text(Option<&'a str>),
    Texts(&'a [Clean]),
    Word(Option<String>),
    Status(Vec<StatusJson<'a>>),
    Links(Vec<LinkJson>),
    People(Vec<PersonRecord<'a>>),
    Flag(bool),
}

#[derive(Serialize)]
struct StatusJson<'a> {
    program: &'a str,
    state: String,
    since: Option<String>,
    until: Option<String>,
    note: Option<&'a str>,
    sources: Vec<&'a str>,
}

#[derive(Serialize)]
struct LinkJson {
    to: Clean,
    role: Clean,
    note: Option<Clean>,
    sources: Vec<Clean>,
    in_library: bool,
}

#[derive(Serialize)]
struct PersonRecord<'a> {
    name: &'a str,
    about: Option<&'a str>,
}

impl<'a> CompleteJson<'a> {
    fn new(library: &'a Library, ix: Ix) -> Self {
        Self { library, ix, path: written_path(&library.get(ix).path) }
    }

    fn value(&self, key: &SchemaKey) -> ValueJson<'a> {
        let briefing = self.library.get(self.ix);
        match key.slot {
            Slot::Line(_) | Slot::Word(_) if key == schema::ORIGIN => {
                ValueJson::Text(Some(briefing.origin()))
            }
            Slot::Line(_) | Slot::Word(_) => ValueJson::Text(text(key.texts(briefing).first())),
            Slot::Lines(_) | Slot::Words(_) => ValueJson::Texts(key.texts(briefing)),
            Slot::Day(_) | Slot::Date(_) if key == schema::AS_OF => {
                ValueJson::Word(written(self.library.as_of(self.ix)))
            }
            Slot::Day(_) | Slot::Date(_) => ValueJson::Word(written(key.date(briefing))),
            Slot::Kind => ValueJson::Text(Some(briefing.kind.word())),
            Slot::Status => ValueJson::Status(briefing.status.iter().map(StatusJson::new).collect()),
            Slot::Links => {
                ValueJson::Links(self.library.links_of(self.ix).into_iter().map(LinkJson::from).collect())
            }
            Slot::People => ValueJson::People(people(briefing)),
            Slot::Confidence => ValueJson::Word(written(briefing.confidence)),
            Slot::Draft => ValueJson::Flag(briefing.draft),
        }
    }
}

impl Serialize for CompleteJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let briefing = self.library.get(self.ix);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.library.label(self.ix))?;
        map.serialize_entry("path", &self.path)?;
        for key in KEYS.iter().filter(|key| !key.is_of_source()) {
            map.serialize_entry(key.name, &self.value(key))?;
        }
        map.serialize_entry("source", &briefing.source.is_some().then_some(SourceJson(self)))?;
        map.serialize_entry("other", &briefing.extra)?;
        map.serialize_entry("problem", &briefing.problem)?;
        map.end()
    }
}

impl Serialize for SourceJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys = KEYS.iter().filter(|key| key.is_of_source());
        serializer.collect_map(keys.map(|key| (key.name, self.0.value(key))))
    }
}
impl<'a> StatusJson<'a> {
    fn new(status: &'a Status) -> Self {
        Self {
            program: &status.program,
            state: status.state.to_string(),
            since: written(status.since),
            until: written(status.until),
            note: text(status.note.as_ref()),
            sources: texts(&status.sources),
        }
    }
}

impl From<LinkView> for LinkJson {
    fn from(link: LinkView) -> Self {
        Self {
            to: link.to,
            role: link.role,
            note: link.note,
            sources: link.sources.into_vec(),
            in_library: link.other.is_some(),
        }
    }
}

fn people(briefing: &Briefing) -> Vec<PersonRecord<'_>> {
    briefing
        .people
        .iter()
        .map(|person| PersonRecord { name: &person.name, about: text(person.about.as_ref()) })
        .collect()
}

fn written_path(path: &Path) -> Clean {
    crate::clean!("{}", path.display())
}

fn text(field: Option<&Clean>) -> Option<&str> {
    field.map(Clean::as_str)
}

fn texts(field: &[Clean]) -> Vec<&str> {
    field.iter().map(Clean::as_str).collect()
}

fn written(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::embedded;

    #[test]
    fn each_key_of_the_schema_has_its_name() {
        let library = embedded().library;
        let source = library.with_name("afp-1911")[0];
        let json = serde_json::to_value(CompleteJson::new(&library, source)).unwrap();
        for key in &KEYS {
            let object = if key.is_of_source() { &json["source"] } else { &json };
            assert!(object.get(key.name).is_some(), "{} in {json}", key.name);
        }
        assert_eq!(json["source"]["publisher"], "AFP, on TechXplore");
    }
}
