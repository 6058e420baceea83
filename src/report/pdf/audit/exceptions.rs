//! Exceptions: granted ones, the riskiest changes in full, more of them one a line, the rest counted.

use super::exception;
use super::{Audit, NAME, SENTENCE, answers, sources};
use crate::model::{ExceptionState, Part, SettledException};
use crate::report::dates::{counted, grouped};
use crate::report::dress::{of_verdict, spoken};
use crate::report::pdf::blocks::{Block, Cell, Head, Words, heads};
use crate::report::summary::Summary;

/// Changes that are printed in full, then one a line; about 35 pages each. What is beyond stands in the workpapers.
const IN_FULL: usize = 100;
const IN_LINES: usize = 1_000;
/// Granted exceptions that are printed.
pub(super) const GRANTED: usize = 100;

/// The changes that are printed in full, riskiest first.
pub(super) fn in_full(summary: &Summary) -> &[usize] {
    &summary.exceptions[..summary.exceptions.len().min(IN_FULL)]
}

pub(super) fn part(audit: &Audit<'_>) -> Vec<Block> {
    let all = &audit.summary.exceptions;
    let mut blocks = vec![Block::part("Exceptions"), Block::say(lead_for(audit))];
    blocks.extend(granted(audit));
    let shown = in_full(&audit.summary);
    if !shown.is_empty() {
        blocks.push(Block::section("Changes that were not proven"));
    }
    for at in shown {
        blocks.extend(exception::exception(audit, *at));
    }
    let lines = &all[shown.len()..all.len().min(IN_FULL + IN_LINES)];
    if !lines.is_empty() {
        blocks.push(Block::section("Further changes that were not proven"));
        let rest = match all.len() - shown.len() - lines.len() {
            0 => String::new(),
            rest => format!(
                "{} were not proven; they are not printed here and stand in workpapers.xlsx and data/changes.csv.",
                counted(rest, "further change")
            ),
        };
        blocks.push(Block::table(
            "One a line, riskiest first; what they rest on stands in workpapers.xlsx, data/changes.csv and data/evidence.csv.",
            columns(),
            lines.iter().map(|at| row(audit, *at)).collect(),
            rest,
        ));
    }
    blocks
}

/// What the part begins with; where changes are not shown one by one it says so, and how many there are.
fn lead_for(audit: &Audit<'_>) -> String {
    let audience = audit.report.audience;
    if audience.shows(Part::Cases) {
        return lead(audit.summary.exceptions.len());
    }
    let count = counted(audit.summary.not_proven(), "change");
    format!(
        "Not proven though it can be told: {count}. One by one they are left out for this audience ({audience})."
    )
}

fn lead(all: usize) -> String {
    match all {
        0 => "No change that can be told was found not proven.".to_owned(),
        _ if all <= IN_FULL => format!(
            "{} not proven though it can be told. All stand here in full, by risk, the highest first, with what was found and where.",
            if all == 1 { "1 change was".to_owned() } else { format!("{} changes were", grouped(all)) }
        ),
        _ => format!(
            "{} changes were not proven though it can be told. The {} riskiest stand here in full, by risk, the highest first, with what was found and where.",
            grouped(all),
            grouped(IN_FULL)
        ),
    }
}

/// The head of a table of changes.
pub(super) fn columns() -> Vec<Head> {
    heads([
        ("Change", 0.0),
        ("At (UTC)", 0.0),
        ("Kind", 0.9),
        ("Account", 1.2),
        ("By", 1.0),
        ("Verdict", 0.0),
        ("#Risk", 0.0),
        ("Record", 1.2),
    ])
}

/// A change in one row of such a table.
pub(super) fn row(audit: &Audit<'_>, at: usize) -> Vec<Cell> {
    let case = &audit.report.cases[at];
    let change = &case.change;
    let name = |ix, recorded: &str| {
        let label = audit.lookup.label(ix, recorded);
        Cell::text(Words::line(audit.lookup.short(label), NAME))
    };
    let [when, what] = answers::what_and_when(audit, at);
    vec![
        audit.leading(&change.id.0),
        when,
        what,
        name(change.subject, &change.subject_label),
        name(change.actor, &change.actor_label),
        case.verdict.map_or(Cell::quiet("none"), |verdict| Cell::badge(of_verdict(verdict))),
        Cell::number(format!("{:.1}", case.risk.score)),
        audit.record(change.origin),
    ]
}

/// Exceptions that somebody granted, with what became of them.
fn granted(audit: &Audit<'_>) -> Vec<Block> {
    let all = &audit.report.exceptions;
    if all.is_empty() {
        return Vec::new();
    }
    let count = |state: ExceptionState| all.iter().filter(|one| one.state == state).count();
    let hygiene: Vec<String> = ExceptionState::ALL
        .iter()
        .filter(|state| count(**state) > 0)
        .map(|state| format!("{} {}", grouped(count(*state)), spoken(state.as_str())))
        .collect();
    let mut blocks = vec![
        Block::section("Granted exceptions"),
        Block::say(format!(
            "{}: {}. What a test said without its exception is shown beside every finding that has one.",
            counted(all.len(), "exception"),
            hygiene.join(", ")
        )),
    ];
    blocks.extend(all.iter().take(GRANTED).flat_map(|one| grant(audit, one)));
    if all.len() > GRANTED {
        blocks.push(Block::aside(sources::more(all.len(), GRANTED, "data/exceptions.csv")));
    }
    blocks
}

fn grant(audit: &Audit<'_>, one: &SettledException) -> Vec<Block> {
    const FINDINGS: usize = 6;
    let mut findings: Vec<Cell> =
        one.findings.iter().take(FINDINGS).map(|id| Cell::code(Words::line(&id.0, NAME))).collect();
    if one.findings.len() > FINDINGS {
        findings.push(Cell::quiet(format!("and {} more", grouped(one.findings.len() - FINDINGS))));
    }
    let text = |text: &str| Cell::text(Words::line(text, SENTENCE));
    let mut facts = vec![
        ("Test", audit.leading(&one.test.0)),
        ("Scope", text(&one.scope)),
        ("Reason", text(&one.reason)),
        ("Owner", text(&one.owner)),
        ("Approved by", text(if one.approved_by.is_empty() { "nobody named" } else { &one.approved_by })),
        ("Holds until", Cell::code(one.expires.to_string())),
        ("Became of it", text(&one.said)),
    ];
    if !findings.is_empty() {
        facts.push(("Excepts", Cell::Stack { cells: findings }));
    }
    vec![
        Audit::heading(
            &one.id.0,
            vec![
                Cell::text(spoken(one.state.as_str())),
                Cell::quiet(format!("line {} of the exceptions file", one.line)),
            ],
        ),
        Block::Facts { facts },
    ]
}
