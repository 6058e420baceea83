//! What became of each figure since an earlier report; never compared in silence where it would mislead.

use std::collections::BTreeMap;

use super::statistics::comparison::holm;
use super::statistics::difference::difference;
use crate::model::{Metric, NotCompared, PreviousMetric, PreviousReport, PreviousRun, Trend, Trends};

/// Holds figures against those of an earlier report; `version` and `mappings_sha256` are this run's.
#[must_use]
pub fn trends(
    metrics: &[Metric],
    (version, mappings_sha256): (&str, &str),
    previous: &PreviousReport,
) -> Trends {
    let of_run = if previous.run.version != version {
        Some(NotCompared::OtherVersion)
    } else if previous.run.mappings_sha256 != mappings_sha256 {
        Some(NotCompared::OtherMappings)
    } else {
        None
    };
    let mut found: Vec<(&str, Trend)> = metrics
        .iter()
        .filter_map(|metric| {
            let before = previous.metrics.get(&metric.id)?;
            Some((metric.id.as_str(), trend(metric, before, of_run)))
        })
        .collect();
    let chances: Vec<f64> = found.iter().filter_map(|(_, trend)| trend.chance).collect();
    let compared = found.iter_mut().map(|(_, trend)| trend).filter(|trend| trend.chance.is_some());
    for (trend, adjusted) in compared.zip(holm(&chances)) {
        trend.adjusted = Some(adjusted);
    }
    let of: BTreeMap<String, Trend> = found.into_iter().map(|(id, trend)| (id.to_owned(), trend)).collect();
    let comparisons = chances.len() as u64;
    Trends { notes: notes(&previous.run, of_run, &of), previous: previous.run.clone(), of, comparisons }
}

fn trend(metric: &Metric, before: &PreviousMetric, of_run: Option<NotCompared>) -> Trend {
    let shared =
        metric.period.zip(before.period).filter(|(now, then)| now.from <= then.to && then.from <= now.to);
    let not_compared = of_run.or_else(|| {
        if metric.definition() != before.definition {
            Some(NotCompared::OtherDefinition)
        } else if metric.denominator.is_none() || before.denominator.is_none() {
            Some(NotCompared::Count)
        } else if shared.is_some_and(|(now, then)| now == then) {
            Some(NotCompared::SameTime)
        } else if metric.value.is_none() || !before.has_value {
            Some(NotCompared::TooFew)
        } else {
            None
        }
    });
    let pair = metric.denominator.zip(before.denominator).filter(|_| not_compared.is_none());
    let differs = pair.and_then(|(now, then)| difference((metric.numerator, now), (before.numerator, then)));
    Trend {
        numerator: before.numerator,
        denominator: before.denominator,
        difference: differs.map(|differs| differs.value),
        interval: differs.map(|differs| differs.interval),
        chance: differs.map(|differs| differs.chance),
        adjusted: None,
        overlaps: shared.is_some(),
        not_compared,
    }
}

