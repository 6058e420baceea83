//! Dates whose month is an English word: `Jun 24, 2020 03:05 PM`, `05/Oct/26 2:29 PM`,
//! `Mon Oct 05 07:29:26 2026`, `05-Oct-2026 07:29`.
//!
//! Month names of other languages are not read: a file with them is exported again with numbers.

use chrono::{NaiveDate, TimeZone, Utc};

use super::{Written, clock_time, number, offset_seconds, split_offset};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const LONG: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads a date with a named month and a time.
pub(super) fn read(text: &str) -> Option<Written> {
    let (text, offset) = match split_offset(text) {
        (before, Some(offset)) if offset == "Z" || is_offset(offset) => (before, Some(offset)),
        _ => (text, None),
    };
    let (mut month, mut day, mut year, mut clock) = (None, None, None, None);
    let mut inner_offset = None;
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        if word.contains(':') {
            set(&mut clock, word.to_owned())?;
        } else if matches!(word, "AM" | "PM" | "am" | "pm") {
            clock = Some(format!("{}{word}", clock?));
        } else if is_offset(word) {
            set(&mut inner_offset, word)?;
        } else {
            for part in word.split(['/', '-']) {
                date_part(part, &mut month, &mut day, &mut year)?;
            }
        }
    }
    let date = NaiveDate::from_ymd_opt(year?, month?, day?)?;
    let local = date.and_time(clock_time(&clock.unwrap_or_default())?);
    let Some(offset) = offset.or(inner_offset) else { return Some(Written::Local(local)) };
    let at = local.checked_sub_signed(chrono::Duration::seconds(offset_seconds(offset)?))?;
    Some(Written::Instant(Utc.from_utc_datetime(&at)))
}

/// `+0200` or `-07:00`: a lone `-2026` behind a month is a year.
fn is_offset(word: &str) -> bool {
    let digits = word.trim_start_matches(['+', '-']).replace(':', "");
    let signed = word.starts_with('+') || (word.starts_with('-') && word.contains(':'));
    signed && digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Takes one word of a date: the name of a weekday or month, a day, a year of four digits or, behind
/// day and month, of two.
fn date_part(
    part: &str,
    month: &mut Option<u32>,
    day: &mut Option<u32>,
    year: &mut Option<i32>,
) -> Option<()> {
    let lower = part.to_ascii_lowercase();
    let place = |names: &[&str]| names.iter().position(|name| *name == lower);
    if let Some(at) = place(&MONTHS).or_else(|| place(&LONG)) {
        return set(month, u32::try_from(at).ok()? + 1);
    }
    if part.len() >= 3 && WEEKDAYS.iter().any(|name| lower.starts_with(name)) {
        return Some(());
    }
    let value = number(part)?;
    match part.len() {
        4 => set(year, i32::try_from(value).ok()?),
        1 | 2 if day.is_none() => set(day, value),
        2 if month.is_some() => set(year, 2000 + i32::try_from(value).ok()?),
        _ => None,
    }
}

/// A second value for the same part makes the text unreadable.
fn set<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    if slot.is_some() {
        return None;
    }
    *slot = Some(value);
    Some(())
}
