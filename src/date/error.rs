//! The faults of dates and their corrections.

use std::fmt::{self, Display};

use jiff::civil::{ISOWeekDate, Weekday};

use super::{Day, Doubt, FactDate, FactSpan, Precision, days_in, lenient, month_name};

/// The reason why a text is not a date.
/// Its `Display` says what is wrong; [`right`](Self::right) is what to write instead, and [`hint`](Self::hint)
/// always gives advice. It holds nothing of the text but digits and signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError {
    what: String,
    right: Option<String>,
}

/// Between two readings of one date.
const OR: &str = "` or `";

impl DateError {
    /// The correction, where one is known.
    pub fn right(&self) -> Option<&str> {
        self.right.as_deref()
    }

    /// Returns advice on what to write.
    pub fn hint(&self) -> String {
        match &self.right {
            Some(right) => format!("write `{right}`"),
            None => "write it as 2019, 2019-10 or 2019-10-07".to_owned(),
        }
    }

    pub(super) fn signed_day(day: Day) -> Self {
        Self { what: "a full date cannot have a sign".to_owned(), right: Some(day.to_string()) }
    }

    pub(super) fn incomplete() -> Self {
        Self::vague("not a full date").for_a_day()
    }

    /// Returns the error where only a full date is right: any other advice would lead to the next error.
    pub(super) fn for_a_day(mut self) -> Self {
        let is_day = |text: &str| {
            let date = FactDate::strict(text).map(|date| (date.precision(), date.doubt()));
            date == Some((Precision::Day, Doubt::None))
        };
        if !self.right.as_deref().is_some_and(|right| right.split(OR).all(is_day)) {
            self.right = Some("YYYY-MM-DD".to_owned());
        }
        self
    }

    /// Returns the error where one date is right and no interval: of one the month or the year that it lies in.
    pub(super) fn for_one_date(mut self) -> Self {
        if let Some(Ok(FactSpan::Between(from, to))) = self.right.as_deref().map(FactSpan::parse) {
            let year = Some(from.year()).filter(|year| *year == to.year());
            let month = from.month().filter(|month| Some(*month) == to.month());
            let around = year.and_then(|year| FactDate::new(year, month, None, Doubt::None));
            self.right = around.map(|date| date.to_string());
        }
        self
    }

    pub(super) fn backwards(from: FactDate, to: FactDate) -> Self {
        Self::new("the interval ends before it starts", FactSpan::Between(to, from))
    }

    fn new(what: &str, right: impl Display) -> Self {
        Self { what: what.to_owned(), right: Some(right.to_string()) }
    }

    fn vague(what: &str) -> Self {
        Self { what: what.to_owned(), right: None }
    }
}

impl Display for DateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.what)
    }
}

impl std::error::Error for DateError {}

/// Explains why `text` is not a fact date.
pub(super) fn explain(text: &str) -> DateError {
    let text = text.trim();
    if text.is_empty() {
        return DateError::vague("the date is empty");
    }
    if let Some(date) = FactDate::strict(text) {
        return DateError::new("remove the spaces around the date", date);
    }
    signs(text)
        .or_else(|| impossible(text))
        .or_else(|| week(text))
        .or_else(|| season(text))
        .or_else(|| unknown_digits(text))
        .or_else(|| interval(text))
        .or_else(|| missing_zeros(text))
        .or_else(|| other_order(text))
        .or_else(|| lenient::named(text).map(|date| DateError::new("write the date in digits", date)))
        .or_else(|| time(text))
        .unwrap_or_else(|| DateError::vague("not a date"))
}

/// Explains why `text` is neither a fact date nor an interval.
pub(super) fn explain_span(text: &str) -> DateError {
    let text = text.trim();
    let between = ["/", " – ", "–", " — ", " to ", " until ", " - ", ".."];
    if let Some((start, end)) = between.iter().find_map(|sign| text.split_once(sign)) {
        let (start, end) = (start.trim(), end.trim());
        if start.is_empty() || start == ".." {
            return DateError::vague("an interval starts with a date");
        }
        let Some(from) = corrected(start) else { return explain(start) };
        if end.is_empty() {
            return DateError::new("an open interval ends in `..`", FactSpan::From(from));
        }
        if let Some(to) = corrected(end).filter(|_| end.len() > 2).or_else(|| completed(from, end)) {
            return DateError::new("an interval is two dates with `/` between", FactSpan::Between(from, to));
        }
        if lenient::numbers(text).is_none() {
            return explain(end);
        }
    }
    explain(text)
}

