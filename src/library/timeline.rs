//! A timeline of many briefings: dated statements, events, changes of standing.
//!
//! The same event on the same day is one entry, with all briefings it concerns and the sources of all. A coarse
//! date comes at the end of its period, an interval where it starts.

mod density;

use std::collections::{HashMap, HashSet};

use crate::briefing::{Kind, StatementKind, StatusState, schema};
use crate::date::{Day, FactDate, FactSpan};
use crate::text::{Clean, fold};

use super::{Evidence, Ix, Library, Record};

pub use density::{Bucket, TimeUnit};

/// The entries of a timeline, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// The entries by date. Those of one date are in the order of the library.
    pub entries: Vec<TimelineEntry>,
}

/// One entry of a timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineEntry {
    /// Its date, as precisely as it was written.
    pub when: FactSpan,
    /// Its kind.
    pub what: EntrySource,
    /// The briefings of the set that it concerns, in their order.
    pub about: Vec<Ix>,
    /// The roles that they have in it, with the counts. For a standing it is the state that begins.
    pub marks: Vec<(Clean, usize)>,
    /// The text.
    pub text: Clean,
    /// The ids of the sources, in order, each once.
    pub citations: Vec<Clean>,
}

/// The kind of an entry, by its origin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EntrySource {
    /// An event with a briefing of its own.
    Event(Ix),
    /// A dated statement of a text.
    Line,
    /// A standing in this program that began or ended.
    Standing(Clean),
    /// The last edit of a briefing without a date of its own. It is neither company nor event nor source.
    Dated,
    /// The publication of a source. It is shown where a set consists of sources only.
    Published,
}

impl Timeline {
    /// The timeline of a set of briefings.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::timeline::{EntrySource, Timeline};
    /// use briefing::library::{embedded, gather_evidence};
    ///
    /// let library = embedded().library;
    /// let evidence = gather_evidence(&library).evidence;
    /// let [company, fair] = ["hikvision", "milipol-paris-2019"].map(|id| library.with_name(id)[0]);
    /// let timeline = Timeline::new(&library, &evidence, &[company]);
    /// let entry = timeline.entries.iter().find(|entry| entry.what == EntrySource::Event(fair)).unwrap();
    /// assert_eq!(entry.when.human(), "19–22 Nov 2019");
    /// assert_eq!(entry.marks[0].0, "absent");
    /// ```
    pub fn new(library: &Library, evidence: &Evidence, set: &[Ix]) -> Self {
        Self::within(library, evidence, set, |_, _| true)
    }

    /// The entries of a set whose days are wanted. Texts without such a day are not read.
    /// `is_wanted` gets the first and the last day; the last may be open.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::date::Day;
    /// use briefing::library::timeline::Timeline;
    /// use briefing::library::{embedded, gather_evidence};
    /// use briefing::search::query::Query;
    ///
    /// let library = embedded().library;
    /// let evidence = gather_evidence(&library).evidence;
    /// let all: Vec<_> = library.all().collect();
    /// let query = Query::parse("since:2019-11 until:2019-11", Day::parse("2026-11-29")?)?;
    /// let (_, dates) = query.split_dates();
    /// let timeline = Timeline::within(&library, &evidence, &all, |first, last| dates.allow(first, last));
    /// assert!(timeline.entries.iter().all(|entry| entry.when.first().year() <= 2019));
    /// assert!(timeline.entries.iter().any(|entry| entry.title(&library) == &"Milipol Paris 2019"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn within(
        library: &Library,
        evidence: &Evidence,
        set: &[Ix],
        is_wanted: impl Fn(Day, Option<Day>) -> bool,
    ) -> Self {
        let is_wanted = |when: FactSpan| is_wanted(when.first(), when.last());
        let (entries, places) = (Vec::new(), HashMap::new());
        let mut builder = TimelineBuilder { library, evidence, is_wanted: &is_wanted, entries, places };
        let only_sources = set.iter().all(|ix| library.record(*ix).is_source());
        let beside_events = builder.beside_events(set);
        let mut dated = evidence.with_date(set, is_wanted).into_iter().peekable();
        for ix in set {
            let record = library.record(*ix);
            builder.own_date(*ix, &record, only_sources);
            builder.standing(*ix, &record);
            if beside_events.as_ref().is_none_or(|beside| beside.contains(ix)) {
                builder.links(*ix, &record);
            }
            if dated.next_if_eq(ix).is_some() {
                builder.lines(*ix);
            }
        }
        let mut entries = builder.entries;
        entries.sort_by_key(|entry| entry.when);
        Self { entries }
    }
}

