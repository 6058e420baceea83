//! CT-06 to CT-09: changes against tickets, in both directions.

use super::Run;
use super::index::{minutes, stamp, untold};
use super::sheet::{Judged, Sheet};
use crate::model::{Case, ContactReason, LinkOutcome, Mismatch, Ticket, TicketResult, TicketState, Verdict};

/// CT-06: every desk change traces to a ticket.
pub(super) fn change_without_ticket(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in run.index.desk() {
        sheet.change(&case.change, traces(run, case), &[]);
    }
}

fn traces(run: Run<'_>, case: &Case) -> Judged {
    if let (LinkOutcome::Linked, Some(link), Some(ticket)) =
        (case.link_outcome, &case.link, run.index.ticket(case))
    {
        return Judged::Pass(format!(
            "ticket {} by {}, confidence {:.2}",
            ticket.number, link.basis, link.confidence
        ));
    }
    if case.link_outcome == LinkOutcome::Ambiguous {
        return Judged::NotTestable(
            "two tickets explain it about equally well; it is on the review list".to_owned(),
        );
    }
    if let Some(why) = untold(case) {
        return Judged::NotTestable(why);
    }
    if case.verdict == Some(Verdict::Unticketed) && run.index.tickets_cover(case.change.at) {
        return Judged::Fail(format!("no ticket, though tickets cover {}", stamp(case.change.at)));
    }
    Judged::NotTestable(format!("no ticket, and tickets do not cover {}", stamp(case.change.at)))
}

/// CT-07: every identity request closed as solved has its change in the log.
pub(super) fn ticket_without_change(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for (_, ticket, result) in run.index.tickets() {
        let is_solved = matches!(ticket.state, TicketState::Resolved | TicketState::Closed);
        let claims_nothing = result.reasons.iter().any(|reason| {
            matches!(reason, ContactReason::Cancelled | ContactReason::Duplicate | ContactReason::NoResponse)
        });
        if result.identity_request && is_solved && !claims_nothing {
            sheet.ticket(ticket, has_change(run, ticket, result), &[]);
        }
    }
}

fn has_change(run: Run<'_>, ticket: &Ticket, result: &TicketResult) -> Judged {
    if !result.changes.is_empty() {
        let ids: Vec<&str> = result.changes.iter().take(3).map(|id| id.0.as_str()).collect();
        return Judged::Pass(format!("{} change(s) linked: {}", result.changes.len(), ids.join(", ")));
    }
    match result.facts.confirmed {
        Some(true) => {
            Judged::Pass(format!("the log has such a change of `{}` in its time", result.subject_label))
        }
        Some(false) => {
            let seen =
                result.seen.iter().find(|seen| seen.starts_with(ContactReason::NoRemediation.as_str()));
            Judged::Fail(format!(
                "closed as `{}`; {}",
                ticket.close_code.as_deref().or(ticket.native_state.as_deref()).unwrap_or("solved"),
                seen.map_or("the log has no such change in its time", String::as_str)
            ))
        }
        None => Judged::NotTestable(format!(
            "no change is linked, and the log does not cover its time or its subject `{}`; it needs {}",
            result.subject_label, run.definition.needs
        )),
    }
}

/// CT-08: ticket and change agree on account and kind.
pub(super) fn disagreement(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in run.index.desk() {
        if let Some(ticket) = run.index.ticket(case) {
            sheet.change(&case.change, agrees(run, case, ticket), &[ticket.origin]);
        }
    }
}

fn agrees(run: Run<'_>, case: &Case, ticket: &Ticket) -> Judged {
    let Some(link) = &case.link else { return Judged::NotTestable("no link".to_owned()) };
    let change = format!("{} on `{}`", case.change.kind, case.change.subject_label);
    if !link.mismatches.is_empty() {
        let faults: Vec<&str> = link
            .mismatches
            .iter()
            .map(|mismatch| match mismatch {
                Mismatch::WrongTarget => "the ticket is about another account",
                Mismatch::ScopeDrift => "the change is stronger than what was asked",
            })
            .collect();
        return Judged::Fail(format!("{change} under {}: {}", ticket.number, faults.join(" and ")));
    }
    let asks = run.input.requests.get(link.ticket.0 as usize);
    if asks.is_none_or(|request| request.kinds.is_empty()) {
        return Judged::NotTestable(format!("{change}; {} does not say what is asked", ticket.number));
    }
    if ticket.affected.is_empty() && ticket.requester.is_empty() {
        return Judged::NotTestable(format!("{change}; {} does not say whose account", ticket.number));
    }
    Judged::Pass(format!("{change} is what {} asks", ticket.number))
}

/// CT-09: the ticket was open when the change was made.
pub(super) fn retroactive(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in run.index.desk() {
        if let Some(ticket) = run.index.ticket(case) {
            sheet.change(&case.change, was_open(run, case, ticket), &[ticket.origin]);
        }
    }
}

fn was_open(run: Run<'_>, case: &Case, ticket: &Ticket) -> Judged {
    let at = case.change.at;
    let Some(opened) = ticket.opened_at else {
        return Judged::NotTestable(format!("{} carries no time of opening", ticket.number));
    };
    let told = format!("change {}, {} opened {}", stamp(at), ticket.number, stamp(opened));
    if opened - at > minutes(run.definition.number("retro_minutes")) {
        return Judged::Fail(format!("{told}: {} min later", (opened - at).num_minutes()));
    }
    // Closing is mostly a timer, days later; the solution is what counts.
    let Some(solved) = ticket.resolved_at.or(ticket.closed_at) else {
        return Judged::Pass(format!("{told}, not solved in this export"));
    };
    if at - solved > minutes(run.definition.number("grace_minutes")) {
        return Judged::Fail(format!(
            "{told}, solved {}: {} min before",
            stamp(solved),
            (at - solved).num_minutes()
        ));
    }
    Judged::Pass(format!("{told}, solved {}", stamp(solved)))
}
