//! Figures and the groups that they are of.

use super::Here;
use crate::model::{
    Breakdown, Concentration, ConcentrationOf, Concentrations, FrontierPoint, Group, Metric, PreviousRun,
    RiskBy, RiskGroup, Trends, WeekChart,
};

pub(super) fn breakdown(here: Here<'_>, breakdown: &mut Breakdown) {
    let Breakdown { handle_time_of: _, groups, charts, frontier, speed: _, counted_in: _ } = breakdown;
    for group in groups {
        // Agents stand under the pseudonyms that they were counted under.
        let Group { dimension: _, slug: _, name, tickets: _, taken: _, changes: _ } = group;
        here.said(name);
    }
    for WeekChart { charted: _, group, chart: _ } in charts {
        here.maybe(group, Here::said);
    }
    for FrontierPoint { dimension: _, name, median: _, verified: _, is_frontier: _, beaten_by } in frontier {
        here.said(name);
        here.maybe(beaten_by, Here::said);
    }
}

pub(super) fn metric(here: Here<'_>, metric: &mut Metric) {
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
        ids,
    } = metric;
    here.each(ids, Here::id);
    here.said(title);
    here.said(counts);
    here.said(out_of);
    excluded.iter_mut().for_each(|(what, _)| here.said(what));
    found_by.iter_mut().for_each(|(_, values)| here.each(values, Here::said));
}

pub(super) fn trends(here: Here<'_>, trends: &mut Trends) {
    let Trends { previous, of: _, comparisons: _, notes } = trends;
    let PreviousRun { name, manifest_sha256: _, metrics_sha256: _, version: _, as_of: _, mappings_sha256: _ } =
        previous;
    here.said(name);
    here.each(notes, Here::said);
}

pub(super) fn concentrations(here: Here<'_>, concentrations: &mut Concentrations) {
    let Concentrations { comparisons: _, pairs: _, level: _, compared } = concentrations;
    for one in compared {
        let Concentration {
            id,
            dimension,
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
        use ConcentrationOf as Of;
        match dimension {
            Of::Queue | Of::Channel | Of::Hours | Of::Weekday => here.said(left),
            Of::AgentHours | Of::AgentWeekday | Of::Agent | Of::Requester | Of::Approver => {
                here.id(id);
                here.name(left);
            }
            Of::AgentRequester | Of::AgentSubject | Of::ApproverAgent => {
                here.id(id);
                here.name(left);
                here.name(right);
            }
        }
    }
}

pub(super) fn risk(here: Here<'_>, group: &mut RiskGroup) {
    let RiskGroup { by, name, changes: _, high: _, share: _, mean: _, most: _, riskiest: _ } = group;
    match by {
        RiskBy::Agent | RiskBy::Account => here.name(name),
        RiskBy::Week | RiskBy::Desk => here.said(name),
    }
}