impl TimelineEntry {
    /// Returns the title before the text. It is the event, the program, or the briefing that the line is from.
    pub fn title<'a>(&'a self, library: &'a Library) -> &'a Clean {
        static NONE: std::sync::OnceLock<Clean> = std::sync::OnceLock::new();
        let none = || NONE.get_or_init(Clean::default);
        match &self.what {
            EntrySource::Event(ix) => &library.get(*ix).title,
            EntrySource::Standing(program) => program,
            EntrySource::Line | EntrySource::Dated | EntrySource::Published => {
                self.about.first().map_or_else(none, |ix| &library.get(*ix).title)
            }
        }
    }

    /// Returns the most informative briefing: the event's own, else the first concerned.
    pub fn briefing(&self) -> Option<Ix> {
        match self.what {
            EntrySource::Event(ix) => Some(ix),
            _ => self.about.first().copied(),
        }
    }
}

/// The identity of an entry. Two entries with the same key are merged.
#[derive(PartialEq, Eq, Hash)]
enum EntryKey {
    Event(Ix, FactSpan),
    Standing(Clean, Clean, FactSpan),
    Line(String, FactSpan),
}

struct TimelineBuilder<'a> {
    library: &'a Library,
    evidence: &'a Evidence,
    is_wanted: &'a dyn Fn(FactSpan) -> bool,
    entries: Vec<TimelineEntry>,
    places: HashMap<EntryKey, usize>,
}

/// The least size of a set whose events are searched first.
const MANY: usize = 64;

