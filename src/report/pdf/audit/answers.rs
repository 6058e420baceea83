//! The answers first: the sentence, four numbers, where changes drop out, what matters most, what cannot be told.

use super::{Audit, NAME, SENTENCE, exceptions};
use crate::model::Verdict;
use crate::report::dates::{counted, grouped, second};
use crate::report::dress::{self, of_verdict, spoken};
use crate::report::notices::notices;
use crate::report::pdf::blocks::{Block, Cell, Number, Words, heads};
use crate::report::pdf::figure::figure;
use crate::report::rate::Rate;
use crate::report::{RenderError, charts};

/// Reasons why changes cannot be told, and notices, that are printed.
const MOST: usize = 30;

pub(super) fn part(audit: &Audit<'_>) -> Result<Vec<Block>, RenderError> {
    let summary = &audit.summary;
    let mut blocks = vec![
        Block::part("Answers"),
        Block::Sentence { text: Words::line(&summary.sentence, 900) },
        Block::Numbers { numbers: numbers(audit) },
    ];
    let note = format!("n = {} support-triggered changes.", grouped(summary.judged));
    blocks.extend(figure("Where do changes drop out?", charts::flow(summary), note));
    blocks.push(verdicts(audit));
    blocks.extend(further(audit));
    blocks.extend(matters_most(audit));
    blocks.extend(untold(audit));
    let known: Vec<Words> =
        notices(audit.report).iter().take(MOST).map(|notice| Words::line(&notice.text, SENTENCE)).collect();
    if !known.is_empty() {
        blocks.extend([Block::section("To be known first"), Block::List { items: known }]);
    }
    Ok(blocks)
}

fn numbers(audit: &Audit<'_>) -> Vec<Number> {
    let summary = &audit.summary;
    let known =
        |id: &'static str| if audit.report.metrics.iter().any(|metric| metric.id == id) { id } else { "" };
    let changes = |hits: usize, label, metric: &'static str| Number {
        value: grouped(hits),
        of: format!("of {}", counted(summary.judged, "change")),
        label,
        note: Rate { hits, of: summary.judged }.percent(),
        id: known(metric).into(),
    };
    let first = summary.first_contact;
    vec![
        changes(summary.proven(), "proven", "verdicts.proven"),
        changes(summary.not_proven(), "not proven", "verdicts.not_proven"),
        changes(summary.cannot_be_told(), "cannot be told", "verdicts.not_testable"),
        Number {
            value: grouped(first.hits),
            of: format!("of {}", counted(first.of, "ticket")),
            label: "solved at first contact",
            note: first.share().map(|_| first.percent()).unwrap_or_default(),
            id: known("first_contact.rate").into(),
        },
    ]
}

/// What each verdict means, with its count.
fn verdicts(audit: &Audit<'_>) -> Block {
    let summary = &audit.summary;
    let row = |verdict: &Verdict| {
        let hits = summary.count(*verdict);
        let rate = Rate { hits, of: summary.judged };
        vec![
            Cell::badge(of_verdict(*verdict)),
            Cell::text(dress::meaning(*verdict)),
            Cell::number(grouped(hits)),
            Cell::number(rate.percent()),
            Cell::number(rate.interval_text()),
        ]
    };
    Block::table(
        "",
        heads([
            ("Verdict", 0.0),
            ("Meaning", 1.0),
            ("#Changes", 0.0),
            ("#Share", 0.0),
            ("#95 % interval", 0.0),
        ]),
        Verdict::ALL.iter().map(row).collect(),
        "Intervals are Wilson score intervals: what the share could be if these changes were a draw from many alike.",
    )
}

/// Changes of which the sentence does not speak.
fn further(audit: &Audit<'_>) -> Option<Block> {
    let summary = &audit.summary;
    let items: Vec<Words> = [
        (summary.in_question, "in question, made by administrators or programs whom no ticket shows at work; they have the verdict that they would have as the desk's"),
        (summary.unattributed, "without a verdict, made by administrators or programs whom no ticket shows at work"),
        (summary.not_the_desks, "in which the desk had no part"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, rest)| format!("{} {rest}.", counted(count, "change")).into())
    .collect();
    (!items.is_empty()).then_some(Block::List { items })
}

fn matters_most(audit: &Audit<'_>) -> Vec<Block> {
    let summary = &audit.summary;
    if summary.top.is_empty() {
        return Vec::new();
    }
    let rows = summary.top.iter().map(|at| exceptions::row(audit, *at)).collect();
    vec![
        Block::section("The changes that matter most"),
        Block::table("By risk, the highest first.", exceptions::columns(), rows, ""),
    ]
}

fn untold(audit: &Audit<'_>) -> Vec<Block> {
    let mut rows: Vec<Vec<Cell>> = audit
        .summary
        .untold
        .iter()
        .take(MOST)
        .map(|(why, count)| {
            vec![Cell::text(Words::line(why, SENTENCE)), Cell::number(counted(*count, "change"))]
        })
        .collect();
    let untested = audit.report.controls.iter().filter(|control| control.untested_because.is_some());
    rows.extend(untested.map(|control| {
        let why = control.untested_because.as_deref().unwrap_or_default();
        vec![
            Cell::text(Words::line(&format!("{}: {why}", control.test.0), SENTENCE)),
            Cell::number("whole test"),
        ]
    }));
    if rows.is_empty() {
        return Vec::new();
    }
    vec![
        Block::section("What cannot be told, and why"),
        Block::table("", heads([("Why", 1.0), ("#Concerns", 0.0)]), rows, ""),
    ]
}

/// Kind and time of a change, as tables have them.
pub(super) fn what_and_when(audit: &Audit<'_>, at: usize) -> [Cell; 2] {
    let change = &audit.report.cases[at].change;
    [Cell::code(second(change.at)), Cell::text(Words::line(&spoken(change.kind.as_str()), NAME))]
}
