//! Scope and method: what was looked at, how it was judged, and under which settings.

use super::{Audit, NAME};
use crate::report::dates::{counted, grouped, minute};
use crate::report::pdf::blocks::{Block, Cell, Words, heads};

/// How the report comes about, step by step.
const METHOD: &[&str] = &[
    "The whole population is tested, not a sample: every change that the identity providers' logs record in the period, every ticket, every piece of evidence, in both directions.",
    "Exports are recognised by their content and read record by record. Every row is used, rejected with its reason, or a duplicate of another; the three add up to the rows of each file.",
    "Several native events of one act are one change. A change is support-triggered if the desk brought it about, whoever clicked.",
    "A change is linked with at most one ticket: by a reference that one makes to the other, else by a sum of published weights over account, agent, kind, time and words. Below the threshold there is no link.",
    "Evidence of verification is read from notes, fields, approvals and independent logs; it has a method with a level, a basis, a time before or after the change, and is weighed for its independence.",
    "What a change needs depends on its kind and on the account's tier; the verdict says whether that was there before the change was made.",
    "Absence is asserted only inside the covered time of the export that would show it. What cannot be told is said to be so, and is never a pass.",
    "Each control test counts its whole population into pass, fail, exception and cannot be told.",
];

pub(super) fn part(audit: &Audit<'_>) -> Vec<Block> {
    let report = audit.report;
    let settings = report
        .settings
        .iter()
        .map(|(name, value)| {
            vec![Cell::code(Words::line(name, NAME)), Cell::code(Words::line(value, 2 * NAME))]
        })
        .collect::<Vec<_>>();
    let mut blocks = vec![
        Block::part("Scope and method"),
        Block::Facts {
            facts: vec![
                ("Period", Cell::text(period(audit))),
                ("Changes", Cell::text(changes(audit))),
                ("Tickets", Cell::text(grouped(report.tickets.len()))),
                ("Control tests", Cell::text(grouped(report.control_tests.len()))),
                ("Judged as of", Cell::text(format!("{} UTC", minute(report.as_of)))),
            ],
        },
        Block::section("Method"),
        Block::List { items: METHOD.iter().map(|step| Words::from(*step)).collect() },
        Block::section("Settings of the run"),
    ];
    blocks.push(if settings.is_empty() {
        Block::say("The run had no settings but its inputs.")
    } else {
        Block::table("", heads([("Setting", 0.0), ("Value", 1.0)]), settings, "")
    });
    blocks
}

fn period(audit: &Audit<'_>) -> String {
    match audit.summary.period {
        Some((from, to)) => {
            format!("{} to {} UTC, as the exports of events cover it", minute(from), minute(to))
        }
        None => "no covered time".to_owned(),
    }
}

fn changes(audit: &Audit<'_>) -> String {
    let all = audit.report.cases.len();
    format!(
        "{} recorded, {} of them support-triggered and judged",
        grouped(all),
        counted(audit.summary.judged, "change")
    )
}
