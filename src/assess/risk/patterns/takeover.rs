//! How what the desk handed over was taken up: P2, P3, P10, P11, P12.

use super::super::places::Place;
use super::super::surroundings::{Surroundings, moved};
use super::{MOST_LOOKED_AT, RESETS, Seen, View, apart, days, is_enrolment, minutes};
use crate::mapping::risk::RiskPolicy;
use crate::model::{AccountIx, Change, ChangeKind, Instant, Outcome};

/// What puts control into somebody's hands: an enrolment, or the person's own password after a reset.
fn takes_up(kind: ChangeKind) -> bool {
    is_enrolment(kind) || kind == ChangeKind::PasswordChangeSelf
}

/// The first act in the span of P2 that takes a change up from a place where the person was never seen before.
pub(super) fn from_new_place<'a>(
    surroundings: &Surroundings<'a>,
    policy: &RiskPolicy,
    change: &'a Change,
    subject: AccountIx,
) -> Option<&'a Change> {
    let span = minutes(policy.pattern.get("P2")?.minutes);
    // What was used since the change itself is no place known before.
    let before = surroundings.begun(change).at;
    let this = takes_up(change.kind).then_some(change);
    let after = surroundings
        .changes_of(subject, change.at, moved(change.at, span))
        .filter(|other| other.id != change.id && takes_up(other.kind))
        .take(MOST_LOOKED_AT);
    this.into_iter().chain(after).find(|taken| {
        let place = surroundings.place(subject, taken, before);
        place == Place::New || (place != Place::Known && is_marked_new(surroundings, policy, taken))
    })
}

/// The product itself calls the address or device new.
fn is_marked_new(surroundings: &Surroundings<'_>, policy: &RiskPolicy, change: &Change) -> bool {
    surroundings.event(change).is_some_and(|event| {
        event.details.values().any(|value| {
            let value = value.to_lowercase();
            policy.look.new_marks.iter().any(|mark| value.contains(mark.as_str()))
        })
    })
}

impl<'a> View<'a> {
    fn taken_from_new_place(&self) -> Option<&'a Change> {
        from_new_place(self.surroundings(), self.policy(), self.change(), self.subject)
    }

    /// P2: taken up from an address, in a network, where the person was never seen.
    pub(super) fn taken_up_elsewhere(&self) -> Seen {
        let taken = self.taken_from_new_place()?;
        let ip = taken.ip.as_deref().unwrap_or("an address");
        let begun = self.surroundings().begun(self.change()).at;
        let days = self.surroundings().days_known(self.subject, begun);
        let known = if days > 0 { format!(" in the {days} days known") } else { String::new() };
        Some(format!(
            "{} from {ip}, never seen for the person{known}, {}",
            taken.kind,
            apart(self.at(), taken.at)
        ))
    }

    /// P3: P2, and from no known place the administration console soon after.
    pub(super) fn admin_access(&self) -> Seen {
        let taken = self.taken_from_new_place()?;
        let to = moved(taken.at, self.span("P3"));
        self.own_signal(&self.policy().look.admin_access, taken.at, to)
            .map(|at| format!("administration console {}", apart(self.at(), at)))
    }

    /// The first signal of one of these native types that the person gave, that took place, and not from
    /// a place that they had used before the change.
    pub(super) fn own_signal(&self, types: &[String], from: Instant, to: Instant) -> Option<Instant> {
        let before = self.surroundings().begun(self.change()).at;
        self.surroundings()
            .signals_of(self.subject, from, to)
            .take(MOST_LOOKED_AT)
            .find(|seen| {
                seen.own
                    && types.contains(&seen.event.native_type)
                    && seen.event.outcome != Outcome::Failure
                    && self.surroundings().place_of_event(self.subject, seen.event, before) != Place::Known
            })
            .map(|seen| seen.at)
    }

    /// P10: a pass turned into several authenticators or devices, not all at a place that the person used before.
    pub(super) fn pass_multiplied(&self) -> Seen {
        let passes =
            [ChangeKind::TemporaryAccessIssue, ChangeKind::MfaBypassGrant, ChangeKind::RecoveryCodeIssue];
        if !passes.contains(&self.change().kind) || self.is_joiner() {
            return None;
        }
        let least = self.pattern("P10")?.least.max(2);
        let enrolled: Vec<&Change> = self.after("P10").filter(|other| is_enrolment(other.kind)).collect();
        let elsewhere = enrolled
            .iter()
            .any(|one| self.surroundings().place(self.subject, one, self.at()) != Place::Known);
        (enrolled.len() >= least && elsewhere).then(|| format!("{} enrolments with the pass", enrolled.len()))
    }

    /// P11: what was enrolled is somebody else's too.
    pub(super) fn shared_device(&self) -> Seen {
        let look = &self.policy().look;
        let this = is_enrolment(self.change().kind).then(|| self.change());
        this.into_iter()
            .chain(self.after("P11").filter(|other| is_enrolment(other.kind)))
            .map(|enrolment| self.surroundings().persons_sharing(enrolment, look))
            .find(|persons| *persons > 1)
            .map(|persons| format!("the enrolled device or telephone is bound to {persons} persons"))
    }

    /// P12: factors taken away and none enrolled again, or a reset after which nobody came.
    pub(super) fn parked(&self) -> Seen {
        if self.is_withdrawn() {
            return None;
        }
        self.not_enrolled_again().or_else(|| self.nobody_came())
    }

    fn not_enrolled_again(&self) -> Seen {
        let (from, to) = self.until("P12");
        let removed = matches!(self.change().kind, ChangeKind::MfaResetAll | ChangeKind::FactorUnenrol);
        // A new phone is often enrolled before the old one goes.
        let swapped = self.change().kind == ChangeKind::FactorUnenrol;
        let since = if swapped { moved(from, -self.span("P12")) } else { from };
        let mut others = self.surroundings().changes_of(self.subject, since, to).take(MOST_LOOKED_AT);
        (removed && self.goes_on(from, to) && !others.any(|other| is_enrolment(other.kind)))
            .then(|| "no factor was enrolled again".to_owned())
    }

    /// Only where the log tells of sign-ins at all.
    fn nobody_came(&self) -> Seen {
        let to = moved(self.at(), days(self.policy().look.parked_days));
        let watched = self.surroundings().tells_use(&self.change().source) && self.goes_on(self.at(), to);
        if !RESETS.contains(&self.change().kind) || !watched {
            return None;
        }
        let acted = self.surroundings().changes_by(self.subject, self.at(), to).next().is_some();
        let came = acted || self.surroundings().was_used(self.subject, self.at(), to);
        (!came)
            .then(|| format!("nobody used the account in the {} days after", self.policy().look.parked_days))
    }

    /// Whether the account was taken out of service: its holder left, and nobody is to come.
    fn is_withdrawn(&self) -> bool {
        let to = moved(self.at(), days(self.policy().look.parked_days));
        let kinds = [ChangeKind::AccountDisable, ChangeKind::AccountDelete, ChangeKind::AccountLock];
        self.surroundings()
            .changes_of(self.subject, self.at(), to)
            .take(MOST_LOOKED_AT)
            .any(|other| kinds.contains(&other.kind))
    }

    /// Silence after the end of an export, or in a gap of it, says nothing.
    fn goes_on(&self, from: Instant, to: Instant) -> bool {
        let source = &self.change().source;
        self.input.coverage.iter().filter(|coverage| coverage.source == *source).any(|coverage| {
            let gap = coverage.gaps.iter().any(|gap| gap.from < to && gap.to > from);
            coverage.covers(from) && coverage.covers(to) && !gap
        })
    }
}
