//! The beginning and end of days in this machine's time zone.

use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Day;

/// The folder of compiled time zones on Unix.
const ZONES: &str = "/usr/share/zoneinfo";

impl Day {
    /// Returns the local day of a moment in seconds since 1970-01-01.
    /// Local is the time zone of this machine.
    pub fn local(seconds: i64) -> Self {
        Self::in_zone(seconds, local_zone())
    }

    /// Returns the moment at which the day begins in local time.
    pub fn local_start(self) -> i64 {
        self.start_in_zone(local_zone())
    }

    /// Returns the day of a moment in a time zone.
    /// A moment that the calendar does not have, of a clock that is off by thousands of years, is counted without
    /// a zone.
    fn in_zone(seconds: i64, zone: TimeZone) -> Self {
        let zoned = Timestamp::from_second(seconds).ok().map(|moment| moment.to_zoned(zone));
        zoned
            .and_then(|zoned| Self::from_civil(zoned.date()))
            .unwrap_or_else(|| Self::of_unix_time(u64::try_from(seconds).unwrap_or(0)))
    }

    fn start_in_zone(self, zone: TimeZone) -> i64 {
        let [year, month, day] = [i64::from(self.year()), self.month().into(), self.day().into()];
        let date = Date::new(
            i16::try_from(year).unwrap_or(1),
            i8::try_from(month).unwrap_or(1),
            i8::try_from(day).unwrap_or(1),
        );
        // The first moment of the day: midnight, or what follows it where clocks are put forward at midnight.
        let start = date.and_then(|date| date.to_zoned(zone)).map(|zoned| zoned.timestamp().as_second());
        start.unwrap_or_else(|_| i64::from(self.number()) * 86_400)
    }
}

/// Returns the time zone of this machine, read once in a process.
/// The zone's own file is read first: `TimeZone::system` lists the names of all zones before it reads one, some twenty
/// folders, which costs a short command a tenth of its time.
fn local_zone() -> TimeZone {
    static ZONE: OnceLock<TimeZone> = OnceLock::new();
    let read = || {
        let file = zone_file(std::env::var("TZ").ok().as_deref())?;
        TimeZone::tzif("", &std::fs::read(file).ok()?).ok()
    };
    ZONE.get_or_init(|| read().unwrap_or_else(TimeZone::system)).clone()
}

/// Returns the file of the zone that `TZ` names.
/// It is `/etc/localtime` where that is not set.
/// A rule (`EST5EDT,M3.2.0,M11.1.0`) and a path are left to the library.
fn zone_file(name: Option<&str>) -> Option<PathBuf> {
    let Some(name) = name else { return Some(PathBuf::from("/etc/localtime")) };
    let plain =
        !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    (plain && !name.contains(',')).then(|| Path::new(ZONES).join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(hours: i8) -> TimeZone {
        TimeZone::fixed(jiff::tz::offset(hours))
    }

    #[test]
    fn a_moment_is_another_day_in_another_zone() {
        // 2026-11-29 23:30 in universal time.
        let late = 1_795_995_000;
        assert_eq!(Day::in_zone(late, zone(0)).to_string(), "2026-11-29");
        assert_eq!(Day::in_zone(late, zone(1)).to_string(), "2026-11-30");
        assert_eq!(Day::in_zone(late - 23 * 3_600, zone(-8)).to_string(), "2026-11-28");
        assert_eq!(Day::in_zone(i64::MAX, zone(0)).to_string(), "9999-12-31");
    }

    #[test]
    fn a_day_begins_at_its_midnight() {
        for hours in [-8, 0, 1, 13] {
            let day = Day::parse("2026-11-29").unwrap();
            let start = day.start_in_zone(zone(hours));
            assert_eq!(Day::in_zone(start, zone(hours)), day);
            assert_eq!(Day::in_zone(start - 1, zone(hours)).to_string(), "2026-11-28");
        }
    }

    #[test]
    fn a_zone_is_looked_up_by_a_plain_name_alone() {
        assert_eq!(zone_file(None).unwrap(), Path::new("/etc/localtime"));
        assert_eq!(zone_file(Some("Asia/Kolkata")).unwrap(), Path::new(ZONES).join("Asia/Kolkata"));
        for other in
            ["", "../../../etc/passwd", "/etc/passwd", ":Asia/Kolkata/../..", "EST5EDT,M3.2.0,M11.1.0"]
        {
            let file = zone_file(Some(other));
            assert!(file.as_deref().is_none_or(|file| !file.exists()), "{other}: {file:?}");
        }
    }
}
