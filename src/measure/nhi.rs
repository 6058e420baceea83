//! Requests about non-human identities: which they are, and what their handling shows.
//!
//! In: tickets with their requests, words and first contact, changes of non-human identities, owners from the
//! directory. Out: one [`NhiRequest`] each, with its attributes. Thresholds and kinds are those of the control tests
//! CT-29 (re-issue), CT-31 (old secret) and CT-33 (what widens), which ask the same of single changes.

mod attributes;
mod sort;

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::acts::{Acts, subject};
use super::said::Said;
use crate::correlate::request::Request;
use crate::directory::{Account, Directory};
use crate::mapping::contact::ContactPolicy;
use crate::mapping::controls::{ControlDefinition, Controls};
use crate::model::{
    AccountIx, Case, ChangeKind, ContactReason, Coverage, NhiRequest, SubjectKind, Ticket, TicketIx,
    TicketResult, Tier, UserType,
};

/// The topic of the lexicon (`topics.toml`) that speaks of non-human identities.
const TOPIC: &str = "nhi";

/// What requests are told from.
#[derive(Debug, Clone, Copy)]
pub struct NhiInput<'a> {
    /// All tickets.
    pub tickets: &'a [Ticket],
    /// What each asks for, in the order of `tickets`.
    pub requests: &'a [Request],
    /// What is said of each, in the order of `tickets`.
    pub results: &'a [TicketResult],
    /// What each says, in the order of `tickets`.
    pub said: &'a [Vec<Said>],
    /// All changes with their links.
    pub cases: &'a [Case],
    /// Covered time per source.
    pub coverage: &'a [Coverage],
    /// Definitions of the control tests.
    pub controls: &'a Controls,
    /// Who is who.
    pub directory: &'a Directory,
    /// The policy of first contact: the ticket's time.
    pub contact: &'a ContactPolicy,
}

/// All requests about non-human identities that were neither withdrawn nor doubles, in the order of the tickets.
#[must_use]
pub fn requests(input: &NhiInput<'_>) -> Vec<NhiRequest> {
    let acts = Acts::of(input.cases, input.directory);
    let Some(rules) = Rules::of(input.controls) else { return Vec::new() };
    let with_approvals: BTreeSet<&str> = input
        .tickets
        .iter()
        .filter(|ticket| !ticket.approvals.is_empty())
        .map(|ticket| ticket.source.as_str())
        .collect();
    (0..input.tickets.len())
        .into_par_iter()
        .filter_map(|ix| {
            let matter = Matter::of(input, &acts, &rules, ix)?;
            let (sort, sort_seen) = sort::of(&matter);
            Some(NhiRequest {
                ticket: TicketIx(u32::try_from(ix).unwrap_or(u32::MAX)),
                sort,
                sort_seen,
                identity: matter.label(),
                owner: matter.owner().map(|owner| input.directory.account(owner).label.clone()),
                outcome: input.results[ix].outcome,
                attributes: attributes::of(
                    &matter,
                    sort,
                    with_approvals.contains(matter.ticket.source.as_str()),
                ),
                changes: matter.changes.iter().map(|case| case.change.id.clone()).collect(),
            })
        })
        .collect()
}

/// What the control tests ask of such changes.
struct Rules<'a> {
    reissue: &'a ControlDefinition,
    old_secret: &'a ControlDefinition,
    issues: Vec<ChangeKind>,
    revokes: Vec<ChangeKind>,
    widens: Vec<ChangeKind>,
}

impl<'a> Rules<'a> {
    fn of(controls: &'a Controls) -> Option<Self> {
        let kinds = |definition: &ControlDefinition, name| {
            definition.words(name).iter().filter_map(|word| word.parse().ok()).collect()
        };
        let (reissue, old_secret) = (controls.get("CT-29")?, controls.get("CT-31")?);
        Some(Self {
            reissue,
            old_secret,
            issues: kinds(reissue, "issue_kinds"),
            revokes: kinds(old_secret, "revoke_kinds"),
            widens: kinds(controls.get("CT-33")?, "widening_kinds"),
        })
    }
}

