//! Approver unclear or late: approvals asked twice, answered by another, or long after they were asked.

use super::super::contact::people::is_same;
use super::super::contact::standing::{solved_at, stamp};
use super::{Matter, seen};
use crate::mapping::causes::CausePolicy;
use crate::model::{Approval, ApprovalState, Cause, CauseBasis, FailureCause, Instant};

/// The first sign, most telling first.
pub(super) fn read(matter: &Matter<'_>) -> Option<Cause> {
    let mut approvals: Vec<&Approval> =
        matter.ticket.approvals.iter().filter(|approval| approval.state != ApprovalState::Other).collect();
    approvals.sort_by_key(|approval| (asked(approval).or(approval.at), approval.origin));
    rejected_by_the_wrong_one(&approvals)
        .or_else(|| asked_again(matter, &approvals))
        .or_else(|| late(matter, &approvals))
}

fn cause(words: String, approval: &Approval) -> Cause {
    seen(FailureCause::UnclearApprover, CauseBasis::Approvals, words, approval.origin)
}

/// When it was asked; of one that is not answered its only time.
fn asked(approval: &Approval) -> Option<Instant> {
    approval.asked_at.or(approval.at.filter(|_| approval.state == ApprovalState::Requested))
}

fn answered(approval: &Approval) -> Option<Instant> {
    approval.at.filter(|_| matches!(approval.state, ApprovalState::Approved | ApprovalState::Rejected))
}

/// One refused, another granted it afterwards.
fn rejected_by_the_wrong_one(approvals: &[&Approval]) -> Option<Cause> {
    let of = |state| approvals.iter().filter(move |approval| approval.state == state);
    of(ApprovalState::Rejected).find_map(|rejected| {
        let granted = of(ApprovalState::Approved).find(|granted| {
            granted.at > rejected.at
                && rejected.at.is_some()
                && !is_same(&granted.approver, &rejected.approver)
        })?;
        let words = format!(
            "rejected by `{}` {}, then approved by `{}` {}",
            rejected.approver.label(),
            at(rejected.at),
            granted.approver.label(),
            at(granted.at)
        );
        Some(cause(words, rejected))
    })
}

/// Asked once more, of the same or another, before anybody answered.
fn asked_again(matter: &Matter<'_>, approvals: &[&Approval]) -> Option<Cause> {
    let together = CausePolicy::minutes(matter.input.policy.asked_together_minutes);
    let first_answer = approvals.iter().filter_map(|approval| answered(approval)).min();
    let mut asked = approvals
        .iter()
        .filter_map(|approval| Some((asked(approval)?, *approval)))
        .filter(|(at, _)| first_answer.is_none_or(|answer| *at <= answer));
    let (first, before) = asked.next()?;
    let (again, after) = asked.find(|(at, _)| *at - first > together)?;
    let words = format!(
        "approval was asked of `{}` {}, and again of `{}` {}",
        before.approver.label(),
        stamp(first),
        after.approver.label(),
        stamp(again)
    );
    Some(cause(words, after))
}

/// Answered long after it was asked, or never before the ticket was solved.
fn late(matter: &Matter<'_>, approvals: &[&Approval]) -> Option<Cause> {
    let limit = CausePolicy::minutes(matter.input.policy.late_approval_minutes);
    let first_answer = approvals.iter().filter_map(|approval| answered(approval)).min();
    approvals.iter().find_map(|approval| {
        let asked = asked(approval)?;
        // Of several who were asked the first answer is what the desk waited for.
        let end = match (answered(approval), first_answer) {
            (Some(own), Some(first)) => own.min(first.max(asked)),
            (None, Some(first)) if first >= asked => first,
            (None, None) => solved_at(matter.ticket)?,
            _ => return None,
        };
        let waited = end - asked;
        (waited > limit).then(|| {
            let words = format!(
                "approval was asked of `{}` {}, and {} {} h later",
                approval.approver.label(),
                stamp(asked),
                if first_answer.is_some() { "answered" } else { "not answered when the ticket was solved" },
                waited.num_hours()
            );
            cause(words, approval)
        })
    })
}

fn at(at: Option<Instant>) -> String {
    at.map_or_else(|| "at an unknown time".to_owned(), stamp)
}
