//! Control charts of shares: the p-chart, and Laney's p'-chart for large samples that spread wider than chance.
//!
//! Centre line and 3-sigma limits, wider for smaller samples, as in the NIST/SEMATECH e-Handbook of Statistical
//! Methods, 6.3.3.2, and D. C. Montgomery, "Introduction to Statistical Quality Control". Signals are the first two
//! tests of L. S. Nelson (Journal of Quality Technology 16, 1984): a point beyond a limit, and nine points in a row on
//! one side of the centre line. (The Western Electric handbook of 1956 takes eight; nine raise fewer false alarms.)

use super::real;
use crate::model::{ChartPoint, ChartSignal, ControlChart, Sample, Spread};

/// Limits stand so many standard deviations from the centre line.
const SIGMAS: f64 = 3.0;

/// So many points in a row on one side are more than chance.
const RUN: usize = 9;

/// Mean moving range of two normal values over their standard deviation (d2 for n = 2).
const MOVING_RANGE: f64 = 1.128;

/// From when on a chart has limits, and when they allow for more than chance within samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartRules {
    /// Fewer samples with items support no limits and no signals.
    pub least_samples: usize,
    /// Mean size from which samples are large: only then may Laney's limits take the place of the plain ones.
    pub large_sample: u64,
}

/// The chart of the samples, in their order; `None` without a single item.
///
/// Laney's limits (D. B. Laney, Quality Engineering 14, 2002) are taken for large samples whose sigma Z is above 1;
/// they never narrow the chart.
#[must_use]
pub fn control_chart(samples: Vec<Sample>, rules: ChartRules) -> Option<ControlChart> {
    let full: Vec<&Sample> = samples.iter().filter(|sample| sample.of > 0).collect();
    let of: u64 = full.iter().map(|sample| sample.of).sum();
    if of == 0 {
        return None;
    }
    let centre = real(full.iter().map(|sample| sample.hits.min(sample.of)).sum()) / real(of);
    let sigma_z = sigma_z(&full, centre);
    let is_large = real(of) >= real(rules.large_sample) * real(full.len() as u64);
    let wider = sigma_z.filter(|sigma_z| is_large && *sigma_z > 1.0);
    let has_limits = full.len() >= rules.least_samples;
    let points: Vec<ChartPoint> = samples
        .into_iter()
        .map(|sample| point(sample, centre, has_limits.then_some(wider.unwrap_or(1.0))))
        .collect();
    let spread = if wider.is_some() { Spread::Between } else { Spread::Within };
    let mut chart = ControlChart { centre, sigma_z, spread, points };
    if has_limits {
        mark_runs(&mut chart);
    }
    Some(chart)
}

fn share(sample: &Sample) -> Option<f64> {
    (sample.of > 0).then(|| real(sample.hits.min(sample.of)) / real(sample.of))
}

/// The standard deviation of a share of so many items by chance.
fn sigma(centre: f64, of: u64) -> f64 {
    (centre * (1.0 - centre) / real(of)).sqrt()
}

/// The mean moving range of the standardised shares over its value under chance; `None` of a single sample and where
/// nothing can vary.
fn sigma_z(full: &[&Sample], centre: f64) -> Option<f64> {
    let z: Vec<f64> = full
        .iter()
        .filter_map(|sample| Some((share(sample)? - centre) / sigma(centre, sample.of)))
        .filter(|z| z.is_finite())
        .collect();
    let ranges: f64 = z.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum();
    (z.len() > 1).then(|| ranges / real(z.len() as u64 - 1) / MOVING_RANGE)
}

fn point(sample: Sample, centre: f64, scale: Option<f64>) -> ChartPoint {
    let share = share(&sample);
    let limits = scale.filter(|_| share.is_some()).map(|scale| {
        let spread = SIGMAS * scale * sigma(centre, sample.of);
        ((centre - spread).max(0.0), (centre + spread).min(1.0))
    });
    let is_beyond = share.zip(limits).is_some_and(|(share, (low, high))| share < low || high < share);
    let signals = if is_beyond { vec![ChartSignal::Beyond] } else { Vec::new() };
    ChartPoint { sample, share, limits, signals }
}