/// One request with what its attributes are told from.
struct Matter<'a> {
    input: &'a NhiInput<'a>,
    acts: &'a Acts<'a>,
    rules: &'a Rules<'a>,
    ix: usize,
    ticket: &'a Ticket,
    /// Changes of non-human identities under the ticket, by time.
    changes: Vec<&'a Case>,
    /// The account, where one is known.
    identity: Option<AccountIx>,
}

impl<'a> Matter<'a> {
    /// The matter of a ticket; `None` if it asks nothing about a non-human identity.
    fn of(input: &'a NhiInput<'a>, acts: &'a Acts<'a>, rules: &'a Rules<'a>, ix: usize) -> Option<Self> {
        let (ticket, result) = (&input.tickets[ix], &input.results[ix]);
        let is_out =
            |reason: &ContactReason| matches!(reason, ContactReason::Cancelled | ContactReason::Duplicate);
        if !result.identity_request || result.reasons.iter().any(is_out) {
            return None;
        }
        let linked: Vec<&Case> = acts.of_ticket(ix).collect();
        let mut changes: Vec<&Case> =
            linked.iter().copied().filter(|case| case.change.subject_kind == SubjectKind::Nhi).collect();
        changes.sort_by(|a, b| (a.change.at, &a.change.id).cmp(&(b.change.at, &b.change.id)));
        let is_nhi = |account: &AccountIx| is_program(input.directory.account(*account));
        let named = input.directory.resolve(&ticket.source, subject(ticket)).one().filter(is_nhi);
        // A hardware token is a person's: what was changed tells more than the word.
        let is_a_persons = changes.is_empty() && !linked.is_empty();
        let is_asked = result.topic == TOPIC && !is_a_persons;
        if changes.is_empty() && named.is_none() && !is_asked {
            return None;
        }
        let identity = changes.iter().find_map(|case| case.change.subject).or(named);
        let identity = identity.or_else(|| written(input, ticket));
        if changes.is_empty() && identity.is_none() && sort::is_of_either(&input.said[ix]) {
            return None;
        }
        Some(Self { input, acts, rules, ix, ticket, changes, identity })
    }

    /// How the identity is called.
    fn label(&self) -> String {
        match self.identity {
            Some(identity) => self.input.directory.account(identity).label.clone(),
            None => self.changes.first().map(|case| case.change.subject_label.clone()).unwrap_or_default(),
        }
    }

    /// Who answers for the identity, as the directory has it.
    fn owner(&self) -> Option<AccountIx> {
        self.input.directory.account(self.identity?).owner
    }

    /// The first change that gave something new, else the first of all.
    fn decisive(&self) -> Option<&'a Case> {
        let gives = |case: &&&Case| {
            self.rules.issues.contains(&case.change.kind) || self.rules.widens.contains(&case.change.kind)
        };
        self.changes.iter().find(gives).or(self.changes.first()).copied()
    }

    fn said(&self) -> impl Iterator<Item = &'a Said> {
        self.input.said[self.ix].iter()
    }
}

/// Whether an account is a program's, as the directory has it.
fn is_program(account: &Account) -> bool {
    account.user_type == Some(UserType::Service) || account.tier == Some(Tier::Nhi) || account.owner.is_some()
}

/// The only program that the words of the request name.
fn written(input: &NhiInput<'_>, ticket: &Ticket) -> Option<AccountIx> {
    let is_end = |c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '"' | '\'' | '`' | '[' | ']')
    };
    let words = [&ticket.title, &ticket.description].into_iter().flat_map(|text| text.split(is_end));
    let mut named: Vec<AccountIx> = words
        .map(|word| word.trim_end_matches(['.', '!', '?']))
        .filter(|word| word.len() > 2)
        .filter_map(|word| input.directory.resolve_word(word).one())
        .filter(|account| is_program(input.directory.account(*account)))
        .collect();
    named.sort_unstable();
    named.dedup();
    match named[..] {
        [one] => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
