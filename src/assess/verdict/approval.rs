//! The approval that counts.

use chrono::Duration;

use super::Judging;
use crate::model::{AccountIx, Approval, ApprovalState, Instant, Party};

/// What the ticket's approvals come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    /// Whether one of them counts.
    pub counts: bool,
    /// Who approved.
    pub by: Option<String>,
    /// When.
    pub at: Option<Instant>,
    /// What is wrong, where none counts.
    pub fault: String,
}

/// The approval that counts for a change: granted, before the act, not too old, by
/// somebody who is neither agent, subject nor requester (control tests CT-15 to CT-17).
///
/// Where none counts, the one that comes nearest is named with its fault.
#[must_use]
pub fn approval(input: &Judging<'_>) -> Approved {
    let none = |fault: &str| Approved { counts: false, by: None, at: None, fault: fault.to_owned() };
    let Some(ticket) = input.ticket else { return none("there is no ticket to hold the approval") };
    let refused = ticket
        .approvals
        .iter()
        .any(|one| one.state == ApprovalState::Rejected && one.at.is_none_or(|at| at <= input.act_at));
    let granted = ticket.approvals.iter().filter(|one| one.state == ApprovalState::Approved);
    let best = granted
        .map(|one| (faults(input, one), one))
        .min_by_key(|(faults, one)| (faults.len(), one.at, one.origin));
    let Some((faults, one)) = best else {
        return none(if refused { "the approval was refused" } else { "no approval is recorded" });
    };
    let faults: Vec<&str> = if refused { vec!["another approver refused"] } else { faults };
    Approved {
        counts: faults.is_empty(),
        by: Some(named(input, &one.approver)),
        at: one.at,
        fault: format!(
            "the approval by {} does not count: {}",
            named(input, &one.approver),
            faults.join("; ")
        ),
    }
}

/// The approver as the directory calls them, else as recorded.
fn named(input: &Judging<'_>, approver: &Party) -> String {
    let known = input.ticket.and_then(|ticket| input.directory.resolve(&ticket.source, approver).one());
    known.map_or_else(|| approver.label().to_owned(), |ix| input.directory.account(ix).label.clone())
}

fn faults(input: &Judging<'_>, approval: &Approval) -> Vec<&'static str> {
    let oldest = Duration::try_hours(input.policy.fresh.approval_hours).unwrap_or_default();
    let mut faults = match approval.at {
        None => vec!["it has no time"],
        Some(at) if at > input.act_at => vec!["it came after the change"],
        Some(at) if input.act_at - at > oldest => vec!["it had lapsed"],
        Some(_) => Vec::new(),
    };
    faults.extend(own(input, &approval.approver));
    faults
}

/// Whether the approver is one of those who may not approve.
fn own(input: &Judging<'_>, approver: &Party) -> Option<&'static str> {
    let ticket = input.ticket?;
    if approver.is_empty() {
        return Some("it names nobody");
    }
    let resolve = |party: &Party| -> Option<AccountIx> {
        (!party.is_empty()).then(|| input.directory.resolve(&ticket.source, party).one()).flatten()
    };
    let who = resolve(approver);
    let is = |account: Option<AccountIx>| match (who, account) {
        (Some(who), Some(account)) => input.directory.same_person(who, account),
        _ => false,
    };
    let is_party = |party: &Party| !party.is_empty() && (*party == *approver || is(resolve(party)));
    if is(input.change.subject) {
        Some("the subject approved")
    } else if is(input.change.actor) || is_party(&ticket.agent) {
        Some("the agent approved")
    } else if is_party(&ticket.requester) && !may_ask_and_approve(input, who) {
        Some("the requester approved")
    } else if !is_entitled(input, who) {
        Some("the approver is neither the manager nor the owner")
    } else {
        None
    }
}

/// A manager may ask for their report and approve it, and an owner for their program.
fn may_ask_and_approve(input: &Judging<'_>, who: Option<AccountIx>) -> bool {
    let (Some(who), Some(subject)) = (who, input.change.subject) else { return false };
    let account = input.directory.account(subject);
    let entitled = [account.manager, account.owner].into_iter().flatten();
    let mut entitled = entitled.filter(|entitled| input.directory.same_person(*entitled, who));
    entitled.next().is_some()
}

/// Whether the approver answers for the subject: a manager on any level, or the owner. Where the
/// directory knows neither, nobody can be told to be the wrong person.
fn is_entitled(input: &Judging<'_>, who: Option<AccountIx>) -> bool {
    let Some(subject) = input.change.subject else { return true };
    let account = input.directory.account(subject);
    if account.manager.is_none() && account.owner.is_none() {
        return true;
    }
    let Some(who) = who else { return false };
    let is = |other: AccountIx| input.directory.same_person(other, who);
    if account.owner.is_some_and(is) {
        return true;
    }
    // A chain of managers that bites its own tail ends after as many steps as any company has levels.
    std::iter::successors(account.manager, |above| input.directory.account(*above).manager)
        .take(MOST_LEVELS)
        .any(is)
}

/// More levels than any chain of managers has.
const MOST_LEVELS: usize = 20;
