//! The tables under `data/`. The columns that DESIGN section 5 promises come
//! first, in that order; the others follow them.

mod accounts;
mod cases;
mod concentration;
mod definitions;
mod desk;
mod exceptions;
mod groups;
mod handoffs;
mod inputs;
mod nhi;
mod review;
mod risk;
mod sample;

use super::lookup::Lookup;
use super::table::Table;
pub(crate) use cases::{changes, evidence_level, link_basis};
pub(crate) use desk::joined;

/// Makes one table.
pub(crate) type Make = fn(&Lookup<'_>) -> Table;

/// All tables, in the order of the manifest: each is made when it is written, for they are large.
pub(crate) const ALL: [Make; 25] = [
    cases::changes,
    desk::tickets,
    definitions::definitions,
    definitions::pairs,
    handoffs::handoffs,
    nhi::nhi_requests,
    groups::desk,
    groups::weeks,
    groups::speed,
    cases::findings,
    cases::links,
    cases::evidence,
    review::review,
    review::overrides,
    exceptions::exceptions,
    exceptions::notes,
    accounts::accounts,
    concentration::concentrations,
    risk::risks,
    sample::items,
    sample::evaluations,
    |lookup| inputs::coverage(lookup.report),
    inputs::rejects,
    |lookup| inputs::files(lookup.report),
    |lookup| inputs::unknown_types(lookup.report),
];

#[cfg(test)]
pub(crate) fn all(report: &super::Report) -> Vec<Table> {
    let lookup = Lookup::new(report);
    ALL.iter().map(|make| make(&lookup)).collect()
}
