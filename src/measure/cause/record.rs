//! Directory record missing or wrong: nobody listed under the ticket's name, or a record mended on the way.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::super::acts::subject;
use super::super::contact::standing::stamp;
use super::{CauseInput, Matter, seen};
use crate::directory::{Directory, Resolution};
use crate::model::{ApprovalState, Cause, CauseBasis, FailureCause, Party};

/// Of each ticket source, how many subjects the directory lists.
pub(super) struct Listings<'a> {
    by_source: BTreeMap<&'a str, (usize, usize)>,
    /// Accounts with a manager, of the listed accounts of people.
    with_manager: (usize, usize),
}

impl<'a> Listings<'a> {
    pub(super) fn of(input: &CauseInput<'a>) -> Self {
        let named: Vec<(&str, bool)> = input
            .tickets
            .par_iter()
            .filter(|ticket| !input.contact.is_generic(subject(ticket)))
            .map(|ticket| {
                let source = ticket.source.as_str();
                (source, is_listed(input.directory, source, subject(ticket)))
            })
            .collect();
        let mut by_source: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (source, is_listed) in named {
            let (listed, all) = by_source.entry(source).or_default();
            *listed += usize::from(is_listed);
            *all += 1;
        }
        let listed = || input.directory.accounts().filter(|(_, account)| account.is_listed);
        let managed = listed().filter(|(_, account)| account.manager.is_some()).count();
        Self { by_source, with_manager: (managed, listed().count()) }
    }

    /// Whether the directory is whole enough for somebody missing in it to tell something.
    fn is_telling(&self, input: &CauseInput<'_>, (some, all): (usize, usize)) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
        let share = some as f64 / all.max(1) as f64;
        all >= input.policy.least_listed && share >= input.policy.least_listed_share
    }
}

/// Whether an identity provider or a people file knows one of those whom a party may name.
fn is_listed(directory: &Directory, source: &str, party: &Party) -> bool {
    let is_known = |person| {
        let account = directory.account(person);
        account.is_listed || directory.account(account.person).is_listed
    };
    match directory.resolve(source, party) {
        Resolution::One(account, _) => is_known(account),
        Resolution::Ambiguous(several) => several.into_iter().any(is_known),
        Resolution::Nobody => false,
    }
}

/// All signs of a record that was missing or wrong.
pub(super) fn read(matter: &Matter<'_>, listings: &Listings<'_>) -> Vec<Cause> {
    let found = [mended(matter), unknown(matter, listings), shared(matter), unmanaged(matter, listings)];
    found.into_iter().flatten().collect()
}

/// The record was made or renamed while the ticket waited, though it asked for something else.
fn mended(matter: &Matter<'_>) -> Option<Cause> {
    let asked = &matter.input.requests.get(matter.ix)?.kinds;
    let case = matter.changes_of_subject().find(|case| {
        let kind = case.change.kind;
        matter.input.policy.mends_record.contains(&kind) && !asked.contains(&kind)
    })?;
    let words = format!(
        "{} of `{}` {}, which the ticket did not ask for",
        case.change.kind,
        case.change.subject_label,
        stamp(case.change.at)
    );
    Some(seen(FailureCause::MissingIdentityRecord, CauseBasis::Log, words, case.change.origin))
}

fn circumstance(matter: &Matter<'_>, words: String) -> Cause {
    seen(FailureCause::MissingIdentityRecord, CauseBasis::Directory, words, matter.ticket.origin)
}

/// Nobody of that name, where nearly everybody is listed.
fn unknown(matter: &Matter<'_>, listings: &Listings<'_>) -> Option<Cause> {
    let (input, ticket) = (matter.input, matter.ticket);
    let party = subject(ticket);
    let share = *listings.by_source.get(ticket.source.as_str())?;
    let is_missing = !input.contact.is_generic(party)
        && listings.is_telling(input, share)
        && !is_listed(input.directory, &ticket.source, party);
    is_missing.then(|| {
        let (listed, all) = share;
        let words = format!(
            "`{}` is in no people file and no identity log; of the {all} tickets of this source {listed} name somebody who is",
            party.label()
        );
        circumstance(matter, words)
    })
}

/// A login, address or id that several people have; a display name that they share tells nothing.
fn shared(matter: &Matter<'_>) -> Option<Cause> {
    let party = Party { display: None, ..subject(matter.ticket).clone() };
    if party.is_empty() {
        return None;
    }
    match matter.input.directory.resolve(&matter.ticket.source, &party) {
        Resolution::Ambiguous(several) => Some(circumstance(
            matter,
            format!("`{}` is the name of {} people in the directory", party.label(), several.len()),
        )),
        _ => None,
    }
}

/// Nobody on record who could approve, where nearly everybody has a manager and an approval was asked for.
fn unmanaged(matter: &Matter<'_>, listings: &Listings<'_>) -> Option<Cause> {
    let subject = matter.subject?;
    let account = matter.input.directory.account(subject);
    let wanted = matter.ticket.approvals.iter().any(|approval| approval.state != ApprovalState::Other);
    let is_missing = wanted
        && account.is_listed
        && account.manager.is_none()
        && account.owner.is_none()
        && listings.is_telling(matter.input, listings.with_manager);
    is_missing.then(|| {
        circumstance(
            matter,
            format!("no manager of `{}` is on record, and the ticket needed approval", account.label),
        )
    })
}
