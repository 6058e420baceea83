//! Times that people write into notes: "verified at 14:05".

use chrono::{Duration, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::model::Instant;

/// A note is written at most so long after what it tells of; an older time in it is
/// read as the time of something else.
const LONGEST_DELAY_HOURS: i64 = 2;

/// When the sentence says it happened, if that is on the day of the writing and
/// shortly before it; else the time of the writing.
pub(super) fn told(sentence: &str, written: Instant, zone: Option<Tz>) -> Instant {
    let zone = zone.unwrap_or(Tz::UTC);
    let local = written.with_timezone(&zone);
    let Some(time) = clock_time(sentence) else { return written };
    let named = zone.from_local_datetime(&local.date_naive().and_time(time)).single();
    named
        .map(|named| named.with_timezone(&Utc))
        .filter(|named| *named <= written && written - *named <= Duration::hours(LONGEST_DELAY_HOURS))
        .unwrap_or(written)
}

/// The only `hh:mm` of a sentence, after "at" or an equivalent sign; two are ambiguous.
fn clock_time(sentence: &str) -> Option<NaiveTime> {
    let mut found = None;
    for (at, _) in sentence.match_indices(':') {
        let hour = digits_before(sentence, at);
        let minute = sentence.get(at + 1..at + 3).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
        let (Some(hour), Some(minute)) = (hour, minute) else { continue };
        let rest = sentence[at + 3..].trim_start().to_ascii_lowercase();
        let hour = twelve_hours(hour.parse().ok()?, &rest)?;
        let time = NaiveTime::from_hms_opt(hour, minute.parse().ok()?, 0)?;
        if found.is_some_and(|other| other != time) {
            return None;
        }
        found = Some(time);
    }
    found
}

fn digits_before(sentence: &str, at: usize) -> Option<&str> {
    let before = &sentence[..at];
    let start = before
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |last| last + before[last..].chars().next().map_or(1, char::len_utf8));
    let digits = &before[start..];
    (1..=2).contains(&digits.len()).then_some(digits)
}

fn twelve_hours(hour: u32, rest: &str) -> Option<u32> {
    let pm = rest.starts_with("pm") || rest.starts_with("p.m");
    let am = rest.starts_with("am") || rest.starts_with("a.m");
    match hour {
        12 if am => Some(0),
        1..=11 if pm => Some(hour + 12),
        0..=23 => Some(hour),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_counts_only_shortly_before_the_writing() {
        let written = at("2026-03-02T14:20:00Z");
        for (sentence, expected) in [
            ("verified at 14:05 by callback", "2026-03-02T14:05:00Z"),
            ("verified at 2:05 pm by callback", "2026-03-02T14:05:00Z"),
            ("verified at 15:05", "2026-03-02T14:20:00Z"),
            ("verified at 09:05", "2026-03-02T14:20:00Z"),
            ("verified at 14:05, reset at 14:10", "2026-03-02T14:20:00Z"),
            ("verified, ratio 3:1 and 99:99", "2026-03-02T14:20:00Z"),
            ("verified", "2026-03-02T14:20:00Z"),
        ] {
            assert_eq!(told(sentence, written, None), at(expected), "{sentence}");
        }
        let zone = Some(Tz::America__Chicago);
        assert_eq!(told("verified at 8:05 AM", written, zone), at("2026-03-02T14:05:00Z"));
    }
}
