//! Figures and the groups that they are of.

use super::Cloak;
use crate::model::{
    Breakdown, Concentration, Concentrations, FrontierPoint, Group, Metric, PreviousRun, RiskGroup, Trends,
    WeekChart,
};

pub(super) fn breakdown(cloak: &Cloak<'_>, breakdown: &mut Breakdown) {
    let Breakdown { handle_time_of: _, groups, charts, frontier, speed: _ } = breakdown;
    for group in groups {
        let Group { dimension: _, slug: _, name, tickets: _, taken: _, changes: _ } = group;
        cloak.name(name);
    }
    for WeekChart { charted: _, group, chart: _ } in charts {
        cloak.maybe(group, Cloak::name);
    }
    for FrontierPoint { dimension: _, name, median: _, verified: _, is_frontier: _, beaten_by } in frontier {
        cloak.name(name);
        cloak.maybe(beaten_by, Cloak::name);
    }
}

pub(super) fn metric(cloak: &Cloak<'_>, metric: &mut Metric) {
    let Metric {
        id: _,
        title,
        unit: _,
        counts,
        numerator: _,
        out_of,
        denominator: _,
        value: _,
        interval: _,
        least: _,
        excluded,
        period: _,
        rows: _,
        found_by,
        ids: _,
    } = metric;
    cloak.said(title);
    cloak.said(counts);
    cloak.said(out_of);
    excluded.iter_mut().for_each(|(what, _)| cloak.said(what));
    found_by.iter_mut().for_each(|(_, values)| cloak.each(values, Cloak::name));
}

pub(super) fn trends(cloak: &Cloak<'_>, trends: &mut Trends) {
    let Trends { previous, of: _, comparisons: _, notes } = trends;
    let PreviousRun { name, manifest_sha256: _, metrics_sha256: _, version: _, as_of: _, mappings_sha256: _ } =
        previous;
    cloak.said(name);
    cloak.each(notes, Cloak::said);
}

pub(super) fn concentrations(cloak: &Cloak<'_>, concentrations: &mut Concentrations) {
    let Concentrations { comparisons: _, pairs: _, level: _, compared } = concentrations;
    for one in compared {
        let Concentration {
            id: _,
            dimension: _,
            left,
            right,
            what: _,
            observed: _,
            of: _,
            expected: _,
            chance: _,
            adjusted: _,
            stands_out: _,
            changes: _,
        } = one;
        cloak.name(left);
        cloak.name(right);
    }
}

pub(super) fn risk(cloak: &Cloak<'_>, group: &mut RiskGroup) {
    let RiskGroup { by: _, name, changes: _, high: _, share: _, mean: _, most: _, riskiest: _ } = group;
    cloak.name(name);
}
