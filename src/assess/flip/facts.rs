//! Which facts are worth supposing of a change, and how small they are.

use chrono::TimeDelta;

use super::{Fact, Supposing};
use crate::model::{
    ApprovalState, Evidence, Instant, Level, LinkBasis, LinkOutcome, Mismatch, Ticket, Tier, Timing, Verdict,
    Weakness,
};

/// Facts that could turn this verdict; whether they do is judged later.
pub(super) fn worth_supposing(supposing: &Supposing<'_>, now: Option<Verdict>) -> Vec<Fact> {
    match now {
        None => without_verdict(supposing),
        Some(Verdict::Proven) => against(supposing),
        Some(Verdict::Unticketed) => {
            let mut facts = vec![Fact::NotCovered];
            facts.extend(supposing.runner_up.map(|_| Fact::RunnerUpChosen));
            facts
        }
        Some(Verdict::NotTestable) => untold(supposing),
        Some(Verdict::Insufficient | Verdict::Late | Verdict::Unproven) => in_favour(supposing),
    }
}

/// What is known of an act that is not the desk's was not gathered, so nothing but the act itself is supposed.
fn without_verdict(supposing: &Supposing<'_>) -> Vec<Fact> {
    if supposing.judging.link.is_none() { vec![Fact::DesksOwn] } else { Vec::new() }
}

fn untold(supposing: &Supposing<'_>) -> Vec<Fact> {
    let judging = &supposing.judging;
    if judging.outcome == LinkOutcome::Ambiguous {
        let mut facts = vec![Fact::TicketConfirmed];
        facts.extend(supposing.runner_up.map(|_| Fact::RunnerUpChosen));
        return facts;
    }
    if judging.ticket.is_some() { vec![Fact::JournalExported] } else { vec![Fact::Covered] }
}

/// What would speak for a change that has a ticket and is not proven.
fn in_favour(supposing: &Supposing<'_>) -> Vec<Fact> {
    let judging = &supposing.judging;
    let tier = supposing.tier();
    let required = judging.policy.level(judging.change.kind, tier);
    let mut facts = Vec::new();
    for (piece, one) in judging.evidence.iter().enumerate() {
        facts.extend(in_time(supposing, one).map(|at| Fact::MadeAt { piece, at }));
        facts.extend(
            one.weaknesses.iter().map(|weakness| Fact::WithoutWeakness { piece, weakness: *weakness }),
        );
        if one.method.level() < required {
            facts.push(Fact::WorthLevel { piece, level: required });
        }
        if one.weaknesses.contains(&Weakness::Failed) {
            facts.push(Fact::WithoutPiece { piece });
        }
    }
    if judging.link.is_some_and(|link| link.mismatches.contains(&Mismatch::WrongTarget)) {
        facts.push(Fact::AboutThisAccount);
    }
    if judging.policy.needs_approval(judging.change.kind, tier) {
        facts.extend(approvals_in_time(supposing));
        facts.extend(approvers(supposing));
    }
    if required > Level::None {
        facts.push(Fact::Verified { level: required });
    }
    facts.extend(supposing.runner_up.map(|_| Fact::RunnerUpChosen));
    facts.extend(tiers(supposing));
    facts
}

/// The time nearest to a piece's own at which it would be in time.
///
/// Earlier than the change nothing is weighed anew. Of a piece that moves towards the change, what
/// befell the account in between would be: then nothing is claimed.
fn in_time(supposing: &Supposing<'_>, one: &Evidence) -> Option<Instant> {
    let act_at = supposing.judging.act_at;
    match (one.timing, one.at) {
        (Timing::After | Timing::Unknown, _) => Some(act_at),
        (Timing::Stale, Some(at)) => {
            let earliest = act_at.checked_sub_signed(supposing.judging.policy.fresh_for(one.method))?;
            let is_quiet = !supposing.others.iter().any(|other| at < *other && *other <= earliest);
            is_quiet.then_some(earliest)
        }
        _ => None,
    }
}

fn approvals_in_time<'a>(supposing: &Supposing<'a>) -> impl Iterator<Item = Fact> + 'a {
    let (act_at, oldest) = (supposing.judging.act_at, oldest_approval(supposing));
    granted(supposing.judging.ticket).filter_map(move |(approval, at)| {
        let at = if at? > act_at { act_at } else { oldest.filter(|oldest| at < Some(*oldest))? };
        Some(Fact::ApprovedAt { approval, at })
    })
}

/// Granted approvals of a ticket by their place, with their time.
fn granted(ticket: Option<&Ticket>) -> impl Iterator<Item = (usize, Option<Instant>)> {
    let approvals = ticket.map_or(&[][..], |ticket| &ticket.approvals);
    let granted = approvals.iter().enumerate().filter(|(_, one)| one.state == ApprovalState::Approved);
    granted.map(|(at, one)| (at, one.at))
}

fn oldest_approval(supposing: &Supposing<'_>) -> Option<Instant> {
    let hours = supposing.judging.policy.fresh.approval_hours;
    supposing.judging.act_at.checked_sub_signed(TimeDelta::try_hours(hours)?)
}

