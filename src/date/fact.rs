//! Fact dates: a year, a month or a day, with at most one sign of doubt.

use std::cmp::Ordering;
use std::fmt::{self, Display};
use std::num::NonZeroU32;

use super::{DateError, Day, days_in, error, month_name};

/// The precision of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// The day.
    Day,
    /// The month.
    Month,
    /// The year only.
    Year,
}

/// The sign at the end of a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Doubt {
    /// No sign: plain.
    #[default]
    None,
    /// `~`: approximate.
    Approximate,
    /// `?`: uncertain.
    Uncertain,
    /// `%`: both.
    Both,
}

/// The time of an event, as precise as it is known.
/// It is written `2019`, `2019-10` or `2019-10-07`, with at most one of `~`, `?` and `%` at the end.
///
/// It covers all days from [`first`](Self::first) to [`last`](Self::last). In order, a coarse date comes at the
/// end of its period.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FactDate(NonZeroU32);

impl FactDate {
    /// Reads a fact date.
    ///
    /// # Errors
    ///
    /// Returns what is wrong, and the correction where one is known.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::date::{FactDate, Precision};
    ///
    /// let date = FactDate::parse("2019-10~")?;
    /// assert_eq!(date.precision(), Precision::Month);
    /// assert_eq!(date.first().to_string(), "2019-10-01");
    /// assert_eq!(date.last().to_string(), "2019-10-31");
    /// assert_eq!(date.human(), "about Oct 2019");
    /// # Ok::<(), briefing::date::DateError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, DateError> {
        Self::strict(text).ok_or_else(|| error::explain(text).for_one_date())
    }

    /// The date, if the calendar has it. A day needs its month.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>, doubt: Doubt) -> Option<Self> {
        if !(1..=9999).contains(&year) || month.is_some_and(|month| !(1..=12).contains(&month)) {
            return None;
        }
        if let Some(day) = day
            && !(1..=days_in(year, month?)).contains(&day)
        {
            return None;
        }
        let (month, day) = (u32::from(month.unwrap_or(0)), u32::from(day.unwrap_or(0)));
        NonZeroU32::new(u32::from(year) << 11 | month << 7 | day << 2 | doubt as u32).map(Self)
    }

    /// The date in its one right spelling, or nothing.
    pub(super) fn strict(text: &str) -> Option<Self> {
        let (digits, doubt) = match text.as_bytes().last()? {
            b'~' => (&text[..text.len() - 1], Doubt::Approximate),
            b'?' => (&text[..text.len() - 1], Doubt::Uncertain),
            b'%' => (&text[..text.len() - 1], Doubt::Both),
            _ => (text, Doubt::None),
        };
        let number = |bytes: &[u8]| {
            let digit = |sum: Option<u16>, byte: &u8| {
                byte.is_ascii_digit().then(|| Some(sum? * 10 + u16::from(byte - b'0'))).flatten()
            };
            bytes.iter().fold(Some(0), digit)
        };
        let part = |bytes: &[u8]| number(bytes).and_then(|number| u8::try_from(number).ok());
        match digits.as_bytes() {
            year @ [_, _, _, _] => Self::new(number(year)?, None, None, doubt),
            [year @ .., b'-', m1, m2] if year.len() == 4 => {
                Self::new(number(year)?, Some(part(&[*m1, *m2])?), None, doubt)
            }
            [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
                Self::new(number(year)?, Some(part(&[*m1, *m2])?), Some(part(&[*d1, *d2])?), doubt)
            }
            _ => None,
        }
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        u16::try_from(self.0.get() >> 11).unwrap_or(u16::MAX)
    }

    /// The month, where given.
    pub fn month(self) -> Option<u8> {
        Some((self.0.get() >> 7 & 0xF) as u8).filter(|month| *month > 0)
    }

    /// The day of the month, where given.
    pub fn day(self) -> Option<u8> {
        Some((self.0.get() >> 2 & 0x1F) as u8).filter(|day| *day > 0)
    }

    /// The sign at the end.
    pub fn doubt(self) -> Doubt {
        match self.0.get() & 3 {
            0 => Doubt::None,
            1 => Doubt::Approximate,
            2 => Doubt::Uncertain,
            _ => Doubt::Both,
        }
    }

    /// Returns how much of the date is given.
    pub fn precision(self) -> Precision {
        match (self.month(), self.day()) {
            (None, _) => Precision::Year,
            (_, None) => Precision::Month,
            _ => Precision::Day,
        }
    }

    /// The first day it can mean.
    pub fn first(self) -> Day {
        self.at(self.month().unwrap_or(1), self.day().unwrap_or(1))
    }

    /// The last day it can mean.
    pub fn last(self) -> Day {
        let month = self.month().unwrap_or(12);
        self.at(month, self.day().unwrap_or_else(|| days_in(self.year(), month)))
    }

    /// Reports whether both can mean the same day.
    pub fn overlaps(self, other: Self) -> bool {
        self.first() <= other.last() && other.first() <= self.last()
    }

    /// Returns the key for sorting dates.
    /// They are sorted by the last day, and of one last day the more precise date comes first.
    pub fn sort_key(self) -> (Day, Precision, Doubt) {
        (self.last(), self.precision(), self.doubt())
    }

    /// Formats the date for readers, no more precise than known: `7 Oct 2019`, `about Oct 2019`,
    /// `2019 (uncertain)`.
    pub fn human(self) -> String {
        let plain = self.human_plain();
        match self.doubt() {
            Doubt::None => plain,
            Doubt::Approximate => format!("about {plain}"),
            Doubt::Uncertain => format!("{plain} (uncertain)"),
            Doubt::Both => format!("about {plain} (uncertain)"),
        }
    }

    pub(super) fn human_plain(self) -> String {
        match (self.month(), self.day()) {
            (Some(month), Some(day)) => format!("{day} {} {}", month_name(month), self.year()),
            (Some(month), None) => format!("{} {}", month_name(month), self.year()),
            (None, _) => self.year().to_string(),
        }
    }

    fn at(self, month: u8, day: u8) -> Day {
        // The year is at least 1, so the number is never 0 and the fallback never taken.
        let packed = u32::from(self.year()) << 9 | u32::from(month) << 5 | u32::from(day);
        Day(NonZeroU32::new(packed).unwrap_or(NonZeroU32::MIN))
    }
}

