//! Times that people write into notes: "verified at 14:05", "called back yesterday 4:30 pm".

use chrono::{Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::model::Instant;

/// A time that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// When it says that it happened.
    pub at: Instant,
    /// Whether it names the day too. A bare time may be of something else.
    pub dated: bool,
}

/// The time that a sentence names for an act told at the byte `act` of it, never later than the writing.
///
/// `written` is when it was written, `zone` that in which its author writes times (UTC if
/// unknown), `yesterday` whether it speaks of the day before.
pub(super) fn told(
    sentence: &str,
    act: usize,
    yesterday: bool,
    written: Instant,
    zone: Option<Tz>,
) -> Option<Told> {
    let time = the_one(&times(sentence), act)?;
    let zone = if time.utc { Tz::UTC } else { zone.unwrap_or(Tz::UTC) };
    let today = written.with_timezone(&zone).date_naive();
    let day = match time.day {
        Some(day) => day,
        None if yesterday => today.pred_opt()?,
        None => today,
    };
    let at = zone.from_local_datetime(&day.and_time(time.time)).single()?.with_timezone(&Utc);
    let is_near = written - at <= Duration::days(LONGEST_DAYS);
    (at <= written && is_near).then_some(Told { at, dated: yesterday || time.day.is_some() })
}

/// An older date in a note is of something else (a birth date, a contract).
const LONGEST_DAYS: i64 = 7;

/// A time as it stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written {
    /// First byte.
    start: usize,
    time: NaiveTime,
    /// The day before it (`2026-03-02 14:05`).
    day: Option<NaiveDate>,
    /// Whether it says that it is of UTC.
    utc: bool,
}

/// Where several times stand in a sentence: after a time that begins it, the last before the
/// act ("14:02 called back, 14:10 reset"), else the first behind it ("called back at 14:02, reset 14:10").
fn the_one(times: &[Written], act: usize) -> Option<Written> {
    let first = times.first()?;
    let before = times.iter().rev().find(|time| time.start < act);
    let behind = times.iter().find(|time| time.start >= act);
    if first.start <= 2 { before.or(behind) } else { behind.or(before) }.copied()
}

fn times(sentence: &str) -> Vec<Written> {
    let bytes = sentence.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let run = digits(&sentence[at..]);
        let joined = at.checked_sub(1).is_some_and(|before| is_joint(bytes[before]));
        let time = (!joined).then(|| time_at(sentence, at, run.len())).flatten();
        match time {
            Some((time, end)) => {
                let utc = ["utc", "gmt", "z"].into_iter().any(|zone| is_word(&sentence[end..], zone));
                found.push(Written { start: at, time, day: day_before(&sentence[..at]), utc });
                at = end;
            }
            None => at += run.len(),
        }
    }
    found
}

fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// What ties digits to a date, a version or a name before them. A date's `T` does not.
fn is_joint(byte: u8) -> bool {
    matches!(byte, b':' | b'.' | b'/' | b'-' | b'_' | b'#') || (byte.is_ascii_alphanumeric() && byte != b'T')
}

/// A time that begins at `start` with so many digits, and where it ends.
fn time_at(sentence: &str, start: usize, length: usize) -> Option<(NaiveTime, usize)> {
    let rest = &sentence[start + length..];
    let hour: u32 = sentence[start..start + length].parse().ok().filter(|_| length <= 4)?;
    if length == 4 {
        let named = ["hrs", "hours", "h", "hr"].into_iter().any(|word| is_word(rest, word));
        let time = NaiveTime::from_hms_opt(hour / 100, hour % 100, 0)?;
        return named.then_some((time, start + length));
    }
    if length > 2 {
        return None;
    }
    let (sign, minute, taken) = minutes(rest)?;
    let mut end = start + length + taken;
    let half = half_of_day(&sentence[end..]);
    // "14.05" alone is a version or a sum.
    let named = sign != '.' || half.is_some() || is_word(&sentence[end..], "uhr");
    if !named || (sign == ' ' && half.is_none()) {
        return None;
    }
    let hour = match half {
        Some((pm, length)) if (1..=12).contains(&hour) => {
            end += length;
            hour % 12 + if pm { 12 } else { 0 }
        }
        Some(_) => return None,
        None => hour,
    };
    Some((NaiveTime::from_hms_opt(hour, minute, 0)?, end))
}

