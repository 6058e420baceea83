//! What the person did with the account after the desk's change: P4, P5, P6, P13, P14.

use super::super::places::Place;
use super::{MOST_ACTS, RESETS, Seen, View, apart};
use crate::model::{ActorKind, Change, ChangeKind, Verdict};

const GRANTS: &[ChangeKind] = &[
    ChangeKind::RoleGrant,
    ChangeKind::RoleDefinitionChange,
    ChangeKind::GroupGrant,
    ChangeKind::DelegationGrant,
    ChangeKind::ImpersonationGrant,
];
const TRUST: &[ChangeKind] =
    &[ChangeKind::FederationChange, ChangeKind::FederatedTrustChange, ChangeKind::PolicyRelax];
const LASTING: &[ChangeKind] =
    &[ChangeKind::ConsentGrant, ChangeKind::TokenIssue, ChangeKind::SecretCreate, ChangeKind::KeyCreate];

impl<'a> View<'a> {
    /// P4.
    pub(super) fn granted(&self) -> Seen {
        self.acted("P4", GRANTS, "granted rights")
    }

    /// P5.
    pub(super) fn altered_trust(&self) -> Seen {
        self.acted("P5", TRUST, "altered trust or policy")
    }

    /// P14.
    pub(super) fn obtained_lasting(&self) -> Seen {
        self.acted("P14", LASTING, "obtained what outlives a reset")
    }

    fn acted(&self, name: &str, kinds: &[ChangeKind], what: &str) -> Seen {
        self.acts_after(name)
            .find(|other| kinds.contains(&other.kind))
            .map(|other| format!("the person {what} ({}) {}", other.kind, apart(self.at(), other.at)))
    }

    /// P6.
    pub(super) fn reset_others(&self) -> Seen {
        let surroundings = self.surroundings();
        let person = surroundings.person(self.subject);
        let is_other =
            |other: &&Change| other.subject.is_some_and(|subject| surroundings.person(subject) != person);
        self.acts_after("P6").filter(is_other).find(|other| RESETS.contains(&other.kind)).map(|other| {
            format!(
                "the person did a {} for {} {}",
                other.kind,
                other.subject_label,
                apart(self.at(), other.at)
            )
        })
    }

    /// P13.
    pub(super) fn mail_rule(&self) -> Seen {
        let (from, to) = self.until("P13");
        self.own_signal(&self.policy().look.mail_rules, from, to)
            .map(|at| format!("a mail rule {}", apart(self.at(), at)))
    }

    /// What the person did afterwards of their own, as an actor, beside their ordinary work.
    fn acts_after(&self, name: &str) -> impl Iterator<Item = &'a Change> {
        let (from, to) = self.until(name);
        self.surroundings().changes_by(self.subject, from, to).take(MOST_ACTS).filter(|other| {
            other.id != self.change().id && other.parent.is_none() && !self.is_ordinary_work(other)
        })
    }

    /// An act that was proven, that an agent did for a ticket, or that came from an address where the
    /// person had worked before: an administrator whose phone was replaced goes on with their work.
    fn is_ordinary_work(&self, act: &Change) -> bool {
        let begun = self.surroundings().begun(self.change()).at;
        let asked = self.surroundings().standing(act).is_some_and(|standing| {
            standing.verdict == Some(Verdict::Proven)
                || (act.actor_kind == ActorKind::DeskAgent && standing.ticket.is_some())
        });
        asked || self.surroundings().place(self.subject, act, begun) == Place::Known
    }
}