/// The intended date, when it can be determined.
fn corrected(text: &str) -> Option<FactDate> {
    FactDate::strict(text).or_else(|| FactDate::strict(explain(text).right()?))
}

/// The end of an interval written short: `2019-11-19/22`, `2019-11-19/11-22`.
fn completed(from: FactDate, end: &str) -> Option<FactDate> {
    let numbers: Vec<u8> = end.split('-').map(str::parse::<u8>).collect::<Result<_, _>>().ok()?;
    match (numbers.as_slice(), from.month(), from.day()) {
        ([day], Some(month), Some(_)) => FactDate::new(from.year(), Some(month), Some(*day), Doubt::None),
        ([month, day], Some(_), Some(_)) => FactDate::new(from.year(), Some(*month), Some(*day), Doubt::None),
        ([month], Some(_), None) => FactDate::new(from.year(), Some(*month), None, Doubt::None),
        _ => None,
    }
}

/// Signs in the wrong place, too many of them, or as words.
fn signs(text: &str) -> Option<DateError> {
    const SIGNS: [char; 3] = ['~', '?', '%'];
    let bare = text.trim_matches(SIGNS);
    let lower = bare.to_ascii_lowercase();
    let words = ["about ", "around ", "circa ", "ca. ", "ca ", "c. ", "approx. ", "early ", "mid ", "late "];
    let worded = words.iter().find_map(|word| lower.strip_prefix(word));
    if bare.len() == text.len() && worded.is_none() {
        return None;
    }
    let sign = match (worded.is_some() || text.contains('~'), text.contains('?'), text.contains('%')) {
        (true, false, false) => "~",
        (false, true, false) => "?",
        _ => "%",
    };
    let right = corrected(worded.unwrap_or(&lower).trim())?;
    Some(DateError::new("a date can have only one sign, at its end", format!("{right}{sign}")))
}

/// Explains a date that is well written but not in the calendar.
fn impossible(text: &str) -> Option<DateError> {
    let parts: Vec<&str> = text.split('-').collect();
    let well_written = parts.first()?.len() == 4
        && parts.iter().skip(1).all(|part| part.len() == 2)
        && parts.len() <= 3
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !well_written {
        return None;
    }
    let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u16>().ok());
    let year = number(0)?;
    if year == 0 {
        return Some(DateError::vague("invalid year 0"));
    }
    let month = number(1).and_then(|month| u8::try_from(month).ok())?;
    match (month, number(2)) {
        (21..=41, None) => Some(season_named(year, (month - 21) % 4)),
        (0 | 13.., _) => Some(DateError::vague("invalid month")),
        (_, Some(_)) => {
            let days = days_in(year, month);
            Some(DateError::vague(&format!("{} {year} has {days} days", month_name(month))))
        }
        _ => None,
    }
}

fn week(text: &str) -> Option<DateError> {
    let (year, rest) = text.split_once(['-', ' '])?;
    let week = rest.strip_prefix(['W', 'w'])?.split('-').next()?;
    let first = ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, Weekday::Monday).ok()?;
    let monday = Day::from_civil(first.date())?;
    let sunday = Day::from_number(monday.number() + 6)?;
    Some(DateError::new("weeks are not supported", format!("{monday}/{sunday}")))
}

fn season(text: &str) -> Option<DateError> {
    const NAMES: [(&str, u8); 5] = [("spring", 0), ("summer", 1), ("autumn", 2), ("fall", 2), ("winter", 3)];
    let lower = text.to_ascii_lowercase();
    let year: u16 = year_in(&lower)?;
    if let Some((_, season)) = NAMES.iter().find(|(name, _)| lower.contains(name)) {
        return Some(season_named(year, *season));
    }
    let quarter = ["q1", "q2", "q3", "q4"].iter().position(|quarter| lower.contains(quarter))?;
    let right = format!("{year:04}-{:02}/{year:04}-{:02}", quarter * 3 + 1, quarter * 3 + 3);
    Some(DateError::new("quarters are not supported", right))
}

