//! The CSV files: people, verifications, and the truth.

use super::super::SimulateError;
use super::super::calendar::iso;
use super::super::event::Actor;
use super::super::organisation::{AccountNo, Organisation, Role};
use super::super::play::Story;
use super::super::truth::{ContactTruth, Decision};
use super::files::Folder;
use super::log::Written;
use crate::model::{Level, Verdict};

/// `people.csv` with the headers of DESIGN section 5.
pub(super) fn people(folder: &mut Folder, organisation: &Organisation) -> Result<(), SimulateError> {
    let header = [
        "employee_id",
        "login",
        "email",
        "display_name",
        "sam_account",
        "user_type",
        "title",
        "tier",
        "manager_login",
        "alt_accounts",
        "owner_login",
    ];
    let accounts = &organisation.accounts;
    let login = |no: Option<AccountNo>| no.map(|no| accounts[no].login.clone()).unwrap_or_default();
    let twins = |no: AccountNo| {
        let of_this = accounts.iter().filter(|account| account.of_person == Some(no));
        of_this.map(|account| account.login.clone()).collect::<Vec<_>>().join(";")
    };
    let rows = accounts.iter().enumerate().map(|(no, account)| {
        let alternates = if account.role == Role::Admin { twins(no) } else { String::new() };
        [
            account.employee_id.clone(),
            account.login.clone(),
            account.email.clone(),
            account.people_name.clone(),
            account.sam.clone(),
            account.user_type.to_string(),
            account.title.clone(),
            account.tier.to_string(),
            login(account.manager),
            alternates,
            login(account.owner),
        ]
    });
    folder.csv("exports/people.csv", header, rows)
}

/// `verifications.csv` with the headers of DESIGN section 5.
pub(super) fn verifications(
    folder: &mut Folder,
    organisation: &Organisation,
    story: &Story,
) -> Result<(), SimulateError> {
    let header = ["verification_id", "at", "subject", "verifier", "method", "result", "reference", "ticket"];
    let rows = story.tool_records.iter().map(|record| {
        [
            record.id.clone(),
            iso(record.at),
            organisation.accounts[record.subject].login.clone(),
            organisation.accounts[record.verifier].login.clone(),
            record.method.clone(),
            if record.passed { "passed" } else { "failed" }.to_owned(),
            record.reference.clone(),
            record.ticket.clone(),
        ]
    });
    folder.csv("exports/verifications.csv", header, rows)
}

/// `truth/changes.csv`.
pub(super) fn true_changes(
    folder: &mut Folder,
    organisation: &Organisation,
    story: &Story,
    log: &Written,
) -> Result<(), SimulateError> {
    let header = [
        "native_id",
        "at",
        "kind",
        "subject_login",
        "actor_login",
        "support_triggered",
        "ticket",
        "evidence_method",
        "evidence_level",
        "evidence_when",
        "verdict",
        "situation",
        "attack",
        "native_ids",
    ];
    let login = |no: AccountNo| organisation.accounts[no].login.clone();
    let rows = story.changes.iter().map(|change| {
        let plan = &change.plan;
        let judged = &change.judged;
        let native_ids = log.native_ids(&plan.native_ids);
        let actor = match plan.actor {
            Actor::Account(no) => login(no),
            Actor::System => "system@okta.com".to_owned(),
        };
        [
            native_ids.first().cloned().unwrap_or_default(),
            iso(plan.at),
            plan.kind.to_string(),
            plan.subject.map(login).unwrap_or_default(),
            actor,
            plan.support.to_string(),
            change.ticket.clone(),
            judged.method.map(|word| word.to_string()).unwrap_or_default(),
            level_of(judged).map(|word| word.to_string()).unwrap_or_default(),
            judged.when.map(|word| word.to_string()).unwrap_or_default(),
            judged.verdict.map(|word| word.to_string()).unwrap_or_default(),
            change.situation.clone(),
            yes_no(change.attack),
            native_ids.join(";"),
        ]
    });
    folder.csv("truth/changes.csv", header, rows)
}

/// `truth/tickets.csv`.
pub(super) fn true_tickets(
    folder: &mut Folder,
    organisation: &Organisation,
    story: &Story,
    contacts: &[ContactTruth],
    log: &Written,
) -> Result<(), SimulateError> {
    let header = [
        "ticket",
        "identity_request",
        "first_contact",
        "first_contact_reason",
        "topic",
        "subject_login",
        "changes",
        "situation",
    ];
    let rows = story.incidents.iter().zip(contacts).map(|(incident, contact)| {
        [
            incident.number.clone(),
            yes_no(contact.identity),
            contact.outcome.to_string(),
            contact.reason.map(|reason| reason.to_string()).unwrap_or_default(),
            contact.kind.clone(),
            organisation.accounts[incident.subject].login.clone(),
            log.native_ids(&contact.changes).join(";"),
            incident.situation.clone(),
        ]
    });
    folder.csv("truth/tickets.csv", header, rows)
}

/// `truth/situations.csv`.
pub(super) fn true_situations(
    folder: &mut Folder,
    story: &Story,
    log: &Written,
) -> Result<(), SimulateError> {
    let header = ["situation", "description", "change_native_id", "ticket"];
    let rows = story.situations.iter().map(|situation| {
        let change = log.native_id(&situation.change);
        [situation.name.clone(), situation.about.clone(), change, situation.ticket.clone()]
    });
    folder.csv("truth/situations.csv", header, rows)
}

fn yes_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

/// The level that stands behind the verdict; where there is nothing and the exports would show it, `none`.
fn level_of(judged: &Decision) -> Option<Level> {
    let would_show = !matches!(judged.verdict, None | Some(Verdict::NotTestable));
    judged.level.or(would_show.then_some(Level::None))
}
