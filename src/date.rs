//! Dates as sources give them: full days, and fact dates that are as precise as what is known.
//!
//! [`Day`] is one calendar day. [`FactDate`] is a year, a month or a day with at most one sign of doubt (EDTF
//! level 0 with `~ ? %`), [`FactSpan`] a fact date or an interval of two. Each is shown exactly as precise as it
//! was written. Nothing here reads a clock: "today" comes in as a [`Day`], and moments in seconds.

mod error;
mod fact;
mod lenient;
mod local;
mod span;

use std::fmt::{self, Display};
use std::num::NonZeroU32;

use jiff::civil::Date;

pub use error::DateError;
pub use fact::{Doubt, FactDate, Precision};
pub use span::FactSpan;

/// One day of the calendar, of the years 1 to 9999.
///
/// It takes four bytes, and an `Option` of it too: a library holds hundreds of thousands of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(NonZeroU32);

impl Day {
    /// The day, if the calendar has it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year == 0 {
            return None;
        }
        let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Self::from_civil(date.ok()?)
    }

    /// Reads a full date, `YYYY-MM-DD` and nothing else.
    ///
    /// # Errors
    ///
    /// Returns what is wrong, and the correction where one is known.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::date::Day;
    ///
    /// let day = Day::parse("2019-11-24")?;
    /// assert_eq!((day.year(), day.month(), day.day()), (2019, 11, 24));
    ///
    /// let error = Day::parse("24.11.2019").unwrap_err();
    /// assert_eq!(error.right(), Some("2019-11-24"));
    /// # Ok::<(), briefing::date::DateError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let date = FactDate::parse(text).map_err(DateError::for_a_day)?;
        match (date.precision(), date.doubt()) {
            (Precision::Day, Doubt::None) => Ok(date.last()),
            (Precision::Day, _) => Err(DateError::signed_day(date.last())),
            _ => Err(DateError::incomplete()),
        }
    }

    /// Reads a date in any form that other programs write.
    /// They write `date` or `lastmod` with time and zone, with slashes or names of months, or as seconds or
    /// milliseconds since 1970. The day is taken as written; no zone is converted.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::date::Day;
    ///
    /// for written in ["2019-11-24T23:30:00-05:00", "2019/11/24", "24 November 2019"] {
    ///     assert_eq!(Day::lenient(written), Day::new(2019, 11, 24));
    /// }
    /// assert_eq!(Day::lenient("soon"), None);
    /// ```
    pub fn lenient(text: &str) -> Option<Self> {
        lenient::day(text)
    }

    /// The day with this number; day 0 is 1970-01-01.
    pub fn from_number(number: i32) -> Option<Self> {
        let epoch = Date::constant(1970, 1, 1);
        let span = jiff::Span::new().try_days(i64::from(number)).ok()?;
        Self::from_civil(epoch.checked_add(span).ok()?)
    }

    /// The day, in universal time, of a moment in Unix time.
    /// The moment is given in seconds since 1970-01-01; for a clock that is off by thousands of years the day is
    /// the last one there is.
    pub fn of_unix_time(seconds: u64) -> Self {
        const SECONDS_A_DAY: u64 = 86_400;
        let number = i32::try_from(seconds / SECONDS_A_DAY).ok().and_then(Self::from_number);
        number.or_else(|| Self::new(9999, 12, 31)).unwrap_or(Self(NonZeroU32::MAX))
    }

    /// Returns the number of days since 1970-01-01.
    pub fn number(self) -> i32 {
        // Years and months to days by counting from 1 March, so that the leap day comes last (Hinnant's
        // `days_from_civil`). The type holds only days that the calendar has, so this can't fail.
        let (year, month, day) = (i32::from(self.year()), i32::from(self.month()), i32::from(self.day()));
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The days from this one to `later`, negative when that is earlier.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::date::Day;
    ///
    /// let (listed, fair) = (Day::parse("2019-10-09")?, Day::parse("2019-11-19")?);
    /// assert_eq!(listed.days_until(fair), 41);
    /// assert_eq!(fair.days_until(listed), -41);
    /// # Ok::<(), briefing::date::DateError>(())
    /// ```
    pub fn days_until(self, later: Self) -> i32 {
        later.number() - self.number()
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        // Fourteen bits, see `pack`.
        u16::try_from(self.0.get() >> 9).unwrap_or(u16::MAX)
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        (self.0.get() >> 5 & 0xF) as u8
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        (self.0.get() & 0x1F) as u8
    }

    /// Formats the day for readers: `24 Nov 2019`.
    pub fn human(self) -> String {
        format!("{} {} {}", self.day(), month_name(self.month()), self.year())
    }

    fn from_civil(date: Date) -> Option<Self> {
        let year = u32::try_from(date.year()).ok().filter(|year| (1..=9999).contains(year))?;
        Self::pack(year, u32::from(date.month().unsigned_abs()), u32::from(date.day().unsigned_abs()))
    }

    /// Packs a day so that the numbers sort as the days.
    fn pack(year: u32, month: u32, day: u32) -> Option<Self> {
        NonZeroU32::new(year << 9 | month << 5 | day).map(Self)
    }
}

impl Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, formatter)
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The short name of month 1 to 12.
fn month_name(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("?")
}

/// The month with this English name. The beginning of a name suffices if it has three letters or more.
fn month_named(word: &str) -> Option<u8> {
    const FULL: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let at = FULL.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
    u8::try_from(at + 1).ok()
}

/// The number of days of the month; 0 when there is no such month.
fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_day_is_shown_as_it_was_written() {
        assert_eq!(day("2019-11-24").to_string(), "2019-11-24");
        assert_eq!(day("0033-04-03").to_string(), "0033-04-03");
        assert_eq!(day("2019-11-04").human(), "4 Nov 2019");
    }

    #[test]
    fn days_that_the_calendar_does_not_have_are_refused() {
        assert_eq!(Day::new(2019, 2, 29), None);
        assert_eq!(Day::new(0, 1, 1), None);
        assert_eq!(Day::new(10_000, 1, 1), None);
        assert!(Day::new(2020, 2, 29).is_some());
    }

    #[test]
    fn numbers_count_days_and_lead_back() {
        assert_eq!(day("1970-01-01").number(), 0);
        assert_eq!(day("2019-11-24").days_until(day("2019-11-19")), -5);
        for number in (-719_162..=2_932_896).step_by(13) {
            assert_eq!(Day::from_number(number).unwrap().number(), number);
        }
        assert_eq!(Day::from_number(-719_163), None);
        assert_eq!(Day::from_number(2_932_897), None);
    }

    #[test]
    fn days_sort_as_the_calendar_does() {
        assert!(day("2019-09-30") < day("2019-10-01"));
        assert!(day("0999-12-31") < day("1000-01-01"));
    }

    #[test]
    fn only_whole_certain_days_are_full_dates() {
        assert_eq!(Day::parse("2019-11").unwrap_err().to_string(), "not a full date");
        assert_eq!(Day::parse("2019-11-24~").unwrap_err().right(), Some("2019-11-24"));
    }

    #[test]
    fn the_length_of_a_month_agrees_with_the_calendar() {
        for year in [1, 1900, 2000, 2019, 2020, 9999] {
            for month in 1..=12 {
                let last = days_in(year, month);
                assert!(Day::new(year, month, last).is_some() && Day::new(year, month, last + 1).is_none());
            }
        }
    }

    #[test]
    fn a_day_and_a_fact_date_take_four_bytes() {
        assert_eq!(size_of::<Option<Day>>(), 4);
        assert_eq!(size_of::<Option<FactDate>>(), 4);
    }
}