fn season_named(year: u16, season: u8) -> DateError {
    let (first, last) = (season * 3 + 3, (season * 3 + 5 - 1) % 12 + 1);
    let last_year = if last < first { year + 1 } else { year };
    DateError::new("seasons are not supported", format!("{year:04}-{first:02}/{last_year:04}-{last:02}"))
}

/// `201X`, `2019-XX`, `2019-uu`, `2010s`: EDTF's unspecified digits and decades.
fn unknown_digits(text: &str) -> Option<DateError> {
    let lower = text.to_ascii_lowercase();
    let digits = lower.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &lower[digits..];
    if digits == 4 && matches!(rest, "s" | "'s" | "’s") && lower.as_bytes()[3] == b'0' {
        let decade = &lower[..3];
        return Some(DateError::new("write a decade as an interval", format!("{decade}0/{decade}9")));
    }
    let unknown =
        rest.len() <= 6 && rest.contains(['x', 'u']) && rest.chars().all(|c| matches!(c, 'x' | 'u' | '-'));
    let right = match digits {
        _ if !unknown => return None,
        3 => format!("{}0/{}9", &lower[..3], &lower[..3]),
        2 => format!("{}00/{}99", &lower[..2], &lower[..2]),
        4 => lower[..4].to_owned(),
        _ => return None,
    };
    Some(DateError::new("omit unknown parts", right))
}

fn interval(text: &str) -> Option<DateError> {
    let (start, end) = text.split_once('/')?;
    let is_end = end == ".." || FactDate::strict(end).is_some();
    let start = FactDate::strict(start).filter(|_| is_end)?;
    Some(DateError::new("expected one date, not an interval", start))
}

fn missing_zeros(text: &str) -> Option<DateError> {
    let numbers = lenient::numbers(text)?;
    let [(year, 4), rest @ ..] = numbers.as_slice() else { return None };
    let mut rest = rest.iter().map(|(number, _)| u8::try_from(*number).ok());
    let (month, day) = (rest.next()?, rest.next());
    let right = FactDate::new(*year, Some(month?), day.flatten(), Doubt::None)?;
    Some(DateError::new("month and day need two digits, with `-` before them", right))
}

fn other_order(text: &str) -> Option<DateError> {
    let numbers = lenient::numbers(text)?;
    let what = "write the year first";
    match *numbers.as_slice() {
        [(month, _), (year, 4)] => {
            let right = FactDate::new(year, Some(u8::try_from(month).ok()?), None, Doubt::None)?;
            Some(DateError::new(what, right))
        }
        [(a, _), (b, _), (year, 4)] => {
            let date =
                |month: u16, day: u16| Day::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
            match (date(b, a), date(a, b)) {
                (Some(one), Some(other)) if one != other && !text.contains('.') => {
                    Some(DateError::new(what, format!("{one}{OR}{other}")))
                }
                (Some(right), _) | (None, Some(right)) => Some(DateError::new(what, right)),
                (None, None) => None,
            }
        }
        _ => None,
    }
}

fn time(text: &str) -> Option<DateError> {
    let day = Day::lenient(text)?;
    let what =
        if text.contains(':') || text.contains('T') { "a date cannot have a time" } else { "not a date" };
    Some(DateError::new(what, day))
}

