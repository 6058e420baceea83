//! What a row of the changes opens to: evidence, links as sums, risk as a sum, records.

use serde_json::{Map, Value, json};

use crate::model::{Case, EventIx, Evidence, Link};
use crate::report::dates::second;
use crate::report::dress::spoken;
use crate::report::lookup::Lookup;
use crate::report::safe::{clip, clipped, lines};
use crate::report::summary::Summary;

/// Bytes of details that the page holds, riskiest exceptions first; the rest stands in the CSVs.
const BUDGET: usize = 600_000;
const LONGEST: usize = 400;
/// Pieces of evidence and terms shown of one case.
const MOST: usize = 12;

/// Details by place of the change in the list, as many as the budget allows.
pub(super) fn of(lookup: &Lookup<'_>, summary: &Summary) -> Map<String, Value> {
    let cases = &lookup.report.cases;
    let mut order = summary.top.clone();
    order.extend(&summary.exceptions);
    let mut rest: Vec<usize> = (0..cases.len()).collect();
    rest.sort_by(|a, b| cases[*b].risk.score.total_cmp(&cases[*a].risk.score));
    order.extend(rest);
    let (mut details, mut left) = (Map::new(), BUDGET);
    for at in order {
        let key = at.to_string();
        if details.contains_key(&key) {
            continue;
        }
        let detail = detail(lookup, &cases[at]);
        let bytes = detail.to_string().len();
        if bytes > left {
            break;
        }
        left -= bytes;
        details.insert(key, detail);
    }
    details
}

fn detail(lookup: &Lookup<'_>, case: &Case) -> Value {
    let change = &case.change;
    let evidence: Vec<Value> = case.evidence.iter().take(MOST).map(|one| evidence(lookup, one)).collect();
    let terms: Vec<Value> = case
        .risk
        .terms
        .iter()
        .filter(|term| term.points != 0.0)
        .take(MOST * 2)
        .map(|term| sum_term(&term.name, term.points, &term.seen))
        .collect();
    let approved = case.approved_by.as_deref().map(|by| {
        let at = case.approved_at.map(|at| format!(", {}", second(at))).unwrap_or_default();
        format!("{}{at}", clipped(by, LONGEST))
    });
    json!({
        "why": clipped(&case.verdict_reason, LONGEST),
        "facts": [
            ["Needs evidence of level", case.required_level.as_str()],
            ["By support because", clipped(&change.support_reason, LONGEST)],
            ["Approved by", approved.unwrap_or_else(|| "no approval on record".to_owned())],
            ["Native type", clipped(&change.native_action, LONGEST)],
            ["Native ids", clipped(&change.native_ids.join(", "), LONGEST)],
            ["Address", clipped(change.ip.as_deref().unwrap_or("not recorded"), LONGEST)],
            ["Completes", clipped(change.parent.as_ref().map_or("", |parent| &parent.0), LONGEST)],
            ["Record", format!("{}, line {}", clipped(&lookup.place(change.origin), LONGEST), change.origin.line)],
        ],
        "evidence": evidence,
        "link": case.link.as_ref().map(|one| link(lookup, one)),
        "runner_up": case.runner_up.as_ref().map(|one| link(lookup, one)),
        "events": change.events.iter().take(MOST).filter_map(|ix| event(lookup, *ix)).collect::<Vec<_>>(),
        "risk": { "score": format!("{:.1}", case.risk.score), "terms": terms },
    })
}

/// One record of the change: time, native type, outcome, reason, place.
fn event(lookup: &Lookup<'_>, ix: EventIx) -> Option<Value> {
    let event = lookup.event(ix)?;
    Some(json!([
        second(event.at),
        clipped(&event.native_type, LONGEST),
        event.outcome.as_str(),
        clipped(event.reason.as_deref().unwrap_or_default(), LONGEST),
        format!("{}, line {}", clipped(&lookup.place(event.origin), LONGEST), event.origin.line),
    ]))
}

fn evidence(lookup: &Lookup<'_>, one: &Evidence) -> Value {
    let place = format!("{}, line {}", clipped(&lookup.place(one.origin), LONGEST), one.origin.line);
    let weak: Vec<String> = one.weaknesses.iter().map(|weakness| spoken(weakness.as_str())).collect();
    json!({
        "id": clipped(&one.id, LONGEST),
        "method": spoken(one.method.as_str()),
        "level": one.level.as_str(),
        "basis": one.basis.as_str(),
        "timing": one.timing.as_str(),
        "at": one.at.map(second),
        "by": clipped(&one.by, LONGEST),
        "about": clipped(&one.about, LONGEST),
        "weak": weak.join(", "),
        "quote": quote(&one.quote, &one.matched),
        "place": place,
        "confirmed": one.confirmed_by.iter().take(MOST).map(|at| clipped(&lookup.place(*at), LONGEST)).collect::<Vec<_>>(),
    })
}

fn link(lookup: &Lookup<'_>, link: &Link) -> Value {
    let terms: Vec<Value> = link
        .reasons
        .iter()
        .take(MOST * 2)
        .map(|reason| sum_term(&reason.name, reason.points, &reason.seen))
        .collect();
    let mismatches: Vec<String> = link.mismatches.iter().map(|one| spoken(one.as_str())).collect();
    json!({
        "ticket": clipped(&lookup.ticket_number(link.ticket), LONGEST),
        "confidence": format!("{:.3}", link.confidence),
        "score": format!("{:+.2}", link.score),
        "basis": link.basis.as_str(),
        "mismatch": mismatches.join(", "),
        "terms": terms,
    })
}

fn sum_term(name: &str, points: f64, seen: &str) -> Value {
    json!([clipped(name, 80), format!("{points:+.2}"), clipped(seen, LONGEST)])
}

/// The quote in pieces, plain and matched in turn, beginning with a plain one.
///
/// Ranges that overlap, lie outside or cut a letter are left out.
fn quote(text: &str, matched: &[(usize, usize)]) -> Vec<String> {
    let mut ranges = matched.to_vec();
    ranges.sort_unstable();
    let (mut pieces, mut at) = (Vec::new(), 0);
    for (from, to) in ranges {
        if from < at || from >= to {
            continue;
        }
        if let (Some(plain), Some(hit)) = (text.get(at..from), text.get(from..to)) {
            pieces.extend([around(plain), clip(lines(hit), LONGEST)]);
            at = to;
        }
        if pieces.len() > 2 * MOST {
            break;
        }
    }
    pieces.push(around(text.get(at..).unwrap_or_default()));
    pieces
}

fn around(plain: &str) -> String {
    clip(lines(plain), LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_shows_plain_and_matched_words_in_turn() {
        assert_eq!(quote("sent push, ok", &[(5, 9)]), ["sent ", "push", ", ok"]);
        assert_eq!(quote("push", &[(0, 4)]), ["", "push", ""]);
    }

    #[test]
    fn ranges_that_make_no_sense_are_left_out() {
        assert_eq!(quote("aäb", &[(2, 3), (9, 12), (3, 1)]), ["aäb"]);
        assert_eq!(quote("abcdef", &[(0, 4), (2, 5)]), ["", "abcd", "ef"]);
    }
}
