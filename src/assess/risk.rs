//! Risk of one change, as a sum that can be read (DESIGN section 3.6).

mod crowds;
mod habits;
mod patterns;
mod places;
mod surroundings;
#[cfg(test)]
mod tests;

pub use surroundings::{Denial, Refusal, Standing, Surroundings, Told};

use chrono::Duration;

use crate::mapping::risk::RiskPolicy;
use crate::model::{
    Change, ChangeKind, Coverage, Evidence, Level, Risk, RiskTerm, Support, Timing, Verdict, Weakness,
};

/// All that a risk rests on.
#[derive(Debug, Clone, Copy)]
pub struct Risking<'a> {
    /// The change.
    pub change: &'a Change,
    /// Its verdict.
    pub verdict: Option<Verdict>,
    /// Its weighed evidence.
    pub evidence: &'a [Evidence],
    /// Everything around it.
    pub surroundings: &'a Surroundings<'a>,
    /// Covered time: "nobody enrolled again" needs a log that goes on.
    pub coverage: &'a [Coverage],
    /// The weights.
    pub policy: &'a RiskPolicy,
}

/// The risk of one change. The terms add up to the score.
#[must_use]
pub fn risk(input: &Risking<'_>) -> Risk {
    let share = share(input);
    let mut terms = vec![effect(input, share)];
    terms.extend(actor(input));
    if input.change.support != Support::No {
        terms.extend(patterns::seen(input).into_iter().filter_map(|(name, seen)| {
            let pattern = input.policy.pattern.get(name)?;
            let always = pattern.always.unwrap_or(input.policy.pattern_share.always);
            let counted = always + (1.0 - always) * share.min(1.0);
            Some(term(name, pattern.points * counted, seen))
        }));
        terms.extend(relief(input));
    }
    total(terms, input.policy.linear_to)
}

/// Adds up; above `linear_to` the sum bends towards 100 without reaching it.
fn total(mut terms: Vec<RiskTerm>, linear_to: f64) -> Risk {
    let sum: f64 = terms.iter().map(|term| term.points).sum::<f64>().max(0.0);
    let over = (sum - linear_to).max(0.0);
    let room = 100.0 - linear_to;
    let bent = if over > 0.0 { linear_to + room * over / (over + room) } else { sum };
    let score = one_decimal(bent.clamp(0.0, 100.0));
    let plain = one_decimal(terms.iter().map(|term| term.points).sum());
    if (score - plain).abs() > 0.049 {
        let seen = "what goes beyond counts less, so that the score stays below 100".to_owned();
        terms.push(term("limit", score - plain, seen));
    }
    Risk { score, terms }
}

fn effect(input: &Risking<'_>, share: f64) -> RiskTerm {
    let change = input.change;
    let base = input.policy.base.get(&change.kind).copied().unwrap_or(input.policy.other.base);
    let tier = input.policy.tier.get(&change.tier).copied().unwrap_or(1.0);
    let verdict = input.verdict.map_or("not by the desk", Verdict::as_str);
    let failed = if has_failed(input) { ", a verification failed" } else { "" };
    let seen = format!(
        "{} of a {} account, {verdict}{failed}: {base} × {tier} × {share:.2}",
        change.kind, change.tier
    );
    term("effect", base * tier * share, seen)
}

/// How far from proven, 0 to 1 (and a little beyond where a verification failed).
fn share(input: &Risking<'_>) -> f64 {
    let best = input
        .evidence
        .iter()
        .filter(|one| matches!(one.timing, Timing::Before | Timing::Stale | Timing::Unknown))
        .map(|one| one.level)
        .max()
        .unwrap_or(Level::None);
    let failed = if has_failed(input) { input.policy.distance.failed_added } else { 0.0 };
    input.policy.distance(input.verdict, best) + failed
}

fn has_failed(input: &Risking<'_>) -> bool {
    input.evidence.iter().any(|one| {
        one.weaknesses.contains(&Weakness::Failed)
            && !one.weaknesses.contains(&Weakness::OtherSubject)
            && one.timing != Timing::After
    })
}

fn actor(input: &Risking<'_>) -> Option<RiskTerm> {
    let kind = input.change.actor_kind;
    let points = input.policy.actor.get(&kind).copied().unwrap_or(0.0);
    (points > 0.0).then(|| term("actor", points, format!("done by {kind}")))
}

/// Sessions revoked by the desk at once.
fn relief(input: &Risking<'_>) -> Option<RiskTerm> {
    let span = Duration::try_minutes(input.policy.relief.minutes)?;
    let subject = input.change.subject?;
    let revoked = input
        .surroundings
        .changes_of(subject, input.change.at - span, input.change.at + span)
        .any(|other| other.kind == ChangeKind::SessionRevoke);
    let points = input.policy.relief.session_revoke;
    (revoked && points < 0.0)
        .then(|| term("session_revoke", points, "sessions were revoked with it".to_owned()))
}

fn term(name: &str, points: f64, seen: String) -> RiskTerm {
    RiskTerm { name: name.to_owned(), points: one_decimal(points), seen }
}

fn one_decimal(value: f64) -> f64 {
    // Adding zero turns -0.0 into 0.0.
    (value * 10.0).round() / 10.0 + 0.0
}
