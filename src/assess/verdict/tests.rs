//! One case per verdict, and the ways in which a pass must not come about.

use super::{Judged, Judging, verdict};
use crate::correlate::evidence::tests::{Desk, account, at};
use crate::model::*;

fn coverage(from: &str, to: &str) -> Coverage {
    Coverage {
        source: "servicenow.incident".into(),
        of_tickets: true,
        span: Some(Span { from: at(from), to: at(to) }),
        gaps: vec![],
        gap_limit_seconds: 21_600,
        records: 10,
        per_hour: std::collections::BTreeMap::new(),
        truncation: vec![],
    }
}

struct Case {
    desk: Desk,
    outcome: LinkOutcome,
    linked: bool,
    coverage: Vec<Coverage>,
}

impl Case {
    fn new(text: &str) -> Self {
        let coverage = vec![coverage("08:00", "18:00")];
        Self { desk: Desk::new(text), outcome: LinkOutcome::Linked, linked: true, coverage }
    }

    fn unlinked(outcome: LinkOutcome) -> Self {
        Self { outcome, linked: false, ..Self::new("") }
    }

    fn approved(mut self, by: &str, when: &str, state: ApprovalState) -> Self {
        self.desk.ticket.approvals.push(Approval {
            origin: Origin { file: FileId(0), record: 70, line: 70 },
            approver: Party { login: Some(by.into()), ..Party::default() },
            state,
            asked_at: None,
            at: Some(at(when)),
            comment: None,
        });
        self
    }

    fn privileged(mut self) -> Self {
        self.desk.change.tier = Tier::Privileged;
        self
    }

    fn judge(&self) -> Judged {
        let evidence = self.desk.weigh();
        verdict(&Judging {
            change: &self.desk.change,
            act_at: self.desk.change.at,
            outcome: self.outcome,
            link: self.linked.then_some(&self.desk.link),
            ticket: self.linked.then_some(&self.desk.ticket),
            evidence: &evidence,
            coverage: &self.coverage,
            directory: &self.desk.directory,
            policy: &self.desk.policy,
        })
    }

    fn expect(&self, expected: Verdict, word: &str) {
        let judged = self.judge();
        assert_eq!(judged.verdict, Some(expected), "{}", judged.reason);
        assert!(judged.reason.contains(word), "{:?} does not say {word:?}", judged.reason);
    }
}

const CALLBACK: &str = "Called back on the number on file.";
const IN_PERSON: &str = "Came to the desk with ID card.";

#[test]
fn evidence_strong_and_fresh_enough_before_the_change_proves_it() {
    Case::new(CALLBACK).expect(Verdict::Proven, "callback_on_file (adequate, asserted)");
}

#[test]
fn evidence_that_falls_short_is_insufficient_and_says_how() {
    Case::new("Checked employee number and date of birth.")
        .expect(Verdict::Insufficient, "worth weak where adequate");
    let mut stale = Case::new(CALLBACK);
    stale.desk.ticket.journal[0].at = Some(at("13:00"));
    stale.expect(Verdict::Insufficient, "too long before");
    let mut skewed = Case::new(CALLBACK);
    skewed.desk.ticket.journal[0].at = at("14:10").checked_add_signed(chrono::Duration::seconds(30));
    skewed.expect(Verdict::Insufficient, "clocks cannot tell");
    let mut undated = Case::new(CALLBACK);
    undated.desk.ticket.journal[0].at = None;
    undated.expect(Verdict::Insufficient, "no known time");
}

#[test]
fn evidence_after_the_change_is_late() {
    let mut case = Case::new(IN_PERSON);
    case.desk.ticket.journal[0].at = Some(at("14:40"));
    case.expect(Verdict::Late, "30 minutes after");
}

#[test]
fn a_ticket_without_evidence_is_unproven() {
    Case::new("").expect(Verdict::Unproven, "tells of no verification");
    Case::new("Verified user.").expect(Verdict::Unproven, "names no method");
    Case::new("Called back on the number on file, no answer.")
        .expect(Verdict::Unproven, "failed or was refused");
    Case::new("Did not verify the user.").expect(Verdict::Unproven, "tells of no verification");
    let mut other = Case::new(CALLBACK);
    other.desk.link.mismatches = vec![Mismatch::WrongTarget];
    other.expect(Verdict::Insufficient, "somebody else");
}

#[test]
fn what_needs_no_verification_still_needs_a_ticket_about_this_account() {
    let mut revoked = Case::new("Signed out everywhere.");
    revoked.desk.change.kind = ChangeKind::SessionRevoke;
    revoked.expect(Verdict::Proven, "asks no verification");
    revoked.desk.link.mismatches = vec![Mismatch::WrongTarget];
    revoked.expect(Verdict::Insufficient, "about somebody else");
}

