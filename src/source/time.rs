//! Times as exports write them.

mod named_month;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::model::Instant;

/// What a text says of a time, before zone and order of day and month are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// An instant: an offset, a `Z`, or seconds of the epoch.
    Instant(Instant),
    /// `YYYY-MM-DD` and a time of some clock.
    Local(NaiveDateTime),
    /// Two numbers that may be day and month, a year, a time of some clock, and the seconds that it is
    /// ahead of UTC, if that is written.
    Numbers(u32, u32, i32, NaiveTime, Option<i64>),
}

/// Which of two numbers of a date comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

/// How an instant was found from a local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// The clock showed it once.
    Once,
    /// The clock showed it twice; the earlier instant is taken.
    Twice,
    /// The clock skipped it; moved forward by the length of the skip.
    Never,
}

/// Reads a time.
pub(super) fn read(text: &str) -> Option<Written> {
    let text = text.trim();
    if text.len() > 64 || !text.is_ascii() {
        return None;
    }
    if let Some(written) = plain(text.as_bytes()) {
        return Some(written);
    }
    if let Some(instant) = epoch(text).or_else(|| packed(text)) {
        return Some(Written::Instant(instant));
    }
    // `3/12/2025, 7:22:01 AM` and `05/Oct/26 2:29 PM` are read as without the comma.
    let without_comma = text.contains(", ").then(|| text.replace(", ", " "));
    let plain = without_comma.as_deref().unwrap_or(text);
    digits(plain).or_else(|| named_month::read(plain))
}

