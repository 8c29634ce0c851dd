//! The briefings that a field of a query finds.
//!
//! Values are compared folded: without case, accents, apostrophes, hyphens and blanks. Most match at the beginning
//! of a word, so that `tag:control` finds `export-control`; exceptions are noted at each test.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use super::bits::Bits;
use super::fuzzy::{Ends, Field, Needle, TextTest};
use super::links;
use super::query::{Filter, Flag, Period, Test, plain_key};
use super::{Cancelled, CitationSource, Index, Marks, QueryContext, ReadMark, WORTH_TWO_THREADS};
use crate::briefing::StatusState;
use crate::briefing::schema::{self, SchemaKey};
use crate::date::{Day, FactSpan};
use crate::library::{Ix, Library, Record, StatusRecord};
use crate::text::fold;

/// The data that filters are evaluated on.
#[derive(Clone, Copy)]
pub(super) struct FilterContext<'a> {
    pub library: &'a Library,
    pub index: &'a Index,
    pub marks: &'a dyn Marks,
    pub facts: &'a dyn CitationSource,
    /// A flag that is set from outside to stop the evaluation.
    pub stop: &'a AtomicBool,
}

/// Returns the briefings that pass one filter.
/// Filters that are evaluated together (`role:` beside `at:`, a state beside a program) are combined by the
/// caller, see [`links`] and [`status`].
///
/// # Errors
///
/// When the stop flag is set meanwhile.
pub(super) fn passing(ground: FilterContext<'_>, filter: &Filter) -> Result<Bits, Cancelled> {
    let value = filter.value.as_str();
    let library = ground.library;
    Ok(match filter.test {
        Test::Kind => kind(ground, value),
        Test::Company | Test::Event | Test::At => links::linked(ground, filter.test, value, &[])?,
        Test::Role => links::with_role(ground, value)?,
        Test::In => inside(library, value),
        Test::Tag => ground.column(Field::Tags, value, Ends::Begins),
        // `person:` finds a part of a name too, since family names occur inside composed ones.
        Test::Person => ground.column(Field::People, value, Ends::Free),
        Test::Country => country(ground, value),
        Test::Status => status(ground, &[value]),
        Test::Source => citing_by_name(ground, value),
        Test::Origin => {
            let test = TextTest::new(value);
            citing(ground, &having(library, |record| test.passes(record.origin())))
        }
        Test::During(period) => ground.each(|record| {
            dates(library, record).is_some_and(|(first, last)| period.overlaps(first, Some(last)))
        }),
        Test::Dated(key, period) => ground.each(|record| {
            dated(library, record, key).is_some_and(|(first, last)| period.overlaps(first, Some(last)))
        }),
        Test::Confidence(confidence) => ground.each(|record| record.confidence() == Some(confidence)),
        Test::Is(flag) => is(ground, flag),
        Test::Note => noted(ground, filter),
        Test::Id => {
            let test = TextTest::new(value);
            ground.each(|record| test.passes(record.id()))
        }
        // Both are prepared for being searched.
        Test::Text(key) if key == schema::TITLE => ground.column(Field::Title, value, Ends::Begins),
        Test::Text(key) if key == schema::DESCRIPTION => ground.column(Field::About, value, Ends::Begins),
        Test::Text(key) => text(ground, key, value),
        Test::Other(period) => other(ground, &filter.key, value, period),
    })
}

impl<'a> FilterContext<'a> {
    /// Makes the ground of a search.
    pub(super) fn new(library: &'a Library, index: &'a Index, asked: &QueryContext<'a>) -> Self {
        Self { library, index, marks: asked.marks, facts: asked.facts, stop: asked.stop }
    }

    /// Checks the stop flag.
    pub(super) fn go_on(&self) -> Result<(), Cancelled> {
        if self.stop.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }

