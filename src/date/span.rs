//! A fact date or an interval of two.

use std::cmp::Ordering;
use std::fmt::{self, Display};

use super::{DateError, Day, Doubt, FactDate, Precision, error, month_name};

/// The time of an event: one fact date, or an interval `a/b` or `a/..`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FactSpan {
    /// One date.
    At(FactDate),
    /// The interval from the first to the second, both included.
    Between(FactDate, FactDate),
    /// The interval from a date on, with an open end.
    From(FactDate),
}

impl FactSpan {
    /// Makes the span from the first to the last day. When only one of them is known, the span is that date.
    pub fn of(start: Option<FactDate>, end: Option<FactDate>) -> Option<Self> {
        match (start, end) {
            (Some(start), Some(end)) => Some(Self::Between(start, end)),
            (date, None) | (None, date) => date.map(Self::At),
        }
    }

    /// Reads a fact date or an interval.
    ///
    /// # Errors
    ///
    /// Returns what is wrong, and the correction where one is known.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::date::FactSpan;
    ///
    /// let fair = FactSpan::parse("2019-11-19/2019-11-22")?;
    /// assert_eq!(fair.human(), "19–22 Nov 2019");
    /// assert_eq!(FactSpan::parse("2019-10-09/..")?.last(), None);
    ///
    /// let error = FactSpan::parse("2019-11-22/2019-11-19").unwrap_err();
    /// assert_eq!(error.to_string(), "the interval ends before it starts");
    /// assert_eq!(error.hint(), "write `2019-11-19/2019-11-22`");
    /// # Ok::<(), briefing::date::DateError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let Some((start, end)) = text.split_once('/') else {
            return FactDate::strict(text).map(Self::At).ok_or_else(|| error::explain_span(text));
        };
        let Some(from) = FactDate::strict(start) else { return Err(error::explain_span(text)) };
        if end == ".." {
            return Ok(Self::From(from));
        }
        match FactDate::strict(end) {
            Some(to) if to.last() < from.first() => Err(DateError::backwards(from, to)),
            Some(to) => Ok(Self::Between(from, to)),
            None => Err(error::explain_span(text)),
        }
    }

    /// The date it starts with.
    pub fn start(self) -> FactDate {
        match self {
            Self::At(date) | Self::Between(date, _) | Self::From(date) => date,
        }
    }

    /// The first day it can mean.
    pub fn first(self) -> Day {
        self.start().first()
    }

    /// The last day it can mean; nothing when the end is open.
    pub fn last(self) -> Option<Day> {
        match self {
            Self::At(date) | Self::Between(_, date) => Some(date.last()),
            Self::From(_) => None,
        }
    }

    /// Reports whether both can mean the same day.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::date::FactSpan;
    ///
    /// let fair = FactSpan::parse("2019-11-19/2019-11-22")?;
    /// assert!(fair.overlaps(FactSpan::parse("2019-11")?));
    /// assert!(fair.overlaps(FactSpan::parse("2019-10-09/..")?));
    /// assert!(!fair.overlaps(FactSpan::parse("2019-11-23")?));
    /// # Ok::<(), briefing::date::DateError>(())
    /// ```
    pub fn overlaps(self, other: Self) -> bool {
        let ends_after = |span: Self, day: Day| span.last().is_none_or(|last| day <= last);
        ends_after(other, self.first()) && ends_after(self, other.first())
    }

    /// Returns the key for sorting spans: a date as such, an interval by its start.
    pub fn sort_key(self) -> (Day, Precision, Doubt) {
        self.start().sort_key()
    }

    /// Formats the span for readers: `19–22 Nov 2019`, `Nov 2019 – Jan 2020`, `since 19 Nov 2019`.
    pub fn human(self) -> String {
        match self {
            Self::At(date) => date.human(),
            Self::From(date) => format!("since {}", date.human()),
            Self::Between(from, to) if from == to => from.human(),
            Self::Between(from, to) => human_between(from, to),
        }
    }
}

/// Formats an interval, leaving out what both ends share. Nothing is left out when one end has a sign of doubt.
fn human_between(from: FactDate, to: FactDate) -> String {
    let plain = from.doubt() == Doubt::None && to.doubt() == Doubt::None;
    if !plain || from.year() != to.year() || from.precision() != to.precision() {
        return format!("{} – {}", from.human(), to.human());
    }
    match (from.month(), from.day()) {
        (Some(month), Some(day)) if to.month() == Some(month) => format!("{day}–{}", to.human()),
        (Some(month), Some(day)) => format!("{day} {} – {}", month_name(month), to.human()),
        (Some(month), None) => format!("{}–{}", month_name(month), to.human()),
        _ => from.human(),
    }
}

