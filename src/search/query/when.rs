//! Dates in a query: every fact-date form, ranges, and times before today.

use crate::clean;
use crate::date::{Day, FactDate, FactSpan};
use crate::text::Clean;

/// The valid forms, for hints.
pub(super) const FORMS: &str = "2019, 2019-10, 2019-10-07, 2019..2020, 2019.., 7d (7 days ago), 2w, 3m or 1y";

/// A period of days, both ends included; an end may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day, if it has one.
    pub first: Option<Day>,
    /// The last day, if it has one.
    pub last: Option<Day>,
}

impl Period {
    /// Reports whether any day from `first` to `last` is in it. Without `last` the days have no end.
    pub fn overlaps(self, first: Day, last: Option<Day>) -> bool {
        self.last.is_none_or(|end| first <= end)
            && self.first.is_none_or(|start| last.is_none_or(|last| start <= last))
    }
}

/// The meaning of a date value before its field is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateValue {
    /// The first and last day of a date, at its written precision.
    Date(Day, Day),
    /// A time before today, as a day.
    Ago(Day),
    /// A range, perhaps open.
    Range(Period),
}

impl DateValue {
    /// Returns the period from its first day on; a range stays unchanged.
    pub(super) fn since(self) -> Period {
        match self {
            Self::Date(first, _) | Self::Ago(first) => Period { first: Some(first), last: None },
            Self::Range(period) => period,
        }
    }

    /// Returns the period up to its last day; a range stays unchanged.
    pub(super) fn until(self) -> Period {
        match self {
            Self::Date(_, last) | Self::Ago(last) => Period { first: None, last: Some(last) },
            Self::Range(period) => period,
        }
    }

    /// Returns the period within it. For a time before today it starts then: `updated:7d` is the last seven days.
    pub(super) fn within(self) -> Period {
        match self {
            Self::Date(first, last) => Period { first: Some(first), last: Some(last) },
            Self::Ago(_) | Self::Range(_) => self.since(),
        }
    }
}

/// An error in a date value, and a hint.
#[derive(Debug, PartialEq)]
pub(super) struct WhenError {
    /// The part of the value that is wrong.
    pub part: Clean,
    /// The reason.
    pub why: Clean,
    pub hint: Clean,
    /// The right value, where that is known.
    right: Option<String>,
}

/// Reads a date value.
pub(super) fn parse(text: &str, today: Day) -> Result<DateValue, WhenError> {
    if let Some(day) = ago(text, today) {
        return Ok(DateValue::Ago(day));
    }
    // An interval of the fact-date forms may end in `..` itself, so `/` is checked first.
    if text.contains('/') {
        let span = FactSpan::parse(text).map_err(|error| wrong(text, &error.to_string(), error.right()))?;
        return Ok(DateValue::Range(Period { first: Some(span.first()), last: span.last() }));
    }
    let Some((start, end)) = text.split_once("..") else {
        return match FactDate::parse(text) {
            Ok(date) => Ok(DateValue::Date(date.first(), date.last())),
            Err(error) => Err(wrong(text, &error.to_string(), error.right())),
        };
    };
    let side = |part: &str| match part {
        "" => Ok(None),
        part => match ago(part, today) {
            Some(day) => Ok(Some((day, day))),
            None => FactDate::parse(part)
                .map(|date| Some((date.first(), date.last())))
                .map_err(|error| wrong(part, &error.to_string(), error.right())),
        },
    };
    match (side(start)?, side(end)?) {
        (None, None) => Err(wrong(text, "a range needs a date on at least one side", None)),
        (Some((first, _)), Some((_, last))) if last < first => {
            Err(wrong(text, "the range ends before it starts", Some(&format!("{end}..{start}"))))
        }
        (first, last) => {
            Ok(DateValue::Range(Period { first: first.map(|days| days.0), last: last.map(|days| days.1) }))
        }
    }
}