    /// Returns the briefings that pass a test.
    /// Two threads are used where that pays, since the briefings are spread over the memory.
    fn each(&self, test: impl Fn(&Record<'_>) -> bool + Sync) -> Bits {
        let half = self.library.len() / 2;
        let part = |skip: usize, take: usize| {
            let mut bits = Bits::none(self.library.len());
            let part = self.library.records().skip(skip).take(take);
            part.filter(|(_, record)| test(record)).for_each(|(ix, _)| bits.add(ix));
            bits
        };
        if self.library.len() < WORTH_TWO_THREADS {
            return part(0, usize::MAX);
        }
        let (mut bits, rest) = rayon::join(|| part(0, half), || part(half, usize::MAX));
        bits.join(&rest);
        bits
    }

    fn column(&self, field: Field, value: &str, ends: Ends) -> Bits {
        let mut bits = Bits::none(self.library.len());
        self.index
            .haystack(self.library)
            .having(field, &Needle::new(value, ends), |slot, _| bits.add_number(slot));
        bits
    }
}

/// Finds briefings by a folder that contains the file, at any depth.
/// The value is one name or several in sequence, and the last may be unfinished. `.` and `/` are the top of the
/// library.
fn inside(library: &Library, value: &str) -> Bits {
    let wanted: Vec<String> =
        value.split('/').filter(|name| !matches!(*name, "" | ".")).map(|name| fold(name).text).collect();
    let passes = |folder: &str| {
        let names: Vec<String> =
            folder.split('/').filter(|name| !name.is_empty()).map(|name| fold(name).text).collect();
        let Some((last, before)) = wanted.split_last() else { return names.is_empty() };
        names.windows(wanted.len()).any(|run| {
            run.split_last().is_some_and(|(end, start)| start == before && end.starts_with(last.as_str()))
        })
    };
    let (mut folders, mut passing) = (library.by_folder(), Vec::new());
    let mut bits = Bits::none(library.len());
    for (ix, record) in library.records() {
        let (number, new) = folders.number(&record);
        passing.extend(new.map(|folder| passes(&folder)));
        if passing.get(number) == Some(&true) {
            bits.add(ix);
        }
    }
    bits
}

/// Finds briefings by kind. The beginning of its name is enough: `type:comp`.
fn kind(ground: FilterContext<'_>, value: &str) -> Bits {
    let kinds = ground.index.kinds(ground.library);
    let test = TextTest::new(value);
    let passing: Vec<bool> = kinds.names.iter().map(|name| test.begins(name)).collect();
    let passes = |at: usize| passing.get(kinds.of[at] as usize).is_some_and(|passes| *passes);
    Bits::where_true(kinds.of.len(), passes)
}

/// Finds briefings by country. Two letters are a code and must be the whole of it, more may begin a word.
fn country(ground: FilterContext<'_>, value: &str) -> Bits {
    let test = TextTest::new(value);
    let code = value.chars().count() <= 2;
    let passes =
        |country: &str| if code { country.eq_ignore_ascii_case(value) } else { test.passes(country) };
    ground.each(|record| record.countries().any(passes))
}

/// Finds briefings by status.
/// Each value is a state (`active`) or begins a word of a program (`us-entity-list`, `entity`). Given both, one
/// entry must have the program and the state. In files of other kinds `status` is a word or a list of words, and
/// each value begins one in it.
pub(super) fn status(ground: FilterContext<'_>, values: &[&str]) -> Bits {
    let state_of = |value: &str| match value.to_lowercase().as_str() {
        "proposed" => Some(StatusState::Proposed),
        "active" => Some(StatusState::Active),
        "ended" => Some(StatusState::Ended),
        "unclear" => Some(StatusState::Unclear),
        _ => None,
    };
    let states: Vec<StatusState> = values.iter().filter_map(|value| state_of(value)).collect();
    let programs: Vec<TextTest> =
        values.iter().filter(|value| state_of(value).is_none()).map(|value| TextTest::new(value)).collect();
    let names = |test: &TextTest, entry: &StatusRecord<'_>| {
        test.passes(entry.program)
            || matches!(entry.state(), StatusState::Other(other) if test.passes(&other))
    };
    let words: Vec<TextTest> = values.iter().map(|value| TextTest::new(value)).collect();
    ground.each(|record| {
        let entries = || record.status();
        let is_among_entries = if programs.is_empty() {
            states.iter().all(|state| entries().any(|entry| entry.state() == *state))
        } else {
            programs.iter().all(|program| {
                let mut of_program = entries().filter(|entry| names(program, entry));
                of_program.any(|entry| states.iter().all(|state| entry.state() == *state))
            })
        };
        let is_word = |word: &TextTest| status_words(record).any(|text| word.passes(text));
        is_among_entries || words.iter().all(is_word)
    })
}

/// Returns the words under `status` that are not entries with a program.
pub(super) fn status_words<'a>(record: &Record<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let is_status =
        |key: &str| key.eq_ignore_ascii_case("status") || key.eq_ignore_ascii_case("status.state");
    record.extra().filter(move |(key, _)| is_status(key)).map(|(_, text)| text)
}

/// Finds the briefings that cite one of these sources. Citations are in status and links, and in bodies.
fn citing(ground: FilterContext<'_>, sources: &[Ix]) -> Bits {
    let mut bits = Bits::none(ground.library.len());
    ground.facts.citing(ground.library, sources).into_iter().for_each(|ix| bits.add(ix));
    bits
}

