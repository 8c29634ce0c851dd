//! The day that a file name holds.

use crate::date::Day;

/// The years in which a date without signs is taken for one: `20191007`, but not `12345678`.
const YEARS: std::ops::RangeInclusive<u16> = 1900..=2199;

/// The day in a file name.
/// It is `2026-11-20`, `2026_11_20` or `2026.11.20` anywhere between signs or letters, or the name begins with
/// `20261120`, with a time behind it or not.
pub(super) fn day(name: &str) -> Option<Day> {
    let bytes = name.as_bytes();
    compact(bytes).or_else(|| {
        let starts = 0..bytes.len().saturating_sub(9);
        let is_start = |at: &usize| at.checked_sub(1).is_none_or(|before| !bytes[before].is_ascii_digit());
        starts.filter(is_start).find_map(|at| spaced(&bytes[at..]))
    })
}

/// A date with signs between its numbers, and no digit behind.
fn spaced(bytes: &[u8]) -> Option<Day> {
    let (date, rest) = bytes.split_at_checked(10)?;
    let sign = date[4];
    let is_date = matches!(sign, b'-' | b'_' | b'.') && date[7] == sign;
    if !is_date || rest.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    of_numbers(&date[..4], &date[5..7], &date[8..])
}

/// A date without signs. Hours and minutes, or seconds too, may follow.
fn compact(bytes: &[u8]) -> Option<Day> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !matches!(digits, 8 | 12 | 14) {
        return None;
    }
    of_numbers(&bytes[..4], &bytes[4..6], &bytes[6..8]).filter(|day| YEARS.contains(&day.year()))
}

fn of_numbers(year: &[u8], month: &[u8], day: &[u8]) -> Option<Day> {
    fn number<T: std::str::FromStr>(digits: &[u8]) -> Option<T> {
        let digits = digits.iter().all(u8::is_ascii_digit).then(|| std::str::from_utf8(digits).ok())??;
        digits.parse().ok()
    }
    Day::new(number(year)?, number(month)?, number(day)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_a_file_name_is_found_in_the_forms_in_use() {
        let expected = Day::new(2026, 11, 20);
        for name in [
            "2026-11-20",
            "2026-11-20 Design review",
            "2026-11-20-design-review",
            "2026_11_20",
            "2026.11.20",
            "Design review 2026-11-20",
            "Überblick (2026-11-20)",
            "2026-11-20T101500",
            "20261120",
            "20261120 Design review",
            "202611201015",
            "20261120101500-review",
            "20261120T101500--review__tag",
        ] {
            assert_eq!(day(name), expected, "{name}");
        }
    }

    #[test]
    fn other_numbers_in_a_file_name_are_no_day() {
        for name in [
            "",
            "milipol-paris-2019",
            "2026-11",
            "2026-W47",
            "2026-13-01",
            "2026-02-30",
            "2026-11-201",
            "12026-11-20",
            "2026-11_20",
            "CVE-2019-11043",
            "12345678",
            "00000000",
            "2026112010",
            "report 20261120",
            "Ü",
        ] {
            assert_eq!(day(name), None, "{name}");
        }
    }
}
