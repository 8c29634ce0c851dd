//! The entries of a record's lists: links, status, people and other fields.

use crate::briefing::{Status, StatusState, TypedLink};
use crate::date::FactDate;
use crate::text::Clean;

use super::layout::parts;
use super::reader::{Items, RecordReader};

/// A typed link as the library keeps it.
#[derive(Clone, Debug)]
pub struct LinkRecord<'a> {
    /// The id of the other briefing.
    pub to: &'a str,
    /// The role.
    pub role: &'a str,
    /// A remark.
    pub note: Option<&'a str>,
    pub(super) sources: Items<'a, &'a str>,
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
    pub(super) sources: Items<'a, &'a str>,
}

impl<'a> LinkRecord<'a> {
    /// The ids of the sources it rests on.
    pub fn sources(&self) -> impl Iterator<Item = &'a str> {
        self.sources.clone()
    }

    /// Returns the whole link.
    pub fn whole(&self) -> TypedLink {
        TypedLink {
            to: Clean::line(self.to),
            role: Clean::line(self.role),
            note: self.note.map(Clean::line),
            sources: self.sources.clone().map(Clean::line).collect(),
        }
    }
}

impl<'a> StatusRecord<'a> {
    /// The ids of the sources it rests on.
    pub fn sources(&self) -> impl Iterator<Item = &'a str> {
        self.sources.clone()
    }

    /// Returns the state.
    pub fn state(&self) -> StatusState {
        match self.state {
            0 => StatusState::Proposed,
            1 => StatusState::Active,
            2 => StatusState::Ended,
            3 => StatusState::Unclear,
            _ => StatusState::Other(Clean::line(self.state_word)),
        }
    }

    /// The dates at which it began and ended, as far as known.
    pub fn dates(&self) -> impl Iterator<Item = FactDate> {
        self.since.into_iter().chain(self.until)
    }

    /// Returns the whole entry.
    pub fn whole(&self) -> Status {
        Status {
            program: Clean::line(self.program),
            state: self.state(),
            since: self.since,
            until: self.until,
            note: self.note.map(Clean::line),
            sources: self.sources.clone().map(Clean::line).collect(),
        }
    }
}

pub(super) fn link<'a>(reader: &mut RecordReader<'a>) -> Option<LinkRecord<'a>> {
    let (to, role) = (reader.word()?, reader.word()?);
    let has = reader.number()?;
    let note = reader.optional(has & parts::NOTE != 0, RecordReader::text)?;
    let sources = reader.items(RecordReader::word as fn(&mut RecordReader<'a>) -> Option<&'a str>);
    reader.skip(RecordReader::number)?;
    Some(LinkRecord { to, role, note, sources })
}

/// Skips a link and returns the word number of its target.
pub(super) fn past_link(reader: &mut RecordReader<'_>) -> Option<u32> {
    let (to, _role) = (reader.number()?, reader.number()?);
    let has = reader.number()?;
    reader.optional(has & parts::NOTE != 0, RecordReader::text_at)?;
    reader.skip(RecordReader::number)?;
    Some(to)
}

pub(super) fn status<'a>(reader: &mut RecordReader<'a>) -> Option<StatusRecord<'a>> {
    let (program, has, state) = (reader.word()?, reader.number()?, reader.number()?);
    let state_word = match state {
        0..=3 => "",
        4 => reader.word()?,
        _ => return None,
    };
    let since = reader.optional(has & parts::SINCE != 0, RecordReader::date)?;
    let until = reader.optional(has & parts::UNTIL != 0, RecordReader::date)?;
    let note = reader.optional(has & parts::NOTE != 0, RecordReader::text)?;
    let sources = reader.items(RecordReader::word as fn(&mut RecordReader<'a>) -> Option<&'a str>);
    reader.skip(RecordReader::number)?;
    Some(StatusRecord { program, state, state_word, since, until, note, sources })
}

/// Skips a status entry.
pub(super) fn past_status(reader: &mut RecordReader<'_>) -> Option<()> {
    let (_program, has, state) = (reader.number()?, reader.number()?, reader.number()?);
    reader.optional(state == 4, RecordReader::number)?;
    reader.optional(has & parts::SINCE != 0, RecordReader::number)?;
    reader.optional(has & parts::UNTIL != 0, RecordReader::number)?;
    reader.optional(has & parts::NOTE != 0, RecordReader::text_at)?;
    reader.skip(RecordReader::number)
}

pub(super) fn person<'a>(reader: &mut RecordReader<'a>) -> Option<(&'a str, Option<&'a str>)> {
    let name = reader.text()?;
    let has = reader.number()?;
    Some((name, reader.optional(has != 0, RecordReader::text)?))
}

/// Skips a person.
pub(super) fn past_person(reader: &mut RecordReader<'_>) -> Option<()> {
    reader.text_at()?;
    let has = reader.number()?;
    reader.optional(has != 0, RecordReader::text_at).map(|_| ())
}

pub(super) fn pair<'a>(reader: &mut RecordReader<'a>) -> Option<(&'a str, &'a str)> {
    Some((reader.word()?, reader.text()?))
}
