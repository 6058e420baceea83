//! How instants are written in reports.

use chrono::{Datelike as _, Timelike as _};

use super::Instant;

/// An instant in UTC to the second, as RFC 3339 writes it (`2026-02-02T06:00:12Z`).
///
/// A table of tickets holds millions of these; the general formatter takes five times as long.
#[must_use]
pub fn stamp(at: Instant) -> String {
    digits(at, 'T', "Z").unwrap_or_else(|| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The same as people read it (`2026-02-02 06:00:12`).
#[must_use]
pub fn spaced_stamp(at: Instant) -> String {
    digits(at, ' ', "").unwrap_or_else(|| at.format("%Y-%m-%d %H:%M:%S").to_string())
}

/// Date and time with what stands between and behind them; none of a year that has not four digits.
fn digits(at: Instant, between: char, end: &str) -> Option<String> {
    let year = u32::try_from(at.year()).ok().filter(|year| *year <= 9999)?;
    let mut text = String::with_capacity(20);
    let mut put = |before: Option<char>, number: u32, digits: u32| {
        text.extend(before);
        for place in (0..digits).rev() {
            text.push(char::from_digit(number / 10_u32.pow(place) % 10, 10).unwrap_or('0'));
        }
    };
    put(None, year, 4);
    put(Some('-'), at.month(), 2);
    put(Some('-'), at.day(), 2);
    put(Some(between), at.hour(), 2);
    put(Some(':'), at.minute(), 2);
    // A leap second is the sixtieth.
    put(Some(':'), at.second() + at.nanosecond() / 1_000_000_000, 2);
    text.push_str(end);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_the_general_formatter_says() {
        for seconds in [0, 1_770_012_012, -62_167_219_200, -62_167_219_201, 253_402_300_799, 253_402_300_800]
        {
            let at = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
            assert_eq!(stamp(at), at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
            assert_eq!(spaced_stamp(at), at.format("%Y-%m-%d %H:%M:%S").to_string());
        }
        let leap = chrono::NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
        let at = chrono::NaiveDate::from_ymd_opt(2016, 12, 31).unwrap().and_time(leap).and_utc();
        assert_eq!(stamp(at), "2016-12-31T23:59:60Z");
    }
}
