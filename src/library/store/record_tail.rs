//! The back of a record: the rarely used fields.

use super::entry::pair;
use super::reader::{Items, RecordReader};
use super::write::flags;

/// The back of a record: what is rarely asked for.
#[derive(Clone, Debug)]
pub struct RecordTail<'a> {
    countries: Items<'a, &'a str>,
    /// The city, if known.
    pub city: Option<&'a str>,
    /// The publisher.
    pub publisher: Option<&'a str>,
    /// The author.
    pub author: Option<&'a str>,
    /// The URL.
    pub url: Option<&'a str>,
    /// The first origin of the information, if declared.
    pub origin: Option<&'a str>,
    caveats: Items<'a, &'a str>,
    extra: Items<'a, (&'a str, &'a str)>,
    /// The first problem of the file.
    pub problem: Option<&'a str>,
}

impl<'a> RecordTail<'a> {
    /// Reads the back, starting at the countries.
    pub(super) fn read(mut reader: RecordReader<'a>, flags: u32) -> Self {
        let has = |flag: u32| flags & flag != 0;
        // A record that can't be read to its end was refused when the store was made.
        Self {
            countries: reader.take(RecordReader::word),
            city: reader.optional(has(flags::CITY), RecordReader::word).flatten(),
            publisher: reader.optional(has(flags::PUBLISHER), RecordReader::word).flatten(),
            author: reader.optional(has(flags::AUTHOR), RecordReader::word).flatten(),
            url: reader.optional(has(flags::URL), RecordReader::text).flatten(),
            origin: reader.optional(has(flags::ORIGIN), RecordReader::word).flatten(),
            caveats: reader.take(RecordReader::text),
            extra: reader.take(pair),
            problem: reader.optional(has(flags::PROBLEM), RecordReader::text).flatten(),
        }
    }

    /// Country codes.
    pub(super) fn countries(&self) -> impl Iterator<Item = &'a str> {
        self.countries.clone()
    }

    /// The caveats that a reader must know before relying on it.
    pub fn caveats(&self) -> impl Iterator<Item = &'a str> {
        self.caveats.clone()
    }

    /// All other keys with their values.
    pub fn extra(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.extra.clone()
    }
}
