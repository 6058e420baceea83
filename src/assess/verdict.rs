//! What the reconciliation says of one change (DESIGN section 3.3).
//!
//! No path ends in `proven` by default: a ticket, evidence that is good enough, and
//! the approval, where one is needed, must each be there.

mod approval;
#[cfg(test)]
mod tests;

use crate::directory::Directory;
use crate::mapping::policy::EvidencePolicy;
use crate::model::{
    Basis, Change, Coverage, Evidence, Instant, Level, Link, LinkOutcome, Method, Mismatch, Support, Ticket,
    Tier, Timing, Verdict, Weakness,
};

pub use approval::{Approved, approval};

/// All that a verdict rests on.
#[derive(Debug, Clone, Copy)]
pub struct Judging<'a> {
    /// The change.
    pub change: &'a Change,
    /// When the act was done that the evidence must precede: the parent's time for a change that completes one.
    pub act_at: Instant,
    /// Where linking ended.
    pub outcome: LinkOutcome,
    /// Its tie to the ticket.
    pub link: Option<&'a Link>,
    /// The ticket.
    pub ticket: Option<&'a Ticket>,
    /// Weighed evidence.
    pub evidence: &'a [Evidence],
    /// Covered time of all sources.
    pub coverage: &'a [Coverage],
    /// Who is who.
    pub directory: &'a Directory,
    /// The policy.
    pub policy: &'a EvidencePolicy,
}

/// A verdict with its reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The verdict; `None` where the desk had no part.
    pub verdict: Option<Verdict>,
    /// Why, in one sentence.
    pub reason: String,
    /// The least level that the policy asks.
    pub required: Level,
    /// Who approved, where the approval counts or is the nearest to it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at: Option<Instant>,
}

/// Judges one change.
#[must_use]
pub fn verdict(input: &Judging<'_>) -> Judged {
    let tier = tier(input);
    let required = input.policy.level(input.change.kind, tier);
    let approved = approval(input);
    let (verdict, reason) = if input.change.support == Support::No {
        (None, "the desk had no part in it".to_owned())
    } else {
        let (verdict, reason) = judge(input, required, tier, &approved);
        let assumed = if is_of_the_tier(verdict) { assumed_tier(input) } else { "" };
        (Some(verdict), reason + assumed)
    };
    Judged { verdict, reason, required, approved_by: approved.by, approved_at: approved.at }
}

fn tier(input: &Judging<'_>) -> Tier {
    if input.change.tier_known { input.change.tier } else { input.policy.default_tier.max(input.change.tier) }
}

/// Whether the verdict would be another for another tier: it weighs evidence against a need.
fn is_of_the_tier(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Unticketed | Verdict::NotTestable)
}

fn assumed_tier(input: &Judging<'_>) -> &'static str {
    if input.change.tier_known { "" } else { "; the account's tier is not in the data and was assumed" }
}

fn judge(input: &Judging<'_>, required: Level, tier: Tier, approved: &Approved) -> (Verdict, String) {
    if let Some(untied) = without_ticket(input) {
        return untied;
    }
    let number = input.ticket.map_or("", |ticket| ticket.number.as_str());
    if required == Level::None {
        return without_need(input, number, tier, approved);
    }
    if let Some(decisive) = input.evidence.iter().find(|one| proves(one, required)) {
        return with_proof(input, decisive, tier, approved);
    }
    without_proof(input, required, number)
}

/// The verdict where the policy asks no verification: the ticket must still be about this account,
/// and an approval that the policy asks must still be there.
fn without_need(input: &Judging<'_>, number: &str, tier: Tier, approved: &Approved) -> (Verdict, String) {
    let is_wrong_target = input.link.is_some_and(|link| link.mismatches.contains(&Mismatch::WrongTarget));
    if is_wrong_target {
        return (Verdict::Insufficient, format!("{number} is about somebody else"));
    }
    if input.policy.needs_approval(input.change.kind, tier) && !approved.counts {
        return (Verdict::Insufficient, format!("{number}, but {}", approved.fault));
    }
    (Verdict::Proven, format!("{number}; the policy asks no verification for {}", input.change.kind))
}

/// Verdicts for a change that has no ticket.
fn without_ticket(input: &Judging<'_>) -> Option<(Verdict, String)> {
    if input.outcome == LinkOutcome::Ambiguous {
        let reason = "two tickets explain it equally, or one under a name that several people have: a reviewer must decide";
        return Some((Verdict::NotTestable, reason.to_owned()));
    }
    if input.ticket.is_some() && input.link.is_some() {
        return None;
    }
    let mut tickets = input.coverage.iter().filter(|coverage| coverage.of_tickets);
    let covering = tickets.clone().find(|coverage| coverage.covers(input.change.at));
    Some(match covering {
        Some(coverage) => {
            let source = &coverage.source;
            (Verdict::Unticketed, format!("no ticket explains it, though {source} covers that time"))
        }
        None if tickets.next().is_none() => (Verdict::NotTestable, "no ticket export was given".to_owned()),
        None => (Verdict::NotTestable, "no ticket export covers that time".to_owned()),
    })
}

/// Strong enough, before the change, in time, and free of what spoils it.
pub(crate) fn proves(evidence: &Evidence, required: Level) -> bool {
    evidence.timing == Timing::Before
        && evidence.level >= required
        && evidence.level > Level::None
        && !spoils(evidence)
}

/// Whether a weakness makes it worthless, whatever its level.
pub(crate) fn spoils(evidence: &Evidence) -> bool {
    evidence.weaknesses.iter().any(|weakness| {
        matches!(
            weakness,
            Weakness::Failed | Weakness::OtherSubject | Weakness::Reused | Weakness::SelfVerified
        )
    })
}

fn with_proof(
    input: &Judging<'_>,
    decisive: &Evidence,
    tier: Tier,
    approved: &Approved,
) -> (Verdict, String) {
    if let Some(refusal) = overruling(input, decisive) {
        let reason = format!(
            "{}, but {} failed or was refused {}",
            told(decisive),
            refusal.method,
            refusal.at.map_or_else(|| "before the change".to_owned(), |at| format!("at {}", stamp(at)))
        );
        return (Verdict::Insufficient, reason);
    }
    if input.policy.needs_approval(input.change.kind, tier) && !approved.counts {
        return (Verdict::Insufficient, format!("{}, but {}", told(decisive), approved.fault));
    }
    (Verdict::Proven, told(decisive))
}

/// A refusal after the proof and before the change overrules it; so does a log's
/// refusal of the very method that a note merely asserts.
fn overruling<'a>(input: &Judging<'a>, decisive: &Evidence) -> Option<&'a Evidence> {
    input.evidence.iter().find(|other| {
        let refused = other.weaknesses.contains(&Weakness::Failed)
            && !other.weaknesses.contains(&Weakness::OtherSubject)
            && other.at.is_none_or(|at| at <= input.act_at);
        let later = other.at.is_some() && other.at > decisive.at && other.method.level() > Level::None;
        let contradicts = other.method == decisive.method
            && decisive.basis == Basis::Asserted
            && other.basis > Basis::Asserted
            && other.timing == Timing::Before;
        refused && (later || contradicts)
    })
}

