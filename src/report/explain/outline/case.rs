//! A change from what it is to what would turn its verdict.

use super::{Block, Part, evidence, link, stamp};
use crate::report::dress::spoken;
use crate::report::explain::{CaseExplained, FlipTold, Record};

/// The whole of it.
pub(super) fn whole(case: &CaseExplained) -> Vec<Part> {
    let mut parts = vec![head(case), records("Records it rests on", &case.records)];
    parts.extend(link::parts(case));
    parts.push(evidence::part(case));
    parts.push(rule(case));
    parts.push(flips(&case.flips));
    parts.extend(risk(case));
    parts
}

/// Without its records, which stand elsewhere on paper.
pub(super) fn on_paper(case: &CaseExplained) -> Vec<Part> {
    let mut parts = vec![head(case), evidence::part(case)];
    parts.extend(link::parts(case));
    parts.extend([rule(case), flips(&case.flips)]);
    parts.extend(risk(case));
    parts
}

fn risk(case: &CaseExplained) -> Option<Part> {
    let title = format!("Risk, as a sum: {:.1} of 100", case.risk_score);
    (!case.risk.steps.is_empty()).then(|| Part::new(title).with(Block::Waterfall(case.risk.clone(), None)))
}

/// What it is, and its verdict.
fn head(case: &CaseExplained) -> Part {
    let brief = &case.brief;
    let known = if case.rule.tier_known { "" } else { " (assumed)" };
    let name = if case.account_name.is_empty() { String::new() } else { format!(" ({})", case.account_name) };
    let address = case.ip.as_ref().map(|ip| format!(", from {ip}")).unwrap_or_default();
    Part::new(title(case))
        .with(Block::Verdict(brief.verdict, brief.reason.clone()))
        .fact("when", stamp(brief.at))
        .fact("account", format!("{}{name}, {}{known}", brief.account, case.rule.tier))
        .fact("by", format!("{}, {}{address}", case.actor, spoken(case.actor_kind.as_str())))
        .fact("the desk", format!("{}: {}", case.support, case.support_reason))
        .fact("native", format!("{} ({}), {}", case.native_action, case.source, case.native_ids.join(", ")))
        .fact("completes", case.completes.clone().unwrap_or_default())
}

/// `chg-… · password reset of ute@corp.example`
pub(super) fn title(case: &CaseExplained) -> String {
    format!("{} · {} of {}", case.brief.change, spoken(&case.brief.kind), case.brief.account)
}

pub(super) fn records(title: &str, records: &[Record]) -> Part {
    let part = Part::new(title).all(records.iter().cloned().map(Block::Record));
    if records.is_empty() { part.say("None; it rests on what is not there.") } else { part }
}

/// The row of the policy, then each thing that it asks.
fn rule(case: &CaseExplained) -> Part {
    let rule = &case.rule;
    let approval = if rule.approval { "and an approval" } else { "and no approval" };
    let known = if rule.tier_known { "" } else { " (assumed)" };
    let kind = spoken(&case.brief.kind);
    let asks = match rule.level.as_str() {
        "none" => "needs no evidence".to_owned(),
        level => format!("needs evidence worth {level}"),
    };
    Part::new("The rule")
        .say(format!("For a {kind} a {}{known} account {asks} {approval}.", rule.tier))
        .aside(format!("{}, {}: {}", rule.file, rule.key, rule.why))
        .all(
            rule.conditions
                .iter()
                .map(|one| Block::Condition(one.met, format!("{}: {}", one.asks, one.found))),
        )
}

/// The facts that would turn the verdict.
pub(super) fn flips(flips: &[FlipTold]) -> Part {
    let part = Part::new("What would turn it, smallest first");
    if flips.is_empty() {
        return part.say("No single fact that was tried would turn the verdict.");
    }
    part.all(flips.iter().map(|flip| Block::Item(flip.said.clone(), Vec::new())))
}