impl From<Day> for FactDate {
    fn from(day: Day) -> Self {
        let packed = u32::from(day.year()) << 11 | u32::from(day.month()) << 7 | u32::from(day.day()) << 2;
        Self(NonZeroU32::new(packed).unwrap_or(NonZeroU32::MIN))
    }
}

impl Ord for FactDate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sort_key().cmp(&other.sort_key())
    }
}

impl PartialOrd for FactDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Display for FactDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}", self.year())?;
        if let Some(month) = self.month() {
            write!(formatter, "-{month:02}")?;
        }
        if let Some(day) = self.day() {
            write!(formatter, "-{day:02}")?;
        }
        formatter.write_str(match self.doubt() {
            Doubt::None => "",
            Doubt::Approximate => "~",
            Doubt::Uncertain => "?",
            Doubt::Both => "%",
        })
    }
}

impl fmt::Debug for FactDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> FactDate {
        FactDate::parse(text).unwrap()
    }

    #[test]
    fn every_precision_and_sign_is_shown_as_written() {
        for text in ["2019", "2019-10", "2019-10-07", "0001~", "2019-10?", "9999-12-31%"] {
            assert_eq!(date(text).to_string(), text);
        }
    }

    #[test]
    fn a_reader_sees_no_more_than_is_known() {
        assert_eq!(date("2019-10").human(), "Oct 2019");
        assert_eq!(date("2019-10~").human(), "about Oct 2019");
        assert_eq!(date("2019?").human(), "2019 (uncertain)");
        assert_eq!(date("2019-10-07%").human(), "about 7 Oct 2019 (uncertain)");
    }

    #[test]
    fn a_coarse_date_stands_for_all_its_days() {
        let days = |text: &str| (date(text).first().to_string(), date(text).last().to_string());
        assert_eq!(days("2020-02"), ("2020-02-01".into(), "2020-02-29".into()));
        assert_eq!(days("1900"), ("1900-01-01".into(), "1900-12-31".into()));
        assert!(date("2019").overlaps(date("2019-10-07")));
        assert!(!date("2019-10").overlaps(date("2019-11-01")));
    }

    #[test]
    fn a_coarse_date_sorts_at_the_end_of_its_period() {
        let mut dates = ["2020-01-01", "2019", "2019-12-31", "2019-12", "2019-10~", "2019-10-09"].map(date);
        dates.sort();
        assert_eq!(
            dates.map(|d| d.to_string()),
            ["2019-10-09", "2019-10~", "2019-12-31", "2019-12", "2019", "2020-01-01"]
        );
    }

    #[test]
    fn a_day_is_a_fact_date() {
        let day = Day::new(2019, 10, 7).unwrap();
        assert_eq!(FactDate::from(day), date("2019-10-07"));
    }
}
