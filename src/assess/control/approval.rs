//! CT-15 to CT-18: who approved, in time and entitled; who may not be one person; who acted.

use std::collections::BTreeSet;

use super::Run;
use super::index::{hours, stamp, untold};
use super::sheet::{Judged, Sheet};
use crate::model::{
    AccountIx, ActorKind, Approval, ApprovalState, Case, Party, Ticket, UserType, Verdict, Weakness,
};

/// Whether an approval is recorded before a change; shared by all tests that ask for one.
pub(super) fn is_approved(run: Run<'_>, case: &Case) -> Judged {
    let at = case.change.at;
    match (&case.approved_by, case.approved_at) {
        (Some(by), Some(when)) if when <= at => {
            return Judged::Pass(format!(
                "approved {} by `{by}`, before the change {}",
                stamp(when),
                stamp(at)
            ));
        }
        (Some(by), Some(when)) => {
            return Judged::Fail(format!(
                "approved {} by `{by}`, only after the change {}",
                stamp(when),
                stamp(at)
            ));
        }
        (Some(by), None) => {
            return Judged::NotTestable(format!("approved by `{by}` at an unknown time"));
        }
        (None, _) => {}
    }
    if let Some(why) = untold(case) {
        return Judged::NotTestable(why);
    }
    match run.index.ticket(case) {
        Some(ticket) if run.index.exports_approvals(&ticket.source) => {
            Judged::Fail(format!("{} has no granted approval that counts", ticket.number))
        }
        Some(ticket) => Judged::NotTestable(format!(
            "{} holds no approvals in this export, nor does any other",
            ticket.number
        )),
        None if case.verdict == Some(Verdict::Unticketed) && run.index.tickets_cover(at) => {
            Judged::Fail("no ticket, so no approval is recorded".to_owned())
        }
        None => Judged::NotTestable("the ticket is not known".to_owned()),
    }
}

/// CT-15: a privileged account is changed only with an approval.
pub(super) fn privileged(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let tiers = run.definition.words("tiers");
    for case in run.index.desk() {
        let tier = case.change.tier;
        if !case.change.tier_known {
            let why = format!("nothing says whether `{}` is privileged", case.change.subject_label);
            sheet.change(&case.change, Judged::NotTestable(why), &[]);
        } else if tiers.iter().any(|word| word == tier.as_str()) {
            sheet.change(&case.change, is_approved(run, case), &[]);
        }
    }
}

/// CT-16: the approval is timely, and the approver entitled.
pub(super) fn late_or_wrong(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in run.index.desk().filter(|case| case.approved_by.is_some()) {
        let approval = run.index.ticket(case).and_then(|ticket| granted(case, ticket));
        let origins: Vec<_> = approval.iter().map(|approval| approval.origin).collect();
        sheet.change(&case.change, is_entitled(run, case, approval), &origins);
    }
}

/// The approval record that the case counts.
fn granted<'a>(case: &Case, ticket: &'a Ticket) -> Option<&'a Approval> {
    let by = case.approved_by.as_deref()?;
    ticket
        .approvals
        .iter()
        .filter(|approval| approval.state == ApprovalState::Approved && is_named(&approval.approver, by))
        .min_by_key(|approval| (approval.at != case.approved_at, approval.at))
}

fn is_named(party: &Party, name: &str) -> bool {
    [&party.login, &party.email, &party.display, &party.id].into_iter().flatten().any(|known| known == name)
}

fn is_entitled(run: Run<'_>, case: &Case, approval: Option<&Approval>) -> Judged {
    let at = case.change.at;
    let by = case.approved_by.as_deref().unwrap_or_default();
    let Some(when) = case.approved_at else {
        return Judged::NotTestable(format!("approved by `{by}` at an unknown time"));
    };
    let told = format!("approved {} by `{by}`, change {}", stamp(when), stamp(at));
    if when > at {
        return Judged::Fail(format!("{told}: afterwards"));
    }
    if at - when > hours(run.definition.number("validity_hours")) {
        return Judged::Fail(format!("{told}: {} h before", (at - when).num_hours()));
    }
    let (Some(subject), Some(ticket)) = (case.change.subject, run.index.ticket(case)) else {
        return Judged::NotTestable(format!("{told}; the account holder or the ticket is not known"));
    };
    let party = approval.map_or_else(
        || Party { login: Some(by.into()), display: Some(by.into()), ..Party::default() },
        |approval| approval.approver.clone(),
    );
    let Some(approver) = run.index.who(&ticket.source, &party) else {
        return Judged::NotTestable(format!("{told}; the approver is not in the directory"));
    };
    let line = reporting_line(run, subject);
    if line.is_empty() {
        return Judged::NotTestable(format!(
            "{told}; no manager of `{}` is known",
            case.change.subject_label
        ));
    }
    if line.contains(&approver) {
        Judged::Pass(format!("{told}, in the reporting line"))
    } else {
        Judged::Fail(format!("{told}, outside the reporting line of `{}`", case.change.subject_label))
    }
}

