//! What shows at the desk itself: P1, P8, P9, P15, P16, P17.

use super::super::surroundings::moved;
use super::{MOST_LOOKED_AT, RESETS, Seen, View, apart, by_desk, minutes};
use crate::model::{
    ActorKind, Change, ChangeKind, EventClass, Level, Outcome, Signal, Timing, Verdict, Weakness,
};

const FACTORS: &[ChangeKind] = &[
    ChangeKind::MfaResetAll,
    ChangeKind::FactorUnenrol,
    ChangeKind::MfaDisable,
    ChangeKind::MfaBypassGrant,
    ChangeKind::TemporaryAccessIssue,
];

/// Whether two kinds together hand over password and factor.
fn password_with_factor(one: ChangeKind, other: ChangeKind) -> bool {
    let both = |a, b| a == ChangeKind::PasswordReset && FACTORS.contains(&b);
    both(one, other) || both(other, one)
}

fn product(change: &Change) -> &str {
    change.source.split('.').next().unwrap_or_default()
}

impl View<'_> {
    /// P1: password and factor in one contact.
    pub(super) fn password_and_factor(&self) -> Seen {
        if self.is_joiner() {
            return None;
        }
        self.around("P1")
            .find(|other| password_with_factor(self.change().kind, other.kind) && by_desk(other))
            .map(|other| format!("{} {} of the same person", other.kind, apart(self.at(), other.at)))
    }

    /// P8: reset again, or in another product. Password and factor in one contact are P1's, and what another
    /// product tells within minutes is the same act once more (domain.md a, S7).
    pub(super) fn again(&self) -> Seen {
        let this = self.change();
        if !RESETS.contains(&this.kind) || self.is_joiner() {
            return None;
        }
        let echo = minutes(self.policy().look.echo_minutes);
        let contact = self.span("P1");
        self.around("P8")
            .find(|other| {
                let distance = (other.at - this.at).abs();
                let elsewhere = product(other) != product(this);
                let one_contact = password_with_factor(this.kind, other.kind) && distance <= contact;
                let counts = RESETS.contains(&other.kind) && by_desk(other);
                counts && distance > echo && !one_contact && (elsewhere || !self.is_retry(other))
            })
            .map(|other| format!("another {} in {} {}", other.kind, other.source, apart(self.at(), other.at)))
    }

    /// The same agent once more under the same ticket: the first try did not help.
    fn is_retry(&self, other: &Change) -> bool {
        let ticket = |change| self.surroundings().standing(change).and_then(|standing| standing.ticket);
        let same_ticket = ticket(self.change()).is_some_and(|own| ticket(other) == Some(own));
        same_ticket && other.actor == self.change().actor && other.kind == self.change().kind
    }

    /// P9: the way that a verification took was edited before.
    pub(super) fn path_edited(&self) -> Seen {
        let edited = self.input.evidence.iter().any(|one| one.weaknesses.contains(&Weakness::ChannelEdited));
        let kinds = [ChangeKind::RecoveryPathEdit, ChangeKind::ProfileEditAssurance];
        let before = self.around("P9").take_while(|other| other.at < self.at()).find(|other| {
            let by_hand = !matches!(other.actor_kind, ActorKind::System | ActorKind::Automation);
            kinds.contains(&other.kind) && by_hand
        });
        match before {
            Some(other) if edited || !self.is_verified_otherwise() => {
                Some(format!("{} {}", other.kind, apart(self.at(), other.at)))
            }
            _ => edited.then(|| "the verification relied on an address edited shortly before".to_owned()),
        }
    }

    /// Strong evidence rests on an authenticator, a document or presence, on no address that can be edited.
    fn is_verified_otherwise(&self) -> bool {
        let in_time = |timing| matches!(timing, Timing::Before | Timing::Unknown);
        self.input.evidence.iter().any(|one| one.level == Level::Strong && in_time(one.timing))
    }

    /// P15: refused by one agent, done by another.
    pub(super) fn shopped(&self) -> Seen {
        let surroundings = self.surroundings();
        let own = surroundings.person(self.subject);
        let begun = surroundings.begun(self.change());
        let actor = surroundings
            .standing(begun)
            .and_then(|standing| standing.agent)
            .map(|agent| surroundings.person(agent))
            .or(self.actor());
        let from = moved(begun.at, -self.span("P15"));
        surroundings
            .refusals_of(self.subject, from, begun.at)
            .find(|refusal| {
                let by = refusal.by.map(|by| surroundings.person(by));
                by.is_some_and(|by| Some(by) != actor && by != own && !surroundings.is_program(by))
            })
            .map(|refusal| format!("another agent's verification failed {}", apart(self.at(), refusal.at)))
    }

    /// P16: at an hour or from a place at which the agent never works, or in somebody else's ticket.
    pub(super) fn off_duty(&self) -> Seen {
        let change = self.change();
        if !by_desk(change) || change.parent.is_some() || change.actor_kind == ActorKind::Automation {
            return None;
        }
        let policy = &self.policy().off_hours;
        let habits = self.surroundings().habits();
        let agent = self.actor()?;
        let standing = self.surroundings().standing(change)?;
        let unasked = match standing.verdict {
            Some(Verdict::Unticketed) => ", without a ticket",
            _ if standing.in_own_ticket == Some(false) => ", in a ticket that the agent does not work",
            _ => "",
        };
        let unusual = habits
            .off_hours(agent, change.at, policy)
            .or_else(|| habits.off_desk(agent, change.ip.as_deref(), policy))?;
        Some(format!("{unusual}{unasked}"))
    }

    /// P17: the account holder says, to the product or to the desk, that it was not them.
    pub(super) fn reported(&self) -> Seen {
        let types = &self.policy().look.reports;
        let (from, to) = self.until("P17");
        let signal = self
            .surroundings()
            .signals_of(self.subject, from, to)
            .take(MOST_LOOKED_AT)
            .find(|seen| {
                types.contains(&seen.event.native_type)
                    && seen.event.outcome != Outcome::Failure
                    && (seen.own || seen.class == EventClass::Signal(Signal::Context))
            })
            .map(|seen| format!("reported by the account holder {}", apart(self.at(), seen.at)));
        signal.or_else(|| {
            let denied = self.surroundings().denial_of(self.subject, from, to)?;
            Some(format!(
                "the account holder told the desk {} that it was not asked for",
                apart(self.at(), denied)
            ))
        })
    }
}
