//! The closing formulas side by side.

use super::{Told, counted, overall};
use crate::model::ClosingFormula;
use crate::report::dates::grouped;
use crate::report::rate::Rate;
use crate::report::tables::formula;

/// One way to count first contacts.
pub(super) struct Formula {
    pub(super) name: &'static str,
    pub(super) asks: &'static str,
    pub(super) yes: String,
    pub(super) of: String,
    pub(super) share: String,
    pub(super) interval: String,
    pub(super) disagrees: String,
    pub(super) href: String,
}

pub(super) fn formulas(rows: &[Told<'_>]) -> Vec<Formula> {
    let ours = overall(rows);
    let mut table = vec![Formula {
        name: "First contact",
        asks: "solved in the initial interaction: no handover, follow-up, reopening or repeat contact, and the change is in the log",
        yes: grouped(ours.hits),
        of: grouped(ours.of),
        share: ours.percent(),
        interval: ours.interval_text(),
        disagrees: "–".to_owned(),
        href: String::new(),
    }];
    table.extend(ClosingFormula::ALL.iter().map(|of| formula_row(rows, *of)));
    table
}

fn formula_row(rows: &[Told<'_>], of: ClosingFormula) -> Formula {
    let (mut rate, mut flatters) = (Rate::default(), 0);
    for (row, ours) in counted(rows) {
        let Some(says) = formula(row.1, of) else { continue };
        rate.add(says);
        flatters += usize::from(says && !ours);
    }
    let (name, asks, key) = match of {
        ClosingFormula::Closed => ("Closed", "closed or resolved at all", "closed"),
        ClosingFormula::OneTouch => ("One touch", "at most one agent reply", "one_touch"),
        ClosingFormula::NoReassignment => {
            ("Not reassigned", "resolved without reassignment", "no_reassignment")
        }
        ClosingFormula::NoReopen => ("Not reopened", "resolved without reopening", "no_reopen"),
        ClosingFormula::IdentityConfirmed => {
            ("Confirmed", "resolved, and the identity log has the change", "confirmed")
        }
    };
    Formula {
        name,
        asks,
        yes: grouped(rate.hits),
        of: grouped(rate.of),
        share: rate.percent(),
        interval: rate.interval_text(),
        disagrees: grouped(flatters),
        href: if flatters > 0 { format!("#tickets?{key}=yes&first=no") } else { String::new() },
    }
}
