//! The axes of a matrix and the values of briefings on them.

use std::fmt;

use crate::briefing::{Briefing, Kind, schema};
use crate::date::FactDate;
use crate::library::{Ix, Library};
use crate::text::{Clean, fold};

/// The most values of one briefing that count along one axis. A span of ten thousand years is a mistake.
const MOST: usize = 64;

/// The kind of values along a side of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Companies.
    Company,
    /// Events, by date.
    Event,
    /// Tags.
    Tag,
    /// Programs in which companies have a standing.
    Status,
    /// Countries.
    Country,
    /// Years that a briefing's facts lie in.
    Year,
    /// Types of briefings.
    Kind,
}

/// One value along an axis.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum AxisValue {
    Briefing(Ix),
    /// A folded word: spellings that differ in case or accents are one.
    Word(String),
    Year(u16),
}

impl Axis {
    /// All axes, in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::Company, Self::Event, Self::Tag, Self::Status, Self::Country, Self::Year, Self::Kind];

    /// Returns the word for it, as in a query.
    pub fn word(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Event => "event",
            Self::Tag => "tag",
            Self::Status => "status",
            Self::Country => "country",
            Self::Year => "year",
            Self::Kind => "type",
        }
    }

    /// Returns the word for several.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Company => "companies",
            Self::Event => "events",
            Self::Tag => "tags",
            Self::Status => "statuses",
            Self::Country => "countries",
            Self::Year => "years",
            Self::Kind => "types",
        }
    }

    /// Returns the next axis in the order of [`Axis::ALL`].
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|axis| *axis == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }

    /// Calls `see` with each value of a briefing and its label.
    pub(super) fn values(self, library: &Library, ix: Ix, mut see: impl FnMut(AxisValue, Clean)) {
        let record = library.record(ix);
        let mut word = |text: &str| see(AxisValue::Word(fold(text).text), Clean::line(text));
        match self {
            Self::Company if record.kind() == Kind::Company => {
                see(AxisValue::Briefing(ix), library.label(ix));
            }
            Self::Event if record.kind() == Kind::Event => see(AxisValue::Briefing(ix), library.label(ix)),
            Self::Company | Self::Event => {}
            Self::Tag => record.tags().take(MOST).for_each(word),
            Self::Status => record.status().take(MOST).for_each(|status| word(status.program)),
            Self::Country => record.countries().take(MOST).for_each(word),
            Self::Kind => word(record.kind_word()),
            Self::Year => {
                for year in years(library, ix, &record.briefing()) {
                    see(AxisValue::Year(year), crate::clean!("{year}"));
                }
            }
        }
    }
}

impl fmt::Display for Axis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
    }
}

/// Returns the years that a briefing's facts lie in.
/// If there are none, it is the year of the cut-off or of the last edit.
fn years(library: &Library, ix: Ix, briefing: &Briefing) -> Vec<u16> {
    let mut years: Vec<u16> = Vec::new();
    let mut add = |from: FactDate, to: FactDate| years.extend((from.year()..=to.year()).take(MOST));
    if let Some(dates) = briefing.dates() {
        add(dates.start(), dates.last().map_or(dates.start(), FactDate::from));
    }
    for status in &briefing.status {
        status.since.into_iter().chain(status.until).for_each(|date| add(date, date));
    }
    if briefing.kind == Kind::Company {
        let events = library
            .links_of(ix)
            .into_iter()
            .filter_map(|link| library.record(link.other?).date(schema::START));
        events.for_each(|start| add(start, start));
    }
    let otherwise = || library.as_of(ix).or(briefing.updated.map(FactDate::from));
    if years.is_empty() {
        years.extend(otherwise().map(FactDate::year));
    }
    years.sort_unstable();
    years.dedup();
    years.truncate(MOST);
    years
}