#[test]
fn absence_is_asserted_only_inside_covered_time() {
    Case::unlinked(LinkOutcome::Unlinked).expect(Verdict::Unticketed, "servicenow.incident covers");
    let mut outside = Case::unlinked(LinkOutcome::Unlinked);
    outside.coverage = vec![coverage("08:00", "14:00")];
    outside.expect(Verdict::NotTestable, "covers that time");
    outside.coverage = vec![];
    outside.expect(Verdict::NotTestable, "no ticket export");
    let mut events_only = Case::unlinked(LinkOutcome::Unlinked);
    events_only.coverage[0].of_tickets = false;
    events_only.expect(Verdict::NotTestable, "no ticket export");
    Case::unlinked(LinkOutcome::Ambiguous).expect(Verdict::NotTestable, "reviewer");
    let mut listed = Case::new("");
    listed.desk.ticket.has_journal = false;
    listed.expect(Verdict::NotTestable, "holds no journal");
}

#[test]
fn what_the_desk_did_not_do_has_no_verdict() {
    let mut case = Case::new("");
    case.desk.change.support = Support::No;
    assert_eq!(case.judge().verdict, None);
    case.desk.change.support = Support::Unknown;
    assert_eq!(case.judge().verdict, Some(Verdict::Unproven));
}

#[test]
fn privileged_accounts_need_strong_evidence_and_an_approval() {
    let jane = "jane.doe@example.com";
    let granted = ApprovalState::Approved;
    Case::new(CALLBACK)
        .privileged()
        .approved(jane, "14:00", granted)
        .expect(Verdict::Insufficient, "strong is needed");
    Case::new(IN_PERSON).privileged().expect(Verdict::Insufficient, "no approval");
    for (by, when, state, fault) in [
        (jane, "14:30", granted, "after the change"),
        (jane, "14:00", ApprovalState::Rejected, "refused"),
        (jane, "14:00", ApprovalState::Requested, "no approval"),
        ("ben.ode@example.com", "14:00", granted, "the agent approved"),
        ("ana.ruiz@example.com", "14:00", granted, "the subject approved"),
    ] {
        Case::new(IN_PERSON).privileged().approved(by, when, state).expect(Verdict::Insufficient, fault);
    }
    let proven = Case::new(IN_PERSON).privileged().approved(jane, "14:00", granted);
    proven.expect(Verdict::Proven, "in_person");
    let judged = proven.judge();
    assert_eq!((judged.approved_by.as_deref(), judged.approved_at), (Some(jane), Some(at("14:00"))));
    assert_eq!(judged.required, Level::Strong);
}

#[test]
fn each_weakness_keeps_a_change_from_being_proven() {
    let mut edited = Case::new(CALLBACK);
    let edit = crate::correlate::evidence::tests::change(
        &edited.desk.directory,
        "0",
        ChangeKind::RecoveryPathEdit,
        at("09:00"),
    );
    edited.desk.history.push(edit);
    edited.expect(Verdict::Insufficient, "was edited shortly before");
    let mut own = Case::new(CALLBACK);
    own.desk.ticket.journal[0].author =
        Party { login: Some("ana.ruiz@example.com".into()), ..Party::default() };
    own.expect(Verdict::Insufficient, "the word of the one");
}

#[test]
fn a_refusal_after_the_proof_overrules_it() {
    let mut case = Case::new(CALLBACK);
    let mut later = case.desk.ticket.journal[0].clone();
    (later.text, later.at) = ("Sent Okta Verify push, she declined.".into(), Some(at("14:07")));
    later.origin.record = 3;
    case.desk.ticket.journal.push(later);
    case.expect(Verdict::Insufficient, "authenticator_challenge failed or was refused");
    case.desk.ticket.journal[1].at = Some(at("14:01"));
    case.expect(Verdict::Proven, "callback_on_file");
}

#[test]
fn what_only_takes_away_needs_a_ticket_and_no_verification() {
    let mut case = Case::new("");
    case.desk.change.kind = ChangeKind::SessionRevoke;
    case.expect(Verdict::Proven, "asks no verification");
    case.linked = false;
    case.outcome = LinkOutcome::Unlinked;
    case.expect(Verdict::Unticketed, "no ticket explains it");
}

#[test]
fn an_unknown_tier_is_assumed_and_the_reason_says_so() {
    let mut case = Case::new(CALLBACK);
    case.desk.change.tier_known = false;
    case.expect(Verdict::Proven, "was assumed");
}

#[test]
fn a_programs_secret_needs_its_owner_and_an_approval() {
    let jane = "jane.doe@example.com";
    let mut case = Case::new("");
    case.desk.change.kind = ChangeKind::SecretCreate;
    case.desk.change.subject = Some(account(&case.desk.directory, "svc-pay@example.com"));
    (case.desk.change.subject_kind, case.desk.change.tier) = (SubjectKind::Nhi, Tier::Nhi);
    case.expect(Verdict::Unproven, "no verification");
    case.desk.ticket.requester = Party { login: Some(jane.into()), ..Party::default() };
    case.expect(Verdict::Insufficient, "no approval");
    case.approved(jane, "14:00", ApprovalState::Approved).expect(Verdict::Proven, "recorded");
}
