//! The patterns P1 to P17 of attacks through the desk (reference domain.md, section c.2).

use std::collections::BTreeSet;

use chrono::{Duration, Timelike};

use super::Risking;
use super::surroundings::is_enrolment;
use crate::mapping::risk::Pattern;
use crate::model::{AccountIx, Change, ChangeKind, EventClass, Instant, Outcome, Signal, Support, Weakness};

/// So many neighbours of a change are looked at; beyond, the pattern is plain or absent.
const MOST_LOOKED_AT: usize = 256;

type Seen = Option<String>;

/// The patterns seen around a change, in their order, each with what was seen.
pub(super) fn seen(input: &Risking<'_>) -> Vec<(&'static str, String)> {
    let Some(subject) = input.change.subject else { return Vec::new() };
    let view = View { input, subject };
    let handed_over = hands_over(input.change.kind);
    let all: [(&str, Seen); 17] = [
        ("P1", view.password_and_factor()),
        ("P2", view.enrolment_from_new_place().map(|(_, seen)| seen)),
        ("P3", view.admin_access()),
        ("P4", view.acted("P4", GRANTS, "granted rights")),
        ("P5", view.acted("P5", TRUST, "altered trust or policy")),
        ("P6", view.reset_others()),
        ("P7", view.fan_out()),
        ("P8", view.again()),
        ("P9", view.path_edited()),
        ("P10", view.pass_multiplied()),
        ("P11", view.shared_device()),
        ("P12", view.nobody_enrolled()),
        ("P13", view.mail_rule()),
        ("P14", view.acted("P14", LASTING, "obtained what outlives a reset")),
        ("P15", view.shopped()),
        ("P16", view.off_hours()),
        ("P17", view.reported()),
    ];
    let kept = all.into_iter().filter(|(name, _)| handed_over || matches!(*name, "P7" | "P15" | "P16"));
    kept.filter_map(|(name, seen)| Some((name, seen?))).collect()
}

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
const RESETS: &[ChangeKind] = &[
    ChangeKind::PasswordReset,
    ChangeKind::MfaResetAll,
    ChangeKind::MfaDisable,
    ChangeKind::FactorUnenrol,
    ChangeKind::TemporaryAccessIssue,
    ChangeKind::MfaBypassGrant,
    ChangeKind::RecoveryCodeIssue,
    ChangeKind::RecoveryLinkIssue,
];
const FACTORS: &[ChangeKind] = &[
    ChangeKind::MfaResetAll,
    ChangeKind::FactorUnenrol,
    ChangeKind::MfaDisable,
    ChangeKind::MfaBypassGrant,
    ChangeKind::TemporaryAccessIssue,
];

/// Whether a change hands control to whoever asked for it.
fn hands_over(kind: ChangeKind) -> bool {
    RESETS.contains(&kind)
        || is_enrolment(kind)
        || matches!(
            kind,
            ChangeKind::RecoveryPathEdit
                | ChangeKind::ProfileEditAssurance
                | ChangeKind::IdentifierChange
                | ChangeKind::FactorRestore
                | ChangeKind::FactorUpdate
                | ChangeKind::AccountReactivate
                | ChangeKind::SecretCreate
                | ChangeKind::SecretRotate
                | ChangeKind::KeyCreate
                | ChangeKind::TokenIssue
        )
}

/// A change and its subject.
struct View<'a> {
    input: &'a Risking<'a>,
    subject: AccountIx,
}

impl<'a> View<'a> {
    fn at(&self) -> Instant {
        self.input.change.at
    }

