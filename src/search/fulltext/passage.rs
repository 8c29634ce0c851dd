//! The passages of a hit: places with section, line and marked words.
//!
//! The file itself is read, not a copy in the index, so that places are right even when the index is out of date.

use std::ops::{Range, RangeInclusive};
use std::path::Path;

use super::aside::{self, FRONT_MATTER};
use super::schema::names_of;
use super::unit::{Matcher, UnitMatch, joined};
use crate::briefing::schema::{KEYS, Slot};
use crate::briefing::{self, Briefing};
use crate::markdown::{self, Anchor, Block, Document, Lines};
use crate::text::{Clean, CleanBuf};

/// The name of values under unknown keys.
pub(super) const OTHER: &str = "other";

/// A place in a briefing that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The section it is in. `None` before the first heading and in the front matter.
    pub section: Option<Clean>,
    /// The front-matter key it is at; `None` in the text.
    /// Other values outside the readable text, such as the address of a link, have a name here too.
    pub field: Option<&'static str>,
    /// Its place in the document; `None` in the front matter.
    pub anchor: Option<Anchor>,
    /// The line of the file, from 1.
    pub line: u32,
    /// The lines of the file that the text comes from.
    pub lines: RangeInclusive<u32>,
    /// The byte of its first match, counted after the front matter.
    pub byte: usize,
    /// The line of text.
    pub text: Clean,
    /// The bytes of `text` that match.
    pub marks: Vec<Range<usize>>,
    /// The byte of `text` where the matches begin to be densest.
    pub focus: usize,
}

/// The reason why a briefing is a hit, the most obvious one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HitReason {
    /// The title.
    Title,
    /// Another name of it.
    Alias(Clean),
    /// A heading.
    Heading,
    /// The text.
    Text,
    /// A front-matter key, or another value outside the readable text.
    Field(&'static str),
}

/// A hit as read from its file.
#[derive(Clone, Debug)]
pub struct HitDetails {
    /// The briefing of its front matter.
    pub briefing: Briefing,
    /// The places with the most words of the query, in reading order.
    pub passages: Vec<Passage>,
    /// The reason for the hit. `None` when no word is in the file any more, or the query has only fields.
    pub why: Option<HitReason>,
    /// The other name that it is found by, if not as typed.
    pub said: Option<Clean>,
}

/// Reads a hit.
pub fn hit_details(path: &Path, bytes: &[u8], matcher: &Matcher) -> HitDetails {
    let (briefing, body) = Briefing::read_whole(path, bytes);
    let document = markdown::parse(&body.text);
    let mut places = BestPassages { matcher, best: 0, own: 0, all: Vec::new() };
    places.take_blocks(&document);
    // The text comes before the fields: a field is shown only if it has more of the words than any line of the
    // text.
    each_name(&briefing, &mut |field, value| places.take(PassageRank::Field(field, value.clone()), value));
    each_field(&briefing, &mut |field, value| places.take(PassageRank::Field(field, value.clone()), value));
    if places.all.is_empty() {
        aside::each_value(bytes, &mut |line, value| {
            places.take(PassageRank::Value(line, value.clone()), value);
        });
    }
    places.take_asides(&document);
    let why = why(&briefing, &document, &places);
    let said = places.said();
    let passages = places.passages(&document, &body, bytes);
    HitDetails { briefing, passages, why, said }
}

/// Reads only the passages of a hit. The front matter is read only when it may match.
pub fn passages(path: &Path, bytes: &[u8], matcher: &Matcher) -> Vec<Passage> {
    let (head, body) = briefing::head_and_body(bytes);
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    // After a backslash any letter may follow, and a briefing without a title takes it from its text.
    let is_plain = !head.contains('\\') && head.lines().any(|line| line.starts_with("title"));
    if !is_plain || matcher.may_find(&head) || matcher.may_find(&name) {
        return hit_details(path, bytes, matcher).passages;
    }
    let document = markdown::parse(&body.text);
    let mut places = BestPassages { matcher, best: 0, own: 0, all: Vec::new() };
    places.take_blocks(&document);
    places.take_asides(&document);
    places.passages(&document, &body, bytes)
}

/// Returns the title as a passage, for a hit without matching words.
pub fn title(path: &Path, bytes: &[u8]) -> Passage {
    let (briefing, body) = Briefing::read_whole(path, bytes);
    if briefing::locate(bytes, "title").is_some() {
        return in_field(bytes, "title", &briefing.title, &[]);
    }
    // Without one in the front matter the title is the heading that opens the text, or else the name of the file.
    let says = |line: &str| line.starts_with('#') && line.contains(briefing.title.as_str());
    let line =
        (body.first_line..).zip(body.text.lines()).find(|(_, text)| says(text)).map_or(1, |(at, _)| at);
    Passage { field: Some("title"), line, lines: line..=line, text: briefing.title, ..in_nothing() }
}

