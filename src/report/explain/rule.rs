//! The rule that gave the verdict: the row of the policy, and what of it was met.

use serde::Serialize;

use super::{Explaining, Piece};
use crate::assess::verdict::{approval, spoils};
use crate::model::{Case, Level, LinkOutcome, Mismatch, Support, Tier, Timing};
use crate::report::dress::spoken;

/// Where the policy stands, seen from the top of the project.
const FILE: &str = "mappings/policy/evidence.toml";

/// A row of the policy for the kind and tier of a change.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// The file.
    pub file: String,
    /// The key in it.
    pub key: String,
    /// The tier that was judged by.
    pub tier: Tier,
    /// Whether the data says the tier; else it was assumed.
    pub tier_known: bool,
    /// The least level.
    pub level: Level,
    /// Whether an approval is needed besides.
    pub approval: bool,
    /// Why, with its source, as the policy says.
    pub why: String,
    /// What a proven change needs, in the order in which it was asked.
    pub conditions: Vec<Condition>,
}

/// One thing that a proven change needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// What is asked.
    pub asks: String,
    /// Whether it is met; none where it was not asked any more.
    pub met: Option<bool>,
    /// What was found.
    pub found: String,
}

pub(super) fn explained(explaining: &Explaining<'_>, case: &Case, evidence: &[Piece]) -> Rule {
    let policy = &explaining.lookup.report.rules.evidence;
    let change = &case.change;
    let tier = if change.tier_known { change.tier } else { policy.default_tier.max(change.tier) };
    let row = policy.need.iter().position(|row| row.kinds.contains(&change.kind));
    let key = row.map_or_else(|| "need".to_owned(), |row| format!("need[{row}].level.{tier}"));
    let approval = policy.needs_approval(change.kind, tier);
    Rule {
        file: FILE.to_owned(),
        key,
        tier,
        tier_known: change.tier_known,
        level: case.required_level,
        approval,
        why: policy.need(change.kind).map(|row| row.why.clone()).unwrap_or_default(),
        conditions: conditions(explaining, case, evidence, approval),
    }
}

fn condition(asks: impl Into<String>, met: Option<bool>, found: impl Into<String>) -> Condition {
    Condition { asks: asks.into(), met, found: found.into() }
}

fn conditions(
    explaining: &Explaining<'_>,
    case: &Case,
    evidence: &[Piece],
    needs_approval: bool,
) -> Vec<Condition> {
    let desk = match case.change.support {
        Support::Yes => (Some(true), case.change.support_reason.as_str()),
        Support::No => (Some(false), case.change.support_reason.as_str()),
        Support::Unknown => (None, "no ticket shows the actor at work; judged as if"),
    };
    let mut found = vec![condition("the desk brought it about", desk.0, desk.1)];
    if case.change.support == Support::No {
        return found;
    }
    found.extend(of_ticket(explaining, case));
    if case.link_outcome != LinkOutcome::Linked {
        return found;
    }
    if case.required_level > Level::None {
        found.extend(of_evidence(case, evidence));
    }
    if needs_approval {
        let approved = approval(&explaining.supposing(case).judging);
        let by = match (&approved.by, approved.counts) {
            (Some(by), true) => by.clone(),
            _ => approved.fault.clone(),
        };
        found.push(condition("an approval before it, by somebody entitled", Some(approved.counts), by));
    }
    found
}

fn of_ticket(explaining: &Explaining<'_>, case: &Case) -> Vec<Condition> {
    let number = case.link.as_ref().map(|link| explaining.lookup.ticket_number(link.ticket));
    let met = match case.link_outcome {
        LinkOutcome::Linked => Some(true),
        LinkOutcome::Ambiguous => None,
        LinkOutcome::Unlinked => Some(false),
    };
    let found = match (&number, case.link_outcome) {
        (Some(number), LinkOutcome::Linked) => (*number).to_owned(),
        (Some(number), _) => format!("{number} or another; for review"),
        (None, _) => "none".to_owned(),
    };
    let mut conditions = vec![condition("a ticket explains it", met, found)];
    if let Some(link) = case.link.as_ref().filter(|_| case.link_outcome == LinkOutcome::Linked) {
        let is_other = link.mismatches.contains(&Mismatch::WrongTarget);
        let about = if is_other { "it is about somebody else" } else { "it is" };
        conditions.push(condition("the ticket is about this account", Some(!is_other), about));
    }
    conditions
}

/// What is asked of one piece of evidence, told of the one that decides, else of the first.
fn of_evidence(case: &Case, evidence: &[Piece]) -> Vec<Condition> {
    let level = case.required_level;
    let proving = evidence.iter().position(|one| one.proves);
    let deciding = evidence.iter().position(|one| one.decides);
    let asks = format!("a verification worth {level}");
    let Some(at) = proving.or(deciding).or((!evidence.is_empty()).then_some(0)) else {
        return vec![condition(asks, Some(false), "none was found")];
    };
    let (piece, of) = (&evidence[at], &case.evidence[at]);
    let weak: Vec<&str> = piece.caps.iter().map(|cap| cap.said.as_str()).collect();
    let independent = if weak.is_empty() { "nothing speaks against it".to_owned() } else { weak.join("; ") };
    let minutes = piece.lasts_seconds / 60;
    vec![
        condition(
            asks,
            Some(piece.level >= level),
            format!("{}, worth {}", spoken(piece.method.as_str()), piece.level),
        ),
        condition(
            format!("made at most {minutes} minutes before it"),
            Some(piece.timing == Timing::Before),
            when(piece),
        ),
        condition(
            "done, about this account, by another, for this change only",
            Some(!spoils(of)),
            independent,
        ),
    ]
}

fn when(piece: &Piece) -> String {
    match (piece.timing, piece.seconds_before) {
        (_, None) => "at no known time".to_owned(),
        (Timing::Unknown, Some(_)) => "the clocks cannot tell whether before".to_owned(),
        (_, Some(seconds)) if seconds >= 0 => format!("{} before", super::flips::length(seconds)),
        (_, Some(seconds)) => format!("{} after", super::flips::length(-seconds)),
    }
}