/// Returns the first day of a date or time before today.
///
/// # Errors
///
/// When it is not a day; the error is the reason and a hint.
///
/// # Examples
///
/// ```
/// use briefing::date::Day;
/// use briefing::search::query::day;
///
/// let today = Day::parse("2026-11-29")?;
/// assert_eq!(day("2w", today).unwrap().to_string(), "2026-11-15");
/// assert_eq!(day("2019-10", today).unwrap().to_string(), "2019-10-01");
/// let (reason, _hint) = day("2019..2020", today).unwrap_err();
/// assert_eq!(reason, "a range, not a day");
/// # Ok::<(), briefing::date::DateError>(())
/// ```
pub fn day(text: &str, today: Day) -> Result<Day, (Clean, Clean)> {
    match parse(text, today) {
        Ok(DateValue::Date(first, _) | DateValue::Ago(first)) => Ok(first),
        Ok(DateValue::Range(_)) => Err((clean!("a range, not a day"), day_forms())),
        Err(error) => {
            let is_day =
                |right: &String| matches!(parse(right, today), Ok(DateValue::Date(..) | DateValue::Ago(_)));
            Err((
                error.why,
                error.right.filter(is_day).map_or_else(day_forms, |right| clean!("write {right}")),
            ))
        }
    }
}

fn day_forms() -> Clean {
    clean!("write 2019-10-07, 7d (7 days ago), 2w, 3m or 1y")
}

/// Reports whether `text` could become a date value by more typing.
pub(super) fn may_become_date(text: &str, today: Day) -> bool {
    if let Some((start, end)) = text.split_once('/') {
        let Ok(from) = FactDate::parse(start) else { return false };
        return "..".starts_with(end) || latest(end).is_some_and(|last| from.first() <= last);
    }
    let moment = |part: &str| match ago(part, today) {
        Some(day) => Some(day),
        None => FactDate::parse(part).ok().map(FactDate::first),
    };
    let reach = |part: &str| latest(part).max(latest_ago(part, today));
    if let Some((start, end)) = text.split_once("..") {
        return match (start.is_empty(), moment(start)) {
            (true, _) => end.is_empty() || reach(end).is_some(),
            (false, Some(first)) => end.is_empty() || reach(end).is_some_and(|last| first <= last),
            (false, None) => false,
        };
    }
    match text.strip_suffix('.') {
        Some(start) => start.is_empty() || moment(start).is_some(),
        None => reach(text).is_some(),
    }
}

/// Returns the latest day of all dates that begin with `text`.
fn latest(text: &str) -> Option<Day> {
    let with = |tail: &str| FactDate::parse(&format!("{text}{tail}")).ok().map(FactDate::last);
    let number = |tail: u32| with(&tail.to_string());
    with("").or_else(|| match text.len() {
        0..=3 => with(&"9999"[text.len()..]),
        5 => with("12"),
        8 => (28..=31).rev().find_map(number),
        6 | 9 => (0..=9).rev().find_map(number),
        _ => None,
    })
}

/// Returns the latest day of all relative times beginning with `text`. Four digits are a year, and more a slip.
fn latest_ago(text: &str, today: Day) -> Option<Day> {
    if text.len() < 4 { ago(&format!("{text}d"), today) } else { None }
}

/// Reads a time before today: `7d`, `2w`, `3m` or `1y`.
/// They are days, weeks, months, years, at most back to the year 1.
fn ago(text: &str, today: Day) -> Option<Day> {
    let unit = text.chars().next_back()?;
    let digits = &text[..text.len() - unit.len_utf8()];
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: i32 = digits.parse().ok()?;
    let earliest = Day::new(1, 1, 1)?;
    let day = match unit {
        'd' => Day::from_number(today.number().saturating_sub(count)),
        'w' => Day::from_number(today.number().saturating_sub(count.saturating_mul(7))),
        'm' => months_before(today, count),
        'y' => months_before(today, count.saturating_mul(12)),
        _ => return None,
    };
    Some(day.unwrap_or(earliest))
}

/// Returns the same day of an earlier month. If that month is shorter, it is its last day.
fn months_before(today: Day, count: i32) -> Option<Day> {
    let months = i32::from(today.year()) * 12 + i32::from(today.month()) - 1 - count;
    let year = u16::try_from(months.div_euclid(12)).ok()?;
    let month = u8::try_from(months.rem_euclid(12) + 1).ok()?;
    (1..=today.day()).rev().find_map(|day| Day::new(year, month, day))
}