/// Marks the ninth and each later point of a run; empty samples are passed over, a point on the line ends a run.
fn mark_runs(chart: &mut ControlChart) {
    let centre = chart.centre;
    let (mut side, mut length) = (std::cmp::Ordering::Equal, 0);
    for point in &mut chart.points {
        let Some(share) = point.share else { continue };
        let own = share.total_cmp(&centre);
        length = if own == side { length + 1 } else { 1 };
        side = own;
        if length >= RUN && own.is_ne() {
            point.signals.push(ChartSignal::Run);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: ChartRules = ChartRules { least_samples: 2, large_sample: u64::MAX };

    fn chart(samples: &[(u64, u64)], rules: ChartRules) -> ControlChart {
        let samples = samples.iter().map(|(hits, of)| Sample { label: String::new(), hits: *hits, of: *of });
        control_chart(samples.collect(), rules).unwrap()
    }

    fn signalled(chart: &ControlChart, wanted: ChartSignal) -> Vec<usize> {
        let marked = chart.points.iter().zip(1..).filter(|(point, _)| point.signals.contains(&wanted));
        marked.map(|(_, at)| at).collect()
    }

    fn near(value: f64, expected: f64, within: f64) {
        assert!((value - expected).abs() < within, "{value} is not {expected}");
    }

    /// The example of the NIST/SEMATECH e-Handbook, 6.3.3.2 (30 wafers of 50 chips), which is D. C. Montgomery's of
    /// orange juice cans: centre line 0.2313, limits 0.0524 and 0.4102, samples 15 and 23 beyond them.
    #[test]
    fn the_example_of_nist_and_montgomery() {
        let defective = [
            12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7,
            13, 9, 6,
        ];
        let chart = chart(&defective.map(|hits| (hits, 50)), PLAIN);
        near(chart.centre, 0.2313, 5e-5);
        let (low, high) = chart.points[0].limits.unwrap();
        near(low, 0.0524, 1.1e-4);
        near(high, 0.4102, 1.1e-4);
        assert_eq!(signalled(&chart, ChartSignal::Beyond), [15, 23]);
        assert_eq!(chart.spread, Spread::Within);
    }

    /// T. Pyzdek and P. Keller, "The Handbook for Quality Management", table 9.6: bruised peaches in shipments of one
    /// crate (250) or two (500), 1,544 of 8,000: centre line 0.193; all shipments are in control.
    #[test]
    fn limits_are_wider_for_smaller_samples() {
        let peaches = [
            (47, 250),
            (42, 250),
            (55, 250),
            (51, 250),
            (46, 250),
            (61, 250),
            (39, 250),
            (44, 250),
            (41, 250),
            (51, 250),
            (88, 500),
            (101, 500),
            (101, 500),
            (40, 250),
            (48, 250),
            (47, 250),
            (50, 250),
            (48, 250),
            (57, 250),
            (45, 250),
            (43, 250),
            (105, 500),
            (98, 500),
            (100, 500),
            (96, 500),
        ];
        let chart = chart(&peaches, PLAIN);
        near(chart.centre, 0.193, 5e-5);
        for (point, low, high) in [(&chart.points[0], 0.118, 0.268), (&chart.points[10], 0.140, 0.246)] {
            near(point.limits.unwrap().0, low, 5e-4);
            near(point.limits.unwrap().1, high, 5e-4);
        }
        assert!(chart.points.iter().all(|point| point.signals.is_empty()));
    }

    /// Laney's formulas (as Minitab's documentation of the chart prints them) by hand: alternating 48 % and 52 % of
    /// 10,000 have a sigma of 0.005, so each z is 4 from the centre, each moving range 8, and sigma Z is 8 / 1.128.
    #[test]
    fn large_samples_that_spread_wider_than_chance_get_wider_limits() {
        let samples: Vec<(u64, u64)> = (0..20).map(|at| (4_800 + 400 * (at % 2), 10_000)).collect();
        let plain = chart(&samples, PLAIN);
        assert_eq!(signalled(&plain, ChartSignal::Beyond).len(), 20);
        let laney = chart(&samples, ChartRules { large_sample: 1_000, ..PLAIN });
        assert_eq!(laney.spread, Spread::Between);
        near(laney.sigma_z.unwrap(), 8.0 / 1.128, 1e-9);
        near(laney.points[0].limits.unwrap().0, 0.5 - 3.0 * 0.005 * 8.0 / 1.128, 1e-9);
        assert!(signalled(&laney, ChartSignal::Beyond).is_empty());
    }

    #[test]
    fn samples_that_spread_less_than_chance_keep_the_plain_limits() {
        let chart = chart(&[(5_000, 10_000); 20], ChartRules { large_sample: 1, ..PLAIN });
        assert_eq!((chart.sigma_z, chart.spread), (Some(0.0), Spread::Within));
        near(chart.points[0].limits.unwrap().1, 0.515, 1e-9);
    }

    #[test]
    fn the_ninth_point_on_one_side_is_a_signal() {
        let mut samples = vec![(40, 100); 9];
        samples.extend([(60, 100); 8]);
        samples.insert(4, (0, 0));
        let chart = chart(&samples, PLAIN);
        assert_eq!(
            signalled(&chart, ChartSignal::Run),
            [10],
            "the empty sample is no point; eight above are no run"
        );
        assert_eq!(chart.points[4].share, None);
    }

    #[test]
    fn too_few_samples_have_points_and_no_limits() {
        let chart = chart(&[(0, 100), (100, 100)], ChartRules { least_samples: 3, large_sample: 1 });
        assert!(chart.points.iter().all(|point| point.limits.is_none() && point.signals.is_empty()));
        assert_eq!(chart.centre, 0.5);
    }

    #[test]
    fn limits_end_at_nothing_and_all() {
        let chart = chart(&[(1, 4), (0, 3), (1, 2)], PLAIN);
        assert_eq!(chart.points[1].limits.unwrap().0, 0.0);
        assert!(chart.points.iter().all(|point| point.limits.unwrap().1 <= 1.0));
        assert_eq!(control_chart(Vec::new(), PLAIN), None);
        let all = control_chart(vec![Sample { label: String::new(), hits: 9, of: 9 }; 3], PLAIN).unwrap();
        assert_eq!((all.sigma_z, all.points[0].limits), (None, Some((1.0, 1.0))));
    }
}
