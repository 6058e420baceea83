//! What a report shows to whom: secrets are masked for everybody.
//!
//! All of it is one change of the finished [`Report`], before anything is rendered: no rendering knows of it, and
//! nothing is counted anew.

mod cloak;
mod edits;
mod walk;

use super::Report;
use crate::mapping::masks::Masks;
use cloak::Cloak;

/// Hides in a report what its readers are not to see.
pub fn hide(report: &mut Report, masks: &Masks) {
    let cloak = Cloak::new(masks, &report.tickets);
    walk::report(&cloak, report);
}
