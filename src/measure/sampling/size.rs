//! How many to draw: the smallest sample that still shows less than the tolerable deviation.
//!
//! For every number of deviations that is allowed there is a smallest sample of which so few would show, with the
//! confidence, that the rate is below the tolerable one (binomial). The plan is the first of these in which the expected
//! rate brings no more deviations than are allowed. That is how AICPA tables come about (T. R. Stewart,
//! "Technical Notes on the AICPA Audit Guide Audit Sampling", 2012); the tests hold it against them.
//!
//! The tables are for large populations. For a small one, drawn without putting back, the hypergeometric distribution
//! would do with fewer: the size is never too small, and it is the one an auditor finds in the table.

use super::plan::Plan;
use crate::measure::statistics::real;
use crate::measure::statistics::tail::{Binomial, Counting as _};

/// Slack for products like 400 * 3.5 %, which are whole and not quite so in binary.
const SLACK: f64 = 1e-9;

/// A size, and how many deviations it allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) drawn: u64,
    pub(super) allowed: u64,
}

/// The size that the plan asks for; `None` if it is not below `population`.
pub(super) fn planned(plan: &Plan, population: u64) -> Option<Size> {
    let mut drawn = 1;
    for allowed in 0..=plan.most_deviations {
        drawn = smallest(plan, allowed, drawn.max(allowed + 1), population)?;
        if real(drawn) * plan.expected / 100.0 <= real(allowed) + SLACK {
            return Some(Size { drawn, allowed });
        }
    }
    None
}

/// The smallest sample, from `least` on, of which `allowed` deviations still show less than the tolerable rate.
fn smallest(plan: &Plan, allowed: u64, least: u64, population: u64) -> Option<u64> {
    let shows = |drawn: u64| Binomial::new(drawn, plan.tolerable / 100.0).at_most(allowed) <= plan.risk();
    let (mut below, mut enough) = (least.saturating_sub(1), least);
    while !shows(enough) {
        (below, enough) = (enough, enough.saturating_mul(2));
        if below >= population {
            return None;
        }
    }
    while enough - below > 1 {
        let middle = below.midpoint(enough);
        if shows(middle) {
            enough = middle;
        } else {
            below = middle;
        }
    }
    (enough < population).then_some(enough)
}

/// How many to draw of a population, and how that came about, in a sentence.
pub(super) fn decided(plan: &Plan, population: usize) -> (usize, String) {
    let all = format!("all {population}");
    let planned = planned(plan, population as u64);
    let asked = planned.map_or(population, |size| usize::try_from(size.drawn).unwrap_or(population));
    let Plan { confidence, tolerable, expected, .. } = plan;
    let table = plan.table.as_deref().map(|table| format!("; {table}")).unwrap_or_default();
    let formula = format!(
        "a rate below {tolerable} % at {confidence} % confidence with {expected} % expected (binomial{table})"
    );
    let by_plan = match planned {
        Some(size) => {
            let allowed = match size.allowed {
                0 => "no deviation".to_owned(),
                1 => "1 deviation".to_owned(),
                more => format!("{more} deviations"),
            };
            format!("{} with {allowed} allowed show {formula}", size.drawn)
        }
        None => format!("{all}: fewer do not show {formula}"),
    };
    match plan.size {
        Some(size) if size >= population => (population, format!("{all}: {size} were asked for")),
        Some(size) => (size, format!("{size} as asked for; by the plan {by_plan}")),
        None => (asked, by_plan),
    }
}
