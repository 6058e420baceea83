//! Where lapses gather and who meets whom, beyond chance.

use crate::model::{Concentration, Concentrations, Gathering};
use crate::report::dates::grouped;
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder, list};

/// `concentration.csv`: one row a comparison in which enough was seen, the least probable first.
pub(super) fn concentrations(lookup: &Lookup<'_>) -> Table {
    let all = &lookup.report.concentrations;
    TableBuilder::new("concentration", &all.compared)
        .text("concentration", |one| &one.id)
        .text("dimension", |one| one.dimension.as_str())
        .text("left", |one| &one.left)
        .text("right", |one| &one.right)
        .text("what", |one| one.what.as_str())
        .count("observed", |one| Some(one.observed))
        .count("of", |one| Some(one.of))
        .number("expected", 2, |one| Some(one.expected))
        .number("chance", 9, |one| Some(one.chance))
        .number("chance_adjusted", 6, |one| Some(one.adjusted))
        .count("comparisons", |_| Some(all.comparisons))
        .flag("stands_out", |one| Some(one.stands_out))
        .text("words", |one| said(one, all))
        .text("changes", |one| list(one.changes.iter().map(|change| &change.0)))
        .build()
}

/// The comparison in words that accuse nobody.
pub(crate) fn said(one: &Concentration, all: &Concentrations) -> String {
    let grouped = |count: u64| grouped(usize::try_from(count).unwrap_or(usize::MAX));
    let seen = match one.what {
        Gathering::Met => format!("{} and {} met on {} days", one.left, one.right, grouped(one.observed)),
        what => {
            let place =
                if one.right.is_empty() { one.left.clone() } else { format!("{}, {}", one.left, one.right) };
            format!("{place}: {} of {} changes {what}", grouped(one.observed), grouped(one.of))
        }
    };
    let expected = format!("{:.1} expected", one.expected);
    let judged = if one.stands_out { "more often than chance would bring" } else { "chance may bring this" };
    format!("{seen}, {expected}; {judged}; 1 of {} comparisons", grouped(all.comparisons))
}
