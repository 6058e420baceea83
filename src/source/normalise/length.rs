//! Lengths of time as products write them.

use chrono::{NaiveDateTime, TimeDelta};

use crate::mapping::source::LengthUnit;
use crate::model::Instant;

/// Longer than any work on one ticket; a number beyond it is something else.
const LONGEST_DAYS: i64 = 3_660;

/// A length of time: a number of `unit`, `8 minutes`, `1:30:00`, or a time after the epoch, as ServiceNow stores
/// durations (reference: ticket formats, section 1). Nothing of zero: a timer that nobody ran says nothing.
pub(super) fn length(text: &str, unit: LengthUnit) -> Option<TimeDelta> {
    let text = text.trim();
    let length =
        plain(text, unit).or_else(|| after_epoch(text)).or_else(|| clock(text)).or_else(|| words(text))?;
    (TimeDelta::zero() < length && length < TimeDelta::days(LONGEST_DAYS)).then_some(length)
}

/// A number, with a point or a comma before its decimals.
fn number(text: &str) -> Option<f64> {
    let is_number = text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    let number: f64 = is_number.then(|| text.replace(',', "."))?.parse().ok()?;
    number.is_finite().then_some(number)
}

fn of_seconds(seconds: f64) -> Option<TimeDelta> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and what is too long is refused"
    )]
    TimeDelta::try_milliseconds((seconds * 1_000.0).round() as i64)
}

fn plain(text: &str, unit: LengthUnit) -> Option<TimeDelta> {
    of_seconds(number(text)? * f64::from(unit.seconds()))
}

fn after_epoch(text: &str) -> Option<TimeDelta> {
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?;
    Some(at.and_utc() - Instant::UNIX_EPOCH)
}

/// Hours, minutes and, if written, seconds.
fn clock(text: &str) -> Option<TimeDelta> {
    let parts = text.split(':').map(|part| part.parse::<u32>().ok()).collect::<Option<Vec<u32>>>()?;
    let (hours, minutes, seconds) = match parts[..] {
        [hours, minutes] => (hours, minutes, 0),
        [hours, minutes, seconds] => (hours, minutes, seconds),
        _ => return None,
    };
    of_seconds(f64::from(hours) * 3_600.0 + f64::from(minutes) * 60.0 + f64::from(seconds))
}

/// Numbers with their units: `1 Hour 5 Minutes`.
fn words(text: &str) -> Option<TimeDelta> {
    let words: Vec<String> =
        text.split([' ', ',']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    if words.is_empty() || !words.len().is_multiple_of(2) {
        return None;
    }
    let mut seconds = 0.0;
    for pair in words.chunks_exact(2) {
        let unit = match pair[1].as_str() {
            "d" | "day" | "days" => 86_400.0,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3_600.0,
            "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
            "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
            _ => return None,
        };
        seconds += number(&pair[0])? * unit;
    }
    of_seconds(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_read_as_each_product_writes_it() {
        for (text, unit, seconds) in [
            ("239", LengthUnit::Seconds, 239),
            ("8", LengthUnit::Minutes, 480),
            ("1,5", LengthUnit::Hours, 5_400),
            ("8 minutes", LengthUnit::Seconds, 480),
            ("1 Hour 5 Minutes", LengthUnit::Seconds, 3_900),
            ("0:12:30", LengthUnit::Seconds, 750),
            ("1970-01-02 04:23:17", LengthUnit::Seconds, 102_197),
        ] {
            assert_eq!(length(text, unit), Some(TimeDelta::seconds(seconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_length_says_nothing() {
        let hostile = [
            "",
            "0",
            "1970-01-01 00:00:00",
            "-5",
            "1e400",
            "99999999999999999999",
            "soon",
            "3 apples",
            "1:2:3:4",
            ".",
            "2016-12-12 07:19:57",
        ];
        for text in hostile {
            assert_eq!(length(text, LengthUnit::Hours), None, "{text}");
        }
    }
}
