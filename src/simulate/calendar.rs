//! When things happen: working hours of the offices, weekends, and the ends of the exports.

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::lore::{Hours, Script, Window};
use super::rng::Rng;
use super::{LEAST_DAYS, SimulateSettings};

/// Milliseconds of the Unix epoch.
pub(super) type Millis = i64;

pub(super) const MINUTE: Millis = 60_000;
pub(super) const HOUR: Millis = 60 * MINUTE;
pub(super) const DAY: Millis = 24 * HOUR;

/// The ticket export is taken so long before the log's: the changes of the last days cannot be judged.
const TICKETS_END_EARLIER: Millis = 3 * DAY;

/// The span of the exports.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    pub(super) start: Millis,
    pub(super) log_end: Millis,
    pub(super) tickets_end: Millis,
}

impl Calendar {
    pub(super) fn of(settings: &SimulateSettings) -> Self {
        let start = settings.start.timestamp_millis();
        let log_end = start + i64::from(settings.days.max(LEAST_DAYS)) * DAY;
        Self { start, log_end, tickets_end: log_end - TICKETS_END_EARLIER }
    }

    /// A start for a script at an office: on a working day, and such that it ends before the evening
    /// or, if it takes days, before the weekend; inside the script's window as far as that goes.
    pub(super) fn start_for(&self, script: &Script, zone: Tz, rng: &mut Rng) -> Millis {
        let (before, after) = script.span();
        let lead = (-before * MINUTE as f64) as Millis;
        let tail = (after * 1.4 * MINUTE as f64) as Millis;
        let (from, to) = match script.window {
            Window::Any => (self.start + DAY + lead, self.tickets_end - tail - 6 * HOUR),
            Window::Settled => (self.start + DAY + lead, self.tickets_end - tail - 8 * DAY),
            Window::AfterExport => (self.tickets_end + 6 * HOUR, self.log_end - tail - HOUR),
        };
        let mut at = from;
        for _ in 0..200 {
            let drawn = from + (rng.unit() * (to - from).max(1) as f64) as Millis;
            at = self.clock_time(script, drawn, zone, rng);
            if from <= at && at <= to && fits_week(at, zone, before, after) {
                return at;
            }
        }
        at.clamp(from, to.max(from))
    }

    /// The day of an instant with a time of day that suits the script.
    fn clock_time(&self, script: &Script, day: Millis, zone: Tz, rng: &mut Rng) -> Millis {
        let minute = match script.hours {
            Hours::Night => 60 + rng.between(0, 200),
            Hours::Work => {
                let (_, after) = script.span();
                let length = if after < 600.0 { (after * 1.3) as i64 } else { 90 };
                let latest = (17 * 60 + 30 - length).max(9 * 60 + 30);
                // Mornings are busier.
                let early = 8 * 60 + rng.between(0, latest - 8 * 60);
                early.min(8 * 60 + rng.between(0, latest - 8 * 60) + 90)
            }
        };
        at_local(day, zone, minute) + rng.between(0, 59_999)
    }
}

/// Minute `minute` of the local day that holds an instant.
pub(super) fn at_local(day: Millis, zone: Tz, minute: i64) -> Millis {
    let date = utc(day).with_timezone(&zone).date_naive();
    let naive = date.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute);
    zone.from_local_datetime(&naive).earliest().map_or(day, |local| local.timestamp_millis())
}

/// Whether neither end of the span falls on a weekend, nor, if it is shorter than a working week, its middle.
fn fits_week(at: Millis, zone: Tz, before: f64, after: f64) -> bool {
    let weekday = |instant: Millis| utc(instant).with_timezone(&zone).weekday().num_days_from_monday();
    let first = weekday(at + (before * MINUTE as f64) as Millis);
    let (today, last) = (weekday(at), weekday(at + (after * MINUTE as f64) as Millis));
    let week = |minutes: f64| minutes.abs() < 5.0 * 1440.0;
    today < 5 && first <= today && last < 5 && week(before) && (last >= today || !week(after))
}

/// Whether the instant falls on Saturday or Sunday there.
pub(super) fn is_weekend(at: Millis, zone: Tz) -> bool {
    utc(at).with_timezone(&zone).weekday().num_days_from_monday() >= 5
}

/// The days of the log, each by its first instant.
pub(super) fn days(calendar: &Calendar) -> impl Iterator<Item = (Millis, Millis)> {
    let (start, end) = (calendar.start, calendar.log_end);
    let count = (end - start + DAY - 1) / DAY;
    (0..count).map(move |nth| (start + nth * DAY, (start + (nth + 1) * DAY).min(end)))
}

/// The instant as a date and time; the epoch for what lies beyond the calendar.
pub(super) fn utc(at: Millis) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at).unwrap_or(DateTime::UNIX_EPOCH)
}

/// As Okta writes times.
pub(super) fn iso(at: Millis) -> String {
    utc(at).format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// UTC in whole seconds, with its zone.
pub(super) fn seconds(at: Millis) -> String {
    utc(at).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// As ServiceNow stores times: UTC, no zone.
pub(super) fn stored(at: Millis) -> String {
    utc(at).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The day after, for birth dates of records that need one.
pub(super) fn years_before(at: Millis, years: u64) -> String {
    utc(at)
        .checked_sub_days(Days::new(365 * years))
        .unwrap_or(DateTime::UNIX_EPOCH)
        .format("%Y-%m-%d %H:%M:%S")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_time_follows_the_zone_over_the_change_of_clocks() {
        let zone: Tz = "Europe/Berlin".parse().unwrap();
        let winter = 1_767_225_600_000; // 2026-01-01T00:00Z
        let summer = 1_782_864_000_000; // 2026-07-01T00:00Z
        assert_eq!(iso(at_local(winter, zone, 9 * 60)), "2026-01-01T08:00:00.000Z");
        assert_eq!(iso(at_local(summer, zone, 9 * 60)), "2026-07-01T07:00:00.000Z");
        assert_eq!(stored(winter), "2026-01-01 00:00:00");
    }
}