/// The persons above an account, and who answers for it; a loop ends it.
fn reporting_line(run: Run<'_>, account: AccountIx) -> BTreeSet<AccountIx> {
    let directory = run.input.directory;
    let holder = run.index.person(account);
    let mut line = BTreeSet::new();
    if let Some(owner) = directory.account(account).owner {
        line.insert(run.index.person(owner));
    }
    let mut next = directory.account(account).manager.or(directory.account(holder).manager);
    while let Some(manager) = next {
        let manager = run.index.person(manager);
        if manager == holder || !line.insert(manager) {
            break;
        }
        next = directory.account(manager).manager;
    }
    line
}

/// The people of a change, as persons.
struct Roles {
    agent: Option<AccountIx>,
    subject: Option<AccountIx>,
    requester: Option<AccountIx>,
    approver: Option<AccountIx>,
}

impl Roles {
    fn of(run: Run<'_>, case: &Case, ticket: Option<&Ticket>) -> Self {
        let person = |account: Option<AccountIx>| account.map(|account| run.index.person(account));
        let who = |party: Option<&Party>| {
            ticket.zip(party).and_then(|(ticket, party)| run.index.who(&ticket.source, party))
        };
        let is_desk_act = matches!(case.change.actor_kind, ActorKind::DeskAgent | ActorKind::OtherAdmin);
        let agent =
            if is_desk_act { person(case.change.actor) } else { who(ticket.map(|ticket| &ticket.agent)) };
        let approval = ticket.and_then(|ticket| granted(case, ticket));
        Self {
            agent,
            subject: person(case.change.subject),
            requester: who(ticket.map(|ticket| &ticket.requester)),
            approver: who(approval.map(|approval| &approval.approver)),
        }
    }
}

/// CT-17: agent, requester, approver and account holder are distinct where they must be.
pub(super) fn duties(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in run.index.desk() {
        let ticket = run.index.ticket(case);
        let origins: Vec<_> = ticket.iter().map(|ticket| ticket.origin).collect();
        sheet.change(&case.change, are_distinct(run, case, ticket), &origins);
    }
}

fn are_distinct(run: Run<'_>, case: &Case, ticket: Option<&Ticket>) -> Judged {
    let roles = Roles::of(run, case, ticket);
    let same = |a: Option<AccountIx>, b: Option<AccountIx>| a.is_some() && a == b;
    let name = |who: Option<AccountIx>| {
        who.map_or_else(|| "?".to_owned(), |who| run.input.directory.account(who).label.clone())
    };
    let faults: Vec<String> = [
        (same(roles.agent, roles.subject), "agent and account holder", roles.agent),
        (same(roles.agent, roles.requester), "agent and requester", roles.agent),
        (same(roles.approver, roles.agent), "approver and agent", roles.approver),
        (same(roles.approver, roles.subject), "approver and account holder", roles.approver),
    ]
    .into_iter()
    .filter(|(is_fault, _, _)| *is_fault)
    .map(|(_, which, who)| format!("{which} are one person, `{}`", name(who)))
    .collect();
    if !faults.is_empty() {
        return Judged::Fail(faults.join("; "));
    }
    if case.evidence.iter().any(|evidence| evidence.weaknesses.contains(&Weakness::SelfVerified)) {
        return Judged::Fail("the agent verified or approved themself".to_owned());
    }
    let approval_unresolved = case.approved_by.is_some() && roles.approver.is_none();
    let missing: Vec<&str> = [
        (roles.agent.is_none(), "agent"),
        (roles.subject.is_none(), "account holder"),
        (roles.requester.is_none(), "requester"),
        (approval_unresolved, "approver"),
    ]
    .into_iter()
    .filter_map(|(is_missing, role)| is_missing.then_some(role))
    .collect();
    if !missing.is_empty() {
        return Judged::NotTestable(format!("not resolved to a person: {}", missing.join(", ")));
    }
    let [agent, requester, subject] = [roles.agent, roles.requester, roles.subject].map(name);
    Judged::Pass(format!("agent `{agent}`, requester `{requester}`, account holder `{subject}`"))
}

/// CT-18: who acted is a named agent. Without a dated roster of rights nobody passes.
pub(super) fn actor(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in run.index.desk().filter(|case| case.change.actor_kind != ActorKind::SelfService) {
        sheet.change(&case.change, is_named_agent(run, case), &[]);
    }
}

fn is_named_agent(run: Run<'_>, case: &Case) -> Judged {
    let label = &case.change.actor_label;
    if case.change.actor_kind == ActorKind::Unknown && label.is_empty() {
        return Judged::Fail("the record names nobody".to_owned());
    }
    let account = case.change.actor.map(|actor| run.input.directory.account(actor));
    if account.is_some_and(|account| account.user_type == Some(UserType::Shared)) {
        return Judged::Fail(format!("`{label}` is shared by several people"));
    }
    let role = match case.change.actor_kind {
        ActorKind::DeskAgent => "was seen working tickets",
        ActorKind::OtherAdmin => "was never seen working a ticket",
        ActorKind::Automation => "is a program",
        _ => "has no known role",
    };
    Judged::NotTestable(format!("`{label}` {role}; it needs {}", run.definition.needs))
}
