//! A link as a sum, beside that of the runner-up, and why that one lost.

use serde::Serialize;

use super::{Explaining, Record, Waterfall, records};
use crate::correlate::Threshold;
use crate::model::{Case, Decision, Link, LinkBasis, LinkOutcome, Verdict};
use crate::report::lookup::Lookup;

/// Where linking a change ended, and why.
#[derive(Debug, Clone, Serialize)]
pub struct LinkExplained {
    /// Where it ended.
    pub outcome: LinkOutcome,
    /// In a sentence.
    pub said: String,
    /// Least confidence of a link.
    pub least_confidence: f64,
    /// The same as a sum (log-odds).
    pub least_sum: f64,
    /// Two sums nearer than this are for review.
    pub ambiguous_within: f64,
    /// What reviewers decided about its ticket.
    pub decisions: Vec<String>,
    /// Where threshold and weights stand.
    pub file: String,
    /// The ticket that explains it best, where one does.
    pub chosen: Option<LinkTold>,
    /// The next best that was weighed at all.
    pub runner_up: Option<LinkTold>,
    /// Why that one is not the link.
    pub lost: Option<Lost>,
}

/// One ticket weighed for the change.
#[derive(Debug, Clone, Serialize)]
pub struct LinkTold {
    /// `lnk-` and twelve hex digits.
    pub id: String,
    /// The ticket's number.
    pub ticket: String,
    /// Its record.
    pub record: Option<Record>,
    /// 0 to 1.
    pub confidence: f64,
    /// What it rests on most.
    pub basis: LinkBasis,
    /// Where ticket and change disagree.
    pub mismatches: Vec<String>,
    /// The sum.
    pub waterfall: Waterfall,
}

/// Why the runner-up is not the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LostBecause {
    /// Its sum is below the threshold.
    BelowThreshold,
    /// Its sum is lower.
    LowerSum,
    /// It explains the change no worse, but another change needed it more.
    NeededMore,
    /// The two cannot be told apart; a reviewer must decide.
    TooClose,
    /// A reviewer decided.
    Decided,
}

/// How the runner-up lost.
#[derive(Debug, Clone, Serialize)]
pub struct Lost {
    /// Why.
    pub because: LostBecause,
    /// In a sentence.
    pub said: String,
    /// The change that has the runner-up, where it needed it more.
    pub needed_by: Option<String>,
    /// Terms in which the two sums differ, in the order of the sums.
    pub differing: Vec<Differing>,
    /// The verdict, had the runner-up been chosen.
    pub verdict_then: Option<Verdict>,
}

/// A term that adds something else to either sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Differing {
    /// The term's name.
    pub name: String,
    /// What it adds to the chosen sum; 0 where it is not in it.
    pub chosen: f64,
    /// What it adds to the runner-up's.
    pub runner_up: f64,
}

pub(super) fn explained(explaining: &Explaining<'_>, case: &Case) -> LinkExplained {
    let lookup = &explaining.lookup;
    let threshold = lookup.report.rules.linking.threshold();
    let told = |link: &Link| told(lookup, case, link);
    LinkExplained {
        outcome: case.link_outcome,
        said: said(lookup, case, threshold),
        least_confidence: threshold.link,
        least_sum: threshold.least_sum(),
        ambiguous_within: threshold.ambiguous_within,
        decisions: case.decisions.iter().map(Decision::told).collect(),
        file: "mappings/linking.toml".to_owned(),
        chosen: case.link.as_ref().map(told),
        runner_up: case.runner_up.as_ref().map(told),
        lost: case.runner_up.as_ref().map(|next| lost(lookup, case, next, threshold)),
    }
}

fn told(lookup: &Lookup<'_>, case: &Case, link: &Link) -> LinkTold {
    let terms = link.reasons.iter().map(|one| (one.name.as_str(), one.points, one.seen.as_str()));
    LinkTold {
        id: lookup.link_id(case, link),
        ticket: lookup.ticket_number(link.ticket).to_owned(),
        record: lookup.ticket(link.ticket).map(|ticket| records::of_ticket(lookup, "ticket", ticket)),
        confidence: link.confidence,
        basis: link.basis,
        mismatches: link.mismatches.iter().map(ToString::to_string).collect(),
        waterfall: Waterfall::of(terms),
    }
}

fn said(lookup: &Lookup<'_>, case: &Case, threshold: Threshold) -> String {
    let number = case.link.as_ref().map(|link| lookup.ticket_number(link.ticket)).unwrap_or_default();
    match (case.link_outcome, case.link.as_ref().map(|link| link.basis)) {
        (LinkOutcome::Unlinked, _) => {
            format!("No ticket reaches the threshold of {:.2}.", threshold.link)
        }
        (LinkOutcome::Ambiguous, _) => {
            format!("{number} explains it best, but it cannot be told apart from another: for review.")
        }
        (LinkOutcome::Linked, Some(LinkBasis::Parent)) => {
            let parent = case.change.parent.as_ref().map(|parent| parent.0.as_str()).unwrap_or_default();
            format!("{number} is the ticket of {parent}, which this change completes.")
        }
        (LinkOutcome::Linked, Some(LinkBasis::Override)) => format!("A reviewer says that it is {number}."),
        (LinkOutcome::Linked, Some(LinkBasis::Reference)) => {
            format!("{number} and the change name each other.")
        }
        (LinkOutcome::Linked, _) => {
            format!("{number} explains it best, above the threshold of {:.2}.", threshold.link)
        }
    }
}