/// The sign behind an hour, the minutes, and how many bytes both take; a blank sign for a bare hour.
fn minutes(rest: &str) -> Option<(char, u32, usize)> {
    let sign = rest.chars().next().unwrap_or(' ');
    match sign {
        ':' | '.' | 'h' | 'H' | '時' => {
            let written = digits(&rest[sign.len_utf8()..]);
            let minute = written.parse().ok().filter(|_| written.len() == 2);
            let mut taken = sign.len_utf8() + written.len();
            if let (':', Some(seconds)) = (sign, rest[taken..].strip_prefix(':')) {
                taken += 1 + digits(seconds).len();
            }
            match (minute, sign) {
                (Some(minute), _) => Some((sign, minute, taken)),
                (None, 'h' | 'H') if is_word(rest, "h") => Some((sign, 0, 1)),
                (None, '時') if written.is_empty() => Some((sign, 0, taken)),
                _ => None,
            }
        }
        _ => Some((' ', 0, 0)),
    }
}

/// Whether the text goes on with "pm" rather than "am", and how many bytes that takes.
fn half_of_day(rest: &str) -> Option<(bool, usize)> {
    let blanks = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
    let word = rest.get(blanks..)?;
    let halves = [("am", false), ("a.m", false), ("pm", true), ("p.m", true)];
    halves.into_iter().find(|(half, _)| is_word(word, half)).map(|(half, pm)| (pm, blanks + half.len()))
}

/// Whether the text goes on with this word, whatever its case, and no longer one.
fn is_word(rest: &str, word: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    rest.get(..word.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(word))
        && !rest[word.len()..].starts_with(char::is_alphanumeric)
}

/// The ISO date that ends a text, before a blank, a comma or `T`.
fn day_before(text: &str) -> Option<NaiveDate> {
    let text = text.trim_end_matches([' ', ',', 'T']);
    let start = text.len().checked_sub("2026-03-02".len())?;
    text.get(start..)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn read(sentence: &str, zone: Option<Tz>) -> Option<String> {
        let act = sentence.find("called").unwrap_or(0);
        let yesterday = sentence.contains("yesterday");
        told(sentence, act, yesterday, at("2026-03-02T14:20:00Z"), zone)
            .map(|told| told.at.format("%dT%H:%M").to_string() + if told.dated { " dated" } else { "" })
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for sentence in [
            "called back at 14:05",
            "called back 2:05 pm",
            "called back 2:05pm.",
            "called back at 2.05 p.m.",
            "called back 14h05",
            "called back um 14.05 Uhr",
            "called back at 1405 hrs",
            "called back at 14:05:30",
            "14:05 called back, 14:10 reset",
            "14:05 - called back",
            "called back at 14:05, reset at 14:10",
            "ticket came 13:50, called back 14:05, reset 14:10",
            "called 14時05分",
            "called back 14:05 UTC",
        ] {
            assert_eq!(read(sentence, None).as_deref(), Some("02T14:05"), "{sentence}");
        }
        for (sentence, expected) in [
            ("called back yesterday 16:30", Some("01T16:30 dated")),
            ("called back on 2026-02-28 16:30", Some("28T16:30 dated")),
            ("called back at 2pm", Some("02T14:00")),
            ("called back at 15:05", None),
            ("called back, ratio 3:1 and 99:99", None),
            ("called back on 10.0.14.05", None),
            ("called back, version 14.05", None),
            ("called back ext 1405", None),
            ("called back on 2019-02-28 16:30", None),
            ("called back", None),
        ] {
            assert_eq!(read(sentence, None).as_deref(), expected, "{sentence}");
        }
    }

    #[test]
    fn a_time_is_of_the_desks_zone_unless_it_names_its_own() {
        let chicago = Some(Tz::America__Chicago);
        assert_eq!(read("called back 8:05 AM", chicago).as_deref(), Some("02T14:05"));
        assert_eq!(read("called back 14:05 UTC", chicago).as_deref(), Some("02T14:05"));
    }
}
