//! The CSV files: people, verifications, and the truth.

use super::super::SimulateError;
use super::super::calendar::iso;
use super::super::event::Actor;
use super::super::organisation::{AccountNo, Organisation, Role};
use super::super::play::Story;
use super::super::truth::{ChangeTruth, ContactTruth, Decision, NhiTruth};
use super::files::Folder;
use super::log::Written;
use crate::model::{ContactOutcome, Level, Verdict};

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
        "link",
        "also_possible",
        "attack_id",
        "attack_chain",
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
            yes_no(change.attack.is_some()),
            native_ids.join(";"),
            link_of(change).to_owned(),
            change.also_possible.join(";"),
            change.attack.clone().unwrap_or_default(),
            change.chain.join(";"),
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
        "contributing_reasons",
        "cause",
        "causes",
        "handoffs",
        "handoffs_teams",
        "handoffs_up",
        "handoffs_back",
        "handoff_costs",
        "returns_to",
        "tie",
        "nhi_request",
        "nhi_ownership_validated",
        "nhi_rotated",
        "nhi_rotation_recorded",
        "nhi_old_revoked",
        "nhi_approved",
        "nhi_access_reviewed",
    ];
    let rows = story.incidents.iter().zip(contacts).map(|(incident, contact)| {
        let told = |words: String| if contact.outcome.is_some() { words } else { String::new() };
        let mut reasons = contact.reasons.iter().map(ToString::to_string);
        let main = reasons.next().unwrap_or_default();
        let failed = contact.identity && contact.outcome == Some(ContactOutcome::No);
        let causes = incident.causes.iter().filter(|_| failed).map(|cause| cause.word());
        let costs: Vec<&str> = incident.costs.iter().map(|cost| cost.word()).collect();
        let passed = contact.passed;
        let counts = [passed.people, passed.teams, passed.up, passed.back].map(|count| count.to_string());
        let (returns_to, tie) =
            incident.tie.as_ref().map_or(("", ""), |(first, tie)| (first.as_str(), tie.word()));
        let mut row = vec![
            incident.number.clone(),
            yes_no(contact.identity),
            contact.outcome.map(|word| word.to_string()).unwrap_or_default(),
            told(main),
            contact.kind.clone(),
            organisation.accounts[incident.subject].login.clone(),
            log.native_ids(&contact.changes).join(";"),
            incident.situation.clone(),
            told(reasons.collect::<Vec<_>>().join(";")),
            causes.clone().next().unwrap_or_default().to_owned(),
            causes.collect::<Vec<_>>().join(";"),
        ];
        row.extend(counts);
        row.extend([costs.join(";"), returns_to.to_owned(), tie.to_owned()]);
        row.extend(about_program(incident.nhi.as_ref()));
        row
    });
    folder.csv("truth/tickets.csv", header, rows)
}

fn about_program(nhi: Option<&NhiTruth>) -> [String; 7] {
    let Some(nhi) = nhi else { return std::array::from_fn(|_| String::new()) };
    let NhiTruth { request, owner_validated, rotated, rotation_recorded, old_revoked, approved, reviewed } =
        nhi;
    let [validated, rotated, recorded, revoked, approved, reviewed] =
        [owner_validated, rotated, rotation_recorded, old_revoked, approved, reviewed]
            .map(|held| yes_no(*held));
    [request.clone(), validated, rotated, recorded, revoked, approved, reviewed]
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

/// What the exports can prove of the ticket.
fn link_of(change: &ChangeTruth) -> &'static str {
    match (change.ticket.is_empty(), change.plan.ambiguous) {
        (true, _) => "none",
        (false, true) => "ambiguous",
        (false, false) => "linked",
    }
}

/// The level that stands behind the verdict; where there is nothing and the exports would show it, `none`.
fn level_of(judged: &Decision) -> Option<Level> {
    let would_show = !matches!(judged.verdict, None | Some(Verdict::NotTestable));
    judged.level.or(would_show.then_some(Level::None))
}