fn without_proof(input: &Judging<'_>, required: Level, number: &str) -> (Verdict, String) {
    let in_hand = input.evidence.iter().find(|one| {
        one.timing != Timing::After
            && one.method != Method::ClaimedOnly
            && !one.weaknesses.contains(&Weakness::Failed)
    });
    if let Some(best) = in_hand {
        return (Verdict::Insufficient, short_of(best, required));
    }
    let after = input.evidence.iter().find(|one| one.timing == Timing::After && one.level > Level::None);
    if let Some(after) = after {
        let delay = after.at.map_or(0, |at| (at - input.act_at).num_minutes());
        return (
            Verdict::Late,
            format!("{} is recorded only {} after the change", after.method, minutes(delay)),
        );
    }
    let failed = input.evidence.iter().find(|one| one.weaknesses.contains(&Weakness::Failed));
    if let Some(failed) = failed {
        let reason = format!("{} failed or was refused, and the change was made all the same", failed.method);
        return (Verdict::Unproven, reason);
    }
    if input.ticket.is_some_and(|ticket| !ticket.has_journal) && input.evidence.is_empty() {
        let reason = format!("the export of {number} holds no journal, so missing notes say nothing");
        return (Verdict::NotTestable, reason);
    }
    let reason = match input.evidence.first() {
        Some(_) => format!("{number} only claims that the person was verified and names no method"),
        None => format!("{number} tells of no verification"),
    };
    (Verdict::Unproven, reason)
}

/// Why the best evidence does not do.
fn short_of(best: &Evidence, required: Level) -> String {
    let when = match best.timing {
        Timing::Stale => ", but too long before the change",
        Timing::Unknown if best.at.is_some() => ", but the clocks cannot tell whether before the change",
        Timing::Unknown => ", but at no known time",
        Timing::Before | Timing::After => "",
    };
    let why: Vec<&str> = best.weaknesses.iter().map(|weakness| weakness_in_words(*weakness)).collect();
    let why = if why.is_empty() { String::new() } else { format!(" ({})", why.join("; ")) };
    let level = if best.level < required {
        format!(", worth {} where {required} is needed", best.level)
    } else {
        String::new()
    };
    format!("{}{when}{why}{level}", told(best))
}

/// A weakness as sentences tell it.
pub(crate) fn weakness_in_words(weakness: Weakness) -> &'static str {
    match weakness {
        Weakness::Failed => "it failed",
        Weakness::OtherSubject => "it is about somebody else",
        Weakness::ChannelEdited => "the address it relied on was edited shortly before",
        Weakness::Reused => "it served another change already",
        Weakness::SelfVerified => "it rests on the word of the one to be verified",
        Weakness::FactorNotPrior => "the authenticator was not enrolled before the request",
        Weakness::Boilerplate => "the same sentence stands in many tickets",
        Weakness::Repeated => "its author wrote the same sentence into many tickets",
        Weakness::WrittenLater => "it was written down only after the change",
    }
}

fn told(evidence: &Evidence) -> String {
    let at = evidence.at.map_or_else(String::new, |at| format!(" at {}", stamp(at)));
    let later = evidence.recorded_at.filter(|_| evidence.weaknesses.contains(&Weakness::WrittenLater));
    let later = later.map_or_else(String::new, |at| format!(", as was written only at {}", stamp(at)));
    format!("{} ({}, {}){at}{later}", evidence.method, evidence.method.level(), evidence.basis)
}

fn stamp(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}

fn minutes(count: i64) -> String {
    match count {
        0 => "less than a minute".to_owned(),
        1 => "1 minute".to_owned(),
        2..120 => format!("{count} minutes"),
        _ => format!("{} hours", count / 60),
    }
}