fn wrong(text: &str, what: &str, right: Option<&str>) -> WhenError {
    let hint = match right {
        Some(right) => clean!("write {right}"),
        None => clean!("write {FORMS}"),
    };
    WhenError { part: Clean::line(text), why: clean!("{what}"), hint, right: right.map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::new(2026, 3, 31).unwrap()
    }

    fn within(text: &str) -> String {
        let period = parse(text, today()).unwrap().within();
        let end = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        format!("{}..{}", end(period.first), end(period.last))
    }

    #[test]
    fn every_form_of_a_date_is_a_period() {
        for (text, period) in [
            ("2019", "2019-01-01..2019-12-31"),
            ("2019-02~", "2019-02-01..2019-02-28"),
            ("2019-10-07?", "2019-10-07..2019-10-07"),
            ("2019-11-19/2019-11-22", "2019-11-19..2019-11-22"),
            ("2019-11-19/..", "2019-11-19.."),
            ("2019..2020", "2019-01-01..2020-12-31"),
            ("2019-10..", "2019-10-01.."),
            ("..2020-02", "..2020-02-29"),
            ("7d", "2026-03-24.."),
            ("2w", "2026-03-17.."),
            ("1m", "2026-02-28.."),
            ("1y", "2025-03-31.."),
            ("2y..1y", "2024-03-31..2025-03-31"),
            ("999999999y", "0001-01-01.."),
        ] {
            assert_eq!(within(text), period, "{text}");
        }
    }

    #[test]
    fn a_wrong_date_is_reported_what_is_right() {
        let hint = |text: &str| parse(text, today()).unwrap_err().hint.into_string();
        assert_eq!(hint("2019-8"), "write 2019-08");
        assert_eq!(hint("2020..2019"), "write 2019..2020");
        assert!(hint("..").contains("2019..2020") && hint("soon").contains("7d"));
    }

    #[test]
    fn where_a_day_is_asked_for_no_range_is_advised() {
        for text in ["2019-13", "soon", "2019-W41", "2010s", "2019..2020", "2019-8"] {
            let (_, hint) = day(text, today()).unwrap_err();
            assert!(!hint.contains("..") && !hint.contains('/'), "{text}: {hint}");
        }
        assert_eq!(day("2019-8", today()).unwrap_err().1.as_str(), "write 2019-08");
    }

    #[test]
    fn what_is_typed_may_be_unfinished_only_where_it_can_be_finished() {
        let may = |text: &str| may_become_date(text, today());
        for text in [
            "2",
            "20",
            "201",
            "2019-",
            "2019-1",
            "2019-0",
            "2019-10-",
            "2019-10-3",
            "2019-02-2",
            "7",
            "77",
            ".",
            "..",
            "2019.",
            "2019-10.",
            "2019-10..2",
            "2019..202",
            "..20",
            "7d.",
            "7d..",
            "3y..2",
            "2019/",
            "2019/.",
            "2019/2",
            "2019-11-19/2019-1",
            "2019~/202",
            "000",
        ] {
            assert!(parse(text, today()).is_err() || text.ends_with(".."), "{text} is a date");
            assert!(may(text), "{text}");
        }
        for text in [
            "2019-13",
            "2019-8",
            "2019-2",
            "2019-10-4",
            "2019-02-3",
            "2019-00",
            "2019-10-00",
            "19.11.2019",
            "19.",
            "2020..2019",
            "2026-03..201",
            "99999",
            "20190",
            "0000",
            "2019-10-07-",
            "7x",
            "soon",
            "-",
            "/",
            "...",
            "2019...",
            "2020/2019",
            "2020/201",
            "7d/",
            "2019/7d",
            "1d..7x",
            "2019-10-32",
            "é",
            "2019-é",
        ] {
            assert!(!may(text), "{text}");
        }
    }

    #[test]
    fn whatever_begins_a_date_may_become_one() {
        let dates =
            ["2019-10-07", "2019-12", "2019-11-19/2019-11-22", "2019-10/..", "1999-10-07..2001-02", "..2020"];
        for date in dates.into_iter().chain(["123d", "2y..1y", "3m..", "2019~/2020?"]) {
            for end in 1..=date.len() {
                let begun = &date[..end];
                assert!(parse(begun, today()).is_ok() || may_become_date(begun, today()), "{begun}");
            }
        }
    }

    #[test]
    fn overlap_counts_both_ends() {
        let period = parse("2019-11-19..2019-11-22", today()).unwrap().within();
        let day = |text| Day::parse(text).unwrap();
        assert!(period.overlaps(day("2019-11-22"), Some(day("2019-12-01"))));
        assert!(period.overlaps(day("2019-01-01"), None));
        assert!(!period.overlaps(day("2019-11-23"), None));
        assert!(!period.overlaps(day("2019-11-01"), Some(day("2019-11-18"))));
    }
}