/// The commonest forms, without a detour: `YYYY-MM-DD HH:MM:SS` (or with a `T`), and two numbers with a year
/// and `HH:MM` or `HH:MM:SS`. What is written otherwise, or is no time, is left to the long way.
fn plain(text: &[u8]) -> Option<Written> {
    let number = |digits: &[u8]| {
        let is_number = (1..=4).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
        is_number.then(|| digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
    };
    let clock = |text: &[u8]| {
        let [a, b, b':', c, d, rest @ ..] = text else { return None };
        let second = match rest {
            [] => 0,
            [b':', e, f] => number(&[*e, *f])?,
            _ => return None,
        };
        NaiveTime::from_hms_opt(number(&[*a, *b])?, number(&[*c, *d])?, second)
    };
    if let [a, b, c, d, b'-', e, f, b'-', g, h, b' ' | b'T', rest @ ..] = text {
        let year = i32::try_from(number(&[*a, *b, *c, *d])?).ok()?;
        let day = NaiveDate::from_ymd_opt(year, number(&[*e, *f])?, number(&[*g, *h])?)?;
        return Some(Written::Local(day.and_time(clock(rest)?)));
    }
    let (date, rest) = text.split_at(memchr::memchr(b' ', text)?);
    let mut parts = date.split(|byte| *byte == b'/');
    let (a, b, year) = (parts.next()?, parts.next()?, parts.next()?);
    if a.len() > 2 || b.len() > 2 || year.len() != 4 || parts.next().is_some() {
        return None;
    }
    let (a, b) = (number(a)?, number(b)?);
    let is_possible = (1..=31).contains(&a) && (1..=31).contains(&b) && (a <= 12 || b <= 12);
    let year = i32::try_from(number(year)?).ok()?;
    is_possible.then_some(Written::Numbers(a, b, year, clock(&rest[1..])?, None))
}

/// Whether a row of a table may hold a date that [`read`] takes for [`Written::Numbers`]: two numbers and a year
/// with a mark between. A row with a backslash may hold packed texts, in which such a date looks otherwise.
pub(super) fn may_hold_numbers(row: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
    let is_date = |at: usize| {
        let before = row[..at].iter().rev().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        let behind = &row[at + 1..];
        let second = digits(behind);
        (1..=2).contains(&before)
            && (1..=2).contains(&second)
            && behind.get(second).is_some_and(|byte| b"/-.".contains(byte))
            && digits(&behind[second + 1..]) == 4
    };
    memchr::memchr(b'\\', row).is_some() || memchr::memchr3_iter(b'/', b'-', b'.', row).any(is_date)
}

/// The two numbers with which a text begins, if they may be day and month of a date that [`read`] takes for
/// [`Written::Numbers`]; nothing is said of what follows.
pub(super) fn may_be_day_and_month(text: &str) -> Option<(u32, u32)> {
    let begins_with_number = |text: &[u8]| {
        let length = text.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        let value = text[..length].iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        ((1..=2).contains(&length)).then_some((value, length))
    };
    let text = text.trim().as_bytes();
    let (first, length) = begins_with_number(text)?;
    let rest = text.get(length + 1..).filter(|_| b"/-.".contains(&text[length]))?;
    Some((first, begins_with_number(rest)?.0))
}

/// Dates whose month is a number.
fn digits(text: &str) -> Option<Written> {
    let (date, rest) = text.split_at(text.find(['T', 't', ' ']).unwrap_or(text.len()));
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    let (clock, offset) = split_offset(rest);
    let time = clock_time(clock)?;
    if let Some(day) = iso_date(date) {
        let local = day.and_time(time);
        return match offset {
            None => Some(Written::Local(local)),
            Some(offset) => {
                let seconds = offset_seconds(offset)?;
                let at = local.checked_sub_signed(chrono::Duration::seconds(seconds))?;
                Some(Written::Instant(Utc.from_utc_datetime(&at)))
            }
        };
    }
    let mut parts = date.split(['/', '-', '.']);
    let (a, b, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || a.len() > 2 || b.len() > 2 {
        return None;
    }
    let offset = offset.map(offset_seconds).map_or(Some(None), |seconds| seconds.map(Some))?;
    let (a, b): (u32, u32) = (number(a)?, number(b)?);
    let possible = (1..=31).contains(&a) && (1..=31).contains(&b) && (a <= 12 || b <= 12);
    possible.then_some(Written::Numbers(a, b, i32::try_from(number(year)?).ok()?, time, offset))
}

/// Forms without marks between the parts: LDAP's generalised time (RFC 4517, section 3.3.13) in UTC,
/// and JavaScript's milliseconds of the epoch as PowerShell 5 writes them.
fn packed(text: &str) -> Option<Instant> {
    if let Some(inner) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        let millis = inner.split_once(['+', '-']).filter(|(before, _)| !before.is_empty());
        return DateTime::from_timestamp_millis(millis.map_or(inner, |(millis, _)| millis).parse().ok()?);
    }
    let (whole, fraction) = text.strip_suffix('Z')?.split_once('.').unwrap_or((text.strip_suffix('Z')?, ""));
    if whole.len() != 14 || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(NaiveDateTime::parse_from_str(whole, "%Y%m%d%H%M%S").ok()?.and_utc())
}

/// Seconds (10 digits), milliseconds (13), microseconds (16) or nanoseconds (19) of the epoch.
fn epoch(text: &str) -> Option<Instant> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let value: i64 = whole.parse().ok()?;
    let millis: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    match whole.len() {
        9 | 10 => DateTime::from_timestamp_millis(value.checked_mul(1000)?.checked_add(millis)?),
        13 => DateTime::from_timestamp_millis(value),
        16 => DateTime::from_timestamp_micros(value),
        19 => Some(DateTime::from_timestamp_nanos(value)),
        _ => None,
    }
}

/// Digits only, as a number.
fn number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn iso_date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split(['-', '/']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(number(year)?).ok()?, number(month)?, number(day)?)
}

/// Abbreviations of zones that mean one offset everywhere. `IST`, `CST` and `BST` do not.
const ABBREVIATIONS: [(&str, &str); 15] = [
    (" UTC", "Z"),
    (" GMT", "Z"),
    (" WEST", "+01"),
    (" CEST", "+02"),
    (" CET", "+01"),
    (" EEST", "+03"),
    (" EET", "+02"),
    (" PST", "-08"),
    (" PDT", "-07"),
    (" MST", "-07"),
    (" MDT", "-06"),
    (" CDT", "-05"),
    (" EST", "-05"),
    (" EDT", "-04"),
    ("Z", "Z"),
];

