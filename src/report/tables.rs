//! The tables under `data/`. The columns that DESIGN section 5 promises come
//! first, in that order; the others follow them.

mod cases;
mod desk;
mod inputs;

use super::Report;
use super::lookup::Lookup;
use super::table::Table;
pub(crate) use desk::{formula, joined};

/// All tables, in the order of the manifest.
pub(crate) fn all(report: &Report) -> Vec<Table> {
    let lookup = Lookup::new(report);
    vec![
        cases::changes(&lookup),
        desk::tickets(&lookup),
        cases::findings(&lookup),
        cases::links(&lookup),
        cases::evidence(&lookup),
        inputs::coverage(report),
        inputs::rejects(&lookup),
        inputs::files(report),
        inputs::unknown_types(report),
    ]
}
