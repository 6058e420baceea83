//! What became of a request for a program: service account, key, token, secret, right of an agent.

use super::super::desk::Incident;
use super::super::lore::{Deed, Script, Step};
use super::super::organisation::{AccountNo, Organisation};
use super::{Plan, Proof};
use crate::model::ChangeKind;

/// What is true of one request for a program.
#[derive(Debug, Clone)]
pub(in crate::simulate) struct NhiTruth {
    /// What it is about, in the words of `topics.toml`.
    pub(in crate::simulate) request: String,
    /// Whether the owner was verified, or approved.
    pub(in crate::simulate) owner_validated: bool,
    /// Whether a new credential was made.
    pub(in crate::simulate) rotated: bool,
    /// Whether somebody wrote down that it was.
    pub(in crate::simulate) rotation_recorded: bool,
    /// Whether the old credential was taken away.
    pub(in crate::simulate) old_revoked: bool,
    /// Whether anybody approved it.
    pub(in crate::simulate) approved: bool,
    /// Whether the rights were looked through, or a date for that set.
    pub(in crate::simulate) reviewed: bool,
}

impl NhiTruth {
    /// What was played on the ticket of a number in its script.
    pub(in crate::simulate) fn of(
        request: &str,
        (on, ticket): (usize, &Incident),
        script: &Script,
        (plans, proofs): (&[Plan], &[Proof]),
        organisation: &Organisation,
    ) -> Self {
        let owner = organisation.accounts[ticket.subject].owner;
        let is_owner = |who: AccountNo| Some(who) == owner;
        let verified = |proof: &Proof| proof.on == on && is_owner(proof.about) && proof.flaw.is_none();
        let granted = || ticket.approvals.iter().filter(|asked| asked.answered.is_some_and(|(_, yes)| yes));
        let made =
            |kinds: &[ChangeKind]| plans.iter().any(|plan| plan.on == on && kinds.contains(&plan.kind));
        let says = |text: &str| {
            let is_it = |step: &&Step| step.on == on && step.deed == Deed::Note;
            script.steps.iter().filter(is_it).any(|step| step.text.as_deref() == Some(text))
        };
        Self {
            request: request.to_owned(),
            owner_validated: proofs.iter().any(verified) || granted().any(|asked| is_owner(asked.approver)),
            rotated: made(&[
                ChangeKind::SecretCreate,
                ChangeKind::SecretRotate,
                ChangeKind::TokenIssue,
                ChangeKind::KeyCreate,
            ]),
            rotation_recorded: says("rotation"),
            old_revoked: made(&[ChangeKind::SecretRevoke, ChangeKind::TokenRevoke, ChangeKind::KeyRevoke]),
            approved: granted().next().is_some(),
            reviewed: says("contact.review"),
        }
    }
}
