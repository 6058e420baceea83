//! Tickets and what is said of them.

use super::*;

pub(super) fn ticket(at: usize, size: usize, dice: &mut Dice) -> Ticket {
    let opened = moment(at, size, dice) - Duration::minutes(35);
    let agent = dice.of(AGENTS);
    let hostile = HOSTILE[at % HOSTILE.len()];
    Ticket {
        origin: origin(1, at as u64 + 1),
        source: "servicenow.incident".to_owned(),
        number: format!("INC{:07}", 42_000 + at),
        native_id: None,
        opened_at: Some(opened),
        resolved_at: (!at.is_multiple_of(9)).then(|| opened + Duration::minutes(50)),
        resolved_at_recorded: true,
        closed_at: None,
        updated_at: None,
        requester: party(dice.of(PEOPLE)),
        affected: Party::default(),
        opened_by: Party::default(),
        agent: party(agent),
        resolved_by: party(agent),
        closed_by: Party::default(),
        group: Some(if at == 3 { hostile } else { dice.of(GROUPS) }.to_owned()),
        channel: Some(dice.of(&["phone", "chat", "mail", "portal"]).to_owned()),
        category: Some("Access / Password".to_owned()),
        title: if at.is_multiple_of(3) {
            hostile.to_owned()
        } else {
            "Cannot sign in after new phone".to_owned()
        },
        description: String::new(),
        close_code: None,
        close_notes: None,
        state: TicketState::Resolved,
        native_state: None,
        reassignment_count: None,
        reopen_count: None,
        first_contact_mark: None,
        handle_time: None,
        own: crate::model::Own::default(),
        parent: None,
        verification_fields: Vec::new(),
        journal: Vec::new(),
        approvals: Vec::new(),
        has_journal: true,
        has_history: true,
    }
}

pub(super) fn results(tickets: &[Ticket], cases: &[Case], dice: &mut Dice) -> Vec<TicketResult> {
    let failed = [
        ContactReason::Escalated,
        ContactReason::Reassigned,
        ContactReason::Reassigned,
        ContactReason::FollowUp,
        ContactReason::NoResponse,
        ContactReason::RepeatContact,
    ];
    let one = |(at, ticket): (usize, &Ticket)| {
        let (outcome, reason) = match (ticket.resolved_at, dice.roll(10)) {
            (None, _) => (ContactOutcome::Excluded, Some(ContactReason::Open)),
            (_, 0..=5) => (ContactOutcome::Yes, None),
            _ => (ContactOutcome::No, Some(dice.of(&failed))),
        };
        let linked =
            cases.iter().filter(|case| case.link.as_ref().is_some_and(|link| link.ticket.0 as usize == at));
        let proven = linked.clone().all(|case| case.verdict == Some(Verdict::Proven));
        TicketResult {
            ticket: TicketIx(u32::try_from(at).unwrap()),
            topic: dice.of(&["password", "mfa", "access", "other"]).to_owned(),
            identity_request: at % 7 != 0,
            outcome,
            reason,
            reasons: reason.into_iter().collect(),
            seen_at: vec![ticket.origin],
            seen: vec!["assignment group changed from Service Desk to Identity Team".to_owned()],
            safe: (outcome == ContactOutcome::Yes).then_some(proven),
            facts: ContactFacts::default(),
            answers: Answers::ask(|_| match at % 5 {
                0 => Answer::Unknown,
                _ if reason.is_none() || dice.roll(2) == 0 => Answer::Yes,
                _ => Answer::No,
            }),
            gap: None,
            handoffs: None,
            causes: (outcome == ContactOutcome::No && at.is_multiple_of(2))
                .then(|| Cause {
                    cause: FailureCause::UnclearApprover,
                    basis: CauseBasis::Words,
                    seen: "`no approver` written 2026-03-02T09:00:00Z".to_owned(),
                    read_in: ticket.origin,
                })
                .into_iter()
                .collect(),
            costs: Vec::new(),
            untold_costs: Vec::new(),
            changes: linked.map(|case| case.change.id.clone()).collect(),
            subject_label: ticket.requester.label().to_owned(),
        }
    };
    tickets.iter().enumerate().map(one).collect()
}

/// One in nine tickets.
pub(super) fn nhi_requests(tickets: &[Ticket]) -> Vec<NhiRequest> {
    let attributes = |at: usize, ticket: &Ticket| {
        let states = AttributeState::ALL.iter().cycle().skip(at % 4);
        NhiAttribute::ALL
            .iter()
            .zip(states)
            .map(|(attribute, state)| Attribute {
                attribute: *attribute,
                state: *state,
                seen: HOSTILE[at % HOSTILE.len()].to_owned(),
                read_in: at.is_multiple_of(2).then_some(ticket.origin),
            })
            .collect()
    };
    tickets
        .iter()
        .enumerate()
        .step_by(9)
        .map(|(at, ticket)| NhiRequest {
            ticket: TicketIx(u32::try_from(at).unwrap()),
            sort: NhiSort::ALL[at % NhiSort::ALL.len()],
            sort_seen: "`api key` in the request".to_owned(),
            identity: "svc-pay".to_owned(),
            owner: at.is_multiple_of(2).then(|| "dana.owner".to_owned()),
            outcome: ContactOutcome::Yes,
            attributes: attributes(at, ticket),
            changes: Vec::new(),
        })
        .collect()
}

pub(super) fn handoff_costs() -> HandoffCosts {
    let class = |handoffs: u32, tickets: u64| HandoffClass {
        handoffs,
        or_more: handoffs == 3,
        tickets,
        costs: CostSort::ALL.iter().map(|sort| (*sort, u64::from(handoffs), tickets)).collect(),
        any: (u64::from(handoffs), tickets),
        verdicts: vec![(Verdict::Proven, tickets), (Verdict::Late, u64::from(handoffs))],
        waited: Some(Duration::minutes(20 + 300 * i64::from(handoffs))),
        waited_most: Some(Duration::hours(9)),
        waited_of: tickets,
    };
    HandoffCosts {
        classes: vec![class(0, 200), class(1, 40), class(2, 12), class(3, 4)],
        trends: vec![CostTrend { sort: None, z: Some(2.1), p: Some(0.036), p_adjusted: Some(0.18), of: 256 }],
        untold: 3,
        least_group: 10,
    }
}