/// Manager and owner; where the directory knows neither, somebody else.
fn approvers(supposing: &Supposing<'_>) -> Vec<Fact> {
    let judging = &supposing.judging;
    let entitled: Vec<_> = judging
        .change
        .subject
        .map(|subject| judging.directory.account(subject))
        .into_iter()
        .flat_map(|account| [account.manager, account.owner])
        .flatten()
        .collect();
    if entitled.is_empty() {
        return vec![Fact::Approved { by: None }];
    }
    entitled.into_iter().map(|by| Fact::Approved { by: Some(by) }).collect()
}

/// What would speak against a change that is proven.
fn against(supposing: &Supposing<'_>) -> Vec<Fact> {
    let judging = &supposing.judging;
    let second = TimeDelta::seconds(1);
    let mut facts = Vec::new();
    let of_approval = |one: &Evidence| {
        judging.ticket.is_some_and(|ticket| ticket.approvals.iter().any(|it| it.origin == one.origin))
    };
    for (piece, one) in judging.evidence.iter().enumerate().filter(|(_, one)| !of_approval(one)) {
        if one.timing == Timing::Before {
            let earliest = judging.act_at.checked_sub_signed(judging.policy.fresh_for(one.method));
            let too_early = earliest.and_then(|at| at.checked_sub_signed(second));
            let too_late = judging.act_at.checked_add_signed(second);
            facts.extend([too_early, too_late].into_iter().flatten().map(|at| Fact::MadeAt { piece, at }));
        }
        facts.push(Fact::WithoutPiece { piece });
    }
    for (approval, _) in granted(judging.ticket) {
        let too_early = oldest_approval(supposing).and_then(|at| at.checked_sub_signed(second));
        let too_late = judging.act_at.checked_add_signed(second);
        facts.extend([too_early, too_late].into_iter().flatten().map(|at| Fact::ApprovedAt { approval, at }));
        facts.push(Fact::WithoutApproval { approval });
    }
    // A link that is a parent's or a reviewer's does not fall with one reason.
    if let Some(link) =
        judging.link.filter(|link| matches!(link.basis, LinkBasis::Reference | LinkBasis::Score))
    {
        let falls = |points: f64| points > 0.0 && link.score - points < supposing.least_sum;
        let reasons = link.reasons.iter().enumerate().filter(|(_, reason)| falls(reason.points));
        facts.extend(reasons.map(|(reason, _)| Fact::WithoutReason { reason }));
    }
    facts.extend(supposing.runner_up.map(|_| Fact::RunnerUpChosen));
    facts.extend(tiers(supposing));
    facts
}

/// Other tiers, where the data says none and one was assumed.
fn tiers(supposing: &Supposing<'_>) -> Vec<Fact> {
    if supposing.judging.change.tier_known {
        return Vec::new();
    }
    let assumed = supposing.tier();
    Tier::ALL.iter().filter(|tier| **tier != assumed).map(|tier| Fact::OfTier(*tier)).collect()
}

/// How small a fact is, for [`super::flips`]: its class, and how much of it.
pub(super) fn size(supposing: &Supposing<'_>, fact: &Fact) -> (u8, i64) {
    let judging = &supposing.judging;
    let seconds = |recorded: Option<Instant>, at: Instant| {
        recorded.map_or(i64::MAX, |recorded| (recorded - at).num_seconds().abs())
    };
    let place = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    match fact {
        Fact::MadeAt { piece, at } => (0, seconds(judging.evidence.get(*piece).and_then(|one| one.at), *at)),
        Fact::ApprovedAt { approval, at } => {
            let recorded = granted(judging.ticket).find(|(place, _)| place == approval);
            (0, seconds(recorded.and_then(|(_, at)| at), *at))
        }
        Fact::WithoutWeakness { piece, .. } => (1, place(*piece)),
        Fact::AboutThisAccount => (1, i64::MAX),
        Fact::WorthLevel { piece, level } => {
            let worth = judging.evidence.get(*piece).map_or(Level::None, |one| one.method.level());
            (2, place(*level as usize) - place(worth as usize))
        }
        Fact::WithoutPiece { piece } => (3, place(*piece)),
        Fact::WithoutApproval { approval } => (3, place(*approval)),
        Fact::Approved { .. } => (4, 0),
        Fact::Verified { .. } => (4, 1),
        Fact::TicketConfirmed => (5, 0),
        Fact::WithoutReason { reason } => (5, thousandths(supposing, *reason)),
        Fact::RunnerUpChosen => (5, i64::MAX),
        Fact::OfTier(tier) => (6, place(*tier as usize)),
        Fact::JournalExported | Fact::Covered | Fact::NotCovered | Fact::DesksOwn => (7, 0),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "points are of the order of ten")]
fn thousandths(supposing: &Supposing<'_>, reason: usize) -> i64 {
    let reason = supposing.judging.link.and_then(|link| link.reasons.get(reason));
    reason.map_or(0, |reason| (reason.points * 1000.0).round() as i64)
}