/// Splits `Z`, `UTC`, `CEST`, `+hh:mm`, `+hhmm` or `+hh` from the end of a time.
fn split_offset(text: &str) -> (&str, Option<&str>) {
    let text = text.trim_end();
    for (word, offset) in ABBREVIATIONS {
        if let Some(clock) = text.strip_suffix(word) {
            return (clock.trim_end(), Some(offset));
        }
    }
    match text.rfind(['+', '-']) {
        Some(at) if at > 0 => (text[..at].trim_end(), Some(&text[at..])),
        _ => (text, None),
    }
}

fn offset_seconds(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, digits) = (if text.starts_with('-') { -1 } else { 1 }, text[1..].replace(':', ""));
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 => (number(&digits[..2])?, number(&digits[2..])?),
        _ => return None,
    };
    (hours <= 15 && minutes < 60).then_some(sign * i64::from(hours * 3600 + minutes * 60))
}

/// `h:mm`, `hh:mm:ss`, with up to nine digits of fraction, with or without AM or PM. Nothing is midnight.
fn clock_time(text: &str) -> Option<NaiveTime> {
    if text.is_empty() {
        return Some(NaiveTime::MIN);
    }
    let upper = text.to_ascii_uppercase();
    let (digits, half) = match upper
        .strip_suffix("AM")
        .map(|rest| (rest, 0))
        .or(upper.strip_suffix("PM").map(|rest| (rest, 12)))
    {
        Some((rest, half)) => (rest.trim_end(), Some(half)),
        None => (upper.as_str(), None),
    };
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let mut parts = whole.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let second = parts.next().map_or(Some(0), number)?;
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
    };
    let nanos = if fraction.is_empty() { 0 } else { number(format!("{fraction:0<9}").get(..9)?)? };
    if parts.next().is_some() || fraction.len() > 9 {
        return None;
    }
    NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)
}

/// The local time that two numbers mean in an order.
pub(super) fn ordered(a: u32, b: u32, year: i32, time: NaiveTime, order: Order) -> Option<NaiveDateTime> {
    let (day, month) = match order {
        Order::DayFirst => (a, b),
        Order::MonthFirst => (b, a),
    };
    Some(NaiveDate::from_ymd_opt(year, month, day)?.and_time(time))
}

