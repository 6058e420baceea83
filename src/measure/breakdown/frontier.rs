//! Speed against verification, over identity requests that count, tell a time, and whose changes can be judged.

use super::BreakdownInput;
use super::compare::share;
use super::figures::quantile;
use super::grouping::Labelled;
use super::rows::Tickets;
use crate::measure::statistics::rank::spearman;
use crate::model::{Dimension, FrontierPoint, Share, SpeedAndProof};

/// Seconds and whether verified, of a row that counts here.
fn told(tickets: &Tickets<'_>, row: u32) -> Option<(f64, bool)> {
    told_of(tickets, row as usize)
}

/// The same by the place of a ticket.
pub(super) fn told_of(tickets: &Tickets<'_>, row: usize) -> Option<(f64, bool)> {
    let is_request = tickets.rows[row].1.identity_request;
    Some((tickets.seconds[row].filter(|_| is_request)?, tickets.is_verified[row]?))
}

/// The groups that are large enough, by name.
pub(super) fn points(
    input: &BreakdownInput<'_>,
    tickets: &Tickets<'_>,
    dimension: Dimension,
    groups: &[Labelled],
) -> Vec<FrontierPoint> {
    let point = |group: &Labelled| {
        let told: Vec<(f64, bool)> = group.rows.iter().filter_map(|row| told(tickets, *row)).collect();
        let verified = told.iter().filter(|(_, is_verified)| *is_verified).count() as u64;
        let verified = share(input.policy, verified, told.len() as u64);
        verified.value?;
        let mut seconds: Vec<f64> = told.into_iter().map(|(seconds, _)| seconds).collect();
        Some(FrontierPoint {
            dimension,
            name: group.name.clone(),
            median: quantile(&mut seconds, 0.5),
            verified,
            is_frontier: true,
            beaten_by: None,
        })
    };
    let mut points: Vec<FrontierPoint> =
        groups.iter().filter(|group| !group.name.is_empty()).filter_map(point).collect();
    points.sort_by(|a, b| a.median.total_cmp(&b.median).then_with(|| b.value().total_cmp(&a.value())));
    settle(&mut points);
    points.sort_by(|a, b| a.name.cmp(&b.name));
    points
}

impl FrontierPoint {
    fn value(&self) -> f64 {
        self.verified.value.unwrap_or(0.0)
    }
}

/// Goes from the fastest to the slowest, of equals the best verified first, and remembers the best so far.
fn settle(points: &mut [FrontierPoint]) {
    let mut best: Option<(f64, f64)> = None;
    let mut surest: Option<(f64, String)> = None;
    let ends = |share: Share| share.interval.unwrap_or((0.0, 1.0));
    for point in points {
        let value = point.value();
        let (low, high) = ends(point.verified);
        point.is_frontier = best
            .is_none_or(|(median, verified)| value > verified || value == verified && point.median == median);
        point.beaten_by = surest.as_ref().filter(|(low, _)| *low > high).map(|(_, name)| name.clone());
        if best.is_none_or(|(_, verified)| value > verified) {
            best = Some((point.median, value));
        }
        if surest.as_ref().is_none_or(|(surest, _)| low > *surest) {
            surest = Some((low, point.name.clone()));
        }
    }
}

/// Whether the faster tickets are less verified: all together, then by topic.
pub(super) fn speed(tickets: &Tickets<'_>, topics: &[Labelled]) -> Vec<SpeedAndProof> {
    let all: Vec<u32> = (0..).take(tickets.rows.len()).collect();
    let of = |topic: Option<&str>, rows: &[u32]| {
        let pairs: Vec<(f64, f64)> = rows
            .iter()
            .filter_map(|row| told(tickets, *row))
            .map(|(seconds, is_verified)| (seconds, f64::from(u8::from(is_verified))))
            .collect();
        let found = spearman(&pairs)?;
        Some(SpeedAndProof {
            topic: topic.map(str::to_owned),
            requests: found.pairs,
            rho: found.rho,
            interval: found.interval,
        })
    };
    let by_topic = topics.iter().filter_map(|topic| of(Some(&topic.name), &topic.rows));
    of(None, &all).into_iter().chain(by_topic).collect()
}