/// Finds the briefings that cite the source with this id.
/// If there is no such source, the beginning of a word in an id or title is enough. Front matter may cite an id that
/// no briefing has.
fn citing_by_name(ground: FilterContext<'_>, value: &str) -> Bits {
    let library = ground.library;
    if let Some(source) = library.source(value) {
        return citing(ground, &[source]);
    }
    let test = TextTest::new(value);
    let named = having(library, |record| test.passes(record.id()) || test.passes(record.title()));
    let mut bits = citing(ground, &named);
    let mut known: HashMap<&str, bool> = HashMap::new();
    for (ix, record) in library.records() {
        let mut is_unknown =
            |id| *known.entry(id).or_insert_with(|| test.passes(id) && library.source(id).is_none());
        if record.cited().any(&mut is_unknown) {
            bits.add(ix);
        }
    }
    bits
}

/// Returns the briefings that pass a test, in ascending order.
fn having(library: &Library, test: impl Fn(&Record<'_>) -> bool) -> Vec<Ix> {
    library.records().filter(|(_, record)| test(record)).map(|(ix, _)| ix).collect()
}

/// Returns the days that a briefing is about.
/// For an event these are its first to its last, else the information cut-off, else the publication of a source,
/// else the last edit. A briefing without any date has none and passes no `since:`.
fn dates(library: &Library, record: &Record<'_>) -> Option<(Day, Day)> {
    let (start, end) = (record.date(schema::START), record.date(schema::END));
    if let Some((start, end)) = start.or(end).zip(end.or(start)) {
        return Some((start.first(), end.last().max(start.last())));
    }
    let keys = [schema::AS_OF, schema::PUBLISHED, schema::UPDATED];
    keys.iter().find_map(|key| dated(library, record, key))
}

/// Returns the days of the date under a key. An as-of date that the file does not give is that of its sources.
fn dated(library: &Library, record: &Record<'_>, key: &SchemaKey) -> Option<(Day, Day)> {
    let is_as_of = key == schema::AS_OF;
    let date = if is_as_of { library.as_of_record(record) } else { record.date(key) };
    date.map(|date| (date.first(), date.last()))
}

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of records of one lifetime is not enough"
)]
fn is(ground: FilterContext<'_>, flag: Flag) -> Bits {
    let mark = match flag {
        Flag::Draft => return ground.index.kinds(ground.library).drafts.clone(),
        Flag::Broken => return ground.each(|record| record.is_broken()),
        Flag::Unread => ReadMark::Unread,
        Flag::Changed => ReadMark::Changed,
        Flag::Starred => ReadMark::Starred,
        Flag::New => ReadMark::New,
    };
    let mut bits = Bits::none(ground.library.len());
    let marked = ground.library.records().filter(|(ix, record)| ground.marks.has(mark, *ix, record));
    marked.for_each(|(ix, _)| bits.add(ix));
    bits
}

/// Finds briefings by the user's note. A library may have a front-matter key of that name, which counts too.
fn noted(ground: FilterContext<'_>, filter: &Filter) -> Bits {
    let test = TextTest::new(&filter.value);
    let mut bits = other(ground, &filter.key, &filter.value, None);
    let has_note = |ix| ground.marks.note(ix).is_some_and(|note| test.passes(note));
    ground.library.records().filter(|(ix, _)| has_note(*ix)).for_each(|(ix, _)| bits.add(ix));
    bits
}

/// Finds briefings by a front-matter key that holds text.
/// Some match anywhere, the others at the beginning of a word.
fn text(ground: FilterContext<'_>, key: &SchemaKey, value: &str) -> Bits {
    let test = TextTest::new(value);
    let finds_parts = key.field.is_some_and(|field| field.finds_parts);
    let passes = |text: &str| if finds_parts { test.occurs(text) } else { test.passes(text) };
    ground.each(|record| record.texts(key).any(passes))
}

/// Finds briefings by any other front-matter key.
/// A value passes if one of its words begins with the wanted one, or if it is a date in the period.
fn other(ground: FilterContext<'_>, key: &str, value: &str, period: Option<Period>) -> Bits {
    let test = TextTest::new(value);
    let key = plain_key(key);
    let passes = |text: &str| {
        let overlaps = |period: Period| days(text).is_some_and(|(first, last)| period.overlaps(first, last));
        test.passes(text) || period.is_some_and(overlaps)
    };
    ground.each(|record| record.extra().any(|(own, text)| plain_key(own) == key && passes(text)))
}

/// Returns the days that a value of an unknown key names.
/// The last is open where an interval is. Digits alone may be anything: only four of them are a year.
fn days(text: &str) -> Option<(Day, Option<Day>)> {
    if let Ok(span) = FactSpan::parse(text.trim()) {
        return Some((span.first(), span.last()));
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let day = Day::lenient(text).filter(|_| !is_number)?;
    Some((day, Some(day)))
}