impl From<FactDate> for FactSpan {
    fn from(date: FactDate) -> Self {
        Self::At(date)
    }
}

impl Ord for FactSpan {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |span: &Self| match span {
            Self::At(_) => (0, None),
            Self::Between(_, to) => (1, Some(*to)),
            Self::From(_) => (2, None),
        };
        self.sort_key().cmp(&other.sort_key()).then_with(|| rank(self).cmp(&rank(other)))
    }
}

impl PartialOrd for FactSpan {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Display for FactSpan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(date) => Display::fmt(date, formatter),
            Self::Between(from, to) => write!(formatter, "{from}/{to}"),
            Self::From(from) => write!(formatter, "{from}/.."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> FactSpan {
        FactSpan::parse(text).unwrap()
    }

    #[test]
    fn intervals_are_shown_as_written() {
        for text in ["2019", "2019-11-19/2019-11-22", "2019-11~/..", "2018/2019-02?"] {
            assert_eq!(span(text).to_string(), text);
        }
    }

    #[test]
    fn a_reader_is_not_reported_twice_what_both_ends_share() {
        for (text, human) in [
            ("2019-11-19/2019-11-22", "19–22 Nov 2019"),
            ("2019-11-30/2019-12-02", "30 Nov – 2 Dec 2019"),
            ("2019-10/2019-12", "Oct–Dec 2019"),
            ("2019-12-30/2020-01-02", "30 Dec 2019 – 2 Jan 2020"),
            ("2019-10~/2019-12", "about Oct 2019 – Dec 2019"),
            ("2019-11-19/..", "since 19 Nov 2019"),
            ("2019/2019", "2019"),
            ("2019-10?", "Oct 2019 (uncertain)"),
        ] {
            assert_eq!(span(text).human(), human);
        }
    }

    #[test]
    fn an_open_end_overlaps_everything_later() {
        assert!(span("2019-11-19/..").overlaps(span("2024")));
        assert!(span("2024").overlaps(span("2019-11-19/..")));
        assert!(!span("2019-11-19/..").overlaps(span("2019-10")));
        assert!(span("2019-11-19/2019-11-22").overlaps(span("2019-11-22")));
        assert!(!span("2019-11-19/2019-11-22").overlaps(span("2019-11-23")));
    }

    #[test]
    fn an_interval_sorts_by_its_start() {
        let mut spans = ["2019-11-20", "2019-11", "2019-11-19/2020-02-01", "2019-11-19"].map(span);
        spans.sort();
        let sorted = spans.map(|s| s.to_string());
        assert_eq!(sorted, ["2019-11-19", "2019-11-19/2020-02-01", "2019-11-20", "2019-11"]);
    }

    #[test]
    fn what_is_wrong_with_an_interval_is_said() {
        let wrong = |text: &str| {
            let error = FactSpan::parse(text).unwrap_err();
            (error.to_string(), error.right().map(str::to_owned))
        };
        assert_eq!(wrong("2019-11-22/2019-11-19").0, "the interval ends before it starts");
        assert_eq!(wrong("2019-11-22/2019-11-19").1.as_deref(), Some("2019-11-19/2019-11-22"));
        assert_eq!(wrong("2019-11-19/").1.as_deref(), Some("2019-11-19/.."));
        assert_eq!(wrong("2019-11-19/22").1.as_deref(), Some("2019-11-19/2019-11-22"));
        assert_eq!(wrong("2019-11-19/11-22").1.as_deref(), Some("2019-11-19/2019-11-22"));
        assert_eq!(wrong("2019-11-19 – 2019-11-22").1.as_deref(), Some("2019-11-19/2019-11-22"));
        assert_eq!(wrong("2019-11-19 to 2019-11-22").1.as_deref(), Some("2019-11-19/2019-11-22"));
        assert_eq!(wrong("../2019").0, "an interval starts with a date");
        assert_eq!(wrong("2019-8/2019-10").1.as_deref(), Some("2019-08/2019-10"));
    }
}
