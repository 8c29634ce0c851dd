//! The forms of dates that other programs write.

use super::{Day, Doubt, FactDate, month_named};

/// A day in any form in use; see [`Day::lenient`].
pub(super) fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    epoch(text)
        .or_else(|| iso(text))
        .or_else(|| slashes(text))
        .or_else(|| named(text).filter(|date| date.day().is_some()).map(FactDate::last))
}

/// The numbers of a text made of digits and signs.
/// The signs are `-`, `/` and `.`; each number comes with its count of digits.
pub(super) fn numbers(text: &str) -> Option<Vec<(u16, usize)>> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let number = |part: &&str| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit()) && (1..=4).contains(&part.len());
        digits.then(|| part.parse().ok().map(|number| (number, part.len()))).flatten()
    };
    parts.iter().map(number).collect()
}

/// A date with the month as a word: `7 Oct 2019`, `October 7th, 2019`, `Oct 2019`, and with a weekday and a time
/// around it as mail writes them.
pub(super) fn named(text: &str) -> Option<FactDate> {
    let words: Vec<&str> =
        text.split([' ', ',', '-', '\t']).filter(|word| !word.is_empty()).take(8).collect();
    let (at, month) = words.iter().enumerate().find_map(|(at, word)| Some((at, month_named(word)?)))?;
    let number = |word: &&str| {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = word.split_at(digits);
        matches!(rest, "" | "st" | "nd" | "rd" | "th" | ".").then(|| number.parse::<u16>().ok()).flatten()
    };
    let before = at.checked_sub(1).and_then(|at| words.get(at)).and_then(number);
    let after: Vec<u16> = words.iter().skip(at + 1).take(2).map_while(number).collect();
    let (day, year) = match (before, after.as_slice()) {
        (Some(day), [year, ..]) if day <= 31 => (Some(day), *year),
        (_, [day, year]) if *day <= 31 => (Some(*day), *year),
        (None, [year, ..]) => (None, *year),
        _ => return None,
    };
    let day = day.map(u8::try_from).transpose().ok()?;
    (year >= 1000).then(|| FactDate::new(year, Some(month), day, Doubt::None)).flatten()
}

/// Reads seconds or milliseconds since 1970, distinguished by their number of digits.
/// Eight digits are a date without signs.
fn epoch(text: &str) -> Option<Day> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let seconds = match text.len() {
        8 => {
            let part = |from: usize, to: usize| text[from..to].parse().ok();
            return Day::new(text[..4].parse().ok()?, part(4, 6)?, part(6, 8)?);
        }
        9..=10 => number,
        12..=13 => number / 1000,
        _ => return None,
    };
    Day::from_number(i32::try_from(seconds / 86_400).ok()?)
}

/// Reads `2019-10-07` and its variants.
/// One digit is enough for a month or a day, the signs may be `/` or `.`, and a time and a zone may follow.
fn iso(text: &str) -> Option<Day> {
    let end = text.find(['T', 't', ' ', '\t', '_']).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    // What follows must look like a time: digits first, or nothing.
    let rest = rest.trim_start_matches(['T', 't', ' ', '\t', '_']);
    if !(rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let date = date.trim_end_matches(['Z', 'z']);
    match *numbers(date)?.as_slice() {
        [(year, 4), (month, _), (day, _)] => {
            Day::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
        }
        _ => None,
    }
}

/// `10/07/2019`: month first, as four fifths of them are, unless only the day can be first; with dots the day is
/// first.
fn slashes(text: &str) -> Option<Day> {
    let date = text.split([' ', 'T', ',']).next()?;
    let [(a, _), (b, _), (year, 4)] = *numbers(date)?.as_slice() else { return None };
    let (a, b) = (u8::try_from(a).ok()?, u8::try_from(b).ok()?);
    let (month, day) = if date.contains('.') || a > 12 { (b, a) } else { (a, b) };
    Day::new(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_in_the_wild_are_understood() {
        for text in [
            "2019-10-07",
            "2019-10-07T10:11:12Z",
            "2019-10-07T10:11:12.345+02:00",
            "2019-10-07 10:11:12 +0200",
            "2019-10-07 10:11",
            "2019-10-07T10",
            "2019-10-07Z",
            "2019-10-7",
            "2019/10/07",
            "20191007",
            "10/07/2019",
            "10/7/2019 10:11 AM",
            "07.10.2019",
            "1570406400",
            "1570406400000",
            "7 Oct 2019",
            "October 7th, 2019",
            "Mon, 07 Oct 2019 10:11:12 GMT",
            "  2019-10-07  ",
        ] {
            assert_eq!(
                Day::lenient(text).map(|day| day.to_string()).as_deref(),
                Some("2019-10-07"),
                "{text}"
            );
        }
        assert_eq!(Day::lenient("19/11/2019").unwrap().to_string(), "2019-11-19");
    }

    #[test]
    fn what_is_no_day_stays_none() {
        for text in [
            "",
            "2019",
            "2019-10",
            "today",
            "13/13/2019",
            "2019-02-30",
            "99999999999999",
            "Oct 2019",
            "é-1-1",
        ] {
            assert_eq!(Day::lenient(text), None, "{text}");
        }
    }
}