/// Why the runner-up is not the link, in a sentence; none without a runner-up.
pub(crate) fn why_lost(lookup: &Lookup<'_>, case: &Case) -> Option<String> {
    let threshold = lookup.report.rules.linking.threshold();
    case.runner_up.as_ref().map(|next| lost(lookup, case, next, threshold).said)
}

fn lost(lookup: &Lookup<'_>, case: &Case, next: &Link, threshold: Threshold) -> Lost {
    let number = lookup.ticket_number(next.ticket);
    let because = because(case, next, threshold);
    let needed_by = (because == LostBecause::NeededMore).then(|| needed_by(lookup, case, next)).flatten();
    let ahead = case.link.as_ref().map_or(0.0, |link| link.score - next.score);
    let said = match because {
        LostBecause::BelowThreshold => format!(
            "{number} is {:.2} short of the threshold: its sum is {:+.2}, {:+.2} is needed.",
            threshold.least_sum() - next.score,
            next.score,
            threshold.least_sum()
        ),
        LostBecause::LowerSum => format!("{number} is {ahead:.2} behind: {}.", differing_most(case, next)),
        LostBecause::NeededMore => match &needed_by {
            Some(other) => format!(
                "{number} would have been chosen, but {other} needed it more: together the sums are greater so."
            ),
            None => {
                format!("{number} explains it no worse, but all changes together are explained better so.")
            }
        },
        LostBecause::TooClose => format!(
            "{number} is only {:.2} behind; below {:.2} two tickets cannot be told apart.",
            ahead.max(0.0),
            threshold.ambiguous_within
        ),
        LostBecause::Decided => format!("A reviewer decided against {number}."),
    };
    let differing = case.link.as_ref().map(|chosen| differing(chosen, next)).unwrap_or_default();
    Lost { because, said, needed_by, differing, verdict_then: case.runner_up_verdict }
}

fn because(case: &Case, next: &Link, threshold: Threshold) -> LostBecause {
    let Some(chosen) = &case.link else {
        if !case.decisions.is_empty() {
            return LostBecause::Decided;
        }
        let reaches = next.score >= threshold.least_sum();
        return if reaches { LostBecause::NeededMore } else { LostBecause::BelowThreshold };
    };
    if chosen.basis == LinkBasis::Override || !case.decisions.is_empty() {
        LostBecause::Decided
    } else if next.score < threshold.least_sum() {
        LostBecause::BelowThreshold
    } else if case.link_outcome == LinkOutcome::Ambiguous
        && chosen.score - next.score < threshold.ambiguous_within
    {
        LostBecause::TooClose
    } else if next.score > chosen.score {
        LostBecause::NeededMore
    } else {
        LostBecause::LowerSum
    }
}

/// The change of the same kind and account that has the ticket instead.
fn needed_by(lookup: &Lookup<'_>, case: &Case, next: &Link) -> Option<String> {
    let rivals = lookup.report.cases.iter().filter(|other| {
        other.change.id != case.change.id
            && other.change.subject == case.change.subject
            && other.change.kind == case.change.kind
            && other.link.as_ref().is_some_and(|link| link.ticket == next.ticket)
    });
    let score = |other: &&Case| other.link.as_ref().map_or(f64::MIN, |link| link.score);
    rivals.max_by(|a, b| score(a).total_cmp(&score(b))).map(|other| other.change.id.0.clone())
}

/// Terms whose points differ, each once, in the order of the sums.
fn differing(chosen: &Link, next: &Link) -> Vec<Differing> {
    let mut found: Vec<Differing> = Vec::new();
    let all = chosen.reasons.iter().chain(&next.reasons);
    for reason in all {
        if found.iter().any(|one| one.name == reason.name) {
            continue;
        }
        let points = |link: &Link| {
            link.reasons.iter().filter(|one| one.name == reason.name).map(|one| one.points).sum::<f64>()
        };
        found.push(Differing { name: reason.name.clone(), chosen: points(chosen), runner_up: points(next) });
    }
    found.retain(|one| (one.chosen - one.runner_up).abs() > 5e-7);
    found
}

/// The terms that cost the runner-up most, in words.
fn differing_most(case: &Case, next: &Link) -> String {
    let mut terms = case.link.as_ref().map(|chosen| differing(chosen, next)).unwrap_or_default();
    terms.retain(|one| one.chosen > one.runner_up);
    terms.sort_by(|a, b| (b.chosen - b.runner_up).total_cmp(&(a.chosen - a.runner_up)));
    let words: Vec<String> = terms
        .iter()
        .take(2)
        .map(|one| match (one.chosen > 0.0, one.runner_up < 0.0) {
            (true, false) if one.runner_up == 0.0 => format!("it lacks `{}` ({:+.2})", one.name, one.chosen),
            (_, true) if one.chosen == 0.0 => {
                format!("`{}` speaks against it ({:+.2})", one.name, one.runner_up)
            }
            _ => format!("`{}` is {:+.2} and not {:+.2}", one.name, one.runner_up, one.chosen),
        })
        .collect();
    words.join(", ")
}