    fn pattern(&self, name: &str) -> Option<&'a Pattern> {
        self.input.policy.pattern.get(name)
    }

    fn span(&self, name: &str) -> Duration {
        self.pattern(name).and_then(|pattern| Duration::try_minutes(pattern.minutes)).unwrap_or_default()
    }

    /// Other changes of the person in the span before and after.
    fn around(&self, name: &str) -> impl Iterator<Item = &'a Change> {
        let span = self.span(name);
        self.input
            .surroundings
            .changes_of(self.subject, self.at() - span, self.at() + span)
            .filter(|other| other.id != self.input.change.id)
            .take(MOST_LOOKED_AT)
    }

    fn after(&self, name: &str) -> impl Iterator<Item = &'a Change> {
        self.around(name).filter(|other| other.at >= self.at())
    }

    /// What the person themself did afterwards, as an actor.
    fn acts_after(&self, name: &str) -> impl Iterator<Item = &'a Change> {
        let span = self.span(name);
        self.input
            .surroundings
            .changes_by(self.subject, self.at(), self.at() + span)
            .filter(|other| other.id != self.input.change.id && other.parent.is_none())
            .take(MOST_LOOKED_AT)
    }

    fn password_and_factor(&self) -> Seen {
        let kind = self.input.change.kind;
        let wanted = |other: &Change| {
            (kind == ChangeKind::PasswordReset && FACTORS.contains(&other.kind))
                || (FACTORS.contains(&kind) && other.kind == ChangeKind::PasswordReset)
        };
        self.around("P1")
            .find(|other| wanted(other) && by_desk(other))
            .map(|other| format!("{} {} of the same person", other.kind, apart(self.at(), other.at)))
    }

    fn enrolment_from_new_place(&self) -> Option<(&'a Change, String)> {
        let this = is_enrolment(self.input.change.kind).then_some(self.input.change);
        this.into_iter().chain(self.after("P2").filter(|other| is_enrolment(other.kind))).find_map(
            |enrolment| {
                let new =
                    self.input.surroundings.is_new_place(self.subject, enrolment, self.at()) == Some(true);
                let marked = self.is_marked_new(enrolment);
                (new || marked).then(|| {
                    let ip = enrolment.ip.as_deref().unwrap_or("an unknown address");
                    let seen = format!(
                        "{} from {ip}, never seen for the person, {}",
                        enrolment.kind,
                        apart(self.at(), enrolment.at)
                    );
                    (enrolment, seen)
                })
            },
        )
    }

    /// The product itself calls the address or device new.
    fn is_marked_new(&self, change: &Change) -> bool {
        let marks = &self.input.policy.look.new_marks;
        self.input.surroundings.event(change).is_some_and(|event| {
            event.details.values().flatten().any(|value| {
                let value = value.to_lowercase();
                marks.iter().any(|mark| value.contains(mark.as_str()))
            })
        })
    }

    fn admin_access(&self) -> Seen {
        self.enrolment_from_new_place()?;
        let types = &self.input.policy.look.admin_access;
        self.own_signal("P3", types).map(|at| format!("administration console {}", apart(self.at(), at)))
    }

    /// The first signal of one of these native types, by or about the person, that took place.
    fn own_signal(&self, name: &str, types: &[String]) -> Option<Instant> {
        let span = self.span(name);
        self.input
            .surroundings
            .signals_of(self.subject, self.at(), self.at() + span)
            .find(|seen| types.contains(&seen.event.native_type) && seen.event.outcome != Outcome::Failure)
            .map(|seen| seen.at)
    }

    fn acted(&self, name: &str, kinds: &[ChangeKind], what: &str) -> Seen {
        self.acts_after(name)
            .find(|other| kinds.contains(&other.kind))
            .map(|other| format!("the person {what} ({}) {}", other.kind, apart(self.at(), other.at)))
    }

    fn reset_others(&self) -> Seen {
        let person = self.input.surroundings.person(self.subject);
        self.acts_after("P6")
            .find(|other| {
                let of_other =
                    other.subject.is_some_and(|subject| self.input.surroundings.person(subject) != person);
                RESETS.contains(&other.kind) && of_other
            })
            .map(|other| {
                format!(
                    "the person did a {} for {} {}",
                    other.kind,
                    other.subject_label,
                    apart(self.at(), other.at)
                )
            })
    }

    /// Several persons in a short time: unproven resets by one agent, or enrolments from one
    /// address that is new for each of them. A busy agent's proven work is no fan-out.
    fn fan_out(&self) -> Seen {
        let least = self.pattern("P7")?.least.max(2);
        let agent = self.persons_by_agent(least);
        let place = || self.persons_from_place(least);
        agent
            .map(|count| format!("{count} persons reset without proof by the same agent"))
            .or_else(|| place().map(|count| format!("{count} persons enrolled from the same new address")))
    }

    fn persons_by_agent(&self, least: usize) -> Option<usize> {
        let actor = self.input.change.actor?;
        let this = self.input.change;
        let counts = |change: &Change| {
            RESETS.contains(&change.kind) && by_desk(change) && !self.input.surroundings.is_proven(change)
        };
        let surroundings = self.input.surroundings;
        counts(this).then_some(())?;
        self.crowd(this.at, least, |from, to| surroundings.changes_by(actor, from, to), counts)
    }

    fn persons_from_place(&self, least: usize) -> Option<usize> {
        let (enrolment, _) = self.enrolment_from_new_place()?;
        let ip = enrolment.ip.as_deref()?;
        let span = self.span("P7");
        let surroundings = self.input.surroundings;
        let is_new = |other: &Change| {
            other.id == enrolment.id
                || other.subject.is_some_and(|subject| {
                    surroundings.is_new_place(subject, other, other.at - span) == Some(true)
                })
        };
        self.crowd(enrolment.at, least, |from, to| surroundings.enrolments_from(ip, from, to), is_new)
    }

    /// How many persons in the span before or in the span after, if at least so many.
    fn crowd<I: Iterator<Item = &'a Change>>(
        &self,
        at: Instant,
        least: usize,
        between: impl Fn(Instant, Instant) -> I,
        counts: impl Fn(&Change) -> bool,
    ) -> Option<usize> {
        let span = self.span("P7");
        let persons = |from, to| {
            let near = between(from, to).take(MOST_LOOKED_AT).filter(|change| counts(change));
            let persons = near.filter_map(|change| change.subject);
            persons.map(|subject| self.input.surroundings.person(subject)).collect::<BTreeSet<_>>().len()
        };
        Some(persons(at - span, at).max(persons(at, at + span))).filter(|count| *count >= least)
    }

    fn again(&self) -> Seen {
        let this = self.input.change;
        if !RESETS.contains(&this.kind) {
            return None;
        }
        let echo = Duration::try_minutes(self.input.policy.look.echo_minutes).unwrap_or_default();
        let product = |change: &'a Change| change.source.split('.').next();
        self.around("P8")
            .find(|other| {
                RESETS.contains(&other.kind)
                    && by_desk(other)
                    && (other.at - self.at()).abs() > echo
                    && (other.kind == this.kind || product(other) != product(this))
            })
            .map(|other| format!("another {} in {} {}", other.kind, other.source, apart(self.at(), other.at)))
    }

    fn path_edited(&self) -> Seen {
        let edited = self.input.evidence.iter().any(|one| one.weaknesses.contains(&Weakness::ChannelEdited));
        let before = self.around("P9").find(|other| {
            other.at < self.at()
                && matches!(other.kind, ChangeKind::RecoveryPathEdit | ChangeKind::ProfileEditAssurance)
        });
        match before {
            Some(other) => Some(format!("{} {}", other.kind, apart(self.at(), other.at))),
            None => edited.then(|| "the verification relied on an address edited shortly before".to_owned()),
        }
    }

    fn pass_multiplied(&self) -> Seen {
        if self.input.change.kind != ChangeKind::TemporaryAccessIssue {
            return None;
        }
        let least = self.pattern("P10")?.least.max(2);
        let count = self.after("P10").filter(|other| is_enrolment(other.kind)).count();
        (count >= least).then(|| format!("{count} enrolments with the pass"))
    }

    fn shared_device(&self) -> Seen {
        let look = &self.input.policy.look;
        let this = is_enrolment(self.input.change.kind).then_some(self.input.change);
        this.into_iter()
            .chain(self.after("P11").filter(|other| is_enrolment(other.kind)))
            .map(|enrolment| self.input.surroundings.persons_sharing(enrolment, look))
            .find(|persons| *persons > 1)
            .map(|persons| format!("the enrolled device or telephone is bound to {persons} persons"))
    }

    /// Only where the log goes on: silence after the end of an export says nothing.
    fn nobody_enrolled(&self) -> Seen {
        let kinds = [ChangeKind::MfaResetAll, ChangeKind::FactorUnenrol];
        let until = self.at() + self.span("P12");
        let source = &self.input.change.source;
        let mut coverage = self.input.coverage.iter().filter(|coverage| coverage.source == *source);
        let covered = coverage.any(|coverage| {
            let gap = coverage.gaps.iter().any(|gap| gap.from < until && gap.to > self.at());
            coverage.covers(self.at()) && coverage.covers(until) && !gap
        });
        let enrolled = self.after("P12").any(|other| is_enrolment(other.kind));
        (kinds.contains(&self.input.change.kind) && covered && !enrolled)
            .then(|| "no factor was enrolled again".to_owned())
    }

    fn mail_rule(&self) -> Seen {
        let types = &self.input.policy.look.mail_rules;
        self.own_signal("P13", types).map(|at| format!("a mail rule {}", apart(self.at(), at)))
    }

    fn shopped(&self) -> Seen {
        let actor = self.input.change.actor.map(|actor| self.input.surroundings.person(actor));
        let span = self.span("P15");
        self.input
            .surroundings
            .refusals_of(self.subject, self.at() - span, self.at())
            .find(|refusal| {
                let by = refusal.by.map(|by| self.input.surroundings.person(by));
                by.is_some() && by != actor && by != Some(self.input.surroundings.person(self.subject))
            })
            .map(|refusal| format!("another agent's verification failed {}", apart(self.at(), refusal.at)))
    }

    fn off_hours(&self) -> Seen {
        let policy = &self.input.policy.off_hours;
        let hours = self
            .input
            .surroundings
            .hours_of(self.input.change.actor.filter(|_| by_desk(self.input.change))?)?;
        let all: u32 = hours.iter().sum();
        let hour = self.at().hour() as usize;
        let near: u32 = [hour + 23, hour, hour + 1].iter().map(|hour| hours[hour % 24]).sum();
        // The change itself is one of them.
        let others = f64::from(near.saturating_sub(1));
        let rare = others <= policy.share * f64::from(all);
        (all >= policy.least_changes && rare)
            .then(|| format!("{near} of the agent's {all} changes fall around {hour:02}:00Z"))
    }

    fn reported(&self) -> Seen {
        let types = &self.input.policy.look.reports;
        let span = self.span("P17");
        self.input
            .surroundings
            .signals_of(self.subject, self.at(), self.at() + span)
            .find(|seen| {
                types.contains(&seen.event.native_type)
                    && (seen.own || seen.class == EventClass::Signal(Signal::Context))
            })
            .map(|seen| format!("reported by the account holder {}", apart(self.at(), seen.at)))
    }
}

fn by_desk(change: &Change) -> bool {
    change.support != Support::No
}

fn apart(from: Instant, to: Instant) -> String {
    let minutes = (to - from).num_minutes();
    let size = minutes.unsigned_abs();
    let amount = match size {
        0 => return "within a minute".to_owned(),
        1..120 => format!("{size} min"),
        120..2880 => format!("{} h", size / 60),
        _ => format!("{} d", size / 1440),
    };
    if minutes > 0 { format!("{amount} later") } else { format!("{amount} before") }
}
