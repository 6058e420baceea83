//! A link as a waterfall, and beside it the runner-up's sum.

use super::{Beside, Block, Part, case, next};
use crate::report::dress::{of_verdict, spoken};
use crate::report::explain::{CaseExplained, LinkTold, Lost};

/// A link by its id: the change in short, the sum, the runner-up.
pub(super) fn alone(id: &str, explained: &CaseExplained) -> Vec<Part> {
    let head = Part::new(format!("{id} · a link of {}", case::title(explained)))
        .with(Block::Verdict(explained.brief.verdict, explained.brief.reason.clone()));
    let mut parts = vec![head, case::records("Records it rests on", &explained.records)];
    parts.extend(self::parts(explained));
    parts.push(case::flips(&explained.flips).with(next(&explained.brief.change)));
    parts
}

/// The link of a change.
pub(super) fn parts(case: &CaseExplained) -> Vec<Part> {
    let link = &case.link;
    let mut part = Part::new("Ticket, as a sum").say(&link.said);
    if let Some(chosen) = &link.chosen {
        part = one(part, chosen, link.least_sum);
    }
    let mut parts = vec![part];
    if let (Some(runner_up), Some(lost)) = (&link.runner_up, &link.lost) {
        let mut part = Part::new("The next best ticket").say(&lost.said);
        if let Some(verdict) = lost.verdict_then {
            part = part.say(format!("With it the change would be {}.", of_verdict(verdict).word));
        }
        if let Some(record) = &runner_up.record {
            part = part.with(Block::Record(record.clone()));
        }
        parts.push(match &link.chosen {
            Some(chosen) => part.with(Block::Beside(beside(chosen, runner_up, lost))),
            None => one(part, runner_up, link.least_sum),
        });
    }
    parts
}

/// One ticket with its sum.
fn one(part: Part, link: &LinkTold, least: f64) -> Part {
    let mismatches: Vec<String> = link.mismatches.iter().map(|one| spoken(one)).collect();
    let but = if mismatches.is_empty() { String::new() } else { format!(", but {}", mismatches.join(", ")) };
    part.say(format!(
        "{}, confidence {:.3}, by {}{but} · {}",
        link.ticket, link.confidence, link.basis, link.id
    ))
    .with(Block::Waterfall(link.waterfall.clone(), Some(least)))
}

fn beside(chosen: &LinkTold, next: &LinkTold, lost: &Lost) -> Beside {
    Beside {
        heads: [chosen.ticket.clone(), next.ticket.clone()],
        rows: lost.differing.iter().map(|one| (one.name.clone(), one.chosen, one.runner_up)).collect(),
        sums: [chosen.waterfall.sum, next.waterfall.sum],
        confidences: [chosen.confidence, next.confidence],
    }
}