/// The instant at which clocks of a zone showed a time.
pub(super) fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<(Instant, Fit)> {
    if zone == Tz::UTC {
        return Some((local.and_utc(), Fit::Once));
    }
    match zone.from_local_datetime(&local) {
        chrono::LocalResult::Single(at) => Some((at.with_timezone(&Utc), Fit::Once)),
        chrono::LocalResult::Ambiguous(first, second) => {
            Some((first.min(second).with_timezone(&Utc), Fit::Twice))
        }
        // The offset of an hour or a day before is the one that the skip ended.
        chrono::LocalResult::None => [1, 3, 24].into_iter().find_map(|hours| {
            let back = chrono::Duration::hours(hours);
            let before = zone.from_local_datetime(&local.checked_sub_signed(back)?).earliest()?;
            Some((before.with_timezone(&Utc).checked_add_signed(back)?, Fit::Never))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Instant {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn every_way_of_writing_one_instant() {
        let same = utc("2021-10-05T11:45:33Z");
        for text in [
            "2021-10-05T11:45:33Z",
            "2021-10-05T11:45:33.000Z ",
            "2021-10-05 11:45:33 UTC",
            "2021-10-05T22:45:33.000+1100",
            "2021-10-05T22:45:33+11:00",
            "2021-10-05T22:45:33.0000000+11",
            "2021-10-05T04:45:33-0700",
            "1633434333",
            "1633434333000",
            "1633434333000000000",
            "20211005114533.0Z",
            "/Date(1633434333000)/",
            "2021-10-05 13:45:33 CEST",
            "Tue Oct 05 13:45:33 +0200 2021",
            "Oct 5, 2021 11:45:33 AM UTC",
            "5 October 2021 11:45:33 GMT",
        ] {
            assert_eq!(read(text), Some(Written::Instant(same)), "{text}");
        }
        assert_eq!(
            read("2026-01-02T03:04:05.1234567Z"),
            Some(Written::Instant(utc("2026-01-02T03:04:05.1234567Z")))
        );
    }

    #[test]
    fn times_without_offset_stay_local() {
        let local = |h, m, s| NaiveDate::from_ymd_opt(2021, 10, 5).unwrap().and_hms_opt(h, m, s).unwrap();
        assert_eq!(read("2021-10-05 22:45:33"), Some(Written::Local(local(22, 45, 33))));
        assert_eq!(read("2021-10-05"), Some(Written::Local(local(0, 0, 0))));
        let six = NaiveTime::from_hms_opt(6, 4, 0).unwrap();
        assert_eq!(read("3/17/2025 6:04"), Some(Written::Numbers(3, 17, 2025, six, None)));
        assert_eq!(read("03-17-2025 06:04:00"), Some(Written::Numbers(3, 17, 2025, six, None)));
        assert_eq!(read("17.3.2025 6:04 AM"), Some(Written::Numbers(17, 3, 2025, six, None)));
        assert_eq!(read("3/17/2025, 6:04:00 AM"), Some(Written::Numbers(3, 17, 2025, six, None)));
        for text in [
            "05/Oct/21 10:45:33 PM",
            "Oct 5, 2021 10:45:33 PM",
            "Tue Oct 05 22:45:33 2021",
            "Tue, 5 Oct 2021 22:45:33",
            "05-Oct-2021 22:45:33",
            "October 5 2021 22:45:33",
        ] {
            assert_eq!(read(text), Some(Written::Local(local(22, 45, 33))), "{text}");
        }
    }

    #[test]
    fn a_quick_look_misses_no_date_of_two_numbers() {
        for (row, may) in [
            ("INC1,17/3/2025 06:04,x", true),
            ("INC1,\"3-17-2025, 6:04:00 AM\"", true),
            ("17.03.2025", true),
            (r#"{"at":"17\/3\/2025"}"#, true),
            ("INC1,2025-03-17 06:04:00,2025/03/17", false),
            ("0f3a-4000-8000,1.5,10.1.2.3", false),
            ("117/3/2025,17/3/25,17/3/", false),
        ] {
            assert_eq!(may_hold_numbers(row.as_bytes()), may, "{row}");
        }
        assert_eq!(may_be_day_and_month(" 17/3/2025 06:04"), Some((17, 3)));
        assert_eq!(may_be_day_and_month("2025-03-17"), None);
        assert_eq!(may_be_day_and_month("17"), None);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for bad in [
            "",
            "soon",
            "2021-13-05 00:00:00",
            "40/40/2020 1:00",
            "2021-10-05 25:00:00",
            "99999999999999999999",
            "13:0:1/1/1",
            "2021-10-05T1",
            "05/Okt/21 10:45",
            "Oct 2021",
            "Oct 5 22:45",
            "5 5 Oct 2021 22:45",
            "Oct 32 2021 22:45",
            "2021-10-05 11:45:33 IST",
            "/Date()/",
            "é",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_hour_shown_twice_is_taken_at_its_first_and_the_skipped_one_moves_forward() {
        let berlin: Tz = "Europe/Berlin".parse().unwrap();
        let local = |d, mo, h| NaiveDate::from_ymd_opt(2026, mo, d).unwrap().and_hms_opt(h, 30, 0).unwrap();
        assert_eq!(in_zone(local(25, 10, 2), berlin), Some((utc("2026-10-25T00:30:00Z"), Fit::Twice)));
        assert_eq!(in_zone(local(29, 3, 2), berlin), Some((utc("2026-03-29T01:30:00Z"), Fit::Never)));
        assert_eq!(in_zone(local(1, 7, 12), berlin), Some((utc("2026-07-01T10:30:00Z"), Fit::Once)));
    }
}
