//! Instants as people write them. All are UTC; a page names the zone once.

use chrono::Datelike as _;

use crate::model::{Instant, spaced_stamp};

/// `2 Feb 2026`.
pub(crate) fn day(at: Instant) -> String {
    at.format("%-d %b %Y").to_string()
}

/// `2 Feb 2026, 06:00`.
pub(crate) fn minute(at: Instant) -> String {
    at.format("%-d %b %Y, %H:%M").to_string()
}

/// `2026-02-02 06:00:12`, for tables.
pub(crate) fn second(at: Instant) -> String {
    spaced_stamp(at)
}

/// `2026-W07`, the ISO week.
pub(crate) fn week(at: Instant) -> String {
    let week = at.iso_week();
    format!("{}-W{:02}", week.year(), week.week())
}

/// `2 Feb and 12 Apr 2026`, with the year twice only if it changes.
pub(crate) fn between(from: Instant, to: Instant) -> String {
    joined(from, "and", to)
}

/// `2 Feb to 12 Apr 2026`.
pub(crate) fn range(from: Instant, to: Instant) -> String {
    joined(from, "to", to)
}

fn joined(from: Instant, word: &str, to: Instant) -> String {
    let first = if from.year() == to.year() { from.format("%-d %b").to_string() } else { day(from) };
    format!("{first} {word} {}", day(to))
}

/// `711` or `24,918`.
pub(crate) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 change`, `711 changes`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!([7, 711, 24_918, 1_000_000].map(grouped), ["7", "711", "24,918", "1,000,000"]);
    }

    #[test]
    fn the_year_is_said_once() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        assert_eq!(between(at("2026-02-02T00:00:00Z"), at("2026-04-12T00:00:00Z")), "2 Feb and 12 Apr 2026");
        assert_eq!(
            between(at("2025-12-30T00:00:00Z"), at("2026-01-02T00:00:00Z")),
            "30 Dec 2025 and 2 Jan 2026"
        );
    }
}
