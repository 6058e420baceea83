//! What time a source's exports cover.

use std::collections::BTreeMap;

use chrono::DateTime;

use crate::model::{Coverage, Gap, Span};

/// A silence of less than this is no gap, whatever the rhythm of the source.
const LEAST_GAP_SECONDS: i64 = 6 * 3600;
/// A gap is so many times the silence that 99 of 100 silences stay below.
const GAP_FACTOR: i64 = 5;
/// Row counts at which products cut exports silently (reference ticket-formats section 0).
const ROUND_COUNTS: [u64; 4] = [1_000, 10_000, 50_000, 250_000];

/// Counts of records by minute: enough for spans, gaps and hours, whatever the number of records.
#[derive(Debug, Clone, Default)]
pub(super) struct Histogram {
    /// By minute of the epoch: records, first and last second.
    minutes: BTreeMap<i64, (u64, u8, u8)>,
    /// The minute of the record before: most records stand beside one of the same minute.
    open: Option<(i64, (u64, u8, u8))>,
    /// Signs that the export was cut.
    pub(super) truncation: Vec<String>,
    /// A later instant known to be covered (a ticket's last touch).
    end: Option<i64>,
}

impl Histogram {
    /// Counts a record.
    pub(super) fn add(&mut self, second: i64) {
        let (minute, of_minute) = (second.div_euclid(60), u8::try_from(second.rem_euclid(60)).unwrap_or(0));
        match &mut self.open {
            Some((open, entry)) if *open == minute => join(entry, (1, of_minute, of_minute)),
            _ => {
                self.shut();
                self.open = Some((minute, (1, of_minute, of_minute)));
            }
        }
    }

    fn shut(&mut self) {
        if let Some((minute, counts)) = self.open.take() {
            self.minutes.entry(minute).and_modify(|entry| join(entry, counts)).or_insert(counts);
        }
    }

    /// Notes that the export reaches at least to here.
    pub(super) fn reaches(&mut self, second: i64) {
        self.end = self.end.max(Some(second));
    }

    /// A sign that an export of so many rows was cut, in words.
    pub(super) fn note_rows(&mut self, file: &str, rows: u64) {
        if ROUND_COUNTS.contains(&rows) {
            self.truncation
                .push(format!("{file} has exactly {rows} records, a limit at which exports are cut"));
        }
    }

    /// The coverage.
    pub(super) fn coverage(mut self, source: String, of_tickets: bool) -> Coverage {
        self.shut();
        let bounds = |(minute, (_, first, last)): (&i64, &(u64, u8, u8))| {
            (minute * 60 + i64::from(*first), minute * 60 + i64::from(*last))
        };
        let ends: Vec<(i64, i64)> = self.minutes.iter().map(bounds).collect();
        let records: u64 = self.minutes.values().map(|(count, ..)| count).sum();
        let mut silences: Vec<i64> = ends.windows(2).map(|pair| pair[1].0 - pair[0].1).collect();
        let limit = gap_limit(&mut silences, records);
        let at = |second: i64| DateTime::from_timestamp(second, 0).unwrap_or_default();
        let gaps = ends
            .windows(2)
            .filter(|pair| pair[1].0 - pair[0].1 > limit)
            .map(|pair| Gap { from: at(pair[0].1), to: at(pair[1].0) });
        let mut per_hour: BTreeMap<i64, u64> = BTreeMap::new();
        for (minute, (count, ..)) in &self.minutes {
            *per_hour.entry(minute.div_euclid(60)).or_default() += count;
        }
        let span = ends
            .first()
            .zip(ends.last())
            .map(|(first, last)| Span { from: at(first.0), to: at(last.1.max(self.end.unwrap_or(last.1))) });
        Coverage {
            source,
            of_tickets,
            span,
            gaps: gaps.collect(),
            gap_limit_seconds: limit,
            records,
            per_hour,
            truncation: self.truncation,
        }
    }
}

/// Adds counts of one minute to others of it.
fn join(entry: &mut (u64, u8, u8), more: (u64, u8, u8)) {
    *entry = (entry.0 + more.0, entry.1.min(more.1), entry.2.max(more.2));
}

/// The limit, from the silences between minutes; within a minute there is none to speak of.
fn gap_limit(silences: &mut [i64], records: u64) -> i64 {
    silences.sort_unstable();
    let all = usize::try_from(records.saturating_sub(1)).unwrap_or(usize::MAX);
    // The 99th percentile counts from the top, where only silences between minutes stand.
    let from_top = all / 100;
    let percentile = silences.len().checked_sub(1 + from_top).map_or(0, |at| silences[at]);
    LEAST_GAP_SECONDS.max(percentile.saturating_mul(GAP_FACTOR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silence_of_a_weekend_in_a_busy_log_is_a_gap() {
        let mut histogram = Histogram::default();
        let busy = |from: i64| (0..2000).map(move |n| from + n * 60);
        busy(0).chain(busy(400_000)).for_each(|second| histogram.add(second));
        let coverage = histogram.coverage("s".to_owned(), false);
        assert_eq!(coverage.gap_limit_seconds, LEAST_GAP_SECONDS);
        assert_eq!(coverage.gaps.len(), 1);
        assert_eq!((coverage.gaps[0].from.timestamp(), coverage.gaps[0].to.timestamp()), (119_940, 400_000));
        assert_eq!(coverage.records, 4000);
        assert_eq!(coverage.per_hour.values().sum::<u64>(), 4000);
        assert!(!coverage.covers(coverage.gaps[0].from + chrono::Duration::hours(1)));
    }

    #[test]
    fn a_quiet_log_has_no_gaps_only_a_slow_rhythm() {
        let mut histogram = Histogram::default();
        (0..30).for_each(|day| histogram.add(day * 86_400));
        let coverage = histogram.coverage("s".to_owned(), false);
        assert_eq!(coverage.gap_limit_seconds, 5 * 86_400);
        assert!(coverage.gaps.is_empty());
    }

    #[test]
    fn times_before_the_epoch_and_one_record_are_covered_too() {
        let mut histogram = Histogram::default();
        histogram.add(-1);
        histogram.reaches(70);
        let span = histogram.coverage("s".to_owned(), true).span.unwrap();
        assert_eq!((span.from.timestamp(), span.to.timestamp()), (-1, 70));
    }

    #[test]
    fn a_round_number_of_rows_is_a_sign() {
        let mut histogram = Histogram::default();
        histogram.note_rows("a.csv", 10_000);
        histogram.note_rows("b.csv", 10_001);
        assert_eq!(histogram.truncation.len(), 1);
    }
}