fn year_in(text: &str) -> Option<u16> {
    let word = text.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 4)?;
    word.parse().ok().filter(|year| *year > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn right(text: &str) -> String {
        let error = FactDate::parse(text).unwrap_err();
        error.right().unwrap_or_else(|| panic!("{text}: {error}")).to_owned()
    }

    #[track_caller]
    fn what(text: &str) -> String {
        FactDate::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn every_refusal_that_can_names_what_would_be_right() {
        for (wrong, expected) in [
            ("2019-8", "2019-08"),
            ("2019-8-3", "2019-08-03"),
            ("2019/10/07", "2019-10-07"),
            ("2019.10.07", "2019-10-07"),
            ("19.11.2019", "2019-11-19"),
            ("5.11.2019", "2019-11-05"),
            ("11/19/2019", "2019-11-19"),
            ("10/2019", "2019-10"),
            ("Oct 2019", "2019-10"),
            ("7 October 2019", "2019-10-07"),
            ("October 7, 2019", "2019-10-07"),
            ("2019-10-07T10:00:00Z", "2019-10-07"),
            ("2019-10-07 10:00", "2019-10-07"),
            ("2019-W41", "2019-10"),
            ("2019-21", "2019"),
            ("spring 2019", "2019"),
            ("2019-Q3", "2019"),
            ("2019-XX", "2019"),
            ("~2019", "2019~"),
            ("2019?~", "2019%"),
            ("circa 2019", "2019~"),
            ("2019-11-19/2019-11-22", "2019-11-19"),
            (" 2019 ", "2019"),
        ] {
            assert_eq!(right(wrong), expected, "{wrong}");
        }
    }

    #[test]
    fn a_span_may_be_advised_where_a_span_may_stand() {
        for (wrong, expected) in [
            ("2019-W41", "2019-10-07/2019-10-13"),
            ("2019-24", "2019-12/2020-02"),
            ("spring 2019", "2019-03/2019-05"),
            ("201X", "2010/2019"),
            ("2010s", "2010/2019"),
        ] {
            assert_eq!(FactSpan::parse(wrong).unwrap_err().right(), Some(expected), "{wrong}");
        }
    }

    #[test]
    fn obeying_an_advice_leads_to_no_other_error() {
        let wrong = [
            "2019-13-01",
            "2019-13",
            "2019-8",
            "2019",
            "2019-10",
            "Oct 2019",
            "2019-W41",
            "2019-24",
            "2010s",
            "201X",
            "spring 2019",
            "2019-11-24~",
            "2019-11-19/2019-11-22",
            "2019/2020",
            "19.11.2019",
            "05/11/2019",
            "soon",
            "",
            "2019-02-30",
            "~2019",
            "0000",
        ];
        for text in wrong {
            let day = Day::parse(text).unwrap_err();
            let right = day.right().unwrap_or_else(|| panic!("{text}: {}", day.hint()));
            assert!(
                right == "YYYY-MM-DD" || right.split(OR).all(|day| Day::parse(day).is_ok()),
                "{text}: {right}"
            );
            assert!(!day.hint().contains("2019-10 or"), "{text}");
            if let Some(right) = FactDate::parse(text).err().as_ref().and_then(DateError::right) {
                assert!(right.split(OR).all(|date| FactDate::parse(date).is_ok()), "{text}: {right}");
            }
            if let Some(right) = FactSpan::parse(text).err().as_ref().and_then(DateError::right) {
                assert!(right.split(OR).all(|span| FactSpan::parse(span).is_ok()), "{text}: {right}");
            }
        }
    }

    #[test]
    fn an_ambiguous_order_offers_both_readings() {
        let error = FactDate::parse("05/11/2019").unwrap_err();
        assert_eq!(error.hint(), "write `2019-11-05` or `2019-05-11`");
    }

    #[test]
    fn days_outside_the_calendar_are_explained() {
        assert_eq!(what("2019-02-29"), "Feb 2019 has 28 days");
        assert_eq!(what("2019-13"), "invalid month");
        assert_eq!(what("0000"), "invalid year 0");
        assert_eq!(what("2019-10-00"), "Oct 2019 has 31 days");
        assert_eq!(what(""), "the date is empty");
    }

    #[test]
    fn anything_else_is_not_a_date() {
        for text in ["x", "20190", "-2019", "２０１９", "2019-1०", "٢٠١٩", "~", "🎉", "a/b", "2019-10-07-1"]
        {
            let error = FactDate::parse(text).unwrap_err();
            assert!(!error.hint().is_empty());
            assert!(FactSpan::parse(text).is_err());
        }
    }
}