fn notes(run: &PreviousRun, of_run: Option<NotCompared>, of: &BTreeMap<String, Trend>) -> Vec<String> {
    let mut notes = Vec::new();
    match of_run {
        Some(NotCompared::OtherVersion) => notes.push(format!(
            "The previous report {} was made by version {}: its figures are shown and not compared. Make it again with this version.",
            run.name, run.version
        )),
        Some(_) => notes.push(format!(
            "The previous report {} was made with other mappings or policies: its figures are shown and not compared. Make it again with these.",
            run.name
        )),
        None => {}
    }
    let count = |wanted: &dyn Fn(&Trend) -> bool| of.values().filter(|trend| wanted(trend)).count();
    let redefined = count(&|trend| trend.not_compared == Some(NotCompared::OtherDefinition));
    if redefined > 0 {
        notes.push(format!(
            "{redefined} figures of the previous report {} are defined otherwise there and not compared.",
            run.name
        ));
    }
    let overlapping = count(&|trend| trend.overlaps && trend.difference.is_some());
    if overlapping > 0 {
        notes.push(format!(
            "The time of {overlapping} compared figures overlaps with that of the previous report {}: what lies in both is counted twice, and their differences are too small.",
            run.name
        ));
    }
    if of.is_empty() {
        notes.push(format!("The previous report {} has none of this report's figures.", run.name));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;

    use crate::model::{Rows, Span, Unit};

    /// Days of March 2026.
    fn days(from: u32, to: u32) -> Option<Span> {
        let at = |day| chrono::Utc.with_ymd_and_hms(2026, 3, day, 0, 0, 0).unwrap();
        Some(Span { from: at(from), to: at(to) })
    }

    fn metric(id: &str, numerator: u64, denominator: Option<u64>) -> Metric {
        Metric {
            id: id.to_owned(),
            title: id.to_owned(),
            unit: if denominator.is_some() { Unit::Share } else { Unit::Count },
            counts: "tickets".to_owned(),
            numerator,
            out_of: denominator.map(|_| "all tickets".to_owned()).unwrap_or_default(),
            denominator,
            value: Some(0.5),
            interval: None,
            least: None,
            excluded: vec![],
            period: days(15, 28),
            rows: Rows::TICKETS,
            found_by: vec![],
            ids: vec![],
        }
    }

    fn before(metric: &Metric, numerator: u64, denominator: Option<u64>) -> PreviousMetric {
        PreviousMetric {
            id: metric.id.clone(),
            definition: metric.definition(),
            numerator,
            denominator,
            has_value: true,
            period: days(1, 14),
        }
    }

    fn report(metrics: Vec<PreviousMetric>) -> PreviousReport {
        let run = PreviousRun {
            name: "q1".to_owned(),
            manifest_sha256: "a".repeat(64),
            metrics_sha256: "b".repeat(64),
            version: "1.0".to_owned(),
            as_of: "2026-03-14T00:00:00Z".to_owned(),
            mappings_sha256: "m".to_owned(),
        };
        PreviousReport { run, metrics: metrics.into_iter().map(|one| (one.id.clone(), one)).collect() }
    }

    fn one(metric: &Metric, before: PreviousMetric) -> Trend {
        trends(std::slice::from_ref(metric), ("1.0", "m"), &report(vec![before]))
            .of
            .remove(&metric.id)
            .unwrap()
    }

    #[test]
    fn a_share_is_compared_with_an_interval_of_the_difference() {
        let now = metric("a.b", 56, Some(70));
        let found = one(&now, before(&now, 48, Some(80)));
        assert_eq!((found.numerator, found.denominator, found.not_compared), (48, Some(80), None));
        assert!((found.difference.unwrap() - 0.2).abs() < 1e-12);
        let (low, up) = found.interval.unwrap();
        assert!((low - 0.0524).abs() < 5e-5 && (up - 0.3339).abs() < 5e-5, "Newcombe 1998, example (a)");
        assert!(!found.overlaps);
    }

    #[test]
    fn what_would_mislead_is_shown_and_not_compared() {
        let now = metric("a.b", 56, Some(70));
        let then = before(&now, 48, Some(80));
        let why = |metric: &Metric, then: PreviousMetric| {
            let found = one(metric, then);
            assert_eq!((found.difference, found.interval, found.adjusted), (None, None, None));
            found.not_compared.unwrap()
        };
        let otherwise = PreviousMetric { definition: "Something else.".into(), ..then.clone() };
        assert_eq!(why(&now, otherwise), NotCompared::OtherDefinition);
        assert_eq!(why(&now, PreviousMetric { has_value: false, ..then.clone() }), NotCompared::TooFew);
        assert_eq!(why(&Metric { value: None, ..now.clone() }, then.clone()), NotCompared::TooFew);
        assert_eq!(why(&now, PreviousMetric { period: now.period, ..then.clone() }), NotCompared::SameTime);
        let count = metric("a.c", 7, None);
        assert_eq!(why(&count, before(&count, 9, None)), NotCompared::Count);
        for (version, mappings, reason, word) in [
            ("1.1", "m", NotCompared::OtherVersion, "version 1.0"),
            ("1.0", "n", NotCompared::OtherMappings, "other mappings"),
        ] {
            let all = trends(std::slice::from_ref(&now), (version, mappings), &report(vec![then.clone()]));
            assert_eq!((all.comparisons, all.of["a.b"].not_compared), (0, Some(reason)));
            assert!(all.notes[0].contains(word), "{:?}", all.notes);
        }
    }

    #[test]
    fn overlapping_times_are_told() {
        let now = metric("a.b", 56, Some(70));
        let then = PreviousMetric { period: days(1, 20), ..before(&now, 48, Some(80)) };
        let all = trends(std::slice::from_ref(&now), ("1.0", "m"), &report(vec![then]));
        assert!(all.of["a.b"].overlaps && all.of["a.b"].difference.is_some());
        assert!(all.notes[0].contains("counted twice"), "{:?}", all.notes);
    }

    #[test]
    fn chances_count_for_as_many_figures_as_were_compared() {
        let ids: Vec<String> = (0..10).map(|nth| format!("a.m{nth}")).collect();
        let now: Vec<Metric> = ids.iter().map(|id| metric(id, 56, Some(70))).collect();
        let then = now.iter().map(|one| before(one, 48, Some(80))).collect();
        let all = trends(&now, ("1.0", "m"), &report(then));
        let found = &all.of["a.m3"];
        assert_eq!(all.comparisons, 10);
        assert!((found.adjusted.unwrap() - 10.0 * found.chance.unwrap()).abs() < 1e-12, "{found:?}");
        assert!(
            found.chance.unwrap() < 0.05 && found.adjusted.unwrap() > 0.05,
            "of one figure much, of ten nothing"
        );
    }

    #[test]
    fn figures_that_only_one_report_has_are_left_alone() {
        let now = metric("a.b", 56, Some(70));
        let other = before(&metric("a.z", 1, Some(2)), 1, Some(2));
        let all = trends(&[now], ("1.0", "m"), &report(vec![other]));
        assert!(all.of.is_empty() && all.notes[0].contains("none of this report's figures"));
    }
}
