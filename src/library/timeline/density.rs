//! The counts of entries by year, quarter, month or day.

use std::fmt;

use crate::date::{Day, FactDate, FactSpan, Precision};

use super::{Timeline, TimelineEntry};

/// The unit by which time is divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimeUnit {
    /// By day.
    Day,
    /// By month.
    Month,
    /// By quarter.
    #[default]
    Quarter,
    /// By year.
    Year,
}

/// One year, quarter, month or day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bucket {
    /// Its last day.
    pub last: Day,
    /// The length.
    pub unit: TimeUnit,
}

impl TimeUnit {
    /// Returns the next finer unit.
    #[must_use]
    pub fn finer(self) -> Self {
        match self {
            Self::Year => Self::Quarter,
            Self::Quarter => Self::Month,
            Self::Month | Self::Day => Self::Day,
        }
    }

    /// Returns the next coarser unit.
    #[must_use]
    pub fn coarser(self) -> Self {
        match self {
            Self::Day => Self::Month,
            Self::Month => Self::Quarter,
            Self::Quarter | Self::Year => Self::Year,
        }
    }

    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Returns the number of the period that a day lies in. Neighbouring periods have neighbouring numbers.
    pub fn number(self, day: Day) -> i32 {
        let (year, month) = (i32::from(day.year()), i32::from(day.month()));
        match self {
            Self::Day => day.number(),
            Self::Month => year * 12 + month - 1,
            Self::Quarter => year * 4 + (month - 1) / 3,
            Self::Year => year,
        }
    }

    /// Returns the year that starts with the period of this number. It is for a scale.
    pub fn year_begun(self, number: i32) -> Option<u16> {
        let year = match self {
            Self::Day => {
                let day = Day::from_number(number).filter(|day| (day.month(), day.day()) == (1, 1));
                return day.map(Day::year);
            }
            Self::Month => (number % 12 == 0).then_some(number / 12),
            Self::Quarter => (number % 4 == 0).then_some(number / 4),
            Self::Year => Some(number),
        };
        u16::try_from(year?).ok()
    }
}

impl Bucket {
    /// Returns the bucket that an entry is listed under.
    /// A date that is coarser than the unit has a bucket of its own precision.
    pub fn of(when: FactSpan, unit: TimeUnit) -> Self {
        let date = when.start();
        let unit = match date.precision() {
            Precision::Day => unit,
            Precision::Month => unit.max(TimeUnit::Month),
            Precision::Year => unit.max(TimeUnit::Year),
        };
        let day = date.last();
        let month = match unit {
            TimeUnit::Day => return Self { last: day, unit },
            TimeUnit::Month => day.month(),
            TimeUnit::Quarter => day.month().div_ceil(3) * 3,
            TimeUnit::Year => 12,
        };
        let last = FactDate::new(day.year(), Some(month), None, crate::date::Doubt::None);
        Self { last: last.map_or(day, FactDate::last), unit }
    }
}

impl fmt::Display for Bucket {
    /// Writes it as `2019`, `2019 Q4`, `2019-10` or `2019-10-07`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.last.year(), self.last.month());
        match self.unit {
            TimeUnit::Day => write!(formatter, "{}", self.last),
            TimeUnit::Month => write!(formatter, "{year:04}-{month:02}"),
            TimeUnit::Quarter => write!(formatter, "{year:04} Q{}", month.div_ceil(3)),
            TimeUnit::Year => write!(formatter, "{year:04}"),
        }
    }
}

impl TimelineEntry {
    /// Returns the number of the period that it counts for.
    pub fn number(&self, unit: TimeUnit) -> i32 {
        unit.number(self.when.sort_key().0)
    }
}

impl Timeline {
    /// Counts the entries of each period, in order. Periods without entries are left out.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::timeline::{TimeUnit, Timeline};
    /// use briefing::library::{embedded, gather_evidence};
    ///
    /// let library = embedded().library;
    /// let evidence = gather_evidence(&library).evidence;
    /// let timeline = Timeline::new(&library, &evidence, &library.with_name("dahua"));
    /// let years = timeline.density(TimeUnit::Year);
    /// assert!(years.iter().any(|(year, count)| *year == 2019 && *count > 1));
    /// let counted: usize = years.iter().map(|(_, count)| count).sum();
    /// assert_eq!(counted, timeline.entries.len());
    /// ```
    pub fn density(&self, unit: TimeUnit) -> Vec<(i32, usize)> {
        let mut counts: Vec<(i32, usize)> = Vec::new();
        for number in self.entries.iter().map(|entry| entry.number(unit)) {
            match counts.last_mut() {
                Some((last, count)) if *last == number => *count += 1,
                _ => counts.push((number, 1)),
            }
        }
        counts
    }
}
