//! Evidence in the order in which it was considered, with the words that were matched.

use super::{Block, Part, case, next, stamp};
use crate::model::Timing;
use crate::report::dress::spoken;
use crate::report::explain::{CaseExplained, Explanation, Piece};
use crate::report::quote::pieces;

/// All evidence of a change.
pub(super) fn part(case: &CaseExplained) -> Part {
    let part = Part::new("Evidence, in the order in which it counts");
    if case.evidence.is_empty() {
        part.say("None was found.")
    } else {
        part.all(case.evidence.iter().map(item))
    }
}

/// One piece by its id, with each change that it was weighed for.
pub(super) fn alone(explanation: &Explanation) -> Vec<Part> {
    let mut parts = vec![Part::new(format!("{} · a piece of evidence", explanation.id))];
    for explained in &explanation.changes {
        let Some(one) = explained.evidence.iter().find(|one| one.id == explanation.id) else { continue };
        let brief = &explained.brief;
        parts.push(
            Part::new(format!("For {}", case::title(explained)))
                .with(Block::Verdict(brief.verdict, brief.reason.clone()))
                .with(item(one)),
        );
        parts.push(case::flips(&explained.flips).with(next(&brief.change)));
    }
    parts
}

fn item(one: &Piece) -> Block {
    let part = match (one.decides, one.proves) {
        (true, true) => "; it decides, and proves",
        (true, false) => "; it decides",
        (false, true) => "; it is good enough too",
        (false, false) => "",
    };
    let head =
        format!("{}, worth {}, {}, {}{part}", spoken(one.method.as_str()), one.level, one.basis, timing(one));
    let mut under: Vec<Block> = one
        .caps
        .iter()
        .map(|cap| {
            Block::Say(format!("worth {} by itself; at most {}, as {}", one.worth, cap.level, cap.said))
        })
        .collect();
    if !one.quote.is_empty() {
        under.push(Block::Quote(pieces(&one.quote, &one.matched)));
    }
    let people = [("by", &one.by), ("about", &one.about)];
    let people: Vec<String> = people
        .into_iter()
        .filter(|(_, who)| !who.is_empty())
        .map(|(how, who)| format!("{how} {who}"))
        .collect();
    if !people.is_empty() {
        under.push(Block::Say(people.join(", ")));
    }
    under.push(Block::Record(one.record.clone()));
    let confirming = one.confirmed_by.iter().cloned();
    under.extend(confirming.map(|mut record| {
        record.role = "confirmed".to_owned();
        Block::Record(record)
    }));
    under.push(Block::Fact("id", one.id.clone()));
    Block::Item(head, under)
}

/// When it was, seen from the change.
fn timing(one: &Piece) -> String {
    let at = one.at.map(|at| format!(" at {}", stamp(at))).unwrap_or_default();
    let minutes = one.lasts_seconds / 60;
    match one.timing {
        Timing::Before => format!("in time{at}"),
        Timing::Stale => format!("stale{at} (it lasts {minutes} minutes)"),
        Timing::After => format!("after the change{at}"),
        Timing::Unknown if one.at.is_some() => format!("within the clocks' doubt{at}"),
        Timing::Unknown => "at no known time".to_owned(),
    }
}