/// Calls `see` with the searchable front matter besides names and text.
pub(super) fn each_field(briefing: &Briefing, see: &mut impl FnMut(&'static str, &Clean)) {
    for key in KEYS.iter().filter(|key| key.is_searched) {
        let mut text = |value: &Clean| see(key.name, value);
        match key.slot {
            Slot::Status => {
                briefing
                    .status
                    .iter()
                    .flat_map(|status| [Some(&status.program), status.note.as_ref()])
                    .flatten()
                    .for_each(text);
            }
            Slot::Links => briefing.links.iter().filter_map(|link| link.note.as_ref()).for_each(text),
            Slot::People => {
                briefing
                    .people
                    .iter()
                    .flat_map(|person| [Some(&person.name), person.about.as_ref()])
                    .flatten()
                    .for_each(text);
            }
            _ => key.texts(briefing).iter().for_each(&mut text),
        }
    }
    briefing.extra.iter().for_each(|(_, value)| see(OTHER, value));
}

fn each_name(briefing: &Briefing, see: &mut impl FnMut(&'static str, &Clean)) {
    for (at, name) in names_of(briefing).enumerate() {
        see(if at == 0 { "title" } else { "aliases" }, name);
    }
}

enum PassageRank {
    Block(u32),
    Field(&'static str, Clean),
    /// A value of the front matter, with its line.
    Value(u32, Clean),
    /// The address or language at a place of the text.
    Aside(&'static str, Anchor, Clean),
}

/// The places with the most words so far.
struct BestPassages<'a> {
    matcher: &'a Matcher,
    best: u32,
    /// The words that occur in the briefing literally, not by another name.
    own: u64,
    all: Vec<(PassageRank, Vec<UnitMatch>)>,
}

impl BestPassages<'_> {
    fn take(&mut self, place: PassageRank, text: &str) {
        let found = self.matcher.find(text);
        self.own |= covered_by(found.iter().filter(|found| self.matcher.name(found.unit).is_none()));
        let covers = covered(&found).count_ones();
        if covers > self.best {
            self.best = covers;
            self.all.clear();
        }
        if covers > 0 && covers == self.best {
            self.all.push((place, found));
        }
    }

    fn take_blocks(&mut self, document: &Document) {
        for block in document.blocks() {
            self.take(PassageRank::Block(block.number), &block.written());
        }
    }

    /// Adds addresses and languages, if nothing else matches.
    fn take_asides(&mut self, document: &Document) {
        if self.all.is_empty() {
            aside::each(document, &mut |name, anchor, value| {
                self.take(PassageRank::Aside(name, anchor, value.clone()), value);
            });
        }
    }

    /// Returns the places in the text, or else the other ones.
    fn passages(&self, document: &Document, body: &briefing::Body, bytes: &[u8]) -> Vec<Passage> {
        let in_text = self.all.iter().any(|(place, _)| matches!(place, PassageRank::Block(_)));
        let shown = self.all.iter().filter(|(place, _)| !in_text || matches!(place, PassageRank::Block(_)));
        let lines = Lines::of(&body.text);
        let line_at = |byte| u32::try_from(lines.at(byte) - 1 + body.first_line as usize).unwrap_or(u32::MAX);
        let passage = |(place, found): &(PassageRank, Vec<UnitMatch>)| match place {
            PassageRank::Block(number) => in_block(document, *number, found, (&body.text, &line_at)),
            PassageRank::Field(field, value) => in_field(bytes, field, value, found),
            PassageRank::Value(line, value) => in_value(*line, value, found),
            PassageRank::Aside(name, anchor, value) => {
                let byte = aside::byte_of(document, *anchor, value, &body.text);
                Passage {
                    field: Some(name),
                    anchor: Some(*anchor),
                    byte,
                    ..in_value(line_at(byte), value, found)
                }
            }
        };
        shown.map(passage).collect()
    }

    /// Returns another name that occurs here instead of missing words.
    fn said(&self) -> Option<Clean> {
        let mut all =
            self.all.iter().flat_map(|(_, found)| found).filter(|found| found.covers & !self.own != 0);
        all.find_map(|found| self.matcher.name(found.unit)).cloned()
    }
}

fn covered(found: &[UnitMatch]) -> u64 {
    covered_by(found.iter())
}

fn covered_by<'a>(found: impl Iterator<Item = &'a UnitMatch>) -> u64 {
    found.fold(0, |covers, found| covers | found.covers)
}

fn why(briefing: &Briefing, document: &Document, places: &BestPassages<'_>) -> Option<HitReason> {
    let (first, _) = places.all.first()?;
    let has = |text: &str| covered(&places.matcher.find(text)).count_ones() >= places.best;
    if has(&briefing.title) {
        return Some(HitReason::Title);
    }
    if let Some(alias) = briefing.aliases.iter().find(|alias| has(alias)) {
        return Some(HitReason::Alias(alias.clone()));
    }
    if document.headings().any(|heading| has(&heading.text)) {
        return Some(HitReason::Heading);
    }
    Some(match first {
        PassageRank::Block(_) => HitReason::Text,
        PassageRank::Field(field, _) | PassageRank::Aside(field, ..) => HitReason::Field(field),
        PassageRank::Value(..) => HitReason::Field(FRONT_MATTER),
    })
}

fn in_block(
    document: &Document,
    number: u32,
    found: &[UnitMatch],
    (source, line_at): (&str, &impl Fn(usize) -> u32),
) -> Passage {
    let section = document.heading_over(number).and_then(|heading| document.heading(heading));
    let Some(block) = document.block(number) else { return in_nothing() };
    let best = densest(found);
    let first = best.map_or(0, |found| found.at.start);
    let PassageLine { text, marks, focus } = line_around(&block.clean(), first, found);
    let anchor = Anchor { block: number, character: u32::try_from(first).unwrap_or(u32::MAX) };
    let byte = byte_in_source(document, block, anchor, best, source);
    let line = line_at(byte);
    // Of a block of several lines, such as code, one is shown; else all that the block comes from.
    let lines = if block.text().contains('\n') { line..=line } else { whole_lines(&block, source, line_at) };
    Passage {
        section: section.map(|heading| heading.text),
        field: None,
        anchor: Some(anchor),
        line,
        lines,
        byte,
        text,
        marks,
        focus,
    }
}

/// Returns the byte of the source that a match begins at.
/// A block's text is its source without marks and with entities decoded, so the word is searched for in the
/// source, near its expected place.
fn byte_in_source(
    document: &Document,
    block: Block<'_>,
    anchor: Anchor,
    best: Option<&UnitMatch>,
    source: &str,
) -> usize {
    let near = source.floor_char_boundary(document.source_at(anchor));
    let word = best.and_then(|best| block.text().get(best.at.clone()));
    word.map_or(near, |word| aside::nearest(source, block.source(), word, near))
}

fn in_value(line: u32, value: &Clean, found: &[UnitMatch]) -> Passage {
    let PassageLine { text, marks, focus } =
        line_around(value, densest(found).map_or(0, |found| found.at.start), found);
    Passage { field: Some(FRONT_MATTER), line, lines: line..=line, text, marks, focus, ..in_nothing() }
}

fn in_field(bytes: &[u8], field: &'static str, value: &Clean, found: &[UnitMatch]) -> Passage {
    let first = densest(found).map_or(0, |found| found.at.start);
    let PassageLine { text, marks, focus } = line_around(value, first, found);
    // A value is at its key or in a list below it: the line of the file that contains it, else that of the key.
    let key = briefing::locate(bytes, field).map_or(1, |located| located.value.line);
    let word = value.get(first..).and_then(|rest| rest.split(char::is_whitespace).next()).unwrap_or_default();
    let lines = || bytes.split(|byte| *byte == b'\n').zip(1_u32..).skip(key.saturating_sub(1) as usize);
    let says = |line: &[u8]| memchr::memmem::find(line, word.as_bytes()).is_some();
    let line = lines().find(|(line, _)| says(line)).map_or(key, |(_, number)| number);
    Passage {
        section: None,
        field: Some(field),
        anchor: None,
        line,
        lines: line..=line,
        byte: 0,
        text,
        marks,
        focus,
    }
}

fn in_nothing() -> Passage {
    let (text, marks) = (Clean::default(), Vec::new());
    Passage {
        section: None,
        field: None,
        anchor: None,
        line: 1,
        lines: 1..=1,
        byte: 0,
        text,
        marks,
        focus: 0,
    }
}

/// Returns the lines of the file that a block comes from.
fn whole_lines(block: &Block<'_>, source: &str, line_at: impl Fn(usize) -> u32) -> RangeInclusive<u32> {
    let range = block.source();
    let written = source.get(range.clone()).map_or(0, |written| written.trim_end().len());
    line_at(range.start)..=line_at(range.start + written.saturating_sub(1))
}

/// A line of a text with its marks.
struct PassageLine {
    text: Clean,
    marks: Vec<Range<usize>>,
    focus: usize,
}

/// Returns the match that begins the densest part of the text.
/// The density is the number of the query's words within 60 bytes.
fn densest(found: &[UnitMatch]) -> Option<&UnitMatch> {
    const CLOSE: usize = 60;
    let near = |from: usize| {
        let reach = found[from].at.start + CLOSE;
        covered_by(found[from..].iter().take_while(|other| other.at.start <= reach))
    };
    let best = (0..found.len()).rev().max_by_key(|from| near(*from).count_ones())?;
    found.get(best)
}

/// Returns the line of `text` around byte `at`, with its matches. Tabs in it become blanks.
fn line_around(text: &Clean, at: usize, found: &[UnitMatch]) -> PassageLine {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let start = end - text[start..end].trim_start().len();
    let end = start + text[start..end].trim_end().len();
    let mut line = CleanBuf::with_capacity(end - start);
    let mut from = start;
    for (tab, _) in text[start..end].match_indices('\t') {
        line.push_slice(text, from..start + tab);
        line.push_blanks(1);
        from = start + tab + 1;
    }
    line.push_slice(text, from..end);
    let inside = found.iter().filter(|found| found.at.start >= start && found.at.end <= end);
    let marks = joined(inside.map(|found| found.at.start - start..found.at.end - start));
    PassageLine { text: line.finish(), marks, focus: at.saturating_sub(start) }
}

#[cfg(test)]
mod tests;
