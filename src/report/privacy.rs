//! What a report shows to whom: secrets are masked for everybody, people stand under pseudonyms where a key is given or
//! the audience is shown no names, and what an audience is not shown is left out and said to be.
//!
//! All of it is one change of the finished [`Report`], before anything is rendered: no rendering knows of it, and
//! nothing is counted anew.

mod cloak;
mod edits;
mod ids;
mod leave;
mod people;
mod scan;
mod walk;

use super::Report;
use crate::directory::Pseudonyms;
use crate::mapping::masks::Masks;
use cloak::Cloak;
pub(crate) use leave::shows_format;
pub(super) use leave::shows_table;
use people::People;

/// Hides in a report what its audience is not to see; everybody stands under these pseudonyms, if there are any.
pub fn hide(report: &mut Report, masks: &Masks, pseudonyms: Option<&Pseudonyms>) {
    let directory = std::mem::take(&mut report.directory);
    let people = pseudonyms.map(|pseudonyms| People::new(&directory, pseudonyms, masks));
    let cloak = Cloak::new(masks, people.as_ref(), report);
    walk::report(&cloak, report);
    report.directory = match pseudonyms {
        None => directory,
        Some(pseudonyms) => {
            let mut called = directory.clone();
            called.call_by(pseudonyms, &|reason| cloak.anywhere().said(reason));
            called
        }
    };
    leave::out(report);
}