impl TimelineBuilder<'_> {
    fn own_date(&mut self, ix: Ix, record: &Record<'_>, only_sources: bool) {
        let text = || record.description().map_or_else(Clean::default, Clean::line);
        match record.dates() {
            Some(when) if !(self.is_wanted)(when) => {}
            Some(when) if !record.is_source() => {
                self.entry(EntryKey::Event(ix, when), when, EntrySource::Event(ix), text());
            }
            Some(when) if only_sources => self.push(ix, when, EntrySource::Published, text()),
            None if !matches!(record.kind(), Kind::Company | Kind::Event | Kind::Source) => {
                let edited = record.date(schema::UPDATED).map(FactSpan::At);
                if let Some(when) = edited.filter(|when| (self.is_wanted)(*when)) {
                    self.push(ix, when, EntrySource::Dated, text());
                }
            }
            _ => {}
        }
    }

    fn standing(&mut self, ix: Ix, record: &Record<'_>) {
        let is_wanted = self.is_wanted;
        let is_wanted = |date: FactDate| is_wanted(FactSpan::At(date));
        for status in record.status().filter(|status| status.dates().any(is_wanted)) {
            let status = status.whole();
            let ended = status.until.map(|date| (date, StatusState::Ended));
            // An entry with the state "ended" but without an end gives the date of its beginning, and nothing
            // else.
            let begun =
                if status.state == StatusState::Ended { StatusState::Active } else { status.state.clone() };
            let dates = status.since.map(|date| (date, begun)).into_iter().chain(ended);
            for (date, state) in dates.filter(|(date, _)| is_wanted(*date)) {
                let (when, state) = (FactSpan::At(date), crate::clean!("{state}"));
                let key = EntryKey::Standing(status.program.clone(), state.clone(), when);
                let what = EntrySource::Standing(status.program.clone());
                let note = status.note.clone().unwrap_or_default();
                let entry = self.entry(key, when, what, note);
                concern(entry, ix, Some(&state));
                cite(entry, &status.sources);
            }
        }
    }

    /// Returns the briefings that are linked with a wanted event.
    /// Nothing is returned if it is cheaper to look at the links of the set.
    fn beside_events(&self, set: &[Ix]) -> Option<HashSet<Ix>> {
        if set.len() < MANY {
            return None;
        }
        let events = self.library.records().filter(|(_, record)| record.kind() == Kind::Event);
        let dated = events.filter_map(|(ix, record)| Some((ix, record.dates()?)));
        let (wanted, others): (Vec<_>, Vec<_>) = dated.partition(|(_, when)| (self.is_wanted)(*when));
        let linked = |(event, _)| self.library.links_of(event).into_iter().filter_map(|link| link.other);
        (wanted.len() < others.len()).then(|| wanted.into_iter().flat_map(linked).collect())
    }

    /// Adds the events that a briefing is linked with. Links have the date of the event at their other end.
    fn links(&mut self, ix: Ix, record: &Record<'_>) {
        if record.kind() == Kind::Event {
            return;
        }
        for link in self.library.links_of(ix) {
            let Some(event) = link.other else { continue };
            let record = self.library.record(event);
            let dates = record.dates().filter(|when| record.kind() == Kind::Event && (self.is_wanted)(*when));
            let Some(when) = dates else { continue };
            let text = record.description().map_or_else(Clean::default, Clean::line);
            let entry = self.entry(EntryKey::Event(event, when), when, EntrySource::Event(event), text);
            // A remark on one of several briefings would not describe them all.
            if let Some(note) = link.note.filter(|_| entry.about.is_empty()) {
                entry.text = note;
            } else if entry.about.len() == 1 {
                entry.text = record.description().map_or_else(Clean::default, Clean::line);
            }
            concern(entry, ix, Some(&link.role));
            cite(entry, &link.sources);
        }
    }

    fn lines(&mut self, ix: Ix) {
        let text_evidence = self.evidence.read_text(ix);
        for statement in &text_evidence.statements {
            let Some(when) = statement.when.filter(|when| (self.is_wanted)(*when)) else { continue };
            let text = match &statement.kind {
                StatementKind::Fact => statement.text.clone(),
                kind => crate::clean!("{kind}: {}", statement.text),
            };
            let entry = self.entry(EntryKey::Line(fold(&text).text, when), when, EntrySource::Line, text);
            concern(entry, ix, None);
            cite(entry, text_evidence.citations(statement));
        }
    }

    /// Returns the entry of this key, making it if necessary.
    fn entry(&mut self, key: EntryKey, when: FactSpan, what: EntrySource, text: Clean) -> &mut TimelineEntry {
        let entries = &mut self.entries;
        let place = *self.places.entry(key).or_insert_with(|| {
            let (about, marks, citations) = (Vec::new(), Vec::new(), Vec::new());
            entries.push(TimelineEntry { when, what, about, marks, text, citations });
            entries.len() - 1
        });
        &mut entries[place]
    }

    fn push(&mut self, ix: Ix, when: FactSpan, what: EntrySource, text: Clean) {
        let (marks, citations) = (Vec::new(), Vec::new());
        self.entries.push(TimelineEntry { when, what, about: vec![ix], marks, text, citations });
    }
}

/// Adds a briefing and its mark to an entry.
/// Briefings come in ascending order, so that a repeated one is the last.
fn concern(entry: &mut TimelineEntry, ix: Ix, mark: Option<&Clean>) {
    if entry.about.last() != Some(&ix) {
        entry.about.push(ix);
    }
    let Some(mark) = mark else { return };
    match entry.marks.iter_mut().find(|(own, _)| own == mark) {
        Some((_, count)) => *count += 1,
        None => entry.marks.push((mark.clone(), 1)),
    }
}

fn cite<'a>(entry: &mut TimelineEntry, ids: impl IntoIterator<Item = &'a Clean>) {
    for id in ids {
        if !entry.citations.contains(id) {
            entry.citations.push(id.clone());
        }
    }
}

#[cfg(test)]
mod tests;
